-- The conversation: who began a contact, with whom, what it was about; what was promised
-- and expected; how completely a firm notes its talks.
-- +goose Up

-- started_by: customer, us or '' where nobody knows. contact_id: the person of a firm
-- with whom it was. version rises with every amendment.
ALTER TABLE interaction ADD COLUMN started_by TEXT NOT NULL DEFAULT '';
ALTER TABLE interaction ADD COLUMN contact_id ${INT} NOT NULL DEFAULT 0;
ALTER TABLE interaction ADD COLUMN version ${INT} NOT NULL DEFAULT 1;
UPDATE interaction SET started_by = CASE direction WHEN 'in' THEN 'customer' ELSE 'us' END WHERE direction <> '';
CREATE INDEX interaction_day ON interaction (day, id);
CREATE INDEX interaction_contact ON interaction (contact_id) WHERE contact_id > 0;

-- what a contact is about: order, complaint, campaign
CREATE TABLE interaction_link (
  interaction_id ${INT} NOT NULL,
  subject TEXT NOT NULL,
  subject_id ${INT} NOT NULL,
  PRIMARY KEY (interaction_id, subject, subject_id)
)${STRICT};
CREATE INDEX interaction_link_subject ON interaction_link (subject, subject_id);

-- the last contact in each direction; '9999-12-31' means there was none. Notes are no
-- contacts.
CREATE TABLE interaction_last (
  customer_id ${INT} PRIMARY KEY,
  last_in TEXT NOT NULL,
  last_out TEXT NOT NULL
)${STRICT};
INSERT INTO interaction_last (customer_id, last_in, last_out)
SELECT customer_id,
  coalesce(max(CASE WHEN direction = 'in' THEN day END), '9999-12-31'),
  coalesce(max(CASE WHEN direction = 'out' THEN day END), '9999-12-31')
FROM interaction WHERE direction <> '' GROUP BY customer_id;

-- how completely a firm notes: the figure of a month with its inputs
CREATE TABLE interaction_coverage (
  day TEXT PRIMARY KEY,
  preset TEXT NOT NULL,
  logged ${INT} NOT NULL,
  quarters ${INT} NOT NULL,
  customers ${INT} NOT NULL,
  expected ${REAL} NOT NULL,
  share ${REAL} NOT NULL,
  rule TEXT NOT NULL
)${STRICT};

-- promise: by 'us' or 'customer'; kind promise or callback; minute of the day or -1;
-- moves counts how often its day was changed, made_day is when it was given.
CREATE TABLE promise (
  id ${ID},
  customer_id ${INT} NOT NULL,
  contact_id ${INT} NOT NULL DEFAULT 0,
  party TEXT NOT NULL,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  channel TEXT NOT NULL DEFAULT '',
  due TEXT NOT NULL,
  due_minute ${INT} NOT NULL DEFAULT -1,
  user_id ${INT} NOT NULL DEFAULT 0,
  interaction_id ${INT} NOT NULL DEFAULT 0,
  made_day TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  settled_day TEXT NOT NULL DEFAULT '9999-12-31',
  settled_by ${INT} NOT NULL DEFAULT 0,
  moves ${INT} NOT NULL DEFAULT 0,
  version ${INT} NOT NULL DEFAULT 1
)${STRICT};
CREATE INDEX promise_customer ON promise (customer_id, made_day, id);
CREATE INDEX promise_open ON promise (due, id) WHERE state = 'open';
CREATE INDEX promise_settled ON promise (settled_day, id) WHERE state <> 'open';
CREATE INDEX promise_talk ON promise (interaction_id) WHERE interaction_id > 0;
CREATE INDEX promise_contact ON promise (contact_id) WHERE contact_id > 0;

-- what a customer expects; state open, met, exceeded, missed
CREATE TABLE promise_expectation (
  id ${ID},
  customer_id ${INT} NOT NULL,
  words TEXT NOT NULL,
  since TEXT NOT NULL,
  interaction_id ${INT} NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'open',
  judged_day TEXT NOT NULL DEFAULT '9999-12-31',
  judged_by ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX promise_expectation_customer ON promise_expectation (customer_id, since, id);

-- what changed on a customer is read by time
CREATE INDEX history_entry_at ON history_entry (subject, subject_id, at, id);
