package list_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// settle makes two households of persons who have bought, one of which a third has left,
// and one of nobody, and returns their ids.
func settle(t *testing.T, db *store.DB, people []list.Row) (two, empty int64) {
	t.Helper()
	by := customer.By{At: 1, Region: "DE"}
	update(t, db, func(tx *store.Tx) (err error) {
		if two, err = party.NewHousehold(ctx, tx, by, "Familie Zu Hause", day.Add(-100), people[0].ID, people[1].ID); err != nil {
			return err
		}
		gone := party.Link{From: people[2].ID, To: two, Kind: party.Member, Since: day.Add(-90), Until: day}
		if _, err = party.Join(ctx, tx, by, gone); err != nil {
			return err
		}
		empty, err = party.NewHousehold(ctx, tx, by, "Familie Leer", cal.Never)
		return err
	})
	return two, empty
}

// bought are persons of a list who have bought.
func bought(t *testing.T, db *store.DB) []list.Row {
	t.Helper()
	rows := all(t, db, list.Query{Day: day, Kind: customer.Person, Sort: list.ByTotal, Desc: true, Limit: 200})
	if len(rows) < 3 || rows[2].Occasions == 0 {
		t.Fatal("nobody has bought")
	}
	return rows[:3]
}

func TestAHouseholdHasWhatItsMembersHaveTogetherAndNoCardOfItsOwn(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 400)
		people := bought(t, db)
		before := all(t, db, list.Query{Day: day, Limit: 200})
		two, empty := settle(t, db, people)

		if after := all(t, db, list.Query{Day: day, Limit: 200}); len(after) != len(before) {
			t.Errorf("the list of customers has %d rows with households and %d without", len(after), len(before))
		}
		for _, sort := range []list.Sort{list.ByName, list.ByTotal, list.ByNet, list.ByLast, list.ByFirst, list.ByOccasions, list.ByMargin} {
			rows := all(t, db, list.Query{Day: day, Kind: customer.Household, Sort: sort, Desc: true, Limit: 1})
			want := 1 // those with figures
			if sort == list.ByName {
				want = 2
			}
			if len(rows) != want || rows[0].ID != two {
				t.Fatalf("sorted by %s the households are %v, want %d with %d first", sort, ids(rows), want, two)
			}
			r := rows[0]
			if r.Kind != customer.Household || r.Members != 2 || r.NetTotal != people[0].NetTotal+people[1].NetTotal || r.Net12m != people[0].Net12m+people[1].Net12m ||
				r.Occasions != people[0].Occasions+people[1].Occasions || r.Last != max(people[0].Last, people[1].Last) || r.First != min(people[0].First, people[1].First) {
				t.Errorf("the household is %+v, its members are %+v and %+v", r, people[0], people[1])
			}
			if sort == list.ByName && (rows[1].ID != empty || rows[1].Computed || rows[1].Last != cal.Never) {
				t.Errorf("a household of nobody is %+v", rows[1])
			}
		}
		if _, err := list.Find(ctx, db, list.Query{Day: day, Kind: customer.Contact}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("contact persons are a kind of the list: %v", err)
		}
	})
}

