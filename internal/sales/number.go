package sales

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Numbered is a document that was found by its number.
type Numbered struct {
	ID       int64
	Customer int64
	Source   string
	Number   string
	Day      cal.Date
}

// How many digits a number of a document must have to be searched for, and how many
// documents are looked at.
const (
	numberDigits = 3
	numberReach  = 200
)

// ByNumber returns up to most documents whose number is text or begins with it, the
// shortest number first, of equal ones the newest. A text with fewer than three digits or
// that does not end in one finds nothing.
func ByNumber(ctx context.Context, q store.Querier, text string, most int) ([]Numbered, error) {
	text = strings.TrimSpace(text)
	end, ok := behindNumber(text)
	if !ok {
		return nil, nil
	}
	list, err := store.All(ctx, q, salesSQL.Get("orders-by-number"),
		func(n *Numbered) []any { return []any{&n.ID, &n.Customer, &n.Source, &n.Number, &n.Day} }, text, end, numberReach)
	if err != nil {
		return nil, fmt.Errorf("find documents by number: %w", err)
	}
	// A collation may have put others between the bounds.
	list = slices.DeleteFunc(list, func(n Numbered) bool { return !strings.HasPrefix(n.Number, text) })
	slices.SortFunc(list, func(a, b Numbered) int {
		return cmp.Or(cmp.Compare(len(a.Number), len(b.Number)), -cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(most, len(list))], nil
}

// behindNumber returns a text behind all that begin with a number, in the order of bytes
// as in that of any language: the next number, or letters after nines.
func behindNumber(text string) (string, bool) {
	digits := 0
	for _, c := range []byte(text) {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	if digits < numberDigits || len(text) > 60 || strings.Trim(text[len(text)-1:], "0123456789") != "" {
		return "", false
	}
	head := strings.TrimRight(text, "9")
	if last := len(head) - 1; last >= 0 && head[last] >= '0' && head[last] < '9' {
		return head[:last] + string(head[last]+1), true
	}
	return head + "a", true
}
