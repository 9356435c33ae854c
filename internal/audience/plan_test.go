package audience

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// few are conditions of every field that few customers fulfil, as in most target groups.
var few = []Rule{
	leaf("kind", Is, "firm"), leaf("standing", Is, "regular"), leaf("activity", Is, "late"),
	leaf("interest", Is, "3"), leaf("exclusion", Is, "3"), leaf("last_contact", Within, "9"),
	leaf("last_in", Within, "20"), leaf("last_out", Within, "20"), leaf("warning", Is, "red"),
	leaf("barred", Is, "yes"), leaf("owner", Is, "5"), leaf("duplicate", Is, "yes"), leaf("spoken", Is, "no"),
	leaf("completeness", AtMost, "1"), leaf("next_question", Is, "partner"),
	leaf("last_purchase", Within, "20"), leaf("first_purchase", Before, "6100"),
	leaf("occasions", AtLeast, "39"), leaf("interval", AtLeast, "89"),
	leaf("net_12m", AtLeast, "498000"), leaf("net_total", AtLeast, "895000"), leaf("margin_12m", AtLeast, "199000"), leaf("lifetime", AtLeast, "198000"),
	leaf("db4_12m", AtLeast, "198000"),
	leaf("referrals", AtLeast, "18"), leaf("referral_value", AtLeast, "198000"),
	leaf("portfolio", Is, "protect"), leaf("portfolio_before", Is, "keep"), leaf("portfolio_year", Is, "decide"),
	leaf("portfolio_year_before", Is, "keep"), leaf("loss", Is, "yes"), leaf("interest_question", Is, "new"),
	leaf("relationship", Is, "special"), leaf("strained", Is, "yes"),
	leaf("own.hund", Is, "no"),

	leaf("name", Contains, "99"), leaf("city", Is, "Bonn"), leaf("number", Is, "7"),
	leaf("postcode", Begins, "103"), leaf("country", Is, "AT"), leaf("address_form", Is, "du"), leaf("birthday", Ahead, "3"),
	leaf("phone", Known), leaf("email", Known), leaf("note", Contains, "öl"), leaf("origin", Known), leaf("favourite", Known),
}

// whole are the fields whose conditions read a table whole, knowingly: texts are compared
// in any spelling and by parts, and kinds, standings and activities are shared by so many
// that an index would not spare anything. They read it once, in the time that the
// benchmark of this package watches.
var whole = map[string]bool{
	"kind": true, "standing": true, "activity": true, "spoken": true,
	"name": true, "city": true, "number": true, "postcode": true, "country": true, "address_form": true, "birthday": true,
	"phone": true, "email": true, "note": true, "origin": true, "favourite": true,
	"portfolio": true, "portfolio_before": true, "portfolio_year": true, "portfolio_year_before": true, // a quarter of all each
	"loss": true, "interest_question": true, // the few whom the table holds
}

// A table read whole, in the words of the two databases. The indexes of names and of
// figures hold everybody; the others that are read whole hold those who are sought only.
var scans = map[store.Dialect]*regexp.Regexp{
	store.SQLite:   regexp.MustCompile(`^SCAN \w+( USING (COVERING )?INDEX insight_card_(name|figures))?$`),
	store.Postgres: regexp.MustCompile(`Seq Scan on \w+`),
}

// joined is the card as PostgreSQL joins it to those found elsewhere: it reads the card
// whole when it thinks that this costs less than to look them up.
var joined = regexp.MustCompile(`Seq Scan on insight_card`)

func TestEveryConditionHasAnIndexOrSaysThatItReadsAll(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		crowd(t, db, 20_000)
		explain, catalogue := "EXPLAIN ", Standard().With(dogs)
		if db.Dialect() == store.SQLite {
			explain = "EXPLAIN QUERY PLAN "
		}
		tried := map[string]bool{}
		for _, r := range few {
			tried[r.Field] = true
			var args []any
			where, err := catalogue.Compile(r, today, parameters(&args))
			if err != nil {
				t.Fatal(err)
			}
			text := "SELECT count(*) FROM insight_card k WHERE " + where
			lines, err := store.AllText(context.Background(), db, explain+text, planLine(db.Dialect()), args...)
			if err != nil {
				t.Fatal(err)
			}
			var plan []string
			read := false
			for _, l := range lines {
				plan = append(plan, l.detail)
				read = read || scans[db.Dialect()].MatchString(l.detail) && !(strings.Contains(where, "SELECT") && joined.MatchString(l.detail))
			}
			if read && !whole[r.Field] {
				t.Errorf("%s reads a table whole:\n%s\nof %s", r.Field, strings.Join(plan, "\n"), text)
			}
		}
		for _, f := range catalogue.Fields() {
			if !tried[f.Key] {
				t.Errorf("%s is not tried", f.Key)
			}
		}
	})
}

type planStep struct {
	id, parent, unused int
	detail             string
}

// planLine reads a line of a plan.
func planLine(d store.Dialect) func(*planStep) []any {
	if d == store.Postgres {
		return func(s *planStep) []any { return []any{&s.detail} }
	}
	return func(s *planStep) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} }
}
