// Package search finds customers by what a person types: names in any spelling of
// umlauts and capitals, cities, numbers, telephone numbers.
//
// In go the texts by which a customer can be found, written by the customer room in
// the transaction of its change; out come customer ids, at most [MaxHits], in the
// stored rank order. Words are kept folded ([locale.SearchKey]) with two spaces
// before each, so that one trigram index answers both: parts of words from three
// characters on, beginnings of words with one or two.
//
// When nobody matches, the words that customers bear are asked for those that one slip of
// the hand turns into what was typed, then for those that sound alike; these words lead to
// customers. A word leaves with the last customer who bears it. Notes of customers and
// contacts are found by the beginnings of their words.
//
// The work of a query is bounded: of a text that very many customers share ("gmbh")
// only the foremost are looked at.
//
// Published tables: search_entry.
package search
