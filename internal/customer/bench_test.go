package customer_test

import (
	"fmt"
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// BenchmarkInsertMany measures new customers with mail and telephone in batches of
// 1,000, duplicate check, search index and due mark included; one operation is one
// customer.
func BenchmarkInsertMany(b *testing.B) {
	db := schematest.SQLite(b)
	n := 0
	for b.Loop() {
		n++
		if n%1000 != 1 {
			continue
		}
		rows := make([]customer.ImportRow, 1000)
		for i := range rows {
			k := n + i
			rows[i] = customer.ImportRow{Source: "shop", Number: fmt.Sprint(100000 + k), Customer: customer.Customer{
				FirstName: []string{"Anna", "Jörg", "Wiebke", "Ludwig"}[k%4], LastName: fmt.Sprintf("Ahrens%d", k%5000), City: "Musterstadt",
				Email: fmt.Sprintf("kunde%d@example.de", k), Phone: fmt.Sprintf("0171 5%07d", k),
			}}
			rows[i].Fields = customer.Fields{
				customer.FieldFirstName: rows[i].Customer.FirstName, customer.FieldLastName: rows[i].Customer.LastName,
				customer.FieldEmail: rows[i].Customer.Email, customer.FieldPhone: rows[i].Customer.Phone, customer.FieldCity: "Musterstadt",
			}
		}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			_, err := customer.InsertMany(ctx, tx, by, rows)
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
