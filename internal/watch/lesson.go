package watch

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// LessonKey is what a lesson is about; its words are "watch.lesson." and the key.
type LessonKey string

// The lessons. The first three compare two ways of doing something by what came of it.
const (
	NoLesson    LessonKey = ""          // too few cases
	SoonAnswers LessonKey = "complaint" // complaints answered within an open day, or later: is it solved
	SoonWins    LessonKey = "enquiry"   // enquiries answered in time, or later: won
	TimeNamed   LessonKey = "promise"   // promises with a time of day, or without: kept on the day
	SameMatter  LessonKey = "matter"    // what most complaints by our own fault were about
)

// lessonDays is how far back a lesson looks from the end of its month.
const lessonDays = 180

// lessonFloor is how many cases each side of a comparison needs, and a matter.
const (
	lessonFloor = 5
	matterFloor = 3
)

// Lesson is what a month teaches by the firm's own cases. It names nobody.
type Lesson struct {
	Month cal.Date // its first day
	Key   LessonKey
	Facts Facts
}

// Facts are the counts of a lesson. Of a comparison: of the cases done one way (N) and the other
// (OtherN), how many came out well. Of a matter: Good of N complaints.
type Facts struct {
	N          int    `json:"n"`
	Good       int    `json:"good"`
	OtherN     int    `json:"other_n,omitempty"`
	OtherGood  int    `json:"other_good,omitempty"`
	Matter     string `json:"matter,omitempty"`
	Complaints int    `json:"complaints,omitempty"` // of the month, where nothing can be taught yet
}

// Difference is the share of the one way less that of the other with its interval of 95 %
// (Newcombe 1998, method 10, without correction), -1 to 1.
func (f *Facts) Difference() (mid, low, high float64) {
	if f.N == 0 || f.OtherN == 0 {
		return 0, -1, 1
	}
	p, pl, ph := wilson(f.Good, f.N)
	q, ql, qh := wilson(f.OtherGood, f.OtherN)
	mid = p - q
	return mid, mid - math.Hypot(p-pl, qh-q), mid + math.Hypot(ph-p, q-ql)
}

// Sure reports whether the difference is more than chance explains.
func (f *Facts) Sure() bool {
	_, low, high := f.Difference()
	return low > 0 || high < 0
}

// wilson is a share with its interval of 95 % (Wilson 1927).
func wilson(x, n int) (p, low, high float64) {
	const z = 1.959963984540054
	m := float64(n)
	p = float64(x) / m
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return p, max(0, mid-half), min(1, mid+half)
}

// choose picks the lesson of a month: a comparison whose difference is sure, else the one with
// the most cases, else what comes again and again. One that was told in the two months before is
// told only when there is no other.
func choose(found map[LessonKey]Facts, before []LessonKey) (LessonKey, Facts) {
	type one struct {
		key        LessonKey
		told, sure int
		n          int
	}
	var list []one
	for _, key := range []LessonKey{SoonAnswers, SoonWins, TimeNamed} {
		if f := found[key]; min(f.N, f.OtherN) >= lessonFloor {
			list = append(list, one{key, 0, flag(f.Sure()), f.N + f.OtherN})
		}
	}
	if f := found[SameMatter]; f.Good >= matterFloor {
		list = append(list, one{SameMatter, 0, 0, 0})
	}
	if len(list) == 0 {
		return NoLesson, Facts{}
	}
	for i := range list {
		list[i].told = flag(slices.Contains(before, list[i].key))
	}
	best := slices.MaxFunc(list, func(a, b one) int {
		return cmp.Or(b.told-a.told, a.sure-b.sure, a.n-b.n)
	})
	return best.key, found[best.key]
}

func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Teach writes the lesson of the month before today, unless it is there, and reports whether it
// did. hours are the firm's.
func Teach(ctx context.Context, db *store.DB, hours cal.Hours, now cal.Instant, today cal.Date) (bool, error) {
	month := monthBefore(today)
	there, err := Taught(ctx, db, today)
	if err != nil || there {
		return false, err
	}
	found, err := lessons(ctx, db, hours, month)
	if err != nil {
		return false, err
	}
	last, err := Lessons(ctx, db, 2)
	if err != nil {
		return false, err
	}
	var before []LessonKey
	for _, l := range last {
		before = append(before, l.Key)
	}
	key, facts := choose(found, before)
	if key == NoLesson {
		first, end := month.Add(-1), lastOf(month)
		if facts.Complaints, err = store.Value[int](ctx, db, statements.Get("complaints-in"), first, end); err != nil {
			return false, err
		}
	}
	text, err := json.Marshal(facts)
	if err != nil {
		return false, err
	}
	return true, db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, statements.Get("lesson-put"), monthName(month), string(key), string(text), now)
		return err
	})
}

