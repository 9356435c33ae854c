package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// errStopped ends a function of [Together] of which another one has failed.
var errStopped = errors.New("what is read together has failed elsewhere")

// Together runs functions of a page that do not need what the others of them read. On
// PostgreSQL each runs until it asks something, then all these questions are one turn to the
// server, and so on; elsewhere, and without a view, they run one after the other. Never do
// two of them run at the same time, but where one goes on between two of its questions the
// next has begun: what they add to the same list may come in another order. The first
// failure is returned and ends the others.
func Together(ctx context.Context, fns ...func() error) error {
	v, ok := ctx.Value(viewKey{}).(*view)
	if !ok || v == nil || v.over || v.db.dialect != Postgres || v.open > 0 {
		for _, fn := range fns {
			if err := fn(); err != nil {
				return err
			}
		}
		return nil
	}
	parts := make([]*part, len(fns))
	for i, fn := range fns {
		parts[i] = newPart(v, fn)
	}
	outer := v.turn
	defer func() {
		for _, p := range parts {
			v.turn = p.yield
			p.stop()
		}
		v.turn = outer
	}()
	for {
		round, err := nextRound(v, parts)
		v.turn = outer
		if err != nil || len(round) == 0 {
			return err
		}
		if outer == nil {
			v.answer(ctx, round)
		} else if !outer(round) {
			return errStopped
		}
	}
}

// part is one function of Together.
type part struct {
	next  func() ([]*asked, bool)
	stop  func()
	yield func([]*asked) bool // hands questions out and returns when they are answered
	over  bool
	err   error
}

func newPart(v *view, fn func() error) *part {
	p := &part{}
	p.next, p.stop = iter.Pull(func(yield func([]*asked) bool) {
		p.yield = yield
		v.turn = yield
		p.err = fn()
	})
	return p
}

// nextRound lets every part run until it asks and returns what they ask.
func nextRound(v *view, parts []*part) ([]*asked, error) {
	var round []*asked
	for _, p := range parts {
		if p.over {
			continue
		}
		v.turn = p.yield
		questions, more := p.next()
		if p.over = !more; p.err != nil {
			return nil, p.err
		}
		round = append(round, questions...)
	}
	return round, nil
}

// asked is a question of several that are asked in one turn, and its answer.
type asked struct {
	question
	answer *keptRows
	err    error
}

// askTogether asks as part of [Together].
func (v *view) askTogether(ctx context.Context, q question) (*liteRows, error) {
	a := &asked{question: q}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", q.name, err)
	}
	if !v.turn([]*asked{a}) {
		return nil, errStopped
	}
	if a.err != nil {
		return nil, fmt.Errorf("%s: %w", q.name, a.err)
	}
	return &liteRows{name: q.name, ctx: ctx, server: &serverRows{rows: a.answer}}, nil
}

// answer asks the questions in one turn and keeps their answers. The first of a view are
// led by the one for the version, which nearly every page asks.
func (v *view) answer(ctx context.Context, round []*asked) {
	all := round
	var version *asked
	if !v.known {
		version = &asked{question: question{name: snapshotNow.Name, text: snapshotNow.postgres}}
		all = append([]*asked{version}, round...)
	}
	err := v.pipeline(ctx, all)
	if err == nil && version != nil && version.answer.Next() {
		v.version, v.known = string(version.answer.RawValues()[0]), true
	}
	for _, a := range round {
		if err != nil && a.err == nil {
			a.err = err
		}
	}
}

// pipeline sends the questions, once more when the server has closed the connection while
// nobody used it.
func (v *view) pipeline(ctx context.Context, all []*asked) error {
	for {
		if err := v.enterServer(ctx); err != nil {
			return err
		}
		fresh := v.server.fresh
		v.server.fresh = false
		server := v.server.server
		err := pipeline(ctx, server, all)
		if err == nil {
			return nil
		}
		// Which of its prepared statements the server still knows is uncertain.
		closed := server.IsClosed()
		_ = server.Close(ctx)
		v.release()
		if !closed || !fresh || ctx.Err() != nil || !pgconn.SafeToRetry(err) {
			return err
		}
	}
}

// pipeline sends the questions in one turn. A failure ends all of them; the one that has
// failed tells it.
func pipeline(ctx context.Context, server *pgx.Conn, all []*asked) (err error) {
	known := make([]*pgconn.StatementDescription, len(all))
	for i, a := range all {
		if known[i], err = server.Prepare(ctx, a.text, a.text); err != nil {
			a.err = err
			return err
		}
	}
	p := server.PgConn().StartPipeline(ctx)
	defer func() { err = errors.Join(err, p.Close()) }()
	var values pgx.ExtendedQueryBuilder
	for i, a := range all {
		if err := values.Build(server.TypeMap(), known[i], a.args); err != nil {
			a.err = err
			return err
		}
		p.SendQueryStatement(known[i], values.ParamValues, values.ParamFormats, formatsOf(known[i].Fields))
	}
	if err := p.Sync(); err != nil {
		return err
	}
	for i, a := range all {
		results, err := p.GetResults()
		if err != nil {
			a.err = err
			return err
		}
		reader, ok := results.(*pgconn.ResultReader)
		if !ok {
			return fmt.Errorf("%s: unexpected answer %T", a.name, results)
		}
		a.answer = &keptRows{fields: known[i].Fields, data: []byte{}}
		if err := a.answer.keep(reader); err != nil {
			a.err = err
			return err
		}
	}
	return nil
}

// formatsOf are how the columns of an answer arrive.
func formatsOf(fields []pgconn.FieldDescription) []int16 {
	formats := make([]int16, len(fields))
	for i := range fields {
		formats[i] = binaryKinds[fields[i].DataTypeOID]
	}
	return formats
}

// keptRows is an answer that was read to its end.
type keptRows struct {
	fields []pgconn.FieldDescription
	data   []byte
	ends   []int32 // where each value ends in data; -1-end for NULL
	row    [][]byte
	at     int // the next value
	start  int
}

func (k *keptRows) keep(r *pgconn.ResultReader) error {
	for r.NextRow() {
		for _, value := range r.Values() {
			k.data = append(k.data, value...)
			end := int32(len(k.data))
			if value == nil {
				end = -1 - end
			}
			k.ends = append(k.ends, end)
		}
	}
	_, err := r.Close()
	return err
}

// Next goes to the next row.
func (k *keptRows) Next() bool {
	if k.at == len(k.ends) {
		return false
	}
	k.row = k.row[:0]
	for range k.fields {
		end := int(k.ends[k.at])
		k.at++
		if end < 0 {
			k.row = append(k.row, nil)
			continue
		}
		k.row = append(k.row, k.data[k.start:end:end])
		k.start = end
	}
	return true
}

// RawValues are the values of the row, nil for NULL.
func (k *keptRows) RawValues() [][]byte { return k.row }

// FieldDescriptions are its columns.
func (k *keptRows) FieldDescriptions() []pgconn.FieldDescription { return k.fields }

// Err is nil: the answer was read to its end.
func (k *keptRows) Err() error { return nil }

// Close does nothing.
func (k *keptRows) Close() {}
