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
