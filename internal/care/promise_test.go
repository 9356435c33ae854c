package care_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func promised(t *testing.T, db *store.DB, p promise.Promise) int64 {
	t.Helper()
	if p.Party == "" {
		p.Party = interaction.Us
	}
	if p.Kind == "" {
		p.Kind = promise.Thing
	}
	p.Minute, p.Made = promise.Anytime, today.Add(-5)
	var id int64
	if err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
		id, _, err = promise.Make(t.Context(), tx, interaction.By{Actor: 1}, p)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// anybody is a customer of the practice bakery.
func anybody(t *testing.T, db *store.DB) int64 {
	t.Helper()
	var id int64
	if err := db.Raw().QueryRowContext(t.Context(), "SELECT min(id) FROM customer WHERE kind = 'person' AND id > 1").Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// duties are the open lines of class 0.
func duties(t *testing.T, desk *care.Desk) (out []care.Step) {
	t.Helper()
	lines, err := desk.Arriving(t.Context(), 1, today)
	if err == nil {
		err = desk.Arrive(t.Context(), 1, today, lines)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list(t, desk, 1).Steps {
		if s.Line.Class == care.Duty && s.State == care.Planned {
			out = append(out, s)
		}
	}
	return out
}

func state(t *testing.T, db *store.DB, id int64) promise.Promise {
	t.Helper()
	p, err := promise.Get(t.Context(), db, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPromisesStandOnTheListOfTheirDay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		customer := anybody(t, db)
		before := len(list(t, desk, 1).Steps) // planned before anything was promised
		ours := promised(t, db, promise.Promise{Customer: customer, Text: "Angebot schicken", Due: today, User: 1})
		back := promised(t, db, promise.Promise{Customer: customer, Kind: promise.Callback, Due: today.Add(-3), User: 1})
		theirs := promised(t, db, promise.Promise{Customer: customer, Party: interaction.Customer, Kind: promise.Callback, Text: "Muster", Due: today})
		promised(t, db, promise.Promise{Customer: customer, Text: "später", Due: today.Add(1), User: 1})
		promised(t, db, promise.Promise{Customer: customer, Text: "Sache des Kollegen", Due: today, User: 2})
		if _, err := db.Raw().ExecContext(t.Context(), "INSERT INTO team_user (id, login, name, role, password, created_at) VALUES (2, 'olga', 'Olga', 'carer', '', 0)"); err != nil {
			t.Fatal(err)
		}
		lines := duties(t, desk)
		if len(lines) != 3 || lines[0].Line.Occasion != care.Callback || lines[0].Line.Facts.Duty.ID != back {
			t.Fatalf("%d duties, the longest due first: %+v", len(lines), lines)
		}
		if again := duties(t, desk); len(again) != 3 {
			t.Errorf("a second look makes %d of three", len(again))
		}
		if all := list(t, desk, 1).Steps; len(all) != before+3 || all[0].Line.Class != care.Duty {
			t.Errorf("%d lines, want %d with the duties first", len(all), before+3)
		}
		step := func(id int64) care.Step {
			for _, s := range lines {
				if s.Line.Facts.Duty.ID == id {
					return s
				}
			}
			t.Fatalf("promise %d has no line", id)
			return care.Step{}
		}
		dec := care.Decision{Actor: 1, Step: step(ours).ID, Today: today}
		if err := desk.Complete(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		if p := state(t, db, ours); p.State != promise.Kept || p.Settled != today || p.By != 1 {
			t.Errorf("done leaves %+v", p)
		}
		if talks, err := noted(t.Context(), db, customer); err != nil || len(talks) != 1 || talks[0].Note != "Angebot schicken" || talks[0].Direction != interaction.Out {
			t.Errorf("%+v %v", talks, err)
		}
		if err := desk.Undo(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		if p := state(t, db, ours); p.State != promise.Open {
			t.Errorf("undo leaves %+v", p)
		}
		if talks, err := noted(t.Context(), db, customer); err != nil || len(talks) != 0 {
			t.Errorf("%+v %v", talks, err)
		}
		dec.Step = step(back).ID
		if err := desk.Postpone(t.Context(), dec, today.Add(2)); err != nil {
			t.Fatal(err)
		}
		if p := state(t, db, back); p.Due != today.Add(2) || p.Moves != 1 || p.State != promise.Open {
			t.Errorf("later leaves %+v", p)
		}
		if err := desk.Undo(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		if p := state(t, db, back); p.Due != today.Add(-3) || p.Moves != 0 {
			t.Errorf("undo of later leaves %+v", p)
		}
		dec.Step = step(theirs).ID
		if err := desk.Complete(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		if talks, err := noted(t.Context(), db, customer); err != nil || len(talks) != 1 || talks[0].Direction != interaction.In || talks[0].Channel != interaction.Phone {
			t.Errorf("%+v %v", talks, err)
		}
	})
}

func TestPromiseLeavesTheListAsItTurnedOut(t *testing.T) {
	db := schematest.SQLite(t)
	desk, _ := bakery(t, db)
	somebody := anybody(t, db)
	for reason, want := range map[string]promise.State{"already_done": promise.Kept, "unwanted": promise.Withdrawn, care.NotKept: promise.Broken} {
		id := promised(t, db, promise.Promise{Customer: somebody, Text: reason, Due: today, User: 1})
		lines := duties(t, desk)
		if len(lines) != 1 {
			t.Fatalf("%d duties", len(lines))
		}
		dec := care.Decision{Actor: 1, Step: lines[0].ID, Today: today}
		if err := desk.Reject(t.Context(), dec, reason); err != nil {
			t.Fatal(err)
		}
		if p := state(t, db, id); p.State != want {
			t.Errorf("%s leaves %s", reason, p.State)
		}
	}
}

func TestPromiseSettledElsewhereIsStruck(t *testing.T) {
	db := schematest.SQLite(t)
	desk, _ := bakery(t, db)
	somebody := anybody(t, db)
	id := promised(t, db, promise.Promise{Customer: somebody, Text: "Angebot", Due: today, User: 1})
	if len(duties(t, desk)) != 1 {
		t.Fatal("no duty")
	}
	by := interaction.By{Actor: 1}
	update := func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := db.Update(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx *store.Tx) error {
		_, err := promise.Move(t.Context(), tx, by, id, today.Add(1), promise.Anytime)
		return err
	})
	if left := duties(t, desk); len(left) != 0 {
		t.Errorf("a moved promise still waits: %+v", left)
	}
	update(func(tx *store.Tx) error {
		_, err := promise.Move(t.Context(), tx, by, id, today, promise.Anytime)
		return err
	})
	if left := duties(t, desk); len(left) != 1 {
		t.Errorf("moved back it makes %d lines", len(left))
	}
}

func TestTheListOfAnEarlierDayHoldsItsPromises(t *testing.T) {
	db := schematest.SQLite(t)
	desk, _ := bakery(t, db)
	somebody := anybody(t, db)
	promised(t, db, promise.Promise{Customer: somebody, Text: "Angebot", Due: today.Add(-1), User: 1})
	for shift, want := range map[int]int{-2: 0, -1: 1, 0: 1} {
		lines, err := desk.At(t.Context(), today.Add(shift))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range lines {
			if l.Class == care.Duty {
				n++
			}
		}
		if n != want {
			t.Errorf("%d days later %d duties, want %d", shift, n, want)
		}
	}
}

func TestPromisesSpeakInWholeSentences(t *testing.T) {
	line := func(o care.Occasion, party interaction.Party, due int, text, clock string) care.Line {
		return care.Line{Customer: 7, Occasion: o, Class: care.Duty, Channel: care.Phone, Facts: care.Facts{
			Day: today, From: today.Add(-9), Due: today.Add(due), Until: cal.Never, Last: cal.Never, First: cal.Never,
			Duty: &care.DutyFacts{ID: 1, Text: text, Clock: clock, Party: string(party)},
		}}
	}
	for name, c := range map[string]struct {
		line   care.Line
		de, en string
	}{
		"our word":        {line(care.Promised, interaction.Us, 0, "Angebot schicken", "14:30"), "Für Kiesgrube Haller ist heute um 14:30 Uhr zugesagt: Angebot schicken.", "Promised to Kiesgrube Haller for today at 14:30: Angebot schicken."},
		"our word, late":  {line(care.Promised, interaction.Us, -1, "Angebot schicken", ""), "Für Kiesgrube Haller war gestern zugesagt: Angebot schicken.", "Promised to Kiesgrube Haller yesterday: Angebot schicken."},
		"call back":       {line(care.Callback, interaction.Us, 0, "", ""), "Kiesgrube Haller erwartet heute Ihren Rückruf.", "Kiesgrube Haller expects your call back today."},
		"call back, late": {line(care.Callback, interaction.Us, -1, "Biofett", ""), "Kiesgrube Haller wartet noch auf Ihren Rückruf, zugesagt war er gestern: Biofett.", "Kiesgrube Haller is still waiting for your call back, promised yesterday: Biofett."},
		"his word":        {line(care.Callback, interaction.Customer, 0, "Biofett", ""), "Kiesgrube Haller wollte sich heute melden: Biofett.", "Kiesgrube Haller meant to get in touch today: Biofett."},
		"his word, late":  {line(care.Callback, interaction.Customer, -1, "", ""), "Kiesgrube Haller wollte sich gestern melden. Nachfragen?", "Kiesgrube Haller meant to get in touch yesterday. Ask?"},
	} {
		who := care.Subject{Person: locale.Person{Name: "Kiesgrube Haller", Firm: true}}
		if got := c.line.Words(locale.For(locale.DeDE), who, care.Dealer).Reason(); got != c.de {
			t.Errorf("%s: %q", name, got)
		}
		if got := c.line.Words(locale.For(locale.EnGB), who, care.Dealer).Reason(); got != c.en {
			t.Errorf("%s: %q", name, got)
		}
	}
}
