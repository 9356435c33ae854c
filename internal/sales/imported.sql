-- name: sales-knows-source
-- 1 when the source has brought any document.
SELECT CASE WHEN EXISTS (SELECT 1 FROM sales_order WHERE source = $1) THEN 1 ELSE 0 END

-- name: sales-empty
-- 1 when there is no document at all.
SELECT CASE WHEN EXISTS (SELECT 1 FROM sales_order) THEN 0 ELSE 1 END

-- name: sales-stored-orders [sqlite]
-- One row per document of a source among the JSON list $2.
SELECT o.id, o.customer_id, o.document, o.number, o.kind, o.day, o.at, o.currency, o.refers, o.channel,
  o.promised_day, o.delivered_day, o.faulty, o.due_day, o.paid_day, o.import_id, o.net_cents
FROM json_each($2) j
CROSS JOIN sales_order o
WHERE o.source = $1 AND o.document = j.value

-- name: sales-stored-orders [postgres]
SELECT o.id, o.customer_id, o.document, o.number, o.kind, o.day, o.at, o.currency, o.refers, o.channel,
  o.promised_day, o.delivered_day, o.faulty, o.due_day, o.paid_day, o.import_id, o.net_cents
FROM json_array_elements_text(CAST($2 AS json)) j(value)
JOIN sales_order o ON o.source = $1 AND o.document = j.value

-- name: sales-stored-lines [sqlite]
-- One row per line of the orders of the JSON list $1; the text only where it names the article.
SELECT l.order_id, l.id, l.position, l.product_id, CASE WHEN l.product_id = 0 THEN l.description ELSE '' END, l.digest
FROM json_each($1) j
CROSS JOIN sales_line l
WHERE l.order_id = j.value
ORDER BY l.order_id, l.position, l.id

-- name: sales-stored-lines [postgres]
SELECT l.order_id, l.id, l.position, l.product_id, CASE WHEN l.product_id = 0 THEN l.description ELSE '' END, l.digest
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN sales_line l ON l.order_id = CAST(j.value AS BIGINT)
ORDER BY l.order_id, l.position, l.id

-- name: sales-orders-of-import
-- The documents that an import made, from $2 on.
SELECT id FROM sales_order WHERE import_id = $1 AND import_id > 0 AND id > $2 ORDER BY id LIMIT $3

-- name: sales-active [sqlite]
-- The customers of the JSON list $1 who have documents or payments.
SELECT j.value FROM json_each($1) j
WHERE EXISTS (SELECT 1 FROM sales_order o WHERE o.customer_id = j.value)
   OR EXISTS (SELECT 1 FROM sales_payment p WHERE p.customer_id = j.value)
ORDER BY 1

-- name: sales-active [postgres]
SELECT CAST(j.value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value)
WHERE EXISTS (SELECT 1 FROM sales_order o WHERE o.customer_id = CAST(j.value AS BIGINT))
   OR EXISTS (SELECT 1 FROM sales_payment p WHERE p.customer_id = CAST(j.value AS BIGINT))
ORDER BY 1

-- name: sales-drop-unused-products [postgres]
DELETE FROM sales_product WHERE import_id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e) AND import_id > 0
  AND id NOT IN (SELECT product_id FROM sales_line)

-- name: sales-drop-unused-products [sqlite]
-- Products that imports made and that no line names.
DELETE FROM sales_product WHERE import_id IN (SELECT value FROM json_each($1)) AND import_id > 0
  AND id NOT IN (SELECT product_id FROM sales_line)

-- name: sales-put-product
-- The whole row, for the undo of an import.
UPDATE sales_product SET name = $2, category_id = $3, class = $4, unit_cost = $5 WHERE id = $1
