-- What comes again and again becomes a task; a complaint may come by mail, and may promise rework.
-- Same conventions as in the first migration.
-- +goose Up

-- rework: until when it is promised to be done again properly, 0 when not. message_id: of the
-- mail with which it came, '' otherwise.
ALTER TABLE feedback_complaint ADD COLUMN rework ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_complaint ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback_idea ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
CREATE INDEX feedback_complaint_message ON feedback_complaint (message_id) WHERE message_id <> '';
CREATE INDEX feedback_idea_message ON feedback_idea (message_id) WHERE message_id <> '';

-- one row per task that is to end a repeated trouble: one at a time per cause and matter of
-- complaints. done: an instant, 0 while open; result: what was changed.
CREATE TABLE complaint_task (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  cause TEXT NOT NULL,
  matter TEXT NOT NULL,
  day TEXT NOT NULL,
  words TEXT NOT NULL,
  owner_id ${INT} NOT NULL,
  due_day TEXT NOT NULL,
  done ${INT} NOT NULL DEFAULT 0,
  done_day TEXT NOT NULL DEFAULT '9999-12-31',
  result TEXT NOT NULL DEFAULT '',
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX complaint_task_open ON complaint_task (cause, matter) WHERE done = 0;
CREATE INDEX complaint_task_done ON complaint_task (done_day, id) WHERE done > 0;

-- +goose Down
SELECT 1;
