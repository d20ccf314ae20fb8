-- Screen-lock PINs of this device, local only. Argon2id within the encrypted store: a PIN opens a screen, never the store.
CREATE TABLE IF NOT EXISTS pin(user BLOB PRIMARY KEY, salt BLOB NOT NULL, m_kib INTEGER NOT NULL, t INTEGER NOT NULL, hash BLOB NOT NULL, wrong INTEGER NOT NULL) WITHOUT ROWID;
