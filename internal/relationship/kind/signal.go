package kind

// Count is something that happens now and then, counted per active quarter.
type Count uint8

// What is counted.
const (
	NoOccasion Count = iota // contact without occasion
	Suggestion              // suggestion made
	Demand                  // demand beyond the agreement
	Complaint               // complaint whose cause is not ours
	Personal                // personal matter told: that it was, never what
	Event                   // event, open day, comment, follow
	Referral                // referral named
	Urgency                 // urgency, outside opening hours
	Threat                  // threat, asks for the boss
)

// Counts is the number of counted signals.
const Counts = int(Threat) + 1

// Share is a part of an exposure: what he did when he had the occasion.
type Share uint8

// What is taken as a share.
const (
	Answered      Share = iota // answered, of asked for feedback
	Clicked                    // clicked without purchase in 30 days, of mailings
	Novelty                    // novelty or limited, of purchases
	Same                       // same item as before, of purchases
	Discount                   // discount used or price asked, of purchases
	Returned                   // returned with a cause that is not ours, of purchases
	CardShown                  // loyalty card shown, of purchases
	Emotional                  // emotional category, of purchases
	OtherSupplier              // other supplier mentioned, of contacts
)

// Shares is the number of signals that are shares.
const Shares = int(OtherSupplier) + 1

// Tone is the tone of a contact.
type Tone uint8

// The tones.
const (
	Factual Tone = iota
	Warm
	Enthusiastic
	Curious
	Sharp // demanding
)

// Tones is the number of tones.
const Tones = int(Sharp) + 1

// Part is how often something was so, of how many times it could have been. Decay makes
// both fractions of whole numbers; Hits is never above Of.
type Part struct{ Hits, Of float64 }

// Evidence is what was seen of one customer. Everything in it, exposures too, is weighted
// by its age, see Decay.
type Evidence struct {
	Quarters float64 // active quarters
	Counts   [Counts]float64
	Shares   [Shares]Part // without exposure {0, 0}: it says nothing
	Tones    [Tones]float64
	Told     Kind // the style that he chose in his own words; Unknown when he said nothing
}

// Nothing is the evidence of who was never seen.
func Nothing() Evidence { return Evidence{Told: Unknown} }

// Events is the number of effective events: what was noted, and purchases, answers and
// mailings that could be looked at. A purchase with several shares is one event.
func (e *Evidence) Events() float64 {
	events := e.Shares[Answered].Of + e.Shares[Clicked].Of
	purchases := 0.0
	for s := Novelty; s <= Emotional; s++ {
		purchases = max(purchases, e.Shares[s].Of)
	}
	noted, toned := 0.0, 0.0
	for _, n := range e.Counts {
		noted += n
	}
	for _, n := range e.Tones {
		toned += n
	}
	// A contact may be counted, have a tone and mention somebody: it is one event.
	events += purchases + max(noted, toned, e.Shares[OtherSupplier].Of)
	if e.Told != Unknown {
		events += toldWeight
	}
	return events
}
