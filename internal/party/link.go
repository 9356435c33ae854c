package party

import (
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
)

// Kind says how two customers belong together, read from one end to the other.
type Kind string

// The kinds. A firm has one parent at a time. Who recommended whom is kept by referral;
// links of the kind "recommends" between others than buyers may be left from before.
const (
	WorksFor Kind = "works_for" // a person works for a firm, Label is the role
	Family   Kind = "family"    // two persons; Label says what one is to the other
	Parent   Kind = "parent"    // a firm owns a firm
	Member   Kind = "member"    // a person lives in a household
	Free     Kind = "free"      // Label and BackLabel say what it is
)

// Kinds are all kinds in the order in which they are offered.
var Kinds = []Kind{WorksFor, Family, Parent, Member, Free}

// Link joins two customers in the span [Since, Until).
type Link struct {
	row.Meta
	From      int64    `json:"from_id"`
	To        int64    `json:"to_id"`
	Kind      Kind     `json:"kind"`
	Label     string   `json:"label"`      // how it is called from From's end
	BackLabel string   `json:"back_label"` // how it is called from To's end; empty where the kind has a word
	Since     cal.Date `json:"since"`      // cal.Never: not known
	Until     cal.Date `json:"until"`
	Note      string   `json:"note"`
}

// Holder is the end under which changes are noted.
func (l *Link) Holder() int64 { return l.From }

// Columns are the values behind id and version.
func (l *Link) Columns() []any {
	return []any{&l.From, &l.To, &l.Kind, &l.Label, &l.BackLabel, &l.Since, &l.Until, &l.Note}
}

// start is the first day of a span whose beginning may be unknown.
func start(since cal.Date) cal.Date {
	if since == cal.Never {
		return -cal.Never
	}
	return since
}

// On reports whether the link holds on a day.
func (l *Link) On(day cal.Date) bool { return start(l.Since) <= day && day < l.Until }

// overlaps reports whether two links hold on a common day.
func (l *Link) overlaps(o *Link) bool {
	return start(l.Since) < o.Until && start(o.Since) < l.Until
}

// ends tells for each kind what may stand at its two ends.
var ends = map[Kind][2][]customer.Kind{
	WorksFor: {{customer.Contact, customer.Person}, {customer.Firm}},
	Family:   {{customer.Person, customer.Contact}, {customer.Person, customer.Contact}},
	Parent:   {{customer.Firm}, {customer.Firm}},
	Member:   {{customer.Person}, {customer.Household}},
	Free:     {{customer.Person, customer.Contact, customer.Firm}, {customer.Person, customer.Contact, customer.Firm}},
}

// maxText bounds labels and notes, in bytes.
const maxText = 400

// CheckLink reports the first rule that a link between the two customers breaks, as
// fault.Invalid.
func CheckLink(l *Link, from, to *customer.Customer) error {
	allowed, known := ends[l.Kind]
	switch {
	case !known:
		return fault.New(fault.Invalid, "party.link_kind", string(l.Kind))
	case l.From == l.To:
		return fault.New(fault.Invalid, "party.self_link")
	case from.Collective || to.Collective:
		return fault.New(fault.Invalid, "party.collective")
	case !contains(allowed[0], from.Kind) || !contains(allowed[1], to.Kind):
		return fault.New(fault.Invalid, "party.link_ends."+string(l.Kind))
	case l.Kind == Free && (l.Label == "" || l.BackLabel == ""):
		return fault.New(fault.Invalid, "party.labels_missing")
	case len(l.Label) > maxText || len(l.BackLabel) > maxText || len(l.Note) > maxText:
		return fault.New(fault.Invalid, "party.too_long", maxText)
	case start(l.Since) >= l.Until:
		return fault.New(fault.Invalid, "party.span")
	}
	return nil
}

func contains(list []customer.Kind, k customer.Kind) bool {
	for _, x := range list {
		if x == k {
			return true
		}
	}
	return false
}
