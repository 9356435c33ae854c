package insight

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// Settings are what insight needs to know of the firm.
type Settings struct {
	Calendar cal.Calendar
	Trade    lifecycle.Trade // its preset holds until the firm's own parameters are fitted
	Margin   int             // preset margin in basis points, for net whose cost is unknown
}

// Rules are all that a portrait depends on beside the customer's facts.
type Rules struct {
	Settings
	Params lifecycle.Stored
	Rates  cost.Rates
	Groups value.Groups
	Basis  value.Basis
	Lines  portfolio.Frame // between the fields of the portfolio
	Day    cal.Date        // the day of the portrait
}

// Facts are what is known of one customer up to the day of the rules.
type Facts struct {
	Subject customer.Subject
	Orders  []sales.OrderFact   // by day and id
	Acts    []lifecycle.Act     // in their order
	Spends  []warning.Spend     // by day; empty while the firm has no categories
	Left    []cal.Date          // days on which contact persons left
	Missed  []cal.Date          // days on which promises of ours were missed
	Noted   []warning.Noted     // what else speaks against the relationship
	Costs   []cost.Entry        // by day and id
	Talks   []cost.Contact      // contacts that no cost names, by day and id
	Brought []referral.Referral // by whom he was recommended
	Told    *int                // share of his need that he named, in basis points
}

// Portrait is what all rules say of one customer on a day.
type Portrait struct {
	Customer   int64
	Kind       customer.Kind
	Collective bool // stands for many: counted in no figure of customers
	Day        cal.Date

	Occasions []lifecycle.Occasion // by day; reused when portraits are streamed
	Lifecycle lifecycle.Result
	Value     value.Windows
	Steps     value.StepWindows
	Lifetime  value.Lifetime
	Growth    value.Growth
	Warning   warning.Result
	Signs     []warning.Sign // behind the warning, also faded and future ones

	// Referred is what each recommendation of him is worth; Loss the question about him, where
	// Asked tells that there is one.
	Referred []value.ReferredRow
	Loss     value.Loss
	LossYear value.LossYear
	Asked    bool

	// Place is what his place in the portfolio rests on.
	Place portfolio.Case

	FirstOrder    int64 // document of the first occasion, 0 without one
	FirstDelivery lifecycle.FirstOrder
	First         lifecycle.FirstImpression
	FirstSince    cal.Date // day on which that impression came to hold
	OrdersYear    int      // documents that are (part of) occasions in twelve months
	OrdersEver    int
	LastOrder     int64 // document of the last occasion
	// Recent are the days of purchases up to CardDays before Day, ascending; reused when
	// portraits are streamed.
	Recent []cal.Date
	params int64
	group  int64
	lines  *portfolio.Frame
	margin int
}

// LifecycleRow is the row that is published of the portrait.
func (p *Portrait) LifecycleRow() lifecycle.Row {
	return lifecycle.RowOf(p.Customer, p.Lifecycle, p.Day, p.params)
}

// ValueRow is the row that is published of the portrait.
func (p *Portrait) ValueRow() value.Row {
	return value.RowOf(p.Customer, p.Value, p.OrdersYear, p.OrdersEver, p.margin, p.Day)
}

// StepRow is the row that is published of the portrait.
func (p *Portrait) StepRow() value.StepRow { return value.StepRowOf(p.Customer, p.Steps, p.Day) }

// LifetimeRow is the row that is published of the portrait.
func (p *Portrait) LifetimeRow() value.LifetimeRow {
	return value.LifetimeRowOf(p.Customer, p.Lifetime, p.Growth, p.group, p.Day)
}

// PlaceRow is the row that is published of who has bought.
func (p *Portrait) PlaceRow() portfolio.Row { return portfolio.RowOf(&p.Place, p.lines, p.Day) }

// WarningRow is the row that is published of the portrait.
func (p *Portrait) WarningRow() warning.Row {
	return warning.RowOf(p.Customer, p.Warning, p.Day)
}

