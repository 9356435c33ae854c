package survey_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
)

func TestPropADifferenceOfShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := func(name string) survey.Share {
			n := rapid.IntRange(1, 300).Draw(t, name)
			return survey.ShareOf(rapid.IntRange(0, n).Draw(t, name+" hits"), n)
		}
		now, then := share("now"), share("then")
		v, low, high := survey.Differ(now, then)
		back, backLow, backHigh := survey.Differ(then, now)
		if low > v+1e-12 || high < v-1e-12 || math.Abs(v+back) > 1e-12 || math.Abs(low+backHigh) > 1e-12 || math.Abs(high+backLow) > 1e-12 {
			t.Fatalf("%v in %v to %v, turned round %v in %v to %v", v, low, high, back, backLow, backHigh)
		}
	})
}

func TestASurveyIsComparedWithTheOneBefore(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		wave := func(day cal.Date, marks ...int) survey.Wave {
			id := int64(0)
			f.do(func(tx *store.Tx) (err error) {
				id, err = survey.Begin(ctx, tx, f.by(day), day, secret, survey.Wave{Name: "Welle", Mode: survey.Named, Until: day.Add(30), Guess: -1})
				return err
			})
			for _, m := range marks {
				l := f.hand(id, day, f.person("Haller"))[0]
				if _, err := f.send(l.Token(secret), day, survey.Sent{Marks: map[string]int{"core": m}, Matter: "Es war schlechter."}); err != nil {
					t.Fatal(err)
				}
			}
			w, err := survey.Read(ctx, db, id)
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		since := func(w survey.Wave) (survey.Change, bool) {
			c, found, err := survey.Since(ctx, db, &w)
			if err != nil {
				t.Fatal(err)
			}
			return c, found
		}
		first := wave(today, 1, 2, 1, 2, 3, 3)
		if _, found := since(first); found {
			t.Error("the first is compared with something")
		}
		if _, found := since(wave(today.Add(10), 3, 3, 3)); found {
			t.Error("three answers are compared")
		}
		f.do(func(tx *store.Tx) error { // it counts for nothing
			_, err := tx.Exec(ctx, store.New("drop", "DELETE FROM survey_wave WHERE begun = $1"), today.Add(10))
			return err
		})
		c, found := since(wave(today.Add(20), 3, 4, 5, 3, 4, 3, 5, 3))
		if !found || c.Before.ID != first.ID || math.Abs(c.Value-(1-2.0/6)) > 1e-9 || !c.Sure() {
			t.Errorf("%v, %+v", found, c)
		}
	})
}
