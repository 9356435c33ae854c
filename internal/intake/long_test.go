package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// A document is compared and written as a whole, so one without end would take all
// memory. Nothing of it is written, not even its customer, and the rest goes on.
func TestADocumentThatIsTooLongIsSetAsideAsAWhole(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		const lines = 20_001
		var b strings.Builder
		b.WriteString("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n")
		b.WriteString("1001,A,Apfel,1,2026-03-01,1.00,17,Germany\n")
		for i := range lines {
			fmt.Fprintf(&b, "1002,A,Apfel,1,2026-03-02,%d.00,18,Germany\n", i+1)
			if i == lines/2 { // its lines need not stand together
				b.WriteString("1003,A,Apfel,1,2026-03-03,1.00,19,Germany\n")
			}
		}
		b.WriteString("1001,B,Birne,1,2026-03-01,2.00,17,Germany\n1004,B,Birne,viele,2026-03-01,2.00,17,Germany\n")
		r := d.take(b.String())
		d.want(r, 3, 0, 0, lines+1)
		if f := r.Figures; f.Rows != lines+4 || f.Orders != 2 || f.Customers != 2 || f.NetTotalCents != 400 {
			t.Errorf("figures %+v", f)
		}
		got := d.lines(`SELECT number FROM customer_alias`)
		if fmt.Sprint(got) != "[17 19]" {
			t.Errorf("customers %v, want 17 and 19", got)
		}
		left, err := d.Rejects(context.Background(), r.Import, 0, 2)
		if err != nil || len(left) != 2 || left[0].Line != 3 || left[0].Reason.Key != "intakerun.document_too_long" ||
			fmt.Sprint(left[0].Reason.Args) != "[1002 20001 20000]" {
			t.Errorf("rejected %+v, %v", left, err)
		}
		if again := d.take(b.String()); again.Figures.Unchanged != 3 || again.Figures.SetAside != lines+1 {
			t.Errorf("the same file again: %+v", again.Figures)
		}
	})
}
