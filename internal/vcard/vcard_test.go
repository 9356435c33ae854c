package vcard

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func readAll(t *testing.T, text string) (cards []Card, problems []Problem) {
	t.Helper()
	for c, err := range Read(strings.NewReader(text)) {
		var p *Problem
		switch {
		case errors.As(err, &p):
			problems = append(problems, *p)
		case err != nil:
			t.Fatal(err)
		default:
			cards = append(cards, c)
		}
	}
	return cards, problems
}

func one(t *testing.T, text string) Card {
	t.Helper()
	cards, problems := readAll(t, text)
	if len(cards) != 1 || len(problems) != 0 {
		t.Fatalf("%d cards, problems %v", len(cards), problems)
	}
	return cards[0]
}

func TestACardOfVersion3(t *testing.T) {
	c := one(t, "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Vogt\\; Frank;Wiebke;;Dr.;\r\nFN:Dr. Wiebke Vogt\r\n"+
		"ORG:Kiesgrube Haller GmbH;Einkauf\r\nitem1.TEL;TYPE=work,voice;TYPE=pref:+49 30 1234\r\nTEL;type=CELL:0170 5\r\n"+
		"EMAIL:vogt@example.de\r\nADR;TYPE=work:;;Am Markt 3\\, Hof;Köln;;50667;DE\r\nNOTE:mag Dinkel\\nund Roggen, sehr\r\n lange Zeile\r\nEND:VCARD\r\n")
	for _, x := range []struct{ name, got, want string }{
		{"family name with a semicolon", c.First("N").Part(0), "Vogt; Frank"},
		{"title", c.First("N").Part(3), "Dr."},
		{"firm", c.First("ORG").Part(0), "Kiesgrube Haller GmbH"},
		{"preferred telephone", c.First("TEL").Text(), "+49 30 1234"},
		{"street", c.First("ADR").Part(2), "Am Markt 3, Hof"},
		{"city", c.First("ADR").Part(3), "Köln"},
		{"folded note", c.First("NOTE").Text(), "mag Dinkel\nund Roggen, sehrlange Zeile"},
		{"version", c.Version, "3.0"},
	} {
		if x.got != x.want {
			t.Errorf("%s: %q, want %q", x.name, x.got, x.want)
		}
	}
	if tel := c.All("TEL"); len(tel) != 2 || !tel[1].Is("cell") || tel[0].Group != "item1" || tel[0].Line != 6 {
		t.Errorf("telephones %+v", tel)
	}
}

func TestACardOfVersion4HasQuotedTypesAndPreferences(t *testing.T) {
	c := one(t, "BEGIN:VCARD\nVERSION:4.0\nFN:Kim\nTEL;VALUE=uri;TYPE=\"voice,work\":tel:+49-30-1\nTEL;PREF=1;VALUE=uri:tel:+49-30-2\nEND:VCARD")
	if got := c.First("TEL").Text(); got != "tel:+49-30-2" {
		t.Errorf("preferred %q", got)
	}
	if !c.All("TEL")[0].Is("work") {
		t.Errorf("types %v", c.All("TEL")[0].Params)
	}
}

func TestACardOfAnOldTelephone(t *testing.T) {
	c := one(t, "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6r=\r\ng\r\nTEL;HOME;VOICE:030 1\r\nEND:VCARD\r\n")
	if n := c.First("N"); n.Part(0) != "Müller" || n.Part(1) != "Jörg" {
		t.Errorf("name %q", n.Parts)
	}
	if !c.First("TEL").Is("home") {
		t.Errorf("types %v", c.First("TEL").Params)
	}
	old := one(t, "BEGIN:VCARD\nVERSION:2.1\nFN:M\xfcller\nPHOTO;ENCODING=BASE64:AAAA\nEND:VCARD\n")
	if got := old.First("FN").Text(); got != "Müller" {
		t.Errorf("Windows-1252: %q", got)
	}
	if p := old.First("PHOTO"); p != nil {
		t.Errorf("a picture was kept: %+v", p)
	}
}

