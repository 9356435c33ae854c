-- name: sales-facts
-- One row per document of the customers in [$1, $2) up to the day $3, by customer and day.
-- Days that are not known are empty, because few documents have them.
SELECT customer_id, id, day, kind, net_cents, cost_cents, net_measured_cents, net_estimated_cents, counts, figures,
  CASE WHEN returned_day > $3 THEN NULL ELSE returned_day END,
  CASE WHEN promised_day = '9999-12-31' THEN NULL ELSE promised_day END,
  CASE WHEN delivered_day > $3 THEN NULL ELSE delivered_day END,
  CASE WHEN due_day = '9999-12-31' THEN NULL ELSE due_day END,
  CASE WHEN paid_day > $3 THEN NULL ELSE paid_day END,
  faulty
FROM sales_order
WHERE customer_id >= $1 AND customer_id < $2 AND day <= $3
ORDER BY customer_id, day, id

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
-- What the customers in [$1, $2) bought up to the day $3: one row per customer, day and category.
SELECT o.customer_id, o.day, p.category_id, CAST(SUM(l.net_cents) AS BIGINT)
FROM sales_order o
JOIN sales_line l ON l.order_id = o.id
JOIN sales_product p ON p.id = l.product_id
WHERE o.customer_id >= $1 AND o.customer_id < $2 AND o.day <= $3 AND o.counts = 1 AND o.figures = 1
  AND o.returned_day > $3 AND p.category_id > 0 AND l.class = 'goods'
GROUP BY o.customer_id, o.day, p.category_id
ORDER BY o.customer_id, o.day, p.category_id
