package enquiry

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Cursor is the place in a column after which the next page begins.
type Cursor struct {
	At cal.Instant
	ID int64
}

// First is the cursor before the newest enquiry.
var First = Cursor{At: 1 << 62, ID: 1 << 62}

// After returns the cursor behind an enquiry.
func After(e Enquiry) Cursor { return Cursor{e.StateAt, e.ID} }

// Anybody is the owner filter that lets everybody's enquiries through.
const Anybody int64 = -1

// Column returns up to limit enquiries in a state, the last moved there first. owner is a
// user, 0 for those of nobody, or [Anybody].
func Column(ctx context.Context, q store.Querier, state State, owner int64, from Cursor, limit int) ([]Enquiry, error) {
	if owner == Anybody {
		return all(ctx, q, "column", string(state), from.At, from.ID, limit)
	}
	return all(ctx, q, "column-of-owner", string(state), from.At, from.ID, limit, owner)
}

// CountUpTo is how far columns are counted: more is "more than that" to a reader.
const CountUpTo = 1000

// Count returns how many enquiries are in a state, at most [CountUpTo].
func Count(ctx context.Context, q store.Querier, state State, owner int64) (int, error) {
	if owner == Anybody {
		return store.Value[int](ctx, q, statements.Get("count"), string(state), CountUpTo)
	}
	return store.Value[int](ctx, q, statements.Get("count-of-owner"), string(state), CountUpTo, owner)
}

// Waiting returns up to limit enquiries of a user, and of nobody in particular, that wait
// for their answer, the longest due first.
func Waiting(ctx context.Context, q store.Querier, user int64, limit int) ([]Enquiry, error) {
	mine, err := all(ctx, q, "waiting", user, limit)
	if err != nil {
		return nil, err
	}
	open, err := all(ctx, q, "waiting", 0, limit)
	if err != nil {
		return nil, err
	}
	list := append(mine, open...)
	slices.SortStableFunc(list, func(a, b Enquiry) int { return int(min(1, max(-1, a.DueAt-b.DueAt))) })
	return list[:min(limit, len(list))], nil
}

// OfCustomer returns up to limit enquiries of a customer, the newest first.
func OfCustomer(ctx context.Context, q store.Querier, customer int64, limit int) ([]Enquiry, error) {
	return all(ctx, q, "of-customer", customer, limit)
}

// OfContact returns up to limit enquiries of a firm's contact person, the newest first.
func OfContact(ctx context.Context, q store.Querier, contact int64, limit int) ([]Enquiry, error) {
	return all(ctx, q, "of-contact", contact, limit)
}

// Before returns a customer's enquiries before a day, and those of the day with an id below id, the
// newest first.
func Before(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Enquiry, error) {
	return all(ctx, q, "before", customer, day, id, limit)
}

func all(ctx context.Context, q store.Querier, name string, args ...any) ([]Enquiry, error) {
	var list []Enquiry
	err := store.Each(ctx, q, statements.Get(name), rowFields, func(r *row) error {
		e, err := r.enquiry()
		list = append(list, e)
		return err
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("read enquiries: %w", err)
	}
	return list, nil
}

// Match is a customer whom the asker may be.
type Match struct {
	Customer int64
	Mail     bool // same mail address
	Phone    bool // same telephone number
	Firm     bool // a firm of the same name
}

// Matches returns customers with the asker's mail address or telephone number, and firms
// named as his, others than the enquiry's own. They are suggestions: many share a telephone.
func Matches(ctx context.Context, q store.Querier, e Enquiry) ([]Match, error) {
	var list []Match
	find := func(name, key string, mark func(*Match)) error {
		if key == "" {
			return nil
		}
		ids, err := store.All(ctx, q, statements.Get(name), func(id *int64) []any { return []any{id} }, key, e.Customer, e.Contact)
		if err != nil {
			return err
		}
		for _, id := range ids {
			i := slices.IndexFunc(list, func(m Match) bool { return m.Customer == id })
			if i < 0 {
				list = append(list, Match{Customer: id})
				i = len(list) - 1
			}
			mark(&list[i])
		}
		return nil
	}
	if err := find("same-mail", e.EmailKey, func(m *Match) { m.Mail = true }); err != nil {
		return nil, err
	}
	if err := find("same-phone", e.PhoneKey, func(m *Match) { m.Phone = true }); err != nil {
		return nil, err
	}
	firm := customer.Customer{Kind: customer.Firm, Company: e.Company}
	customer.Prepare(&firm, "")
	err := find("same-firm", firm.SortKey, func(m *Match) { m.Firm = true })
	return list, err
}

// Since returns the changes that an editor of an older version has not seen, newest
// first: each change raises the version by one.
func Since(ctx context.Context, q store.Querier, id, version int64) ([]history.Entry, error) {
	now, err := Get(ctx, q, id)
	if err != nil || now.Version <= version {
		return nil, err
	}
	return history.Of(ctx, q, Subject, id, 0, int(min(now.Version-version, 100)))
}

// Forget removes all enquiries of a customer who is deleted, also what the history holds
// of them; of a contact person it removes himself from the enquiries of his firm.
func Forget(ctx context.Context, tx *store.Tx, customer int64) error {
	for _, of := range []string{"customer", "contact"} {
		ids, err := store.All(ctx, tx, statements.Get("ids-of-"+of), func(id *int64) []any { return []any{id} }, customer)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := history.Erase(ctx, tx, Subject, id); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{"forget", "forget-contact"} {
		if _, err := tx.Exec(ctx, statements.Get(name), customer); err != nil {
			return fmt.Errorf("forget the enquiries of customer %d: %w", customer, err)
		}
	}
	return nil
}

// Relink gives the enquiries of one customer to another, also his place as contact
// person, and returns what it moved: ids of enquiries, negative where he was the contact.
func Relink(ctx context.Context, tx *store.Tx, from, to int64) (moved []int64, err error) {
	for _, name := range []string{"relink", "relink-contact"} {
		ids, err := store.All(ctx, tx, statements.Get(name), func(id *int64) []any { return []any{id} }, from, to)
		if err != nil {
			return nil, err
		}
		moved = append(moved, ids...)
	}
	return moved, nil
}

// Unlink takes [Relink] back: what is in moved belongs to back again.
func Unlink(ctx context.Context, tx *store.Tx, moved []int64, back int64) error {
	for _, id := range moved {
		name := "unlink"
		if id < 0 {
			name = "unlink-contact"
		}
		if _, err := tx.Exec(ctx, statements.Get(name), id, back); err != nil {
			return err
		}
	}
	return nil
}
