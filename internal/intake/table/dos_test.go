package table_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/stammkunde/stammkunde/internal/intake/table"
)

func TestDOSTextIsToldOnlyWhereItIsSafe(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		code *charmap.Charmap
		want table.Encoding
	}{
		"umlauts inside words of a DOS program":       {"Name;Ort\nMüller;Köln\nJäger;Düren\n", charmap.CodePage850, table.CP850},
		"the same words of a Windows program":         {"Name;Ort\nMüller;Köln\nJäger;Düren\n", charmap.Windows1252, table.Windows1252},
		"quotation marks of Windows are no umlauts":   {"Name;Notiz\nMuster;sagt „gut“ und „ja“\nCafé;Crème\n", charmap.Windows1252, table.Windows1252},
		"one doubtful sign is left to the usual code": {"Name;Ort\nJäger;Ulm\n", charmap.CodePage850, table.Windows1252},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := test.code.NewEncoder().String(test.text)
			if err != nil {
				t.Fatal(err)
			}
			f, err := table.OpenReader(strings.NewReader(text), int64(len(text)), "x.csv", table.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := f.Read(0)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Info().Encoding; got != test.want {
				t.Errorf("read as %s, want %s", got, test.want)
			}
			as, err := f.ReadAs(0, table.As{Encoding: test.want})
			if err != nil {
				t.Fatal(err)
			}
			if test.want == table.CP850 || test.code == charmap.Windows1252 {
				if row, err := as.Next(); err != nil || !strings.Contains(test.text, strings.Join(row.Cells, ";")) {
					t.Errorf("told so it reads %v, %v", row, err)
				}
			}
		})
	}
}
