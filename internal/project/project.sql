-- name: get
SELECT id, customer_id, contact_id, enquiry_id, kind, stage, stage_at, title, aim, owner_id, begun, budget_minutes, rate_cents,
  retainer_cents, fixed_cents, offer_text, promised_day, delivered_day, went_well, learned, again, version
FROM project WHERE id = $1

-- name: insert
INSERT INTO project (customer_id, contact_id, enquiry_id, kind, stage, stage_at, title, aim, owner_id, begun, budget_minutes,
  rate_cents, retainer_cents, fixed_cents, offer_text, promised_day, delivered_day, went_well, learned, again)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
RETURNING id

-- name: save
-- The whole row, if it still has the version $22.
UPDATE project SET customer_id = $1, contact_id = $2, enquiry_id = $3, kind = $4, stage = $5, stage_at = $6, title = $7, aim = $8,
  owner_id = $9, begun = $10, budget_minutes = $11, rate_cents = $12, retainer_cents = $13, fixed_cents = $14, offer_text = $15,
  promised_day = $16, delivered_day = $17, went_well = $18, learned = $19, again = $20, version = version + 1
WHERE id = $21 AND version = $22

-- name: touch
-- Steps and hours raise the version, too.
UPDATE project SET version = version + 1 WHERE id = $1

-- name: in-stage
-- One row per project in the stage $1 before ($2, $3), the last moved there first.
SELECT id, customer_id, contact_id, enquiry_id, kind, stage, stage_at, title, aim, owner_id, begun, budget_minutes, rate_cents,
  retainer_cents, fixed_cents, offer_text, promised_day, delivered_day, went_well, learned, again, version
FROM project WHERE stage = $1 AND (stage_at, id) < ($2, $3)
ORDER BY stage_at DESC, id DESC LIMIT $4

-- name: in-stage-of-owner
SELECT id, customer_id, contact_id, enquiry_id, kind, stage, stage_at, title, aim, owner_id, begun, budget_minutes, rate_cents,
  retainer_cents, fixed_cents, offer_text, promised_day, delivered_day, went_well, learned, again, version
FROM project WHERE stage = $1 AND owner_id = $5 AND (stage_at, id) < ($2, $3)
ORDER BY stage_at DESC, id DESC LIMIT $4

-- name: of-customer
-- One row per project of a customer or contact person, the newest first.
SELECT id, customer_id, contact_id, enquiry_id, kind, stage, stage_at, title, aim, owner_id, begun, budget_minutes, rate_cents,
  retainer_cents, fixed_cents, offer_text, promised_day, delivered_day, went_well, learned, again, version
FROM project WHERE customer_id = $1 AND stage <> 'withdrawn'
ORDER BY begun DESC, id DESC LIMIT $2

-- name: before
-- One row per project of a customer or contact person before the day $2, or on it with an id below $3,
-- the newest first.
SELECT id, customer_id, contact_id, enquiry_id, kind, stage, stage_at, title, aim, owner_id, begun, budget_minutes, rate_cents,
  retainer_cents, fixed_cents, offer_text, promised_day, delivered_day, went_well, learned, again, version
FROM project WHERE customer_id = $1 AND (begun, id) < ($2, $3) AND stage <> 'withdrawn'
ORDER BY begun DESC, id DESC LIMIT $4

-- name: of-enquiry
SELECT id, customer_id, contact_id, enquiry_id, kind, stage, stage_at, title, aim, owner_id, begun, budget_minutes, rate_cents,
  retainer_cents, fixed_cents, offer_text, promised_day, delivered_day, went_well, learned, again, version
FROM project WHERE enquiry_id = $1 AND enquiry_id > 0 AND stage <> 'withdrawn'
ORDER BY id LIMIT $2

-- name: count
SELECT count(*) FROM (SELECT 1 FROM project WHERE stage = $1 LIMIT $2) t

-- name: count-of-owner
SELECT count(*) FROM (SELECT 1 FROM project WHERE stage = $1 AND owner_id = $3 LIMIT $2) t

-- name: count-parts
-- How much belongs to the project $1: steps, hours, what is agreed a month, talks.
SELECT (SELECT count(*) FROM project_step WHERE project_id = $1 AND gone = 0)
  + (SELECT count(*) FROM project_hours WHERE project_id = $1 AND gone = 0)
  + (SELECT count(*) FROM project_term WHERE project_id = $1 AND gone = 0)
  + (SELECT count(*) FROM interaction_link WHERE subject = 'project' AND subject_id = $1)

