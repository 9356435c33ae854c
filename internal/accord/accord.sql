-- name: reasons-of
-- One row per reason of the customer $1, the newest first.
SELECT id, version, customer_id, phase, code, words, source, day, user_id
FROM accord_reason WHERE customer_id = $1 ORDER BY day DESC, id DESC

-- name: reasons-coded
-- One row per customer, phase and code that was ever told; read whole, since people type
-- them.
SELECT DISTINCT customer_id, phase, code FROM accord_reason WHERE phase = $1 ORDER BY code, customer_id

-- name: wishes-of
-- One row per relationship wished with the customer $1, the newest first.
SELECT id, version, customer_id, kind, step, day, user_id
FROM accord_wish WHERE customer_id = $1 ORDER BY day DESC, id DESC

-- name: agreements-of
-- One row per version of the agreement with the customer $1, the newest first.
SELECT id, version, customer_id, day, we_give, we_expect, they_give, they_expect, decides, complaints, user_id
FROM accord_agreement WHERE customer_id = $1 ORDER BY day DESC, id DESC

-- name: matters-of
-- One row per joint matter with the customer $1: open ones first, by their day.
SELECT id, version, customer_id, title, aim, since, due, state
FROM accord_matter WHERE customer_id = $1
ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, due, id

-- name: tasks-of
-- One row per step of the joint matters with the customer $1, in order of their days.
SELECT id, version, customer_id, matter_id, side, words, due, done_day
FROM accord_task WHERE customer_id = $1 ORDER BY matter_id, due, id

-- name: tasks-due
-- One row per step of ours in an open matter that is due by the day $1 and not done, with
-- customers of the user $3 or of nobody in particular, the oldest first; at most $2. CROSS JOIN: SQLite shall not begin with
-- the customers of nobody, which may be all of them.
SELECT t.id, t.version, t.customer_id, t.matter_id, t.side, t.words, t.due, t.done_day
FROM accord_task t JOIN accord_matter m ON m.id = t.matter_id CROSS JOIN customer c
WHERE c.id = t.customer_id AND t.done_day = '9999-12-31' AND t.side = 'us' AND t.due <= $1 AND m.state = 'open' AND c.owner_id IN (0, $3)
ORDER BY t.due, t.id LIMIT $2
