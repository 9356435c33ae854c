package locale

import "strings"

// Phonetic returns the Cologne phonetics of each word of s, separated by spaces:
// "Meyer", "Maier" and "Mayr" are 67, "Müller-Lüdenscheidt" is 65752682. Hyphens
// and apostrophes join, digits and other signs are left out; a word without
// letters has no code. To code the parts of a double name one by one, hand in its
// [SearchKey].
//
// Source: H. J. Postel, "Die Kölner Phonetik", IBM-Nachrichten 19 (1969).
func Phonetic(s string) string {
	var b strings.Builder
	var buffer [128]byte
	for word := range strings.FieldsSeq(string(appendFold(buffer[:0], s))) {
		code := phoneticWord(word)
		if code == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(code)
	}
	return b.String()
}

// phoneticWord codes one folded word.
func phoneticWord(word string) string {
	var stack [64]byte
	letters := stack[:0]
	for _, c := range []byte(word) {
		if 'a' <= c && c <= 'z' {
			letters = append(letters, c)
		}
	}
	code := make([]byte, 0, len(letters)+1)
	var last byte
	put := func(d byte) {
		if d != last && (d != '0' || len(code) == 0) {
			code = append(code, d)
		}
		last = d
	}
	for i, c := range letters {
		var before, after byte
		if i > 0 {
			before = letters[i-1]
		}
		if i+1 < len(letters) {
			after = letters[i+1]
		}
		switch d := phoneticDigit(c, before, after); d {
		case 0:
		case 'x':
			put('4')
			put('8')
		default:
			put(d)
		}
	}
	return string(code)
}

// phoneticDigit codes a letter between its neighbours (0 at the ends of the word);
// 'x' stands for the two digits 48, 0 for the silent h.
func phoneticDigit(c, before, after byte) byte {
	switch c {
	case 'a', 'e', 'i', 'j', 'o', 'u', 'y':
		return '0'
	case 'b':
		return '1'
	case 'p':
		if after == 'h' {
			return '3'
		}
		return '1'
	case 'd', 't':
		if in(after, "csz") {
			return '8'
		}
		return '2'
	case 'f', 'v', 'w':
		return '3'
	case 'g', 'k', 'q':
		return '4'
	case 'c':
		return phoneticC(before, after)
	case 'x':
		if in(before, "ckq") {
			return '8'
		}
		return 'x'
	case 'l':
		return '5'
	case 'm', 'n':
		return '6'
	case 'r':
		return '7'
	case 's', 'z':
		return '8'
	}
	return 0
}

func phoneticC(before, after byte) byte {
	hard := in(after, "ahkoqux")
	switch {
	case before == 0 && (hard || in(after, "lr")):
		return '4'
	case before != 0 && hard && !in(before, "sz"):
		return '4'
	}
	return '8'
}

func in(c byte, set string) bool { return c != 0 && strings.IndexByte(set, c) >= 0 }

// PhoneKey returns the digits of a telephone number without its international or
// trunk prefix: "+49 (0)30 1234" gives 49301234 and "030 / 1234" gives 301234. So the
// key of a number written without its country is the end of the key of the same
// number written with it, and stored keys are searched from their end or inside.
func PhoneKey(s string) string {
	s = strings.TrimSpace(s)
	international := strings.HasPrefix(s, "+") || strings.HasPrefix(s, "00")
	if international {
		s = strings.Replace(s, "(0)", "", 1)
	}
	digits := make([]byte, 0, len(s))
	for _, c := range []byte(s) {
		if '0' <= c && c <= '9' {
			digits = append(digits, c)
		}
	}
	zeros := 0
	for zeros < len(digits) && zeros < 2 && digits[zeros] == '0' {
		zeros++
	}
	return string(digits[zeros:])
}
