-- name: alert-get
-- The alert $1.
SELECT id, version, customer_id, kind, subject, turn, day, at, reasons, computed, owner_id, seen, seen_by, closed, closed_by, words FROM watch_alert WHERE id = $1

-- name: alert-add
INSERT INTO watch_alert (customer_id, kind, subject, turn, day, at, reasons, computed, owner_id, seen, seen_by, closed, closed_by, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
RETURNING id

-- name: alert-raise
-- An alert, unless this cause has one.
INSERT INTO watch_alert (customer_id, kind, subject, turn, day, at, reasons, computed, owner_id, seen, seen_by, closed, closed_by, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (kind, subject, turn) DO NOTHING

-- name: alert-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO watch_alert (id, version, customer_id, kind, subject, turn, day, at, reasons, computed, owner_id, seen, seen_by, closed, closed_by, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, kind = excluded.kind, subject = excluded.subject, turn = excluded.turn, day = excluded.day, at = excluded.at,
  reasons = excluded.reasons, computed = excluded.computed, owner_id = excluded.owner_id, seen = excluded.seen, seen_by = excluded.seen_by,
  closed = excluded.closed, closed_by = excluded.closed_by, words = excluded.words, version = watch_alert.version + 1
WHERE watch_alert.version = excluded.version

-- name: alert-drop
DELETE FROM watch_alert WHERE id = $1 AND version = $2

-- name: alert-saw
-- The first look of the user $3 at the alert $1; no new version, so that a form that is open
-- meanwhile stays good.
UPDATE watch_alert SET seen = $2, seen_by = $3 WHERE id = $1 AND seen = 0

-- name: alert-over
-- The cause of the alert $1 went by itself.
UPDATE watch_alert SET closed = $2, closed_by = 0, version = version + 1 WHERE id = $1 AND closed = 0

-- name: alert-open
-- What nobody answered, the oldest first, at most $1, with the name of the customer.
SELECT a.id, a.version, a.customer_id, a.kind, a.subject, a.turn, a.day, a.at, a.reasons, a.computed, a.owner_id, a.seen, a.seen_by, a.closed,
  a.closed_by, a.words, CASE WHEN coalesce(c.name, '') <> '' THEN c.name ELSE coalesce(c.number, '') END
FROM watch_alert a
LEFT JOIN customer c ON c.id = a.customer_id
WHERE a.closed = 0
ORDER BY a.at, a.id LIMIT $1

-- name: alert-ended
-- What was answered, the newest first, at most $1.
SELECT a.id, a.version, a.customer_id, a.kind, a.subject, a.turn, a.day, a.at, a.reasons, a.computed, a.owner_id, a.seen, a.seen_by, a.closed,
  a.closed_by, a.words, CASE WHEN coalesce(c.name, '') <> '' THEN c.name ELSE coalesce(c.number, '') END
FROM watch_alert a
LEFT JOIN customer c ON c.id = a.customer_id
WHERE a.closed > 0
ORDER BY a.day DESC, a.id DESC LIMIT $1

-- name: alert-of
-- The alerts about the customer $1, the newest first, at most $2.
SELECT a.id, a.version, a.customer_id, a.kind, a.subject, a.turn, a.day, a.at, a.reasons, a.computed, a.owner_id, a.seen, a.seen_by, a.closed,
  a.closed_by, a.words, ''
FROM watch_alert a
WHERE a.customer_id = $1
ORDER BY a.day DESC, a.id DESC LIMIT $2

-- name: alert-relink
UPDATE watch_alert SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: alert-unlink
UPDATE watch_alert SET customer_id = $2 WHERE id = $1

-- name: alert-forget
DELETE FROM watch_alert WHERE customer_id = $1

-- name: due-forget
DELETE FROM watch_due WHERE customer_id = $1

-- name: due
-- Whose early warning is red and was written anew, at most $1, with what is at stake.
SELECT d.customer_id, d.since, coalesce(w.colour, 0), coalesce(w.reasons, '[]'), coalesce(v.stake_cents, 0)
FROM watch_due d
LEFT JOIN warning_current w ON w.customer_id = d.customer_id
LEFT JOIN value_current v ON v.customer_id = d.customer_id
ORDER BY d.customer_id LIMIT $1

-- name: any-due
SELECT CASE WHEN EXISTS (SELECT 1 FROM watch_due) THEN 1 ELSE 0 END

-- name: due-done
-- The mark of the customer $1, if none came since it was read.
DELETE FROM watch_due WHERE customer_id = $1 AND since = $2

-- name: heard
-- The alerts about the customer $1 by early warning since the day $2, and all that are open.
SELECT reasons, closed FROM watch_alert WHERE customer_id = $1 AND (kind = 'red' AND day > $2 OR closed = 0)

-- name: computed-today
-- How many alerts of the day $1 came from figures alone.
SELECT count(*) FROM watch_alert WHERE day = $1 AND computed = 1

-- name: causes
-- What went wrong and has no alert, at the instant $1 on the day $2: kind, customer, subject, what
-- tells it from an earlier alert of the same subject, whom it goes to or 0. Signs are news from the
-- day $3 on; $4 is the level of strain that is an alarm. At most $5.
SELECT kind, customer_id, subject, turn, owner_id FROM (
  SELECT 'complaint' AS kind, c.customer_id, c.id AS subject,
    CASE WHEN c.due_at > 0 AND c.due_at < CAST($1 AS BIGINT) THEN 'due ' || CAST(c.due_at AS TEXT) ELSE 'raised ' || CAST(c.escalated AS TEXT) END AS turn, CAST(0 AS BIGINT) AS owner_id
  FROM feedback_complaint c
  WHERE c.closed = 0 AND c.step <> 'ask' AND (c.escalated > 0 OR c.due_at > 0 AND c.due_at < CAST($1 AS BIGINT))
  UNION ALL
  SELECT 'answer', c.customer_id, c.id, CAST(c.at AS TEXT), c.owner_id
  FROM feedback_complaint c JOIN survey_answer s ON s.complaint_id = c.id AND s.complaint_id > 0
  WHERE c.closed = 0 AND c.day > $3
  UNION ALL
  SELECT 'enquiry', e.customer_id, e.id, CAST(e.due_at AS TEXT), CAST(0 AS BIGINT)
  FROM enquiry e WHERE e.state = 'new' AND e.due_at > 0 AND e.due_at < CAST($1 AS BIGINT)
  UNION ALL
  SELECT 'voice', i.customer_id, i.id, CAST(i.due_at AS TEXT), CAST(0 AS BIGINT)
  FROM feedback_idea i WHERE i.due_at > 0 AND i.due_at < CAST($1 AS BIGINT)
  UNION ALL
  SELECT 'callback', p.customer_id, p.id, p.due, CAST(0 AS BIGINT)
  FROM promise p WHERE p.state = 'open' AND p.party = 'us' AND p.kind = 'callback' AND p.due < $2
  UNION ALL
  SELECT 'strained', r.customer_id, r.customer_id, r.strain_since, CAST(0 AS BIGINT)
  FROM relationship_current r
  WHERE r.strain > 0 AND r.strain >= $4 AND r.strain_until > $2 AND r.strain_since > $3 AND r.strain_since <= $2
) found
WHERE NOT EXISTS (SELECT 1 FROM watch_alert a WHERE a.kind = found.kind AND a.subject = found.subject AND (a.turn = found.turn OR a.closed = 0))
  AND (found.kind NOT IN ('complaint', 'answer')
    OR NOT EXISTS (SELECT 1 FROM watch_alert a WHERE a.kind IN ('complaint', 'answer') AND a.subject = found.subject AND a.closed = 0))
ORDER BY subject, kind LIMIT $5

-- name: gone
-- The open alerts whose cause is no more, at the instant $1 on the day $2; at most $3.
SELECT a.id FROM watch_alert a
WHERE a.closed = 0 AND (
  a.kind IN ('complaint', 'answer') AND NOT EXISTS (SELECT 1 FROM feedback_complaint c WHERE c.id = a.subject AND c.closed = 0
    AND (a.kind = 'answer' OR c.step <> 'ask' AND (c.escalated > 0 OR c.due_at > 0 AND c.due_at < CAST($1 AS BIGINT))))
  OR a.kind = 'enquiry' AND NOT EXISTS (SELECT 1 FROM enquiry e WHERE e.id = a.subject AND e.state = 'new' AND e.due_at > 0 AND e.due_at < CAST($1 AS BIGINT))
  OR a.kind = 'voice' AND NOT EXISTS (SELECT 1 FROM feedback_idea i WHERE i.id = a.subject AND i.due_at > 0 AND i.due_at < CAST($1 AS BIGINT))
  OR a.kind = 'callback' AND NOT EXISTS (SELECT 1 FROM promise p WHERE p.id = a.subject AND p.state = 'open' AND p.due < $2)
  OR a.kind = 'strained' AND NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = a.customer_id AND r.strain > 0 AND r.strain_until > $2)
  OR a.kind = 'red' AND NOT EXISTS (SELECT 1 FROM warning_current w WHERE w.customer_id = a.customer_id AND w.colour > 0)
)
ORDER BY a.id LIMIT $3

-- name: taken-up
-- How the alerts of the days from $1 on were taken up: when raised, seen, closed, by whom.
SELECT at, seen, closed, closed_by FROM watch_alert WHERE day >= $1

-- name: load
-- What lies with whom on the day $1, one number a row: user, what, how much. $2 is the instant,
-- hard talks are those since the day $3; $4 are their marks.
SELECT user_id, 'promise', count(*) FROM promise WHERE state = 'open' AND party = 'us' AND user_id > 0 GROUP BY user_id
UNION ALL
SELECT user_id, 'overdue', count(*) FROM promise WHERE state = 'open' AND party = 'us' AND user_id > 0 AND due < $1 GROUP BY user_id
UNION ALL
SELECT owner_id, 'complaint', count(*) FROM feedback_complaint WHERE closed = 0 GROUP BY owner_id
UNION ALL
SELECT owner_id, 'overdue', count(*) FROM feedback_complaint WHERE closed = 0 AND step <> 'ask' AND due_at > 0 AND due_at < CAST($2 AS BIGINT) GROUP BY owner_id
UNION ALL
SELECT owner_id, 'enquiry', count(*) FROM enquiry WHERE state = 'new' AND owner_id > 0 GROUP BY owner_id
UNION ALL
SELECT owner_id, 'overdue', count(*) FROM enquiry WHERE state = 'new' AND owner_id > 0 AND due_at > 0 AND due_at < CAST($2 AS BIGINT) GROUP BY owner_id
UNION ALL
SELECT owner_id, 'voice', count(*) FROM feedback_idea WHERE due_at > 0 AND owner_id > 0 GROUP BY owner_id
UNION ALL
SELECT owner_id, 'task', count(*) FROM complaint_task WHERE done = 0 GROUP BY owner_id
UNION ALL
SELECT user_id, 'hard', count(*) FROM feedback_call WHERE day >= $3 AND user_id > 0 GROUP BY user_id
UNION ALL
SELECT user_id, 'hard', count(*) FROM feedback_complaint WHERE day >= $3 AND angry = 1 AND user_id > 0 GROUP BY user_id
UNION ALL
SELECT user_id, 'hard', count(*) FROM interaction WHERE day >= $3 AND marks > 0 AND (marks & CAST($4 AS BIGINT)) > 0 AND user_id > 0 GROUP BY user_id

-- name: demands-open
-- What customers demand and nobody decided, the oldest first, at most $1.
SELECT d.id, d.customer_id, CASE WHEN coalesce(c.name, '') <> '' THEN c.name ELSE coalesce(c.number, '') END, d.words, d.day
FROM feedback_demand d LEFT JOIN customer c ON c.id = d.customer_id
WHERE d.decision = '' ORDER BY d.day, d.id LIMIT $1

-- name: raised-open
-- Complaints before who is responsible whose solution is not known, the oldest first, at most $1.
SELECT k.id, k.customer_id, CASE WHEN coalesce(c.name, '') <> '' THEN c.name ELSE coalesce(c.number, '') END, k.words, k.day
FROM feedback_complaint k LEFT JOIN customer c ON c.id = k.customer_id
WHERE k.closed = 0 AND k.escalated > 0 AND k.solved = 0 ORDER BY k.day, k.id LIMIT $1

-- name: unowned
-- Enquiries that nobody took, the oldest first, at most $1.
SELECT e.id, e.customer_id, CASE WHEN coalesce(c.name, '') <> '' THEN c.name ELSE e.name END, e.sought, e.received_day
FROM enquiry e LEFT JOIN customer c ON c.id = e.customer_id
WHERE e.state = 'new' AND e.owner_id = 0 ORDER BY e.received_day, e.id LIMIT $1

-- name: tasks-due
-- What was to be improved by the day $1, the oldest first, at most $2.
SELECT id, 0, matter, words, due_day FROM complaint_task WHERE done = 0 AND due_day < $1 ORDER BY due_day, id LIMIT $2

-- name: lesson-complaints
-- Complaints closed in ($1, $2] after somebody asked whether all is well: when taken, when
-- answered, whether it is solved.
SELECT since, answered, result FROM feedback_complaint WHERE closed > $1 AND closed <= $2 AND asked > 0 AND answered > 0 AND result > 0

-- name: lesson-enquiries
-- Enquiries won or lost in ($1, $2]: until when an answer was due, when it came, 1 for won.
SELECT due_at, answered_at, CASE WHEN state = 'won' THEN 1 ELSE 0 END FROM enquiry
WHERE state IN ('won', 'lost') AND state_at > $1 AND state_at <= $2 AND answered_at > 0

-- name: lesson-promises
-- Promises of ours settled on the days ($1, $2]: whether a time of day was named, 1 for kept on
-- its day.
SELECT CASE WHEN due_minute >= 0 THEN 1 ELSE 0 END, CASE WHEN state = 'kept' AND settled_day <= due THEN 1 ELSE 0 END, count(*)
FROM promise WHERE party = 'us' AND state IN ('kept', 'broken') AND settled_day > $1 AND settled_day <= $2
GROUP BY 1, 2

-- name: lesson-matters
-- What complaints of the days ($1, $2] by our own fault were about, the most frequent first.
SELECT matter, count(*) FROM feedback_complaint WHERE day > $1 AND day <= $2 AND cause = 'ours' AND matter <> '' GROUP BY matter ORDER BY 2 DESC, 1 LIMIT 1

-- name: complaints-in
SELECT count(*) FROM feedback_complaint WHERE day > $1 AND day <= $2

-- name: lesson
SELECT month, lesson, facts FROM watch_lesson WHERE month = $1

-- name: lessons
-- The lessons of the last months, the newest first, at most $1.
SELECT month, lesson, facts FROM watch_lesson ORDER BY month DESC LIMIT $1

-- name: lesson-put
INSERT INTO watch_lesson (month, lesson, facts, at) VALUES ($1, $2, $3, $4) ON CONFLICT (month) DO NOTHING
