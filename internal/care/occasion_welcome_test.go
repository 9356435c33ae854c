package care

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/warning"
)

func TestWelcome(t *testing.T) {
	for name, c := range map[string]struct {
		who   Candidate
		after int // days since the entry
		trade Trade
		want  bool
		way   Channel
	}{
		"on the day of the entry":              {Candidate{Customer: 7}, 0, "bakery", true, Counter},
		"on the last day of the week":          {Candidate{Customer: 7}, 6, "bakery", true, Counter},
		"not a week later":                     {Candidate{Customer: 7}, 7, "bakery", false, ""},
		"not before the entry":                 {Candidate{Customer: 7}, -1, "bakery", false, ""},
		"nobody who must not be approached":    {Candidate{Customer: 7, Barred: true}, 0, "bakery", false, ""},
		"a firm is called":                     {Candidate{Customer: 7, Firm: true, HasPhone: true}, 0, Dealer, true, Phone},
		"a person of a dealer gets a card":     {Candidate{Customer: 7, HasPhone: true, HasPlace: true}, 0, Dealer, true, Card},
		"without address the way is asked for": {Candidate{Customer: 7}, 0, Shop, true, Check},
	} {
		t.Run(name, func(t *testing.T) {
			l, ok := welcome(c.who, day, day.Add(c.after), c.trade)
			if ok != c.want {
				t.Fatalf("line %v", ok)
			}
			if ok && (l.Class != Appreciation || l.Channel != c.way || l.Minutes != c.way.minutes() || l.Key != "K30:7" || !(l.Score > 0)) {
				t.Errorf("got %+v", l)
			}
		})
	}
}

