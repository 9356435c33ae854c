package customer

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/match"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// By tells who changes customers, when and how.
type By struct {
	Actor    int64 // user, or history.Program
	At       cal.Instant
	Region   string // the firm's country, see [Region]
	ImportID int64  // the import that makes the customers, else 0
}

// subject is the name of customers in the history.
const subject = "customer"

// Create writes a new customer and returns his id. It prepares and checks c, marks
// possible duplicates, makes him searchable and due for insight.
func Create(ctx context.Context, tx *store.Tx, by By, c Customer) (int64, error) {
	Prepare(&c, by.Region)
	if err := Check(&c); err != nil {
		return 0, err
	}
	if err := checkFirm(ctx, tx, &c); err != nil {
		return 0, err
	}
	ids, err := tx.IDs(ctx, subject, 1)
	if err != nil {
		return 0, err
	}
	rows := []ImportRow{{Customer: c}}
	n := NewInserter(tx, by)
	err = n.insert(ctx, rows, ids)
	if err == nil {
		err = n.Close(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("create customer: %w", err)
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: "customer.create",
		Subject: subject, SubjectID: ids[0], After: history.Values(filled(&c)),
	})
	return ids[0], err
}

func filled(c *Customer) Fields {
	set := Fields{FieldKind: string(c.Kind)}
	for _, f := range textFields {
		if v := c.Get(f); v != "" {
			set[f] = v
		}
	}
	return set
}

// checkFirm makes sure that a contact's firm is one.
func checkFirm(ctx context.Context, db store.Querier, c *Customer) error {
	if c.Kind != Contact {
		return nil
	}
	firm, err := Get(ctx, db, c.FirmID)
	if err != nil {
		return err
	}
	if firm.Kind != Firm {
		return fault.New(fault.Invalid, "customer.contact_needs_firm")
	}
	return nil
}

// Update sets the given fields of a customer whose version the editor has seen, and
// returns the new version. A row changed meanwhile fails with fault.Conflict
// "customer.changed_meanwhile"; values that are already there change nothing.
func Update(ctx context.Context, tx *store.Tx, by By, id, version int64, set Fields) (int64, error) {
	c, err := Get(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	if c.Version != version {
		return 0, fault.New(fault.Conflict, "customer.changed_meanwhile", c.Shown())
	}
	before, after := Fields{}, Fields{}
	for f, v := range set {
		old := c.Get(f)
		if err := c.Set(f, clean(v)); err != nil {
			return 0, err
		}
		if now := c.Get(f); now != old {
			before[f], after[f] = old, now
		}
	}
	if len(after) == 0 {
		return version, nil
	}
	Prepare(&c, by.Region)
	if err := Check(&c); err != nil {
		return 0, err
	}
	if err := checkFirm(ctx, tx, &c); err != nil {
		return 0, err
	}
	if err := rewrite(ctx, tx, by, []*Customer{&c}); err != nil {
		return 0, fmt.Errorf("update customer %d: %w", id, err)
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: "customer.update",
		Subject: subject, SubjectID: id, Before: history.Values(before), After: history.Values(after),
	})
	return c.Version, err
}

// rewrite saves changed customers with everything that hangs on their fields.
func rewrite(ctx context.Context, tx *store.Tx, by By, list []*Customer) error {
	for _, c := range list {
		c.UpdatedAt = by.At
		if err := c.save(ctx, tx); err != nil {
			return err
		}
		if err := search.Put(ctx, tx, entryOf(c)); err != nil {
			return err
		}
	}
	if err := relink(ctx, tx, by.At, list); err != nil {
		return err
	}
	if err := compared(ctx, tx, list); err != nil {
		return err
	}
	return MarkDue(ctx, tx, by.At, buyers(list)...)
}

// Delete removes a customer's personal data for good: the row, the contacts of a
// firm, numbers, imported values, search entries, possible duplicates, and the
// values in the history. It returns the ids that are gone. The caller lets the
// other rooms move their rows (orders go to [Without], so that sums of periods do
// not change) in the same transaction.
func Delete(ctx context.Context, tx *store.Tx, by By, id, version int64) (gone []int64, err error) {
	c, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if c.Version != version {
		return nil, fault.New(fault.Conflict, "customer.changed_meanwhile", c.Shown())
	}
	contacts, err := store.All(ctx, tx, statements.Get("contact-ids"), func(v *int64) []any { return []any{v} }, id)
	if err != nil {
		return nil, fmt.Errorf("delete customer %d: %w", id, err)
	}
	gone = append([]int64{id}, contacts...)
	if err := remove(ctx, tx, gone); err != nil {
		return nil, fmt.Errorf("delete customer %d: %w", id, err)
	}
	for _, one := range gone {
		if err := history.Erase(ctx, tx, subject, one); err != nil {
			return nil, err
		}
		if _, err := history.Append(ctx, tx, history.Entry{
			At: by.At, Actor: by.Actor, Verb: "customer.delete",
			Subject: subject, SubjectID: one,
		}); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// remove deletes the rows of customers in all tables of the room.
func remove(ctx context.Context, tx *store.Tx, ids []int64) error {
	partners, err := partnersOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, name := range []string{"delete-aliases", "delete-imported", "delete-due", "delete-pairs", "delete"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return err
		}
	}
	if err := search.Remove(ctx, tx, ids...); err != nil {
		return err
	}
	if err := match.Remove(ctx, tx, ids...); err != nil {
		return err
	}
	return flagAll(ctx, tx, partners)
}

// Span holds the first and the last day of a customer's contacts; none is cal.Never
// in both.
type Span struct {
	CustomerID  int64
	First, Last cal.Date
}

// TouchContacts widens the spans of contacts of customers so that they hold the given
// ones.
func TouchContacts(ctx context.Context, tx *store.Tx, spans []Span) error {
	run, done, err := tx.Batch(ctx, statements.Get("touch-contact"))
	if err != nil {
		return err
	}
	defer done()
	for _, s := range spans {
		if s.CustomerID == Without || s.First == cal.Never {
			continue
		}
		if err := run(s.CustomerID, s.First); err != nil {
			return err
		}
		if s.Last != s.First {
			if err := run(s.CustomerID, s.Last); err != nil {
				return err
			}
		}
	}
	return nil
}

// SetContacts replaces spans, for the undoing of an import.
func SetContacts(ctx context.Context, tx *store.Tx, spans []Span) error {
	run, done, err := tx.Batch(ctx, statements.Get("set-contacts"))
	if err != nil {
		return err
	}
	defer done()
	for _, s := range spans {
		if err := run(s.CustomerID, s.First, s.Last); err != nil {
			return err
		}
	}
	return nil
}
