package table_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/intake/table"
)

func TestFormulasAreGuardedAndNumbersAreNot(t *testing.T) {
	for cell, want := range map[string]string{
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+1+1": "'+1+1", "-1+1": "'-1+1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "＝1": "'＝1",
		"+49 731 55": "'+49 731 55", "-": "'-", "-5,00": "-5,00", "-1.234,56 €": "-1.234,56 €", "-19%": "-19%", "- 3": "- 3", "5,00": "5,00",
		"": "", "Roggenbrot": "Roggenbrot", "'=1": "''=1", "'Anna": "'Anna", "-2-3": "'-2-3",
	} {
		if got := table.Guard(cell); got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}

func TestWhatWasGuardedComesBack(t *testing.T) {
	cell := rapid.OneOf(rapid.StringMatching(`['=+\-@;," 0-9a\t＝]{0,6}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		c := cell.Draw(t, "cell")
		if got := table.Unguard(table.Guard(c)); got != c {
			t.Fatalf("%q came back as %q", c, got)
		}
	})
}

func TestALineKeepsItsCells(t *testing.T) {
	cell := rapid.StringMatching(`['=+\-@;," 0-9a]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(cell, 2, 5).Draw(t, "cells")
		if strings.Join(cells, "") == "" {
			return
		}
		line := table.GuardLine(table.Line(cells, ';'), ';')
		got := table.Cells(line, ';')
		for i := range got {
			if got[i] != table.Guard(got[i]) && !strings.HasPrefix(got[i], "'") {
				t.Fatalf("%q is left unguarded in %q", got[i], line)
			}
			got[i] = table.Unguard(got[i])
		}
		if !slices.Equal(got, cells) {
			t.Fatalf("%q came back as %q", cells, got)
		}
	})
}

func TestALineThatCannotBeCutIsGuardedToo(t *testing.T) {
	if got := table.GuardLine(`17;"offen;=cmd;-5,00`, ';'); !strings.Contains(got, ";'=cmd") || !strings.HasSuffix(got, ";-5,00") {
		t.Errorf("%q", got)
	}
	if got := table.GuardLine(`17;"a ""b""";-5,00`, ';'); got != `17;"a ""b""";-5,00` {
		t.Errorf("a harmless line was rewritten: %q", got)
	}
}
