package locale

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

const (
	space = "\u00a0" // no-break
	minus = "\u2212"
)

// Amount is an amount with its currency, for messages that name several currencies.
type Amount struct {
	Cents    money.Cents
	Currency string // ISO code
}

// marks are the signs inside numbers of a tag: decimal mark, thousands mark of
// numbers and of amounts.
type marks struct{ decimal, group, moneyGroup string }

func (t Tag) marks() marks {
	switch t {
	case DeAT:
		return marks{",", space, "."}
	case DeCH:
		return marks{".", "'", "'"}
	case EnGB:
		return marks{".", ",", ","}
	case DeDE:
		return marks{",", ".", "."}
	}
	return marks{",", ".", "."}
}

// appendGrouped appends decimal digits with a thousands mark.
func appendGrouped(b []byte, digits, mark string) []byte {
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, mark...)
		}
		b = append(b, digits[i])
	}
	return b
}

// number writes digits/10^scale with the given thousands mark, without sign.
func (p *Printer) number(digits uint64, scale int, group string) string {
	s := strconv.FormatUint(digits, 10)
	for len(s) <= scale {
		s = "0" + s
	}
	b := appendGrouped(make([]byte, 0, len(s)+12), s[:len(s)-scale], group)
	if scale > 0 {
		b = append(b, p.tag.marks().decimal...)
		b = append(b, s[len(s)-scale:]...)
	}
	return string(b)
}

func split(n int64) (sign string, abs uint64) {
	if n < 0 {
		return minus, -uint64(n)
	}
	return "", uint64(n)
}

// Int writes a whole number with thousands marks: "1.284.567".
func (p *Printer) Int(n int64) string {
	sign, u := split(n)
	return sign + p.number(u, 0, p.tag.marks().group)
}

// Float writes x with a fixed number of decimals, rounded half away from zero as
// far as x's binary form allows. NaN and infinities are written as "–".
func (p *Printer) Float(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	b := appendGrouped(make([]byte, 0, len(s)+12), whole, p.tag.marks().group)
	if frac != "" {
		b = append(b, p.tag.marks().decimal...)
		b = append(b, frac...)
	}
	if x < 0 && strings.Trim(s, "0.") != "" {
		return minus + string(b)
	}
	return string(b)
}

// Decimal writes an exact decimal with all its digits.
func (p *Printer) Decimal(d money.Decimal) string {
	sign, u := split(d.Digits)
	return sign + p.number(u, int(d.Scale), p.tag.marks().group)
}

// Percent writes the fraction x (0.931) as "93,1 %" with that many decimals.
func (p *Printer) Percent(x float64, decimals int) string {
	s := p.Float(x*100, decimals)
	if p.tag == DeCH || p.tag == EnGB {
		return s + "%"
	}
	return s + space + "%"
}

// MinorDigits returns how many decimals the currency's amounts have: 2, for a few
// currencies 0 or 3.
func MinorDigits(currency string) uint8 {
	switch currency {
	case "JPY", "KRW", "ISK", "CLP", "VND", "XOF", "XAF", "PYG", "UGX":
		return 0
	case "BHD", "KWD", "OMR", "TND", "JOD":
		return 3
	}
	return 2
}

func symbol(currency string) string {
	switch currency {
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "USD":
		return "$"
	}
	return currency
}

// withCurrency sets sign and currency to a number as the tag does.
func (p *Printer) withCurrency(sign, number, currency string) string {
	s := symbol(currency)
	switch p.tag {
	case DeAT:
		return sign + s + space + number
	case DeCH:
		if sign != "" {
			return s + sign + number
		}
		return s + space + number
	case EnGB:
		if s == currency {
			return sign + s + space + number
		}
		return sign + s + number
	case DeDE:
		return sign + number + space + s
	}
	return sign + number + space + s
}

// Money writes an amount for running text: whole amounts without decimals, as in
// "6.100 €" and "12,40 €". An empty currency means the printer's.
func (p *Printer) Money(c money.Cents, currency string) string {
	currency = p.orOwn(currency)
	pow := int64(1)
	for range MinorDigits(currency) {
		pow *= 10
	}
	if int64(c)%pow != 0 {
		return p.MoneyExact(c, currency)
	}
	sign, u := split(int64(c) / pow)
	return p.withCurrency(sign, p.number(u, 0, p.tag.marks().moneyGroup), currency)
}

// MoneyExact writes an amount for tables, always with its decimals: "6.100,00 €".
func (p *Printer) MoneyExact(c money.Cents, currency string) string {
	currency = p.orOwn(currency)
	sign, u := split(int64(c))
	return p.withCurrency(sign, p.number(u, int(MinorDigits(currency)), p.tag.marks().moneyGroup), currency)
}

// MoneyRound writes an amount in whole units, rounded half away from zero, for
// estimates and columns of large sums.
func (p *Printer) MoneyRound(c money.Cents, currency string) string {
	currency = p.orOwn(currency)
	sign, u := split(int64(c))
	u = roundTo(u, int(MinorDigits(currency)))
	if u == 0 {
		sign = ""
	}
	return p.withCurrency(sign, p.number(u, 0, p.tag.marks().moneyGroup), currency)
}

