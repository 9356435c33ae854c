package cost

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// ShippingRow is a line of the firm's own price list of shipping.
type ShippingRow struct {
	Country string      `json:"country,omitempty"`     // a code as in "DE"; "" for all that the list does not name
	UpTo    money.Cents `json:"up_to_cents,omitempty"` // the largest net of a sale that it is for; 0 for any
	Cost    money.Cents `json:"cost_cents"`
}

// ShippingList is a whole price list, which holds from its day on in place of the one before.
type ShippingList struct {
	Since cal.Date      `json:"since"`
	Rows  []ShippingRow `json:"rows"` // by country and rising bands, those for any net last; none takes the list of the day away
}

const (
	mostShippingRows             = 2000
	mostShippingCost money.Cents = 1_000_000
	shippingSubject              = "cost.shipping"
)

// sortShipping puts the lines in the order in which they are read.
func sortShipping(rows []ShippingRow) {
	slices.SortFunc(rows, func(a, b ShippingRow) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.bound(), b.bound()))
	})
}

// bound is the largest net that the line is for.
func (s ShippingRow) bound() money.Cents {
	if s.UpTo == 0 {
		return 1<<63 - 1
	}
	return s.UpTo
}

// CheckShipping says whether a list may hold and sorts its lines: fault.Invalid
// "cost.shipping_*".
func CheckShipping(l *ShippingList) error {
	if !l.Since.Valid() || l.Since >= cal.Latest {
		return fault.New(fault.Invalid, "cost.day")
	}
	if len(l.Rows) > mostShippingRows {
		return fault.New(fault.Invalid, "cost.shipping_long", mostShippingRows)
	}
	sortShipping(l.Rows)
	for i, row := range l.Rows {
		switch {
		case row.Country != "" && customer.CountryOf(row.Country) != row.Country:
			return fault.New(fault.Invalid, "cost.shipping_country", row.Country)
		case row.Cost < 0 || row.Cost > mostShippingCost || row.UpTo < 0 || row.UpTo > MaxAmount:
			return fault.New(fault.Invalid, "cost.shipping_amount")
		case i > 0 && l.Rows[i-1].Country == row.Country && l.Rows[i-1].UpTo == row.UpTo:
			return fault.New(fault.Invalid, "cost.shipping_twice")
		}
	}
	return nil
}

// loadShipping reads the lists, and the country of the firm where there are any.
func loadShipping(ctx context.Context, q store.Querier) (lists []ShippingList, home string, err error) {
	type line struct {
		since cal.Date
		ShippingRow
	}
	err = store.Each(ctx, q, statements.Get("shipping"), func(l *line) []any { return []any{&l.since, &l.Country, &l.UpTo, &l.Cost} }, func(l *line) error {
		if n := len(lists); n == 0 || lists[n-1].Since != l.since {
			lists = append(lists, ShippingList{Since: l.since})
		}
		last := &lists[len(lists)-1]
		last.Rows = append(last.Rows, l.ShippingRow)
		return nil
	})
	if err != nil {
		return nil, "", fmt.Errorf("read the lists of shipping: %w", err)
	}
	if len(lists) == 0 {
		return nil, "", nil
	}
	for i := range lists {
		sortShipping(lists[i].Rows)
	}
	p, err := firm.Load(ctx, q)
	switch {
	case err == nil:
		home = customer.Region(p.Locale)
	case fault.KindOf(err) != fault.NotFound:
		return nil, "", err
	}
	return lists, home, nil
}

// ShippingLists are the lists by the day from which they hold, rising.
func (r Rates) ShippingLists() []ShippingList { return r.lists }

// WithShipping returns the rates as they would be with other lists; home is the country of
// the firm, as in "DE".
func (r Rates) WithShipping(home string, set []ShippingList) Rates {
	out := r
	out.home = home
	out.lists = slices.DeleteFunc(slices.Clone(r.lists), func(l ShippingList) bool {
		return slices.ContainsFunc(set, func(s ShippingList) bool { return s.Since == l.Since })
	})
	for _, l := range set {
		if len(l.Rows) > 0 {
			out.lists = append(out.lists, l)
		}
	}
	slices.SortFunc(out.lists, func(a, b ShippingList) int { return cmp.Compare(a.Since, b.Since) })
	return out
}

// Place is the country to which is shipped what a customer buys, "" where nobody knows: that
// of his address, and the firm's own where the address names none, as is usual at home.
// Who stands for many has no address to ship to.
func (r Rates) Place(s customer.Subject) string {
	switch {
	case len(r.lists) == 0 || s.ID == customer.Without || s.Collective:
		return ""
	case s.Country == "":
		return r.home
	}
	return customer.CountryOf(s.Country)
}

// listOn is the list of a day, nil without one.
func (r Rates) listOn(day cal.Date) []ShippingRow {
	for i := len(r.lists) - 1; i >= 0; i-- {
		if r.lists[i].Since <= day {
			return r.lists[i].Rows
		}
	}
	return nil
}

// Listed is what the list of its day says that shipping a sale to a place costs: the
// narrowest band of the country, or of all others where the list does not name it; found is
// false where it says nothing. What was bought in a shop or fetched costs nothing.
func (r Rates) Listed(o *sales.OrderFact, place string) (amount money.Cents, found bool) {
	rows := r.listOn(o.Day)
	if len(rows) == 0 || place == "" {
		return 0, false
	}
	if o.Fetched {
		return 0, true
	}
	for _, country := range []string{place, ""} {
		named := false
		for _, row := range rows {
			if row.Country != country {
				continue
			}
			if named = true; o.Net <= row.bound() {
				return row.Cost, true
			}
		}
		if named {
			return 0, false
		}
	}
	return 0, false
}

