package party

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

var points = row.New[Point]("party.point", statements, "point")

// Reach is a way to reach a customer as pages show it.
type Reach struct {
	Point
	Primary bool // the one that stands in the customer's own row; its ID may be 0
}

// Points returns all ways to reach a customer: the first of each kind, the further
// ones, then those that are past.
func Points(ctx context.Context, db store.Querier, c *customer.Customer, region string) ([]Reach, error) {
	rows, err := store.All(ctx, db, statements.Get("points-of"), row.Scan[Point], c.ID)
	if err != nil {
		return nil, fmt.Errorf("read how customer %d is reached: %w", c.ID, err)
	}
	first := firsts(c, region)
	list := make([]Reach, 0, len(rows)+len(first))
	for _, p := range rows {
		f, ok := first[p.Way]
		is := ok && f.Key == p.Key && p.Until == cal.Never
		if is {
			delete(first, p.Way)
		}
		list = append(list, Reach{p, is})
	}
	for _, p := range first {
		list = append(list, Reach{p, true})
	}
	order := []Way{Phone, Mail, Address}
	slices.SortStableFunc(list, func(a, b Reach) int {
		if past := b.Until - a.Until; past != 0 && (a.Until != cal.Never || b.Until != cal.Never) {
			return int(past)
		}
		if w := slices.Index(order, a.Way) - slices.Index(order, b.Way); w != 0 {
			return w
		}
		if a.Primary != b.Primary {
			return map[bool]int{true: -1, false: 1}[a.Primary]
		}
		return int(a.ID - b.ID)
	})
	return list, nil
}

// Further tells whether more is known of how to reach a customer than stands in his own
// row.
func Further(ctx context.Context, db store.Querier, id int64) (bool, error) {
	_, found, err := store.One(ctx, db, statements.Get("points-of"), row.Scan[Point], id)
	if err != nil {
		return false, fmt.Errorf("read how customer %d is reached: %w", id, err)
	}
	return found, nil
}

// ReadPoint returns the point id, or fault.NotFound.
func ReadPoint(ctx context.Context, db store.Querier, id int64) (Point, error) {
	return points.Read(ctx, db, id)
}

// AddPoint writes a further way to reach a customer. When he has none of its kind yet it
// becomes the first one and stands in his own row too.
func AddPoint(ctx context.Context, tx *store.Tx, by customer.By, p Point) (int64, error) {
	if err := p.Settle(by.Region); err != nil {
		return 0, err
	}
	c, err := customer.Get(ctx, tx, p.Customer)
	if err != nil {
		return 0, err
	}
	id, err := points.Create(ctx, tx, noted(by), p)
	if err != nil {
		return 0, err
	}
	if _, has := firsts(&c, by.Region)[p.Way]; !has && p.Until == cal.Never {
		_, err = customer.Update(ctx, tx, by, c.ID, c.Version, fieldsOf(&p))
	}
	return id, err
}

