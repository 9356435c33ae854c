package customer

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// ImportUpdate is what a source says now about a customer it has named before.
type ImportUpdate struct {
	ID     int64
	Source string
	Fields Fields
}

// Change tells what an import changed in a customer: only the fields concerned, and
// the remembered values of the source before and after. It is what [RevertImported]
// needs; as JSON it goes into the log of the import.
type Change struct {
	ID           int64  `json:"id"`
	Source       string `json:"source"`
	Before       Fields `json:"before,omitempty"`
	After        Fields `json:"after,omitempty"`
	SourceBefore Fields `json:"source_before,omitempty"` // nil: the source said nothing yet
	SourceAfter  Fields `json:"source_after,omitempty"`
}

// Changed reports whether the customer himself changed, not only what the source is
// remembered to have said.
func (c *Change) Changed() bool { return len(c.After) > 0 }

// merge compares three values of each field: what the source said last, what the
// record holds, and what the source says now. The record changes only where the
// source changed, so an edit by hand stays until then. A source that speaks about a
// field for the first time fills it only when it is empty; a source that falls
// silent about a field empties it only when nobody has edited it.
func merge(current func(Field) string, last, now Fields) (before, after, remembered Fields) {
	before, after = Fields{}, Fields{}
	remembered = maps.Clone(last)
	if remembered == nil {
		remembered = Fields{}
	}
	for f, value := range now {
		old := current(f)
		said, spoken := last[f]
		remembered[f] = value
		switch {
		case value == old:
		case !spoken && old != "" && old != "0":
		case spoken && value == said:
		case spoken && value == "" && old != said:
		default:
			before[f], after[f] = old, value
		}
	}
	return before, after, remembered
}

// UpdateImported takes over what a source says now about customers, field by field
// against what it said last and what was edited since (see [Change]). It returns one
// change per customer for whom anything changed, the remembered values included, in
// the order of updates; customers that are gone are left out. No customer may stand
// in updates twice for one source.
func UpdateImported(ctx context.Context, tx *store.Tx, by By, updates []ImportUpdate) ([]Change, error) {
	if len(updates) == 0 {
		return nil, nil
	}
	known, err := loadForUpdate(ctx, tx, updates)
	if err != nil {
		return nil, fmt.Errorf("update %d imported customers: %w", len(updates), err)
	}
	var changes []Change
	dirty := map[int64]*Customer{}
	for _, u := range updates {
		c := known.customers[u.ID]
		if c == nil {
			continue
		}
		now := maps.Clone(u.Fields)
		for f, v := range now {
			now[f] = clean(v)
		}
		last := known.said[sourceKey{u.ID, u.Source}]
		before, after, remembered := merge(c.Get, last, now)
		if len(after) == 0 && maps.Equal(last, remembered) {
			continue
		}
		for f, v := range after {
			if err := c.Set(f, v); err != nil {
				return nil, err
			}
			dirty[c.ID] = c
		}
		changes = append(changes, Change{u.ID, u.Source, before, after, last, remembered})
	}
	if err := saveDirty(ctx, tx, by, dirty); err != nil {
		return nil, fmt.Errorf("update %d imported customers: %w", len(updates), err)
	}
	if err := remember(ctx, tx, changes, func(c *Change) Fields { return c.SourceAfter }); err != nil {
		return nil, fmt.Errorf("update %d imported customers: %w", len(updates), err)
	}
	return changes, nil
}

// RevertImported takes changes back, newest first if there are several of one
// customer. A change with a field that has been touched since is left as it is and
// its customer is returned.
func RevertImported(ctx context.Context, tx *store.Tx, by By, changes []Change) (touched []int64, err error) {
	ids := make([]int64, len(changes))
	for i := range changes {
		ids[i] = changes[i].ID
	}
	customers, err := byID(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("take back %d changes: %w", len(changes), err)
	}
	dirty := map[int64]*Customer{}
	var back []Change
	for _, ch := range changes {
		c := customers[ch.ID]
		if c == nil || !holds(c, ch.After) {
			touched = append(touched, ch.ID)
			continue
		}
		for f, v := range ch.Before {
			if err := c.Set(f, v); err != nil {
				return nil, err
			}
			dirty[c.ID] = c
		}
		back = append(back, ch)
	}
	if err := saveDirty(ctx, tx, by, dirty); err != nil {
		return nil, fmt.Errorf("take back %d changes: %w", len(changes), err)
	}
	if err := remember(ctx, tx, back, func(c *Change) Fields { return c.SourceBefore }); err != nil {
		return nil, fmt.Errorf("take back %d changes: %w", len(changes), err)
	}
	return touched, nil
}

