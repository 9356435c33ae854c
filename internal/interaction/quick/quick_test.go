package quick

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// today is a Wednesday.
var today = cal.MustParse("2026-11-25")

// understood writes what was understood in one line.
func understood(e Entry) string {
	var b []string
	add := func(format string, args ...any) { b = append(b, fmt.Sprintf(format, args...)) }
	if e.Channel != "" {
		add("%s", strings.TrimSpace(string(e.Channel)+" "+string(e.Direction)))
	}
	if len(e.Name) > 0 {
		add("<%s>", strings.Join(e.Name, " "))
	}
	if e.Minutes > 0 {
		add("%dmin", e.Minutes)
	}
	if e.Reason != "" {
		add("%s", e.Reason)
	}
	if e.Tone != "" {
		add("%s", e.Tone)
	}
	if p := e.Promise; p != nil {
		text := string(p.Party)
		if p.Callback {
			text += " callback"
		}
		if p.Due != cal.Never {
			text += " " + p.Due.String()[5:]
			if p.Due.Year() != 2026 {
				text += "!"
			}
		}
		if p.Minute >= 0 {
			text += fmt.Sprintf(" %02d:%02d", p.Minute/60, p.Minute%60)
		}
		if p.Text != "" {
			text += " '" + p.Text + "'"
		}
		add("%s", text)
	}
	if e.Note != "" {
		add("note: %s", e.Note)
	}
	return strings.Join(b, " | ")
}

