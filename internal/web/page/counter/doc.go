// Package counter holds the pages of the counter: the search and the card, the page
// without network, the turns at a shared till, the list for the bag.
package counter
