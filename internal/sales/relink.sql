-- name: sales-relink-orders
UPDATE sales_order SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: sales-relink-payments
UPDATE sales_payment SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: sales-unlink-order
UPDATE sales_order SET customer_id = $2 WHERE id = $1

-- name: sales-unlink-payment
UPDATE sales_payment SET customer_id = $2 WHERE id = $1 AND customer_id = $3

-- name: sales-unlink-payments-of
-- Payments go with their document.
UPDATE sales_payment SET customer_id = $2 WHERE order_id = $1

-- name: sales-count-of
SELECT count(*) FROM sales_order WHERE customer_id = $1
