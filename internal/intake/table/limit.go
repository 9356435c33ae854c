package table

import (
	"compress/gzip"
	"errors"
	"io"
	"sync/atomic"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// meter counts what has been read of the source, for progress on another
// goroutine than the reader's.
type meter struct {
	read  atomic.Int64
	total int64
}

// counted is a reader whose bytes a meter counts.
type counted struct {
	r io.Reader
	m *meter
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.m.read.Add(int64(n))
	return n, err
}

// unpackLimit stops a packed file that unpacks to far more than it should: the
// sum over all its readers counts.
type unpackLimit struct {
	limits   Limits
	packed   func() int64 // packed bytes read so far, or the whole size
	name     string
	unpacked int64
}

// ratioFrom is where the ratio starts to count: below, a bomb cannot hurt and
// short, very regular files are honest.
const ratioFrom = 32 << 20

func (u *unpackLimit) add(n int) error {
	u.unpacked += int64(n)
	if u.unpacked > u.limits.Unpacked {
		return fault.New(fault.Limit, "intake.unpacked_too_large", u.name, u.limits.Unpacked>>20)
	}
	if u.unpacked > ratioFrom && u.unpacked/u.limits.Ratio > u.packed() {
		return fault.New(fault.Limit, "intake.zip_bomb", u.name)
	}
	return nil
}

func (u *unpackLimit) reader(r io.Reader) io.Reader {
	if u == nil {
		return r
	}
	return &guarded{r: r, limit: u}
}

type guarded struct {
	r     io.Reader
	limit *unpackLimit
}

func (g *guarded) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if over := g.limit.add(n); over != nil {
		return 0, over
	}
	return n, err
}

func openGzip(r io.ReaderAt, size int64, name string, limits Limits, as As) (*Reader, error) {
	progress := &meter{total: size}
	z, err := gzip.NewReader(&counted{r: io.NewSectionReader(r, 0, size), m: progress})
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.broken_gzip", name)
	}
	guard := &unpackLimit{limits: limits, packed: progress.read.Load, name: name}
	return openText(guard.reader(&brokenAs{r: z, key: "intake.broken_gzip", name: name}), progress, z, name, limits, as)
}

// brokenAs gives the errors of an unpacker a message that says what to do.
type brokenAs struct {
	r         io.Reader
	key, name string
}

func (b *brokenAs) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fault.Wrap(err, fault.Invalid, b.key, b.name)
	}
	return n, err
}
