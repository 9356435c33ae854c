package bench_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/bench"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
)

// wanted are the rows of a run, each with how many clients it is measured.
var wanted = map[string][]int{
	"fill": {1}, "nightly_rebuild": {1}, "rebuild_firm": {1}, "rebuild_forecast": {1}, "plan_day": {1}, "refresh_one": {1}, "kinds_all": {1}, "kinds_one": {1}, "start": {1}, "memory_idle": {1}, "first_visit": {1},
	"today": {1, 8}, "list_name": {1, 8}, "list_net": {1, 8}, "list_last": {1, 8}, "list_deep": {1, 8}, "list_filter": {1, 8},
	"search_name": {1, 8}, "search_phone": {1, 8}, "search_typo": {1, 8}, "search_sound": {1, 8}, "search_note": {1, 8}, "customer": {1, 8}, "figures": {1, 8}, "portfolio": {1, 8}, "figures_book": {1, 8}, "figures_report": {1, 8}, "portfolio_minus": {1, 8},
	"counter": {1, 8}, "timeline": {1, 8}, "timeline_long": {1, 8}, "audience_count": {1, 8}, "one_new": {1, 8}, "log_talk": {1, 8}, "duplicates_all": {1},
	"step_done": {1}, "step_undo": {1}, "import_orders": {1}, "import_orders_again": {1}, "import_customers": {1},
}

func options(t *testing.T, dsn string) bench.Options {
	return bench.Options{DB: dsn, Dir: t.TempDir(), Customers: 300, Talks: 2, Requests: 8, Now: time.Now, Random: rand.Reader}
}

// measured runs a small measurement and returns its rows as a machine reads them.
func measured(t *testing.T, o bench.Options) map[string]map[int]map[string]any {
	t.Helper()
	report, err := bench.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(report.Rows)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&rows); err != nil {
		t.Fatal(err)
	}
	found := map[string]map[int]map[string]any{}
	for _, row := range rows {
		name, clients := row["operation"].(string), int(row["clients"].(float64))
		if found[name] == nil {
			found[name] = map[int]map[string]any{}
		}
		found[name][clients] = row
	}
	return found
}

func TestRunMeasuresEveryOperation(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "bench.db"))
	found := measured(t, o)
	for name, clients := range wanted {
		for _, n := range clients {
			row := found[name][n]
			if row == nil {
				t.Errorf("%s with %d clients is missing", name, n)
				continue
			}
			for _, field := range []string{"database", "customers", "p50_ms", "p95_ms", "p99_ms", "per_second", "rss_mb", "cpu_seconds"} {
				if _, ok := row[field]; !ok {
					t.Errorf("%s with %d clients: no %s", name, n, field)
				}
			}
			if row["customers"] != 300. || row["database"] != "sqlite" {
				t.Errorf("%s: %v customers on %v", name, row["customers"], row["database"])
			}
			p50, p95, p99 := row["p50_ms"].(float64), row["p95_ms"].(float64), row["p99_ms"].(float64)
			if p50 > p95 || p95 > p99 {
				t.Errorf("%s: percentiles %v, %v, %v fall", name, p50, p95, p99)
			}
		}
	}
	if t.Failed() {
		return
	}
	o.Requests = 1
	again := measured(t, o)
	if again["fill"] != nil || again["customer"][1]["customers"] != 300. {
		t.Error("the database of an earlier run is not taken up again")
	}
}

func TestRunOnPostgres(t *testing.T) {
	if os.Getenv("STAMMKUNDE_TEST_PG") == "" {
		t.Skip("STAMMKUNDE_TEST_PG names no server")
	}
	found := measured(t, options(t, schematest.PostgresDSN(t)))
	for name := range wanted {
		if found[name][1]["database"] != "postgres" {
			t.Errorf("%s is not measured on PostgreSQL", name)
		}
	}
}

func TestRunLeavesAFirmAlone(t *testing.T) {
	o := options(t, filepath.Join(t.TempDir(), "firm.db"))
	a, err := app.Open(t.Context(), app.Settings{DB: o.DB, Data: o.Dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.EnsureFirm(t.Context(), locale.DeDE); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := bench.Run(t.Context(), o); fault.KindOf(err) != fault.Conflict {
		t.Errorf("measured in a firm's database: %v", err)
	}
}
