package portfolio

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Kept is what was published of a customer whose record went into another one, with where
// he stood in months before: nothing but this row knows that.
type Kept struct {
	Inside   int64       `json:"inside"`
	Field    Field       `json:"field"`
	Year     Field       `json:"field_year"`
	Position int64       `json:"position_bp"`
	Share    int64       `json:"share_bp"`
	Valued   int64       `json:"valued"`
	Worth    money.Cents `json:"worth_cents"`
	Brought  money.Cents `json:"year_cents"`
	Frame    int64       `json:"frame_id"`
	Rule     string      `json:"rule"`
	Day      cal.Date    `json:"day"`
	Was      Field       `json:"was"`
	WasYear  Field       `json:"was_year"`
	Past     string      `json:"past"`
	Told     int64       `json:"told"`
}

func (k *Kept) fields() []any {
	return []any{
		&k.Inside, &k.Field, &k.Year, &k.Position, &k.Share, &k.Valued, &k.Worth, &k.Brought, &k.Frame, &k.Rule, &k.Day, &k.Was, &k.WasYear, &k.Past, &k.Told,
	}
}

// Take removes what is published of a customer who goes and returns it; nil where there is
// nothing.
func Take(ctx context.Context, tx *store.Tx, customer int64) (*Kept, error) {
	k, found, err := store.One(ctx, tx, statements.Get("portfolio-kept"), (*Kept).fields, customer)
	if err != nil {
		return nil, fmt.Errorf("take customer %d out of the portfolio: %w", customer, err)
	}
	if !found {
		return nil, nil
	}
	return &k, Forget(ctx, tx, customer)
}

// Give puts back what was taken of a customer who is there again. The next computation brings
// it up to date and keeps where he stood before.
func Give(ctx context.Context, tx *store.Tx, customer int64, k *Kept) error {
	if k == nil {
		return nil
	}
	if _, err := tx.Exec(ctx, statements.Get("portfolio-again"), append([]any{customer}, k.fields()...)...); err != nil {
		return fmt.Errorf("put customer %d back into the portfolio: %w", customer, err)
	}
	return nil
}
