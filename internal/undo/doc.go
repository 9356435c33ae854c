// Package undo answers: can this change of the log be taken back, and if not, why?
//
// In goes an entry of the history; out comes its [Way] and, when somebody wants it, the
// change is taken back by the verb of the room that made it, in one transaction and with
// an entry of its own that can be taken back too. A change is only taken back while what
// it left behind is still there; else the room says so with fault.Conflict, and
// history.Since tells what came after it.
//
// The one list of who takes back what stands here, above the rooms of the record: each
// room undoes its own changes, and this room only knows which room to ask.
package undo
