-- What another laptop or a hub held when the last meeting with it went through: the heads of every log, and when that was. Local only.
CREATE TABLE IF NOT EXISTS meeting_held(
  device BLOB NOT NULL, log TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL CHECK (length(root) = 32), ended_ms INTEGER NOT NULL,
  PRIMARY KEY(device, log, size, root)) WITHOUT ROWID;
