// Package consent knows what bars the firm from approaching a customer: who has
// objected to advertising, who must not be approached at all, who has died?
//
// In go statements, each with its day, source and actor; they are appended and never
// changed, taking a bar back is a further statement, and so is the correction of a mistaken
// one. Each stands in the history. Out comes the state of today,
// one row per customer, written in the transaction of its statement. A customer
// without a row has no bar.
//
// Published tables: consent_bar, consent_current.
package consent
