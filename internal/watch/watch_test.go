package watch_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/warning"
	"github.com/stammkunde/stammkunde/internal/watch"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-23") // a Monday
	noon  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	clock = cal.NewHours(cal.Daily(9*60, 18*60), cal.NewCalendar([]int{0}, nil), time.UTC)
)

type house struct {
	t          *testing.T
	db         *store.DB
	jana, rita int64
	now        time.Time
	customers  int
}

func newHouse(t *testing.T, db *store.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, now: noon}
	desk := team.New(db, func() time.Time { return h.now }, rand.Reader)
	for login, id := range map[string]*int64{"jana": &h.jana, "rita": &h.rita} {
		role := team.Owner
		if login == "rita" {
			role = team.Carer
		}
		var err error
		if *id, err = desk.Create(ctx, 0, team.User{Login: login, Name: login, Role: role}, "long enough for all"); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *house) by() customer.By {
	return customer.By{Actor: h.jana, At: cal.At(h.now), Region: "DE"}
}
func (h *house) day() cal.Date { return cal.Of(h.now, time.UTC) }

func (h *house) do(fn func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.db.Update(ctx, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) person() (id int64) {
	h.t.Helper()
	h.customers++
	h.do(func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, h.by(), customer.Customer{Kind: customer.Person, LastName: fmt.Sprint("Haller ", h.customers)})
		return err
	})
	return id
}

