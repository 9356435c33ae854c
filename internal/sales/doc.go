// Package sales answers what was sold to whom, when, for how much and at what cost.
//
// In go documents of the firm's systems (orders, bills, receipts, returns,
// cancellations) with their lines, products with unit costs, categories with a
// standard margin, and payments. Out come documents as pages show them, sums per
// customer and month that are kept with every document, and the stream of order
// facts that insight is computed from.
//
// Amounts are minor units of the document's currency, net of tax. A document whose
// currency is not the firm's is kept but enters no figure. The cost of a line is
// the one given with it, else the product's unit cost, else it is estimated by the
// standard margin of the category, else it is unknown; unknown is never counted as
// zero: the net amounts with measured and with estimated cost are kept beside the
// cost.
//
// Facts are written in bulk by [Books.Insert]; [Books.SettleReturns] then finds out
// which purchases came back as a whole. Every change marks its customers as due for
// insight.
//
// Published tables: sales_order, sales_line, sales_product, sales_category,
// sales_month, sales_total, sales_payment.
package sales
