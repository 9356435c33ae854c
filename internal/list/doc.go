// Package list answers: which customers are there, in this order, of these kinds?
//
// In go a [Query] (sort, filters, search text, day, cursor); out comes one [Page] of
// rows joined from what record and insight publish, with the cursor of the next one.
// Pages are keyset pages: each begins behind the last row of the one before, in a
// total order, so a page deep down costs what the first one costs.
//
// A sort by name shows everyone, also who was entered a minute ago. A sort by a
// figure shows those who have it: no customers without a purchase in a sort by last
// purchase. Households are listed when their kind is asked for, with what their members
// have together, and are in no other list; contact persons and the row of sales without
// a customer are in none.
// The number of matches is counted up to [CountLimit] only.
//
// States that depend on the day (late, dormant, lost) are compared with the day of
// the query. A sort by standing goes by the standing of the last computation.
package list
