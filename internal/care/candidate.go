package care

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Rule names the version of the rules of this package.
const Rule = "care/3"

// Class orders the list: what was promised, who could be lost, whom to thank, what
// might fit.
type Class int

// The classes in the order in which they are shown.
const (
	Duty Class = iota
	Danger
	Appreciation
	Chance
)

// Occasion is the reason to care, with the code of the catalogue.
type Occasion string

// The occasions that need nothing but sales.
const (
	Thanks      Occasion = "K01"
	Anniversary Occasion = "K06"
	Late        Occasion = "K11"
	WinBack     Occasion = "K12"
	Warning     Occasion = "EW"
	Calm        Occasion = "K20"  // a strained phase is over
	Rest        Occasion = "REST" // the one line of a first day: what began before its window
)

// Class returns the class of an occasion.
func (o Occasion) Class() Class {
	if _, ok := dutyOf(o); ok {
		return Duty
	}
	switch o {
	case Thanks, Anniversary, Welcome, Calm:
		return Appreciation
	case Late, WinBack, Warning, Rest:
		return Danger
	case Enquiry, Complaint, Content, Suggested, Praised, ProjectStep, Joint, Promised, Callback, Visit: // chances, unless duties
	}
	return Chance
}

// effect is the assumed share of the value at stake that the contact saves or adds,
// before the firm's own outcomes are known (docs/methods/care.md, "Order").
func (o Occasion) effect() float64 {
	switch o {
	case WinBack, Anniversary:
		return .05
	default:
		return .10
	}
}

// Candidate is one customer on one day, as far as care looks at him. Days that do
// not exist are cal.Never, amounts are in the firm's currency.
type Candidate struct {
	Customer int64
	Firm     bool // a firm, not a person

	Standing     lifecycle.Standing
	Activity     lifecycle.Activity
	Occasions    int
	First, Last  cal.Date
	Begun        cal.Date // since when he is known to come; Never where the data do not reach back
	LateFrom     cal.Date
	DormantFrom  cal.Date
	Interval     float64 // own rhythm in calendar days
	Unusual      float64 // q, how unusual the present silence is
	Alive        float64 // P, the chance that he is still a customer
	Longest      int     // longest earlier wait in days, 0 when unknown
	LastNet      money.Cents
	UsualNet     money.Cents // median of the occasions before the last; 0 with fewer than three
	Stake        money.Cents // value of twelve months
	StakeQuality int         // 0 unknown, 1 estimated, 2 measured
	TopHalf      bool        // stake at or above the median of active and late customers

	Red      bool     // early warning red
	RedSince cal.Date // day of the newest sign
	RedBy    string   // key of the newest sign
	Signs    []string // keys of the signs, strongest first

	Calmed cal.Date // since when a strained phase is over; Never without

	Barred   bool // objected, not to be approached, or deceased: class 0 only
	Shy      bool // he wishes not to hear of us by ourselves on the day
	HasPhone bool
	HasPlace bool   // a postal address is known
	Wish     string // the way that he wishes, of interest.Channels; "" not said
}

// Channel is how the contact is made while nothing may be sent: no mail, and the
// telephone for firms only.
type Channel string

// The channels; check means that no allowed way is known yet, and nobody gets a mail who
// did not ask for an answer.
const (
	Counter Channel = "counter"
	Parcel  Channel = "parcel"
	Card    Channel = "card"
	Phone   Channel = "phone"
	Check   Channel = "check"
	Mail    Channel = "mail" // only as an answer
)

// minutes is the assumed time that a contact takes, for planning the day.
func (c Channel) minutes() int {
	switch c {
	case Counter, Parcel:
		return 2
	case Phone:
		return 6
	default:
		return 5
	}
}

// Line is a reason to contact a customer on a day, with all that its sentence and
// its "Warum?" need.
type Line struct {
	Customer  int64 // 0 on a mass line
	Position  int   // place in the stored list
	Occasion  Occasion
	Class     Class
	Key       string // names the occasion once and for all: done once, never proposed again
	Score     float64
	Minutes   int
	Channel   Channel
	Facts     Facts
	Members   []int64 // mass line: customers to contact, by score
	HeldBack  []int64 // mass line: left out as comparison
	Customers int     // members shown; 1 on a line for one customer
}

// Facts are the inputs of a line, stored with it.
type Facts struct {
	Rule       string      `json:"rule"`
	Day        cal.Date    `json:"day"`
	From       cal.Date    `json:"window_from"`
	Due        cal.Date    `json:"due"`
	Until      cal.Date    `json:"window_until"` // first day after the window
	Days       int         `json:"days_since_purchase"`
	Last       cal.Date    `json:"last_purchase"`
	First      cal.Date    `json:"first_purchase"`
	Begun      cal.Date    `json:"comes_since,omitempty"`
	Occasions  int         `json:"occasions"`
	Interval   float64     `json:"own_interval_days"`
	Longest    int         `json:"longest_wait_days,omitempty"`
	Unusual    float64     `json:"unusual_q"`
	Alive      float64     `json:"still_customer_p"`
	Years      int         `json:"years,omitempty"`
	Net        money.Cents `json:"last_net_cents,omitempty"`
	Usual      money.Cents `json:"usual_net_cents,omitempty"`
	Stake      money.Cents `json:"value_12m_cents"`
	Quality    int         `json:"value_quality"`
	Effect     float64     `json:"assumed_effect"`
	Urgency    float64     `json:"urgency_tau"`
	Attempt    int         `json:"attempt,omitempty"`
	Greeted    bool        `json:"greeted,omitempty"` // the first attempt of a win-back was made
	Signs      []string    `json:"signs,omitempty"`
	By         string      `json:"raised_by,omitempty"` // the newest of the signs
	Standing   string      `json:"standing"`
	Regular    bool        `json:"regular,omitempty"`
	Article    string      `json:"article,omitempty"` // favourite, or the first one on an anniversary
	Likes      []string    `json:"likes,omitempty"`   // articles bought most often, at most likesKept
	Wish       string      `json:"wished_way,omitempty"`
	Overlooked bool        `json:"overlooked,omitempty"` // fairness: not thanked for four own intervals
	Duty       *DutyFacts  `json:"duty,omitempty"`       // class 0 only
}

// score ranks lines of a class: effect x value at stake x urgency / minutes. Unknown or
// negative value counts one cent, so that the order stays total.
func score(f Facts, value float64, minutes int) float64 {
	return f.Effect * math.Max(value, 1) * f.Urgency / float64(minutes)
}

// urgency is .5 on the first day of the window, 1 on the due day and 1.5 on the
// last, linear between.
func urgency(f Facts) float64 {
	part := func(from, until cal.Date) float64 {
		if until <= from {
			return 1
		}
		return math.Min(1, math.Max(0, float64(f.Day-from)/float64(until-from)))
	}
	if f.Day <= f.Due {
		return .5 + .5*part(f.From, f.Due)
	}
	return 1 + .5*part(f.Due, f.Until.Add(-1))
}
