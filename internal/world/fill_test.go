package world

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var ctx = context.Background()

// small is a world's options for a quick test.
var small = Options{Today: today, Customers: 60, Seed: 5}

// expected sums up what the generator makes, without a database.
type expected struct {
	customers, contacts, orders, lines, payments, bars int
	net, gross                                         money.Cents
}

func expect(w World, o Options) (e expected) {
	o = o.of(w)
	add := func(docs []sales.Document) {
		for _, d := range docs {
			e.orders++
			e.lines += len(d.Lines)
			e.payments += len(d.Payments)
			e.net += netOf(d.Lines)
			e.gross += grossOf(d.Lines)
		}
	}
	for id := 1; id <= o.Customers; id++ {
		m := w.customer(o.Seed, o.Today, id)
		e.customers++
		e.contacts += len(m.contacts)
		e.bars += len(m.bars)
		add(m.docs)
	}
	for day := w.start(o.Today); day < o.Today; day++ {
		if d, ok := w.counter(o.Seed, day); ok {
			add([]sales.Document{d})
		}
	}
	return e
}

func stored(t *testing.T, db *store.DB, query string) int64 {
	t.Helper()
	var n int64
	if err := db.Raw().QueryRowContext(ctx, query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFillWritesEverythingThatWasMade(t *testing.T) {
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			schematest.Each(t, func(t *testing.T, db *store.DB) {
				o := small
				last := 0
				o.Progress = func(done, total int) {
					if done < last || total != o.Customers {
						t.Errorf("progress went from %d to %d of %d", last, done, total)
					}
					last = done
				}
				if err := Fill(ctx, db, w, o); err != nil {
					t.Fatal(err)
				}
				if last != o.Customers {
					t.Errorf("progress ended at %d", last)
				}
				e := expect(w, small)
				for query, want := range map[string]int{
					"SELECT COUNT(*) FROM customer WHERE kind IN ('person', 'firm')":                                                                    e.customers,
					"SELECT COUNT(*) FROM customer WHERE kind = 'contact'":                                                                              e.contacts,
					"SELECT COUNT(*) FROM customer c JOIN customer f ON f.id = c.firm_id WHERE f.kind = 'firm'":                                         e.contacts,
					"SELECT COUNT(*) FROM sales_order":                                                                                                  e.orders,
					"SELECT COUNT(*) FROM sales_line":                                                                                                   e.lines,
					"SELECT COUNT(*) FROM sales_payment":                                                                                                e.payments,
					"SELECT COUNT(*) FROM consent_bar":                                                                                                  e.bars,
					"SELECT SUM(net_cents) FROM sales_order":                                                                                            int(e.net),
					"SELECT SUM(net_cents) FROM sales_month":                                                                                            int(e.net),
					"SELECT SUM(net_cents + tax_cents) FROM sales_order":                                                                                int(e.gross),
					"SELECT COUNT(*) FROM sales_order WHERE day >= '" + today.String() + "'":                                                            0,
					"SELECT COUNT(*) FROM sales_order WHERE delivered_day BETWEEN '2026-11-23' AND '9999-12-30'":                                        0,
					"SELECT COUNT(*) FROM sales_order WHERE paid_day BETWEEN '2026-11-23' AND '9999-12-30'":                                             0,
					"SELECT COUNT(*) FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id WHERE c.id IS NULL":                                0,
					"SELECT COUNT(*) FROM sales_line l LEFT JOIN sales_product p ON p.id = l.product_id WHERE p.id IS NULL AND l.class <> 'adjustment'": 0,
				} {
					if got := stored(t, db, query); got != int64(want) {
						t.Errorf("%s: %d, want %d", query, got, want)
					}
				}
			})
		})
	}
}

