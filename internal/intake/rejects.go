package intake

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/store"
)

// writeRejects keeps the rows that were set aside and returns their number.
func (r *run) writeRejects(ctx context.Context, tx *store.Tx, st *stage, a *application) (int64, error) {
	var total int64
	err := pages(ctx, st.db, stageAsides, (*aside).scan, int64(-1), func(a aside) int64 { return a.row }, func(list []aside) error {
		total += int64(len(list))
		if r.request.DryRun {
			return nil
		}
		if err := a.blank(ctx, r.parts, list); err != nil {
			return err
		}
		ids, err := tx.IDs(ctx, "intake_reject", len(list))
		if err != nil {
			return err
		}
		i := -1
		_, err = tx.Bulk(ctx, "intake_reject", []string{"id", "import_id", "line", "col", "field", "reason", "raw"},
			func(dst []any) (bool, error) {
				if i++; i == len(list) {
					return false, nil
				}
				a := &list[i]
				dst[0], dst[1], dst[2], dst[3], dst[4], dst[5], dst[6] = ids[i], r.id, a.row, int64(a.col), a.field, a.reason, a.raw
				return true, nil
			})
		return err
	})
	return total, err
}

// Reject is a row that was set aside.
type Reject struct {
	ID       int64
	Part     int
	Line     int // of the file, or of the part where it has several
	Column   int // from 0; -1 when the whole row is meant
	Field    string
	Reason   Failure
	Raw      string // "" when it names somebody who was deleted on his wish
	MendedBy int64  // the import that brought the mended row, or 0

	row int64
}

type rejectRow struct {
	Reject
	reason string
}

func (r *rejectRow) scan() []any {
	return []any{&r.ID, &r.row, &r.Column, &r.Field, &r.reason, &r.Raw, &r.MendedBy}
}

// Rejects returns up to limit rows with an id above after that an import has set
// aside, in the order of the file.
func (s *Service) Rejects(ctx context.Context, importID, after int64, limit int) ([]Reject, error) {
	rows, err := store.All(ctx, s.db, statements.Get("rejects"), (*rejectRow).scan, importID, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read the rejected rows of import %d: %w", importID, err)
	}
	list := make([]Reject, len(rows))
	for i := range rows {
		list[i] = rows[i].Reject
		list[i].Part, list[i].Line = rowPart(rows[i].row), rowLine(rows[i].row)
		if err := json.Unmarshal([]byte(rows[i].reason), &list[i].Reason); err != nil {
			return nil, fmt.Errorf("reason of rejected row %d: %w", rows[i].ID, err)
		}
	}
	return list, nil
}

// The first two columns of a file for mending: by the first a mended row finds its
// place again, the second is for the person who mends.
const (
	mendRow    = "stammkunde_zeile"
	mendReason = "stammkunde_grund"
)

// RejectFile writes the rows that an import has set aside and that nobody has mended
// yet as a file for mending: the columns of the original behind two of our own, with
// its delimiter and encoding, so that [Service.Mend] or any later import can read
// it; cells that a spreadsheet program would run are guarded, see [table.Guard]. words turns a reason into a sentence. A file with several tables gives the rows
// of the first table that has any. It fails with fault.NotFound
// "intakerun.no_rejects".
func (s *Service) RejectFile(ctx context.Context, importID int64, words func(Failure) string, w io.Writer) error {
	imp, err := s.Get(ctx, importID)
	if err != nil {
		return err
	}
	out := &mendWriter{words: words}
	for after := int64(0); ; {
		list, err := s.Rejects(ctx, importID, after, 500)
		if err != nil {
			return err
		}
		for i := range list {
			if err := out.put(w, &imp, &list[i]); err != nil {
				return err
			}
			after = list[i].ID
		}
		if len(list) < 500 {
			break
		}
	}
	if out.w == nil {
		return fault.New(fault.NotFound, "intakerun.no_rejects")
	}
	return out.w.Flush()
}

type mendWriter struct {
	words func(Failure) string
	w     *bufio.Writer
	part  int
	delim byte
	latin bool
}

func (m *mendWriter) put(w io.Writer, imp *Import, r *Reject) error {
	if r.MendedBy != 0 || r.Raw == "" || (m.w != nil && r.Part != m.part) {
		return nil
	}
	if m.w == nil {
		if err := m.begin(w, imp, r.Part); err != nil {
			return err
		}
	}
	own := table.Line([]string{strconv.FormatInt(r.row, 10), table.Guard(m.words(r.Reason))}, m.delim)
	return m.line(own + string(m.delim) + table.GuardLine(r.Raw, m.delim))
}

