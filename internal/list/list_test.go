package list_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

var standings = [...]lifecycle.Standing{lifecycle.Prospect, lifecycle.First, lifecycle.Repeat, lifecycle.Regular}

var (
	ctx = context.Background()
	day = cal.MustParse("2026-11-20")
)

// fill writes n customers with invented figures. Every tenth has none yet, every
// seventh is a contact of a firm.
func fill(tb testing.TB, db *store.DB, n int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	names := []string{"Ahrens", "Bärmann", "Zeisig", "Müller", "Groß", "Amsel", "Vogt", "Kiebitz"}
	for from := 0; from < n; from += 1000 {
		rows := make([]customer.ImportRow, min(1000, n-from))
		for i := range rows {
			k := from + i
			c := customer.Customer{LastName: fmt.Sprintf("%s%d", names[k%len(names)], r.IntN(n)), FirstName: "Anna", City: "Ulm"}
			switch {
			case k%7 == 3:
				c = customer.Customer{Kind: customer.Contact, FirmID: 2, LastName: "Kontakt"}
			case k%5 == 0:
				c = customer.Customer{Company: names[k%len(names)] + " Technik GmbH"}
			case k%11 == 0:
				c = customer.Customer{Number: fmt.Sprint(5000 + k)}
			}
			if k%97 == 0 {
				c.Email = "gleich@example.de"
			}
			rows[i] = customer.ImportRow{Customer: c}
		}
		var ids []int64
		update(tb, db, func(tx *store.Tx) (err error) {
			if ids, err = customer.InsertMany(ctx, tx, customer.By{At: 1, Region: "DE"}, rows); err != nil {
				return err
			}
			return figures(tx, r, rows, ids)
		})
	}
	update(tb, db, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("fill", `INSERT INTO value_lifetime (customer_id, state, concept, past_cents, low_cents, future_cents, high_cents,
			shown_cents, growth_state, growth_bp, next_net_cents, param_id, rule, day)
			SELECT id, CASE WHEN id % 13 = 0 THEN 0 ELSE 2 END, 'revenue', 7, 0, id % 101, 0,
			CASE WHEN id % 13 = 0 THEN -9000000000000000 ELSE id % 101 END, 0, 0, 0, 0, 'test', '2026-11-20'
			FROM customer WHERE kind IN ('person', 'firm')`))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, store.New("fill", `INSERT INTO value_steps (customer_id, known, db1_12m_cents, order_12m_cents, care_12m_cents,
			finance_12m_cents, ours_12m_cents, db4_12m_cents, measured_12m_bp, db1_total_cents, order_total_cents, care_total_cents,
			finance_total_cents, ours_total_cents, db4_total_cents, measured_total_bp, quarter_last, quarters, rule, day)
			SELECT id, CASE WHEN id % 13 = 0 THEN 0 ELSE 1 END, 0, 0, 0, 0, 0, id % 101 - 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 'test', '2026-11-20'
			FROM customer WHERE kind IN ('person', 'firm')`))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, store.New("fill", `INSERT INTO value_referral (customer_id, referrals, bought, since, gain_cents, received_cents, given_cents)
			SELECT id, 2, 1, '2026-01-01', id % 101 - 50, 0, 0 FROM customer WHERE kind IN ('person', 'firm') AND id % 13 <> 0`))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, store.New("fill", `INSERT INTO knowledge_current (customer_id, score, missing, next_question, worth, day, rule)
			SELECT id, id % 101, 5, 'needs', 7, '2026-11-20', 'test' FROM customer WHERE kind IN ('person', 'firm') AND id % 13 <> 0`))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, store.New("fill", `INSERT INTO relationship_current (customer_id, kind, first, second, sure, events, place, strain,
			strain_since, strain_until, attention, began, since, day, rule)
			SELECT id, 'unknown', 'exchange', 'informed', id % 101, 0, 6000 + id % 101, 0, '9999-12-31', '1900-01-01', -1,
			'2026-11-20', '2026-11-20', '2026-11-20', 'test' FROM customer WHERE kind IN ('person', 'firm') AND id % 13 <> 0`))
		return err
	})
	if _, err := db.Raw().ExecContext(ctx, "ANALYZE"); err != nil {
		tb.Fatal(err)
	}
}

