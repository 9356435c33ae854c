package list

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
)

// Sort names an order; the texts stand in addresses.
type Sort string

// The sorts.
const (
	ByName      Sort = "name"
	ByLast      Sort = "last"      // last purchase
	ByFirst     Sort = "first"     // first purchase
	ByInterval  Sort = "interval"  // expected days between purchases
	ByStanding  Sort = "standing"  // prospect, first, repeat, regular, ended, cancelled
	ByOccasions Sort = "occasions" // purchase occasions
	ByNet       Sort = "net"       // net sales of twelve months
	ByTotal     Sort = "total"     // net sales of all time
	ByMargin    Sort = "margin"    // DB I of twelve months
	ByDB4       Sort = "db4"       // DB IV of twelve months
	ByLifetime  Sort = "lifetime"  // customer value of 36 months, in two digits
	ByReferral  Sort = "referral"  // what his recommendations brought, see value.ReferralRow.Gain
	ByWarning   Sort = "warning"   // early-warning score
	ByContact   Sort = "contact"   // last contact
	ByKnown     Sort = "known"     // how complete what we know of him is
	ByRelation  Sort = "relation"  // kind of relationship, the surest first
	ByBest      Sort = "best"      // how well a search text is met, best first; without one by name
)

// Sorts lists the sorts that every firm has; a field of its own is sorted by "own." and its
// key, when it holds a number, an amount, a day or a choice.
var Sorts = []Sort{ByName, ByLast, ByFirst, ByInterval, ByStanding, ByOccasions, ByNet, ByTotal, ByMargin, ByDB4, ByLifetime, ByReferral, ByWarning, ByContact, ByKnown, ByRelation}

// Bar names a filter by what bars an approach.
type Bar string

// The bars; BarAny is any of them.
const (
	BarObjected     Bar = "objected"
	BarDoNotContact Bar = "do_not_contact"
	BarDeceased     Bar = "deceased"
	BarAny          Bar = "any"
)

const (
	// PageSize is the number of rows of a page unless the query says otherwise.
	PageSize = 50
	// MaxPage is the most rows of a page.
	MaxPage = 500
	// CountLimit is where counting matches ends ("mehr als 1.000").
	CountLimit = 1000
)

// Query says what is wanted. The zero value of a filter means all.
type Query struct {
	Day        cal.Date // to which activities refer
	Sort       Sort     // "" is ByBest
	Desc       bool
	After      string // cursor of the page before, "" for the first
	Before     string // cursor of the page behind, when going back; goes before After
	Limit      int    // 0 is PageSize
	Search     string
	Kind       customer.Kind      // Person, Firm or Household; without one persons and firms
	Standing   lifecycle.Standing // on Day
	Activity   lifecycle.Activity // on Day
	Duplicates bool               // possible duplicates only
	Bar        Bar

	// Rule is a condition beside the filters; Fields are the fields that it and Sort may
	// use, those of every firm when there are none.
	Rule   audience.Rule
	Fields audience.Catalogue
	// Full asks for the record, what is known and the own fields of every row.
	Full bool
}

// check completes q and reports what is wrong with it.
func (q *Query) check() error {
	if q.Sort == "" {
		q.Sort = ByBest
	}
	switch {
	case q.Sort == ByBest && q.Search == "":
		q.Sort = ByName
	case q.Sort == ByBest:
		q.Desc = false
	}
	if q.Limit <= 0 {
		q.Limit = PageSize
	}
	q.Limit = min(q.Limit, MaxPage)
	if len(q.Fields.Fields()) == 0 {
		q.Fields = audience.Standard()
	}
	if err := q.Fields.Check(q.Rule); err != nil {
		return err
	}
	q.lift()
	if asksHouseholds(q.Rule, true) {
		return fault.New(fault.Invalid, "list.households_apart")
	}
	if q.Kind == customer.Household {
		q.Fields = q.Fields.ForHouseholds()
	}
	_, sorts := q.order()
	switch {
	case !sorts:
		return fault.New(fault.Invalid, "list.sort", string(q.Sort))
	case !slices.Contains([]customer.Kind{"", customer.Person, customer.Firm, customer.Household}, q.Kind):
		return fault.New(fault.Invalid, "list.filter", string(q.Kind))
	case !slices.Contains([]Bar{"", BarObjected, BarDoNotContact, BarDeceased, BarAny}, q.Bar):
		return fault.New(fault.Invalid, "list.filter", string(q.Bar))
	case !slices.Contains([]lifecycle.Standing{"", lifecycle.Prospect, lifecycle.First, lifecycle.Repeat, lifecycle.Regular, lifecycle.Ended, lifecycle.Cancelled}, q.Standing):
		return fault.New(fault.Invalid, "list.filter", string(q.Standing))
	case !slices.Contains([]lifecycle.Activity{"", lifecycle.NoActivity, lifecycle.Active, lifecycle.Regained, lifecycle.Late, lifecycle.Dormant, lifecycle.Lost}, q.Activity):
		return fault.New(fault.Invalid, "list.filter", string(q.Activity))
	}
	return nil
}

