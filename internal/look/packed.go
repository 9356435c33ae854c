package look

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// Compressing a page takes as long as writing it. A part that is kept as it was written is
// kept compressed as well: a stream of DEFLATE may be put together of blocks that know
// nothing of each other (RFC 1951, section 3.2.3).

// Packed is a part of a page that was written before. Only what a template has written may
// become one: it is sent as it is.
type Packed struct {
	Text  string
	Block string // Text compressed, up to a byte's end, and not the last block of a stream; "" when it was not worth it
}

// worthPacking is how long a part must be so that a block of its own is not a waste: a
// block brings its own code, and finds nothing again that stands before it.
const worthPacking = 3000

// Pack compresses a text.
func Pack(text string) Packed {
	p := Packed{Text: text}
	if len(text) < worthPacking {
		return p
	}
	var b bytes.Buffer
	if err := Deflate(&b, []byte(text), false); err == nil { // a buffer takes everything
		p.Block = b.String()
	}
	return p
}

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// Deflate appends text to out as blocks that stand alone; last ends the stream.
func Deflate(out *bytes.Buffer, text []byte, last bool) error {
	w := deflaters.Get().(*flate.Writer)
	w.Reset(out)
	_, err := w.Write(text)
	if err == nil {
		if last {
			err = w.Close()
		} else {
			err = w.Flush()
		}
	}
	w.Reset(nil)
	deflaters.Put(w)
	return err
}

// Render writes the part and notes it for who compresses the page.
func (p Packed) Render(ctx context.Context, w io.Writer) error {
	if list, ok := ctx.Value(packedKey{}).(*[]Packed); ok && p.Block != "" {
		*list = append(*list, p)
	}
	_, err := io.WriteString(w, p.Text)
	return err
}

type packedKey struct{}

// Noting returns a context in which parts that are rendered are appended to list, in their
// order.
func Noting(ctx context.Context, list *[]Packed) context.Context {
	return context.WithValue(ctx, packedKey{}, list)
}