func update(tb testing.TB, db *store.DB, fn func(*store.Tx) error) {
	tb.Helper()
	if err := db.Update(ctx, fn); err != nil {
		tb.Fatal(err)
	}
}

func figures(tx *store.Tx, r *rand.Rand, rows []customer.ImportRow, ids []int64) error {
	var life []lifecycle.Row
	var cards []insight.Card
	var bars []consent.Statement
	for i, id := range ids {
		if rows[i].Customer.Kind == customer.Contact || id%10 == 0 {
			continue
		}
		late := day.Add(r.IntN(800) - 500)
		dormant := late.Add(r.IntN(60))
		lost := dormant.Add(r.IntN(200))
		regained := day.Add(r.IntN(60) - 50)
		standing, occasions, interval := r.IntN(4), 1+r.IntN(30), float64(r.IntN(90))+.5
		first, last := day.Add(-800+r.IntN(300)), day.Add(-r.IntN(400))
		if standing == 0 {
			late, dormant, lost, first, last = cal.Never, cal.Never, cal.Never, cal.Never, cal.Never
			regained, occasions, interval = cal.Earliest, 0, lifecycle.NoInterval
		}
		l := lifecycle.Row{
			Customer: id, Standing: standings[standing], StandingSince: first, FormerSince: cal.Never, RegularUntil: day.Add(r.IntN(100) - 50),
			RegainedUntil: regained, LateFrom: late, DormantFrom: dormant, LostFrom: lost, Occasions: occasions, IntervalCount: occasions,
			IntervalSum: 100, IntervalDays: interval, First: first, Last: last, Rule: "test", Day: day,
		}
		net := int64(r.IntN(500_000) - 1000)
		c := insight.CardOf(l, value.Row{
			NetYear: money.Cents(net), NetEver: money.Cents(net * 3), MarginYear: money.Cents(net / 3), KnownYear: 10_000, MeasuredYear: 5000,
		}, warning.Row{Score: r.IntN(900), Colour: warning.Green}, []cal.Date{day.Add(-90), last})
		life, cards = append(life, l), append(cards, c)
		if id%50 == 1 {
			bars = append(bars, consent.Statement{CustomerID: id, Kind: []consent.Kind{consent.Objected, consent.DoNotContact, consent.Deceased}[id%3], Set: true, Day: day})
		}
	}
	if err := lifecycle.WriteRows(ctx, tx, life); err != nil {
		return err
	}
	if err := insight.WriteCards(ctx, tx, cards); err != nil {
		return err
	}
	_, err := consent.Append(ctx, tx, bars)
	return err
}

