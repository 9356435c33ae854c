// Package value answers what a customer has brought the firm: net revenue,
// contribution margin after cost of goods (DB I), how it is spread over the
// customers, and what is at stake when one leaves.
//
// In go amounts per order with the part of the net whose cost is measured or
// estimated; out come sums over windows of twelve months. Unknown cost stays
// unknown and is told as a share, it is never counted as zero. There are no
// letters on persons: concentration is a curve over all customers.
//
// Units: integer minor units of the firm's currency, net of VAT and returns;
// margins as rates are basis points of net (3000 is 30 %). The rules of this
// version carry the name [Rule].
//
// [Steps] deducts what customers cost beside the goods, down to DB IV, and keeps what the
// firm itself or others caused apart.
//
// [Group.Lifetime] values what a customer may still bring within 36 months, with a range,
// and [Group.Growth] how revenue with him changes; both lean on what the firm's customers
// have in common ([Group]) as far as his own history is short.
//
// Published tables: value_current, value_steps, value_lifetime, value_group, value_firm,
// value_forecast, value_loss.
package value
