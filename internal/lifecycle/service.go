package lifecycle

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Stored is the firm's history of parameters with the numbers of its versions.
type Stored struct {
	ParamsHistory
	Rows []Params // by first day; empty while only the preset holds
	ids  []int64
}

// Version is the number of the parameters used on day; 0 for a preset not stored.
func (s Stored) Version(day cal.Date) int64 {
	if len(s.ids) == 0 {
		return 0
	}
	return s.ids[s.index(day)]
}

// LoadParams reads the versions that became valid up to the day until (the first one
// in any case). While none is stored the preset of the trade holds.
func LoadParams(ctx context.Context, q store.Querier, trade Trade, until cal.Date) (Stored, error) {
	var out Stored
	type row struct {
		Params
		id int64
	}
	err := store.Each(ctx, q, lifecycleSQL.Get("lifecycle-params"), func(r *row) []any {
		return []any{&r.id, &r.ValidFrom, &r.K, &r.A, &r.B, &r.P, &r.GroupInterval, &r.Customers, &r.Source}
	}, func(r *row) error {
		if len(out.Rows) == 0 || r.ValidFrom <= until {
			out.Rows = append(out.Rows, r.Params)
			out.ids = append(out.ids, r.id)
		}
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("read the parameters of the group: %w", err)
	}
	rows := out.Rows
	if len(rows) == 0 {
		rows = []Params{Preset(trade, cal.Earliest)}
	}
	out.ParamsHistory, err = NewParamsHistory(rows...)
	return out, err
}

// SaveParams appends a version. Versions are never changed: it fails with
// fault.Conflict "insight.params_exist" when one is valid from the same day.
func SaveParams(ctx context.Context, tx *store.Tx, p Params, at cal.Instant) (int64, error) {
	if err := p.Check(); err != nil {
		return 0, fmt.Errorf("save parameters: %w", err)
	}
	id, err := store.Value[int64](ctx, tx, lifecycleSQL.Get("lifecycle-add-params"),
		p.ValidFrom, p.K, p.A, p.B, p.P, p.GroupInterval, p.Customers, string(p.Source), int64(at))
	if store.IsUnique(err) {
		return 0, fault.Wrap(err, fault.Conflict, "insight.params_exist")
	}
	return id, err
}

// EachActs calls fn with every decision about the customers in [from, to) up to the
// day until, by customer and in their order.
func EachActs(ctx context.Context, q store.Querier, from, to int64, until cal.Date, fn func(customer int64, act Act)) error {
	if none, err := store.Empty(ctx, q, "lifecycle_override"); none || err != nil {
		return err
	}
	type row struct {
		Act
		customer, actor, at int64
	}
	return store.Each(ctx, q, lifecycleSQL.Get("lifecycle-acts"), func(r *row) []any {
		return []any{&r.customer, &r.Kind, &r.Day, &r.Reason, &r.actor, &r.at}
	}, func(r *row) error { fn(r.customer, r.Act); return nil }, from, to, until)
}

// Forget removes all decisions about a customer who is deleted.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := tx.Exec(ctx, lifecycleSQL.Get("lifecycle-delete-acts"), id); err != nil {
		return err
	}
	return DeleteRow(ctx, tx, id)
}
