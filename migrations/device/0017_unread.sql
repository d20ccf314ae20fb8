-- Entries that others sent, verified to the byte and not opened yet, by position. Nobody is shown any of them before somebody read on.
CREATE TABLE unread (
    pos   INTEGER PRIMARY KEY CHECK (pos >= 0),
    count INTEGER NOT NULL CHECK (count > 0)
) STRICT;
