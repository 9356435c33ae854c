package interaction

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestMarksAreReadAndWrittenAsWords(t *testing.T) {
	for m := range Marks(1 << len(MarkKeys)) {
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back Marks
		if err := json.Unmarshal(raw, &back); err != nil || back != m {
			t.Errorf("%s is read as %d, not %d: %v", raw, back, m, err)
		}
		if again, err := MarksOf(m.Keys()); err != nil || again != m {
			t.Errorf("%v is %d, not %d: %v", m.Keys(), again, m, err)
		}
	}
	if _, err := MarksOf([]string{"personal", "rich"}); fault.Of(err) == nil || fault.Of(err).Key != "interaction.bad_mark" {
		t.Errorf("an unknown mark: %v", err)
	}
	var m Marks
	if err := json.Unmarshal([]byte(`["urgent", "of another version"]`), &m); err != nil || m != Urgent {
		t.Errorf("%v, %v", m, err)
	}
}

func TestMarksAreKeptAmendedAndComeBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		var id, entry int64
		i := call("2025-04-01", In)
		i.Marks = PersonalMatter | AtEvent
		update(t, db, func(tx *store.Tx) (err error) { id, _, err = Log(ctx, tx, by, i); return err })
		is := func(want ...string) {
			t.Helper()
			got, _, err := Get(ctx, db, id)
			if diff := cmp.Diff(want, got.Marks.Keys()); err != nil || diff != "" {
				t.Errorf("%v %s", err, diff)
			}
		}
		is("personal", "event")
		now, _, err := Get(ctx, db, id)
		if err != nil {
			t.Fatal(err)
		}
		now.Marks = Urgent
		update(t, db, func(tx *store.Tx) (err error) { entry, err = Amend(ctx, tx, by, now); return err })
		is("urgent")
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, entry) })
		is("personal", "event")
		update(t, db, func(tx *store.Tx) (err error) { entry, err = Remove(ctx, tx, by, id); return err })
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, entry) })
		is("personal", "event")
		list, err := Many(ctx, db, []int64{id})
		if err != nil || len(list) != 1 || list[0].Marks != PersonalMatter|AtEvent || list[0].Day != cal.MustParse("2025-04-01") {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
