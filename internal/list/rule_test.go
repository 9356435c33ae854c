package list_test

import (
	"slices"
	"strconv"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// own are fields that the firm of these tests made for itself.
var own = []field.Definition{
	{Label: "Hund", Kind: field.Flag},
	{Label: "Budget", Kind: field.Money},
	{Label: "Vertrag", Kind: field.Day},
	{Label: "Größe", Kind: field.Choice, Options: []string{"S", "M"}},
	{Label: "Wort", Kind: field.Text},
}

// fields are those of every firm with the own ones.
func fields() audience.Catalogue {
	return audience.Standard().With(
		audience.Own{ID: 1, Key: "hund", Label: "Hund", Kind: audience.Flag},
		audience.Own{ID: 2, Key: "budget", Label: "Budget", Kind: audience.Money},
		audience.Own{ID: 3, Key: "vertrag", Label: "Vertrag", Kind: audience.Day},
		audience.Own{ID: 4, Key: "grosse", Label: "Größe", Kind: audience.Choice, Options: []string{"S", "M"}},
		audience.Own{ID: 5, Key: "wort", Label: "Wort", Kind: audience.Text},
	)
}

// know writes own fields of every third customer and the last contact of every second.
func know(t *testing.T, db *store.DB, n int) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		for i := range own {
			if _, err := field.Define(ctx, tx, 0, 1, own[i]); err != nil {
				return err
			}
		}
		for id := int64(2); id < int64(n); id++ {
			last := day.Add(-int(id % 50)).String()
			if id%2 == 0 {
				if _, err := tx.Exec(ctx, store.New("contact", "UPDATE customer SET last_contact = $2 WHERE id = $1"), id, last); err != nil {
					return err
				}
			}
			if id%3 != 0 {
				continue
			}
			err := field.Set(ctx, tx, row.By{At: 1}, id, []field.Change{
				{Field: 1, To: field.Yes}, {Field: 2, To: strconv.FormatInt(id%17*100, 10)}, {Field: 3, To: last}, {Field: 4, To: []string{"S", "M"}[id%2]},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func TestARuleLeavesTheSameCustomersInEveryOrder(t *testing.T) {
	is := func(key string, values ...string) audience.Rule {
		return audience.Rule{Field: key, Op: audience.Is, Values: values}
	}
	rules := map[string]audience.Rule{
		"an own field":        is("own.hund", "yes"),
		"a standing":          is("standing", "repeat"),
		"an activity":         is("activity", "late"),
		"two standings":       is("standing", "regular", "first"),
		"both and one":        audience.And(is("activity", "dormant"), is("kind", "firm"), is("own.hund", "yes")),
		"either":              {Any: []audience.Rule{is("own.grosse", "S"), is("activity", "lost")}},
		"not":                 {Not: &audience.Rule{Field: "own.hund", Op: audience.Is, Values: []string{"yes"}}},
		"an amount and place": audience.And(audience.Rule{Field: "net_12m", Op: audience.AtLeast, Values: []string{"250000"}}, is("city", "Ulm")),
		"a last contact":      {Field: "last_contact", Op: audience.Within, Values: []string{"10"}},
	}
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 800)
		know(t, db, 800)
		c := fields()
		having := map[list.Sort][]int64{}
		for _, s := range []list.Sort{list.ByName, list.ByNet, list.ByContact, "own.budget", "own.grosse"} {
			for _, r := range all(t, db, list.Query{Day: day, Sort: s, Limit: 500, Fields: c}) {
				having[s] = append(having[s], r.ID)
			}
		}
		for name, rule := range rules {
			t.Run(name, func(t *testing.T) {
				want, err := c.IDs(ctx, db, rule, day, 0, 10_000)
				if err != nil || len(want) == 0 {
					t.Fatalf("%d customers fulfil the rule (%v)", len(want), err)
				}
				for s, has := range having {
					for _, desc := range []bool{false, true} {
						q := list.Query{Day: day, Sort: s, Desc: desc, Limit: 150, Rule: rule, Fields: c, Full: true}
						got := []int64{}
						for _, r := range all(t, db, q) {
							got = append(got, r.ID)
							if r.Record == nil || r.Record.ID != r.ID {
								t.Fatalf("customer %d comes without his record", r.ID)
							}
						}
						slices.Sort(got)
						if diff := gocmp.Diff(both(want, has), got); diff != "" {
							t.Errorf("by %s: %s", s, diff)
						}
					}
				}
			})
		}
	})
}

// both keeps the ids that stand in both lists.
func both(ids, others []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !slices.Contains(others, id) })
}

func TestOwnFieldsSortByTheirValues(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 400)
		know(t, db, 400)
		last := int64(-1)
		rows := all(t, db, list.Query{Day: day, Sort: "own.budget", Limit: 7, Fields: fields(), Full: true})
		for _, r := range rows {
			if v := r.Own[2].Int; v < last {
				t.Fatalf("%d follows %d", v, last)
			} else {
				last = v
			}
		}
		if len(rows) < 50 {
			t.Errorf("%d rows have the figure", len(rows))
		}
		if p, err := list.Find(ctx, db, list.Query{Day: day, Sort: "own.hund", Fields: fields()}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a list by yes and no: %v, %v", p.Count, err)
		}
		if _, err := list.Find(ctx, db, list.Query{Day: day, Rule: audience.Rule{Field: "own.hund", Op: audience.Is, Values: []string{"yes"}}}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a rule about a field that there is not: %v", err)
		}
	})
}
