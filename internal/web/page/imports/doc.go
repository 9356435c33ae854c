// Package imports shows the way of a file into the record: handing it in, checking its
// columns, what would become of its rows, progress, result, and taking it back. In go
// views in finished words.
package imports
