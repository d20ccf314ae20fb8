//! Beginning: a new operation's first device, and opening a journal that exists.
//! In scope: making every key, the first entries, the lock file, the cheap checks at opening.  Not here: joining an operation from another device.

use super::carrier::Carrier;
use super::certificate::{self, Issuer};
use super::incarnation::origin;
use super::journal::{Identity, Journal, Secrets, Standing, locked, user_fields};
use super::membership::Membership;
use super::order::{self, At};
use super::read::Groups;
use super::rekey;
use super::revocation::wrap_op_key;
use super::schema::{self, FILE_NAME, Log};
use super::token::Token;
use super::tx::Tx;
use super::writer::Writer;
use crate::crypto::keys::{DbKey, RecoveryKey, Secret32, UserKeys, WrapKeys, secret_to_text};
use crate::crypto::seal::OpKey;
use crate::crypto::vault::{self, ArgonCost, Slot, Vault, sync_dir};
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, AuthorRef, cbor};
use crate::{Env, Id};
use ed25519_dalek::{SigningKey, VerifyingKey};
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, RwLock};
use zeroize::Zeroizing;

/// The lock file's name.
const LOCK_NAME: &str = "journal.lock";
/// Stands in the folder while an operation is being founded.
const MARKER_NAME: &str = "genesis.unfinished";

/// A user whose passphrase was right.
#[derive(Debug)]
pub struct Unlocked {
    /// The user.
    pub user: Id,
    /// The user's keys.
    pub keys: UserKeys,
}

impl Unlocked {
    pub(crate) fn issuer(&self) -> Issuer<'_> {
        Issuer::User(self.user, &self.keys.signing)
    }
}

/// What a new operation's founder must write down or print.
pub struct Genesis {
    /// The operation.
    pub operation: Id,
    /// This device.
    pub device: Id,
    /// The first administrator.
    pub user: Id,
    /// The root's public key: what auditors trust.
    pub root_public: [u8; 32],
    /// The root's secret key, for paper; kept nowhere else.
    pub root_secret_text: Zeroizing<String>,
    /// The recovery key, for paper; kept nowhere else.
    pub recovery_text: Zeroizing<String>,
}

impl std::fmt::Debug for Genesis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Genesis").field("operation", &hex::encode(self.operation)).finish_non_exhaustive()
    }
}

/// Founds an operation in `dir`: keys, database, the first four entries, the vault.
///
/// # Errors
/// [`Error::AlreadyExists`] and [`Error::AlreadyOpen`]; otherwise what the disk says.
pub fn create(
    dir: &Path,
    env: Arc<dyn Env>,
    passphrase: &str,
    cost: ArgonCost,
    permission_bits: u32,
) -> Result<(Journal, Unlocked, Genesis), Error> {
    fs::create_dir_all(dir).map_err(|source| Error::Io { path: dir.to_owned(), source })?;
    let lock = take_lock(dir)?;
    begin_founding(dir)?;
    let root = SigningKey::from_bytes(Secret32::random(&*env).expose());
    let recovery = RecoveryKey::random(&*env)?;
    let (operation, device, incarnation, user) = (env.new_id(), env.new_id(), env.new_id(), env.new_id());
    let admin = Unlocked { user, keys: UserKeys::random(&*env)? };
    let db_key = DbKey::random(&*env);
    let mut vault = Vault::new(&*env, operation, device, incarnation, &db_key, recovery.public())?;
    let slot = Slot::seal(&*env, &operation, user, 1, &admin.keys, passphrase, cost)?;
    vault.put_slot(&*env, slot.clone(), &admin.keys, recovery.public(), &db_key)?;

    let seeds = DeviceSeeds::random(&*env)?;
    let conn = schema::open_writer(&dir.join(FILE_NAME), &db_key)?;
    put_identity(&conn, &vault, &root.verifying_key(), recovery.public(), &seeds)?;
    // Entry 2 of the device's own log, the first there is, will wrap it.
    let op_key = OpKey::new(Secret32::random(&*env));
    certificate::put_op_keys(&conn, At { log: 1, index: 2 }, std::slice::from_ref(&op_key))?;
    drop(conn);
    let journal = assemble(dir, env, lock, vault, db_key)?;
    first_entries(&journal, &admin, &root, &seeds, &op_key, permission_bits)?;
    // The vault is written last: as long as it is missing, nothing was founded.
    journal.put_slot(&admin, slot)?;
    end_founding(dir)?;
    let genesis = Genesis {
        operation,
        device,
        user,
        root_public: root.verifying_key().to_bytes(),
        root_secret_text: secret_to_text(&Secret32::new(root.to_bytes())),
        recovery_text: recovery.to_text(),
    };
    Ok((journal, admin, genesis))
}

