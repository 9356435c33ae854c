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
