package table

import (
	"io"
	"strconv"
	"strings"
)

// Problem says why a row cannot be used. Column counts from 0 and is -1 when the
// row as a whole is meant; Key is a message key, Args its values.
type Problem struct {
	Column int
	Key    string
	Args   []any
}

// Row is one data row. Cells is valid until the next call of Next; the strings in
// it stay valid. Cells are valid UTF-8 and as many as the header has: absent ones
// at the end are empty.
type Row struct {
	Line    int    // physical line of the file on which the row begins, from 1
	Part    string // file inside a DSFinV-K export that Line counts in; else empty
	Cells   []string
	Short   int      // how many cells at the end were absent
	Recoded bool     // not valid UTF-8 in a UTF-8 file: read as Windows-1252
	Problem *Problem // not nil: set the row aside; Cells may then be incomplete
	raw     []byte
	joined  bool // the row has no text of its own: Raw writes its cells
}

// Raw returns the row as it stands in the file, without its line end, as valid
// UTF-8 text for the file for mending. Rows of XLSX and DSFinV-K come as CSV with
// semicolons. It must be called before the next call of Next.
func (r *Row) Raw() string {
	if r.joined {
		return Line(r.Cells, ';')
	}
	s, _ := text(r.raw)
	return s
}

// Line writes cells as one CSV line without a line end, quoted where needed.
func Line(cells []string, delimiter byte) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(delimiter)
		}
		if strings.IndexByte(c, delimiter) < 0 && !strings.ContainsAny(c, "\"\r\n") {
			b.WriteString(c)
			continue
		}
		b.WriteByte('"')
		b.WriteString(strings.ReplaceAll(c, `"`, `""`))
		b.WriteByte('"')
	}
	return b.String()
}

// Cells cuts one CSV line as [Line] writes it; a line that cannot be cut is one cell.
func Cells(line string, delimiter byte) []string {
	scan := newScanner(strings.NewReader(line), dialect{delimiter: delimiter, quote: '"', eol: '\n'}, len(line)+1)
	var rec record
	if !scan.next(&rec) || rec.problem != nil {
		return []string{line}
	}
	return append([]string(nil), rec.cells...)
}

// Info says what a part of a file turned out to be.
type Info struct {
	Name       string
	Format     Format
	Encoding   Encoding // of text files
	Delimiter  byte     // of text files; 0 when every line is one cell
	Quote      byte     // of text files; 0 when none is used
	HeaderLine int      // physical line of the header; 0 when the file has none
	Preamble   []string // raw lines before the header, at most 20
	Decimal    byte     // decimal mark when the file itself declares it, else 0
}

// Reader streams the rows of one part.
type Reader struct {
	info    Info
	header  []string
	src     source
	pending []record // looked at in advance
	blank   int
	row     Row
	meter   *meter
	closer  io.Closer
}

// source yields records; io.EOF ends them, another error ends the import.
type source interface {
	record(rec *record) error
}

// Info returns what the part turned out to be.
func (r *Reader) Info() Info { return r.info }

// Header returns the names of the columns as written, trimmed. A part without a
// header row has the names "#1", "#2" and so on.
func (r *Reader) Header() []string { return r.header }

// Sample returns the first data rows without problems, at most 1,000 rows or
// about 256 kB of text. Next yields them too.
func (r *Reader) Sample() [][]string {
	var rows [][]string
	for i := range r.pending {
		row := r.finish(&r.pending[i])
		if row != nil && row.Problem == nil {
			rows = append(rows, append([]string(nil), row.Cells...))
		}
	}
	return rows
}

// Blank returns how many rows without any text have been passed over so far.
func (r *Reader) Blank() int { return r.blank }

// Progress returns the bytes read of the packed source and its size; total is 0
// when it is not known. It may be called from another goroutine.
func (r *Reader) Progress() (read, total int64) {
	return min(r.meter.read.Load(), r.meter.total), r.meter.total
}

// Close ends reading; it does not close the File.
func (r *Reader) Close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

// Next returns the next row; io.EOF after the last. The row is reused by the next
// call. Any other error means that the rest of the file cannot be read and the
// whole file should be refused: fault.Invalid for damage, fault.Limit for a file
// that unpacks to too much.
func (r *Reader) Next() (*Row, error) {
	for {
		var rec record
		if len(r.pending) > 0 {
			rec = r.pending[0]
			r.pending = r.pending[1:]
		} else if err := r.src.record(&rec); err != nil {
			return nil, err
		}
		if row := r.finish(&rec); row != nil {
			return row, nil
		}
		r.blank++
	}
}

