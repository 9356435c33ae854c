package survey_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
)

// asksTrust hands out links until one of them asks for trust and returns its token with its holder.
func (f *firm) asksTrust(day cal.Date) (token string, who int64) {
	f.t.Helper()
	wave := f.begin(survey.Named)
	for range 6 {
		who = f.person("Haller")
		l := f.hand(wave, day, who)[0]
		if asksTrust(l) {
			return l.Token(secret), who
		}
	}
	f.t.Fatal("nobody is asked for trust")
	return "", 0
}

func asksTrust(l survey.Link) bool {
	for _, q := range survey.Set(l.Kind, false, false, l.ID) {
		if q == survey.Trust {
			return true
		}
	}
	return false
}

func TestDamagedTrustEndsByAnAnswerOrAWord(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		token, who := f.asksTrust(today)
		complaint, err := f.send(token, today, survey.Sent{Marks: map[string]int{"core": 3, "trust": 2}, Matter: "Ich verlasse mich nicht mehr auf Sie."})
		if err != nil || complaint == 0 {
			t.Fatalf("a low answer is a complaint: %d, %v", complaint, err)
		}
		damage := func() (survey.Damage, bool) {
			d, lasts, err := survey.Damaged(ctx, db, who)
			if err != nil {
				t.Fatal(err)
			}
			return d, lasts
		}
		d, lasts := damage()
		if !lasts || d.Day != today {
			t.Fatalf("%+v", d)
		}
		if all, err := survey.Mistrusting(ctx, db); err != nil || len(all) != 1 || !all[who] {
			t.Errorf("%v, %v", all, err)
		}
		restore := func(version int64, words string) error {
			return db.Update(ctx, func(tx *store.Tx) error { return survey.Restore(ctx, tx, f.by(today), who, version, words) })
		}
		if err := restore(d.Version, " "); key(err) != "survey.trust.words" {
			t.Errorf("without a word: %v", err)
		}
		if err := restore(d.Version, "Am Freitag ausgesprochen."); err != nil {
			t.Fatal(err)
		}
		if _, lasts := damage(); lasts {
			t.Error("it lasts after the word")
		}
		if err := restore(d.Version, "Noch einmal."); key(err) != "history.row_changed" {
			t.Errorf("twice: %v", err)
		}
		list, err := history.Of(ctx, db, row.Subject, who, 0, 1)
		if err != nil || list[0].Verb != "survey.trust.change" {
			t.Fatalf("%+v, %v", list, err)
		}
		f.do(func(tx *store.Tx) error {
			known, err := survey.Undo(ctx, tx, f.by(today), list[0])
			if !known {
				t.Error("not its own entry")
			}
			return err
		})
		if _, lasts := damage(); !lasts {
			t.Error("taken back, and it does not last")
		}
		answers, err := survey.AnswersOf(ctx, db, who, 1) // what rests on an answer goes with it
		if err != nil {
			t.Fatal(err)
		}
		f.do(func(tx *store.Tx) error { return survey.Erase(ctx, tx, f.by(today), who, answers[0].ID) })
		if _, lasts := damage(); lasts {
			t.Error("the answer was removed, and it lasts")
		}
	})
}

func TestALaterAnswerRestoresTrust(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		token, who := f.asksTrust(today)
		if _, err := f.send(token, today, survey.Sent{Marks: map[string]int{"trust": 1}, Matter: "Ich verlasse mich nicht mehr auf Sie."}); err != nil {
			t.Fatal(err)
		}
		answers, err := survey.AnswersOf(ctx, db, who, 1)
		if err != nil {
			t.Fatal(err)
		}
		f.do(func(tx *store.Tx) error { // so that he may be asked again
			_, err := tx.Exec(ctx, store.New("close", "UPDATE feedback_complaint SET closed = 1 WHERE id = $1"), answers[0].Complaint)
			return err
		})
		later := today
		for range 12 {
			later = later.Add(survey.RestDays)
			wave := int64(0)
			f.do(func(tx *store.Tx) (err error) {
				wave, err = survey.Begin(ctx, tx, f.by(later), later, secret, survey.Wave{Name: "Später", Mode: survey.Named, Until: later.Add(30), Guess: -1})
				return err
			})
			l := f.hand(wave, later, who)[0]
			if _, err := f.send(l.Token(secret), later, survey.Sent{Marks: map[string]int{"core": 4, "trust": 4}}); err != nil {
				t.Fatal(err)
			}
			_, lasts, err := survey.Damaged(ctx, db, who)
			if err != nil {
				t.Fatal(err)
			}
			if lasts == asksTrust(l) {
				t.Fatalf("asked for trust %v, and it lasts %v", asksTrust(l), lasts)
			}
			if !lasts {
				return
			}
		}
		t.Error("he was never asked again")
	})
}