// Taught reports whether the lesson of the month before today is there.
func Taught(ctx context.Context, q store.Querier, today cal.Date) (bool, error) {
	list, err := lessonsBy(ctx, q, "lesson", monthName(monthBefore(today)))
	return len(list) > 0, err
}

// Lessons returns the lessons of the last months, the newest first.
func Lessons(ctx context.Context, q store.Querier, limit int) ([]Lesson, error) {
	return lessonsBy(ctx, q, "lessons", limit)
}

func lessonsBy(ctx context.Context, q store.Querier, name string, arg any) ([]Lesson, error) {
	type stored struct{ month, key, facts string }
	rows, err := store.All(ctx, q, statements.Get(name), func(s *stored) []any { return []any{&s.month, &s.key, &s.facts} }, arg)
	if err != nil {
		return nil, fmt.Errorf("read the lessons: %w", err)
	}
	list := make([]Lesson, len(rows))
	for i, r := range rows {
		l := &list[i]
		l.Key = LessonKey(r.key)
		if l.Month, err = cal.Parse(r.month + "-01"); err != nil {
			return nil, fmt.Errorf("read the lesson of %s: %w", r.month, err)
		}
		if err := json.Unmarshal([]byte(r.facts), &l.Facts); err != nil {
			return nil, fmt.Errorf("read the lesson of %s: %w", r.month, err)
		}
	}
	return list, nil
}

// lessons counts what may be taught at the end of a month.
func lessons(ctx context.Context, q store.Querier, hours cal.Hours, month cal.Date) (map[LessonKey]Facts, error) {
	zone, end := hours.Zone(), lastOf(month)
	from := end.Add(-lessonDays)
	y, m, d := from.Add(1).Civil()
	after := cal.At(time.Date(y, m, d, 0, 0, 0, 0, zone)) - 1
	y, m, d = end.Add(1).Civil()
	until := cal.At(time.Date(y, m, d, 0, 0, 0, 0, zone)) - 1
	found := map[LessonKey]Facts{}

	type three struct{ a, b, c int64 }
	fields := func(t *three) []any { return []any{&t.a, &t.b, &t.c} }
	count := func(f *Facts, one, good bool) {
		n, hits := &f.OtherN, &f.OtherGood
		if one {
			n, hits = &f.N, &f.Good
		}
		*n++
		if good {
			*hits++
		}
	}

	list, err := store.All(ctx, q, statements.Get("lesson-complaints"), fields, after, until)
	if err != nil {
		return nil, fmt.Errorf("count complaints: %w", err)
	}
	var f Facts
	for _, t := range list {
		taken := cal.Instant(t.a).Time(zone)
		soon := !cal.Instant(t.b).Time(zone).After(hours.After(taken, hours.Day(cal.Of(taken, zone))))
		count(&f, soon, t.c == 3)
	}
	found[SoonAnswers] = f

	if list, err = store.All(ctx, q, statements.Get("lesson-enquiries"), fields, after, until); err != nil {
		return nil, fmt.Errorf("count enquiries: %w", err)
	}
	f = Facts{}
	for _, t := range list {
		count(&f, t.b <= t.a, t.c == 1)
	}
	found[SoonWins] = f

	if list, err = store.All(ctx, q, statements.Get("lesson-promises"), fields, from, end); err != nil {
		return nil, fmt.Errorf("count promises: %w", err)
	}
	f = Facts{}
	for _, t := range list {
		for range t.c {
			count(&f, t.a == 1, t.b == 1)
		}
	}
	found[TimeNamed] = f

	first := month.Add(-1)
	type most struct {
		matter string
		n      int
	}
	top, some, err := store.One(ctx, q, statements.Get("lesson-matters"), func(m *most) []any { return []any{&m.matter, &m.n} }, first, end)
	if err != nil {
		return nil, fmt.Errorf("count matters: %w", err)
	}
	if some {
		all, err := store.Value[int](ctx, q, statements.Get("complaints-in"), first, end)
		if err != nil {
			return nil, err
		}
		found[SameMatter] = Facts{N: all, Good: top.n, Matter: top.matter}
	}
	return found, nil
}

func monthBefore(today cal.Date) cal.Date {
	y, m, _ := today.Civil()
	return cal.On(y, m-1, 1)
}

func lastOf(month cal.Date) cal.Date {
	y, m, _ := month.Civil()
	return cal.On(y, m+1, 1).Add(-1)
}

func monthName(month cal.Date) string { return month.String()[:7] }
