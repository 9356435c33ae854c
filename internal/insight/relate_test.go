package insight

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// related reads what is published of a customer's recommendations, and the question.
func (p *published) related(t testing.TB, db *store.DB, id int64) {
	t.Helper()
	rows, err := value.ReferredBy(ctx, db, []int64{id})
	if err != nil {
		t.Fatal(err)
	}
	p.Referred = append(p.Referred, rows...)
	if sum, found, err := value.GetReferrals(ctx, db, id); err != nil {
		t.Fatal(err)
	} else if found {
		p.Sums = append(p.Sums, sum)
	}
	if loss, found, err := value.GetLoss(ctx, db, id); err != nil {
		t.Fatal(err)
	} else if found {
		p.Losses = append(p.Losses, loss)
	}
}

// recommend notes, ends or removes a random recommendation. What cannot be is refused.
func (w *town) recommend(t testing.TB) {
	t.Helper()
	by := customer.By{At: w.now(), Region: "DE"}
	r := referral.Referral{
		Referred: 2 + w.random.Int64N(w.people), Referrer: 2 + w.random.Int64N(w.people), Day: today.Add(-w.random.IntN(900)),
		Share: []int{referral.Whole, 4000, 2500}[w.random.IntN(3)], Anyway: referral.Answers[w.random.IntN(3)],
	}
	act := w.random.IntN(5)
	err := w.db.Update(ctx, func(tx *store.Tx) error {
		var old []referral.Referral
		if err := referral.Each(ctx, tx, 0, 1<<60, func(o *referral.Referral) error { old = append(old, *o); return nil }); err != nil {
			return err
		}
		if act < 2 && len(old) > 5 {
			o := old[w.random.IntN(len(old))]
			if act == 0 {
				return referral.Remove(ctx, tx, by, o.ID, o.Version)
			}
			return referral.End(ctx, tx, by, o.ID, o.Version, o.Day.Add(1+w.random.IntN(100)))
		}
		_, err := referral.Note(ctx, tx, by, today, r)
		return err
	})
	if k := fault.KindOf(err); err != nil && k != fault.Conflict && k != fault.Invalid {
		t.Fatal(err)
	}
}