func TestTheFirstQuestionIsAWholeSentence(t *testing.T) {
	l, _ := welcome(Candidate{Customer: 7}, day, day, "bakery")
	later, _ := welcome(Candidate{Customer: 7}, day.Add(-3), day, "bakery")
	liked := l
	liked.Facts.Article = "Dinkel-Kruste"
	frau := Subject{Person: locale.Person{Name: "Dörte Immergrün", Salutation: locale.Frau}}
	likes := frau
	likes.Article = "Dinkel-Kruste"
	for _, c := range []struct {
		line Line
		who  Subject
		tag  locale.Tag
		want string
	}{
		{l, frau, locale.DeDE, "Sie haben Dörte Immergrün heute aufgenommen. Fragen Sie beim nächsten Besuch: Was kauft sie am liebsten?"},
		{later, frau, locale.DeDE, "Sie haben Dörte Immergrün vor 3 Tagen aufgenommen. Fragen Sie beim nächsten Besuch: Was kauft sie am liebsten?"},
		{liked, likes, locale.DeDE, "Sie haben Dörte Immergrün heute aufgenommen. Gern gekauft: Dinkel-Kruste. Fragen Sie, was dazu noch fehlt."},
		{l, frau, locale.EnGB, "You added Dörte Immergrün today. On the next visit, ask her about the favourite article."},
	} {
		if got := c.line.Words(locale.For(c.tag), c.who, "bakery").Reason(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	for _, tag := range locale.Tags {
		for _, row := range l.Why(locale.For(tag)) {
			if row[0] == "" || row[1] == "" || strings.Contains(row[0], "care.") {
				t.Errorf("%s: evidence %q", tag, row)
			}
		}
	}
}

// fresh is the desk of a firm without any purchase.
func fresh(db *store.DB) *Desk {
	now := func() time.Time { return day.Start(time.UTC).Add(9 * time.Hour) }
	return &Desk{
		DB: db, Now: now, Zone: func() *time.Location { return time.UTC },
		Insight: insight.New(db, func(context.Context) (insight.Settings, error) { return insight.Settings{Trade: lifecycle.Bakery}, nil }, func() cal.Instant { return cal.At(now()) }),
		Firm: func(context.Context) (Firm, error) {
			return Firm{Trade: "bakery", Minutes: 10, Secret: []byte("s")}, nil
		},
	}
}

// enter writes a customer by hand and, with welcome, puts him into the day of a user.
func enter(t *testing.T, d *Desk, last string, at time.Time, user int64) customer.Customer {
	t.Helper()
	c := customer.Customer{LastName: last, Favourite: "Mohnzopf"}
	err := d.DB.Update(t.Context(), func(tx *store.Tx) error {
		id, err := customer.Create(t.Context(), tx, customer.By{Actor: 3, At: cal.At(at), Region: "DE"}, c)
		if err != nil {
			return err
		}
		c.ID = id
		if user == 0 {
			return nil
		}
		return d.Welcome(t.Context(), tx, user, c, day, "bakery")
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func keysOf(t *testing.T, d *Desk, user int64, at cal.Date) (keys []string) {
	t.Helper()
	list, err := List(t.Context(), d.DB, user, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list.Steps {
		keys = append(keys, s.Line.Key)
	}
	return keys
}

func TestALineByHandStandsInTheDayAtOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := fresh(db)
		plan := func(user int64, at cal.Date) {
			t.Helper()
			if err := d.Plan(t.Context(), user, at); err != nil {
				t.Fatal(err)
			}
		}
		first := enter(t, d, "Immergrün", d.Now(), 1) // before the day is planned
		want := welcomeKey(first.ID)
		if got := keysOf(t, d, 1, day); len(got) != 1 || got[0] != want {
			t.Fatalf("the day holds %v", got)
		}
		plan(1, day)
		second := enter(t, d, "Moos", d.Now(), 1) // and after
		if got := keysOf(t, d, 1, day); len(got) != 2 || got[0] != want || got[1] != welcomeKey(second.ID) {
			t.Errorf("the planned day holds %v", got)
		}
		err := db.Update(t.Context(), func(tx *store.Tx) error { return d.Welcome(t.Context(), tx, 1, second, day, "bakery") })
		if err != nil {
			t.Fatal(err)
		}
		if got := keysOf(t, d, 1, day); len(got) != 2 {
			t.Errorf("welcomed twice: %v", got)
		}
		plan(2, day)
		if got := keysOf(t, d, 2, day); len(got) != 2 {
			t.Errorf("a colleague's day holds %v", got)
		}
		// What is done is not asked again on the next day, what is open is.
		list, err := List(t.Context(), db, 1, day)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Complete(t.Context(), Decision{Actor: 1, Step: list.Steps[0].ID, Today: day}); err != nil {
			t.Fatal(err)
		}
		plan(1, day.Add(1))
		if got := keysOf(t, d, 1, day.Add(1)); len(got) != 1 || got[0] != welcomeKey(second.ID) {
			t.Errorf("the next day holds %v", got)
		}
		plan(1, day.Add(8))
		if got := keysOf(t, d, 1, day.Add(8)); len(got) != 0 {
			t.Errorf("after the week the day holds %v", got)
		}
	})
}

func TestNobodyIsWelcomedAgainstHisWill(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := fresh(db)
		c := enter(t, d, "Stiller", d.Now(), 0)
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			return consent.Set(t.Context(), tx, consent.Statement{CustomerID: c.ID, Kind: consent.DoNotContact, Day: day, Source: "counter", Actor: 3, At: cal.At(d.Now())})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Plan(t.Context(), 1, day); err != nil {
			t.Fatal(err)
		}
		if got := keysOf(t, d, 1, day); len(got) != 0 {
			t.Errorf("the day holds %v", got)
		}
	})
}

func TestWatchListLooksThreeDaysAhead(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := fresh(db)
		rows := map[string]cal.Date{"Heute": day, "Morgen": day.Add(1), "Bald": day.Add(3), "Spaeter": day.Add(4)}
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for name, late := range rows {
				id, err := customer.Create(t.Context(), tx, customer.By{Actor: 3, At: cal.At(d.Now()), Region: "DE"}, customer.Customer{LastName: name})
				if err != nil {
					return err
				}
				row := lifecycle.Row{
					Customer: id, Standing: lifecycle.Regular, StandingSince: day.Add(-300), FormerSince: cal.Never, RegularUntil: cal.Never, RegainedUntil: cal.Earliest,
					LateFrom: late, DormantFrom: late.Add(30), LostFrom: late.Add(90), Occasions: 9, IntervalDays: 7, First: day.Add(-400), Last: day.Add(-7), Rule: "x", Day: day,
				}
				if err := lifecycle.WriteRows(t.Context(), tx, []lifecycle.Row{row}); err != nil {
					return err
				}
				if name == "Spaeter" {
					w := warning.RowOf(id, warning.Score([]warning.Sign{{Reason: warning.FirstFaulty, Day: day, Until: cal.Never, Points: 4}}, day), day)
					if err := warning.WriteRows(t.Context(), tx, []warning.Row{w}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		soon, err := WatchList(t.Context(), db, day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range soon {
			got = append(got, s.Name+" "+s.Sign)
		}
		if want := "Spaeter care.sign.first_faulty|Morgen |Bald "; strings.Join(got, "|") != want {
			t.Errorf("got %q, want %q", strings.Join(got, "|"), want)
		}
	})
}
