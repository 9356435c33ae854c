-- name: all
-- One row per field, archived ones last.
SELECT id, key, label, kind, whom, options, position, archived, version
FROM field_definition
ORDER BY archived, position, id

-- name: get
-- The field $1.
SELECT id, key, label, kind, whom, options, position, archived, version
FROM field_definition
WHERE id = $1

-- name: add
-- A new field; returns its id.
INSERT INTO field_definition (key, label, kind, whom, options, position)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id

-- name: put
-- Field $1 as it had version $2.
UPDATE field_definition
SET label = $3, whom = $4, options = $5, position = $6, archived = $7, version = version + 1
WHERE id = $1 AND version = $2

-- name: value-get
-- The value $1.
SELECT id, version, customer_id, field_id, text_value, int_value
FROM field_value
WHERE id = $1

-- name: value-add
-- A new value; returns its id.
INSERT INTO field_value (customer_id, field_id, text_value, int_value)
VALUES ($1, $2, $3, $4)
RETURNING id

-- name: value-put
-- The value $1 with version $2, or the removed one again.
INSERT INTO field_value (id, version, customer_id, field_id, text_value, int_value)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE
SET customer_id = excluded.customer_id, field_id = excluded.field_id, text_value = excluded.text_value,
    int_value = excluded.int_value, version = field_value.version + 1
WHERE field_value.version = $2

-- name: value-drop
-- Removes the value $1 with version $2.
DELETE FROM field_value
WHERE id = $1 AND version = $2

-- name: many [sqlite]
-- One row per value of the customers of the JSON list $1.
SELECT v.id, v.version, v.customer_id, v.field_id, v.text_value, v.int_value
FROM json_each($1) j
CROSS JOIN field_value v
WHERE v.customer_id = j.value
ORDER BY v.customer_id, v.field_id

-- name: many [postgres]
SELECT v.id, v.version, v.customer_id, v.field_id, v.text_value, v.int_value
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN field_value v ON v.customer_id = CAST(j.value AS BIGINT)
ORDER BY v.customer_id, v.field_id

-- name: forget
-- Removes the values of customer $1.
DELETE FROM field_value
WHERE customer_id = $1

-- name: relink
-- Moves values of customer $1 to $2 where he has none; returns their ids.
UPDATE field_value
SET customer_id = $2
WHERE customer_id = $1 AND NOT EXISTS (
  SELECT 1 FROM field_value o WHERE o.customer_id = $2 AND o.field_id = field_value.field_id
)
RETURNING id

-- name: unlink
-- Gives the value $1 to customer $2.
UPDATE field_value
SET customer_id = $2
WHERE id = $1
