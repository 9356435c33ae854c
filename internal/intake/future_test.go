package intake_test

import (
	"fmt"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// What has not happened yet is no purchase: it is set aside like a day in the year 2999. One
// day is left for tills and shops in other zones.
func TestDocumentsOfTheFutureAreSetAside(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db) // its day is 22 November 2026
		text := "Belegnummer;Belegdatum;Kundennummer;Artikel;Menge;Betrag netto\n" +
			"1;22.11.2026;17;Brot;1;10,00\n2;23.11.2026;17;Brot;1;20,00\n3;24.11.2026;17;Brot;1;30,00\n4;01.06.2031;17;Brot;1;40,00\n5;31.12.2999;17;Brot;1;50,00\n"
		r := d.take(text)
		d.want(r, 2, 0, 0, 3)
		if got := d.lines("SELECT document FROM sales_order ORDER BY document"); fmt.Sprint(got) != "[1 2]" {
			t.Errorf("documents %v", got)
		}
		reasons := map[int]string{}
		rejects, err := d.Rejects(t.Context(), r.Import, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range rejects {
			reasons[one.Line] = one.Field + " " + one.Reason.Key
		}
		if fmt.Sprint(reasons) != "map[4:order.date intake.date_future 5:order.date intake.date_future 6:order.date intake.date_range]" {
			t.Errorf("reasons %v", reasons)
		}
		later := d.run(intake.Request{Path: d.file(text), Today: cal.MustParse("2026-11-24")})
		d.want(later, 1, 0, 2, 2)
		costs := d.run(intake.Request{Path: d.file("Kundennummer;Kostenart;Kostendatum;Betrag\n17;Geschenk;01.12.2026;5,00\n17;Geschenk;01.11.2026;6,00\n"), Kind: "costs"})
		d.want(costs, 1, 0, 0, 1)
	})
}
