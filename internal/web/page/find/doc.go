// Package find is the page of the search over everything, for who searches without the
// window of commands.
package find
