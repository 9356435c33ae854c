package history_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func add(t *testing.T, db *store.DB, e history.Entry) (id int64, err error) {
	t.Helper()
	e.Verb = "customer.update"
	err = db.Update(context.Background(), func(tx *store.Tx) error {
		id, err = history.Append(context.Background(), tx, e)
		return err
	})
	return id, err
}

func TestAnEntryIsReadAsItWasWritten(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		first, err := add(t, db, history.Entry{
			At: 5, Actor: 3, Subject: "customer", SubjectID: 7,
			Before: history.Values(map[string]string{"city": "Ulm"}), After: json.RawMessage(`{"city":"Köln"}`),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := add(t, db, history.Entry{At: 6, Subject: "customer", SubjectID: 8}); err != nil {
			t.Fatal(err)
		}
		list, err := history.Of(ctx, db, "customer", 7, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 1 || list[0].ID != first || list[0].Actor != 3 || list[0].At != 5 ||
			string(list[0].Before) != `{"city":"Ulm"}` || string(list[0].After) != `{"city":"Köln"}` || list[0].Undone {
			t.Errorf("got %+v", list)
		}
	})
}

func TestAnEntryIsTakenBackOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		first, err := add(t, db, history.Entry{Subject: "customer", SubjectID: 7})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := add(t, db, history.Entry{Subject: "customer", SubjectID: 8, Undoes: first}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an entry of another subject: got %v", err)
		}
		second, err := add(t, db, history.Entry{Subject: "customer", SubjectID: 7, Undoes: first})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := add(t, db, history.Entry{Subject: "customer", SubjectID: 7, Undoes: first}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("taken back twice: got %v", err)
		}
		list, err := history.Of(context.Background(), db, "customer", 7, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 2 || list[0].ID != second || list[0].Undone || !list[1].Undone {
			t.Errorf("got %+v", list)
		}
		older, err := history.Of(context.Background(), db, "customer", 7, second, 10)
		if err != nil || len(older) != 1 || older[0].ID != first {
			t.Errorf("older than %d: %+v, %v", second, older, err)
		}
	})
}

func TestErasedValuesAreGone(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		if _, err := add(t, db, history.Entry{Subject: "customer", SubjectID: 7, After: json.RawMessage(`{"city":"Ulm"}`)}); err != nil {
			t.Fatal(err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return history.Erase(ctx, tx, "customer", 7) }); err != nil {
			t.Fatal(err)
		}
		list, err := history.Of(ctx, db, "customer", 7, 0, 10)
		if err != nil || len(list) != 1 || string(list[0].After) != "{}" {
			t.Errorf("got %+v, %v", list, err)
		}
	})
}

func TestBrokenValuesAreRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		if _, err := add(t, db, history.Entry{Subject: "customer", SubjectID: 7, After: json.RawMessage(`{"city":`)}); err == nil {
			t.Error("half a JSON object was written")
		}
	})
}
