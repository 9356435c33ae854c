package table

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cards reads a file of cards: per row its cells that hold something, or its problem.
func cards(t *testing.T, text string) []string {
	t.Helper()
	f, err := OpenReader(strings.NewReader(text), int64(len(text)), "adressen.vcf", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	var out []string
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Problem != nil {
			out = append(out, row.Problem.Key)
			continue
		}
		var cells []string
		for i, c := range row.Cells {
			if c != "" {
				cells = append(cells, r.Header()[i]+"="+c)
			}
		}
		out = append(out, strings.Join(cells, " | "))
	}
}

func TestCardsBecomeRows(t *testing.T) {
	got := cards(t, "\xef\xbb\xbfBEGIN:VCARD\r\nVERSION:3.0\r\nUID:u-1\r\nN:Berger;Anna;Maria;Mag.;\r\nFN:Anna Berger\r\nTEL;TYPE=work:030 1234567\r\n"+
		"TEL;TYPE=cell,pref:tel:+49-170-7654321\r\nEMAIL:anna@example.de\r\nEMAIL:berger@example.de\r\nADR:;;Am Markt 3;Ulm;;89073;DE\r\nBDAY:19850102\r\nNOTE:mag Roggen\r\nEND:VCARD\r\n"+
		"BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Haller GmbH\nBDAY:--0229\nEND:VCARD\n"+
		"BEGIN:VCARD\nVERSION:4.0\nFN:Kim Sommer\nEND:VCARD\n"+
		"BEGIN:VCARD\nVERSION:3.0\nFN:Ute Tamm\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-05-12\nEND:VCARD\n")
	want := []string{
		"vCard UID=u-1 | Vorname=Anna Maria | Nachname=Berger | Titel=Mag. | E-Mail=anna@example.de | Telefon=+49-170-7654321 | Straße=Am Markt 3 | PLZ=89073 | Ort=Ulm | Land=DE | Geburtstag=1985-01-02 | " +
			"Notiz=mag Roggen | Weitere Kontaktwege=mail |  | berger@example.de\nphone | business | 030 1234567",
		"Firma=Haller GmbH | Kundenart=Firma | Geburtstag=2000-02-29",
		"Kundenname=Kim Sommer",
		"Kundenname=Ute Tamm | Geburtstag=2000-05-12",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryCardAndEveryBadLineOfAFileIsTold(t *testing.T) {
	got := cards(t, "BEGIN:VCARD\nFN:A\nkein Doppelpunkt\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nBEGIN:VCARD\nFN:B\n")
	want := []string{"intake.card_line", "Kundenname=A", "intake.card_empty", "intake.card_line"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzCards(f *testing.F) {
	f.Add("BEGIN:VCARD\nN:A;B;C\nBDAY:--13\nEND:VCARD")
	f.Fuzz(func(t *testing.T, text string) {
		for _, row := range cards(t, "BEGIN:VCARD\n"+text) {
			if row == "" {
				t.Error("a row without cells")
			}
		}
	})
}
