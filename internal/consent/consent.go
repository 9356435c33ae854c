package consent

import (
	"context"
	"embed"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Kind names a bar.
type Kind string

// The bars.
const (
	Objected     Kind = "objected"       // has objected to advertising
	DoNotContact Kind = "do_not_contact" // must not be approached
	Deceased     Kind = "deceased"
)

// Statement is one change of a bar.
type Statement struct {
	CustomerID int64
	Kind       Kind
	Set        bool     // false takes the bar back
	Day        cal.Date // on which it was said
	Source     string   // how the firm knows: "counter", "letter", or the source of an import
	Imported   bool     // said by a file, not by a person; not kept
	Actor      int64    // user, or 0
	Note       string
	At         cal.Instant
}

// Bars is the state of a customer.
type Bars struct {
	Objected     bool
	DoNotContact bool
	Deceased     bool
}

// Any reports whether advertising and care are barred.
func (b Bars) Any() bool { return b.Objected || b.DoNotContact || b.Deceased }

// place returns the mark of a kind, or nil for an unknown one.
func (b *Bars) place(k Kind) *bool {
	switch k {
	case Objected:
		return &b.Objected
	case DoNotContact:
		return &b.DoNotContact
	case Deceased:
		return &b.Deceased
	}
	return nil
}

// apply gives the state after s and reports whether s says anything new. A file may
// set bars but lifts none that a person relies on: nobody rises from the dead by a
// nightly export, and an objection stands until the customer takes it back.
func (b Bars) apply(s Statement) (Bars, bool, error) {
	at := b.place(s.Kind)
	if at == nil {
		return b, false, fault.New(fault.Invalid, "consent.kind", string(s.Kind))
	}
	if *at == s.Set || s.Imported && !s.Set {
		return b, false, nil
	}
	*at = s.Set
	return b, true, nil
}

// Set notes that a bar holds from day on; a bar that holds already changes nothing.
func Set(ctx context.Context, tx *store.Tx, s Statement) error {
	s.Set = true
	_, err := Append(ctx, tx, []Statement{s})
	return err
}

// Lift notes that a bar no longer holds. A file cannot lift a bar.
func Lift(ctx context.Context, tx *store.Tx, s Statement) error {
	s.Set = false
	_, err := Append(ctx, tx, []Statement{s})
	return err
}

// Append notes many statements in their order and returns the customers whose state
// has changed. What says nothing new is not written, so a file can be read again. Each
// that is written stands in the history too.
func Append(ctx context.Context, tx *store.Tx, list []Statement) (changed []int64, err error) {
	return write(ctx, tx, list, func(s Statement, id int64) error { return note(ctx, tx, s, id, verbOf(s), 0) })
}

// Fill is Append without the history, for what nobody did here: a made-up world, and what
// a merge keeps, which stands in the history itself.
func Fill(ctx context.Context, tx *store.Tx, list []Statement) (changed []int64, err error) {
	return write(ctx, tx, list, func(Statement, int64) error { return nil })
}

// write appends what is new and calls written with each statement and its id.
func write(ctx context.Context, tx *store.Tx, list []Statement, written func(Statement, int64) error) (changed []int64, err error) {
	ids := make([]int64, len(list))
	for i, s := range list {
		ids[i] = s.CustomerID
	}
	state, err := Many(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	dirty := map[int64]bool{}
	for _, s := range list {
		next, news, err := state[s.CustomerID].apply(s)
		if err != nil {
			return nil, err
		}
		if !news {
			continue
		}
		state[s.CustomerID], dirty[s.CustomerID] = next, true
		id, err := put(ctx, tx, s)
		if err != nil {
			return nil, err
		}
		if err := written(s, id); err != nil {
			return nil, err
		}
	}
	changed = slices.Sorted(maps.Keys(dirty))
	return changed, keep(ctx, tx, changed, state)
}

// put writes a statement and returns its id.
func put(ctx context.Context, tx *store.Tx, s Statement) (int64, error) {
	id, err := store.Value[int64](ctx, tx, statements.Get("append"),
		s.CustomerID, string(s.Kind), word(s.Set), s.Day, s.Source, s.Actor, s.Note, s.At)
	if err != nil {
		return 0, fmt.Errorf("note a bar of customer %d: %w", s.CustomerID, err)
	}
	return id, nil
}

func keep(ctx context.Context, tx *store.Tx, ids []int64, state map[int64]Bars) error {
	run, done, err := tx.Batch(ctx, statements.Get("keep"))
	if err != nil {
		return err
	}
	defer done()
	for _, id := range ids {
		b := state[id]
		if err := run(id, flag(b.Objected), flag(b.DoNotContact), flag(b.Deceased)); err != nil {
			return fmt.Errorf("keep the bars of customer %d: %w", id, err)
		}
	}
	return nil
}

// word is how a state is stored.
func word(set bool) string {
	if set {
		return "set"
	}
	return "lifted"
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Current returns the state of a customer.
func Current(ctx context.Context, db store.Querier, id int64) (Bars, error) {
	b, _, err := store.One(ctx, db, statements.Get("current"), func(b *Bars) []any {
		return []any{&b.Objected, &b.DoNotContact, &b.Deceased}
	}, id)
	if err != nil {
		return b, fmt.Errorf("read the bars of customer %d: %w", id, err)
	}
	return b, nil
}

// Many returns the states of those customers who have ever had a bar.
func Many(ctx context.Context, db store.Querier, ids []int64) (map[int64]Bars, error) {
	state := map[int64]Bars{}
	if len(ids) == 0 {
		return state, nil
	}
	type row struct {
		id int64
		Bars
	}
	err := store.Each(ctx, db, statements.Get("current-many"), func(r *row) []any {
		return []any{&r.id, &r.Objected, &r.DoNotContact, &r.Deceased}
	}, func(r *row) error { state[r.id] = r.Bars; return nil }, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read the bars of %d customers: %w", len(ids), err)
	}
	return state, nil
}

// Of returns all statements about a customer, newest first.
func Of(ctx context.Context, db store.Querier, id int64) ([]Statement, error) {
	return said(ctx, db, id, math.MaxInt64)
}

// said returns the statements about a customer before the one with the id given, newest
// first.
func said(ctx context.Context, db store.Querier, id, before int64) ([]Statement, error) {
	type row struct {
		Statement
		state string
	}
	rows, err := store.All(ctx, db, statements.Get("statements"), func(r *row) []any {
		return []any{&r.CustomerID, &r.Kind, &r.state, &r.Day, &r.Source, &r.Actor, &r.Note, &r.At}
	}, id, before)
	if err != nil {
		return nil, fmt.Errorf("read what customer %d has said: %w", id, err)
	}
	list := make([]Statement, len(rows))
	for i, r := range rows {
		list[i] = r.Statement
		list[i].Set = r.state == "set"
	}
	return list, nil
}

// Holds returns the day since when a bar holds, from all statements, newest first; found is
// false when it does not. A correction makes the statement before it as if never said, so
// an objection that was lifted by mistake holds since its own day.
func Holds(said []Statement, k Kind) (since cal.Date, found bool) {
	of := slices.DeleteFunc(slices.Clone(said), func(s Statement) bool { return s.Kind != k })
	for len(of) > 1 && of[0].Source == Correction {
		of = of[2:]
	}
	if len(of) > 0 && of[0].Set {
		return of[0].Day, true
	}
	return cal.Never, false
}

// Forget removes everything about customers who are deleted or whose import is taken
// back whole.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, name := range []string{"forget-statements", "forget-current"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fmt.Errorf("forget the bars of customers: %w", err)
		}
	}
	return nil
}
