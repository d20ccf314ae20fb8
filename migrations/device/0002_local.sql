-- Local-only tables: never journalled, never synced, empty after a rebuild from the journal elsewhere.
CREATE TABLE IF NOT EXISTS draft(user BLOB NOT NULL, form TEXT NOT NULL, text TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY(user, form)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS request(id BLOB PRIMARY KEY, at_ms INTEGER NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS verification(at TEXT NOT NULL, ok INTEGER NOT NULL);
