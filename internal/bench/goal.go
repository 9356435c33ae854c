package bench

// goals are the budgets of performance.md, in milliseconds at 95 of 100 requests of eight
// clients, and megabytes; 0 where none is set.
type goals struct {
	page, search, figures, count, log float64
	night, plan, kinds, doubles       float64
	idle, load                        float64
}

// Ratios to the reference list at one client.
const (
	pageRatio     = 10
	customerRatio = 12
	searchRatio   = 25
)

// oneMS is the budget of what concerns one customer only, whatever the number of others.
const (
	refreshMS = 5
	kindMS    = 10
	nearMS    = 20
)

// usualSize is up to how many customers the narrower goals hold.
const usualSize = 100_000

// goalsOf returns the goals for a number of customers: those of 100,000, and above them
// those of a million.
func goalsOf(customers int64) goals {
	if customers <= usualSize {
		return goals{
			page: 10, search: 20, figures: 30, count: 200, log: 10,
			night: 30_000, plan: 15_000, kinds: 12_000, doubles: 60_000, idle: 60, load: 250,
		}
	}
	return goals{
		page: 25, search: 40, figures: 100, count: 1000, log: 15,
		night: 300_000, plan: 120_000, kinds: 120_000, idle: 100, load: 600, // none is set for the search for doubles
	}
}
