package paper

import "testing"

// What the typeface cannot show is written so that it can be read, and never as a box.
func TestForeignScriptsAreWrittenInLetters(t *testing.T) {
	for text, want := range map[string]string{
		"Käse & Söhne GmbH, Zürich": "Käse & Söhne GmbH, Zürich",
		"Ελληνικά Παπαδόπουλος":     "Ellinika Papadopoulos",
		"Χρήστος":                   "Christos",
		"Щербаков Юрий":             "Shcherbakov Iurii",
		"Київ":                      "Kiiv",
		"Müller 山田太郎 & Co":          "Müller (–) & Co",
		"山田 太郎":                     "(–)",
		"שלום":                      "(–)",
		"🥐 Bäckerei":                "Bäckerei",
		"🥐":                         "(–)",
		"Ḧaus":                      "Haus",
		"a\nb":                      "a\nb",
		"":                          "",
	} {
		got := printable(text, "(–)")
		if got != want {
			t.Errorf("%q is printed as %q, want %q", text, got, want)
		}
		for _, r := range got {
			if r != '\n' && !known()[r] {
				t.Errorf("%q: %q is printed as a box", text, r)
			}
		}
	}
	for _, r := range "aäöüßÄÖÜéèàçñčšžőłşğ€–„“’…→−·0123456789" {
		if !known()[r] && printable(string(r), "?") == "?" {
			t.Errorf("%q cannot be printed", r)
		}
	}
	if n := len(known()); n < 200 {
		t.Errorf("the typeface has %d letters", n)
	}
}
