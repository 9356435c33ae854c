-- What people tell us without being asked, also who is not known: suggestions, praise and
-- complaints have a clock from the first second. Same conventions as in the first migration.
-- +goose Up

-- customer_id of both tables: 0 while nobody knows who it was. name and reach: what a stranger
-- wrote of himself. file_id: the attachment that came with it, or 0.
ALTER TABLE feedback_complaint ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback_complaint ADD COLUMN reach TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback_complaint ADD COLUMN file_id ${INT} NOT NULL DEFAULT 0;

-- kind: also 'praise'. at: when it was heard, 0 for what was noted before there were clocks.
-- owner_id: who answers. due_at: until when a word of ours is due, 0 when nothing waits.
-- answered, thanked: instants, 0 while it did not happen. answer: what he was told. late: 1
-- when a word came after its time. said_id: the contact that the last change noted, or 0.
ALTER TABLE feedback_idea ADD COLUMN at ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_idea ADD COLUMN owner_id ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_idea ADD COLUMN due_at ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_idea ADD COLUMN answered ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_idea ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback_idea ADD COLUMN thanked ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_idea ADD COLUMN late ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_idea ADD COLUMN said_id ${INT} NOT NULL DEFAULT 0;
ALTER TABLE feedback_idea ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback_idea ADD COLUMN reach TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback_idea ADD COLUMN file_id ${INT} NOT NULL DEFAULT 0;
CREATE INDEX feedback_idea_due ON feedback_idea (due_at, id) WHERE due_at > 0;
CREATE INDEX feedback_idea_settled ON feedback_idea (day, id) WHERE due_at = 0 AND at > 0;

-- +goose Down
SELECT 1;
