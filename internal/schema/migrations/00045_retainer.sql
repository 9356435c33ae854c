-- The hours of a month that a client pays for. Same conventions as in the first migration.
-- +goose Up

-- project_term: from the month since on (its first day) minutes are agreed a month; the
-- newest row of a month counts. carry: what is not used lapses (none), is good in the next
-- month too (next), or adds up (all).
CREATE TABLE project_term (
  id ${ID},
  project_id ${INT} NOT NULL,
  since TEXT NOT NULL,
  minutes ${INT} NOT NULL,
  carry TEXT NOT NULL,
  gone ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX project_term_project ON project_term (project_id, since, id);