// all reads a list page by page, forth and back, and checks that no page repeats or lacks
// a row.
func all(t *testing.T, db *store.DB, q list.Query) []list.Row {
	t.Helper()
	rows, pages := forth(t, db, q)
	last := pages[len(pages)-1]
	for i := len(pages) - 2; i >= 0; i-- {
		q.Before = last.Prev
		p, err := list.Find(ctx, db, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if d := gocmp.Diff(ids(pages[i].Rows), ids(p.Rows)); d != "" {
			t.Fatalf("%+v: going back to page %d (-forth +back):\n%s", q, i+1, d)
		}
		if p.Next != pages[i].Next {
			t.Fatalf("%+v: page %d leads on to another place when it was reached from behind", q, i+1)
		}
		last = p
	}
	if last.Prev != "" {
		t.Fatalf("%+v: there is a page before the first", q)
	}
	return rows
}

func ids(rows []list.Row) []int64 {
	out := make([]int64, len(rows))
	for i := range rows {
		out[i] = rows[i].ID
	}
	return out
}

func forth(t *testing.T, db *store.DB, q list.Query) (rows []list.Row, pages []list.Page) {
	t.Helper()
	seen := map[int64]bool{}
	for {
		p, err := list.Find(ctx, db, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		for _, r := range p.Rows {
			if seen[r.ID] {
				t.Fatalf("%+v: customer %d stands twice", q, r.ID)
			}
			seen[r.ID] = true
		}
		rows, pages = append(rows, p.Rows...), append(pages, p)
		if p.Next == "" {
			return rows, pages
		}
		if len(p.Rows) != q.Limit {
			t.Fatalf("%+v: a page of %d rows before the last", q, len(p.Rows))
		}
		q.After = p.Next
	}
}

// sortValue is what a row is sorted by; listed tells whether the sort shows it.
func sortValue(r list.Row, s list.Sort) (v float64, listed bool) {
	switch s {
	case list.ByLast:
		return float64(r.Last), r.Computed && r.Last != cal.Never
	case list.ByFirst:
		return float64(r.First), r.Computed && r.First != cal.Never
	case list.ByInterval:
		return r.IntervalDays, r.Computed && r.IntervalDays < lifecycle.NoInterval
	case list.ByOccasions:
		return float64(r.Occasions), r.Computed
	case list.ByNet:
		return float64(r.Net12m), r.Computed
	case list.ByTotal:
		return float64(r.NetTotal), r.Computed
	case list.ByMargin:
		return float64(r.Margin12m), r.Computed
	case list.ByWarning:
		return float64(r.WarningScore), r.Computed
	case list.ByStanding, list.ByName:
		return 0, s == list.ByName || r.Computed
	case list.ByKnown, list.ByRelation, list.ByLifetime, list.ByDB4, list.ByReferral:
		return float64(r.ID % 101), r.ID%13 != 0
	case list.ByContact, list.ByBest: // no row shows it
	}
	return 0, false
}

func TestEverySortAndFilter(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 3000)
		everyone := all(t, db, list.Query{Day: day, Limit: 500})
		if len(everyone) != 3000-429 {
			t.Fatalf("%d customers, want those without contacts", len(everyone))
		}
		keys := make([]string, len(everyone))
		for i, r := range everyone {
			c, err := customer.Get(ctx, db, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			keys[i] = c.SortKey
		}
		if !slices.IsSorted(keys) {
			t.Error("the list by name is not in order")
		}
		for _, s := range list.Sorts {
			for _, desc := range []bool{false, true} {
				for name, f := range map[string]struct {
					q  list.Query
					ok func(list.Row) bool
				}{
					"all":           {list.Query{}, func(list.Row) bool { return true }},
					"firms":         {list.Query{Kind: customer.Firm}, func(r list.Row) bool { return r.Kind == customer.Firm }},
					"regulars":      {list.Query{Standing: lifecycle.Regular}, func(r list.Row) bool { return r.Computed && r.Standing == lifecycle.Regular }},
					"repeat":        {list.Query{Standing: lifecycle.Repeat}, func(r list.Row) bool { return r.Computed && r.Standing == lifecycle.Repeat }},
					"late":          {list.Query{Activity: lifecycle.Late}, func(r list.Row) bool { return r.Computed && r.Activity == lifecycle.Late }},
					"dormant":       {list.Query{Activity: lifecycle.Dormant}, func(r list.Row) bool { return r.Computed && r.Activity == lifecycle.Dormant }},
					"lost":          {list.Query{Activity: lifecycle.Lost}, func(r list.Row) bool { return r.Computed && r.Activity == lifecycle.Lost }},
					"active":        {list.Query{Activity: lifecycle.Active}, func(r list.Row) bool { return r.Computed && r.Activity == lifecycle.Active }},
					"regained":      {list.Query{Activity: lifecycle.Regained}, func(r list.Row) bool { return r.Computed && r.Activity == lifecycle.Regained }},
					"never bought":  {list.Query{Activity: lifecycle.NoActivity}, func(r list.Row) bool { return r.Computed && r.Activity == lifecycle.NoActivity }},
					"duplicates":    {list.Query{Duplicates: true}, func(r list.Row) bool { return r.Duplicate }},
					"barred":        {list.Query{Bar: list.BarAny}, func(r list.Row) bool { return r.Bars.Any() }},
					"deceased":      {list.Query{Bar: list.BarDeceased}, func(r list.Row) bool { return r.Bars.Deceased }},
					"search":        {list.Query{Search: "muell"}, func(r list.Row) bool { return strings.Contains(r.Name, "Müller") }},
					"regular firms": {list.Query{Standing: lifecycle.Regular, Kind: customer.Firm}, func(r list.Row) bool { return r.Computed && r.Standing == lifecycle.Regular && r.Kind == customer.Firm }},
					"search and late": {list.Query{Search: "ahr", Activity: lifecycle.Late}, func(r list.Row) bool {
						return strings.Contains(r.Name, "Ahr") && r.Computed && r.Activity == lifecycle.Late
					}},
				} {
					q := f.q
					q.Day, q.Sort, q.Desc, q.Limit = day, s, desc, 300
					checkList(t, fmt.Sprintf("%s by %s desc=%v", name, s, desc), everyone, all(t, db, q), q, f.ok)
				}
			}
		}
	})
}

