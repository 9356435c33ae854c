// Package fields shows what a firm's own fields say of a customer. In goes a view model
// in finished words, out comes HTML.
package fields

import "github.com/stammkunde/stammkunde/internal/look"

// Card is what the own fields say of one customer.
type Card struct {
	Title  string
	Edit   *look.LinkView // nil for who changes nothing
	Values []look.Pair
}
