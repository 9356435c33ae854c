package list

// What the tests of plans need.
var (
	PageStatement    = page
	MatchesStatement = matches
)

// CursorFor returns a cursor into the middle of q's order.
func CursorFor(q Query) string {
	value := map[valueKind]any{text: "m", whole: int64(7), fraction: 7.5}[orders[q.Sort].kind]
	return cursor{value, 9}.encode(q)
}
