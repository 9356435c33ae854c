package timeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var ctx = context.Background()

// fill writes n entries of every kind on random days of ten years.
func fill(t testing.TB, db *store.DB, n int) {
	t.Helper()
	people := "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (10, 'person', 'Probe', 'probe', 0, 0)"
	for i := range n {
		people += fmt.Sprintf(", (%d, 'person', 'Freund', 'freund', 0, 0)", 1000+i)
	}
	if _, err := db.Raw().ExecContext(ctx, people); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	first := cal.MustParse("2016-03-01")
	err := db.Update(ctx, func(tx *store.Tx) error {
		var docs []sales.Document
		var talks []interaction.Interaction
		day := func() cal.Date { return first.Add(random.IntN(3650)) }
		for i := range n {
			o := sales.Blank()
			o.Customer, o.Source, o.Document, o.Day, o.Currency = 10, "kasse", fmt.Sprint(i), day(), "EUR"
			docs = append(docs, sales.Document{Order: o, Lines: []sales.Line{{Description: "Dinkel-Kruste", Quantity: money.Decimal{Digits: 1}, Net: 500}}})
			talks = append(talks, interaction.Interaction{Customer: 10, Day: day(), Channel: interaction.Phone, Direction: interaction.In})
			if _, _, err := promise.Make(ctx, tx, interaction.By{}, promise.Promise{Customer: 10, Party: interaction.Us, Kind: promise.Callback, Due: day(), Minute: promise.Anytime, Made: day()}); err != nil {
				return err
			}
			ask := enquiry.Enquiry{Customer: 10, Origin: "phone", Sought: "Torte", Name: "Probe", Phone: "030 23125 014"}
			at := customer.By{At: cal.At(day().Start(time.UTC).Add(12 * time.Hour)), Region: "DE"}
			if _, err := enquiry.Receive(ctx, tx, at, enquiry.UsualClock(cal.Calendar{}, time.UTC), ask); err != nil {
				return err
			}
			work := project.Project{Customer: 10, Title: "Hochzeit", Begun: day(), Promised: cal.Never, Delivered: cal.Never}
			if _, err := project.Begin(ctx, tx, project.By{At: 1}, work); err != nil {
				return err
			}
			known := referral.Referral{Referrer: 10, Referred: int64(1000 + i), Day: day()}
			if _, err := referral.Note(ctx, tx, customer.By{At: 1}, cal.MustParse("2026-11-22"), known); err != nil {
				return err
			}
		}
		at := cal.At(first.Start(time.UTC))
		for range n {
			at += cal.Instant(random.Int64N(int64(100 * time.Hour / time.Microsecond)))
			if _, err := history.Append(ctx, tx, history.Entry{At: at, Verb: "customer.update", Subject: "customer", SubjectID: 10}); err != nil {
				return err
			}
		}
		if err := interaction.InsertMany(ctx, tx, talks); err != nil {
			return err
		}
		return sales.Books{Currency: "EUR"}.Insert(ctx, tx, docs)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPagesTellEverythingOnceInOrder(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 60)
		streams := Record(time.UTC, 1)
		seen := map[string]bool{}
		from, last := Newest, cal.Never
		for more := true; more; {
			var list []Entry
			var err error
			if list, from, more, err = Page(ctx, db, 10, streams, nil, from, 7); err != nil {
				t.Fatal(err)
			}
			if from, err = ParseCursor(from.String()); err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				key := fmt.Sprint(e.Kind, e.Ref)
				if seen[key] || e.Day > last {
					t.Fatalf("%s on %s after %s, seen %v", key, e.Day, last, seen[key])
				}
				seen[key], last = true, e.Day
			}
		}
		if len(seen) != 420 {
			t.Errorf("%d entries of 420", len(seen))
		}
		list, _, more, err := Page(ctx, db, 10, streams, []Kind{Promise}, Newest, 100)
		if err != nil || len(list) != 60 || more {
			t.Errorf("%d promises, more %v, %v", len(list), more, err)
		}
	})
}

func TestBadCursorIsRefused(t *testing.T) {
	for _, text := range []string{"", "x", "2026-01-01.talk", "2026-13-01.talk.1", "2026-01-01.talk.x"} {
		if _, err := ParseCursor(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTheStoryIsReadFromTheFirstPurchaseOn(t *testing.T) {
	db := schematest.SQLite(t)
	fill(t, db, 60)
	s, article, err := Read(ctx, db, 10, Record(time.UTC, 0))
	if err != nil || article != "Dinkel-Kruste" || s.total != 60 {
		t.Fatalf("%d purchases, first %q, %v", s.total, article, err)
	}
	years := s.Years()
	if len(years) < 10 || !years[0].Began || years[1].Began {
		t.Errorf("%+v", years)
	}
}

func TestStoryInSentences(t *testing.T) {
	var s Story
	day := cal.MustParse
	sale := func(d string) Entry {
		return Entry{Purchase, day(d), 1, &sales.Document{Order: sales.Order{Kind: sales.Sale}}}
	}
	for _, e := range []Entry{ // newest first
		{Promise, day("2026-03-01"), 1, &promise.Promise{Party: interaction.Us, State: promise.Kept}},
		{Talk, day("2026-02-01"), 2, &interaction.Interaction{Channel: interaction.Phone, Reason: interaction.NoOccasion}},
		{Talk, day("2026-02-01"), 3, &interaction.Interaction{Channel: interaction.Note}},
		{Referral, day("2026-02-01"), 2, &Recommendation{referral.Pair{ReferredName: "Ole Carls"}, true}},
		{Referral, day("2026-01-07"), 1, &Recommendation{referral.Pair{ReferredName: "Ida Fink"}, true}},
		sale("2026-01-05"),
		{Purchase, day("2023-06-01"), 1, &sales.Document{Order: sales.Order{Kind: sales.CreditNote}}},
		sale("2023-05-05"),
		sale("2023-04-03"),
		{Referral, day("2023-03-01"), 4, &Recommendation{referral.Pair{ReferrerName: "Haller GmbH"}, false}},
	} {
		s.Add(e)
	}
	var got []string
	for _, c := range s.Tell(locale.For(locale.DeDE), locale.Person{Name: "Wiebke Ahrensböck", Salutation: locale.Frau}, "Dinkel-Kruste", "Mohnzopf") {
		got = append(got, c.Title+": "+strings.Join(c.Sentences, " "))
	}
	want := []string{
		"2023: Am 3. April 2023 begann unsere Geschichte mit dem ersten Einkauf von Wiebke Ahrensböck: Dinkel-Kruste. Auf Empfehlung von Haller GmbH. In diesem Jahr waren es 2 Einkäufe.",
		"2026: Nach einer längeren Pause kam am 5. Januar 2026 wieder ein Einkauf. Einmal haben wir gesprochen oder uns geschrieben. Einmal davon einfach so, ohne Anlass. Weiterempfohlen an Ida Fink und Ole Carls. Eine Zusage haben wir eingehalten.",
		"Bis heute: Bis heute sind es 3 Einkäufe. Am liebsten: Mohnzopf.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for _, tag := range locale.Tags {
		for _, c := range s.Tell(locale.For(tag), locale.Person{Name: "Probe"}, "", "") {
			for _, text := range c.Sentences {
				if strings.ContainsAny(text, "{}|#") {
					t.Errorf("%s: %q", tag, text)
				}
			}
		}
	}
}
