-- Histories of a log beside the first one that came: from `at` on they differ from that of row `of`, with which they share what is
-- before. A branch's row in `log` has the log's name with a number behind it, which is this device's own.
CREATE TABLE branch (
    log INTEGER PRIMARY KEY REFERENCES log (id),
    of  INTEGER NOT NULL REFERENCES log (id),
    at  INTEGER NOT NULL CHECK (at >= 0)
) STRICT;
