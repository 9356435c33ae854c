package firm_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var ctx = context.Background()

func fresh(t *testing.T) firm.Profile {
	t.Helper()
	p, err := firm.New("Bäckerei Amsel", firm.Bakery, locale.DeAT, bytes.NewReader(bytes.Repeat([]byte{0xab}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	p.CreatedAt = 5
	p.ClosedWeekdays = []int{0, 1}
	p.ClosedDays = []firm.ClosedDay{{cal.MustParse("2026-12-25"), "Weihnachten"}}
	return p
}

func TestProfileIsReadAsItWasWritten(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		if _, err := firm.Load(ctx, db); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
		want := fresh(t)
		create := func() error { return db.Update(ctx, func(tx *store.Tx) error { return firm.Create(ctx, tx, want) }) }
		if err := create(); err != nil {
			t.Fatal(err)
		}
		if err := create(); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second firm: %v", err)
		}
		want.Version = 1
		got, err := firm.Load(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if got.Secret != strings.Repeat("ab", 32) || got.DayMinutes != 10 || got.Timezone != "Europe/Vienna" || got.Currency != "" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestSaveNeedsTheVersionSeen(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		p := fresh(t)
		if err := db.Update(ctx, func(tx *store.Tx) error { return firm.Create(ctx, tx, p) }); err != nil {
			t.Fatal(err)
		}
		p, err := firm.Load(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		p.GenderStyle = locale.Colon
		p.Name, p.Today, p.ClosedDays, p.Secret = "Amsel & Sohn", cal.MustParse("2026-11-20"), nil, "other"
		p.Settings.ImportFolder = "kasse"
		save := func() error { return db.Update(ctx, func(tx *store.Tx) error { return firm.Save(ctx, tx, p) }) }
		if err := save(); err != nil {
			t.Fatal(err)
		}
		if err := save(); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an old version: %v", err)
		}
		got, err := firm.Load(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		p.Version, p.Secret = 2, strings.Repeat("ab", 32)
		if d := cmp.Diff(p, got); d != "" {
			t.Error(d)
		}
	})
}

func TestFirstCurrencyStays(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		for i, c := range []struct {
			currency string
			set      bool
		}{{"CHF", true}, {"EUR", false}} {
			err := db.Update(ctx, func(tx *store.Tx) error {
				if i == 0 {
					if err := firm.Create(ctx, tx, fresh(t)); err != nil {
						return err
					}
				}
				set, err := firm.SetCurrencyIfEmpty(ctx, tx, c.currency)
				if set != c.set {
					t.Errorf("%s: set %v", c.currency, set)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if p, err := firm.Load(ctx, db); err != nil || p.Currency != "CHF" {
			t.Errorf("currency %s, %v", p.Currency, err)
		}
	})
}

func TestProfileRules(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*firm.Profile)
		key    string
	}{
		"as it is":               {func(*firm.Profile) {}, ""},
		"without a name":         {func(p *firm.Profile) { p.Name = " " }, "firm.needs_name"},
		"an unknown trade":       {func(p *firm.Profile) { p.Trade = "bank" }, "firm.trade"},
		"currency in small":      {func(p *firm.Profile) { p.Currency = "eur" }, "firm.currency"},
		"closed every day":       {func(p *firm.Profile) { p.ClosedWeekdays = []int{0, 1, 2, 3, 4, 5, 6} }, "firm.always_closed"},
		"a zone that is none":    {func(p *firm.Profile) { p.Timezone = "Europe/Atlantis" }, "firm.timezone"},
		"no zone":                {func(p *firm.Profile) { p.Timezone = "" }, "firm.timezone"},
		"no minutes":             {func(p *firm.Profile) { p.DayMinutes = 0 }, "firm.day_minutes"},
		"more margin than sales": {func(p *firm.Profile) { p.MarginBP = 10_001 }, "firm.margin"},
		"VAT of sixty per cent":  {func(p *firm.Profile) { p.VATBP = 6000 }, "firm.vat"},
		"an address form":        {func(p *firm.Profile) { p.AddressForm = "" }, "firm.address_form"},
		"closed never":           {func(p *firm.Profile) { p.ClosedDays = []firm.ClosedDay{{Day: cal.Never}} }, "firm.closed_day"},
	} {
		t.Run(name, func(t *testing.T) {
			p := fresh(t)
			c.change(&p)
			key := ""
			if e := fault.Of(p.Check()); e != nil {
				key = e.Key
			}
			if key != c.key {
				t.Errorf("got %q, want %q", key, c.key)
			}
		})
	}
}

func TestDayIsTheFirmsOwn(t *testing.T) {
	p := fresh(t)
	late := time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)
	if got := p.Day(late); got != cal.MustParse("2026-07-01") {
		t.Errorf("half past midnight in Vienna is on %v", got)
	}
	p.Today = cal.MustParse("2011-12-10")
	if got := p.Day(late); got != p.Today {
		t.Errorf("a frozen day is %v", got)
	}
	open := p.Calendar()
	for day, want := range map[string]bool{"2026-12-25": false, "2026-12-27": false, "2026-12-24": true} {
		if open.Open(cal.MustParse(day)) != want {
			t.Errorf("%s: open is not %v", day, want)
		}
	}
}
