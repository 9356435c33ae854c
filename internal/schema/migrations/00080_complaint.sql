-- Complaints as customers made them and how far we are with them. Same conventions as in the
-- first migration.
-- +goose Up

-- one row per complaint. owner_id: who took it owns it; never 0. since: when its clocks began,
-- at the taking or the last reopening. ack, interim, solved, answered, asked, closed,
-- escalated: instants, 0 while it did not happen. unanswered: why no answer was possible.
-- cause and remedy: '' until known. result, manner, speed: what he said afterwards, 0 not
-- asked, 1 no, 2 partly, 3 yes. former_id: an earlier complaint about the same matter, or 0.
-- late: which clocks were missed, as bits: 1 acknowledgement, 2 interim note, 4 solution,
-- 8 answer. step: what is due next (ack, interim, solve, answer, ask, ''), due_at: until when,
-- due_day: its day in the firm's zone, '9999-12-31' when closed. interaction_id: the contact
-- in which it was made. cost_id: what was given as goodwill, or 0. said_id: the contact that
-- the last change noted, or 0.
CREATE TABLE feedback_complaint (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  at ${INT} NOT NULL,
  since ${INT} NOT NULL,
  channel TEXT NOT NULL,
  words TEXT NOT NULL,
  wish TEXT NOT NULL DEFAULT '',
  angry ${INT} NOT NULL DEFAULT 0,
  order_id ${INT} NOT NULL DEFAULT 0,
  interaction_id ${INT} NOT NULL DEFAULT 0,
  owner_id ${INT} NOT NULL,
  former_id ${INT} NOT NULL DEFAULT 0,
  cause TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT '',
  solution TEXT NOT NULL DEFAULT '',
  cost_id ${INT} NOT NULL DEFAULT 0,
  said_id ${INT} NOT NULL DEFAULT 0,
  ack ${INT} NOT NULL DEFAULT 0,
  interim ${INT} NOT NULL DEFAULT 0,
  solved ${INT} NOT NULL DEFAULT 0,
  answered ${INT} NOT NULL DEFAULT 0,
  unanswered TEXT NOT NULL DEFAULT '',
  asked ${INT} NOT NULL DEFAULT 0,
  result ${INT} NOT NULL DEFAULT 0,
  manner ${INT} NOT NULL DEFAULT 0,
  speed ${INT} NOT NULL DEFAULT 0,
  closed ${INT} NOT NULL DEFAULT 0,
  escalated ${INT} NOT NULL DEFAULT 0,
  reopened ${INT} NOT NULL DEFAULT 0,
  late ${INT} NOT NULL DEFAULT 0,
  step TEXT NOT NULL DEFAULT '',
  due_at ${INT} NOT NULL DEFAULT 0,
  due_day TEXT NOT NULL DEFAULT '9999-12-31',
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX feedback_complaint_customer ON feedback_complaint (customer_id, day, id);
CREATE INDEX feedback_complaint_open ON feedback_complaint (due_day, id) WHERE closed = 0;
CREATE INDEX feedback_complaint_closed ON feedback_complaint (closed, id) WHERE closed > 0;

-- +goose Down
SELECT 1;
