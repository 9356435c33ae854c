// Package duplicate shows entries that may be one customer: the list of pairs, two
// entries side by side with a choice per field, the splitting, and the warning while a
// new customer is typed. In go views in finished words.
package duplicate
