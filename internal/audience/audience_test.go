package audience

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var today = cal.MustParse("2026-11-22")

// dogs is an own field: a flag with the id 7.
var dogs = Own{ID: 7, Key: "hund", Label: "Hat einen Hund", Kind: Flag}

// one is a customer of the test as the rules see him.
type one struct {
	id                int64
	kind, city, birth string
	net               int64
	dog               bool
	last              cal.Date
	life              lifecycle.Row
}

// people are customers that differ in everything a rule asks.
func people() []one {
	cities := []string{"", "Köln", "KOELN", "Bonn", "Überlingen", "Bad Säckingen", "100% Dorf"}
	births := []string{"", "1970-11-22", "1980-12-31", "1990-01-01", "2000-02-29", "1964-07-01"}
	list := make([]one, 84)
	for i := range list {
		o := &list[i]
		o.id = int64(10 + i)
		o.kind = []string{"person", "firm"}[i%2]
		o.city, o.birth = cities[i%len(cities)], births[i%len(births)]
		o.net, o.dog, o.last = int64(i*i*100), i%3 == 0, today.Add(-i)
		o.life = lifecycle.Row{
			Standing: standings[i%len(standings)], RegularUntil: today.Add(i%5*30 - 60), RegainedUntil: cal.MustParse("1900-01-01"),
			LateFrom: today.Add(i - 60), DormantFrom: today.Add(i - 40), LostFrom: today.Add(i - 20),
			Occasions: i % 7,
		}
		if i%7 == 0 {
			o.last, o.life.LateFrom, o.life.DormantFrom, o.life.LostFrom = cal.Never, cal.Never, cal.Never, cal.Never
		}
		if i%11 == 0 && i%7 != 0 {
			o.life.RegainedUntil = today.Add(10)
		}
	}
	return list
}

