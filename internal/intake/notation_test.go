package intake_test

import (
	"context"
	"fmt"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestAFileOfADOSProgramKeepsItsUmlauts(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		text, err := charmap.CodePage850.NewEncoder().String("Kundennummer;Nachname;Straße;Ort\n17;Müller;Rößleweg 3;Köln\n18;Jäger;Äußerer Ring 5;Düren\n")
		if err != nil {
			t.Fatal(err)
		}
		d.want(d.take(text), 2, 0, 0, 0)
		if got := fmt.Sprint(d.lines("SELECT last_name || ', ' || street || ', ' || city FROM customer WHERE id > 1")); got != "[Jäger, Äußerer Ring 5, Düren Müller, Rößleweg 3, Köln]" {
			t.Error(got)
		}
	})
}

func TestHowAFileIsWrittenIsRememberedWithItsSource(t *testing.T) {
	const text = "Belegnummer;Datum;Kundennummer;Artikelnummer;Betrag\n1;03/04/2026;17;A;1.234\n"
	seen := "SELECT day || ' ' || net_cents FROM sales_order"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		steps := []struct {
			name     string
			notation intake.Notation
			verdicts [4]int64
			want     string
		}{
			{"found out: the day first, a point for thousands", intake.Notation{}, [4]int64{1, 0, 0, 0}, "[2026-04-03 123400]"},
			{"told otherwise", intake.Notation{Decimal: "point", Dates: "MDY"}, [4]int64{0, 1, 0, 0}, "[2026-03-04 123]"},
			{"remembered", intake.Notation{}, [4]int64{0, 0, 1, 0}, "[2026-03-04 123]"},
			{"found out again", intake.Notation{Decimal: intake.Found, Dates: intake.Found}, [4]int64{0, 1, 0, 0}, "[2026-04-03 123400]"},
		}
		for _, step := range steps {
			r := d.run(intake.Request{Path: d.file(text), Notation: step.notation})
			if got := fmt.Sprint(d.lines(seen)); got != step.want || verdicts(r) != step.verdicts {
				t.Errorf("%s: %s %v, want %s %v", step.name, got, verdicts(r), step.want, step.verdicts)
			}
		}
	})
}

// A file whose columns only show with the right delimiter is recognised by how it
// shows without it.
func TestAToldDelimiterIsRememberedWithTheLayout(t *testing.T) {
	const text = "Datum|Betrag|Text;mit;vier;Teilen\n03.04.2026|12,50|a;b;c;d\n04.04.2026|9,00|e;f;g;h\n"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		r := intake.Request{Path: d.file(text), Source: "alt", Kind: "orders", Notation: intake.Notation{Delimiter: "pipe"}}
		d.want(d.run(r), 2, 0, 0, 0)
		again, err := d.Inspect(context.Background(), intake.Request{Path: d.file(text)})
		if err != nil || again.Parts[0].Source != "alt" || again.Parts[0].Notation.Delimiter != "|" || len(again.Parts[0].Header) != 3 {
			t.Errorf("not recognised: %+v, %v", again.Parts, err)
		}
		d.want(d.take(text), 0, 0, 2, 0)
	})
}

func TestANotationThatNobodyKnowsIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		for key, n := range map[string]intake.Notation{
			"intakerun.bad_encoding": {Encoding: "EBCDIC"}, "intakerun.bad_delimiter": {Delimiter: "x"},
			"intakerun.bad_decimal": {Decimal: "x"}, "intakerun.bad_dates": {Dates: "ymd"},
		} {
			_, err := d.Run(context.Background(), intake.Request{Path: d.file(day), Notation: n}, nil)
			if f := fault.Of(err); f == nil || f.Key != key {
				t.Errorf("want %s, got %v", key, err)
			}
		}
	})
}
