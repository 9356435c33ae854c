-- +goose Up

-- team: forms that were sent, so that the second click on the same one makes nothing anew;
-- made is the id of what the first one made. Kept for some days.
CREATE TABLE team_form (
  user_id ${INT} NOT NULL,
  form TEXT NOT NULL,
  made ${INT} NOT NULL DEFAULT 0,
  at ${INT} NOT NULL,
  PRIMARY KEY (user_id, form)
)${STRICT};
