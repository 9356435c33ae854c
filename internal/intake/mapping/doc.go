// Package mapping answers: what does this column mean, and what does this cell say?
//
// In go a header and sample rows as package table reads them; out comes a
// [Proposal]: the kind of the table, the system that wrote it where its layout is
// known, and a field for each column, each with a reason. A [Mapper] built from
// the proposal turns rows into records of typed, checked values, or tells column
// and reason why a row cannot be used. Everything here is pure: no clock, no
// files, no database. Amounts are integer minor units, numbers exact decimals.
package mapping
