package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// categories writes categories of goods, the first with one article.
func (h *house) categories(names ...string) (ids []int64) {
	h.t.Helper()
	h.update(func(tx *store.Tx) error {
		for _, name := range names {
			id, _, err := sales.EnsureCategory(ctx, tx, name, locale.Fold(name))
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return sales.MergeProducts(ctx, tx, []sales.Product{{Source: "kasse", Number: "1", Name: "Dinkel-Kruste", Category: ids[0]}})
	})
	return ids
}

func (h *house) margin(id int64) (margin int, sensitive bool) {
	h.t.Helper()
	list, err := sales.Categories(ctx, h.db)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range list {
		if c.ID == id {
			return c.Margin, c.Sensitive
		}
	}
	h.t.Fatalf("no category %d", id)
	return 0, false
}

func TestMarginsAreEnteredAndTakenBack(t *testing.T) {
	h := bakery(t, locale.DeDE)
	var queued [][]int64
	h.server.Close()
	h.Reprice = func(_ context.Context, _ *store.Tx, ids []int64) error { queued = append(queued, ids); return nil }
	h.open()
	ids := h.categories("Brot", "Tee & Kräuter")
	v := h.signedIn("jana")
	v.get("/einstellungen").want(http.StatusOK).says("Warengruppen und Margen", "2 Warengruppen", "Für 2 ist keine Marge bekannt")
	p := v.get("/einstellungen/warengruppen").want(http.StatusOK).says("Brot", "Tee & Kräuter", "kein Umsatz")
	field := func(p page, prefix string, id int64) string {
		return p.One(t, fmt.Sprintf("[name=%s%d]", prefix, id)).Attr("value")
	}
	if got := p.One(t, fmt.Sprintf("[name=m%d]", ids[0])).Attr("placeholder"); got != "nicht bekannt" || field(p, "m", ids[0]) != "" {
		t.Errorf("an unknown margin stands there as %q %q", field(p, "m", ids[0]), got)
	}
	post := func(bread, tea string, more ...string) page {
		now := v.get("/einstellungen/warengruppen")
		fields := []string{}
		for i, value := range []string{bread, tea} {
			fields = append(fields, fmt.Sprint("m", ids[i]), value, fmt.Sprint("w", ids[i]), field(now, "w", ids[i]))
		}
		return v.post("/einstellungen/warengruppen", append(fields, more...)...)
	}
	bad := post("62,5 %", "130").want(http.StatusUnprocessableEntity).says("Nichts ist gesichert")
	if field(bad, "m", ids[0]) != "62,5 %" || !bad.Has(fmt.Sprintf("[name=m%d][aria-invalid=true]", ids[1])) {
		t.Error("what was typed is gone, or the field is not marked")
	}
	if m, _ := h.margin(ids[0]); m != -1 {
		t.Errorf("half of a refused form was saved: %d", m)
	}
	saved := post("62,5 %", "", fmt.Sprint("s", ids[1]), "1").want(http.StatusOK).says("2 Warengruppen gesichert", "Rückgängig")
	if m, s := h.margin(ids[0]); m != 6250 || s {
		t.Errorf("bread has %d, sensitive %v", m, s)
	}
	if m, s := h.margin(ids[1]); m != -1 || !s {
		t.Errorf("tea has %d, sensitive %v", m, s)
	}
	if fmt.Sprint(queued) != fmt.Sprint([][]int64{{ids[0]}}) {
		t.Errorf("queued %v", queued)
	}
	entry := saved.One(t, "input[name=eintrag]").Attr("value")
	v.post("/einstellungen/warengruppen/zurueck", "eintrag", entry).want(http.StatusOK).hides("name=\"eintrag\"")
	if m, s := h.margin(ids[1]); m != -1 || s {
		t.Errorf("tea has %d, sensitive %v after the undo", m, s)
	}
	if m, _ := h.margin(ids[0]); m != -1 {
		t.Errorf("bread has %d after the undo", m)
	}
	v.post("/einstellungen/warengruppen/zurueck", "eintrag", entry).want(http.StatusConflict)
	h.signedIn("olga").get("/einstellungen/warengruppen").want(http.StatusForbidden)
}

func TestTwoThousandCategoriesAreFoundAndPaged(t *testing.T) {
	h := bakery(t, locale.DeDE)
	var names []string
	for i := range 2000 {
		names = append(names, fmt.Sprintf("Gruppe %04d", i))
	}
	names[1234] = "Süßes Gebäck"
	h.categories(names...)
	v := h.signedIn("jana")
	first := v.get("/einstellungen/warengruppen").want(http.StatusOK).says("1–50 von 2.000", "Nächste Seite").hides("Vorige Seite")
	if n := len(first.All("main tbody tr")); n != 50 {
		t.Errorf("%d rows", n)
	}
	v.get("/einstellungen/warengruppen?seite=40").says("1.951–2.000 von 2.000", "Vorige Seite").hides("Nächste Seite")
	v.get("/einstellungen/warengruppen?seite=99").says("1.951–2.000")
	hit := v.get("/einstellungen/warengruppen?q=suesses+geb").says("Süßes Gebäck", "1–1 von 1")
	if n := len(hit.All("main tbody tr")); n != 1 {
		t.Errorf("%d rows found", n)
	}
	v.get("/einstellungen/warengruppen?q=Zwiebel").says("Keine Warengruppe heißt „Zwiebel“.")
	if len(first.body) > 400_000 || strings.Contains(first.body, "Gruppe 1999") {
		t.Errorf("%d bytes for fifty rows", len(first.body))
	}
}

func TestLicenceTextsCanBeRead(t *testing.T) {
	h := bakery(t, locale.DeDE)
	if !h.signedIn("theo").get("/einstellungen").Has("a[href=/lizenzen]") {
		t.Error("nothing leads to the texts")
	}
	text := h.visitor("de").get("/lizenzen").want(http.StatusOK)
	for _, words := range []string{"SIL OPEN FONT LICENSE", "ISC License", "Permission to use, copy, modify, and/or distribute"} {
		if !strings.Contains(text.body, words) {
			t.Errorf("%q is missing", words)
		}
	}
}

func TestWithoutCategoriesThePageSaysHowTheyCome(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/einstellungen/warengruppen").want(http.StatusOK).says("noch keine Warengruppe")
	v.get("/einstellungen").says("noch keine Warengruppe")
}