func holds(c *Customer, values Fields) bool {
	for f, v := range values {
		if c.Get(f) != v {
			return false
		}
	}
	return true
}

// RemoveImported takes customers that an import of source made out again. Those who are
// not as the source made them (see [AsImported]), and firms with contacts that are not
// among ids, stay and are returned as touched. The caller keeps customers with other
// facts out of ids and hands them to [EmptyImported]; the other rooms remove their rows
// of removed.
func RemoveImported(ctx context.Context, tx *store.Tx, by By, source string, ids []int64) (removed, touched []int64, err error) {
	customers, err := AsImported(ctx, tx, by, source, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("take out %d imported customers: %w", len(ids), err)
	}
	for _, id := range ids {
		c, found := customers[id]
		if !found {
			continue
		}
		free := c != nil
		if free && c.Kind == Firm {
			contacts, err := store.All(ctx, tx, statements.Get("contact-ids"), func(v *int64) []any { return []any{v} }, id)
			if err != nil {
				return nil, nil, fmt.Errorf("take out %d imported customers: %w", len(ids), err)
			}
			free = !slices.ContainsFunc(contacts, func(contact int64) bool { return customers[contact] == nil })
		}
		if free {
			removed = append(removed, id)
		} else {
			touched = append(touched, id)
		}
	}
	if err := remove(ctx, tx, removed); err != nil {
		return nil, nil, fmt.Errorf("take out %d imported customers: %w", len(ids), err)
	}
	// What was computed of them goes with the next refresh, which finds them gone.
	return removed, touched, MarkDue(ctx, tx, by.At, removed...)
}

// AsImported tells of customers whom the source made whether they still are what it
// said: those who are stand with themselves, the others with nil, who is gone is
// missing. Changes that were taken back since do not count; a merge does.
func AsImported(ctx context.Context, tx *store.Tx, by By, source string, ids []int64) (map[int64]*Customer, error) {
	updates := make([]ImportUpdate, len(ids))
	for i, id := range ids {
		updates[i] = ImportUpdate{ID: id, Source: source}
	}
	known, err := loadForUpdate(ctx, tx, updates)
	if err != nil {
		return nil, err
	}
	for id, c := range known.customers {
		if c.Version == 1 {
			continue
		}
		same, err := saidOnly(ctx, tx, by, c, known.said[sourceKey{id, source}])
		if err != nil {
			return nil, err
		}
		if !same {
			known.customers[id] = nil
		}
	}
	return known.customers, nil
}

// saidOnly reports whether a customer has just the fields that a source said of him and
// was never made of two.
func saidOnly(ctx context.Context, tx *store.Tx, by By, c *Customer, said Fields) (bool, error) {
	// Whose contact he is and his number may come from elsewhere in the file's row.
	made := Customer{Kind: Person, Number: c.Number, FirmID: c.FirmID}
	if c.Kind == Contact {
		made.Kind = Contact
	}
	for f, v := range said {
		if err := made.Set(f, v); err != nil {
			return false, err
		}
	}
	Prepare(&made, by.Region)
	for _, f := range inOrder {
		if c.Get(f) != made.Get(f) {
			return false, nil
		}
	}
	list, err := history.Of(ctx, tx, subject, c.ID, 0, historySeen)
	if err != nil {
		return false, err
	}
	return len(list) < historySeen && !slices.ContainsFunc(list, func(e history.Entry) bool { return e.Verb == "customer.merge" }), nil
}

// historySeen is how many entries about a customer are looked at; who has more was worked
// with.
const historySeen = 20

