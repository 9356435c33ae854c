package portfolio

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Parts are the parts of the customers who should lie beyond the lines.
type Parts struct {
	Strong float64 `json:"strong"`
	Worth  float64 `json:"worth"`
}

// Check reports fault.Invalid "portfolio.part" for a part that is not between .1 and .9.
func (p Parts) Check() error {
	for _, part := range []float64{p.Strong, p.Worth} {
		if !(part >= .1 && part <= .9) {
			return fault.New(fault.Invalid, "portfolio.part")
		}
	}
	return nil
}

// LinesVerb is the verb of entries of the log that tell of moved lines.
const LinesVerb = "portfolio.lines"

// PartsNow are the parts of the newest lines; false before any were drawn.
func PartsNow(ctx context.Context, q store.Querier) (Parts, bool, error) {
	frames, err := LoadFrames(ctx, q)
	if err != nil {
		return Parts{}, false, err
	}
	f, found := frames.Last()
	return Parts{f.Strong, f.Worth}, found, nil
}

// NoteLines tells the log that the firm wants other lines, and returns the entry.
func NoteLines(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, was, is Parts, undoes int64) (int64, error) {
	return history.Append(ctx, tx, history.Entry{
		At: at, Actor: actor, Verb: LinesVerb, Subject: "portfolio", Before: history.Values(was), After: history.Values(is), Undoes: undoes,
	})
}

// UndoLines notes that lines are wanted as they were before an entry, and returns those
// parts. It fails with fault.Conflict "history.row_changed" where they were moved since.
func UndoLines(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, e history.Entry) (Parts, error) {
	var was, is Parts
	for raw, to := range map[*json.RawMessage]*Parts{&e.Before: &was, &e.After: &is} {
		if err := json.Unmarshal(*raw, to); err != nil {
			return was, fmt.Errorf("read entry %d: %w", e.ID, err)
		}
	}
	now, found, err := PartsNow(ctx, tx)
	if err != nil {
		return was, err
	}
	if !found || now != is {
		return was, fault.New(fault.Conflict, "history.row_changed")
	}
	_, err = NoteLines(ctx, tx, actor, at, is, was, e.ID)
	return was, err
}
