-- name: book-drop
DELETE FROM value_book

-- name: book-drop-months
DELETE FROM value_book_month

-- name: book-drop-costs
DELETE FROM value_book_cost

-- name: book-drop-groups
DELETE FROM value_book_group

-- name: book-drop-cohorts
DELETE FROM value_book_cohort

-- name: book-save
INSERT INTO value_book (day, rule, computed_at, spread) VALUES ($1, $2, $3, $4)

-- name: book-head
SELECT day, computed_at, spread FROM value_book

-- name: book-months
-- One row per month in [$1, $2] and part.
SELECT month, part, net_cents, cost_cents, net_measured_cents, net_estimated_cents, order_cents, care_cents, finance_cents, ours_cents,
  measured_cents, charged_cents, winning_cents, keeping_cents, first_orders, repeat_orders
FROM value_book_month WHERE month >= $1 AND month <= $2 ORDER BY month, part

-- name: book-costs
SELECT month, part, kind, cause, his_cents, firm_cents, number
FROM value_book_cost WHERE month >= $1 AND month <= $2 ORDER BY month, part, kind, cause

-- name: book-groups
SELECT month, category_id, net_cents, cost_cents, net_measured_cents, net_estimated_cents
FROM value_book_group WHERE month >= $1 AND month <= $2 ORDER BY month, category_id

-- name: book-cohorts
SELECT quarter, age, bought, db4_cents FROM value_book_cohort ORDER BY quarter, age

-- name: book-known
SELECT DISTINCT month FROM value_book_month ORDER BY month
