// Package care answers: whom do we contact today, why, how and with what, so that
// it helps and never intrudes?
//
// In go candidates (one customer as insight sees him on a day), the firm's trade and
// minutes, and what was done before. Out comes the list of the day: at most nine
// lines of the classes danger, appreciation and chance, one per customer, frozen at
// the first look; duties and mass lines stand beside it. Each line keeps its facts,
// from which its sentence is made in the reader's language, so that "Warum?" is
// answered by the same numbers.
//
// The occasions known here: K01 thanks after a purchase, K06 anniversary of the first
// purchase, K11 late, K12 win back, K20 after a strained phase, K22 what we promised, K27 call
// backs and what the customer promised, K30 entered by hand, EW early warning, and REST, the
// one line of a first day for silences that began before their window. Adding one is a
// rule in occasion.go, its messages and its test.
//
// Published tables: care_day, care_step, care_member.
package care
