// Package bulk acts on many customers at once: who would be changed, who not and why,
// and how is all of it taken back?
//
// In go a [Plan] (what is to be done) and the ids of customers; out come a [Preview]
// before, and a [Run] with what came out at each customer. A run works through its
// customers in small transactions and goes on where it stopped, so a crash in the middle
// does nothing twice. Each changed customer has one entry in his history, by which the
// run is taken back; who was changed since stays as he is and is listed.
//
// Passed over are customers who were changed after the preview was made, who have died,
// and whose kind does not have the field that is set. An objection is a statement with
// its source; taking it back is a further statement.
package bulk
