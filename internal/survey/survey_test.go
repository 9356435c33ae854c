package survey_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/team"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-23")
	now   = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	clock = cal.NewHours(cal.Daily(9*60, 18*60), cal.NewCalendar([]int{0}, nil), time.UTC)
)

const secret = "0123456789abcdef"

type firm struct {
	t    *testing.T
	db   *store.DB
	user int64
}

func newFirm(t *testing.T, db *store.DB) *firm {
	t.Helper()
	id, err := team.New(db, func() time.Time { return now }, rand.Reader).Create(ctx, 0, team.User{Login: "jana", Name: "Jana Brandt", Role: team.Owner}, "long enough for all")
	if err != nil {
		t.Fatal(err)
	}
	return &firm{t, db, id}
}

func (f *firm) by(day cal.Date) customer.By {
	return customer.By{Actor: f.user, At: cal.At(day.Start(time.UTC).Add(10 * time.Hour)), Region: "DE"}
}

// guest is who answers on the public page.
func guest(day cal.Date) customer.By {
	return customer.By{Actor: history.Program, At: cal.At(day.Start(time.UTC).Add(12 * time.Hour)), Region: "DE"}
}

func (f *firm) do(fn func(tx *store.Tx) error) {
	f.t.Helper()
	if err := f.db.Update(ctx, fn); err != nil {
		f.t.Fatal(err)
	}
}

func (f *firm) person(name string) (id int64) {
	f.t.Helper()
	f.do(func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, f.by(today), customer.Customer{Kind: customer.Person, LastName: name})
		return err
	})
	return id
}

func (f *firm) begin(mode survey.Mode) (id int64) {
	f.t.Helper()
	f.do(func(tx *store.Tx) (err error) {
		id, err = survey.Begin(ctx, tx, f.by(today), today, secret, survey.Wave{Name: "Herbst", Mode: mode, Until: today.Add(90), Guess: -1})
		return err
	})
	return id
}

func (f *firm) hand(wave int64, day cal.Date, ids ...int64) (made []survey.Link) {
	f.t.Helper()
	f.do(func(tx *store.Tx) (err error) {
		made, err = survey.Hand(ctx, tx, f.by(day), day, secret, wave, false, ids...)
		return err
	})
	return made
}

func (f *firm) send(token string, day cal.Date, s survey.Sent) (complaint int64, err error) {
	err = f.db.Update(ctx, func(tx *store.Tx) (err error) {
		complaint, err = survey.Receive(ctx, tx, guest(day), clock, token, s)
		return err
	})
	return complaint, err
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return fmt.Sprint(err)
}

func TestOneLinkOneAnswer(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		id := f.person("Haller")
		wave := f.begin(survey.Named)
		made := f.hand(wave, today, id)
		if len(made) != 1 || len(f.hand(wave, today, id)) != 0 {
			t.Fatalf("made %+v", made)
		}
		token := made[0].Token(secret)
		if strings.Contains(token, "Haller") || len(token) != 16 || token == made[0].Token("other") {
			t.Errorf("token %q", token)
		}
		i, err := survey.Find(ctx, db, token, today, party.Sie)
		if err != nil || i.Link.Customer != id || i.Answered() || len(i.Set) != 5 {
			t.Fatalf("%+v, %v", i, err)
		}
		for name, c := range map[string]struct {
			sent survey.Sent
			want string
		}{
			"nothing":       {survey.Sent{}, "survey.empty"},
			"no such mark":  {survey.Sent{Marks: map[string]int{"core": 6}}, "survey.mark"},
			"not asked him": {survey.Sent{Marks: map[string]int{"kept": 1}}, "survey.empty"},
			"too long":      {survey.Sent{Words: map[string]string{"open": strings.Repeat("a", 1001)}}, "feedback.too_long"},
		} {
			if _, err := f.send(token, today, c.sent); key(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if c, err := f.send(token, today, survey.Sent{Marks: map[string]int{"core": 5}, Words: map[string]string{"open": " Danke "}}); err != nil || c != 0 {
			t.Fatalf("%d, %v", c, err)
		}
		if _, err := f.send(token, today, survey.Sent{Marks: map[string]int{"core": 1}}); key(err) != "survey.answered" {
			t.Errorf("a second answer: %v", err)
		}
		list, err := survey.Answers(ctx, db, wave)
		if err != nil || len(list) != 1 || list[0].Marks["core"] != 5 || list[0].Words["open"] != "Danke" || list[0].Customer != id {
			t.Errorf("%+v, %v", list, err)
		}
		if _, err := survey.Find(ctx, db, "nothing", today, party.Sie); key(err) != "survey.no_link" {
			t.Errorf("%v", err)
		}
		f.do(func(tx *store.Tx) error { return survey.Erase(ctx, tx, f.by(today), id, list[0].ID) })
		if list, err := survey.Answers(ctx, db, wave); err != nil || len(list) != 0 {
			t.Errorf("after the removal %+v, %v", list, err)
		}
	})
}

