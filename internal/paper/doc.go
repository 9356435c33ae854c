// Package paper writes what is meant to be printed as PDF: what does a report look like on
// A4?
//
// A [Sheet] with a title, paragraphs and tables goes in, a PDF of one or more pages comes
// out. It knows nothing of customers or figures; words and amounts arrive as texts.
// Greek and Cyrillic are written in Latin letters and other scripts are named as such, because
// the typeface has none of them.
package paper
