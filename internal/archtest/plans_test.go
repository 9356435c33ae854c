package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// large are tables that grow with the firm's life: 100,000 customers, their documents and
// contacts. The planner is told so, in an empty database.
var large = map[string]int{
	"customer": 100_000, "insight_card": 100_000, "lifecycle_current": 100_000, "search_entry": 100_000, "knowledge_current": 90_000,
	"sales_order": 1_000_000, "sales_line": 4_000_000, "interaction": 1_000_000, "history_entry": 500_000,
}

// An index with few different values attracts SQLite: an empty list of the day once began
// with all customers of nobody. Nobody in particular is most often everybody.
func TestNoStatementBeginsWithTheCustomersOfNobody(t *testing.T) {
	db := schematest.SQLite(t)
	files, err := filepath.Glob("../*/*.sql") // each with the statements of one room
	if err != nil {
		t.Fatal(err)
	}
	rooms := map[string]store.Set{}
	for _, file := range files {
		if dir := filepath.Dir(file); rooms[dir] == nil {
			rooms[dir] = store.Load(os.DirFS(dir))
		}
	}
	planned := 0
	for _, known := range []bool{false, true} { // before the first ANALYZE and after it
		if known {
			tellSizes(t, db)
		}
		for room, set := range rooms {
			for name, q := range set {
				plan, err := planOf(db, q.Text(store.SQLite))
				if err != nil {
					continue // built at run time out of parts
				}
				planned++
				for _, step := range plan {
					if strings.Contains(step, "customer_owner") {
						t.Errorf("%s of %s, sizes known=%v: %s\n%s", name, room, known, step, strings.Join(plan, "\n"))
					}
				}
			}
		}
	}
	if planned < 800 {
		t.Errorf("only %d statements were planned", planned)
	}
}

func tellSizes(t *testing.T, db *store.DB) {
	t.Helper()
	raw := db.Raw()
	if _, err := raw.Exec("ANALYZE"); err != nil { // makes the table of sizes
		t.Fatal(err)
	}
	rows, err := raw.Query("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'")
	if err != nil {
		t.Fatal(err)
	}
	index := map[string]string{}
	for rows.Next() {
		var name, table string
		if err := rows.Scan(&name, &table); err != nil {
			t.Fatal(err)
		}
		index[name] = table
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	for name, table := range index {
		if n := large[table]; n > 0 {
			if _, err := raw.Exec("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", table, name, fmt.Sprint(n, " 10 1")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := raw.Exec("ANALYZE sqlite_schema"); err != nil { // reads it anew
		t.Fatal(err)
	}
}

var bound = regexp.MustCompile(`\$(\d+)`)

func planOf(db *store.DB, text string) ([]string, error) {
	most := 0
	for _, m := range bound.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, err
		}
		most = max(most, n)
	}
	rows, err := db.Raw().Query("EXPLAIN QUERY PLAN "+text, make([]any, most)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		steps = append(steps, detail)
	}
	return steps, rows.Err()
}
