package party_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-24")
	by    = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

// update runs do in a transaction and returns its failure.
func update(db *store.DB, do func(tx *store.Tx) error) error { return db.Update(ctx, do) }

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func add(t rapid.TB, db *store.DB, c customer.Customer) (id int64) {
	t.Helper()
	must(t, update(db, func(tx *store.Tx) (err error) { id, err = customer.Create(ctx, tx, by, c); return err }))
	return id
}

func get(t rapid.TB, db *store.DB, id int64) customer.Customer {
	t.Helper()
	c, err := customer.Get(ctx, db, id)
	must(t, err)
	return c
}

func human(first, last string) customer.Customer {
	return customer.Customer{Kind: customer.Person, FirstName: first, LastName: last}
}

func firm(name string) customer.Customer {
	return customer.Customer{Kind: customer.Firm, Company: name}
}

func join(db *store.DB, from, to int64, kind party.Kind, more ...func(*party.Link)) (id int64, err error) {
	l := party.Link{From: from, To: to, Kind: kind, Since: cal.Never, Until: cal.Never}
	for _, m := range more {
		m(&l)
	}
	err = update(db, func(tx *store.Tx) (err error) { id, err = party.Join(ctx, tx, by, l); return err })
	return id, err
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func TestLinksKeepTheirRules(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		anna, paul := add(t, db, human("Anna", "Berger")), add(t, db, human("Paul", "Berger"))
		mother, daughter, other := add(t, db, firm("Haller AG")), add(t, db, firm("Haller GmbH")), add(t, db, firm("Kolb KG"))
		home := add(t, db, customer.Customer{Kind: customer.Household, Company: "Familie Berger"})
		named := func(l *party.Link) { l.Label, l.BackLabel = "Steuerberater von", "Mandant von" }
		for _, c := range []struct {
			name     string
			from, to int64
			kind     party.Kind
			more     func(*party.Link)
			want     string
		}{
			{"a person works for a firm", anna, mother, party.WorksFor, nil, ""},
			{"a second role is another link", anna, mother, party.WorksFor, func(l *party.Link) { l.Label = "Einkauf" }, ""},
			{"the same role is not", anna, mother, party.WorksFor, func(l *party.Link) { l.Label = "Einkauf" }, "party.twice"},
			{"a firm works for nobody", mother, other, party.WorksFor, nil, "party.link_ends.works_for"},
			{"nobody is linked to himself", anna, anna, party.Family, nil, "party.self_link"},
			{"family", anna, paul, party.Family, nil, ""},
			{"family from the other side is the same", paul, anna, party.Family, nil, "party.twice"},
			{"a person joins a household", anna, home, party.Member, nil, ""},
			{"a firm joins none", mother, home, party.Member, nil, "party.link_ends.member"},
			{"a household owns no firm", home, mother, party.Parent, nil, "party.link_ends.parent"},
			{"a firm owns a firm", mother, daughter, party.Parent, nil, ""},
			{"a firm has one parent", other, daughter, party.Parent, nil, "party.second_parent"},
			{"a parent since nobody knows when was it before too", other, daughter, party.Parent, func(l *party.Link) { l.Until = today.Add(-900) }, "party.second_parent"},
			{"a daughter does not own her mother", daughter, mother, party.Parent, nil, "party.twice"},
			{"a free link needs both words", anna, other, party.Free, nil, "party.labels_missing"},
			{"a free link", anna, other, party.Free, named, ""},
			{"the end follows the beginning", paul, mother, party.WorksFor, func(l *party.Link) { l.Since, l.Until = today, today }, "party.span"},
			{"an unknown kind", paul, mother, "envies", nil, "party.link_kind"},
		} {
			more := c.more
			if more == nil {
				more = func(*party.Link) {}
			}
			if _, err := join(db, c.from, c.to, c.kind, more); key(err) != c.want || c.want == "" && err != nil {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
		list, err := party.Links(ctx, db, mother, 50)
		must(t, err)
		if len(list) != 3 {
			t.Fatalf("%d links, want 3: %+v", len(list), list)
		}
		for _, l := range list {
			if l.Kind == party.WorksFor && (!l.Back || l.OtherName != "Anna Berger" || l.Word() != l.Label) {
				t.Errorf("seen from the firm: %+v", l)
			}
		}
		free, err := party.Links(ctx, db, other, 50)
		must(t, err)
		for _, l := range free {
			if l.Kind == party.Free && l.Word() != "Mandant von" {
				t.Errorf("the free link is called %q from its end", l.Word())
			}
		}
	})
}

// Whatever is tried, nobody is above himself and nobody has two parents.
func TestParentsStayAForest(t *testing.T) {
	db := schematest.SQLite(t)
	var firms []int64
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		firms = append(firms, add(t, db, firm(name+" GmbH")))
	}
	rapid.Check(t, func(t *rapid.T) {
		above := map[int64]int64{}
		var made []int64
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			from, to := rapid.SampledFrom(firms).Draw(t, "from"), rapid.SampledFrom(firms).Draw(t, "to")
			allowed := from != to && above[to] == 0
			for at := from; allowed && at != 0; at = above[at] {
				allowed = at != to
			}
			id, err := join(db, from, to, party.Parent)
			if allowed != (err == nil) {
				t.Fatalf("%d above %d: allowed %v, got %v", from, to, allowed, err)
			}
			if err == nil {
				above[to], made = from, append(made, id)
			}
		}
		for _, id := range made {
			must(t, update(db, func(tx *store.Tx) error { return party.Part(ctx, tx, by, id, 1) }))
		}
	})
}

