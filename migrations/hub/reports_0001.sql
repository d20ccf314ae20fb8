-- Reporting tables, written by `fieldchart-hub project` where a coordinator gives it the operation key: in the clear, so in a database
-- of their own. All of it can be rebuilt from the record. Released files never change.

CREATE TABLE progress (           -- how far each history of each log has been read, and the root it had there
    log  TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL
);

CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE waiting (            -- read, and not opened yet: a body or a key is still to come, or it is sealed to others
    log TEXT NOT NULL,
    idx BIGINT NOT NULL,
    PRIMARY KEY (log, idx)
);

CREATE TABLE revision (           -- every revision as it was written
    leaf         BYTEA PRIMARY KEY,
    record       BYTEA NOT NULL,
    kind         BIGINT NOT NULL,
    hlc          BIGINT NOT NULL,
    author       BYTEA NOT NULL,
    effective_ms BIGINT NOT NULL,
    recorded_ms  BIGINT NOT NULL,
    parents      BYTEA NOT NULL,  -- leaf hashes, one behind another
    items        BYTEA NOT NULL   -- the fields, a CBOR array
);
CREATE INDEX revision_record ON revision (record);

CREATE TABLE record (             -- what the revisions of each record amount to
    record    BYTEA PRIMARY KEY,
    kind      TEXT NOT NULL,
    patient   BYTEA,
    encounter BYTEA,
    at_ms     BIGINT NOT NULL,
    conflicts BIGINT NOT NULL,    -- fields with more than one current value
    revisions BIGINT NOT NULL,
    body      JSONB NOT NULL
);
CREATE INDEX record_kind ON record (kind, at_ms);
CREATE INDEX record_patient ON record (patient);

-- What people should count: without marks, and without what a mark that stands says was entered in error or moved.
CREATE VIEW standing AS SELECT r.* FROM record r WHERE r.kind <> 'mark' AND NOT EXISTS
    (SELECT 1 FROM record m WHERE m.kind = 'mark' AND m.body ->> 'record' = encode(r.record, 'hex')
     AND coalesce((m.body ->> 'stands')::boolean, m.body ? 'reason'));
