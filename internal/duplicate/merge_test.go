package duplicate_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var today = cal.MustParse("2026-11-24")

// house is a database with a desk whose clock moves on with every look.
type house struct {
	db   *store.DB
	desk *duplicate.Desk
	tick cal.Instant
	n    int

	article, topic, field int64 // of the shelf
}

func newHouse(db *store.DB) *house {
	h := &house{db: db, tick: 1_000_000}
	h.desk = &duplicate.Desk{
		DB: db, Ledgers: care.Registry(), Now: h.now,
		Day:      func(context.Context) (cal.Date, error) { return today, nil },
		Currency: func(context.Context) (string, error) { return "EUR", nil },
	}
	return h
}

func (h *house) now() cal.Instant { h.tick++; return h.tick }

func (h *house) by() customer.By { return customer.By{Actor: 1, At: h.now(), Region: "DE"} }

type tb interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func (h *house) update(t tb, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := h.db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func (h *house) create(t tb, c customer.Customer, source, number string) int64 {
	t.Helper()
	var id int64
	h.update(t, func(tx *store.Tx) error {
		ids, err := customer.InsertMany(context.Background(), tx, h.by(), []customer.ImportRow{{
			Customer: c, Source: source, Number: number, Fields: customer.Fields{customer.FieldCity: c.City, customer.FieldPhone: c.Phone},
		}})
		id = append(ids, 0)[0]
		return err
	})
	return id
}

func (h *house) get(t tb, id int64) customer.Customer {
	t.Helper()
	c, err := customer.Get(context.Background(), h.db, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (h *house) order(t tb, id int64, day cal.Date, cents int64) int64 {
	t.Helper()
	h.shelf(t)
	h.n++
	doc := fmt.Sprintf("R%d", h.n)
	docs := []sales.Document{{
		Order:    sales.Order{Customer: id, Source: "till", Document: doc, Day: day, Currency: "EUR", Promised: cal.Never, Delivered: cal.Never, Due: cal.Never, Paid: cal.Never, Faulty: -1},
		Lines:    []sales.Line{{Product: h.article, Class: sales.Goods, Description: "Brot", Quantity: money.Decimal{Digits: 1}, Net: moneyOf(cents)}},
		Payments: []sales.Payment{{Source: "till", Document: "P" + doc, Day: day, Amount: moneyOf(cents), Currency: "EUR"}},
	}}
	h.update(t, func(tx *store.Tx) error {
		b := sales.Books{Currency: "EUR", At: h.now()}
		if err := b.Insert(context.Background(), tx, docs); err != nil {
			return err
		}
		return b.SettleReturns(context.Background(), tx, []int64{id})
	})
	return docs[0].Order.ID
}

func (h *house) request(t tb, survivor, loser int64, take ...customer.Field) duplicate.Request {
	t.Helper()
	a, b := h.get(t, survivor), h.get(t, loser)
	return duplicate.Request{Survivor: survivor, SurvivorVersion: a.Version, Loser: loser, LoserVersion: b.Version, Take: take}
}

func (h *house) merge(t tb, survivor, loser int64, take ...customer.Field) int64 {
	t.Helper()
	id, err := h.desk.Merge(context.Background(), h.by(), h.request(t, survivor, loser, take...))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// facts are the statements that read all rows of facts, without what every change moves.
var facts = map[string]string{
	"customer": `SELECT id, kind, number, name, first_name, last_name, company, street, postcode, city, email, email_key, phone, phone_key, vat_id, birthday, card, note, firm_id, owner_id, first_contact, last_contact, created_at, import_id FROM customer`,
	"alias":    `SELECT source, number, customer_id, merged_id FROM customer_alias`, "imported": `SELECT customer_id, source, fields FROM customer_imported`,
	"parted": `SELECT a_id, b_id, reason FROM customer_duplicate WHERE state = 'dismissed'`,
	"bar":    `SELECT id, customer_id, kind, state, day, source FROM consent_bar`, "bars": `SELECT customer_id, objected, do_not_contact, deceased FROM consent_current`,
	"order": `SELECT id, customer_id, document, day, net_cents, returned_day, counts FROM sales_order`, "payment": `SELECT id, order_id, customer_id FROM sales_payment`,
	"month":   `SELECT customer_id, month, net_cents, cost_cents, orders FROM sales_month WHERE net_cents <> 0 OR orders <> 0`,
	"contact": `SELECT id, customer_id, contact_id, day, note FROM interaction`, "last": `SELECT customer_id, last_in, last_out FROM interaction_last WHERE last_in < '9999' OR last_out < '9999'`,
	"promise": `SELECT id, customer_id, words, due FROM promise`, "expectation": `SELECT id, customer_id, words FROM promise_expectation`,
	"decision": `SELECT id, customer_id, kind, reason FROM lifecycle_override`,
	"search":   `SELECT customer_id, words FROM search_entry`, "arrival": `SELECT merged_id, subject, subject_id FROM customer_arrival`,
	"key": `SELECT customer_id, key FROM match_key`,
}

// everything asks for the history up to now; 0 would be one without an entry.
const everything = -1

// dump returns all facts as sorted lines, and the entries of the history up to a newest
// one, which it returns too.
func (h *house) dump(t tb, upTo int64) (map[string][]string, int64) {
	t.Helper()
	all := map[string][]string{}
	for name, text := range facts {
		all[name] = h.lines(t, text)
	}
	if upTo == everything {
		for _, line := range h.lines(t, "SELECT coalesce(max(id), 0) FROM history_entry") {
			if _, err := fmt.Sscan(line, &upTo); err != nil {
				t.Fatal(err)
			}
		}
	}
	all["history"] = h.lines(t, fmt.Sprintf("SELECT id, subject, subject_id, verb FROM history_entry WHERE id <= %d", upTo))
	return all, upTo
}

func (h *house) lines(t tb, text string) []string {
	t.Helper()
	rows, err := h.db.QueryText(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		list = append(list, strings.Trim(fmt.Sprint(values), "[]"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// act lets something happen with one of the customers.
func (h *house) act(t *rapid.T, ids []int64) {
	ctx := context.Background()
	id := rapid.SampledFrom(ids).Draw(t, "who")
	day := today.Add(-rapid.IntRange(1, 900).Draw(t, "days ago"))
	h.n++
	by := interaction.By{Actor: 1, At: h.now()}
	switch rapid.IntRange(0, 13).Draw(t, "what") {
	case 0, 1:
		h.order(t, id, day, int64(rapid.IntRange(100, 9000).Draw(t, "cents")))
	case 2:
		h.order(t, id, day, -500)
	case 3:
		h.update(t, func(tx *store.Tx) error {
			_, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: id, Day: day, At: h.now(), Channel: interaction.Phone, Direction: interaction.In, Note: fmt.Sprint("Gespräch ", h.n)})
			return err
		})
	case 4:
		h.update(t, func(tx *store.Tx) error {
			_, _, err := promise.Make(ctx, tx, by, promise.Promise{Customer: id, Party: interaction.Us, Kind: promise.Thing, Text: "Angebot", Due: today, Minute: promise.Anytime, Made: day})
			return err
		})
	case 5:
		h.update(t, func(tx *store.Tx) error {
			s := consent.Statement{CustomerID: id, Kind: rapid.SampledFrom([]consent.Kind{consent.Objected, consent.DoNotContact}).Draw(t, "bar"), Day: day, Source: "letter", Actor: 1, At: h.now()}
			if rapid.Bool().Draw(t, "lift") {
				return consent.Lift(ctx, tx, s)
			}
			return consent.Set(ctx, tx, s)
		})
	case 6:
		h.update(t, func(tx *store.Tx) error {
			c, err := customer.Get(ctx, tx, id)
			if err != nil {
				return err
			}
			_, err = customer.Update(ctx, tx, h.by(), id, c.Version, customer.Fields{customer.FieldCity: fmt.Sprint("Mustertal ", h.n), customer.FieldNote: rapid.SampledFrom([]string{"", "mag Dinkel", "kommt samstags"}).Draw(t, "note")})
			return err
		})
	case 7:
		h.update(t, func(tx *store.Tx) error {
			return lifecycle.Decide(ctx, tx, id, lifecycle.Act{Day: today, Kind: lifecycle.ActSet, Reason: "kennt uns lange"}, 1, h.now())
		})
	case 8:
		if other := rapid.SampledFrom(ids).Draw(t, "other"); other != id {
			if err := h.desk.Dismiss(ctx, h.by(), id, other, true); err != nil {
				t.Fatal(err)
			}
		}
	default:
		other := rapid.SampledFrom(ids).Draw(t, "other")
		h.learn(t, id, other, day)
	}
}

// Whatever happened before, merging and taking back returns to the same rows, also when
// merges follow upon merges.
func TestUnmergeReturnsToTheSameRows(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		checks := 0
		rapid.Check(t, func(t *rapid.T) {
			if checks++; checks > 40 && db.Dialect() == store.SQLite || checks > 12 && db.Dialect() == store.Postgres {
				return // every check adds customers to one database
			}
			var ids []int64
			for i := range 4 {
				h.n++
				c := customer.Customer{Kind: customer.Person, FirstName: rapid.SampledFrom([]string{"Max", "Maxi", "Eva"}).Draw(t, "first"), LastName: "Haller", City: "Mustertal", Phone: fmt.Sprint("0910112345", i%2)}
				ids = append(ids, h.create(t, c, rapid.SampledFrom([]string{"till", "shop"}).Draw(t, "source"), fmt.Sprint("K", h.n)))
			}
			for range rapid.IntRange(0, 12).Draw(t, "acts") {
				h.act(t, ids)
			}
			h.weigh(t, ids...)
			type step struct {
				merge int64
				rows  map[string][]string
				upTo  int64
				gone  int64
			}
			var stack []step
			for range rapid.IntRange(1, 7).Draw(t, "steps") {
				if len(ids) > 1 && (len(stack) == 0 || rapid.Bool().Draw(t, "merge")) {
					i := rapid.IntRange(0, len(ids)-1).Draw(t, "survivor")
					j := (i + rapid.IntRange(1, len(ids)-1).Draw(t, "loser")) % len(ids)
					rows, upTo := h.dump(t, everything)
					take := rapid.SliceOfNDistinct(rapid.SampledFrom(duplicate.Fields), 0, 4, rapid.ID).Draw(t, "take")
					stack = append(stack, step{h.merge(t, ids[i], ids[j], take...), rows, upTo, ids[j]})
					ids = slices.Delete(ids, j, j+1)
					continue
				}
				last := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				if err := h.desk.Unmerge(context.Background(), h.by(), last.merge, false); err != nil {
					t.Fatal(err)
				}
				ids = append(ids, last.gone)
				got, _ := h.dump(t, last.upTo)
				for _, name := range slices.Sorted(maps.Keys(got)) {
					if diff := cmp.Diff(last.rows[name], got[name]); diff != "" {
						t.Fatalf("%s (-before +after):\n%s", name, diff)
					}
				}
			}
		})
	})
}

func TestMergingMovesEverything(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		h := newHouse(db)
		a := h.create(t, customer.Customer{Kind: customer.Person, FirstName: "Max", LastName: "Haller", Phone: "09101 123456"}, "till", "10")
		b := h.create(t, customer.Customer{Kind: customer.Person, FirstName: "Max", LastName: "Haller", Email: "max@example.de", City: "Mustertal"}, "till", "20")
		h.order(t, a, today.Add(-30), 1000)
		h.order(t, b, today.Add(-20), 2000)
		h.update(t, func(tx *store.Tx) error {
			return consent.Set(ctx, tx, consent.Statement{CustomerID: b, Kind: consent.Objected, Day: today, Source: "letter", At: h.now()})
		})
		counts, err := h.desk.Preview(ctx, h.by(), h.request(t, a, b))
		if err != nil || !slices.Contains(counts, duplicate.Counted{Ledger: "sales", Rows: 1}) {
			t.Fatalf("preview %v %v", counts, err)
		}
		r := h.request(t, a, b, customer.FieldEmail, customer.FieldCity)
		merge, err := h.desk.Merge(ctx, h.by(), r)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.desk.Merge(ctx, h.by(), r); err != nil || again != merge {
			t.Errorf("the second submit is merge %d, %v", again, err)
		}
		if at, moved, err := duplicate.Follow(ctx, db, b); err != nil || !moved || at != a {
			t.Errorf("%d leads to %d, %v %v", b, at, moved, err)
		}
		if c := h.get(t, a); c.Email != "max@example.de" || c.City != "Mustertal" || c.Phone == "" {
			t.Errorf("fields %+v", c)
		}
		if n, err := sales.CountOf(ctx, db, a); err != nil || n != 2 {
			t.Errorf("%d documents, %v", n, err)
		}
		if bars, err := consent.Current(ctx, db, a); err != nil || !bars.Objected {
			t.Errorf("the objection of either counts: %+v %v", bars, err)
		}
		found, err := customer.Lookup(ctx, db, "till", []string{"10", "20"})
		if err != nil || found["10"] != a || found["20"] != a {
			t.Errorf("nightly files reach %v, %v", found, err)
		}
		via, err := customer.MergedAliases(ctx, db, "till")
		if err != nil || via["20"] != (customer.Via{MergedID: b, Silent: true}) {
			t.Errorf("numbers of merged customers %v, %v", via, err)
		}
		// What comes later stays, but for what came under his number.
		stays, goes := h.order(t, a, today.Add(-2), 300), h.order(t, a, today.Add(-1), 400)
		h.update(t, func(tx *store.Tx) error { return customer.NoteArrivals(ctx, tx, b, "sales_order", goes) })
		c := h.get(t, a)
		h.update(t, func(tx *store.Tx) error {
			_, err := customer.Update(ctx, tx, h.by(), a, c.Version, customer.Fields{customer.FieldEmail: "haller@example.de"})
			return err
		})
		if err := h.desk.Unmerge(ctx, h.by(), merge, false); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a later change is asked about, got %v", err)
		}
		if err := h.desk.Unmerge(ctx, h.by(), merge, true); err != nil {
			t.Fatal(err)
		}
		if err := h.desk.Unmerge(ctx, h.by(), merge, true); err != nil {
			t.Errorf("taken back twice: %v", err)
		}
		if c := h.get(t, a); c.Email != "haller@example.de" || c.City != "" {
			t.Errorf("what was changed since stays, the rest returns: %+v", c)
		}
		owners := h.lines(t, fmt.Sprintf("SELECT id, customer_id FROM sales_order WHERE id IN (%d, %d)", stays, goes))
		want := []string{fmt.Sprint(stays, " ", a), fmt.Sprint(goes, " ", b)}
		slices.Sort(want)
		if !slices.Equal(owners, want) {
			t.Errorf("documents %v, want %v", owners, want)
		}
	})
}

func TestMergesAreTakenBackInReverse(t *testing.T) {
	h := newHouse(schematest.SQLite(t))
	who := func(first string) int64 {
		return h.create(t, customer.Customer{Kind: customer.Person, FirstName: first, LastName: "Haller"}, "till", first)
	}
	a, b, c := who("A"), who("B"), who("C")
	first := h.merge(t, b, a)
	second := h.merge(t, c, b)
	if at, _, err := duplicate.Follow(t.Context(), h.db, a); err != nil || at != c {
		t.Errorf("the first leads to %d, %v", at, err)
	}
	if err := h.desk.Unmerge(t.Context(), h.by(), first, false); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the older merge first: %v", err)
	}
	for _, id := range []int64{second, first} {
		if err := h.desk.Unmerge(t.Context(), h.by(), id, false); err != nil {
			t.Fatal(err)
		}
	}
	h.get(t, a)
}

