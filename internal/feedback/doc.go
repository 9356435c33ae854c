// Package feedback knows what customers tell us that helps the firm: what they suggested and
// what became of it, whether they may be named as a reference, and which share of their need
// they say they cover with us, what they complained about and demanded, when somebody of the firm
// asked for help with them, and the links to the page that they and the firm read alike.
//
// What came from somebody unknown belongs to no customer (id 0) until people say whose it is.
//
// In go single entries of people. Out come the entries of a customer and their stream for his
// history, so that it can be told to him: that is what you suggested, this became of it. Each
// change is noted in the history of the customer and can be taken back ([Undo]). A suggestion
// may have come from two customers; each then counts half.
//
// Units: amounts are integer minor units of the firm's currency and year, shares basis points
// (10000 is the whole). A day that is not known yet is cal.Never.
//
// Published tables: feedback_idea, feedback_share, feedback_complaint, feedback_call,
// feedback_page, feedback_demand.
package feedback
