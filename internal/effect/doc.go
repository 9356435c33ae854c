// Package effect answers whether a measure pays: how many must follow for it to break even,
// how probable that is after what was seen, and how many more it takes to know.
//
// In go counts and amounts in minor units of the firm's currency; out come shares,
// probabilities and a verdict. It reads no table and knows no clock, so it works before there
// is any data.
package effect
