package audience

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/value"
)

// openLoss are the customers of whom it is asked now whether working together covers its costs.
const openLoss = "(SELECT l.customer_id FROM value_loss l WHERE " + value.Asking + ")"

// customerID is the customer in the statements that conditions become part of: k is
// the row of insight_card.
const customerID = "k.customer_id"

// The places where a value is found.
const (
	onCard      = iota // a column of k
	onCustomer         // a column of customer c
	onTalk             // a column of interaction_last t
	onKnowledge        // a column of knowledge_current n
	onLifetime         // a column of value_lifetime z
	onReferral         // a column of value_referral g
	onSteps            // a column of value_steps y
	onPortfolio        // a column of portfolio_current f
	onRelation         // a column of relationship_current r
)

// Standard returns the fields that every firm has.
func Standard() Catalogue {
	person := func(f Field) Field { f.Group = "person"; return f }
	relation := func(f Field) Field { f.Group = "relation"; return f }
	purchases := func(f Field) Field { f.Group = "purchases"; return f }
	value := func(f Field) Field { f.Group = "value"; return f }
	worth := func(f Field) Field {
		f.Group, f.Kind, f.Options, f.tells = "value", Choice, fieldNames(), true
		return f
	}
	return Catalogue{fields: []Field{
		person(Field{Key: "kind", Kind: Choice, Options: []string{"person", "firm", "household"}, column: "k.kind"}),
		person(Field{Key: "name", Kind: Text, column: "k.name"}),
		person(Field{Key: "city", Kind: Text, column: "k.city", none: "''"}),
		person(Field{Key: "postcode", Kind: Text, place: onCustomer, column: "c.postcode", none: "''"}),
		person(Field{Key: "country", Kind: Text, place: onCustomer, column: "c.country", none: "''"}),
		person(Field{Key: "address_form", Kind: Choice, Options: []string{"du", "sie", "neutral"}, place: onCustomer, column: "c.address_form"}),
		person(Field{Key: "birthday", Kind: Yearly, place: onCustomer, column: "c.birthday", none: "''"}),
		person(Field{Key: "phone", Kind: Text, place: onCustomer, column: "c.phone", none: "''"}),
		person(Field{Key: "email", Kind: Text, place: onCustomer, column: "c.email", none: "''"}),
		person(Field{Key: "note", Kind: Text, place: onCustomer, column: "c.note", none: "''"}),
		person(Field{Key: "origin", Kind: Text, place: onCustomer, column: "c.origin", none: "''"}),
		person(Field{Key: "favourite", Kind: Text, place: onCustomer, column: "c.favourite", none: "''"}),
		person(Field{Key: "number", Kind: Text, column: "k.number", none: "''"}),

		relation(Field{Key: "standing", Kind: State, Options: names(standings), states: standingOn}),
		relation(Field{Key: "activity", Kind: State, Options: names(activities), states: activityOn}),
		relation(Field{Key: "interest", Kind: Entry, entry: "SELECT i.customer_id FROM interest_current i WHERE i.excluded = 0 AND i.fits_until > {day} AND i.topic_id = {v}"}),
		relation(Field{Key: "exclusion", Kind: Entry, entry: "SELECT i.customer_id FROM interest_current i WHERE i.excluded = 1 AND i.topic_id = {v}"}),
		relation(Field{Key: "interest_question", Kind: Choice, Options: []string{string(interest.AskNew), string(interest.AskVanished)}, states: asked}),
		relation(Field{Key: "last_contact", Kind: Day, place: onCustomer, column: "c.last_contact", none: never}),
		relation(Field{Key: "last_in", Kind: Day, place: onTalk, column: "t.last_in", none: never}),
		relation(Field{Key: "last_out", Kind: Day, place: onTalk, column: "t.last_out", none: never}),
		relation(Field{Key: "warning", Kind: Choice, Options: []string{"green", "yellow", "red"}, states: colour}),
		relation(Field{Key: "barred", Kind: Flag, Options: yesNo, states: barred}),
		relation(Field{Key: "owner", Kind: Entry, entry: "SELECT c.id FROM customer c WHERE c.owner_id = {v}"}),
		relation(Field{Key: "completeness", Kind: Whole, place: onKnowledge, column: "n.score"}),
		relation(Field{Key: "next_question", Kind: Choice, Options: names(knowledge.Questions()), place: onKnowledge, column: "n.next_question"}),
		relation(Field{Key: "relationship", Kind: Choice, Options: kindNames(), place: onRelation, states: kindIs}),
		relation(Field{Key: "strained", Kind: Flag, Options: yesNo, states: strained}),
		relation(Field{Key: "spoken", Kind: Flag, Options: yesNo, states: spoken}),
		relation(Field{Key: "duplicate", Kind: Flag, Options: yesNo, states: flagOf("k.duplicate")}),

		purchases(Field{Key: "last_purchase", Kind: Day, column: "k.last_day", known: "k.last_day < " + never, none: never}),
		purchases(Field{Key: "first_purchase", Kind: Day, column: "k.first_day", known: "k.first_day < " + never, none: never}),
		purchases(Field{Key: "occasions", Kind: Whole, column: "k.occasions", known: computed}),
		purchases(Field{Key: "interval", Kind: Number, column: "k.interval_days", known: "k.interval_days < 99999", none: "99999"}),

		value(Field{Key: "net_12m", Kind: Money, column: "k.net_12m_cents", known: computed}),
		value(Field{Key: "net_total", Kind: Money, column: "k.net_total_cents", known: computed}),
		value(Field{Key: "margin_12m", Kind: Money, column: "k.margin_12m_cents", known: computed}),
		value(Field{Key: "db4_12m", Kind: Money, place: onSteps, column: "y.db4_12m_cents"}),
		value(Field{Key: "lifetime", Kind: Money, place: onLifetime, column: "z.shown_cents"}),
		value(Field{Key: "referrals", Kind: Whole, place: onReferral, column: "g.referrals"}),
		value(Field{Key: "referral_value", Kind: Money, place: onReferral, column: "g.gain_cents"}),
		worth(Field{Key: "portfolio", place: onPortfolio, states: fieldIn("f.field")}),
		worth(Field{Key: "portfolio_before", place: onPortfolio, states: fieldIn("f.was")}),
		worth(Field{Key: "portfolio_year", place: onPortfolio, states: fieldIn("f.field_year")}),
		worth(Field{Key: "portfolio_year_before", place: onPortfolio, states: fieldIn("f.was_year")}),
		value(Field{Key: "loss", Kind: Flag, Options: yesNo, tells: true, states: func(option string, _ func() string) string {
			if option == "yes" {
				return customerID + " IN " + openLoss
			}
			return customerID + " NOT IN " + openLoss
		}}),
	}}
}

