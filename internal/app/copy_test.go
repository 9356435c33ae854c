package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

func openAt(t *testing.T, path string) *App {
	t.Helper()
	a, err := Open(context.Background(), Settings{
		DB: path, Data: filepath.Join(filepath.Dir(path), "data"), Volatile: true, Now: func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheCopyBeforeAMigrationIsADatabaseAgain(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a := openAt(t, filepath.Join(dir, "firm.db"))
	if err := a.EnsureFirm(ctx, locale.DeDE); err != nil {
		t.Fatal(err)
	}
	if err := a.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := customer.Create(ctx, tx, customer.By{At: 1, Region: "DE"}, customer.Customer{Kind: customer.Person, LastName: "Ahrens"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := a.backupBefore(ctx, 17); err != nil {
		t.Fatal(err)
	}
	if err := a.backupBefore(ctx, 17); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a backup that exists: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "data", "backups", "*"))
	if err != nil || len(found) != 1 || filepath.Base(found[0]) != "before-00017-20261124-080000.db" {
		t.Fatalf("backups %v, %v", found, err)
	}
	if is, err := IsCopy(found[0]); err != nil || !is {
		t.Errorf("a copy is told to be one: %t, %v", is, err)
	}
	back := filepath.Join(dir, "again", "firm.db")
	if err := RestoreCopy(ctx, found[0], back); err != nil {
		t.Fatal(err)
	}
	if err := RestoreCopy(ctx, found[0], back); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a database that exists: %v", err)
	}
	b := openAt(t, back)
	n, err := customer.Count(ctx, b.DB)
	if err = orElse(err, b.Close()); err != nil || n != 1 {
		t.Errorf("%d customers came back: %v", n, err)
	}
}

func orElse(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func TestWhatIsNoCopyIsNotTakenForADatabase(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a := openAt(t, filepath.Join(dir, "firm.db"))
	if err := a.backupBefore(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(dir, "data", "backups", "before-00001-20261124-080000.db")
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"cut": text[:len(text)/2], "short": text[:20], "else": []byte("SQLite format 3\x00 and then words, as many as you like")} {
		from, to := filepath.Join(dir, name), filepath.Join(dir, name+".db")
		if err := os.WriteFile(from, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := RestoreCopy(ctx, from, to); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if left, err := filepath.Glob(to + "*"); err != nil || len(left) != 0 {
			t.Errorf("%s leaves %v behind: %v", name, left, err)
		}
	}
	if err := RestoreCopy(ctx, whole, "postgres://127.0.0.1/firm"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("into PostgreSQL: %v", err)
	}
}
