-- The hub's record in an embedded SQLite database: the same tables as migrations/hub/0001_record.sql. Released files never change.

CREATE TABLE identity (           -- the key by which laptops know this hub; one row
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seed BLOB NOT NULL CHECK (length(seed) = 32)
) STRICT;

CREATE TABLE witness (            -- the name and key under which this hub cosigns; a restored hub takes another
    n    INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    seed BLOB NOT NULL CHECK (length(seed) = 32)
) STRICT;

CREATE TABLE operation (
    id    BLOB PRIMARY KEY CHECK (length(id) = 16),
    root  BLOB NOT NULL CHECK (length(root) = 32),
    tls   BLOB NOT NULL CHECK (length(tls) = 32),    -- of its first device, until its certificate is here
    token BLOB NOT NULL CHECK (length(token) = 32),  -- SHA-256 of what opens the mirror
    quota INTEGER NOT NULL CHECK (quota >= 0),
    heard INTEGER NOT NULL                                    -- drawn anew with every public entry that came
) STRICT, WITHOUT ROWID;

CREATE TABLE log (                -- one row for each history of a log
    id        INTEGER PRIMARY KEY,
    operation BLOB NOT NULL REFERENCES operation (id),
    origin    TEXT NOT NULL,
    history   INTEGER NOT NULL CHECK (history >= 0),
    log_key   BLOB NOT NULL CHECK (length(log_key) = 32),
    base      INTEGER REFERENCES log (id),                    -- the history that this one leaves, and where
    at        INTEGER NOT NULL CHECK (at >= 0),
    size      INTEGER NOT NULL CHECK (size >= 0),
    root      BLOB NOT NULL CHECK (length(root) = 32),
    note      TEXT NOT NULL,
    edge      BLOB NOT NULL,                                -- the partial tile of each level, one behind another
    bytes     INTEGER NOT NULL,                               -- of entries and bodies, for the quota
    UNIQUE (operation, origin, history)
) STRICT;

CREATE TABLE entry (
    log   INTEGER NOT NULL,
    idx   INTEGER NOT NULL CHECK (idx >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) = 126),
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE body (               -- beside the entries: a body may be missing or removed while its entry stays
    log   INTEGER NOT NULL,
    idx   INTEGER NOT NULL CHECK (idx >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE tile (               -- full tiles only: 256 hashes
    log   INTEGER NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    n     INTEGER NOT NULL CHECK (n >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) = 8192),
    PRIMARY KEY (log, level, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE milestone (          -- signed notes of a log at sizes it once had
    log  INTEGER NOT NULL REFERENCES log (id),
    size INTEGER NOT NULL CHECK (size > 0),
    note TEXT NOT NULL,
    PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE missing (            -- entries whose bodies are not here and are wanted
    log  INTEGER NOT NULL REFERENCES log (id),
    idx  INTEGER NOT NULL,
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE public (             -- entries of classes 4 and 5, from which members, keys and redactions follow
    log  INTEGER NOT NULL REFERENCES log (id),
    idx  INTEGER NOT NULL,
    void INTEGER NOT NULL CHECK (void IN (0, 1)),             -- a redaction of what is never redacted
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE fork (               -- two signed notes of one log that cannot both be true
    log   INTEGER NOT NULL REFERENCES log (id),
    held  TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (log, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosigned (           -- notes that somebody cosigned
    log  INTEGER NOT NULL REFERENCES log (id),
    size INTEGER NOT NULL CHECK (size > 0),
    note TEXT NOT NULL,
    PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosignature (        -- each cosigner's newest
    log    INTEGER NOT NULL,
    name   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    time_s INTEGER NOT NULL,
    line   TEXT NOT NULL,
    PRIMARY KEY (log, name),
    FOREIGN KEY (log, size) REFERENCES cosigned (log, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE witnessed (          -- the newest checkpoint of each log that this hub's present key cosigned
    operation BLOB NOT NULL REFERENCES operation (id),
    origin    TEXT NOT NULL,
    size      INTEGER NOT NULL,
    root      BLOB NOT NULL CHECK (length(root) = 32),
    PRIMARY KEY (operation, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE streamed (           -- how much of each history the stream took
    log  INTEGER PRIMARY KEY REFERENCES log (id),
    size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
