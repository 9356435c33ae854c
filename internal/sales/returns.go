package sales

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// returnWindow is how many days after a purchase a return without a reference is
// still taken for one of it.
const returnWindow = 90

// movement is a line of goods of one customer, as the matching of returns sees it.
type movement struct {
	order    int64
	day      cal.Date
	key      string // source and document of the order
	refers   string // source and document of the order that is taken back, or ""
	product  int64
	text     string
	back     bool
	class    Class
	sale     bool  // the document is a sale that counts
	quantity int64 // millionths, as written; what comes back may be negative
}

// article identifies what was bought; lines that name nothing never match.
type article struct {
	product int64
	text    string
}

func (m movement) article() (article, bool) {
	if m.product > 0 {
		return article{product: m.product}, true
	}
	return article{text: m.text}, m.text != ""
}

// open is a sold line that has not come back as a whole.
type open struct {
	at   int // movement
	left int64
}

// matchReturns tells which of one customer's purchases came back as a whole, and on
// which day the last of its goods did. A return that names its document takes from
// that one; otherwise, and for what is left over, the same article is taken back
// from his purchases of the last 90 days, the latest first. movements are sorted by
// day and order.
func matchReturns(movements []movement) map[int64]cal.Date {
	left := map[int64]int64{} // order -> goods that are still with him
	sold := map[article][]*open{}
	byKey := map[string][]*open{}
	returned := map[int64]cal.Date{}
	take := func(o *open, want int64, day cal.Date) int64 {
		n := min(o.left, want)
		order := movements[o.at].order
		o.left -= n
		if left[order] -= n; n > 0 && left[order] == 0 {
			returned[order] = max(day, movements[o.at].day)
		}
		return want - n
	}
	for i, m := range movements {
		if m.back || !m.sale || m.class != Goods || m.quantity <= 0 {
			continue
		}
		o := &open{at: i, left: m.quantity}
		left[m.order] += m.quantity
		if a, ok := m.article(); ok {
			sold[a] = append(sold[a], o)
		}
		byKey[m.key] = append(byKey[m.key], o)
	}
	for _, m := range movements {
		if !m.back {
			continue
		}
		want := max(m.quantity, -m.quantity)
		a, named := m.article()
		if m.refers != "" {
			for _, o := range byKey[m.refers] {
				if b, ok := movements[o.at].article(); want > 0 && (!named || !ok || a == b) {
					want = take(o, want, m.day)
				}
			}
		}
		if !named {
			continue
		}
		for _, o := range slices.Backward(sold[a]) {
			if want == 0 {
				break
			}
			if ago := m.day.Sub(movements[o.at].day); ago >= 0 && ago <= returnWindow {
				want = take(o, want, m.day)
			}
		}
	}
	return returned
}
