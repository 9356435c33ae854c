-- How many enquiries came through the form for everybody. Same conventions as in the first
-- migration.
-- +goose Up

-- enquiry: one row per keyed hash of where enquiries came from ("" is everywhere) and span
-- of ten minutes; shared by all processes, forgotten after an hour by an hourly job
CREATE TABLE enquiry_passed (
  subject TEXT NOT NULL,
  slot ${INT} NOT NULL,
  passed ${INT} NOT NULL,
  PRIMARY KEY (subject, slot)
)${STRICT};
