package sales

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTheBoundBehindANumber(t *testing.T) {
	for text, want := range map[string]string{
		"1025": "1026", "R-1029": "R-103", "999": "a", "R999": "Ra", "2026-100": "2026-101", "12": "", "abc": "", "1234-": "", "R12": "",
	} {
		got, ok := behindNumber(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Z]?[0-9-]{2,5}[0-9]`).Draw(t, "number")
		end, ok := behindNumber(text)
		if ok && (text >= end || text+rapid.StringMatching(`[0-9|-]{0,4}`).Draw(t, "rest") >= end || strings.HasPrefix(end, text)) {
			t.Errorf("%q is not before %q", text, end)
		}
	})
}

func TestDocumentsAreFoundByTheBeginningOfTheirNumber(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		for i, d := range [][2]string{{"Kasse", "1025"}, {"Kasse", "10255"}, {"Kasse", "1026"}, {"Shop", "1025-7"}, {"Shop", "R-1025"}, {"Till", "102|1|7|2026"}, {"Till", "~ a"}} {
			number, _, _ := strings.Cut(d[1], "|")
			if _, err := db.Raw().ExecContext(ctx, `INSERT INTO sales_order (id, customer_id, source, document, number, kind, day, currency, net_cents)
				VALUES ($1, 10, $2, $3, $4, 'sale', '2026-11-20', 'EUR', 0)`, i+1, d[0], d[1], number); err != nil {
				t.Fatal(err)
			}
		}
		for text, want := range map[string]string{
			"1025": "1025 10255 1025-7", " 1026 ": "1026", "102": "102 1025 1026 10255 1025-7", "R-1025": "R-1025", "10": "", "999": "", "x": "",
		} {
			list, err := ByNumber(ctx, db, text, 10)
			var got []string
			for _, n := range list {
				got = append(got, n.Number)
				if n.Customer != 10 || n.Day != cal.MustParse("2026-11-20") {
					t.Errorf("%+v", n)
				}
			}
			if err != nil || strings.Join(got, " ") != want {
				t.Errorf("%q finds %v %v, want %s", text, got, err, want)
			}
		}
	})
}
