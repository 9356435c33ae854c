package lifecycle

import "github.com/stammkunde/stammkunde/internal/cal"

// Phase is the lifecycle phase after Stauss, a view derived from standing,
// activity and trend; nothing depends on it.
type Phase string

// The phases; the texts are stored keys.
const (
	PhaseApproach    Phase = "approach"    // Anbahnung
	PhaseSettling    Phase = "settling"    // Sozialisation
	PhaseGrowth      Phase = "growth"      // Wachstum
	PhaseMaturity    Phase = "maturity"    // Reife
	PhaseDanger      Phase = "danger"      // Gefährdung
	PhaseNotice      Phase = "notice"      // Kündigung
	PhaseAbstinence  Phase = "abstinence"  // Abstinenz
	PhaseRevitalised Phase = "revitalised" // Revitalisierung
)

const growthTrend = 0.10

// PhaseOn derives the phase on a day not before the last fact. trend is the change
// of spend as a fraction (0.1 is +10 %), 0 when unknown; red tells that the early
// warning is red. What has happened goes before what threatens, and that before
// how long he is with us.
//
// Source: Stauss (2000), Kundenbeziehungslebenszyklus; the limits are ours.
func (r Result) PhaseOn(day cal.Date, trend float64, red bool) Phase {
	standing, activity := r.StandingOn(day), r.ActivityOn(day)
	switch {
	case standing == Ended || standing == Cancelled:
		return PhaseNotice
	case activity == NoActivity:
		return PhaseApproach
	case activity == Dormant || activity == Lost:
		return PhaseAbstinence
	case activity == Late || red:
		return PhaseDanger
	case activity == Regained:
		return PhaseRevitalised
	case r.Occasions == 1 || float64(day.Sub(r.First)) < 2*r.GroupDays:
		return PhaseSettling
	case trend > growthTrend:
		return PhaseGrowth
	}
	return PhaseMaturity
}
