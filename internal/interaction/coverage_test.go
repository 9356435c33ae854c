package interaction

import (
	"fmt"
	"math"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestExpectedNotes(t *testing.T) {
	// Sum over kinds of prior x (no occasion + suggestion + demand + complaint), by hand:
	// .50x.22 + .08x1.45 + .08x.45 + .14x1.50 + .14x.81 + .06x2.30 = .7234
	if got := ExpectedNotes("bakery", 1); math.Abs(got-.7234) > 1e-12 {
		t.Errorf("a bakery expects %v per quarter", got)
	}
	if ExpectedNotes("dealer", 100) <= ExpectedNotes("bakery", 100) {
		t.Error("dealers have more partners, who suggest more")
	}
}

func TestCoverageCountsWhatWasNotedByWhatIsExpected(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		day := cal.MustParse("2026-11-24")
		for _, month := range []int{202511, 202512, 202602, 202608, 202609, 202611, 202510} { // quarters Nov-Jan, Feb-Apr, Aug-Oct; the rest is outside
			if _, err := db.Raw().ExecContext(ctx, fmt.Sprintf("INSERT INTO sales_month (customer_id, month, net_cents, cost_cents, net_measured_cents, net_estimated_cents, orders) VALUES (10, %d, 1, 0, 0, 0, 1)", month)); err != nil {
				t.Fatal(err)
			}
		}
		update(t, db, func(tx *store.Tx) error {
			for _, i := range []Interaction{
				{Day: cal.MustParse("2026-10-31"), Reason: NoOccasion},
				{Day: cal.MustParse("2025-11-01"), Reason: "complaint"},
				{Day: cal.MustParse("2026-11-01"), Reason: NoOccasion},
				{Day: cal.MustParse("2026-05-01"), Reason: "order"},
			} {
				i.Customer, i.Channel = 10, Phone
				if _, _, err := Log(ctx, tx, by, i); err != nil {
					return err
				}
			}
			return nil
		})
		for range 2 {
			c, err := Measure(ctx, db, day, "bakery")
			if err != nil || c.Logged != 2 || c.Quarters != 3 || c.Customers != 1 || math.Abs(c.Share-2/(3*.7234)) > 1e-9 || c.Off() {
				t.Fatalf("%+v %v", c, err)
			}
		}
		c, found, err := LastCoverage(ctx, db, day)
		if err != nil || !found || c.Day.String() != "2026-11-01" || c.Logged != 2 {
			t.Errorf("%+v %v %v", c, found, err)
		}
		if _, found, err := LastCoverage(ctx, db, day.Add(-60)); err != nil || found {
			t.Errorf("found before it was measured: %v", err)
		}
	})
}
