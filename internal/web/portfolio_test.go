package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

func TestPortfolioOfTheDemoFirm(t *testing.T) {
	h := regulars(t, locale.DeDE)
	v := h.signedIn("jana")
	p := v.get("/portfolio").want(http.StatusOK).says("Kundenportfolio", "Nähe gewinnen", "Noch nicht eingerechnet", "portfolio/1")
	p.hides("NaN", "Starkunde", "Mitnahmekunde")
	v.get("/portfolio?mass=jahr&feld=keep").want(http.StatusOK).says("Bedarf entdecken", "Nicht: teure Geschenke.").hides("NaN")
	v.get("/portfolio?feld=unsinn&mass=unsinn").want(http.StatusOK)
}

func TestPortfolioLeadsToItsCustomersAndIsSavedOnce(t *testing.T) {
	h := regulars(t, locale.DeDE)
	v := h.signedIn("jana")
	first := v.post("/portfolio/ansicht", "feld", "protect")
	if !strings.HasPrefix(first.path, "/kunden") {
		t.Fatalf("leads to %s", first.path)
	}
	first.says("Pflegen und feiern", "Feld im Portfolio")
	if again := v.post("/portfolio/ansicht", "feld", "protect"); again.path != first.path {
		t.Errorf("saved twice: %s and %s", first.path, again.path)
	}
	v.post("/portfolio/ansicht", "feld", "alle").want(http.StatusNotFound)
}

// The firm may draw the lines elsewhere, from today and for everybody.
func TestTheLinesOfThePortfolioAreMoved(t *testing.T) {
	h := regulars(t, locale.DeDE)
	v := h.signedIn("jana")
	today := cal.MustParse("9999-12-30")
	before, _, found, err := portfolio.Latest(ctx, h.db, today)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	v.get("/portfolio").want(http.StatusOK).says("Grenzen verschieben", "die obersten 50 %")
	v.post("/portfolio/grenzen", "eng", "50", "hoch", "20").want(http.StatusOK).says("die obersten 20 %")
	after, _, _, err := portfolio.Latest(ctx, h.db, today)
	if err != nil {
		t.Fatal(err)
	}
	if after.Frame.Worth != .2 || after.Frame.Strong != .5 || before.Frame.Worth != .5 || after.Customers != before.Customers || after.Day != before.Day {
		t.Errorf("before %d customers on %v, after %d on %v, parts %v and %v", before.Customers, before.Day, after.Customers, after.Day, after.Frame.Strong, after.Frame.Worth)
	}
	for _, part := range []string{"0", "100", "", "x"} {
		v.post("/portfolio/grenzen", "eng", part, "hoch", "50").says("zwischen 10 und 90 %")
	}
	h.signedIn("theo").post("/portfolio/grenzen", "eng", "50", "hoch", "50").want(http.StatusForbidden)
}

func TestPortfolioNeedsEnoughCustomers(t *testing.T) {
	h := bakery(t, locale.EnGB)
	h.open().signedIn("jana").get("/portfolio").want(http.StatusOK).says("It takes at least 20 customers")
}

func TestPortfolioIsForThoseWhoSeeFigures(t *testing.T) {
	h := regulars(t, locale.DeDE)
	h.signedIn("theo").get("/portfolio").want(http.StatusForbidden)
	h.signedIn("theo").get("/portfolio/minus").want(http.StatusForbidden)
}

func TestNoQuestionIsSaidAsSuch(t *testing.T) {
	h := regulars(t, locale.DeDE)
	h.signedIn("jana").get("/portfolio/minus?nach=x:y").want(http.StatusOK).says("Keine offene Frage")
}

func TestQuestionsAboutCostsAreListedWithTheirRemedy(t *testing.T) {
	h := regulars(t, locale.DeDE)
	ids := make([]int64, 60)
	rows := make([]value.LossRow, len(ids))
	for i := range ids {
		ids[i] = int64(i + 2)
		rows[i] = value.LossRow{
			Customer: ids[i], Year: -100 * money.Cents(1000-i), Negative: 4, Quarters: 8, Chance: 9000, Rule: value.LossRule, Day: figuresDay,
			Net: 842000, Driver: cost.Shipping, DriverCents: 90000, DriverTimes: 34,
			Remedy: value.Remedy{Kind: value.MinimumOrder, Amount: 15000, Low: 95000, High: 190000, Enough: true},
		}
	}
	rows[3].Remedy = value.Remedy{}
	h.update(func(tx *store.Tx) error { return value.WriteLosses(ctx, tx, ids, rows) })
	v := h.signedIn("jana")
	p := v.get("/portfolio").says("Seit über einem Jahr im Minus", "60 Kunden", "Versand, 900 € in diesem Jahr, 34 Mal", "Mindestbestellwert 150 €", "900 €", "im Gespräch klären", "Alle zeigen")
	if n := len(p.All("#minus tbody tr")); n != 4 {
		t.Errorf("%d questions on the page", n)
	}
	all := v.get("/portfolio/minus").want(http.StatusOK)
	first := len(all.All("#minus tbody tr"))
	next := all.One(t, "#minus .card-foot a").Attr("href")
	if second := len(v.get(next).want(http.StatusOK).All("#minus tbody tr")); first+second != 45 || first > 50 {
		t.Errorf("%d and %d questions", first, second) // of those who exist
	}
	address, _ := list.Address(audience.Rule{Field: "loss", Op: audience.Is, Values: []string{"yes"}})
	v.get("/kunden?regel=" + url.QueryEscape(address)).want(http.StatusOK).says("Zusammenarbeit derzeit nicht kostendeckend")
}
