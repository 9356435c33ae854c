// Package culture keeps what the firm says of itself and looks whether it is true: what
// are we here for, what do we hold to, what do we promise every customer, which
// relationships do we want?
//
// In go statements (vision, mission, values with examples that can be observed, promises
// with a figure against which they stand, how the firm and each person see themselves),
// the wanted mix of relationships, and a monthly answer whether one statement was lived;
// out come the statement that guides today, the question of the month, and the year in
// figures and answers. Words that were replaced stay with the day until which they held.
//
// A person's own image is read and written by that person alone.
//
// Published tables: culture_statement, culture_mix, culture_measure.
package culture
