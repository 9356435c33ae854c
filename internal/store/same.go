package store

import (
	"context"
	"fmt"
)

// mostSame is how many values a connection keeps for [Same]; then it begins anew.
const mostSame = 64

// kept are what [Same] has read on one connection, and the version of the database of which
// they are.
type kept struct {
	version int64
	values  map[string]any
}

// Same returns what read returned for the key the last time, as long as nothing in the
// database has changed since: for what belongs to the firm and stands on the pages of all
// customers. The key names everything that read uses beside the database. The value is
// shared: nobody may change it. Outside of a view read is called each time.
func Same[T any](ctx context.Context, q Querier, key string, read func(context.Context) (T, error)) (T, error) {
	db, ok := q.(*DB)
	if !ok {
		return read(ctx)
	}
	v := db.viewOf(ctx)
	if v == nil {
		return read(ctx)
	}
	if db.dialect == Postgres {
		return sameServer(ctx, v, key, read)
	}
	k, err := v.kept(ctx)
	if err != nil {
		var zero T
		return zero, fmt.Errorf("%s: %w", key, err)
	}
	if have, ok := k.values[key].(T); ok {
		return have, nil
	}
	moment := v.moment
	value, err := read(ctx)
	if err != nil || v.reader == nil || v.moment != moment {
		return value, err // the connection may be somebody else's by now
	}
	if len(k.values) >= mostSame {
		clear(k.values)
	}
	k.values[key] = value
	return value, nil
}

// kept returns what the connection of v keeps of the moment of v.
func (v *view) kept(ctx context.Context) (*kept, error) {
	if err := v.ready(ctx); err != nil {
		return nil, err
	}
	k := &v.reader.kept
	if v.known {
		return k, nil
	}
	version, err := v.reader.version()
	if err != nil {
		return nil, err
	}
	if k.values == nil || k.version != version {
		*k = kept{version, map[string]any{}}
	}
	v.known = true
	return k, nil
}

// version is a number that is another one after each change that another connection made
// (https://sqlite.org/pragma.html#pragma_data_version); readers change nothing themselves.
// Asking for it begins the moment of a transaction, when nothing was read before.
func (c *direct) version() (n int64, err error) {
	s, err := c.prepare("version", "PRAGMA data_version")
	if err != nil {
		return 0, err
	}
	s.done = false
	defer s.reset()
	if _, err := s.step(); err != nil {
		return 0, fmt.Errorf("version of the database: %w", err)
	}
	return n, s.scan([]any{&n})
}

// Empty tells that a table has no rows, for pages that ask for those of one customer of many
// rooms, not all of which a firm uses. It is remembered as by [Same]; where nothing is
// remembered it is false, because asking would cost what reading costs.
func Empty(ctx context.Context, q Querier, table string) (bool, error) {
	if db, ok := q.(*DB); !ok || db.viewOf(ctx) == nil {
		return false, nil
	}
	return Same(ctx, q, "empty "+table, func(ctx context.Context) (bool, error) {
		return Value[bool](ctx, q, New("empty "+table, "SELECT NOT EXISTS (SELECT 1 FROM "+table+")"))
	})
}
