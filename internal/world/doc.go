// Package world answers what a firm's record would look like if everything about its
// customers were known: it makes practice firms with invented customers and the sales
// that follow from their true rhythm, interests and drop-out.
//
// In go a world (bakery, dealer, shop, service), a seed, a number of customers and the day on
// which the practice begins; out come customers, goods, documents, payments and bars in
// the firm's record ([Fill]), the same sales as the file that such a firm's till or shop
// would write ([Export]), and the truth behind them ([World.Truth]). The truth is a
// function of seed, customer and day alone and stands in no table, so tests can compare
// what insight says with what is so. Each customer is made alone, so any range can be made
// in any order and at the same time, and memory does not grow with their number.
//
// How customers buy: the intervals of a customer are gamma distributed around his own
// mean, the means of a world log-normal around a median; customers come evenly over the
// observed years (some bakery cards were handed out in the last fortnight), and each
// purchase is the last one with a fixed chance. The pace changes a little with the month,
// a closed day moves a purchase to the next open one. The kind of relationship decides how
// often the favourite article is bought, how often a discount is used and goods come back;
// crises change nothing that a till could see. The figures follow the simulations that
// the rules of lifecycle were measured with (docs of that package).
//
// All names are invented, mail addresses end in example.de, example.com or example.org,
// telephone numbers come from the ranges that the Bundesnetzagentur keeps free for films,
// places and postcodes do not exist.
//
// Units: prices and amounts are cents, rates and margins basis points, rhythms calendar
// days.
package world
