-- Signed notes of a log at sizes it once had, some sixty entries apart: a peer is handed a long log from one to the next, and each part
-- is verified by itself. A log written before this table is handed over in one piece as far as it then reached.
CREATE TABLE milestone (
    log  INTEGER NOT NULL REFERENCES log (id),
    size INTEGER NOT NULL CHECK (size > 0),
    note TEXT NOT NULL,
    PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;
-- How many a log has, so that one that was lost is missed.
ALTER TABLE log ADD COLUMN milestones INTEGER NOT NULL DEFAULT 0;
