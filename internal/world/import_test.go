package world

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
)

// The file of a world is read without a question, and the record then says the same, to
// the cent, as if it had been filled.
func TestExportIsReadAsItIs(t *testing.T) {
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			db, dir := schematest.SQLite(t), t.TempDir()
			path := filepath.Join(dir, w.Name+".csv")
			if err := os.WriteFile(path, exported(t, w, small), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := intake.New(db, intake.Options{Dir: dir, Now: func() time.Time { return today.Time() }})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			report, err := s.Run(ctx, intake.Request{Path: path}, nil)
			if err != nil {
				t.Fatal(err)
			}
			f, e := report.Figures, expect(w, small)
			if int(f.Created) != e.lines || f.SetAside != 0 || int(f.Orders) != e.orders || int(f.Customers) != e.customers {
				t.Errorf("import says %+v, want %+v", f, e)
			}
			if got := stored(t, db, "SELECT SUM(net_cents) FROM sales_order"); got != int64(e.net) {
				t.Errorf("net total %d, want %d", got, e.net)
			}
		})
	}
}
