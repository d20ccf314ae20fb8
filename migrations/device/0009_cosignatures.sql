-- What others, and this device, signed as witnesses of a log: each cosigner's newest, over the log's own signed note of that size.
-- A device cosigns one history of a log alone, so what it gave is stored before anybody gets it.
CREATE TABLE cosigned (
    log  INTEGER NOT NULL REFERENCES log (id),
    size INTEGER NOT NULL CHECK (size > 0),
    note TEXT NOT NULL,
    PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosignature (
    log    INTEGER NOT NULL,
    name   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    time_s INTEGER NOT NULL,
    line   TEXT NOT NULL,
    PRIMARY KEY (log, name),
    FOREIGN KEY (log, size) REFERENCES cosigned (log, size)
) STRICT, WITHOUT ROWID;
