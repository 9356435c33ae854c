package accord

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
)

// Phases are what a reason explains: why he came, stays, buys more, leaves.
var Phases = []string{"came", "stays", "more", "leaves"}

// Codes group reasons, so that they can be counted.
var Codes = []string{
	"recommended", "quality", "price", "service", "nearness", "range", "person", "habit",
	"need_gone", "moved", "disappointed", "other",
}

// Sources say how the firm knows a reason.
var Sources = []string{"told", "survey", "letter", "observed"}

// Kinds are the kinds of relationship that a firm may wish.
var Kinds = []string{"exchange", "partner", "special", "attached", "informed", "demanding"}

// Reason is why a customer is here, in his words.
type Reason struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Phase    string   `json:"phase"`
	Code     string   `json:"code"`
	Words    string   `json:"words"` // his own, as far as they were noted
	Source   string   `json:"source"`
	Day      cal.Date `json:"day"`
	User     int64    `json:"user_id"`
}

// Holder is the customer.
func (r *Reason) Holder() int64 { return r.Customer }

// Columns are the values behind id and version.
func (r *Reason) Columns() []any {
	return []any{&r.Customer, &r.Phase, &r.Code, &r.Words, &r.Source, &r.Day, &r.User}
}

func (r *Reason) settle() error {
	r.Words = strings.TrimSpace(r.Words)
	return firstOf(oneOf(r.Phase, Phases), oneOf(r.Code, Codes), oneOf(r.Source, Sources), short(r.Words))
}

// Wish is the relationship that the firm would like to have.
type Wish struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Kind     string   `json:"kind"`
	Step     string   `json:"step"` // the next small one
	Day      cal.Date `json:"day"`
	User     int64    `json:"user_id"`
}

// Holder is the customer.
func (w *Wish) Holder() int64 { return w.Customer }

// Columns are the values behind id and version.
func (w *Wish) Columns() []any { return []any{&w.Customer, &w.Kind, &w.Step, &w.Day, &w.User} }

func (w *Wish) settle() error {
	w.Step = strings.TrimSpace(w.Step)
	return firstOf(oneOf(w.Kind, Kinds), short(w.Step))
}

// Agreement is a version of what both sides give and expect.
type Agreement struct {
	row.Meta
	Customer   int64    `json:"customer_id"`
	Day        cal.Date `json:"day"` // from which it holds
	WeGive     string   `json:"we_give"`
	WeExpect   string   `json:"we_expect"`
	TheyGive   string   `json:"they_give"`
	TheyExpect string   `json:"they_expect"`
	Decides    string   `json:"decides"`    // who decides, on both sides
	Complaints string   `json:"complaints"` // how to complain
	User       int64    `json:"user_id"`
}

// Holder is the customer.
func (a *Agreement) Holder() int64 { return a.Customer }

// Columns are the values behind id and version.
func (a *Agreement) Columns() []any {
	return []any{&a.Customer, &a.Day, &a.WeGive, &a.WeExpect, &a.TheyGive, &a.TheyExpect, &a.Decides, &a.Complaints, &a.User}
}

func (a *Agreement) settle() error {
	filled := false
	for _, p := range []*string{&a.WeGive, &a.WeExpect, &a.TheyGive, &a.TheyExpect, &a.Decides, &a.Complaints} {
		if *p = strings.TrimSpace(*p); len(*p) > maxText {
			return short(*p)
		}
		filled = filled || *p != ""
	}
	if !filled {
		return fault.New(fault.Invalid, "accord.empty")
	}
	return nil
}

// State is how a joint matter stands.
type State string

// The states.
const (
	Open    State = "open"
	Done    State = "done"
	Dropped State = "dropped"
)

// Matter is something done together.
type Matter struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Title    string   `json:"title"`
	Aim      string   `json:"aim"`
	Since    cal.Date `json:"since"`
	Due      cal.Date `json:"due"` // cal.Never: no day was agreed
	State    State    `json:"state"`
}

// Holder is the customer.
func (m *Matter) Holder() int64 { return m.Customer }

// Columns are the values behind id and version.
func (m *Matter) Columns() []any {
	return []any{&m.Customer, &m.Title, &m.Aim, &m.Since, &m.Due, &m.State}
}

func (m *Matter) settle() error {
	m.Title, m.Aim = strings.TrimSpace(m.Title), strings.TrimSpace(m.Aim)
	if m.Title == "" {
		return fault.New(fault.Invalid, "accord.title")
	}
	if m.Due < m.Since {
		return fault.New(fault.Invalid, "accord.span")
	}
	return firstOf(oneOf(string(m.State), []string{"open", "done", "dropped"}), short(m.Title), short(m.Aim))
}

// Task is a step of a matter, ours or theirs.
type Task struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Matter   int64    `json:"matter_id"`
	Side     string   `json:"side"` // "us" or "them"
	Words    string   `json:"words"`
	Due      cal.Date `json:"due"`
	Done     cal.Date `json:"done_day"` // cal.Never: not done yet
}

// Holder is the customer.
func (t *Task) Holder() int64 { return t.Customer }

// Columns are the values behind id and version.
func (t *Task) Columns() []any {
	return []any{&t.Customer, &t.Matter, &t.Side, &t.Words, &t.Due, &t.Done}
}

// Late reports whether the step should have been done before a day.
func (t *Task) Late(day cal.Date) bool { return t.Done == cal.Never && t.Due < day }

func (t *Task) settle() error {
	if t.Words = strings.TrimSpace(t.Words); t.Words == "" {
		return fault.New(fault.Invalid, "accord.words")
	}
	return firstOf(oneOf(t.Side, []string{"us", "them"}), short(t.Words))
}

// maxText bounds one text, in bytes.
const maxText = 4000

func short(text string) error {
	if len(text) > maxText {
		return fault.New(fault.Invalid, "accord.too_long", maxText)
	}
	return nil
}

func oneOf(word string, list []string) error {
	if !slices.Contains(list, word) {
		return fault.New(fault.Invalid, "accord.word", word)
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Told is that a customer named a reason, for [Tally].
type Told struct {
	Customer int64
	Phase    string
	Code     string
}

// Count is how many customers of a group named a reason.
type Count struct {
	Group, Code string
	Customers   int
}

// Tally counts customers by group and code, the most frequent first within a group; the
// groups come in the order given, customers whose group is "" are left out.
func Tally(told []Told, groups []string, groupOf func(customer int64) string) []Count {
	counts := map[Count]int{}
	for _, t := range told {
		if g := groupOf(t.Customer); g != "" {
			counts[Count{Group: g, Code: t.Code}]++
		}
	}
	var list []Count
	for c, n := range counts {
		c.Customers = n
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Count) int {
		if g := slices.Index(groups, a.Group) - slices.Index(groups, b.Group); g != 0 {
			return g
		}
		if n := b.Customers - a.Customers; n != 0 {
			return n
		}
		return slices.Index(Codes, a.Code) - slices.Index(Codes, b.Code)
	})
	return list
}
