-- Redactions: which bodies were dropped, are refused for ever, and by which entry. Derived from entries of class 5; fsck compares.
-- Keyed by leaf hash: an entry may arrive after its redaction.
CREATE TABLE redacted (
    leaf_hash BLOB PRIMARY KEY CHECK (length(leaf_hash) = 32),
    log       INTEGER NOT NULL REFERENCES log (id),
    idx       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