func TestTheChainIsKeptByMonth(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		behind := func(day cal.Date, want bool, when string) {
			if got, err := survey.ChainBehind(ctx, db, day); err != nil || got != want {
				t.Errorf("%s: %v, %v", when, got, err)
			}
		}
		behind(today, false, "before the first answer")
		wave := f.begin(survey.Named)
		for range 3 {
			l := f.hand(wave, today, f.person("Haller"))[0]
			if _, err := f.send(l.Token(secret), today, survey.Sent{Marks: map[string]int{"core": 4, "benefit": 5, "liked": 4, "stay": 5, "trust": 5}}); err != nil {
				t.Fatal(err)
			}
		}
		behind(today, true, "after three answers")
		if _, err := survey.RefreshChain(ctx, db, today, 1); err != nil {
			t.Fatal(err)
		}
		behind(today, false, "when it is computed")
		behind(today.Add(1), true, "the next day")
		c, found, err := survey.ReadChain(ctx, db)
		if err != nil || !found || c.People != 3 || c.Day != today || len(c.Ties) != 7 {
			t.Fatalf("%+v, %v, %v", c, found, err)
		}
		for _, tie := range c.Ties {
			if tie.Shown() {
				t.Errorf("told of three people: %+v", tie)
			}
		}
		at := map[survey.Stage]survey.Share{}
		for _, l := range c.Levels {
			at[l.Stage] = l.Share
		}
		if s := at[survey.AtSatisfaction]; s.N != 3 || s.Hits != 3 {
			t.Errorf("satisfied %+v", s)
		}
		if s := at[survey.AtReferral]; s.N != 3 || s.Hits != 0 {
			t.Errorf("referrals %+v", s)
		}
		if s := at[survey.AtLoyalty]; s.N != 0 {
			t.Errorf("loyal without a purchase %+v", s)
		}
	})
}

func TestErasingAnAnswerLeavesWhatTheOthersSay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFirm(t, db)
		who := f.person("Haller")
		day, ids := today, map[int]int64{}
		answer := func(mark int) {
			for range 12 {
				day = day.Add(survey.RestDays)
				wave := int64(0)
				f.do(func(tx *store.Tx) (err error) {
					wave, err = survey.Begin(ctx, tx, f.by(day), day, secret, survey.Wave{Name: "Welle", Mode: survey.Named, Until: day.Add(30), Guess: -1})
					return err
				})
				l := f.hand(wave, day, who)[0]
				if _, err := f.send(l.Token(secret), day, survey.Sent{Marks: map[string]int{"core": 4, "trust": mark}, Matter: "Kein Verlass."}); err != nil {
					t.Fatal(err)
				}
				f.do(func(tx *store.Tx) error {
					_, err := tx.Exec(ctx, store.New("close", "UPDATE feedback_complaint SET closed = 1 WHERE closed = 0 AND customer_id = $1"), who)
					return err
				})
				if asksTrust(l) {
					list, err := survey.AnswersOf(ctx, db, who, 1)
					if err != nil {
						t.Fatal(err)
					}
					ids[len(ids)] = list[0].ID
					return
				}
			}
			t.Fatal("he was never asked for trust")
		}
		lasts := func(want bool, when string) {
			t.Helper()
			if _, got, err := survey.Damaged(ctx, db, who); err != nil || got != want {
				t.Errorf("%s: damaged %v, %v", when, got, err)
			}
		}
		erase := func(n int) {
			f.do(func(tx *store.Tx) error { return survey.Erase(ctx, tx, f.by(day), who, ids[n]) })
		}
		answer(2)
		answer(1)
		erase(0)
		lasts(true, "the second low answer stands")
		answer(5)
		lasts(false, "after a good one")
		erase(2)
		lasts(true, "the good one is gone")
		erase(1)
		lasts(false, "nothing is left")
	})
}
