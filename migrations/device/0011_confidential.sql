-- Confidential sections: keys that only the named people can unwrap. Derived from entries of class 7; fsck compares.
CREATE TABLE confidential (
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    user    BLOB NOT NULL CHECK (length(user) = 16),
    log     INTEGER NOT NULL REFERENCES log (id),
    idx     INTEGER NOT NULL,
    wrap    BLOB NOT NULL CHECK (length(wrap) = 80),
    PRIMARY KEY (subject, user, log, idx)
) STRICT, WITHOUT ROWID;
