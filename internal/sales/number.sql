-- name: orders-by-number
-- Documents of all sources whose key is $1 or begins with it: all such lie before $2. The
-- key begins with the number that people know. At most $3, by source and key.
WITH RECURSIVE sources(source) AS (
  SELECT min(source) FROM sales_order
  UNION ALL
  SELECT (SELECT min(o.source) FROM sales_order o WHERE o.source > s.source) FROM sources s WHERE s.source IS NOT NULL
)
SELECT o.id, o.customer_id, o.source, o.number, o.day
FROM sources s CROSS JOIN sales_order o
WHERE o.source = s.source AND o.document >= $1 AND o.document < $2
LIMIT $3
