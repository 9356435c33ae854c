package table

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/transform"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// headBytes is how much of a text file is looked at for encoding and dialect.
const headBytes = 64 << 10

// openText opens a delimited text file from its beginning.
func openText(r io.Reader, m *meter, closer io.Closer, name string, limits Limits, as As) (*Reader, error) {
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	head = head[:n]
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return nil, err
	}
	if err := refuse(head, name); err != nil {
		return nil, err
	}
	enc, bom := sniffEncoding(head)
	decoder := enc.decoder
	if as.Encoding != "" && !marked(head) {
		enc, decoder = as.Encoding, as.Encoding.forced
	}
	rest := io.MultiReader(bytes.NewReader(head[bom:]), r)
	sample := head[bom:]
	if d := decoder(); d != nil {
		whole := n // of the head, in units of the encoding
		if enc.wide() != nil {
			whole &^= 1
		}
		sample, _ = d.Bytes(head[bom:whole]) // what cannot be decoded shows as replacement marks
		rest = transform.NewReader(rest, decoder())
	}
	if len(bytes.TrimSpace(bytes.Trim(sample, "\ufeff\x1a"))) == 0 && whole {
		return nil, fault.New(fault.Invalid, "intake.empty_file", name)
	}
	d, sep := sniffDialect(sample, whole, as.Delimiter)
	scan := newScanner(rest, d, limits.RowBytes)
	if sep {
		var skipped record
		scan.next(&skipped)
	}
	info := Info{Name: name, Format: CSV, Encoding: enc, Delimiter: d.delimiter, Quote: d.quote}
	return newReader(info, (*textSource)(scan), m, closer, nil)
}

// textSource is a scanner as a source.
type textSource scanner

func (t *textSource) record(rec *record) error {
	s := (*scanner)(t)
	if s.next(rec) {
		return nil
	}
	if s.err != nil {
		if fault.Of(s.err) != nil {
			return s.err
		}
		return fault.Wrap(s.err, fault.Invalid, "intake.broken_file")
	}
	return io.EOF
}

// sniffDialect finds delimiter and quote from the beginning of a file. sep tells
// that the first line only names the delimiter ("sep=;", as Excel wants it). A forced
// delimiter other than 0 is taken as it is.
func sniffDialect(sample []byte, whole bool, forced byte) (d dialect, sep bool) {
	d = dialect{quote: '"', eol: '\n'}
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		d.eol = '\r'
	}
	if !whole {
		if i := bytes.LastIndexByte(sample, d.eol); i > 0 {
			sample = sample[:i]
		}
	}
	first, rest, _ := bytes.Cut(sample, []byte{d.eol})
	first = bytes.Trim(first, "\r \"")
	if len(first) == 5 && bytes.EqualFold(first[:4], []byte("sep=")) {
		if d.delimiter = first[4]; forced != 0 {
			d.delimiter = forced
		}
		d.quote = sniffQuote(rest, d.delimiter)
		_, d.want = fit(rest, d)
		return d, true
	}
	if forced != 0 {
		d.delimiter, d.quote = forced, sniffQuote(sample, forced)
		_, d.want = fit(sample, d)
		return d, false
	}
	best := 0.0
	for _, c := range []byte{';', '\t', ',', '|'} {
		try := dialect{delimiter: c, quote: sniffQuote(sample, c), eol: d.eol}
		score, want := fit(sample, try)
		if score > best {
			best, try.want = score, want
			d = try
		}
	}
	return d, false
}

// sniffQuote tells 'single' from "double" quoting: the first line must begin so,
// because apostrophes stand in texts, too.
func sniffQuote(sample []byte, delimiter byte) byte {
	if !bytes.HasPrefix(bytes.TrimLeft(sample, "\ufeff\r\n "), []byte{'\''}) {
		return '"'
	}
	single := bytes.Count(sample, []byte{'\'', delimiter, '\''})
	double := bytes.Count(sample, []byte{'"', delimiter, '"'})
	if single > double {
		return '\''
	}
	return '"'
}

// fit scores a dialect by how evenly it cuts the first records, whether they
// begin with a header, and how many cells it yields; 0 when it cuts nothing.
func fit(sample []byte, d dialect) (score float64, want int) {
	scan := newScanner(bytes.NewReader(sample), d, len(sample)+1)
	var recs []record
	for len(recs) < searchHeader {
		var rec record
		if !scan.next(&rec) {
			break
		}
		if rec.cells = append([]string(nil), rec.cells...); !blank(rec.cells) {
			recs = append(recs, rec)
		}
	}
	want = usualWidth(recs)
	if want < 2 {
		return 0, want
	}
	even := 0
	for _, rec := range recs {
		if len(rec.cells) == want && rec.problem == nil {
			even++
		}
	}
	score = float64(even) / float64(len(recs))
	if headerAt(recs, want) < 0 {
		score /= 2
	}
	// Between two even cuts the finer one is right: the other cuts at decimals.
	return score * (1 - 1/float64(want+2)), want
}
