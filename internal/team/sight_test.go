package team_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

func TestWhoSeesCustomersWhere(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		for _, c := range []struct {
			role team.Role
			act  team.Act
			sees bool
		}{
			{team.Owner, team.See, true},
			{team.Responsible, team.Write, true},
			{team.Carer, team.Own, true},
			{team.Adviser, team.Figures, true},
			{team.Helper, team.Counter, true},
			{team.Helper, team.Log, true},
			{team.Helper, team.Own, false},
			{team.Helper, team.See, false},
			{team.Helper, team.Write, false},
			{team.Adviser, team.Counter, true}, // the table of acts keeps him from the counter
			{"", team.Counter, false},
			{"stranger", team.Log, false},
			{"", "", false},
		} {
			sight := team.SightOf(&team.User{Role: c.role}, c.act).Over(db)
			_, err := team.List(ctx, sight)
			if _, text := store.AllText(ctx, sight, "SELECT 1 WHERE 1 = 0", func(n *int) []any { return []any{n} }); (text == nil) != (err == nil) {
				t.Errorf("%s doing %s: %v, %v", c.role, c.act, err, text)
			}
			if (err == nil) != c.sees || err != nil && fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s doing %s: %v", c.role, c.act, err)
			}
		}
		if _, err := team.List(ctx, team.Sight{}.Over(db)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the zero sight: %v", err)
		}
	})
}
