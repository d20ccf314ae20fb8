//! The database gets another key: whoever left, and kept a copy of the old one, opens no later copy with it.
//! In scope: when it is due, changing it at the next opening, finishing what a power cut interrupted.  Not here: operation keys
//! (`revocation`), what else is keyed from it and made anew.

use super::journal::Journal;
use super::membership::Membership;
use super::schema::{self, FILE_NAME};
use super::token;
use crate::Env;
use crate::crypto::keys::DbKey;
use crate::crypto::vault::Vault;
use crate::error::{Error, Fault};
use crate::payload::AuthorKind;
use rusqlite::Connection;
use std::path::Path;

/// The row that says so.
const DUE: &str = "rekey_due";

impl Journal {
    /// The database is to have another key when it is opened next: somebody who could open it may no longer.
    pub(crate) fn rekey_when_opened(&self) -> Result<(), Error> {
        self.local(|conn| {
            let sql = "INSERT OR REPLACE INTO local (name, value) VALUES (?1, x'01')";
            Ok(conn.execute(sql, [DUE]).map(|_| ())?)
        })
    }
}

/// The key that the database has, where a power cut left it between two. `next` is the vault's next key, if there is one.
pub(crate) fn settle(dir: &Path, vault: &mut Vault, key: DbKey, next: Option<DbKey>) -> Result<DbKey, Error> {
    if !vault.is_between_keys() {
        return Ok(key);
    }
    let path = dir.join(FILE_NAME);
    let mut key = key;
    // Whichever opens it is the one that the power cut left it with.
    let moved = !schema::opens(&path, &key)?;
    if moved {
        let next = next.ok_or(Error::whole(Fault::Local("next_key")))?;
        schema::open_reader(&path, &next)?;
        token::rekey(dir, &key, &next);
        key = next;
    }
    vault.settle_key(moved);
    vault.save(dir)?;
    Ok(key)
}

/// Gives the database another key where that is due. `conn` is the only connection to it.
pub(crate) fn renew_if_due(
    conn: &Connection,
    dir: &Path,
    env: &dyn Env,
    vault: &mut Vault,
    key: DbKey,
) -> Result<DbKey, Error> {
    if !conn.prepare("SELECT 1 FROM local WHERE name = ?1")?.exists([DUE])? {
        return Ok(key);
    }
    let membership = Membership::load(conn)?;
    let new = DbKey::random(env);
    let recovery = schema::local(conn, "recovery_public")?;
    let public = |user: &_| {
        let known = membership.newest_of(AuthorKind::User, user).map(|c| c.wrap_key);
        known.filter(|_| !membership.is_revoked(AuthorKind::User, user))
    };
    vault.prepare_key(env, &new, &recovery, &public)?;
    vault.save(dir)?;
    change(conn, &new)?;
    token::rekey(dir, &key, &new);
    vault.settle_key(true);
    vault.save(dir)?;
    Ok(new)
}

/// Writes every page anew under another key, as one transaction.
fn change(conn: &Connection, key: &DbKey) -> Result<(), Error> {
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;")?;
    schema::rekey(conn, key)?;
    conn.execute_batch("PRAGMA journal_mode = WAL;")?;
    conn.execute("DELETE FROM local WHERE name = ?1", [DUE])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::genesis::open_with_recovery;
    use crate::store::tests::{PASSPHRASE, check, found, reopen, write_many};
    use crate::testing::{CHEAP, TestEnv};
    use crate::{Author, RecoveryKey, open};
    use std::fs;
    use std::sync::Arc;

    fn files(dir: &Path) -> [Vec<u8>; 2] {
        ["vault.json", "journal.db"].map(|name| fs::read(dir.join(name)).unwrap())
    }

    #[test]
    fn after_somebody_left_the_key_they_had_opens_nothing_that_is_written_later() {
        let (dir, journal, admin, genesis) = found(141);
        let nurse = journal.add_user(&admin, "nurse words", CHEAP, 3).unwrap();
        let (written, _) = write_many(&journal, &Author::User(&admin), 600);
        let old = DbKey(crate::crypto::keys::Secret32::new(*journal.secrets.db_key.0.expose()));
        journal.remove_slot(&nurse).unwrap();
        journal.revoke(&admin, AuthorKind::User, &nurse, 1).unwrap();
        drop(journal);
        let before = files(dir.path());
        let (journal, _) = reopen(dir.path()).unwrap();
        assert!(schema::open_reader(&dir.path().join(FILE_NAME), &old).is_err());
        assert!(journal.loss().is_none() && check(&journal).is_clean());
        assert_eq!(journal.open_entry(written[9].position).unwrap().payload, written[9].payload);
        drop(journal);
        assert!(open(dir.path(), Arc::new(TestEnv::new(3)), "nurse words").is_err());
        let recovery = RecoveryKey::from_text(&genesis.recovery_text).unwrap();
        drop(open_with_recovery(dir.path(), Arc::new(TestEnv::new(4)), &recovery).unwrap());
        // Once is enough.
        let after = files(dir.path());
        drop(reopen(dir.path()).unwrap());
        assert_eq!(files(dir.path())[0], after[0]);

        // The power failed before the pages were written, and before the vault said that they were.
        let (vault, db) = (Vault::load(dir.path()).unwrap(), before);
        drop(vault);
        fs::write(dir.path().join("journal.db"), &db[1]).unwrap();
        fs::write(dir.path().join("vault.json"), &db[0]).unwrap();
        let mut between = Vault::load(dir.path()).unwrap();
        let (user, keys, key) = between.open(PASSPHRASE).unwrap();
        let new = DbKey::random(&TestEnv::new(7));
        between.prepare_key(&TestEnv::new(8), &new, recovery.public(), &|_| Some(*keys.wrap_public())).unwrap();
        between.save(dir.path()).unwrap();
        let conn = schema::open_writer(&dir.path().join(FILE_NAME), &key).unwrap();
        conn.execute("DELETE FROM local WHERE name = ?1", [DUE]).unwrap();
        drop(conn);
        let (journal, _) = reopen(dir.path()).unwrap();
        assert!(check(&journal).is_clean(), "{:?}", check(&journal).findings);
        drop(journal);
        assert!(schema::open_reader(&dir.path().join(FILE_NAME), &key).is_ok());
        assert!(!Vault::load(dir.path()).unwrap().is_between_keys());
        between.save(dir.path()).unwrap();
        let conn = schema::open_writer(&dir.path().join(FILE_NAME), &key).unwrap();
        change(&conn, &new).unwrap();
        drop(conn);
        let (journal, unlocked) = reopen(dir.path()).unwrap();
        assert_eq!(unlocked.user, user);
        assert!(check(&journal).is_clean() && !Vault::load(dir.path()).unwrap().is_between_keys());
        drop(journal);
        assert!(schema::open_reader(&dir.path().join(FILE_NAME), &key).is_err());
    }
}
