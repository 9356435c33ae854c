// Package talk answers one question: what do noting a talk and keeping a promise look
// like? In go view models with finished words, out comes HTML: the typed line with what
// was understood, the form for one contact, promises and expectations, and the story.
package talk
