package list

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// cards is where the rows of q come from. Households have no card, so that whatever counts
// cards counts every purchase once: they are read from the record, and only when they are
// asked for.
func (q *Query) cards() string {
	if q.Kind == customer.Household {
		return households(q.Day)
	}
	return "insight_card k"
}

// OfHouseholds reports whether a rule asks for households: their kind is a condition that
// holds for all of it.
func OfHouseholds(r audience.Rule) bool {
	q := Query{Rule: r}
	q.lift()
	return q.Kind == customer.Household
}

// households has the columns of insight_card for households. Their figures are those of the
// persons who are members today, summed while they are read; rhythm, standing and activity
// are a person's own. Only the columns that a statement names are computed.
func households(day cal.Date) string {
	ofMembers := func(what, none string) string { return ofMembers(what, none, day) }
	return `(SELECT c.id AS customer_id, c.kind AS kind, c.number AS number, c.name AS name, c.city AS city, c.sort_key AS sort_key,
 0 AS collective, 0 AS duplicate, '' AS face, 0 AS standing, '9999-12-31' AS regular_until, '9999-12-31' AS regained_until,
 '9999-12-31' AS late_from, '9999-12-31' AS dormant_from, '9999-12-31' AS lost_from, 99999.0 AS interval_days, 0 AS score,
 COALESCE((SELECT b.objected + 2 * b.do_not_contact + 4 * b.deceased FROM consent_current b WHERE b.customer_id = c.id), 0) AS bars,
 ` + ofMembers("max(p.computed)", "0") + ` AS computed, ` + ofMembers("sum(p.occasions)", "0") + ` AS occasions,
 ` + ofMembers("min(p.first_day)", "'9999-12-31'") + ` AS first_day,
 ` + ofMembers("max(CASE WHEN p.last_day < '9999-12-31' THEN p.last_day END)", "'9999-12-31'") + ` AS last_day,
 ` + ofMembers("sum(p.net_12m_cents)", "0") + ` AS net_12m_cents, ` + ofMembers("sum(p.net_total_cents)", "0") + ` AS net_total_cents,
 ` + ofMembers("sum(p.margin_12m_cents)", "0") + ` AS margin_12m_cents,
 ` + ofMembersIn("value_steps y", "CASE WHEN min(y.known) = 1 THEN CAST(sum(y.db4_12m_cents) AS BIGINT) END", open, day) + ` AS db4_12m_cents,
 ` + ofMembersIn("value_lifetime y", lifetimes, open, day) + ` AS lifetime_cents,
 ` + ofMembersIn("value_referral y", "CAST(sum(y.referrals) AS BIGINT)", "0", day) + ` AS referrals,
 ` + ofMembersIn("value_referral y", "CAST(sum(y.gain_cents) AS BIGINT)", "0", day) + ` AS referral_cents
 FROM customer c WHERE c.kind = 'household') k`
}

const (
	// open stands for an amount that cannot be said because that of a member cannot.
	open = "-9000000000000000" // value.NoLifetime
	// lifetimes sums customer values; who has never bought and of whom nothing can be said
	// is passed over.
	lifetimes = "CASE WHEN sum(CASE WHEN p.occasions > 0 AND y.shown_cents <= " + open + " THEN 1 ELSE 0 END) = 0" +
		" THEN CAST(sum(CASE WHEN y.shown_cents > " + open + " THEN y.shown_cents END) AS BIGINT) END"
)

// householdOrders are the sorts by figures that do not stand on the card.
var householdOrders = map[Sort]order{
	ByDB4:      {column: "k.db4_12m_cents", kind: whole, bound: "k.db4_12m_cents > " + open},
	ByLifetime: {column: "k.lifetime_cents", kind: whole, bound: "k.lifetime_cents > " + open},
	ByReferral: {column: "k.referral_cents", kind: whole, bound: "k.referrals > 0"},
}

// Apart fails with fault.Invalid "list.households_apart" when a condition of the rule asks
// for households beside persons and firms: a list of both would show every purchase twice.
// That nobody is a household may be said; it is true of everybody there.
func Apart(r audience.Rule) error {
	if OfHouseholds(r) {
		q := Query{Rule: r}
		q.lift()
		r = q.Rule
	}
	if asksHouseholds(r, true) {
		return fault.New(fault.Invalid, "list.households_apart")
	}
	return nil
}

