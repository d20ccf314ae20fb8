-- Entries of other devices that are held but not shown: what cannot be read, or not yet. Tried again when keys, certificates or bodies come.
CREATE TABLE parked (
    log INTEGER NOT NULL REFERENCES log (id),
    idx INTEGER NOT NULL CHECK (idx >= 0),
    why TEXT NOT NULL,
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;
-- Two signed notes of one log that cannot both be true: proof that its device wrote two histories.
CREATE TABLE fork (
    log   INTEGER NOT NULL REFERENCES log (id),
    held  TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (log, other)
) STRICT, WITHOUT ROWID;
