// Package archtest keeps the house in order: it answers "does the code still stand
// as ARCHITECTURE.md draws it?" with plain go tests over the source tree.
//
// In go the Go files, SQL files and message files of the project; out come one line
// per breach, with the file and what to do instead. The floors and their order are
// the one table in floors.go; whoever adds a room adds it there.
package archtest