// asksHouseholds tells whether a condition would be fulfilled by households; asked turns with
// every negation.
func asksHouseholds(r audience.Rule, asked bool) bool {
	if r.Field == "kind" && slices.Contains(r.Values, string(customer.Household)) && (r.Op == audience.Is) == asked {
		return true
	}
	for _, sub := range slices.Concat(r.All, r.Any) {
		if asksHouseholds(sub, asked) {
			return true
		}
	}
	return r.Not != nil && asksHouseholds(*r.Not, !asked)
}

// memberOn is when the link l makes a person a member of a household on a day.
func memberOn(day cal.Date) string {
	d := "'" + day.String() + "'"
	return "l.kind = 'member' AND l.until > " + d + " AND (l.since = '9999-12-31' OR l.since <= " + d + ")"
}

// ofMembers computes something over the cards p of a household's members.
func ofMembers(what, none string, day cal.Date) string {
	return "COALESCE((SELECT " + what + " FROM party_link l JOIN insight_card p ON p.customer_id = l.from_id" +
		" WHERE l.to_id = c.id AND " + memberOn(day) + "), " + none + ")"
}

// ofMembersIn computes something over the rows y of a household's members in a table.
func ofMembersIn(table, what, none string, day cal.Date) string {
	return "COALESCE((SELECT " + what + " FROM party_link l JOIN insight_card p ON p.customer_id = l.from_id" +
		" JOIN " + table + " ON y.customer_id = p.customer_id WHERE l.to_id = c.id AND " + memberOn(day) + "), " + none + ")"
}

// membership is a present member of a household with his card.
type membership struct {
	household, person int64
	face              string

	sold   bool // within twelve months
	bought bool // ever
}

func (m *membership) fields() []any { return []any{&m.household, &m.person, &m.face} }

// memberCards reads the cards of those who live in some households (a JSON list of ids).
func memberCards(d store.Dialect, day cal.Date) string {
	ids := "SELECT value FROM json_each($1)"
	if d == store.Postgres {
		ids = "SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e"
	}
	return "SELECT l.to_id, l.from_id, p.face FROM party_link l JOIN insight_card p ON p.customer_id = l.from_id" +
		" WHERE l.to_id IN (" + ids + ") AND " + memberOn(day) + " ORDER BY l.to_id, l.from_id"
}

