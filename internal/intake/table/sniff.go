package table

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Encoding is how the text of a file was stored. For UTF-8 and Windows-1252 it is
// what the beginning shows; each cell is still looked at by itself.
type Encoding string

// The encodings that are told apart.
const (
	ASCII       Encoding = "ASCII"
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16LE"
	UTF16BE     Encoding = "UTF-16BE"
	Windows1252 Encoding = "Windows-1252"
	CP850       Encoding = "CP850" // of DOS programs
)

// Encodings returns those that a text file can be read as.
func Encodings() []Encoding { return []Encoding{UTF8, Windows1252, CP850, UTF16LE, UTF16BE} }

// decoder returns what turns a file that was found to be so into UTF-8, nil when the
// cells are looked at one by one.
func (e Encoding) decoder() *encoding.Decoder {
	if e == CP850 {
		return charmap.CodePage850.NewDecoder()
	}
	return e.wide()
}

// forced is decoder for a file of which somebody says so: then no cell is asked.
func (e Encoding) forced() *encoding.Decoder {
	if e == Windows1252 {
		return charmap.Windows1252.NewDecoder()
	}
	return e.decoder()
}

// marked tells whether a file begins with a byte order mark.
func marked(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}) || bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF})
}

// wide returns the decoder of a two-byte encoding, or nil.
func (e Encoding) wide() *encoding.Decoder {
	switch e {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()
	default:
		return nil
	}
}

// sniffEncoding follows the rule of this house: byte order mark, then the pattern
// of NUL bytes, then valid UTF-8, else Windows-1252. Statistical guessers take
// German Windows-1252 for Turkish.
func sniffEncoding(head []byte) (e Encoding, bom int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return UTF8, 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return UTF16LE, 0 // the decoder takes the mark away
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return UTF16BE, 0
	}
	if e := nulPattern(head); e != "" {
		return e, 0
	}
	e = ASCII
	for i := 0; i < len(head); {
		if head[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !utf8.FullRune(head[i:]) {
			return e, 0 // cut by the end of the sample
		}
		_, n := utf8.DecodeRune(head[i:])
		if n == 1 && dosText(head) {
			return CP850, 0
		}
		if n == 1 {
			return Windows1252, 0
		}
		e = UTF8
		i += n
	}
	return e, 0
}

// dosText tells the text of a DOS program (CP850) by its umlauts: ä, ü and ö inside
// words are there bytes that mean a quotation mark or nothing in Windows-1252, which
// stand at the edge of a word if at all. One umlaut of Windows-1252 inside a word
// speaks against it, for its bytes are lines and signs in CP850.
func dosText(head []byte) bool {
	letter := func(i int) bool {
		if i < 0 || i >= len(head) {
			return false
		}
		c := head[i]
		return c|0x20 >= 'a' && c|0x20 <= 'z' || bytes.IndexByte([]byte("\x81\x84\x94\xE1"), c) >= 0
	}
	dos := 0
	for i, c := range head {
		inside := letter(i-1) && letter(i+1)
		switch c {
		case 0x81, 0x84, 0x94: // ü ä ö
			if inside {
				dos++
			}
			if inside && c == 0x81 {
				dos++ // nothing at all in Windows-1252
			}
		case 0xE4, 0xF6, 0xFC, 0xDF, 0xC4, 0xD6, 0xDC: // ä ö ü ß Ä Ö Ü of Windows-1252
			if letter(i-1) || letter(i+1) {
				return false
			}
		}
	}
	return dos > 1
}

// nulPattern finds UTF-16 without a mark: Western text has a NUL in nearly every
// second place.
func nulPattern(head []byte) Encoding {
	n := min(len(head), 4096) &^ 1
	if n < 4 {
		return ""
	}
	var nul [2]int
	for i, c := range head[:n] {
		if c == 0 {
			nul[i&1]++
		}
	}
	half := n / 2
	switch {
	case nul[1] > half*6/10 && nul[0] < half/10:
		return UTF16LE
	case nul[0] > half*6/10 && nul[1] < half/10:
		return UTF16BE
	}
	return ""
}

// text returns b as valid UTF-8; recoded tells that it was none and was read as
// Windows-1252.
func text(b []byte) (s string, recoded bool) {
	if utf8.Valid(b) {
		return string(b), false
	}
	out := make([]byte, 0, len(b)+8)
	for _, c := range b {
		out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(c))
	}
	return string(out), true
}

var magics = []string{
	"%PDF", "\x89PNG", "\xFF\xD8\xFF", "GIF8", "7z\xBC\xAF", "Rar!", "\x7FELF", "MZ\x90",
	"SQLite format 3", "BZh", "\xFD7zXZ", "\x28\xB5\x2F\xFD",
}

// refuse says why a file is no text table; nil when it may be one.
func refuse(head []byte, name string) error {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m)) {
			return fault.New(fault.Invalid, "intake.binary_file", name)
		}
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte{0x1f, 0x8b}) ||
		(len(head) > 262 && string(head[257:262]) == "ustar") {
		return fault.New(fault.Invalid, "intake.nested_archive", name)
	}
	if bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return fault.New(fault.Invalid, "intake.legacy_xls", name)
	}
	e, bom := sniffEncoding(head)
	if d := e.wide(); d != nil {
		head, _ = d.Bytes(head[:len(head)&^1]) // what cannot be decoded shows as replacement marks
		bom = 0
	}
	head = head[bom:]
	control := 0
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a {
			control++
		}
	}
	if control > 4 && control*20 > len(head) {
		return fault.New(fault.Invalid, "intake.binary_file", name)
	}
	start := strings.ToLower(string(bytes.TrimSpace(head[:min(len(head), 256)])))
	if strings.HasPrefix(start, "<") {
		return fault.New(fault.Invalid, "intake.html_file", name)
	}
	if strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[{") {
		return fault.New(fault.Invalid, "intake.no_table", name)
	}
	return nil
}
