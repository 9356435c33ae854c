// Package duplicate answers: which entries may be one customer, and how do two become
// one and, if that was wrong, two again?
//
// In go the keys and records of package match; out come pairs with their points, kept
// by customer, and merges. A merge is always decided by a person, field by field. The
// survivor keeps his id, the other's row is taken out and kept whole in the merge; his
// id leads to the survivor. Every room with rows about customers registers a [Ledger]
// that gives them to the survivor and back, so undoing a merge returns to the same rows
// unless somebody has changed them since, which is shown and asked about. What arrives
// later stays with the survivor unless it came under a number of the other.
//
// The room stands on the acting floor, below all others of it: it sees the facts of all
// record rooms and the published rows of insight, which it removes for who is gone, and
// care, which has rows about customers too, adds its own ledger ([Registry] there).
//
// The registry is also the list of what deletion has to empty and what an access request
// has to print; a test of the house fails on a table with a customer that is not in it.
//
// Own tables: duplicate_merge, duplicate_moved.
package duplicate