func TestParentSeesTheSumOfAllBelow(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		top, mid, low, sold := add(t, db, firm("Top")), add(t, db, firm("Mid")), add(t, db, firm("Low")), add(t, db, firm("Sold"))
		for _, l := range [][2]int64{{top, mid}, {mid, low}} {
			_, err := join(db, l[0], l[1], party.Parent)
			must(t, err)
		}
		_, err := join(db, top, sold, party.Parent, func(l *party.Link) { l.Since, l.Until = today.Add(-900), today.Add(-10) })
		must(t, err)
		must(t, update(db, func(tx *store.Tx) error {
			var docs []sales.Document
			for i, id := range []int64{top, mid, low, sold, low} {
				o := sales.Blank()
				o.Customer, o.Source, o.Document, o.Currency, o.Kind = id, "t", string(rune('a'+i)), "EUR", sales.Sale
				o.Day, o.Net = today.Add(-20), 10000
				docs = append(docs, sales.Document{Order: o, Lines: []sales.Line{{Class: sales.Goods, Quantity: money.Decimal{Digits: 1}, Net: 10000}}})
			}
			return sales.Books{Currency: "EUR", At: 1}.Insert(ctx, tx, docs)
		}))
		got, err := party.RollUp(ctx, db, top, today, today.AddMonths(-12).MonthKey())
		must(t, err)
		if want := (party.Sum{Firms: 2, Orders: 3, Net: 30000}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		if got, err := party.RollUp(ctx, db, low, today, 0); err != nil || got != (party.Sum{}) {
			t.Errorf("below the last: %+v, %v", got, err)
		}
	})
}

func point(way party.Way, value string) party.Point {
	return party.Point{Way: way, Value: value, Since: cal.Never, Until: cal.Never, Bad: cal.Never}
}

