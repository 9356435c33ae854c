package locale

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
)

// largestAmount is the largest amount that a person may type, in minor units (10^13
// euros): what is above it has a digit too many, and sums of such amounts stay exact.
const largestAmount money.Cents = 1e15

// errUnclear tells that a mark may be a decimal or a thousands mark.
var errUnclear = errors.New("decimal or thousands mark")

// errUnreadable tells that the text is no number.
var errUnreadable = errors.New("not a number")

// ParseAmount reads an amount as people type it, with the printer's or another
// currency's sign, thousands marks, any minus, "12,-" and both "12,40" and "12.40".
// The face shows back what was understood with [Printer.Money].
//
// One mark with exactly three digits behind it ("1.284") is a thousands mark where
// the tag writes thousands so; otherwise it is refused as unclear, because a guess
// could be wrong by a factor of a thousand. Failures are fault.Invalid with keys
// locale.amount_*. An empty currency means the printer's; it decides the number of
// decimals only.
func (p *Printer) ParseAmount(s, currency string) (money.Cents, error) {
	currency = p.orOwn(currency)
	minor := MinorDigits(currency)
	example := p.MoneyExact(124050, currency)
	shown := strings.TrimSpace(s)
	if shown == "" {
		return 0, fault.New(fault.Invalid, "locale.amount_empty", example)
	}
	d, err := p.parseNumber(stripCurrency(shown))
	switch {
	case errors.Is(err, errUnclear):
		return 0, p.unclear(shown, d, minor, currency)
	case errors.Is(err, money.ErrRange):
		return 0, fault.New(fault.Invalid, "locale.amount_too_large", shorten(shown))
	case err != nil:
		return 0, fault.New(fault.Invalid, "locale.amount_unreadable", shorten(shown), example)
	case d.Scale > minor && d.Digits%pow(d.Scale-minor) != 0:
		return 0, fault.New(fault.Invalid, "locale.amount_decimals", shorten(shown), int(minor))
	}
	c, err := d.Cents(minor)
	if err != nil || c > largestAmount || c < -largestAmount {
		return 0, fault.New(fault.Invalid, "locale.amount_too_large", shorten(shown))
	}
	return c, nil
}

// unclear names the two readings of a number with three digits behind its mark;
// the decimals of d are those three digits.
func (p *Printer) unclear(shown string, d money.Decimal, minor uint8, currency string) error {
	thousands, err := money.Decimal{Digits: d.Digits}.Cents(minor)
	if err != nil {
		return fault.New(fault.Invalid, "locale.amount_too_large", shorten(shown))
	}
	return fault.New(fault.Invalid, "locale.amount_unclear", shorten(shown), p.Money(thousands, currency), p.Decimal(d), p.MoneyExact(thousands, currency))
}

func pow(n uint8) int64 {
	v := int64(1)
	for range n {
		v *= 10
	}
	return v
}

// shorten keeps long input from filling the page.
func shorten(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// ParseNumber reads a number as people type it, by the rules of
// [Printer.ParseAmount] for marks, without a currency.
func (p *Printer) ParseNumber(s string) (money.Decimal, error) {
	shown := strings.TrimSpace(s)
	d, err := p.parseNumber(shown)
	switch {
	case shown == "":
		return d, fault.New(fault.Invalid, "locale.number_empty")
	case errors.Is(err, errUnclear):
		return money.Decimal{}, fault.New(fault.Invalid, "locale.number_unclear", shorten(shown), p.Int(d.Digits), p.Decimal(d))
	case errors.Is(err, money.ErrRange):
		return d, fault.New(fault.Invalid, "locale.amount_too_large", shorten(shown))
	case err != nil:
		return d, fault.New(fault.Invalid, "locale.number_unreadable", shorten(shown))
	}
	return d, nil
}

// stripCurrency takes off a currency sign or code at either end.
func stripCurrency(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Sc, r) })
	sign := ""
	for _, m := range []string{"-", "−", "–"} {
		if rest, ok := strings.CutPrefix(s, m); ok {
			sign, s = "-", strings.TrimFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Sc, r) })
		}
	}
	for _, word := range []string{"euro", "eur", "chf", "sfr.", "sfr", "fr.", "gbp", "usd", "franken", "pfund", "pounds", "euros"} {
		if n := len(s) - len(word); n > 0 && strings.EqualFold(s[n:], word) {
			return sign + strings.TrimSpace(s[:n])
		}
		if len(s) > len(word) && strings.EqualFold(s[:len(word)], word) {
			return sign + strings.TrimSpace(s[len(word):])
		}
	}
	return sign + s
}

