package list

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

const (
	// MaxViews is how many views one person sees: more tabs are not read.
	MaxViews = 40
	// MaxColumns is how many columns a view shows beside the name.
	MaxColumns = 12

	maxViewName = 40
)

// View is a list that somebody saved: which customers, in which order, with which
// columns.
type View struct {
	ID      int64
	Version int64
	User    int64 // whose it is, 0 for the team's
	Maker   int64
	Name    string
	Rule    audience.Rule
	Sort    Sort
	Desc    bool
	Columns []string // keys of columns, none for the usual ones
	place   int64
}

// For tells whether somebody may change or remove the view: it is his own, he made it, or
// he manages the firm.
func (v *View) For(u *team.User) bool {
	return v.User == u.ID || v.User == 0 && (v.Maker == u.ID || u.Role.Manages())
}

type storedView struct {
	View
	rule, sort, columns string
}

func (s *storedView) fields() []any {
	return []any{&s.ID, &s.Version, &s.User, &s.Maker, &s.Name, &s.rule, &s.sort, &s.columns, &s.place}
}

func (s *storedView) view() (v View, err error) {
	v = s.View
	if v.Rule, err = audience.Parse(s.rule); err != nil {
		return v, fmt.Errorf("view %d: %w", v.ID, err)
	}
	if err := json.Unmarshal([]byte(s.columns), &v.Columns); err != nil {
		return v, fmt.Errorf("columns of view %d: %w", v.ID, err)
	}
	v.Sort, v.Desc = Sort(strings.TrimPrefix(s.sort, "-")), strings.HasPrefix(s.sort, "-")
	return v, nil
}

// Order is the view's sort as addresses write it, with a minus in front when descending.
func (v *View) Order() string {
	if v.Desc {
		return "-" + string(v.Sort)
	}
	return string(v.Sort)
}

