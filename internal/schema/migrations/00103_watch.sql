-- Alerts to who answers for the relationships, and the lesson of a month from own cases. Same
-- conventions as in the first migration.
-- +goose Up

-- whose early warning is red and was written anew: the room watch looks whether it is news.
-- since counts the marks.
CREATE TABLE watch_due (
  customer_id ${INT} PRIMARY KEY,
  since ${INT} NOT NULL DEFAULT 1
)${STRICT};

-- one row per alert. kind: what happened (see the room watch); subject: the id of the row that
-- tells of it, for red and strained the customer's; turn: what tells it from an earlier alert of
-- the same subject; reasons: of an early warning, joined by commas; computed: 1 where figures
-- alone gave cause; owner_id: whom it went to; seen, closed: instants, 0 while not; closed_by: 0
-- where the cause went by itself; words: what we do.
CREATE TABLE watch_alert (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  subject ${INT} NOT NULL,
  turn TEXT NOT NULL,
  day TEXT NOT NULL,
  at ${INT} NOT NULL,
  reasons TEXT NOT NULL DEFAULT '',
  computed ${INT} NOT NULL DEFAULT 0,
  owner_id ${INT} NOT NULL,
  seen ${INT} NOT NULL DEFAULT 0,
  seen_by ${INT} NOT NULL DEFAULT 0,
  closed ${INT} NOT NULL DEFAULT 0,
  closed_by ${INT} NOT NULL DEFAULT 0,
  words TEXT NOT NULL DEFAULT ''
)${STRICT};
CREATE UNIQUE INDEX watch_alert_once ON watch_alert (kind, subject, turn);
CREATE INDEX watch_alert_customer ON watch_alert (customer_id, day, id);
CREATE INDEX watch_alert_day ON watch_alert (day, id);
CREATE INDEX watch_alert_open ON watch_alert (at, id) WHERE closed = 0;

-- the lesson of a month (YYYY-MM): key: which one, '' where there were too few cases; facts: its
-- counts as JSON.
CREATE TABLE watch_lesson (
  month TEXT PRIMARY KEY,
  lesson TEXT NOT NULL,
  facts TEXT NOT NULL,
  at ${INT} NOT NULL
)${STRICT};

-- only sqlite
-- +goose StatementBegin
CREATE TRIGGER watch_of_warning_new AFTER INSERT ON warning_current WHEN new.colour = 2 BEGIN
  INSERT INTO watch_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = watch_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER watch_of_warning AFTER UPDATE OF reasons ON warning_current WHEN new.colour = 2 BEGIN
  INSERT INTO watch_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = watch_due.since + 1;
END;
-- +goose StatementEnd
-- end

-- only postgres
-- +goose StatementBegin
CREATE FUNCTION watch_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO watch_due (customer_id) VALUES (NEW.customer_id) ON CONFLICT (customer_id) DO UPDATE SET since = watch_due.since + 1;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER watch_of_warning_new AFTER INSERT ON warning_current FOR EACH ROW WHEN (NEW.colour = 2) EXECUTE FUNCTION watch_mark();
CREATE TRIGGER watch_of_warning AFTER UPDATE OF reasons ON warning_current FOR EACH ROW WHEN (NEW.colour = 2) EXECUTE FUNCTION watch_mark();
-- end

-- +goose Down
SELECT 1;
