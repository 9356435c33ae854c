package intake

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// logSubject is the subject of imports in the operation log. What an import changed in
// each row is kept by the import itself; the log holds one entry for all of it.
const logSubject = "import"

// logged writes that the import was taken over.
func (r *run) logged(ctx context.Context, tx *store.Tx) error {
	f := r.figures
	_, err := history.Append(ctx, tx, history.Entry{
		At: r.instant(), Actor: r.request.UserID, Verb: "intake.import", Subject: logSubject, SubjectID: r.id,
		After: history.Values(map[string]any{
			"file": r.request.name(), "source": r.source, "rows": f.Rows, "created": f.Created, "updated": f.Updated, "set_aside": f.SetAside,
		}),
	})
	return err
}

// logged writes that an import was taken back.
func (u *undo) logged(ctx context.Context, id int64) error {
	e := history.Entry{At: u.by.At, Actor: u.by.Actor, Verb: "intake.undo", Subject: logSubject, SubjectID: id, After: history.Values(u.done)}
	list, err := history.Of(ctx, u.tx, logSubject, id, 0, 1)
	if err != nil {
		return err
	}
	if len(list) > 0 && list[0].Verb == "intake.import" && !list[0].Undone {
		e.Undoes = list[0].ID
	}
	_, err = history.Append(ctx, u.tx, e)
	return err
}
