package web_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
)

// foresee learns what customers have in common and computes what the night would.
func (h *house) foresee(day cal.Date) {
	h.t.Helper()
	in := insight.New(h.db, func(context.Context) (insight.Settings, error) {
		return insight.Settings{Trade: lifecycle.Bakery, Margin: 6000}, nil
	}, func() cal.Instant { return cal.At(h.now) })
	if _, err := in.RefitIfNeeded(ctx, day); err != nil {
		h.t.Fatal(err)
	}
	if err := in.RefreshAll(ctx, day, nil); err != nil {
		h.t.Fatal(err)
	}
	if err := in.RefreshForecast(ctx, day); err != nil {
		h.t.Fatal(err)
	}
}

// Figures tell what is to be expected with its range, what the past says of it, and the
// inputs; a firm with few customers reads why there is none.
func TestFiguresTellWhatIsToBeExpected(t *testing.T) {
	h := regulars(t, locale.DeDE)
	h.foresee(figuresDay)
	p := h.signedIn("jana").get("/zahlen").want(http.StatusOK)
	p.says("Was zu erwarten ist", "in 8 von 10 Fällen zwischen", "wie im letzten Vierteljahr", "Kundenkapital: 45 Kunden", "verglichene Zeiträume", "forecast/1")
	p.hides("forecast.say", "NaN")

	few := fresh(t)
	few.found(locale.EnGB)
	few.guests("Treu", 5, 2, 7, 30)
	few.foresee(figuresDay)
	few.open().signedIn("jana").get("/zahlen").want(http.StatusOK).says("What is to be expected", "Too little data").hides("Customer equity")
}

// With two hundred who came again, the model speaks of a single customer, too.
func TestSingleForecastsStandOnTheCustomersPage(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	h.guests("Aktiv", 160, 2, 7, 20)
	h.guests("Fern", 60, 200, 7, 9)
	h.foresee(figuresDay)
	v := h.open().signedIn("jana")
	at := link(t, v, "Gast Aktiv0")
	v.get(at).want(http.StatusOK).says("Nächster Kauf: Warum?", "Was wir für die Bindung aufwenden: Warum?")
	v.send(http.MethodGet, at+"/warum?was=naechster", nil, map[string]string{"HX-Request": "true"}).want(http.StatusOK).
		says("Erwartete Käufe in 13 Wochen", "Modell und Parameter", "Regel forecast/1", "gerechnet für den")
	v.send(http.MethodGet, at+"/warum?was=bindung", nil, map[string]string{"HX-Request": "true"}).want(http.StatusOK).
		says("Zusammen, ohne das, was wir selbst tragen", "Regel value/steps/1", "gerechnet für den")
	v.get(at).want(http.StatusOK).says("Nächster Kauf", "in 13 Wochen etwa", "rund", "Über die ganze Dauer")
}
