// Package row keeps rows that people change one at a time, such as an address or an
// agreement: it writes each change into the history in the same transaction and takes
// it back again unless the row was changed since.
//
// In go a table's statements, a row and who changes it; out come the row's new version
// and an entry of the history whose Before and After hold the whole row. All entries
// have the subject "customer", so that erasing a customer erases what was noted of
// him here too.
package row
