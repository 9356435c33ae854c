package store

import (
	"context"
	"database/sql"
)

// Closed is db for somebody who may read nothing of it: every read fails with err.
func Closed(db Querier, err error) Querier { return closed{db, err} }

type closed struct {
	db  Querier
	err error
}

func (c closed) Query(context.Context, SQL, ...any) (*sql.Rows, error) { return nil, c.err }

func (c closed) QueryText(context.Context, string, ...any) (*sql.Rows, error) { return nil, c.err }

func (c closed) Dialect() Dialect { return c.db.Dialect() }
