package intake_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// define gives the firm fields of its own.
func (d *desk) define(list ...field.Definition) {
	d.t.Helper()
	if err := d.db.Update(context.Background(), func(tx *store.Tx) error {
		for _, f := range list {
			if _, err := field.Define(context.Background(), tx, 1, 1, f); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		d.t.Fatal(err)
	}
}

const ownValues = `SELECT c.last_name || ' ' || f.label || '=' || v.text_value || v.int_value FROM field_value v
JOIN field_definition f ON f.id = v.field_id JOIN customer c ON c.id = v.customer_id`

func TestColumnsOfOwnFieldsAreTakenByTheirNames(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.define(field.Definition{Label: "Hundename", Kind: field.Text}, field.Definition{Label: "Limit", Kind: field.Money},
			field.Definition{Label: "Geprüft", Kind: field.Flag}, field.Definition{Label: "Bodenart", Kind: field.Choice, Options: []string{"Sand", "Lehm"}},
			field.Definition{Label: "Beginn", Kind: field.Day}, field.Definition{Label: "Hektar", Kind: field.Number})
		const head = "Kundennummer;Nachname;PLZ;Eigenes Feld: Hundename;Limit;Geprüft;Own field: Bodenart;Beginn;Hektar\n"
		before := d.counts()
		r := d.take(head + "1;Ahrens;12345;Bello;1.250,50;ja;lehm;01.02.2024;12,5\n2;Berger;12345;;viel;ja;Moor;31.02.2024;\n")
		d.want(r, 2, 0, 0, 0)
		want := []string{"Ahrens Beginn=2024-02-010", "Ahrens Bodenart=Lehm0", "Ahrens Geprüft=1", "Ahrens Hektar=125000", "Ahrens Hundename=Bello0", "Ahrens Limit=125050", "Berger Geprüft=1"}
		if diff := cmp.Diff(want, d.lines(ownValues)); diff != "" {
			t.Error(diff)
		}
		var bad []string
		for _, b := range r.Figures.BadValueList {
			bad = append(bad, fmt.Sprint(b.Line, " ", b.Column, " ", b.Reason.Key, " ", b.Reason.Args))
		}
		if diff := cmp.Diff([]string{"3 Limit intake.own.money [Limit viel]", "3 Own field: Bodenart intake.own.choice [Bodenart Moor]", "3 Beginn intake.own.day [Beginn 31.02.2024]"}, bad); diff != "" || r.Figures.BadValues != 3 {
			t.Error(diff)
		}
		if _, err := d.Undo(context.Background(), r.Import, 0); err != nil {
			t.Fatal(err)
		}
		if got := d.counts(); got != before || len(d.lines(ownValues)) != 0 {
			t.Errorf("taken back: %s, before %s, %v", got, before, d.lines(ownValues))
		}
	})
}

// As with the fields of the record: what somebody entered stays until the source says
// something new.
func TestAnOwnFieldChangedByHandStaysUntilItsSourceChanges(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.define(field.Definition{Label: "Hundename", Kind: field.Text})
		file := func(name string) intake.Report {
			return d.take("Kundennummer;Nachname;PLZ;Hundename\n1;Ahrens;12345;" + name + "\n")
		}
		stands := func(name string) {
			t.Helper()
			if diff := cmp.Diff([]string{"Ahrens Hundename=" + name + "0"}, d.lines(ownValues)); diff != "" {
				t.Error(diff)
			}
		}
		d.want(file("Bello"), 1, 0, 0, 0)
		stands("Bello")
		d.want(file("Bello"), 0, 0, 1, 0)
		if err := db.Update(context.Background(), func(tx *store.Tx) error {
			return field.Set(context.Background(), tx, row.By{Actor: 1, At: 2}, 2, []field.Change{{Field: 1, From: "Bello", To: "Hasso"}})
		}); err != nil {
			t.Fatal(err)
		}
		d.want(file("Bello"), 0, 0, 1, 0)
		stands("Hasso")
		changed := file("Waldi")
		d.want(changed, 0, 1, 0, 0)
		stands("Waldi")
		if _, err := d.Undo(context.Background(), changed.Import, 0); err != nil {
			t.Fatal(err)
		}
		stands("Hasso")
	})
}