/// Opens the journal of `dir` with a user's passphrase.
///
/// # Errors
/// [`Error::AlreadyOpen`], [`VaultError::WrongPassphrase`](crate::VaultError::WrongPassphrase), [`Error::Corrupt`] when head and tree disagree.
pub fn open(dir: &Path, env: Arc<dyn Env>, passphrase: &str) -> Result<(Journal, Unlocked), Error> {
    let (lock, mut vault) = lock_and_load(dir)?;
    let (user, keys, db_key) = vault.open(passphrase)?;
    if vault.prefer(&user) {
        // Only the order of tries: a disk that refuses it keeps nobody out.
        let _ = vault.save(dir);
    }
    let next = vault.next_key(&user, &keys);
    let db_key = rekey::settle(dir, &mut vault, db_key, next)?;
    let journal = assemble(dir, env, lock, vault, db_key)?;
    journal.repair_vault()?;
    {
        let mut vault = locked(&journal.vault);
        if journal.bring_within_recovery(&mut vault, user, &keys)? {
            vault.save(dir)?;
        }
    }
    Ok((journal, Unlocked { user, keys }))
}

/// Opens the journal of `dir` with the printed recovery key: nobody is logged in until [`Journal::recover`].
///
/// # Errors
/// As [`open`].
pub fn open_with_recovery(dir: &Path, env: Arc<dyn Env>, recovery: &RecoveryKey) -> Result<Journal, Error> {
    let (lock, mut vault) = lock_and_load(dir)?;
    let db_key = vault.open_with_recovery(recovery)?;
    let next = vault.next_key_with_recovery(recovery);
    let db_key = rekey::settle(dir, &mut vault, db_key, next)?;
    let journal = assemble(dir, env, lock, vault, db_key)?;
    journal.repair_vault()?;
    Ok(journal)
}

fn lock_and_load(dir: &Path) -> Result<(Lock, Vault), Error> {
    if !dir.join(vault::FILE_NAME).exists() {
        return Err(Error::NotFound(dir.to_owned()));
    }
    let lock = take_lock(dir)?;
    end_founding(dir)?;
    let vault = Vault::load(dir)?;
    if dir.join(FILE_NAME).exists() { Ok((lock, vault)) } else { Err(Error::NotFound(dir.to_owned())) }
}

/// This device's secrets, as made at the beginning.
pub(crate) struct DeviceSeeds {
    pub(crate) log: Secret32,
    pub(crate) act: Secret32,
    pub(crate) tls: Secret32,
    pub(crate) cosigner: Secret32,
    pub(crate) wrap: WrapKeys,
}

impl DeviceSeeds {
    pub(crate) fn random(env: &dyn Env) -> Result<Self, Error> {
        Ok(Self {
            log: Secret32::random(env),
            act: Secret32::random(env),
            tls: Secret32::random(env),
            cosigner: Secret32::random(env),
            wrap: WrapKeys::from_secret(Secret32::random(env))?,
        })
    }
}

