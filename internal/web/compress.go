package web

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
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
// connection takes, each of which wakes the visitor.
func (a *answer) whole(code int, body []byte) error {
	a.prepare(code)
	if a.zip != nil {
		packed := buffers.Get().(*bytes.Buffer)
		defer release(packed)
		packed.Reset()
		a.zip.Reset(packed)
		_, err := a.zip.Write(body)
		err = errors.Join(err, a.zip.Close())
		a.park()
		if err != nil {
			return err
		}
		body = packed.Bytes()
	}
	a.Header().Set("Content-Length", strconv.Itoa(len(body)))
	a.ResponseWriter.WriteHeader(code)
	_, err := a.ResponseWriter.Write(body)
	return err
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
	a.prepare(code)
	if a.zip != nil {
		a.zip.Reset(a.ResponseWriter)
	}
	a.ResponseWriter.WriteHeader(code)
}

// prepare decides about compression: it sets the header and takes a compressor, which
// the caller lets write somewhere.
func (a *answer) prepare(code int) {
	a.decided = true
	h := a.Header()
	if compressible(h.Get("Content-Type")) && h.Get("Content-Encoding") == "" {
		h.Add("Vary", "Accept-Encoding")
		if a.accepts && code != http.StatusNoContent && code != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			a.zip = zips.Get().(*gzip.Writer)
		}
	}
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