// MoneyCompact writes large sums with at most two decimals and a word, "1,38 Mio.
// €" from a million on and "2 Mrd. €" from a thousand million on, smaller ones as
// [Printer.MoneyRound] from 1,000 and as [Printer.Money] below.
func (p *Printer) MoneyCompact(c money.Cents, currency string) string {
	currency = p.orOwn(currency)
	minor := int(MinorDigits(currency))
	sign, u := split(int64(c))
	whole := roundTo(u, minor)
	million, billion := "Mio.", "Mrd."
	if p.tag.English() {
		million, billion = "m", "bn"
	}
	var hundredths uint64
	word := million
	switch {
	case whole < 1000:
		return p.Money(c, currency)
	case whole < 1e6:
		return p.MoneyRound(c, currency)
	case roundTo(u, minor+4) < 1e5:
		hundredths = roundTo(u, minor+4)
	default:
		hundredths, word = roundTo(u, minor+7), billion
	}
	number := p.number(hundredths, 2, p.tag.marks().moneyGroup)
	number = strings.TrimSuffix(strings.TrimRight(number, "0"), p.tag.marks().decimal)
	if p.tag.English() {
		return p.withCurrency(sign, number+word, currency)
	}
	return p.withCurrency(sign, number+space+word, currency)
}

// roundTo returns u / 10^digits, rounded half up.
func roundTo(u uint64, digits int) uint64 {
	div := uint64(1)
	for range digits {
		div *= 10
	}
	q, r := u/div, u%div
	if r >= div-r {
		q++
	}
	return q
}

func (p *Printer) orOwn(currency string) string {
	if currency == "" {
		return p.currency
	}
	return currency
}

// List joins words: "A, B und C".
func (p *Printer) List(items []string) string { return p.join(items, "list.and") }

func (p *Printer) join(items []string, key string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return p.T(key, strings.Join(items[:last], ", "), items[last])
}

var (
	monthsDe     = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}
	monthsDeAbbr = [...]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."}
	monthsEnAbbr = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"}
	weekdaysDe   = [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}
)

// MonthName returns the month in full: "November", in Austria "Jänner".
func (p *Printer) MonthName(m time.Month) string {
	switch {
	case m < 1 || m > 12:
		return ""
	case p.tag.English():
		return m.String()
	case p.tag == DeAT && m == time.January:
		return "Jänner"
	}
	return monthsDe[m-1]
}

// MonthAbbr returns the month shortened: "Nov.", English "Nov".
func (p *Printer) MonthAbbr(m time.Month) string {
	switch {
	case m < 1 || m > 12:
		return ""
	case p.tag.English():
		return monthsEnAbbr[m-1]
	case p.tag == DeAT && m == time.January:
		return "Jän."
	}
	return monthsDeAbbr[m-1]
}

// WeekdayName returns the weekday in full.
func (p *Printer) WeekdayName(d time.Weekday) string {
	if p.tag.English() {
		return d.String()
	}
	return weekdaysDe[(d%7+7)%7]
}

// Date writes a day for tables: "24.11.2026", "24 Nov 2026". [cal.Never] is "nie",
// "never", in all forms of days.
func (p *Printer) Date(d cal.Date) string {
	if d == cal.Never {
		return p.T("date.never")
	}
	y, m, day := d.Civil()
	if p.tag.English() {
		return strconv.Itoa(day) + " " + p.MonthAbbr(m) + " " + strconv.Itoa(y)
	}
	return two(day) + "." + two(int(m)) + "." + strconv.Itoa(y)
}

// DayMonth writes a day without its year: "17. Nov.", "17 Nov".
func (p *Printer) DayMonth(d cal.Date) string {
	if d == cal.Never {
		return p.T("date.never")
	}
	return p.dayNumber(d) + " " + p.MonthAbbr(d.Month())
}

// DateLong writes a day with its weekday, without a year: "Dienstag, 24. November",
// "Tuesday 24 November".
func (p *Printer) DateLong(d cal.Date) string {
	if d == cal.Never {
		return p.T("date.never")
	}
	comma := ", "
	if p.tag.English() {
		comma = " "
	}
	return p.WeekdayName(d.Weekday()) + comma + p.dayNumber(d) + " " + p.MonthName(d.Month())
}

// DateFull writes a day with the month's name and the year: "24. November 2026".
func (p *Printer) DateFull(d cal.Date) string {
	if d == cal.Never {
		return p.T("date.never")
	}
	return p.dayNumber(d) + " " + p.MonthName(d.Month()) + " " + strconv.Itoa(d.Year())
}

// MonthYear writes "November 2026".
func (p *Printer) MonthYear(d cal.Date) string {
	if d == cal.Never {
		return p.T("date.never")
	}
	return p.MonthName(d.Month()) + " " + strconv.Itoa(d.Year())
}

func (p *Printer) dayNumber(d cal.Date) string {
	if p.tag.English() {
		return strconv.Itoa(d.Day())
	}
	return strconv.Itoa(d.Day()) + "."
}

// Clock writes a time of day for running text: "8:12 Uhr", "8:12 am". The zone is
// that of t.
func (p *Printer) Clock(t time.Time) string {
	if !p.tag.English() {
		return strconv.Itoa(t.Hour()) + ":" + two(t.Minute()) + " " + "Uhr"
	}
	half := "am"
	if t.Hour() >= 12 {
		half = "pm"
	}
	return strconv.Itoa((t.Hour()+11)%12+1) + ":" + two(t.Minute()) + " " + half
}

// ClockShort writes a time of day for labels: "04:30", in both languages.
func (p *Printer) ClockShort(t time.Time) string { return two(t.Hour()) + ":" + two(t.Minute()) }

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
