// Package promise answers what we and a customer promised each other, for when, and what
// became of it; and what the customer expects of us.
//
// In go promises (by whom, what, for which day, perhaps at what time, to whom, from which
// talk) and expectations in the customer's words. Out come the open ones of a day for the
// list Heute, those of a customer, and how many of the settled ones were kept. A call back
// is a promise of its own kind with the channel that the customer wishes.
//
// A promise is open until somebody says what became of it: kept, broken or withdrawn. Its
// day may be moved, which is counted. Every verb stands in the history of the customer and
// can be taken back there.
//
// Published tables: promise, promise_expectation.
package promise