func TestLines(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"Anruf Haller 12 min fragt nach Biofett, ruft Dienstag zurück", "phone in | <Haller> | 12min | question | customer callback 12-01 | note: fragt nach Biofett"},
		{"Anruf von Kiesgrube Haller, 5 Minuten, schicke Angebot bis 3.12.", "phone in | <Kiesgrube Haller> | 5min | us 12-03 'schicke Angebot'"},
		{"Anruf bei Frau Adam 3 min, melde mich bis Freitag", "phone out | <Adam> | 3min | us callback 11-27"},
		{"Besuch Haller 45 min Jahresgespräch", "visit | <Haller> | 45min | note: Jahresgespräch"},
		{"Tresen Frau Adam hat lange erzählt", "counter in | <Adam> | no_occasion | note: hat lange erzählt"},
		{"Tresen Adam herzlich", "counter in | <Adam> | warm"},
		{"Notiz Haller zieht im Mai um", "note | <Haller> | note: zieht im Mai um"},
		{"haller angerufen, will Montag entscheiden", "phone | <haller> | customer 11-30 'will entscheiden'"},
		{"Mail Sommer Rechnung nicht erhalten, prüfe bis morgen", "mail in | <Sommer> | invoice | us 11-26 'prüfe' | note: Rechnung nicht erhalten"},
		{"Mail an Herrn Vogt wegen Muster", "mail out | <Vogt> | note: wegen Muster"},
		{"Anruf Dr. Jana Uhlenbrock 1 h Beratung", "phone in | <Jana Uhlenbrock> | 60min | note: Beratung"},
		{"Telefonat mit Café Ahrensböck 20min", "phone | <Café Ahrensböck> | 20min"},
		{"Telefonat mit Herrn Vogt, eine halbe Stunde, begeistert vom neuen Fett", "phone | <Vogt> | 30min | enthusiastic | note: vom neuen Fett"},
		{"WhatsApp Lina fragt nach Öffnungszeiten", "message in | <Lina> | question | note: fragt nach Öffnungszeiten"},
		{"Brief von Müller & Söhne GmbH, reklamiert die Lieferung", "letter in | <Müller & Söhne GmbH> | complaint | note: reklamiert die Lieferung"},
		{"Anruf Müller-Lüdenscheidt beschwert sich über Kruste", "phone in | <Müller-Lüdenscheidt> | complaint | note: beschwert sich über Kruste"},
		{"Anruf Haller sagt Termin ab", "phone in | <Haller> | refusal | note: sagt Termin ab"},
		{"Haller lobt die neue Verpackung", "<Haller> | praise | note: lobt die neue Verpackung"},
		{"Frau Wackernagel schlägt vor, samstags früher zu öffnen", "<Wackernagel> | suggestion | note: schlägt vor, samstags früher zu öffnen"},
		{"Anruf Haller, Rückruf morgen", "phone in | <Haller> | us callback 11-26"},
		{"Anruf Haller bittet um Rückruf um 14:30", "phone in | <Haller> | us callback 11-25 14:30"},
		{"Anruf Haller bitte um Rückruf Donnerstag 14:30", "phone in | <Haller> | us callback 11-26 14:30"},
		{"Anruf Haller Rückruf heute um 16 Uhr wegen Biofett", "phone in | <Haller> | us callback 11-25 16:00 'wegen Biofett'"},
		{"Haller ruft übermorgen wieder an", "<Haller> | customer callback 11-27"},
		{"Haller meldet sich in zwei Wochen", "<Haller> | customer callback 12-09"},
		{"Haller meldet sich KW 50", "<Haller> | customer callback 12-11"},
		{"Haller meldet sich in KW 3", "<Haller> | customer callback 01-22!"},
		{"Anruf Haller, schicke Muster nächste Woche", "phone in | <Haller> | us 12-04 'schicke Muster'"},
		{"Anruf Haller, wir liefern am 15. Dezember", "phone in | <Haller> | us 12-15 'liefern'"},
		{"Anruf Haller, ich bringe den Katalog am Montag vorbei", "phone in | <Haller> | us 11-30 'bringe den Katalog vorbei'"},
		{"Anruf Haller, versprochen: Preisliste bis 1.2.", "phone in | <Haller> | us 02-01! 'Preisliste'"},
		{"Anruf Haller zugesagt bis Freitag Muster schicken", "phone in | <Haller> | us 11-27 'Muster schicken'"},
		{"Besuch bei Heavy Duty Grease 30 min, hat Fragen zur Rechnung", "visit out | <Heavy Duty Grease> | 30min | invoice | note: hat Fragen zur Rechnung"},
		{"Adam bestellt Torte für Samstag", "<Adam> | order | note: bestellt Torte für Samstag"},
		{"Adam bringt immer ihren Hund mit", "<Adam> | note: bringt immer ihren Hund mit"},
		{"Adam bringt Dienstag die Formen zurück", "<Adam> | customer 12-01 'bringt die Formen zurück'"},
		{"Haller überweist bis 30.11.", "<Haller> | customer 11-30 'überweist'"},
		{"Haller entscheidet nächsten Monat", "<Haller> | customer 12-25 'entscheidet'"},
		{"Haller: schicken bis 2026-12-03 das Datenblatt", "<Haller> | us 12-03 'schicken das Datenblatt'"},
		{"Call Haller 12 min asks about bio grease, calls back Tuesday", "phone in | <Haller> | 12min | question | customer callback 12-01 | note: asks about bio grease"},
		{"Call from Haller, will call back tomorrow", "phone in | <Haller> | customer callback 11-26"},
		{"Called Haller, I will send the offer by Friday", "phone in | <Haller> | us 11-27 'send the offer'"},
		{"Visit Smith 30 minutes, order", "visit | <Smith> | 30min | order | note: order"},
		{"Note Smith moves in May", "note | <Smith> | note: moves in May"},
		{"Counter Smith chatted, warm", "counter in | <Smith> | no_occasion | warm | note: chatted"},
		{"Mail from Smith complains about delivery", "mail in | <Smith> | complaint | note: complains about delivery"},
		{"Smith asks for a call back on Monday at 3pm", "<Smith> | us callback 11-30 15:00"},
		{"Smith, call back in two weeks", "<Smith> | us callback 12-09"},
		{"Smith pays by 3.12.", "<Smith> | customer 12-03 'pays'"},
		{"Smith will get back next week", "<Smith> | customer callback 12-04"},
		{"We'll deliver on 15 December, Smith agrees", "<Smith> | us 12-15 'deliver' | note: agrees"},
		{"Anruf", "phone in"},
		{"Haller", "<Haller>"},
		{"12 min", "12min"},
		{"", ""},
		{",,,;", ""},
		{"fragt nach Biofett", "question | note: fragt nach Biofett"},
		{"Anruf 12 min", "phone in | 12min"},
		{"Anruf Haller 0 min", "phone in | <Haller> | note: 0 min"},
		{"Anruf Haller 9999 min", "phone in | <Haller> | note: 9999 min"},
		{"Anruf Haller 20' geplaudert", "phone in | <Haller> | 20min | no_occasion | note: geplaudert"},
		{"Anruf Familie von der Heide 4 min", "phone in | <von der Heide> | 4min"},
		{"Tresen Kunde, fragt nach glutenfrei", "counter in | question | note: Kunde, fragt nach glutenfrei"},
		{"im Laden Adam ungeduldig", "counter in | <Adam> | demanding"},
		{"Karte an Adam geschrieben", "letter out | <Adam> | note: geschrieben"},
		{"Anruf Haller so wie immer", "phone in | <Haller> | note: so wie immer"},
		{"Anruf Haller do", "phone in | <Haller> | note: do"},
		{"Anruf Haller, ruft am Do zurück", "phone in | <Haller> | customer callback 11-26"},
		{"Anruf Haller, ruft am 31.2. zurück", "phone in | <Haller> | customer callback 'am 31.2.'"},
		{"Anruf Haller, ruft am 25.11. zurück", "phone in | <Haller> | customer callback 11-25"},
		{"Anruf Haller, ruft am 24.11. zurück", "phone in | <Haller> | customer callback 11-24!"},
		{"Anruf Haller, ruft am 24.11.26 zurück", "phone in | <Haller> | customer callback 11-24"},
		{"Anruf Haller, ruft Mittwoch zurück", "phone in | <Haller> | customer callback 12-02"},
		{"Anruf Haller, ruft in einem Monat zurück", "phone in | <Haller> | customer callback 12-25"},
		{"Anruf Haller, ruft in 3 Tagen zurück", "phone in | <Haller> | customer callback 11-28"},
		{"Anruf Haller ruft morgen um 9 zurück", "phone in | <Haller> | customer callback 11-26 09:00"},
		{"Anruf Haller, ruft am Freitag in einer Woche zurück", "phone in | <Haller> | customer callback 12-04"},
		{"Anruf Haller und Söhne, bestellt 3 Fässer", "phone in | <Haller und Söhne> | order | note: bestellt 3 Fässer"},
		{"Anruf Kunze: fordert Lieferung bis 14 Uhr", "phone in | <Kunze> | demand | note: fordert Lieferung bis 14 Uhr"},
		{"Anruf Bäckerei Zur Alten Mühle wegen Mahnung", "phone in | <Bäckerei Zur Alten Mühle> | invoice | note: wegen Mahnung"},
		{"Anruf 0170 1234567 fragt nach Preis", "phone in | <0170 1234567> | question | note: fragt nach Preis"},
		{"SMS Yusuf Demirbaş kommt Samstag vorbei", "message in | <Yusuf Demirbaş> | customer 11-28 'kommt vorbei'"},
		{"Haller interessiert an Heizöl und ruft Freitag zurück", "<Haller> | customer callback 11-27 | note: interessiert an Heizöl"},
		{"Anruf Haller; lege Biofett zurück bis Samstag", "phone in | <Haller> | us 11-28 'lege Biofett zurück'"},
		{"Termin mit Haller 90 Minuten", "visit | <Haller> | 90min"},
		{"2 Stunden Besuch Haller", "visit | <Haller> | 120min"},
		{"Anruf Ernst August 10 min, hat geheiratet", "phone in | <Ernst August> | 10min | note: hat geheiratet"},
		{"Anruf Sonntag 10 min fragt nach Brot", "phone in | <Sonntag> | 10min | question | note: fragt nach Brot"},
		{"ANRUF HALLER 5 MIN", "phone in | <HALLER> | 5min"},
		{"Frau Sonntag ruft Sonntag zurück", "<Sonntag> | customer callback 11-29"},
		{"Döring rief an wegen Rechnung", "phone in | <Döring> | invoice | note: wegen Rechnung"},
		{"Frau Adam ruft uns an 4 min fragt nach Brot", "phone in | <Adam> | 4min | question | note: fragt nach Brot"},
		{"Ahmet Öztürk angerufen 7 min", "phone | <Ahmet Öztürk> | 7min"},
		{"Anruf Haller 5 min. Fragt nach Öl. Ruft Montag zurück.", "phone in | <Haller> | 5min | question | customer callback 11-30 | note: Fragt nach Öl."},
		{"Anruf Haller – fragt nach Öl – meldet sich nach dem Urlaub", "phone in | <Haller> | question | customer callback 'nach dem Urlaub' | note: fragt nach Öl"},
	} {
		if got := understood(Parse(c.line, today)); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.line, got, c.want)
		}
	}
}