func TestHouseholdsAreFoundByTheirNameTheirMembersAndTheirOwnFields(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 400)
		people := bought(t, db)
		two, empty := settle(t, db, people)
		update(t, db, func(tx *store.Tx) error {
			pets, err := field.Define(ctx, tx, 0, 1, field.Definition{Label: "Haustiere", Kind: field.Number, Whom: customer.Household})
			if err != nil {
				return err
			}
			return field.Set(ctx, tx, row.By{At: 1}, empty, []field.Change{{Field: pets.ID, To: "3"}})
		})
		own, defs, err := list.Fields(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		for search, want := range map[string]int64{"Zu Hause": two, people[1].Name: two, "Leer": empty} {
			if rows := all(t, db, list.Query{Day: day, Kind: customer.Household, Search: search, Limit: 200}); len(rows) == 0 || rows[0].ID != want {
				t.Errorf("%q finds the households %v, want %d", search, ids(rows), want)
			}
		}
		q := list.Query{Day: day, Kind: customer.Household, Fields: own, Sort: list.Sort("own." + defs[0].Key), Desc: true, Limit: 200}
		if rows := all(t, db, q); len(rows) == 0 || rows[0].ID != empty {
			t.Errorf("sorted by their own field the households are %v, want %d", ids(rows), empty)
		}
		rule := audience.Rule{Field: "own." + defs[0].Key, Op: audience.AtLeast, Values: []string{"3"}}
		kind := audience.Rule{Field: "kind", Op: audience.Is, Values: []string{"household"}}
		for _, q := range []list.Query{{Kind: customer.Household, Rule: rule}, {Rule: audience.And(kind, rule)}} {
			q.Day, q.Fields, q.Limit = day, own, 200
			n, err := list.Count(ctx, db, q)
			if rows := all(t, db, q); len(rows) != 1 || rows[0].ID != empty || n != 1 || err != nil {
				t.Errorf("with three pets there are %v, counted %d, %v", ids(rows), n, err)
			}
		}
		var out bytes.Buffer
		form := list.Form{Words: func(key string) string { return key }, Decimal: ',', Columns: []string{"kind", "standing", "own." + defs[0].Key}, Own: defs}
		if err := list.Export(ctx, db, &out, list.CSV, list.Query{Day: day, Kind: customer.Household}, form); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, "Familie Leer;list.kind.household;;3;") || strings.Count(got, "\n") != 3 {
			t.Errorf("the file is\n%s", got)
		}
	})
}

func TestHouseholdsHaveTheValuesOfTheirMembersTogetherOrNoneWhereOneIsUnknown(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 400)
		people := bought(t, db)
		two, empty := settle(t, db, people)
		full := func(id int64, q list.Query) list.Row {
			t.Helper()
			q.Day, q.Full, q.Limit = day, true, 200
			for _, r := range all(t, db, q) {
				if r.ID == id {
					return r
				}
			}
			return list.Row{}
		}
		put := func(statement string, values ...any) {
			t.Helper()
			update(t, db, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, store.New("put", statement), values...)
				return err
			})
		}
		first, second := people[0].ID, people[1].ID
		for _, table := range []string{"value_steps", "value_lifetime", "value_referral"} {
			put("DELETE FROM " + table)
		}
		steps := `INSERT INTO value_steps VALUES ($1, $2, 500, 100, 50, 0, 0, $3, 9000, 0, 0, 0, 0, 0, 0, 0, 0, '', 'value/steps/1', '2026-01-01')`
		ahead := `INSERT INTO value_lifetime VALUES ($1, $2, '', 0, 0, 0, 0, $3, 0, 0, 0, 0, 'value/lifetime/1', '2026-01-01')`
		put(steps, first, 1, 300)
		put(steps, second, 1, -50)
		put(ahead, first, 2, 120000)
		put(ahead, second, 1, 30000)
		put(`INSERT INTO value_referral (customer_id, referrals, bought, since, gain_cents, received_cents, given_cents) VALUES ($1, 3, 1, '2026-01-01', 700, 0, 0)`, second)

		households := list.Query{Kind: customer.Household}
		r := full(two, households)
		if r.Steps == nil || r.Steps.DB4 != 250 || r.Lifetime == nil || r.Lifetime.Shown != 150000 || r.Referrals == nil || r.Referrals.Referrals != 3 || r.Referrals.Gain != 700 {
			t.Fatalf("together they have %+v %+v %+v", r.Steps, r.Lifetime, r.Referrals)
		}
		if r := full(empty, households); r.Steps != nil || r.Lifetime != nil || r.Referrals != nil {
			t.Errorf("nobody has %+v %+v %+v", r.Steps, r.Lifetime, r.Referrals)
		}
		for _, sort := range []list.Sort{list.ByDB4, list.ByLifetime, list.ByReferral} {
			if rows := all(t, db, list.Query{Day: day, Kind: customer.Household, Sort: sort, Desc: true, Limit: 1}); len(rows) != 1 || rows[0].ID != two {
				t.Errorf("sorted by %s the households are %v", sort, ids(rows))
			}
		}
		for field, limit := range map[string]string{"db4_12m": "250", "lifetime": "150000", "referrals": "3", "referral_value": "700"} {
			rule := audience.And(audience.Rule{Field: "kind", Op: audience.Is, Values: []string{"household"}}, audience.Rule{Field: field, Op: audience.AtLeast, Values: []string{limit}})
			if n, err := list.Count(ctx, db, list.Query{Day: day, Rule: rule}); n != 1 || err != nil {
				t.Errorf("%s at least %s counts %d households, %v", field, limit, n, err)
			}
		}

		put("UPDATE value_steps SET known = 0 WHERE customer_id = $1", second)
		put("UPDATE value_lifetime SET state = 0, shown_cents = -9000000000000000 WHERE customer_id = $1", second)
		if people[1].Net12m == 0 {
			t.Fatal("the second has bought nothing within twelve months")
		}
		if r := full(two, households); r.Steps != nil || r.Lifetime != nil {
			t.Errorf("what one of them is worth is unknown, and the household has %+v, %+v", r.Steps, r.Lifetime)
		}
		for _, sort := range []list.Sort{list.ByDB4, list.ByLifetime} {
			if rows := all(t, db, list.Query{Day: day, Kind: customer.Household, Sort: sort, Desc: true, Limit: 1}); len(rows) != 0 {
				t.Errorf("sorted by the unknown %s the households are %v", sort, ids(rows))
			}
		}
	})
}

