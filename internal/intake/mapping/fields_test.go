package mapping_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake/mapping"
)

func TestFieldsAreUnderstoodWithoutTheirFirstPart(t *testing.T) {
	for short, want := range map[string]string{
		"date": "order.date", "order": "order.number", "customer": "customer.number", "Quantity": "line.quantity",
		"amount": "line.amount", "sku": "line.sku", "price": "line.unit_price", "email": "customer.email", "order.date": "order.date", "": "",
	} {
		if f, err := mapping.ParseField(short); err != nil || f.String() != want {
			t.Errorf("%q is %s (%v), want %s", short, f, err, want)
		}
	}
}
