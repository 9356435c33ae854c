package customer

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Similar is the reason of a pair that many fields together make likely.
const Similar Reason = "similar"

// Scored is a pair that may be one customer; A is the smaller id.
type Scored struct {
	A, B  int64
	Score int64 // points in hundredths, see package match
}

func (s *Scored) fields() []any { return []any{&s.A, &s.B, &s.Score} }

// NoteSimilar notes pairs that may be one customer; whom a person has called two stays
// two, and who is gone is passed over.
func NoteSimilar(ctx context.Context, tx *store.Tx, at cal.Instant, pairs []Scored) error {
	if len(pairs) == 0 {
		return nil
	}
	run, done, err := tx.Batch(ctx, statements.Get("similar"))
	if err != nil {
		return err
	}
	defer done()
	ids := make([]int64, 0, 2*len(pairs))
	for _, p := range pairs {
		if err := run(min(p.A, p.B), max(p.A, p.B), at, p.Score); err != nil {
			return fmt.Errorf("note that customers %d and %d are alike: %w", p.A, p.B, err)
		}
		ids = append(ids, p.A, p.B)
	}
	slices.Sort(ids)
	return tx.ForIDs(ctx, statements.Get("flag-open"), slices.Compact(ids))
}

// DropSimilar takes off the undecided pairs that were found before at and not since: of
// one customer, or with id 0 of all.
func DropSimilar(ctx context.Context, tx *store.Tx, at cal.Instant, id int64) error {
	name, args := "drop-older-similar", []any{at}
	if id != 0 {
		name, args = "drop-similar-of", []any{id, at}
	}
	gone, err := store.All(ctx, tx, statements.Get(name), func(s *Scored) []any { return []any{&s.A, &s.B} }, args...)
	if err != nil {
		return fmt.Errorf("take off pairs that are not alike any more: %w", err)
	}
	var ids []int64
	for _, s := range gone {
		ids = append(ids, s.A, s.B)
	}
	slices.Sort(ids)
	return flagAll(ctx, tx, slices.Compact(ids))
}

// SimilarPairs returns up to limit undecided pairs after a given one, the most alike
// first; the zero Scored begins at the top.
func SimilarPairs(ctx context.Context, q store.Querier, after Scored, limit int) ([]Scored, error) {
	if after == (Scored{}) {
		after.Score = 1 << 40
	}
	list, err := store.All(ctx, q, statements.Get("similar-pairs"), (*Scored).fields, after.Score, after.A, after.B, limit)
	if err != nil {
		return nil, fmt.Errorf("read the pairs that are alike: %w", err)
	}
	return list, nil
}

// CountSimilar tells how many pairs wait for a decision.
func CountSimilar(ctx context.Context, q store.Querier) (int64, error) {
	n, err := store.Value[int64](ctx, q, statements.Get("count-similar"))
	if err != nil {
		return 0, fmt.Errorf("count the pairs that are alike: %w", err)
	}
	return n, nil
}
