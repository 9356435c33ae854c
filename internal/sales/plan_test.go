package sales

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestPagesAndFactsUseTheirIndexes(t *testing.T) {
	db := schematest.SQLite(t)
	for name, index := range map[string]string{
		"sales-facts":          "sales_order_customer",
		"sales-orders-of":      "sales_order_customer",
		"sales-top-products":   "sales_order_customer",
		"sales-spends":         "sales_order_customer",
		"sales-spends-of":      "sales_order_customer",
		"sales-movements":      "sales_order_customer",
		"sales-lines-of":       "sales_line_order",
		"sales-delete-lines":   "sales_line_order",
		"sales-order-id":       "sales_order_document",
		"orders-by-number":     "sales_order_document",
		"sales-product-id":     "sales_product_number",
		"sales-takes-back":     "sales_order_customer",
		"sales-lines-to-price": "INTEGER PRIMARY KEY",
	} {
		t.Run(name, func(t *testing.T) {
			text := salesSQL.Get(name).Text(store.SQLite)
			var args []any
			for n := 1; strings.Contains(text, "$"+string(rune('0'+n))); n++ {
				args = append(args, 1)
			}
			rows, err := db.QueryText(ctx, "EXPLAIN QUERY PLAN "+text, args...)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var plan []string
			for rows.Next() {
				var id, parent, unused int
				var detail string
				if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
					t.Fatal(err)
				}
				plan = append(plan, detail)
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			all := strings.Join(plan, "\n")
			if !strings.Contains(all, index) || strings.Contains(all, "SCAN sales_order") || strings.Contains(all, "SCAN sales_line") {
				t.Errorf("plan does not use %s:\n%s", index, all)
			}
		})
	}
}
