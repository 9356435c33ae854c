// Package knowledge answers what we still do not know of a customer, and what to ask him
// next: one question at a time, out of interest.
//
// In go what the rooms of the record hold (expectations, interests, complaints, way of
// contact, reasons, who decides) and when somebody comes again; out come a completeness
// from 0 to 100, what is missing, and the question that is worth asking next ([Judge]).
// Requirements, preferences and complaints come first. Nothing sensitive is ever asked, a
// birthday neither, and what somebody does not want to tell is no gap.
//
// Every change of a fact marks its customer, by trigger, in its own transaction.
// [RefreshDue] works the marks off, [RefreshAll] looks at everybody; both write the same
// rows, and only those that have changed. [Why] tells what a row came from.
//
// Published tables: knowledge_current, knowledge_asked.
package knowledge
