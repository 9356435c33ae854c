package value

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
)

// small are n deliveries of the same value and cost, in euro.
func small(n int, net, spent money.Cents) (list []Delivery) {
	for range n {
		list = append(list, Delivery{Net: net * 100, Cost: spent * 100})
	}
	return list
}

func TestTheGentlestRemedyThatIsEnough(t *testing.T) {
	for name, test := range map[string]struct {
		y      LossYear
		driver cost.Kind
		want   Remedy
	}{
		// 72 small deliveries of 40 euro that cost 35 each: in orders of 150 there are 20.
		"small deliveries are bundled": {
			LossYear{DB1: 720_00, DB4: -1800_00, Net: 2880_00, Costs: map[cost.Kind]Burden{cost.Shipping: {2520_00, 72}}, Deliveries: small(72, 40, 35)},
			cost.Shipping,
			Remedy{Kind: MinimumOrder, Amount: 150_00, Low: 910_00, High: 1820_00, Enough: true},
		},
		"a few euro more need a smaller minimum": {
			LossYear{DB1: 720_00, DB4: -100_00, Net: 2880_00, Costs: map[cost.Kind]Burden{cost.Shipping: {820_00, 72}}, Deliveries: small(72, 40, 10)},
			cost.Shipping,
			Remedy{Kind: MinimumOrder, Amount: 50_00, Low: 70_00, High: 140_00, Enough: true},
		},
		"goods that come back are talked about": {
			LossYear{DB1: 500_00, DB4: -100_00, Net: 2000_00, Costs: map[cost.Kind]Burden{cost.Return: {600_00, 60}}, Deliveries: small(4, 500, 0)},
			cost.Return,
			Remedy{Kind: FewerReturns, Low: 150_00, High: 300_00, Enough: true},
		},
		"who pays late pays ahead": {
			LossYear{DB1: 500_00, DB4: -100_00, Net: 2000_00, Costs: map[cost.Kind]Burden{cost.Default: {600_00, 1}}, Deliveries: small(4, 500, 0)},
			cost.Default,
			Remedy{Kind: PayAhead, Low: 300_00, High: 600_00, Enough: true},
		},
		"goods below their cost need another price": {
			LossYear{DB1: -100_00, DB4: -100_00, Net: 2000_00, Deliveries: small(4, 500, 0)},
			Goods,
			Remedy{Kind: HigherPrice, Percent: 5, Low: 50_00, High: 100_00, Enough: true},
		},
		"a fee is no more than what a delivery costs": {
			LossYear{DB1: 10_00, DB4: -30_00, Net: 400_00, Costs: map[cost.Kind]Burden{cost.Shipping: {40_00, 4}}, Deliveries: small(4, 100, 10)},
			cost.Shipping,
			Remedy{Kind: DeliveryFee, Amount: 7_50, Low: 15_00, High: 30_00, Enough: true},
		},
		"where nothing is enough, what does most": {
			LossYear{DB1: 100_00, DB4: -9000_00, Net: 1000_00, Costs: map[cost.Kind]Burden{cost.Visit: {9100_00, 90}}, Deliveries: small(4, 250, 0)},
			cost.Visit,
			Remedy{Kind: BundledCare, Low: 2275_00, High: 4550_00},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if driver, _ := test.y.Driver(); driver != test.driver {
				t.Errorf("driver %s", driver)
			}
			got, found := test.y.Remedy()
			if d := cmp.Diff(test.want, got); d != "" || !found {
				t.Error(found, d)
			}
		})
	}
	if r, found := (LossYear{DB4: -100}).Remedy(); found {
		t.Errorf("nothing to be done, yet %+v", r)
	}
}

func TestTheYearOfAQuestionIsItsFourQuarters(t *testing.T) {
	bought := func(id int64, day string, net money.Cents) Bought {
		return Bought{id, cal.MustParse(day), Margin{Net: net, Cost: net / 2, NetMeasured: net}}
	}
	charge := func(order int64, day string, k cost.Kind, c cost.Cause, amount money.Cents) cost.Charge {
		return cost.Charge{Order: order, Day: cal.MustParse(day), Kind: k, Cause: c, Amount: amount}
	}
	y := LossYearOf(
		[]Bought{bought(1, "2025-06-30", 9999), bought(2, "2025-07-01", 1000), bought(3, "2026-06-30", 2000), bought(4, "2026-07-01", 9999), bought(5, "2026-01-02", -400)},
		[]cost.Charge{
			charge(2, "2025-07-01", cost.Shipping, cost.ByCustomer, 700), charge(3, "2026-06-30", cost.Packing, cost.Unclear, 300),
			charge(3, "2026-06-30", cost.Shipping, cost.Ours, 5000), charge(0, "2026-07-01", cost.Visit, cost.ByCustomer, 9999), charge(2, "2025-08-01", cost.Return, cost.ByCustomer, 60),
		}, QuarterOf(cal.MustParse("2026-06-30")))
	want := LossYear{
		From: cal.MustParse("2025-07-01"), To: cal.MustParse("2026-07-01"), DB1: 1300, DB4: 1300 - 700 - 150 - 60, Net: 2600,
		Costs:      map[cost.Kind]Burden{cost.Shipping: {700, 1}, cost.Packing: {150, 1}, cost.Return: {60, 1}},
		Deliveries: []Delivery{{1000, 700}, {2000, 150}},
	}
	if d := cmp.Diff(want, y); d != "" {
		t.Error(d)
	}
}

// No remedy promises more than what its kind of cost took, or more than it is asked for.
func TestPropARemedyPromisesNoMoreThanWasSpent(t *testing.T) {
	amount := rapid.Int64Range(0, 500_00)
	rapid.Check(t, func(t *rapid.T) {
		y := LossYear{Costs: map[cost.Kind]Burden{}}
		var spent money.Cents
		for range rapid.IntRange(0, 60).Draw(t, "deliveries") {
			d := Delivery{money.Cents(amount.Draw(t, "net") + 1), money.Cents(amount.Draw(t, "cost"))}
			y.Deliveries, y.Net, spent = append(y.Deliveries, d), y.Net+d.Net, spent+d.Cost
		}
		y.DB1 = y.Net / 3
		y.DB4 = y.DB1 - spent - money.Cents(amount.Draw(t, "more")) - 1
		if y.DB4 >= 0 {
			return
		}
		y.Costs[cost.Shipping] = Burden{spent, len(y.Deliveries)}
		r, found := y.Remedy()
		if !found {
			return
		}
		if r.Low > r.High || r.High <= 0 || r.Enough != (y.DB4+r.High >= 0) {
			t.Fatalf("%+v of a year with %d", r, y.DB4)
		}
		if (r.Kind == MinimumOrder || r.Kind == DeliveryFee) && r.High > spent {
			t.Fatalf("%+v saves more than the %d that were spent", r, spent)
		}
	})
}
