-- name: sales-merge-month [sqlite]
-- Adds to what a customer bought in a month.
INSERT INTO sales_month (customer_id, month, net_cents, cost_cents, net_measured_cents, net_estimated_cents, orders)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (customer_id, month) DO UPDATE SET
  net_cents = sales_month.net_cents + excluded.net_cents,
  cost_cents = sales_month.cost_cents + excluded.cost_cents,
  net_measured_cents = sales_month.net_measured_cents + excluded.net_measured_cents,
  net_estimated_cents = sales_month.net_estimated_cents + excluded.net_estimated_cents,
  orders = sales_month.orders + excluded.orders

-- name: sales-merge-month [postgres]
INSERT INTO sales_month (customer_id, month, net_cents, cost_cents, net_measured_cents, net_estimated_cents, orders)
SELECT customer_id, month, net_cents, cost_cents, net_measured_cents, net_estimated_cents, orders
FROM new_sales_month ORDER BY customer_id, month
ON CONFLICT (customer_id, month) DO UPDATE SET
  net_cents = sales_month.net_cents + excluded.net_cents,
  cost_cents = sales_month.cost_cents + excluded.cost_cents,
  net_measured_cents = sales_month.net_measured_cents + excluded.net_measured_cents,
  net_estimated_cents = sales_month.net_estimated_cents + excluded.net_estimated_cents,
  orders = sales_month.orders + excluded.orders

-- name: sales-add-total
-- Adds to the firm's sums of a month.
INSERT INTO sales_total (month, net_cents, net_unassigned_cents, cost_cents, net_measured_cents, net_estimated_cents, orders)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (month) DO UPDATE SET
  net_cents = sales_total.net_cents + excluded.net_cents,
  net_unassigned_cents = sales_total.net_unassigned_cents + excluded.net_unassigned_cents,
  cost_cents = sales_total.cost_cents + excluded.cost_cents,
  net_measured_cents = sales_total.net_measured_cents + excluded.net_measured_cents,
  net_estimated_cents = sales_total.net_estimated_cents + excluded.net_estimated_cents,
  orders = sales_total.orders + excluded.orders

-- name: sales-drop-empty-months
-- Months of a customer in which nothing is left.
DELETE FROM sales_month WHERE customer_id = $1 AND net_cents = 0 AND cost_cents = 0
  AND net_measured_cents = 0 AND net_estimated_cents = 0 AND orders = 0

-- name: sales-all-bases
-- One row per product whose cost can be told.
SELECT p.id, p.unit_cost, COALESCE(c.margin_bp, -1)
FROM sales_product p LEFT JOIN sales_category c ON c.id = p.category_id
WHERE p.unit_cost <> '' OR c.margin_bp IS NOT NULL

-- name: sales-basis
SELECT p.id, p.unit_cost, COALESCE(c.margin_bp, -1)
FROM sales_product p LEFT JOIN sales_category c ON c.id = p.category_id
WHERE p.id = $1

-- name: sales-order-sums
-- What an order contributed to the sums.
SELECT customer_id, day, figures, counts, net_cents, cost_cents, net_measured_cents, net_estimated_cents
FROM sales_order WHERE id = $1

-- name: sales-delete-lines
DELETE FROM sales_line WHERE order_id = $1

-- name: sales-delete-payments
DELETE FROM sales_payment WHERE order_id = $1

-- name: sales-delete-order
DELETE FROM sales_order WHERE id = $1

-- name: sales-delete-payment
DELETE FROM sales_payment WHERE id = $1

-- name: sales-takes-back
-- 1 when any goods of the customer came back or are noted as such.
SELECT CASE WHEN EXISTS (SELECT 1 FROM sales_order
  WHERE customer_id = $1 AND (return_lines > 0 OR kind IN ('return', 'cancellation', 'credit_note')
    OR returned_day <> '9999-12-31')) THEN 1 ELSE 0 END

-- name: sales-movements
-- One row per line of a customer, by day and order; an order without lines stands
-- for itself with its amount.
SELECT o.id, o.day, o.kind, o.counts, o.source, o.document, o.refers, o.net_cents, o.returned_day,
  COALESCE(l.id, 0), COALESCE(l.product_id, 0), COALESCE(l.description, ''), COALESCE(l.class, 'goods'),
  COALESCE(l.returned, 0), COALESCE(l.quantity, '')
FROM sales_order o LEFT JOIN sales_line l ON l.order_id = o.id
WHERE o.customer_id = $1 AND o.kind IN ('sale', 'return', 'cancellation', 'credit_note')
ORDER BY o.day, o.id, l.position

-- name: sales-set-returned
UPDATE sales_order SET returned_day = $1 WHERE id = $2

-- name: sales-unassign-orders
-- $2 takes over the orders of $1.
UPDATE sales_order SET customer_id = $2 WHERE customer_id = $1

