// Package cost answers what customers cost the firm beside the goods, who caused it, and
// how well it is known.
//
// In go cost entries (an amount, or minutes and pieces that are priced by the rates of
// their day) from people, files and other rooms, and the firm's rates and price lists of
// shipping with the day from which they hold. Out come the entries of customers, and the [Charge] of every document
// and contact that costs something by the rates alone. An entry that names a contact or
// document takes the place of what the rates say of it, so that no minute counts twice.
//
// Entries are not amended: what was wrong is taken back by the history, or set right by
// another entry with the opposite amount. Each marks its customer as due for insight. When
// a customer is deleted, his costs go to the row without a customer, so that the sums of
// all periods stay.
//
// Units: integer minor units of the firm's currency; rates are thousandths of a cent, of a
// minute or of a per cent.
//
// Published tables: cost_entry, cost_rate, cost_shipping.
package cost
