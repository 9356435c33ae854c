package care

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
)

func TestSentences(t *testing.T) {
	wiebke := Subject{Person: locale.Person{Name: "Wiebke Ahrensböck", Salutation: locale.Frau}}
	tests := map[string]struct {
		line Line
		tr   Trade
		tag  locale.Tag
		want string
	}{
		"late in a bakery": {
			Line{Customer: 7, Occasion: Late, Facts: Facts{Day: day, Last: day.Add(-25), Days: 25, Interval: 7}},
			"bakery", locale.DeDE,
			"Wiebke Ahrensböck kommt sonst jede Woche. Jetzt sind es 25 Tage.",
		},
		"late at a dealer, longer than ever": {
			Line{Customer: 7, Occasion: Late, Facts: Facts{Day: day, Last: day.Add(-32), Days: 32, Interval: 9, Longest: 20}},
			Dealer, locale.DeDE,
			"Wiebke Ahrensböck bestellt sonst alle neun Tage. Jetzt sind es 32 Tage, so lange war noch nie Pause.",
		},
		"anniversary today": {
			Line{Customer: 7, Occasion: Anniversary, Facts: Facts{Day: day, Due: day, Years: 5, Last: day, First: day}},
			"bakery", locale.DeDE,
			"Wiebke Ahrensböck kommt heute seit fünf Jahren zu Ihnen.",
		},
		"one year": {
			Line{Customer: 7, Occasion: Anniversary, Facts: Facts{Day: day, Due: day, Years: 1, Last: day, First: day}},
			"bakery", locale.DeDE,
			"Wiebke Ahrensböck kommt heute seit einem Jahr zu Ihnen.",
		},
		"first purchase yesterday": {
			Line{Customer: 7, Occasion: Thanks, Facts: Facts{Day: day, Last: day.Add(-1)}},
			Shop, locale.DeDE,
			"Wiebke Ahrensböck hat gestern zum ersten Mal bei Ihnen gekauft.",
		},
		"signs": {
			Line{Customer: 7, Occasion: Warning, Facts: Facts{Day: day, Last: day, Signs: []string{"spend_down", "pays_later"}}},
			Dealer, locale.DeDE,
			"Bei Wiebke Ahrensböck kommt gerade einiges zusammen: die Einkäufe sind zuletzt deutlich kleiner und es wird später gezahlt als gewohnt.",
		},
		"late in English": {
			Line{Customer: 7, Occasion: Late, Facts: Facts{Day: day, Last: day.Add(-25), Days: 25, Interval: 7}},
			"bakery", locale.EnGB,
			"Wiebke Ahrensböck usually comes every week. It has been 25 days now.",
		},
		"a second attempt speaks of the first only if it was made": {
			Line{Customer: 7, Occasion: WinBack, Facts: Facts{Day: day, Last: day.Add(-200), Interval: 30, Attempt: 2}},
			Shop, locale.DeDE,
			"Wiebke Ahrensböck hat seit sechs Monaten nichts bestellt, vorher etwa jeden Monat.",
		},
		"the last attempt after a greeting": {
			Line{Customer: 7, Occasion: WinBack, Facts: Facts{Day: day, Last: day.Add(-200), Interval: 30, Attempt: 2, Greeted: true}},
			Shop, locale.DeDE,
			"Wiebke Ahrensböck ist auch nach dem ersten Gruß still, seit sechs Monaten. Das ist der letzte Versuch.",
		},
		"mass": {
			Line{Occasion: Thanks, Customers: 240, Facts: Facts{Day: day, Last: cal.Never}},
			Shop, locale.DeDE,
			"240 Kunden: gerade zum ersten Mal gekauft oder mehr als sonst. Danken.",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			tc.line.Class = tc.line.Occasion.Class()
			if got := tc.line.Words(locale.For(tc.tag), wiebke, tc.tr).Reason(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// Every line that the rules can make has whole sentences in every language, with the
// longest realistic name, without mixing Du and Sie and, but for names, without ß in Swiss.
func TestEveryLineSpeaks(t *testing.T) {
	names := []Subject{
		{Person: locale.Person{Name: "Carla Mühlbächler-Weiß", Salutation: locale.Frau}, Article: "Dinkel-Kruste groß"},
		{Person: locale.Person{Name: "Praxis für Allgemeinmedizin Dr. Uhlenbrock und Partner", Firm: true}},
		{Person: locale.Person{Name: "4711"}, Du: true},
	}
	told := strings.NewReplacer("Weiß", "", "Dinkel-Kruste groß", "")
	for _, l := range everyLine() {
		for _, trade := range []Trade{"bakery", Dealer, Shop} {
			for _, tag := range locale.Tags {
				for _, who := range names {
					text := l.Words(locale.For(tag), who, trade)
					for _, s := range []string{text.Reason(), text.How, text.With} {
						if s == "" || strings.Contains(s, "care.") || strings.ContainsAny(s, "{}\x01") || strings.Contains(s, "  ") {
							t.Errorf("%s %s %s: %q", tag, trade, l.Key, s)
						}
						if locale.MixesAddress(s) {
							t.Errorf("%s: mixes Du and Sie: %q", tag, s)
						}
						if strings.Contains(s, "Weiss") || strings.Contains(s, "gross") {
							t.Errorf("a name was rewritten: %q", s)
						}
						if own := told.Replace(s); tag == locale.DeCH && strings.Contains(own, "ß") {
							t.Errorf("Swiss text with ß: %q", s)
						}
					}
					if !strings.HasSuffix(text.Reason(), ".") {
						t.Errorf("no sentence: %q", text.Reason())
					}
					for _, row := range l.Why(locale.For(tag)) {
						if row[0] == "" || row[1] == "" || strings.HasPrefix(row[0], "care.") {
							t.Errorf("%s: empty evidence %q", l.Key, row)
						}
					}
				}
			}
		}
	}
}

func everyLine() []Line {
	var lines []Line
	for _, c := range []Candidate{
		with(func(c *Candidate) { c.Activity, c.LateFrom, c.Last = lifecycle.Late, day, day.Add(-24) }),
		with(func(c *Candidate) { c.Activity, c.DormantFrom, c.Last = lifecycle.Dormant, day, day.Add(-60) }),
		with(func(c *Candidate) { c.Activity, c.DormantFrom, c.Last = lifecycle.Lost, day.Add(-40), day.Add(-90) }),
		with(func(c *Candidate) { c.Occasions, c.First, c.Last, c.UsualNet = 1, day, day, 0 }),
		with(func(c *Candidate) { c.LastNet = 5000 }),
		with(func(c *Candidate) { c.First = day.AddMonths(-12).Add(3) }),
		with(func(c *Candidate) { c.First = day.AddMonths(-24).Add(-3) }),
		with(func(c *Candidate) { c.First = day.AddMonths(-120) }),
		with(func(c *Candidate) {
			c.Red, c.RedSince, c.Signs = true, day, []string{"late", "dormant", "spend_down", "category_dropped", "first_late", "first_faulty", "pays_later"}
		}),
	} {
		lines = append(lines, Lines(c, day, "bakery")...)
	}
	for _, o := range []Occasion{Late, WinBack, Thanks, Anniversary, Warning, Rest} {
		lines = append(lines, Line{Occasion: o, Class: o.Class(), Channel: Counter, Customers: 240, Key: string(o), Facts: Facts{Rule: Rule, Day: day, Last: cal.Never}})
	}
	for _, ch := range []Channel{Counter, Parcel, Card, Phone, Check} {
		l := lines[0]
		l.Channel = ch
		lines = append(lines, l)
	}
	return lines
}