func TestPoints(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := human("Anna", "Berger")
		c.Phone = "040 66969117"
		id := add(t, db, c)
		put := func(p party.Point) (n int64) {
			p.Customer = id
			must(t, update(db, func(tx *store.Tx) (err error) { n, err = party.AddPoint(ctx, tx, by, p); return err }))
			return n
		}
		mobile := point(party.Phone, "0171 5550123")
		mobile.Usage = "mobile"
		second := put(mobile)
		put(point(party.Mail, "Anna@Example.de"))
		if got := get(t, db, id); got.Phone != "040 66969117" || got.Email != "Anna@Example.de" {
			t.Fatalf("the first of its kind stands in the row, a further one not: %q %q", got.Phone, got.Email)
		}
		must(t, update(db, func(tx *store.Tx) error { return party.MakePrimary(ctx, tx, by, second, get(t, db, id).Version) }))
		now := get(t, db, id)
		if now.PhoneKey != "+491715550123" {
			t.Errorf("primary %q", now.PhoneKey)
		}
		list, err := party.Points(ctx, db, &now, "DE")
		must(t, err)
		var keys []string
		for _, p := range list {
			mark := ""
			if p.Primary {
				mark = "!"
			}
			keys = append(keys, p.Key+mark)
		}
		if got, want := strings.Join(keys, " "), "+491715550123! +494066969117 anna@example.de!"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		// A number that ends leaves the row, and the next good one takes its place.
		p, err := party.ReadPoint(ctx, db, second)
		must(t, err)
		p.Until = today
		must(t, update(db, func(tx *store.Tx) error { return party.ChangePoint(ctx, tx, by, p) }))
		if got := get(t, db, id); got.PhoneKey != "+494066969117" {
			t.Errorf("after the end: %q", got.PhoneKey)
		}
		if err := update(db, func(tx *store.Tx) error { return party.ChangePoint(ctx, tx, by, p) }); key(err) != "history.row_changed" {
			t.Errorf("a second editor: %v", err)
		}
		bad := point(party.Phone, "abc")
		bad.Customer = id
		if err := update(db, func(tx *store.Tx) error { _, err := party.AddPoint(ctx, tx, by, bad); return err }); key(err) != "party.phone" {
			t.Errorf("no number: %v", err)
		}
		short := point(party.Phone, "Durchwahl 12")
		short.Customer = id
		for _, number := range []string{"110", "4711", "Durchwahl 12"} {
			short.Value = number
			if err := update(db, func(tx *store.Tx) error { _, err := party.AddPoint(ctx, tx, by, short); return err }); err != nil {
				t.Errorf("the short number %s: %v", number, err)
			}
		}
		twice := point(party.Mail, "anna@example.DE")
		twice.Customer = id
		if err := update(db, func(tx *store.Tx) error { _, err := party.AddPoint(ctx, tx, by, twice); return err }); key(err) != "history.row_exists" {
			t.Errorf("the same mail again: %v", err)
		}
	})
}

func TestReplacedAddressIsKept(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := human("Anna", "Berger")
		c.Street, c.Postcode, c.City = "Mühlenstieg 4", "00000", "Mustertal"
		id := add(t, db, c)
		must(t, update(db, func(tx *store.Tx) error {
			_, err := party.Update(ctx, tx, by, today, id, 1, customer.Fields{customer.FieldStreet: "Neuer Weg 1", customer.FieldLastName: "Huber"})
			return err
		}))
		now := get(t, db, id)
		list, err := party.Points(ctx, db, &now, "DE")
		must(t, err)
		if len(list) != 2 || list[0].Value != "Neuer Weg 1, 00000 Mustertal" || !list[1].Past(today) || list[1].Street != "Mühlenstieg 4" {
			t.Errorf("%+v", list)
		}
	})
}

func TestFormOfAddressHasAHistory(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id, house := add(t, db, human("Anna", "Berger")), add(t, db, firm("Haller GmbH"))
		agree := func(who int64, f party.Form, since cal.Date) error {
			return update(db, func(tx *store.Tx) error {
				_, err := party.Agree(ctx, tx, by, today, party.Agreed{Customer: who, Form: f, Offered: party.ByThem, Since: since})
				return err
			})
		}
		must(t, agree(id, party.Du, today.Add(-5)))
		must(t, agree(id, party.Sie, today.Add(-900))) // told later, but older
		if c := get(t, db, id); c.AddressForm != "du" {
			t.Errorf("the row says %q", c.AddressForm)
		}
		must(t, agree(id, party.Neutral, today))
		c, list := get(t, db, id), []party.Agreed(nil)
		list, err := party.Forms(ctx, db, id)
		must(t, err)
		if len(list) != 3 || party.FormOf(&c, list, party.Du) != party.Neutral {
			t.Errorf("%+v", list)
		}
		if err := agree(house, party.Du, today); key(err) != "party.form_person" {
			t.Errorf("a firm: %v", err)
		}
		if err := agree(id, party.Du, today.Add(1)); key(err) != "party.future" {
			t.Errorf("tomorrow: %v", err)
		}
		undoLast(t, db, id)
		if c := get(t, db, id); c.AddressForm != "du" {
			t.Errorf("after the undo the row says %q", c.AddressForm)
		}
	})
}

