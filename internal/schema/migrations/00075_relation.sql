-- The kind of relationship of every customer as a row, for lists, target groups and sums.
-- Same conventions as in the first migration.
-- +goose Up

-- one row per person and firm, computed from the facts. kind: what is shown and worked with;
-- first, second: the likeliest ones by the evidence, sure: of the first, in percent; by: owner
-- where a person said it. place: for lists, by kind and then the surest first. strain: 0 none,
-- 1 hint, 2 alarm, while strain_until is ahead. attention: how much company he seeks, 0 to 100,
-- -1 not known. began: the day of the first computation; since: since when kind
-- stands; day: since when the row stands so.
CREATE TABLE relationship_current (
  customer_id ${INT} PRIMARY KEY,
  kind TEXT NOT NULL,
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  sure ${INT} NOT NULL,
  events ${INT} NOT NULL,
  said_by TEXT NOT NULL DEFAULT '',
  place ${INT} NOT NULL,
  strain ${INT} NOT NULL,
  strain_since TEXT NOT NULL,
  strain_until TEXT NOT NULL,
  attention ${INT} NOT NULL,
  began TEXT NOT NULL,
  since TEXT NOT NULL,
  day TEXT NOT NULL,
  rule TEXT NOT NULL
)${STRICT};
CREATE INDEX relationship_current_place ON relationship_current (place, customer_id);
CREATE INDEX relationship_current_strain ON relationship_current (strain_until, customer_id) WHERE strain > 0;

-- one row per customer and month (year*100+month) at whose end another kind stood than
-- stands after it: it stood there since the month behind the row before
CREATE TABLE relationship_month (
  customer_id ${INT} NOT NULL,
  month ${INT} NOT NULL,
  kind TEXT NOT NULL,
  sure ${INT} NOT NULL,
  PRIMARY KEY (customer_id, month)
)${STRICT};

-- one row per month: the firm as the last complete run of the month saw it. counts: customers
-- of each kind, as JSON by key
CREATE TABLE relationship_firm (
  month ${INT} PRIMARY KEY,
  day TEXT NOT NULL,
  preset TEXT NOT NULL,
  coverage_bp ${INT} NOT NULL,
  customers ${INT} NOT NULL,
  strained ${INT} NOT NULL,
  counts TEXT NOT NULL,
  computed_at ${INT} NOT NULL
)${STRICT};

-- marks: customers of whom something became known
CREATE TABLE relationship_due (customer_id ${INT} PRIMARY KEY)${STRICT};

-- only sqlite
-- +goose StatementBegin
CREATE TRIGGER relationship_of_talk_new AFTER INSERT ON interaction WHEN new.channel <> 'note' BEGIN
  INSERT INTO relationship_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_talk_changed AFTER UPDATE OF customer_id, day, channel, started_by, reason, tone, marks ON interaction
WHEN new.customer_id <> old.customer_id OR new.day <> old.day OR new.channel <> old.channel OR new.started_by <> old.started_by
  OR new.reason <> old.reason OR new.tone <> old.tone OR new.marks <> old.marks BEGIN
  INSERT INTO relationship_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO relationship_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_talk_gone AFTER DELETE ON interaction WHEN old.channel <> 'note' BEGIN
  INSERT INTO relationship_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_label_new AFTER INSERT ON relationship_label BEGIN
  INSERT INTO relationship_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_label_changed AFTER UPDATE ON relationship_label BEGIN
  INSERT INTO relationship_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO relationship_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_label_gone AFTER DELETE ON relationship_label BEGIN
  INSERT INTO relationship_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_referral_new AFTER INSERT ON referral BEGIN
  INSERT INTO relationship_due (customer_id) SELECT new.referrer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_referral_changed AFTER UPDATE OF referrer_id, day ON referral
WHEN new.referrer_id <> old.referrer_id OR new.day <> old.day BEGIN
  INSERT INTO relationship_due (customer_id) SELECT new.referrer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO relationship_due (customer_id) SELECT old.referrer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_of_referral_gone AFTER DELETE ON referral BEGIN
  INSERT INTO relationship_due (customer_id) SELECT old.referrer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- end
-- only postgres
-- +goose StatementBegin
CREATE FUNCTION relationship_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO relationship_due (customer_id) VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.customer_id <> NEW.customer_id THEN
    INSERT INTO relationship_due (customer_id) VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION relationship_mark_referrer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO relationship_due (customer_id) VALUES (NEW.referrer_id) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO relationship_due (customer_id) VALUES (OLD.referrer_id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER relationship_of_talk AFTER INSERT ON interaction FOR EACH ROW WHEN (NEW.channel <> 'note') EXECUTE FUNCTION relationship_mark();
CREATE TRIGGER relationship_of_talk_changed AFTER UPDATE OF customer_id, day, channel, started_by, reason, tone, marks ON interaction FOR EACH ROW
WHEN (NEW.customer_id <> OLD.customer_id OR NEW.day <> OLD.day OR NEW.channel <> OLD.channel OR NEW.started_by <> OLD.started_by
  OR NEW.reason <> OLD.reason OR NEW.tone <> OLD.tone OR NEW.marks <> OLD.marks)
EXECUTE FUNCTION relationship_mark();
CREATE TRIGGER relationship_of_talk_gone AFTER DELETE ON interaction FOR EACH ROW WHEN (OLD.channel <> 'note') EXECUTE FUNCTION relationship_mark();
CREATE TRIGGER relationship_of_label AFTER INSERT OR UPDATE OR DELETE ON relationship_label FOR EACH ROW EXECUTE FUNCTION relationship_mark();
CREATE TRIGGER relationship_of_referral AFTER INSERT OR DELETE ON referral FOR EACH ROW EXECUTE FUNCTION relationship_mark_referrer();
CREATE TRIGGER relationship_of_referral_changed AFTER UPDATE OF referrer_id, day ON referral FOR EACH ROW
WHEN (NEW.referrer_id <> OLD.referrer_id OR NEW.day <> OLD.day) EXECUTE FUNCTION relationship_mark_referrer();
-- end

-- +goose Down
SELECT 1;