// A field that somebody changed by hand does not keep the fields behind it from what the
// file newly says; and the log tells that the file did it.
func TestAFieldChangedByHandDoesNotHoldUpTheOthers(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.define(field.Definition{Label: "Hundename", Kind: field.Text}, field.Definition{Label: "Futter", Kind: field.Text})
		const head = "Kundennummer;Nachname;PLZ;Hundename;Futter\n"
		d.want(d.take(head+"1;Ahrens;12345;Bello;trocken\n"), 1, 0, 0, 0)
		if err := db.Update(context.Background(), func(tx *store.Tx) error {
			return field.Set(context.Background(), tx, row.By{Actor: 1, At: 2}, 2, []field.Change{{Field: 1, From: "Bello", To: "Hasso"}})
		}); err != nil {
			t.Fatal(err)
		}
		d.want(d.take(head+"1;Ahrens;12345;Bello;nass\n"), 0, 1, 0, 0)
		if diff := cmp.Diff([]string{"Ahrens Futter=nass0", "Ahrens Hundename=Hasso0"}, d.lines(ownValues)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"import"}, d.lines("SELECT DISTINCT origin FROM history_entry WHERE verb = 'field.change' AND actor <> 1")); diff != "" {
			t.Error(diff)
		}
	})
}

const likes = `SELECT c.last_name || ' ' || t.name || ' ' || e.kind || ' ' || e.day FROM interest_evidence e
JOIN interest_topic t ON t.id = e.topic_id JOIN customer c ON c.id = e.customer_id`

func TestInterestsOfAListAreImportedOnceAMonth(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		const text = "Kundennummer;Nachname;PLZ;Interessen\n1;Ahrens;12345;Angeln, Hunde / angeln|Garten\n2;Berger;12345;\n"
		on := func(day string) intake.Report {
			path := d.file(text)
			at, err := time.Parse("2006-01-02", day)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, at, at.Add(10*time.Hour)); err != nil {
				t.Fatal(err)
			}
			return d.run(intake.Request{Path: path})
		}
		first := on("2026-10-03")
		d.want(first, 2, 0, 0, 0)
		want := []string{"Ahrens Angeln imported 2026-10-03", "Ahrens Garten imported 2026-10-03", "Ahrens Hunde imported 2026-10-03"}
		if diff := cmp.Diff(want, d.lines(likes)); diff != "" {
			t.Error(diff)
		}
		if n := len(d.lines("SELECT CAST(topic_id AS TEXT) FROM interest_current")); n != 3 {
			t.Errorf("%d interests are known at once", n)
		}
		d.want(on("2026-10-20"), 0, 0, 2, 0)
		d.want(on("2026-11-20"), 0, 1, 1, 0)
		if n := len(d.lines(likes)); n != 6 {
			t.Errorf("%d pieces of evidence", n)
		}
		if _, err := d.Undo(context.Background(), first.Import, 0); err != nil {
			t.Fatal(err)
		}
		if n := len(d.lines(likes)); n != 3 {
			t.Errorf("%d pieces of evidence are left", n)
		}
	})
}

const ways = `SELECT kind || ' ' || usage || ' ' || value || ' ' || source FROM party_point`

func TestFurtherWaysOfACardAreAddedOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		text := "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u-1\r\nN:Berger;Anna;;;\r\nFN:Anna Berger\r\nTEL;TYPE=pref:+49301234567\r\nTEL;TYPE=cell:0171 5550123\r\nTEL:keine\r\n" +
			"EMAIL:anna@example.de\r\nEMAIL;TYPE=work:berger@example.de\r\nADR;TYPE=home:;;Musterweg 1;Musterstadt;;12345;DE\r\nADR;TYPE=work:;;Werkstr. 2;Musterstadt;;12346;DE\r\nEND:VCARD\r\n"
		r := d.run(intake.Request{Path: d.file(text)})
		d.want(r, 1, 0, 0, 0)
		want := []string{"address business Werkstr. 2, 12346 Musterstadt, DE vCard", "mail business berger@example.de vCard", "phone mobile 0171 5550123 vCard"}
		if diff := cmp.Diff(want, d.lines(ways)); diff != "" {
			t.Error(diff)
		}
		if got := d.lines("SELECT note FROM customer WHERE id > 1"); fmt.Sprint(got) != "[phone |  | keine]" {
			t.Errorf("note %q", got)
		}
		d.want(d.run(intake.Request{Path: d.file(text)}), 0, 0, 1, 0)
		if _, err := d.Undo(context.Background(), r.Import, 0); err != nil {
			t.Fatal(err)
		}
		if left := append(d.lines(ways), d.lines("SELECT last_name FROM customer WHERE id > 1")...); len(left) != 0 {
			t.Errorf("left behind %v", left)
		}
	})
}
