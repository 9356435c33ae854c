package web_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestDoublesAreMergedAndSplitAgain(t *testing.T) {
	h := bakery(t, locale.DeDE)
	desk := h.House.Duplicates
	v := h.signedIn("jana")
	var a, b int64
	h.update(func(tx *store.Tx) (err error) {
		by := customer.By{At: cal.At(h.now), Region: "DE"}
		one := customer.Customer{FirstName: "Jörg", LastName: "Ahrensböck", Street: "Am Bach 3", Postcode: "99101", City: "Mustertal", Phone: "09101 445566"}
		if a, err = customer.Create(ctx, tx, by, one); err != nil {
			return err
		}
		one.FirstName, one.Phone, one.Email = "Joerg", "+49 9101 445566", "joerg@example.de"
		b, err = customer.Create(ctx, tx, by, one)
		return err
	})
	if _, err := desk.Due(ctx, nil); err != nil {
		t.Fatal(err)
	}
	v.get("/dubletten").want(http.StatusOK).says("Ahrensböck", "Sehr wahrscheinlich derselbe", "gleiche Telefonnummer", "Vergleichen")
	at := customerPath(a) + "/zusammen/" + strconv.FormatInt(b, 10)
	page := v.get(at).want(http.StatusOK).says("joerg@example.de", "Das zieht um", "Zusammenführen")
	fields := []string{
		"version", page.One(t, "input[name=version]").Attr("value"), "version_anderer", page.One(t, "input[name=version_anderer]").Attr("value"), "feld_email", "anderer",
	}
	v.post(at, fields...).want(http.StatusOK).says("joerg@example.de", "Wieder trennen")
	v.post(at, fields...).want(http.StatusOK)                                                 // sent twice
	v.get(customerPath(b)).want(http.StatusOK).says("Mit „Joerg Ahrensböck“ zusammengeführt") // leads to who stayed
	list, err := duplicate.Into(ctx, h.db, a)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d merges, %v", len(list), err)
	}
	undo := "/zusammen/" + strconv.FormatInt(list[0].ID, 10)
	v.get(undo).want(http.StatusOK).says("wieder trennen")
	v.post(undo).want(http.StatusOK).says("Joerg Ahrensböck")
	if c, err := customer.Get(ctx, h.db, a); err != nil || c.Email != "" {
		t.Errorf("mail %q, %v", c.Email, err)
	}
	v.post("/dubletten/zwei", "a", strconv.FormatInt(a, 10), "b", strconv.FormatInt(b, 10)).want(http.StatusOK)
}

func TestWhoIsKnownIsToldBeforeSaving(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	entry := []string{"kind", "person", "first_name", "Jörg", "last_name", "Ahrensböck", "phone", "09101 445566"}
	v.post("/kunden/neu", entry...).want(http.StatusOK).says("Ahrensböck")
	v.get("/dubletten/neu?phone=09101/445566").want(http.StatusOK).says("Gibt es schon?", "Ahrensböck", "Gleiche Telefonnummer")
	again := append([]string(nil), entry...)
	again[3] = "Joerg"
	v.post("/kunden/neu", again...).want(http.StatusConflict).says("Gibt es schon?", "Trotzdem neu anlegen")
	v.post("/kunden/neu", append(again, "trotzdem", "1")...).want(http.StatusOK).says("Joerg Ahrensböck")
}

func testDuplicates(db *store.DB, now func() cal.Instant) *duplicate.Desk {
	return &duplicate.Desk{
		DB: db, Ledgers: care.Registry(), Now: now,
		Day:      func(context.Context) (cal.Date, error) { return cal.MustParse("2026-11-24"), nil },
		Currency: func(context.Context) (string, error) { return "EUR", nil },
	}
}

// A page that would wait for a writer, such as an import, says so after a moment and
// offers what can be done.
func TestAPreviewDoesNotHangWhileSomebodyWrites(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	a, b := h.add(double("A", "", "a@example.de")), h.add(double("B", "", "b@example.de"))
	at := customerPath(a) + "/zusammen/" + strconv.FormatInt(b, 10)
	v.get(at).want(http.StatusOK).hides("Gerade schreibt ein Import")
	begun, end, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- h.db.Update(ctx, func(*store.Tx) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	v.get(at).want(http.StatusOK).says("Gerade schreibt ein Import", "Zusammenführen")
	close(end)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	v.get(at).want(http.StatusOK).hides("Gerade schreibt ein Import")
}
