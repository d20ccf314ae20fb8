-- Who holds which operation key, and whose entries stand no longer. Derived from entries of class 4; fsck compares.
CREATE TABLE op_key_wrap (        -- an operation key wrapped to a device, with the ids of the earlier keys sealed under it
    log     INTEGER NOT NULL REFERENCES log (id),
    idx     INTEGER NOT NULL,
    key     BLOB NOT NULL CHECK (length(key) = 16),
    device  BLOB NOT NULL CHECK (length(device) = 16),
    earlier BLOB NOT NULL CHECK (length(earlier) % 16 = 0),
    stands  INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

-- Whether no revocation leaves the certificate out. One that does not stand still tells whose signature a revocation bears.
ALTER TABLE certificate ADD COLUMN stands INTEGER NOT NULL DEFAULT 1;

CREATE TABLE revocation (         -- of a user (0) or a device (1): what they wrote stands as far as these heads, CBOR, reach
    log   INTEGER NOT NULL REFERENCES log (id),
    idx   INTEGER NOT NULL,
    kind  INTEGER NOT NULL CHECK (kind IN (0, 1)),
    id    BLOB NOT NULL CHECK (length(id) = 16),
    heads BLOB NOT NULL,
    PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE admitted (           -- entries that stand although a revocation leaves them out
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
    log       INTEGER NOT NULL REFERENCES log (id),
    idx       INTEGER NOT NULL,
    PRIMARY KEY (leaf_hash, log, idx)
) STRICT, WITHOUT ROWID;
INSERT INTO op_key_wrap (log, idx, key, device, earlier)
    SELECT k.log, k.idx, k.id, l.value, x'' FROM op_key k, local l WHERE l.name = 'device';
