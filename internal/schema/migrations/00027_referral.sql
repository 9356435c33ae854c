-- Who recommended us to whom, what that is worth, and where working together costs more
-- than it brings. Same conventions as in the first migration.
-- +goose Up

-- one row per recommendation. day: on which it was made, or '9999-12-31'; from until on
-- nothing is counted for it. share_bp: whose part of the recommendation it is, where
-- several recommended. known: told, code, noted. prompted, anyway (would have come as
-- well): yes, no, unsure.
CREATE TABLE referral (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  referred_id ${INT} NOT NULL,
  referrer_id ${INT} NOT NULL,
  day TEXT NOT NULL DEFAULT '9999-12-31',
  until TEXT NOT NULL DEFAULT '9999-12-31',
  share_bp ${INT} NOT NULL DEFAULT 10000,
  known TEXT NOT NULL DEFAULT 'noted',
  prompted TEXT NOT NULL DEFAULT 'unsure',
  anyway TEXT NOT NULL DEFAULT 'unsure',
  reward_cents ${INT} NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  import_id ${INT} NOT NULL DEFAULT 0,
  user_id ${INT} NOT NULL DEFAULT 0,
  made_at ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX referral_pair ON referral (referred_id, referrer_id);
CREATE INDEX referral_referrer ON referral (referrer_id, referred_id);
CREATE INDEX referral_import ON referral (import_id) WHERE import_id > 0;
CREATE INDEX history_entry_referral ON history_entry (id) WHERE verb >= 'referral.' AND verb < 'referral/';

-- recommendations stood among the other links of two customers
INSERT INTO referral (referred_id, referrer_id, day, until, share_bp, note)
SELECT l.to_id, l.from_id, MIN(l.since), MAX(l.until),
  10000 / (SELECT COUNT(DISTINCT o.from_id) FROM party_link o WHERE o.to_id = l.to_id AND o.kind = 'recommends'), MAX(l.note)
FROM party_link l JOIN customer c ON c.id = l.to_id AND c.kind IN ('person', 'firm')
WHERE l.kind = 'recommends' AND l.from_id <> l.to_id
GROUP BY l.to_id, l.from_id;
DELETE FROM party_link WHERE kind = 'recommends' AND to_id IN (SELECT c.id FROM customer c WHERE c.kind IN ('person', 'firm'));

-- one row per recommendation and customer who was recommended: his margins DB IV of the
-- first 24 months from his first purchase, as they count for it. moved: what the additive
-- ledger moves to the one who recommended. gain: what would not have come otherwise, never
-- added to other figures. bought: he has bought since.
CREATE TABLE value_referred (
  customer_id ${INT} NOT NULL,
  referrer_id ${INT} NOT NULL,
  bought ${INT} NOT NULL,
  since TEXT NOT NULL,
  db4_cents ${INT} NOT NULL,
  moved_cents ${INT} NOT NULL,
  gain_cents ${INT} NOT NULL,
  rule TEXT NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (customer_id, referrer_id)
)${STRICT};
CREATE INDEX value_referred_referrer ON value_referred (referrer_id, customer_id);

-- one row per customer who recommended us or was recommended: sums of value_referred.
-- since: from when on one whom he recommended has bought.
CREATE TABLE value_referral (
  customer_id ${INT} PRIMARY KEY,
  referrals ${INT} NOT NULL,
  bought ${INT} NOT NULL,
  since TEXT NOT NULL,
  gain_cents ${INT} NOT NULL,
  received_cents ${INT} NOT NULL,
  given_cents ${INT} NOT NULL
)${STRICT};
CREATE INDEX value_referral_gain ON value_referral (gain_cents, customer_id);
CREATE INDEX value_referral_count ON value_referral (referrals, customer_id);

-- one row per customer with whom working together has not covered its costs for long
-- (docs/methods/unprofitable.md): a question, with what it rests on
CREATE TABLE value_loss (
  customer_id ${INT} PRIMARY KEY,
  year_cents ${INT} NOT NULL,
  negative ${INT} NOT NULL,
  quarters ${INT} NOT NULL,
  chance_bp ${INT} NOT NULL,
  rule TEXT NOT NULL,
  day TEXT NOT NULL
)${STRICT};

-- one row per day from which figures of the whole group hold: what a new customer costs,
-- how often recommendations come, how margins of quarters are spread
CREATE TABLE value_basis (
  day TEXT PRIMARY KEY,
  figures TEXT NOT NULL,
  computed_at ${INT} NOT NULL
)${STRICT};

-- +goose Down
SELECT 1;
