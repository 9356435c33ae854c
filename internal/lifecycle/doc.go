// Package lifecycle answers how a customer stands to the firm: how far the
// relationship has grown (standing), how he usually buys (rhythm), and whether
// the present silence is unusual (activity).
//
// In go, per customer, the purchases (day, net amount, whether the order counts)
// and the owner's dated acts; for the firm its calendar and the dated parameters
// of its group. Out comes one [Result] per customer in which every state that
// depends on today is kept as the day from which it holds, so that the state on
// any later day is a comparison and nothing has to be rewritten overnight. No
// campaign or measure goes in: standing depends on purchases and time only, and
// on what the owner decides by hand with a reason.
//
// Units: waits, rhythms and the sums behind them count open days of the firm's
// calendar; windows, tenure and everything told to a person are calendar days.
// The rules of this file's version carry the name [Rule]; docs say them in words.
//
// Published tables: lifecycle_current, lifecycle_param, lifecycle_override.
package lifecycle