// finish fits a record to the header; nil when it is blank.
func (r *Reader) finish(rec *record) *Row {
	row := &r.row
	*row = Row{
		Line: rec.line, Part: rec.part, Cells: row.Cells[:0], Problem: rec.problem, raw: rec.raw,
		joined: rec.joined, Recoded: rec.recoded && r.info.Encoding == UTF8,
	}
	if rec.problem == nil && blank(rec.cells) {
		return nil
	}
	row.Cells = append(row.Cells, rec.cells...)
	want := len(r.header)
	if len(row.Cells) > want {
		if row.Problem == nil && !blank(row.Cells[want:]) {
			row.Problem = &Problem{Column: want, Key: "intake.too_many_cells", Args: []any{len(row.Cells), want}}
			return row
		}
		row.Cells = row.Cells[:want]
	}
	row.Short = want - len(row.Cells)
	for len(row.Cells) < want {
		row.Cells = append(row.Cells, "")
	}
	return row
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.Trim(c, " \t\u00a0\x1a\ufeff") != "" {
			return false
		}
	}
	return true
}

// Ahead of the rows a part is looked at for its header and its sample.
const (
	aheadRows  = 1060
	aheadBytes = 256 << 10
)

// newReader reads ahead and finds the header. fixed is the header when the format
// declares it; else it is searched among the first records.
func newReader(info Info, src source, m *meter, closer io.Closer, fixed []string) (*Reader, error) {
	r := &Reader{info: info, src: src, meter: m, closer: closer, header: fixed}
	for size := 0; len(r.pending) < aheadRows && size < aheadBytes; {
		var rec record
		err := src.record(&rec)
		if err == io.EOF { //nolint:errorlint // sources return it bare, as io.Reader does
			break
		}
		if err != nil {
			return nil, err
		}
		rec.raw = append([]byte(nil), rec.raw...)
		rec.cells = append([]string(nil), rec.cells...)
		size += len(rec.raw) + 16*len(rec.cells)
		r.pending = append(r.pending, rec)
	}
	if fixed == nil {
		r.findHeader()
	}
	return r, nil
}

// searchHeader is how many records at the beginning may come before the header.
const searchHeader = 60

func (r *Reader) findHeader() {
	first := r.pending[:min(len(r.pending), searchHeader)]
	width := usualWidth(first)
	at := headerAt(first, width)
	if at < 0 {
		for i := range max(width, 1) {
			r.header = append(r.header, "#"+strconv.Itoa(i+1))
		}
		return
	}
	for _, rec := range r.pending[:min(at, 20)] {
		if !blank(rec.cells) {
			s, _ := text(rec.raw)
			r.info.Preamble = append(r.info.Preamble, s)
		}
	}
	head := r.pending[at]
	r.info.HeaderLine = head.line
	for _, c := range head.cells {
		r.header = append(r.header, strings.Trim(c, " \t\u00a0\ufeff"))
	}
	r.pending = r.pending[at+1:]
}

// usualWidth is the most frequent number of cells, on a tie the one met first.
func usualWidth(recs []record) int {
	count := map[int]int{}
	best := 0
	for _, rec := range recs {
		if rec.problem != nil || blank(rec.cells) {
			continue
		}
		n := len(rec.cells)
		count[n]++
		if count[n] > count[best] {
			best = n
		}
	}
	return best
}

// headerAt finds the header row: the first that is as wide as the rows usually
// are and holds words only; failing that, words above wider data, because some
// programs end every data row, but not the header, with a delimiter. -1 when there
// is none.
func headerAt(recs []record, width int) int {
	if at := fullHeaderAt(recs, width); at >= 0 {
		return at
	}
	for i := 0; i+1 < len(recs); i++ {
		cells := recs[i].cells
		if recs[i].problem == nil && len(cells) >= 2 && 2*len(cells) >= width && looksLikeHeader(cells) &&
			len(recs[i+1].cells) == width && dataLike(recs[i+1].cells) {
			return i
		}
	}
	return -1
}

func fullHeaderAt(recs []record, width int) int {
	for i, rec := range recs {
		if rec.problem != nil || len(rec.cells) < width || blank(rec.cells) {
			continue
		}
		if looksLikeHeader(rec.cells) {
			return i
		}
		if len(rec.cells) == width && dataLike(rec.cells) {
			return -1 // data has begun without a header
		}
	}
	return -1
}

func looksLikeHeader(cells []string) bool {
	seen := map[string]bool{}
	named := 0
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		if len(c) > 120 || valueLike(c) || seen[c] && len(cells) < 30 {
			return false
		}
		seen[c] = true
		named++
	}
	return named*10 >= len(cells)*6
}

func dataLike(cells []string) bool {
	values, named := 0, 0
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			named++
			if valueLike(c) {
				values++
			}
		}
	}
	return values > 0 && named*2 >= len(cells)
}

// valueLike reports whether a cell is a number, a date or a mail address rather
// than the name of a column.
func valueLike(c string) bool {
	digits, letters := 0, 0
	for i := range len(c) {
		switch b := c[i]; {
		case b >= '0' && b <= '9':
			digits++
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= 0x80:
			letters++
		}
	}
	at := strings.IndexByte(c, '@')
	return (digits > 0 && letters == 0) || (at > 0 && strings.IndexByte(c[at:], '.') > 0) ||
		(digits >= 6 && digits >= 2*letters)
}

// HeaderOnly reports whether the part has no data rows at all; it holds before the
// first call of Next.
func (r *Reader) HeaderOnly() bool { return len(r.pending) == 0 }
