// Package relationship answers which kind of relationship a customer wants, whether he is in
// a strained phase and how much company he seeks, with what speaks for and against it.
//
// In go the facts of one customer (contacts with reason and tone, recommendations, what he
// buys again), what people said of his kind, and how completely the firm notes its talks;
// out comes an [Estimate] as of a day, computed anew each time. What somebody of the firm
// confirms or corrects is kept, locks the kind until it is lifted, and is noted in the
// history of the customer, where it can be taken back ([Undo]).
//
// The rules are in kind and strain, which know no database; trial tries them on firms whose
// truth is known. Marks of contacts (something personal, urgent, asked for the boss, an
// event, another supplier) say something as soon as the firm sets them; signals without a
// source yet (mailings, feedback, novelties, discounts, the card) say nothing.
//
// Published tables: relationship_label.
package relationship
