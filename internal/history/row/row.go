package row

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Subject is the subject of all entries; the id is the customer's.
const Subject = "customer"

// By tells who changes a row and when.
type By struct {
	Actor int64 // user, or history.Program
	At    cal.Instant
}

// Meta is what every row has: embed it first.
type Meta struct {
	ID      int64 `json:"id"`
	Version int64 `json:"version"` // counts the changes, from 1
}

// Named returns the place of id and version.
func (m *Meta) Named() *Meta { return m }

// Held is a row that belongs to a customer.
type Held interface {
	Named() *Meta
	Holder() int64  // the customer
	Columns() []any // pointers to the values behind id and version, in the order of the statements
}

// Lone is a row that may belong to nobody yet, as what a stranger told us. As long as its
// holder is 0, what happens to it is noted under a subject of its own with the row's id.
type Lone interface{ Alone() (subject string) }

// Table is how rows of one kind are kept. T is a struct, *T its [Held].
type Table[T any, P interface {
	*T
	Held
}] struct {
	Name string    // stem of the verbs, as in "party.link"
	Get  store.SQL // id, version and the columns of row $1
	Add  store.SQL // inserts the columns $1, $2, ... and returns the id
	Put  store.SQL // writes id $1, version $2 and the columns, if the stored version is $2; the version grows
	Drop store.SQL // deletes the row $1 with version $2
}

// New is a table whose statements are called name-get, name-add, name-put, name-drop.
func New[T any, P interface {
	*T
	Held
}](verb string, set store.Set, name string) Table[T, P] {
	return Table[T, P]{verb, set.Get(name + "-get"), set.Get(name + "-add"), set.Get(name + "-put"), set.Get(name + "-drop")}
}

// Scan are the targets for id, version and the columns.
func Scan[T any, P interface {
	*T
	Held
}](v *T) []any {
	p := P(v)
	m := p.Named()
	return append([]any{&m.ID, &m.Version}, p.Columns()...)
}

// Read returns the row id, or fault.NotFound "history.no_such_row".
func (t Table[T, P]) Read(ctx context.Context, db store.Querier, id int64) (T, error) {
	v, found, err := store.One(ctx, db, t.Get, Scan[T, P], id)
	if err != nil {
		return v, fmt.Errorf("read %s %d: %w", t.Name, id, err)
	}
	if !found {
		return v, fault.New(fault.NotFound, "history.no_such_row")
	}
	return v, nil
}

// Create adds a row and returns its id. A row that exists in this form already fails
// with fault.Conflict "history.row_exists".
func (t Table[T, P]) Create(ctx context.Context, tx *store.Tx, by By, v T) (int64, error) {
	p := P(&v)
	id, err := store.Value[int64](ctx, tx, t.Add, p.Columns()...)
	if err != nil {
		return 0, t.told("add", err)
	}
	p.Named().ID, p.Named().Version = id, 1
	return id, t.note(ctx, tx, by, "add", nil, &v, 0)
}