// parseNumber reads a signed number with marks. With errUnclear the decimal holds
// the reading as decimals.
func (p *Printer) parseNumber(s string) (money.Decimal, error) {
	neg := false
	for _, m := range []string{"-", "−", "–", "+"} {
		if rest, ok := strings.CutPrefix(s, m); ok {
			neg, s = m != "+", strings.TrimSpace(rest)
			break
		}
	}
	for _, end := range []string{",-", ".-", ",–", ".–", ",--", ".--", ",—", ".—"} {
		if rest, ok := strings.CutSuffix(s, end); ok {
			s = rest
			break
		}
	}
	if rest, ok := strings.CutSuffix(s, "-"); ok && !neg {
		neg, s = true, strings.TrimSpace(rest)
	}
	plain, err := p.plain(s)
	if err != nil && !errors.Is(err, errUnclear) {
		return money.Decimal{}, err
	}
	if len(plain) > 18 {
		return money.Decimal{}, money.ErrRange
	}
	d, perr := money.ParseDecimal(plain)
	if perr != nil {
		return money.Decimal{}, errUnreadable
	}
	if neg {
		d = d.Neg()
	}
	return d, err
}

// plain rewrites a number without thousands marks and with a point.
func (p *Printer) plain(s string) (string, error) {
	s = blanks.Replace(s)
	comma, point := strings.Count(s, ","), strings.Count(s, ".")
	groups := strings.ContainsAny(s, " ")
	var mark byte
	switch {
	case comma > 0 && point > 0:
		mark = s[strings.LastIndexAny(s, ",.")]
		if strings.Count(s, string(mark)) > 1 {
			return "", errUnreadable
		}
	case comma+point == 1:
		i := strings.IndexAny(s, ",.")
		mark = s[i]
		if !groups && len(s)-i-1 == 3 && i >= 1 && i <= 3 && s[0] != '0' {
			if string(mark) != p.tag.marks().moneyGroup {
				return strings.Replace(s, string(mark), ".", 1), errUnclear
			}
			mark = 0
		}
	}
	whole, frac := s, ""
	if mark != 0 {
		i := strings.LastIndexByte(s, mark)
		whole, frac = s[:i], s[i+1:]
	}
	if !allDigits(frac) {
		return "", errUnreadable
	}
	whole, ok := joinGroups(whole)
	if !ok || whole == "" && frac == "" {
		return "", errUnreadable
	}
	if frac == "" {
		return whole, nil
	}
	return whole + "." + frac, nil
}

// blanks writes all thousands marks that are never decimal marks as one blank.
var blanks = strings.NewReplacer("'", " ", "’", " ", "\u00a0", " ", "\u202f", " ", "\u2009", " ")

