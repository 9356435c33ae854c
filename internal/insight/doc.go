// Package insight answers what we understand of a customer, of all customers and of
// the firm, today and on any day before.
//
// In go the facts of sales, the owner's decisions and the dated parameters of the
// firm's group; one pass over a customer's facts through the rules of lifecycle,
// value and warning makes his [Portrait]. Out come the published rows of those
// rooms, the firm's [Figures], and for every figure its inputs, rule versions and
// dates ([Service.Why]).
//
// Facts mark their customers as due in their own transaction. [Service.RefreshDue]
// works the marks off, [Service.RefreshAll] marks everybody first; so both write the
// same rows. A portrait is computed outside of the writing transaction and written
// only if its mark still stands as it was read, which keeps the writer free and
// makes several processes safe. [Service.At] goes back in time in memory and writes
// nothing.
//
// For lists, insight gathers what a row shows in one card ([Card]). The customer's name,
// place and bars on it follow their rooms by trigger, in the transaction that changes
// them; everything else is written with the other published rows.
//
// Published tables: insight_card.
package insight
