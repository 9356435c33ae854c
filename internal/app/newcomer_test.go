package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
)

// published are the rows that insight keeps of every customer.
func (h *nightHouse) published() []string {
	h.t.Helper()
	var out []string
	for _, table := range []string{"lifecycle_current", "value_current", "value_steps", "value_lifetime", "warning_current", "insight_card"} {
		rows, err := h.DB.QueryText(h.t.Context(), "SELECT * FROM "+table+" ORDER BY customer_id")
		h.must(err)
		columns, err := rows.Columns()
		h.must(err)
		for rows.Next() {
			values, at := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				at[i] = &values[i]
			}
			h.must(rows.Scan(at...))
			out = append(out, table+fmt.Sprintf(" %q", values))
		}
		h.must(rows.Err())
		h.must(rows.Close())
	}
	return out
}

// TestNewcomersArePublishedAsTheNightWould: what a list of customers publishes of them
// while it is taken in is what a computation of everybody says afterwards.
func TestNewcomersArePublishedAsTheNightWould(t *testing.T) {
	dsn := map[string]string{"sqlite": filepath.Join(t.TempDir(), "firm.db")}
	if os.Getenv("STAMMKUNDE_TEST_PG") != "" {
		dsn["postgres"] = schematest.PostgresDSN(t)
	}
	for name, db := range dsn {
		t.Run(name, func(t *testing.T) {
			h := newNightHouse(t, db)
			h.list("", "1;;Ada;Ahrens;ada@example.de;1.2.2019;;\n2;Brandt GmbH;;;post@example.de;;ja;Ole Dirks\n3;;Bo;Csaki;ada@example.de;;;\n"+
				"4;;;Barkunde;;;;\n")
			all, err := customer.Count(t.Context(), h.DB)
			h.must(err)
			due, err := customer.CountDue(t.Context(), h.DB)
			h.must(err)
			if all != 4 || due != 2 { // the one that brings the firm's figures, and who objected: that is a sign
				t.Errorf("%d customers, %d of them to be computed", all, due)
			}
			h.same(6 * 4)
			// Who bought before his list came, and who buys afterwards, is computed.
			h.list("orders", "9;77;20.11.2026;Brot;3,50\n10;1;20.11.2026;Brot;3,50\n")
			h.list("", "6;;Uta;Ebert;;;;\n77;;Kim;Fuchs;;;;\n1;;Ada;Ahrens;ada@example.de;1.2.2019;;\n")
			h.same(6 * 6)
		})
	}
}

func (h *nightHouse) list(kind, rows string) {
	h.t.Helper()
	head := "Kundennummer;Firma;Vorname;Nachname;E-Mail;Kunde seit;Werbung widersprochen;Ansprechpartner\n"
	r := intake.Request{Path: filepath.Join(h.folder, "list.csv"), Source: "kasse", Kind: "customers"}
	if kind == "orders" {
		head, r.Kind = "Bonnummer;Kundennummer;Datum;Artikel;Betrag\n", "orders"
	}
	h.put("list.csv", head+rows)
	report, err := h.Intake.Run(h.t.Context(), r, nil)
	h.must(err)
	if f := report.Figures; f.SetAside != 0 || f.Rows != int64(strings.Count(rows, "\n")) {
		h.t.Fatalf("taken in: %+v", f)
	}
}

// same compares what stands there after the import with a computation of everybody, whose
// rows are so many.
func (h *nightHouse) same(rows int) {
	h.t.Helper()
	h.must(h.AfterImport(h.t.Context(), nil))
	before := h.published()
	day, err := h.Day(h.t.Context())
	h.must(err)
	h.must(h.Insight.RefreshAll(h.t.Context(), day, nil))
	after := h.published()
	if len(after) != rows || !slices.Equal(before, after) {
		h.t.Errorf("after the import\n%s\nafter the night (%d rows)\n%s", strings.Join(before, "\n"), len(after), strings.Join(after, "\n"))
	}
	found, err := h.Check(h.t.Context())
	h.must(err)
	for _, f := range found {
		if f.Bad != 0 {
			h.t.Errorf("check %s finds %d", f.Check, f.Bad)
		}
	}
}
