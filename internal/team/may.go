package team

import "slices"

// Act is something that a role may do or not.
type Act string

// The acts.
const (
	Counter Act = "counter" // serve at the counter: the card of who stands there
	Log     Act = "log"     // note a talk
	Own     Act = "own"     // change the own settings
	See     Act = "see"     // read customers and what is known of them
	Figures Act = "figures" // read money and the figures of the firm
	Export  Act = "export"  // take lists away
	Write   Act = "write"   // change customers, promises, enquiries
	Merge   Act = "merge"   // make two customers one, and two again
	Delete  Act = "delete"  // delete a customer
	Manage  Act = "manage"  // imports, settings of the firm, the Leitbild
	Rule    Act = "rule"    // users, and the whole database away
)

// Acts lists all acts, the smallest first.
var Acts = []Act{Counter, Log, Own, See, Figures, Export, Write, Merge, Delete, Manage, Rule}

// may is the whole table: who may do what.
var may = map[Role][]Act{
	Owner:       Acts,
	Responsible: {Counter, Log, Own, See, Figures, Export, Write, Merge, Delete, Manage},
	Carer:       {Counter, Log, Own, See, Figures, Export, Write, Merge, Delete},
	Helper:      {Counter, Log, Own},
	Adviser:     {Own, See, Figures, Export},
}

// May reports whether a role may do something. Faces ask it for every address and verb.
func May(r Role, a Act) bool { return slices.Contains(may[r], a) }
