package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Format is what a part of a file turned out to be.
type Format string

// The formats that are read.
const (
	CSV     Format = "csv"
	XLSX    Format = "xlsx"
	DSFinVK Format = "dsfinvk"
)

// Limits bound what one file may cost. A zero field means its default.
type Limits struct {
	RowBytes int   // longest row in bytes; a longer one is a bad row. Default 1 MiB
	Unpacked int64 // most bytes that a packed file may unpack to. Default 16 GiB
	Ratio    int64 // most unpacked bytes per packed byte, looked at from 32 MiB on. Default 250
	Receipts int   // most DSFinV-K receipts held in memory. Default 500,000
	Shared   int64 // most bytes of an XLSX's shared texts held in memory. Default 64 MiB
}

func (l Limits) withDefaults() Limits {
	if l.RowBytes <= 0 {
		l.RowBytes = 1 << 20
	}
	if l.Unpacked <= 0 {
		l.Unpacked = 16 << 30
	}
	if l.Ratio <= 0 {
		l.Ratio = 250
	}
	if l.Receipts <= 0 {
		l.Receipts = 500_000
	}
	if l.Shared <= 0 {
		l.Shared = 64 << 20
	}
	return l
}

// Part is one table of a file: the file itself, a sheet, or a file inside a zip.
type Part struct {
	Name   string // as written in the container; the file's own name for a plain file
	Format Format
	open   func(as As) (*Reader, error)
}

// File is an opened file with at least one part. Parts may be read more than
// once, one after the other or at the same time.
type File struct {
	parts  []Part
	closer io.Closer
}

// Parts returns the tables of the file in its own order, never none.
func (f *File) Parts() []Part { return f.parts }

// As says how a text file is to be read where it is not to be found out; the zero
// value finds everything. Other formats say it themselves. A byte order mark counts
// more than Encoding.
type As struct {
	Encoding  Encoding
	Delimiter byte
}

// Read opens one part from its beginning and finds out how it is written. It fails
// with fault.Invalid or fault.Limit when the part holds nothing that can be read.
func (f *File) Read(part int) (*Reader, error) { return f.ReadAs(part, As{}) }

// ReadAs is Read for a part that is to be read as somebody says.
func (f *File) ReadAs(part int, as As) (*Reader, error) {
	if part < 0 || part >= len(f.parts) {
		return nil, fault.New(fault.NotFound, "intake.no_such_part", part)
	}
	return f.parts[part].open(as)
}

// Close releases the file. Readers of its parts must not be used afterwards.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// Open looks at the file or the DSFinV-K folder at name. Failures that the user
// can act on are of kind fault.Invalid, fault.NotFound or fault.Limit.
func Open(name string, limits Limits) (*File, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.Wrap(err, fault.NotFound, "intake.no_such_file", path.Base(name))
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "intake.unreadable_file", path.Base(name))
	case info.IsDir():
		return openFolder(name, limits.withDefaults())
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.Invalid, "intake.unreadable_file", path.Base(name))
	}
	in, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.unreadable_file", path.Base(name))
	}
	f, err := OpenReader(in, info.Size(), path.Base(name), limits)
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	f.closer = in
	return f, nil
}

// OpenReader looks at size bytes of r; name is only used in messages and as the
// name of the part. r stays the caller's to close.
func OpenReader(r io.ReaderAt, size int64, name string, limits Limits) (*File, error) {
	limits = limits.withDefaults()
	head := make([]byte, min(size, 64<<10))
	if n, err := r.ReadAt(head, 0); err != nil && (!errors.Is(err, io.EOF) || n < len(head)) {
		return nil, fault.Wrap(err, fault.Invalid, "intake.unreadable_file", name)
	}
	switch {
	case len(bytes.TrimSpace(head)) == 0 && int64(len(head)) == size:
		return nil, fault.New(fault.Invalid, "intake.empty_file", name)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return openZip(r, size, name, limits)
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return nil, oleRefusal(r, size, name)
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		f := &File{}
		f.parts = []Part{{Name: name, Format: CSV, open: func(as As) (*Reader, error) {
			return openGzip(r, size, name, limits, as)
		}}}
		return f, nil
	}
	if beginsCard(head) {
		return openCards(r, size, name), nil
	}
	if err := refuse(head, name); err != nil {
		return nil, err
	}
	f := &File{}
	f.parts = []Part{{Name: name, Format: CSV, open: func(as As) (*Reader, error) {
		progress := &meter{total: size}
		return openText(&counted{r: io.NewSectionReader(r, 0, size), m: progress}, progress, nil, name, limits, as)
	}}}
	return f, nil
}

