// Package field keeps what a firm wants to know of its customers beyond the fields that
// every firm has: which fields are there, and what does a customer's say?
//
// In go definitions (label, kind, for whom) and values as text in the stored form; out
// come a customer's values, and rows that lists and target groups can compare without a
// change of the database's tables. A value that a person changes is noted in the
// history of the customer and can be taken back; who saves over a value that changed
// meanwhile is told.
//
// Published tables: field_definition, field_value.
package field
