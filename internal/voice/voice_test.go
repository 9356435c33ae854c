package voice_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/voice"
)

var (
	ctx    = context.Background()
	berlin = zone("Europe/Berlin")
	// Monday to Friday from nine to six.
	clock = cal.NewHours(cal.Daily(9*60, 18*60), cal.NewCalendar([]int{0, 6}, nil), berlin)
)

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func on(text string) customer.By {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
	if err != nil {
		panic(err)
	}
	return customer.By{Actor: 1, At: cal.At(at), Region: "DE"}
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func update(t rapid.TB, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	must(t, db.Update(ctx, do))
}

// firm has an owner, who is user 1.
func firm(t rapid.TB, db *store.DB) {
	t.Helper()
	d := team.New(db, time.Now, rand.Reader)
	_, err := d.Create(ctx, history.Program, team.User{Login: "jana", Name: "Jana Brandt", Role: team.Owner}, "ein langes Passwort")
	must(t, err)
}

func person(t rapid.TB, db *store.DB) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, on("2026-11-01 10:00"), customer.Customer{Kind: customer.Person, LastName: "Haller"})
		return err
	})
	return id
}

func read(t rapid.TB, db *store.DB, id int64) feedback.Idea {
	t.Helper()
	i, err := feedback.Read(ctx, db, id)
	must(t, err)
	return i
}

func due(at cal.Instant) string {
	if at == 0 {
		return "-"
	}
	return at.Time(berlin).Format("2006-01-02 15:04")
}

func talks(t rapid.TB, db *store.DB, id int64) []interaction.Interaction {
	t.Helper()
	list, err := interaction.Of(ctx, db, id, interaction.Newest, 100)
	must(t, err)
	return list
}

// newest is the last entry of the history of a subject.
func newest(t rapid.TB, db *store.DB, subject string, id int64) history.Entry {
	t.Helper()
	list, err := history.Of(ctx, db, subject, id, 0, 1)
	must(t, err)
	if len(list) == 0 {
		t.Fatalf("nothing is noted of %s %d", subject, id)
	}
	return list[0]
}

func TestClocksOfSuggestionsAndPraise(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db)
		by := on("2026-11-20 15:00") // a Friday
		for _, c := range []struct {
			say  string
			i    feedback.Idea
			want string
		}{
			{"a suggestion gets five open days", feedback.Idea{Kind: feedback.Suggestion, Day: cal.MustParse("2026-11-20")}, "2026-11-27 15:00"},
			{"praise gets two", feedback.Idea{Kind: feedback.Praise, Day: cal.MustParse("2026-11-20")}, "2026-11-24 15:00"},
			{"what was said the day before has used up its time", feedback.Idea{Kind: feedback.Praise, Day: cal.MustParse("2026-11-19")}, "2026-11-20 18:00"},
			{"what was said long ago is noted for the record", feedback.Idea{Kind: feedback.Suggestion, Day: cal.MustParse("2026-10-21")}, "-"},
			{"what is decided already waits for nobody", feedback.Idea{Kind: feedback.Suggestion, Day: cal.MustParse("2026-11-20"), State: feedback.Adopted}, "-"},
			{"a reference waits for nobody", feedback.Idea{Kind: feedback.Reference, Day: cal.MustParse("2026-11-20")}, "-"},
		} {
			c.i.Customer, c.i.Words = id, "Sitzplatz vor der Tür"
			update(t, db, func(tx *store.Tx) (err error) {
				id, err := voice.Note(ctx, tx, by, clock, c.i)
				c.i.ID = id
				return err
			})
			if got := due(read(t, db, c.i.ID).DueAt); got != c.want {
				t.Errorf("%s: due %s, want %s", c.say, got, c.want)
			}
		}
	})
}

