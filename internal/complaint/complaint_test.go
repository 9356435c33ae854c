package complaint_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx    = context.Background()
	berlin = zone("Europe/Berlin")
	clock  = cal.NewHours(cal.Daily(9*60, 18*60), cal.NewCalendar([]int{0}, []cal.Date{cal.MustParse("2026-12-25")}), berlin)
)

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// on is who acts at a time of the firm.
func on(text string) customer.By {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
	if err != nil {
		panic(err)
	}
	return customer.By{Actor: 3, At: cal.At(at), Region: "DE"}
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func person(t rapid.TB, db *store.DB) (id int64) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, on("2026-11-01 10:00"), customer.Customer{Kind: customer.Person, LastName: "Haller"})
		return err
	}))
	return id
}

func take(db *store.DB, by customer.By, c complaint.Taken) (id int64, err error) {
	err = db.Update(ctx, func(tx *store.Tx) (err error) { id, err = complaint.Take(ctx, tx, by, clock, c); return err })
	return id, err
}

type verb func(context.Context, *store.Tx, customer.By, cal.Hours, complaint.Step) error

func do(db *store.DB, by customer.By, act verb, s complaint.Step) error {
	return db.Update(ctx, func(tx *store.Tx) error { return act(ctx, tx, by, clock, s) })
}

func read(t rapid.TB, db *store.DB, id int64) feedback.Complaint {
	t.Helper()
	c, err := feedback.ReadComplaint(ctx, db, id)
	must(t, err)
	return c
}

// due is what comes next and until when, in the firm's time.
func due(c feedback.Complaint) string {
	if c.DueAt == 0 {
		return string(c.Task)
	}
	return string(c.Task) + " " + c.DueAt.Time(berlin).Format("2006-01-02 15:04")
}

func talks(t rapid.TB, db *store.DB, id int64) []interaction.Interaction {
	t.Helper()
	list, err := interaction.Of(ctx, db, id, interaction.Newest, 100)
	must(t, err)
	return list
}

// At the counter a complaint is taken, made good and answered in one act; what our own
// fault cost never burdens the customer.
func TestAtTheCounter(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db)
		c, err := take(db, on("2026-11-24 10:30"), complaint.Taken{Customer: id, Channel: interaction.Counter, Words: "Kruste war hart", Cause: cost.Ours, Remedy: feedback.Replaced, Goodwill: 390})
		must(t, err)
		got := read(t, db, c)
		if got.Owner != 3 || got.Ack == 0 || got.Answered == 0 || due(got) != "ask 2026-12-08 23:59" || got.Due != cal.MustParse("2026-12-01") {
			t.Errorf("%+v, due %s from %s", got, due(got), got.Due)
		}
		paid, err := cost.Of(ctx, db, id, 10)
		must(t, err)
		if len(paid) != 1 || paid[0].Amount != 390 || paid[0].Cause != cost.Ours || paid[0].Kind != cost.Goodwill || paid[0].Interaction != got.Talk {
			t.Errorf("cost %+v", paid)
		}
		if his, firm := paid[0].Cause.Split(paid[0].Amount); his != 0 || firm != 390 {
			t.Errorf("his %d, the firm's %d", his, firm)
		}
		if said := talks(t, db, id); len(said) != 1 || said[0].Reason != "complaint" || said[0].Direction != interaction.In {
			t.Errorf("contacts %+v", said)
		}
		if open, err := feedback.Complains(ctx, db, id); err != nil || !open {
			t.Errorf("open %v, %v", open, err)
		}
		must(t, do(db, on("2026-12-02 11:00"), complaint.Asked, complaint.Step{ID: c, Version: 1, Result: feedback.Yes, Manner: feedback.Yes, Speed: feedback.Partly}))
		if got := read(t, db, c); got.Closed == 0 || due(got) != "" || got.Due != cal.Never || got.Late != 0 {
			t.Errorf("asked: %+v", got)
		}
		if open, err := feedback.Complains(ctx, db, id); err != nil || open {
			t.Errorf("closed, yet open %v, %v", open, err)
		}
	})
}

