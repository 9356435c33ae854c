package mapping

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// DateOrder is how the parts of a numeric date follow each other.
type DateOrder string

// The orders. AnyOrder takes day before month where a value does not tell.
const (
	AnyOrder DateOrder = ""
	DMY      DateOrder = "dmy"
	MDY      DateOrder = "mdy"
)

// badValue is why a value cannot be read: a message key. It is no error type,
// because it only becomes one together with its column.
type badValue string

const (
	dateUnreadable   badValue = "intake.date_unreadable"
	dateOrderWrong   badValue = "intake.date_order"
	dateRange        badValue = "intake.date_range"
	timeUnreadable   badValue = "intake.time_unreadable"
	numberUnreadable badValue = "intake.number_unreadable"
	numberHuge       badValue = "intake.number_huge"
	boolUnreadable   badValue = "intake.bool_unreadable"
)

// NoTime is the time of a day that is not known.
const NoTime = -1

// months by their first three folded letters, German and English.
var months = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "mrz": 3, "mae": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6,
	"jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
	"jae": 1, // Jänner
}

// ParseDate reads a day and, where there is one, the time of day in seconds since
// midnight, else NoTime. A time with a zone is moved to loc; nil keeps it as
// written. The reason is a message key, "" when the value is good. Days outside
// cal.Earliest to cal.Latest are refused.
func ParseDate(s string, order DateOrder, loc *time.Location) (day cal.Date, seconds int, reason string) {
	d, sec, bad := parseDate(strings.TrimSpace(s), order, loc)
	if bad != "" {
		return cal.Never, NoTime, string(bad)
	}
	return d, sec, ""
}

func parseDate(s string, order DateOrder, loc *time.Location) (cal.Date, int, badValue) {
	if serialLike(s) {
		return serialDate(s)
	}
	parts, rest, named := dateParts(s)
	if packed := parts[0].digits == 8 && parts[1].digits == 0; parts[2].digits == 0 && !packed {
		return 0, 0, dateUnreadable
	}
	y, m, d := civil(s, parts, named, order)
	if m > 12 && m <= 31 && d >= 1 && d <= 12 && !named[0] && !named[1] && parts[0].digits <= 2 {
		return 0, 0, dateOrderWrong
	}
	if m < 1 || m > 12 || d < 1 || d > 31 {
		if y < 1900 || y > 2199 {
			return 0, 0, dateRange
		}
		return 0, 0, dateUnreadable
	}
	if y < 1900 || y > 2199 {
		return 0, 0, dateRange
	}
	day := cal.On(y, time.Month(m), d)
	if day.Day() != d {
		return 0, 0, dateUnreadable
	}
	rest = strings.TrimLeft(rest, " \u00a0,T")
	if rest == "" {
		return day, NoTime, ""
	}
	sec, offset, zoned, ok := clock(rest)
	if !ok {
		return 0, 0, dateUnreadable
	}
	if zoned && loc != nil {
		t := time.Unix(int64(day)*86400+int64(sec-offset), 0).In(loc)
		day = cal.Of(t, loc)
		sec = t.Hour()*3600 + t.Minute()*60 + t.Second()
	}
	if !day.Valid() {
		return 0, 0, dateRange
	}
	return day, sec, ""
}

// civil says which part is the year, the month and the day. Years of two digits lie
// between 1970 and 2069.
func civil(s string, parts [3]datePart, named [3]bool, order DateOrder) (y, m, d int) {
	switch {
	case parts[0].digits == 8 && parts[1].digits == 0: // YYYYMMDD
		v := parts[0].value
		y, m, d = v/10000, v/100%100, v%100
	case parts[0].digits >= 3 && !named[0]: // a year comes first: then the month
		y, m, d = parts[0].value, parts[1].value, parts[2].value
	case named[0]:
		y, m, d = parts[2].value, parts[0].value, parts[1].value
	case named[1]:
		y, m, d = parts[2].value, parts[1].value, parts[0].value
	case order == MDY && s[parts[0].end] != '.':
		y, m, d = parts[2].value, parts[0].value, parts[1].value
	default:
		y, m, d = parts[2].value, parts[1].value, parts[0].value
	}
	if parts[0].digits <= 2 && parts[2].digits <= 2 {
		if y += 1900; y < 1970 {
			y += 100
		}
	}
	return y, m, d
}

type datePart struct{ value, digits, end int }

// dateParts cuts up to three numbers or month names off the front of s.
func dateParts(s string) (parts [3]datePart, rest string, named [3]bool) {
	i, n := 0, 0
	for n < 3 && i < len(s) {
		start := i
		v := 0
		for i < len(s) && s[i] >= '0' && s[i] <= '9' && i-start < 8 {
			v = v*10 + int(s[i]-'0')
			i++
		}
		if i > start {
			parts[n] = datePart{v, i - start, i}
			n++
		} else if m, w := monthName(s[i:]); m > 0 && !named[0] && !named[1] {
			i += w
			parts[n], named[n] = datePart{m, 1, i}, true
			n++
		} else if w > 0 && n == 0 {
			i += w // a weekday
		} else {
			break
		}
		if n == 3 || (n == 1 && parts[0].digits == 8) {
			break
		}
		for i < len(s) && strings.IndexByte("./- ,", s[i]) >= 0 {
			i++
		}
	}
	return parts, s[i:], named
}

