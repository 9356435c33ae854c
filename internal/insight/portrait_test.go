package insight

import (
	"math"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/sales"
)

func TestAFaultyFirstOrderFadesFromItsDay(t *testing.T) {
	order := sales.OrderFact{
		ID: 1, Day: today.Add(-90), Kind: sales.Sale, Net: 900, Counts: true, Figures: true, Faulty: 1,
		Promised: cal.Never, Delivered: cal.Never, Due: cal.Never, Paid: cal.Never,
	}
	params, err := lifecycle.NewParamsHistory(lifecycle.Preset(lifecycle.Bakery, cal.Earliest))
	if err != nil {
		t.Fatal(err)
	}
	rules := Rules{Params: lifecycle.Stored{ParamsHistory: params}, Day: today}
	p := Paint(rules, Facts{Subject: customer.Subject{ID: 7, Kind: customer.Person}, Orders: []sales.OrderFact{order}})
	if p.First != lifecycle.ImpressionFaulty || p.FirstSince != order.Day {
		t.Errorf("%s since %v, want faulty since %v", p.First, p.FirstSince, order.Day)
	}
	if want := 3.0 / 4; math.Abs(p.Warning.Score-want) > 1e-9 {
		t.Errorf("two half-lives later it counts %g, want %g", p.Warning.Score, want)
	}
}