// shipping is what shipping a sale costs: by the list, else by the rate of one sale.
func (r Rates) shipping(o *sales.OrderFact, place string) money.Cents {
	if amount, found := r.Listed(o, place); found {
		return amount
	}
	return round(r.On(ShippingCost, o.Day), 1000)
}

// shippingChange is what the history keeps: the lists of some days, whole.
type shippingChange struct {
	Shipping []ShippingList `json:"shipping"`
}

// SetShipping lets lists hold from their days on, each in place of what was set for its day,
// and marks all customers as due. A list without lines takes that of its day away. What holds
// already is not written; with nothing new it does nothing and returns 0, else the entry of
// the history. It fails with fault.Invalid "cost.shipping_*".
func SetShipping(ctx context.Context, tx *store.Tx, by customer.By, set []ShippingList) (entry int64, err error) {
	lists, _, err := loadShipping(ctx, tx)
	if err != nil {
		return 0, err
	}
	var was, is shippingChange
	for i := range set {
		l := ShippingList{set[i].Since, slices.Clone(set[i].Rows)}
		if err := CheckShipping(&l); err != nil {
			return 0, err
		}
		if slices.ContainsFunc(is.Shipping, func(o ShippingList) bool { return o.Since == l.Since }) {
			return 0, fault.New(fault.Invalid, "cost.shipping_twice")
		}
		old := shippingOf(lists, l.Since)
		if slices.Equal(old, l.Rows) {
			continue
		}
		was.Shipping = append(was.Shipping, ShippingList{l.Since, old})
		is.Shipping = append(is.Shipping, l)
	}
	if len(is.Shipping) == 0 {
		return 0, nil
	}
	return writeShipping(ctx, tx, by, was, is, 0)
}

// shippingOf are the lines set for a day.
func shippingOf(lists []ShippingList, since cal.Date) []ShippingRow {
	for _, l := range lists {
		if l.Since == since {
			return l.Rows
		}
	}
	return nil
}

func writeShipping(ctx context.Context, tx *store.Tx, by customer.By, was, is shippingChange, undoes int64) (int64, error) {
	for _, l := range is.Shipping {
		if _, err := tx.Exec(ctx, statements.Get("shipping-drop"), l.Since); err != nil {
			return 0, fmt.Errorf("drop the list of shipping of %s: %w", l.Since, err)
		}
		for _, row := range l.Rows {
			if _, err := tx.Exec(ctx, statements.Get("shipping-add"), l.Since, row.Country, int64(row.UpTo), int64(row.Cost)); err != nil {
				return 0, fmt.Errorf("write the list of shipping of %s: %w", l.Since, err)
			}
		}
	}
	entry, err := history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: "cost.shipping.set", Subject: shippingSubject, Undoes: undoes,
		Before: history.Values(was), After: history.Values(is),
	})
	if err != nil {
		return 0, err
	}
	return entry, customer.MarkAllDue(ctx, tx, by.At)
}

// UndoShipping takes a change of lists back, unless one of them was changed since: then it
// fails with fault.Conflict "cost.shipping_changed".
func UndoShipping(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) error {
	var was, is shippingChange
	for raw, to := range map[*json.RawMessage]*shippingChange{&e.Before: &was, &e.After: &is} {
		if err := json.Unmarshal(*raw, to); err != nil {
			return fmt.Errorf("read entry %d: %w", e.ID, err)
		}
	}
	lists, _, err := loadShipping(ctx, tx)
	if err != nil {
		return err
	}
	for _, l := range is.Shipping {
		if !slices.Equal(shippingOf(lists, l.Since), l.Rows) {
			return fault.New(fault.Conflict, "cost.shipping_changed")
		}
	}
	_, err = writeShipping(ctx, tx, by, is, was, e.ID)
	return err
}

// keptShipping are the costs of shipping of a customer's documents that only the list knows,
// as entries without him: when he is gone, nobody knows any more where they went.
func keptShipping(ctx context.Context, tx *store.Tx, rates Rates, id int64) ([]Entry, error) {
	if len(rates.lists) == 0 {
		return nil, nil
	}
	one, _, err := customer.SubjectOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	told := map[int64]bool{}
	if err := Each(ctx, tx, id, id+1, cal.Never, func(e *Entry) error {
		if e.Kind == Shipping {
			told[e.Order] = true
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var list []Entry
	place := rates.Place(one)
	err = sales.EachFact(ctx, tx, id, id+1, cal.Never, func(_ int64, o *sales.OrderFact) error {
		if !shipped(o) || told[o.ID] {
			return nil
		}
		if amount := rates.shipping(o, place); amount != rates.shipping(o, "") {
			list = append(list, Entry{Customer: customer.Without, Order: o.ID, Kind: Shipping, Cause: ByCustomer, Quality: Standard, Day: o.Day, Amount: amount})
		}
		return nil
	})
	return list, err
}

// shipped tells whether a document is a sale that shipping can cost something for.
func shipped(o *sales.OrderFact) bool { return o.Figures && o.Kind == sales.Sale && o.Counts }