// What a demo is to show beside good customers is there at its usual size.
func TestWorldsHoldTheirAwkwardCases(t *testing.T) {
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			db := schematest.SQLite(t)
			if err := Fill(ctx, db, w, Options{Today: today}); err != nil {
				t.Fatal(err)
			}
			queries := []string{
				"SELECT COUNT(DISTINCT a_id) FROM customer_duplicate",
				"SELECT COUNT(*) FROM consent_current WHERE objected = 1",
				"SELECT COUNT(*) FROM customer WHERE id > 1 AND phone = '' AND kind <> 'contact'",
				"SELECT COUNT(*) FROM customer WHERE id > 1 AND street = '' AND kind <> 'contact'",
				"SELECT COUNT(*) FROM sales_line WHERE class = 'free'",
				"SELECT COUNT(*) FROM sales_line WHERE cost_quality = 0 AND class = 'goods'",
				"SELECT COUNT(*) FROM sales_line WHERE cost_quality = 1",
				"SELECT COUNT(*) FROM sales_line WHERE cost_quality = 2",
			}
			switch w.Name {
			case "bakery":
				queries = append(queries, "SELECT COUNT(*) FROM sales_order WHERE customer_id = 1",
					"SELECT COUNT(*) FROM sales_order WHERE kind = 'cancellation'", "SELECT COUNT(*) FROM customer WHERE id > 1 AND name = ''")
			case "dealer":
				queries = append(queries, "SELECT COUNT(*) FROM sales_order WHERE kind = 'credit_note'",
					"SELECT COUNT(*) FROM sales_order WHERE delivered_day > promised_day AND delivered_day < '9999-12-31'",
					"SELECT COUNT(*) FROM sales_order WHERE paid_day > due_day AND paid_day < '9999-12-31'")
				if n := stored(t, db, "SELECT COUNT(*) FROM customer WHERE kind = 'contact'"); n != 1900 {
					t.Errorf("%d contact persons, want 1900", n)
				}
			case "shop":
				queries = append(queries, "SELECT COUNT(*) FROM sales_order WHERE returned_day < '9999-12-31'",
					"SELECT COUNT(*) FROM sales_line WHERE class = 'postage'")
			}
			for _, q := range queries {
				if stored(t, db, q) == 0 {
					t.Errorf("none: %s", q)
				}
			}
		})
	}
}

func TestFillStopsWhenAsked(t *testing.T) {
	db := schematest.SQLite(t)
	stop, cancel := context.WithCancel(ctx)
	o := Options{Today: today, Customers: 3 * batchCustomers, Progress: func(int, int) { cancel() }}
	if err := Fill(stop, db, Shop(), o); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want that it was cancelled", err)
	}
	if n := stored(t, db, "SELECT COUNT(*) FROM customer"); n == 1 || n > 2*batchCustomers+1 {
		t.Errorf("%d customers after a stop in the first batch", n)
	}
}

// Any range of customers can be made in any order, and more customers change none.
func TestCustomersDoNotDependOnEachOther(t *testing.T) {
	for _, w := range Worlds() {
		f := &filler{w: w, o: small.of(w)}
		whole := f.make(1, 41)
		second := f.make(21, 41)
		first := f.make(1, 21)
		rows := append(slices.Clone(first.rows), second.rows...)
		if diff := cmp.Diff(whole.rows, rows); diff != "" {
			t.Errorf("%s: customers made in parts differ:\n%s", w.Name, diff)
		}
		docs := append(slices.Clone(first.docs), second.docs...)
		if diff := cmp.Diff(whole.docs, docs, cmpopts.IgnoreFields(sales.Order{}, "Customer")); diff != "" {
			t.Errorf("%s: documents made in parts differ:\n%s", w.Name, diff)
		}
	}
}

func exported(t *testing.T, w World, o Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Export(&out, w, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSameSeedGivesTheSameBytes(t *testing.T) {
	for _, w := range Worlds() {
		a, b := exported(t, w, small), exported(t, w, small)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two exports of one seed differ", w.Name)
		}
		o := small
		o.Seed++
		if bytes.Equal(a, exported(t, w, o)) {
			t.Errorf("%s: another seed gives the same file", w.Name)
		}
	}
}

// The file of a world says what Fill writes, in the form of that trade.
func TestExportHoldsTheSameSales(t *testing.T) {
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			raw := exported(t, w, small)
			r := csv.NewReader(bytes.NewReader(raw))
			if german := w.Name != "shop"; german {
				if utf8.Valid(raw) {
					t.Error("the file is not in the old code page: no umlaut in it")
				}
				r = csv.NewReader(charmap.Windows1252.NewDecoder().Reader(bytes.NewReader(raw)))
				r.Comma = ';'
			}
			head, err := r.Read()
			if err != nil {
				t.Fatal(err)
			}
			e := expect(w, small)
			amount, want := slices.Index(head, "UMS_BRT"), e.gross
			switch w.Name {
			case "dealer":
				amount, want = slices.Index(head, "Betrag Netto"), e.net
			case "shop":
				amount = slices.Index(head, "Line Total Gross")
			}
			rows, sum := 0, money.Cents(0)
			for {
				row, err := r.Read()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				rows++
				sum += cents(t, row[amount])
				if strings.ContainsAny(strings.Join(row, ""), "\x1a\ufffd") {
					t.Errorf("row %d has a letter that the code page lacks: %q", rows, row)
				}
				if want := map[bool]string{true: "2006-01-02", false: "02.01.2006"}[w.Name == "shop"]; len(row[slices.IndexFunc(head, isDay)]) != len(want) {
					t.Errorf("row %d: day %q", rows, row)
				}
			}
			if rows != e.lines || sum != want {
				t.Errorf("%d rows with %d cents, want %d rows with %d", rows, sum, e.lines, want)
			}
		})
	}
}

