-- name: file-get
SELECT id, version, customer_id, name, kind, size, hash, added_by, added_at FROM attachment WHERE id = $1

-- name: file-add
INSERT INTO attachment (customer_id, name, kind, size, hash, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id

-- name: file-put
-- A row that was removed comes back under its old id.
INSERT INTO attachment (id, version, customer_id, name, kind, size, hash, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET version = attachment.version + 1, customer_id = excluded.customer_id, name = excluded.name, kind = excluded.kind,
  size = excluded.size, hash = excluded.hash, added_by = excluded.added_by, added_at = excluded.added_at
WHERE attachment.version = excluded.version

-- name: file-drop
DELETE FROM attachment WHERE id = $1 AND version = $2

-- name: of-customer
-- One row per file of a customer, newest first.
SELECT id, version, customer_id, name, kind, size, hash, added_by, added_at FROM attachment WHERE customer_id = $1 ORDER BY id DESC

-- name: count
SELECT count(*) FROM attachment WHERE customer_id = $1

-- name: keep-blob
INSERT INTO attachment_blob (hash, size) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET orphan_at = 0

-- name: have-blob
SELECT count(*) FROM attachment_blob WHERE hash = $1

-- name: wanted
-- A content that is named again is no orphan.
UPDATE attachment_blob SET orphan_at = 0 WHERE hash = $1

-- name: orphan
-- Since now no row names these contents.
UPDATE attachment_blob SET orphan_at = $1
WHERE orphan_at = 0 AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.hash = attachment_blob.hash)

-- name: named-again
UPDATE attachment_blob SET orphan_at = 0
WHERE orphan_at <> 0 AND EXISTS (SELECT 1 FROM attachment a WHERE a.hash = attachment_blob.hash)

-- name: due
-- Contents that go: their hashes.
SELECT hash FROM attachment_blob WHERE orphan_at <> 0 AND orphan_at <= $1 ORDER BY hash

-- name: drop-blob
DELETE FROM attachment_blob WHERE hash = $1

-- name: drop-chunks
DELETE FROM attachment_chunk WHERE hash = $1

-- name: blobs
-- All contents: hash and size.
SELECT hash, size FROM attachment_blob ORDER BY hash

-- name: chunk
SELECT content FROM attachment_chunk WHERE hash = $1 AND n = $2

-- name: add-chunk
INSERT INTO attachment_chunk (hash, n, content) VALUES ($1, $2, $3)

-- name: count-chunks
SELECT count(*) FROM attachment_chunk WHERE hash = $1

-- name: chunked
-- Contents that lie in the database: after a restore.
SELECT DISTINCT hash FROM attachment_chunk ORDER BY hash

-- name: forget-blobs
-- The contents of a deleted customer that no other names go with the next sweep; rows
-- that were removed before are told by the history, which is erased with him.
UPDATE attachment_blob SET orphan_at = 1
WHERE hash IN (SELECT hash FROM attachment WHERE customer_id = $1)
  AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.hash = attachment_blob.hash AND a.customer_id <> $1)

-- name: forget
DELETE FROM attachment WHERE customer_id = $1

-- name: relink
UPDATE attachment SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: unlink
UPDATE attachment SET customer_id = $2 WHERE id = $1
