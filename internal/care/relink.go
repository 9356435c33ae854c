package care

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/watch"
)

// Registry lists the ledgers of all rooms with rows about customers, care's own last.
func Registry() []duplicate.Ledger {
	asked := duplicate.Follows("survey", []string{"survey_link", "survey_answer", "survey_trust"}, survey.Movings(), func(ctx context.Context, tx *store.Tx, id int64) error { return survey.Forget(ctx, tx, id) })
	told := duplicate.Follows("watch", []string{"watch_alert", "watch_due"}, watch.Movings(), func(ctx context.Context, tx *store.Tx, id int64) error { return watch.Forget(ctx, tx, id) })
	return append(duplicate.Registry(), asked, told, duplicate.Ledger{
		Name: "care", Tables: []string{"care_step", "care_member"}, Forget: Forget,
		Relink: func(ctx context.Context, tx *store.Tx, m duplicate.Move) (any, int, error) {
			moved, err := relink(ctx, tx, m.From, m.To)
			return moved, len(moved.Steps), err
		},
		Unlink: func(ctx context.Context, tx *store.Tx, m duplicate.Move, text json.RawMessage) error {
			var moved relinked
			if err := json.Unmarshal(text, &moved); err != nil {
				return fmt.Errorf("read the lines that moved of customer %d: %w", m.From, err)
			}
			return unlink(ctx, tx, moved, m.From, m.To)
		},
	})
}

// relinked is what moved: lines, and places in mass lines by the id of the line.
type relinked struct {
	Steps   []int64 `json:"steps,omitempty"`
	Members []int64 `json:"members,omitempty"`
}

func relink(ctx context.Context, tx *store.Tx, from, to int64) (m relinked, err error) {
	id := func(v *int64) []any { return []any{v} }
	if m.Steps, err = store.All(ctx, tx, sql.Get("relink-steps"), id, from, to); err != nil {
		return m, fmt.Errorf("give the lines of customer %d to %d: %w", from, to, err)
	}
	if m.Members, err = store.All(ctx, tx, sql.Get("relink-members"), id, from, to); err != nil {
		return m, fmt.Errorf("give the lines of customer %d to %d: %w", from, to, err)
	}
	return m, nil
}

func unlink(ctx context.Context, tx *store.Tx, m relinked, back, from int64) error {
	for _, id := range m.Steps {
		if _, err := tx.Exec(ctx, sql.Get("unlink-step"), id, back); err != nil {
			return fmt.Errorf("give line %d back to customer %d: %w", id, back, err)
		}
	}
	for _, id := range m.Members {
		if _, err := tx.Exec(ctx, sql.Get("unlink-member"), id, from, back); err != nil {
			return fmt.Errorf("give line %d back to customer %d: %w", id, back, err)
		}
	}
	return nil
}