func TestHouseholdsAreAskedForAloneOrRefusedWithASentence(t *testing.T) {
	is := func(op audience.Op, kinds ...string) audience.Rule {
		return audience.Rule{Field: "kind", Op: op, Values: kinds}
	}
	home, bonn := is(audience.Is, "household"), audience.Rule{Field: "city", Op: audience.Is, Values: []string{"Bonn"}}
	nothome := is(audience.IsNot, "household")
	for name, c := range map[string]struct {
		rule           audience.Rule
		alone, refused bool
	}{
		"alone":                         {home, true, false},
		"with another condition":        {audience.Rule{All: []audience.Rule{home, bonn}}, true, false},
		"in a group that must all hold": {audience.Rule{All: []audience.Rule{bonn, {All: []audience.Rule{home}}}}, true, false},
		"or":                            {audience.Rule{Any: []audience.Rule{home, bonn}}, false, true},
		"or, deeper":                    {audience.Rule{All: []audience.Rule{bonn, {Any: []audience.Rule{home, bonn}}}}, false, true},
		"beside another kind":           {is(audience.Is, "person", "household"), false, true},
		"not not":                       {audience.Rule{Not: &nothome}, false, true},
		"not":                           {audience.Rule{Not: &home}, false, false},
		"is not":                        {nothome, false, false},
		"two kinds at once":             {audience.Rule{All: []audience.Rule{is(audience.Is, "firm"), home}}, false, true},
		"nothing of households":         {bonn, false, false},
	} {
		if got := list.OfHouseholds(c.rule); got != c.alone {
			t.Errorf("%s: households alone is %v", name, got)
		}
		if err := list.Apart(c.rule); (err != nil) != c.refused || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: refused with %v", name, err)
		}
	}
}

func TestIDsAreThoseOfTheWholeList(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 400)
		for name, q := range map[string]list.Query{
			"everybody": {}, "firms": {Kind: customer.Firm}, "regulars": {Standing: "regular"}, "late": {Activity: "late"}, "by total": {Sort: list.ByTotal}, "search": {Search: "a"},
		} {
			q.Day = day
			got, err := list.IDs(ctx, db, q, 1000)
			if err != nil {
				t.Fatal(err)
			}
			q.Limit = 200
			want := map[int64]bool{}
			for _, r := range all(t, db, q) {
				want[r.ID] = !r.Collective
			}
			n := 0
			for _, in := range want {
				if in {
					n++
				}
			}
			for _, id := range got {
				if !want[id] {
					t.Errorf("%s: %d is not in the list", name, id)
				}
			}
			if len(got) != n {
				t.Errorf("%s: %d ids of %d", name, len(got), n)
			}
			if few, err := list.IDs(ctx, db, q, 2); err != nil || len(few) > 2 {
				t.Errorf("%s: at most two are %v, %v", name, few, err)
			}
		}
	})
}
