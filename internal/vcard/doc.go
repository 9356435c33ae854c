// Package vcard reads and writes address cards (vCard 3.0 and 4.0, RFC 2426 and 6350;
// 2.1 is read as old telephones write it).
//
// In go bytes of one or many cards; out come [Card] values with their properties in
// order, texts decoded, and for what cannot be read a [Problem] with the line where it
// stands. The rest of the file goes on. It knows no business: what a property means for
// a customer is said by the room that reads it.
//
// The usual library takes escapes off before it splits names and addresses into their
// parts, drops lines that it cannot read without a word, and leaves 2.1 encoded; so the
// format, which is small, is read here.
package vcard
