package value

import (
	"cmp"
	"slices"

	"github.com/stammkunde/stammkunde/internal/money"
)

// Limits of concentration from which the firm is warned of its dependence, as
// shares of the whole.
const (
	LargestLimit = 0.25
	TopFiveLimit = 0.60
)

// Point of a concentration curve: this share of the customers, the largest first,
// brings that share of the whole.
type Point struct{ Customers, Share float64 }

// Concentration tells how a sum is spread over the customers.
type Concentration struct {
	Customers int         // all that were given
	Total     money.Cents // their sum
	Curve     []Point     // from (0, 0) to (1, 1); empty when Total is not positive
	Largest   float64     // share of the largest customer
	TopFive   float64     // share of the five largest
	Half      int         // how many of the largest bring half of the whole
}

// Concentrate draws the curve over all customers' amounts with at most points+1
// points, evenly spread over the customers, each exact. It sorts amounts, largest
// first. Customers who cost money come last and let the curve rise above 1 before
// it ends there. Shares are 0 when the total is not positive.
func Concentrate(amounts []money.Cents, points int) Concentration {
	slices.SortFunc(amounts, func(a, b money.Cents) int { return cmp.Compare(b, a) })
	out := Concentration{Customers: len(amounts)}
	for _, a := range amounts {
		out.Total += a
	}
	if out.Total <= 0 {
		return out
	}
	n, total := len(amounts), float64(out.Total)
	points = max(min(points, n), 1)
	out.Curve = append(make([]Point, 0, points+1), Point{})
	var sum money.Cents
	for i, a := range amounts {
		sum += a
		share := float64(sum) / total
		if i == 0 {
			out.Largest = share
		}
		if i < 5 {
			out.TopFive = share
		}
		if out.Half == 0 && share >= 0.5 {
			out.Half = i + 1
		}
		if next := len(out.Curve); (i+1)*points >= next*n {
			out.Curve = append(out.Curve, Point{float64(i+1) / float64(n), share})
		}
	}
	return out
}

// Warns reports whether the firm depends on few customers.
func (c Concentration) Warns() bool { return c.Largest >= LargestLimit || c.TopFive >= TopFiveLimit }
