package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckTypesPrintsOneRowForEachWorldAndTime(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "none", "firm.db") // a folder that does not exist
	type row struct {
		World     string
		Quarters  int
		Accuracy  *float64
		Confident *float64 `json:"accuracy_confident"`
		Coverage  *float64
		ECE       *float64
		Exchange  *float64 `json:"wrongly_exchange_without_logs"`
		Demanding *float64 `json:"precision_demanding"`
	}
	rows := answer[[]row](t, "check", "--types", "--db", db)
	seen := map[string]map[int]bool{}
	for _, r := range rows {
		if seen[r.World] == nil {
			seen[r.World] = map[int]bool{}
		}
		if seen[r.World][r.Quarters] {
			t.Errorf("%s after %d quarters stands twice", r.World, r.Quarters)
		}
		seen[r.World][r.Quarters] = true
		for name, x := range map[string]*float64{
			"accuracy": r.Accuracy, "accuracy_confident": r.Confident, "coverage": r.Coverage, "ece": r.ECE, "wrongly": r.Exchange, "demanding": r.Demanding,
		} {
			if x == nil || *x <= 0 || *x >= 1 {
				t.Errorf("%s after %d quarters: %s is missing or no share", r.World, r.Quarters, name)
			}
		}
	}
	for _, world := range []string{"bakery", "dealer", "shop", "service"} {
		if !seen[world][1] || !seen[world][2] || !seen[world][4] {
			t.Errorf("%s: %v", world, seen[world])
		}
	}
}

func TestCheckTypesTellsInWords(t *testing.T) {
	t.Parallel()
	out, said, code := run(t, "check", "--types", "--lang", "de-DE")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	for _, want := range []string{"ohne Notizen zu Unrecht unkompliziert", "Verlässlichkeit (dealer, 2 Quartale)", "Wahr (Zeile) und benannt (Spalte), shop"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in %s", want, out)
		}
	}
}
