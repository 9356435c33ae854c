// Package views holds the pages on which a filter of the list is put together and saved
// views are kept. In go view models in finished words, out comes HTML.
package views