// EmptyImported takes what a source said out of customers that stay because of other
// facts: fields that still hold the source's value are emptied, but not kind and
// number, and the source's remembered values are forgotten.
func EmptyImported(ctx context.Context, tx *store.Tx, by By, source string, ids []int64) error {
	updates := make([]ImportUpdate, len(ids))
	for i, id := range ids {
		updates[i] = ImportUpdate{ID: id, Source: source}
	}
	known, err := loadForUpdate(ctx, tx, updates)
	if err != nil {
		return fmt.Errorf("empty %d imported customers: %w", len(ids), err)
	}
	dirty := map[int64]*Customer{}
	forget := make([]Change, 0, len(ids))
	for id, c := range known.customers {
		for f, said := range known.said[sourceKey{id, source}] {
			if f == FieldKind || f == FieldNumber || said == "" || c.Get(f) != said {
				continue
			}
			if p := c.text(f); p != nil {
				*p = ""
				dirty[id] = c
			}
		}
		forget = append(forget, Change{ID: id, Source: source})
	}
	if err := saveDirty(ctx, tx, by, dirty); err != nil {
		return fmt.Errorf("empty %d imported customers: %w", len(ids), err)
	}
	return remember(ctx, tx, forget, func(*Change) Fields { return nil })
}

type sourceKey struct {
	id     int64
	source string
}

type loaded struct {
	customers map[int64]*Customer
	said      map[sourceKey]Fields
}

// loadForUpdate reads customers and what their sources said, in one statement for
// the customers and one for each source.
func loadForUpdate(ctx context.Context, tx *store.Tx, updates []ImportUpdate) (loaded, error) {
	bySource := map[string][]int64{}
	var ids []int64
	for _, u := range updates {
		bySource[u.Source] = append(bySource[u.Source], u.ID)
		ids = append(ids, u.ID)
	}
	customers, err := byID(ctx, tx, ids)
	if err != nil {
		return loaded{}, err
	}
	known := loaded{customers, map[sourceKey]Fields{}}
	type row struct {
		id   int64
		text string
	}
	for source, ids := range bySource {
		err := store.Each(ctx, tx, statements.Get("imported"), func(r *row) []any { return []any{&r.id, &r.text} },
			func(r *row) error {
				var f Fields
				if err := json.Unmarshal([]byte(r.text), &f); err != nil {
					return err
				}
				known.said[sourceKey{r.id, source}] = f
				return nil
			}, store.List(ids), source)
		if err != nil {
			return loaded{}, err
		}
	}
	return known, nil
}

func byID(ctx context.Context, db store.Querier, ids []int64) (map[int64]*Customer, error) {
	list, err := Many(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	m := make(map[int64]*Customer, len(list))
	for i := range list {
		if list[i].Kind != Unassigned {
			m[list[i].ID] = &list[i]
		}
	}
	return m, nil
}

func saveDirty(ctx context.Context, tx *store.Tx, by By, dirty map[int64]*Customer) error {
	list := make([]*Customer, 0, len(dirty))
	for _, id := range slices.Sorted(maps.Keys(dirty)) {
		Prepare(dirty[id], by.Region)
		list = append(list, dirty[id])
	}
	return rewrite(ctx, tx, by, list)
}

// remember writes what the sources are remembered to have said; nothing at all is
// remembered as no row.
func remember(ctx context.Context, tx *store.Tx, changes []Change, pick func(*Change) Fields) error {
	put, donePut, err := tx.Batch(ctx, statements.Get("put-imported"))
	if err != nil {
		return err
	}
	defer donePut()
	drop, doneDrop, err := tx.Batch(ctx, statements.Get("drop-imported"))
	if err != nil {
		return err
	}
	defer doneDrop()
	for i := range changes {
		c := &changes[i]
		fields := pick(c)
		if len(fields) == 0 {
			if err := drop(c.ID, c.Source); err != nil {
				return err
			}
			continue
		}
		text, err := json.Marshal(fields)
		if err != nil {
			return err
		}
		if err := put(c.ID, c.Source, string(text)); err != nil {
			return err
		}
	}
	return nil
}
