// Package stat holds the mathematics that several rooms need and the standard
// library lacks: the regularised incomplete beta function and its inverse, and
// the polygamma functions behind fitting gamma rhythms.
//
// In and out go plain numbers. Every function is defined on the whole line: bad
// arguments give NaN instead of a panic, so that a rule can test its result
// once. Nothing here allocates or knows the business.
package stat