// A mail has its clocks over open days, Sundays and holidays left out; what was missed stays
// written down.
func TestClocksOfAMail(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db)
		c, err := take(db, on("2026-12-23 12:00"), complaint.Taken{Customer: id, Channel: interaction.Mail, Words: "Falsche Lieferung"})
		must(t, err)
		at := func(want string) {
			t.Helper()
			if got := due(read(t, db, c)); got != want {
				t.Errorf("due %q, want %q", got, want)
			}
		}
		step := func(when string, act verb, s complaint.Step) {
			t.Helper()
			s.ID, s.Version = c, read(t, db, c).Version
			must(t, do(db, on(when), act, s))
		}
		at("ack 2026-12-24 12:00")
		step("2026-12-24 13:00", complaint.Acknowledged, complaint.Step{Words: "Ist angekommen"}) // an hour late
		at("interim 2026-12-29 13:00")                                                            // the 25th is closed, the 27th a Sunday
		step("2026-12-28 10:00", complaint.Informed, complaint.Step{Words: "Wir prüfen es", Channel: interaction.Phone})
		at("solve 2026-12-30 12:00") // the third open day for a word would be later
		step("2026-12-30 11:59", complaint.Solved, complaint.Step{Cause: cost.Third, Remedy: feedback.Refunded, Words: "Geld zurück", Goodwill: 1200})
		at("answer 2026-12-31 11:59")
		step("2026-12-31 11:00", complaint.Answered, complaint.Step{Words: "Sie bekommen das Geld zurück"})
		at("ask 2027-01-14 23:59")
		got := read(t, db, c)
		if got.Late != feedback.LateAck {
			t.Errorf("late %b, want the acknowledgement only", got.Late)
		}
		if said := talks(t, db, id); len(said) != 4 || said[0].Direction != interaction.Out {
			t.Errorf("%d contacts, want the complaint and three words from us", len(said))
		}
		for _, s := range []struct {
			act  verb
			step complaint.Step
			want string
		}{
			{complaint.Acknowledged, complaint.Step{}, "feedback.complaint.done"},
			{complaint.Informed, complaint.Step{}, "feedback.complaint.done"},
			{complaint.Solved, complaint.Step{Cause: cost.Ours, Remedy: feedback.Excused}, "feedback.complaint.done"},
			{complaint.Answered, complaint.Step{}, "feedback.complaint.done"},
			{complaint.Asked, complaint.Step{}, "feedback.complaint.verdict"},
		} {
			s.step.ID, s.step.Version = c, got.Version
			if err := do(db, on("2027-01-02 10:00"), s.act, s.step); key(err) != s.want {
				t.Errorf("%v, want %s", err, s.want)
			}
		}
		if err := do(db, on("2027-01-02 10:00"), complaint.Closed, complaint.Step{ID: c, Version: 1}); key(err) != "history.row_changed" {
			t.Errorf("a second editor: %v", err)
		}
		step("2027-01-02 10:00", complaint.Closed, complaint.Step{})
		at("")
	})
}

