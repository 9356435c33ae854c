package insight

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/value/btyd"
)

func TestForecastOfTheBaseIsPublished(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		if _, found, err := LatestForecast(ctx, db, today); err != nil || found {
			t.Fatalf("nothing was computed: %v, %v", found, err)
		}
		if err := w.insight.RefreshForecast(ctx, today); err != nil {
			t.Fatal(err)
		}
		if f, found, err := LatestForecast(ctx, db, today); err != nil || !found || f.Reason != "clv.no_purchases" || f.Purchases != 0 || f.Valued != 0 {
			t.Fatalf("an empty firm: %+v, %v, %v", f, found, err)
		}
		w.insert(t, w.history())
		if _, err := w.insight.RefitIfNeeded(ctx, today); err != nil {
			t.Fatal(err)
		}
		w.refreshAll(t)
		if err := w.insight.RefreshForecast(ctx, today); err != nil {
			t.Fatal(err)
		}
		f, found, err := LatestForecast(ctx, db, today.Add(3))
		if err != nil || !found || f.Day != today || f.Reason != "" || f.Customers < 30 || f.Sampled {
			t.Fatalf("got %+v, %v, %v", f, found, err)
		}
		if f.Tested == 0 || f.Way == "" || !(f.Low <= f.Purchases && f.Purchases <= f.High) || f.Purchases <= 0 || f.Same <= 0 || f.Alive <= 0 {
			t.Errorf("got %+v", f)
		}
		if f.Valued < 30 || !(f.EquityLow <= f.Equity && f.Equity <= f.EquityTop) || f.Concept == "" {
			t.Errorf("got %+v", f)
		}
		sum := f.Equity
		for id := int64(2); id <= w.people+1; id++ {
			row, _, err := value.GetLifetime(ctx, db, id)
			if err != nil {
				t.Fatal(err)
			}
			sum -= row.Future
		}
		if sum != 0 {
			t.Errorf("the equity differs from the sum of all by %d", sum)
		}
		if _, ok := f.Of(nil, today); ok {
			t.Error("60 customers are too few for single forecasts")
		}
	})
}

func TestSingleForecastsNeedDataEnough(t *testing.T) {
	day := cal.MustParse("2026-06-01")
	var weekly []lifecycle.Occasion
	for i := range 20 {
		weekly = append(weekly, lifecycle.Occasion{Day: day.Add(-140 + 7*i)})
	}
	f := Forecast{Repeaters: LeastForSingle, Params: []float64{1.2, 3, .6, 1.8}, Model: btyd.MBGNBD, Outcome: btyd.Fitted}
	one, ok := f.Of(weekly, day)
	if !ok || !(one.Alive > .7 && one.Alive <= 1) || !(one.Expected > 5 && one.Expected < 15) {
		t.Errorf("got %+v, %v", one, ok)
	}
	if !(day < one.Tenth && one.Tenth <= one.Median && one.Median <= one.Late) {
		t.Errorf("got %+v", one)
	}
	gone, ok := f.Of(weekly[:10], day)
	if !ok || gone.Alive > one.Alive || gone.Late != cal.Never {
		t.Errorf("silent for ten weeks: %+v", gone)
	}
	f.Params = f.Params[:2]
	f.Model, f.Outcome = btyd.NBD, btyd.NoDropout
	if stays, ok := f.Of(weekly[:10], day); !ok || stays.Alive != 1 {
		t.Errorf("without dropout everybody stays: %+v", stays)
	}
	for name, c := range map[string]struct {
		f         Forecast
		occasions []lifecycle.Occasion
	}{
		"a small base":  {Forecast{Repeaters: LeastForSingle - 1, Params: []float64{1, 2, 3, 4}, Outcome: btyd.Leaning}, weekly},
		"one purchase":  {f, weekly[:1]},
		"no model":      {Forecast{Repeaters: 1000, Outcome: btyd.TooLittle}, weekly},
		"no occasion":   {f, nil},
		"none computed": {Forecast{}, weekly},
	} {
		if got, ok := c.f.Of(c.occasions, day); ok {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