func TestMergeIsRefused(t *testing.T) {
	h := newHouse(schematest.SQLite(t))
	firm := h.create(t, customer.Customer{Kind: customer.Firm, Company: "Haller GmbH"}, "till", "1")
	person := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Haller"}, "till", "2")
	contact := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Meier"}, "till", "3")
	h.update(t, func(tx *store.Tx) error {
		c := h.get(t, contact)
		_, err := customer.Update(t.Context(), tx, h.by(), contact, c.Version, customer.Fields{customer.FieldKind: "contact", customer.FieldFirm: fmt.Sprint(firm)})
		return err
	})
	stale := h.request(t, firm, person)
	stale.LoserVersion++
	for name, c := range map[string]struct {
		r    duplicate.Request
		want fault.Kind
	}{
		"with himself":               {h.request(t, person, person), fault.Invalid},
		"a contact and a buyer":      {h.request(t, person, contact), fault.Invalid},
		"of somebody changed since":  {stale, fault.Conflict},
		"of somebody who is not any": {duplicate.Request{Survivor: person, Loser: 999}, fault.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := h.desk.Merge(t.Context(), h.by(), c.r); fault.KindOf(err) != c.want {
				t.Errorf("got %v", err)
			}
		})
	}
}

func moneyOf(cents int64) money.Cents { return money.Cents(cents) }

