// Package sides shows the page that a customer and the firm read alike, as its holder sees it.
package sides
