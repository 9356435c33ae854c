package audience

import (
	"context"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
)

func TestCountStartsWhereTheFewestStand(t *testing.T) {
	db, ctx, c := schematest.SQLite(t), context.Background(), Standard()
	crowd(t, db, 20_000)
	standing := Rule{Not: &Rule{Field: "standing", Op: Is, Values: []string{"first"}}}
	for name, test := range map[string]struct {
		rule  Rule
		start string
	}{
		"many: the index of figures is read whole": {
			And(leaf("last_purchase", From, "2012-01-01"), leaf("kind", Is, "person"), leaf("occasions", AtLeast, "2"), leaf("net_12m", AtLeast, "1000"), standing),
			"INDEXED BY insight_card_figures",
		},
		"few: their cards are looked up": {
			And(leaf("occasions", AtLeast, "2"), leaf("net_12m", AtLeast, "495000"), leaf("net_total", AtLeast, "100000"), standing),
			"k.net_12m_cents >= ",
		},
		"one condition":            {leaf("interval", AtMost, "3"), "k.interval_days <= "},
		"a text is not in figures": {And(leaf("occasions", AtLeast, "2"), leaf("city", Is, "Bonn")), "insight_card k"},
	} {
		var args []any
		start, err := c.start(ctx, db, test.rule, today, parameters(&args))
		if err != nil || !strings.Contains(start, test.start) {
			t.Errorf("%s: it starts with %s, %v", name, start, err)
		}
		n, err := c.Count(ctx, db, test.rule, today)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := c.IDs(ctx, db, test.rule, today, 0, 30_000)
		if err != nil || len(ids) == 0 || int64(len(ids)) != n {
			t.Errorf("%s: counted %d, found %d, %v", name, n, len(ids), err)
		}
	}
}
