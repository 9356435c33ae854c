package locale

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
)

// sample returns values for every slot of a message, so that each text of the
// catalogue can be written once; names hold an ß on purpose.
func sample(m message, number any) []any {
	named := V{}
	for _, name := range m.values() {
		named[name] = number
	}
	return []any{number, number, number, number, number, number, named}
}

func TestEveryMessageCanBeWritten(t *testing.T) {
	weiss := Person{Name: "Anneliese Größl-Weiß", Salutation: Frau}
	values := []any{
		0, 1, 2, 1300, -1, 2.5, "Größe", weiss,
		Person{Name: "Weißbäckerei", Firm: true},
		true,
		cal.MustParse("2026-01-24"), cal.Never, money.Cents(128450),
		Amount{5, "CHF"},
		[]string{"Süßes", "Soße"},
		nil,
	}
	// What people have written is left as it is; all the rest is ours.
	written := strings.NewReplacer("Größe", "", "Anneliese Größl-Weiß", "", "Größl-Weiß", "", "Weißbäckerei", "", "Süßes", "", "Soße", "")
	c := messages()
	for _, tag := range Tags {
		for _, style := range Genders {
			p := New(Options{Tag: tag, Gender: style})
			for key, m := range c.messages[langIndex(tag)] {
				for _, v := range values {
					got := p.T(key, sample(m, v)...)
					if strings.TrimSpace(got) == "" {
						t.Errorf("%v %s with %v is empty", tag, key, v)
					}
					if own := written.Replace(got); tag == DeCH && strings.ContainsAny(own, "ßẞ") {
						t.Errorf("Swiss text with ß: %s: %q", key, got)
					}
				}
			}
		}
	}
}

func TestNoMessageMixesDuAndSie(t *testing.T) {
	for key, m := range messages().messages[0] {
		var b strings.Builder
		For(DeDE).render(&b, m, sample(m, "X"), nil)
		if MixesAddress(b.String()) {
			t.Errorf("%s: %q", key, b.String())
		}
		if du, _ := AddressForms(b.String()); du && !strings.Contains(key, "du") {
			t.Errorf("%s says du to the user: %q", key, b.String())
		}
	}
}

func TestNoMessageShoutsOrDashes(t *testing.T) {
	for lang, set := range messages().messages {
		for key, m := range set {
			var b strings.Builder
			For(Tags[3*lang]).render(&b, m, sample(m, "X"), nil)
			if strings.ContainsAny(b.String(), "!—") || strings.Contains(b.String(), " – ") {
				t.Errorf("%s: %q", key, b.String())
			}
		}
	}
}

// One word for one thing: English says email, never mail or e-mail; goods come by mail order.
func TestEnglishSaysEmail(t *testing.T) {
	word := regexp.MustCompile(`(?i)\b(e-)?mails?\b`)
	for key, m := range messages().messages[langIndex(EnGB)] {
		var b strings.Builder
		For(EnGB).render(&b, m, sample(m, "X"), nil)
		if got := word.FindString(strings.ReplaceAll(b.String(), "mail order", "")); got != "" {
			t.Errorf("%s says %q: %q", key, got, b.String())
		}
	}
}

// German says E-Mail, also in compounds: never a bare Mail.
func TestGermanSaysEMail(t *testing.T) {
	word := regexp.MustCompile(`(?i)\bmail|email`)
	for key, m := range messages().messages[langIndex(DeDE)] {
		var b strings.Builder
		For(DeDE).render(&b, m, sample(m, "X"), nil)
		if got := word.FindString(strings.ReplaceAll(b.String(), "E-Mail", "")); got != "" {
			t.Errorf("%s says %q: %q", key, got, b.String())
		}
	}
}

