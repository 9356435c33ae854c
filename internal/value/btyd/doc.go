// Package btyd answers, for a base of customers who may leave without a word ("buy till
// you die"): who is probably still a customer, how many purchases are to be expected of
// whom, when the next one, and what all of it is worth today.
//
// In go purchase histories: how many repeat purchases, when the last one, how old the
// customer is (a [Base], in any unit of time), mean values of purchases (a [Spending]),
// or a whole [Log] of purchase days. Out come fitted models with their log-likelihood, a
// declared [Outcome], and forecasts per customer that are finite for every input. A
// rolling [Backtest] compares the models with "the same as in the last period" and
// names the forecast that may be shown.
//
// Models: MBG/NBD (the default), BG/NBD, Pareto/NBD, their limit without dropout NBD,
// Gamma-Gamma for values, BG/BB for rhythms with one chance per period, shifted
// beta-geometric for contracts. Parameters are fitted by Newton's method on their
// logarithms with analytic gradients; equal histories are counted, not repeated.
//
// The package is pure: no files, no clock, no words. What a face has to say is a [Note].
package btyd
