-- name: lifecycle-relink
UPDATE lifecycle_override SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: lifecycle-unlink
UPDATE lifecycle_override SET customer_id = $2 WHERE id = $1
