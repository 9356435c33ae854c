package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"fmt"
	"html"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var sql = store.Load(files)

// referenceRows is the length of the page, the same as of a page of the customer list.
const referenceRows = 50

// reference is the least that a page with fifty customers can cost: one prepared
// statement on SQLite, rows appended to a buffer, the compression of the standard library.
// It knows no session, no language and no layout, and it does not change when our own
// pages become faster.
type reference struct {
	db   *store.DB
	last int64
	next atomic.Int64 // spreads the requests over the whole list
}

// newReference fills a database of its own in dir with n rows.
func newReference(ctx context.Context, dir string, n int) (*reference, error) {
	path := filepath.Join(dir, "reference.db")
	if err := removeDatabase(path); err != nil { // of an earlier run
		return nil, err
	}
	db, err := store.Open(ctx, path, store.Options{Volatile: true})
	if err != nil {
		return nil, err
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		for _, name := range []string{"make", "index"} {
			if _, err := tx.Exec(ctx, sql.Get(name)); err != nil {
				return err
			}
		}
		i := 0
		_, err := tx.Bulk(ctx, "reference", []string{"id", "sort_key", "name", "city", "standing", "last_day", "net_cents"}, func(dst []any) (bool, error) {
			if i == n {
				return false, nil
			}
			i++
			key := fmt.Sprintf("%08d", i*7919%100_000_007) // in no order
			dst[0], dst[1], dst[2], dst[3] = i, key, "Musterfrau & Söhne "+key, "Musterstadt"
			dst[4], dst[5], dst[6] = i%5, "2026-10-17", i%100_000
			return true, nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("fill the reference: %w", err)
	}
	return &reference{db: db, last: int64(n)}, nil
}

// referenceRow is a row of the page.
type referenceRow struct {
	id, standing, net   int64
	key, name, city, on string
}

func (r *referenceRow) fields() []any {
	return []any{&r.id, &r.key, &r.name, &r.city, &r.standing, &r.on, &r.net}
}

var (
	referenceBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	referenceZips    = sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
		if err != nil {
			panic(err) // the level is a constant
		}
		return w
	}}
)

// ServeHTTP answers with a page that begins anywhere in the list.
func (f *reference) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	after := fmt.Sprintf("%08d", f.next.Add(1)*48_271%f.last*7919%100_000_007)
	rows, err := store.All(r.Context(), f.db, sql.Get("page"), (*referenceRow).fields, after, referenceRows)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	b := referenceBuffers.Get().(*bytes.Buffer)
	defer referenceBuffers.Put(b)
	b.Reset()
	b.WriteString("<!doctype html><html><head><title>Referenz</title></head><body><table>")
	for i := range rows {
		row := &rows[i]
		b.WriteString(`<tr class="row"><td class="name"><a href="/kunden/`)
		b.WriteString(strconv.FormatInt(row.id, 10))
		b.WriteString(`">`)
		b.WriteString(html.EscapeString(row.name))
		b.WriteString(`</a></td><td class="city">`)
		b.WriteString(html.EscapeString(row.city))
		b.WriteString(`</td><td class="standing">`)
		b.WriteString(strconv.FormatInt(row.standing, 10))
		b.WriteString(`</td><td class="day">`)
		b.WriteString(html.EscapeString(row.on))
		b.WriteString(`</td><td class="money">`)
		b.WriteString(strconv.FormatInt(row.net/100, 10))
		b.WriteString(` €</td></tr>`)
	}
	b.WriteString("</table></body></html>")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Encoding", "gzip")
	zip := referenceZips.Get().(*gzip.Writer)
	defer referenceZips.Put(zip)
	zip.Reset(w)
	_, _ = zip.Write(b.Bytes()) // the client counts what is missing
	_ = zip.Close()
}

func (f *reference) close() error { return f.db.Close() }
