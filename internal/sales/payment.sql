-- name: sales-documents-named [sqlite]
-- The documents that bear a number of the JSON list $2 in a source of the list $1.
SELECT o.document, o.id, o.customer_id, o.source
FROM json_each($2) j
CROSS JOIN json_each($1) s
CROSS JOIN sales_order o
WHERE o.source = s.value AND o.document = j.value

-- name: sales-documents-named [postgres]
SELECT o.document, o.id, o.customer_id, o.source
FROM json_array_elements_text(CAST($2 AS json)) j(value)
CROSS JOIN json_array_elements_text(CAST($1 AS json)) s(value)
JOIN sales_order o ON o.source = s.value AND o.document = j.value

-- name: sales-stored-payments [sqlite]
-- The payments of a source with the keys of the JSON list $2.
SELECT p.id, p.order_id, p.customer_id, p.source, p.document, p.day, p.amount_cents, p.currency, p.method, p.import_id, p.reference
FROM json_each($2) j
CROSS JOIN sales_payment p
WHERE p.source = $1 AND p.document = j.value

-- name: sales-stored-payments [postgres]
SELECT p.id, p.order_id, p.customer_id, p.source, p.document, p.day, p.amount_cents, p.currency, p.method, p.import_id, p.reference
FROM json_array_elements_text(CAST($2 AS json)) j(value)
JOIN sales_payment p ON p.source = $1 AND p.document = j.value

-- name: sales-payment
SELECT id, order_id, customer_id, source, document, day, amount_cents, currency, method, import_id, reference
FROM sales_payment WHERE source = $1 AND document = $2

-- name: sales-put-payment
UPDATE sales_payment SET order_id = $2, customer_id = $3, day = $4, amount_cents = $5, currency = $6, method = $7, reference = $8
WHERE id = $1

-- name: sales-open-payments
-- Whether any payment waits for its document.
SELECT CASE WHEN EXISTS (SELECT 1 FROM sales_payment WHERE order_id = 0 AND reference <> '') THEN 1 ELSE 0 END

-- name: sales-link-payments
-- Payments that wait for a document of the import $1, once per document that they may
-- mean; those of other imports, too.
SELECT p.id, p.order_id, p.customer_id, p.source, p.document, p.day, p.amount_cents, p.currency, p.method, p.import_id, p.reference,
  o.id, o.customer_id, CASE WHEN o.source = p.source THEN 1 ELSE 0 END
FROM sales_order o JOIN sales_payment p ON p.reference = o.document
WHERE o.import_id = $1 AND o.import_id > 0 AND p.order_id = 0 AND p.reference <> ''
ORDER BY p.id, 14 DESC, o.id

-- name: sales-set-payment-order
UPDATE sales_payment SET order_id = $2, customer_id = $3 WHERE id = $1

-- name: sales-detach-payments
-- Payments of the document $1 that another import than $2 brought wait for it again.
UPDATE sales_payment SET order_id = 0 WHERE order_id = $1 AND import_id <> $2

-- name: sales-paid-orders-of-import
SELECT DISTINCT order_id FROM sales_payment WHERE import_id = $1 AND import_id > 0 AND order_id > 0

-- name: sales-customers-of-payments
SELECT DISTINCT customer_id FROM sales_payment WHERE import_id = $1 AND import_id > 0

-- name: sales-delete-payments-of-import
DELETE FROM sales_payment WHERE import_id = $1 AND import_id > 0

-- name: sales-set-paid
UPDATE sales_order SET paid_day = $2 WHERE id = $1

-- name: sales-order-to-pay
SELECT id, customer_id, currency, net_cents, tax_cents, paid_day FROM sales_order WHERE id = $1