// look lets the job look, first whether there is anything to do, and returns what is open.
func (h *house) look() []watch.Waiting {
	h.t.Helper()
	for i := 0; ; i++ {
		stirs, err := watch.Stirs(ctx, h.db, cal.At(h.now), h.day())
		if err != nil {
			h.t.Fatal(err)
		}
		if !stirs {
			break
		}
		if i == 5 {
			h.t.Fatal("there is always something to do")
		}
		if _, err := watch.Look(ctx, h.db, cal.At(h.now), h.day()); err != nil {
			h.t.Fatal(err)
		}
	}
	list, err := watch.Open(ctx, h.db, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func kinds(list []watch.Waiting) (out []watch.Kind) {
	for _, w := range list {
		out = append(out, w.Kind)
	}
	slices.Sort(out)
	return out
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func TestEveryCauseIsOneAlertAndEndsWithIt(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		who := h.person()
		var bad, call int64
		h.do(func(tx *store.Tx) (err error) {
			if bad, err = complaint.Take(ctx, tx, h.by(), clock, complaint.Taken{Customer: who, Channel: interaction.Mail, Words: "Kruste hart", Owner: h.rita}); err != nil {
				return err
			}
			e := enquiry.Enquiry{Origin: "phone", Sought: "Torte", Name: "Vera Kolb", Email: "vera@example.com"}
			if _, err = enquiry.Receive(ctx, tx, h.by(), enquiry.Clock{Hours: clock, Target: 2 * time.Hour}, e); err != nil {
				return err
			}
			call, _, err = promise.Make(ctx, tx, interaction.By{Actor: h.jana, At: h.by().At}, promise.Promise{
				Customer: who, Party: interaction.Us, Kind: promise.Callback, Due: today, Minute: promise.Anytime, Made: today, User: h.rita,
			})
			return err
		})
		if got := h.look(); len(got) != 0 {
			t.Fatalf("nothing is late yet: %+v", got)
		}
		h.now = h.now.Add(3 * 24 * time.Hour)
		got := h.look()
		if want := []watch.Kind{watch.Callback, watch.Complaint, watch.Enquiry}; !slices.Equal(kinds(got), want) {
			t.Fatalf("open %v, want %v", kinds(got), want)
		}
		for _, w := range got {
			if w.Owner != h.jana || w.Day != h.day() || w.Name == "" {
				t.Errorf("%+v", w)
			}
		}
		if again := h.look(); len(again) != 3 {
			t.Errorf("a second look raised %d", len(again))
		}
		of := map[watch.Kind]watch.Waiting{}
		for _, w := range got {
			of[w.Kind] = w
		}
		// who answers
		w := of[watch.Complaint]
		err := db.Update(ctx, func(tx *store.Tx) error { return watch.Answered(ctx, tx, h.by(), w.ID, w.Version, "  ") })
		if key(err) != "watch.words" {
			t.Errorf("an answer without a word: %v", err)
		}
		h.do(func(tx *store.Tx) error { return watch.Answered(ctx, tx, h.by(), w.ID, w.Version, "Ich rufe an.") })
		err = db.Update(ctx, func(tx *store.Tx) error { return watch.Answered(ctx, tx, h.by(), w.ID, w.Version, "Ich auch.") })
		if key(err) != "watch.closed" {
			t.Errorf("a second answer: %v", err)
		}
		if left := h.look(); slices.Contains(kinds(left), watch.Complaint) {
			t.Errorf("answered and raised again: %v", kinds(left))
		}
		// the causes go by themselves
		h.do(func(tx *store.Tx) error {
			_, err := promise.Settle(ctx, tx, interaction.By{Actor: h.jana, At: cal.At(h.now)}, call, promise.Kept, h.day())
			return err
		})
		if left := kinds(h.look()); !slices.Equal(left, []watch.Kind{watch.Enquiry}) {
			t.Errorf("after the call %v", left)
		}
		gone, err := watch.Ended(ctx, db, 10)
		if err != nil || len(gone) != 2 || gone[0].ClosedBy+gone[1].ClosedBy != h.jana {
			t.Errorf("%+v, %v", gone, err)
		}
		// the next clock of the same complaint is another cause
		c, err := feedback.ReadComplaint(ctx, db, bad)
		if err != nil {
			t.Fatal(err)
		}
		h.do(func(tx *store.Tx) error {
			return complaint.Acknowledged(ctx, tx, customer.By{Actor: h.rita, At: cal.At(h.now), Region: "DE"}, clock, complaint.Step{ID: bad, Version: c.Version})
		})
		h.now = h.now.Add(10 * 24 * time.Hour)
		if left := kinds(h.look()); !slices.Equal(left, []watch.Kind{watch.Complaint, watch.Enquiry}) {
			t.Errorf("with the next clock %v", left)
		}
	})
}

func TestAnAlertIsPassedOnTakenBackAndErased(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		who := h.person()
		h.red(who, 0, warning.Sign{Reason: warning.DemandRefused, Day: today, Until: cal.Never, Points: 7})
		a := h.look()[0].Alert
		h.do(func(tx *store.Tx) error { return watch.Saw(ctx, tx, h.by(), a.ID) })
		err := db.Update(ctx, func(tx *store.Tx) error { return watch.Passed(ctx, tx, h.by(), a.ID, a.Version, 999) })
		if key(err) != "watch.nobody" {
			t.Errorf("to nobody: %v", err)
		}
		h.do(func(tx *store.Tx) error { return watch.Passed(ctx, tx, h.by(), a.ID, a.Version, h.rita) })
		now, err := watch.Read(ctx, db, a.ID)
		if err != nil || now.Owner != h.rita || now.Seen != 0 {
			t.Errorf("%+v, %v", now, err)
		}
		h.do(func(tx *store.Tx) error {
			return watch.Answered(ctx, tx, h.by(), now.ID, now.Version, "Gespräch am Freitag.")
		})
		entries, err := history.Of(ctx, db, row.Subject, who, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(entries, func(e history.Entry) bool { return e.Verb == "watch.alert.change" })
		if at < 0 {
			t.Fatalf("no entry: %+v", entries)
		}
		h.do(func(tx *store.Tx) error {
			known, err := watch.Undo(ctx, tx, h.by(), entries[at])
			if !known {
				t.Error("an entry of its own is not known")
			}
			return err
		})
		if now, err = watch.Read(ctx, db, a.ID); err != nil || now.Closed != 0 || now.Words != "" || now.Owner != h.rita {
			t.Errorf("taken back: %+v, %v", now, err)
		}
		h.do(func(tx *store.Tx) error { return watch.Forget(ctx, tx, who) })
		if _, err := watch.Read(ctx, db, a.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("erased: %v", err)
		}
	})
}

// red publishes an early warning of a customer.
func (h *house) red(id, stake int64, signs ...warning.Sign) {
	h.t.Helper()
	h.do(func(tx *store.Tx) error {
		if stake > 0 {
			add := store.New("stake", `INSERT INTO value_current (customer_id, net_12m_cents, net_before_cents, net_total_cents, margin_12m_cents, margin_total_cents, known_12m_bp, measured_12m_bp, orders_12m, orders_total, stake_cents, stake_quality, rule, day)
				VALUES ($1, 0, 0, 0, 0, 0, 0, 0, 0, 0, $2, 0, '', '2026-11-23')`)
			if _, err := tx.Exec(ctx, add, id, stake); err != nil {
				return err
			}
		}
		return warning.WriteRows(ctx, tx, []warning.Row{warning.RowOf(id, warning.Score(signs, h.day()), h.day())})
	})
}

