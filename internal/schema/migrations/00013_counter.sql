-- The counter: short numbers for taking turns at one till, devices that keep cards for
-- the time without network, and what was noted there and sent later.
-- +goose Up

-- team: the short number of a colleague, as a hash
CREATE TABLE team_pin (
  user_id ${INT} PRIMARY KEY,
  hash TEXT NOT NULL,
  set_at ${INT} NOT NULL
)${STRICT};
-- sessions of a till that several share: who serves (0 nobody), and when he last did
-- something there
CREATE TABLE team_till (
  token TEXT PRIMARY KEY,
  user_id ${INT} NOT NULL,
  seen_at ${INT} NOT NULL
)${STRICT};
-- devices that keep cards; token and session are hashes, instants are 0 until they come
CREATE TABLE team_device (
  id ${ID},
  token TEXT NOT NULL,
  user_id ${INT} NOT NULL,
  session TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at ${INT} NOT NULL,
  seen_at ${INT} NOT NULL,
  lost_at ${INT} NOT NULL DEFAULT 0,
  wiped_at ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX team_device_token ON team_device (token);

-- counter: talks that were noted without network, by the name that the device gave them;
-- entry is what was written in the history
CREATE TABLE counter_sent (
  name TEXT PRIMARY KEY,
  entry ${INT} NOT NULL,
  at ${INT} NOT NULL
)${STRICT};
CREATE INDEX counter_sent_at ON counter_sent (at);
-- topics: whether devices also keep last talk, topics and promises; lock_minutes: after
-- how long a shared till forgets who served
CREATE TABLE counter_setting (
  id ${INT} PRIMARY KEY,
  topics ${INT} NOT NULL,
  lock_minutes ${INT} NOT NULL
)${STRICT};
INSERT INTO counter_setting (id, topics, lock_minutes) VALUES (1, 0, 5);

-- +goose Down
SELECT 1;