// monthName reads the word at the front of s: the month's number, 0 for another
// word, and the length of the word.
func monthName(s string) (month, width int) {
	for width < len(s) && (s[width]|0x20 >= 'a' && s[width]|0x20 <= 'z' || s[width] >= utf8.RuneSelf) {
		width++
	}
	if width < 3 {
		return 0, width
	}
	word := fold(s[:width])
	if len(word) < 3 {
		return 0, width
	}
	return months[word[:3]], width
}

// clock reads "8:26", "08:26:00.123", "8:26 PM", "0826", each with or without a
// zone ("Z", "+0200", "UTC") or "Uhr". offset is in seconds east of UTC.
func clock(s string) (sec, offset int, zoned, ok bool) {
	var n [3]int
	i, k := 0, 0
	for k < 3 {
		start := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' && i-start < 2 {
			n[k] = n[k]*10 + int(s[i]-'0')
			i++
		}
		if i == start {
			return 0, 0, false, false
		}
		k++
		if i < len(s) && s[i] == ':' || (k < 2 && i+1 < len(s) && s[i] == '.') {
			i++
			continue
		}
		break
	}
	if k < 2 {
		return 0, 0, false, false
	}
	if i < len(s) && (s[i] == '.' || s[i] == ',') {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		}
	}
	tail := strings.ToLower(strings.TrimSpace(s[i:]))
	if rest, cut := strings.CutPrefix(tail, "pm"); cut {
		if tail = rest; n[0] < 12 {
			n[0] += 12
		}
	} else if rest, cut := strings.CutPrefix(tail, "am"); cut {
		if tail = rest; n[0] == 12 {
			n[0] = 0
		}
	}
	if n[0] > 23 || n[1] > 59 || n[2] > 60 {
		return 0, 0, false, false
	}
	sec = n[0]*3600 + n[1]*60 + min(n[2], 59)
	offset, zoned, ok = zone(strings.TrimSpace(tail))
	return sec, offset, zoned, ok
}

func zone(s string) (offset int, zoned, ok bool) {
	switch s {
	case "", "uhr", "h":
		return 0, false, true
	case "z", "utc", "gmt":
		return 0, true, true
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, false, false
	}
	digits := strings.Replace(s[1:], ":", "", 1)
	if len(digits) == 2 {
		digits += "00"
	}
	if len(digits) != 4 {
		return 0, false, false
	}
	v := 0
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		v = v*10 + int(c-'0')
	}
	offset = v/100*3600 + v%100*60
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true, offset <= 14*3600 && offset >= -14*3600
}

// serialLike tells Excel serial numbers by their five digits: no written date
// begins so.
func serialLike(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 5 && (len(s) == 5 || s[5] == '.' || s[5] == ',')
}

// serialDate reads an Excel serial number of the 1900 system. Days before March
// 1900 are refused, where Excel miscounts.
func serialDate(s string) (cal.Date, int, badValue) {
	v, bad := parseNumber(s, s[min(5, len(s)-1)])
	if bad != "" {
		return 0, 0, dateUnreadable
	}
	f := v.Float()
	const excelEpoch = 25569 // serial of 1970-01-01
	if f < 61 || f > 109572 {
		return 0, 0, dateRange
	}
	day := cal.Date(int(f) - excelEpoch)
	sec := int((f-float64(int(f)))*86400 + 0.5)
	if sec >= 86400 {
		day, sec = day+1, 0
	}
	if !day.Valid() {
		return 0, 0, dateRange
	}
	if sec == 0 {
		return day, NoTime, ""
	}
	return day, sec, ""
}

// ParseNumber reads a decimal as people and programs write it: "1.234,56",
// "1,234.56", "1'234.56", "1 234,56", "12,5-", "(12,50)", "EUR 12,50", "12,50 €",
// "12,-", "19 %". mark is the decimal mark of the column, which only decides where
// a value has two readings ("1.234"); 0 reads those as a decimal. The reason is a
// message key, "" when the value is good.
func ParseNumber(s string, mark byte) (v money.Decimal, reason string) {
	d, bad := parseNumber(s, mark)
	return d, string(bad)
}

func parseNumber(s string, mark byte) (money.Decimal, badValue) {
	body, negative := unsign(s)
	if body == "" {
		return money.Decimal{}, numberUnreadable
	}
	var buf [48]byte
	out := buf[:0]
	if negative {
		out = append(out, '-')
	}
	at, bad := decimalAt(body, mark)
	if bad != "" {
		return money.Decimal{}, bad
	}
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case i == at:
			out = append(out, '.')
		case c >= '0' && c <= '9':
			if len(out) >= len(buf)-1 {
				return money.Decimal{}, numberHuge
			}
			out = append(out, c)
		}
	}
	v, err := money.ParseDecimal(string(out))
	switch {
	case err == money.ErrRange: //nolint:errorlint // returned bare by contract
		return money.Decimal{}, numberHuge
	case err != nil:
		return money.Decimal{}, numberUnreadable
	}
	return v, ""
}

