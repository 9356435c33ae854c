package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
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
		"Beschwerden und Belastung noch nicht erfasst", "386,88 €", "1.040,00 €", "value/loss/2",
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
