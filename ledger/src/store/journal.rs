//! The journal: one writer, many readers, one transaction per command.
//! In scope: the handle, the write path's transaction, users and passphrases.  Not here: sealing, reading, checking, creating.

use super::certificate::{self, Issuer};
use super::genesis::{Lock, Unlocked};
use super::membership::Membership;
use super::order::{self, At};
use super::read::Groups;
use super::schema::{self, FILE_NAME, Log};
use super::token::Token;
use super::tx::{Committed, Finished, Tx};
use super::writer::Writer;
use crate::crypto::keys::{DbKey, RecoveryKey, Secret32, UserKeys};
use crate::crypto::vault::{ArgonCost, Slot, Vault};
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, AuthorRef, cbor};
use crate::tlog::checkpoint::{Checkpoint, vkey};
use crate::tlog::hash::Hash;
use crate::{Class, Env, Id};
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{SigningKey, VerifyingKey};
use rusqlite::Connection;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// Who writes: signs the group and is named in every payload.
#[derive(Debug, Clone, Copy)]
pub enum Author<'a> {
    /// A person, for everything a person asked for.
    User(&'a Unlocked),
    /// The device, for imports and automatic acts.
    Device,
}

/// What a write added to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// Index of the first new entry.
    pub first: u64,
    /// How many there are; 0 when only SQL rows were written.
    pub count: u32,
    /// Entries in the log now.
    pub size: u64,
}

/// A user with a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user.
    pub id: Id,
    /// Permission bits of the newest certificate.
    pub permission_bits: u32,
    /// Leaf hash of that certificate.
    pub certificate: Hash,
    /// Whether the user can open this device.
    pub has_slot: bool,
}

/// An open journal. Holds the lock file, the keys and the writing connection until dropped.
pub struct Journal {
    pub(crate) dir: PathBuf,
    pub(crate) env: Arc<dyn Env>,
    pub(crate) identity: Identity,
    pub(crate) secrets: Secrets,
    // The reader closes first: only a last connection that may write carries the WAL over into the database.
    pub(crate) reader: Mutex<Connection>,
    pub(crate) writer: Writer,
    pub(crate) membership: RwLock<Membership>,
    pub(crate) logs: RwLock<HashMap<i64, Arc<Log>>>,
    pub(crate) standing: RwLock<Standing>,
    pub(crate) groups: Mutex<Groups>,
    /// Whether entries may be unread.
    pub(crate) unread: AtomicBool,
    pub(crate) vault: Mutex<Vault>,
    pub(crate) token: Token,
    // Declared last, so that it is released after the connections are closed.
    pub(crate) _lock: Lock,
}

/// Who this device is.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) operation: Id,
    pub(crate) device: Id,
    /// This device's own log.
    pub(crate) log: Arc<Log>,
    pub(crate) root: VerifyingKey,
    pub(crate) recovery: [u8; 32],
}

/// Where the journal stands: its own log's head, and how much it holds of all logs.
pub(crate) struct Standing {
    pub(crate) head: Checkpoint,
    pub(crate) note: String,
    pub(crate) length: u64,
}

/// What this device holds secret.
pub(crate) struct Secrets {
    pub(crate) db_key: DbKey,
    pub(crate) log_key: SigningKey,
    pub(crate) act_key: SigningKey,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("origin", &self.origin()).field("size", &self.size()).finish_non_exhaustive()
    }
}

impl Journal {
    /// Writes: `build` appends drafts, they are sealed, signed and stored, then `project` writes the rows that follow from them.
    ///
    /// All of it is one transaction, of which either everything or nothing remains. Neither closure may write to the
    /// journal again: there is one writer, and it is busy.
    ///
    /// # Errors
    /// Those of the closures, and the store's. See [`Error::is_fatal`].
    pub fn write<T, U, E: From<Error>>(
        &self,
        author: &Author<'_>,
        build: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
        project: impl FnOnce(&Connection, &[Committed], T) -> Result<U, E>,
    ) -> Result<(U, Commit), E> {
        let (reference, signer) = self.author(author)?;
        self.write_as(reference, signer, build, project)
    }

