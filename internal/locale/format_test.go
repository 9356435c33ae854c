package locale

import (
	"math"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// inAll checks one text per tag, in the order de-DE, de-AT, de-CH, en-GB. In the wanted
// texts ⍽ stands for the no-break space and ~ for the minus sign.
func inAll(t *testing.T, name string, got func(p *Printer) string, want [4]string) {
	t.Helper()
	for i, tag := range Tags {
		t.Run(name+" "+tag.String(), func(t *testing.T) {
			if g := got(New(Options{Tag: tag})); g != visible(want[i]) {
				t.Errorf("got %q, want %q", g, visible(want[i]))
			}
		})
	}
}

func visible(s string) string {
	out := []rune(s)
	for i, r := range out {
		switch r {
		case '⍽':
			out[i] = '\u00a0'
		case '~':
			out[i] = '\u2212'
		}
	}
	return string(out)
}

func TestNumbersFollowTheTableOfTheDesign(t *testing.T) {
	inAll(t, "decimals", func(p *Printer) string { return p.Float(1284567.5, 1) },
		[4]string{"1.284.567,5", "1⍽284⍽567,5", "1'284'567.5", "1,284,567.5"})
	inAll(t, "whole", func(p *Printer) string { return p.Int(-1284567) },
		[4]string{"~1.284.567", "~1⍽284⍽567", "~1'284'567", "~1,284,567"})
	inAll(t, "share", func(p *Printer) string { return p.Percent(0.931, 1) },
		[4]string{"93,1⍽%", "93,1⍽%", "93.1%", "93.1%"})
	inAll(t, "exact decimal", func(p *Printer) string { return p.Decimal(money.Decimal{Digits: -12345678, Scale: 3}) },
		[4]string{"~12.345,678", "~12⍽345,678", "~12'345.678", "~12,345.678"})
	inAll(t, "smallest whole number", func(p *Printer) string { return p.Int(math.MinInt64) },
		[4]string{"~9.223.372.036.854.775.808", "~9⍽223⍽372⍽036⍽854⍽775⍽808", "~9'223'372'036'854'775'808", "~9,223,372,036,854,775,808"})
	inAll(t, "no number", func(p *Printer) string { return p.Float(math.NaN(), 2) }, [4]string{"–", "–", "–", "–"})
	inAll(t, "minus zero has no sign", func(p *Printer) string { return p.Float(-0.004, 2) }, [4]string{"0,00", "0,00", "0.00", "0.00"})
}

func TestAmountsFollowTheTableOfTheDesign(t *testing.T) {
	own := func(f func(*Printer, money.Cents, string) string, c money.Cents) func(*Printer) string {
		return func(p *Printer) string { return f(p, c, "") }
	}
	in := func(f func(*Printer, money.Cents, string) string, c money.Cents, currency string) func(*Printer) string {
		return func(p *Printer) string { return f(p, c, currency) }
	}
	table, text, round, compact := (*Printer).MoneyExact, (*Printer).Money, (*Printer).MoneyRound, (*Printer).MoneyCompact
	inAll(t, "below zero", own(table, -128450), [4]string{"~1.284,50⍽€", "~€⍽1.284,50", "CHF~1'284.50", "~£1,284.50"})
	inAll(t, "euros below zero", in(table, -128450, "EUR"), [4]string{"~1.284,50⍽€", "~€⍽1.284,50", "€~1'284.50", "~€1,284.50"})
	inAll(t, "above zero", own(table, 128450), [4]string{"1.284,50⍽€", "€⍽1.284,50", "CHF⍽1'284.50", "£1,284.50"})
	inAll(t, "tables keep whole decimals", own(table, 610000), [4]string{"6.100,00⍽€", "€⍽6.100,00", "CHF⍽6'100.00", "£6,100.00"})
	inAll(t, "text drops whole decimals", own(text, 610000), [4]string{"6.100⍽€", "€⍽6.100", "CHF⍽6'100", "£6,100"})
	inAll(t, "text keeps cents", own(text, 1240), [4]string{"12,40⍽€", "€⍽12,40", "CHF⍽12.40", "£12.40"})
	inAll(t, "less than one", own(text, 5), [4]string{"0,05⍽€", "€⍽0,05", "CHF⍽0.05", "£0.05"})
	inAll(t, "nothing", own(text, 0), [4]string{"0⍽€", "€⍽0", "CHF⍽0", "£0"})
	inAll(t, "francs", in(text, 1250, "CHF"), [4]string{"12,50⍽CHF", "CHF⍽12,50", "CHF⍽12.50", "CHF⍽12.50"})
	inAll(t, "yen have no decimals", in(table, 1250, "JPY"), [4]string{"1.250⍽JPY", "JPY⍽1.250", "JPY⍽1'250", "JPY⍽1,250"})
	inAll(t, "rounded", own(round, 128450), [4]string{"1.285⍽€", "€⍽1.285", "CHF⍽1'285", "£1,285"})
	inAll(t, "rounded to nothing has no sign", own(round, -49), [4]string{"0⍽€", "€⍽0", "CHF⍽0", "£0"})
	inAll(t, "millions", own(compact, 137_900_000), [4]string{"1,38⍽Mio.⍽€", "€⍽1,38⍽Mio.", "CHF⍽1.38⍽Mio.", "£1.38m"})
	inAll(t, "millions below zero", own(compact, -137_900_000), [4]string{"~1,38⍽Mio.⍽€", "~€⍽1,38⍽Mio.", "CHF~1.38⍽Mio.", "~£1.38m"})
	inAll(t, "whole millions", own(compact, 200_000_000), [4]string{"2⍽Mio.⍽€", "€⍽2⍽Mio.", "CHF⍽2⍽Mio.", "£2m"})
	inAll(t, "thousands of millions", own(compact, 123_456_789_000), [4]string{"1,23⍽Mrd.⍽€", "€⍽1,23⍽Mrd.", "CHF⍽1.23⍽Mrd.", "£1.23bn"})
	inAll(t, "just under a thousand millions is rounded up", own(compact, 99_999_999_900), [4]string{"1⍽Mrd.⍽€", "€⍽1⍽Mrd.", "CHF⍽1⍽Mrd.", "£1bn"})
	inAll(t, "just under a million is rounded up", own(compact, 99_999_950), [4]string{"1⍽Mio.⍽€", "€⍽1⍽Mio.", "CHF⍽1⍽Mio.", "£1m"})
	inAll(t, "thousands are rounded", own(compact, 28_456_789), [4]string{"284.568⍽€", "€⍽284.568", "CHF⍽284'568", "£284,568"})
	inAll(t, "small sums stay", own(compact, 1240), [4]string{"12,40⍽€", "€⍽12,40", "CHF⍽12.40", "£12.40"})
}

func TestDaysAndTimesFollowTheTableOfTheDesign(t *testing.T) {
	day, january := cal.MustParse("2026-11-24"), cal.MustParse("2026-01-03")
	same := func(de, en string) [4]string { return [4]string{de, de, de, en} }
	inAll(t, "short", func(p *Printer) string { return p.Date(day) }, same("24.11.2026", "24 Nov 2026"))
	inAll(t, "short with zeros", func(p *Printer) string { return p.Date(january) }, same("03.01.2026", "3 Jan 2026"))
	inAll(t, "long", func(p *Printer) string { return p.DateLong(day) }, same("Dienstag, 24. November", "Tuesday 24 November"))
	inAll(t, "full", func(p *Printer) string { return p.DateFull(day) }, same("24. November 2026", "24 November 2026"))
	inAll(t, "without year", func(p *Printer) string { return p.DayMonth(day) }, same("24. Nov.", "24 Nov"))
	inAll(t, "month", func(p *Printer) string { return p.MonthYear(day) }, same("November 2026", "November 2026"))
	inAll(t, "the Austrian January", func(p *Printer) string { return p.MonthYear(january) + " " + p.DayMonth(january) },
		[4]string{"Januar 2026 3. Jan.", "Jänner 2026 3. Jän.", "Januar 2026 3. Jan.", "January 2026 3 Jan"})
	inAll(t, "never", func(p *Printer) string { return p.Date(cal.Never) }, same("nie", "never"))
	at := func(h, m int) time.Time { return time.Date(2026, 11, 24, h, m, 0, 0, time.UTC) }
	inAll(t, "morning", func(p *Printer) string { return p.Clock(at(8, 12)) }, same("8:12 Uhr", "8:12 am"))
	inAll(t, "noon", func(p *Printer) string { return p.Clock(at(12, 0)) }, same("12:00 Uhr", "12:00 pm"))
	inAll(t, "midnight", func(p *Printer) string { return p.Clock(at(0, 5)) }, same("0:05 Uhr", "12:05 am"))
	inAll(t, "evening", func(p *Printer) string { return p.Clock(at(23, 59)) }, same("23:59 Uhr", "11:59 pm"))
	inAll(t, "label", func(p *Printer) string { return p.ClockShort(at(4, 30)) }, same("04:30", "04:30"))
}

func TestLists(t *testing.T) {
	p, en := For(DeDE), For(EnGB)
	for _, tt := range []struct{ got, want string }{
		{p.List(nil), ""},
		{p.List([]string{"A"}), "A"},
		{p.List([]string{"A", "B"}), "A und B"},
		{p.List([]string{"A", "B", "C"}), "A, B und C"},
		{en.List([]string{"A", "B", "C"}), "A, B and C"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestTags(t *testing.T) {
	for s, want := range map[string]Tag{"de": DeDE, "de-AT": DeAT, "DE_ch": DeCH, "de-Latn-AT": DeAT, "de-LI": DeCH, "gsw": DeCH, "en-US": EnGB, " en ": EnGB} {
		if got, err := ParseTag(s); err != nil || got != want {
			t.Errorf("ParseTag(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "fr", "deutsch"} {
		if got, err := ParseTag(s); err == nil {
			t.Errorf("ParseTag(%q) = %v, want an error", s, got)
		}
	}
	for _, tag := range Tags {
		var back Tag
		text, _ := tag.MarshalText()
		if err := back.UnmarshalText(text); err != nil || back != tag {
			t.Errorf("%v comes back as %v, %v", tag, back, err)
		}
	}
}

func TestAcceptLanguage(t *testing.T) {
	tests := map[string]struct {
		header string
		firm   Tag
		want   Tag
	}{
		"nothing asked":                          {"", DeAT, DeAT},
		"German gets the firm's German":          {"de-DE,de;q=0.9,en;q=0.8", DeCH, DeCH},
		"English":                                {"en-US,en;q=0.9,de;q=0.8", DeDE, EnGB},
		"the higher weight wins":                 {"en;q=0.4, de;q=0.6", DeDE, DeDE},
		"another language first":                 {"fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7", DeCH, EnGB},
		"only others":                            {"fr, it;q=0.5", DeAT, DeAT},
		"English pages, a Swiss browser":         {"de-CH", EnGB, DeCH},
		"a weight of zero excludes":              {"en;q=0", DeDE, DeDE},
		"what cannot be read is passed over":     {"en;q=x, ;;, de", DeAT, DeAT},
		"a weight that is no number is no match": {"en;q=NaN", DeDE, DeDE},
	}
	for name, tt := range tests {
		if got := Accept(tt.header, tt.firm); got != tt.want {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
}

func TestAskedLanguage(t *testing.T) {
	tests := map[string]struct {
		want Tag
		ok   bool
	}{
		"de-CH,de;q=0.9,en;q=0.8": {DeCH, true},
		"de-AT":                   {DeAT, true},
		"fr-CH, de-CH;q=0.5":      {DeCH, true},
		"en-US, de;q=0.7":         {EnGB, true},
		"fr, it;q=0.5":            {},
		"de;q=0":                  {},
		"":                        {},
	}
	for header, tt := range tests {
		if got, ok := Asked(header); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q: got %v, %v, want %v, %v", header, got, ok, tt.want, tt.ok)
		}
	}
}
