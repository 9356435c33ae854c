package complaint

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

//go:embed *.sql
var files embed.FS

var (
	statements = store.Load(files)
	tasks      = row.New[Task]("complaint.task", statements, "task")
)

// Task is what is to end a trouble that comes again and again: one at a time for each cause and
// matter.
type Task struct {
	row.Meta
	Cause  cost.Cause      `json:"cause"`
	Matter feedback.Matter `json:"matter"`
	Day    cal.Date        `json:"day"`
	Words  string          `json:"words"` // what is to be changed
	Owner  int64           `json:"owner_id"`
	Due    cal.Date        `json:"due"`
	Done   cal.Instant     `json:"done_at,omitempty"`
	DoneOn cal.Date        `json:"done_day"` // cal.Never while open
	Result string          `json:"result_words,omitempty"`
	User   int64           `json:"user_id,omitempty"`
}

// Subject is the name of tasks in the history: they belong to no customer.
const Subject = "complaint.task"

// Holder is nobody.
func (t *Task) Holder() int64 { return 0 }

// Alone is the subject of every task.
func (t *Task) Alone() string { return Subject }

// Columns are the values behind id and version.
func (t *Task) Columns() []any {
	return []any{(*string)(&t.Cause), (*string)(&t.Matter), &t.Day, &t.Words, &t.Owner, &t.Due, &t.Done, &t.DoneOn, &t.Result, &t.User}
}

// maxTask is how long the texts of a task may be.
const maxTask = 1000

func (t *Task) ready() error {
	t.Words, t.Result = strings.TrimSpace(t.Words), strings.TrimSpace(t.Result)
	switch {
	case t.Words == "" || t.Done != 0 && t.Result == "":
		return fault.New(fault.Invalid, "feedback.words")
	case max(utf8.RuneCountInString(t.Words), utf8.RuneCountInString(t.Result)) > maxTask:
		return fault.New(fault.Invalid, "feedback.too_long", maxTask)
	case !slices.Contains(cost.Causes, t.Cause) || !slices.Contains(feedback.Matters, t.Matter):
		return fault.New(fault.Invalid, "feedback.complaint.matter")
	case !t.Due.Valid() || t.Due < t.Day:
		return fault.New(fault.Invalid, "complaint.task.due")
	}
	return nil
}

// Improve writes down a task. Where one is open for the same cause and matter already, it fails
// with fault.Conflict "complaint.task.there".
func Improve(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, t Task) (int64, error) {
	t.Day, t.User, t.Done, t.DoneOn, t.Result = today, max(by.Actor, 0), 0, cal.Never, ""
	if err := t.ready(); err != nil {
		return 0, err
	}
	u, err := team.Get(ctx, tx, t.Owner)
	if fault.KindOf(err) == fault.NotFound || err == nil && (u.DisabledAt != 0 || !u.Role.Writes()) {
		return 0, fault.New(fault.Invalid, "feedback.complaint.owner")
	}
	if err != nil {
		return 0, err
	}
	open, err := store.Value[int](ctx, tx, statements.Get("task-there"), string(t.Cause), string(t.Matter))
	if err != nil {
		return 0, err
	}
	if open > 0 {
		return 0, fault.New(fault.Conflict, "complaint.task.there")
	}
	return tasks.Create(ctx, tx, row.By{Actor: by.Actor, At: by.At}, t)
}

// Improved says what was changed; whether it comes again is counted from the next day on.
func Improved(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, id, version int64, result string) error {
	t, err := tasks.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if t.Done != 0 || t.Version != version {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	t.Done, t.DoneOn, t.Result = by.At, today, result
	if err := t.ready(); err != nil {
		return err
	}
	return tasks.Change(ctx, tx, row.By{Actor: by.Actor, At: by.At}, t)
}

// UndoTask takes back a change of a task. It reports false for an entry of another kind.
func UndoTask(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !tasks.Knows(e) {
		return false, nil
	}
	return true, tasks.Undo(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e)
}

// Open returns the tasks that are not done, the next due first.
func Open(ctx context.Context, q store.Querier, limit int) ([]Task, error) {
	return tasksBy(ctx, q, "task-open", limit)
}

// Ended returns the tasks that are done, the newest first.
func Ended(ctx context.Context, q store.Querier, limit int) ([]Task, error) {
	return tasksBy(ctx, q, "task-ended", limit)
}

func tasksBy(ctx context.Context, q store.Querier, name string, limit int) ([]Task, error) {
	list, err := store.All(ctx, q, statements.Get(name), row.Scan[Task], limit)
	if err != nil {
		return nil, fmt.Errorf("read what is to be improved: %w", err)
	}
	return list, nil
}

// Since counts the complaints of the same cause and matter after a task was done, up to a day.
func Since(ctx context.Context, q store.Querier, t *Task, today cal.Date) (int, error) {
	if t.Done == 0 || t.DoneOn >= today {
		return 0, nil
	}
	list, err := feedback.SumComplaints(ctx, q, t.DoneOn.Add(1), today, today)
	for i := range list {
		if list[i].Cause == t.Cause && list[i].Matter == t.Matter {
			return list[i].Count, err
		}
	}
	return 0, err
}
