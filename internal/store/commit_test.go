package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TestACommitUnderWayIsNotBrokenOff: whoever gives up while the server commits is told
// what became of it. An import was called cancelled and stood in the record all the same.
func TestACommitUnderWayIsNotBrokenOff(t *testing.T) {
	t.Parallel()
	db := schematest.Postgres(t)
	ctx := context.Background()
	for _, text := range []string{
		"CREATE TABLE told (id BIGINT)",
		`CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$`,
		"CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON told DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()",
	} {
		if _, err := db.Raw().ExecContext(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	holder, err := db.Raw().Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Close() }()
	if _, err := holder.ExecContext(ctx, "SELECT pg_advisory_lock(4711)"); err != nil {
		t.Fatal(err)
	}
	giving, giveUp := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- db.Update(giving, func(tx *store.Tx) error {
			_, err := tx.Exec(giving, store.New("tell", "INSERT INTO told (id) VALUES (1)"))
			return err
		})
	}()
	for waiting := 0; waiting == 0; { // until the commit stands before the lock
		err := holder.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) FROM pg_sleep(0.01)`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
	}
	giveUp()
	if _, err := holder.ExecContext(ctx, "SELECT pg_advisory_unlock(4711)"); err != nil {
		t.Fatal(err)
	}
	told := <-ended
	rows := 0
	if err := holder.QueryRowContext(ctx, "SELECT count(*) FROM told").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if told != nil || rows != 1 {
		t.Errorf("the caller is told %v, and %d rows stand there", told, rows)
	}
}

// TestWhoGivesUpBeforeTheCommitHasWrittenNothing holds on both databases.
func TestWhoGivesUpBeforeTheCommitHasWrittenNothing(t *testing.T) {
	t.Parallel()
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		giving, giveUp := context.WithCancel(ctx)
		err := db.Update(giving, func(tx *store.Tx) error {
			defer giveUp()
			_, err := tx.Exec(giving, store.New("tell", "INSERT INTO customer_due (customer_id, since) VALUES (7, 1)"))
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the caller is told %v", err)
		}
		var rows int
		if err := db.Raw().QueryRowContext(ctx, "SELECT count(*) FROM customer_due").Scan(&rows); err != nil {
			t.Fatal(err)
		}
		if rows != 0 {
			t.Errorf("%d rows stand there", rows)
		}
	})
}