// What the command line and an import count is written for one as well: "eine Zeile",
// never "1 Zeilen".
func TestOneIsCountedAsOne(t *testing.T) {
	many := map[Tag]*regexp.Regexp{
		DeDE: regexp.MustCompile(`\b1 (Zeile|Position|Tabelle|Nummer|Zahlung|Änderung|Prüfung|Gruppe|Kunde|Sekunde)n\b|\b1 (Änderung|Zahlung|Prüfung|Position)en|\b1 (Beleg|Paar|Punkt|Fäll|Tag|Kontakt|Einträg|Kaufanläss)e`),
		EnGB: regexp.MustCompile(`\b1 (row|document|line|customer|regular|change|entrie|check|case|table|number|payment|day|pair|point|group|second)s\b`),
	}
	for tag, plural := range many {
		for key, m := range messages().messages[langIndex(tag)] {
			if !strings.HasPrefix(key, "cli.") && !strings.Contains(key, ".cli.") && !strings.HasPrefix(key, "webdata.run.") {
				continue
			}
			var b strings.Builder
			For(tag).render(&b, m, sample(m, 1), nil)
			if got := plural.FindString(b.String()); got != "" {
				t.Errorf("%s says %q: %q", key, got, b.String())
			}
		}
	}
}

func TestSwissSpelling(t *testing.T) {
	p := For(DeCH)
	for s, want := range map[string]string{"Straße": "Strasse", "GROẞ": "GROSS", "Masse": "Masse"} {
		if got := p.Text(s); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := p.T("button.close"); got != "Schliessen" {
		t.Errorf("got %q", got)
	}
	if got := For(DeAT).T("button.close"); got != "Schließen" {
		t.Errorf("Austria: got %q", got)
	}
}

// The standing in a list, which knows no salutation, follows the firm's style.
func TestStandingsFollowTheGenderStyle(t *testing.T) {
	for style, want := range map[Gender]string{Generic: "Stammkunde", Pair: "Stammkundin oder Stammkunde", Colon: "Stammkund:in", Star: "Stammkund*in", Neutral: "Stammkundschaft"} {
		if got := New(Options{Tag: DeDE, Gender: style}).T("list.standing.regular"); got != want {
			t.Errorf("%v: %q, want %q", style, got, want)
		}
	}
}

// Switzerland writes a share without a blank, in a message as in a figure.
func TestSwissPercentHasNoBlank(t *testing.T) {
	for key, m := range messages().messages[langIndex(DeCH)] {
		var b strings.Builder
		For(DeCH).render(&b, m, sample(m, 7), nil)
		if got := b.String(); strings.Contains(got, " %") || strings.Contains(got, space+"%") {
			t.Errorf("%s: %q", key, got)
		}
	}
	if got := For(DeCH).T("forecast.last.low", 8) + For(DeDE).T("forecast.last.low", 8); strings.Count(got, "8%") != 1 || strings.Count(got, "8 %") != 1 {
		t.Error(got)
	}
}

// Nobody's name, street or note is rewritten, whatever the reader's spelling.
func TestSwissSpellingLeavesNamesAlone(t *testing.T) {
	p := For(DeCH)
	weiss := Person{Name: "Jörg Weiß", Salutation: Herr}
	for want, got := range map[string]string{
		"Herr Weiß":  p.Address(weiss),
		"Jörg Weiß’": p.GenitiveName(weiss.Name),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for key, m := range messages().messages[langIndex(DeCH)] {
		names := m.values()
		if len(names) == 0 {
			continue
		}
		for _, told := range []any{"Weiß, Große Straße 1", weiss, []string{"Weiß"}} {
			named := V{}
			for _, name := range names {
				named[name] = told
			}
			args := append(slices.Repeat([]any{told}, 12), named)
			swiss, german := p.T(key, args...), For(DeDE).T(key, args...)
			if strings.Count(swiss, "Weiß") != strings.Count(german, "Weiß") || strings.Count(swiss, "Große") != strings.Count(german, "Große") {
				t.Errorf("%s rewrites what was told: %q", key, swiss)
			}
		}
	}
}

func TestFailuresAreToldInSentences(t *testing.T) {
	p := For(DeDE)
	tests := map[string]struct {
		err  error
		want string
	}{
		"a key with its values": {fault.New(fault.Invalid, "locale.amount_decimals", "1,234", 2), "„1,234“ hat zu viele Nachkommastellen. Höchstens zwei sind möglich."},
		"wrapped":               {fmt.Errorf("read price: %w", fault.New(fault.Invalid, "locale.number_empty")), "Es fehlt die Zahl."},
		"without a message":     {fault.New(fault.Conflict, "no.such_key"), p.T("fault.conflict")},
		"not found":             {fault.New(fault.NotFound, "no.such_key"), p.T("fault.not_found")},
		"the input":             {fault.New(fault.Invalid, "no.such_key"), p.T("fault.invalid")},
		"forbidden":             {fault.New(fault.Forbidden, "no.such_key"), p.T("fault.forbidden")},
		"too much":              {fault.New(fault.Limit, "no.such_key"), p.T("fault.limit")},
		"anything else":         {errors.New("sql: connection refused"), p.T("fault.internal")},
	}
	seen := map[string]bool{}
	for name, tt := range tests {
		got := p.Fault(tt.err)
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
		if seen[got] {
			t.Errorf("%s says the same as another failure: %q", name, got)
		}
		seen[got] = true
	}
}

func TestValuesAreWrittenAsTheirTypeAsks(t *testing.T) {
	p := New(Options{Tag: DeAT, Currency: "CHF"})
	day := cal.MustParse("2026-01-24")
	type points int
	tests := []struct {
		v    any
		form string
		want string
	}{
		{1300, "", "1⍽300"},
		{points(1300), "", "1⍽300"},
		{uint16(7), "", "7"},
		{1300, "plain", "1300"},
		{3, "ordinal", "dritten"},
		{3, "ordinal.e", "dritte"},
		{3, "ordinal.er", "dritter"},
		{9, "days.dat", "9 Tagen"},
		{1, "days", "1 Tag"},
		{14, "interval", "alle zwei Wochen"},
		{2.5, "", "2,5"},
		{2.25, "", "2,25"},
		{4.0, "", "4"},
		{4.0, "word", "vier"},
		{2.255, "1", "2,3"},
		{0.07, "percent", "7⍽%"},
		{money.Cents(610000), "", "CHF⍽6.100"},
		{money.Cents(610000), "exact", "CHF⍽6.100,00"},
		{610000, "money", "CHF⍽6.100"},
		{Amount{610050, "EUR"}, "", "€⍽6.100,50"},
		{Amount{138_000_000, "EUR"}, "compact", "€⍽1,38⍽Mio."},
		{money.Decimal{Digits: 25, Scale: 1}, "", "2,5"},
		{day, "", "24.01.2026"},
		{day, "day", "24. Jän."},
		{day, "long", "Samstag, 24. Jänner"},
		{day, "full", "24. Jänner 2026"},
		{day, "month", "Jänner 2026"},
		{DeCH, "", "de-CH"},
		{true, "", "true"},
	}
	for _, tt := range tests {
		if got := p.value(tt.v, tt.form); got != visible(tt.want) {
			t.Errorf("%v:%s: got %q, want %q", tt.v, tt.form, got, visible(tt.want))
		}
	}
}

// The longest names that a sentence must carry.
func TestLongestNamesGoThroughWhole(t *testing.T) {
	long := []Person{
		{Name: "Carla Mühlbächler-Oberhuber", Salutation: Frau},
		{Name: "Prof. Dr. Maximiliane-Leopoldine Freifrau von und zu Guttenbrunn-Hohenlinden", Salutation: Frau},
		{Name: "Praxis für Allgemeinmedizin Dr. Uhlenbrock und Partner", Firm: true},
	}
	m, err := compile("{who:Er} bestellt sonst {days:interval}. {who:gen} Pause dauert schon {n|one=einen Tag|other=# Tage}.", true)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"Sie bestellt sonst alle neun Tage. Carla Mühlbächler-Oberhubers Pause dauert schon 32 Tage.",
		"Sie bestellt sonst alle neun Tage. Prof. Dr. Maximiliane-Leopoldine Freifrau von und zu Guttenbrunn-Hohenlindens Pause dauert schon 32 Tage.",
		"Der Betrieb bestellt sonst alle neun Tage. Praxis für Allgemeinmedizin Dr. Uhlenbrock und Partners Pause dauert schon 32 Tage.",
	} {
		var b strings.Builder
		For(DeDE).render(&b, m, []any{V{"who": long[i], "days": 9, "n": 32}}, nil)
		if b.String() != want {
			t.Errorf("got %q, want %q", b.String(), want)
		}
	}
	if got, want := For(DeDE).Address(long[1]), "Frau Prof. Dr. von und zu Guttenbrunn-Hohenlinden"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func BenchmarkMessage(b *testing.B) {
	p := For(DeCH)
	b.ReportAllocs()
	for b.Loop() {
		p.T("word.customers", V{"n": 312})
	}
}
