package counter

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-24")
	by    = customer.By{Actor: 1, At: 1}
)

func update(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func TestHushBlotsOutMoney(t *testing.T) {
	for text, want := range map[string]string{
		"Angebot über 1.200,00 € kommt":    "Angebot über … kommt",
		"zahlt EUR 45,50 am Freitag":       "zahlt … am Freitag",
		"kostet 12 Euro und 50 Cent":       "kostet … und …",
		"CHF 1'250.– im Monat":             "… im Monat",
		"offers £30 for it":                "offers … for it",
		"Rückruf 14:30, Hof 7":             "Rückruf 14:30, Hof 7",
		"2 Dinkel-Kruste zum 24.12.":       "2 Dinkel-Kruste zum 24.12.",
		"Europa ist weit, 3 Franziskaner":  "Europa ist weit, 3 Franziskaner",
		"seit 20 Jahren, 40 TEUR im Jahr":  "seit 20 Jahren, … im Jahr",
		"wie 10 centimeter, nicht 10 Cent": "wie 10 centimeter, nicht …", //nolint:misspell // German
	} {
		if got := Hush(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestCutKeepsTheBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, n := rapid.String().Draw(t, "text"), rapid.IntRange(2, 40).Draw(t, "n")
		whole := strings.Join(strings.Fields(text), " ")
		got := Cut(text, n)
		if len([]rune(got)) > n || !strings.HasPrefix(whole, strings.TrimSuffix(got, "…")) {
			t.Fatalf("%q cut to %d is %q", text, n, got)
		}
	})
}

func TestTheUsualDayNeedsMoreThanHalfOfFour(t *testing.T) {
	friday := cal.MustParse("2026-11-20")
	week := func(n int) (days []cal.Date) {
		for i := range n {
			days = append(days, friday.Add(-7*i))
		}
		return days
	}
	for name, c := range map[string]struct {
		days []cal.Date
		want bool
	}{
		"four Fridays":              {week(4), true},
		"three are too few":         {week(3), false},
		"half is not the usual one": {append(week(4), friday.Add(1), friday.Add(2), friday.Add(3), friday.Add(4)), false},
		"nobody":                    {nil, false},
	} {
		day, ok := usual(c.days)
		if ok != c.want || ok && day != time.Friday {
			t.Errorf("%s: %v %v", name, day, ok)
		}
	}
}

func TestACardTellsWhatTheCounterNeeds(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		var id, other int64
		update(t, db, func(tx *store.Tx) (err error) {
			id, err = customer.Create(ctx, tx, by, customer.Customer{
				Kind: customer.Person, FirstName: "Ada", LastName: "Adam", Salutation: "Frau", AddressForm: "du", Number: "K-100", Card: "4006381333931", Favourite: "Dinkel-Kruste", Note: "zahlt 500 EUR im Jahr",
			})
			if err != nil {
				return err
			}
			other, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Person, FirstName: "Bodo", LastName: "Beil", Number: "4006381333931"})
			if err != nil {
				return err
			}
			note := interaction.Interaction{Customer: id, Day: today.Add(-1), At: 2, Channel: interaction.Note, Note: "nur intern"}
			if _, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 1, At: 1}, note); err != nil {
				return err
			}
			talk := interaction.Interaction{Customer: id, Day: today.Add(-3), At: 1, Channel: interaction.Counter, Direction: interaction.In, Reason: interaction.NoOccasion, Note: "Enkel lernt Backen, Rechnung 30 €"}
			talked, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 1, At: 1}, talk)
			if err != nil {
				return err
			}
			_, _, err = promise.Make(ctx, tx, interaction.By{Actor: 1, At: 1}, promise.Promise{
				Customer: id, Talk: talked, Party: interaction.Us, Kind: promise.Thing, Text: "Rezept mitbringen", Due: today.Add(-1), Minute: promise.Anytime, Made: today.Add(-3), State: promise.Open, Settled: cal.Never,
			})
			return err
		})
		c, err := Read(ctx, db, id, today, party.Sie)
		if err != nil {
			t.Fatal(err)
		}
		if c.Form != party.Du || c.Favourite != "Dinkel-Kruste" || c.Talk == nil || c.Talk.Words != "Enkel lernt Backen, Rechnung …" || c.Talk.Day != today.Add(-3) {
			t.Errorf("%+v %+v", c, c.Talk)
		}
		if len(c.Promises) != 1 || !c.Promises[0].Late || c.Promises[0].Text != "Rezept mitbringen" {
			t.Errorf("promises %+v", c.Promises)
		}
		for text, want := range map[string][]int64{"4006381333931": {id, other}, " K-100 ": {id}} {
			hits, exact, err := Find(ctx, db, text, today)
			if err != nil || !exact || len(hits) != len(want) || hits[0].ID != want[0] {
				t.Errorf("%q: %+v %v %v", text, hits, exact, err)
			}
		}
		if hits, exact, err := Find(ctx, db, "adam", today); err != nil || exact || len(hits) != 1 || hits[0].ID != id {
			t.Errorf("by name: %+v %v %v", hits, exact, err)
		}
		for _, text := range []string{"", "  ", "K-999"} {
			if hits, exact, err := Find(ctx, db, text, today); err != nil || exact || len(hits) != 0 {
				t.Errorf("%q finds %+v %v %v", text, hits, exact, err)
			}
		}
		kept, err := Keep(ctx, db, []int64{id, 4711}, today, party.Sie, false)
		if err != nil || len(kept) != 1 || kept[0].Talk != nil || kept[0].Promises != nil || kept[0].Favourite != "Dinkel-Kruste" {
			t.Errorf("kept without topics: %+v %v", kept, err)
		}
		if kept, err = Keep(ctx, db, []int64{id}, today, party.Sie, true); err != nil || kept[0].Talk == nil || len(kept[0].Promises) != 1 {
			t.Errorf("kept with topics: %+v %v", kept, err)
		}
	})
}

func TestWhatADeviceSendsIsWrittenOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		written := int64(0)
		send := func(name string, fail bool) (entry int64, err error) {
			err = db.Update(ctx, func(tx *store.Tx) (err error) {
				entry, err = Once(ctx, tx, name, 1, func() (int64, error) {
					if fail {
						return 0, errors.New("no")
					}
					written++
					return 40 + written, nil
				})
				return err
			})
			return entry, err
		}
		if _, err := send("a", true); err == nil {
			t.Error("the failure is not told")
		}
		for range 3 {
			if entry, err := send("a", false); err != nil || entry != 41 {
				t.Errorf("entry %d, %v", entry, err)
			}
		}
		if entry, err := send("b", false); err != nil || entry != 42 || written != 2 {
			t.Errorf("entry %d after %d, %v", entry, written, err)
		}
		if _, err := send(strings.Repeat("x", 101), false); err == nil {
			t.Error("an endless name is taken")
		}
	})
}

func TestSettings(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		s, err := ReadSetting(ctx, db)
		if err != nil || s != (Setting{Lock: 5 * time.Minute}) {
			t.Errorf("at first %+v %v", s, err)
		}
		update(t, db, func(tx *store.Tx) error { return SaveSetting(ctx, tx, 3, 1, Setting{true, 2 * time.Minute}) })
		if s, err = ReadSetting(ctx, db); err != nil || s != (Setting{true, 2 * time.Minute}) {
			t.Errorf("then %+v %v", s, err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return SaveSetting(ctx, tx, 3, 1, Setting{}) }); err == nil {
			t.Error("a till that locks at once is taken")
		}
	})
}
