package paper

import (
	"encoding/binary"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// known are the letters that the typeface has in both weights.
var known = sync.OnceValue(func() map[rune]bool {
	a, b := lettersOf(regular), lettersOf(semibold)
	for r := range a {
		if !b[r] {
			delete(a, r)
		}
	}
	return a
})

// lettersOf reads which letters of the first plane a typeface has: the segments of its table
// "cmap", format 4 (OpenType specification).
func lettersOf(font []byte) map[rune]bool {
	out := map[rune]bool{}
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	for t := range u16(4) {
		entry := 12 + 16*t
		if string(font[entry:entry+4]) != "cmap" {
			continue
		}
		table := u32(entry + 8)
		for n := range u16(table + 2) {
			part := table + u32(table+4+8*n+4)
			if u16(part) != 4 {
				continue
			}
			twice := u16(part + 6)
			for s := 0; s < twice; s += 2 {
				last, first := u16(part+14+s), u16(part+16+twice+s)
				delta, offset := u16(part+16+2*twice+s), u16(part+16+3*twice+s)
				for r := first; r <= last && r < 0xffff; r++ {
					glyph := r + delta
					if offset != 0 {
						if glyph = u16(part + 16 + 3*twice + s + offset + 2*(r-first)); glyph != 0 {
							glyph += delta
						}
					}
					if glyph&0xffff != 0 {
						out[rune(r)] = true
					}
				}
			}
		}
	}
	return out
}

// Greek as ELOT 743 and Cyrillic as passports write them, small letters.
var roman = map[rune]string{
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m",
	'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh",
	'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia", 'і': "i", 'ї': "i", 'є': "ie", 'ґ': "g", 'ў': "u",
	'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'ђ': "dj", 'џ': "dz", 'ѕ': "dz", 'ѓ': "g", 'ќ': "k",
}

// printable writes a text in letters that the typeface has: the same letters, else those
// without their marks, else Greek and Cyrillic in Latin letters. Words in other scripts become
// mark, once for a run of them, so that nobody takes boxes for a name; pictures are left out.
func printable(text, mark string) string {
	whole := true
	for _, r := range text {
		if whole = whole && (r == '\n' || known()[r]); !whole {
			break
		}
	}
	if whole {
		return text
	}
	var b strings.Builder
	var before rune
	lost := false // the last word was in a script that cannot be written
	for _, r := range text {
		switch {
		case r == '\n' || known()[r]:
			if lost && unicode.IsSpace(r) {
				continue // between two such words
			}
			if lost {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
			lost = false
		default:
			s, ok := latin(r, before)
			if ok {
				if lost {
					b.WriteByte(' ')
				}
				b.WriteString(s)
				lost = false
			} else if unicode.IsLetter(r) || unicode.IsNumber(r) {
				if !lost {
					b.WriteString(mark)
				}
				lost = true
			}
		}
		before = r
	}
	out := strings.TrimSpace(b.String())
	if out == "" && strings.TrimSpace(text) != "" {
		return mark
	}
	return out
}

// latin writes a letter that the typeface lacks in others; before is the letter before it.
func latin(r, before rune) (string, bool) {
	var b strings.Builder
	found := false
	for _, part := range norm.NFKD.String(string(r)) {
		small := unicode.ToLower(part)
		s, is := roman[small]
		switch {
		case unicode.Is(unicode.Mn, part):
			found = found || b.Len() > 0
			continue
		case small == 'υ' && unicode.ToLower(before) == 'ο':
			s = "u"
		case is:
		case known()[part] && part != r:
			s = string(part)
		default:
			return "", false
		}
		found = true
		if small != part && s != "" && is {
			s = strings.ToUpper(s[:1]) + s[1:]
		}
		b.WriteString(s)
	}
	return b.String(), found
}
