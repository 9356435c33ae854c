package locale

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

var (
	frau   = Person{Name: "Wiebke Ahrensböck", Salutation: Frau}
	herr   = Person{Name: "Hans Vogt", Salutation: Herr}
	jemand = Person{Name: "Kim Nowicki"}
	firma  = Person{Name: "Praxis für Allgemeinmedizin Dr. Uhlenbrock und Partner", Firm: true}
)

func TestSpansInEveryCase(t *testing.T) {
	de, en := For(DeDE), For(EnGB)
	for _, tt := range []struct{ got, want string }{
		{de.Span(1, Day, Nominative), "ein Tag"},
		{de.Span(1, Day, Accusative), "einen Tag"},
		{de.Span(1, Day, Dative), "einem Tag"},
		{de.Span(1, Day, Genitive), "eines Tages"},
		{de.Span(9, Day, Nominative), "neun Tage"},
		{de.Span(9, Day, Dative), "neun Tagen"},
		{de.Span(12, Month, Dative), "zwölf Monaten"},
		{de.Span(13, Month, Dative), "13 Monaten"},
		{de.Span(1, Week, Dative), "einer Woche"},
		{de.Span(2, Week, Dative), "zwei Wochen"},
		{de.Span(1, Year, Dative), "einem Jahr"},
		{de.Span(1, Year, Accusative), "ein Jahr"},
		{de.Span(4, Year, Dative), "vier Jahren"},
		{de.Span(1, Month, Accusative), "einen Monat"},
		{de.Span(16, Hour, Dative), "16 Stunden"},
		{de.Span(1, Workday, Accusative), "einen Arbeitstag"},
		{de.Span(0, Weekend, Nominative), "null Wochenenden"},
		{de.Count(25, Day), "25 Tage"},
		{de.Count(1, Day), "1 Tag"},
		{de.Count(1200, Minute), "1.200 Minuten"},
		{en.Span(1, Hour, Dative), "an hour"},
		{en.Span(1, Year, Dative), "a year"},
		{en.Span(9, Day, Dative), "nine days"},
		{en.Count(1, Week), "1 week"},
		{en.Count(25, Day), "25 days"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestArticles(t *testing.T) {
	for gender, want := range map[byte]string{
		'm': "ein einen einem eines",
		'f': "eine eine einer einer",
		'n': "ein ein einem eines",
	} {
		var all []string
		for c := Nominative; c <= Genitive; c++ {
			all = append(all, Article(gender, c))
		}
		if got := strings.Join(all, " "); got != want {
			t.Errorf("%c: got %v, want %v", gender, got, want)
		}
	}
}

func TestNumberWordsEndAtTwelve(t *testing.T) {
	de, en := For(DeDE), For(EnGB)
	for n, want := range map[int64][2]string{
		0: {"null", "zero"}, 1: {"eins", "one"}, 9: {"neun", "nine"}, 12: {"zwölf", "twelve"}, 13: {"13", "13"}, 1300: {"1.300", "1,300"}, -2: {"−2", "−2"},
	} {
		if got := [2]string{de.NumberWord(n), en.NumberWord(n)}; got != want {
			t.Errorf("%d: got %v, want %v", n, got, want)
		}
	}
	for n, want := range map[int64][2]string{
		1: {"ersten", "first"}, 3: {"dritten", "third"}, 7: {"siebten", "seventh"}, 8: {"achten", "eighth"}, 12: {"zwölften", "twelfth"},
		13: {"13.", "13th"}, 21: {"21.", "21st"}, 112: {"112.", "112th"}, 1002: {"1.002.", "1,002nd"}, 23: {"23.", "23rd"},
	} {
		if got := [2]string{de.Ordinal(n, "en"), en.Ordinal(n, "en")}; got != want {
			t.Errorf("%d: got %v, want %v", n, got, want)
		}
	}
}

func TestGenitiveOfNames(t *testing.T) {
	de, en := For(DeDE), For(EnGB)
	for name, want := range map[string][2]string{
		"Wiebke Ahrensböck": {"Wiebke Ahrensböcks", "Wiebke Ahrensböck’s"},
		"Hans":              {"Hans’", "Hans’s"},
		"Frau Weiß":         {"Frau Weiß’", "Frau Weiß’s"},
		"Max":               {"Max’", "Max’s"},
		"Fritz":             {"Fritz’", "Fritz’s"},
		"Beatrice":          {"Beatrice’", "Beatrice’s"},
		"Müller GmbH":       {"Müller GmbHs", "Müller GmbH’s"},
		"":                  {"", ""},
	} {
		if got := [2]string{de.GenitiveName(name), en.GenitiveName(name)}; got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

func TestAddressIsTakenFromTheRecordNeverGuessed(t *testing.T) {
	tests := map[string]struct {
		person Person
		want   string
	}{
		"a woman":                     {frau, "Frau Ahrensböck"},
		"a man":                       {herr, "Herr Vogt"},
		"not known":                   {jemand, "Kim Nowicki"},
		"a firm":                      {firma, firma.Name},
		"a title stays":               {Person{Name: "Prof. Dr. Jana Uhlenbrock", Salutation: Frau}, "Frau Prof. Dr. Uhlenbrock"},
		"a noble name":                {Person{Name: "Carla von der Heide", Salutation: Frau}, "Frau von der Heide"},
		"a double name":               {Person{Name: "Carla Mühlbächler-Oberhuber", Salutation: Frau}, "Frau Mühlbächler-Oberhuber"},
		"the family name as given":    {Person{Name: "Nguyen Thi Mai", Family: "Nguyen", Salutation: Frau}, "Frau Nguyen"},
		"one word is the family name": {Person{Name: "Vogt", Salutation: Herr}, "Herr Vogt"},
		"no name at all":              {Person{Salutation: Herr}, ""},
		"only a title":                {Person{Name: "Dr. Vogt", Salutation: Herr}, "Herr Dr. Vogt"},
	}
	for name, tt := range tests {
		if got := For(DeDE).Address(tt.person); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
	if got := For(EnGB).Address(frau); got != frau.Name {
		t.Errorf("English: got %q", got)
	}
	if got := For(DeDE).value(herr, "address.dat"); got != "Herrn Vogt" {
		t.Errorf("dative: got %q", got)
	}
}

func TestSalutationsOfRecords(t *testing.T) {
	for s, want := range map[string]Salutation{
		"Frau": Frau, " FRAU ": Frau, "Frau Dr.": Frau, "Mrs": Frau, "weiblich": Frau, "Herr": Herr, "Herrn": Herr, "Hr.": Herr, "Mr.": Herr, "männlich": Herr,
		"": Unknown, "Familie": Unknown, "Herr und Frau": Unknown, "Mr & Mrs": Unknown, "Firma": Unknown, "divers": Unknown, "Frauke": Unknown,
	} {
		if got := ParseSalutation(s); got != want {
			t.Errorf("%q: got %v, want %v", s, got, want)
		}
	}
}

func TestPronouns(t *testing.T) {
	de, en := For(DeDE), For(EnGB)
	for form, want := range map[string][4]string{
		"er":     {"sie", "er", "Kim Nowicki", "der Betrieb"},
		"Er":     {"Sie", "Er", "Kim Nowicki", "Der Betrieb"},
		"ihn":    {"sie", "ihn", "Kim Nowicki", "den Betrieb"},
		"ihm":    {"ihr", "ihm", "Kim Nowicki", "dem Betrieb"},
		"seine":  {"ihre", "seine", "Kim Nowickis", "seine"},
		"Seinem": {"Ihrem", "Seinem", "Kim Nowickis", "Seinem"},
	} {
		if got := [4]string{de.Pronoun(frau, form), de.Pronoun(herr, form), de.Pronoun(jemand, form), de.Pronoun(firma, form)}; got != want {
			t.Errorf("%s: got %q, want %q", form, got, want)
		}
	}
	for form, want := range map[string][4]string{
		"they":  {"she", "he", "they", "it"},
		"Their": {"Her", "His", "Their", "Its"},
		"them":  {"her", "him", "them", "it"},
	} {
		if got := [4]string{en.Pronoun(frau, form), en.Pronoun(herr, form), en.Pronoun(jemand, form), en.Pronoun(firma, form)}; got != want {
			t.Errorf("%s: got %q, want %q", form, got, want)
		}
	}
}

func TestNounsFollowThePerson(t *testing.T) {
	for style, want := range map[Gender]string{
		Generic: "Stammkunde", Pair: "Stammkundin oder Stammkunde", Colon: "Stammkund:in", Star: "Stammkund*in", Neutral: "Stammkundschaft",
	} {
		p := New(Options{Gender: style})
		got := [4]string{p.Noun("Stammkunde", frau, Nominative), p.Noun("Stammkunde", herr, Nominative), p.Noun("Stammkunde", firma, Nominative), p.Noun("Stammkunde", jemand, Nominative)}
		if got != [4]string{"Stammkundin", "Stammkunde", "Stammkundschaft", want} {
			t.Errorf("%v: got %q", style, got)
		}
	}
	if got := For(DeDE).Noun("Stammkunde", herr, Dative); got != "Stammkunden" {
		t.Errorf("dative: got %q", got)
	}
	if got := For(DeDE).Noun("Kunde", firma, Genitive); got != "Betriebs" {
		t.Errorf("genitive of a firm: got %q", got)
	}
}

func TestGenericNounsFollowTheStyle(t *testing.T) {
	for style, want := range map[Gender]string{
		Generic: "Kunden: keine Kunden, ein Kunde, 312 Kunden",
		Pair:    "Kundinnen und Kunden: keine Kundinnen und Kunden, eine Kundin oder ein Kunde, 312 Kundinnen und Kunden",
		Colon:   "Kund:innen: keine Kund:innen, ein:e Kund:in, 312 Kund:innen",
		Star:    "Kund*innen: keine Kund*innen, ein*e Kund*in, 312 Kund*innen",
		Neutral: "Kundschaft: keine Kundinnen und Kunden, eine Kundin oder ein Kunde, 312 Kundinnen und Kunden",
	} {
		p := New(Options{Gender: style})
		got := p.T("place.customers") + ": " + p.T("word.customers", V{"n": 0}) + ", " + p.T("word.customers", V{"n": 1}) + ", " + p.T("word.customers", V{"n": 312})
		if got != want {
			t.Errorf("%v: got %q, want %q", style, got, want)
		}
		if back, err := ParseGender(style.String()); err != nil || back != style {
			t.Errorf("%v comes back as %v, %v", style, back, err)
		}
	}
}

func TestIntervals(t *testing.T) {
	de, en := For(DeDE), For(EnGB)
	for _, tt := range []struct {
		days            float64
		german, english string
	}{
		{0, "", ""},
		{-3, "", ""},
		{0.4, "jeden Tag", "every day"},
		{1.49, "jeden Tag", "every day"},
		{1.5, "alle zwei Tage", "every two days"},
		{6.4, "alle sechs Tage", "every six days"},
		{6.5, "jede Woche", "every week"},
		{7.5, "jede Woche", "every week"},
		{7.6, "alle acht Tage", "every eight days"},
		{9.2, "alle neun Tage", "every nine days"},
		{12.9, "alle 13 Tage", "every 13 days"},
		{13, "alle zwei Wochen", "every two weeks"},
		{15, "alle zwei Wochen", "every two weeks"},
		{17, "alle 17 Tage", "every 17 days"},
		{21.4, "alle drei Wochen", "every three weeks"},
		{25.9, "alle 26 Tage", "every 26 days"},
		{26, "etwa jeden Monat", "about every month"},
		{30, "etwa jeden Monat", "about every month"},
		{42, "etwa alle sechs Wochen", "about every six weeks"},
		{60, "etwa alle zwei Monate", "about every two months"},
		{91, "etwa alle drei Monate", "about every three months"},
		{319, "etwa alle zehn Monate", "about every ten months"},
		{365, "etwa einmal im Jahr", "about once a year"},
		{420, "etwa alle 14 Monate", "about every 14 months"},
		{730, "etwa alle zwei Jahre", "about every two years"},
	} {
		if g, e := de.Interval(tt.days), en.Interval(tt.days); g != tt.german || e != tt.english {
			t.Errorf("%v days: got %q, %q; want %q, %q", tt.days, g, e, tt.german, tt.english)
		}
	}
}

func TestSince(t *testing.T) {
	today := cal.MustParse("2026-11-24")
	de, en := For(DeDE), For(EnGB)
	for from, want := range map[string][2]string{
		"2026-11-25": {"seit heute", "since today"},
		"2026-11-24": {"seit heute", "since today"},
		"2026-11-23": {"seit einem Tag", "for a day"},
		"2026-11-15": {"seit neun Tagen", "for nine days"},
		"2026-11-11": {"seit 13 Tagen", "for 13 days"},
		"2026-11-10": {"seit zwei Wochen", "for two weeks"},
		"2026-09-25": {"seit acht Wochen", "for eight weeks"},
		"2026-09-24": {"seit zwei Monaten", "for two months"},
		"2025-11-25": {"seit elf Monaten", "for eleven months"},
		"2025-11-24": {"seit einem Jahr", "for a year"},
		"2024-11-24": {"seit zwei Jahren", "for two years"},
		"2022-11-24": {"seit vier Jahren", "for four years"},
		"1998-11-24": {"seit 28 Jahren", "for 28 years"},
	} {
		d := cal.MustParse(from)
		if got := [2]string{de.Since(d, today), en.Since(d, today)}; got != want {
			t.Errorf("%s: got %q, want %q", from, got, want)
		}
	}
	if got := FullMonths(cal.MustParse("2026-01-31"), cal.MustParse("2026-02-28")); got != 1 {
		t.Errorf("31 January to 28 February are %d full months, want 1", got)
	}
}

func TestRelativeDays(t *testing.T) {
	today := cal.MustParse("2026-11-24") // a Tuesday
	de, en := For(DeDE), For(EnGB)
	for day, want := range map[string][4]string{
		"2026-11-24": {"heute", "heute", "today", "today"},
		"2026-11-23": {"gestern", "gestern", "yesterday", "yesterday"},
		"2026-11-21": {"vor 3 Tagen", "vor 3 Tagen", "3 days ago", "3 days ago"},
		"2026-11-17": {"vor 7 Tagen", "vor 7 Tagen", "7 days ago", "7 days ago"},
		"2026-11-16": {"am 16. Nov.", "16. Nov.", "on 16 Nov", "16 Nov"},
		"2025-11-24": {"am 24.11.2025", "24.11.2025", "on 24 Nov 2025", "24 Nov 2025"},
		"2026-11-25": {"morgen", "morgen", "tomorrow", "tomorrow"},
		"2026-11-27": {"am Freitag", "Freitag", "on Friday", "Friday"},
		"2026-11-30": {"am Montag", "Montag", "on Monday", "Monday"},
		"2026-12-01": {"am 1. Dez.", "1. Dez.", "on 1 Dec", "1 Dec"},
		"9999-12-31": {"nie", "nie", "never", "never"},
	} {
		d := cal.MustParse(day)
		if got := [4]string{de.Relative(d, today), de.RelativeLabel(d, today), en.Relative(d, today), en.RelativeLabel(d, today)}; got != want {
			t.Errorf("%s: got %q, want %q", day, got, want)
		}
	}
}
