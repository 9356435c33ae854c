package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestOneFieldFindsPeopleFirmsDocumentsAndNotes(t *testing.T) {
	h, firm, _, _, anna := people(t)
	h.update(func(tx *store.Tx) error {
		o := sales.Order{Customer: anna, Source: "kasse", Document: "R-20417", Number: "R-20417", Day: cal.MustParse("2026-11-02"), Currency: "EUR"}
		if err := (sales.Books{Currency: "EUR", At: cal.At(h.now)}).Insert(ctx, tx, []sales.Document{{Order: o, Lines: []sales.Line{{Description: "Torte", Quantity: money.Decimal{Digits: 1}, Net: 990}}}}); err != nil {
			return err
		}
		_, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: anna, Day: cal.MustParse("2026-11-03"), Channel: interaction.Phone, Note: "Sie möchte im Frühling einen Korb mit Gänseblümchen"})
		return err
	})
	v := h.signedIn("jana")
	one := func(id int64) string { return strings.TrimSuffix(at(id, ""), "/") }
	for _, c := range []struct {
		q      string
		says   []string
		href   string
		absent string
	}{
		{"altmann", []string{"Ansprechpartner", "Haller GmbH", "über Frau Altmann"}, one(firm), "Belege"},
		{"berger", []string{"Menschen und Betriebe", "Anna Berger"}, one(anna), "Ansprechpartner"},
		{"xqzzk", nil, "/kunden/neu?name=xqzzk", "Anna"},
		{"bergre", []string{"Ähnlich geschrieben", "Anna Berger"}, one(anna), "Ansprechpartner"},
		{"R-20417", []string{"Belege", "R-20417", "Anna Berger"}, one(anna) + "#verlauf", "Notizen"},
		{"gaensebl", []string{"Notizen", "Anna Berger", "Korb mit Gänseblümchen"}, one(anna) + "#verlauf", "Belege"},
	} {
		for _, path := range []string{"/befehle?q=", "/suche?q="} {
			p := v.get(path + c.q).want(http.StatusOK).says(c.says...)
			if !strings.Contains(p.body, `href="`+c.href+`"`) {
				t.Errorf("%s%s does not lead to %s", path, c.q, c.href)
			}
			if c.absent != "" && path == "/befehle?q=" && strings.Contains(p.Text(), c.absent) {
				t.Errorf("%s%s says %q", path, c.q, c.absent)
			}
		}
	}
	if p := v.get("/suche").want(http.StatusOK); !strings.Contains(p.body, `aria-label="Alles durchsuchen"`) {
		t.Error("the page of the search has no field")
	}
	v.get("/kunden?q=altmann").want(http.StatusOK).says("Haller GmbH")
}
