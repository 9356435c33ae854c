package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The log is told in the words of its page; for machines its values stay as they are.
func TestTheLogIsToldInWords(t *testing.T) {
	dir := t.TempDir()
	db, file := filepath.Join(dir, "house.db"), filepath.Join(dir, "kunden.csv")
	if err := os.WriteFile(file, []byte("Kundennummer;Vorname;Nachname;Ort\n1;Jörg;Ahrensböck;Mustertal\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, said, code := run(t, "import", file, "--db", db); code != 0 {
		t.Fatalf("import: %s", said)
	}
	for lang, want := range map[string][]string{"de-DE": {"Programm", "Neu: 1"}, "en-GB": {"Program", "New: 1"}} {
		text, said, code := run(t, "history", "--db", db, "--lang", lang)
		if code != 0 {
			t.Fatalf("history: %s", said)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in\n%s", lang, w, text)
			}
		}
		if raw := regexp.MustCompile(`[{}"]|\w+_\w+`).FindString(strings.ReplaceAll(text, "kunden.csv", "")); raw != "" {
			t.Errorf("%s: %q stands there raw in\n%s", lang, raw, text)
		}
	}
	if list := answer[map[string]any](t, "history", "--db", db); len(list["entries"].([]any)) == 0 {
		t.Error("no entries for machines")
	}
}
