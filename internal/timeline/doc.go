// Package timeline answers what happened with a customer, in one stream: purchases, talks
// and notes, promises, enquiries, projects, recommendations, changes of his record.
//
// It keeps no rows of its own. Each source is a [Stream] that reads a customer's entries
// from its own indexed table before a place in the order of days; the streams are merged
// page by page. So nothing is written twice, nothing can disagree with its cause, an undo
// needs no second undo, and a page costs as many index reads as there are streams,
// whether the customer has ten entries or ten thousand. Rooms above add streams of their
// own.
//
// "Unsere Geschichte" is the same stream told in sentences, year by year.
package timeline
