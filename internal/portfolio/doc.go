// Package portfolio answers where customers stand between what they are worth to us and how
// strong we are with them, how that has moved, and what to do in each of the four fields.
//
// In go, per customer, his standing, the share of his need that he covers with us, his
// lifetime value and what twelve months brought ([Case]); for the firm the lines between the
// fields ([Frame]), which are learned from all customers and hold until they are drawn
// anew. Out come one row per customer who has bought ([Row]) and the firm's sums
// ([Summary]). A field names a strategy, it is no verdict on a person, and nothing follows
// from it by itself.
//
// What is not known yet (fit, gap and quality of the relationship) is left out, and the
// weights of the rest are raised to a whole. Units: cents, shares in basis points. The rule
// carries the name [Rule]; docs/methods/portfolio.md says it in words.
//
// Published tables: portfolio_current, portfolio_frame, portfolio_firm, portfolio_month.
package portfolio
