package app_test

import (
	"context"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/world"
)

// The lines are drawn apart from the request, and taking them back draws them as they were.
func TestMovedLinesAreDrawnByThemselvesAndTakenBack(t *testing.T) {
	ctx := context.Background()
	a, _ := opened(t)
	if err := a.Demo(ctx, world.Dealer(), world.Options{Customers: 60, Today: cal.MustParse("2026-11-23")}, locale.DeDE, "demo", "ein-langes-wort"); err != nil {
		t.Fatal(err)
	}
	if err := a.Jobs.Drain(ctx); err != nil { // what the practice data left to do
		t.Fatal(err)
	}
	parts := func() portfolio.Parts {
		t.Helper()
		day, err := a.Day(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s, _, found, err := portfolio.Latest(ctx, a.DB, day)
		if err != nil || !found {
			t.Fatal(found, err)
		}
		return portfolio.Parts{Strong: s.Frame.Strong, Worth: s.Frame.Worth}
	}
	was, want, entry := parts(), portfolio.Parts{Strong: .5, Worth: .2}, int64(0)
	if err := a.DB.Update(ctx, func(tx *store.Tx) (err error) {
		if entry, err = portfolio.NoteLines(ctx, tx, 1, cal.At(a.Now()), was, want, 0); err != nil {
			return err
		}
		return a.Redraw(ctx, tx, want)
	}); err != nil {
		t.Fatal(err)
	}
	if got := parts(); got != was {
		t.Errorf("drawn in the request: %+v", got)
	}
	if err := a.Undoes.Undo(ctx, 1, entry); fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken back before they were drawn: %v", err)
	}
	for _, step := range []struct {
		do   func() error
		want portfolio.Parts
	}{{func() error { return nil }, want}, {func() error { return a.Undoes.Undo(ctx, 1, entry) }, was}} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if err := a.Jobs.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if got := parts(); got != step.want {
			t.Errorf("got %+v, want %+v", got, step.want)
		}
	}
	if err := a.Undoes.Undo(ctx, 1, entry); fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken back twice: %v", err)
	}
}