/// Writes who this device is into the fresh database.
pub(crate) fn put_identity(
    conn: &Connection,
    vault: &Vault,
    root: &VerifyingKey,
    recovery: &[u8; 32],
    seeds: &DeviceSeeds,
) -> Result<(), Error> {
    let log_public = SigningKey::from_bytes(seeds.log.expose()).verifying_key();
    let tx = conn.unchecked_transaction()?;
    for (name, value) in [
        ("operation", &vault.operation[..]),
        ("device", &vault.device),
        ("incarnation", &vault.incarnation),
        ("root_public", root.as_bytes()),
        // Here, not in the vault: whoever could change it there would have every later passphrase's keys wrapped to himself.
        ("recovery_public", recovery),
        ("log_seed", seeds.log.expose()),
        ("act_seed", seeds.act.expose()),
        ("tls_seed", seeds.tls.expose()),
        ("cosigner_seed", seeds.cosigner.expose()),
        ("x25519_secret", seeds.wrap.secret().expose()),
    ] {
        schema::put_local(&tx, name, value)?;
    }
    schema::put_log(&tx, &origin(&vault.operation, &vault.device, &vault.incarnation), &log_public)?;
    Ok(tx.commit()?)
}

/// The administrator's and the device's certificates, and the first operation key's wrap.
fn first_entries(
    journal: &Journal,
    admin: &Unlocked,
    root: &SigningKey,
    seeds: &DeviceSeeds,
    op_key: &OpKey,
    bits: u32,
) -> Result<(), Error> {
    let (operation, device) = (journal.operation(), journal.device());
    let author = AuthorRef { kind: AuthorKind::User, id: admin.user, certificate: [0; 32] };
    let wrap = wrap_op_key(journal, op_key, device, seeds.wrap.public(), &[])?;
    let build = |tx: &mut Tx<'_>| {
        let by_admin = [admin.issuer()];
        let user = user_fields(&admin.user, &admin.keys.signing_public(), admin.keys.wrap_public(), bits);
        tx.append_certificate(admin.user, certificate::USER_CERT, user, &[Issuer::Root(operation, root)])?;
        let mut fields = vec![cbor(|e| e.bytes(&device))];
        for key in [&seeds.log, &seeds.act, &seeds.tls, &seeds.cosigner] {
            fields.push(cbor(|e| e.bytes(&public_of(key))));
        }
        fields.push(cbor(|e| e.bytes(seeds.wrap.public())));
        tx.append_certificate(device, certificate::DEVICE_CERT, fields, &by_admin)?;
        tx.append_certificate(tx.new_id(), certificate::OP_KEY_WRAP, wrap.fields(), &by_admin)
    };
    journal.write_as(author, &admin.keys.signing, build, |_, _, _| Ok::<_, Error>(())).map(|_| ())
}

/// Opens the database, reads who this device is, and checks that head, tree and log agree.
pub(crate) fn assemble(
    dir: &Path,
    env: Arc<dyn Env>,
    lock: Lock,
    mut vault: Vault,
    db_key: DbKey,
) -> Result<Journal, Error> {
    let path = dir.join(FILE_NAME);
    let mut writer = schema::open_writer(&path, &db_key)?;
    for (name, expected) in [("operation", vault.operation), ("device", vault.device)] {
        if schema::local::<16>(&writer, name)? != expected {
            return Err(Error::Mismatch(name));
        }
    }
    let db_key = rekey::renew_if_due(&writer, dir, &*env, &mut vault, db_key)?;
    let root = VerifyingKey::from_bytes(&schema::local(&writer, "root_public")?);
    let root = root.map_err(|_| Error::whole(Fault::Local("root_public")))?;
    let recovery = schema::local(&writer, "recovery_public")?;
    let (operation, device) = (vault.operation, vault.device);
    let log_key = SigningKey::from_bytes(schema::local_secret(&writer, "log_seed")?.expose());
    let act_key = SigningKey::from_bytes(schema::local_secret(&writer, "act_seed")?.expose());
    let logs: HashMap<i64, Arc<Log>> = schema::logs(&writer)?.into_iter().map(|log| (log.id, Arc::new(log))).collect();
    // The database says which incarnation this is; the vault beside it follows.
    vault.incarnation = schema::local(&writer, "incarnation")?;
    let name = origin(&vault.operation, &vault.device, &vault.incarnation);
    let own = |log: &&Arc<Log>| log.origin == name && log.key == log_key.verifying_key();
    // Of several histories its own was there first.
    let log = Arc::clone(logs.values().filter(own).min_by_key(|log| log.id).ok_or(Error::Mismatch("log"))?);
    let identity = Identity { operation, device, log, root, recovery };
    let (head, note, _) = schema::verified_head(&writer, &identity.log)?;
    check_length(&writer, identity.log.id, head.size)?;
    let standing = Standing { head, note, length: order::length(&writer)? };
    let membership = RwLock::new(Membership::load(&writer)?);
    let reader = Mutex::new(schema::open_reader(&path, &db_key)?);
    let token = Token::open(dir, &db_key);
    let carrier = Carrier::follow(&mut writer, &path, &db_key)?;
    let writer = Writer::new(writer, carrier);
    let mut journal = Journal {
        dir: dir.to_owned(),
        env,
        identity,
        secrets: Secrets { db_key, log_key, act_key },
        writer,
        reader,
        membership,
        logs: RwLock::new(logs),
        standing: RwLock::new(standing),
        groups: Mutex::new(Groups::default()),
        unread: AtomicBool::new(true),
        vault: Mutex::new(vault),
        token,
        _lock: lock,
    };
    let remembered = journal.look_for_loss();
    journal.incarnate_if_due(remembered)?;
    Ok(journal)
}