// Phase is the phase after Stauss on the portrait's day.
func (p *Portrait) Phase() lifecycle.Phase {
	trend, _ := p.Value.Trend(p.Lifecycle.First, p.Day)
	return p.Lifecycle.PhaseOn(p.Day, trend, p.Warning.Colour == warning.Red)
}

// painter makes portraits and reuses what they are made of.
type painter struct {
	rules     Rules
	purchases []lifecycle.Purchase
	occasions []lifecycle.Occasion
	recent    []cal.Date
	entries   []value.Entry
	bills     []warning.Bill
	charges   []cost.Charge
	days      []money.Cents
	dates     []cal.Date
	nets      []money.Cents
}

// Paint judges one customer by all rules. It depends on nothing but its inputs.
func Paint(rules Rules, f Facts) Portrait {
	p := painter{rules: rules}
	return p.paint(f)
}

func (w *painter) paint(f Facts) Portrait {
	day := w.rules.Day
	p := Portrait{
		Customer: f.Subject.ID, Kind: f.Subject.Kind, Collective: f.Subject.Collective, Day: day,
		FirstDelivery: lifecycle.FirstOrder{Promised: cal.Never, Real: cal.Never},
		First:         lifecycle.ImpressionUnknown, FirstSince: cal.Never, margin: w.rules.Margin, lines: &w.rules.Lines,
	}
	w.gather(&p, f)
	p.Occasions, p.Recent = w.merge(f.Subject.Kind), w.recent
	p.Lifecycle = lifecycle.Walk(w.occasions, f.Acts, w.rules.Params.ParamsHistory, w.rules.Calendar)
	p.Value = value.WindowsOn(w.entries, day)
	w.charges = charges(w.charges[:0], w.rules.Rates, f, toldBy(f.Costs))
	p.Steps = value.StepsOn(w.earned(f), w.charges, day)
	p.params = w.rules.Params.Version(day)
	if p.FirstOrder != 0 {
		p.First, p.FirstSince = p.FirstDelivery.On(day)
	}
	w.warn(&p, f)
	w.ahead(&p)
	w.relate(&p, f)
	w.stand(&p, f.Told)
	return p
}

// merge makes occasions of the gathered purchases.
func (w *painter) merge(k customer.Kind) []lifecycle.Occasion {
	kind := lifecycle.Person
	if k == customer.Firm {
		kind = lifecycle.Firm
	}
	w.occasions = lifecycle.AppendOccasions(w.occasions[:0], w.purchases, kind)
	return w.occasions
}

// occasionsOf returns a customer's occasions alone, for the fit.
func (w *painter) occasionsOf(f Facts) []lifecycle.Occasion {
	w.gather(&Portrait{Day: w.rules.Day}, f)
	return w.merge(f.Subject.Kind)
}

// gather turns the documents into what the rules of the rooms look at.
func (w *painter) gather(p *Portrait, f Facts) {
	w.purchases, w.entries, w.bills, w.recent = w.purchases[:0], w.entries[:0], w.bills[:0], w.recent[:0]
	year := p.Day.AddMonths(-12)
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Figures {
			w.entries = append(w.entries, value.Entry{Day: o.Day, Margin: value.Margin{
				Net: o.Net, Cost: o.Cost, NetMeasured: o.NetMeasured, NetEstimated: o.NetEstimated,
			}})
		}
		if o.Kind == sales.Sale && (o.Paid != cal.Never || o.Due != cal.Never) {
			w.bills = append(w.bills, warning.Bill{Day: o.Day, Paid: o.Paid})
		}
		if !o.Occasion() || f.Subject.Collective { // purchases of many are nobody's rhythm
			continue
		}
		w.purchases = append(w.purchases, lifecycle.Purchase{Day: o.Day, Net: o.Net, Counts: true})
		if n := len(w.recent); p.Day.Sub(o.Day) <= CardDays && (n == 0 || w.recent[n-1] != o.Day) {
			w.recent = append(w.recent, o.Day)
		}
		if p.FirstOrder == 0 {
			p.FirstOrder, p.FirstDelivery = o.ID, delivery(o.Day, o.Promised, o.Delivered, o.Faulty)
		}
		p.LastOrder = o.ID
		p.OrdersEver++
		if o.Day > year {
			p.OrdersYear++
		}
	}
}

