-- name: check-orders-without-customer
-- Documents whose customer does not exist.
SELECT count(*) FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id WHERE c.id IS NULL

-- name: check-lines-without-order
SELECT count(*) FROM sales_line l LEFT JOIN sales_order o ON o.id = l.order_id WHERE o.id IS NULL

-- name: check-order-sums
-- Documents whose amounts are not the sums of their lines.
SELECT count(*) FROM (
  SELECT o.id FROM sales_order o LEFT JOIN sales_line l ON l.order_id = o.id
  GROUP BY o.id, o.net_cents, o.tax_cents, o.lines
  HAVING o.net_cents <> CAST(coalesce(sum(l.net_cents), 0) AS BIGINT) OR o.tax_cents <> CAST(coalesce(sum(l.tax_cents), 0) AS BIGINT)
    OR o.lines <> count(l.id)
) t

-- name: check-customer-months
-- Months of customers whose sums are not those of their documents.
SELECT count(*) FROM (
  SELECT customer_id, CAST(substr(day, 1, 4) AS BIGINT) * 100 + CAST(substr(day, 6, 2) AS BIGINT) AS month,
    CAST(sum(net_cents) AS BIGINT) AS net, CAST(sum(cost_cents) AS BIGINT) AS cost
  FROM sales_order WHERE figures = 1 GROUP BY 1, 2
) o FULL JOIN (SELECT customer_id, month, net_cents, cost_cents FROM sales_month) m ON m.customer_id = o.customer_id AND m.month = o.month
WHERE coalesce(o.net, 0) <> coalesce(m.net_cents, 0) OR coalesce(o.cost, 0) <> coalesce(m.cost_cents, 0)

-- name: check-firm-months
-- Months of the firm whose sums are not those of the customers' months.
SELECT count(*) FROM (
  SELECT month, CAST(sum(net_cents) AS BIGINT) AS net, CAST(sum(CASE WHEN customer_id = 1 THEN net_cents ELSE 0 END) AS BIGINT) AS without
  FROM sales_month GROUP BY month
) m FULL JOIN sales_total t ON t.month = m.month
WHERE coalesce(m.net, 0) <> coalesce(t.net_cents, 0) OR coalesce(m.without, 0) <> coalesce(t.net_unassigned_cents, 0)

-- name: check-states
-- Customers whose days of being late, dormant and lost are not in this order.
SELECT count(*) FROM lifecycle_current WHERE late_from > dormant_from OR dormant_from > lost_from

-- name: check-value
-- Customers whose total is not the sum of their documents up to its day.
SELECT count(*) FROM (
  SELECT v.customer_id FROM value_current v
  JOIN sales_order o ON o.customer_id = v.customer_id AND o.figures = 1 AND o.day <= v.day
  LEFT JOIN customer_due d ON d.customer_id = v.customer_id
  WHERE d.customer_id IS NULL
  GROUP BY v.customer_id, v.net_total_cents
  HAVING v.net_total_cents <> CAST(sum(o.net_cents) AS BIGINT)
) t

-- name: check-missing-insight
-- Persons and firms without published figures that nobody is about to compute.
SELECT count(*) FROM customer c
LEFT JOIN lifecycle_current l ON l.customer_id = c.id
LEFT JOIN customer_due d ON d.customer_id = c.id
WHERE c.kind IN ('person', 'firm') AND l.customer_id IS NULL AND d.customer_id IS NULL

-- name: check-contacts
-- Contact persons whose firm does not exist.
SELECT count(*) FROM customer c LEFT JOIN customer f ON f.id = c.firm_id WHERE c.kind = 'contact' AND f.id IS NULL

-- name: check-search
-- Persons and firms that search cannot find.
SELECT count(*) FROM customer c LEFT JOIN search_entry s ON s.customer_id = c.id WHERE c.kind IN ('person', 'firm') AND s.customer_id IS NULL

-- name: check-bars
-- Customers whose present bars are not those of their last statements.
SELECT count(*) FROM consent_current n WHERE n.objected <> coalesce((
  SELECT CASE WHEN b.state = 'set' THEN 1 ELSE 0 END FROM consent_bar b
  WHERE b.customer_id = n.customer_id AND b.kind = 'objected' ORDER BY b.id DESC LIMIT 1), 0)

-- name: check-cards
-- Persons and firms whose card in lists is missing or tells something else of them, and
-- cards of nobody.
SELECT count(*) FROM (SELECT id, kind, number, name, city, sort_key, collective, duplicate FROM customer WHERE kind IN ('person', 'firm')) c
FULL JOIN insight_card k ON k.customer_id = c.id
LEFT JOIN consent_current b ON b.customer_id = c.id
LEFT JOIN lifecycle_current l ON l.customer_id = c.id
WHERE c.id IS NULL OR k.customer_id IS NULL OR k.kind <> c.kind OR k.number <> c.number OR k.name <> c.name OR k.city <> c.city
  OR k.sort_key <> c.sort_key OR k.collective <> c.collective OR k.duplicate <> c.duplicate
  OR k.bars <> coalesce(b.objected + 2 * b.do_not_contact + 4 * b.deceased, 0)
  OR k.computed <> CASE WHEN l.customer_id IS NULL THEN 0 ELSE 1 END OR k.last_day <> coalesce(l.last_day, '9999-12-31')