// ChangePoint replaces the point that p names by id and version. The first one of its
// kind is changed in the customer's own row too; one that ended or turned out wrong
// leaves that row.
func ChangePoint(ctx context.Context, tx *store.Tx, by customer.By, p Point) error {
	if err := p.Settle(by.Region); err != nil {
		return err
	}
	old, err := points.Read(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if old.Customer != p.Customer || old.Way != p.Way {
		return fault.New(fault.Invalid, "party.way", string(p.Way))
	}
	c, err := customer.Get(ctx, tx, p.Customer)
	if err != nil {
		return err
	}
	if err := points.Change(ctx, tx, noted(by), p); err != nil {
		return err
	}
	f, has := firsts(&c, by.Region)[p.Way]
	if !has || f.Key != old.Key || old.Until != cal.Never {
		return nil
	}
	if p.Until != cal.Never {
		return vacate(ctx, tx, by, &c, p.Way)
	}
	_, err = customer.Update(ctx, tx, by, c.ID, c.Version, fieldsOf(&p))
	return err
}

// vacate puts the next open point of a kind into the customer's row, or nothing.
func vacate(ctx context.Context, tx *store.Tx, by customer.By, c *customer.Customer, way Way) error {
	rows, err := store.All(ctx, tx, statements.Get("points-of"), row.Scan[Point], c.ID)
	if err != nil {
		return fmt.Errorf("read how customer %d is reached: %w", c.ID, err)
	}
	next := Point{Way: way}
	if i := slices.IndexFunc(rows, func(p Point) bool {
		return p.Way == way && p.Until == cal.Never && p.Bad == cal.Never
	}); i >= 0 {
		next = rows[i]
	}
	_, err = customer.Update(ctx, tx, by, c.ID, c.Version, fieldsOf(&next))
	return err
}

// RemovePoint deletes a point that was a mistake.
func RemovePoint(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	old, err := points.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := points.Remove(ctx, tx, noted(by), id, version); err != nil {
		return err
	}
	c, err := customer.Get(ctx, tx, old.Customer)
	if err != nil {
		return err
	}
	if f, has := firsts(&c, by.Region)[old.Way]; has && f.Key == old.Key && old.Until == cal.Never {
		return vacate(ctx, tx, by, &c, old.Way)
	}
	return nil
}

// MakePrimary lets a further point be the first of its kind: it enters the customer's
// own row, and what stood there stays as a further point. version is the customer's.
func MakePrimary(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	p, err := points.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if p.Until != cal.Never {
		return fault.New(fault.Invalid, "party.past")
	}
	c, err := customer.Get(ctx, tx, p.Customer)
	if err != nil {
		return err
	}
	if err := keep(ctx, tx, by, &c, p.Way, cal.Never); err != nil {
		return err
	}
	_, err = customer.Update(ctx, tx, by, c.ID, version, fieldsOf(&p))
	return err
}

// keep writes down what stands in a customer's own row as a point that ends at until,
// unless it is written down already.
func keep(ctx context.Context, tx *store.Tx, by customer.By, c *customer.Customer, way Way, until cal.Date) error {
	f, has := firsts(c, by.Region)[way]
	if !has || way == Phone && f.Key == f.Value && f.Settle(by.Region) != nil {
		return nil //nolint:nilerr // what cannot be read is no way to reach somebody
	}
	rows, err := store.All(ctx, tx, statements.Get("points-of"), row.Scan[Point], c.ID)
	if err != nil {
		return fmt.Errorf("read how customer %d is reached: %w", c.ID, err)
	}
	i := slices.IndexFunc(rows, func(p Point) bool { return p.Way == way && p.Key == f.Key && p.Until == cal.Never })
	if i < 0 {
		f.Until = until
		_, err = points.Create(ctx, tx, noted(by), f)
		return err
	}
	if until == cal.Never || start(rows[i].Since) >= until {
		return nil
	}
	rows[i].Until = until
	return points.Change(ctx, tx, noted(by), rows[i])
}

// staysLinked checks that somebody of a new kind may have the links that he has.
func staysLinked(ctx context.Context, tx *store.Tx, c *customer.Customer) error {
	if c.Kind != customer.Firm {
		staff, err := customer.Contacts(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if len(staff) > 0 {
			return fault.New(fault.Conflict, "party.kind_contacts", len(staff))
		}
	}
	list, err := Links(ctx, tx, c.ID, maxLinks)
	if err != nil {
		return err
	}
	for i := range list {
		l := &list[i]
		from, to := c, &customer.Customer{ID: l.Other, Kind: l.OtherKind}
		if l.Back {
			from, to = to, from
		}
		if err := CheckLink(&l.Link, from, to); fault.KindOf(err) == fault.Invalid {
			return err
		}
	}
	return nil
}

// maxLinks bounds the links that are looked at when a kind changes.
const maxLinks = 1000

// Update is [customer.Update] that keeps a replaced phone, mail or address as one that
// was used until day. Who is to be of another kind keeps his links and contact persons,
// so a kind that has none of them fails with fault.Conflict "party.kind_contacts", or as
// [CheckLink] does.
func Update(ctx context.Context, tx *store.Tx, by customer.By, day cal.Date, id, version int64, set customer.Fields) (int64, error) {
	old, err := customer.Get(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	now, err := customer.Update(ctx, tx, by, id, version, set)
	if err != nil || now == version {
		return now, err
	}
	fresh, err := customer.Get(ctx, tx, id)
	if err == nil && fresh.Kind != old.Kind {
		err = staysLinked(ctx, tx, &fresh)
	}
	if err != nil {
		return 0, err
	}
	then, after := firsts(&old, by.Region), firsts(&fresh, by.Region)
	for _, way := range []Way{Phone, Mail, Address} {
		if f, had := then[way]; had && f.Key != after[way].Key {
			if err := keep(ctx, tx, by, &old, way, day); err != nil {
				return 0, err
			}
		}
	}
	return now, nil
}