// joinGroups takes the thousands marks out of a whole number; they must be of one
// kind and stand before groups of three digits.
func joinGroups(s string) (string, bool) {
	i := strings.IndexAny(s, ",. ")
	if i < 0 {
		return s, allDigits(s)
	}
	parts := strings.Split(s, s[i:i+1])
	for n, part := range parts {
		if !allDigits(part) || n > 0 && len(part) != 3 || n == 0 && (part == "" || len(part) > 3) {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// ParseDate reads a day as people type it: "24.11.2026", "24.11.26", "24.11.",
// "24/11/2026", "2026-11-24", "24. November 2026", "24 Nov", and "heute", "gestern",
// "morgen" in both languages. The day comes before the month in all tags. Without a
// year it is the year of today. Two digits of a year mean the century in which the
// year is at most ten years ahead of today. Failures are fault.Invalid with keys
// locale.date_*.
func (p *Printer) ParseDate(s string, today cal.Date) (cal.Date, error) {
	shown := strings.TrimSpace(s)
	text := Fold(shown)
	switch text {
	case "":
		return 0, fault.New(fault.Invalid, "locale.date_empty", today)
	case "heute", "today":
		return today, nil
	case "gestern", "yesterday":
		return today.Add(-1), nil
	case "morgen", "tomorrow":
		return today.Add(1), nil
	}
	unreadable := fault.New(fault.Invalid, "locale.date_unreadable", shorten(shown), today)
	parts, ok := dateParts(text)
	if !ok {
		return 0, unreadable
	}
	var y, m, d int
	switch {
	case len(parts) == 3 && len(parts[0]) == 4:
		y, m, d = atoi(parts[0]), month(parts[1]), atoi(parts[2])
	case len(parts) == 3:
		y, m, d = year(parts[2], today), month(parts[1]), atoi(parts[0])
	case len(parts) == 2:
		y, m, d = today.Year(), month(parts[1]), atoi(parts[0])
	}
	switch {
	case m == 0 || d < 1 || d > 31 || y < 0:
		return 0, unreadable
	case y < cal.Earliest.Year() || y > cal.Latest.Year():
		return 0, fault.New(fault.Invalid, "locale.date_range", shorten(shown))
	}
	day := cal.On(y, time.Month(m), d)
	if day.Day() != d {
		return 0, fault.New(fault.Invalid, "locale.date_missing_day", p.missingDay(d, m, y))
	}
	return day, nil
}

// missingDay writes a day that no calendar has, as "31. Februar 2026".
func (p *Printer) missingDay(d, m, y int) string {
	dot := "."
	if p.tag.English() {
		dot = ""
	}
	return strconv.Itoa(d) + dot + " " + p.MonthName(time.Month(m)) + " " + strconv.Itoa(y)
}

// dateParts splits at points, slashes, hyphens, commas and blanks into two or three
// parts.
func dateParts(s string) ([]string, bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '/' || r == '-' || r == ',' || unicode.IsSpace(r) })
	if len(parts) < 2 || len(parts) > 3 {
		return nil, false
	}
	for i, part := range parts {
		if len(part) > 4 && (i != 1 || allDigits(part)) {
			return nil, false
		}
		if !allDigits(part) && i != 1 {
			return nil, false
		}
	}
	return parts, true
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// month reads a number from 1 to 12 or the folded beginning of a month's name of at
// least three letters; 0 means neither.
func month(s string) int {
	if allDigits(s) {
		if n := atoi(s); n >= 1 && n <= 12 {
			return n
		}
		return 0
	}
	if strings.HasPrefix("janner", s) && len(s) >= 3 || s == "jaenner" {
		return 1
	}
	if s == "maerz" || s == "mrz" {
		return 3
	}
	for m := time.January; m <= time.December; m++ {
		if len(s) >= 3 && (strings.HasPrefix(Fold(monthsDe[m-1]), s) || strings.HasPrefix(strings.ToLower(m.String()), s)) {
			return int(m)
		}
	}
	return 0
}

// year completes two digits to a year; -1 means neither two nor four digits.
func year(s string, today cal.Date) int {
	n := atoi(s)
	switch len(s) {
	case 4:
		return n
	case 2:
		y := today.Year()/100*100 + n
		if y > today.Year()+10 {
			y -= 100
		}
		return y
	}
	return -1
}