// undoLast takes back the newest change of the room about a customer.
func undoLast(t rapid.TB, db *store.DB, id int64) {
	t.Helper()
	list, err := history.Of(ctx, db, row.Subject, id, 0, 50)
	must(t, err)
	for _, e := range list {
		if !strings.HasPrefix(e.Verb, "party.") {
			continue
		}
		must(t, update(db, func(tx *store.Tx) error { _, err := party.Undo(ctx, tx, by, e); return err }))
		return
	}
	t.Fatal("nothing to undo")
}

func TestContactLeavesInOneAction(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		house := add(t, db, firm("Haller GmbH"))
		contact := func(last string) int64 {
			return add(t, db, customer.Customer{Kind: customer.Contact, LastName: last, FirmID: house, Role: "Einkauf"})
		}
		old, next, stranger := contact("Alt"), contact("Neu"), add(t, db, human("Kim", "Fremd"))
		leave := func(successor int64) (id int64, err error) {
			err = update(db, func(tx *store.Tx) (err error) {
				id, err = party.Leave(ctx, tx, by, old, successor, today.Add(-3), today)
				return err
			})
			return id, err
		}
		if _, err := leave(stranger); key(err) != "party.successor" {
			t.Errorf("a stranger follows: %v", err)
		}
		id, err := leave(0)
		must(t, err)
		if _, err := leave(next); key(err) != "party.left_already" {
			t.Errorf("leaving twice: %v", err)
		}
		gone, err := party.Departures(ctx, db, house)
		must(t, err)
		if len(gone) != 1 || gone[0].Contact != old || gone[0].Day != today.Add(-3) {
			t.Fatalf("%+v", gone)
		}
		visits, err := party.Proposals(ctx, db, 3, today, 10)
		must(t, err)
		if len(visits) != 1 || visits[0].Customer != house || visits[0].Occasion != party.Change {
			t.Errorf("%+v", visits)
		}
		if over, err := party.Proposals(ctx, db, 3, today.Add(30), 10); err != nil || len(over) != 0 {
			t.Errorf("after its time: %+v, %v", over, err)
		}
		roles, err := party.Links(ctx, db, old, 10)
		must(t, err)
		if len(roles) != 1 || roles[0].Until != today.Add(-3) || roles[0].Label != "Einkauf" {
			t.Errorf("%+v", roles)
		}
		must(t, update(db, func(tx *store.Tx) error { return party.Follow(ctx, tx, by, id, 1, next) }))
		var signs int
		must(t, party.EachDeparture(ctx, db, 0, 1000, today, func(d party.Departure) error { signs++; return nil }))
		if signs != 1 {
			t.Errorf("%d signs", signs)
		}
		must(t, update(db, func(tx *store.Tx) error { return party.Return(ctx, tx, by, id, 2) }))
		visits, err = party.Proposals(ctx, db, 3, today, 10)
		must(t, err)
		roles, err = party.Links(ctx, db, old, 10)
		must(t, err)
		if len(visits) != 0 || roles[0].Until != cal.Never {
			t.Errorf("after the return: %+v %+v", visits, roles)
		}
	})
}

func TestDecidedVisitIsOffTheList(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		house := add(t, db, firm("Haller GmbH"))
		old := add(t, db, customer.Customer{Kind: customer.Contact, LastName: "Alt", FirmID: house})
		must(t, update(db, func(tx *store.Tx) error { _, err := party.Leave(ctx, tx, by, old, 0, today, today); return err }))
		open, err := party.Proposals(ctx, db, 3, today, 10)
		must(t, err)
		decide := func(version int64, s party.State) {
			t.Helper()
			must(t, update(db, func(tx *store.Tx) error { return party.Decide(ctx, tx, by, open[0].ID, version, s, today) }))
		}
		decide(1, party.Done)
		if now, err := party.Proposals(ctx, db, 3, today, 10); err != nil || len(now) != 0 {
			t.Errorf("%+v, %v", now, err)
		}
		decide(2, party.Open)
		if now, err := party.Proposals(ctx, db, 3, today, 10); err != nil || len(now) != 1 || now[0].Decided != cal.Never {
			t.Errorf("opened again: %+v, %v", now, err)
		}
	})
}