func TestWhatCannotBeReadIsToldAndTheRestGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		cards int
		want  []Problem
	}{
		"nothing":                 {"", 0, nil},
		"blank lines":             {"\r\n\r\n", 0, nil},
		"no card":                 {"Name;Ort\nVogt;Köln\n", 0, []Problem{{1, "property"}, {2, "property"}}},
		"a line before a card":    {"FN:Vogt\nBEGIN:VCARD\nFN:A\nEND:VCARD\n", 1, []Problem{{1, "begin"}}},
		"a line without a value":  {"BEGIN:VCARD\nFN\nFN:A\nEND:VCARD\n", 1, []Problem{{2, "property"}}},
		"a card without its end":  {"BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n", 2, []Problem{{1, "end"}}},
		"a file that breaks off":  {"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\n", 1, []Problem{{4, "end"}}},
		"a quote that never ends": {"BEGIN:VCARD\nTEL;TYPE=\"work:1\nEND:VCARD\n", 1, []Problem{{2, "property"}}},
		"a picture of 100 kB":     {"BEGIN:VCARD\nPHOTO:" + strings.Repeat("A", 100<<10) + "\nFN:A\nEND:VCARD\n", 1, []Problem{{2, "long"}}},
		"a NUL byte":              {"BEGIN:VCARD\nFN:A\x00B\nEND:VCARD\n", 1, []Problem{{2, "encoding"}}},
	} {
		t.Run(name, func(t *testing.T) {
			var problems []Problem
			cards := 0
			for _, err := range Read(strings.NewReader(c.text)) {
				var p *Problem
				if errors.As(err, &p) {
					problems = append(problems, *p)
				} else {
					cards++
				}
			}
			if diff := cmp.Diff(c.want, problems); diff != "" {
				t.Error(diff)
			}
			if cards != c.cards {
				t.Errorf("%d cards, want %d", cards, c.cards)
			}
		})
	}
}

func TestCardsReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Za-zäöüßÄÖÜ€漢 ,;:\\"\n.-]{0,120}`)
		want := Card{Version: rapid.SampledFrom([]string{V3, V4}).Draw(t, "version"), Line: 1}
		for i := range rapid.IntRange(1, 6).Draw(t, "properties") {
			p := Property{Name: rapid.SampledFrom([]string{"FN", "N", "NOTE", "X-OWN"}).Draw(t, "name"), Group: rapid.SampledFrom([]string{"", "item1"}).Draw(t, "group")}
			if i%2 == 0 {
				p.Params = map[string][]string{"TYPE": {rapid.SampledFrom([]string{"work", "a b", "x:y;z"}).Draw(t, "type")}}
			}
			for range rapid.IntRange(1, 4).Draw(t, "parts") {
				p.Parts = append(p.Parts, strings.TrimSpace(text.Draw(t, "part")))
			}
			want.Properties = append(want.Properties, p)
		}
		var b bytes.Buffer
		if err := Write(&b, want); err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(b.String(), "\r\n") {
			if len(l) > 75 {
				t.Fatalf("a line of %d bytes: %q", len(l), l)
			}
		}
		var got []Card
		for c, err := range Read(&b) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range c.Properties {
				c.Properties[i].Line = 0
			}
			got = append(got, c)
		}
		if diff := cmp.Diff([]Card{want}, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("BEGIN:VCARD\nVERSION:3.0\nN:a;b\nEND:VCARD\n")
	f.Add("BEGIN:VCARD\nitem1.TEL;TYPE=\"a,b\";HOME:1\n 2\nEND:VCARD")
	f.Add("N;ENCODING=QUOTED-PRINTABLE:=C3=\n=BC")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		for c, err := range Read(strings.NewReader(text)) {
			var p *Problem
			if err != nil && (!errors.As(err, &p) || p.Line < 1 || p.Line > lines) {
				t.Fatalf("%v in %d lines", err, lines)
			}
			if slices.ContainsFunc(c.Properties, func(p Property) bool { return p.Name == "" || len(p.Parts) == 0 }) {
				t.Fatalf("%+v", c)
			}
		}
	})
}
