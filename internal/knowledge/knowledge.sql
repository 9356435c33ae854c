-- name: get
SELECT customer_id, score, missing, next_question, worth, day, rule, talk_until
FROM knowledge_current WHERE customer_id = $1

-- name: many [sqlite]
SELECT customer_id, score, missing, next_question, worth, day, rule, talk_until
FROM knowledge_current WHERE customer_id IN (SELECT value FROM json_each($1))

-- name: many [postgres]
SELECT customer_id, score, missing, next_question, worth, day, rule, talk_until
FROM knowledge_current WHERE customer_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value))

-- name: facts
-- One row per person and firm with an id from $1 up to but not $2: what is known, a bit
-- for each thing in the order of knowledge.Keys, the row that stands, and the day of the
-- last talk up to $3.
SELECT c.id, c.kind,
  CASE WHEN EXISTS (SELECT 1 FROM promise_expectation e WHERE e.customer_id = c.id)
    OR EXISTS (SELECT 1 FROM accord_agreement a WHERE a.customer_id = c.id AND a.they_expect <> '') THEN 1 ELSE 0 END
  + CASE WHEN EXISTS (SELECT 1 FROM interest_evidence i WHERE i.customer_id = c.id AND i.kind IN ('told', 'imported', 'excluded')) THEN 2 ELSE 0 END
  + CASE WHEN EXISTS (SELECT 1 FROM interaction t WHERE t.customer_id = c.id AND t.reason = 'complaint') THEN 4 ELSE 0 END
  + CASE WHEN c.kind = 'firm' AND EXISTS (SELECT 1 FROM customer p WHERE p.firm_id = c.id AND p.firm_id > 0) THEN 8 ELSE 0 END
  + CASE WHEN EXISTS (SELECT 1 FROM accord_agreement a WHERE a.customer_id = c.id AND a.decides <> '') THEN 16 ELSE 0 END
  + CASE WHEN c.origin <> '' OR EXISTS (SELECT 1 FROM accord_reason r WHERE r.customer_id = c.id AND r.phase = 'came') THEN 32 ELSE 0 END
  + CASE WHEN coalesce(p.channel, '') <> '' THEN 64 ELSE 0 END
  + CASE WHEN c.address_form <> '' OR EXISTS (SELECT 1 FROM party_form f WHERE f.customer_id = c.id) THEN 128 ELSE 0 END
  + CASE WHEN c.favourite <> '' THEN 256 ELSE 0 END
  + CASE WHEN coalesce(p.times, '') <> '' OR coalesce(p.quiet_days, '') <> '' THEN 512 ELSE 0 END,
  coalesce(l.occasions, 0), coalesce(l.interval_days, 99999.0),
  CASE WHEN coalesce(b.deceased, 0) = 1 OR coalesce(l.standing, 0) > 3 THEN 1 ELSE 0 END,
  coalesce(k.customer_id, 0), coalesce(k.score, 0), coalesce(k.missing, 0), coalesce(k.next_question, ''), coalesce(k.worth, 0),
  coalesce(k.day, '9999-12-31'), coalesce(k.rule, ''), coalesce(k.talk_until, '1900-01-01'),
  coalesce((
    SELECT t.day FROM interaction t WHERE t.customer_id = c.id AND t.channel IN ('phone', 'visit', 'counter') AND t.day <= $3 ORDER BY t.day DESC, t.id DESC LIMIT 1
  ), '9999-12-31')
FROM customer c
LEFT JOIN interest_preference p ON p.customer_id = c.id
LEFT JOIN lifecycle_current l ON l.customer_id = c.id
LEFT JOIN consent_current b ON b.customer_id = c.id
LEFT JOIN knowledge_current k ON k.customer_id = c.id
WHERE c.id >= $1 AND c.id < $2 AND c.kind || '' IN ('person', 'firm') AND c.collective = 0
ORDER BY c.id

