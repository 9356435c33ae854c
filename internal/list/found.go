package list

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// found returns whom q's search finds, best first. People of firms lead to these; more
// tells that there are others who were not looked for.
func found(ctx context.Context, db store.Querier, q Query) (ids []int64, more bool, err error) {
	r, err := search.Find(ctx, db, q.Search)
	if err != nil {
		return nil, false, err
	}
	if q.Kind == customer.Household {
		ids, err = homes(ctx, db, r.IDs, q.Day)
		return ids, r.More, err
	}
	firms, err := customer.FirmsOf(ctx, db, r.IDs)
	if err != nil {
		return nil, false, err
	}
	ids, seen := make([]int64, 0, len(r.IDs)), make(map[int64]bool, len(r.IDs))
	for _, id := range r.IDs {
		if firm, other := firms[id]; other {
			id = firm
		}
		if id != 0 && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids, r.More, nil
}

// bestRows reads a page of those that a search has found, in its own order and without a
// filter: of some hundred, only those are fetched that the page shows. The place of a row is
// its place in ids.
func bestRows(ctx context.Context, db store.Querier, q Query, at *cursor, ids []int64) ([]record, error) {
	first, step := 0, 1
	if at != nil {
		place, _ := at.value.(int64)
		first = int(min(max(place, -1), int64(len(ids)))) + 1
	}
	if q.Desc { // going back
		first, step = first-2, -1
	}
	var records []record
	for i := first; i >= 0 && i < len(ids) && len(records) <= q.Limit; {
		begun, some := i, []int64(nil)
		for ; i >= 0 && i < len(ids) && len(records)+len(some) <= q.Limit; i += step {
			some = append(some, ids[i])
		}
		rows, err := store.All(ctx, db, store.New("best", best(db.Dialect())), (*record).fields, store.List(some))
		if err != nil {
			return nil, fmt.Errorf("list customers: %w", err)
		}
		slices.SortFunc(rows, func(a, b record) int { return cmp.Compare(a.spot(), b.spot()) })
		for j := range rows {
			rows[j].key, rows[j].total = int64(begun)+int64(step)*rows[j].spot(), int64(len(ids))
		}
		records = append(records, rows...)
	}
	return records, nil
}

// spot is the key of a row of [best].
func (r *record) spot() int64 {
	n, _ := r.key.(int64)
	return n
}

// best is the statement for the rows of a JSON list of ids, with their places in it.
func best(d store.Dialect) string {
	ids := "json_each($1) m"
	if d == store.Postgres {
		ids = "(SELECT CAST(e AS BIGINT) AS value, o - 1 AS key FROM json_array_elements_text(CAST($1 AS json)) WITH ORDINALITY f(e, o)) m"
	}
	return "SELECT " + rowColumns + ", m.key, 0 FROM " + ids + " CROSS JOIN insight_card k WHERE k.customer_id = m.value"
}

// readFound reads the page of those whom the search finds.
func readFound(ctx context.Context, db store.Querier, q Query, at *cursor) (records []record, p Page, err error) {
	ids, more, err := found(ctx, db, q)
	if err != nil {
		return nil, p, err
	}
	if q.Sort == ByBest && !q.filtered() {
		records, err = bestRows(ctx, db, q, at, ids)
	} else {
		statement, args := sorted(q, at, db.Dialect(), store.List(ids))
		records, err = rowsOf(ctx, db, statement, args)
	}
	if err == nil && at == nil {
		p.More = more
		if len(records) > 0 {
			p.Count = min(int(records[0].total), CountLimit)
		}
	}
	return records, p, err
}
