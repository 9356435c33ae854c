package list

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Statements returns what q runs on d, by what it does, for tests of plans.
func Statements(q Query, d store.Dialect) (map[string][]any, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	at, err := decode(q)
	if err != nil {
		return nil, err
	}
	if q.Before != "" {
		q.Desc = !q.Desc
	}
	out := map[string][]any{}
	add := func(statement string, args []any) { out[statement] = args }
	add(matches(q, true))
	add(walk(q, at))
	if q.filtered() {
		add(sorted(q, at, d, ""))
	}
	q.Search = "m"
	add(sorted(q, at, d, "[2,5]"))
	add(best(d), []any{"[2,5]"})
	return out, nil
}

// Chosen returns the statement by which the page of q is read, and whether it walks the
// index of the order because many match.
func Chosen(ctx context.Context, db store.Querier, q Query) (statement string, args []any, many bool, err error) {
	if err := q.check(); err != nil {
		return "", nil, false, err
	}
	at, err := decode(q)
	if err != nil {
		return "", nil, false, err
	}
	if q.Before != "" {
		q.Desc = !q.Desc
	}
	return choose(ctx, db, q, at, &Page{})
}

// CursorFor returns a cursor into the middle of q's order.
func CursorFor(q Query) string {
	o, _ := q.order()
	value := map[valueKind]any{text: "m", whole: int64(7), fraction: 7.5}[o.kind]
	return cursor{value, 9, false}.encode(q)
}
