package lifecycle

// Activity tells whether the present silence is unusual for this customer.
type Activity string

// The activities; the texts are stored keys.
const (
	NoActivity Activity = "none"     // no purchase yet
	Active     Activity = "active"   // within his rhythm
	Regained   Activity = "regained" // back after dormant or lost, for two own intervals
	Late       Activity = "late"     // q >= .90 and P < .50
	Dormant    Activity = "dormant"  // q >= .95 and P < .20
	Lost       Activity = "lost"     // q >= .99 and P < .05, or explicit notice
)

// Standing tells how far the relationship has grown.
type Standing string

// The standings; the texts are stored keys.
const (
	Prospect  Standing = "prospect"  // contact without a purchase
	First     Standing = "first"     // exactly one purchase occasion
	Repeat    Standing = "repeat"    // two or more, not a regular
	Regular   Standing = "regular"   // Stammkunde
	Ended     Standing = "ended"     // service ended by the firm
	Cancelled Standing = "cancelled" // notice given by the customer
)
