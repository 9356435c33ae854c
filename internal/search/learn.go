package search

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Reader returns up to limit notes from an id on, in the order of ids.
type Reader func(ctx context.Context, q store.Querier, from int64, limit int) ([]Note, error)

// Readers read the notes that were there before search knew of notes.
type Readers struct{ Customers, Interactions Reader }

// learnStep is how many rows a transaction of Learn takes in.
const learnStep = 2000

// Behind reports whether [Learn] or [Sweep] has something to do.
func Behind(ctx context.Context, q store.Querier) (bool, error) {
	return store.Value[bool](ctx, q, statements.Get("behind"))
}

// Learn takes in what an older version of the program left: the words of customers and
// the notes. It may be broken off and goes on where it was.
func Learn(ctx context.Context, db *store.DB, readers Readers) error {
	open, err := store.All(ctx, db, statements.Get("learn-any"), oneText)
	if err != nil {
		return fmt.Errorf("learn for search: %w", err)
	}
	for _, what := range open {
		step := learnWords
		switch what {
		case "customer":
			step = learnNotes(readers.Customers, OfCustomer)
		case "interaction":
			step = learnNotes(readers.Interactions, OfInteraction)
		}
		for done := false; !done; {
			err := db.Update(ctx, func(tx *store.Tx) (err error) {
				done, err = learnPage(ctx, tx, what, step)
				return err
			})
			if err != nil {
				return fmt.Errorf("learn for search: %w", err)
			}
		}
	}
	return nil
}

// pageStep takes in rows from an id on and returns the first id that is missing then, 0 at
// the end.
type pageStep func(ctx context.Context, tx *store.Tx, from int64) (next int64, err error)

func learnPage(ctx context.Context, tx *store.Tx, what string, step pageStep) (done bool, err error) {
	from, found, err := store.One(ctx, tx, statements.Get("learn-next"), func(n *int64) []any { return []any{n} }, what)
	if err != nil || !found {
		return true, err
	}
	next, err := step(ctx, tx, from)
	if err != nil {
		return false, err
	}
	if next == 0 {
		_, err = tx.Exec(ctx, statements.Get("learn-done"), what)
		return true, err
	}
	_, err = tx.Exec(ctx, statements.Get("learn-on"), what, next)
	return false, err
}

func learnWords(ctx context.Context, tx *store.Tx, from int64) (int64, error) {
	rows, err := store.All(ctx, tx, statements.Get("learn-entries"), func(e *Entry) []any { return []any{&e.CustomerID, &e.Words} }, from, learnStep)
	if err != nil {
		return 0, err
	}
	var words []string
	for _, e := range rows {
		words = letterWords(words, e.Words)
	}
	if err := learn(ctx, tx, words); err != nil || len(rows) < learnStep {
		return 0, err
	}
	return rows[len(rows)-1].CustomerID + 1, nil
}

func learnNotes(read Reader, of Subject) pageStep {
	return func(ctx context.Context, tx *store.Tx, from int64) (int64, error) {
		notes, err := read(ctx, tx, from, learnStep)
		if err != nil {
			return 0, err
		}
		for _, n := range notes { // one by one: what was noted since the update is there already
			if err := PutNote(ctx, tx, of, n.ID, n.Text); err != nil {
				return 0, err
			}
		}
		if len(notes) < learnStep {
			return 0, nil
		}
		return notes[len(notes)-1].ID + 1, nil
	}
}
