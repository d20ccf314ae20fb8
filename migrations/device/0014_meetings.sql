-- Meetings with other laptops as this one saw them, addresses somebody typed, and what was set here about meeting. Local only.
CREATE TABLE IF NOT EXISTS meeting(
  id INTEGER PRIMARY KEY, device BLOB, address TEXT NOT NULL, ended_ms INTEGER NOT NULL, entries_in INTEGER NOT NULL,
  entries_out INTEGER NOT NULL, ended TEXT NOT NULL, why TEXT NOT NULL, offset_ms INTEGER NOT NULL, program TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS meeting_address(address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meeting_setting(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
