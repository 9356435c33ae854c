package feedback

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

const (
	pageMonths  = 12 // so long a link leads to its page
	pageRenewed = 30 // days before its end from which a new one is made
	pagesShown  = 20
	sealBytes   = 12
)

// Page is a link to the page that a customer and the firm read alike. What the page shows
// belongs to other rooms.
type Page struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Day      cal.Date `json:"day"`
	Until    cal.Date `json:"until"` // the last day
	Ended    cal.Date `json:"ended"` // the first day on which it does not hold; cal.Never
	User     int64    `json:"user_id,omitempty"`
}

// Holder is the customer.
func (p *Page) Holder() int64 { return p.Customer }

// Columns are the values behind id and version.
func (p *Page) Columns() []any { return []any{&p.Customer, &p.Day, &p.Until, &p.Ended, &p.User} }

// Holds reports whether the link leads to its page on a day.
func (p *Page) Holds(day cal.Date) bool { return day <= p.Until && day < p.Ended }

// Token is the end of the address: the number of the link and a seal over it of 96 bits,
// which only who knows the firm's secret can make. It names nobody.
func (p *Page) Token(secret string) string {
	return strconv.FormatInt(p.ID, 36) + "-" + seal(secret, p.ID)
}

func seal(secret string, id int64) string {
	mac := hmac.New(sha256.New, []byte("page:"+secret))
	mac.Write(strconv.AppendInt(nil, id, 10))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:sealBytes])
}

// OpenPage returns the link to the page of a customer, a new one where none holds for another
// month. A household or a collective account has none, and neither has a contact person,
// whose firm has one: fault.Invalid "feedback.page.nobody".
func OpenPage(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, id int64) (Page, error) {
	c, err := customer.Get(ctx, tx, id)
	if err != nil {
		return Page{}, err
	}
	if c.Collective || c.Kind == customer.Household || c.Kind == customer.Contact {
		return Page{}, fault.New(fault.Invalid, "feedback.page.nobody")
	}
	list, err := PagesOf(ctx, tx, id)
	if err != nil {
		return Page{}, err
	}
	for _, p := range list {
		if p.Holds(today) && p.Until >= today.Add(pageRenewed) {
			return p, nil
		}
	}
	p := Page{Customer: id, Day: today, Until: today.AddMonths(pageMonths), Ended: cal.Never, User: max(by.Actor, 0)}
	if p.ID, err = pages.Create(ctx, tx, noted(by), p); err != nil {
		return p, err
	}
	p.Version = 1
	return p, nil
}

// EndPage lets a link lead nowhere from today on.
func EndPage(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, id, version int64) error {
	p, err := pages.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if p.Version != version || !p.Holds(today) {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	p.Ended = today
	return pages.Change(ctx, tx, noted(by), p)
}

// PagesOf returns the links that a customer was given, newest first.
func PagesOf(ctx context.Context, q store.Querier, id int64) ([]Page, error) {
	list, err := store.All(ctx, q, statements.Get("page-of"), row.Scan[Page], id, pagesShown)
	if err != nil {
		return nil, fmt.Errorf("read the links of customer %d: %w", id, err)
	}
	return list, nil
}

// PageAt returns the link of a token that holds on a day. It fails with fault.NotFound
// "feedback.page.gone", whatever is wrong with it: who guesses learns nothing.
func PageAt(ctx context.Context, q store.Querier, secret, token string, day cal.Date) (Page, error) {
	gone := fault.New(fault.NotFound, "feedback.page.gone")
	number, mark, ok := strings.Cut(token, "-")
	id, err := strconv.ParseInt(number, 36, 64)
	if !ok || err != nil || id <= 0 || strconv.FormatInt(id, 36) != number || !hmac.Equal([]byte(mark), []byte(seal(secret, id))) {
		return Page{}, gone
	}
	p, err := pages.Read(ctx, q, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && !p.Holds(day) {
		return Page{}, gone
	}
	return p, err
}
