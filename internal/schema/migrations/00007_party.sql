-- Who belongs to whom, what somebody likes, what was agreed. Same conventions as in the
-- first migration: a day that is not known or not to come is '9999-12-31'.
-- +goose Up

-- party: links between two customers, read from from_id to to_id. kind: works_for,
-- recommends, family, parent, member (of a household), free (label and back_label).
CREATE TABLE party_link (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  from_id ${INT} NOT NULL,
  to_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  back_label TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '9999-12-31',
  until TEXT NOT NULL DEFAULT '9999-12-31',
  note TEXT NOT NULL DEFAULT ''
)${STRICT};
CREATE UNIQUE INDEX party_link_open ON party_link (from_id, to_id, kind, label) WHERE until = '9999-12-31';
CREATE INDEX party_link_from ON party_link (from_id, kind, to_id);
CREATE INDEX party_link_to ON party_link (to_id, kind, from_id);
-- addresses, numbers and mails beside the first ones, which stand in the customer's own
-- row; value_key is the form in which they are compared. bad_since: from that day on
-- nothing arrives there.
CREATE TABLE party_point (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  usage TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '',
  value_key TEXT NOT NULL,
  street TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '9999-12-31',
  until TEXT NOT NULL DEFAULT '9999-12-31',
  bad_since TEXT NOT NULL DEFAULT '9999-12-31'
)${STRICT};
CREATE UNIQUE INDEX party_point_open ON party_point (customer_id, kind, value_key) WHERE until = '9999-12-31';
CREATE INDEX party_point_customer ON party_point (customer_id, id);
CREATE INDEX party_point_key ON party_point (kind, value_key, customer_id);
-- form of address: form du, sie, neutral; offered: us, them, unknown
CREATE TABLE party_form (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  form TEXT NOT NULL,
  offered TEXT NOT NULL,
  since TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX party_form_customer ON party_form (customer_id, since, id);
-- a contact person has left a firm
CREATE TABLE party_departure (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  firm_id ${INT} NOT NULL,
  contact_id ${INT} NOT NULL,
  successor_id ${INT} NOT NULL DEFAULT 0,
  day TEXT NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX party_departure_contact ON party_departure (contact_id, firm_id);
CREATE INDEX party_departure_firm ON party_departure (firm_id, day, id);
CREATE INDEX party_departure_day ON party_departure (day, firm_id);
-- a visit proposed to somebody for a reason; state open, done, dropped
CREATE TABLE party_proposal (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  occasion TEXT NOT NULL,
  departure_id ${INT} NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  decided_by ${INT} NOT NULL DEFAULT 0,
  decided_day TEXT NOT NULL DEFAULT '9999-12-31'
)${STRICT};
CREATE INDEX party_proposal_open ON party_proposal (from_day, id) WHERE state = 'open';
CREATE INDEX party_proposal_customer ON party_proposal (customer_id, id);
CREATE INDEX party_proposal_departure ON party_proposal (departure_id);

-- interest: topics of the firm and what of its goods belongs to them
CREATE TABLE interest_topic (
  id ${ID},
  name TEXT NOT NULL,
  key ${KEY} NOT NULL UNIQUE,
  created_at ${INT} NOT NULL
)${STRICT};
-- kind: category or product, ref_id its id
CREATE TABLE interest_goods (
  kind TEXT NOT NULL,
  ref_id ${INT} NOT NULL,
  topic_id ${INT} NOT NULL,
  PRIMARY KEY (kind, ref_id, topic_id)
)${STRICT};
CREATE INDEX interest_goods_topic ON interest_goods (topic_id, kind, ref_id);
-- what is known of a customer's interest but for purchases, which are read from sales.
-- kind: told, clicked, opened, imported, denied, excluded, allowed
CREATE TABLE interest_evidence (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  topic_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  source TEXT NOT NULL DEFAULT '',
  document TEXT NOT NULL DEFAULT '',
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX interest_evidence_customer ON interest_evidence (customer_id, topic_id, day, id);
CREATE UNIQUE INDEX interest_evidence_document ON interest_evidence (source, document, customer_id, topic_id) WHERE document <> '';
-- one row per customer and topic, computed from evidence and sales. weight holds on
-- weight_day and halves in half_life days; fits_until and known_until are the days from
-- which it is below .4 and below .1, so that a day's roll is a comparison.
CREATE TABLE interest_current (
  customer_id ${INT} NOT NULL,
  topic_id ${INT} NOT NULL,
  excluded ${INT} NOT NULL,
  weight ${REAL} NOT NULL,
  weight_day TEXT NOT NULL,
  half_life ${REAL} NOT NULL,
  fits_until TEXT NOT NULL,
  known_until TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  last_kind TEXT NOT NULL,
  last_day TEXT NOT NULL,
  bought ${INT} NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (customer_id, topic_id)
)${STRICT};
CREATE INDEX interest_current_topic ON interest_current (topic_id, fits_until, customer_id);
CREATE INDEX interest_current_excluded ON interest_current (topic_id, customer_id) WHERE excluded = 1;
-- what to ask at the next occasion: kind new or vanished; state open, confirmed, denied
CREATE TABLE interest_question (
  customer_id ${INT} NOT NULL,
  topic_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  since TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  decided_day TEXT NOT NULL DEFAULT '9999-12-31',
  decided_by ${INT} NOT NULL DEFAULT 0,
  PRIMARY KEY (customer_id, topic_id, kind)
)${STRICT};
CREATE INDEX interest_question_open ON interest_question (since, customer_id, topic_id) WHERE state = 'open';
-- one row per customer: channel, times "09:00-11:00,15:00-17:00", quiet weekdays "6,7"
-- (Monday is 1), orientation brand, price or unclear
CREATE TABLE interest_preference (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL UNIQUE,
  channel TEXT NOT NULL DEFAULT '',
  times TEXT NOT NULL DEFAULT '',
  quiet_days TEXT NOT NULL DEFAULT '',
  orientation TEXT NOT NULL DEFAULT 'unclear',
  source TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL
)${STRICT};
-- days [since, until) on which he does not wish to be approached
CREATE TABLE interest_quiet (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL
)${STRICT};
CREATE INDEX interest_quiet_customer ON interest_quiet (customer_id, since, id);

-- accord: why he is here, in his own words; phase came, stays, more, leaves
CREATE TABLE accord_reason (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  phase TEXT NOT NULL,
  code TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL,
  day TEXT NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX accord_reason_customer ON accord_reason (customer_id, day, id);
CREATE INDEX accord_reason_phase ON accord_reason (phase, code, customer_id);
-- the relationship that the firm wishes, with the next small step; the newest counts
CREATE TABLE accord_wish (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  step TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX accord_wish_customer ON accord_wish (customer_id, day, id);
-- versions of the agreement with a customer; the newest counts
CREATE TABLE accord_agreement (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  we_give TEXT NOT NULL DEFAULT '',
  we_expect TEXT NOT NULL DEFAULT '',
  they_give TEXT NOT NULL DEFAULT '',
  they_expect TEXT NOT NULL DEFAULT '',
  decides TEXT NOT NULL DEFAULT '',
  complaints TEXT NOT NULL DEFAULT '',
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX accord_agreement_customer ON accord_agreement (customer_id, day, id);
-- what is done together; state open, done, dropped
CREATE TABLE accord_matter (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  title TEXT NOT NULL,
  aim TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL,
  due TEXT NOT NULL DEFAULT '9999-12-31',
  state TEXT NOT NULL DEFAULT 'open'
)${STRICT};
CREATE INDEX accord_matter_customer ON accord_matter (customer_id, state, id);
-- the steps of a matter; side us or them
CREATE TABLE accord_task (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  matter_id ${INT} NOT NULL,
  side TEXT NOT NULL,
  words TEXT NOT NULL,
  due TEXT NOT NULL DEFAULT '9999-12-31',
  done_day TEXT NOT NULL DEFAULT '9999-12-31'
)${STRICT};
CREATE INDEX accord_task_matter ON accord_task (matter_id, due, id);
CREATE INDEX accord_task_customer ON accord_task (customer_id, id);
CREATE INDEX accord_task_due ON accord_task (due, id) WHERE done_day = '9999-12-31' AND side = 'us';
