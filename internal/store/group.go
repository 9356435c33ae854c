package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// patience is how many times [DB.Update] waits the five seconds of busy_timeout for
// another process. It is an import that writes that long; two minutes are a file of
// some million rows.
const patience = 24

// writing is a transaction that was begun on the writing connection of SQLite.
type writing struct {
	db     *DB
	conn   *sql.Conn
	driver driver.Conn

	// Of several callers; see group.
	parts int
	done  chan struct{}
	err   error // once done is closed
}

// begin waits for the writing connection and begins a transaction.
func (db *DB) begin(ctx context.Context) (*writing, error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for the database: %w", err)
	}
	w := &writing{db: db, conn: conn}
	err = conn.Raw(func(c any) error {
		if db.writer != c { // the connection before took its statements along
			db.writer, db.writing = c, liteStmts{}
		}
		w.driver = c.(driver.Conn)
		return nil
	})
	if err == nil {
		err = w.exec(ctx, "BEGIN IMMEDIATE")
		for waits := 1; isBusy(err) && waits < patience && ctx.Err() == nil; waits++ {
			err = w.exec(ctx, "BEGIN IMMEDIATE")
		}
	}
	if err != nil {
		if w.driver != nil {
			_ = w.exec(context.Background(), "ROLLBACK") // it may have begun before it was interrupted
		}
		return nil, errors.Join(fmt.Errorf("begin: %w", err), w.giveBack())
	}
	return w, nil
}

// exec runs a statement about the transaction itself.
func (w *writing) exec(ctx context.Context, text string) error {
	s, err := w.db.writing.prepare(w.driver, text, text)
	if err != nil {
		return err
	}
	_, err = s.stmt.(driver.StmtExecContext).ExecContext(ctx, nil)
	return err
}

// end commits the transaction, or rolls it back, and gives the connection back.
func (w *writing) end(commit bool) error {
	var err error
	if commit {
		if err = w.exec(context.Background(), "COMMIT"); err != nil {
			err = fmt.Errorf("commit: %w", err)
		}
	}
	if !commit || err != nil {
		_ = w.exec(context.Background(), "ROLLBACK") // fails when SQLite has done it already
	}
	_ = w.db.writing.bound() // tells again how the last execution ended
	_ = w.giveBack()
	return err
}

// giveBack returns the connection to its pool, which closes one that was interrupted:
// its statements go before it, as nothing can be asked of them afterwards.
func (w *writing) giveBack() (err error) {
	if v, ok := w.driver.(driver.Validator); ok && !v.IsValid() {
		err = w.db.writing.drop()
	}
	return errors.Join(err, w.conn.Close())
}

func (db *DB) updateLite(ctx context.Context, fn func(*Tx) error) error {
	w, err := db.begin(ctx)
	if err != nil {
		return err
	}
	tx, fine := &Tx{db: db, ctx: ctx, conn: w.conn, driver: w.driver}, false
	defer func() {
		if tx.over = true; !fine {
			_ = w.end(false)
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	fine, tx.over = true, true
	return w.end(true)
}

// group is who wants to write a little at the same time. The disk needs as long to keep
// the change of one as the changes of all, so whoever waits already joins the
// transaction of the one before, each behind a savepoint of his own, and the last of
// them commits for all.
type group struct {
	mu      sync.Mutex
	led     bool // somebody has the transaction or waits for it
	waiting []chan *writing
}

// mostParts is how many callers share one transaction at most.
const mostParts = 32

// errBroken says that SQLite rolled back a shared transaction for the sake of one.
var errBroken = errors.New("the common transaction was rolled back")

// UpdateShort is [DB.Update] for what takes a millisecond or two, a click and not an
// import: on SQLite those who wait share one durable commit. An error, a panic or the
// end of ctx undoes only what fn itself wrote; an error of the commit is everyone's. It
// returns after the commit. Where SQLite rolls everything back because of one, the others
// are run once more, so what fn gathers outside the transaction it must begin anew.
func (db *DB) UpdateShort(ctx context.Context, fn func(*Tx) error) error {
	if db.dialect != SQLite {
		return db.Update(ctx, fn)
	}
	db.written(ctx)
	defer db.written(ctx)
	w, err := db.group.join(ctx)
	if err != nil {
		return fmt.Errorf("wait for the database: %w", err)
	}
	if w == nil {
		if w, err = db.begin(ctx); err != nil {
			db.group.leave()
			return err
		}
		w.done = make(chan struct{})
	}
	if err := w.part(ctx, fn); err != nil {
		return err
	}
	<-w.done
	if errors.Is(w.err, errBroken) {
		return db.Update(ctx, fn)
	}
	return w.err
}

// join waits for the turn. It returns the transaction to write in, or nil to begin one.
func (g *group) join(ctx context.Context) (*writing, error) {
	g.mu.Lock()
	if !g.led {
		g.led = true
		g.mu.Unlock()
		return nil, nil
	}
	turn := make(chan *writing, 1)
	g.waiting = append(g.waiting, turn)
	g.mu.Unlock()
	select {
	case w := <-turn:
		return w, nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	at := slices.Index(g.waiting, turn)
	if at >= 0 {
		g.waiting = slices.Delete(g.waiting, at, at+1)
	}
	g.mu.Unlock()
	if at < 0 { // the turn came at the same moment, and must be passed on
		return <-turn, nil
	}
	return nil, ctx.Err()
}

// next takes who waits longest.
func (g *group) next() chan *writing {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		return nil
	}
	turn := g.waiting[0]
	g.waiting = slices.Delete(g.waiting, 0, 1)
	return turn
}

// leave lets the next one begin a transaction, if somebody waits.
func (g *group) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		g.led = false
		return
	}
	g.waiting[0] <- nil
	g.waiting = slices.Delete(g.waiting, 0, 1)
}

// part runs fn as one part of the transaction and passes the transaction on.
func (w *writing) part(ctx context.Context, fn func(*Tx) error) (err error) {
	first := w.parts == 0
	w.parts++
	tx, fine := &Tx{db: w.db, ctx: ctx, conn: w.conn, driver: w.driver, shared: true}, false
	defer func() { // also when fn panics
		tx.over = true
		var broken error
		switch {
		case fine:
		case first:
			broken = errBroken // nobody else is in it yet
		default:
			broken = w.back()
		}
		w.pass(broken)
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	if !first {
		if err := w.exec(context.Background(), "SAVEPOINT part"); err != nil {
			return err
		}
	}
	if err = fn(tx); err == nil {
		err = ctx.Err()
	}
	if err == nil && !first {
		err = w.exec(context.Background(), "RELEASE part")
	}
	fine = err == nil
	return err
}

// back undoes the part of one caller. It fails when SQLite has undone all of them.
func (w *writing) back() error {
	for _, text := range []string{"ROLLBACK TO part", "RELEASE part"} {
		if err := w.exec(context.Background(), text); err != nil {
			return fmt.Errorf("%w: %w", errBroken, err)
		}
	}
	return nil
}

// pass hands the transaction to the next caller, or ends it.
func (w *writing) pass(broken error) {
	g := &w.db.group
	if broken == nil && w.parts < mostParts {
		if turn := g.next(); turn != nil {
			turn <- w
			return
		}
	}
	w.err = w.end(broken == nil)
	if broken != nil {
		w.err = broken
	}
	close(w.done)
	g.leave()
}
