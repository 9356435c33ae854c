package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// weekly is a customer who bought for 12.40 each week of two years; the goods cost 4.96, or
// nobody knows what.
func (h *house) weekly(name string, costed bool) int64 {
	h.t.Helper()
	id := h.add(customer.Customer{Kind: customer.Person, FirstName: "Gast", LastName: name})
	line := sales.Line{Description: "Dinkel-Kruste", Quantity: money.Decimal{Digits: 1}, Net: 12_40}
	if costed {
		line.Cost, line.Quality = 4_96, sales.Given
	}
	var docs []sales.Document
	for week := range 110 {
		o := sales.Blank()
		day := figuresDay.Add(-2 - 7*week)
		o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = id, "kasse", name+day.String(), day.String(), day, "EUR"
		docs = append(docs, sales.Document{Order: o, Lines: []sales.Line{line}})
	}
	h.update(func(tx *store.Tx) error { return sales.Books{Currency: "EUR", At: cal.At(h.now)}.Insert(ctx, tx, docs) })
	return id
}

var ordersOf = store.New("test-orders-of", `SELECT id, day FROM sales_order WHERE customer_id = $1 ORDER BY id`)

// shipments lets every document of a customer cost as much to be sent.
func (h *house) shipments(id int64, cause cost.Cause, each money.Cents) {
	h.t.Helper()
	type order struct {
		id  int64
		day cal.Date
	}
	list, err := store.All(ctx, h.db, ordersOf, func(o *order) []any { return []any{&o.id, &o.day} }, id)
	if err != nil || len(list) == 0 {
		h.t.Fatal(list, err)
	}
	h.update(func(tx *store.Tx) error {
		for _, o := range list {
			e := cost.Entry{Customer: id, Order: o.id, Kind: cost.Shipping, Cause: cause, Amount: each, Quality: cost.Measured, Day: o.day}
			if _, err := cost.Add(ctx, tx, customer.By{At: cal.At(h.now), Region: "DE"}, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// Each parcel of some who buy weekly costs much. The question is asked of the one who is
// the cause alone, not of him whose goods may have cost next to nothing, nor where the firm
// is the cause. His four quarters hold 52 purchases: sales of 644.80, a margin of 386.88,
// less 1,040 of shipping. A minimum order of 40 would leave 17 parcels and save 700.
func TestAQuestionNamesWhatTakesMostAndTheGentlestRemedy(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	for i := range 25 {
		h.weekly(fmt.Sprint("Treu", i), true)
	}
	his, ours, unpriced := h.weekly("Sommer", true), h.weekly("Winter", true), h.weekly("Herbst", false)
	h.shipments(his, cost.ByCustomer, 20_00)
	h.shipments(ours, cost.Ours, 20_00)
	h.shipments(unpriced, cost.ByCustomer, 10_00)
	h.compute(figuresDay)
	h.compute(figuresDay) // by the spread that the first run learned
	v := h.open().signedIn("jana")
	card := v.get(customerPath(his)).want(http.StatusOK).One(t, "#frage")
	for _, want := range []string{
		"Deckt die Zusammenarbeit ihre Kosten?", "Vom 01.10.2025 bis 30.09.2026 blieb nach allen Kosten −653 €", "in 4 von 4 Quartalen", "Das ist eine Frage, kein Urteil",
		"Größter Kostenpunkt: Versand", "1.040 € in diesem Jahr, 52 Mal", "Mindestbestellwert 40 €: DB IV +700 € im Jahr", "Zwischen 350 € und 700 €",
		"Beschwerden und Belastung noch nicht erfasst", "386,88 €", "1.040,00 €", "value/loss/3",
	} {
		if !strings.Contains(card.Text(), want) {
			t.Errorf("misses %q: %s", want, card.Text())
		}
	}
	if card.Has("form") {
		t.Error("a question does nothing by itself")
	}
	for _, id := range []int64{ours, unpriced} {
		if v.get(customerPath(id)).want(http.StatusOK).Has("#frage") {
			t.Errorf("customer %d is asked about", id)
		}
	}
	list := v.get("/portfolio/minus").want(http.StatusOK).says("Mindestbestellwert 40 €", "zusammen −653 €")
	if rows := list.All("#minus tbody tr"); len(rows) != 1 || !strings.Contains(rows[0].Text(), "Sommer") {
		t.Errorf("%d questions", len(rows))
	}
}

// While a complaint is open that lies with the firm or is not cleared up, and in a strained phase,
// nothing is asked: neither on the customer's page nor in the list nor by the filter.
func TestAQuestionWaitsForComplaintsAndStrain(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	for i := range 25 {
		h.weekly(fmt.Sprint("Treu", i), true)
	}
	his := h.weekly("Sommer", true)
	h.shipments(his, cost.ByCustomer, 20_00)
	h.compute(figuresDay)
	h.compute(figuresDay) // by the spread that the first run learned
	v := h.open().signedIn("jana")
	asked := func(when string, want bool, says string) {
		t.Helper()
		page := v.get(customerPath(his)).want(http.StatusOK)
		if page.Has("#frage") != want {
			t.Errorf("%s: asked %v on the page, want %v", when, !want, want)
		} else if want && !strings.Contains(page.One(t, "#frage").Text(), says) {
			t.Errorf("%s: misses %q: %s", when, says, page.One(t, "#frage").Text())
		}
		rows := 0
		if want {
			rows = 1
		}
		if got := len(v.get("/portfolio/minus").want(http.StatusOK).All("#minus tbody tr")); got != rows {
			t.Errorf("%s: %d questions in the list, want %d", when, got, rows)
		}
		for option, n := range map[string]int{"yes": rows, "no": 26 - rows} {
			got, err := audience.Standard().Count(ctx, h.db, audience.Rule{Field: "loss", Op: audience.Is, Values: []string{option}}, figuresDay)
			if err != nil || int(got) != n {
				t.Errorf("%s: %d customers fulfil loss %s, want %d, %v", when, got, option, n, err)
			}
		}
	}
	asked("nothing recorded", true, "Beschwerden und Belastung noch nicht erfasst")
	complaint := feedback.Complaint{
		Customer: his, Day: figuresDay.Add(-5), At: 1, Since: 1, Channel: interaction.Counter, Words: "Hart", Owner: 1, Task: feedback.Solve, DueAt: 1, Due: figuresDay.Add(-2),
	}
	by := customer.By{At: cal.At(h.now), Region: "DE"}
	var id int64
	h.update(func(tx *store.Tx) (err error) { id, err = feedback.Complain(ctx, tx, by, complaint); return err })
	asked("a complaint that nobody has cleared up", false, "")
	for _, one := range []struct {
		cause cost.Cause
		asks  bool
	}{{cost.Ours, false}, {cost.ByCustomer, true}, {cost.Third, true}} {
		h.update(func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, store.New("test-cause", "UPDATE feedback_complaint SET cause = $1"), string(one.cause))
			return err
		})
		asked("a complaint caused by "+string(one.cause), one.asks, "Keine offene Beschwerde, die bei uns liegt, und keine angespannte Phase")
	}
	h.update(func(tx *store.Tx) error { return feedback.RemoveComplaint(ctx, tx, by, id, 1) })
	h.update(func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("test-strain", `INSERT INTO relationship_current (customer_id, kind, first, second, sure, events, place, strain,
  strain_since, strain_until, attention, began, since, day, rule) VALUES ($1, 'unknown', 'exchange', 'informed', 0, 4, 6000, 2, '2026-10-01', $2, -1, '2024-10-01', '2024-10-01', $2, 'x')`), his, figuresDay)
		return err
	})
	asked("strain that is over", true, "keine angespannte Phase")
	h.update(func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("test-strain", "UPDATE relationship_current SET strain_until = $1"), figuresDay.Add(1))
		return err
	})
	asked("strain that lasts", false, "")
}

