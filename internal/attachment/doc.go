// Package attachment answers: which files belong to a customer, who put them there, and
// what is in them?
//
// In go a name and a stream of bytes; out come rows of [File] and the same bytes again.
// A content is kept once under its SHA-256, however many rows name it: as a file in a
// folder beside the database file on SQLite, as pieces in the database on PostgreSQL,
// which several machines may share. Only contents of some kinds are taken, told by what
// is in them and not by their names; pages and programs never are.
//
// The content is written before the row. A program that ends between the two leaves a
// content that nobody names, and [Store.Sweep] removes it. The content of a row that was
// removed stays for [Keep], so that the removal can be taken back; that of a customer who
// was deleted goes with the next sweep.
//
// Published tables: attachment.
package attachment