// ForHouseholds returns the fields for rules over households: figures that stand beside the
// card of a customer are columns of k for them, see package list.
func (c Catalogue) ForHouseholds() Catalogue {
	out := Catalogue{slices.Clone(c.fields)}
	for i := range out.fields {
		f := &out.fields[i]
		switch f.Key {
		case "db4_12m", "lifetime", "referrals", "referral_value":
			f.column = map[string]string{
				"db4_12m": "k.db4_12m_cents", "lifetime": "k.lifetime_cents", "referrals": "k.referrals", "referral_value": "k.referral_cents",
			}[f.Key]
			f.known = f.column + " > " + noLifetime
			if f.place == onReferral {
				f.known = "k.referrals > 0"
			}
			f.place = onCard
		}
	}
	return out
}

const (
	never    = "'9999-12-31'"
	computed = "k.computed = 1"

	noLifetime = "-9000000000000000" // value.NoLifetime
)

var standings = []lifecycle.Standing{
	lifecycle.Prospect, lifecycle.First, lifecycle.Repeat, lifecycle.Regular, lifecycle.Ended, lifecycle.Cancelled,
}

var activities = []lifecycle.Activity{
	lifecycle.NoActivity, lifecycle.Active, lifecycle.Regained, lifecycle.Late, lifecycle.Dormant, lifecycle.Lost,
}

// fieldNames are the fields of the portfolio, with the place outside of all.
func fieldNames() []string {
	var out []string
	for _, f := range append(slices.Clone(portfolio.Fields), portfolio.Outside) {
		out = append(out, f.Key())
	}
	return out
}

// kindNames are the kinds of relationship, with what is not yet clear.
func kindNames() []string {
	var out []string
	for k := range kind.Unknown + 1 {
		out = append(out, k.Key())
	}
	return out
}

// kindIs is whether the kind that is shown is one; places in lists are by kind.
func kindIs(option string, _ func() string) string {
	k, ok := kind.Parse(option)
	if !ok {
		return ""
	}
	return fmt.Sprintf("r.place >= %d AND r.place < %d", relationship.PlaceOf(k), relationship.PlaceOf(k+1))
}

