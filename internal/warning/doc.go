// Package warning answers whether a relationship is in danger, and by which signs.
//
// In go signs, each with the day on which it arose, its points and the figures
// behind it; out comes a score with a colour and its reasons for any day. This
// version knows the signs of sales: late or dormant, spend per occasion down, a
// category dropped, a first order late or faulty, paying later than usual; and two
// of people: a contact person who left, and promises of ours that were missed. Reasons are message keys with values, never sentences, and say only
// what the customer may read about himself.
//
// Units: points without unit, days are calendar days, amounts integer minor units
// net of VAT. The rules of this version carry the name [Rule].
//
// Published tables: warning_current.
package warning
