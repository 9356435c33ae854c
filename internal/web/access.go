package web

import "github.com/stammkunde/stammkunde/internal/team"

// act is what somebody must be allowed to do to use a route; "" where nobody need sign in.
// Which role may do what stands in one table (team.May).
func (rt *route) act() team.Act {
	switch rt.access {
	case anybody, public, firstRun:
		return ""
	case owner:
		return team.Rule
	case manager:
		return team.Manage
	case figures:
		return team.Figures
	case signedIn, writer:
	}
	writes := rt.access == writer
	switch {
	case rt.counter && writes:
		return team.Counter
	case rt.helper && writes:
		return team.Log
	case rt.counter, rt.helper:
		return team.Own
	case writes:
		return team.Write
	}
	return team.See
}
