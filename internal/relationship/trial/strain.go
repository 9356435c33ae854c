package trial

import (
	"math/rand/v2"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/relationship/strain"
)

// Set-up of the simulated crises (specification 4.10 and 9.3).
const (
	strained    = 1500 // customers of each kind
	strainYears = 2
	strainNoted = 0.6
	crisisDays  = 28
	// In a crisis so many demands, urgent wishes and threats come in a week: the
	// specification tells what is found, not how many there are.
	crisisWeekly = 1.5
	crisisEvery  = 2.0 // years
)

// StrainResult is how well strained phases are noticed. Shares are parts of 1.
type StrainResult struct {
	Kind       kind.Kind
	Crises     int
	Hinted     float64 // crises in which there was a hint, an alarm included
	Alarmed    float64
	HintDays   float64 // mean days from the start of the crisis
	AlarmDays  float64
	FalseHint  float64 // phases outside crises, a customer and year
	FalseAlarm float64
}

// Strain simulates customers of a kind by day and judges whether crises are noticed.
func Strain(k kind.Kind, seed uint64) StrainResult {
	r := rand.New(rand.NewPCG(seed, uint64(k)))
	out := StrainResult{Kind: k}
	table := kind.Table()
	usual := 0.0
	for _, c := range []kind.Count{kind.Demand, kind.Complaint, kind.Urgency, kind.Threat} {
		usual += table.Counts[c][k]
	}
	hinted, alarmed := 0, 0
	const days = strainYears * 365
	began := cal.MustParse("2024-01-01")
	for range strained {
		talkative := gamma(r, talkShape) / talkShape
		crises := crisesWithin(r, days)
		var events []cal.Date
		for range poisson(r, usual*talkative*strainNoted*days/quarter) {
			events = append(events, began.Add(r.IntN(days)))
		}
		for _, start := range crises {
			for range poisson(r, crisisWeekly*strainNoted*crisisDays/7) {
				events = append(events, began.Add(start+r.IntN(crisisDays)))
			}
		}
		phases := strain.Of(events, began, began.Add(days), 0)
		out.Crises += len(crises)
		for _, start := range crises {
			from, until := began.Add(start), began.Add(start+crisisDays)
			// Who is taken for strained already when it begins is noticed at once.
			if i := slices.IndexFunc(phases, func(p strain.Phase) bool { return p.Since < until && p.Ends > from }); i >= 0 {
				hinted++
				out.HintDays += float64(max(0, phases[i].Since.Sub(from)))
			}
			if i := slices.IndexFunc(phases, func(p strain.Phase) bool { return p.Alarm < until && p.Ends > from }); i >= 0 {
				alarmed++
				out.AlarmDays += float64(max(0, phases[i].Alarm.Sub(from)))
			}
		}
		calm := func(d cal.Date) bool {
			return !slices.ContainsFunc(crises, func(start int) bool {
				return d >= began.Add(start) && d < began.Add(start+crisisDays+strain.Window)
			})
		}
		for _, p := range phases {
			if calm(p.Since) {
				out.FalseHint++
			}
			if p.Alarm != cal.Never && calm(p.Alarm) {
				out.FalseAlarm++
			}
		}
	}
	out.Hinted, out.Alarmed = part(hinted, out.Crises), part(alarmed, out.Crises)
	out.HintDays /= float64(max(hinted, 1))
	out.AlarmDays /= float64(max(alarmed, 1))
	out.FalseHint /= strained * strainYears
	out.FalseAlarm /= strained * strainYears
	return out
}

// crisesWithin draws the first days of crises, which end within the days.
func crisesWithin(r *rand.Rand, days int) (starts []int) {
	for at := r.ExpFloat64() * crisisEvery * 365; int(at)+crisisDays < days; at += crisisDays + r.ExpFloat64()*crisisEvery*365 {
		starts = append(starts, int(at))
	}
	return starts
}