func isDay(head string) bool {
	return head == "DATUM" || head == "Belegdatum" || head == "Order Date"
}

func cents(t *testing.T, s string) money.Cents {
	t.Helper()
	d, err := money.ParseDecimal(strings.Replace(s, ",", ".", 1))
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Cents(2)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Names, addresses and numbers belong to nobody, and nobody shares them but duplicates.
func TestNobodyRealIsReached(t *testing.T) {
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			mails, phones := map[string]int{}, map[string]int{}
			for id := 1; id <= 5000; id++ {
				m := w.customer(2, today, id)
				rows := append([]customer.ImportRow{m.row}, m.contacts...)
				if m.SameAs > 0 {
					if m.SameAs >= id {
						t.Fatalf("customer %d is the same as %d", id, m.SameAs)
					}
					continue
				}
				for _, row := range rows {
					c := row.Customer
					if c.Kind == customer.Contact {
						c.FirmID = 2
					}
					customer.Prepare(&c, "DE")
					if c.Number = row.Number; c.Kind != customer.Contact || c.Name != "" {
						if err := customer.Check(&c); err != nil {
							t.Errorf("customer %d: %v", id, err)
						}
					}
					checkReach(t, c)
					once(t, mails, c.EmailKey, id)
					once(t, phones, c.PhoneKey, id)
				}
			}
		})
	}
}

func once(t *testing.T, seen map[string]int, key string, id int) {
	t.Helper()
	if key == "" {
		return
	}
	if other, ok := seen[key]; ok {
		t.Errorf("customers %d and %d share %s", other, id, key)
	}
	seen[key] = id
}

func checkReach(t *testing.T, c customer.Customer) {
	t.Helper()
	if c.Email != "" {
		local, domain, _ := strings.Cut(c.Email, "@")
		if !slices.Contains(mailDomains, domain) || strings.Trim(local, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
			t.Errorf("mail address %s", c.Email)
		}
	}
	if c.Phone != "" && !slices.ContainsFunc(freePrefixes[:], func(p [2]string) bool {
		return strings.HasPrefix(c.PhoneKey, "+49"+p[0]+p[1])
	}) {
		t.Errorf("telephone number %s (%s)", c.Phone, c.PhoneKey)
	}
	if c.Postcode != "" && c.Postcode != "00000" {
		t.Errorf("postcode %s", c.Postcode)
	}
}

func TestGoodsHaveSensiblePrices(t *testing.T) {
	for _, w := range Worlds() {
		numbers := map[string]bool{}
		unknown := 0
		for _, a := range w.goods.articles {
			if numbers[a.number] || a.name == "" || a.price <= 0 || (a.vat != 700 && a.vat != 1900) {
				t.Errorf("%s: article %+v", w.Name, a)
			}
			numbers[a.number] = true
			if a.cost == "" {
				unknown++
				continue
			}
			cost := cents(t, a.cost)
			net := a.price
			if w.basket.gross {
				net = withoutTax([]money.Cents{a.price}, []int{a.vat})[0]
			}
			if cost <= 0 || cost >= net {
				t.Errorf("%s: %s costs %d and brings %d", w.Name, a.name, cost, net)
			}
		}
		if unknown == 0 {
			t.Errorf("%s: every cost is known", w.Name)
		}
	}
}

// Only who has left for good may be noted as deceased, and nothing is dated ahead.
func TestBarsFitTheTruth(t *testing.T) {
	kinds := map[consent.Kind]int{}
	for id := 1; id <= 20000; id++ {
		l := Shop().live(4, today, id)
		for _, s := range Shop().bars(4, l, today) {
			kinds[s.Kind]++
			if s.Day < l.First || s.Day >= today || (s.Kind == consent.Deceased && l.Left == cal.Never) {
				t.Errorf("customer %d: %s on %s, first %s, left %s", id, s.Kind, s.Day, l.First, l.Left)
			}
		}
	}
	if len(kinds) != 3 {
		t.Errorf("bars %v, want all three kinds", kinds)
	}
}
