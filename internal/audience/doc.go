// Package audience turns a rule over customers into a question to the database: who
// fulfils it, how many are they, and how does the rule read as a sentence?
//
// In go a [Rule], a tree of conditions joined by all, any and not, and the day to which
// its comparisons refer; out come a [Condition] (SQL text with parameters over one row
// per customer) for lists, counts and exports, and the rule in words. This is the one
// place of the house where SQL is put together from what a person chose: names of
// columns come from the catalogue of this package only, values are always parameters.
//
// The fields of a rule are those of [Standard], which every firm has, and the fields
// that a firm made for itself, handed in with [Catalogue.With].
package audience