func TestSpansShowWhatWasUnderstood(t *testing.T) {
	line := "Anruf Haller 12 min fragt nach Biofett, ruft Dienstag um 9:30 zurück"
	var got []string
	for _, s := range Parse(line, today).Spans {
		got = append(got, string(s.Part)+"="+line[s.From:s.Until])
	}
	if text := strings.Join(got, " "); text != "kind=Anruf name=Haller minutes=12 min reason=fragt promise=ruft day=Dienstag time=um 9:30" {
		t.Errorf("got %s", text)
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]string{
		"heute": "2026-11-25", "morgen": "2026-11-26", "übermorgen": "2026-11-27", "Mittwoch": "2026-12-02", "am Do": "2026-11-26",
		"nächsten Montag": "2026-11-30", "bis Freitag": "2026-11-27", "Sonnabend": "2026-11-28", "in einer Woche": "2026-12-02",
		"in zwei Wochen": "2026-12-09", "in 10 Tagen": "2026-12-05", "in einem Monat": "2026-12-25", "in einem Jahr": "2027-11-25",
		"3.12.": "2026-12-03", "bis 3.12.": "2026-12-03", "3.12.2027": "2027-12-03", "3.12.27": "2027-12-03", "1.2.": "2027-02-01",
		"25.11.": "2026-11-25", "29.2.2028": "2028-02-29", "3. Dezember": "2026-12-03", "24. Jänner": "2027-01-24", "2026-12-24": "2026-12-24",
		"KW 50": "2026-12-11", "KW50": "2026-12-11", "in KW 1": "2027-01-08", "KW 48": "2026-11-27", "KW 53": "2027-01-01", "nächste Woche": "2026-12-04",
		"nächsten Monat": "2026-12-25", "tomorrow": "2026-11-26", "on Friday": "2026-11-27", "by 3 December": "2026-12-03", "December 3": "2026-12-03",
		"in three weeks": "2026-12-16", "next week": "2026-12-04", "week 50": "2026-12-11",
	} {
		p := Parse("x, ruft "+text+" zurück", today).Promise
		if p == nil || p.Due.String() != want || p.Text != "" {
			t.Errorf("%q is %+v, want %s", text, p, want)
		}
	}
	for _, text := range []string{"bald", "nach dem Urlaub", "am 32.1.", "am 31.2.", "KW 54", "in null Tagen", "do", "so", "am Morgen"} {
		if p := Parse("x, ruft "+text+" zurück", today).Promise; p == nil || p.Due != cal.Never {
			t.Errorf("%q is %+v", text, p)
		}
	}
}