// gather gives rows of households what their members have together, and with full their
// margins, values and recommendations.
func gather(ctx context.Context, db store.Querier, rows []Row, day cal.Date, full bool) error {
	ids, at := make([]int64, len(rows)), make(map[int64]*Row, len(rows))
	for i := range rows {
		rows[i].Kind = customer.Household
		rows[i].Standing, rows[i].Activity = "", ""
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	members, err := store.All(ctx, db, store.New("members", memberCards(db.Dialect(), day)), (*membership).fields, store.List(ids))
	if err != nil {
		return fmt.Errorf("read the members of households: %w", err)
	}
	for i := range members {
		r := at[members[i].household]
		r.Members++
		if members[i].face == "" {
			continue
		}
		var room []cal.Date
		c, err := insight.ReadCard(members[i].face, &room)
		if err != nil {
			return fmt.Errorf("card of customer %d: %w", members[i].person, err)
		}
		members[i].sold, members[i].bought = c.NetYear != 0, c.Lifecycle.Occasions > 0
		r.add(&c)
	}
	for i := range rows {
		slices.Sort(rows[i].Recent)
		rows[i].Recent = slices.Compact(rows[i].Recent)
	}
	if !full {
		return nil
	}
	return worth(ctx, db, at, members)
}

// worth gives households the margins, values and recommendations of their members together.
// An amount of which a member's part cannot be said stays unknown.
func worth(ctx context.Context, db store.Querier, at map[int64]*Row, members []membership) error {
	ids := make([]int64, len(members))
	for i := range members {
		ids[i] = members[i].person
	}
	steps, err := value.YearSteps(ctx, db, ids)
	if err != nil {
		return err
	}
	ahead, err := value.Lifetimes(ctx, db, ids)
	if err != nil {
		return err
	}
	made, err := value.Referrals(ctx, db, ids)
	if err != nil {
		return err
	}
	for _, r := range at {
		r.Steps, r.Lifetime, r.Referrals = nil, nil, nil
	}
	noSteps, noLifetime := map[int64]bool{}, map[int64]bool{}
	for i := range members {
		m := &members[i]
		r := at[m.household]
		if s, there := steps[m.person]; there {
			r.addSteps(s)
		} else if m.sold {
			noSteps[m.household] = true
		}
		if z, there := ahead[m.person]; there && z.State != value.Open {
			r.addLifetime(z.Shown)
		} else if m.bought {
			noLifetime[m.household] = true
		}
		for _, g := range made {
			if g.Customer == m.person {
				r.addReferrals(g)
			}
		}
	}
	for id := range noSteps {
		at[id].Steps = nil
	}
	for id := range noLifetime {
		at[id].Lifetime = nil
	}
	return nil
}

func (r *Row) addSteps(s value.StepSums) {
	if r.Steps == nil {
		r.Steps = new(value.StepSums)
	}
	*r.Steps = r.Steps.Plus(s)
}

func (r *Row) addLifetime(shown money.Cents) {
	if r.Lifetime == nil {
		r.Lifetime = &value.LifetimeRow{Customer: r.ID, State: value.Own}
	}
	r.Lifetime.Shown += shown
}

func (r *Row) addReferrals(g value.ReferralRow) {
	if r.Referrals == nil {
		r.Referrals = &value.ReferralRow{Customer: r.ID}
	}
	r.Referrals.Referrals += g.Referrals
	r.Referrals.Gain += g.Gain
}

// add counts a member's card in a household. How much of the sales has a known margin is
// weighed by the sales.
func (r *Row) add(c *insight.Card) {
	r.KnownBP = weighed(r.KnownBP, int64(r.Net12m), c.KnownYear, int64(c.NetYear))
	r.MeasuredBP = weighed(r.MeasuredBP, int64(r.Net12m), c.MeasuredYear, int64(c.NetYear))
	r.Computed = true
	r.Occasions += c.Lifecycle.Occasions
	r.Net12m, r.NetTotal, r.Margin12m = r.Net12m+c.NetYear, r.NetTotal+c.NetEver, r.Margin12m+c.MarginYear
	r.First = min(r.First, c.Lifecycle.First)
	if last := c.Lifecycle.Last; last < cal.Never && (r.Last == cal.Never || last > r.Last) {
		r.Last = last
	}
	r.Recent = append(r.Recent, c.Recent...)
}

// weighed is the mean of two shares in 1/100 % by the sales that they are of.
func weighed(share int, of int64, other int, otherOf int64) int {
	of, otherOf = max(of, 0), max(otherOf, 0)
	if of+otherOf == 0 {
		return max(share, other)
	}
	return int((float64(share)*float64(of) + float64(other)*float64(otherOf)) / float64(of+otherOf))
}

// homes leads whom a search has found to their households, in the same order.
func homes(ctx context.Context, db store.Querier, found []int64, day cal.Date) ([]int64, error) {
	ids := "json_each($1) m"
	if db.Dialect() == store.Postgres {
		ids = "(SELECT CAST(e AS BIGINT) AS value, o AS key FROM json_array_elements_text(CAST($1 AS json)) WITH ORDINALITY f(e, o)) m"
	}
	statement := "SELECT h.id FROM (SELECT c.id AS id, m.key AS place FROM " + ids + " JOIN customer c ON c.id = m.value WHERE c.kind = 'household'" +
		" UNION ALL SELECT l.to_id, m.key FROM " + ids + " JOIN party_link l ON l.from_id = m.value WHERE " + memberOn(day) + ") h" +
		" GROUP BY h.id ORDER BY min(h.place), h.id"
	list, err := store.All(ctx, db, store.New("homes", statement), func(id *int64) []any { return []any{id} }, store.List(found))
	if err != nil {
		return nil, fmt.Errorf("read the households of those found: %w", err)
	}
	return list, nil
}

// OfHousehold returns a household as a row of the list, with what its members have together.
func OfHousehold(ctx context.Context, db store.Querier, c *customer.Customer, day cal.Date) (Row, error) {
	bars, err := consent.Current(ctx, db, c.ID)
	if err != nil {
		return Row{}, err
	}
	rows := []Row{{ID: c.ID, Number: c.Number, Name: c.Name, City: c.City, Bars: bars, IntervalDays: lifecycle.NoInterval, First: cal.Never, Last: cal.Never}}
	err = gather(ctx, db, rows, day, true)
	return rows[0], err
}