func checkList(t *testing.T, name string, everyone, got []list.Row, q list.Query, ok func(list.Row) bool) {
	t.Helper()
	var want, have []int64
	for _, r := range everyone {
		if _, listed := sortValue(r, q.Sort); listed && ok(r) {
			want = append(want, r.ID)
		}
	}
	for i, r := range got {
		have = append(have, r.ID)
		if i == 0 {
			continue
		}
		a, _ := sortValue(got[i-1], q.Sort)
		b, _ := sortValue(r, q.Sort)
		order := cmp.Compare(a, b)
		if q.Desc {
			order = -order
		}
		if order > 0 {
			t.Fatalf("%s: customer %d stands before %d", name, got[i-1].ID, r.ID)
		}
	}
	slices.Sort(want)
	slices.Sort(have)
	if q.Search != "" && len(have) == 500 { // the search's own limit
		return
	}
	if len(want) == 0 && (q.Sort == list.ByName || q.Sort == list.ByNet) && q.Activity == "" {
		t.Errorf("%s: nothing to compare", name)
	}
	if d := gocmp.Diff(want, have); d != "" {
		t.Fatalf("%s: %s", name, d)
	}
}

// Whoever types a name wants him first: the whole word before its beginning before a part,
// and a firm in the place of the person who leads to it.
func TestASearchListsTheBestFirst(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		firm := int64(0)
		update(t, db, func(tx *store.Tx) (err error) {
			enter := func(c customer.Customer) (id int64) {
				if err == nil {
					id, err = customer.Create(ctx, tx, customer.By{Region: "DE"}, c)
				}
				return id
			}
			enter(customer.Customer{LastName: "Aalberg", FirstName: "Anna"}) // a part, and first by name
			enter(customer.Customer{LastName: "Bergmann", FirstName: "Bernd"})
			enter(customer.Customer{LastName: "Berg", FirstName: "Zita"})
			firm = enter(customer.Customer{Company: "Zwirn KG"})
			enter(customer.Customer{Kind: customer.Contact, FirmID: firm, LastName: "Berg", FirstName: "Yvo"})
			enter(customer.Customer{Kind: customer.Contact, FirmID: firm, LastName: "Bergmann", FirstName: "Yara"}) // leads to the same firm
			enter(customer.Customer{Kind: customer.Household, Company: "Familie Berg"})                             // is in no list
			for i := range 70 {
				enter(customer.Customer{LastName: "Bergsteiger", FirstName: fmt.Sprint("Nr ", i)})
			}
			return err
		})
		q := list.Query{Day: day, Search: "berg", Limit: 20}
		rows := all(t, db, q)
		got := make([]string, len(rows))
		for i := range rows {
			got[i] = rows[i].Name
		}
		if len(got) != 74 || !slices.Contains(got[:2], "Zita Berg") || !slices.Contains(got[:2], "Zwirn KG") || got[73] != "Anna Aalberg" {
			t.Errorf("%d: %q ... %q", len(got), got[:min(4, len(got))], got[len(got)-1])
		}
		if p, err := list.Find(ctx, db, q); err != nil || p.Count != 74 || p.More {
			t.Errorf("%d found, more %v, %v", p.Count, p.More, err)
		}
		q.Sort = list.ByName
		if p, err := list.Find(ctx, db, q); err != nil || p.Rows[0].Name != "Anna Aalberg" {
			t.Errorf("by name %q stands first, %v", p.Rows[0].Name, err)
		}
		if p, err := list.Find(ctx, db, list.Query{Day: day, Sort: list.ByBest, Desc: true}); err != nil || p.Rows[0].Name == "Anna Aalberg" {
			t.Errorf("without a text best is by name: %q, %v", p.Rows[0].Name, err)
		}
	})
}

