package interaction

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTiesAreReadFromBothEnds(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		day := cal.MustParse("2026-10-01")
		if _, err := db.Raw().ExecContext(ctx, "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (10, 'person', 'Probe', 'probe', 0, 0)"); err != nil {
			t.Fatal(err)
		}
		var talks []int64
		for i, links := range [][]Link{{{"order", 5}, {"enquiry", 5}}, {{"order", 5}}, nil} {
			update(t, db, func(tx *store.Tx) error {
				id, _, err := Log(ctx, tx, by, Interaction{Customer: 10, Day: day.Add(i), Channel: Phone, Direction: In}, links...)
				talks = append(talks, id)
				return err
			})
		}
		of, err := TiesOf(ctx, db, talks)
		if err != nil {
			t.Fatal(err)
		}
		want := []Tie{{talks[0], day, Link{"enquiry", 5}}, {talks[0], day, Link{"order", 5}}, {talks[1], day.Add(1), Link{"order", 5}}}
		if diff := cmp.Diff(want, of); diff != "" {
			t.Error(diff)
		}
		to, err := TiesTo(ctx, db, "order", []int64{4, 5})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Tie{want[1], want[2]}, to); diff != "" {
			t.Error(diff)
		}
		if none, err := TiesOf(ctx, db, nil); err != nil || none != nil {
			t.Errorf("%v, %v", none, err)
		}
	})
}
