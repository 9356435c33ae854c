// Package party knows how customers belong together and how each is reached and
// addressed: who works for whom, who is family, which firm owns which, who lives in
// one household, under which further addresses, numbers and mails somebody is reached,
// since when we say du, and which contact person has left.
//
// In go single entries of people; each is noted in the history and can be taken back
// by [Undo]. Out come links as seen from either end, all ways to reach somebody with
// the first one on top, the form of address on a day, departures as dated facts and
// the visits proposed because of them, and the opening line of a letter ([Greet]).
//
// A household groups persons and carries no figures. The first address, number and
// mail stand in the customer's own row; [MakePrimary] and [Update] change them there
// and keep what was replaced. A day that is not known is cal.Never, also as the
// beginning of a link. Spans are half open.
//
// Published tables: party_link, party_point, party_form, party_departure,
// party_proposal.
package party
