-- name: topic-ensure
INSERT INTO interest_topic (name, key, created_at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET key = excluded.key
RETURNING id

-- name: topics
-- One row per topic, by name.
SELECT id, name FROM interest_topic ORDER BY key, id

-- name: goods-drop
DELETE FROM interest_goods WHERE topic_id = $1

-- name: goods-put
INSERT INTO interest_goods (kind, ref_id, topic_id) VALUES ($1, $2, $3)
ON CONFLICT (kind, ref_id, topic_id) DO NOTHING

-- name: goods-categories
SELECT DISTINCT ref_id FROM interest_goods WHERE kind = 'category'

-- name: goods-of
-- One row per category or product of the topic $1.
SELECT kind, ref_id FROM interest_goods WHERE topic_id = $1 ORDER BY kind, ref_id

-- name: evidence-of
-- One row per piece of evidence of the customer $1, by topic and day.
SELECT id, version, customer_id, topic_id, kind, day, source, document, user_id
FROM interest_evidence WHERE customer_id = $1 ORDER BY topic_id, day, id

-- name: evidence-once
-- What a file or another room says; said again it changes nothing.
INSERT INTO interest_evidence (customer_id, topic_id, kind, day, source, document, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (source, document, customer_id, topic_id) WHERE document <> '' DO NOTHING
RETURNING id

-- name: evidence-withdraw
DELETE FROM interest_evidence WHERE id = $1 AND customer_id = $2

-- name: bought-of
-- One row per topic and day on which the customer $1 bought something of it, up to the
-- day $2; topic 0 is the days on which he bought anything.
SELECT g.topic_id, o.day
FROM sales_order o
JOIN sales_line l ON l.order_id = o.id
JOIN sales_product p ON p.id = l.product_id
JOIN interest_goods g ON g.kind = 'category' AND g.ref_id = p.category_id
WHERE o.customer_id = $1 AND o.counts = 1 AND o.day <= $2 AND o.returned_day > $2 AND l.returned = 0
UNION
SELECT g.topic_id, o.day
FROM sales_order o
JOIN sales_line l ON l.order_id = o.id
JOIN interest_goods g ON g.kind = 'product' AND g.ref_id = l.product_id
WHERE o.customer_id = $1 AND o.counts = 1 AND o.day <= $2 AND o.returned_day > $2 AND l.returned = 0
UNION
SELECT 0, o.day
FROM sales_order o
WHERE o.customer_id = $1 AND o.counts = 1 AND o.day <= $2 AND o.returned_day > $2
ORDER BY 1, 2

-- name: any-goods
SELECT count(*) FROM interest_goods

-- name: told-between
-- One row per customer in [$1, $2) of whom anything is known or kept.
SELECT customer_id FROM interest_evidence WHERE customer_id >= $1 AND customer_id < $2
UNION
SELECT customer_id FROM interest_current WHERE customer_id >= $1 AND customer_id < $2
ORDER BY 1

-- name: buyers-between
-- One row per customer in [$1, $2) who ever bought, or of whom anything is known.
SELECT customer_id FROM sales_month WHERE customer_id >= $1 AND customer_id < $2
UNION
SELECT customer_id FROM interest_evidence WHERE customer_id >= $1 AND customer_id < $2
UNION
SELECT customer_id FROM interest_current WHERE customer_id >= $1 AND customer_id < $2
ORDER BY 1

-- name: last-customer
SELECT coalesce(max(id), 0) FROM customer

-- name: current-drop
DELETE FROM interest_current WHERE customer_id = $1

-- name: current-put
INSERT INTO interest_current (customer_id, topic_id, excluded, weight, weight_day, half_life, fits_until,
  known_until, since, until, last_kind, last_day, bought, rule)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: current-of
-- One row per topic of the customer $1 with its name: exclusions last, the longest
-- lasting first.
SELECT c.customer_id, c.topic_id, t.name, c.excluded, c.weight, c.weight_day, c.half_life, c.fits_until, c.known_until,
       c.since, c.until, c.last_kind, c.last_day, c.bought
FROM interest_current c JOIN interest_topic t ON t.id = c.topic_id
WHERE c.customer_id = $1
ORDER BY c.excluded, c.fits_until DESC, c.known_until DESC, t.key

-- name: who-likes
-- One row per customer above $4 whose interest in the topic $1 fits an offer on the day
-- $2, by id; at most $3. Customers who exclude the topic have no fits_until to come.
SELECT customer_id FROM interest_current
WHERE topic_id = $1 AND fits_until > $2 AND customer_id > $4
ORDER BY customer_id LIMIT $3

-- name: who-likes-both
-- One row per customer above $5 who likes the topics $1 and $2 on the day $3; at most $4.
SELECT a.customer_id FROM interest_current a
JOIN interest_current b ON b.customer_id = a.customer_id AND b.topic_id = $2 AND b.fits_until > $3
WHERE a.topic_id = $1 AND a.fits_until > $3 AND a.customer_id > $5
ORDER BY a.customer_id LIMIT $4

-- name: question-drop
-- Takes off what is open and no longer to be asked, before it is put anew.
DELETE FROM interest_question WHERE customer_id = $1 AND state = 'open'

-- name: question-put
-- A question that was answered stays answered for as long as it is about the same days.
INSERT INTO interest_question (customer_id, topic_id, kind, since, state) VALUES ($1, $2, $3, $4, 'open')
ON CONFLICT (customer_id, topic_id, kind) DO UPDATE SET
  state = CASE WHEN excluded.since > interest_question.decided_day THEN 'open' ELSE interest_question.state END,
  since = excluded.since

-- name: questions-of
-- One row per open question about the customer $1.
SELECT q.customer_id, q.topic_id, t.name, q.kind, q.since
FROM interest_question q JOIN interest_topic t ON t.id = q.topic_id
WHERE q.customer_id = $1 AND q.state = 'open' ORDER BY q.since, t.key

-- name: question-answer
UPDATE interest_question SET state = $4, decided_day = $5, decided_by = $6
WHERE customer_id = $1 AND topic_id = $2 AND kind = $3 AND state = 'open'

-- name: preference-of
SELECT id, version, customer_id, channel, times, quiet_days, orientation, source, since, often
FROM interest_preference WHERE customer_id = $1

-- name: preference-many [sqlite]
-- One row per customer of the JSON list $1 who said how he wishes to be treated.
SELECT p.customer_id, p.channel, p.quiet_days, p.often, p.times
FROM json_each($1) j CROSS JOIN interest_preference p
WHERE p.customer_id = j.value

-- name: preference-many [postgres]
SELECT p.customer_id, p.channel, p.quiet_days, p.often, p.times
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN interest_preference p ON p.customer_id = CAST(j.value AS BIGINT)

-- name: quiet-many [sqlite]
-- The customers of the JSON list $1 for whom the day $2 is a quiet one.
SELECT DISTINCT q.customer_id
FROM json_each($1) j CROSS JOIN interest_quiet q
WHERE q.customer_id = j.value AND q.since <= $2 AND q.until > $2

-- name: quiet-many [postgres]
SELECT DISTINCT q.customer_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN interest_quiet q ON q.customer_id = CAST(j.value AS BIGINT)
WHERE q.since <= CAST($2 AS TEXT) AND q.until > CAST($2 AS TEXT)

-- name: quiet-of
-- One row per span of quiet days of the customer $1 that is not over on the day $2.
SELECT id, version, customer_id, since, until
FROM interest_quiet WHERE customer_id = $1 AND until > $2 ORDER BY since, id

-- name: current-forget
DELETE FROM interest_current WHERE customer_id = $1

-- name: question-forget
DELETE FROM interest_question WHERE customer_id = $1

-- name: concerned
-- Whether topics have goods, or anything is known.
SELECT CASE WHEN EXISTS (SELECT 1 FROM interest_goods) OR EXISTS (SELECT 1 FROM interest_evidence) THEN 1 ELSE 0 END
