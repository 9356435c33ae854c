// Package enquiry answers who asks the firm for something, how soon we answer, and what
// becomes of it.
//
// In go enquiries taken down by hand, out of a mail or from the form on the web, with the
// firm's open hours; out come the board by state, what waits for an answer, and what was
// won or lost and why. Every enquiry has a customer: one that exists, or a prospect taken
// down with it; that he may be somebody else is a suggestion and never decided here. The
// first answer writes a contact in the same transaction and stops the clock. Each change
// is an entry of the history and can be taken back unless its fields changed since.
//
// Units: amounts are cents in the firm's currency, clocks open hours of the firm. What is
// written here may be read by the asker.
//
// Published tables: enquiry.
package enquiry