-- name: put
INSERT INTO knowledge_current (customer_id, score, missing, next_question, worth, day, rule, talk_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (customer_id) DO UPDATE
SET score = excluded.score, missing = excluded.missing, next_question = excluded.next_question, worth = excluded.worth,
  day = excluded.day, rule = excluded.rule, talk_until = excluded.talk_until

-- name: drop
DELETE FROM knowledge_current WHERE customer_id = $1

-- name: drop-due
DELETE FROM knowledge_due WHERE customer_id = $1

-- name: drop-gone
-- Rows of customers who are gone, or are no persons and firms any more.
DELETE FROM knowledge_current WHERE NOT EXISTS (
  SELECT 1 FROM customer c WHERE c.id = knowledge_current.customer_id AND c.kind IN ('person', 'firm') AND c.collective = 0
)

-- name: clear-due
DELETE FROM knowledge_due

-- name: take-due
-- The ids of up to $1 marks, which go.
DELETE FROM knowledge_due WHERE customer_id IN (SELECT d.customer_id FROM knowledge_due d ORDER BY d.customer_id LIMIT $1)
RETURNING customer_id

-- name: any-due
SELECT count(*) FROM (SELECT customer_id FROM knowledge_due LIMIT 1) d

-- name: last
SELECT coalesce(max(id), 0) FROM customer

-- name: asked-between
-- What customers with an id from $1 up to but not $2 were asked, the newest last.
SELECT id, version, customer_id, question, outcome, day, user_id
FROM knowledge_asked WHERE customer_id >= $1 AND customer_id < $2
ORDER BY day, id

-- name: asked-get
SELECT id, version, customer_id, question, outcome, day, user_id
FROM knowledge_asked WHERE id = $1

-- name: asked-add
INSERT INTO knowledge_asked (customer_id, question, outcome, day, user_id)
VALUES ($1, $2, $3, $4, $5)
RETURNING id

-- name: asked-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO knowledge_asked (id, version, customer_id, question, outcome, day, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE
SET customer_id = excluded.customer_id, question = excluded.question, outcome = excluded.outcome, day = excluded.day,
  user_id = excluded.user_id, version = knowledge_asked.version + 1
WHERE knowledge_asked.version = excluded.version

-- name: asked-drop
DELETE FROM knowledge_asked WHERE id = $1 AND version = $2

-- name: asked-relink
UPDATE knowledge_asked SET customer_id = $2 WHERE customer_id = $1
RETURNING id

-- name: asked-unlink
UPDATE knowledge_asked SET customer_id = $2 WHERE id = $1

-- name: asked-forget
DELETE FROM knowledge_asked WHERE customer_id = $1

-- name: glance
-- What is known of the customer $1 on the day $2, one thing a row: its part, an id, a
-- flag, four texts, two days. Parts: 1 a topic (flag 1: excluded, 2: he told it himself),
-- 2 how he wishes to be treated (flag: place among interest.Oftens), 3 days on which nobody disturbs him, 4 whom he belongs to
-- (flag 1: seen from the far end), 5 the form of address that holds, 6 why he is here,
-- 7 further ways to reach him, 8 what should be asked of his interests.
SELECT 1, c.topic_id,
  CASE WHEN c.excluded = 1 THEN 1
    WHEN EXISTS (SELECT 1 FROM interest_evidence e WHERE e.customer_id = c.customer_id AND e.topic_id = c.topic_id AND e.kind IN ('told', 'imported')) THEN 2
    ELSE 0 END,
  t.name, '', '', '', c.since, c.fits_until
FROM interest_current c JOIN interest_topic t ON t.id = c.topic_id
WHERE c.customer_id = $1 AND (c.excluded = 1 OR c.known_until > CAST($2 AS TEXT))
UNION ALL
SELECT 2, 0, CASE often WHEN 'monthly' THEN 1 WHEN 'rarely' THEN 2 WHEN 'matter' THEN 3 ELSE 0 END,
  channel, times, quiet_days, orientation, since, since FROM interest_preference WHERE customer_id = $1
UNION ALL
SELECT 3, 0, 0, '', '', '', '', since, until FROM interest_quiet WHERE customer_id = $1 AND until > CAST($2 AS TEXT)
UNION ALL
SELECT 4, l.to_id, 0, o.name, l.kind, l.label, l.back_label, l.since, l.until
FROM party_link l JOIN customer o ON o.id = l.to_id
WHERE l.from_id = $1 AND l.until > CAST($2 AS TEXT)
UNION ALL
SELECT 4, l.from_id, 1, o.name, l.kind, l.label, l.back_label, l.since, l.until
FROM party_link l JOIN customer o ON o.id = l.from_id
WHERE l.to_id = $1 AND l.until > CAST($2 AS TEXT)
UNION ALL
SELECT 5, 0, 0, f.form, '', '', '', f.since, f.since
FROM (SELECT form, since FROM party_form WHERE customer_id = $1 ORDER BY since DESC, id DESC LIMIT 1) f
UNION ALL
SELECT 6, r.id, 0, r.phase, r.code, r.words, '', r.day, r.day
FROM (SELECT id, phase, code, words, day FROM accord_reason WHERE customer_id = $1 ORDER BY day DESC, id DESC LIMIT 8) r
UNION ALL
SELECT 7, id, 0, kind, CASE WHEN kind = 'address' THEN street ELSE value END, usage, CASE WHEN kind = 'address' THEN postcode || ' ' || city ELSE '' END, since, until
FROM party_point WHERE customer_id = $1 AND until > CAST($2 AS TEXT) AND bad_since > CAST($2 AS TEXT)
UNION ALL
SELECT 8, q.topic_id, 0, t.name, q.kind, '', '', q.since, q.since
FROM interest_question q JOIN interest_topic t ON t.id = q.topic_id
WHERE q.customer_id = $1 AND q.state = 'open'
