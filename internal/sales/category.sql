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

-- name: sales-group-sums
-- One row per month and category with what its lines came to in [$1, $2].
SELECT CAST(substr(o.day, 1, 4) || substr(o.day, 6, 2) AS INTEGER), p.category_id, CAST(SUM(l.net_cents) AS BIGINT),
  CAST(SUM(l.cost_cents) AS BIGINT), CAST(SUM(CASE WHEN l.cost_quality >= 2 THEN l.net_cents ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN l.cost_quality = 1 THEN l.net_cents ELSE 0 END) AS BIGINT)
FROM sales_order o
JOIN sales_line l ON l.order_id = o.id
JOIN sales_product p ON p.id = l.product_id
WHERE o.day >= $1 AND o.day <= $2 AND o.figures = 1 AND p.category_id > 0
GROUP BY 1, 2
ORDER BY 1, 2