func TestOnlyNewsOfARedWarningIsAnAlert(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		who := h.person()
		sign := func(r warning.Reason, day cal.Date) warning.Sign {
			return warning.Sign{Reason: r, Day: day, Until: cal.Never, Points: 9}
		}
		h.red(who, 0, sign(warning.Objected, today.Add(-7)))
		if got := h.look(); len(got) != 0 {
			t.Errorf("a week old and red: %+v", got)
		}
		h.red(who, 0, sign(warning.Objected, today.Add(-6)))
		got := h.look()
		if len(got) != 1 || got[0].Kind != watch.Red || got[0].Reasons != "objected" {
			t.Fatalf("news: %+v", got)
		}
		answer := func(w watch.Waiting) {
			h.do(func(tx *store.Tx) error { return watch.Answered(ctx, tx, h.by(), w.ID, w.Version, "Gesehen.") })
		}
		answer(got[0])
		h.now = h.now.Add(24 * time.Hour)
		h.red(who, 0, sign(warning.Objected, today.Add(1)))
		if got := h.look(); len(got) != 0 {
			t.Errorf("the same reason within thirty days: %+v", got)
		}
		h.red(who, 0, sign(warning.Objected, today.Add(1)), sign(warning.ContactLeft, today.Add(1)))
		if got = h.look(); len(got) != 1 || got[0].Reasons != "contact_left" {
			t.Fatalf("another reason: %+v", got)
		}
		h.red(who, 0, sign(warning.ContactLeft, today.Add(1)), sign(warning.DemandRefused, today.Add(1)))
		if again := h.look(); len(again) != 1 || again[0].ID != got[0].ID {
			t.Errorf("while one is open: %+v", again)
		}
		h.red(who, 0)
		if got := h.look(); len(got) != 0 {
			t.Errorf("green again: %+v", got)
		}
		h.now = h.now.Add(40 * 24 * time.Hour)
		h.red(who, 0, sign(warning.Objected, h.day()))
		if got := h.look(); len(got) != 1 {
			t.Errorf("after thirty days: %+v", got)
		}
	})
}

func TestFiguresAloneRaiseFiveADay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		dormant := warning.Sign{Reason: warning.Dormant, Day: today, Until: cal.Never, Points: 8, Values: []any{60}}
		worth := map[int64]int64{}
		for i := range 12 {
			who := h.person()
			worth[who] = int64(1000 * (i%7 + 1))
			h.red(who, worth[who], dormant)
		}
		noted := h.person()
		h.red(noted, 0, warning.Sign{Reason: warning.ComplaintUnhappy, Day: today, Until: cal.Never, Points: 8})
		got := h.look()
		if len(got) != 6 {
			t.Fatalf("%d alerts, want five and the one that was noted", len(got))
		}
		least := int64(1 << 40)
		for _, w := range got {
			if w.Customer != noted {
				least = min(least, worth[w.Customer])
			}
		}
		above := 0
		for _, v := range worth {
			if v > least {
				above++
			}
		}
		if above >= 5 {
			t.Errorf("%d have more at stake than one who was told of", above)
		}
		who := h.person()
		h.red(who, 99_000, dormant)
		if again := h.look(); len(again) != 6 {
			t.Errorf("a sixth of the day: %d", len(again))
		}
		h.now = h.now.Add(24 * time.Hour)
		h.red(h.person(), 1, warning.Sign{Reason: warning.Dormant, Day: h.day(), Until: cal.Never, Points: 8, Values: []any{60}})
		if again := h.look(); len(again) != 7 {
			t.Errorf("the next day: %d", len(again))
		}
	})
}

func TestTwoLooksAtOnceRaiseOneAlert(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for range 5 {
			h.red(h.person(), 0, warning.Sign{Reason: warning.Objected, Day: today, Until: cal.Never, Points: 8})
			who := h.person()
			h.do(func(tx *store.Tx) error {
				_, err := complaint.Take(ctx, tx, h.by(), clock, complaint.Taken{Customer: who, Channel: interaction.Mail, Words: "Kruste hart"})
				return err
			})
		}
		h.now = h.now.Add(3 * 24 * time.Hour)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := watch.Look(ctx, db, cal.At(h.now), h.day()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := h.look(); len(got) != 10 {
			t.Errorf("%d alerts of ten causes: %v", len(got), kinds(got))
		}
	})
}