// FuzzParse: whatever is typed, the spans lie in the line in order, on whole characters,
// and nothing is made up.
func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"Anruf Haller 12 min fragt nach Biofett, ruft Dienstag zurück", "", ",,", "KW", "in", "in zwei", "3.", "3.12", "um", "um 25:99", "\xff\xfe Anruf",
		"ruft zurück", "versprochen:", "Anruf an", "99999999999 min", "sagt", "morgen um", "1h", "eine halbe", "von der", "📞 Anruf Haller", "Anruf\nHaller",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		e := Parse(line, today)
		at := 0
		for _, s := range e.Spans {
			if s.From < at || s.Until <= s.From || s.Until > len(line) {
				t.Fatalf("%q: spans %v", line, e.Spans)
			}
			if utf8.ValidString(line) && !utf8.ValidString(line[s.From:s.Until]) {
				t.Fatalf("%q: span %v cuts a character", line, s)
			}
			at = s.Until
		}
		if e.Minutes < 0 || e.Minutes > 24*60 {
			t.Fatalf("%q: %d minutes", line, e.Minutes)
		}
		for _, w := range e.Name {
			if !strings.Contains(line, w) {
				t.Fatalf("%q: name %q", line, w)
			}
		}
		if p := e.Promise; p != nil && (p.Minute < -1 || p.Minute >= 24*60 || p.Due != cal.Never && !p.Due.Valid()) {
			t.Fatalf("%q: promise %+v", line, p)
		}
	})
}