// Two customers who were called two for more than one reason stay two when one of them is
// merged, and nothing of it is left when the merge is taken back.
func TestDecisionsForSeveralReasonsGoBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, h := t.Context(), newHouse(db)
		who := func(first, phone string) int64 {
			return h.create(t, customer.Customer{Kind: customer.Person, FirstName: first, LastName: "Haller", Phone: phone}, "till", first)
		}
		kept, gone, other := who("Eva", "09101 1"), who("Max", "09101 123456"), who("Maxi", "09101 123456")
		h.update(t, func(tx *store.Tx) error {
			return customer.NoteSimilar(ctx, tx, h.now(), []customer.Scored{{A: gone, B: other, Score: 1850}})
		})
		if err := h.desk.Dismiss(ctx, h.by(), gone, other, true); err != nil {
			t.Fatal(err)
		}
		pairs := func() int64 {
			n, err := store.Value[int64](ctx, db, store.New("pairs", "SELECT count(*) FROM customer_duplicate WHERE a_id = $1 AND b_id = $2"), kept, other)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		merge := h.merge(t, kept, gone)
		if n := pairs(); n != 2 {
			t.Fatalf("%d decisions went along, want 2", n)
		}
		if err := h.desk.Unmerge(ctx, h.by(), merge, false); err != nil {
			t.Fatal(err)
		}
		if n := pairs(); n != 0 {
			t.Errorf("%d decisions stayed behind", n)
		}
	})
}
