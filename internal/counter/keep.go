package counter

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The most cards that a device keeps: of those who bought last, and of those that were
// opened on it.
const (
	MostLikely = 500
	MostOpened = 100
)

// sentDays is how long the name of a talk that was sent is remembered: longer than any
// device waits to send it.
const sentDays = 30

// Keep returns the cards that a device keeps: of the customers who bought last, and of
// those that were opened on it. Without topics they hold name, address and favourite only.
func Keep(ctx context.Context, db store.Querier, opened []int64, day cal.Date, usual party.Form, topics bool) ([]Card, error) {
	ids, err := store.All(ctx, db, statements.Get("likely"), func(id *int64) []any { return []any{id} }, MostLikely)
	if err != nil {
		return nil, fmt.Errorf("whom a device keeps: %w", err)
	}
	for _, id := range opened[max(0, len(opened)-MostOpened):] {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	cards := make([]Card, 0, len(ids))
	for _, id := range ids {
		c, err := Read(ctx, db, id, day, usual)
		if gone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !topics {
			c.Talk, c.Topics, c.Promises, c.HasDay = nil, nil, nil, false
		}
		cards = append(cards, c)
	}
	return cards, nil
}

// Setting is what the firm has decided about its counter.
type Setting struct {
	Topics bool          // devices also keep last talk, topics and promises
	Lock   time.Duration // after which a shared till forgets who served
}

// Least and most minutes until a shared till locks.
const (
	MinLock = 1
	MaxLock = 60
)

// ReadSetting returns what is decided.
func ReadSetting(ctx context.Context, db store.Querier) (Setting, error) {
	type row struct{ topics, minutes int64 }
	r, _, err := store.One(ctx, db, statements.Get("setting"), func(r *row) []any { return []any{&r.topics, &r.minutes} })
	if err != nil {
		return Setting{}, fmt.Errorf("read the settings of the counter: %w", err)
	}
	return Setting{r.topics == 1, time.Duration(r.minutes) * time.Minute}, nil
}

// kept is a setting as the history keeps it.
type kept struct {
	Topics  bool  `json:"topics"`
	Minutes int64 `json:"lock_minutes"`
}

// SaveSetting writes what is decided; Lock is whole minutes. It can be taken back by
// [UndoSetting].
func SaveSetting(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, s Setting) error {
	is := kept{s.Topics, int64(s.Lock / time.Minute)}
	if is.Minutes < MinLock || is.Minutes > MaxLock {
		return fault.New(fault.Invalid, "counter.lock", MinLock, MaxLock)
	}
	old, err := ReadSetting(ctx, tx)
	if err != nil {
		return err
	}
	before, after, err := history.Diff(kept{old.Topics, int64(old.Lock / time.Minute)}, is)
	if err != nil || before == nil {
		return err
	}
	topics := 0
	if is.Topics {
		topics = 1
	}
	if _, err := tx.Exec(ctx, statements.Get("set-setting"), topics, is.Minutes); err != nil {
		return fmt.Errorf("save the settings of the counter: %w", err)
	}
	_, err = history.Append(ctx, tx, history.Entry{At: at, Actor: actor, Verb: "counter.setting", Subject: "counter", SubjectID: 1, Before: before, After: after})
	return err
}

// UndoSetting takes a change of the setting back. It fails with fault.Conflict
// "history.row_changed" when what it changed was changed since.
func UndoSetting(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, e history.Entry) error {
	s, err := ReadSetting(ctx, tx)
	if err != nil {
		return err
	}
	now := kept{s.Topics, int64(s.Lock / time.Minute)}
	since, err := history.Restore(&now, e.Before, e.After)
	if err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if len(since) > 0 {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	return SaveSetting(history.TakingBack(ctx, e), tx, actor, at, Setting{now.Topics, time.Duration(now.Minutes) * time.Minute})
}

const maxName = 100 // bytes of the name of a talk

// Once calls write for a talk that a device sends under a name of its own, unless that was
// done before; either way it returns the entry that was written. A second request with
// the same name waits until the transaction of the first is over.
func Once(ctx context.Context, tx *store.Tx, name string, at cal.Instant, write func() (entry int64, err error)) (int64, error) {
	if name == "" || len(name) > maxName {
		return 0, fault.New(fault.Invalid, "counter.name")
	}
	n, err := tx.Exec(ctx, statements.Get("begin-sent"), name, at)
	if err != nil {
		return 0, fmt.Errorf("note what a device sent: %w", err)
	}
	if n == 0 {
		return store.Value[int64](ctx, tx, statements.Get("sent"), name)
	}
	entry, err := write()
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, statements.Get("end-sent"), name, entry); err != nil {
		return 0, fmt.Errorf("note what a device sent: %w", err)
	}
	_, err = tx.Exec(ctx, statements.Get("sweep-sent"), cal.At(at.Time(time.UTC).AddDate(0, 0, -sentDays)))
	return entry, err
}
