// Package history is the operation log: who changed what, when, and what was it
// before?
//
// In go entries, written by the room that makes a change in the transaction of the
// change; out they come per subject, newest first. Before and after are JSON
// objects of the changed fields only. An entry that takes back an earlier one
// names it. From where a change came (page, command line, file, job) and to which bulk
// action it belongs travels with the context. Bulk changes of an import are kept by the
// import itself; the log holds one entry for it.
//
// Published tables: history_entry.
package history
