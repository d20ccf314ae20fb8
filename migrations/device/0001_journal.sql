-- The journal: what cannot be rebuilt, and the few tables derived from it that every opening needs.
-- Released files never change. Rows are keyed by log, so that other devices' logs can stand beside this device's own.

CREATE TABLE local (              -- this device's identity and secrets; never leaves the device
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
    id      INTEGER PRIMARY KEY,
    origin  TEXT NOT NULL UNIQUE,
    log_key BLOB NOT NULL CHECK (length(log_key) = 32)
) STRICT;

CREATE TABLE entry (
    log   INTEGER NOT NULL REFERENCES log (id),
    idx   INTEGER NOT NULL CHECK (idx >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) = 126),
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE body (               -- beside the entries: a body may be missing or removed while its entry stays
    log   INTEGER NOT NULL REFERENCES log (id),
    idx   INTEGER NOT NULL CHECK (idx >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE tile (               -- full tiles only: 256 hashes
    log   INTEGER NOT NULL REFERENCES log (id),
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    n     INTEGER NOT NULL CHECK (n >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) = 8192),
    PRIMARY KEY (log, level, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE frontier (           -- the partial tile of each level
    log   INTEGER NOT NULL REFERENCES log (id),
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    bytes BLOB NOT NULL CHECK (length(bytes) % 32 = 0 AND length(bytes) < 8192),
    PRIMARY KEY (log, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (         -- the newest signed note of each log
    log  INTEGER PRIMARY KEY REFERENCES log (id),
    size INTEGER NOT NULL CHECK (size > 0),
    note TEXT NOT NULL
) STRICT;

-- Derived from entries of classes 4 and 7, kept for speed; fsck compares them with the journal.
CREATE TABLE certificate (
    leaf_hash BLOB PRIMARY KEY CHECK (length(leaf_hash) = 32),
    log       INTEGER NOT NULL REFERENCES log (id),
    idx       INTEGER NOT NULL,
    kind      INTEGER NOT NULL CHECK (kind IN (0, 1)), -- 0 user, 1 device
    id        BLOB NOT NULL CHECK (length(id) = 16),
    sign_key  BLOB NOT NULL CHECK (length(sign_key) = 32),
    wrap_key  BLOB NOT NULL CHECK (length(wrap_key) = 32),
    bits      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE op_key (
    id  BLOB PRIMARY KEY CHECK (length(id) = 16),
    log INTEGER NOT NULL REFERENCES log (id),
    idx INTEGER NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject_key (
    id  BLOB PRIMARY KEY CHECK (length(id) = 16),
    log INTEGER NOT NULL REFERENCES log (id),
    idx INTEGER NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_slot (
    user    BLOB NOT NULL CHECK (length(user) = 16),
    version INTEGER NOT NULL,
    log     INTEGER NOT NULL REFERENCES log (id),
    idx     INTEGER NOT NULL,
    PRIMARY KEY (user, version, log, idx)
) STRICT, WITHOUT ROWID;
