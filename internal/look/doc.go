// Package look answers one question: what does it look like? It holds the page frame, the components, the charts and
// the files (style sheet, script, icons, typeface) that every face showing pages shares. In go view models with finished
// words and numbers, out comes HTML that satisfies the strictest content policy: no inline style, script or handler.
//
// It knows no business, no route and no database: links and form targets are handed in. The few words of its own (labels
// of buttons that exist once, names of the kinds of relationship) come from a Words printer under keys that begin with
// "look.". Templates are the *.templ files; go tool templ generate -path internal/look writes the Go code beside them.
package look
