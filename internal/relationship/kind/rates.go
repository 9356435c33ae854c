package kind

// Rule names the version of the rule and its tables.
const Rule = "relationship/kind/2"

// counted says of a counted signal who writes it down.
type counted uint8

const (
	byStaff counted = iota // only who works here
	partly                 // some of it comes by itself
)

// logged tells how the counted signals come in, from the table of the specification.
var logged = [Counts]counted{Event: partly, Referral: partly}

// countRates are the events expected per active quarter (specification 4.8, rule 1).
var countRates = [Counts]Weights{
	NoOccasion: {.05, .20, .15, 1.20, .50, .25},
	Suggestion: {.02, .90, .08, .15, .20, .25},
	Demand:     {.05, .15, .10, .05, .05, 1.20},
	Complaint:  {.10, .20, .12, .10, .06, .60},
	Personal:   {.02, .10, .15, .80, .20, .10},
	Event:      {.02, .15, .50, .30, .80, .05},
	Referral:   {.03, .12, .20, .35, .12, .02},
	Urgency:    {.05, .10, .08, .03, .03, .70},
	Threat:     {.01, .03, .03, .01, .01, .50},
}

// shareRates are the shares of an exposure (rule 2).
var shareRates = [Shares]Weights{
	Answered:      {.05, .45, .30, .45, .25, .35},
	Clicked:       {.06, .15, .30, .25, .55, .08},
	Novelty:       {.04, .08, .50, .12, .20, .08},
	Same:          {.70, .50, .12, .45, .25, .40},
	Discount:      {.25, .20, .10, .08, .30, .35},
	Returned:      {.04, .03, .10, .03, .06, .18},
	CardShown:     {.25, .40, .35, .75, .30, .45},
	Emotional:     {.10, .10, .75, .25, .40, .25},
	OtherSupplier: {.10, .08, .15, .03, .35, .30},
}

// toneRates are the tones of a contact by kind (rule 3).
var toneRates = [Kinds][Tones]float64{
	Exchange:  {.85, .08, .02, .02, .03},
	Partner:   {.60, .15, .05, .15, .05},
	Special:   {.25, .15, .50, .07, .03},
	Attached:  {.15, .70, .08, .05, .02},
	Informed:  {.40, .15, .10, .33, .02},
	Demanding: {.30, .05, .02, .03, .60},
}

// The numbers of the rule.
const (
	priorWeight   = 20.0 // how many customers the prior counts as (rule 4)
	countSize     = 1.5  // size of the negative binomial: the spread between people (rule 1)
	shareSize     = 6.0  // concentration of the beta-binomial (rule 2)
	toneSize      = 6.0  // and of the tones, which the specification leaves open
	temper        = 0.8  // signals are not independent (rule 5)
	most          = 3.0  // the most that one signal may speak against a kind (rule 5)
	coverageOff   = 0.02 // below it what staff note says nothing (rule 6)
	toldWeight    = 5.0  // his own words count like so many purchases (rule 7)
	toldShare     = 0.70 // such a purchase is of his kind so often if the words are meant, as Same of Exchange is
	toldElse      = 0.10 // and so often if they are not
	learnedRate   = 8.0  // quarters that a rate of the table counts as (rule 8)
	learnedShare  = 12.0 // exposures that a share of the table counts as, and contacts for tones
	sureEnough    = 0.60 // below it the kind is not named (rule 9)
	eventsEnough  = 3.0
	entropyMost   = 0.75
	demandingSure = 0.80 // below it nobody is treated as demanding (rule 10)
)

// priors are the shares of the kinds before anything is known (rule 4), by trade.
var priors = map[string]Weights{
	"default": {.50, .08, .08, .14, .14, .06},
	"b2b":     {.45, .25, .02, .13, .08, .07},
	"fashion": {.25, .05, .35, .12, .18, .05},
}

// loss is what it costs to treat the kind of the row as the kind of the column (rule 10).
var loss = [Kinds]Weights{
	Exchange:  {0, 2, 2, 3, 2, 1},
	Partner:   {3, 0, 3, 2, 2, 2},
	Special:   {2, 3, 0, 2, 1, 3},
	Attached:  {4, 2, 3, 0, 2, 4},
	Informed:  {1, 2, 2, 3, 0, 2},
	Demanding: {2, 2, 3, 3, 2, 0},
}

// Presets are the names of the priors: "b2b" for firms that sell to firms, "fashion" also
// for classic cars, "default" for everybody else.
func Presets() []string { return []string{"default", "b2b", "fashion"} }

// ShareSize is how alike customers of a kind are in their shares: the size of the beta
// distribution that their own shares are drawn from.
const ShareSize = shareSize

// Rates are the tables of the rule.
type Rates struct {
	Counts [Counts]Weights       // events per active quarter
	Shares [Shares]Weights       // parts of the exposure
	Tones  [Kinds][Tones]float64 // parts of 1
}

// Table returns the rates before a firm's own cases move them.
func Table() Rates { return Rates{countRates, shareRates, toneRates} }

// ComesByItself reports whether some of it reaches the firm without anybody noting it.
func (c Count) ComesByItself() bool { return logged[c] == partly }
