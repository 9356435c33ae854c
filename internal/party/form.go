package party

import (
	"context"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Form is how two people speak to each other.
type Form string

// The forms. Neutral avoids Frau and Herr; where German needs one it says Sie.
const (
	Du      Form = "du"
	Sie     Form = "sie"
	Neutral Form = "neutral"
)

// Offered says who offered the form.
type Offered string

// Who offers.
const (
	ByUs      Offered = "us"
	ByThem    Offered = "them"
	ByUnknown Offered = "unknown"
)

// Agreed is a form of address from a day on.
type Agreed struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Form     Form     `json:"form"`
	Offered  Offered  `json:"offered"`
	Since    cal.Date `json:"since"`
	Note     string   `json:"note"`
	User     int64    `json:"user_id"`
}

// Holder is the customer.
func (a *Agreed) Holder() int64 { return a.Customer }

// Columns are the values behind id and version.
func (a *Agreed) Columns() []any {
	return []any{&a.Customer, &a.Form, &a.Offered, &a.Since, &a.Note, &a.User}
}

var forms = row.New[Agreed]("party.form", statements, "form")

func (a *Agreed) check(today cal.Date) error {
	a.Note = strings.TrimSpace(a.Note)
	switch {
	case a.Form != Du && a.Form != Sie && a.Form != Neutral:
		return fault.New(fault.Invalid, "party.form", string(a.Form))
	case a.Offered != ByUs && a.Offered != ByThem && a.Offered != ByUnknown:
		return fault.New(fault.Invalid, "party.offered", string(a.Offered))
	case a.Since > today:
		return fault.New(fault.Invalid, "party.future")
	case len(a.Note) > maxText:
		return fault.New(fault.Invalid, "party.too_long", maxText)
	}
	return nil
}

// Agree writes down a form of address; today is the latest possible Since. The newest
// form stands in the customer's own row too.
func Agree(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, a Agreed) (int64, error) {
	if err := a.check(today); err != nil {
		return 0, err
	}
	c, err := customer.Get(ctx, tx, a.Customer)
	if err != nil {
		return 0, err
	}
	if c.Kind != customer.Person && c.Kind != customer.Contact {
		return 0, fault.New(fault.Invalid, "party.form_person")
	}
	id, err := forms.Create(ctx, tx, noted(by), a)
	if err != nil {
		return 0, err
	}
	return id, showForm(ctx, tx, by, a.Customer)
}

// showForm writes the newest form into the customer's row.
func showForm(ctx context.Context, tx *store.Tx, by customer.By, id int64) error {
	list, err := Forms(ctx, tx, id)
	if err != nil {
		return err
	}
	c, err := customer.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	shown := ""
	if len(list) > 0 {
		shown = map[Form]string{Du: "du", Sie: "sie", Neutral: "sie"}[list[0].Form]
	}
	_, err = customer.Update(ctx, tx, by, id, c.Version, customer.Fields{customer.FieldAddressForm: shown})
	return err
}

// Forms returns the forms of address with a customer, the one that holds first.
func Forms(ctx context.Context, db store.Querier, id int64) ([]Agreed, error) {
	list, err := store.All(ctx, db, statements.Get("forms-of"), row.Scan[Agreed], id)
	if err != nil {
		return nil, fmt.Errorf("read the forms of address with customer %d: %w", id, err)
	}
	return list, nil
}

// FormOf is the form that holds: the newest agreed, else that of the customer's row,
// else usual, the firm's.
func FormOf(c *customer.Customer, list []Agreed, usual Form) Form {
	switch {
	case len(list) > 0 && (c.AddressForm == "" || c.AddressForm == string(list[0].Form) || list[0].Form == Neutral && c.AddressForm == "sie"):
		return list[0].Form
	case c.AddressForm == "du":
		return Du
	case c.AddressForm == "sie":
		return Sie
	}
	return usual
}
