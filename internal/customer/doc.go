// Package customer is the record of the customers: who are they, how are they
// reached, under which numbers do other systems know them?
//
// In go a person's entry or a file's row; out come one row per customer, the
// numbers of the sources (aliases), the last imported value of each field, possible
// duplicates and the list of customers whose insight is older than their facts. The
// kinds are person, firm, contact (a person who acts for a firm and buys nothing
// himself) and the one reserved row [Without] that carries what belongs to nobody.
//
// Texts are kept as they were given. [Prepare] adds what is computed from them: the
// name shown, the sort key, and the forms in which mail, telephone and VAT number
// are compared. A customer without a name has an empty name and is shown by his
// number, and sorted by it. Days that are not known are cal.Never.
//
// Nothing is merged: equal mail, telephone or VAT number, or the same number in
// another source, marks a possible duplicate that a person decides about.
//
// Published tables: customer, customer_alias, customer_duplicate, customer_due.
package customer
