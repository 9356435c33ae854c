package bulk_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/stammkunde/stammkunde/internal/bulk"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-22")
)

func by(at cal.Instant) customer.By { return customer.By{Actor: 3, At: at, Region: "DE"} }

func update(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// people makes n customers; every fourth is a firm.
func people(t *testing.T, db *store.DB, n int) []int64 {
	t.Helper()
	ids := make([]int64, n)
	update(t, db, func(tx *store.Tx) (err error) {
		for i := range ids {
			c := customer.Customer{Kind: customer.Person, LastName: "Nachbar " + strconv.Itoa(i)}
			if i%4 == 0 {
				c = customer.Customer{Kind: customer.Firm, Company: "Betrieb " + strconv.Itoa(i)}
			}
			if ids[i], err = customer.Create(ctx, tx, by(1), c); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

// run does a plan for customers and returns what came out.
func run(t *testing.T, db *store.DB, p bulk.Plan, ids []int64) bulk.Run {
	t.Helper()
	var id int64
	update(t, db, func(tx *store.Tx) (err error) {
		id, err = bulk.Start(ctx, tx, by(20), p, ids)
		return err
	})
	return work(t, db, id)
}

func work(t *testing.T, db *store.DB, id int64) bulk.Run {
	t.Helper()
	if err := bulk.Work(ctx, db, by(30), today, id); err != nil {
		t.Fatal(err)
	}
	r, err := bulk.Get(ctx, db, id)
	if err != nil || !r.Over() {
		t.Fatalf("the run is %s (%v)", r.State, err)
	}
	return r
}

func undo(t *testing.T, db *store.DB, id int64) bulk.Run {
	t.Helper()
	update(t, db, func(tx *store.Tx) error { return bulk.Undo(ctx, tx, by(25), id) })
	return work(t, db, id)
}

func TestAFieldIsSetForThoseWhoHaveItAndTakenBackUnlessChangedSince(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ids := people(t, db, 240)
		var d field.Definition
		update(t, db, func(tx *store.Tx) (err error) {
			d, err = field.Define(ctx, tx, 1, 1, field.Definition{Label: "Farbe", Kind: field.Text, Whom: customer.Person})
			return err
		})
		set := func(id int64, from, to string) {
			update(t, db, func(tx *store.Tx) error {
				return field.Set(ctx, tx, row.By{At: 5}, id, []field.Change{{Field: d.ID, From: from, To: to}})
			})
		}
		set(ids[1], "", "rot")
		set(ids[2], "", "blau")
		plan := bulk.Plan{Act: bulk.Field, Field: d.ID, Value: "blau", Day: today, Seen: 10}
		seen, err := bulk.Look(ctx, db, plan, ids)
		if err != nil || seen.Change != 179 || seen.Same != 1 || len(seen.Left) != 60 || seen.Left[0].Why != bulk.NoField {
			t.Fatalf("the preview: %+v (%v)", seen, err)
		}
		r := run(t, db, plan, ids)
		if r.Outcomes[bulk.Changed] != 179 || r.Outcomes[bulk.Same] != 1 || r.Outcomes[bulk.NoField] != 60 {
			t.Errorf("what came out: %v", r.Outcomes)
		}
		set(ids[3], "blau", "grün")
		back := undo(t, db, r.ID)
		if back.Outcomes[bulk.Undone] != 178 || back.Outcomes[bulk.ChangedSince] != 1 {
			t.Errorf("taken back: %v", back.Outcomes)
		}
		left, err := bulk.Passed(ctx, db, r.ID, 1000)
		if err != nil || len(left) != 61 || left[0].Name != "Nachbar 3" {
			t.Errorf("%d are listed, first %+v (%v)", len(left), left[0], err)
		}
		values, err := field.Many(ctx, db, ids)
		if err != nil || values[ids[1]][d.ID].Text != "rot" || values[ids[3]][d.ID].Text != "grün" || len(values) != 3 {
			t.Errorf("the values are %v (%v)", values, err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return bulk.Undo(ctx, tx, by(25), r.ID) }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("taken back twice: %v", err)
		}
	})
}

func TestTopicsAndObjectionsAreNotedForManyAndTakenBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ids := people(t, db, 6)
		var topic int64
		update(t, db, func(tx *store.Tx) (err error) {
			if topic, err = interest.EnsureTopic(ctx, tx, "Angeln", 1); err != nil {
				return err
			}
			for i, kind := range []interest.Kind{interest.Told, interest.Excluded} {
				if _, err := interest.Note(ctx, tx, by(2), today, interest.Noted{Customer: ids[i], Topic: topic, Kind: kind, Day: today, Source: "counter"}); err != nil {
					return err
				}
			}
			return consent.Set(ctx, tx, consent.Statement{CustomerID: ids[2], Kind: consent.Deceased, Set: true, Day: today, Source: "counter", At: 2})
		})
		r := run(t, db, bulk.Plan{Act: bulk.Topic, Value: strconv.FormatInt(topic, 10), Day: today, Seen: 10}, ids)
		if o := r.Outcomes; o[bulk.Changed] != 3 || o[bulk.Same] != 1 || o[bulk.Refused] != 1 || o[bulk.Deceased] != 1 {
			t.Errorf("what came out: %v", o)
		}
		if o := undo(t, db, r.ID).Outcomes; o[bulk.Undone] != 3 {
			t.Errorf("taken back: %v", o)
		}
		r = run(t, db, bulk.Plan{Act: bulk.Objection, Source: "Brief", Day: today, Seen: 10}, ids)
		if bars, err := consent.Current(ctx, db, ids[5]); err != nil || !bars.Objected || r.Outcomes[bulk.Changed] != 5 {
			t.Errorf("objected: %v, %v (%v)", bars, r.Outcomes, err)
		}
		undo(t, db, r.ID)
		if said, err := consent.Of(ctx, db, ids[5]); err != nil || len(said) != 2 || said[0].Set {
			t.Errorf("the statements stay and one more lifts it: %v (%v)", said, err)
		}
	})
}

func TestWhoWasChangedAfterThePreviewIsPassedOver(t *testing.T) {
	db := schematest.SQLite(t)
	ids := people(t, db, 3)
	update(t, db, func(tx *store.Tx) error {
		_, err := customer.Update(ctx, tx, by(15), ids[0], 1, customer.Fields{customer.FieldCity: "Ulm"})
		return err
	})
	r := run(t, db, bulk.Plan{Act: bulk.Owner, Value: "0", Day: today, Seen: 10}, ids)
	if r.Outcomes[bulk.Same] != 3 {
		t.Errorf("nobody had an owner: %v", r.Outcomes)
	}
	for name, p := range map[string]bulk.Plan{
		"an owner who is not": {Act: bulk.Owner, Value: "77"}, "no act": {}, "no source": {Act: bulk.Objection}, "no topic": {Act: bulk.Topic, Value: "5"},
	} {
		if _, err := bulk.Look(ctx, db, p, ids); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	r = run(t, db, bulk.Plan{Act: bulk.Objection, Source: "Brief", Day: today, Seen: 10}, ids)
	if r.Outcomes[bulk.ChangedSince] != 1 || r.Outcomes[bulk.Changed] != 2 {
		t.Errorf("what came out: %v", r.Outcomes)
	}
}