func TestALinkEndsWithItsDayAndItsSurvey(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		wave := f.begin(survey.Named)
		token := f.hand(wave, today, f.person("Haller"))[0].Token(secret)
		good := survey.Sent{Marks: map[string]int{"core": 3}}
		if _, err := survey.Find(ctx, db, token, today.Add(42), party.Sie); err != nil {
			t.Errorf("the last day: %v", err)
		}
		if _, err := f.send(token, today.Add(43), good); key(err) != "survey.over" {
			t.Errorf("the day after: %v", err)
		}
		f.do(func(tx *store.Tx) error { return survey.End(ctx, tx, f.by(today), wave, 1) })
		if _, err := f.send(token, today, good); key(err) != "survey.over" {
			t.Errorf("an ended survey: %v", err)
		}
		f.do(func(tx *store.Tx) error { return survey.Resume(ctx, tx, f.by(today), wave, 2) })
		if _, err := f.send(token, today, good); err != nil {
			t.Errorf("resumed: %v", err)
		}
	})
}

// Every low answer with a name has exactly one complaint, however many send it at once.
func TestALowAnswerIsOneComplaint(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		id := f.person("Haller")
		token := f.hand(f.begin(survey.Named), today, id)[0].Token(secret)
		var wg sync.WaitGroup
		results := make([]error, 8)
		for n := range results {
			wg.Go(func() {
				_, results[n] = f.send(token, today, survey.Sent{Marks: map[string]int{"core": 1}, Words: map[string]string{"open": "Lieferung kam zu spät"}, Matter: "Rückmeldung"})
			})
		}
		wg.Wait()
		took := 0
		for _, err := range results {
			switch {
			case err == nil:
				took++
			case key(err) != "survey.answered":
				t.Error(err)
			}
		}
		list, err := feedback.ComplaintsBefore(ctx, db, id, cal.Never, 0, 10)
		if err != nil || took != 1 || len(list) != 1 {
			t.Fatalf("%d answers were taken, %d complaints, %v", took, len(list), err)
		}
		c := list[0]
		if c.Owner != f.user || c.Due == cal.Never || c.Task != feedback.Acknowledge || !strings.Contains(c.Words, "Lieferung kam zu spät") {
			t.Errorf("%+v", c)
		}
		answers, err := survey.AnswersOf(ctx, db, id, 10)
		if err != nil || len(answers) != 1 || answers[0].Complaint != c.ID {
			t.Errorf("%+v, %v", answers, err)
		}
	})
}

// Of an anonymous survey nothing is known but marks, words and a day, and no complaint is made.
func TestAnonymousAnswersNameNobody(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		id := f.person("Haller")
		wave := f.begin(survey.Anonymous)
		w, err := survey.Read(ctx, db, wave)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if c, err := f.send(w.Token(secret), today, survey.Sent{Marks: map[string]int{"core": 1}, Callback: true}); err != nil || c != 0 {
				t.Fatalf("%d, %v", c, err)
			}
		}
		list, err := survey.Answers(ctx, db, wave)
		if err != nil || len(list) != 2 || list[0].Customer != 0 || list[0].Link != 0 || list[0].Callback {
			t.Errorf("%+v, %v", list, err)
		}
		if said, err := interaction.Of(ctx, db, id, interaction.Newest, 5); err != nil || len(said) != 0 {
			t.Errorf("%+v, %v", said, err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error {
			_, err := survey.Hand(ctx, tx, f.by(today), today, secret, wave, false, id)
			return err
		})
		if key(err) != "survey.anonymous" {
			t.Errorf("a link of somebody: %v", err)
		}
	})
}

