package cost

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Rate names a rate of the firm; the texts are stored keys.
type Rate string

// The rates.
const (
	Hour             Rate = "hour" // of care
	PhoneMinutes     Rate = "minutes.phone"
	MailMinutes      Rate = "minutes.mail"
	VisitMinutes     Rate = "minutes.visit"
	CounterMinutes   Rate = "minutes.counter" // talk beyond the sale
	ComplaintMinutes Rate = "minutes.complaint"
	OfferMinutes     Rate = "minutes.offer"
	TravelOfVisit    Rate = "travel" // of one visit
	LetterCost       Rate = "contact.letter"
	MailCost         Rate = "contact.mail"
	MessageCost      Rate = "contact.sms"
	ReturnCost       Rate = "return"    // handling of one return
	ShippingCost     Rate = "shipping"  // of one sale
	PackingCost      Rate = "packing"   // of one sale
	FeeShare         Rate = "fee.share" // of a sale's net
	ReminderCost     Rate = "reminder"  // of one reminder
	InterestYear     Rate = "interest"  // a year on what is paid late
)

// Unit is what thousandths of a rate are counted in.
type Unit string

// The units; the texts are parts of message keys.
const (
	InMoney   Unit = "money"
	InMinutes Unit = "minutes"
	InPercent Unit = "percent"
)

// Standards are the rates that hold until the firm sets its own, in the order of the page.
// Source: the model's defaults (36 EUR an hour, minutes per contact, 1.20 EUR a letter,
// 0.002 EUR a mail, 0.08 EUR an SMS, 6 EUR a return, 10 % a year). What depends on the
// trade (travel, shipping, packing, fees, reminders) is 0 until it is told.
var Standards = []struct {
	Rate   Rate
	Unit   Unit
	Amount int64 // thousandths
}{
	{Hour, InMoney, 3_600_000},
	{PhoneMinutes, InMinutes, 6_000},
	{MailMinutes, InMinutes, 4_000},
	{VisitMinutes, InMinutes, 60_000},
	{CounterMinutes, InMinutes, 2_000},
	{ComplaintMinutes, InMinutes, 20_000},
	{OfferMinutes, InMinutes, 20_000},
	{TravelOfVisit, InMoney, 0},
	{LetterCost, InMoney, 120_000},
	{MailCost, InMoney, 200},
	{MessageCost, InMoney, 8_000},
	{ShippingCost, InMoney, 0},
	{PackingCost, InMoney, 0},
	{FeeShare, InPercent, 0},
	{ReturnCost, InMoney, 600_000},
	{ReminderCost, InMoney, 0},
	{InterestYear, InPercent, 10_000},
}

// limits of a rate by unit, in thousandths.
var limits = map[Unit]int64{InMoney: 100_000_000, InMinutes: 1_440_000, InPercent: 100_000}

// UnitOf returns the unit of a rate; false for one that does not exist.
func UnitOf(r Rate) (Unit, bool) {
	for _, s := range Standards {
		if s.Rate == r {
			return s.Unit, true
		}
	}
	return "", false
}

type dated struct {
	since  cal.Date
	amount int64
}

// Rates are all rates with the days from which they hold. The zero value holds the
// standards.
type Rates struct {
	own   map[Rate][]dated // by day, rising
	lists []ShippingList   // by day, rising
	home  string           // the country of the firm, where there are lists
}

// LoadRates reads the firm's rates.
func LoadRates(ctx context.Context, q store.Querier) (Rates, error) {
	type stored struct {
		rate Rate
		dated
	}
	out := Rates{own: map[Rate][]dated{}}
	err := store.Each(ctx, q, statements.Get("rates"), func(s *stored) []any { return []any{&s.rate, &s.since, &s.amount} }, func(s *stored) error {
		out.own[s.rate] = append(out.own[s.rate], s.dated)
		return nil
	})
	if err != nil {
		return Rates{}, fmt.Errorf("read the rates of costs: %w", err)
	}
	out.lists, out.home, err = loadShipping(ctx, q)
	return out, err
}

// On returns a rate on a day, in thousandths of its unit.
func (r Rates) On(rate Rate, day cal.Date) int64 {
	list := r.own[rate]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].since <= day {
			return list[i].amount
		}
	}
	return standards[rate]
}

// standards are the amounts of Standards by rate.
var standards = func() map[Rate]int64 {
	m := map[Rate]int64{}
	for _, s := range Standards {
		m[s.Rate] = s.Amount
	}
	return m
}()

// Days returns the days on which own rates begin to hold, rising.
func (r Rates) Days() []cal.Date {
	days := map[cal.Date]bool{}
	for _, list := range r.own {
		for _, d := range list {
			days[d.since] = true
		}
	}
	return slices.Sorted(maps.Keys(days))
}

// With returns the rates as they would be with others from a day on.
func (r Rates) With(since cal.Date, set map[Rate]int64) Rates {
	out := r
	out.own = maps.Clone(r.own)
	if out.own == nil {
		out.own = map[Rate][]dated{}
	}
	for rate, amount := range set {
		list := slices.DeleteFunc(slices.Clone(out.own[rate]), func(d dated) bool { return d.since == since })
		list = append(list, dated{since, amount})
		slices.SortFunc(list, func(a, b dated) int { return int(a.since) - int(b.since) })
		out.own[rate] = list
	}
	return out
}

