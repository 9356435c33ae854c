package attachment

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Kind is a kind of content that is taken.
type Kind struct {
	MIME string
	Ends []string // how names of such files end; the first is given to names that end otherwise
}

// The kinds that are taken. What a browser or a computer would run is not among them.
var (
	pdf  = Kind{"application/pdf", []string{".pdf"}}
	png  = Kind{"image/png", []string{".png"}}
	jpeg = Kind{"image/jpeg", []string{".jpg", ".jpeg"}}
	webp = Kind{"image/webp", []string{".webp"}}
	text = Kind{"text/plain; charset=utf-8", []string{".txt", ".csv", ".md", ".vcf", ".eml"}}
	docx = Kind{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}}
	xlsx = Kind{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}}
	odt  = Kind{"application/vnd.oasis.opendocument.text", []string{".odt"}}
	ods  = Kind{"application/vnd.oasis.opendocument.spreadsheet", []string{".ods"}}
)

// DefaultMB is the largest file that is taken, where the firm has not said another size.
const DefaultMB = 20

// MaxMB is the largest size that a firm can say: each backup holds all files.
const MaxMB = 500

// Ends are the endings that people are told of.
var Ends = []string{"PDF", "PNG", "JPEG", "WebP", "TXT", "CSV", "DOCX", "XLSX", "ODT", "ODS"}

// headBytes is how much of a content is looked at.
const headBytes = 4096

// Sniff tells the kind of a content by what is in it. Anything else than the kinds above
// fails with fault.Invalid "attachment.kind".
func Sniff(r io.ReaderAt, size int64) (Kind, error) {
	head := make([]byte, min(size, headBytes))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), head); err != nil {
		return Kind{}, err
	}
	begins := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case begins("%PDF-"):
		return pdf, nil
	case begins("\x89PNG\r\n\x1a\n"):
		return png, nil
	case begins("\xff\xd8\xff"):
		return jpeg, nil
	case begins("RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return webp, nil
	case begins("PK\x03\x04"):
		return office(r, size)
	case plain(head):
		return text, nil
	}
	return Kind{}, refused()
}

func refused() error { return fault.New(fault.Invalid, "attachment.kind", strings.Join(Ends, ", ")) }

// plain tells whether a content is text and no page and no script: no sign in it belongs
// to programs and pictures, as browsers see it too (WHATWG MIME Sniffing, 7.2).
func plain(head []byte) bool {
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f")
	if len(start) > 0 && start[0] == '<' || bytes.HasPrefix(start, []byte("#!")) {
		return false
	}
	return !slices.ContainsFunc(head, func(b byte) bool {
		return b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b
	})
}

// office tells documents apart from other zip files. A document with macros is none of
// those that are taken.
func office(r io.ReaderAt, size int64) (Kind, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Kind{}, refused()
	}
	has := func(name string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.EqualFold(f.Name, name) })
	}
	if slices.ContainsFunc(z.File, func(f *zip.File) bool {
		name := strings.ToLower(f.Name)
		return strings.Contains(name, "vbaproject") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/")
	}) {
		return Kind{}, refused()
	}
	switch {
	case has("[Content_Types].xml") && has("word/document.xml"):
		return docx, nil
	case has("[Content_Types].xml") && has("xl/workbook.xml"):
		return xlsx, nil
	}
	switch mimetype(z) {
	case odt.MIME:
		return odt, nil
	case ods.MIME:
		return ods, nil
	}
	return Kind{}, refused()
}

// mimetype is what an OpenDocument file says of itself in its first entry.
func mimetype(z *zip.Reader) string {
	if len(z.File) == 0 || z.File[0].Name != "mimetype" {
		return ""
	}
	f, err := z.File[0].Open()
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	said, err := io.ReadAll(io.LimitReader(f, 200))
	if err != nil {
		return ""
	}
	return string(said)
}

// maxName is how many letters a name has at most.
const maxName = 120

// Name makes a name that every system takes out of what a browser sent: no folders, no
// control or direction characters, none of the signs that Windows refuses, and the
// ending of its kind.
func Name(given string, k Kind) string {
	given = strings.ToValidUTF8(given, "")
	given = path.Base(strings.ReplaceAll(given, `\`, "/"))
	given = strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		case strings.ContainsRune(`<>:"/\|?*`, r):
			return '_'
		}
		return r
	}, given)
	end := strings.ToLower(path.Ext(given))
	stem := strings.Trim(given[:len(given)-len(end)], " .")
	if !slices.Contains(k.Ends, end) {
		stem, end = strings.Trim(given, " ."), k.Ends[0]
	}
	if stem == "" || stem == "_" {
		stem = "Datei"
	}
	if runes := []rune(stem); len(runes) > maxName {
		stem = string(runes[:maxName])
	}
	return stem + end
}
