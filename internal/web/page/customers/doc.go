// Package customers shows the list of customers: tabs of groups, one search field,
// filters, rows that become cards on phones. In go views in finished words.
package customers
