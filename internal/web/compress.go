package web

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"github.com/stammkunde/stammkunde/internal/look"
)

// answer compresses pages and lists on their way out and remembers whether anything
// was sent. Streams of events, files that are compressed already and empty answers
// pass as they are.
type answer struct {
	http.ResponseWriter
	accepts bool
	decided bool
	zip     *gzip.Writer
}

// Speed counts more than the last kilobyte: a page is compressed on every request. The
// standard library takes twice as long for the same size.
var zips = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

func newAnswer(w http.ResponseWriter, r *http.Request) *answer {
	return &answer{ResponseWriter: w, accepts: acceptsGzip(r.Header.Get("Accept-Encoding"))}
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && !strings.HasPrefix(weight, "q=0.000")
		}
	}
	return false
}

// whole sends a complete answer: with its length, and so in as few pieces as the
// connection takes, each of which wakes the visitor. Kept are parts of it that are
// compressed already, in their order.
func (a *answer) whole(code int, body []byte, kept []look.Packed) error {
	if a.prepare(code) {
		packed := buffers.Get().(*bytes.Buffer)
		defer release(packed)
		packed.Reset()
		if err := pack(packed, body, kept); err != nil {
			return err
		}
		body = packed.Bytes()
	}
	a.Header().Set("Content-Length", strconv.Itoa(len(body)))
	a.ResponseWriter.WriteHeader(code)
	_, err := a.ResponseWriter.Write(body)
	return err
}

// gzipHead begins a file of gzip: DEFLATE, no name, no time, the fastest level, an unknown
// system (RFC 1952, section 2.3).
const gzipHead = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"

// pack appends body to out as gzip, and puts the parts that are compressed already in
// their places.
func pack(out *bytes.Buffer, body []byte, kept []look.Packed) error {
	out.WriteString(gzipHead)
	rest := body
	for _, k := range kept {
		at := place(rest, k.Text)
		if at < 0 {
			continue // it was rendered and thrown away
		}
		if at > 0 {
			if err := look.Deflate(out, rest[:at], false); err != nil {
				return err
			}
		}
		out.WriteString(k.Block)
		rest = rest[at+len(k.Text):]
	}
	if err := look.Deflate(out, rest, true); err != nil {
		return err
	}
	tail := binary.LittleEndian.AppendUint32(out.AvailableBuffer(), crc32.ChecksumIEEE(body))
	out.Write(binary.LittleEndian.AppendUint32(tail, uint32(len(body)))) //nolint:gosec // the format wants it modulo 2^32
	return nil
}

// place is where text stands in body, or -1. Its beginning is looked for first: that is
// what the processor is quick at.
func place(body []byte, text string) int {
	begin, from := []byte(text[:min(len(text), 48)]), 0
	for {
		at := bytes.Index(body[from:], begin)
		if at < 0 || len(body)-from-at < len(text) {
			return -1
		}
		if from += at; string(body[from:from+len(text)]) == text {
			return from
		}
		from++
	}
}

// WriteHeader decides about compression once the type of the answer is known.
func (a *answer) WriteHeader(code int) {
	if a.decided {
		return
	}
	if code >= 100 && code < 200 {
		a.ResponseWriter.WriteHeader(code)
		return
	}
	if a.prepare(code) {
		a.zip = zips.Get().(*gzip.Writer)
		a.zip.Reset(a.ResponseWriter)
	}
	a.ResponseWriter.WriteHeader(code)
}

// prepare decides about compression and sets the header.
func (a *answer) prepare(code int) bool {
	a.decided = true
	h := a.Header()
	if compressible(h.Get("Content-Type")) && h.Get("Content-Encoding") == "" {
		h.Add("Vary", "Accept-Encoding")
		if a.accepts && code != http.StatusNoContent && code != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			return true
		}
	}
	return false
}

func compressible(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return kind == "text/html" || kind == "text/csv" || kind == "application/json"
}

// Write sends or compresses b.
func (a *answer) Write(b []byte) (int, error) {
	if !a.decided {
		if a.Header().Get("Content-Type") == "" {
			a.Header().Set("Content-Type", http.DetectContentType(b))
		}
		a.WriteHeader(http.StatusOK)
	}
	if a.zip != nil {
		return a.zip.Write(b)
	}
	return a.ResponseWriter.Write(b)
}

// Flush sends what was written so far, for streams of events.
func (a *answer) Flush() {
	if a.zip != nil {
		_ = a.zip.Flush() // a failure shows at the next write
	}
	if f, ok := a.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) close() {
	if a.zip == nil {
		return
	}
	_ = a.zip.Close() // the visitor is gone when this fails
	a.park()
}

// park gives the compressor back.
func (a *answer) park() {
	a.zip.Reset(nil)
	zips.Put(a.zip)
	a.zip = nil
}