// In a real browser: from the portfolio over the list of questions to the card of the
// customer, which names driver and remedy and opens its reasons, on a desk and on a phone.
func TestBrowserAQuestionLeadsFromThePortfolioToItsReasons(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	for i := range 25 {
		h.weekly(fmt.Sprint("Treu", i), true)
	}
	his := h.weekly("Sommer", true)
	h.shipments(his, cost.ByCustomer, 20_00)
	h.compute(figuresDay)
	h.compute(figuresDay) // by the spread that the first run learned
	h.open()
	for _, size := range []testkit.View{testkit.Desktop, testkit.Phone} {
		p := testkit.Chromium(t).Page(t, size)
		p.Open(h.server.URL + "/anmelden")
		p.Type("input[name=name]", "jana")
		p.Type("input[name=passwort]", password)
		p.Follow("main form button")
		p.Open(h.server.URL + "/portfolio/minus")
		p.Click(fmt.Sprintf("main a[href^='%s#']", customerPath(his)))
		p.Wait("#frage")
		said := func(selector string) string { return strings.ReplaceAll(p.Text(selector), "\u00a0", " ") }
		if text := said("#frage"); !strings.Contains(text, "Größter Kostenpunkt: Versand") || !strings.Contains(text, "Mindestbestellwert 40 €") {
			t.Errorf("the card says %q", text)
		}
		p.Click("#frage details summary")
		if text := said("#frage details"); !strings.Contains(text, "1.040,00 €") {
			t.Errorf("the reasons say %q", text)
		}
	}
}

