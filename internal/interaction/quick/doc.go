// Package quick reads a typed line such as "Anruf Haller 12 min fragt nach Biofett, ruft
// Dienstag zurück": what kind of contact was it, who began, with whom, how long, why, in
// what tone, and who promised what for when?
//
// In go the line and the day on which it is typed; out comes what was understood, each
// part with its place in the line, so that a page can show it for confirmation. German is
// read first, English second. Nothing is looked up: the words that may be a name are
// handed back for the search. What is not understood stays as the note, and a part that
// is understood wrongly costs one click, so nothing here refuses anything.
package quick
