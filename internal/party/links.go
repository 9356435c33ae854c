package party

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

var links = row.New[Link]("party.link", statements, "link")

func noted(by customer.By) row.By { return row.By{Actor: by.Actor, At: by.At} }

// Join writes a new link and returns its id. It fails with fault.Invalid when the ends
// do not fit the kind and with fault.Conflict "party.twice", "party.second_parent" or
// "party.cycle" when it contradicts another link.
func Join(ctx context.Context, tx *store.Tx, by customer.By, l Link) (int64, error) {
	if err := fitting(ctx, tx, &l); err != nil {
		return 0, err
	}
	return links.Create(ctx, tx, noted(by), l)
}

// Rejoin replaces the link that l names by id and version.
func Rejoin(ctx context.Context, tx *store.Tx, by customer.By, l Link) error {
	if err := fitting(ctx, tx, &l); err != nil {
		return err
	}
	return links.Change(ctx, tx, noted(by), l)
}

// End lets a link hold until a day, on which it holds no more.
func End(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, until cal.Date) error {
	l, err := links.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	l.Version, l.Until = version, until
	if start(l.Since) >= until {
		return fault.New(fault.Invalid, "party.span")
	}
	return links.Change(ctx, tx, noted(by), l)
}

// Part removes a link that was a mistake.
func Part(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return links.Remove(ctx, tx, noted(by), id, version)
}

// ReadLink returns the link id, or fault.NotFound.
func ReadLink(ctx context.Context, db store.Querier, id int64) (Link, error) {
	return links.Read(ctx, db, id)
}

// fitting checks a link against its ends and the other links.
func fitting(ctx context.Context, db store.Querier, l *Link) error {
	l.Label, l.BackLabel, l.Note = strings.TrimSpace(l.Label), strings.TrimSpace(l.BackLabel), strings.TrimSpace(l.Note)
	from, err := customer.Get(ctx, db, l.From)
	if err != nil {
		return err
	}
	to, err := customer.Get(ctx, db, l.To)
	if err != nil {
		return err
	}
	if err := CheckLink(l, &from, &to); err != nil {
		return err
	}
	around, err := store.All(ctx, db, statements.Get("links-between"), row.Scan[Link], l.From, l.To)
	if err != nil {
		return fmt.Errorf("read the links between %d and %d: %w", l.From, l.To, err)
	}
	for i := range around {
		if o := &around[i]; o.ID != l.ID && o.Kind == l.Kind && o.overlaps(l) && (o.Label == l.Label || l.Kind != WorksFor && l.Kind != Free) {
			return fault.New(fault.Conflict, "party.twice", from.Shown(), to.Shown())
		}
	}
	if l.Kind == Parent {
		return tree(ctx, db, l)
	}
	return nil
}

// tree keeps the links of a kind a forest: one above each, nobody above himself.
func tree(ctx context.Context, db store.Querier, l *Link) error {
	at, seen := l.From, map[int64]bool{l.To: true}
	above, err := aboveOf(ctx, db, l.Kind, l.To)
	if err != nil {
		return err
	}
	for i := range above {
		if above[i].ID != l.ID && above[i].overlaps(l) {
			return fault.New(fault.Conflict, "party.second_parent")
		}
	}
	open := []int64{at}
	for len(open) > 0 { // upwards, where each has few above him
		at, open = open[0], open[1:]
		if seen[at] {
			if at == l.To {
				return fault.New(fault.Conflict, "party.cycle")
			}
			continue
		}
		seen[at] = true
		above, err := aboveOf(ctx, db, l.Kind, at)
		if err != nil {
			return err
		}
		for i := range above {
			if above[i].ID != l.ID && above[i].overlaps(l) {
				open = append(open, above[i].From)
			}
		}
	}
	return nil
}

func aboveOf(ctx context.Context, db store.Querier, kind Kind, id int64) ([]Link, error) {
	list, err := store.All(ctx, db, statements.Get("links-above"), row.Scan[Link], id, string(kind))
	if err != nil {
		return nil, fmt.Errorf("read who is above customer %d: %w", id, err)
	}
	return list, nil
}

// Seen is a link as it looks from one customer.
type Seen struct {
	Link
	Back      bool // seen from To
	Other     int64
	OtherName string
	OtherKind customer.Kind
}

// Word is the label at this end; empty where the kind has a word of its own.
func (s *Seen) Word() string {
	if s.Back && s.BackLabel != "" {
		return s.BackLabel
	}
	if s.Back && s.Kind != WorksFor && s.Kind != Member {
		return ""
	}
	return s.Label
}

// Links returns all links of a customer, those that hold longest first, at most limit.
func Links(ctx context.Context, db store.Querier, id int64, limit int) ([]Seen, error) {
	list, err := store.All(ctx, db, statements.Get("links-of"), func(s *Seen) []any {
		return append(row.Scan(&s.Link), &s.OtherName, (*string)(&s.OtherKind))
	}, id, limit)
	if err != nil {
		return nil, fmt.Errorf("read the links of customer %d: %w", id, err)
	}
	for i := range list {
		s := &list[i]
		s.Back, s.Other = s.To == id, s.From
		if !s.Back {
			s.Other = s.To
		}
	}
	return list, nil
}

// Sum is what a parent firm's subsidiaries bought from a month on.
type Sum struct {
	Firms  int64 // subsidiaries at any depth that hold on the day
	Orders int64
	Net    money.Cents
}

// RollUp sums up the purchases of the firms below a parent on a day, the parent's own
// not included, in the months from on (year*100+month).
func RollUp(ctx context.Context, db store.Querier, parent int64, day cal.Date, from int) (Sum, error) {
	s, _, err := store.One(ctx, db, statements.Get("roll-up"), func(s *Sum) []any {
		return []any{&s.Firms, &s.Orders, &s.Net}
	}, parent, day, from)
	if err != nil {
		return s, fmt.Errorf("sum up below firm %d: %w", parent, err)
	}
	return s, nil
}

// NewHousehold makes a household of persons and returns its id.
func NewHousehold(ctx context.Context, tx *store.Tx, by customer.By, name string, since cal.Date, members ...int64) (int64, error) {
	id, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Household, Company: strings.TrimSpace(name)})
	if err != nil {
		return 0, err
	}
	for _, m := range members {
		if _, err := Join(ctx, tx, by, Link{From: m, To: id, Kind: Member, Since: since, Until: cal.Never}); err != nil {
			return 0, err
		}
	}
	return id, nil
}
