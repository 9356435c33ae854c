package referral

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Known says how we know of a recommendation.
type Known string

// The ways; the texts are stored keys.
const (
	Told  Known = "told"  // one of the two said so
	Code  Known = "code"  // a code or card was handed in
	Noted Known = "noted" // we noted it ourselves
)

// Ways lists the ways as forms offer them.
var Ways = []Known{Told, Code, Noted}

// Answer is yes, no or not known.
type Answer string

// The answers; the texts are stored keys.
const (
	Yes    Answer = "yes"
	No     Answer = "no"
	Unsure Answer = "unsure"
)

// Answers lists the answers as forms offer them.
var Answers = []Answer{No, Unsure, Yes}

// Whole is the share of one who alone recommended a customer.
const Whole = 10_000

// Referral is one recommendation.
type Referral struct {
	row.Meta
	Referred int64       `json:"referred_id"`
	Referrer int64       `json:"referrer_id"`
	Day      cal.Date    `json:"day"`   // cal.Never: not known
	Until    cal.Date    `json:"until"` // from here on nothing is counted for it
	Share    int         `json:"share_bp"`
	Known    Known       `json:"known"`
	Prompted Answer      `json:"prompted"` // we had asked for it
	Anyway   Answer      `json:"anyway"`   // he would have come as well
	Reward   money.Cents `json:"reward_cents,omitempty"`
	Note     string      `json:"note,omitempty"`
	Source   string      `json:"source,omitempty"` // of the file; "" by hand
	Import   int64       `json:"import_id,omitempty"`
	User     int64       `json:"user_id,omitempty"`
	At       cal.Instant `json:"made_at,omitempty"`
}

// Holder is the customer in whose history changes are noted: who was recommended.
func (r *Referral) Holder() int64 { return r.Referred }

// Columns are the values behind id and version.
func (r *Referral) Columns() []any {
	return []any{
		&r.Referred, &r.Referrer, &r.Day, &r.Until, &r.Share, &r.Known, &r.Prompted, &r.Anyway, &r.Reward, &r.Note,
		&r.Source, &r.Import, &r.User, &r.At,
	}
}

// Holds reports whether something is counted for the recommendation on a day.
func (r *Referral) Holds(day cal.Date) bool { return day < r.Until }

const (
	maxNote   = 500
	maxReward = money.Cents(100_000_00)
)

// ready fills in what is left open and reports the first rule that the recommendation
// breaks by itself.
func (r *Referral) ready(by customer.By, today cal.Date) error {
	r.User, r.At, r.Note = by.Actor, by.At, strings.TrimSpace(r.Note)
	if r.Until == 0 {
		r.Until = cal.Never
	}
	if r.Share == 0 {
		r.Share = Whole
	}
	for at, preset := range map[*Answer]Answer{&r.Prompted: Unsure, &r.Anyway: Unsure} {
		if *at == "" {
			*at = preset
		}
	}
	if r.Known == "" {
		r.Known = Noted
	}
	switch {
	case r.Referred == r.Referrer:
		return fault.New(fault.Invalid, "referral.self")
	case !slices.Contains(Ways, r.Known):
		return fault.New(fault.Invalid, "referral.known", string(r.Known))
	case !slices.Contains(Answers, r.Prompted):
		return fault.New(fault.Invalid, "referral.answer", string(r.Prompted))
	case !slices.Contains(Answers, r.Anyway):
		return fault.New(fault.Invalid, "referral.answer", string(r.Anyway))
	case r.Share < 1 || r.Share > Whole:
		return fault.New(fault.Invalid, "referral.share")
	case r.Reward < 0 || r.Reward > maxReward:
		return fault.New(fault.Invalid, "referral.reward")
	case r.Day != cal.Never && (!r.Day.Valid() || r.Day > today):
		return fault.New(fault.Invalid, "referral.day")
	case r.Day != cal.Never && r.Until <= r.Day:
		return fault.New(fault.Invalid, "referral.until")
	case utf8.RuneCountInString(r.Note) > maxNote:
		return fault.New(fault.Invalid, "referral.note", maxNote)
	}
	return nil
}

// fits tells whether the two can stand at the ends of a recommendation.
func fits(referred, referrer *customer.Customer) error {
	switch {
	case referred.Collective || referrer.Collective:
		return fault.New(fault.Invalid, "referral.collective")
	case referred.Kind != customer.Person && referred.Kind != customer.Firm:
		return fault.New(fault.Invalid, "referral.buyer")
	case referrer.Kind == customer.Household:
		return fault.New(fault.Invalid, "referral.household")
	}
	return nil
}

// wellOrdered reports fault.Conflict "referral.order" when who was recommended bought
// before the one who recommended him. Who never bought may recommend as well: a neighbour,
// a tax adviser.
func wellOrdered(referred, referrer *customer.Customer, bought map[int64]cal.Date) error {
	first, has := bought[referrer.ID]
	later, both := bought[referred.ID]
	if has && both && later < first {
		return fault.New(fault.Conflict, "referral.order", referred.Shown(), later, referrer.Shown(), first)
	}
	return nil
}
