// Package interaction answers when the firm and a customer were in touch, how, why
// and with what tone.
//
// In go contacts in both directions, noted by hand or read from a file; out comes a
// customer's contacts, newest first. Rows are appended and not rewritten; only the
// undo of an import removes them. Every row moves the customer's first and last
// contact in the same transaction. Notes are written so that the customer may read
// them.
//
// Published tables: interaction.
package interaction
