package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	createTable   = regexp.MustCompile(`(?i)\bCREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)`)
	dropTable     = regexp.MustCompile(`(?i)\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?"?(\w+)`)
	writesTable   = regexp.MustCompile(`(?i)\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+"?(\w+)`)
	readsTable    = regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+"?(\w+)`)
	fromList      = regexp.MustCompile(`(?i)\bFROM\s+\w+(?:\s+(?:AS\s+)?\w+)?(?:\s*,\s*\w+(?:\s+(?:AS\s+)?\w+)?)+`)
	shoutsSQL     = regexp.MustCompile(`\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|JOIN)\b`)
	word          = regexp.MustCompile(`\w+`)
	sqlComment    = regexp.MustCompile(`(?m)--.*$|(?s:/\*.*?\*/)`)
	sqlText       = regexp.MustCompile(`'(?:[^']|'')*'`)
	publishedLine = regexp.MustCompile(`(?s)Published tables:\s*([^.]*)\.`)
)

// bare takes comments and quoted text out of SQL, so that words in them are not tables.
func bare(sql string) string {
	return sqlText.ReplaceAllString(sqlComment.ReplaceAllString(sql, " "), "''")
}

// tablesIn returns the tables that the statements create and do not drop again.
func tablesIn(sql string) []string {
	var names []string
	sql = upPart(sql)
	for _, m := range createTable.FindAllStringSubmatch(bare(sql), -1) {
		names = append(names, m[1])
	}
	for _, m := range dropTable.FindAllStringSubmatch(bare(sql), -1) {
		names = slices.DeleteFunc(names, func(n string) bool { return n == m[1] })
	}
	return names
}

// upPart cuts the way back off a migration.
func upPart(sql string) string {
	up, _, _ := strings.Cut(sql, "-- +goose Down")
	return up
}

// use is one mention of a table: who wrote the statement and what it does.
type use struct {
	where, room, table string
	write              bool
}

// usesIn lists what the SQL of a room does with the known tables.
func usesIn(where, room, sql string, known map[string]bool) []use {
	sql = bare(sql)
	found := map[use]bool{}
	written := map[int]bool{} // positions, so that DELETE FROM is no read
	for _, m := range writesTable.FindAllStringSubmatchIndex(sql, -1) {
		if table := sql[m[2]:m[3]]; known[table] {
			found[use{where, room, table, true}] = true
			written[m[2]] = true
		}
	}
	for _, m := range readsTable.FindAllStringSubmatchIndex(sql, -1) {
		if table := sql[m[2]:m[3]]; known[table] && !written[m[2]] {
			found[use{where, room, table, false}] = true
		}
	}
	for _, list := range fromList.FindAllString(sql, -1) { // FROM a, b
		for _, table := range word.FindAllString(list, -1) {
			if known[table] {
				found[use{where, room, table, false}] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(found), func(a, b use) int { return strings.Compare(a.table, b.table) })
}

// tableBreach tells what is wrong with a use, or "". published holds, by room, the
// tables that its package comment offers to the rooms above.
func tableBreach(u use, published map[string][]string) string {
	owner, ok := ownerOf(u.table)
	reader, known := placeOf(u.room)
	switch {
	case !ok:
		return fmt.Sprintf("%s: table %s belongs to no room", u.where, u.table)
	case u.room == "schema" || u.room == "store":
		return "" // they carry every table and understand none
	case owner == u.room || strings.HasPrefix(u.room, owner+"/"):
		return ""
	case u.write:
		return fmt.Sprintf("%s: %s writes %s, which belongs to %s; call its verb with the transaction", u.where, u.room, u.table, owner)
	case !known:
		return fmt.Sprintf("%s: no floor names %s", u.where, u.room)
	case house[reader.floor].apart || house[reader.floor].name == "look":
		return fmt.Sprintf("%s: %s knows no SQL; ask %s", u.where, u.room, owner)
	case !slices.Contains(published[owner], u.table):
		return fmt.Sprintf("%s: %s reads %s, which the package comment of %s does not publish", u.where, u.room, u.table, owner)
	}
	if p, _ := placeOf(owner); p.height > reader.height {
		return fmt.Sprintf("%s: %s reads %s of %s above it", u.where, u.room, u.table, owner)
	}
	return ""
}

// publishedIn reads "Published tables: a, b." out of a package comment.
func publishedIn(comment string) []string {
	m := publishedLine.FindStringSubmatch(comment)
	if m == nil {
		return nil
	}
	return word.FindAllString(m[1], -1)
}

// roomOfSQL finds the room of a file under internal.
func roomOfSQL(name string) string {
	p, _ := placeOf(strings.TrimPrefix(path.Dir(name), "internal/"))
	return p.room
}

func knownTables(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for name, text := range files(t, ".sql") {
		if !strings.HasPrefix(name, "internal/schema/migrations/") {
			continue
		}
		for _, table := range tablesIn(text) {
			known[table] = true
		}
	}
	return known
}

// allUses gathers the statements in .sql files and in string literals of Go files; a
// sentence that speaks of what comes from a customer is none, SQL has capitals.
func allUses(t *testing.T, known map[string]bool) []use {
	t.Helper()
	var all []use
	for name, text := range files(t, ".sql") {
		all = append(all, usesIn(name, roomOfSQL(name), text, known)...)
	}
	for _, f := range goFiles(t) {
		if f.test() || f.room() == "" || isAid(f.room()) {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && shoutsSQL.MatchString(text) {
					all = append(all, usesIn(f.at(lit), f.room(), text, known)...)
				}
			}
			return true
		})
	}
	return all
}

