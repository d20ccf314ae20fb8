-- The partial tile of each level in parts of 16 hashes, so that an append writes half a kilobyte of it and not eight.
CREATE TABLE edge (
    log   INTEGER NOT NULL REFERENCES log (id),
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    part  INTEGER NOT NULL CHECK (part BETWEEN 0 AND 15),
    bytes BLOB NOT NULL CHECK (length(bytes) % 32 = 0 AND length(bytes) BETWEEN 32 AND 512),
    PRIMARY KEY (log, level, part)
) STRICT, WITHOUT ROWID;
WITH RECURSIVE n(part) AS (SELECT 0 UNION ALL SELECT part + 1 FROM n WHERE part < 15)
    INSERT INTO edge SELECT log, level, part, substr(bytes, 1 + 512 * part, 512) FROM frontier, n WHERE length(bytes) > 512 * part;
DROP TABLE frontier;
ALTER TABLE edge RENAME TO frontier;
