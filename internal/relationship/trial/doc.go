// Package trial answers how well the inference of kinds does where the truth is known: it
// makes firms whose customers' kinds it draws itself, lets them be seen as incompletely as
// real firms see theirs, and compares. No firm's data is read, nothing is stored; the same
// seed gives the same figures.
//
// What it tests is the machinery, not the table of rates, since the customers are drawn
// from that table, each firm's own rates off by a random factor.
package trial
