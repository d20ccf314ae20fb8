-- Digests that somebody kept on this device, verified against or compared with. Local only: what they are worth is on paper elsewhere.
CREATE TABLE IF NOT EXISTS digest(at TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, why TEXT NOT NULL);