/// The last entry and the last full tile stand where a log of this size has them.
fn check_length(conn: &Connection, log: i64, size: u64) -> Result<(), Error> {
    let last: Option<u64> = conn.query_row("SELECT max(idx) FROM entry WHERE log = ?1", [log], |row| row.get(0))?;
    let sql = "SELECT max(n) FROM tile WHERE log = ?1 AND level = 0";
    let tile: Option<u64> = conn.query_row(sql, [log], |row| row.get(0)).optional()?.flatten();
    if last.map_or(0, |last| last + 1) == size && tile.map_or(0, |tile| tile + 1) == size >> 8 {
        Ok(())
    } else {
        Err(Error::whole(Fault::Head { size }))
    }
}

fn public_of(seed: &Secret32) -> [u8; 32] {
    SigningKey::from_bytes(seed.expose()).verifying_key().to_bytes()
}

/// Refuses a folder that holds a journal, and clears what an interrupted founding left.
pub(crate) fn begin_founding(dir: &Path) -> Result<(), Error> {
    let marker = dir.join(MARKER_NAME);
    if dir.join(vault::FILE_NAME).exists() || (dir.join(FILE_NAME).exists() && !marker.exists()) {
        return Err(Error::AlreadyExists(dir.to_owned()));
    }
    let io = |source| Error::Io { path: marker.clone(), source };
    for suffix in ["", "-wal", "-shm"] {
        // Without a vault nobody was ever told a key that opens this file.
        let leftover = dir.join(format!("{FILE_NAME}{suffix}"));
        if leftover.exists() {
            fs::remove_file(&leftover).map_err(io)?;
        }
    }
    File::create(&marker).and_then(|file| file.sync_all()).and_then(|()| sync_dir(dir)).map_err(io)
}

/// The vault stands, so the operation is founded.
pub(crate) fn end_founding(dir: &Path) -> Result<(), Error> {
    let path = dir.join(MARKER_NAME);
    if !path.exists() {
        return Ok(());
    }
    fs::remove_file(&path).map_err(|source| Error::Io { path, source })
}

/// The lock on a store's folder. It ends with this value, not with the last copy of the file: a process that is being started
/// at that moment still holds one.
#[derive(Debug)]
pub(crate) struct Lock(File);

#[cfg(test)]
impl Lock {
    pub(crate) fn copy(&self) -> File {
        self.0.try_clone().unwrap()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where this fails, the lock ends when the file is closed.
        let _ = self.0.unlock();
    }
}

pub(crate) fn take_lock(dir: &Path) -> Result<Lock, Error> {
    let path = dir.join(LOCK_NAME);
    let io = |source| Error::Io { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::AlreadyOpen(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}
