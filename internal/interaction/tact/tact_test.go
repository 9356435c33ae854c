package tact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWordsThatHurtAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"Kunde nervt am Telefon":                      "nervt:insult",
		"Ist ein Querulant, zahlt aber":               "Querulant:insult",
		"hat Krebs, bitte leise":                      "Krebs:health",
		"Herr Krebs ruft zurück":                      "",
		"Frau Dick bestellt Torte":                    "",
		"wählt AfD und ist katholisch":                "AfD:belief katholisch:belief",
		"lebt in Scheidung":                           "Scheidung:family",
		"soll pleite sein":                            "pleite:money",
		"fragt nach Biofett und Fettkartuschen":       "",
		"braucht ein fettes Fass":                     "",
		"Passwort fürs WLAN ist 1234":                 "Passwort:secret",
		"annoying customer, probably drunk":           "annoying:insult drunk:health",
		"Was ist passiert: Lieferung kam einen Tag":   "",
		"hat lange erzählt, Enkelin kommt zur Schule": "",
		"blöde Situation":                             "blöde:insult",
		"NERVENSÄGE":                                  "NERVENSÄGE:insult",
		"":                                            "",
	} {
		var got []string
		for _, f := range Check(text) {
			got = append(got, text[f.From:f.Until]+":"+string(f.Reason))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %s, want %s", text, s, want)
		}
	}
}

func TestANeutralWordingIsProposed(t *testing.T) {
	if f := Check("Querulant"); len(f) != 1 || f[0].Better != expects {
		t.Errorf("%+v", f)
	}
	if f := Check("hat Diabetes"); len(f) != 1 || f[0].Better != "" {
		t.Errorf("what should not be stored has no other wording: %+v", f)
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"Querulant", "Herr Krebs", "\xff nervt", "ä", "ｎｅｒｖｔ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, x := range Check(text) {
			if x.From < at || x.Until <= x.From || x.Until > len(text) || utf8.ValidString(text) && !utf8.ValidString(text[x.From:x.Until]) {
				t.Fatalf("%q: %+v", text, x)
			}
			at = x.Until
		}
	})
}
