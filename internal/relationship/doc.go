// Package relationship answers which kind of relationship a customer wants, whether he is in
// a strained phase and how much company he seeks, with what speaks for and against it.
//
// In go the facts of one customer (contacts with reason and tone, recommendations, what he
// buys again), what people said of his kind, and how completely the firm notes its talks;
// out comes an [Estimate] as of a day. What somebody of the firm
// confirms or corrects is kept, locks the kind until it is lifted, and is noted in the
// history of the customer, where it can be taken back ([Undo]).
//
// The rules are in kind and strain, which know no database; trial tries them on firms whose
// truth is known. Marks of contacts (something personal, urgent, asked for the boss, an
// event, another supplier) say something as soon as the firm sets them; signals without a
// source yet (mailings, feedback, novelties, discounts, the card) say nothing.
//
// Lists, target groups and sums read one row per person and firm ([Row]). Every talk, word and
// recommendation marks its customer by trigger in its own transaction; [RefreshDue] works the
// marks off, [RefreshAll] judges everybody: both write the same rows, and only those that have
// changed. Kinds that stood at ends of months are kept ([Months]), the firm's sums by month
// ([Firm]).
//
// The firm's own words on how to deal with a kind stand in place of the program's template
// ([Playbooks], [Play]).
//
// Published tables: relationship_label, relationship_current, relationship_month, relationship_firm, relationship_playbook.
package relationship
