package app_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// opened is a program on a database of its own folder.
func opened(t *testing.T) (*app.App, string) {
	t.Helper()
	dir := t.TempDir()
	a, err := app.Open(context.Background(), app.Settings{DB: filepath.Join(dir, "firma.db"), Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, dir
}

func missing(t *testing.T, a *app.App) int64 {
	t.Helper()
	list, err := a.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(f app.Finding) bool { return f.Check == "files" })
	if i < 0 {
		t.Fatal("files are not checked")
	}
	return list[i].Bad
}

func TestFilesComeBackWithABackupAndMissingOnesAreFound(t *testing.T) {
	ctx := context.Background()
	a, dir := opened(t)
	var id int64
	err := a.DB.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, customer.By{Region: "DE"}, customer.Customer{Kind: customer.Person, LastName: "Berger"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.Files.Add(ctx, row.By{}, id, "Brief.txt", strings.NewReader("Sehr geehrte Frau Berger"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(dir, "sicherung.dump.gz")
	if err := a.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	if n := missing(t, a); n != 0 {
		t.Errorf("%d contents are missing", n)
	}
	if err := os.Remove(filepath.Join(dir, "files", f.Hash[:2], f.Hash)); err != nil {
		t.Fatal(err)
	}
	if n := missing(t, a); n != 1 {
		t.Errorf("%d contents are missing, want 1", n)
	}

	b, _ := opened(t)
	if _, err := b.Restore(ctx, backup); err != nil {
		t.Fatal(err)
	}
	list, err := attachment.Of(ctx, b.DB, id)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d files, %v", len(list), err)
	}
	r, err := b.Files.Open(ctx, list[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if text, err := io.ReadAll(r); err != nil || string(text) != "Sehr geehrte Frau Berger" {
		t.Errorf("content %q, %v", text, err)
	}
}