// strained is whether a customer is in a strained phase on the day.
func strained(option string, day func() string) string {
	not := ""
	if option == "no" {
		not = "NOT "
	}
	return customerID + " " + not + "IN (SELECT r.customer_id FROM relationship_current r WHERE r.strain > 0 AND r.strain_until > " + day() + ")"
}

// fieldIn is whether a column holds a field of the portfolio.
func fieldIn(column string) func(option string, day func() string) string {
	return func(option string, _ func() string) string {
		for _, f := range append(slices.Clone(portfolio.Fields), portfolio.Outside) {
			if f.Key() == option {
				return column + " = " + strconv.Itoa(int(f))
			}
		}
		return ""
	}
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// StandingOn is lifecycle.Row.StandingOn in SQL over the card k: a regular is one until
// the day on which silence ends the standing. day returns a parameter. A standing that
// there is not becomes "".
func StandingOn(s lifecycle.Standing, day func() string) string {
	switch s {
	case lifecycle.Regular:
		return "k.computed = 1 AND k.standing = 3 AND k.regular_until > " + day()
	case lifecycle.Repeat:
		return "k.computed = 1 AND k.standing IN (2, 3) AND (k.standing = 2 OR k.regular_until <= " + day() + ")"
	case lifecycle.Prospect, lifecycle.First, lifecycle.Ended, lifecycle.Cancelled:
		return "k.computed = 1 AND k.standing = " + strconv.Itoa(s.Code())
	}
	return ""
}

// ActivityOn is lifecycle.Row.ActivityOn in SQL over the row of a table with the days of
// a customer: the card k, or lifecycle's own. The days come one after the other, and
// without a purchase they never come. An activity that there is not becomes "".
func ActivityOn(a lifecycle.Activity, row string, day func() string) string {
	t := row + "."
	switch a {
	case lifecycle.NoActivity:
		return "k.computed = 1 AND k.occasions = 0"
	case lifecycle.Lost:
		return t + "lost_from <= " + day()
	case lifecycle.Dormant:
		return t + "dormant_from <= " + day() + " AND " + t + "lost_from > " + day()
	case lifecycle.Late:
		return t + "late_from <= " + day() + " AND " + t + "dormant_from > " + day()
	case lifecycle.Regained:
		return t + "regained_until > " + day() + " AND " + t + "late_from > " + day()
	case lifecycle.Active:
		return t + "late_from > " + day() + " AND " + t + "regained_until <= " + day() + " AND " + t + "occasions > 0"
	}
	return ""
}

func standingOn(option string, day func() string) string {
	return StandingOn(lifecycle.Standing(option), day)
}

func activityOn(option string, day func() string) string {
	return ActivityOn(lifecycle.Activity(option), "k", day)
}

// colour is the early warning by its score, see warning: yellow from 3, red from 6
// points, scores in hundredths.
func colour(option string, _ func() string) string {
	switch option {
	case "red":
		return "k.computed = 1 AND k.score >= 600"
	case "yellow":
		return "k.computed = 1 AND k.score >= 300 AND k.score < 600"
	}
	return "k.score < 300"
}

// asked is whether it should be asked if an interest is new or gone.
func asked(option string, _ func() string) string {
	return customerID + " IN (SELECT q.customer_id FROM interest_question q WHERE q.state = 'open' AND q.kind = '" + option + "')"
}

func barred(option string, _ func() string) string {
	if option == "yes" {
		return "k.bars > 0"
	}
	return "k.bars = 0"
}

// spoken is whether somebody who buys again and again and has not stayed away has been
// talked with within two of his own intervals; others are neither yes nor no, see insight.
func spoken(option string, day func() string) string {
	sign := "<"
	if option == "yes" {
		sign = ">="
	}
	return "k.occasions > 1 AND k.dormant_from > " + day() + " AND k.lost_from > " + day() + " AND k.interval_days < 99999 AND EXISTS (" +
		"SELECT 1 FROM knowledge_current n WHERE n.customer_id = " + customerID + " AND n.talk_until " + sign + " " + day() + ")"
}

func flagOf(column string) func(option string, day func() string) string {
	return func(option string, _ func() string) string {
		if option == "yes" {
			return column + " = 1"
		}
		return column + " = 0"
	}
}