// unsign takes signs, brackets, currency and blanks off both ends.
func unsign(s string) (body string, negative bool) {
	plain := len(s) > 0
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] >= '0' && s[i] <= '9' || s[i] == '.'
	}
	if plain {
		return s, false
	}
	signs := 0
	for {
		before := s
		s = trimBlank(s)
		if t, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(t, ")") {
			s, signs = t[:len(t)-1], signs+1
		}
		for _, m := range [...]string{"-", "\u2212", "\u2013"} {
			if t, ok := strings.CutPrefix(s, m); ok {
				s, signs = t, signs+1
			}
			if t, ok := strings.CutSuffix(s, m); ok {
				// "12,-" and "12,--" end in a dash that is no sign
				if u := strings.TrimRight(t, "-\u2013\u2212"); strings.HasSuffix(u, ",") || strings.HasSuffix(u, ".") {
					s = u[:len(u)-1]
				} else {
					s, signs = t, signs+1
				}
			}
		}
		s = strings.TrimPrefix(s, "+")
		s = trimCurrency(s)
		if s == before {
			break
		}
	}
	if signs > 1 {
		return "", false
	}
	return s, signs == 1
}

func trimBlank(s string) string { return strings.Trim(s, " \t\u00a0\u202f") }

var currencyMarks = [...]string{"€", "EUR", "Euro", "CHF", "SFr.", "Fr.", "GBP", "£", "USD", "US$", "$", "%"}

func trimCurrency(s string) string {
	for _, m := range currencyMarks {
		if len(s) >= len(m) && strings.EqualFold(s[:len(m)], m) {
			s = s[len(m):]
		}
		if len(s) >= len(m) && strings.EqualFold(s[len(s)-len(m):], m) {
			s = s[:len(s)-len(m)]
		}
	}
	return s
}

// decimalAt finds the place of the decimal mark in body, -1 when it is whole, and
// checks that everything before is digits in groups of three.
func decimalAt(body string, mark byte) (int, badValue) {
	last, count := -1, 0 // last point or comma, how many of its kind
	mixed := false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c >= '0' && c <= '9':
		case c == '.' || c == ',':
			if last >= 0 && body[last] != c {
				mixed, count = true, 0
			}
			last = i
			count++
		case c == '\'' || c == ' ' || c >= utf8.RuneSelf:
		default:
			return 0, numberUnreadable
		}
	}
	if last < 0 {
		return -1, groups(body, 0)
	}
	at := last
	if count > 1 || (!mixed && mark != 0 && body[last] != mark && thousand(body, last)) {
		at = -1
	}
	if at < 0 {
		if mixed {
			return 0, numberUnreadable
		}
		return -1, groups(body, 0)
	}
	for _, c := range []byte(body[at+1:]) {
		if c < '0' || c > '9' {
			return 0, numberUnreadable
		}
	}
	return at, groups(body[:at], body[at])
}

// thousand reports whether the mark at i can only be told from a decimal mark by
// knowing the file: one to three digits, not zero, before it and three behind.
func thousand(body string, i int) bool {
	return i >= 1 && i <= 3 && body[0] != '0' && len(body)-i == 4
}

// groups checks that the marks in a whole number stand every three digits; other
// is the decimal mark, which may not be among them.
func groups(s string, other byte) badValue {
	seen := byte(0)
	run := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= '0' && c <= '9' {
			run++
			i++
			continue
		}
		w := 1
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != '\u00a0' && r != '\u202f' && r != '\u2019' {
				return numberUnreadable
			}
			c, w = ' ', n
			if r == '\u2019' {
				c = '\''
			}
		}
		if c == other || (seen != 0 && (c != seen || run != 3)) || (seen == 0 && (run < 1 || run > 3)) {
			return numberUnreadable
		}
		seen, run = c, 0
		i += w
	}
	if seen != 0 && run != 3 {
		return numberUnreadable
	}
	return ""
}

// ParseBool reads yes and no in German, English and ticks; "" is no.
func ParseBool(s string) (v bool, reason string) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "ja", "j", "yes", "y", "x", "1", "true", "t", "wahr", "w", "✓", "✔", "on", "aktiv", "gesetzt":
		return true, ""
	case "", "nein", "n", "no", "0", "false", "f", "falsch", "-", "off", "inaktiv":
		return false, ""
	}
	return false, string(boolUnreadable)
}

// fold makes names comparable: small letters, umlauts written out, everything but
// letters and digits dropped.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == 'ä':
			b.WriteString("ae")
		case r == 'ö':
			b.WriteString("oe")
		case r == 'ü':
			b.WriteString("ue")
		case r == 'ß':
			b.WriteString("ss")
		case r == 'é' || r == 'è' || r == 'ê':
			b.WriteByte('e')
		case r == '#':
			b.WriteString("nr")
		case r == '%':
			b.WriteString("prozent")
		case r > 0x7f && r != '\u00a0' && r != '\ufeff' && r != '\ufffd':
			b.WriteRune(r)
		}
	}
	return b.String()
}