func TestTablesBelongToTheirRooms(t *testing.T) {
	published := map[string][]string{}
	for _, f := range goFiles(t) {
		if f.tree.Doc != nil && !f.test() && f.room() != "" {
			published[f.room()] = append(published[f.room()], publishedIn(f.tree.Doc.Text())...)
		}
	}
	known := knownTables(t)
	for table := range known {
		if _, ok := ownerOf(table); !ok {
			t.Errorf("table %s bears the name of no room", table)
		}
	}
	for room, tables := range published {
		for _, table := range tables {
			if owner, _ := ownerOf(table); owner != room {
				t.Errorf("%s publishes %s, which is not its own", room, table)
			}
			if len(known) > 0 && !known[table] {
				t.Errorf("%s publishes %s, which no migration creates", room, table)
			}
		}
	}
	for _, u := range allUses(t, known) {
		if why := tableBreach(u, published); why != "" {
			t.Error(why)
		}
	}
}

func TestTableRule(t *testing.T) {
	known := map[string]bool{"customer": true, "customer_alias": true, "sales_order": true, "sales_draft": true, "value_current": true}
	published := map[string][]string{"customer": {"customer"}, "sales": {"sales_order"}, "value": {"value_current"}}
	for name, c := range map[string]struct{ room, sql, want string }{
		"own tables may be written":            {"sales", "INSERT INTO sales_order (id) VALUES ($1)", ""},
		"a folder has its room's duties":       {"intake/mapping", "UPDATE customer SET a = 1", "belongs to customer"},
		"another's table may not be written":   {"value", "UPDATE sales_order SET x = 1", "belongs to sales"},
		"nor deleted from":                     {"value", "DELETE FROM sales_order WHERE id = $1", "belongs to sales"},
		"nor inserted into, whatever the case": {"value", "insert or ignore into customer_alias values ($1)", "belongs to customer"},
		"an upsert is no write elsewhere":      {"value", "INSERT INTO value_current (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET a = 1", ""},
		"published tables may be read":         {"value", "SELECT 1 FROM customer c JOIN sales_order o ON o.customer = c.id", ""},
		"unpublished tables may not":           {"value", "SELECT 1 FROM sales_draft", "does not publish"},
		"also not behind a comma":              {"value", "SELECT 1 FROM value_current v, sales_draft d", "does not publish"},
		"nobody reads upwards":                 {"sales", "SELECT 1 FROM value_current", "above it"},
		"faces know no SQL":                    {"web", "SELECT 1 FROM customer", "knows no SQL"},
		"the store carries all tables":         {"store", "SELECT 1 FROM sales_draft", ""},
		"a comment is no statement":            {"value", "-- DELETE FROM customer\nSELECT 1", ""},
		"quoted words are no tables":           {"value", "SELECT 'from sales_draft'", ""},
		"other words are no tables":            {"value", "SELECT 1 FROM newest", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, u := range usesIn("x.sql", c.room, c.sql, known) {
				if why := tableBreach(u, published); why != "" {
					got = append(got, why)
				}
			}
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
				t.Errorf("got %v, want %q", got, c.want)
			}
		})
	}
}

func TestTablesInMigrations(t *testing.T) {
	sql := "CREATE TABLE a_one (id BIGINT);\ncreate table if not exists b (id BIGINT);\n-- CREATE TABLE c ();\n" +
		"CREATE TABLE b_new (x INT); DROP TABLE b_new;\n-- +goose Down\nDROP TABLE a_one;"
	if got := tablesIn(sql); !slices.Equal(got, []string{"a_one", "b"}) {
		t.Errorf("got %v", got)
	}
}

func TestPublishedTables(t *testing.T) {
	comment := "Package sales is.\n\nPublished tables: sales_order, sales_line,\nsales_product.\n"
	if got := publishedIn(comment); !slices.Equal(got, []string{"sales_order", "sales_line", "sales_product"}) {
		t.Errorf("got %v", got)
	}
	if got := publishedIn("Package cal is."); got != nil {
		t.Errorf("got %v where nothing is published", got)
	}
}
