package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/locale"
)

func readShipping(t *testing.T, text string) ([]cost.ShippingList, []intake.WrongShipping, error) {
	t.Helper()
	f, err := table.OpenReader(strings.NewReader(text), int64(len(text)), "versand.csv", table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	return intake.ReadShipping(f, locale.New(locale.Options{Tag: locale.DeDE, Currency: "EUR"}), cal.MustParse("2026-11-23"))
}

func TestAPriceListOfShippingIsRead(t *testing.T) {
	lists, wrong, err := readShipping(t, "Land;bis Bestellwert;Kosten;gültig ab\nDeutschland;50,00;4,90;\nDE;;0;\nÖsterreich;;9,90;01.01.2026\nübrige;;19,50;\n")
	if err != nil || len(wrong) > 0 {
		t.Fatal(wrong, err)
	}
	want := []cost.ShippingList{
		{Since: cal.MustParse("2026-11-23"), Rows: []cost.ShippingRow{{Cost: 1950}, {Country: "DE", UpTo: 5000, Cost: 490}, {Country: "DE"}}},
		{Since: cal.MustParse("2026-01-01"), Rows: []cost.ShippingRow{{Country: "AT", Cost: 990}}},
	}
	if diff := cmp.Diff(want, lists); diff != "" {
		t.Error(diff)
	}
	lists, wrong, err = readShipping(t, "Country\tUp to\tCost\nCH\t100\t12\nFR\t\t15\n")
	if err != nil || len(wrong) > 0 || len(lists) != 1 || len(lists[0].Rows) != 2 {
		t.Error(lists, wrong, err)
	}
}

func TestAPriceListWithAWrongCellIsRefusedWhole(t *testing.T) {
	lists, wrong, err := readShipping(t, "Land;bis Bestellwert;Kosten\nDE;50;4,90\nAtlantis;;9,90\nAT;;viel\nFR;-3;5\n")
	if err != nil || lists != nil || len(wrong) != 3 {
		t.Fatal(lists, wrong, err)
	}
	for i, want := range []struct {
		line   int
		column string
	}{{3, "Land"}, {4, "Kosten"}, {5, "bis Bestellwert"}} {
		if wrong[i].Line != want.line || wrong[i].Column != want.column || fault.KindOf(wrong[i].Err) != fault.Invalid {
			t.Errorf("%+v, want %+v", wrong[i], want)
		}
	}
	for text, key := range map[string]string{
		"Land;bis Gewicht kg;Kosten\nDE;5;4,90\n":       "intake.shipping_weight",
		"Land;Bemerkung\nDE;teuer\n":                    "intake.shipping_columns",
		"Land;Kosten\nDE;4,90\nDeutschland;5,90\n":      "cost.shipping_twice",
		"Land;bis Bestellwert;Kosten\nDE;;10001,00\n":   "cost.shipping_amount",
		"Land;bis Bestellwert;Kosten;Porto\nDE;10;5;\n": "",
	} {
		_, _, err := readShipping(t, text)
		if got := keyOf(err); got != key {
			t.Errorf("%q: %q, want %q", text, got, key)
		}
	}
}

func keyOf(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}
