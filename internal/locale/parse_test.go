package locale

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
)

func TestAmountsAsPeopleTypeThem(t *testing.T) {
	const unclear, unreadable, decimals, large = "locale.amount_unclear", "locale.amount_unreadable", "locale.amount_decimals", "locale.amount_too_large"
	tests := map[string]struct {
		tag  Tag
		text string
		want money.Cents
		key  string // of the failure; empty where there is none
	}{
		"a comma in Germany":     {DeDE, "12,40", 1240, ""},
		"a point in Germany":     {DeDE, "12.40", 1240, ""},
		"a comma in Britain":     {EnGB, "12,40", 1240, ""},
		"one decimal":            {DeDE, "12,4", 1240, ""},
		"no decimals":            {DeDE, "12", 1200, ""},
		"no whole part":          {DeDE, ",50", 50, ""},
		"both marks, comma last": {EnGB, "1.284,50", 128450, ""},
		"both marks, point last": {DeDE, "1,284.50", 128450, ""},
		"two thousands marks":    {DeDE, "1,284,567", 128456700, ""},
		"three digits after the thousands mark of Germany": {DeDE, "1.284", 128400, ""},
		"three digits after the thousands mark of Austria": {DeAT, "1.284", 128400, ""},
		"three digits after the thousands mark of Britain": {EnGB, "1,284", 128400, ""},
		"three digits after a comma in Germany":            {DeDE, "1,284", 0, unclear},
		"three digits after a point in Britain":            {EnGB, "1.284", 0, unclear},
		"three digits after a point in Switzerland":        {DeCH, "1.284", 0, unclear},
		"below one there are no thousands":                 {DeDE, "0.500", 50, ""},
		"an apostrophe":                                    {DeCH, "1'284.50", 128450, ""},
		"a curly apostrophe":                               {DeCH, "1’284", 128400, ""},
		"blanks as thousands marks":                        {DeAT, "1 284 567,5", 128456750, ""},
		"no-break space and sign":                          {DeDE, "1.284,50\u00a0€", 128450, ""},
		"the sign in front":                                {DeAT, "€ 12,40", 1240, ""},
		"a code in front":                                  {DeCH, "CHF 12.40", 1240, ""},
		"Fr.":                                              {DeCH, "Fr. 12.40", 1240, ""},
		"the word":                                         {DeDE, "12 Euro", 1200, ""},
		"a dash for the decimals":                          {DeDE, "12,-", 1200, ""},
		"a long dash for the decimals":                     {DeCH, "12.–", 1200, ""},
		"below zero":                                       {DeDE, "-12,40", -1240, ""},
		"the real minus and the sign":                      {EnGB, "−£12.40", -1240, ""},
		"a minus behind the code":                          {DeCH, "CHF−1'284.50", -128450, ""},
		"a minus at the end":                               {DeDE, "12,40-", -1240, ""},
		"zeros beyond the cents":                           {DeDE, "12,4000", 1240, ""},
		"a third decimal":                                  {DeDE, "0,125", 0, decimals},
		"a fourth decimal":                                 {DeDE, "12,4055", 0, decimals},
		"groups of two":                                    {DeDE, "12.34.56", 0, unreadable},
		"mixed marks":                                      {DeDE, "1.284'567", 0, unreadable},
		"two decimal commas":                               {DeDE, "1.284,5,0", 0, unreadable},
		"words":                                            {DeDE, "zwölf", 0, unreadable},
		"a formula":                                        {DeDE, "=1+1", 0, unreadable},
		"an exponent":                                      {DeDE, "1e5", 0, unreadable},
		"a sign alone":                                     {DeDE, "€", 0, unreadable},
		"two minus signs":                                  {DeDE, "--5", 0, unreadable},
		"nothing":                                          {DeDE, "  ", 0, "locale.amount_empty"},
		"the largest":                                      {DeDE, "10.000.000.000.000,00", 1e15, ""},
		"a cent more":                                      {DeDE, "10.000.000.000.000,01", 0, large},
		"more than there is":                               {DeDE, "99999999999999999", 0, large},
		"far more than there is":                           {DeDE, strings.Repeat("9", 400), 0, large},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := For(tt.tag)
			got, err := p.ParseAmount(tt.text, "")
			if tt.key != "" {
				if f := fault.Of(err); f == nil || f.Key != tt.key || f.Kind != fault.Invalid {
					t.Fatalf("got %v, %v; want %s", got, err, tt.key)
				}
				if said := p.Fault(err); strings.Contains(said, "{") || strings.Contains(said, "locale.") {
					t.Errorf("the failure says %q", said)
				}
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

func TestYenHaveNoDecimals(t *testing.T) {
	if got, err := For(DeDE).ParseAmount("1.284", "JPY"); err != nil || got != 1284 {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := For(DeDE).ParseAmount("12,5", "JPY"); fault.Of(err) == nil {
		t.Errorf("half a yen gives %v, %v", got, err)
	}
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	p := For(DeDE)
	for text, want := range map[string]string{"2,5": "2.5", "1.200": "1200", "-3": "-3", "0,125": "0.125", "1.284.567,891": "1284567.891"} {
		if got, err := p.ParseNumber(text); err != nil || got.String() != want {
			t.Errorf("%q: got %v, %v; want %v", text, got, err, want)
		}
	}
	for text, key := range map[string]string{"": "locale.number_empty", "x": "locale.number_unreadable", "1,284": "locale.number_unclear", strings.Repeat("9", 30): "locale.amount_too_large"} {
		got, err := p.ParseNumber(text)
		if f := fault.Of(err); f == nil || f.Key != key {
			t.Errorf("%q: got %v, %v; want %s", text, got, err, key)
		}
	}
	_, err := p.ParseNumber("1,284")
	if got, want := p.Fault(err), "„1,284“ kann 1.284 oder 1,284 heißen. Schreiben Sie die Zahl ohne Tausenderzeichen."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsShownIsReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.SampledFrom(Tags).Draw(t, "tag")
		currency := rapid.SampledFrom([]string{"EUR", "CHF", "GBP", "USD"}).Draw(t, "currency")
		c := money.Cents(rapid.Int64Range(-1e14, 1e14).Draw(t, "cents"))
		p := New(Options{Tag: tag, Currency: currency})
		for _, text := range []string{p.MoneyExact(c, ""), p.Money(c, "")} {
			if got, err := p.ParseAmount(text, ""); err != nil || got != c {
				t.Fatalf("%q read back is %v, %v; want %v", text, got, err, c)
			}
		}
		d := cal.Date(rapid.Int32Range(int32(cal.Earliest), int32(cal.Latest)).Draw(t, "day"))
		for _, text := range []string{p.Date(d), p.DateFull(d), d.String()} {
			if got, err := p.ParseDate(text, 0); err != nil || got != d {
				t.Fatalf("%q read back is %v, %v; want %v", text, got, err, d)
			}
		}
	})
}

func TestDaysAsPeopleTypeThem(t *testing.T) {
	today := cal.MustParse("2026-11-24")
	const unreadable, missing, outside = "locale.date_unreadable", "locale.date_missing_day", "locale.date_range"
	tests := map[string]struct {
		tag  Tag
		text string
		want string // a day or the key of a failure
	}{
		"in full":                     {DeDE, "24.11.2026", "2026-11-24"},
		"without zeros":               {DeDE, "3.1.2026", "2026-01-03"},
		"two digits, this century":    {DeDE, "24.11.26", "2026-11-24"},
		"two digits, ten years ahead": {DeDE, "24.11.36", "2036-11-24"},
		"two digits, a birthday":      {DeDE, "24.11.37", "1937-11-24"},
		"without year":                {DeDE, "24.11.", "2026-11-24"},
		"slashes":                     {EnGB, "24/11/2026", "2026-11-24"},
		"ISO":                         {EnGB, "2026-11-24", "2026-11-24"},
		"the month's name":            {DeDE, "24. November 2026", "2026-11-24"},
		"with a weekday is not read":  {DeDE, "Dienstag, 24. November", unreadable},
		"the month shortened":         {DeDE, "1. Sept. 2026", "2026-09-01"},
		"March":                       {DeDE, "1. März", "2026-03-01"},
		"March without umlaut":        {DeDE, "1 maerz 2026", "2026-03-01"},
		"the Austrian January":        {DeAT, "3. Jänner 2026", "2026-01-03"},
		"English":                     {EnGB, "24 Nov 2026", "2026-11-24"},
		"English in Germany":          {DeDE, "5 May 2026", "2026-05-05"},
		"today":                       {DeDE, "Heute", "2026-11-24"},
		"yesterday":                   {EnGB, "yesterday", "2026-11-23"},
		"tomorrow":                    {DeDE, " morgen ", "2026-11-25"},
		"a leap day":                  {DeDE, "29.2.2024", "2024-02-29"},
		"no leap day":                 {DeDE, "29.2.2025", missing},
		"the 31st of a short month":   {DeDE, "31.11.2026", missing},
		"the month in front":          {DeDE, "11/24/2026", unreadable},
		"day zero":                    {DeDE, "0.1.2026", unreadable},
		"a month alone":               {DeDE, "November 2026", unreadable},
		"the year 0":                  {DeDE, "1.1.0000", outside},
		"the year 2999":               {DeDE, "1.1.2999", outside},
		"three digits of a year":      {DeDE, "1.1.202", unreadable},
		"words":                       {DeDE, "bald", unreadable},
		"two letters are no month":    {DeDE, "1. ja 2026", unreadable},
		"nothing":                     {DeDE, "", "locale.date_empty"},
		"a number":                    {DeDE, "24112026", unreadable},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := For(tt.tag)
			got, err := p.ParseDate(tt.text, today)
			if strings.HasPrefix(tt.want, "locale.") {
				if f := fault.Of(err); f == nil || f.Key != tt.want {
					t.Fatalf("got %v, %v; want %s", got, err, tt.want)
				}
				if said := p.Fault(err); strings.Contains(said, "{") || strings.Contains(said, "locale.") {
					t.Errorf("the failure says %q", said)
				}
				return
			}
			if err != nil || got.String() != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	_, err := For(DeDE).ParseDate("29.2.2025", today)
	if got, want := For(DeDE).Fault(err), "Den 29. Februar 2025 gibt es nicht. Prüfen Sie Tag und Monat."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "12,40", "1.284", "-€ 1'284.50", "24.11.2026", "31. Feb", "heute", "12,-", "\xff", "−", "1 2 3", ".", ",-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, tag := range Tags {
			p := For(tag)
			if c, err := p.ParseAmount(s, ""); err == nil {
				if back, err := p.ParseAmount(p.MoneyExact(c, ""), ""); err != nil || back != c {
					t.Errorf("%q is %v, read back %v, %v", s, c, back, err)
				}
			} else if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v is not the input's fault", s, err)
			}
			if d, err := p.ParseDate(s, cal.MustParse("2026-11-24")); err == nil && !d.Valid() {
				t.Errorf("%q gives the day %v", s, d)
			}
		}
	})
}
