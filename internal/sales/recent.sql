-- name: sales-recent-days [sqlite]
-- The days of the documents that count as purchases of the customers in the JSON list
-- $1 from the day $2 on; an index range per customer.
SELECT DISTINCT o.customer_id, o.day
FROM json_each($1) j CROSS JOIN sales_order o
WHERE o.customer_id = j.value AND o.day >= $2 AND o.day <= $3 AND o.counts = 1 AND o.returned_day > $3
ORDER BY o.customer_id, o.day

-- name: sales-recent-days [postgres]
SELECT DISTINCT o.customer_id, o.day
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN sales_order o ON o.customer_id = CAST(j.value AS BIGINT)
WHERE o.day >= $2 AND o.day <= $3 AND o.counts = 1 AND o.returned_day > $3
ORDER BY o.customer_id, o.day
