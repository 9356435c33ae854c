package watch

import (
	"context"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestWhichLessonIsChosen(t *testing.T) {
	apart, vague := Facts{N: 20, Good: 19, OtherN: 20, OtherGood: 8}, Facts{N: 30, Good: 16, OtherN: 30, OtherGood: 15}
	few, matter := Facts{N: 20, Good: 20, OtherN: 4, OtherGood: 0}, Facts{N: 9, Good: 3, Matter: "product"}
	for name, c := range map[string]struct {
		found  map[LessonKey]Facts
		before []LessonKey
		want   LessonKey
	}{
		"nothing":                     {nil, nil, NoLesson},
		"too few on one side":         {map[LessonKey]Facts{SoonAnswers: few}, nil, NoLesson},
		"a sure one before more":      {map[LessonKey]Facts{SoonAnswers: apart, SoonWins: vague}, nil, SoonAnswers},
		"more cases before fewer":     {map[LessonKey]Facts{TimeNamed: vague, SoonWins: {N: 6, Good: 3, OtherN: 6, OtherGood: 3}}, nil, TimeNamed},
		"not the same again":          {map[LessonKey]Facts{SoonAnswers: apart, SoonWins: vague}, []LessonKey{SoonAnswers}, SoonWins},
		"the same when there is none": {map[LessonKey]Facts{SoonAnswers: apart}, []LessonKey{SoonAnswers}, SoonAnswers},
		"a matter comes last":         {map[LessonKey]Facts{SoonWins: vague, SameMatter: matter}, nil, SoonWins},
		"a matter before a repeat":    {map[LessonKey]Facts{SoonWins: vague, SameMatter: matter}, []LessonKey{SoonWins}, SameMatter},
		"a matter of two is none":     {map[LessonKey]Facts{SameMatter: {N: 9, Good: 2}}, nil, NoLesson},
	} {
		if got, facts := choose(c.found, c.before); got != c.want || facts != c.found[c.want] {
			t.Errorf("%s: %q %+v, want %q", name, got, facts, c.want)
		}
	}
}

// The example is that of the source: Newcombe 1998, 56/70 against 48/80, method 10.
func TestTheDifferenceMeetsThePublishedExample(t *testing.T) {
	mid, low, high := (&Facts{N: 70, Good: 56, OtherN: 80, OtherGood: 48}).Difference()
	for what, v := range map[string][2]float64{"difference": {mid, 0.2}, "low": {low, 0.0524}, "high": {high, 0.3339}} {
		if math.Abs(v[0]-v[1]) > 5e-5 {
			t.Errorf("%s %.5f, want %.4f", what, v[0], v[1])
		}
	}
}

func TestPropADifferenceLiesInItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 200).Draw(t, "n"), rapid.IntRange(1, 200).Draw(t, "m")
		f := Facts{N: n, Good: rapid.IntRange(0, n).Draw(t, "good"), OtherN: m, OtherGood: rapid.IntRange(0, m).Draw(t, "other")}
		mid, low, high := f.Difference()
		if !(low <= mid+1e-12 && mid <= high+1e-12 && low >= -1-1e-12 && high <= 1+1e-12) {
			t.Fatalf("%+v: %v in %v to %v", f, mid, low, high)
		}
		turned := Facts{N: m, Good: f.OtherGood, OtherN: n, OtherGood: f.Good}
		if back, _, _ := turned.Difference(); math.Abs(back+mid) > 1e-12 || turned.Sure() != f.Sure() {
			t.Fatalf("%+v turned round differs", f)
		}
	})
}

func TestALessonIsTaughtOnceAMonth(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, today := context.Background(), cal.MustParse("2026-11-23")
		hours := cal.NewHours(cal.Daily(9*60, 18*60), cal.NewCalendar([]int{0}, nil), time.UTC)
		add := store.New("add", `INSERT INTO promise (customer_id, party, kind, words, due, due_minute, made_day, state, settled_day) VALUES (2, 'us', 'promise', 'x', $1, $2, $1, $3, $1)`)
		put := func(day string, minute int64, state string, n int) {
			if err := db.Update(ctx, func(tx *store.Tx) error {
				for range n {
					if _, err := tx.Exec(ctx, add, day, minute, state); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		put("2026-10-31", 600, "kept", 18)
		put("2026-05-05", 600, "broken", 2)
		put("2026-05-04", 600, "broken", 50) // too long ago
		put("2026-10-01", -1, "kept", 5)
		put("2026-10-01", -1, "broken", 9)
		put("2026-11-01", -1, "broken", 50) // of the next month
		for i, want := range []bool{true, false} {
			if did, err := Teach(ctx, db, hours, 7, today); err != nil || did != want {
				t.Fatalf("time %d: %v, %v", i+1, did, err)
			}
		}
		list, err := Lessons(ctx, db, 5)
		want := Facts{N: 20, Good: 18, OtherN: 14, OtherGood: 5}
		if err != nil || len(list) != 1 || list[0].Month != cal.MustParse("2026-10-01") || list[0].Key != TimeNamed || list[0].Facts != want {
			t.Errorf("%+v, %v", list, err)
		}
		if did, err := Teach(ctx, db, hours, 8, cal.MustParse("2027-06-01")); err != nil || !did {
			t.Fatalf("%v, %v", did, err)
		}
		if list, err = Lessons(ctx, db, 5); err != nil || list[0].Key != NoLesson {
			t.Errorf("without cases: %+v, %v", list, err)
		}
	})
}