// Views returns the views of a user and of the team, in their order.
func Views(ctx context.Context, db store.Querier, user int64) ([]View, error) {
	rows, err := store.All(ctx, db, statements.Get("views"), (*storedView).fields, user)
	if err != nil {
		return nil, fmt.Errorf("read the views of user %d: %w", user, err)
	}
	out := make([]View, len(rows))
	for i := range rows {
		if out[i], err = rows[i].view(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// GetView returns a view that the user can see, or fault.NotFound "list.view_gone".
func GetView(ctx context.Context, db store.Querier, user, id int64) (View, error) {
	return getView(ctx, db, user, id, 0)
}

func getView(ctx context.Context, db store.Querier, user, id, gone int64) (View, error) {
	row, found, err := store.One(ctx, db, statements.Get("view"), (*storedView).fields, id, gone)
	if err != nil {
		return View{}, fmt.Errorf("read view %d: %w", id, err)
	}
	if !found || row.User != 0 && row.User != user {
		return View{}, fault.New(fault.NotFound, "list.view_gone")
	}
	return row.view()
}

// viewSubject is the name of views in the history.
const viewSubject = "list_view"

// AddView saves a new view of its User, or of the team, and returns its id. It fails with
// fault.Invalid "list.view_name", "list.view_twice", "list.view_many" or
// "list.view_columns".
func AddView(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, v View) (int64, error) {
	v.Maker = by.ID
	if v.User != 0 {
		v.User = by.ID
	}
	if err := v.check(ctx, tx, by.ID); err != nil {
		return 0, err
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("add-view"), v.User, v.Maker, v.Name, v.Rule.String(), v.Order(), v.columns())
	if err != nil {
		return 0, fmt.Errorf("save view %s: %w", v.Name, err)
	}
	v.ID = id
	return id, v.note(ctx, tx, by.ID, at, nil, "list.view_add")
}

// ChangeView saves a view over the version that was seen, whose place it keeps. It fails
// with fault.Forbidden "list.view_not_yours" and fault.Conflict "list.view_changed".
func ChangeView(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, v View) error {
	old, err := GetView(ctx, tx, by.ID, v.ID)
	if err != nil {
		return err
	}
	v.Maker, v.place = old.Maker, old.place
	if v.User != 0 {
		v.User = by.ID
	}
	if err := v.check(ctx, tx, by.ID); err != nil {
		return err
	}
	return v.put(ctx, tx, by, at, &old, false, "list.view_change")
}

// RemoveView takes a view out of the list; RestoreView brings it back.
func RemoveView(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, id, version int64) error {
	v, err := GetView(ctx, tx, by.ID, id)
	if err != nil {
		return err
	}
	old := v
	v.Version = version
	return v.put(ctx, tx, by, at, &old, true, "list.view_remove")
}

// RestoreView brings a removed view back to its place.
func RestoreView(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, id int64) error {
	v, err := getView(ctx, tx, by.ID, id, 1)
	if err != nil {
		return err
	}
	old := v
	return v.put(ctx, tx, by, at, &old, false, "list.view_restore")
}

// MoveView lets a view change places with the one before it, or behind it.
func MoveView(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, id int64, back bool) error {
	all, err := Views(ctx, tx, by.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(v View) bool { return v.ID == id })
	j := i - 1
	if back {
		j = i + 1
	}
	if i < 0 {
		return fault.New(fault.NotFound, "list.view_gone")
	}
	if j < 0 || j >= len(all) {
		return nil
	}
	return swap(ctx, tx, by, at, all[i], all[j])
}

// moved is what the history keeps of a view that changed places with another one.
type moved struct {
	View
	Place int64
	With  int64 // the other view, which has the place before
}

// swap lets two views change places and notes it once, with the first.
func swap(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, v, with View) error {
	v.place, with.place = with.place, v.place
	for _, w := range []*View{&v, &with} {
		if err := w.save(ctx, tx, false); err != nil {
			return err
		}
	}
	_, err := history.Append(ctx, tx, history.Entry{
		At: at, Actor: by.ID, Verb: "list.view_move", Subject: viewSubject, SubjectID: v.ID,
		Before: history.Values(moved{v, with.place, with.ID}), After: history.Values(moved{v, v.place, with.ID}),
	})
	return err
}

// swapBack takes [MoveView] back unless one of the two has another place since.
func swapBack(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, e history.Entry) error {
	var was, is moved
	if err := errors.Join(json.Unmarshal(e.Before, &was), json.Unmarshal(e.After, &is)); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	all, err := Views(ctx, tx, by.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(v View) bool { return v.ID == e.SubjectID && v.place == is.Place })
	j := slices.IndexFunc(all, func(v View) bool { return v.ID == is.With && v.place == was.Place })
	if i < 0 || j < 0 {
		return fault.New(fault.Conflict, "list.view_changed", is.Name)
	}
	return swap(ctx, tx, by, at, all[i], all[j])
}

// put saves a changed view of old.
func (v *View) put(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, old *View, gone bool, verb string) error {
	if !old.For(by) {
		return fault.New(fault.Forbidden, "list.view_not_yours", old.Name)
	}
	if err := v.save(ctx, tx, gone); err != nil {
		return err
	}
	return v.note(ctx, tx, by.ID, at, old, verb)
}

func (v *View) save(ctx context.Context, tx *store.Tx, gone bool) error {
	mark := 0
	if gone {
		mark = 1
	}
	n, err := tx.Exec(ctx, statements.Get("put-view"), v.ID, v.Version, v.User, v.Name, v.Rule.String(), v.Order(), v.columns(), v.place, mark)
	if err != nil {
		return fmt.Errorf("save view %d: %w", v.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "list.view_changed", v.Name)
	}
	return nil
}

func (v *View) note(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, old *View, verb string) error {
	e := history.Entry{At: at, Actor: actor, Verb: verb, Subject: viewSubject, SubjectID: v.ID, After: history.Values(v)}
	if old != nil {
		e.Before = history.Values(old)
	}
	_, err := history.Append(ctx, tx, e)
	return err
}

// UndoView takes a change of a view back: the newest one, or fault.Conflict
// "list.view_changed".
func UndoView(ctx context.Context, tx *store.Tx, by *team.User, at cal.Instant, e history.Entry) error {
	if e.Verb == "list.view_move" {
		return swapBack(ctx, tx, by, at, e)
	}
	newest, err := history.Of(ctx, tx, viewSubject, e.SubjectID, 0, 1)
	if err != nil {
		return err
	}
	var v View
	if err := json.Unmarshal(e.After, &v); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if len(newest) == 0 || newest[0].ID != e.ID {
		return fault.New(fault.Conflict, "list.view_changed", v.Name)
	}
	if e.Verb == "list.view_remove" {
		return RestoreView(ctx, tx, by, at, e.SubjectID)
	}
	now, err := GetView(ctx, tx, by.ID, e.SubjectID)
	if err != nil {
		return err
	}
	if e.Verb != "list.view_change" {
		return RemoveView(ctx, tx, by, at, now.ID, now.Version)
	}
	v = View{}
	if err := json.Unmarshal(e.Before, &v); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if v.ID == 0 { // of an older program
		return fault.New(fault.Conflict, "list.view_changed", now.Name)
	}
	v.Version = now.Version
	return ChangeView(ctx, tx, by, at, v)
}

func (v *View) columns() string {
	if v.Columns == nil {
		return "[]"
	}
	return string(history.Values(v.Columns))
}

// check completes a view and tells what is wrong with it beside those there are.
func (v *View) check(ctx context.Context, tx *store.Tx, user int64) error {
	v.Name = strings.Join(strings.Fields(v.Name), " ")
	if v.Name == "" || utf8.RuneCountInString(v.Name) > maxViewName {
		return fault.New(fault.Invalid, "list.view_name", maxViewName)
	}
	if len(v.Columns) > MaxColumns {
		return fault.New(fault.Invalid, "list.view_columns", MaxColumns)
	}
	all, err := Views(ctx, tx, user)
	if err != nil {
		return err
	}
	if v.ID == 0 && len(all) >= MaxViews {
		return fault.New(fault.Invalid, "list.view_many", MaxViews)
	}
	if slices.ContainsFunc(all, func(o View) bool { return o.ID != v.ID && o.Name == v.Name && o.User == v.User }) {
		return fault.New(fault.Invalid, "list.view_twice", v.Name)
	}
	return nil
}
