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
