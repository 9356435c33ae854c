-- name: relink
UPDATE history_entry SET subject_id = $3 WHERE subject = $1 AND subject_id = $2 RETURNING id

-- name: unlink
UPDATE history_entry SET subject_id = $2 WHERE id = $1
