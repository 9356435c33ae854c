// Package accord knows what firm and customer want of each other: why somebody came,
// stays, buys more or leaves, in his own words; which relationship the firm wishes and
// the next small step towards it; for important customers what each side gives and
// expects, who decides and how to complain, and what is done together.
//
// In go single entries of people, each noted in the history and undone by [Undo]; out
// come lists per customer, counts of reasons, and everything for the yearly talk. An
// agreement is a list of dated versions of which the newest holds; earlier ones stay.
//
// Published tables: accord_reason, accord_wish, accord_agreement, accord_matter,
// accord_task.
package accord