// exactly returns what was set for a day.
func (r Rates) exactly(rate Rate, since cal.Date) (int64, bool) {
	for _, d := range r.own[rate] {
		if d.since == since {
			return d.amount, true
		}
	}
	return 0, false
}

// change is what the history keeps of rates: those set for a day; a nil amount was not set.
type change struct {
	Since cal.Date        `json:"since"`
	Rates map[Rate]*int64 `json:"rates"`
}

const rateSubject = "cost.rate"

// CheckRates says whether rates may hold from a day on: fault.Invalid "cost.rate" for what
// is unknown, negative or beyond its limit.
func CheckRates(since cal.Date, set map[Rate]int64) error {
	for rate, amount := range set {
		unit, known := UnitOf(rate)
		if !known || amount < 0 || amount > limits[unit] {
			return fault.New(fault.Invalid, "cost.rate")
		}
	}
	if !since.Valid() || since >= cal.Latest {
		return fault.New(fault.Invalid, "cost.day")
	}
	return nil
}

// SetRates lets rates hold from a day on and marks all customers as due, since costs of
// that day and later are priced anew. Amounts are thousandths. What holds already is not
// written; with nothing new it does nothing. It fails with fault.Invalid "cost.rate".
func SetRates(ctx context.Context, tx *store.Tx, by customer.By, since cal.Date, set map[Rate]int64) error {
	if err := CheckRates(since, set); err != nil {
		return err
	}
	now, err := LoadRates(ctx, tx)
	if err != nil {
		return err
	}
	was, is := change{since, map[Rate]*int64{}}, change{since, map[Rate]*int64{}}
	for rate, amount := range set {
		if now.On(rate, since) == amount {
			continue
		}
		was.Rates[rate] = nil
		if old, there := now.exactly(rate, since); there {
			was.Rates[rate] = &old
		}
		is.Rates[rate] = &amount
	}
	if len(is.Rates) == 0 {
		return nil
	}
	return write(ctx, tx, by, was, is, 0)
}

func write(ctx context.Context, tx *store.Tx, by customer.By, was, is change, undoes int64) error {
	for rate, amount := range is.Rates {
		var err error
		if amount == nil {
			_, err = tx.Exec(ctx, statements.Get("rate-drop"), string(rate), is.Since)
		} else {
			_, err = tx.Exec(ctx, statements.Get("rate-set"), string(rate), is.Since, *amount)
		}
		if err != nil {
			return fmt.Errorf("set the rate %s: %w", rate, err)
		}
	}
	if _, err := history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: "cost.rate.set", Subject: rateSubject, Undoes: undoes,
		Before: history.Values(was), After: history.Values(is),
	}); err != nil {
		return err
	}
	return customer.MarkAllDue(ctx, tx, by.At)
}

// UndoRates takes a change of rates back, unless one of them was changed for that day
// since: then it fails with fault.Conflict "cost.rate_changed".
func UndoRates(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) error {
	var was, is change
	for raw, to := range map[*json.RawMessage]*change{&e.Before: &was, &e.After: &is} {
		if err := json.Unmarshal(*raw, to); err != nil {
			return fmt.Errorf("read entry %d: %w", e.ID, err)
		}
	}
	now, err := LoadRates(ctx, tx)
	if err != nil {
		return err
	}
	for rate, left := range is.Rates {
		amount, there := now.exactly(rate, is.Since)
		if there != (left != nil) || there && amount != *left {
			return fault.New(fault.Conflict, "cost.rate_changed")
		}
	}
	return write(ctx, tx, by, is, was, e.ID)
}

// Priced tells whether a quantity of the kind has a rate: minutes, visits, travels to a
// visit, shipments, packings, returns, reminders.
func (k Kind) Priced() bool { return k == Minutes || prices[k] != "" }

var prices = map[Kind]Rate{
	Visit: VisitMinutes, Travel: TravelOfVisit, Shipping: ShippingCost, Packing: PackingCost, Return: ReturnCost, Reminder: ReminderCost,
}

// Price is the amount of an entry: its own, or its quantity at the rates of its day.
func (r Rates) Price(e *Entry) money.Cents {
	switch {
	case e.Quantity == 0:
		return e.Amount
	case e.Kind == Minutes:
		return r.minutes(1000*e.Quantity, e.Day)
	case e.Kind == Visit:
		return r.minutes(e.Quantity*r.On(VisitMinutes, e.Day), e.Day)
	}
	return round(e.Quantity*r.On(prices[e.Kind], e.Day), 1000)
}

// minutes prices thousandths of a minute.
func (r Rates) minutes(thousandths int64, day cal.Date) money.Cents {
	c, err := money.Product(money.Decimal{Digits: thousandths, Scale: 3}, money.Decimal{Digits: r.On(Hour, day), Scale: 3}, 0)
	if err != nil {
		return 0 // beyond every bound of quantities and rates
	}
	return round(int64(c), 60)
}

// round divides, half away from zero.
func round(n, by int64) money.Cents {
	if n < 0 {
		return -round(-n, by)
	}
	return money.Cents((n + by/2) / by)
}
