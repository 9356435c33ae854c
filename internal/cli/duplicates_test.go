package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Doubles go through all commands as JSON: looked for, listed, merged, un-merged and
// called two, after which nobody asks about them again.
func TestDuplicatesByCommand(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "house.db")
	file := filepath.Join(dir, "kunden.csv")
	text := "Kundennummer;Firma;Vorname;Nachname;Straße;PLZ;Ort;Telefon;E-Mail\n" +
		"1;;Jörg;Ahrensböck;Am Bach 3;99101;Mustertal;09101 445566;\n" +
		"2;;Joerg;Ahrensböck;Am Bach 3;99101;Mustertal;+49 9101 445566;joerg@example.de\n" +
		"3;;Eva;Wintermeier;Dorfstraße 9;99103;Beispielhausen;09103 1;\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, said, code := run(t, "import", file, "--db", db); code != 0 {
		t.Fatalf("import: %s", said)
	}
	with := func(args ...string) []string { return append(append([]string{"duplicates"}, args...), "--db", db) }
	type pairs struct {
		Pairs []struct {
			IDs     [2]int64 `json:"ids"`
			Names   []string `json:"names"`
			Outcome string   `json:"outcome"`
			Points  float64  `json:"points"`
			Reasons []string `json:"reasons"`
		} `json:"pairs"`
	}
	found := answer[map[string]int64](t, with("find")...)
	if found["customers"] != 3 || found["same"] != 1 || found["ask"] != 0 {
		t.Fatalf("found %v", found)
	}
	list := answer[pairs](t, with("list")...)
	if len(list.Pairs) != 1 || list.Pairs[0].Outcome != "same" || list.Pairs[0].Points <= 0 || len(list.Pairs[0].Reasons) == 0 {
		t.Fatalf("listed %+v", list)
	}
	a, b := fmt.Sprint(list.Pairs[0].IDs[0]), fmt.Sprint(list.Pairs[0].IDs[1])
	merged := answer[map[string]int64](t, with("merge", a, b)...)
	if merged["merge"] == 0 || fmt.Sprint(merged["survivor"]) != a || fmt.Sprint(merged["loser"]) != b {
		t.Fatalf("merged %v", merged)
	}
	if left := answer[pairs](t, with("list")...); len(left.Pairs) != 0 {
		t.Errorf("still listed: %+v", left)
	}
	if _, said, code := run(t, with("merge", a, b)...); code == 0 {
		t.Errorf("who is gone was merged again: %s", said)
	}
	type done struct {
		Merge int64   `json:"merge"`
		IDs   []int64 `json:"ids"`
		State string  `json:"state"`
	}
	if back := answer[done](t, with("unmerge", fmt.Sprint(merged["merge"]))...); back.Merge != merged["merge"] || back.State != "undone" {
		t.Errorf("un-merged %+v", back)
	}
	answer[map[string]int64](t, with("find")...)
	if again := answer[pairs](t, with("list")...); len(again.Pairs) != 1 {
		t.Errorf("after the un-merge: %+v", again)
	}
	if two := answer[done](t, with("dismiss", a, b)...); two.State != "dismissed" || len(two.IDs) != 2 {
		t.Errorf("called two: %+v", two)
	}
	answer[map[string]int64](t, with("find")...)
	if left := answer[pairs](t, with("list")...); len(left.Pairs) != 0 {
		t.Errorf("asked again about two: %+v", left)
	}
	for _, wrong := range [][]string{with("merge", a, a), with("unmerge", "99"), with("dismiss", a, "99")} {
		if _, _, code := run(t, wrong...); code == 0 {
			t.Errorf("%v ends well", wrong)
		}
	}
}
