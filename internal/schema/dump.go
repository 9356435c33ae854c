package schema

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// A dump is one gzip file that both databases write and read: a line with the
// header, then per table a line that names it and its columns, one line per row (a
// JSON list) and a line with the number of rows and their SHA-256, at last a line
// that ends the dump. So a cut or changed file is noticed before it is believed.

const dumpFormat = "stammkunde-dump/1"

type dumpHeader struct {
	Format    string           `json:"format"`
	Schema    int64            `json:"schema"`
	Sequences map[string]int64 `json:"sequences"` // next free id per table
}

type dumpTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type dumpEnd struct {
	End  string `json:"end"`
	Rows int64  `json:"rows"`
	Hash string `json:"sha256"`
}

// TableSum is what a dump holds of a table: its rows and their SHA-256 in key order.
type TableSum struct {
	Table string
	Rows  int64
	Hash  string
}

var (
	tableHead = regexp.MustCompile(`(?m)^CREATE TABLE (\w+) \(`)
	tableGone = regexp.MustCompile(`(?m)^DROP TABLE (\w+);`)
)

// internalTables are not part of a dump: sequences go into its header.
var internalTables = []string{"store_sequence"}

// Tables returns the tables of all rooms, as far as migrations up to version made
// them, in the order in which they can be filled.
func Tables(version int64) ([]string, error) {
	var out []string
	names, err := files.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		text, err := files.ReadFile("migrations/" + n.Name())
		if err != nil {
			return nil, err
		}
		var number int64
		if _, err := fmt.Sscanf(n.Name(), "%d_", &number); err != nil {
			return nil, fmt.Errorf("number of the migration %s: %w", n.Name(), err)
		}
		if number > version {
			break
		}
		for _, m := range tableHead.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(internalTables, m[1]) {
				out = append(out, m[1])
			}
		}
		for _, m := range tableGone.FindAllStringSubmatch(string(text), -1) {
			out = slices.DeleteFunc(out, func(table string) bool { return table == m[1] })
		}
	}
	return out, nil
}

// Rows are those of a table that a dump takes from elsewhere, as contents of files that
// lie beside the database. Each yields them in the order of their key; q is the snapshot.
type Rows struct {
	Table string
	Each  func(ctx context.Context, q store.Querier, row func(values []any) error) error
}

