package archtest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/care"
)

// ofCustomers are columns whose number is a customer's, wherever they stand.
var ofCustomers = []string{"customer_id", "firm_id", "contact_id", "successor_id", "merged_id", "survivor_id", "loser_id", "a_id", "b_id", "from_id", "to_id", "referred_id", "referrer_id", "other_id"}

// ofOthers are columns whose number is not a customer's.
var ofOthers = []string{
	"user_id", "owner_id", "deputy_id", "order_id", "product_id", "category_id", "import_id", "param_id", "frame_id", "step_id", "interaction_id", "said_id", "former_id", "cost_id", "topic_id", "ref_id", "departure_id",
	"matter_id", "field_id", "statement_id", "answer_id", "message_id", "enquiry_id", "project_id", "merge_id", "run_id", "entry_id", "actor_id", "maker_id", "wave_id", "link_id", "complaint_id", "file_id",
}

// subjects are tables whose subject_id may be a customer's; in others it is none.
var subjects = []string{"history_entry", "intake_change"}

// withoutLedger are tables with a customer that no ledger moves, each with the reason.
var withoutLedger = map[string]string{
	"duplicate_merge": "the merges themselves; duplicate.Forget erases them",
}

var (
	columnLine  = regexp.MustCompile(`(?m)^\s*(\w+_id)\s+\$\{(?:INT|ID)\}`)
	addedColumn = regexp.MustCompile(`(?i)ALTER\s+TABLE\s+(\w+)\s+ADD\s+COLUMN\s+(\w+_id)\s+\$\{INT\}`)
)

// idColumns returns the columns that end in _id by table, as the migrations create them.
func idColumns(sql string) map[string][]string {
	found := map[string][]string{}
	sql = sqlComment.ReplaceAllString(upPart(sql), " ")
	for _, part := range strings.Split(sql, "CREATE TABLE ")[1:] {
		table := word.FindString(part)
		body, _, _ := strings.Cut(part, ";")
		body = strings.NewReplacer("(", "(\n", ",", ",\n").Replace(body)
		for _, m := range columnLine.FindAllStringSubmatch(body, -1) {
			found[table] = append(found[table], m[1])
		}
	}
	for _, m := range addedColumn.FindAllStringSubmatch(sql, -1) {
		found[m[1]] = append(found[m[1]], m[2])
	}
	return found
}

// ledgerBreaches compares the columns with the ledgers: a table with a customer stands in
// one, and every column that ends in _id is known as one of a customer or of others.
func ledgerBreaches(columns map[string][]string, registered map[string]bool) []string {
	var found []string
	for _, table := range slices.Sorted(maps.Keys(columns)) {
		for _, column := range columns[table] {
			of := slices.Contains(ofCustomers, column) || column == "subject_id" && slices.Contains(subjects, table)
			switch {
			case of && !registered[table] && withoutLedger[table] == "":
				found = append(found, table+"."+column+": the table holds customers and stands in no ledger (duplicate.Registry, care.Registry)")
			case !of && column != "subject_id" && !slices.Contains(ofOthers, column):
				found = append(found, table+"."+column+": say in archtest whether this is the id of a customer")
			}
		}
	}
	return found
}

func TestTablesWithACustomerStandInALedger(t *testing.T) {
	registered := map[string]bool{}
	for _, l := range care.Registry() {
		if (l.Forget == nil) == (l.Deleted == "") {
			t.Errorf("ledger %s: either Forget empties it, or Deleted says what becomes of its rows", l.Name)
		}
		for _, table := range l.Tables {
			if registered[table] {
				t.Errorf("table %s stands in two ledgers", table)
			}
			registered[table] = true
		}
	}
	columns := map[string][]string{}
	for name, text := range files(t, ".sql") {
		if strings.HasPrefix(name, "internal/schema/migrations/") {
			for table, list := range idColumns(text) {
				columns[table] = append(columns[table], list...)
			}
		}
	}
	report(t, ledgerBreaches(columns, registered))
	known := knownTables(t)
	for table := range registered {
		if !known[table] {
			t.Errorf("a ledger names %s, which no migration creates", table)
		}
	}
}

func TestLedgerRule(t *testing.T) {
	columns := idColumns("CREATE TABLE a_one (id ${ID}, customer_id ${INT} NOT NULL);\nCREATE TABLE b_two (\n  user_id ${INT},\n  note TEXT\n);\nALTER TABLE b_two ADD COLUMN whose_id ${INT} NOT NULL DEFAULT 0;")
	got := ledgerBreaches(columns, map[string]bool{})
	if len(got) != 2 || !strings.HasPrefix(got[0], "a_one.customer_id") || !strings.HasPrefix(got[1], "b_two.whose_id") {
		t.Errorf("got %q", got)
	}
	if got := ledgerBreaches(columns, map[string]bool{"a_one": true}); len(got) != 1 {
		t.Errorf("a registered table is refused: %q", got)
	}
}
