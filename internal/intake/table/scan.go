package table

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// dialect is how a text file separates its cells.
type dialect struct {
	delimiter byte // 0: every line is one cell
	quote     byte // 0: no quoting
	eol       byte // '\n', or '\r' in files of old Macs
	want      int  // usual number of cells in a row; 0 when unknown
}

// scanner cuts a byte stream into records. It never fails because of a record:
// what cannot be cut is returned with a problem, and scanning goes on with the
// next physical line.
type scanner struct {
	r          io.Reader
	d          dialect
	most       int // longest record in bytes
	buf        []byte
	start, end int
	line       int // physical line of start, from 1
	eof        bool
	err        error
	cells      []string
	scratch    []byte
	ends       []int
}

// record is one cut record. raw is valid until the next call.
type record struct {
	line    int
	raw     []byte
	cells   []string
	recoded bool
	problem *Problem
	part    string // file that line counts in, when a part is made of several
	joined  bool   // raw is empty: the cells are all there is
}

func newScanner(r io.Reader, d dialect, most int) *scanner {
	return &scanner{r: r, d: d, most: most, line: 1}
}

// fill reads more bytes behind the window; false when the stream has ended.
func (s *scanner) fill() bool {
	if s.eof {
		return false
	}
	if s.start > 0 && s.end-s.start <= s.start {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		grown := make([]byte, max(256<<10, 2*len(s.buf)))
		s.end = copy(grown, s.buf[s.start:s.end])
		s.start, s.buf = 0, grown
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.eof = true
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.eof, s.err = true, io.ErrNoProgress
	return false
}

// next cuts the next record; false at the end of the stream or after a read
// error, which is then in s.err.
func (s *scanner) next(rec *record) bool {
	*rec = record{line: s.line}
	length, whole := s.physical()
	if s.err != nil {
		return false // an incomplete last line is not passed off as a row
	}
	if length == 0 && !whole {
		return false
	}
	if length > s.most {
		s.skipLong(rec)
		return true
	}
	line := s.buf[s.start : s.start+length]
	if s.d.quote == 0 || bytes.IndexByte(line, s.d.quote) < 0 {
		s.take(rec, length, whole)
		s.split(rec)
		return true
	}
	n, bad := s.quoted()
	if bad == nil {
		rec.raw = trimEOL(s.buf[s.start : s.start+n])
		s.build(rec)
		s.line += bytes.Count(s.buf[s.start:s.start+n], []byte{s.d.eol})
		s.start += n
		return s.err == nil
	}
	if s.err != nil {
		return false
	}
	s.take(rec, length, whole)
	if s.split(rec); bad.lazy && s.d.want > 0 && len(rec.cells) == s.d.want {
		return true // inch marks and the like: the quotes were text
	}
	rec.problem = &Problem{Column: bad.column, Key: "intake.open_quote"}
	return true
}

// physical returns the length of the line at start without its end, and whether
// it has one. Lines longer than s.most are reported as longer, not measured.
func (s *scanner) physical() (length int, whole bool) {
	for from := 0; ; {
		if i := bytes.IndexByte(s.buf[s.start+from:s.end], s.d.eol); i >= 0 {
			return from + i, true
		}
		from = s.end - s.start
		if from > s.most {
			return from, false
		}
		if !s.fill() {
			return s.end - s.start, false
		}
	}
}

// take moves the line at start into rec.raw and past it.
func (s *scanner) take(rec *record, length int, whole bool) {
	rec.raw = trimEOL(s.buf[s.start : s.start+length])
	s.start += length
	s.line++
	if whole {
		s.start++
	}
}

func trimEOL(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return b
}

// skipLong gives up a record that is too long: its beginning is kept as raw
// text, the rest of the physical line is passed over.
func (s *scanner) skipLong(rec *record) {
	rec.raw = append([]byte(nil), s.buf[s.start:s.start+s.most]...)
	rec.problem = &Problem{Column: -1, Key: "intake.row_too_long", Args: []any{s.most >> 10}}
	s.line++
	for {
		if i := bytes.IndexByte(s.buf[s.start:s.end], s.d.eol); i >= 0 {
			s.start += i + 1
			return
		}
		s.start = s.end
		if !s.fill() {
			return
		}
	}
}

// split cuts a record without quoting.
func (s *scanner) split(rec *record) {
	line, recoded := text(rec.raw)
	rec.recoded = recoded
	s.cells = s.cells[:0]
	if d := s.d.delimiter; d != 0 {
		for {
			i := strings.IndexByte(line, d)
			if i < 0 {
				break
			}
			s.cells = append(s.cells, line[:i])
			line = line[i+1:]
		}
	}
	s.cells = append(s.cells, line)
	rec.cells = s.cells
	markNUL(rec)
}

// build makes the cells of a quoted record from scratch and ends: one string for
// all of them.
func (s *scanner) build(rec *record) {
	s.cells = s.cells[:0]
	all, recoded := text(s.scratch)
	from := 0
	for _, end := range s.ends {
		if recoded { // decoded text has other offsets: cell by cell
			cell, _ := text(s.scratch[from:end])
			s.cells = append(s.cells, cell)
		} else {
			s.cells = append(s.cells, all[from:end])
		}
		from = end
	}
	rec.recoded, rec.cells = recoded, s.cells
	markNUL(rec)
}

// markNUL refuses rows with NUL bytes: they are the trace of a damaged disk or a
// half-written file, and what stands beside them cannot be trusted.
func markNUL(rec *record) {
	if bytes.IndexByte(rec.raw, 0) < 0 {
		return
	}
	column := -1
	for i, c := range rec.cells {
		if strings.IndexByte(c, 0) >= 0 {
			column = i
			break
		}
	}
	rec.problem = &Problem{Column: column, Key: "intake.nul_bytes"}
}

// openQuote says that a quoted cell never ended properly.
type openQuote struct {
	column int
	lazy   bool // a quote inside it was followed by text
}

// quoted cuts the record at start by the rules of quoting into scratch and ends,
// and returns its length including the line end. A quote that is followed by text
// is taken as text as long as the record stays on one line; a record over several
// lines must be flawless and have the usual number of cells, because a single
// forgotten quote would otherwise swallow its neighbours.
func (s *scanner) quoted() (length int, bad *openQuote) {
	s.scratch, s.ends = s.scratch[:0], s.ends[:0]
	at, lazy, multi := 0, false, false
	for {
		var done bool
		if c, ok := s.at(at); ok && c == s.d.quote {
			n, l, m, ok := s.quotedCell(at+1, multi)
			lazy, multi = lazy || l, multi || m
			if !ok || (lazy && multi) {
				return 0, &openQuote{column: len(s.ends), lazy: lazy}
			}
			at, done = s.after(n)
		} else {
			at, done = s.plainCell(at)
		}
		s.ends = append(s.ends, len(s.scratch))
		if at > s.most {
			return 0, &openQuote{column: len(s.ends) - 1}
		}
		if done {
			break
		}
	}
	if multi && s.d.want > 0 && len(s.ends) != s.d.want {
		return 0, &openQuote{column: len(s.ends) - 1}
	}
	return at, nil
}

// at returns the byte i behind start.
func (s *scanner) at(i int) (byte, bool) {
	for s.start+i >= s.end {
		if !s.fill() {
			return 0, false
		}
	}
	return s.buf[s.start+i], true
}

// plainCell reads an unquoted cell from at on; done at the end of the record.
func (s *scanner) plainCell(at int) (next int, done bool) {
	for {
		c, ok := s.at(at)
		switch {
		case !ok || at > s.most:
			return at, true
		case c == s.d.eol:
			if n := len(s.scratch); n > s.lastEnd() && s.scratch[n-1] == '\r' {
				s.scratch = s.scratch[:n-1]
			}
			return at + 1, true
		case c == s.d.delimiter && c != 0:
			return at + 1, false
		}
		s.scratch = append(s.scratch, c)
		at++
	}
}

func (s *scanner) lastEnd() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// quotedCell reads behind an opening quote and returns the place behind the
// closing one.
func (s *scanner) quotedCell(at int, before bool) (next int, lazy, multi, ok bool) {
	multi = before
	for {
		if at > s.most {
			return 0, lazy, multi, false
		}
		i := bytes.IndexByte(s.buf[s.start+at:s.end], s.d.quote)
		if i < 0 {
			part := s.buf[s.start+at : s.end]
			multi = multi || bytes.IndexByte(part, s.d.eol) >= 0
			if lazy && multi {
				return 0, lazy, multi, false
			}
			s.scratch = append(s.scratch, part...)
			at += len(part)
			if !s.fill() {
				return 0, lazy, multi, false
			}
			continue
		}
		part := s.buf[s.start+at : s.start+at+i]
		multi = multi || bytes.IndexByte(part, s.d.eol) >= 0
		s.scratch = append(s.scratch, part...)
		at += i + 1
		if c, more := s.at(at); more && c == s.d.quote {
			s.scratch = append(s.scratch, c)
			at++
			continue
		}
		if s.closes(at) {
			return at, lazy, multi, true
		}
		if multi {
			return 0, lazy, multi, false
		}
		lazy = true
		s.scratch = append(s.scratch, s.d.quote)
	}
}

// closes reports whether only blanks stand between at and the end of the cell.
func (s *scanner) closes(at int) bool {
	for {
		c, ok := s.at(at)
		if !ok || c == s.d.delimiter || c == s.d.eol {
			return true
		}
		if (c != ' ' && c != '\r') || at > s.most {
			return false
		}
		at++
	}
}

// after passes the blanks behind a closing quote and the end of the cell.
func (s *scanner) after(at int) (next int, done bool) {
	for {
		c, ok := s.at(at)
		switch {
		case !ok:
			return at, true
		case c == s.d.eol:
			return at + 1, true
		case c == s.d.delimiter:
			return at + 1, false
		}
		at++
	}
}