// lift turns conditions of the rule that hold for all of it into the filters that have
// indexes of their own.
func (q *Query) lift() {
	leaves := together(q.Rule)
	var rest []audience.Rule
	for _, r := range leaves {
		if r.Op != audience.Is || len(r.Values) != 1 || !q.take(r.Field, r.Values[0]) {
			rest = append(rest, r)
		}
	}
	if len(leaves) > 0 {
		q.Rule = audience.And(rest...)
	}
}

// together are the rules that must all hold for r, groups of such rules opened.
func together(r audience.Rule) []audience.Rule {
	if r.Field != "" {
		return []audience.Rule{r}
	}
	var out []audience.Rule
	for _, sub := range r.All {
		if len(sub.All) > 0 {
			out = append(out, together(sub)...)
		} else {
			out = append(out, sub)
		}
	}
	return out
}

// take sets the filter of a field if it is still free.
func (q *Query) take(field, value string) bool {
	switch {
	case field == "kind" && q.Kind == "":
		q.Kind = customer.Kind(value)
	case field == "standing" && q.Standing == "":
		q.Standing = lifecycle.Standing(value)
	case field == "activity" && q.Activity == "":
		q.Activity = lifecycle.Activity(value)
	case field == "duplicate" && value == "yes":
		q.Duplicates = true
	default:
		return false
	}
	return true
}

// filtered reports whether q leaves customers out.
func (q *Query) filtered() bool {
	return !q.Rule.Empty() || q.Kind != "" || q.Standing != "" || q.Activity != "" || q.Duplicates || q.Bar != ""
}

// cursor is the place of a row in an order. many tells that more than CountLimit fulfil
// the filters, so that later pages need not count again.
type cursor struct {
	value any
	id    int64
	many  bool
}

// encode writes the order into the cursor, so that it fits no other one.
func (c cursor) encode(q Query) string {
	text := ""
	switch v := c.value.(type) {
	case string:
		text = v
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'g', -1, 64)
	}
	name := orderName(q)
	if c.many {
		name += manyMark
	}
	return base64.RawURLEncoding.EncodeToString([]byte(name + " " + strconv.FormatInt(c.id, 10) + " " + text))
}

const manyMark = "+"

func orderName(q Query) string {
	if q.Desc {
		return "-" + string(q.Sort)
	}
	return string(q.Sort)
}

// decode reads the cursor of q, nil for the first page, or fails with fault.Invalid
// "list.cursor". There is nothing to sign: a forged cursor only begins the page elsewhere.
func decode(q Query) (*cursor, error) {
	place := cmp.Or(q.Before, q.After)
	if place == "" {
		return nil, nil
	}
	bad := func(err error) (*cursor, error) { return nil, fault.Wrap(err, fault.Invalid, "list.cursor") }
	raw, err := base64.RawURLEncoding.DecodeString(place)
	if err != nil {
		return bad(err)
	}
	parts := strings.SplitN(string(raw), " ", 3)
	if len(parts) != 3 || strings.TrimSuffix(parts[0], manyMark) != orderName(q) || strings.ContainsRune(parts[2], 0) {
		return bad(nil)
	}
	id, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return bad(err)
	}
	c := &cursor{parts[2], id, strings.HasSuffix(parts[0], manyMark)}
	o, _ := q.order()
	switch o.kind {
	case whole:
		c.value, err = strconv.ParseInt(parts[2], 10, 64)
	case fraction:
		c.value, err = strconv.ParseFloat(parts[2], 64)
	case text:
		c.value = strings.ToValidUTF8(parts[2], "")
	}
	if err != nil {
		return bad(err)
	}
	return c, nil
}
