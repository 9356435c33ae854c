package insight

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// relate values the recommendations of a customer and asks whether working together covers
// its costs.
func (w *painter) relate(p *Portrait, f Facts) {
	if f.Subject.Collective {
		return
	}
	for i := range f.Brought {
		p.Referred = append(p.Referred, w.referred(p, &f.Brought[i]))
	}
	year := p.Steps.Year
	c := value.LossCase{
		Quarters: p.Steps.Quarters, Unpriced: year.Goods.NetUnknown(), Care: year.Care, Charged: year.Charged, Ours: year.Ours,
		Occasions: p.Lifecycle.Occasions, First: p.Lifecycle.First, Day: p.Day,
	}
	if p.Lifetime.State == value.Own && p.Lifetime.Concept == value.AfterCost {
		c.Ahead, c.AheadKnown = p.Lifetime.Future+w.rules.Basis.Ahead(), true
	}
	if p.Loss, p.Asked = w.rules.Basis.Spread.Asks(c); p.Asked {
		p.LossYear = value.LossYearOf(bought(f.Orders), w.charges, p.Steps.LastQuarter)
	}
}

// referred values one recommendation of him.
func (w *painter) referred(p *Portrait, r *referral.Referral) value.ReferredRow {
	early := value.EarlyYears(w.entries, w.charges, p.Lifecycle.First, r.Until, p.Day)
	terms := value.Recommendation{Share: r.Share, Reward: r.Reward}
	switch r.Anyway {
	case referral.No:
		terms.Anyway = value.NotAnyway
	case referral.Yes:
		terms.Anyway = value.AlsoAnyway
	case referral.Unsure:
	}
	row := value.ReferredRow{
		Customer: r.Referred, Referrer: r.Referrer, Bought: early.Bought, Since: cal.Never, DB4: early.Sum,
		Moved: terms.Moved(early), Gain: terms.Gain(early, w.rules.Basis.Saved), Rule: value.ReferralRule, Day: p.Day,
	}
	if early.Bought {
		row.Since = p.Lifecycle.First
		if r.Day != cal.Never {
			row.Since = max(row.Since, r.Day)
		}
	}
	return row
}

// writeRelated publishes what recommendations are worth and the questions.
func (b *batch) writeRelated(ctx context.Context, tx *store.Tx, keep func(int64) bool) error {
	var ids []int64
	for _, s := range b.subjects {
		if keep(s.ID) {
			ids = append(ids, s.ID)
		}
	}
	if err := value.WriteReferrals(ctx, tx, ids, filter(b.referred, func(r value.ReferredRow) bool { return keep(r.Customer) })); err != nil {
		return err
	}
	return value.WriteLosses(ctx, tx, ids, filter(b.losses, func(r value.LossRow) bool { return keep(r.Customer) }))
}

// fewestNewcomers is how many new customers without a recommendation tell what one costs.
const fewestNewcomers = 5

// basisMonths is how far back the figures of the group look.
const basisMonths = 24

// rebase learns the figures of the group from what was published. They hold from tomorrow,
// so that all rows of a day rest on the same; only the first ones hold at once, and those
// who hang on them are computed again.
func (s *Service) rebase(ctx context.Context, today cal.Date) error {
	g, err := s.basis(ctx, today)
	if err != nil {
		return fmt.Errorf("figures of the group: %w", err)
	}
	has, err := value.HasBasis(ctx, s.db)
	if err != nil {
		return fmt.Errorf("figures of the group: %w", err)
	}
	from := today.Add(1)
	if !has {
		from = today
	}
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		if err := value.SaveBasis(ctx, tx, from, g, s.now()); err != nil || has {
			return err
		}
		ids, err := store.All(ctx, tx, insightSQL.Get("insight-hang-on-basis"), func(id *int64) []any { return []any{id} })
		if err != nil {
			return err
		}
		return customer.MarkDue(ctx, tx, s.now(), ids...)
	})
	if err != nil {
		return fmt.Errorf("figures of the group: %w", err)
	}
	if !has {
		_, err = s.RefreshDue(ctx, today, 0)
	}
	return err
}

// basis learns the figures of the group as of a day.
func (s *Service) basis(ctx context.Context, day cal.Date) (g value.Basis, err error) {
	if g.Spread, err = value.LearnSpread(ctx, s.db); err != nil {
		return g, err
	}
	since := day.AddMonths(-basisMonths)
	cases, years, err := s.newcomers(ctx, since, day)
	if err != nil {
		return g, err
	}
	spent, err := s.spentOnNew(ctx, since, day)
	if err != nil {
		return g, err
	}
	if cases >= fewestNewcomers && spent > 0 {
		g.Saved, g.Newcomers = (spent+money.Cents(cases)/2)/money.Cents(cases), cases
	}
	n, gain, err := value.Brought(ctx, s.db)
	if err != nil {
		return g, err
	}
	if g.Referrals = n; n > 0 {
		g.Gain = gain / money.Cents(n)
		g.Rate = float64(n) / max(years, 1)
	}
	return g, nil
}

// newcomers counts who bought for the first time since then and was not recommended, and
// the years that all customers have been some.
func (s *Service) newcomers(ctx context.Context, since, day cal.Date) (cases int, years float64, err error) {
	type first struct {
		day       cal.Date
		customers int
		brought   int
	}
	err = store.Each(ctx, s.db, insightSQL.Get("insight-first-days"), func(f *first) []any { return []any{&f.day, &f.customers, &f.brought} }, func(f *first) error {
		years += float64(f.customers) * float64(day.Sub(f.day)) / 365.25
		if f.day > since {
			cases += f.customers - f.brought
		}
		return nil
	}, day)
	return cases, years, err
}

// spentOnNew sums up what was measured of the costs of winning new customers: advertising
// without a customer, and what was spent on people before their first purchase who were not
// recommended, the noted minutes of talks with them included.
func (s *Service) spentOnNew(ctx context.Context, since, day cal.Date) (sum money.Cents, err error) {
	rates, err := cost.LoadRates(ctx, s.db)
	if err != nil {
		return 0, err
	}
	err = cost.EachBefore(ctx, s.db, since, day, func(e *cost.Entry) error {
		sum += rates.Price(e)
		return nil
	})
	if err != nil {
		return 0, err
	}
	var list []cost.Charge
	err = store.Each(ctx, s.db, insightSQL.Get("insight-contacts-new"), func(c *cost.Contact) []any {
		return []any{&c.Customer, &c.ID, &c.Day, &c.Channel, &c.Direction, &c.Reason, &c.Minutes}
	}, func(c *cost.Contact) error {
		list = rates.OfContact(list[:0], *c)
		for i := range list {
			if list[i].Quality == cost.Measured {
				sum += list[i].Amount
			}
		}
		return nil
	}, since, day)
	if err != nil {
		return 0, fmt.Errorf("read contacts before a first purchase: %w", err)
	}
	return sum, nil
}

// bought are documents as they count for margins.
func bought(orders []sales.OrderFact) []value.Bought {
	var list []value.Bought
	for i := range orders {
		if o := &orders[i]; o.Figures {
			list = append(list, value.Bought{ID: o.ID, Day: o.Day, Margin: value.Margin{
				Net: o.Net, Cost: o.Cost, NetMeasured: o.NetMeasured, NetEstimated: o.NetEstimated,
			}})
		}
	}
	return list
}
