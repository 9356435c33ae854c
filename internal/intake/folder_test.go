package intake_test

import (
	"context"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Imports of both databases have the same numbers; neither may take the other's rows
// or throw them away.
func TestTwoDatabasesShareAFolder(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		mine := newDesk(t, db)
		other, err := intake.New(schematest.SQLite(t), intake.Options{
			Dir: mine.dir + "/data", Now: time.Now, Free: func(string) (int64, error) { return 1 << 40, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		head := "Kundennr;Name;Belegnr;Datum;Artikel;Menge;Preis\n"
		checked := mine.run(intake.Request{Path: mine.file(head + "K1;Ada Amsel;R1;01.03.2026;Brot;1;2,00\n"), DryRun: true})
		theirs, err := other.Run(ctx, intake.Request{Path: mine.file(head + "K9;Udo Uhu;R9;01.03.2026;Torte;1;9,00\n"), DryRun: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if theirs.Import != checked.Import {
			t.Fatalf("imports %d and %d: the test wants the same number", checked.Import, theirs.Import)
		}
		if err := other.Discard(ctx, theirs.Import); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Recover(ctx); err != nil {
			t.Fatal(err)
		}
		rows, err := mine.Rows(ctx, checked.Import, 0, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1 || rows[0].Customer != "K1" {
			t.Errorf("the preview shows %+v, want the one row of K1", rows)
		}
	})
}
