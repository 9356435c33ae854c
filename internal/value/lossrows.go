package value

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// LossRow is a published question about one customer.
type LossRow struct {
	Customer int64
	Year     money.Cents
	Negative int
	Quarters int
	Chance   int // basis points
	Rule     string
	Day      cal.Date

	Net         money.Cents // of the four quarters
	Driver      cost.Kind   // what takes most, or [Goods]
	DriverCents money.Cents
	DriverTimes int
	Remedy      Remedy // Kind is "" where nothing of it would do anything
}

// LossRowOf publishes a question.
func LossRowOf(customer int64, l Loss, y LossYear, day cal.Date) LossRow {
	r := LossRow{
		Customer: customer, Year: l.Year, Negative: l.Negative, Quarters: l.Quarters, Chance: int(math.Round(1e4 * l.Chance)), Rule: LossRule, Day: day,
		Net: y.Net,
	}
	kind, burden := y.Driver()
	r.Driver, r.DriverCents, r.DriverTimes = kind, burden.Amount, burden.Times
	r.Remedy, _ = y.Remedy()
	return r
}

// storedLoss is a row as it is read.
type storedLoss struct {
	LossRow
	enough int64
}

func (r *storedLoss) fields() []any {
	return []any{
		&r.Customer, &r.Year, &r.Negative, &r.Quarters, &r.Chance, &r.Rule, &r.Day, &r.Net, &r.Driver, &r.DriverCents, &r.DriverTimes,
		&r.Remedy.Kind, &r.Remedy.Amount, &r.Remedy.Percent, &r.Remedy.Low, &r.Remedy.High, &r.enough,
	}
}

// WriteLosses publishes the questions about some customers in place of those before.
func WriteLosses(ctx context.Context, tx *store.Tx, customers []int64, rows []LossRow) error {
	old, err := store.All(ctx, tx, valueSQL.Get("loss-known"), oneID, store.List(customers))
	if err != nil {
		return fmt.Errorf("read published questions: %w", err)
	}
	if err := tx.ForIDs(ctx, valueSQL.Get("loss-drop"), old); err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		enough := int64(0)
		if r.Remedy.Enough {
			enough = 1
		}
		if _, err := tx.Exec(ctx, valueSQL.Get("loss-put"), r.Customer, r.Year, r.Negative, r.Quarters, r.Chance, r.Rule, r.Day,
			r.Net, string(r.Driver), r.DriverCents, r.DriverTimes, string(r.Remedy.Kind), r.Remedy.Amount, r.Remedy.Percent, r.Remedy.Low, r.Remedy.High, enough); err != nil {
			return fmt.Errorf("publish the question about customer %d: %w", r.Customer, err)
		}
	}
	return nil
}

// GetLoss returns the question about a customer; found is false where there is none.
func GetLoss(ctx context.Context, q store.Querier, customer int64) (r LossRow, found bool, err error) {
	one, found, err := store.One(ctx, q, valueSQL.Get("loss-of"), (*storedLoss).fields, customer)
	return one.row(), found, err
}

func (r *storedLoss) row() LossRow {
	r.Remedy.Enough = r.enough == 1
	return r.LossRow
}

// LossPage returns up to limit questions that are not held back, the largest loss first, behind the one of a
// customer whose year is given; the first ones for a customer of 0.
func LossPage(ctx context.Context, q store.Querier, year money.Cents, customer int64, limit int) ([]LossRow, error) {
	if customer == 0 {
		year = math.MinInt64
	}
	var list []LossRow
	err := store.Each(ctx, q, valueSQL.Get("loss-page"), (*storedLoss).fields, func(r *storedLoss) error {
		list = append(list, r.row())
		return nil
	}, year, customer, limit)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return list, nil
}

// LossSum counts the questions that are not held back and sums up their years.
func LossSum(ctx context.Context, q store.Querier) (n int, year money.Cents, err error) {
	p, _, err := store.One(ctx, q, valueSQL.Get("loss-sum"), pairFields)
	if err != nil {
		return 0, 0, fmt.Errorf("sum up questions: %w", err)
	}
	return int(p[0]), money.Cents(p[1]), nil
}

// HeldBack tells whether nobody is asked about a customer for now, because he is in a strained
// phase on a day or has an open complaint that lies with the firm, or of which nobody has said
// yet with whom it lies. The lists leave him out for the same reasons.
func HeldBack(ctx context.Context, q store.Querier, customer int64, day cal.Date) (bool, error) {
	p, _, err := store.One(ctx, q, valueSQL.Get("loss-held"), pairFields, customer, day)
	if err != nil {
		return false, fmt.Errorf("see whether the question about customer %d is held back: %w", customer, err)
	}
	return p[0] > 0 || p[1] > 0, nil
}

