// Package referral knows who recommended us to whom: since when, how we know it, whether
// we had asked for it, and whether the new customer would have come as well.
//
// In go single entries of people and rows of files. Out come the recommendations of a
// customer from either end, the tree below him, and their stream for the history of both.
// Each change marks both ends as due for insight, is noted in the history of the customer
// who was recommended, and can be taken back ([Undo]).
//
// The recommendations form a graph without circles: nobody recommends himself, directly or
// over others. Where several recommended one customer, they share him; the shares sum to
// at most one. One who bought first cannot have been brought by somebody who came later.
// What is ended counts no more from that day on, but stays told.
//
// Units: shares are basis points (10000 is the whole), rewards integer minor units. A day
// that is not known is cal.Never.
//
// Published tables: referral.
package referral
