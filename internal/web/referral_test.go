package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

func TestARecommendationIsNotedCorrectedAndTakenBack(t *testing.T) {
	h, house, first, _, anna := people(t)
	v := h.signedIn("jana")
	url := at(anna, "empfehlungen")
	p := v.get(url).press(v, "Sichern", "wer", "Haller GmbH", "tag", "2026-11-02", "woher", "told", "gebeten", "no", "sowieso", "no", "notiz", "Beim Abholen gesagt")
	p.says("Haller GmbH", "kam durch die Empfehlung", "Zurücknehmen")
	given, err := referral.Given(ctx, h.db, anna)
	if err != nil || len(given) != 1 || given[0].Referrer != house || given[0].Anyway != referral.No || given[0].Share != referral.Whole {
		t.Fatalf("%+v, %v", given, err)
	}
	for name, test := range map[string]struct {
		at   string
		who  string
		want string
	}{
		"nobody recommends himself":   {url, fmt.Sprint("/kunden/", anna), "Niemand empfiehlt sich selbst"},
		"a circle is refused":         {at(house, "empfehlungen"), fmt.Sprint("Anna Berger /kunden/", anna), "So stünde jemand über sich selbst"},
		"who is not known is said so": {url, "Zwirbelquast", "Zwirbelquast"},
		"one recommender is enough":   {url, fmt.Sprint("/kunden/", first), "verringern Sie zuerst den Anteil"},
	} {
		t.Run(name, func(t *testing.T) {
			v.post(test.at, "act", "von", "wer", test.who).says(test.want)
		})
	}
	if got := v.get("/kunden/namen?wer=Hall").body; !strings.Contains(got, fmt.Sprint("/kunden/", house)) {
		t.Errorf("suggested: %s", got)
	}
	v.get(at(house, "empfehlungen")).says("Hat uns empfohlen an", "Berger")
	v.get(fmt.Sprint("/kunden/", anna)).says("Empfohlen von", "Haller GmbH")
	v.get(fmt.Sprint("/kunden/", anna, "?nur=empfehlungen")).says("Empfohlen von", "Haller GmbH")
	v.get(fmt.Sprint("/kunden/", house, "?nur=empfehlungen")).says("Hat uns empfohlen an", "Berger")
	p.press(v, "Zurücknehmen").want(http.StatusOK)
	if given, err = referral.Given(ctx, h.db, anna); err != nil || len(given) != 0 {
		t.Errorf("%v, %v", given, err)
	}
}

// By keys alone: a name is searched, the recommendation is noted, and the tree shows it on
// the pages of both.
func TestBrowserARecommendationIsEnteredAndSeenAsATree(t *testing.T) {
	h := bakery(t, locale.DeDE)
	a := h.add(customer.Customer{FirstName: "Hanna", LastName: "Wohlers", City: "Mustertal"})
	b := h.add(customer.Customer{FirstName: "Jörg", LastName: "Ahrensböck", City: "Mustertal"})
	c := h.add(customer.Customer{FirstName: "Nele", LastName: "Petersen", City: "Mustertal"})
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	for _, pair := range [][2]int64{{b, a}, {c, b}} {
		name := map[int64]string{a: "Hanna Wohlers", b: "Jörg Ahrensböck"}[pair[1]]
		p.Open(h.server.URL + at(pair[0], "empfehlungen"))
		p.Click("#empfohlen-von details summary")
		p.Type("#empfohlen-von input[name=wer]", name[:4])
		testkit.Run(p, "wait for suggestions", chromedp.WaitReady(chromedp.CSS(fmt.Sprintf("#namen option[value$='/kunden/%d']", pair[1]))))
		p.Type("#empfohlen-von input[name=wer]", fmt.Sprint(name[4:], " /kunden/", pair[1], "\r"))
		p.Wait("#empfohlen-von a[href='/kunden/" + fmt.Sprint(pair[1]) + "']")
	}
	p.Open(h.server.URL + at(a, "empfehlungen"))
	p.Wait("#hat-empfohlen .tree .tree a[href='/kunden/" + fmt.Sprint(c) + "']")
	says(p, "main", "Jörg Ahrensböck")
	sound(t, p, "the recommendations")
	p.Screenshot("empfehlungen-desktop")
	p.Open(h.server.URL + "/kunden/" + fmt.Sprint(a))
	p.Wait("#empfehlungen .tree .tree a[href='/kunden/" + fmt.Sprint(c) + "']")
	sound(t, p, "the page of a customer with recommendations")
}
