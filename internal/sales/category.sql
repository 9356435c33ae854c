-- name: sales-category-nets
-- One row per category with what was sold of it in [$1, $2].
SELECT p.category_id, CAST(SUM(l.net_cents) AS BIGINT)
FROM sales_order o
JOIN sales_line l ON l.order_id = o.id
JOIN sales_product p ON p.id = l.product_id
WHERE o.day >= $1 AND o.day <= $2 AND o.figures = 1
GROUP BY p.category_id

-- name: sales-set-sensitive
UPDATE sales_category SET sensitive = $1 WHERE id = $2

-- name: sales-grouped
-- The articles with a category.
SELECT id, category_id FROM sales_product WHERE category_id > 0

-- name: sales-group-months
-- The month of every document in [$1, $2] that enters figures, without credit notes for
-- mistakes of ours, as they stand in the table: the condition on the day is written so that
-- SQLite does not go through the index, which would read the documents in another order.
SELECT id, CAST(substr(day, 1, 4) || substr(day, 6, 2) AS INTEGER) FROM sales_order
WHERE day || '' >= $1 AND day || '' <= $2 AND figures = 1 AND NOT (kind = 'credit_note' AND faulty = 1)

-- name: sales-group-lines
-- Every line of an article, as they stand in the table.
SELECT order_id, product_id, net_cents, cost_cents, cost_quality FROM sales_line WHERE product_id > 0

-- name: sales-orders-between
-- One row per document that enters figures in [$1, $2] before (day $3, id $4), newest first, at most $5.
SELECT id, customer_id, source, document, number, kind, day, at, currency, refers, channel, promised_day,
  delivered_day, faulty, due_day, paid_day, import_id, net_cents, tax_cents, discount_cents, figures, counts,
  returned_day, cost_cents, net_measured_cents, net_estimated_cents, lines, return_lines
FROM sales_order
WHERE day >= $1 AND day <= $2 AND (day < $3 OR day = $3 AND id < $4) AND figures = 1
ORDER BY day DESC, id DESC LIMIT $5

-- name: sales-orders-with
-- The same, those with a line of the category $6.
SELECT id, customer_id, source, document, number, kind, day, at, currency, refers, channel, promised_day,
  delivered_day, faulty, due_day, paid_day, import_id, net_cents, tax_cents, discount_cents, figures, counts,
  returned_day, cost_cents, net_measured_cents, net_estimated_cents, lines, return_lines
FROM sales_order
WHERE day >= $1 AND day <= $2 AND (day < $3 OR day = $3 AND id < $4) AND figures = 1 AND EXISTS (
  SELECT 1 FROM sales_line l JOIN sales_product p ON p.id = l.product_id WHERE l.order_id = sales_order.id AND p.category_id = $6)
ORDER BY day DESC, id DESC LIMIT $5

-- name: sales-orders-of-nobody
-- The same, those without a customer.
SELECT id, customer_id, source, document, number, kind, day, at, currency, refers, channel, promised_day,
  delivered_day, faulty, due_day, paid_day, import_id, net_cents, tax_cents, discount_cents, figures, counts,
  returned_day, cost_cents, net_measured_cents, net_estimated_cents, lines, return_lines
FROM sales_order
WHERE customer_id = 1 AND day >= $1 AND day <= $2 AND (day < $3 OR day = $3 AND id < $4) AND figures = 1
ORDER BY day DESC, id DESC LIMIT $5
