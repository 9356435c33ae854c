package list

import "github.com/stammkunde/stammkunde/internal/store"

// Statements returns what q runs on d, by what it does, for tests of plans.
func Statements(q Query, d store.Dialect) (map[string][]any, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	at, err := decode(q)
	if err != nil {
		return nil, err
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
	return out, nil
}

// CursorFor returns a cursor into the middle of q's order.
func CursorFor(q Query) string {
	o, _ := q.order()
	value := map[valueKind]any{text: "m", whole: int64(7), fraction: 7.5}[o.kind]
	return cursor{value, 9, false}.encode(q)
}