// Who is not content, who complains of the same again, and who is angry comes before the
// person responsible.
func TestWhatGoesToWhoIsResponsible(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db)
		first, err := take(db, on("2026-11-24 10:00"), complaint.Taken{Customer: id, Channel: interaction.Counter, Words: "Zu spät", Cause: cost.Ours, Remedy: feedback.Excused})
		must(t, err)
		waiting := func(user int64, responsible bool, when string) int {
			t.Helper()
			by := on(when)
			list, err := feedback.WaitingComplaints(ctx, db, user, responsible, cal.Of(by.At.Time(berlin), berlin), by.At, 10)
			must(t, err)
			return len(list)
		}
		if n := waiting(3, false, "2026-11-30 10:00"); n != 0 {
			t.Errorf("asked before a week has passed: %d", n)
		}
		if n, other := waiting(3, false, "2026-12-01 10:00"), waiting(1, true, "2026-12-01 10:00"); n != 1 || other != 0 {
			t.Errorf("on the day: %d for the owner, %d for who is responsible", n, other)
		}
		must(t, do(db, on("2026-12-01 10:00"), complaint.Asked, complaint.Step{ID: first, Version: 1, Result: feedback.No, Manner: feedback.Yes, Words: "Wieder zu spät"}))
		got := read(t, db, first)
		if got.Closed != 0 || got.Escalated == 0 || got.Reopened != 1 || got.Solved != 0 || due(got) != "interim 2026-12-04 10:00" {
			t.Errorf("not content: %+v, due %s", got, due(got))
		}
		if n := waiting(1, true, "2026-12-01 10:01"); n != 1 {
			t.Errorf("who is responsible sees %d", n)
		}
		second, err := take(db, on("2026-12-02 10:00"), complaint.Taken{Customer: id, Channel: interaction.Phone, Words: "Noch einmal zu spät", Former: first})
		must(t, err)
		if read(t, db, second).Escalated == 0 {
			t.Error("twice the same does not alarm")
		}
		other := person(t, db)
		if _, err := take(db, on("2026-12-02 10:00"), complaint.Taken{Customer: other, Channel: interaction.Phone, Words: "x", Former: first}); key(err) != "feedback.complaint.former" {
			t.Errorf("somebody else's complaint: %v", err)
		}
		angry, err := take(db, on("2026-12-02 10:00"), complaint.Taken{Customer: other, Channel: interaction.Mail, Words: "Unverschämt", Angry: true})
		must(t, err)
		if read(t, db, angry).Escalated == 0 {
			t.Error("anger does not alarm")
		}
		if n := waiting(1, true, "2026-12-02 10:01"); n != 3 {
			t.Errorf("who is responsible sees %d of 3", n)
		}
	})
}

func TestNothingIsClosedUnanswered(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db)
		c, err := take(db, on("2026-11-24 10:00"), complaint.Taken{Customer: id, Channel: interaction.Letter, Words: "Ohne Absender"})
		must(t, err)
		step := func(act verb, s complaint.Step) error {
			s.ID, s.Version = c, read(t, db, c).Version
			return do(db, on("2026-11-24 11:00"), act, s)
		}
		if err := step(complaint.Closed, complaint.Step{}); key(err) != "feedback.complaint.unanswered" {
			t.Errorf("closed without an answer: %v", err)
		}
		if err := step(complaint.Answered, complaint.Step{}); key(err) != "feedback.complaint.unsolved" {
			t.Errorf("answered without a solution: %v", err)
		}
		if err := step(complaint.Solved, complaint.Step{Remedy: feedback.Explained}); key(err) != "feedback.complaint.cause" {
			t.Errorf("solved without a cause: %v", err)
		}
		must(t, step(complaint.Solved, complaint.Step{Cause: cost.Unclear, Remedy: feedback.Explained}))
		if err := step(complaint.Unanswerable, complaint.Step{Words: " "}); key(err) != "feedback.complaint.unanswered" {
			t.Errorf("no reason: %v", err)
		}
		must(t, step(complaint.Unanswerable, complaint.Step{Words: "Keine Anschrift"}))
		if got := read(t, db, c); got.Closed == 0 || got.Unanswered == "" {
			t.Errorf("%+v", got)
		}
		for name, bad := range map[string]struct {
			c    complaint.Taken
			want string
		}{
			"no words":                  {complaint.Taken{Customer: id, Channel: interaction.Phone}, "feedback.words"},
			"of nobody":                 {complaint.Taken{Customer: 999, Channel: interaction.Phone, Words: "x"}, "customer.no_such_customer"},
			"goodwill without a cause":  {complaint.Taken{Customer: id, Channel: interaction.Phone, Words: "x", Goodwill: 100}, "feedback.complaint.goodwill"},
			"a remedy without a cause":  {complaint.Taken{Customer: id, Channel: interaction.Phone, Words: "x", Remedy: feedback.Excused}, "feedback.complaint.cause"},
			"a remedy that is none":     {complaint.Taken{Customer: id, Channel: interaction.Phone, Words: "x", Cause: cost.Ours, Remedy: "song"}, "feedback.complaint.remedy"},
			"a channel that is none":    {complaint.Taken{Customer: id, Channel: "drum", Words: "x"}, "interaction.bad_channel"},
			"goodwill that is negative": {complaint.Taken{Customer: id, Channel: interaction.Phone, Words: "x", Cause: cost.Ours, Remedy: feedback.Excused, Goodwill: -1}, "feedback.complaint.goodwill"},
		} {
			if _, err := take(db, on("2026-11-24 10:00"), bad.c); err == nil || key(err) != bad.want {
				t.Errorf("%s: %v, want %s", name, err, bad.want)
			}
		}
	})
}

