-- name: interaction-ties-of [sqlite]
-- One row per thing that the contacts of the JSON list $1 are about.
SELECT l.interaction_id, i.day, l.subject, l.subject_id
FROM json_each($1) j CROSS JOIN interaction_link l ON l.interaction_id = j.value CROSS JOIN interaction i ON i.id = l.interaction_id
ORDER BY i.day, i.id, l.subject, l.subject_id

-- name: interaction-ties-of [postgres]
SELECT l.interaction_id, i.day, l.subject, l.subject_id
FROM interaction_link l JOIN interaction i ON i.id = l.interaction_id
WHERE l.interaction_id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e)
ORDER BY i.day, i.id, l.subject, l.subject_id

-- name: interaction-ties-to [sqlite]
-- One row per contact that is about one of the things of the kind $2 in the JSON list $1.
SELECT l.interaction_id, i.day, l.subject, l.subject_id
FROM json_each($1) j CROSS JOIN interaction_link l ON l.subject = $2 AND l.subject_id = j.value CROSS JOIN interaction i ON i.id = l.interaction_id
ORDER BY i.day, i.id, l.subject_id

-- name: interaction-ties-to [postgres]
SELECT l.interaction_id, i.day, l.subject, l.subject_id
FROM interaction_link l JOIN interaction i ON i.id = l.interaction_id
WHERE l.subject = $2 AND l.subject_id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e)
ORDER BY i.day, i.id, l.subject_id
