package intake_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestCostsFindTheirCustomerOrDocumentOnceAndGoBack(t *testing.T) {
	const text = "Kundennummer;Belegnummer;Datum;Kostenart;Betrag;Ursache\n17;;05.03.2026;Kulanz;20,00;\n;R1002;05.03.2026;Versand;4,90;\n" +
		"17;;05.03.2026;Kulanz;20,00;\n99;;06.03.2026;Muster;3,00;Kunde\n17;;06.03.2026;Kaffee;3,00;\n"
	const all = `SELECT e.day || ' ' || e.kind || ' ' || e.cause || ' ' || e.amount_cents || ' ' || e.quality || ' ' || COALESCE(a.number, '-') || ' ' || COALESCE(o.document, '-')
FROM cost_entry e LEFT JOIN sales_order o ON o.id = e.order_id LEFT JOIN customer_alias a ON a.customer_id = e.customer_id AND a.source = 'alt' ORDER BY 1`
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, billed))
		first := d.run(alt(d, text))
		d.want(first, 4, 0, 0, 1)
		if first.Figures.Costs != 4 || first.Figures.CostsTotalCents != 4790 || first.Figures.LinesWithoutCustomer != 1 {
			t.Errorf("%+v", first.Figures)
		}
		want := "[2026-03-05 goodwill unclear 2000 2 17 - 2026-03-05 goodwill unclear 2000 2 17 - 2026-03-05 shipping customer 490 2 18 R1002 2026-03-06 sample customer 300 2 - -]"
		if got := fmt.Sprint(d.lines(all)); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
		d.want(d.run(alt(d, text)), 0, 0, 4, 1)
		done, err := d.Undo(context.Background(), first.Import, 0)
		if err != nil || done.Costs != 4 {
			t.Fatalf("%+v, %v", done, err)
		}
		if got := d.lines(all); len(got) != 0 {
			t.Errorf("taken back, there is %v", got)
		}
	})
}
