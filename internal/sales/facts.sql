-- name: sales-facts
-- One row per document of the customers in [$1, $2) up to the day $3, by customer and day.
-- Ten million of them are read at a time, and each column costs: the flags are one number
-- (counts 1, figures 2, from 4 on what is known of faults, 16 bought in a shop or fetched, by the
-- words of the channel as tills and shops write them), the days one text.
SELECT customer_id, id, day, kind, net_cents, cost_cents, net_measured_cents, net_estimated_cents,
  counts + 2 * figures + 4 * (faulty + 1)
  + 16 * CASE WHEN channel = '' THEN 0 WHEN channel IN (
    'Kasse', 'kasse', 'Theke', 'theke', 'Laden', 'laden', 'Ladengeschäft', 'ladengeschäft', 'Ladenverkauf', 'ladenverkauf',
    'Filiale', 'filiale', 'Verkaufsraum', 'verkaufsraum', 'Abholung', 'abholung', 'Selbstabholer', 'selbstabholer', 'POS',
    'pos', 'Store', 'store', 'Retail', 'retail', 'Counter', 'counter', 'Pickup', 'pickup', 'Pick-up', 'pick-up') THEN 1 ELSE 0 END,
  returned_day || promised_day || delivered_day || due_day || paid_day
FROM sales_order
WHERE customer_id >= $1 AND customer_id < $2 AND day <= $3
ORDER BY customer_id, day, id

-- name: sales-all-facts
-- The same of all documents after $1, as they stand in the table. What lies after the day is
-- left out by who reads: a condition on it would lead SQLite to another index.
SELECT id, customer_id, day, kind, net_cents, cost_cents, net_measured_cents, net_estimated_cents,
  counts + 2 * figures + 4 * (faulty + 1)
  + 16 * CASE WHEN channel = '' THEN 0 WHEN channel IN (
    'Kasse', 'kasse', 'Theke', 'theke', 'Laden', 'laden', 'Ladengeschäft', 'ladengeschäft', 'Ladenverkauf', 'ladenverkauf',
    'Filiale', 'filiale', 'Verkaufsraum', 'verkaufsraum', 'Abholung', 'abholung', 'Selbstabholer', 'selbstabholer', 'POS',
    'pos', 'Store', 'store', 'Retail', 'retail', 'Counter', 'counter', 'Pickup', 'pickup', 'Pick-up', 'pick-up') THEN 1 ELSE 0 END,
  returned_day || promised_day || delivered_day || due_day || paid_day
FROM sales_order WHERE id > $1 ORDER BY id LIMIT $2

-- name: sales-span
-- Which ids documents have, the width of it: at least as many as there are documents.
SELECT COALESCE((SELECT MAX(id) FROM sales_order) - (SELECT MIN(id) FROM sales_order) + 1, 0)

-- name: sales-buying-days
-- Days of a customer's purchases in [$2, $3], without those whose goods had all come back by then.
SELECT day FROM sales_order
WHERE customer_id = $1 AND day >= $2 AND day <= $3 AND counts = 1 AND returned_day > $3
ORDER BY day, id

-- name: sales-has-categories
-- 1 when articles of at least two categories exist: else nothing can be dropped.
SELECT CASE WHEN (SELECT MIN(category_id) FROM sales_product WHERE category_id > 0)
  < (SELECT MAX(category_id) FROM sales_product WHERE category_id > 0) THEN 1 ELSE 0 END

-- name: sales-spends
-- What the customer $1 bought up to the day $2: one row per line of goods, by day. CROSS JOIN
-- keeps SQLite in that order, which spares it the sorting.
SELECT o.day, p.category_id, l.net_cents
FROM sales_order o
CROSS JOIN sales_line l
CROSS JOIN sales_product p
WHERE o.customer_id = $1 AND o.day <= $2 AND o.counts = 1 AND o.figures = 1
  AND o.returned_day > $2 AND l.order_id = o.id AND p.id = l.product_id AND p.category_id > 0 AND l.class = 'goods'
ORDER BY o.day

-- name: sales-spends-of [sqlite]
-- The same of the customers in the JSON list $1, in no order.
SELECT o.customer_id, o.day, p.category_id, l.net_cents
FROM json_each($1) j
CROSS JOIN sales_order o
CROSS JOIN sales_line l
CROSS JOIN sales_product p
WHERE o.customer_id = j.value AND o.day <= $2 AND o.counts = 1 AND o.figures = 1
  AND o.returned_day > $2 AND l.order_id = o.id AND p.id = l.product_id AND p.category_id > 0 AND l.class = 'goods'

-- name: sales-spends-of [postgres]
SELECT o.customer_id, o.day, p.category_id, l.net_cents
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN sales_order o ON o.customer_id = CAST(j.value AS BIGINT)
JOIN sales_line l ON l.order_id = o.id
JOIN sales_product p ON p.id = l.product_id
WHERE o.day <= $2 AND o.counts = 1 AND o.figures = 1
  AND o.returned_day > $2 AND p.category_id > 0 AND l.class = 'goods'
