package warning

import (
	"reflect"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
)

func occasions(nets ...money.Cents) []lifecycle.Occasion {
	var out []lifecycle.Occasion
	for i, n := range nets {
		out = append(out, lifecycle.Occasion{Day: today.Add(10 * i), Net: n})
	}
	return out
}

func TestSpendDown(t *testing.T) {
	tests := map[string]struct {
		nets []money.Cents
		want []int // occasions with a sign
	}{
		"70 % of the usual is no sign":                     {[]money.Cents{100, 100, 100, 100, 100, 70}, nil},
		"69 % is":                                          {[]money.Cents{100, 100, 100, 100, 100, 69}, []int{5}},
		"four occasions make no mean":                      {[]money.Cents{100, 100, 100, 100, 1}, nil},
		"one large order does not set the measure":         {[]money.Cents{100, 100, 100, 100, 9000, 100}, nil},
		"one refund does not either":                       {[]money.Cents{100, 100, 100, 100, -900, 69}, []int{5}},
		"staying low is one decline":                       {[]money.Cents{100, 100, 100, 100, 100, 50, 50, 50}, []int{5}},
		"down again after recovery is another":             {[]money.Cents{100, 100, 100, 100, 100, 50, 100, 50}, []int{5, 7}},
		"only the six occasions before count":              {[]money.Cents{900, 900, 900, 100, 100, 100, 100, 100, 100, 90}, []int{3 + 2}},
		"who only ever gave goods back has no usual spend": {[]money.Cents{-5, -5, -5, -5, -5, -9}, nil},
	}
	for name, c := range tests {
		var want []cal.Date
		for _, i := range c.want {
			want = append(want, today.Add(10*i))
		}
		var got []cal.Date
		for _, s := range FromSpend(occasions(c.nets...)) {
			got = append(got, s.Day)
			if s.Points != 2 || s.Reason != SpendDown || s.Values[2].(int) <= 30 {
				t.Errorf("%s: %+v", name, s)
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: signs on %v, want %v", name, got, want)
		}
	}
}

func TestCategoryDropped(t *testing.T) {
	// Bread and cake every ten days; the interval is ten days.
	both := func(n, cake int) []Spend {
		var out []Spend
		for i := range n {
			out = append(out, Spend{today.Add(10 * i), 1, 300})
			if i < cake {
				out = append(out, Spend{today.Add(10 * i), 2, 100})
			}
		}
		return out
	}
	lighter := both(9, 5)
	for i := range lighter {
		if lighter[i].Category == 2 {
			lighter[i].Net = 99
		}
	}
	once := append([]Spend{{today, 3, 9000}}, both(9, 9)...)
	tests := map[string]struct {
		spends []Spend
		want   []Sign
	}{
		"a quarter of the spend, missing for three intervals": {both(9, 5), []Sign{{CategoryDropped, today.Add(70), cal.Never, 2, []any{int64(2), 25, today.Add(40)}}}},
		"less than a quarter is no sign":                      {lighter, nil},
		"missing for less than three intervals is none":       {both(7, 5), nil},
		"who buys nothing at all has dropped no category":     {both(5, 5), nil},
		"bought once is no habit":                             {once, nil},
		"nothing bought, nothing dropped":                     {nil, nil},
	}
	for name, c := range tests {
		if got := FromCategories(c.spends, 10, cal.Calendar{}); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	closed := cal.NewCalendar(nil, []cal.Date{today.Add(45), today.Add(46)})
	if got := FromCategories(both(9, 5), 10, closed); len(got) != 1 || got[0].Day != today.Add(80) {
		t.Errorf("two closing days move the sign to the next visit, got %+v", got)
	}
}

func TestFirstOrderSigns(t *testing.T) {
	for name, c := range map[string]struct {
		order lifecycle.FirstOrder
		want  []Sign
	}{
		"on time": {lifecycle.FirstOrder{Promised: today, Real: today, Fault: lifecycle.Faultless}, nil},
		"late":    {lifecycle.FirstOrder{Promised: today.Add(-3), Real: today, Fault: lifecycle.Faultless}, []Sign{{FirstLate, today.Add(-2), cal.Never, 3, []any{today.Add(-3)}}}},
		"faulty":  {lifecycle.FirstOrder{Promised: today, Real: today, Fault: lifecycle.Faulty}, []Sign{{FirstFaulty, today, cal.Never, 3, nil}}},
		"unknown": {lifecycle.FirstOrder{Promised: cal.Never, Real: cal.Never}, nil},
	} {
		if got := FromFirstOrder(c.order, today); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestPaysLaterThanUsual(t *testing.T) {
	bill := func(day, took int) Bill {
		b := Bill{Day: today.Add(day), Paid: cal.Never}
		if took >= 0 {
			b.Paid = b.Day.Add(took)
		}
		return b
	}
	tests := map[string]struct {
		bills []Bill
		want  []int // days of the signs
	}{
		"15 days beyond the habit":            {[]Bill{bill(0, 10), bill(30, 8), bill(60, 12), bill(90, 25)}, []int{115}},
		"14 days are not":                     {[]Bill{bill(0, 10), bill(30, 8), bill(60, 12), bill(90, 24)}, nil},
		"a slow payer has his own habit":      {[]Bill{bill(0, 40), bill(50, 45), bill(100, 42), bill(150, 50)}, nil},
		"an open bill is late from that day":  {[]Bill{bill(0, 10), bill(30, 8), bill(60, 12), bill(90, -1)}, []int{115}},
		"two bills make no habit":             {[]Bill{bill(0, 10), bill(30, 8), bill(90, 99)}, nil},
		"what he pays afterwards is no habit": {[]Bill{bill(0, 10), bill(30, 8), bill(60, 70), bill(90, 99)}, nil},
		"paid in advance is paid at once":     {[]Bill{{today, today.Add(-5)}, bill(1, 0), bill(2, 0), bill(9, 15)}, []int{24}},
	}
	for name, c := range tests {
		var want, got []cal.Date
		for _, d := range c.want {
			want = append(want, today.Add(d))
		}
		for _, s := range FromPayments(c.bills) {
			got = append(got, s.Day)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: signs on %v, want %v", name, got, want)
		}
	}
}

func TestSilenceGivesLateAndThenDormantInstead(t *testing.T) {
	h, err := lifecycle.NewParamsHistory(lifecycle.Preset(lifecycle.Bakery, today))
	if err != nil {
		t.Fatal(err)
	}
	weekly := make([]lifecycle.Occasion, 12)
	for i := range weekly {
		weekly[i].Day = today.Add(7 * i)
	}
	r := lifecycle.Walk(weekly, nil, h, cal.Calendar{})
	signs := FromActivity(r)
	for name, c := range map[string]struct {
		day  cal.Date
		want float64
	}{
		"nothing the day before": {r.LateFrom - 1, 0},
		"two points when late":   {r.LateFrom, 2},
		"four when dormant":      {r.DormantFrom, 4},
		"two after 45 days more": {r.DormantFrom + 45, 2},
	} {
		if got := Score(signs, c.day).Score; got != c.want {
			t.Errorf("%s: %g, want %g", name, got, c.want)
		}
	}
	if got := FromActivity(lifecycle.Walk(weekly[:1], nil, h, cal.Calendar{})); got != nil {
		t.Errorf("a first-time buyer gives %+v", got)
	}
	notice := []lifecycle.Act{{Day: r.Last, Kind: lifecycle.ActNotice, Reason: "Umzug"}}
	if got := FromActivity(lifecycle.Walk(weekly, notice, h, cal.Calendar{})); got != nil {
		t.Errorf("who gave notice gives %+v", got)
	}
}
