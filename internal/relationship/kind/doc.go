// Package kind answers which of six kinds of relationship a customer wants, as a
// probability that explains itself. In goes what was seen of him (how often staff noted
// what, shares of his purchases, the tone of talks, his own words), counted with a decay by
// age; out come six probabilities, what speaks for and against the likeliest, whether that
// is enough to say so, how he is best treated meanwhile and what would help most to ask next.
//
// It is pure: no database, no clock. The tables of rates are those of the specification;
// what an owner confirms or corrects moves them for his firm.
package kind
