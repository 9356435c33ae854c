// Package interaction answers when the firm and a customer were in touch, who began,
// how, why and with what tone.
//
// In go contacts in both directions, noted by hand or read from a file; out comes a
// customer's contacts, newest first, and the last one in each direction. A note is an
// entry that is no contact. Rows are appended; a correction by hand, a removal and their
// undo stand in the history of the customer. Every row moves the customer's span of
// contacts and his last contact in each direction in the same transaction, and every
// removal takes that back. Notes are written so that the customer may read them.
//
// Coverage tells how completely a firm notes its talks; the folder quick reads a typed
// line, the folder tact looks for words that hurt.
//
// Published tables: interaction, interaction_link, interaction_last,
// interaction_coverage.
package interaction
