package customer

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Subject is a customer as insight sees him.
type Subject struct {
	ID         int64
	Since      cal.Instant // of his mark as due, which rises with every mark; 0 without one
	Kind       Kind        // "" when the customer does not exist any more
	Collective bool        // stands for many ("Barkunde"): no insight of his own
	Country    string      // of his address, as it was written
}

func (s *Subject) fields() []any { return []any{&s.ID, &s.Since, &s.Kind, &s.Collective, &s.Country} }

// NextDue returns up to limit customers marked as due with an id above after, by id.
func NextDue(ctx context.Context, q store.Querier, after int64, limit int) ([]Subject, error) {
	return store.All(ctx, q, statements.Get("next-due"), (*Subject).fields, after, limit)
}

// Subjects returns up to limit persons and firms with an id above after, by id.
func Subjects(ctx context.Context, q store.Querier, after int64, limit int) ([]Subject, error) {
	return store.All(ctx, q, statements.Get("subjects"), (*Subject).fields, after, limit)
}

// LastID is the highest id of all entries, 0 without any.
func LastID(ctx context.Context, q store.Querier) (int64, error) {
	return store.Value[int64](ctx, q, statements.Get("last-id"))
}

// SubjectOf returns one customer; found is false when there is none.
func SubjectOf(ctx context.Context, q store.Querier, id int64) (s Subject, found bool, err error) {
	return store.One(ctx, q, statements.Get("subject"), (*Subject).fields, id)
}

// SettleDue removes marks that were read before (sorted by id) and returns the ids
// of those that still stood unchanged. Only for these may the insight computed from
// the facts read after the marks be written, in the same transaction: a customer
// left out was changed meanwhile or done by another process.
func SettleDue(ctx context.Context, tx *store.Tx, marks []Subject) (map[int64]bool, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	settled := make(map[int64]bool, len(marks))
	bySince := map[cal.Instant][]int64{} // mostly one: a run or an import marks many at once
	for _, m := range marks {
		bySince[m.Since] = append(bySince[m.Since], m.ID)
	}
	for since, ids := range bySince {
		err := store.Each(ctx, tx, statements.Get("settle-due"), func(id *int64) []any { return []any{id} },
			func(id *int64) error { settled[*id] = true; return nil }, store.List(ids), since)
		if err != nil {
			return nil, err
		}
	}
	return settled, nil
}