func TestWhoSeesAnAlert(t *testing.T) {
	chief := team.Chief{User: 1, Deputy: 2}
	people := map[string]*team.User{"chief": {ID: 1, Role: team.Responsible}, "deputy": {ID: 2, Role: team.Carer}, "owner": {ID: 3, Role: team.Owner}, "colleague": {ID: 4, Role: team.Carer}, "nobody": {}}
	for name, c := range map[string]struct {
		alert watch.Alert
		after time.Duration
		want  []string
	}{
		"at once":                         {watch.Alert{Owner: 1}, 0, []string{"chief"}},
		"while somebody stands in":        {watch.Alert{Owner: 2}, 0, []string{"chief", "deputy"}},
		"handed to a colleague":           {watch.Alert{Owner: 4}, 0, []string{"chief", "colleague"}},
		"unseen for four hours":           {watch.Alert{Owner: 1}, 4 * time.Hour, []string{"chief", "deputy"}},
		"just before":                     {watch.Alert{Owner: 1}, 4*time.Hour - time.Second, []string{"chief"}},
		"unseen for a day":                {watch.Alert{Owner: 1}, 24 * time.Hour, []string{"chief", "deputy", "owner"}},
		"seen, and not answered a day on": {watch.Alert{Owner: 1, Seen: 5}, 24 * time.Hour, []string{"chief"}},
	} {
		c.alert.At, c.alert.Day = cal.At(noon), today
		var got []string
		for who, u := range people {
			if c.alert.Sees(u, chief, clock, noon.Add(c.after)) {
				got = append(got, who)
			}
		}
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	// over a Sunday no clock runs
	a := watch.Alert{Owner: 1, At: cal.At(time.Date(2026, 11, 21, 17, 0, 0, 0, time.UTC)), Day: cal.MustParse("2026-11-21")}
	if a.Sees(people["deputy"], chief, clock, time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)) || !a.Sees(people["deputy"], chief, clock, time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)) {
		t.Error("the Sunday counted")
	}
}

func TestHowAlertsWereTakenUp(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		hours := []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 5 * time.Hour}
		for i, wait := range hours {
			h.now = noon
			h.red(h.person(), 0, warning.Sign{Reason: warning.Objected, Day: today, Until: cal.Never, Points: 8})
			list := h.look()
			w := list[len(list)-1]
			r, err := watch.Reacted(ctx, db, clock, today)
			if err != nil || r.Alerts != i+1 || r.ToSeen.Shown() {
				t.Fatalf("before the %d. is seen: %+v, %v", i+1, r, err)
			}
			h.now = noon.Add(wait)
			h.do(func(tx *store.Tx) error { return watch.Saw(ctx, tx, h.by(), w.ID) })
			h.do(func(tx *store.Tx) error {
				return watch.Saw(ctx, tx, customer.By{Actor: h.rita, At: cal.At(h.now.Add(time.Hour))}, w.ID)
			})
			if i > 0 {
				h.do(func(tx *store.Tx) error { return watch.Answered(ctx, tx, h.by(), w.ID, w.Version, "Angerufen.") })
			}
		}
		r, err := watch.Reacted(ctx, db, clock, today)
		if err != nil {
			t.Fatal(err)
		}
		if r.Seen != 5 || r.Answered != 4 || r.Open != 1 || r.ToSeen.Mid != 3*time.Hour || r.ToSeen.Low != 2*time.Hour || r.ToSeen.High != 4*time.Hour || r.ToAnswer.Shown() {
			t.Errorf("%+v", r)
		}
	})
}

func TestWhatLiesWithWhomAndWhatIsToBeDecided(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		who := h.person()
		h.do(func(tx *store.Tx) error {
			for range watch.HardMany {
				if _, err := complaint.Take(ctx, tx, customer.By{Actor: h.rita, At: cal.At(h.now), Region: "DE"}, clock, complaint.Taken{Customer: who, Channel: interaction.Mail, Words: "Kruste hart", Angry: true}); err != nil {
					return err
				}
			}
			if _, err := feedback.Asked(ctx, tx, h.by(), today, interaction.Phone, feedback.Demand{Customer: who, Words: "Lieferung bis acht"}); err != nil {
				return err
			}
			_, err := complaint.Improve(ctx, tx, h.by(), today.Add(-30), complaint.Task{Cause: "ours", Matter: feedback.Matters[0], Words: "Ofen prüfen", Owner: h.jana, Due: today.Add(-1)})
			return err
		})
		loads, err := watch.Loads(ctx, db, cal.At(h.now), today)
		if err != nil {
			t.Fatal(err)
		}
		rita, jana := loads[h.rita], loads[h.jana]
		if rita.Complaints != watch.HardMany || rita.Hard != watch.HardMany || !rita.Much() || rita.Overdue != 0 || jana.Tasks != 1 || jana.Much() {
			t.Errorf("rita %+v, jana %+v", rita, jana)
		}
		d, err := watch.Undecided(ctx, db, today, 10)
		if err != nil || len(d.Demands) != 1 || d.Demands[0].Words != "Lieferung bis acht" || len(d.Tasks) != 1 || d.None() {
			t.Errorf("%+v, %v", d, err)
		}
		if later, err := watch.Loads(ctx, db, cal.At(h.now.Add(7*24*time.Hour)), today.Add(watch.HardDays+1)); err != nil || later[h.rita].Hard != 0 || later[h.rita].Overdue != watch.HardMany {
			t.Errorf("later %+v, %v", later[h.rita], err)
		}
	})
}