// earned are the entries that the margins rest on: all but credit notes for mistakes of ours.
func (w *painter) earned(f Facts) []value.Entry {
	given := func(o sales.OrderFact) bool { return cost.OursToGive(&o) }
	if !slices.ContainsFunc(f.Orders, given) {
		return w.entries
	}
	var list []value.Entry
	for i := range f.Orders {
		if o := &f.Orders[i]; o.Figures && !cost.OursToGive(o) {
			list = append(list, value.Entry{Day: o.Day, Margin: value.Margin{Net: o.Net, Cost: o.Cost, NetMeasured: o.NetMeasured, NetEstimated: o.NetEstimated}})
		}
	}
	return list
}

// told names a cost of a document that an entry speaks of.
type told struct {
	order int64
	kind  cost.Kind
}

// toldBy collects what the entries tell of documents; nil when nothing.
func toldBy(entries []cost.Entry) map[told]bool {
	var known map[told]bool
	for i := range entries {
		if e := &entries[i]; e.Order != 0 {
			if known == nil {
				known = map[told]bool{}
			}
			known[told{e.Order, e.Kind}] = true
		}
	}
	return known
}

// charges appends what a customer cost beside the goods: his entries, and by the rates the
// contacts and the documents of which known does not tell that an entry speaks for them.
func charges(list []cost.Charge, rates cost.Rates, f Facts, known map[told]bool) []cost.Charge {
	for i := range f.Costs {
		list = append(list, rates.Charge(&f.Costs[i]))
	}
	for _, c := range f.Talks {
		list = rates.OfContact(list, c)
	}
	place := rates.Place(f.Subject)
	for i := range f.Orders {
		o := &f.Orders[i]
		list = rates.OfOrder(list, o, place, func(k cost.Kind) bool { return known[told{o.ID, k}] })
	}
	return list
}

// delivery is what is known of the delivery of an order of day. A fault of goods that were
// neither promised for a day nor delivered lies on the day they were bought.
func delivery(day, promised, delivered cal.Date, faulty int8) lifecycle.FirstOrder {
	if faulty == 1 && promised == cal.Never && delivered == cal.Never {
		delivered = day
	}
	o := lifecycle.FirstOrder{Promised: promised, Real: delivered}
	switch faulty {
	case 0:
		o.Fault = lifecycle.Faultless
	case 1:
		o.Fault = lifecycle.Faulty
	}
	return o
}

func (w *painter) warn(p *Portrait, f Facts) {
	if len(w.occasions) > 0 {
		p.Signs = append(p.Signs, warning.FromActivity(p.Lifecycle)...)
		p.Signs = append(p.Signs, warning.FromSpend(w.occasions)...)
		if len(f.Spends) > 0 {
			p.Signs = append(p.Signs, warning.FromCategories(f.Spends, p.Lifecycle.Interval, w.rules.Calendar)...)
		}
		p.Signs = append(p.Signs, warning.FromFirstOrder(p.FirstDelivery, p.Day)...)
		p.Signs = append(p.Signs, warning.FromPayments(w.bills)...)
		p.Signs = append(p.Signs, warning.FromDepartures(f.Left)...)
		p.Signs = append(p.Signs, warning.FromPromises(f.Missed)...)
	}
	p.Signs = append(p.Signs, warning.FromNoted(f.Noted)...)
	p.Warning = warning.Score(p.Signs, p.Day)
}
