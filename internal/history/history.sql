-- name: append
-- One row per change.
INSERT INTO history_entry (at, actor, verb, subject, subject_id, before, after, undoes, origin, bulk)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING id

-- name: of-subject
-- One row per change of one subject, newest first, older than the entry $3.
SELECT h.id, h.at, h.actor, h.verb, h.subject, h.subject_id, h.before, h.after, h.undoes, h.origin, h.bulk,
       CASE WHEN EXISTS (SELECT 1 FROM history_entry u
                         WHERE u.subject = h.subject AND u.subject_id = h.subject_id AND u.undoes = h.id) THEN 1 ELSE 0 END
FROM history_entry h
WHERE h.subject = $1 AND h.subject_id = $2 AND h.id < $3
ORDER BY h.id DESC
LIMIT $4

-- name: one
-- The entry $1.
SELECT h.id, h.at, h.actor, h.verb, h.subject, h.subject_id, h.before, h.after, h.undoes, h.origin, h.bulk,
       CASE WHEN EXISTS (SELECT 1 FROM history_entry u
                         WHERE u.subject = h.subject AND u.subject_id = h.subject_id AND u.undoes = h.id) THEN 1 ELSE 0 END
FROM history_entry h
WHERE h.id = $1

-- name: erase
-- Takes the values out of all entries of a subject; that something was changed stays.
UPDATE history_entry SET before = '{}', after = '{}' WHERE subject = $1 AND subject_id = $2

-- name: erase-one
UPDATE history_entry SET before = '{}', after = '{}' WHERE id = $1

-- name: erase-pairs
-- Links stand in the history of one of their ends; $1 and $2 are how the other end is
-- written there. The conditions on the verb are those of the index.
UPDATE history_entry SET before = '{}', after = '{}'
WHERE verb >= 'party.link.' AND verb < 'party.link/'
  AND (before LIKE $1 OR before LIKE $2 OR after LIKE $1 OR after LIKE $2)

-- name: erase-referrals
-- Likewise of recommendations.
UPDATE history_entry SET before = '{}', after = '{}'
WHERE verb >= 'referral.' AND verb < 'referral/'
  AND (before LIKE $1 OR before LIKE $2 OR after LIKE $1 OR after LIKE $2)

-- name: before
-- One row per change of one subject, newest first: before the instant $4, or before $3
-- with an id below $5.
SELECT h.id, h.at, h.actor, h.verb, h.subject, h.subject_id, h.before, h.after, h.undoes, h.origin, h.bulk,
       CASE WHEN EXISTS (SELECT 1 FROM history_entry u
                         WHERE u.subject = h.subject AND u.subject_id = h.subject_id AND u.undoes = h.id) THEN 1 ELSE 0 END
FROM history_entry h
WHERE h.subject = $1 AND h.subject_id = $2 AND h.at < $3 AND (h.at < $4 OR h.id < $5)
ORDER BY h.at DESC, h.id DESC
LIMIT $6

-- name: since
-- One row per change of one subject that came after the entry $3, oldest first.
SELECT h.id, h.at, h.actor, h.verb, h.subject, h.subject_id, h.before, h.after, h.undoes, h.origin, h.bulk,
       CASE WHEN EXISTS (SELECT 1 FROM history_entry u
                         WHERE u.subject = h.subject AND u.subject_id = h.subject_id AND u.undoes = h.id) THEN 1 ELSE 0 END
FROM history_entry h
WHERE h.subject = $1 AND h.subject_id = $2 AND h.id > $3
ORDER BY h.id
LIMIT $4

-- name: bulk
-- One row per change of a bulk action, newest first: the order in which they are taken back.
SELECT h.id, h.at, h.actor, h.verb, h.subject, h.subject_id, h.before, h.after, h.undoes, h.origin, h.bulk,
       CASE WHEN EXISTS (SELECT 1 FROM history_entry u
                         WHERE u.subject = h.subject AND u.subject_id = h.subject_id AND u.undoes = h.id) THEN 1 ELSE 0 END
FROM history_entry h
WHERE h.bulk = $1 AND h.bulk <> 0
ORDER BY h.id DESC

-- name: bulk-count
SELECT count(*) FROM history_entry WHERE bulk = $1 AND bulk <> 0

-- name: subjects
-- The kinds of things that have entries.
SELECT DISTINCT subject FROM history_entry ORDER BY subject
