package project

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Stage is how far a project is.
type Stage string

// The stages in their order; the texts are stored keys.
const (
	Enquiry   Stage = "enquiry"
	Talks     Stage = "talks"
	Offer     Stage = "offer"
	Work      Stage = "work"
	Delivered Stage = "delivered"
	Review    Stage = "review" // the look back
	Closed    Stage = "closed"
	Stopped   Stage = "stopped"

	// Withdrawn is a project that was begun by mistake: it stands in no list any more.
	Withdrawn Stage = "withdrawn"
)

// Stages are the stages of the board in their order.
var Stages = []Stage{Enquiry, Talks, Offer, Work, Delivered, Review, Closed, Stopped}

// Ended reports whether nothing more is to come.
func (s Stage) Ended() bool { return s == Closed || s == Stopped || s == Withdrawn }

// Kinds are what a project may be.
var Kinds = []string{"project", "job", "investment"}

// Again are the answers to "would he come again?"; "" is not asked yet.
var Again = []string{"", "yes", "rather", "unsure", "no"}

// The two parties of a joint step.
const (
	Us          = "us"
	TheCustomer = "customer"
)

// Limits of texts in runes and of times in minutes.
const (
	maxTitle   = 200
	maxText    = 20_000
	maxMinutes = 24 * 60
	maxBudget  = 100_000 * 60
)

// Project is one project. Days are cal.Never until they are.
type Project struct {
	ID        int64       `json:"-"`
	Customer  int64       `json:"customer_id"`
	Contact   int64       `json:"contact_id"` // the person at a firm, or 0
	Enquiry   int64       `json:"enquiry_id"` // from which it came, or 0
	Kind      string      `json:"kind"`
	Stage     Stage       `json:"stage"`
	StageAt   cal.Instant `json:"stage_at"`
	Title     string      `json:"title"`
	Aim       string      `json:"aim"`
	Owner     int64       `json:"owner_id"`
	Begun     cal.Date    `json:"begun"`
	Budget    int         `json:"budget_minutes"`
	Rate      money.Cents `json:"rate_cents"`     // an hour
	Retainer  money.Cents `json:"retainer_cents"` // a month
	Fixed     money.Cents `json:"fixed_cents"`
	OfferText string      `json:"offer_text"`
	Promised  cal.Date    `json:"promised_day"`
	Delivered cal.Date    `json:"delivered_day"`
	WentWell  string      `json:"went_well"`
	Learned   string      `json:"learned"`
	Again     string      `json:"again"`
	Version   int64       `json:"-"`
}

func (p *Project) fields() []any {
	return []any{
		&p.ID, &p.Customer, &p.Contact, &p.Enquiry, &p.Kind, (*string)(&p.Stage), &p.StageAt, &p.Title, &p.Aim, &p.Owner, &p.Begun,
		&p.Budget, &p.Rate, &p.Retainer, &p.Fixed, &p.OfferText, &p.Promised, &p.Delivered, &p.WentWell, &p.Learned, &p.Again, &p.Version,
	}
}

// values are the columns from customer_id to again.
func (p *Project) values() []any {
	return []any{
		p.Customer, p.Contact, p.Enquiry, p.Kind, string(p.Stage), p.StageAt, p.Title, p.Aim, p.Owner, p.Begun, p.Budget, int64(p.Rate),
		int64(p.Retainer), int64(p.Fixed), p.OfferText, p.Promised, p.Delivered, p.WentWell, p.Learned, p.Again,
	}
}

func tidyText(list ...*string) {
	for _, s := range list {
		*s = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(*s, "\uFFFD"), "\x00", ""))
	}
}

// tidy trims texts and checks what people typed; it fails with fault.Invalid.
func (p *Project) tidy() error {
	tidyText(&p.Title, &p.Aim, &p.OfferText, &p.WentWell, &p.Learned)
	for _, s := range []string{p.Aim, p.OfferText, p.WentWell, p.Learned} {
		if utf8.RuneCountInString(s) > maxText {
			return fault.New(fault.Invalid, "project.too_long", maxText)
		}
	}
	switch {
	case p.Title == "":
		return fault.New(fault.Invalid, "project.needs_title")
	case utf8.RuneCountInString(p.Title) > maxTitle:
		return fault.New(fault.Invalid, "project.too_long", maxTitle)
	case !slices.Contains(Kinds, p.Kind), p.Stage != Withdrawn && !slices.Contains(Stages, p.Stage), !slices.Contains(Again, p.Again):
		return fault.New(fault.Invalid, "project.bad_choice")
	case p.Budget < 0 || p.Budget > maxBudget || p.Rate < 0 || p.Retainer < 0 || p.Fixed < 0:
		return fault.New(fault.Invalid, "project.bad_amount")
	}
	return nil
}

// Step is a joint step: what one of the two does until when.
type Step struct {
	ID      int64    `json:"id"`
	Project int64    `json:"project_id"`
	Party   string   `json:"party"`
	What    string   `json:"what"`
	Owner   int64    `json:"owner_id"` // of ours, or 0
	Due     cal.Date `json:"due"`
	Done    cal.Date `json:"done_day"`
	Gone    int      `json:"gone"`
}

func (s *Step) fields() []any {
	return []any{&s.ID, &s.Project, &s.Party, &s.What, &s.Owner, &s.Due, &s.Done, &s.Gone}
}

func (s *Step) tidy() error {
	tidyText(&s.What)
	switch {
	case s.What == "":
		return fault.New(fault.Invalid, "project.needs_what")
	case utf8.RuneCountInString(s.What) > maxTitle:
		return fault.New(fault.Invalid, "project.too_long", maxTitle)
	case s.Party != Us && s.Party != TheCustomer:
		return fault.New(fault.Invalid, "project.bad_choice")
	}
	return nil
}

// Open reports whether the step is still to be done.
func (s *Step) Open() bool { return s.Done == cal.Never && s.Gone == 0 }

// Hours is a note of time.
type Hours struct {
	ID       int64    `json:"id"`
	Project  int64    `json:"project_id"`
	Day      cal.Date `json:"day"`
	Minutes  int      `json:"minutes"`
	User     int64    `json:"user_id"`
	Note     string   `json:"note"`
	Billable int      `json:"billable"` // 1 or 0
	Gone     int      `json:"gone"`
}

func (h *Hours) fields() []any {
	return []any{&h.ID, &h.Project, &h.Day, &h.Minutes, &h.User, &h.Note, &h.Billable, &h.Gone}
}

func (h *Hours) tidy() error {
	tidyText(&h.Note)
	switch {
	case h.Minutes < 1 || h.Minutes > maxMinutes:
		return fault.New(fault.Invalid, "project.bad_minutes")
	case !h.Day.Valid():
		return fault.New(fault.Invalid, "project.bad_day")
	case utf8.RuneCountInString(h.Note) > maxTitle:
		return fault.New(fault.Invalid, "project.too_long", maxTitle)
	}
	return nil
}

// Sum is the time of a project in minutes.
type Sum struct{ All, Billable int }

// Worth is what billable time is worth at an hourly rate, rounded half up.
func Worth(minutes int, rate money.Cents) money.Cents {
	return money.Cents((int64(minutes)*int64(rate) + 30) / 60)
}