func (m *mendWriter) begin(w io.Writer, imp *Import, part int) error {
	m.w, m.part, m.delim = bufio.NewWriter(w), part, ';'
	at := slices.IndexFunc(imp.settings.Parts, func(p partSetting) bool { return p.Index == part })
	if at < 0 {
		return fmt.Errorf("import %d has no part %d", imp.ID, part)
	}
	p := imp.settings.Parts[at]
	if p.Delimiter != 0 {
		m.delim = p.Delimiter
	}
	m.latin = p.Encoding == table.Windows1252
	if !m.latin {
		if _, err := m.w.WriteString("\uFEFF"); err != nil {
			return err
		}
	}
	header := []string{mendRow, mendReason}
	for _, h := range p.Header {
		header = append(header, table.Guard(h))
	}
	return m.line(table.Line(header, m.delim))
}

func (m *mendWriter) line(s string) error {
	if m.latin {
		s = toWindows1252(s)
	}
	_, err := m.w.WriteString(s + "\r\n")
	return err
}

// toWindows1252 writes a text in the encoding of the original; what that does not
// know becomes a question mark.
func toWindows1252(s string) string {
	var b strings.Builder
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			c = '?'
		}
		b.WriteByte(c)
	}
	return b.String()
}

// mendColumns is how many of our own columns stand before those of the table.
func mendColumns(header []string) int {
	if len(header) > 2 && header[0] == mendRow && header[1] == mendReason {
		return 2
	}
	return 0
}

// mendRaw is a row of a file for mending as it stood in the original, for the case that
// it is set aside once more.
func mendRaw(p *Part, row *table.Row) string {
	raw := row.Raw()
	delim := p.Info.Delimiter
	if delim == 0 {
		delim = ';'
	}
	cells := table.Cells(raw, delim)
	if len(cells) <= p.own {
		return raw
	}
	return table.Line(unguarded(cells[p.own:]), delim)
}

// unguarded takes the guards off the cells of a file for mending, in place.
func unguarded(cells []string) []string {
	for i, c := range cells {
		cells[i] = table.Unguard(c)
	}
	return cells
}

// Mend imports a mended file of rejected rows into its import: with the same source
// and the same columns; rows that are good now are no longer set aside there. It
// fails with fault.Invalid "intakerun.not_a_mended_file".
func (s *Service) Mend(ctx context.Context, importID int64, path string, progress func(Progress)) (Report, error) {
	imp, err := s.Get(ctx, importID)
	if err != nil {
		return Report{}, err
	}
	if imp.State != Done {
		return Report{}, fault.New(fault.Conflict, "intakerun.not_done")
	}
	r := imp.settings.Request
	r.Path, r.Name, r.Source, r.DryRun = path, "", imp.Source, false
	run, err := s.prepare(ctx, r, importID)
	if err != nil {
		return Report{}, err
	}
	if !slices.ContainsFunc(run.parts, func(p Part) bool { return p.own > 0 }) {
		refusal := fault.New(fault.Invalid, "intakerun.not_a_mended_file")
		return Report{}, errors.Join(refusal, run.refuse(ctx, refusal))
	}
	return run.do(ctx, progress)
}

// refuse ends a run that has been written down but must not work.
func (r *run) refuse(ctx context.Context, why *fault.Error) error {
	r.mu.Lock()
	delete(r.Service.running, r.id)
	r.mu.Unlock()
	return errors.Join(r.file.Close(), r.db.Update(ctx, func(tx *store.Tx) error {
		return r.finish(ctx, tx, Failed, &Failure{Key: why.Key, Args: why.Args})
	}))
}

var stageMended = store.New("stage-mended", `SELECT row FROM mended WHERE row > $1 ORDER BY row LIMIT $2`)

// allRejected reports whether every mended row is still set aside in its import: then
// none of them can be in the record. A file that is brought a second time is compared
// like any other.
func (r *run) allRejected(ctx context.Context, tx *store.Tx, st *stage) (bool, error) {
	all, some := true, false
	err := pages(ctx, st.db, stageMended, func(v *int64) []any { return []any{v} }, int64(-1), func(v int64) int64 { return v },
		func(rows []int64) error {
			for _, row := range rows {
				open, err := store.Value[int64](ctx, tx, statements.Get("still-rejected"), r.mends, row)
				if err != nil {
					return err
				}
				some, all = true, all && open == 1
			}
			return nil
		})
	return some && all, err
}

// markMended notes which rejected rows are good now and moves the figures of their
// import.
func (r *run) markMended(ctx context.Context, tx *store.Tx, st *stage) error {
	var mended int64
	err := pages(ctx, st.db, stageMended, func(v *int64) []any { return []any{v} }, int64(-1), func(v int64) int64 { return v },
		func(rows []int64) error {
			for _, row := range rows {
				n, err := tx.Exec(ctx, statements.Get("mend"), r.mends, row, r.id)
				if err != nil {
					return err
				}
				mended += n
			}
			return nil
		})
	if err != nil {
		return err
	}
	parent, err := get(ctx, tx, r.mends)
	if err != nil {
		return err
	}
	if parent.State != Done {
		return fault.New(fault.Conflict, "intakerun.not_done")
	}
	f := parent.Figures
	f.addMended(r.figures, mended, 1)
	_, err = tx.Exec(ctx, statements.Get("set-figures"), parent.ID, f.text())
	return err
}
