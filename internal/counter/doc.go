// Package counter answers what somebody needs to know who has a customer standing before
// him at the counter, and may be seen by that customer and by the next in the queue.
//
// In go a search text or the code of a card; out comes a [Card]: name, how to address him,
// favourite, usual day, last talk, topics, open promises. Amounts, figures, warnings and
// judgements are not read at all; an amount of money inside a text is blotted out ([Hush]).
// Goods that are marked sensitive are nobody's favourite here.
//
// Devices keep cards for the time without network ([Keep], a bounded number); what is
// noted there comes later and is written once ([Once]).
//
// Published tables: counter_sent, counter_setting.
package counter
