-- The tables of the first house, room by room. ${ID}, ${INT}, ${REAL}, ${KEY} and
-- ${STRICT} are replaced per database (see schema.go). Days are text YYYY-MM-DD,
-- '9999-12-31' means "no such day"; instants are microseconds UTC; money is cents.
-- +goose Up

-- store
CREATE TABLE store_sequence (name TEXT PRIMARY KEY, next ${INT} NOT NULL)${STRICT};

-- job: durable work, claimed with a lease
CREATE TABLE job_task (
  id ${ID},
  name TEXT NOT NULL,
  slot TEXT NOT NULL,
  payload TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL DEFAULT 'ready',
  run_at ${INT} NOT NULL,
  lease_until ${INT} NOT NULL DEFAULT 0,
  attempts ${INT} NOT NULL DEFAULT 0,
  worker TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  counts TEXT NOT NULL DEFAULT '{}',
  created_at ${INT} NOT NULL,
  finished_at ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX job_task_slot ON job_task (name, slot);
CREATE INDEX job_task_ready ON job_task (run_at, id) WHERE state IN ('ready', 'running');

-- history: who changed what
CREATE TABLE history_entry (
  id ${ID},
  at ${INT} NOT NULL,
  actor ${INT} NOT NULL,
  verb TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_id ${INT} NOT NULL,
  before TEXT NOT NULL DEFAULT '{}',
  after TEXT NOT NULL DEFAULT '{}',
  undoes ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX history_entry_subject ON history_entry (subject, subject_id, id);

-- firm: one database = one firm
CREATE TABLE firm_profile (
  id ${INT} PRIMARY KEY,
  name TEXT NOT NULL,
  trade TEXT NOT NULL,
  locale TEXT NOT NULL,
  timezone TEXT NOT NULL,
  currency TEXT NOT NULL,
  gender_style TEXT NOT NULL,
  address_form TEXT NOT NULL,
  closed_weekdays TEXT NOT NULL DEFAULT '',
  day_minutes ${INT} NOT NULL,
  margin_bp ${INT} NOT NULL,
  vat_bp ${INT} NOT NULL,
  practice ${INT} NOT NULL DEFAULT 0,
  today TEXT NOT NULL DEFAULT '',
  secret TEXT NOT NULL,
  settings TEXT NOT NULL DEFAULT '{}',
  created_at ${INT} NOT NULL,
  version ${INT} NOT NULL DEFAULT 1
)${STRICT};
CREATE TABLE firm_closed_day (day TEXT PRIMARY KEY, note TEXT NOT NULL DEFAULT '')${STRICT};

-- team: who works here
CREATE TABLE team_user (
  id ${ID},
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  salutation TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL,
  password TEXT NOT NULL,
  keys_on ${INT} NOT NULL DEFAULT 1,
  theme TEXT NOT NULL DEFAULT '',
  locale TEXT NOT NULL DEFAULT '',
  created_at ${INT} NOT NULL,
  disabled_at ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE TABLE team_session (
  token TEXT PRIMARY KEY,
  user_id ${INT} NOT NULL REFERENCES team_user (id),
  created_at ${INT} NOT NULL,
  seen_at ${INT} NOT NULL,
  expires_at ${INT} NOT NULL
)${STRICT};
CREATE INDEX team_session_user ON team_session (user_id);
CREATE TABLE team_attempt (
  subject TEXT NOT NULL,
  slot ${INT} NOT NULL,
  tries ${INT} NOT NULL,
  PRIMARY KEY (subject, slot)
)${STRICT};

-- search: one row per customer that can be found, folded; two spaces stand before
-- every word, so that trigrams know where words begin; higher rank is found first
CREATE TABLE search_entry (
  customer_id ${INT} PRIMARY KEY,
  words ${KEY} NOT NULL,
  digits ${KEY} NOT NULL,
  rank ${INT} NOT NULL DEFAULT 0
)${STRICT};
-- only sqlite
-- Rows enter the index by one statement per batch, not by a trigger: a trigger would
-- make it write out after every row.
CREATE VIRTUAL TABLE search_text USING fts5(words, content='search_entry', content_rowid='customer_id', columnsize=0, tokenize='trigram');
-- +goose StatementBegin
CREATE TRIGGER search_entry_ad AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_text(search_text, rowid, words) VALUES ('delete', old.customer_id, old.words);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_entry_au AFTER UPDATE OF words ON search_entry BEGIN
  INSERT INTO search_text(search_text, rowid, words) VALUES ('delete', old.customer_id, old.words);
  INSERT INTO search_text(rowid, words) VALUES (new.customer_id, new.words);
END;
-- +goose StatementEnd
-- end
-- only postgres
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX search_entry_words ON search_entry USING gin (words gin_trgm_ops);
-- end
CREATE INDEX search_entry_digits ON search_entry (digits, customer_id) WHERE digits <> '';
CREATE INDEX search_entry_rank ON search_entry (rank DESC, customer_id);

-- customer: who. id 1 is the reserved row "ohne Kundenzuordnung" (kind 'unassigned').
-- kind: person, firm, contact (acts for firm_id), unassigned.
CREATE TABLE customer (
  id ${INT} PRIMARY KEY,
  kind TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  salutation TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  address_form TEXT NOT NULL DEFAULT '',
  street TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  email_key TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  phone_key TEXT NOT NULL DEFAULT '',
  vat_id TEXT NOT NULL DEFAULT '',
  vat_key TEXT NOT NULL DEFAULT '',
  birthday TEXT NOT NULL DEFAULT '',
  card TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT '',
  favourite TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  firm_id ${INT} NOT NULL DEFAULT 0,
  role TEXT NOT NULL DEFAULT '',
  owner_id ${INT} NOT NULL DEFAULT 0,
  collective ${INT} NOT NULL DEFAULT 0,
  duplicate ${INT} NOT NULL DEFAULT 0,
  sort_key ${KEY} NOT NULL,
  first_contact TEXT NOT NULL DEFAULT '9999-12-31',
  last_contact TEXT NOT NULL DEFAULT '9999-12-31',
  created_at ${INT} NOT NULL,
  updated_at ${INT} NOT NULL,
  version ${INT} NOT NULL DEFAULT 1,
  import_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX customer_sort ON customer (sort_key, id);
CREATE INDEX customer_kind ON customer (kind, sort_key, id);
CREATE INDEX customer_email ON customer (email_key) WHERE email_key <> '';
CREATE INDEX customer_phone ON customer (phone_key) WHERE phone_key <> '';
CREATE INDEX customer_vat ON customer (vat_key) WHERE vat_key <> '';
CREATE INDEX customer_card ON customer (card) WHERE card <> '';
CREATE INDEX customer_number ON customer (number);
CREATE INDEX customer_firm ON customer (firm_id) WHERE firm_id > 0;
CREATE INDEX customer_contacted ON customer (last_contact, id);
CREATE INDEX customer_import ON customer (import_id) WHERE import_id > 0;
CREATE INDEX customer_by_hand ON customer (created_at) WHERE import_id = 0;
CREATE INDEX customer_doubtful ON customer (sort_key, id) WHERE duplicate = 1;
CREATE TABLE customer_alias (
  source TEXT NOT NULL,
  number TEXT NOT NULL,
  customer_id ${INT} NOT NULL,
  PRIMARY KEY (source, number)
)${STRICT};
CREATE INDEX customer_alias_customer ON customer_alias (customer_id);
CREATE INDEX customer_alias_number ON customer_alias (number, customer_id);
-- the last imported value of each field, for the three-way comparison
CREATE TABLE customer_imported (
  customer_id ${INT} NOT NULL,
  source TEXT NOT NULL,
  fields TEXT NOT NULL,
  PRIMARY KEY (customer_id, source)
)${STRICT};
CREATE TABLE customer_duplicate (
  a_id ${INT} NOT NULL,
  b_id ${INT} NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  found_at ${INT} NOT NULL,
  PRIMARY KEY (a_id, b_id, reason)
)${STRICT};
CREATE INDEX customer_duplicate_b ON customer_duplicate (b_id);
-- customers whose insight is older than their facts
CREATE TABLE customer_due (
  customer_id ${INT} PRIMARY KEY,
  since ${INT} NOT NULL
)${STRICT};

-- consent: dated and append-only; consent_current is its last state per customer
CREATE TABLE consent_bar (
  id ${ID},
  customer_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  day TEXT NOT NULL,
  source TEXT NOT NULL,
  actor ${INT} NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  at ${INT} NOT NULL
)${STRICT};
CREATE INDEX consent_bar_customer ON consent_bar (customer_id, kind, id);
CREATE TABLE consent_current (
  customer_id ${INT} PRIMARY KEY,
  objected ${INT} NOT NULL DEFAULT 0,
  do_not_contact ${INT} NOT NULL DEFAULT 0,
  deceased ${INT} NOT NULL DEFAULT 0
)${STRICT};

-- sales
CREATE TABLE sales_category (
  id ${ID},
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  margin_bp ${INT},
  sensitive ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE TABLE sales_product (
  id ${INT} PRIMARY KEY,
  source TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  category_id ${INT} NOT NULL DEFAULT 0,
  class TEXT NOT NULL DEFAULT 'goods',
  unit_cost TEXT NOT NULL DEFAULT '',
  import_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX sales_product_number ON sales_product (source, number);
-- one row per document of the source; amounts in minor units of currency.
-- kind: sale, return, cancellation, credit_note, adjustment, training, aborted.
-- counts = 1 when the document can be (part of) a purchase occasion.
-- figures = 1 when its amounts are in the firm's currency and enter figures.
-- returned_day: the day from which all its goods are known to have come back.
-- refers: the document of the same source that this one takes back.
CREATE TABLE sales_order (
  id ${INT} PRIMARY KEY,
  customer_id ${INT} NOT NULL,
  source TEXT NOT NULL,
  document TEXT NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  at ${INT} NOT NULL DEFAULT 0,
  currency TEXT NOT NULL,
  figures ${INT} NOT NULL DEFAULT 1,
  counts ${INT} NOT NULL DEFAULT 1,
  returned_day TEXT NOT NULL DEFAULT '9999-12-31',
  refers TEXT NOT NULL DEFAULT '',
  net_cents ${INT} NOT NULL,
  tax_cents ${INT} NOT NULL DEFAULT 0,
  discount_cents ${INT} NOT NULL DEFAULT 0,
  cost_cents ${INT} NOT NULL DEFAULT 0,
  net_measured_cents ${INT} NOT NULL DEFAULT 0,
  net_estimated_cents ${INT} NOT NULL DEFAULT 0,
  lines ${INT} NOT NULL DEFAULT 0,
  return_lines ${INT} NOT NULL DEFAULT 0,
  channel TEXT NOT NULL DEFAULT '',
  promised_day TEXT NOT NULL DEFAULT '9999-12-31',
  delivered_day TEXT NOT NULL DEFAULT '9999-12-31',
  faulty ${INT} NOT NULL DEFAULT -1,
  due_day TEXT NOT NULL DEFAULT '9999-12-31',
  paid_day TEXT NOT NULL DEFAULT '9999-12-31',
  import_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX sales_order_document ON sales_order (source, document);
-- also holds what the rhythm column of lists asks, so that it need not read the documents
CREATE INDEX sales_order_customer ON sales_order (customer_id, day, id, counts, returned_day);
CREATE INDEX sales_order_day ON sales_order (day, id);
CREATE INDEX sales_order_import ON sales_order (import_id) WHERE import_id > 0;
-- class: goods, free, postage, service, voucher, test, adjustment; returned = 1 for lines that
-- take back goods. cost_quality: 0 unknown, 1 standard margin of the category, 2 unit cost of
-- the product, 3 cost given with the line; 2 and 3 count as measured.
CREATE TABLE sales_line (
  id ${INT} PRIMARY KEY,
  order_id ${INT} NOT NULL,
  position ${INT} NOT NULL,
  product_id ${INT} NOT NULL DEFAULT 0,
  description TEXT NOT NULL DEFAULT '',
  class TEXT NOT NULL DEFAULT 'goods',
  returned ${INT} NOT NULL DEFAULT 0,
  quantity TEXT NOT NULL DEFAULT '1',
  unit_price TEXT NOT NULL DEFAULT '',
  net_cents ${INT} NOT NULL,
  tax_cents ${INT} NOT NULL DEFAULT 0,
  discount_cents ${INT} NOT NULL DEFAULT 0,
  cost_cents ${INT} NOT NULL DEFAULT 0,
  cost_quality ${INT} NOT NULL DEFAULT 0,
  digest ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX sales_line_order ON sales_line (order_id, position);
-- what a customer bought per month, kept with every order; month = year*100+month
CREATE TABLE sales_month (
  customer_id ${INT} NOT NULL,
  month ${INT} NOT NULL,
  net_cents ${INT} NOT NULL,
  cost_cents ${INT} NOT NULL,
  net_measured_cents ${INT} NOT NULL,
  net_estimated_cents ${INT} NOT NULL,
  orders ${INT} NOT NULL,
  PRIMARY KEY (customer_id, month)
)${STRICT};
-- the firm's totals per month, all customers and those without one
CREATE TABLE sales_total (
  month ${INT} PRIMARY KEY,
  net_cents ${INT} NOT NULL,
  net_unassigned_cents ${INT} NOT NULL,
  cost_cents ${INT} NOT NULL,
  net_measured_cents ${INT} NOT NULL,
  net_estimated_cents ${INT} NOT NULL,
  orders ${INT} NOT NULL
)${STRICT};
CREATE TABLE sales_payment (
  id ${INT} PRIMARY KEY,
  order_id ${INT} NOT NULL DEFAULT 0,
  customer_id ${INT} NOT NULL,
  source TEXT NOT NULL,
  document TEXT NOT NULL,
  day TEXT NOT NULL,
  amount_cents ${INT} NOT NULL,
  currency TEXT NOT NULL,
  method TEXT NOT NULL DEFAULT '',
  import_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX sales_payment_document ON sales_payment (source, document);
CREATE INDEX sales_payment_customer ON sales_payment (customer_id, day, id);

-- interaction: contacts in both directions
CREATE TABLE interaction (
  id ${INT} PRIMARY KEY,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  at ${INT} NOT NULL,
  channel TEXT NOT NULL,
  direction TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  tone TEXT NOT NULL DEFAULT '',
  minutes ${INT} NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  user_id ${INT} NOT NULL DEFAULT 0,
  source TEXT NOT NULL,
  document TEXT NOT NULL,
  import_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX interaction_document ON interaction (source, document);
CREATE INDEX interaction_customer ON interaction (customer_id, day, id);
CREATE INDEX interaction_import ON interaction (import_id) WHERE import_id > 0;

-- intake: sources, runs, what they changed, what they set aside
-- one row per source and layout: a shop sends orders and customers under one name
CREATE TABLE intake_source (
  id ${ID},
  name TEXT NOT NULL,
  layout TEXT NOT NULL,
  kind TEXT NOT NULL,
  profile TEXT NOT NULL DEFAULT '',
  mapping TEXT NOT NULL DEFAULT '{}',
  vat TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL DEFAULT '',
  watch_folder TEXT NOT NULL DEFAULT '',
  expect_daily ${INT} NOT NULL DEFAULT 0,
  last_day TEXT NOT NULL DEFAULT '9999-12-31',
  created_at ${INT} NOT NULL,
  updated_at ${INT} NOT NULL
)${STRICT};
CREATE UNIQUE INDEX intake_source_name ON intake_source (name, layout);
CREATE INDEX intake_source_layout ON intake_source (layout, updated_at);
CREATE TABLE intake_import (
  id ${ID},
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  size ${INT} NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL,
  settings TEXT NOT NULL DEFAULT '{}',
  figures TEXT NOT NULL DEFAULT '{}',
  error TEXT NOT NULL DEFAULT '',
  user_id ${INT} NOT NULL DEFAULT 0,
  started_at ${INT} NOT NULL,
  seen_at ${INT} NOT NULL,
  finished_at ${INT} NOT NULL DEFAULT 0,
  undone_at ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE TABLE intake_change (
  id ${INT} PRIMARY KEY,
  import_id ${INT} NOT NULL,
  subject TEXT NOT NULL,
  subject_id ${INT} NOT NULL,
  verb TEXT NOT NULL,
  before TEXT NOT NULL DEFAULT '',
  after TEXT NOT NULL DEFAULT ''
)${STRICT};
CREATE INDEX intake_change_import ON intake_change (import_id, id);
CREATE INDEX intake_change_subject ON intake_change (subject, subject_id, id);
CREATE TABLE intake_reject (
  id ${INT} PRIMARY KEY,
  import_id ${INT} NOT NULL,
  line ${INT} NOT NULL,
  col ${INT} NOT NULL,
  field TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL,
  raw TEXT NOT NULL,
  mended_by ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX intake_reject_import ON intake_reject (import_id, line, id);

-- lifecycle
CREATE TABLE lifecycle_param (
  id ${ID},
  valid_from TEXT NOT NULL UNIQUE,
  k ${REAL} NOT NULL,
  a ${REAL} NOT NULL,
  b ${REAL} NOT NULL,
  p ${REAL} NOT NULL,
  group_interval ${REAL} NOT NULL,
  customers ${INT} NOT NULL,
  origin TEXT NOT NULL,
  created_at ${INT} NOT NULL
)${STRICT};
CREATE TABLE lifecycle_override (
  id ${ID},
  customer_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor ${INT} NOT NULL,
  at ${INT} NOT NULL
)${STRICT};
CREATE INDEX lifecycle_override_customer ON lifecycle_override (customer_id, id);
-- standing: 0 prospect, 1 first, 2 repeat, 3 regular, 4 ended, 5 cancelled. Activity on a day
-- is a comparison with late_from, dormant_from, lost_from, regained_until (1900-01-01 when he
-- never came back); a regular is one while the day is before regular_until. interval_days is
-- 99999 for who never bought.
CREATE TABLE lifecycle_current (
  customer_id ${INT} PRIMARY KEY,
  standing ${INT} NOT NULL,
  standing_since TEXT NOT NULL,
  former_since TEXT NOT NULL,
  regular_until TEXT NOT NULL,
  regained_until TEXT NOT NULL,
  late_from TEXT NOT NULL,
  dormant_from TEXT NOT NULL,
  lost_from TEXT NOT NULL,
  occasions ${INT} NOT NULL,
  interval_count ${INT} NOT NULL,
  interval_sum ${INT} NOT NULL,
  interval_days ${REAL} NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  rule TEXT NOT NULL,
  param_id ${INT} NOT NULL,
  day TEXT NOT NULL
)${STRICT};
CREATE INDEX lifecycle_current_last ON lifecycle_current (last_day, customer_id);
CREATE INDEX lifecycle_current_late ON lifecycle_current (late_from, dormant_from, customer_id);
CREATE INDEX lifecycle_current_dormant ON lifecycle_current (dormant_from, lost_from, customer_id);
CREATE INDEX lifecycle_current_lost ON lifecycle_current (lost_from, customer_id);
CREATE INDEX lifecycle_current_regained ON lifecycle_current (regained_until, customer_id);
CREATE INDEX lifecycle_current_standing ON lifecycle_current (standing, customer_id);
CREATE INDEX lifecycle_current_interval ON lifecycle_current (interval_days, customer_id);
CREATE INDEX lifecycle_current_occasions ON lifecycle_current (occasions, customer_id);
CREATE INDEX lifecycle_current_first ON lifecycle_current (first_day, customer_id);

-- warning: score in hundredths; colour 0 green, 1 yellow, 2 red
CREATE TABLE warning_current (
  customer_id ${INT} PRIMARY KEY,
  score ${INT} NOT NULL,
  colour ${INT} NOT NULL,
  reasons TEXT NOT NULL,
  rule TEXT NOT NULL,
  day TEXT NOT NULL
)${STRICT};
CREATE INDEX warning_current_score ON warning_current (score, customer_id);

-- value: quality 0 unknown, 1 partly or wholly estimated, 2 measured
CREATE TABLE value_current (
  customer_id ${INT} PRIMARY KEY,
  net_12m_cents ${INT} NOT NULL,
  net_before_cents ${INT} NOT NULL,
  net_total_cents ${INT} NOT NULL,
  margin_12m_cents ${INT} NOT NULL,
  margin_total_cents ${INT} NOT NULL,
  known_12m_bp ${INT} NOT NULL,
  measured_12m_bp ${INT} NOT NULL,
  orders_12m ${INT} NOT NULL,
  orders_total ${INT} NOT NULL,
  stake_cents ${INT} NOT NULL,
  stake_quality ${INT} NOT NULL,
  rule TEXT NOT NULL,
  day TEXT NOT NULL
)${STRICT};
CREATE INDEX value_current_net ON value_current (net_12m_cents, customer_id);
CREATE INDEX value_current_total ON value_current (net_total_cents, customer_id);
CREATE INDEX value_current_margin ON value_current (margin_12m_cents, customer_id);
CREATE INDEX value_current_stake ON value_current (stake_cents, customer_id);
-- figures of the whole firm per day, as the last complete run saw them (JSON)
CREATE TABLE value_firm (
  day TEXT PRIMARY KEY,
  figures TEXT NOT NULL,
  computed_at ${INT} NOT NULL
)${STRICT};

-- care
CREATE TABLE care_day (
  user_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  planned_at ${INT} NOT NULL,
  calm ${INT} NOT NULL DEFAULT 0,
  rest ${INT} NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, day)
)${STRICT};
CREATE TABLE care_step (
  id ${ID},
  user_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  position ${INT} NOT NULL,
  customer_id ${INT} NOT NULL,
  occasion TEXT NOT NULL,
  key TEXT NOT NULL,
  class ${INT} NOT NULL,
  score ${REAL} NOT NULL,
  minutes ${INT} NOT NULL,
  channel TEXT NOT NULL,
  facts TEXT NOT NULL,
  customers ${INT} NOT NULL DEFAULT 1,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '9999-12-31',
  postponed ${INT} NOT NULL DEFAULT 0,
  decided_at ${INT} NOT NULL DEFAULT 0,
  decided_by ${INT} NOT NULL DEFAULT 0,
  interaction_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX care_step_day ON care_step (user_id, day, position);
CREATE INDEX care_step_customer ON care_step (customer_id, occasion, id);
CREATE INDEX care_step_key ON care_step (key);
CREATE INDEX care_step_later ON care_step (until, id) WHERE state = 'later';
-- the customers of a mass line; held = 1 for those left out as comparison
CREATE TABLE care_member (
  step_id ${INT} NOT NULL,
  customer_id ${INT} NOT NULL,
  held ${INT} NOT NULL DEFAULT 0,
  PRIMARY KEY (step_id, customer_id)
)${STRICT};
CREATE INDEX care_member_customer ON care_member (customer_id);

-- ids that are reserved in blocks (schema.sequences)
-- only postgres
CREATE SEQUENCE seq_customer START 2;
CREATE SEQUENCE seq_sales_product START 2;
CREATE SEQUENCE seq_sales_order START 2;
CREATE SEQUENCE seq_sales_line START 2;
CREATE SEQUENCE seq_sales_payment START 2;
CREATE SEQUENCE seq_interaction START 2;
CREATE SEQUENCE seq_intake_change START 2;
CREATE SEQUENCE seq_intake_reject START 2;
-- end
-- only sqlite
INSERT INTO store_sequence (name, next) VALUES ('customer', 2);
INSERT INTO store_sequence (name, next) VALUES ('sales_product', 2);
INSERT INTO store_sequence (name, next) VALUES ('sales_order', 2);
INSERT INTO store_sequence (name, next) VALUES ('sales_line', 2);
INSERT INTO store_sequence (name, next) VALUES ('sales_payment', 2);
INSERT INTO store_sequence (name, next) VALUES ('interaction', 2);
INSERT INTO store_sequence (name, next) VALUES ('intake_change', 2);
INSERT INTO store_sequence (name, next) VALUES ('intake_reject', 2);
-- end

INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (1, 'unassigned', '', '', 0, 0);

-- +goose Down
SELECT 1;
