package lifecycle

import (
	"errors"
	"math"
	"slices"
	"sort"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Rule names the version of the rules; it is stored and shown beside every figure.
const Rule = "lifecycle/1"

// Params describe how a group of customers buys, in open days. A customer's
// intervals are Gamma distributed with shape K, his rate is Gamma distributed
// over the group with shape A and rate B, and each purchase is his last with
// chance P.
type Params struct {
	K float64 // regularity: 1 is pure chance, higher is steadier
	A float64 // likeness of the customers' rates, above 1
	B float64 // scale of the rates in open days
	P float64 // chance that a purchase was the last one, in (0, 1)

	GroupInterval float64  // I_g, expected interval of an unknown customer in open days
	ValidFrom     cal.Date // first day on which these parameters are used
	Source        Source
	Customers     int // customers with at least four purchases behind a fit; 0 for a preset
}

// Source tells where parameters come from.
type Source string

// The two sources of parameters.
const (
	FromPreset Source = "preset" // the trade's default, until the firm has data enough
	FromFit    Source = "fit"    // the firm's own purchases, by [Fitter]
)

// Trade is a preset of the firm.
type Trade string

// The trades with a preset.
const (
	Bakery Trade = "bakery" // weekly purchases of persons
	Dealer Trade = "dealer" // orders of firms about every six weeks
	Shop   Trade = "shop"   // online shop, few purchases a year
)

// Preset returns the default parameters of a trade, valid from the given day;
// an unknown trade gets those of the shop, which assume least.
func Preset(trade Trade, from cal.Date) Params {
	p := Params{K: 1.04, A: 3.07, B: 189.7, P: 0.273}
	switch trade {
	case Bakery:
		p = Params{K: 2.2, A: 3.3, B: 6.9, P: 0.010}
	case Dealer:
		p = Params{K: 3.0, A: 3.8, B: 41.3, P: 0.042}
	case Shop:
	}
	p.GroupInterval = p.expectedInterval(0, 0)
	p.ValidFrom, p.Source = from, FromPreset
	return p
}

// expectedInterval is I_i of a customer with n intervals that sum to s open days;
// for n = 0 it is the group's I_g.
func (p Params) expectedInterval(n, s int) float64 {
	return p.K * (p.B + float64(s)) / (p.A + float64(n)*p.K - 1)
}

// ErrParams tells that parameters lie outside the range in which the rules hold.
var ErrParams = errors.New("parameters of the group out of range")

// Check returns ErrParams unless every rule is defined under p: all finite,
// K, B and I_g positive, A above 1, P strictly between 0 and 1.
func (p Params) Check() error {
	for _, v := range []float64{p.K, p.A - 1, p.B, p.P, 1 - p.P, p.GroupInterval} {
		if !(v > 0) || math.IsInf(v, 1) {
			return ErrParams
		}
	}
	return nil
}

// ParamsHistory is the dated, append-only list of a group's parameters. A day
// uses the latest version valid on it; days before the first version use the
// first. So a refit never rewrites how the past was judged.
// The zero history is the preset of the shop.
type ParamsHistory struct {
	rows []Params // by ValidFrom, days distinct
}

// NewParamsHistory orders the rows by their first day; of several rows with the
// same day the last given wins. It fails with ErrParams when a row fails Check.
func NewParamsHistory(rows ...Params) (ParamsHistory, error) {
	sorted := slices.Clone(rows)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].ValidFrom < sorted[j].ValidFrom })
	out := sorted[:0]
	for _, p := range sorted {
		if err := p.Check(); err != nil {
			return ParamsHistory{}, err
		}
		if len(out) > 0 && out[len(out)-1].ValidFrom == p.ValidFrom {
			out = out[:len(out)-1]
		}
		out = append(out, p)
	}
	return ParamsHistory{rows: out}, nil
}

// On returns the parameters used on day.
func (h ParamsHistory) On(day cal.Date) Params {
	if len(h.rows) == 0 {
		return Preset(Shop, cal.Earliest)
	}
	return h.rows[h.index(day)]
}

// index is the version used on day.
func (h ParamsHistory) index(day cal.Date) int {
	i := sort.Search(len(h.rows), func(i int) bool { return h.rows[i].ValidFrom > day })
	return max(i-1, 0)
}

// latest returns the parameters in force at the end of a silence since last.
func (h ParamsHistory) latest(last cal.Date) Params {
	if len(h.rows) == 0 {
		return h.On(last)
	}
	return h.rows[len(h.rows)-1]
}

// Until returns the history as it was known on day, for views back in time:
// without the versions that became valid later, the first one excepted.
func (h ParamsHistory) Until(day cal.Date) ParamsHistory {
	if len(h.rows) == 0 {
		return h
	}
	return ParamsHistory{rows: h.rows[:h.index(day)+1]}
}