// oleRefusal tells an XLSX behind a password from an old .xls: both are OLE
// containers, and only the first names a stream EncryptedPackage.
func oleRefusal(r io.ReaderAt, size int64, name string) error {
	var mark []byte
	for _, c := range []byte("EncryptedPackage") {
		mark = append(mark, c, 0)
	}
	const window = 4 << 20
	for _, at := range [2]int64{0, max(0, size-window)} {
		buf := make([]byte, min(size-at, window))
		n, _ := r.ReadAt(buf, at) // a short read only means less to search
		if bytes.Contains(buf[:n], mark) {
			return fault.New(fault.Invalid, "intake.password_protected", name)
		}
	}
	return fault.New(fault.Invalid, "intake.legacy_xls", name)
}

func openFolder(dir string, limits Limits) (*File, error) {
	fsys := os.DirFS(dir)
	index, err := findIndex(fsys)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.unreadable_file", path.Base(dir))
	}
	if index == "" {
		return nil, fault.New(fault.Invalid, "intake.folder_without_index", path.Base(dir))
	}
	f := &File{}
	f.parts = []Part{{Name: path.Base(dir), Format: DSFinVK, open: func(As) (*Reader, error) {
		return openTill(fsys, index, &meter{}, nil, limits)
	}}}
	return f, nil
}

// openZip finds out what the zip is: an XLSX, a DSFinV-K export, or a wrapper
// around tables.
func openZip(r io.ReaderAt, size int64, name string, limits Limits) (*File, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.broken_zip", name)
	}
	if bookOf(z) != "" {
		return openBook(z, size, name, limits)
	}
	index, err := findIndex(z)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.broken_zip", name)
	}
	if index != "" {
		f := &File{}
		f.parts = []Part{{Name: name, Format: DSFinVK, open: func(As) (*Reader, error) {
			guard := &unpackLimit{limits: limits, packed: func() int64 { return size }, name: name}
			return openTill(z, index, &meter{total: size}, guard, limits)
		}}}
		return f, nil
	}
	return openWrapped(z, name, limits)
}

// mostWrapped is how many tables one zip may hold; an export has a handful.
const mostWrapped = 64

func openWrapped(z *zip.Reader, name string, limits Limits) (*File, error) {
	f := &File{}
	var refused error
	for _, entry := range z.File {
		base := path.Base(entry.Name)
		// __MACOSX and dot files are left behind by packers and hold no table.
		if entry.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(entry.Name, "__MACOSX/") {
			continue
		}
		if entry.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "intake.password_protected", name)
		}
		if len(f.parts) == mostWrapped {
			return nil, fault.New(fault.Limit, "intake.too_many_parts", name, mostWrapped)
		}
		parts, err := wrappedParts(entry, limits)
		if err != nil {
			refused = errors.Join(refused, err)
			continue
		}
		f.parts = append(f.parts, parts...)
	}
	if len(f.parts) == 0 && refused != nil {
		return nil, refused
	}
	if len(f.parts) == 0 {
		return nil, fault.New(fault.Invalid, "intake.zip_without_table", name)
	}
	return f, nil
}

// wrappedParts looks at one file inside a zip. A wrapped XLSX is unpacked into
// memory, because its own zip needs random access; it is small by the limit.
func wrappedParts(entry *zip.File, limits Limits) ([]Part, error) {
	head, err := readHead(entry)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.broken_zip", entry.Name)
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, fault.New(fault.Invalid, "intake.empty_file", entry.Name)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return wrappedBook(entry, limits)
	}
	if err := refuse(head, entry.Name); err != nil {
		return nil, err
	}
	return []Part{{Name: entry.Name, Format: CSV, open: func(as As) (*Reader, error) {
		rc, err := entry.Open()
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "intake.broken_zip", entry.Name)
		}
		packed := int64(entry.CompressedSize64)
		progress := &meter{total: int64(entry.UncompressedSize64)}
		guard := &unpackLimit{limits: limits, packed: func() int64 { return packed }, name: entry.Name}
		return openText(&counted{r: guard.reader(rc), m: progress}, progress, rc, entry.Name, limits, as)
	}}}, nil
}

const mostWrappedBook = 64 << 20

func wrappedBook(entry *zip.File, limits Limits) ([]Part, error) {
	if entry.UncompressedSize64 > mostWrappedBook {
		return nil, fault.New(fault.Limit, "intake.wrapped_too_large", entry.Name, mostWrappedBook>>20)
	}
	rc, err := entry.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.broken_zip", entry.Name)
	}
	defer rc.Close()
	data, err := io.ReadAll(io.LimitReader(rc, mostWrappedBook+1))
	if err != nil || len(data) > mostWrappedBook {
		return nil, fault.Wrap(err, fault.Invalid, "intake.broken_zip", entry.Name)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || bookOf(z) == "" {
		return nil, fault.Wrap(err, fault.Invalid, "intake.nested_archive", entry.Name)
	}
	f, err := openBook(z, int64(len(data)), entry.Name, limits)
	if err != nil {
		return nil, err
	}
	return f.parts, nil
}

func readHead(entry *zip.File) ([]byte, error) {
	rc, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(rc, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return head[:n], nil
}