-- name: sales-unassign-payments
UPDATE sales_payment SET customer_id = $2, method = '' WHERE customer_id = $1

-- name: sales-clear-texts
-- Free text can tell who it was; the names of articles stand with the products.
UPDATE sales_line SET description = '' WHERE product_id = 0 AND description <> ''
  AND order_id IN (SELECT id FROM sales_order WHERE customer_id = $1)

-- name: sales-delete-months
DELETE FROM sales_month WHERE customer_id = $1

-- name: sales-months
-- One row per month with documents of a customer from $2 on.
SELECT customer_id, month, net_cents, cost_cents, net_measured_cents, net_estimated_cents, orders
FROM sales_month WHERE customer_id = $1 AND month >= $2 ORDER BY month

-- name: sales-totals
-- One row per month with documents of the firm from $1 on.
SELECT month, net_cents, net_unassigned_cents, cost_cents, net_measured_cents, net_estimated_cents, orders
FROM sales_total WHERE month >= $1 ORDER BY month

-- name: sales-order-by-id
SELECT id, customer_id, source, document, number, kind, day, at, currency, refers, channel, promised_day,
  delivered_day, faulty, due_day, paid_day, import_id, net_cents, tax_cents, discount_cents, figures, counts,
  returned_day, cost_cents, net_measured_cents, net_estimated_cents, lines, return_lines
FROM sales_order WHERE id = $1

-- name: sales-orders-of
-- One row per document of a customer before (day, id), newest first.
SELECT id, customer_id, source, document, number, kind, day, at, currency, refers, channel, promised_day,
  delivered_day, faulty, due_day, paid_day, import_id, net_cents, tax_cents, discount_cents, figures, counts,
  returned_day, cost_cents, net_measured_cents, net_estimated_cents, lines, return_lines
FROM sales_order WHERE customer_id = $1 AND (day, id) < ($2, $3) ORDER BY day DESC, id DESC LIMIT $4

-- name: sales-order-id
SELECT id FROM sales_order WHERE source = $1 AND document = $2

-- name: sales-lines-of
-- The first $2 lines of an order.
SELECT l.id, l.order_id, l.position, l.product_id,
  CASE WHEN l.description = '' THEN COALESCE(p.name, '') ELSE l.description END,
  l.class, l.returned, l.quantity, l.unit_price, l.net_cents, l.tax_cents, l.discount_cents, l.cost_cents,
  l.cost_quality, l.digest
FROM sales_line l LEFT JOIN sales_product p ON p.id = l.product_id
WHERE l.order_id = $1 ORDER BY l.position, l.id LIMIT $2

-- name: sales-lines-of-many [sqlite]
-- The lines of the orders of the JSON list $1, in no order.
SELECT l.id, l.order_id, l.position, l.product_id,
  CASE WHEN l.description = '' THEN COALESCE(p.name, '') ELSE l.description END,
  l.class, l.returned, l.quantity, l.unit_price, l.net_cents, l.tax_cents, l.discount_cents, l.cost_cents,
  l.cost_quality, l.digest
FROM json_each($1) j CROSS JOIN sales_line l ON l.order_id = j.value LEFT JOIN sales_product p ON p.id = l.product_id

-- name: sales-lines-of-many [postgres]
SELECT l.id, l.order_id, l.position, l.product_id,
  CASE WHEN l.description = '' THEN COALESCE(p.name, '') ELSE l.description END,
  l.class, l.returned, l.quantity, l.unit_price, l.net_cents, l.tax_cents, l.discount_cents, l.cost_cents,
  l.cost_quality, l.digest
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN sales_line l ON l.order_id = CAST(j.value AS BIGINT) LEFT JOIN sales_product p ON p.id = l.product_id

-- name: sales-payments-of
SELECT id, order_id, customer_id, source, document, day, amount_cents, currency, method, import_id, reference
FROM sales_payment WHERE order_id = $1 ORDER BY day, id

-- name: sales-top-products
-- What a customer bought most often: one row per article of goods since $2, by orders and
-- amount. Only those few are looked up in the catalogue, not the article of every line.
SELECT t.product_id, COALESCE(p.name, t.description), t.orders, t.net, t.last
FROM (
  SELECT l.product_id, MAX(l.description) AS description, COUNT(DISTINCT l.order_id) AS orders,
    CAST(SUM(l.net_cents) AS BIGINT) AS net, MAX(o.day) AS last
  FROM sales_order o
  JOIN sales_line l ON l.order_id = o.id
  WHERE o.customer_id = $1 AND o.day >= $2 AND o.counts = 1 AND o.figures = 1 AND l.class = 'goods' AND l.returned = 0
  GROUP BY l.product_id, CASE WHEN l.product_id = 0 THEN l.description ELSE '' END
  ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT $3) t
LEFT JOIN sales_product p ON p.id = t.product_id
ORDER BY 3 DESC, 4 DESC, 1, 2
