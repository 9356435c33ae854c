package world

import (
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
)

// World is a practice firm: who it is and how its customers buy.
type World struct {
	Name        string          // key: "bakery", "dealer", "shop", "service"
	Firm        string          // name of the firm
	Trade       lifecycle.Trade // preset of the rules
	Closed      []int           // weekdays on which nobody can buy, 0 is Sunday
	Currency    string
	VAT         int    // usual rate in basis points
	AddressForm string // how the house speaks to its customers: "du" or "sie"
	Minutes     int    // a day for care
	Source      string // name of the system that its documents come from
	Customers   int    // when nothing else is asked for
	Years       int    // observed before the practice begins
	feasts      int    // every so many-th customer came two years before the practice begins, so that a small world has somebody to thank; 0 for chance alone
	Seed        uint64 // of the practice data, chosen so that the first list shows every reason

	customers clientele
	rhythm    rhythm
	basket    basket
	goods     *goods
}

// clientele is what sort of customers a world has.
type clientele struct {
	kinds      [6]float64 // prior, in the order of Kinds
	firms      float64    // share of firms
	contacts   bool       // firms have contact persons
	du         float64    // share on first-name terms
	anonymous  bool       // sales of a day without a customer
	deliveries bool       // goods are sent: promised and real day
	onAccount  bool       // paid later, by transfer
	cards      bool       // customer cards
}

// rhythm is how the customers of a world come back.
type rhythm struct {
	shape  float64     // regularity of a customer's intervals, at least 1
	median float64     // of the customers' mean intervals, calendar days
	spread float64     // standard deviation of the logarithm of these means
	last   float64     // chance that a purchase is the last one
	recent float64     // share of customers who came in the last fortnight
	season [12]float64 // factor on the intervals by month: below 1 is busier
	steady int         // purchases that make a true regular
}

// basket is what a purchase looks like.
type basket struct {
	gross    bool       // prices include the tax
	lines    [4]float64 // weights of one to four articles
	spread   float64    // of the quantities from purchase to purchase, as for rhythm
	returns  float64    // factor on the kinds' shares of purchases that come back
	bargain  float64    // factor on the kinds' shares of purchases with a discount
	free     float64    // chance of something free
	reward   int        // every so many-th purchase is rewarded; 0 never
	storno   float64    // chance of a mistyped receipt that is cancelled
	credit   float64    // chance of a credit note
	postage  money.Cents
	sentFree money.Cents // from this amount on without postage
}

// Worlds returns the practice firms that live from sales alone: bakery, dealer and shop.
func Worlds() []World { return []World{Bakery(), Dealer(), Shop()} }

// ByName returns the world with the key name; false when there is none.
func ByName(name string) (World, bool) {
	for _, w := range append(Worlds(), Service()) {
		if w.Name == name {
			return w, true
		}
	}
	return World{}, false
}

var (
	usualKinds  = [6]float64{.50, .08, .08, .14, .14, .06}
	dealerKinds = [6]float64{.45, .25, .02, .13, .08, .07}
)

// Bakery is a village bakery with 300 card holders who come about once a week.
func Bakery() World {
	return World{
		Name: "bakery", Firm: "Backhaus Mustermühle", Trade: lifecycle.Bakery, Closed: []int{0}, Currency: "EUR", VAT: 700,
		AddressForm: "sie", Minutes: 10, Source: "Kasse", Customers: 300, Years: 2, Seed: 26,
		customers: clientele{kinds: usualKinds, firms: .04, du: .35, anonymous: true, cards: true},
		rhythm: rhythm{
			shape: 2.2, median: 7, spread: .6, last: .010, recent: .06, steady: 10,
			season: [12]float64{1, 1, 1, .97, 1, 1, 1.05, 1.08, 1, 1, 1, .95},
		},
		basket: basket{gross: true, lines: [4]float64{.35, .40, .20, .05}, spread: .40, reward: 10, storno: .004, free: .01},
		goods:  bakeryGoods(),
	}
}

// Dealer sells lubricants to 800 firms with 1,900 contact persons, an order about every
// 45 days.
func Dealer() World {
	return World{
		Name: "dealer", Firm: "Schmierstoffhandel Mustermann GmbH", Trade: lifecycle.Dealer, Closed: []int{0, 6}, Currency: "EUR", VAT: 1900,
		AddressForm: "sie", Minutes: 45, Source: "Warenwirtschaft", Customers: 800, Years: 3, Seed: 4,
		customers: clientele{kinds: dealerKinds, firms: 1, contacts: true, du: .2, deliveries: true, onAccount: true},
		rhythm: rhythm{
			shape: 3, median: 45, spread: .6, last: .042, steady: 6,
			season: [12]float64{1, 1, .96, .96, 1, 1, 1, 1.06, 1, 1, 1, 1.05},
		},
		basket: basket{lines: [4]float64{.40, .35, .20, .05}, spread: .35, returns: .1, bargain: .3, free: .02, credit: .01},
		goods:  dealerGoods(),
	}
}

// Shop sells goods for dogs and anglers over the internet, about every 110 days to those
// who come back; many do not.
func Shop() World {
	return World{
		Name: "shop", Firm: "Pfote & Pose", Trade: lifecycle.Shop, Currency: "EUR", VAT: 1900,
		AddressForm: "du", Minutes: 30, Source: "Onlineshop", Customers: 2000, Years: 4, Seed: 5,
		customers: clientele{kinds: usualKinds, firms: .03, du: .6, deliveries: true},
		rhythm: rhythm{
			shape: 1.04, median: 110, spread: .7, last: .273, steady: 4,
			season: [12]float64{1.08, 1.03, 1, .97, .97, 1, 1.02, 1.04, 1, .98, .92, .86},
		},
		basket: basket{
			gross: true, lines: [4]float64{.50, .30, .15, .05}, spread: .35, returns: .6, bargain: .4, free: .03,
			postage: 490, sentFree: 4900,
		},
		goods: shopGoods(),
	}
}

// Busy is the world w with about ten orders a customer, for measuring speed: the
// customers come more often and stay longer than the rules were made for.
func (w World) Busy() World {
	w.rhythm.median, w.rhythm.last, w.rhythm.spread = 50, .05, .6
	return w
}

// Calendar returns the firm's open days.
func (w World) Calendar() cal.Calendar { return cal.NewCalendar(w.Closed, nil) }
