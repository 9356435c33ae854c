package value

import (
	"context"
	"reflect"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestRowTellsHowWellTheCostIsKnown(t *testing.T) {
	day := cal.MustParse("2025-06-01")
	for name, c := range map[string]struct {
		year            Margin
		margin          int64
		known, measured int
		stake           int64
		quality         int
	}{
		"all measured":                {Margin{1000, 600, 1000, 0}, 400, 10000, 10000, 400, 2},
		"a standard is an estimate":   {Margin{1000, 600, 500, 500}, 400, 10000, 5000, 400, 1},
		"unknown is told, not zeroed": {Margin{1000, 300, 500, 0}, 200, 5000, 5000, 350, 1},
		"nothing known":               {Margin{1000, 0, 0, 0}, 0, 0, 0, 300, 1},
		"nothing bought":              {Margin{}, 0, 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := RowOf(7, Windows{Year: c.year, Ever: c.year}, 1, 1, 3000, day)
			if int64(r.MarginYear) != c.margin || r.KnownYear != c.known || r.MeasuredYear != c.measured ||
				int64(r.Stake) != c.stake || r.StakeQuality != c.quality {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestRowsAndFirmFiguresAreKept(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		day := cal.MustParse("2025-06-01")
		row := RowOf(7, Windows{Year: Margin{1000, 600, 700, 300}, YearPast: Margin{Net: 9}, Ever: Margin{2000, 600, 700, 300}}, 2, 3, 3000, day)
		if err := db.Update(ctx, func(tx *store.Tx) error {
			if err := WriteRows(ctx, tx, []Row{{Customer: 7, Rule: Rule, Day: day}}); err != nil {
				return err
			}
			for i, text := range []string{"{}", `{"a":1}`} {
				if err := SaveFirm(ctx, tx, FirmFigures{day.Add(i), text, 5}); err != nil {
					return err
				}
			}
			return WriteRows(ctx, tx, []Row{row})
		}); err != nil {
			t.Fatal(err)
		}
		if got, found, err := GetRow(ctx, db, 7); err != nil || !found || got != row {
			t.Errorf("got %+v, %v, %v", got, found, err)
		}
		if f, found, err := LatestFirm(ctx, db, day.Add(9)); err != nil || !found || f.Figures != `{"a":1}` {
			t.Errorf("got %+v, %v, %v", f, found, err)
		}
		if f, found, err := LatestFirm(ctx, db, day); err != nil || !found || f.Figures != "{}" {
			t.Errorf("got %+v, %v, %v", f, found, err)
		}
		if _, found, err := LatestFirm(ctx, db, day.Add(-1)); err != nil || found {
			t.Errorf("found %v, %v", found, err)
		}
	})
}

// Every field that changes alone is written, whether an index has its column or not.
func TestRewritingARowChangesEachField(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		want := Row{Customer: 7, Rule: Rule, Day: cal.MustParse("2025-06-01")}
		write := func() {
			t.Helper()
			if err := db.Update(ctx, func(tx *store.Tx) error { return WriteRows(ctx, tx, []Row{want}) }); err != nil {
				t.Fatal(err)
			}
		}
		write()
		v := reflect.ValueOf(&want).Elem()
		for i := 1; i < v.NumField(); i++ {
			switch f := v.Field(i); f.Kind() {
			case reflect.String:
				f.SetString(f.String() + "+")
			default:
				f.SetInt(f.Int() + 3)
			}
			write()
			if got, found, err := GetRow(ctx, db, 7); err != nil || !found || got != want {
				t.Errorf("%s: got %+v, want %+v, %v", v.Type().Field(i).Name, got, want, err)
			}
		}
	})
}