func TestASuggestionIsAnsweredDoneAndThankedFor(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who := person(t, db)
		var id int64
		update(t, db, func(tx *store.Tx) (err error) {
			id, err = voice.Note(ctx, tx, on("2026-11-02 09:00"), clock, feedback.Idea{Customer: who, Day: cal.MustParse("2026-11-02"), Words: "Abends länger öffnen"})
			return err
		})
		tell := func(at string, s voice.Step) error {
			s.ID, s.Version = id, read(t, db, id).Version
			return db.Update(ctx, func(tx *store.Tx) error { return voice.Told(ctx, tx, on(at), clock, s) })
		}
		must(t, tell("2026-11-03 10:00", voice.Step{Words: "Wir prüfen es.", Channel: interaction.Phone}))
		i := read(t, db, id)
		if i.Waits() || i.Answered == 0 || bool(i.Late) || i.Thanked != 0 {
			t.Fatalf("%+v", i)
		}
		if err := tell("2026-11-03 11:00", voice.Step{}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("told twice: %v", err)
		}
		i.State, i.Settled, i.Outcome = feedback.Adopted, cal.Never, "Freitags bis 20 Uhr"
		update(t, db, func(tx *store.Tx) error { _, err := voice.Note(ctx, tx, on("2026-11-10 09:00"), clock, i); return err })
		if i = read(t, db, id); due(i.DueAt) != "2026-11-11 18:00" || voice.TaskOf(&i) != voice.Thank {
			t.Fatalf("after it was decided: due %s", due(i.DueAt))
		}
		must(t, tell("2026-11-13 09:00", voice.Step{Words: "Danke, es ist umgesetzt.", Channel: interaction.Counter}))
		if i = read(t, db, id); i.Waits() || i.Thanked == 0 || !bool(i.Late) || i.Answer != "Wir prüfen es." {
			t.Errorf("%+v", i)
		}
		if got := talks(t, db, who); len(got) != 2 || got[0].Note != "Danke, es ist umgesetzt." || got[0].Reason != "suggestion" {
			t.Errorf("%+v", got)
		}
		update(t, db, func(tx *store.Tx) error { return voice.TakeBack(ctx, tx, on("2026-11-13 09:01"), id) })
		if i = read(t, db, id); i.Thanked != 0 || due(i.DueAt) != "2026-11-11 18:00" || len(talks(t, db, who)) != 1 {
			t.Errorf("taken back: %+v", i)
		}
	})
}

func TestWhatAStrangerSaysIsWholeAndAssignedWithAWayBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		firm(t, db)
		files := &attachment.Store{DB: db, Dir: t.TempDir(), Now: time.Now}
		f, err := files.Add(ctx, row.By{Actor: history.Program}, 0, "Foto.txt", strings.NewReader("ein Bild"), 1000)
		must(t, err)
		by := on("2026-11-20 15:00")
		by.Actor = history.Program
		count := func() int {
			n, err := store.Value[int](ctx, db, store.New("n", "SELECT COUNT(*) FROM customer"))
			must(t, err)
			return n
		}
		before := count()
		said := voice.Said{Words: "Kruste war \u202e hart\x00", Name: " Erika\nMuster ", Reach: "0170 000", File: f.ID}
		var ids [3]int64
		update(t, db, func(tx *store.Tx) (err error) {
			for n, kind := range []voice.Kind{voice.Complaint, voice.Suggestion, voice.Praise} {
				said.Kind = kind
				if n > 0 {
					said.File = 0
				}
				if ids[n], err = voice.Receive(ctx, tx, by, clock, said); err != nil {
					return err
				}
			}
			return nil
		})
		if n := count(); n != before {
			t.Fatalf("%d customers were invented", n-before)
		}
		c, err := feedback.ReadComplaint(ctx, db, ids[0])
		must(t, err)
		if c.Customer != 0 || c.Owner != 1 || c.Task != feedback.Inform || c.DueAt == 0 || c.Ack == 0 || c.Words != "Kruste war  hart" || c.Name != "Erika Muster" || c.Reach != "0170 000" || c.File != f.ID {
			t.Errorf("%+v", c)
		}
		idea := read(t, db, ids[1])
		if idea.Customer != 0 || idea.Owner != 1 || due(idea.DueAt) != "2026-11-27 15:00" {
			t.Errorf("%+v", idea)
		}

		act := on("2026-11-20 16:00")
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			if err := complaint.Solved(ctx, tx, act, clock, complaint.Step{ID: c.ID, Version: c.Version, Cause: "ours", Remedy: feedback.Replaced, Goodwill: 390}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("goodwill for nobody: %v", err)
			}
			return complaint.Informed(ctx, tx, act, clock, complaint.Step{ID: c.ID, Version: c.Version, Words: "Wir fragen in der Backstube."})
		}))
		who := person(t, db)
		assign := func() {
			t.Helper()
			c, err := feedback.ReadComplaint(ctx, db, ids[0])
			must(t, err)
			update(t, db, func(tx *store.Tx) error { return complaint.Assigned(ctx, tx, act, clock, c.ID, c.Version, who) })
		}
		assign()
		got := talks(t, db, who)
		if len(got) != 1 || got[0].At != c.At || got[0].Direction != interaction.In || got[0].Reason != "complaint" {
			t.Errorf("%+v", got)
		}
		if list, err := attachment.Of(ctx, db, who); err != nil || len(list) != 1 {
			t.Errorf("the photo is not his: %+v, %v", list, err)
		}
		again, err := feedback.ReadComplaint(ctx, db, c.ID)
		must(t, err)
		if again.Customer != who || again.Since != c.Since || again.Talk != got[0].ID {
			t.Errorf("%+v", again)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return complaint.Assigned(ctx, tx, act, clock, again.ID, again.Version, who) }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("assigned twice: %v", err)
		}

		update(t, db, func(tx *store.Tx) error { return complaint.TakeBack(ctx, tx, act, c.ID) })
		again, err = feedback.ReadComplaint(ctx, db, c.ID)
		must(t, err)
		if list, err := attachment.Of(ctx, db, who); err != nil || len(list) != 0 || again.Customer != 0 || len(talks(t, db, who)) != 0 {
			t.Errorf("taken back: %+v, %+v, %v", again, list, err)
		}

		assign()
		update(t, db, func(tx *store.Tx) error { return voice.Assigned(ctx, tx, act, clock, ids[1], idea.Version, who) })
		if i := read(t, db, ids[1]); i.Customer != who || i.DueAt != idea.DueAt || len(talks(t, db, who)) != 2 {
			t.Errorf("%+v", i)
		}
		// who is deleted takes with him also what was noted before we knew him
		update(t, db, func(tx *store.Tx) error { return feedback.Forget(ctx, tx, who) })
		for subject, id := range map[string]int64{feedback.StrangeComplaint: ids[0], feedback.StrangeIdea: ids[1]} {
			if e := newest(t, db, subject, id); string(e.After) != "{}" && len(e.After) != 0 {
				t.Errorf("%s remembers %s", subject, e.After)
			}
		}
		if i := read(t, db, ids[2]); i.Customer != 0 || !i.Waits() {
			t.Errorf("praise of somebody else: %+v", i)
		}
	})
}

