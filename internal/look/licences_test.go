package look_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// TestEveryModuleOfTheProgramHasItsLicence fails after a change of go.mod until make
// licences has been run.
func TestEveryModuleOfTheProgramHasItsLicence(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(testkit.Root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	text, modules := "\n"+look.Licences(), 0
	for line := range strings.Lines(string(mod)) {
		f := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(f) < 2 || !strings.Contains(f[0], ".") || !strings.HasPrefix(f[1], "v") {
			continue
		}
		modules++
		if !strings.Contains(text, "\n"+f[0]+" "+f[1]+"\n") {
			t.Errorf("%s %s is not among the licences; run make licences", f[0], f[1])
		}
	}
	if modules < 20 {
		t.Errorf("go.mod was read as naming %d modules", modules)
	}
	for _, words := range []string{"\nGo 1.", "modernc.org/sqlite", "Redistribution and use in source and binary forms"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is missing", words)
		}
	}
}
