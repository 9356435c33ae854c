// Package match answers: are these two entries the same customer, and where would
// his other entry be found?
//
// In goes what an entry says of a customer ([Record]); out come its blocking keys
// ([Keys]) and, for two entries, points per field with an outcome: same, ask or
// different ([Compare]). The rules are pure: they know neither database nor clock.
// Points are logarithms to the base of two of how much more often a field agrees so
// within one customer than between two, after Fellegi and Sunter (1969), "A Theory
// for Record Linkage", JASA 64; the weights and the rules that bound the outcome are
// ours, see docs/methods/duplicates.md.
//
// The room also keeps the keys, so that one entry finds those that may be the same
// in a few indexed reads. Keys of a few entries are written with them; entries that
// come in bulk are only noted as due, and a job of a room above writes their keys
// within seconds.
//
// Published tables: match_key, match_due.
package match
