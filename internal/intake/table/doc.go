// Package table answers: which rows are in this file, whatever program wrote it?
//
// In goes a file (a path, or bytes with a size and a name); out come its tables,
// each as a header and a stream of rows of text cells. The format is found by
// content, never by name: CSV with any delimiter, quote and encoding, gzip of it,
// XLSX, a zip of those, and the German till standard DSFinV-K as a folder or zip.
//
// Memory does not grow with the file. No row is dropped: one that cannot be read
// comes out with a [Problem] and its raw text, so that it can be set aside and
// mended. What a cell means is decided in package mapping, not here.
package table
