-- Winning: enquiries from the first word to won or lost, and projects that carry the work.
-- +goose Up

-- enquiry: state new, answered, offered, won, lost. origin is the door it came through,
-- found how the asker heard of the firm. due_at is the end of the answer clock under the
-- hours that were valid when it came; answered_at, offer_day and closed_at are 0 or
-- '9999-12-31' until then. made = 1 when the customer was taken down because of it.
-- state_at orders the columns of the board. files are names of attachments (JSON).
CREATE TABLE enquiry (
  id ${ID},
  customer_id ${INT} NOT NULL,
  made ${INT} NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  state_at ${INT} NOT NULL,
  origin TEXT NOT NULL,
  found TEXT NOT NULL DEFAULT '',
  sought TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  email_key TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  phone_key TEXT NOT NULL DEFAULT '',
  wish TEXT NOT NULL DEFAULT '',
  wish_times TEXT NOT NULL DEFAULT '',
  owner_id ${INT} NOT NULL DEFAULT 0,
  received_at ${INT} NOT NULL,
  received_day TEXT NOT NULL,
  due_at ${INT} NOT NULL,
  answered_at ${INT} NOT NULL DEFAULT 0,
  answer_id ${INT} NOT NULL DEFAULT 0,
  offer_cents ${INT} NOT NULL DEFAULT 0,
  offer_day TEXT NOT NULL DEFAULT '9999-12-31',
  offer_until TEXT NOT NULL DEFAULT '9999-12-31',
  offer_text TEXT NOT NULL DEFAULT '',
  closed_at ${INT} NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  reason_text TEXT NOT NULL DEFAULT '',
  files TEXT NOT NULL DEFAULT '[]',
  message_id TEXT NOT NULL DEFAULT '',
  created_by ${INT} NOT NULL DEFAULT 0,
  version ${INT} NOT NULL DEFAULT 1
)${STRICT};
CREATE INDEX enquiry_state ON enquiry (state, state_at, id);
CREATE INDEX enquiry_owner ON enquiry (state, owner_id, state_at, id);
CREATE INDEX enquiry_waiting ON enquiry (owner_id, due_at, id) WHERE state = 'new';
CREATE INDEX enquiry_customer ON enquiry (customer_id, received_day, id);
CREATE UNIQUE INDEX enquiry_message ON enquiry (message_id) WHERE message_id <> '';

-- project: stage enquiry, talks, offer, work, delivered, review, closed, stopped; kind
-- project, job, investment. hours are minutes; rate, retainer (a month) and fixed are cents.
CREATE TABLE project (
  id ${ID},
  customer_id ${INT} NOT NULL,
  contact_id ${INT} NOT NULL DEFAULT 0,
  enquiry_id ${INT} NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,
  stage TEXT NOT NULL,
  stage_at ${INT} NOT NULL,
  title TEXT NOT NULL,
  aim TEXT NOT NULL DEFAULT '',
  owner_id ${INT} NOT NULL DEFAULT 0,
  begun TEXT NOT NULL,
  budget_minutes ${INT} NOT NULL DEFAULT 0,
  rate_cents ${INT} NOT NULL DEFAULT 0,
  retainer_cents ${INT} NOT NULL DEFAULT 0,
  fixed_cents ${INT} NOT NULL DEFAULT 0,
  offer_text TEXT NOT NULL DEFAULT '',
  promised_day TEXT NOT NULL DEFAULT '9999-12-31',
  delivered_day TEXT NOT NULL DEFAULT '9999-12-31',
  went_well TEXT NOT NULL DEFAULT '',
  learned TEXT NOT NULL DEFAULT '',
  again TEXT NOT NULL DEFAULT '',
  version ${INT} NOT NULL DEFAULT 1
)${STRICT};
CREATE INDEX project_customer ON project (customer_id, begun, id);
CREATE INDEX project_contact_person ON project (contact_id) WHERE contact_id > 0;
CREATE INDEX project_stage ON project (stage, stage_at, id);
CREATE INDEX project_owner ON project (owner_id, stage, stage_at, id);
CREATE INDEX project_enquiry ON project (enquiry_id) WHERE enquiry_id > 0;

-- project_step: a joint step; party is us or customer
CREATE TABLE project_step (
  id ${ID},
  project_id ${INT} NOT NULL,
  party TEXT NOT NULL,
  what TEXT NOT NULL,
  owner_id ${INT} NOT NULL DEFAULT 0,
  due TEXT NOT NULL DEFAULT '9999-12-31',
  done_day TEXT NOT NULL DEFAULT '9999-12-31',
  gone ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX project_step_project ON project_step (project_id, due, id);
CREATE INDEX project_step_open ON project_step (due, id) WHERE party = 'us' AND done_day = '9999-12-31' AND gone = 0;

-- project_hours: time noted for a project
CREATE TABLE project_hours (
  id ${ID},
  project_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  minutes ${INT} NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  billable ${INT} NOT NULL DEFAULT 1,
  gone ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX project_hours_project ON project_hours (project_id, day, id);

-- project_talk: the contacts that belong to a project
CREATE TABLE project_talk (
  project_id ${INT} NOT NULL,
  interaction_id ${INT} NOT NULL,
  PRIMARY KEY (project_id, interaction_id)
)${STRICT};
CREATE INDEX project_talk_interaction ON project_talk (interaction_id);

-- a duty stands once in a user's day, however many pages ask at the same time
CREATE UNIQUE INDEX care_step_duty ON care_step (user_id, day, key) WHERE class = 0;

-- +goose Down
SELECT 1;
