package archtest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sqlBan forbids words in statements.
type sqlBan struct {
	words   *regexp.Regexp
	instead string
}

// decisions are words that take a decision out of Go, on any database: which day it
// is, what a letter's capital is.
var decisions = []sqlBan{
	{regexp.MustCompile(`(?i)\b(?:lower|upper)\s*\(|\bILIKE\b`), "compare with a folded column made in Go"},
	{regexp.MustCompile(`(?i)\b(?:strftime|julianday|datetime|to_char|to_date|date_trunc|now)\s*\(|\bCURRENT_(?:DATE|TIME|TIMESTAMP)\b`), "hand the day or instant in"},
}

// dialects are words that the two databases understand differently. A block for one
// database ("-- name: x [sqlite]") may use them.
var dialects = []sqlBan{
	{regexp.MustCompile(`(?i)\bCOLLATE\b`), "order by a sort key made in Go"},
	{regexp.MustCompile(`(?i)\b(?:group_concat|instr|strpos|greatest|least|json_each)\s*\(|\bLATERAL\b|= *ANY *\(`), "only one database knows it"},
	{regexp.MustCompile(`->>?`), "JSON differs; make what you filter by a column"},
	{regexp.MustCompile(`(?i)\bSELECT\s+(?:\w+\.)?\*`), "name the columns, or a migration changes the answer"},
}

// sqlBreaches finds banned words in a room's statements.
func sqlBreaches(name, sql string) []string {
	var found []string
	for _, block := range strings.Split(sql, "-- name:") {
		title, _, _ := strings.Cut(block, "\n")
		bans := decisions
		if !strings.HasSuffix(strings.TrimSpace(title), "]") {
			bans = slices.Concat(decisions, dialects)
		}
		for _, ban := range bans {
			if word := ban.words.FindString(bare("--" + block)); word != "" {
				found = append(found, name+": "+strings.TrimSpace(title)+": "+strings.TrimSpace(word)+": "+ban.instead)
			}
		}
	}
	return found
}

func TestStatementsMeanTheSameOnBothDatabases(t *testing.T) {
	for name, text := range files(t, ".sql") {
		if roomOfSQL(name) != "schema" {
			report(t, sqlBreaches(name, text))
		}
	}
}

func TestSQLRule(t *testing.T) {
	for sql, want := range map[string]string{
		"-- name: a\nSELECT id FROM customer WHERE folded >= $1 ORDER BY sort_key, id": "",
		"-- name: a\nSELECT id FROM customer WHERE lower(name) = $1":                   "folded",
		"-- name: a [postgres]\nSELECT id FROM customer WHERE name ILIKE $1":           "folded",
		"-- name: a\nSELECT id FROM sales_order WHERE day < CURRENT_DATE":              "hand the day",
		"-- name: a [sqlite]\nSELECT strftime('%m', day) FROM sales_order":             "hand the day",
		"-- name: a\nSELECT lower_limit, now FROM t -- lower(x)":                       "",
		"-- name: a\nSELECT note ->> 'a' FROM t":                                       "JSON differs",
		"-- name: a [sqlite]\nSELECT note ->> 'a' FROM t":                              "",
		"-- name: a\nSELECT c.* FROM customer c":                                       "name the columns",
		"-- name: a\nSELECT COUNT(*) FROM customer":                                    "",
		"-- name: a\nSELECT id FROM t ORDER BY name COLLATE NOCASE":                    "sort key",
	} {
		t.Run(sql, func(t *testing.T) {
			got := sqlBreaches("x.sql", sql)
			if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !strings.Contains(got[0], want)) {
				t.Errorf("got %v, want %q", got, want)
			}
		})
	}
}
