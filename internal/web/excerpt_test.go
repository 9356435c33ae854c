package web

import "testing"

func TestAnExcerptShowsTheWordThatWasFound(t *testing.T) {
	long := "Wir sprachen über die neue Lieferung und er möchte im Herbst noch einmal Äpfel aus Öhringen für seine Gäste"
	for text, want := range map[string]string{
		"aepfel": "… möchte im Herbst noch einmal Äpfel aus Öhringen für seine Gäste", "wir": "Wir sprachen über die neue Lieferung …", "nichts": "Wir sprachen über die neue Lieferung …",
	} {
		if got := excerpt(long, text); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