-- name: steps
-- One row per step of a project, by due day.
SELECT id, project_id, party, what, owner_id, due, done_day, gone FROM project_step
WHERE project_id = $1 AND gone = 0 ORDER BY due, id

-- name: step
SELECT id, project_id, party, what, owner_id, due, done_day, gone FROM project_step WHERE id = $1

-- name: add-step
INSERT INTO project_step (project_id, party, what, owner_id, due, done_day, gone) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id

-- name: save-step
UPDATE project_step SET project_id = $1, party = $2, what = $3, owner_id = $4, due = $5, done_day = $6, gone = $7 WHERE id = $8

-- name: due-steps
-- Our open steps up to the day $1, the longest due first, with their project. A step of
-- nobody belongs to whoever cares for the project, and to everybody where nobody does.
SELECT s.id, s.project_id, s.party, s.what, s.owner_id, s.due, s.done_day, s.gone, p.customer_id, p.title
FROM project_step s JOIN project p ON p.id = s.project_id
WHERE s.party = 'us' AND s.done_day = '9999-12-31' AND s.gone = 0 AND s.due <= $1
  AND (s.owner_id = $2 OR (s.owner_id = 0 AND p.owner_id IN (0, $2))) AND p.stage NOT IN ('closed', 'stopped', 'withdrawn')
ORDER BY s.due, s.id LIMIT $3

-- name: hours
-- One row per note of time, the newest first.
SELECT id, project_id, day, minutes, user_id, note, billable, gone FROM project_hours
WHERE project_id = $1 AND gone = 0 ORDER BY day DESC, id DESC LIMIT $2

-- name: hours-row
SELECT id, project_id, day, minutes, user_id, note, billable, gone FROM project_hours WHERE id = $1

-- name: add-hours
INSERT INTO project_hours (project_id, day, minutes, user_id, note, billable, gone) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id

-- name: save-hours
UPDATE project_hours SET project_id = $1, day = $2, minutes = $3, user_id = $4, note = $5, billable = $6, gone = $7 WHERE id = $8

-- name: sum-hours
-- Minutes in all and of them billable.
SELECT coalesce(sum(minutes), 0), coalesce(sum(CASE WHEN billable = 1 THEN minutes ELSE 0 END), 0)
FROM project_hours WHERE project_id = $1 AND gone = 0

-- name: talks
-- The contacts that belong to a project, the newest first.
SELECT i.id, i.day, i.channel, i.direction, i.minutes, i.note, i.user_id
FROM interaction_link t JOIN interaction i ON i.id = t.interaction_id
WHERE t.subject = 'project' AND t.subject_id = $1 ORDER BY i.day DESC, i.id DESC LIMIT $2

-- name: ids-of-customer
SELECT id FROM project WHERE customer_id = $1

-- name: forget-steps
DELETE FROM project_step WHERE project_id = $1

-- name: terms
-- What is agreed a month, one row per agreement by month; the last of a month counts.
SELECT id, project_id, since, minutes, carry, gone FROM project_term
WHERE project_id = $1 AND gone = 0 ORDER BY since, id

-- name: term
SELECT id, project_id, since, minutes, carry, gone FROM project_term WHERE id = $1

-- name: add-term
INSERT INTO project_term (project_id, since, minutes, carry, gone) VALUES ($1, $2, $3, $4, $5) RETURNING id

-- name: save-term
UPDATE project_term SET gone = $1 WHERE id = $2

-- name: used-by-month
-- One row per month with billable time: the month, its minutes and notes.
SELECT substr(day, 1, 7), sum(minutes), count(*) FROM project_hours
WHERE project_id = $1 AND gone = 0 AND billable = 1 GROUP BY substr(day, 1, 7) ORDER BY 1

-- name: forget-terms
DELETE FROM project_term WHERE project_id = $1

-- name: forget-hours
DELETE FROM project_hours WHERE project_id = $1

-- name: forget
DELETE FROM project WHERE id = $1

-- name: leave
-- A contact person who is deleted leaves the projects of his firm.
UPDATE project SET contact_id = 0 WHERE contact_id = $1 AND contact_id > 0

-- name: relink
UPDATE project SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: unlink
UPDATE project SET customer_id = $2 WHERE id = $1

-- name: relink-contact
-- Their ids come back negative, so that one list tells both apart.
UPDATE project SET contact_id = $2 WHERE contact_id = $1 AND contact_id > 0 RETURNING -id

-- name: unlink-contact
UPDATE project SET contact_id = $2 WHERE id = -CAST($1 AS BIGINT)