    pub(crate) fn write_as<T, U, E: From<Error>>(
        &self,
        author: AuthorRef,
        signer: &SigningKey,
        build: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
        project: impl FnOnce(&Connection, &[Committed], T) -> Result<U, E>,
    ) -> Result<(U, Commit), E> {
        self.writer.command(&|finished| self.publish(finished), |conn, before| {
            let mut tx = Tx::begin(self, conn, before, author, signer)?;
            let built = build(&mut tx)?;
            let (committed, finished) = tx.finish()?;
            let projected = project(conn, &committed, built)?;
            let (count, size) = (committed.len() as u32, finished.size);
            Ok(((projected, Commit { first: size - u64::from(count), count, size }), finished))
        })
    }

    /// Remembers what a committed command changed of what is kept in memory.
    pub(crate) fn publish(&self, finished: Finished) {
        if !finished.known.is_empty() {
            let mut membership = self.membership.write().unwrap_or_else(PoisonError::into_inner);
            finished.known.into_iter().for_each(|known| membership.learn(known));
        }
        let mut standing = self.standing.write().unwrap_or_else(PoisonError::into_inner);
        standing.length = standing.length.max(finished.length);
        if let Some((head, note)) = finished.head {
            self.token.remember(&head);
            (standing.head, standing.note) = (head, note);
        }
    }

    /// Writes rows that never become entries (drafts, sessions, read models being rebuilt): one transaction, no signature.
    ///
    /// # Errors
    /// The closure's, upon which nothing remains, and the store's.
    pub fn local<T, E: From<Error>>(&self, f: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        self.writer.command(&|finished| self.publish(finished), |conn, _| Ok((f(conn)?, Finished::default())))
    }

    /// Runs `f` on the writing connection while no transaction is open.
    pub(crate) fn unopened<T>(&self, f: impl FnOnce(&Connection) -> T) -> T {
        self.writer.alone(&|finished| self.publish(finished), f)
    }

    /// Whether this device's word counts: it was revoked, or whoever let it in was, where not.
    pub(crate) fn may_write(&self) -> bool {
        self.author(&Author::Device).is_ok()
    }

