// Package interest knows what a customer likes, how that fades, what he does not want,
// and how and when he wishes to be approached.
//
// In go topics of the firm with the categories and products that belong to them, and
// pieces of evidence: told, clicked, opened, imported; purchases are read from sales.
// Out comes one row per customer and topic ([Refresh]), which can be thrown away and
// computed again: a weight from -1 to +1 that halves in its half-life, and the days from
// which it is too weak to count, so that who likes two topics is found by comparisons.
// Vanished and new interests become questions that people answer with one tap; nothing
// vanishes by itself. An exclusion ("bitte nicht") does not fade and has no reason.
//
// Published tables: interest_topic, interest_goods, interest_evidence, interest_current,
// interest_question, interest_preference, interest_quiet.
package interest
