package web

import "github.com/stammkunde/stammkunde/internal/care"

// lineHref is where the name in a line leads: to what waits where that has a page of its
// own, else to the customer.
func lineHref(step *care.Step) string {
	return customerURL(step.Line.Customer)
}