// Whatever is done about a complaint and taken back in reverse leaves nothing behind, and on
// the way what is due next always fits what was done.
func TestRandomComplaintsTakenBackLeaveNothing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		rapid.Check(t, func(t *rapid.T) {
			id := person(t, db)
			by := on("2026-11-24 10:00")
			c, err := take(db, by, complaint.Taken{
				Customer: id, Words: "x", Channel: rapid.SampledFrom([]interaction.Channel{interaction.Mail, interaction.Phone}).Draw(t, "channel"),
			})
			must(t, err)
			acts := []verb{complaint.Acknowledged, complaint.Informed, complaint.Solved, complaint.Answered, complaint.Asked, complaint.Closed, complaint.Reopened, complaint.Escalate}
			for range rapid.IntRange(0, 12).Draw(t, "acts") {
				by.At += cal.Instant(rapid.Int64Range(1, 4*24*3600).Draw(t, "wait") * 1_000_000)
				before := read(t, db, c)
				s := complaint.Step{
					ID: c, Version: before.Version, Words: "y", Cause: cost.Ours, Remedy: feedback.Reworked, Goodwill: 100,
					Result: rapid.SampledFrom([]feedback.Verdict{feedback.No, feedback.Yes}).Draw(t, "result"),
				}
				err := do(db, by, rapid.SampledFrom(acts).Draw(t, "act"), s)
				if err != nil && key(err) == "" {
					t.Fatal(err)
				}
				after := read(t, db, c)
				if before.Late&^after.Late != 0 {
					t.Fatalf("a verdict went: %b, then %b", before.Late, after.Late)
				}
				if (after.Closed != 0) != (after.Task == feedback.Nothing) || after.Closed != 0 && after.Answered == 0 && after.Unanswered == "" || after.Owner == 0 {
					t.Fatalf("%+v", after)
				}
				if after.Task == feedback.Ask && after.Answered == 0 || after.Task == feedback.Reply && after.Solved == 0 {
					t.Fatalf("due %s: %+v", after.Task, after)
				}
			}
			entries, err := history.Of(ctx, db, row.Subject, id, 0, 200)
			must(t, err)
			for _, e := range entries { // newest first
				must(t, db.Update(ctx, func(tx *store.Tx) error { _, err := complaint.Undo(ctx, tx, by, e); return err }))
			}
			if _, err := feedback.ReadComplaint(ctx, db, c); fault.KindOf(err) != fault.NotFound {
				t.Fatalf("the complaint: %v", err)
			}
			paid, err := cost.Of(ctx, db, id, 10)
			must(t, err)
			if said := talks(t, db, id); len(paid)+len(said) != 0 {
				t.Fatalf("left %+v and %+v", paid, said)
			}
		})
	})
}