// What a customer is worth stands as one row for each way, each with what it is counted in, and
// nowhere as one sum.
func TestTheWaysOfBeingWorthStandBesideEachOther(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	for i := range 21 {
		h.weekly(fmt.Sprint("Treu", i), true)
	}
	his, brought := h.weekly("Sommer", true), h.weekly("Winter", true)
	by := customer.By{At: cal.At(h.now), Region: "DE"}
	h.update(func(tx *store.Tx) error {
		if _, err := referral.Note(ctx, tx, by, figuresDay, referral.Referral{Referred: brought, Referrer: his, Day: figuresDay.Add(-800), Anyway: referral.No}); err != nil {
			return err
		}
		_, err := feedback.Note(ctx, tx, by, figuresDay, feedback.Idea{Customer: his, Day: figuresDay.Add(-90), Words: "Kleinere Laibe", State: feedback.Adopted, Low: 100_00, Mid: 250_00, High: 400_00})
		return err
	})
	h.compute(figuresDay)
	h.compute(figuresDay) // by what the first run learned of all
	v := h.open().signedIn("jana")
	v.get(customerPath(his)).want(http.StatusOK).says(
		"Durch Empfehlungen", "nach Kosten, indirekt: eine Empfehlung, 1 davon kauft", "kommt zu den anderen Beträgen nicht hinzu",
		"Durch Anregungen und Auskünfte", "250 € nach Schätzung der Firma (100 € bis 400 €), indirekt", "Umsatz netto, direkt", "Kundenwert der nächsten 36 Monate",
		"Was die andere Seite davon hat", "noch nicht erfragt")
	v.get(customerPath(brought)).want(http.StatusOK).says("keine Empfehlung eingetragen", "keine Anregung eingetragen")
}

// said writes what customers answered to a survey, one answer each.
func (h *house) said(day cal.Date, marks string, customers ...int64) {
	h.t.Helper()
	h.update(func(tx *store.Tx) error {
		for _, id := range customers {
			if _, err := tx.Exec(ctx, store.New("test-said", `INSERT INTO survey_answer (wave_id, customer_id, kind, day, marks) VALUES (1, $1, 'partner', $2, $3)`), id, day, marks); err != nil {
				return err
			}
		}
		return nil
	})
}

// What people said of satisfaction and benefit stands in their half, on the axis beside sales and
// value, and decides whether recommendations of one are expected.
func TestWhatWasSaidOfSatisfactionStandsBesideTheValue(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	var ids []int64
	for i := range 21 {
		ids = append(ids, h.weekly(fmt.Sprint("Treu", i), true))
	}
	his, brought := ids[0], h.weekly("Winter", true)
	by := customer.By{At: cal.At(h.now), Region: "DE"}
	h.update(func(tx *store.Tx) error {
		_, err := referral.Note(ctx, tx, by, figuresDay, referral.Referral{Referred: brought, Referrer: his, Day: figuresDay.Add(-800), Anyway: referral.No})
		return err
	})
	h.compute(figuresDay)
	h.compute(figuresDay) // by what the first run learned of all
	v := h.open().signedIn("jana")
	referrals := customerPath(his) + "/empfehlungen"
	v.get(referrals).want(http.StatusOK).says("im Mittel aller Kunden; wie zufrieden dieser ist, wurde noch nicht gefragt")
	v.get(bookAddress).want(http.StatusOK).says("Zufriedenheit ist noch nicht gefragt worden")
	day := figuresDay.Add(-30)
	h.said(day, `{"core":4,"worth":2}`, his)
	v.get(customerPath(his)).want(http.StatusOK).says("zuletzt besser, gesagt am", "hat es sich gerechnet: zum Teil, gesagt am").hides("noch nicht erfragt")
	v.get(referrals).want(http.StatusOK).says("eine Empfehlung, die kaufte, angenähert an alle")
	h.said(day, `{"core":3,"worth":3}`, ids[1:5]...)
	h.said(day.AddMonths(-24), `{"core":1,"worth":1}`, ids[5:9]...)
	h.said(day, `{"core":2,"worth":1}`, ids[5])
	h.said(day, `{"fit":2}`, ids[6])
	var fields []string
	for _, at := range []string{"protect", "decide", "keep", "standard"} {
		fields = append(fields, v.get("/portfolio?feld="+at).want(http.StatusOK).One(t, "#feld").Text())
	}
	if all := strings.Join(fields, " "); !strings.Contains(all, "in 5 von 6 Antworten wie erwartet oder besser, 12 Monate") || !strings.Contains(all, "in 5 von 6 Antworten hat es sich wenigstens zum Teil gerechnet") {
		t.Errorf("no field tells what was said: %s", all)
	}
	p := v.get(bookAddress).want(http.StatusOK).says("Zufriedenheit: wie erwartet oder besser").hides("Zufriedenheit ist noch nicht gefragt worden")
	if text := p.One(t, "#achse").Text(); !strings.Contains(text, "83 % (5 von 6)") {
		t.Errorf("the axis says %s", text)
	}
	if n := len(p.All("#achse svg")); n != 14 {
		t.Errorf("%d pictures", n)
	}
	if head, _, _ := strings.Cut(v.get(bookAddress+"/verlauf.csv").want(http.StatusOK).body, "\n"); strings.Count(head, ";") != 7 {
		t.Errorf("a file with the columns %s", head)
	}
	h.said(figuresDay.Add(-2), `{"core":2}`, his)
	v.get(referrals).want(http.StatusOK).says("noch offen: am", "war es schlechter").hides("angenähert an alle")
}