// burden lets a customer cost more than he brings in each quarter of two years.
func (w *town) burden(t testing.TB, id int64) {
	t.Helper()
	w.update(t, func(tx *store.Tx) error {
		for month := 2; month < 24; month += 3 {
			e := cost.Entry{Customer: id, Kind: cost.Shipping, Cause: cost.ByCustomer, Amount: 500_00, Quality: cost.Measured, Day: today.AddMonths(-month)}
			if _, err := cost.Add(ctx, tx, customer.By{At: w.now()}, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// sell gives a customer one document whose net is all margin.
func (w *town) sell(t testing.TB, id int64, day cal.Date, net money.Cents) {
	t.Helper()
	w.number++
	o := sales.Blank()
	o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = id, "kasse", day.String()+"x", day.String()+"x", day, "EUR"
	w.insert(t, []sales.Document{{Order: o, Lines: []sales.Line{{Product: 1, Quantity: money.Decimal{Digits: 1}, Net: net, Cost: 1, Quality: sales.Given}}}})
}

// TestRecommendationsMoveMarginsAndKeepTheirSum follows the chain of the specification
// through the database: what is moved away from one is with the other.
func TestRecommendationsMoveMarginsAndKeepTheirSum(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 6)
		for i, net := range []money.Cents{100_001, 60_001, 40_001} {
			w.sell(t, int64(2+i), today.Add(-300+i), net)
		}
		w.update(t, func(tx *store.Tx) error {
			for _, r := range []referral.Referral{{Referrer: 2, Referred: 3, Day: cal.Never}, {Referrer: 3, Referred: 4, Anyway: referral.No, Day: today.Add(-290)}, {Referrer: 2, Referred: 5, Day: cal.Never}} {
				if _, err := referral.Note(ctx, tx, customer.By{At: w.now()}, today, r); err != nil {
					return err
				}
			}
			return nil
		})
		if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
			t.Fatal(err)
		}
		var got published
		for id := int64(2); id <= 5; id++ {
			got.related(t, db, id)
		}
		want := []value.ReferralRow{
			{Customer: 2, Referrals: 2, Bought: 1, Since: today.Add(-299), Gain: 30_000, Received: 12_000},
			{Customer: 3, Referrals: 1, Bought: 1, Since: today.Add(-290), Gain: 36_000, Received: 8000, Given: 12_000},
			{Customer: 4, Since: cal.Never, Given: 8000},
			{Customer: 5, Since: cal.Never},
		}
		if d := cmp.Diff(want, got.Sums); d != "" {
			t.Error(d)
		}
		var direct, ledger money.Cents
		for _, s := range got.Sums {
			steps, _, err := value.GetSteps(ctx, db, s.Customer)
			if err != nil {
				t.Fatal(err)
			}
			direct += steps.Ever.DB4
			ledger += steps.Ever.DB4 - s.Given + s.Received
		}
		if direct != ledger || direct != 200_000 {
			t.Errorf("direct %d, ledger %d", direct, ledger)
		}
	})
}

// TestANewCustomerCostsWhatWasMeasured learns what a recommendation saves.
func TestANewCustomerCostsWhatWasMeasured(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 12)
		spend := func(id int64, kind cost.Kind, day cal.Date, cents money.Cents, q cost.Quality) {
			w.update(t, func(tx *store.Tx) error {
				_, err := cost.Add(ctx, tx, customer.By{At: w.now()}, cost.Entry{Customer: id, Kind: kind, Cause: cost.ByCustomer, Amount: cents, Quality: q, Day: day})
				return err
			})
		}
		for id := int64(2); id <= 8; id++ {
			w.sell(t, id, today.Add(-100+int(id)), 50_00)
		}
		w.update(t, func(tx *store.Tx) error {
			_, err := referral.Note(ctx, tx, customer.By{At: w.now()}, today, referral.Referral{Referrer: 2, Referred: 8, Day: cal.Never})
			return err
		})
		spend(1, cost.Campaign, today.Add(-50), 100_00, cost.Measured)
		spend(3, cost.Sample, today.Add(-98), 20_00, cost.Measured)   // before his first purchase
		spend(9, cost.Sample, today.Add(-9), 3, cost.Measured)        // who never bought costs as well
		spend(8, cost.Sample, today.Add(-99), 77_00, cost.Measured)   // he was recommended
		spend(3, cost.Sample, today.Add(-90), 66_00, cost.Measured)   // he is a customer already
		spend(1, cost.Campaign, today.Add(-50), 55_00, cost.Standard) // not measured
		spend(1, cost.Campaign, today.AddMonths(-25), 44_00, cost.Measured)
		talk := func(id int64, day cal.Date, minutes int) {
			w.update(t, func(tx *store.Tx) error {
				_, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: id, Day: day, Channel: interaction.Phone, Direction: interaction.Out, Minutes: minutes})
				return err
			})
		}
		talk(4, today.Add(-98), 12) // before his first purchase: at 36 an hour, 7.20
		talk(4, today.Add(-98), 0)  // nobody noted how long
		talk(8, today.Add(-99), 10) // he was recommended
		talk(3, today.Add(-90), 20) // he is a customer already
		talk(9, today.AddMonths(-25), 20)
		w.refreshAll(t)
		g, err := value.LoadBasis(ctx, db, today)
		if err != nil {
			t.Fatal(err)
		}
		if g.Newcomers != 6 || g.Saved != 2121 || g.Referrals != 1 || g.Rate <= 0 {
			t.Errorf("got %+v", g)
		}
		rows, err := value.ReferredBy(ctx, db, []int64{2})
		if err != nil || len(rows) != 1 || rows[0].DB4 != -3301 || rows[0].Gain != 471 {
			t.Errorf("%+v, %v", rows, err)
		}
	})
}