// Recorded tells whether the firm has recorded complaints or noticed strain: only then the
// questions have looked at them.
func Recorded(ctx context.Context, q store.Querier) (bool, error) {
	n, err := store.Value[int](ctx, q, valueSQL.Get("loss-recorded"))
	return n > 0, err
}

// Asking is the condition of SQL by which a row l of value_loss is a question now, and not
// held back ([HeldBack]).
const Asking = `NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = l.customer_id AND r.strain > 0 AND r.strain_until > l.day)
  AND NOT EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = l.customer_id AND f.closed = 0 AND f.cause IN ('', 'ours'))`

// Basis are figures of all customers on which those of single ones hang. They hold from
// the day after they were computed, the first ones from their own day.
type Basis struct {
	// Saved is what a new customer costs who comes without a recommendation, as far as it was
	// measured; Newcomers is over how many of them that is. Unknown is 0 of 0.
	Saved     money.Cents `json:"saved_cents"`
	Newcomers int         `json:"newcomers"`
	// Referrals that led to a purchase, what they gained on average, and how many of them
	// come from one customer in a year.
	Referrals int         `json:"referrals"`
	Gain      money.Cents `json:"gain_cents"`
	Rate      float64     `json:"rate"`
	Spread    Spread      `json:"spread"`
}

// Ahead is what recommendations bring within the horizon of lifetime values, from one of
// whom only the group's mean is known.
func (b Basis) Ahead() money.Cents {
	return rounded(b.Rate * float64(Horizon) / 365 * float64(b.Gain))
}

// meanYears are the years of all customers that the mean rate of recommendations counts as
// beside those of one.
const meanYears = 3

// AheadOf is what recommendations of one customer may bring in a year: of whom bought recommended
// people came from in so many years as a customer. His rate is drawn to that of all.
func (b Basis) AheadOf(bought int, years float64) money.Cents {
	rate := (b.Rate*meanYears + float64(bought)) / (meanYears + max(years, 0))
	return rounded(rate * float64(b.Gain))
}

// LoadBasis returns the figures of the group that hold on a day; zero before the first.
func LoadBasis(ctx context.Context, q store.Querier, day cal.Date) (b Basis, err error) {
	text, found, err := store.One(ctx, q, valueSQL.Get("basis-on"), func(t *string) []any { return []any{t} }, day)
	if err != nil || !found {
		return b, err
	}
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return b, fmt.Errorf("read the figures of the group: %w", err)
	}
	return b, nil
}

// SaveBasis keeps the figures of the group that hold from a day on.
func SaveBasis(ctx context.Context, tx *store.Tx, from cal.Date, b Basis, at cal.Instant) error {
	text, err := json.Marshal(b)
	if err == nil {
		_, err = tx.Exec(ctx, valueSQL.Get("basis-save"), from, string(text), int64(at))
	}
	if err != nil {
		return fmt.Errorf("save the figures of the group: %w", err)
	}
	return nil
}

// HasBasis tells whether figures of the group were ever saved.
func HasBasis(ctx context.Context, q store.Querier) (bool, error) {
	n, err := store.Value[int](ctx, q, valueSQL.Get("basis-first"))
	return n > 0, err
}

// LearnSpread learns from the published margins how quarters are spread over all customers.
func LearnSpread(ctx context.Context, q store.Querier) (Spread, error) {
	var f SpreadOf
	var text string
	var last int
	err := store.Each(ctx, q, valueSQL.Get("basis-quarters"), func(*struct{}) []any { return []any{&text, &last} }, func(*struct{}) error {
		list, err := unpackQuarters(text)
		if err == nil {
			f.Add(list)
		}
		return err
	})
	if err != nil {
		return Spread{}, fmt.Errorf("learn how margins are spread: %w", err)
	}
	return f.Spread(), nil
}

// Brought returns how many recommendations led to a purchase, and what they gained.
func Brought(ctx context.Context, q store.Querier) (n int, gain money.Cents, err error) {
	p, _, err := store.One(ctx, q, valueSQL.Get("referral-totals"), pairFields)
	if err != nil {
		return 0, 0, fmt.Errorf("sum up recommendations: %w", err)
	}
	return int(p[0]), money.Cents(p[1]), nil
}
