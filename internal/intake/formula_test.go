package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The file for mending runs nothing in a spreadsheet program, and what is mended comes in
// as it stood in the first file, also after it was set aside a second time.
func TestRowsForMendingAreGuardedAndComeBackAsTheyWere(t *testing.T) {
	const text = "Kundennummer;Vorname;Nachname;Firma;Ort;E-Mail;Notiz;Kunde seit\n" +
		"17;Anna;Beispiel;;Ulm;anna@example.de;Mag Roggen;02.03.2020\n" +
		"18;@Bea;-5,00;=1+1;'=Bonn;b@example.de;\"=cmd|' /C calc'!A0; +1\";gestern\n"
	words := func(f intake.Failure) string { return "=Grund " + f.Key }
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := newDesk(t, db)
		first := d.run(alt(d, text))
		d.want(first, 1, 0, 0, 1)
		from := first.Import
		for range 2 { // set aside, mended in vain, set aside again
			var out bytes.Buffer
			if err := d.RejectFile(ctx, from, words, &out); err != nil {
				t.Fatal(err)
			}
			const row = ";18;'@Bea;-5,00;'=1+1;''=Bonn;b@example.de;\"'=cmd|' /C calc'!A0; +1\";"
			if got := out.String(); !strings.Contains(got, row) || !strings.Contains(got, ";'=Grund ") {
				t.Fatalf("unguarded, or not as it was:\n%s", got)
			}
			vain, err := d.Mend(ctx, from, d.file(strings.Replace(out.String(), "gestern", "heute nicht", 1)), nil)
			if err != nil {
				t.Fatal(err)
			}
			d.want(vain, 0, 0, 0, 1)
			good, err := d.Mend(ctx, from, d.file(strings.NewReplacer("gestern", "03.03.2020", "heute nicht", "03.03.2020").Replace(out.String())), nil)
			if from != first.Import {
				if err != nil {
					t.Fatal(err)
				}
				d.want(good, 0, 0, 1, 0)
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			d.want(good, 1, 0, 0, 0)
			from = vain.Import
		}
		want := "[18|@Bea|-5,00|=1+1|'=Bonn|=cmd|' /C calc'!A0; +1]"
		if got := fmt.Sprint(d.lines("SELECT number || '|' || first_name || '|' || last_name || '|' || company || '|' || city || '|' || note FROM customer WHERE number = '18'")); got != want {
			t.Errorf("came in as %s", got)
		}
	})
}
