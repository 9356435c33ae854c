package customer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Reason says what two possible duplicates have in common.
type Reason string

// The reasons.
const (
	SameEmail  Reason = "email"
	SamePhone  Reason = "phone"
	SameVAT    Reason = "vat"
	SameNumber Reason = "number" // in different sources
)

// Pair is a possible duplicate of a customer, seen from that customer.
type Pair struct {
	OtherID   int64
	Reason    Reason
	Dismissed bool // a person decided that these are two
}

// Duplicates returns the possible duplicates of a customer. Where many customers
// share a value, each is paired with the first of them only.
func Duplicates(ctx context.Context, db store.Querier, id int64) ([]Pair, error) {
	type row struct {
		Pair
		state string
	}
	rows, err := store.All(ctx, db, statements.Get("pairs"), func(r *row) []any {
		return []any{&r.OtherID, &r.Reason, &r.state}
	}, id)
	if err != nil {
		return nil, fmt.Errorf("read the possible duplicates of customer %d: %w", id, err)
	}
	pairs := make([]Pair, len(rows))
	for i, r := range rows {
		pairs[i] = r.Pair
		pairs[i].Dismissed = r.state == "dismissed"
	}
	return pairs, nil
}

// Dismiss notes that two customers are not the same, or takes that back. It holds
// over later imports.
func Dismiss(ctx context.Context, tx *store.Tx, by By, a, b int64, dismissed bool) error {
	state := "open"
	if dismissed {
		state = "dismissed"
	}
	n, err := tx.Exec(ctx, statements.Get("decide"), min(a, b), max(a, b), state)
	if err != nil {
		return fmt.Errorf("decide whether customers %d and %d are one: %w", a, b, err)
	}
	if n > 0 {
		verb := "customer.maybe_one"
		if dismissed {
			verb = "customer.two"
		}
		if _, err := history.Append(ctx, tx, history.Entry{
			At: by.At, Actor: by.Actor, Verb: verb, Subject: subject, SubjectID: a, After: history.Values(map[string]int64{"other": b}),
		}); err != nil {
			return err
		}
	}
	return flagAll(ctx, tx, []int64{a, b})
}

// UndoDecision takes a decision of [Dismiss] back. It fails with fault.Conflict
// "customer.decided_since" when it was decided anew.
func UndoDecision(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	var after struct {
		Other int64 `json:"other"`
	}
	if err := json.Unmarshal(e.After, &after); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	two := e.Verb == "customer.two"
	state, _, err := store.One(ctx, tx, statements.Get("decided"), func(s *string) []any { return []any{s} }, min(e.SubjectID, after.Other), max(e.SubjectID, after.Other))
	if err != nil {
		return fmt.Errorf("read whether customers %d and %d are one: %w", e.SubjectID, after.Other, err)
	}
	if (state == "dismissed") != two || state == "" {
		return fault.New(fault.Conflict, "customer.decided_since")
	}
	return Dismiss(ctx, tx, by, e.SubjectID, after.Other, !two)
}

// holder is a customer as far as pairs need him.
type holder struct {
	id   int64
	kind Kind
	firm int64
}

func (h *holder) scan() []any { return []any{&h.id, &h.kind, &h.firm} }

// apart reports whether a shared value means nothing: a firm and its contacts share
// telephone and mail by nature.
func apart(a, b holder) bool {
	if a.id == b.id {
		return true
	}
	houseOf := func(h holder) int64 {
		if h.kind == Contact {
			return h.firm
		}
		return h.id
	}
	return houseOf(a) == houseOf(b)
}

// value is what one customer may share with others.
type value struct {
	text string
	of   holder
}

// comparison finds the first holder of a value for one reason.
type comparison struct {
	reason      Reason
	first, next string // statements
	values      []value
}

// comparisons lists what the customers may share; numbers holds their numbers in
// sources by customer.
func comparisons(list []*Customer, numbers map[int64][]string) []comparison {
	email := comparison{reason: SameEmail, first: "first-email", next: "next-email"}
	phone := comparison{reason: SamePhone, first: "first-phone", next: "next-phone"}
	vat := comparison{reason: SameVAT, first: "first-vat", next: "next-vat"}
	number := comparison{reason: SameNumber, first: "first-number", next: "next-number"}
	for _, c := range list {
		h := holder{c.ID, c.Kind, c.FirmID}
		add := func(to *comparison, text string) {
			if text != "" {
				to.values = append(to.values, value{text, h})
			}
		}
		add(&email, c.EmailKey)
		add(&phone, c.PhoneKey)
		add(&vat, c.VATKey)
		for _, n := range numbers[c.ID] {
			add(&number, n)
		}
	}
	return []comparison{email, phone, vat, number}
}