// Dump writes the whole database to w from one snapshot and returns the sums of the
// tables. The rows of the tables in elsewhere are asked for there.
func Dump(ctx context.Context, db *store.DB, w io.Writer, elsewhere ...Rows) ([]TableSum, error) {
	// Packing at the usual level is two thirds of all the work of a backup.
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	out := bufio.NewWriterSize(zip, 1<<16)
	var sums []TableSum
	err = db.Snapshot(ctx, func(q store.Querier) error {
		have, err := version(ctx, q)
		if err != nil {
			return err
		}
		tables, err := Tables(have)
		if err != nil {
			return err
		}
		header := dumpHeader{Format: dumpFormat, Schema: have, Sequences: map[string]int64{}}
		if err := readSequences(ctx, q, header.Sequences); err != nil {
			return err
		}
		if err := putLine(out, header); err != nil {
			return err
		}
		for _, t := range tables {
			sum, err := dumpTableOf(ctx, q, out, t, elsewhere)
			if err != nil {
				return fmt.Errorf("dump %s: %w", t, err)
			}
			sums = append(sums, sum)
		}
		return putLine(out, dumpEnd{End: "dump", Rows: int64(len(sums))})
	})
	if err != nil {
		return nil, err
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	return sums, zip.Close()
}

func putLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

func version(ctx context.Context, q store.Querier) (int64, error) {
	return store.Value[int64](ctx, q, store.New("schema-version", "SELECT max(version_id) FROM goose_db_version"))
}

func readSequences(ctx context.Context, q store.Querier, into map[string]int64) error {
	for _, name := range sequences {
		query := store.New("sequence", "SELECT next FROM store_sequence WHERE name = '"+name+"'")
		if q.Dialect() == store.Postgres {
			query = store.New("sequence", "SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM seq_"+name)
		}
		next, err := store.Value[int64](ctx, q, query)
		if err != nil {
			return err
		}
		into[name] = next
	}
	return nil
}

// dumpTableOf writes a table with its head and its sum.
func dumpTableOf(ctx context.Context, q store.Querier, w io.Writer, table string, elsewhere []Rows) (TableSum, error) {
	columns, err := columnsOf(ctx, q, table)
	if err != nil {
		return TableSum{}, err
	}
	if err := putLine(w, dumpTable{table, columns}); err != nil {
		return TableSum{}, err
	}
	sum := sha256.New()
	both := io.MultiWriter(w, sum)
	n := int64(0)
	put := func(values []any) error {
		n++
		return putLine(both, values)
	}
	if i := slices.IndexFunc(elsewhere, func(r Rows) bool { return r.Table == table }); i >= 0 {
		err = elsewhere[i].Each(ctx, q, put)
	} else {
		err = eachRow(ctx, q, table, columns, put)
	}
	if err != nil {
		return TableSum{}, err
	}
	t := TableSum{table, n, hexSum(sum)}
	return t, putLine(w, dumpEnd{table, n, t.Hash})
}

// eachRow reads a table ordered by its first columns, which hold its key, so that equal
// tables give equal hashes on both databases.
func eachRow(ctx context.Context, q store.Querier, table string, columns []string, put func([]any) error) error {
	order := make([]string, min(3, len(columns)))
	for i := range order {
		order[i] = strconv.Itoa(i + 1)
	}
	rows, err := q.QueryText(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+table+" ORDER BY "+strings.Join(order, ", "))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	values := make([]any, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = string(b)
			}
		}
		if err := put(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func columnsOf(ctx context.Context, q store.Querier, table string) ([]string, error) {
	rows, err := q.QueryText(ctx, "SELECT * FROM "+table+" WHERE 1 = 0")
	if err != nil {
		return nil, err
	}
	columns, err := rows.Columns()
	return columns, errors.Join(err, rows.Err(), rows.Close())
}

// Restore fills a freshly migrated, empty database from a dump of the same version,
// in one transaction: either everything is there afterwards or nothing. It fails
// with fault.Invalid "schema.dump_broken" when the file is cut or changed, with
// "schema.dump_version" when it is of another version, and with fault.Conflict
// "schema.dump_not_empty" when the database already holds a firm.
func Restore(ctx context.Context, db *store.DB, r io.Reader) ([]TableSum, error) {
	firms, err := store.Value[int64](ctx, db, store.New("firms", "SELECT count(*) FROM firm_profile"))
	if err != nil {
		return nil, err
	}
	if firms > 0 {
		return nil, fault.New(fault.Conflict, "schema.dump_not_empty")
	}
	zip, err := gzip.NewReader(r)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "schema.dump_broken", 1)
	}
	d := &dumpReader{in: bufio.NewReaderSize(zip, 1<<16)}
	var header dumpHeader
	if err := d.next(&header); err != nil || header.Format != dumpFormat {
		return nil, fault.Wrap(err, fault.Invalid, "schema.dump_broken", 1)
	}
	have, err := version(ctx, db)
	if err != nil {
		return nil, err
	}
	if have != header.Schema {
		if err := d.rest(); err != nil { // the number itself may be what is damaged
			return nil, err
		}
		return nil, fault.New(fault.Invalid, "schema.dump_version", header.Schema, have)
	}
	var sums []TableSum
	err = db.Update(ctx, func(tx *store.Tx) error {
		sums, err = d.tables(ctx, tx, have)
		if err != nil {
			return err
		}
		if err := index(ctx, tx); err != nil {
			return err
		}
		if err := d.rest(); err != nil {
			return err
		}
		return writeSequences(ctx, tx, header.Sequences)
	})
	return sums, err
}

// index fills the full-text indexes of SQLite, which are no tables of a dump, from the
// tables that they stand beside.
func index(ctx context.Context, tx *store.Tx) error {
	if tx.Dialect() != store.SQLite {
		return nil
	}
	names, err := store.All(ctx, tx, store.New("full-text", "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%' ORDER BY name"),
		func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := tx.Exec(ctx, store.New("fill-"+name, "INSERT INTO "+name+" ("+name+") VALUES ('rebuild')")); err != nil {
			return fmt.Errorf("fill the index %s: %w", name, err)
		}
	}
	return nil
}

type dumpReader struct {
	in   *bufio.Reader
	line int
}

func (d *dumpReader) raw() ([]byte, error) {
	d.line++
	line, err := d.in.ReadBytes('\n')
	if err != nil {
		return nil, d.broken(err)
	}
	return line, nil
}

func (d *dumpReader) broken(err error) error {
	return fault.Wrap(err, fault.Invalid, "schema.dump_broken", d.line)
}

// rest reads to the end of the file, where its own checksum stands: the header and the
// lines that name tables are in no other.
func (d *dumpReader) rest() error {
	if _, err := io.Copy(io.Discard, d.in); err != nil {
		return d.broken(err)
	}
	return nil
}

func (d *dumpReader) next(v any) error {
	line, err := d.raw()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, v); err != nil {
		return d.broken(err)
	}
	return nil
}