func TestCountEndsAtItsLimit(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 1500)
		p, err := list.Find(ctx, db, list.Query{Day: day})
		if err != nil || p.Count != list.CountLimit || !p.More || len(p.Rows) != list.PageSize {
			t.Errorf("all: %d rows, count %d, more %v, %v", len(p.Rows), p.Count, p.More, err)
		}
		p, err = list.Find(ctx, db, list.Query{Day: day, Bar: list.BarAny})
		if err != nil || p.Count == 0 || p.Count > 30 || p.More {
			t.Errorf("barred: count %d, more %v, %v", p.Count, p.More, err)
		}
	})
}

func TestNewCustomerIsListedAtOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error {
			_, err := customer.Create(ctx, tx, customer.By{Region: "DE"}, customer.Customer{Number: "77"})
			return err
		})
		p, err := list.Find(ctx, db, list.Query{Day: day})
		if err != nil || len(p.Rows) != 1 {
			t.Fatalf("%+v, %v", p, err)
		}
		r := p.Rows[0]
		if r.Shown() != "77" || r.Computed || r.Standing != lifecycle.Prospect || r.Activity != lifecycle.NoActivity ||
			r.Last != cal.Never || r.Net12m != money.Cents(0) || r.Recent != nil {
			t.Errorf("%+v", r)
		}
	})
}

func TestBadQueriesAreRefused(t *testing.T) {
	db := schematest.SQLite(t)
	fill(t, db, 120)
	p, err := list.Find(ctx, db, list.Query{Day: day, Sort: list.ByNet})
	if err != nil || p.Next == "" {
		t.Fatalf("%v", err)
	}
	for name, q := range map[string]list.Query{
		"an unknown sort":          {Sort: "shoe size"},
		"a list of contacts":       {Kind: customer.Contact},
		"an unknown bar":           {Bar: "grumpy"},
		"an unknown standing":      {Standing: "friend"},
		"an unknown activity":      {Activity: "asleep"},
		"a cursor of another way":  {Sort: list.ByNet, Desc: true, After: p.Next},
		"a cursor of another sort": {Sort: list.ByTotal, After: p.Next},
		"a broken cursor":          {Sort: list.ByNet, After: "%%%"},
		"an empty place":           {Sort: list.ByNet, After: "bmV0"},
	} {
		if _, err := list.Find(ctx, db, q); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzCursor(f *testing.F) {
	db := schematest.SQLite(f)
	f.Add("bmV0IDcgMTI", "net")
	f.Add("bmFtZSA3IGE", "name")
	f.Add("aW50ZXJ2YWwgNyBOYU4", "interval")
	f.Fuzz(func(t *testing.T, after, sort string) {
		if _, err := list.Find(ctx, db, list.Query{Day: day, Sort: list.Sort(sort), After: after}); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	})
}