// link looks for others with the same values and notes new pairs. It returns the
// customers that take part in one.
func link(ctx context.Context, tx *store.Tx, at cal.Instant, list []*Customer, numbers map[int64][]string) ([]int64, error) {
	pairs, err := findPairs(ctx, tx, list, numbers)
	if err != nil {
		return nil, err
	}
	return notePairs(ctx, tx, at, pairs)
}

// found is a pair that shares a value.
type found struct {
	a, b   int64
	reason Reason
}

// findPairs pairs each customer of list with the first other one who has the same value,
// by id, in four statements for the whole list and one for each value whose first holder
// is himself. Those of list need not be written yet: then only the values that others
// have are read, and the list answers for itself.
func findPairs(ctx context.Context, tx *store.Tx, list []*Customer, numbers map[int64][]string) ([]found, error) {
	var pairs []found
	for _, cmp := range comparisons(list, numbers) {
		first, err := firstHolders(ctx, tx, cmp)
		if err != nil {
			return nil, err
		}
		for _, v := range cmp.values {
			other, ok := first[v.text]
			if !ok {
				first[v.text] = v.of
				continue
			}
			if other.id == v.of.id { // written already, and the first himself
				if other, ok, err = nextHolder(ctx, tx, cmp, v, list); err != nil {
					return nil, err
				}
			}
			if ok && !apart(v.of, other) {
				pairs = append(pairs, found{min(v.of.id, other.id), max(v.of.id, other.id), cmp.reason})
			}
		}
	}
	return pairs, nil
}

// nextHolder is who had the value before it came to v's customer, who is the first of all
// holders now: the next who is not of list, for those of list find him by themselves.
func nextHolder(ctx context.Context, tx *store.Tx, cmp comparison, v value, list []*Customer) (other holder, ok bool, err error) {
	for after := v.of.id; ; after = other.id {
		other, ok, err = store.One(ctx, tx, statements.Get(cmp.next), (*holder).scan, v.text, after)
		if err != nil || !ok || !slices.ContainsFunc(list, func(c *Customer) bool { return c.ID == other.id }) {
			return other, ok, err
		}
	}
}

// notePairs writes pairs and returns the customers that take part in one.
func notePairs(ctx context.Context, tx *store.Tx, at cal.Instant, pairs []found) ([]int64, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	run, done, err := tx.Batch(ctx, statements.Get("link"))
	if err != nil {
		return nil, err
	}
	defer done()
	touched := make([]int64, 0, 2*len(pairs))
	for _, p := range pairs {
		if err := run(p.a, p.b, string(p.reason), at); err != nil {
			return nil, err
		}
		touched = append(touched, p.a, p.b)
	}
	slices.Sort(touched)
	return slices.Compact(touched), nil
}

func firstHolders(ctx context.Context, tx *store.Tx, cmp comparison) (map[string]holder, error) {
	if len(cmp.values) == 0 {
		return nil, nil
	}
	texts := make([]string, len(cmp.values))
	for i, v := range cmp.values {
		texts[i] = v.text
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	first := make(map[string]holder, len(texts))
	var text string
	err := store.Each(ctx, tx, statements.Get(cmp.first), func(h *holder) []any {
		return []any{&text, &h.id, &h.kind, &h.firm}
	}, func(h *holder) error { first[text] = *h; return nil }, store.List(texts))
	return first, err
}

// relink looks anew for the duplicates of customers whose fields have changed.
func relink(ctx context.Context, tx *store.Tx, at cal.Instant, list []*Customer) error {
	ids := make([]int64, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	partners, err := partnersOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	if err := tx.ForIDs(ctx, statements.Get("delete-stale-pairs"), ids); err != nil {
		return err
	}
	// A former partner may have been paired with others through this customer.
	others, err := Many(ctx, tx, partners)
	if err != nil {
		return err
	}
	all := slices.Clone(list)
	for i := range others {
		all = append(all, &others[i])
	}
	numbers := map[int64][]string{}
	for _, c := range all {
		aliases, err := Aliases(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, a := range aliases {
			numbers[c.ID] = append(numbers[c.ID], a.Number)
		}
	}
	touched, err := link(ctx, tx, at, all, numbers)
	if err != nil {
		return err
	}
	return flagAll(ctx, tx, slices.Concat(ids, partners, touched))
}

// partnersOf returns the others in the pairs of ids.
func partnersOf(ctx context.Context, db store.Querier, ids []int64) ([]int64, error) {
	var partners []int64
	for _, id := range ids {
		pairs, err := Duplicates(ctx, db, id)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			if !slices.Contains(ids, p.OtherID) {
				partners = append(partners, p.OtherID)
			}
		}
	}
	slices.Sort(partners)
	return slices.Compact(partners), nil
}

// flagAll brings the mark of customers in line with their pairs.
func flagAll(ctx context.Context, tx *store.Tx, ids []int64) error {
	return tx.ForIDs(ctx, statements.Get("flag"), ids)
}
