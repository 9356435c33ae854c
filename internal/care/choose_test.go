package care

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func line(customer int64, o Occasion, score float64) Line {
	return Line{Customer: customer, Occasion: o, Class: o.Class(), Key: string(o), Score: score, Minutes: 2, Customers: 1}
}

func many(n int, o Occasion, from int64) (out []Line) {
	for i := range n {
		out = append(out, line(from+int64(i), o, float64(i)))
	}
	return out
}

func TestChooseKeepsTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		occasions := []Occasion{Thanks, Anniversary, Late, WinBack, Warning, "K22", "K05"}
		var lines []Line
		for i := range rapid.IntRange(0, 80).Draw(t, "lines") {
			o := rapid.SampledFrom(occasions).Draw(t, "occasion")
			l := line(rapid.Int64Range(2, 40).Draw(t, "customer"), o, rapid.Float64Range(0, 100).Draw(t, "score"))
			if o == "K22" {
				l.Class = Duty
			}
			l.Key += string(rune('a' + i%26))
			l.Minutes = rapid.IntRange(1, 20).Draw(t, "minutes")
			lines = append(lines, l)
		}
		b := Budget{Minutes: rapid.IntRange(0, 90).Draw(t, "budget"), Secret: []byte("s")}
		list := Choose(lines, day, b)
		count := map[Class]int{}
		minutes, seen, previous := 0, map[int64]bool{}, Duty
		for _, l := range list {
			if l.Class < previous {
				t.Fatalf("class %d after %d", l.Class, previous)
			}
			previous = l.Class
			if l.Customer == 0 {
				if len(l.Members)+len(l.HeldBack) < massFrom {
					t.Fatalf("a mass line of %d", len(l.Members))
				}
				if l.Class == Appreciation && len(l.HeldBack) > 0 {
					t.Fatal("thanks were held back")
				}
				continue
			}
			if seen[l.Customer] && l.Class != Duty { // who waits for two things gets both
				t.Fatalf("customer %d twice", l.Customer)
			}
			seen[l.Customer] = true
			count[l.Class]++
			if l.Class != Duty {
				minutes += l.Minutes
			}
		}
		if count[Danger] > 3 || count[Chance] > 2 || count[Danger]+count[Chance]+count[Appreciation] > 9 {
			t.Fatalf("too many lines: %v", count)
		}
		has := func(c Class) bool {
			return slices.ContainsFunc(lines, func(l Line) bool { return l.Class == c && !dutyFor(lines, l.Customer) })
		}
		if has(Appreciation) && count[Appreciation] == 0 {
			t.Fatal("there was somebody to thank")
		}
		if count[Appreciation] <= 1 && minutes > b.Minutes && count[Danger]+count[Chance] > 0 {
			t.Fatalf("%d minutes of danger and chance do not fit %d", minutes, b.Minutes)
		}
		for i := range lines {
			j := rand.IntN(i + 1)
			lines[i], lines[j] = lines[j], lines[i]
		}
		if diff := cmp.Diff(list, Choose(lines, day, b)); diff != "" {
			t.Fatalf("another order of the same input gives another list: %s", diff)
		}
	})
}

func dutyFor(lines []Line, customer int64) bool {
	return slices.ContainsFunc(lines, func(l Line) bool { return l.Class == Duty && l.Customer == customer })
}

func TestMoreThanTwentyEqualLinesBecomeOne(t *testing.T) {
	b := Budget{Minutes: 10, Secret: []byte("s")}
	// 5 thanks fit ten minutes; 21 remain.
	list := Choose(many(26, Thanks, 2), day, b)
	if len(list) != 6 || list[5].Customer != 0 || list[5].Customers != 21 {
		t.Errorf("26 thanks gave %d lines, the last %+v", len(list), list[len(list)-1])
	}
	if list := Choose(many(25, Thanks, 2), day, b); len(list) != 5 {
		t.Errorf("25 thanks gave %d lines, want 5 and no mass line", len(list))
	}
}

func TestHoldBackOfMassLines(t *testing.T) {
	b := Budget{Minutes: 0, Secret: []byte("s")}
	list := Choose(many(2000, Late, 2), day, b)
	if len(list) != 1 {
		t.Fatalf("%d lines", len(list))
	}
	if n := len(list[0].HeldBack); n < 150 || n > 250 {
		t.Errorf("%d of 2000 held back, want about a tenth", n)
	}
	if slices.ContainsFunc(list[0].HeldBack, func(c int64) bool { return slices.Contains(list[0].Members, c) }) {
		t.Error("somebody is held back and contacted")
	}
	other := Choose(many(2000, Late, 2), day, Budget{Secret: []byte("t")})
	if cmp.Equal(other[0].HeldBack, list[0].HeldBack) {
		t.Error("the comparison does not depend on the secret")
	}
}

func TestTheOverlookedAreThankedFirst(t *testing.T) {
	small := line(3, Anniversary, .01)
	small.Facts.Overlooked = true
	list := Choose([]Line{line(2, Thanks, 50), small, line(4, Late, 90)}, day, Budget{Minutes: 2, Secret: []byte("s")})
	got := []int64{}
	for _, l := range list {
		if l.Class == Appreciation {
			got = append(got, l.Customer)
		}
	}
	if !cmp.Equal(got, []int64{3}) {
		t.Errorf("thanked %v, want the overlooked customer alone", got)
	}
}
