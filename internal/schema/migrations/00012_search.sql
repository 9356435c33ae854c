-- Search that forgives a slip of the hand, and search in notes. Same conventions as in
-- the first migration.
-- +goose Up

-- search_word: the words by which customers are found, folded, with their Cologne
-- phonetics ('' for other scripts); digits and what holds some are not among them
CREATE TABLE search_word (
  word ${KEY} PRIMARY KEY,
  code ${KEY} NOT NULL
-- only sqlite
) STRICT, WITHOUT ROWID;
-- end
-- only postgres
);
-- end
CREATE INDEX search_word_code ON search_word (code) WHERE code <> '';
-- search_stale: words that may have lost their last customer
CREATE TABLE search_stale (word ${KEY} PRIMARY KEY)${STRICT};

-- search_note: what is noted of customers, folded. id: of the contact * 2, or of the
-- customer * 2 + 1
CREATE TABLE search_note (id ${INT} PRIMARY KEY, words ${KEY} NOT NULL)${STRICT};

-- search_learn: what was there before this migration and is taken in by and by: words of
-- entries, notes of customers, notes of contacts; place: id of the first one missing
CREATE TABLE search_learn (what TEXT PRIMARY KEY, place ${INT} NOT NULL)${STRICT};
INSERT INTO search_learn (what, place) SELECT 'words', 0 WHERE EXISTS (SELECT 1 FROM search_entry);
INSERT INTO search_learn (what, place) SELECT 'customer', 0 WHERE EXISTS (SELECT 1 FROM search_entry);
INSERT INTO search_learn (what, place) SELECT 'interaction', 0 WHERE EXISTS (SELECT 1 FROM interaction);

-- only sqlite
-- Whole words, a small index beside that of all trigrams.
CREATE VIRTUAL TABLE search_whole USING fts5(words, content='search_entry', content_rowid='customer_id', columnsize=0, detail=none, tokenize='ascii');
-- +goose StatementBegin
CREATE TRIGGER search_whole_ad AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_whole(search_whole, rowid, words) VALUES ('delete', old.customer_id, old.words);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_whole_au AFTER UPDATE OF words ON search_entry BEGIN
  INSERT INTO search_whole(search_whole, rowid, words) VALUES ('delete', old.customer_id, old.words);
  INSERT INTO search_whole(rowid, words) VALUES (new.customer_id, new.words);
END;
-- +goose StatementEnd
-- More is gathered before the index of trigrams is written: two thirds of the work.
INSERT INTO search_text(search_text, rank) VALUES ('hashsize', 8388608);
INSERT INTO search_whole(search_whole) VALUES ('rebuild');
CREATE VIRTUAL TABLE search_note_text USING fts5(words, content='search_note', content_rowid='id', columnsize=0, detail=none, prefix='3 4', tokenize='ascii');
-- +goose StatementBegin
CREATE TRIGGER search_note_ad AFTER DELETE ON search_note BEGIN
  INSERT INTO search_note_text(search_note_text, rowid, words) VALUES ('delete', old.id, old.words);
END;
-- +goose StatementEnd
-- end
-- only postgres
CREATE INDEX search_note_words ON search_note USING gin (words gin_trgm_ops);
-- end