func (d *dumpReader) tables(ctx context.Context, tx *store.Tx, version int64) ([]TableSum, error) {
	known, err := Tables(version)
	if err != nil {
		return nil, err
	}
	var sums []TableSum
	for {
		var head struct {
			dumpTable
			dumpEnd
		}
		if err := d.next(&head); err != nil {
			return nil, err
		}
		if head.End == "dump" {
			if int(head.Rows) != len(sums) || len(sums) != len(known) {
				return nil, d.broken(errors.New("tables are missing"))
			}
			return sums, nil
		}
		if !slices.Contains(known, head.Table) {
			return nil, d.broken(fmt.Errorf("unknown table %q", head.Table))
		}
		sum, err := d.rows(ctx, tx, head.dumpTable)
		if err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
}

// rows fills one table up to its end line and checks its sum.
func (d *dumpReader) rows(ctx context.Context, tx *store.Tx, t dumpTable) (TableSum, error) {
	have, err := columnsOf(ctx, tx, t.Table)
	if err != nil {
		return TableSum{}, err
	}
	if !slices.Equal(have, t.Columns) {
		return TableSum{}, d.broken(fmt.Errorf("table %s has other columns", t.Table))
	}
	// The rows that a migration puts there come again with the dump.
	if _, err := tx.Exec(ctx, store.New("empty", "DELETE FROM "+t.Table)); err != nil {
		return TableSum{}, err
	}
	sum := sha256.New()
	n := int64(0)
	var end dumpEnd
	// line hashes the next row, or reads the line that ends the table.
	line := func() ([]byte, error) {
		line, err := d.raw()
		if err != nil {
			return nil, err
		}
		if line[0] != '{' {
			n++
			sum.Write(line)
			return line, nil
		}
		if err := json.Unmarshal(line, &end); err != nil {
			return nil, d.broken(err)
		}
		return nil, nil
	}
	_, refused := tx.Bulk(ctx, t.Table, t.Columns, func(dst []any) (bool, error) {
		row, err := line()
		if err != nil || row == nil {
			return false, err
		}
		return true, d.row(row, dst)
	})
	if refused != nil && (fault.Of(refused) != nil || ctx.Err() != nil) {
		return TableSum{}, refused
	}
	// A row that the database refuses is damaged, if the sum says so.
	for more := end.End == ""; more; {
		row, err := line()
		if err != nil {
			return TableSum{}, err
		}
		more = row != nil
	}
	got := TableSum{t.Table, n, hexSum(sum)}
	if end.End != t.Table || end.Rows != n || end.Hash != got.Hash {
		return TableSum{}, d.broken(fmt.Errorf("the rows of %s do not match their sum", t.Table))
	}
	return got, refused
}

// row decodes a JSON list; numbers without a point are integers.
func (d *dumpReader) row(line []byte, dst []any) error {
	dec := json.NewDecoder(strings.NewReader(string(line)))
	dec.UseNumber()
	var values []any
	if err := dec.Decode(&values); err != nil || len(values) != len(dst) {
		return d.broken(err)
	}
	for i, v := range values {
		if n, ok := v.(json.Number); ok {
			if whole, err := n.Int64(); err == nil {
				v = whole
			} else if v, err = n.Float64(); err != nil {
				return d.broken(err)
			}
		}
		dst[i] = v
	}
	return nil
}

func writeSequences(ctx context.Context, tx *store.Tx, next map[string]int64) error {
	for _, name := range sequences {
		n := max(next[name], 2)
		q := store.New("sequence", "UPDATE store_sequence SET next = $1 WHERE name = $2")
		args := []any{n, name}
		if tx.Dialect() == store.Postgres {
			q, args = store.New("sequence", "SELECT setval('seq_"+name+"', CAST($1 AS BIGINT), false)"), []any{n}
		}
		if _, err := tx.Exec(ctx, q, args...); err != nil {
			return err
		}
	}
	if tx.Dialect() != store.Postgres {
		return nil
	}
	return resetIdentities(ctx, tx)
}

// resetIdentities moves PostgreSQL's identity columns behind the restored rows.
func resetIdentities(ctx context.Context, tx *store.Tx) error {
	names, err := store.All(ctx, tx, store.New("identities",
		"SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES' ORDER BY table_name"),
		func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasPrefix(name, "goose") {
			continue
		}
		q := store.New("identity", "SELECT setval(pg_get_serial_sequence('"+name+"', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM "+name+"), false)")
		if _, err := tx.Exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// Clear removes the rows of all tables but keep, in tx, and puts back what a fresh
// database holds: leaving practice data is one act.
func Clear(ctx context.Context, tx *store.Tx, keep ...string) error {
	have, err := version(ctx, tx)
	if err != nil {
		return err
	}
	tables, err := Tables(have)
	if err != nil {
		return err
	}
	slices.Reverse(tables)
	for _, t := range tables {
		if slices.Contains(keep, t) {
			continue
		}
		if _, err := tx.Exec(ctx, store.New("clear", "DELETE FROM "+t)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, store.New("reserved", "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (1, 'unassigned', '', '', 0, 0)"))
	return err
}
