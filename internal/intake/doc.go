// Package intake answers: how does a file of the firm become record, without losing
// a row and without counting one twice?
//
// In goes a file that package table can read and package mapping can understand; out
// come customers, products, documents and contacts in the record, a verdict for every
// row (created, updated, unchanged, set aside; together they are all rows), the
// figures of the import, and a log by which all of it can be taken back.
//
// # A run
//
// Rows are read into a stage, a temporary SQLite file of the import beside the data
// (also under PostgreSQL), so that memory does not grow with the file. Then one
// transaction compares the stage with the record and writes the difference: before
// it commits nothing is visible, after it everything is. A killed or cancelled run
// has written nothing and can be repeated. The comparison stands inside the
// transaction, so two imports at once cannot both take a document for new.
//
// A dry run does the same and rolls back; its stage stays for [Service.Rows].
//
// # What is the same
//
// A document is known by its source and its key: its number, with register, Z-number
// and year where the file has them. Its lines are a multiset of their contents:
// order means nothing, the same line twice is two lines. A file may hold a part of a
// document, so stored lines that it lacks stay. Lines that are new are added, unless
// the file is a corrected version: it holds at least as many lines, and each stored
// line that it lacks has a new line with the same place in the document (where the
// file numbers lines) or the same article. Then those replace these. Without line
// numbers two parts of a document that was cut between two lines of one article with
// different content, with as many lines in each part, cannot be told from a
// correction; and a document cut between two identical lines loses one, because
// nothing tells that from an overlap. When only the reading of amounts has changed
// (VAT, currency) the document is written anew.
//
// A file that holds the whole document decides over its date, customer and the like;
// one that holds a part fills gaps and moves the time to its earliest line.
//
// A receipt without a number is made up of customer and day, or time; there the
// larger multiplicity of identical lines counts and nothing is ever corrected. A
// document that one table tells with its articles and another as a sum keeps the
// articles.
//
// A customer is known by the number that the source gives him, else by card, mail,
// telephone, VAT number or name. His fields are compared three ways, see
// customer.UpdateImported. Of order rows about one customer that differ, the latest
// document's counts; in a list of customers the last row.
//
// # Taking back
//
// [Service.Undo] removes what an import made and restores what it changed. Rows that
// somebody or a later import has touched since are left alone and listed. A customer
// who has other facts stays without what the import said about him.
package intake
