// Package history is the operation log: who changed what, when, and what was it
// before?
//
// In go entries, written by the room that makes a change in the transaction of the
// change; out they come per subject, newest first. Before and after are JSON
// objects of the changed fields only. An entry that takes back an earlier one
// names it. Bulk changes of an import are kept by the import itself.
//
// Published tables: history_entry.
package history