// Change replaces a row by v if it still has the version that v names. What changes
// nothing is not noted. Otherwise fault.Conflict "history.row_changed".
func (t Table[T, P]) Change(ctx context.Context, tx *store.Tx, by By, v T) error {
	m := P(&v).Named()
	old, err := t.Read(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	if P(&old).Named().Version != m.Version {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	if same[T, P](&old, &v) {
		return nil
	}
	if err := t.put(ctx, tx, &v); err != nil {
		return err
	}
	m.Version++
	return t.note(ctx, tx, by, "change", &old, &v, 0)
}

// Remove deletes a row that still has the version.
func (t Table[T, P]) Remove(ctx context.Context, tx *store.Tx, by By, id, version int64) error {
	old, err := t.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if P(&old).Named().Version != version {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	if _, err := tx.Exec(ctx, t.Drop, id, version); err != nil {
		return t.told("remove", err)
	}
	return t.note(ctx, tx, by, "remove", &old, nil, 0)
}

// Knows reports whether an entry of the history tells of this table.
func (t Table[T, P]) Knows(e history.Entry) bool {
	rest, ok := strings.CutPrefix(e.Verb, t.Name+".")
	return ok && !strings.Contains(rest, ".")
}

// Undo takes the change e back and notes that. A row that was changed since fails with
// fault.Conflict "history.row_changed", an erased entry likewise.
func (t Table[T, P]) Undo(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	before, had, err := Decode[T](e.Before)
	if err != nil {
		return err
	}
	after, has, err := Decode[T](e.After)
	if err != nil {
		return err
	}
	if !had && !has {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	id := P(&after).Named().ID
	if !has {
		id = P(&before).Named().ID
	}
	now, found, err := store.One(ctx, tx, t.Get, Scan[T, P], id)
	if err != nil {
		return t.told("undo", err)
	}
	if found != has || found && !same[T, P](&now, &after) {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	version := P(&now).Named().Version
	if !had {
		if _, err := tx.Exec(ctx, t.Drop, id, version); err != nil {
			return t.told("undo", err)
		}
		return t.note(ctx, tx, by, "undo", &now, nil, e.ID)
	}
	if found {
		P(&before).Named().Version = version
	}
	if err := t.put(ctx, tx, &before); err != nil {
		return err
	}
	if !found {
		return t.note(ctx, tx, by, "undo", nil, &before, e.ID)
	}
	P(&before).Named().Version++
	return t.note(ctx, tx, by, "undo", &now, &before, e.ID)
}

func (t Table[T, P]) put(ctx context.Context, tx *store.Tx, v *T) error {
	p := P(v)
	n, err := tx.Exec(ctx, t.Put, append([]any{p.Named().ID, p.Named().Version}, p.Columns()...)...)
	if err != nil {
		return t.told("write", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	return nil
}

func (t Table[T, P]) told(what string, err error) error {
	if store.IsUnique(err) {
		return fault.Wrap(err, fault.Conflict, "history.row_exists")
	}
	return fmt.Errorf("%s %s: %w", what, t.Name, err)
}

// note appends to the history; a nil row was not or is no longer there.
func (t Table[T, P]) note(ctx context.Context, tx *store.Tx, by By, verb string, before, after *T, undoes int64) error {
	e := history.Entry{At: by.At, Actor: by.Actor, Verb: t.Name + "." + verb, Subject: Subject, Undoes: undoes}
	for _, side := range []struct {
		row *T
		to  *json.RawMessage
	}{{before, &e.Before}, {after, &e.After}} {
		if side.row != nil {
			*side.to, e.Subject, e.SubjectID = history.Values(side.row), Subject, P(side.row).Holder()
			if lone, may := any(side.row).(Lone); may && e.SubjectID == 0 {
				e.Subject, e.SubjectID = lone.Alone(), P(side.row).Named().ID
			}
		}
	}
	if undoes != 0 { // stands where the undone entry stands, whoever holds the row now
		was, err := history.Get(ctx, tx, undoes)
		if err != nil {
			return err
		}
		e.Subject, e.SubjectID = was.Subject, was.SubjectID
	}
	_, err := history.Append(ctx, tx, e)
	return err
}

// Decode reads a row from one side of an entry; there is false where the side holds none.
func Decode[T any](raw json.RawMessage) (v T, there bool, err error) {
	if len(raw) == 0 || string(raw) == "{}" {
		return v, false, nil
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, false, fmt.Errorf("read a row from the history: %w", err)
	}
	return v, true, nil
}

// same compares two rows but for their versions.
func same[T any, P interface {
	*T
	Held
}](a, b P) bool {
	va, vb := a.Named().Version, b.Named().Version
	a.Named().Version, b.Named().Version = 0, 0
	equal := string(history.Values(a)) == string(history.Values(b))
	a.Named().Version, b.Named().Version = va, vb
	return equal
}

// Flag is a bool that both databases keep as 0 or 1.
type Flag bool

// Value writes 0 or 1.
func (f Flag) Value() (driver.Value, error) {
	if f {
		return int64(1), nil
	}
	return int64(0), nil
}

// Scan reads 0 or 1.
func (f *Flag) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a flag cannot be read from %T", src)
	}
	*f = n != 0
	return nil
}