// However many changes there were, taking all of them back in reverse order leads to what came.
func TestPropWhatWasSaidComesBackWhole(t *testing.T) {
	db := schematest.SQLite(t)
	firm(t, db)
	who := person(t, db)
	rapid.Check(t, func(t *rapid.T) {
		at := on("2026-11-20 15:00")
		var id int64
		update(t, db, func(tx *store.Tx) (err error) {
			id, err = voice.Receive(ctx, tx, at, clock, voice.Said{Kind: rapid.SampledFrom([]voice.Kind{voice.Suggestion, voice.Praise}).Draw(t, "kind"), Words: "Gut"})
			return err
		})
		was := read(t, db, id)
		done := 0
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			at.At += cal.Instant(rapid.Int64Range(1, int64(48*time.Hour/time.Microsecond)).Draw(t, "later"))
			i := read(t, db, id)
			step := voice.Step{ID: id, Version: i.Version, Words: "Danke", Channel: interaction.Phone, State: rapid.SampledFrom(feedback.States).Draw(t, "state"), Untold: rapid.Bool().Draw(t, "untold")}
			assign := rapid.Bool().Draw(t, "assign")
			err := db.Update(ctx, func(tx *store.Tx) error {
				if assign {
					return voice.Assigned(ctx, tx, at, clock, id, i.Version, who)
				}
				return voice.Told(ctx, tx, at, clock, step)
			})
			if err == nil {
				done++
			} else if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
		}
		for range done {
			i := read(t, db, id)
			subject, of := row.Subject, i.Customer
			if of == 0 {
				subject, of = i.Alone(), id
			}
			list, err := history.Of(ctx, db, subject, of, 0, 50)
			must(t, err)
			for _, e := range list {
				after, has, err := row.Decode[feedback.Idea](e.After)
				must(t, err)
				if has && after.ID == id && !e.Undone && e.Undoes == 0 && strings.HasPrefix(e.Verb, "feedback.idea.") {
					update(t, db, func(tx *store.Tx) error { _, err := voice.Undo(ctx, tx, at, e); return err })
					break
				}
			}
		}
		is := read(t, db, id)
		is.Version = was.Version
		if is != was {
			t.Fatalf("came back as %+v, was %+v", is, was)
		}
	})
	if got := talks(t, db, who); len(got) != 0 {
		t.Errorf("%d contacts stayed", len(got))
	}
}