func fill(t *testing.T, db *store.DB, list []one) {
	t.Helper()
	ctx := context.Background()
	err := db.Update(ctx, func(tx *store.Tx) error {
		for _, o := range list {
			for _, s := range []struct {
				text string
				args []any
			}{
				{
					`INSERT INTO customer (id, kind, name, city, birthday, sort_key, created_at, updated_at) VALUES ($1, $2, 'Name', $3, $4, 'name', 0, 0)`,
					[]any{o.id, o.kind, o.city, o.birth},
				},
				{
					`UPDATE insight_card SET computed = 1, standing = $2, regular_until = $3, regained_until = $4, late_from = $5, dormant_from = $6,
				  lost_from = $7, occasions = $8, last_day = $9, net_12m_cents = $10 WHERE customer_id = $1`,
					[]any{
						o.id, o.life.Standing.Code(), o.life.RegularUntil, o.life.RegainedUntil, o.life.LateFrom, o.life.DormantFrom,
						o.life.LostFrom, o.life.Occasions, o.last, o.net,
					},
				},
			} {
				if _, err := tx.Exec(ctx, store.New("fill", s.text), s.args...); err != nil {
					return err
				}
			}
			if o.dog {
				if _, err := tx.Exec(ctx, store.New("fill", `INSERT INTO field_value (customer_id, field_id, int_value) VALUES ($1, 7, 1)`), o.id); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fulfils says in Go what the rules of the property test mean.
func fulfils(o *one, r Rule) bool {
	switch {
	case len(r.All) > 0:
		return !slices.ContainsFunc(r.All, func(sub Rule) bool { return !fulfils(o, sub) })
	case len(r.Any) > 0:
		return slices.ContainsFunc(r.Any, func(sub Rule) bool { return fulfils(o, sub) })
	case r.Not != nil:
		return !fulfils(o, *r.Not)
	case r.Field == "":
		return true
	}
	n := func(i int) int64 { v, _ := strconv.ParseInt(r.Values[i], 10, 64); return v }
	switch r.Field {
	case "kind":
		return slices.Contains(r.Values, o.kind) == (r.Op == Is)
	case "standing":
		return slices.Contains(r.Values, string(o.life.StandingOn(today))) == (r.Op == Is)
	case "activity":
		return slices.Contains(r.Values, string(o.life.ActivityOn(today))) == (r.Op == Is)
	case "city":
		return fulfilsText(o.city, r)
	case "own.hund":
		return o.dog && r.Values[0] == "yes"
	case "net_12m":
		return compareInt(o.net, r, n)
	case "occasions":
		return compareInt(int64(o.life.Occasions), r, n)
	case "last_purchase":
		return fulfilsDay(o.last, r, n)
	case "birthday":
		return fulfilsYearly(o.birth, r, n)
	}
	panic(r.Field)
}

func fulfilsText(have string, r Rule) bool {
	fold := func(s string) string {
		return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue").Replace(strings.ToLower(s))
	}
	switch r.Op {
	case Known, Unknown:
		return (have != "") == (r.Op == Known)
	case Contains:
		return strings.Contains(fold(have), fold(r.Values[0]))
	case Begins:
		return strings.HasPrefix(fold(have), fold(r.Values[0]))
	default:
		return slices.ContainsFunc(r.Values, func(v string) bool { return fold(v) == fold(have) }) == (r.Op == Is)
	}
}

func compareInt(have int64, r Rule, n func(int) int64) bool {
	switch r.Op {
	case AtLeast:
		return have >= n(0)
	case AtMost:
		return have <= n(0)
	case Is:
		return slices.Contains(r.Values, strconv.FormatInt(have, 10))
	default:
		return have >= n(0) && have <= n(1)
	}
}

func fulfilsDay(have cal.Date, r Rule, n func(int) int64) bool {
	if r.Op == Known || r.Op == Unknown {
		return (have != cal.Never) == (r.Op == Known)
	}
	if have == cal.Never {
		return false
	}
	switch r.Op {
	case Within:
		return have > today.Add(-int(n(0))) && have <= today
	case Before:
		return have < today.Add(-int(n(0)))
	case From:
		return have >= cal.MustParse(r.Values[0])
	case Until:
		return have <= cal.MustParse(r.Values[0])
	default:
		return have >= cal.MustParse(r.Values[0]) && have <= cal.MustParse(r.Values[1])
	}
}

func fulfilsYearly(birth string, r Rule, n func(int) int64) bool {
	if birth == "" || r.Op != Ahead {
		return (birth != "") == (r.Op != Unknown) && (birth != "" || r.Op == Unknown)
	}
	for i := range int(n(0)) + 1 {
		if d := today.Add(i).String(); d[5:] == birth[5:] || birth[5:] == "02-29" && d[5:] == "02-28" {
			return true
		}
	}
	return false
}

// anyRule draws rules of all the fields above.
func anyRule(t *rapid.T, depth int) Rule {
	if depth > 0 && rapid.Bool().Draw(t, "group") {
		sub := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Rule { return anyRule(t, depth-1) }), 1, 3)
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 0:
			return Rule{All: sub.Draw(t, "all")}
		case 1:
			return Rule{Any: sub.Draw(t, "any")}
		default:
			not := anyRule(t, depth-1)
			return Rule{Not: &not}
		}
	}
	c := Standard().With(dogs)
	key := rapid.SampledFrom([]string{"kind", "standing", "activity", "city", "own.hund", "net_12m", "occasions", "last_purchase", "birthday"}).Draw(t, "field")
	f, _ := c.Field(key)
	ops := f.Ops()
	if f.own > 0 {
		ops = []Op{Is}
	}
	r := Rule{Field: key, Op: rapid.SampledFrom(ops).Draw(t, "op")}
	least, most := arity(r.Op)
	for range rapid.IntRange(least, min(most, 2)).Draw(t, "values") {
		r.Values = append(r.Values, anyValue(t, f, r.Op))
	}
	if f.own > 0 {
		r.Values = []string{"yes"}
	}
	return r
}

func anyValue(t *rapid.T, f *Field, op Op) string {
	switch {
	case len(f.Options) > 0:
		return rapid.SampledFrom(f.Options).Draw(t, "option")
	case f.Kind == Text:
		return rapid.SampledFrom([]string{"Köln", "koeln", "KÖLN", "bonn", "überlingen", "Ueber", "säck", "0%", "a", "_", "bad Saeckingen"}).Draw(t, "text")
	case op == Within || op == Before || op == Ahead:
		return strconv.Itoa(rapid.IntRange(0, 400).Draw(t, "days"))
	case f.Kind == Day:
		return today.Add(-rapid.IntRange(0, 90).Draw(t, "ago")).String()
	case f.Kind == Money:
		return strconv.Itoa(rapid.IntRange(0, 700000).Draw(t, "cents"))
	}
	return strconv.Itoa(rapid.IntRange(0, 8).Draw(t, "n"))
}

func TestRulesFindWhoFulfilsThem(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		list := people()
		fill(t, db, list)
		c := Standard().With(dogs)
		ctx := context.Background()
		rapid.Check(t, func(t *rapid.T) {
			r := anyRule(t, 3)
			var want []int64
			for i := range list {
				if fulfils(&list[i], r) {
					want = append(want, list[i].id)
				}
			}
			got, err := c.IDs(ctx, db, r, today, 0, 1000)
			if err != nil {
				t.Fatalf("%s: %v", r, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s: %s", r, diff)
			}
			n, err := c.Count(ctx, db, r, today)
			if err != nil || n != int64(len(want)) {
				t.Fatalf("%s counts %d of %d (%v)", r, n, len(want), err)
			}
			again, err := Parse(r.String())
			if err != nil || again.String() != r.String() {
				t.Fatalf("%s is stored as %s (%v)", r, again, err)
			}
		})
	})
}

func TestRulesThatDoNotFitAreRefused(t *testing.T) {
	deep := Rule{Field: "city", Op: Known}
	for range MaxDepth {
		deep = Rule{All: []Rule{deep}}
	}
	many := Rule{All: slices.Repeat([]Rule{{Field: "city", Op: Known}}, MaxConditions+1)}
	for name, c := range map[string]struct {
		key  string
		rule Rule
	}{
		"a field that there is not":     {"audience.field", Rule{Field: "password", Op: Is, Values: []string{"x"}}},
		"a comparison that is not":      {"audience.op", Rule{Field: "city", Op: AtLeast, Values: []string{"1"}}},
		"SQL as a comparison":           {"audience.op", Rule{Field: "city", Op: "= '' OR 1=1 --"}},
		"an option that is not":         {"audience.value", Rule{Field: "kind", Op: Is, Values: []string{"unassigned"}}},
		"no value":                      {"audience.value", Rule{Field: "city", Op: Is}},
		"a day that is not":             {"audience.value", Rule{Field: "last_purchase", Op: From, Values: []string{"2026-02-30"}}},
		"an amount with a comma":        {"audience.value", Rule{Field: "net_12m", Op: AtLeast, Values: []string{"12,50"}}},
		"a NUL byte":                    {"audience.value", Rule{Field: "city", Op: Is, Values: []string{"a\x00"}}},
		"days without end":              {"audience.value", Rule{Field: "last_purchase", Op: Before, Values: []string{"99999999"}}},
		"a node that is two things":     {"audience.shape", Rule{Field: "city", Op: Known, All: []Rule{{Field: "city", Op: Known}}}},
		"an empty group inside another": {"audience.shape", Rule{All: []Rule{{}}}},
		"too deep":                      {"audience.deep", deep},
		"too long":                      {"audience.many", many},
	} {
		t.Run(name, func(t *testing.T) {
			err := Standard().Check(c.rule)
			if f := fault.Of(err); f == nil || f.Key != c.key {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
}

func TestARuleReadsAsASentence(t *testing.T) {
	c := Standard().With(dogs)
	rule := Rule{All: []Rule{
		{Field: "standing", Op: Is, Values: []string{"regular"}},
		{Any: []Rule{{Field: "city", Op: Is, Values: []string{"Köln", "Bonn"}}, {Field: "net_12m", Op: AtLeast, Values: []string{"150000"}}}},
		{Not: &Rule{Field: "own.hund", Op: Is, Values: []string{"yes"}}},
		{Field: "last_purchase", Op: Before, Values: []string{"60"}},
		{Field: "interest", Op: Is, Values: []string{"4"}},
	}}
	names := func(field, id string) string { return map[string]string{"interest4": "Angeln"}[field+id] }
	for tag, want := range map[locale.Tag]string{
		locale.DeDE: "Stand ist Stammkunde und (Ort ist Köln oder Bonn oder Umsatz netto, 12 Monate mindestens 1.500 €) und nicht Hat einen Hund ist ja und Letzter Kauf vor mehr als 60 Tagen und Interesse ist Angeln",
		locale.EnGB: "Standing is Regular and (City is Köln or Bonn or Net sales, 12 months at least €1,500) and not Hat einen Hund is yes and Last purchase more than 60 days ago and Interest is Angeln",
	} {
		p := locale.New(locale.Options{Tag: tag, Currency: "EUR"})
		if diff := cmp.Diff(want, strings.ReplaceAll(c.Words(p, rule, names), "\u00a0", " ")); diff != "" {
			t.Error(diff)
		}
	}
}

func TestEveryFieldWorksInBothDatabasesAndHasItsWords(t *testing.T) {
	p := locale.New(locale.Options{Tag: locale.DeDE, Currency: "EUR"})
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		own := []Own{dogs, {ID: 8, Key: "groesse", Label: "Größe", Kind: Choice, Options: []string{"S", "M"}}, {ID: 9, Key: "budget", Label: "Budget", Kind: Money}, {ID: 10, Key: "gewicht", Label: "Gewicht", Kind: Number}, {ID: 11, Key: "vertrag", Label: "Vertrag", Kind: Day}, {ID: 12, Key: "wort", Label: "Wort", Kind: Text}}
		c := Standard().With(own...)
		for _, f := range c.Fields() {
			if !locale.Has("audience.group." + f.Group) {
				t.Errorf("group %s has no name", f.Group)
			}
			for _, op := range f.Ops() {
				r := Rule{Field: f.Key, Op: op}
				least, _ := arity(op)
				for i := range least {
					value := fmt.Sprint(i + 1)
					switch {
					case len(f.Options) > 0:
						value = f.Options[0]
						if f.own == 0 && f.Kind != Flag && !locale.Has("audience.option."+f.Key+"."+value) {
							t.Errorf("option %s of %s has no name", value, f.Key)
						}
					case f.Kind == Day && op != Within && op != Before:
						value = today.String()
					}
					r.Values = append(r.Values, value)
				}
				if _, err := c.Count(context.Background(), db, r, today); err != nil {
					t.Errorf("%s: %v", r, err)
				}
				if f.Label == "" && !locale.Has("audience.field."+f.Key) || !locale.Has("audience.op."+string(op)) {
					t.Errorf("%s %s has no words", f.Key, op)
				}
				if words := c.Words(p, r, func(string, string) string { return "" }); !strings.HasPrefix(words, f.Name(p)) {
					t.Errorf("%s reads %q", r, words)
				}
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(`{"all":[{"field":"city","op":"is","values":["Köln"]}]}`)
	f.Add(`{"not":{"not":{"field":"kind","op":"is_not","values":["firm"]}}}`)
	f.Add(`{"all":`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse(text)
		if err != nil {
			return
		}
		var args []any
		if where, err := Standard().Compile(r, today, parameters(&args)); err == nil && strings.Contains(where, ";") {
			t.Errorf("%q became %q", text, where)
		}
	})
}
