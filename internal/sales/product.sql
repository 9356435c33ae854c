-- name: sales-category-by-key
SELECT id FROM sales_category WHERE key = $1

-- name: sales-insert-category
INSERT INTO sales_category (name, key) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING

-- name: sales-categories
-- One row per category, by name, with the number of its products.
SELECT c.id, c.name, c.key, COALESCE(c.margin_bp, -1), c.sensitive, COUNT(p.id)
FROM sales_category c LEFT JOIN sales_product p ON p.category_id = c.id
GROUP BY c.id, c.name, c.key, c.margin_bp, c.sensitive ORDER BY c.name, c.id

-- name: sales-set-margin
UPDATE sales_category SET margin_bp = CASE WHEN $1 < 0 THEN NULL ELSE $1 END WHERE id = $2

-- name: sales-merge-product [sqlite]
-- A product by source and number; what the file does not say ('' and 0) stays.
INSERT INTO sales_product (id, source, number, name, category_id, class, unit_cost, import_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (source, number) DO UPDATE SET
  name = CASE WHEN excluded.name = '' THEN sales_product.name ELSE excluded.name END,
  category_id = CASE WHEN excluded.category_id = 0 THEN sales_product.category_id ELSE excluded.category_id END,
  class = CASE WHEN excluded.class = '' THEN sales_product.class ELSE excluded.class END,
  unit_cost = CASE WHEN excluded.unit_cost = '' THEN sales_product.unit_cost ELSE excluded.unit_cost END

-- name: sales-merge-product [postgres]
INSERT INTO sales_product (id, source, number, name, category_id, class, unit_cost, import_id)
SELECT id, source, number, name, category_id, class, unit_cost, import_id FROM new_sales_product ORDER BY source, number
ON CONFLICT (source, number) DO UPDATE SET
  name = CASE WHEN excluded.name = '' THEN sales_product.name ELSE excluded.name END,
  category_id = CASE WHEN excluded.category_id = 0 THEN sales_product.category_id ELSE excluded.category_id END,
  class = CASE WHEN excluded.class = '' THEN sales_product.class ELSE excluded.class END,
  unit_cost = CASE WHEN excluded.unit_cost = '' THEN sales_product.unit_cost ELSE excluded.unit_cost END

-- name: sales-products-of-source
-- One row per product of a source.
SELECT id, source, number, name, category_id, class, unit_cost, import_id FROM sales_product WHERE source = $1 ORDER BY id

-- name: sales-product
SELECT id, source, number, name, category_id, class, unit_cost, import_id FROM sales_product WHERE id = $1

-- name: sales-product-id
SELECT id FROM sales_product WHERE source = $1 AND number = $2

-- name: sales-set-unit-cost
UPDATE sales_product SET unit_cost = $1 WHERE id = $2

-- name: sales-line-span
SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM sales_line

-- name: sales-lines-to-price
-- Lines in [$1, $2) of a product ($3, -1 for all) or of the products of a category
-- ($4), whose cost did not come with the line, with what their cost follows from.
SELECT l.id, l.order_id, l.quantity, l.returned, l.net_cents, l.cost_cents, l.cost_quality,
  p.unit_cost, COALESCE(c.margin_bp, -1), o.customer_id, o.day, o.figures
FROM sales_line l
JOIN sales_product p ON p.id = l.product_id
JOIN sales_order o ON o.id = l.order_id
LEFT JOIN sales_category c ON c.id = p.category_id
WHERE l.id >= $1 AND l.id < $2 AND l.cost_quality < 3 AND ($3 = -1 OR p.id = $3 OR p.category_id = $4)
ORDER BY l.id

-- name: sales-set-line-cost
UPDATE sales_line SET cost_cents = $1, cost_quality = $2 WHERE id = $3

-- name: sales-add-order-cost
UPDATE sales_order SET cost_cents = cost_cents + $1, net_measured_cents = net_measured_cents + $2,
  net_estimated_cents = net_estimated_cents + $3
WHERE id = $4

-- name: sales-drop-empty-category
DELETE FROM sales_category
WHERE id = $1 AND margin_bp IS NULL AND sensitive = 0 AND NOT EXISTS (SELECT 1 FROM sales_product WHERE category_id = $1 AND category_id > 0)