// While a complaint is open nobody is asked, nor who objected, nor who was asked lately (T07).
func TestWhoMayNotBeAskedGetsNoLink(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		free, waits, objects, lately := f.person("Frei"), f.person("Wartet"), f.person("Widerspricht"), f.person("Neulich")
		f.hand(f.begin(survey.Contact), today.Add(-0), lately)
		f.do(func(tx *store.Tx) error {
			if err := consent.Set(ctx, tx, consent.Statement{CustomerID: objects, Kind: consent.Objected, Day: today, Source: "counter", At: f.by(today).At}); err != nil {
				return err
			}
			_, err := feedback.Complain(ctx, tx, f.by(today), feedback.Complaint{Customer: waits, Day: today, At: f.by(today).At, Since: f.by(today).At, Channel: interaction.Phone, Words: "x", Owner: f.user, Due: today})
			return err
		})
		wave := f.begin(survey.Named)
		reach, err := survey.Reached(ctx, db, today, wave, []int64{free, waits, objects, lately})
		if err != nil || len(reach.Free) != 1 || reach.Not[survey.Complains] != 1 || reach.Not[survey.Barred] != 1 || reach.Not[survey.Recent] != 1 {
			t.Errorf("%+v, %v", reach, err)
		}
		made := f.hand(wave, today, free, waits, objects, lately)
		if len(made) != 1 || made[0].Customer != free {
			t.Errorf("%+v", made)
		}
	})
}

func TestSurveysAreTakenBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		id := f.person("Haller")
		wave := f.begin(survey.Named)
		newest := func() history.Entry {
			list, err := history.Of(ctx, db, survey.Subject, wave, 0, 1)
			if err != nil || len(list) != 1 {
				t.Fatalf("%v, %v", list, err)
			}
			return list[0]
		}
		undo := func(e history.Entry) error {
			return db.Update(ctx, func(tx *store.Tx) error { _, err := survey.Undo(ctx, tx, f.by(today), e); return err })
		}
		begun := newest()
		token := f.hand(wave, today, id)[0].Token(secret)
		given := newest()
		if err := undo(begun); key(err) != "survey.heard" {
			t.Errorf("a survey of which somebody has a link: %v", err)
		}
		if err := undo(given); err != nil {
			t.Fatal(err)
		}
		if _, err := survey.Find(ctx, db, token, today, party.Sie); key(err) != "survey.no_link" {
			t.Errorf("the link is gone: %v", err)
		}
		f.do(func(tx *store.Tx) error { return survey.End(ctx, tx, f.by(today), wave, 1) })
		if err := undo(newest()); err != nil {
			t.Fatal(err)
		}
		if w, err := survey.Read(ctx, db, wave); err != nil || w.Ended != 0 {
			t.Errorf("%+v, %v", w, err)
		}
		if _, err := f.send(f.hand(wave, today, id)[0].Token(secret), today, survey.Sent{Marks: map[string]int{"core": 4}}); err != nil {
			t.Fatal(err)
		}
		list, err := history.Of(ctx, db, survey.Subject, wave, 0, 1)
		if err != nil || undo(list[0]) == nil {
			t.Errorf("an answered link was taken back: %v", err)
		}
	})
}

func TestWhoIsDissatisfiedAndSaysNothing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		in := func(complaints int) survey.Uttered {
			t.Helper()
			u, err := survey.UtteredIn(ctx, db, today.Add(-30), today, complaints)
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		if u := in(4); u != (survey.Uttered{Spoken: 4}) {
			t.Errorf("without surveys: %+v", u)
		}
		wave := f.begin(survey.Named)
		quiet, loud, content := f.person("Still"), f.person("Laut"), f.person("Froh")
		for _, l := range f.hand(wave, today, quiet, loud, content) {
			mark := 1
			if l.Customer == content {
				mark = 4
			}
			f.do(func(tx *store.Tx) error {
				_, err := survey.Receive(ctx, tx, guest(today), clock, l.Token(secret), survey.Sent{Marks: map[string]int{survey.Core.Key: mark}, Matter: "Rückmeldung"})
				return err
			})
		}
		f.do(func(tx *store.Tx) error {
			_, err := complaint.Take(ctx, tx, f.by(today.Add(-3)), clock, complaint.Taken{Customer: loud, Channel: interaction.Phone, Words: "zu spät"})
			return err
		})
		all, err := feedback.SumComplaints(ctx, db, today.Add(-30), today, today)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for i := range all {
			n += all[i].Count
		}
		// Three complaints stand: one that was made, two that low answers became. Of those two
		// one is by somebody who had said so himself.
		if u := in(n); n != 3 || u != (survey.Uttered{Spoken: 1, Silent: 1, Answers: 3}) {
			t.Errorf("%d complaints: %+v", n, u)
		}
		if u, err := survey.UtteredIn(ctx, db, today.Add(-30), today.Add(-1), 1); err != nil || u != (survey.Uttered{Spoken: 1}) {
			t.Errorf("before the answers: %+v %v", u, err)
		}
		if in(n).Share().Shown() {
			t.Error("a share of two is no share")
		}
	})
}
