-- name: sales-keys-of
SELECT id, source, document FROM sales_order WHERE customer_id = $1 ORDER BY id

-- name: sales-set-key
UPDATE sales_order SET document = $2 WHERE id = $1
