package care

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTheBeginningOfTheDataIsNobodysBeginning(t *testing.T) {
	begin := day.Add(-1500)
	tests := map[string]struct {
		first, told int // days after the beginning of the data; told 9999 is not told
		interval    float64
		want        int // 9999 is unknown
	}{
		"a first purchase on the first day says nothing": {0, 9999, 7, 9999},
		"nor one on day 59":                                             {59, 9999, 7, 9999},
		"from day 60 on it is his first":                                {60, 9999, 7, 60},
		"with a slow rhythm two own intervals must pass":                {60, 9999, 45, 9999},
		"and then it is his first":                                      {90, 9999, 45, 90},
		"a slower one than two years is not waited for":                 {730, 9999, 900, 730},
		"what was told of him goes before what is not known":            {10, -400, 7, -400},
		"also within the first weeks":                                   {10, 5, 7, 5},
		"what was told later than his purchase is none":                 {10, 11, 7, 9999},
		"a known first purchase stays, whatever is told":                {300, -400, 7, 300},
		"a purchase before the beginning is one of the few passed over": {-900, 9999, 7, 9999},
	}
	for name, c := range tests {
		told, want := cal.Never, cal.Never
		if c.told != 9999 {
			told = begin.Add(c.told)
		}
		if c.want != 9999 {
			want = begin.Add(c.want)
		}
		if got := begun(Candidate{First: begin.Add(c.first), Interval: c.interval}, begin, told); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := begun(Candidate{First: cal.Never}, begin, begin); got != cal.Never {
		t.Errorf("who never bought comes since %v", got)
	}
}

// weekly writes a customer who bought every week from first until yesterday.
func weekly(t *testing.T, tx *store.Tx, name string, first cal.Date) int64 {
	t.Helper()
	id, err := customer.Create(t.Context(), tx, customer.By{At: 1, Region: "DE"}, customer.Customer{Kind: customer.Person, LastName: name})
	if err != nil {
		t.Fatal(err)
	}
	var docs []sales.Document
	for d := first; d < day; d = d.Add(7) {
		o := sales.Blank()
		o.Customer, o.Source, o.Document, o.Day, o.Currency = id, "kasse", fmt.Sprintf("%s %s", name, d), d, "EUR"
		docs = append(docs, sales.Document{Order: o, Lines: []sales.Line{{Quantity: money.Decimal{Digits: 1}, Net: 500}}})
	}
	if err := (sales.Books{Currency: "EUR", At: 1}).Insert(t.Context(), tx, docs); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAnniversariesOfAFirmWhoseDataBegin(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		two, three := day.AddMonths(-24), day.AddMonths(-36)
		names := map[int64]string{}
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			for _, c := range []struct {
				name  string
				first cal.Date
			}{
				{"opens", two.Add(-10)}, {"stranger", two}, {"told", two}, {"noted", two}, {"new", day.AddMonths(-12)},
			} {
				names[weekly(t, tx, c.name, c.first)] = c.name
			}
			var spans []customer.Span
			for id, name := range names {
				if name == "told" || name == "noted" {
					spans = append(spans, customer.Span{CustomerID: id, First: three, Last: three})
				}
				if name != "noted" {
					continue
				}
				if _, err := interaction.Append(t.Context(), tx, interaction.Interaction{Customer: id, Day: three, Channel: interaction.Phone}); err != nil {
					return err
				}
			}
			return customer.SetContacts(t.Context(), tx, spans)
		}); err != nil {
			t.Fatal(err)
		}
		desk := fresh(db)
		if err := desk.Insight.RefreshAll(t.Context(), day, nil); err != nil {
			t.Fatal(err)
		}
		found := func(lines []Line) map[string]int {
			years := map[string]int{}
			for _, l := range lines {
				if l.Occasion == Anniversary {
					years[names[l.Customer]] = l.Facts.Years
				}
			}
			return years
		}
		want := map[string]int{"told": 3, "new": 1}
		at, err := desk.At(t.Context(), day)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, found(at)); diff != "" {
			t.Errorf("in memory: %s", diff)
		}
		if err := desk.Plan(t.Context(), 1, day); err != nil {
			t.Fatal(err)
		}
		planned, _, err := Today(t.Context(), db, 1, day)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, found(linesOf(planned))); diff != "" {
			t.Errorf("stored: %s", diff)
		}
	})
}

func TestAWarningIsNamedByItsCause(t *testing.T) {
	red := with(func(c *Candidate) {
		c.Red, c.RedSince, c.RedBy, c.Signs = true, day, "late", []string{"late", "spend_down"}
	})
	key := func(c Candidate) string {
		l, ok := alarm(c)
		if !ok {
			t.Fatal("no warning")
		}
		return l.Key
	}
	moved := red
	moved.RedSince = day.Add(2) // by a refit
	if key(red) != key(moved) {
		t.Errorf("the same silence rings as %s and as %s", key(red), key(moved))
	}
	red.RedBy, moved.RedBy = "spend_down", "spend_down"
	if key(red) == key(moved) {
		t.Errorf("two declines ring as one: %s", key(red))
	}
}

func TestAnAnsweredWarningKeepsItsSignsQuiet(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		line := func(by string, signs ...string) Line {
			l, _ := alarm(with(func(c *Candidate) { c.Red, c.RedSince, c.RedBy, c.Signs = true, day, by, signs }))
			l.Class = Danger
			return l
		}
		desk := fresh(db)
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			id := weekly(t, tx, "warned", day.Add(-70))
			l := line("spend_down", "spend_down", "pays_later")
			l.Customer = id
			return addStep(t.Context(), tx, 1, day, 0, l)
		}); err != nil {
			t.Fatal(err)
		}
		list, err := List(t.Context(), db, 1, day)
		if err != nil || len(list.Steps) != 1 {
			t.Fatalf("%d lines, %v", len(list.Steps), err)
		}
		id := list.Steps[0].Line.Customer
		rings := func(by string, at cal.Date) bool {
			t.Helper()
			p, err := loadPast(t.Context(), db, id, at)
			if err != nil {
				t.Fatal(err)
			}
			l := line(by, by)
			l.Key += " later" // another cause of the same kind
			return len(p.allow([]Line{l}, at)) == 1
		}
		if !rings("pays_later", day.Add(1)) {
			t.Error("a warning nobody answered keeps quiet")
		}
		if err := desk.Reject(t.Context(), Decision{Actor: 1, Step: list.Steps[0].ID, Today: day}, "wrong_time"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			by   string
			days int
			want bool
		}{{"pays_later", 29, false}, {"spend_down", 29, false}, {"pays_later", 30, true}, {"category_dropped", 1, true}} {
			if got := rings(c.by, day.Add(c.days)); got != c.want {
				t.Errorf("%s rings after %d days: %v", c.by, c.days, got)
			}
		}
	})
}
