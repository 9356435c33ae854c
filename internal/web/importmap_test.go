package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// changed is the fields of a page with some of them set.
func changed(p page, set ...string) []string {
	fields := fieldsOf(p)
	for i := 0; i < len(set); i += 2 {
		done := false
		for j := 0; j < len(fields); j += 2 {
			if fields[j] == set[i] {
				fields[j+1], done = set[i+1], true
			}
		}
		if !done {
			fields = append(fields, set[i], set[i+1])
		}
	}
	return fields
}

func TestTheWayAFileIsWrittenCanBeToldOtherwise(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	p := v.upload("/import", "liste.csv", "Nr;Tag;Wer;Umsatz netto\n1;03/04/2026;17;1.234\n2;05/04/2026;18;2.345\n").want(http.StatusOK)
	p.says("Stimmt das so?", "erkannt: Semikolon")
	at := strings.SplitN(p.path, "?", 2)[0]
	told := v.post(at, changed(p, "dezimal", ".", "tage", "mdy", "neu", "1")...).want(http.StatusOK)
	told.says("Stimmt das so?")
	asked := v.post(at, changed(told, "trenner", "|", "neu", "1")...).want(http.StatusOK)
	asked.says("1 Spalten")
	check := v.settled(v.post(at, changed(told)...).want(http.StatusOK).path)
	check.says("2 + 0 + 0 + 0 = 2 Zeilen", "3,58")
}

func TestAWideFileIsShownPageByPage(t *testing.T) {
	const wide = 5000
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	var head, row strings.Builder
	for i := range wide {
		fmt.Fprintf(&head, "Merkmal %d;", i)
		fmt.Fprintf(&row, "Wert %d;", i)
	}
	p := v.upload("/import", "breit.csv", head.String()+"Datum;Betrag\n"+row.String()+"02.03.2026;3,50\n").want(http.StatusOK)
	p.says("Spalten 1 bis 60 von 5.002")
	if len(p.body) > 300_000 {
		t.Errorf("%d bytes", len(p.body))
	}
	at := strings.SplitN(p.path, "?", 2)[0]
	more := v.post(at, changed(p, "ab", "60")...).want(http.StatusOK)
	more.says("Spalten 61 bis 120 von 5.002")
	found := v.post(at, changed(more, "suche", "Merkmal 4321", "finden", "1")...).want(http.StatusOK)
	found.says("Spalten 1 bis 1 von 1", "Wert 4321")
	chosen := v.post(at, changed(found, "spalte-4321", "line.description", "ab", "0")...).want(http.StatusOK)
	check := v.settled(v.post(at, changed(chosen, "suche", "")...).want(http.StatusOK).path)
	check.says("1 + 0 + 0 + 0 = 1 Zeile", "Wert 4321", "3,50")
}
