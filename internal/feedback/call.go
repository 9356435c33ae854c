package feedback

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Call is that somebody of the firm asks for help with a customer: it goes to whoever answers
// for the relationships and is open until that person closes it with a word.
type Call struct {
	row.Meta
	Customer int64       `json:"customer_id"`
	Day      cal.Date    `json:"day"`
	At       cal.Instant `json:"at"`
	User     int64       `json:"user_id,omitempty"` // who asked
	Owner    int64       `json:"owner_id"`          // whom it went to
	Closed   cal.Instant `json:"closed_at,omitempty"`
	ClosedBy int64       `json:"closed_by,omitempty"`
	Words    string      `json:"words,omitempty"` // what was done
}

// Holder is the customer.
func (c *Call) Holder() int64 { return c.Customer }

// Columns are the values behind id and version.
func (c *Call) Columns() []any {
	return []any{&c.Customer, &c.Day, &c.At, &c.User, &c.Owner, &c.Closed, &c.ClosedBy, &c.Words}
}

// Help asks for help with a customer and returns the call; one that is open already is not
// doubled. owner is whom it goes to, today the firm's day.
func Help(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, id, owner int64) (int64, error) {
	if _, err := customer.Get(ctx, tx, id); err != nil {
		return 0, err
	}
	open, found, err := store.One(ctx, tx, statements.Get("call-open-of"), func(id *int64) []any { return []any{id} }, id)
	if err != nil || found {
		return open, err
	}
	if owner <= 0 {
		return 0, fault.New(fault.Invalid, "feedback.call.owner")
	}
	return calls.Create(ctx, tx, noted(by), Call{Customer: id, Day: today, At: by.At, User: max(by.Actor, 0), Owner: owner})
}

// CloseCall says what was done. It fails with fault.Invalid without a word, and with
// fault.Conflict when somebody was quicker.
func CloseCall(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, words string) error {
	c, err := calls.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	words = strings.TrimSpace(words)
	switch {
	case c.Closed != 0 || c.Version != version:
		return fault.New(fault.Conflict, "feedback.call.closed")
	case words == "":
		return fault.New(fault.Invalid, "feedback.words")
	case utf8.RuneCountInString(words) > maxWords:
		return fault.New(fault.Invalid, "feedback.too_long", maxWords)
	}
	c.Closed, c.ClosedBy, c.Words = by.At, max(by.Actor, 0), words
	return calls.Change(ctx, tx, noted(by), c)
}

// ReadCall returns the call id, or fault.NotFound.
func ReadCall(ctx context.Context, q store.Querier, id int64) (Call, error) {
	return calls.Read(ctx, q, id)
}

// Waiting is an open call with its names.
type Waiting struct {
	ID, Customer int64
	Name         string // of the customer; his number where there is none
	Asked        string // who asked
	Owner        int64
	At           cal.Instant
}

// WaitingCalls returns the open calls, the oldest first, at most limit.
func WaitingCalls(ctx context.Context, q store.Querier, limit int) ([]Waiting, error) {
	if none, err := store.Empty(ctx, q, "feedback_call"); none || err != nil {
		return nil, err
	}
	type waiting struct {
		Waiting
		number string
	}
	rows, err := store.All(ctx, q, statements.Get("call-open"), func(w *waiting) []any {
		return []any{&w.ID, &w.Customer, &w.Name, &w.number, &w.Asked, &w.Owner, &w.At}
	}, limit)
	if err != nil {
		return nil, fmt.Errorf("read who asks for help: %w", err)
	}
	list := make([]Waiting, len(rows))
	for i, r := range rows {
		if r.Name == "" {
			r.Name = r.number
		}
		list[i] = r.Waiting
	}
	return list, nil
}

// NewestCalls returns the newest calls, at most limit.
func NewestCalls(ctx context.Context, q store.Querier, limit int) ([]Call, error) {
	list, err := store.All(ctx, q, statements.Get("call-newest"), row.Scan[Call], limit)
	if err != nil {
		return nil, fmt.Errorf("read the calls for help: %w", err)
	}
	return list, nil
}
