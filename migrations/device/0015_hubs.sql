-- Hubs that somebody made known to this laptop: where, and by which key. Local only.
CREATE TABLE IF NOT EXISTS meeting_hub(address TEXT PRIMARY KEY, key BLOB NOT NULL CHECK (length(key) = 32)) WITHOUT ROWID;
