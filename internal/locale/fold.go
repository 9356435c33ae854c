package locale

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// latin maps the letters of Latin-1 and Latin Extended-A to plain small letters;
// the empty string means that the rune is treated by the general rule. Umlauts
// lose their dots here; German spelling with e is done by the folder.
var latin = buildLatin()

func buildLatin() (table [0x180 - 0xC0]string) {
	rows := map[string]string{
		"a": "ÀÁÂÃÄÅàáâãäåĀāĂăĄą", "ae": "Ææ", "c": "ÇçĆćĈĉĊċČč", "d": "ĎďĐđÐð", "e": "ÈÉÊËèéêëĒēĔĕĖėĘęĚě", "g": "ĜĝĞğĠġĢģ",
		"h": "ĤĥĦħ", "i": "ÌÍÎÏìíîïĨĩĪīĬĭĮįİı", "ij": "Ĳĳ", "j": "Ĵĵ", "k": "Ķķĸ", "l": "ĹĺĻļĽľĿŀŁł", "n": "ÑñŃńŅņŇňŉŊŋ",
		"o": "ÒÓÔÕÖØòóôõöøŌōŎŏŐő", "oe": "Œœ", "r": "ŔŕŖŗŘř", "s": "ŚśŜŝŞşŠšſ", "ss": "ß", "t": "ŢţŤťŦŧ", "th": "Þþ",
		"u": "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų", "w": "Ŵŵ", "y": "ÝýÿŶŷŸ", "z": "ŹźŻżŽž",
	}
	for plain, letters := range rows {
		for _, r := range letters {
			table[r-0xC0] = plain
		}
	}
	return table
}

// folder writes folded text.
type folder struct {
	dst []byte
}

// appendFold appends s in small letters without accents.
func appendFold(dst []byte, s string) []byte {
	f := folder{dst: dst}
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			f.dst = append(f.dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.rune(r)
		i += n
	}
	return f.dst
}

func (f *folder) rune(r rune) {
	switch {
	case r >= 0xC0 && r < 0x180 && latin[r-0xC0] != "":
		f.dst = append(f.dst, latin[r-0xC0]...)
	case r == utf8.RuneError:
		f.dst = append(f.dst, '?')
	case unicode.Is(unicode.Mn, r):
	default:
		f.general(r)
	}
}

// general decomposes a rune by its compatibility form: ﬁ becomes fi, ǎ becomes a,
// full-width letters become plain ones.
func (f *folder) general(r rune) {
	if r == 'ẞ' {
		f.dst = append(f.dst, "ss"...)
		return
	}
	var in, out [64]byte
	n := utf8.EncodeRune(in[:], r)
	for _, d := range string(norm.NFKD.Append(out[:0], in[:n]...)) {
		if d >= 0xC0 && d < 0x180 && latin[d-0xC0] != "" {
			f.dst = append(f.dst, latin[d-0xC0]...)
			continue
		}
		if unicode.Is(unicode.Mn, d) {
			continue
		}
		d = unicode.ToLower(d)
		f.dst = utf8.AppendRune(f.dst, d)
	}
}

// Fold returns s in small letters without accents: ä becomes a, ß becomes ss, ł
// becomes l. Other characters stay, spaces and punctuation too.
func Fold(s string) string { return string(appendFold(make([]byte, 0, len(s)+4), s)) }

// SearchKey returns the form in which names are stored for search and in which a
// query is compared, so that Müller, Mueller, MULLER and Muller are one. It is the
// folded text in which every e directly behind a, o or u is dropped (ae, ä and a
// are all a), apostrophes vanish and everything else that is neither letter nor
// digit separates words by one space.
//
// The key of the beginning of a text is the beginning of its key, so search while
// typing can compare prefixes; and the key of a key is the key itself. The price
// are a few more finds, never a missed one: Bauer also finds Baur, Michael also
// Michal, Noel also Nol.
func SearchKey(s string) string { return string(AppendSearchKey(make([]byte, 0, len(s)+4), s)) }

// AppendSearchKey appends the [SearchKey] of s to dst.
func AppendSearchKey(dst []byte, s string) []byte {
	start := len(dst)
	var buffer [128]byte
	folded := appendFold(buffer[:0], s)
	vowel, gap := false, false
	put := func(b ...byte) {
		if gap && len(dst) > start {
			dst = append(dst, ' ')
		}
		gap = false
		dst = append(dst, b...)
	}
	for i := 0; i < len(folded); {
		c := folded[i]
		switch {
		case c == 'e' && vowel:
			i++
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			put(c)
			vowel = c == 'a' || c == 'o' || c == 'u'
			i++
		case c == '\'' || c == '`':
			i++
		case c < utf8.RuneSelf:
			gap, vowel = true, false
			i++
		default:
			r, n := utf8.DecodeRune(folded[i:])
			switch {
			case r == '’' || r == '‘' || r == 'ʼ' || r == '´':
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				put(folded[i : i+n]...)
				vowel = false
			default:
				gap, vowel = true, false
			}
			i += n
		}
	}
	return dst
}

// sortKeyBytes is the longest sort key: names that agree so far are told apart by
// the row's id.
const sortKeyBytes = 40

// SortKey returns text whose byte order is the German dictionary order (DIN 5007-1:
// ä like a, ß like ss, case does not matter), for columns that both databases
// compare by bytes. It is valid UTF-8 without NUL, at most 40 bytes long and can be
// read; all punctuation counts as one space. Names that differ in accents only
// have the same key, so queries order by key and id.
//
// The keys of x/text/collate order alike, but are bytes of four times the length
// that would have to be encoded for a text column.
func SortKey(s string) string {
	var buffer [128]byte
	folded := appendFold(buffer[:0], s)
	out := make([]byte, 0, sortKeyBytes+utf8.UTFMax)
	gap := false
	for i := 0; i < len(folded) && len(out) < sortKeyBytes; {
		r, n := rune(folded[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(folded[i:])
		}
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if gap && len(out) > 0 {
				out = append(out, ' ')
			}
			gap = false
			out = append(out, folded[i:i+n]...)
		default:
			gap = true
		}
		i += n
	}
	for len(out) > sortKeyBytes || len(out) > 0 && !utf8.Valid(out) {
		_, n := utf8.DecodeLastRune(out)
		out = out[:len(out)-n]
	}
	return string(out)
}