    fn author<'a>(&'a self, author: &Author<'a>) -> Result<(AuthorRef, &'a SigningKey), Error> {
        let (kind, id, signer) = match author {
            Author::User(user) => (AuthorKind::User, user.user, &user.keys.signing),
            Author::Device => (AuthorKind::Device, self.identity.device, &self.secrets.act_key),
        };
        let membership = self.membership();
        for (kind, id) in [(kind, id), (AuthorKind::Device, self.identity.device)] {
            if membership.is_revoked(kind, &id) {
                return Err(Error::RevokedAuthor(id));
            }
        }
        let certificate = membership.newest_of(kind, &id).filter(|c| c.sign_key == signer.verifying_key());
        let certificate = certificate.ok_or(Error::UnknownAuthor(id))?.leaf_hash;
        Ok((AuthorRef { kind, id, certificate }, signer))
    }

    /// A further connection, for reading only. It sees what is committed, and never waits for the writer.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub fn reader(&self) -> Result<Connection, Error> {
        schema::open_reader(&self.dir.join(FILE_NAME), &self.secrets.db_key)
    }

    /// Certifies a new user and gives the passphrase a slot on this device. The caller has checked that `admin` may.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn add_user(
        &self,
        admin: &Unlocked,
        passphrase: &str,
        cost: ArgonCost,
        permission_bits: u32,
    ) -> Result<Id, Error> {
        let env = self.env();
        let (id, keys) = (env.new_id(), UserKeys::random(env)?);
        let slot = Slot::seal(env, &self.identity.operation, id, 1, &keys, passphrase, cost)?;
        self.certify_user(admin, id, keys.signing_public(), keys.wrap_public(), permission_bits)?;
        self.put_slot(&Unlocked { user: id, keys }, slot)?;
        Ok(id)
    }

    /// Certifies a new administrator by the root key, which is on paper: for when every other one left or was revoked. Signed by
    /// this device.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another root key; when the store cannot be written.
    pub fn appoint(
        &self,
        root: &Secret32,
        passphrase: &str,
        cost: ArgonCost,
        permission_bits: u32,
    ) -> Result<Unlocked, Error> {
        let root = SigningKey::from_bytes(root.expose());
        if root.verifying_key() != self.identity.root {
            return Err(Error::Mismatch("root key"));
        }
        let env = self.env();
        let (user, keys) = (env.new_id(), UserKeys::random(env)?);
        let slot = Slot::seal(env, &self.identity.operation, user, 1, &keys, passphrase, cost)?;
        let fields = user_fields(&user, &keys.signing_public(), keys.wrap_public(), permission_bits);
        let by_root = [Issuer::Root(self.operation(), &root)];
        let build = |tx: &mut Tx<'_>| tx.append_certificate(user, certificate::USER_CERT, fields, &by_root);
        self.write(&Author::Device, build, |_, _, _| Ok::<_, Error>(()))?;
        let unlocked = Unlocked { user, keys };
        self.put_slot(&unlocked, slot)?;
        Ok(unlocked)
    }

    /// Certifies a user's keys anew with other permission bits. The caller has checked that `admin` may.
    ///
    /// # Errors
    /// When the user is unknown or the store cannot be written.
    pub fn set_permissions(&self, admin: &Unlocked, user: &Id, permission_bits: u32) -> Result<(), Error> {
        let membership = self.membership();
        let known = membership.newest_of(AuthorKind::User, user).ok_or(Error::UnknownAuthor(*user))?;
        let (sign_key, wrap_key) = (known.sign_key, known.wrap_key);
        drop(membership);
        self.certify_user(admin, *user, sign_key, &wrap_key, permission_bits)
    }

    fn certify_user(
        &self,
        admin: &Unlocked,
        id: Id,
        sign: VerifyingKey,
        wrap: &[u8; 32],
        bits: u32,
    ) -> Result<(), Error> {
        let build = |tx: &mut Tx<'_>| {
            let fields = user_fields(&id, &sign, wrap, bits);
            tx.append_certificate(id, certificate::USER_CERT, fields, &[admin.issuer()])
        };
        self.write(&Author::User(admin), build, |_, _, _| Ok::<_, Error>(())).map(|_| ())
    }

    /// Seals the user's keys under another passphrase.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn change_passphrase(&self, user: &Unlocked, passphrase: &str, cost: ArgonCost) -> Result<(), Error> {
        let version = locked(&self.vault).slot(&user.user).map_or(1, |slot| slot.version + 1);
        let slot = Slot::seal(self.env(), &self.identity.operation, user.user, version, &user.keys, passphrase, cost)?;
        self.put_slot(user, slot)
    }

    /// Whether this is the store's recovery key.
    ///
    /// # Errors
    /// [`VaultError::WrongRecoveryKey`](crate::VaultError::WrongRecoveryKey) where it is not.
    pub fn check_recovery(&self, recovery: &RecoveryKey) -> Result<(), Error> {
        Ok(locked(&self.vault).open_with_recovery(recovery).map(|_| ())?)
    }

    /// Reaches a user's keys by the printed recovery key and seals them under another passphrase, which the journal tells.
    ///
    /// # Errors
    /// As [`Journal::check_recovery`]; when the user has no slot here, or the store cannot be written.
    pub fn recover(
        &self,
        recovery: &RecoveryKey,
        user: &Id,
        passphrase: &str,
        cost: ArgonCost,
    ) -> Result<Unlocked, Error> {
        let keys = locked(&self.vault).user_with_recovery(recovery, user)?;
        let unlocked = Unlocked { user: *user, keys };
        self.change_passphrase(&unlocked, passphrase, cost)?;
        Ok(unlocked)
    }

    /// Takes a user's slot away from this device's vault; the database gets another key when it is opened next. The journal
    /// keeps its copies.
    ///
    /// # Errors
    /// When the user has none, or the vault cannot be written.
    pub fn remove_slot(&self, user: &Id) -> Result<(), Error> {
        let mut vault = locked(&self.vault);
        vault.remove_slot(user)?;
        vault.save(&self.dir)?;
        drop(vault);
        self.rekey_when_opened()
    }

    /// Tries a passphrase against the slots while the journal is open: for the screen lock and for another user.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`](crate::VaultError::WrongPassphrase).
    pub fn unlock(&self, passphrase: &str) -> Result<Unlocked, Error> {
        let mut vault = locked(&self.vault);
        let (user, keys, _) = vault.open(passphrase)?;
        if vault.prefer(&user) | self.bring_within_recovery(&mut vault, user, &keys)? {
            // Only the order of tries: a disk that refuses it keeps nobody out.
            let _ = vault.save(&self.dir);
        }
        Ok(Unlocked { user, keys })
    }

    /// Has the recovery key reach the keys of somebody whose slot came from the journal, now that they are known; whether that
    /// was to be done.
    pub(crate) fn bring_within_recovery(&self, vault: &mut Vault, user: Id, keys: &UserKeys) -> Result<bool, Error> {
        let Some(slot) = vault.slot(&user).filter(|_| vault.is_beyond_recovery(&user)).cloned() else {
            return Ok(false);
        };
        vault.put_slot(self.env(), slot, keys, &self.identity.recovery, &self.secrets.db_key)?;
        Ok(true)
    }

    /// Tries a passphrase against one user's slot: for who is known already.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`](crate::VaultError::WrongPassphrase); that the user has no slot here.
    pub fn unlock_as(&self, user: &Id, passphrase: &str) -> Result<Unlocked, Error> {
        let keys = locked(&self.vault).open_as(user, passphrase)?;
        Ok(Unlocked { user: *user, keys })
    }

    /// Puts a slot first into the journal, then into the vault; opening repairs the vault if power fails in between.
    pub(crate) fn put_slot(&self, user: &Unlocked, slot: Slot) -> Result<(), Error> {
        let build = |tx: &mut Tx<'_>| {
            let draft = tx.plain(Class::Key, tx.new_id(), certificate::USER_SLOT, certificate::slot_fields(&slot));
            tx.append(draft)
        };
        self.write(&Author::User(user), build, |_, _, _| Ok::<_, Error>(()))?;
        let mut vault = locked(&self.vault);
        vault.put_slot(self.env(), slot, &user.keys, &self.identity.recovery, &self.secrets.db_key)?;
        Ok(vault.save(&self.dir)?)
    }

    /// Everybody with a certificate, in the order of their newest ones.
    #[must_use]
    pub fn users(&self) -> Vec<User> {
        let vault = locked(&self.vault);
        let membership = self.membership();
        let user = |c: &certificate::Certificate| User {
            id: c.id,
            permission_bits: c.permission_bits,
            certificate: c.leaf_hash,
            has_slot: vault.slot(&c.id).is_some(),
        };
        membership.all(AuthorKind::User).into_iter().map(user).collect()
    }

    /// Every device with a certificate, in the order of their newest ones, and whether it was revoked.
    #[must_use]
    pub fn devices(&self) -> Vec<(Id, bool)> {
        let membership = self.membership();
        let devices = membership.all(AuthorKind::Device).into_iter();
        devices.map(|device| (device.id, membership.is_revoked(AuthorKind::Device, &device.id))).collect()
    }

    /// Entries in this device's log.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.standing().head.size
    }

    /// Root of this device's log.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.standing().head.root
    }

    /// The newest signed note: the digest.
    #[must_use]
    pub fn checkpoint_text(&self) -> String {
        self.standing().note.clone()
    }

    /// Head and note together, of one and the same moment.
    #[must_use]
    pub fn head(&self) -> (Checkpoint, String) {
        let standing = self.standing();
        (standing.head.clone(), standing.note.clone())
    }

    /// Entries held here, of every log: what positions count to.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.standing().length
    }

    /// The same as a connection's snapshot has it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn length_on(&self, conn: &Connection) -> Result<u64, Error> {
        order::length(conn)
    }

    fn standing(&self) -> RwLockReadGuard<'_, Standing> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// This device's own log.
    pub(crate) fn log(&self) -> &Log {
        &self.identity.log
    }

    /// The row of a log held here: of its first history.
    pub(crate) fn log_named(&self, origin: &str) -> Result<i64, Error> {
        let first = self.rows_named(origin).into_iter().next();
        first.map(|log| log.id).ok_or_else(|| Error::UnknownLog(origin.to_owned()))
    }

    /// A log held here, by its row.
    pub(crate) fn log_of(&self, id: i64) -> Result<Arc<Log>, Error> {
        let logs = self.logs.read().unwrap_or_else(PoisonError::into_inner);
        logs.get(&id).cloned().ok_or(Error::whole(Fault::Derived("log")))
    }

    /// The log's name.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.identity.log.origin
    }

    /// The operation's id.
    #[must_use]
    pub fn operation(&self) -> Id {
        self.identity.operation
    }

    /// This device's id.
    #[must_use]
    pub fn device(&self) -> Id {
        self.identity.device
    }

    /// The root's Ed25519 public key, which auditors get on paper.
    #[must_use]
    pub fn root_public(&self) -> [u8; 32] {
        self.identity.root.to_bytes()
    }

    /// The line that `fieldchart trust-keys` prints.
    #[must_use]
    pub fn trust_key_line(&self) -> String {
        let operation = hex::encode(self.identity.operation);
        format!("fieldchart-root+{operation}+{}", STANDARD.encode(self.root_public()))
    }

    /// The log's verifier key in the form of `note` tools.
    #[must_use]
    pub fn vkey(&self) -> String {
        vkey(self.origin(), self.log_key().verifying_key().as_bytes())
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A key for another local file, derived from the database key: `label` tells files apart.
    #[must_use]
    pub fn derived_key(&self, label: &str) -> Secret32 {
        self.secrets.db_key.derive(label)
    }

    /// The injected world.
    #[must_use]
    pub fn env(&self) -> &dyn Env {
        &*self.env
    }

    /// The key that verifies this log's checkpoints.
    #[must_use]
    pub fn log_public(&self) -> VerifyingKey {
        self.log_key().verifying_key()
    }

    pub(crate) fn log_key(&self) -> &SigningKey {
        &self.secrets.log_key
    }

    pub(crate) fn membership(&self) -> RwLockReadGuard<'_, Membership> {
        self.membership.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the vault up to the newest slots in the journal: the highest version wins, of equals the lowest leaf hash.
    pub(crate) fn repair_vault(&self) -> Result<(), Error> {
        let due = |user: &Id, version| {
            // A user whose slot was taken away stays out.
            locked(&self.vault).slot(user).is_some_and(|slot| slot.version < version)
        };
        let newest = self.newest_slots(&due)?;
        if newest.is_empty() {
            return Ok(());
        }
        let mut vault = locked(&self.vault);
        newest.into_iter().for_each(|slot| vault.renew_slot(slot));
        Ok(vault.save(&self.dir)?)
    }

    /// The newest slot of every user in the journal for whom `due` holds, given the version: of equals the one with the lowest
    /// leaf hash.
    pub(crate) fn newest_slots(&self, due: &dyn Fn(&Id, u64) -> bool) -> Result<Vec<Slot>, Error> {
        let all: Vec<(Id, u64, u64)> = {
            let reader = locked(&self.reader);
            let sql = "SELECT user, version, log, idx FROM user_slot s
                       WHERE version = (SELECT max(version) FROM user_slot o WHERE o.user = s.user)";
            let mut statement = reader.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let at = At { log: row.get(2)?, index: row.get(3)? };
                let position = order::position(&reader, at)?.ok_or(Error::at(at.index, Fault::Derived("user_slot")))?;
                all.push((row.get(0)?, row.get(1)?, position));
            }
            all
        };
        let mut newest: HashMap<Id, (Hash, Slot)> = HashMap::new();
        for (user, _, position) in all.into_iter().filter(|(user, version, _)| due(user, *version)) {
            let opened = self.open_entry(position)?;
            let Ok(Some(certificate::Derived::Slot(slot))) = certificate::derived(&opened) else {
                return Err(Error::at(opened.index, Fault::Derived("user_slot")));
            };
            if newest.get(&user).is_none_or(|(leaf, _)| opened.leaf_hash < *leaf) {
                newest.insert(user, (opened.leaf_hash, *slot));
            }
        }
        Ok(newest.into_values().map(|(_, slot)| slot).collect())
    }
}

/// Fields of a user's certificate, the signatures apart.
pub(crate) fn user_fields(id: &Id, sign: &VerifyingKey, wrap: &[u8; 32], bits: u32) -> Vec<Vec<u8>> {
    vec![
        cbor(|e| e.bytes(id)),
        cbor(|e| e.bytes(sign.as_bytes())),
        cbor(|e| e.bytes(wrap)),
        cbor(|e| e.u64(u64::from(bits))),
    ]
}

/// The guarded value; a panic elsewhere left no half-done write behind, since transactions roll back.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