func TestUndoGivesBackWhatWasThere(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		anna, house := add(t, db, human("Anna", "Berger")), add(t, db, firm("Haller GmbH"))
		id, err := join(db, anna, house, party.WorksFor)
		must(t, err)
		must(t, update(db, func(tx *store.Tx) error { return party.End(ctx, tx, by, id, 1, today) }))
		undoLast(t, db, anna)
		if l, err := party.ReadLink(ctx, db, id); err != nil || l.Until != cal.Never {
			t.Errorf("%+v, %v", l, err)
		}
		l, err := party.ReadLink(ctx, db, id)
		must(t, err)
		must(t, update(db, func(tx *store.Tx) error { return party.Part(ctx, tx, by, id, l.Version) }))
		undoLast(t, db, anna)
		if back, err := party.ReadLink(ctx, db, id); err != nil || back.To != house {
			t.Errorf("a removed link comes back: %+v, %v", back, err)
		}
		list, err := history.Of(ctx, db, row.Subject, anna, 0, 50)
		must(t, err)
		first := list[len(list)-2] // the join; the customer's own entry is older
		if err := update(db, func(tx *store.Tx) error { _, err := party.Undo(ctx, tx, by, first); return err }); err != nil {
			t.Errorf("the link is as it was joined, so that can be taken back: %v", err)
		}
	})
}

func TestForgottenCustomerIsNowhere(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		anna, house := add(t, db, human("Anna", "Berger")), add(t, db, firm("Haller GmbH"))
		_, err := join(db, anna, house, party.WorksFor)
		must(t, err)
		p := point(party.Mail, "anna@example.de")
		p.Customer = anna
		must(t, update(db, func(tx *store.Tx) error { _, err := party.AddPoint(ctx, tx, by, p); return err }))
		must(t, update(db, func(tx *store.Tx) error { return party.Forget(ctx, tx, anna) }))
		for _, table := range []string{"party_link", "party_point", "party_form", "party_departure", "party_proposal"} {
			if n, err := store.Value[int64](ctx, db, store.New("count", "SELECT count(*) FROM "+table)); err != nil || n != 0 {
				t.Errorf("%s: %d rows, %v", table, n, err)
			}
		}
	})
}

// What follows a customer into another record goes back when that is taken back, and
// nothing is there twice or linked to itself in between.
func TestMovingThereAndBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b, house := add(t, db, human("Anna", "Berger")), add(t, db, human("A.", "Berger")), add(t, db, firm("Haller GmbH"))
		for _, l := range [][2]int64{{a, house}, {b, house}} {
			_, err := join(db, l[0], l[1], party.WorksFor)
			must(t, err)
		}
		_, err := join(db, a, b, party.Family)
		must(t, err)
		_, err = join(db, a, house, party.Free, func(l *party.Link) { l.Label, l.BackLabel = "berät", "beraten von" })
		must(t, err)
		of := func(id int64) int {
			list, err := party.Links(ctx, db, id, 50)
			must(t, err)
			return len(list)
		}
		moved := map[int][]int64{}
		for i, m := range party.Movings() {
			must(t, update(db, func(tx *store.Tx) (err error) { moved[i], err = m.Relink(ctx, tx, a, b); return err }))
		}
		if of(a) != 2 || of(b) != 3 { // the same role and the link to himself stay
			t.Errorf("moved: %d stay, %d are there", of(a), of(b))
		}
		for i, m := range party.Movings() {
			must(t, update(db, func(tx *store.Tx) error { return m.Unlink(ctx, tx, moved[i], a) }))
		}
		if of(a) != 3 || of(b) != 2 {
			t.Errorf("moved back: %d and %d", of(a), of(b))
		}
	})
}

func TestHousehold(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		anna, paul := add(t, db, human("Anna", "Berger")), add(t, db, human("Paul", "Berger"))
		var home int64
		must(t, update(db, func(tx *store.Tx) (err error) {
			home, err = party.NewHousehold(ctx, tx, by, "Familie Berger", today, anna, paul)
			return err
		}))
		list, err := party.Links(ctx, db, home, 10)
		must(t, err)
		if c := get(t, db, home); len(list) != 2 || c.Name != "Familie Berger" || c.Kind != customer.Household {
			t.Errorf("%+v %+v", c, list)
		}
		due, err := store.Value[int64](ctx, db, store.New("due", "SELECT count(*) FROM customer_due WHERE customer_id = $1"), home)
		must(t, err)
		if due != 0 {
			t.Error("a household waits for figures")
		}
	})
}
