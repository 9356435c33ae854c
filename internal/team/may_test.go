package team

import (
	"slices"
	"testing"
)

func TestRolesAreNested(t *testing.T) {
	for i := 1; i < 4; i++ { // owner, responsible, carer, helper: each may less than the one before
		wider, narrower := may[Roles[i-1]], may[Roles[i]]
		for _, a := range narrower {
			if !slices.Contains(wider, a) {
				t.Errorf("%s may %s, %s may not", Roles[i], a, Roles[i-1])
			}
		}
		if len(narrower) >= len(wider) {
			t.Errorf("%s may as much as %s", Roles[i], Roles[i-1])
		}
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	for _, c := range []struct {
		role Role
		act  Act
		want bool
	}{
		{Owner, Rule, true},
		{Responsible, Rule, false},
		{Responsible, Manage, true},
		{Carer, Manage, false},
		{Carer, Merge, true},
		{Helper, Counter, true},
		{Helper, Log, true},
		{Helper, See, false},
		{Helper, Figures, false},
		{Adviser, Figures, true},
		{Adviser, Write, false},
		{Adviser, Counter, false},
		{"", Own, false},
		{"stranger", See, false},
	} {
		if got := May(c.role, c.act); got != c.want {
			t.Errorf("May(%s, %s) is %v", c.role, c.act, got)
		}
	}
	for _, r := range Roles {
		if May(r, Write) != (r.Writes() && r != Helper) || May(r, Manage) != r.Manages() || !May(r, Own) {
			t.Errorf("%s: the table and the words of the role differ", r)
		}
	}
}
