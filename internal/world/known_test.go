package world

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
)

// TestEveryWorldShowsWhatIsKnownOfCustomers: interests, talks, promises, enquiries; and
// nothing of them waits on the first day, so that the first list is that of the purchases.
func TestEveryWorldShowsWhatIsKnownOfCustomers(t *testing.T) {
	ctx, day := t.Context(), cal.MustParse("2026-11-24")
	for _, w := range append(Worlds(), Service()) {
		db := schematest.SQLite(t)
		if err := Fill(ctx, db, w, Options{Today: day, Customers: 60}); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"interest_topic", "interest_evidence", "interest_current", "interaction", "promise", "enquiry"} {
			if stored(t, db, "SELECT COUNT(*) FROM "+table) == 0 {
				t.Errorf("%s: %s is empty", w.Name, table)
			}
		}
		if w.Name == "service" {
			continue
		}
		if n, err := enquiry.Count(ctx, db, enquiry.New, enquiry.Anybody); err != nil || n != 0 || stored(t, db, "SELECT COUNT(*) FROM promise WHERE state = 'open' AND due <= '2026-11-24'") != 0 {
			t.Errorf("%s: something waits on the first day: %d, %v", w.Name, n, err)
		}
	}
}
