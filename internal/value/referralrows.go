package value

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// ReferredRow is what is published of one recommendation, at who was recommended.
type ReferredRow struct {
	Customer, Referrer int64
	Bought             bool
	Since              cal.Date // he was recommended and has bought; cal.Never before
	DB4                money.Cents
	Moved              money.Cents // to who recommended him, in the additive ledger
	Gain               money.Cents // never added to other figures
	Rule               string
	Day                cal.Date
}

func (r *ReferredRow) fields() []any {
	return []any{&r.Customer, &r.Referrer, &r.Bought, &r.Since, &r.DB4, &r.Moved, &r.Gain, &r.Rule, &r.Day}
}

// ReferralRow sums up the recommendations of one customer, at both ends.
type ReferralRow struct {
	Customer          int64
	Referrals, Bought int      // whom he recommended, and how many of them have bought
	Since             cal.Date // from when on one of them has bought: he is an Empfehler; cal.Never
	Gain              money.Cents
	Received, Given   money.Cents // of the additive ledger
}

func (r *ReferralRow) fields() []any {
	return []any{&r.Customer, &r.Referrals, &r.Bought, &r.Since, &r.Gain, &r.Received, &r.Given}
}

type pair [2]int64

func pairFields(p *pair) []any { return []any{&p[0], &p[1]} }

func oneID(id *int64) []any { return []any{id} }

// WriteReferrals publishes the recommendations of some customers in place of those before,
// and sums them up anew for everybody who stands at one of their ends.
func WriteReferrals(ctx context.Context, tx *store.Tx, customers []int64, rows []ReferredRow) error {
	list := store.List(customers)
	old, err := store.All(ctx, tx, valueSQL.Get("referral-pairs"), pairFields, list)
	if err != nil {
		return fmt.Errorf("read published recommendations: %w", err)
	}
	ends, err := store.All(ctx, tx, valueSQL.Get("referral-summed"), oneID, list)
	if err != nil {
		return fmt.Errorf("read sums of recommendations: %w", err)
	}
	if len(old) == 0 && len(rows) == 0 && len(ends) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, valueSQL.Get("referral-alone")); err != nil {
		return fmt.Errorf("wait for others who sum up recommendations: %w", err)
	}
	var gone []int64
	for _, p := range old {
		gone, ends = append(gone, p[0]), append(ends, p[0], p[1])
	}
	if err := tx.ForIDs(ctx, valueSQL.Get("referral-drop"), distinct(gone)); err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		ends = append(ends, r.Customer, r.Referrer)
		bought := int64(0)
		if r.Bought {
			bought = 1
		}
		if _, err := tx.Exec(ctx, valueSQL.Get("referral-put"), r.Customer, r.Referrer, bought, r.Since, r.DB4, r.Moved, r.Gain, r.Rule, r.Day); err != nil {
			return fmt.Errorf("publish the recommendation of customer %d: %w", r.Customer, err)
		}
	}
	ends = distinct(ends)
	if err := tx.ForIDs(ctx, valueSQL.Get("referral-sum-drop"), ends); err != nil {
		return err
	}
	return tx.ForIDs(ctx, valueSQL.Get("referral-sum"), ends)
}

func distinct(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// GetReferrals returns the sums of one customer; found is false where he neither
// recommended nor was recommended.
func GetReferrals(ctx context.Context, q store.Querier, customer int64) (r ReferralRow, found bool, err error) {
	return store.One(ctx, q, valueSQL.Get("referral-of"), (*ReferralRow).fields, customer)
}

// Referrals returns the sums of those of some customers who recommended or were recommended.
func Referrals(ctx context.Context, q store.Querier, ids []int64) ([]ReferralRow, error) {
	list, err := store.All(ctx, q, valueSQL.Get("referrals-of"), (*ReferralRow).fields, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read sums of recommendations: %w", err)
	}
	return list, nil
}

// ReferredBy returns what is published of the recommendations that some customers made.
func ReferredBy(ctx context.Context, q store.Querier, referrers []int64) ([]ReferredRow, error) {
	list, err := store.All(ctx, q, valueSQL.Get("referred-by"), (*ReferredRow).fields, store.List(referrers))
	if err != nil {
		return nil, fmt.Errorf("read what recommendations are worth: %w", err)
	}
	return list, nil
}
