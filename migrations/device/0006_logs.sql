-- The order in which entries came to this device: `count` entries of a log from `idx` on stand at the positions from `pos` on. Whatever
-- follows the journal (read models, search) counts positions, since several logs grow side by side.
CREATE TABLE stretch (
    pos   INTEGER PRIMARY KEY CHECK (pos >= 0),
    log   INTEGER NOT NULL REFERENCES log (id),
    idx   INTEGER NOT NULL CHECK (idx >= 0),
    count INTEGER NOT NULL CHECK (count > 0)
) STRICT;
CREATE UNIQUE INDEX stretch_log ON stretch (log, idx);
INSERT INTO stretch (pos, log, idx, count) SELECT 0, log, 0, size FROM checkpoint;
