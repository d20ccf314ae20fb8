//! Beginning: a new operation's first device, and opening a journal that exists.
//! In scope: making every key, the first entries, the lock file, the cheap checks at opening.  Not here: joining an operation from another device.

use super::carrier::Carrier;
use super::certificate::{self, Certificates, Issuer};
use super::incarnation::origin;
use super::journal::{Identity, Journal, Secrets, Standing, user_fields};
use super::order;
use super::read::Groups;
use super::schema::{self, FILE_NAME, Log};
use super::token::Token;
use super::tx::Tx;
use super::writer::Writer;
use crate::crypto::keys::{
    DbKey, Purpose, RecoveryKey, Secret32, UserKeys, WrapContext, WrapKeys, secret_to_text, wrap,
};
use crate::crypto::seal::OpKey;
use crate::crypto::vault::{self, ArgonCost, Slot, Vault, sync_dir};
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, AuthorRef, cbor};
use crate::{Env, Id};
use ed25519_dalek::{SigningKey, VerifyingKey};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::path::Path;
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
    let mut vault = Vault::new(&*env, operation, device, incarnation, &db_key, &recovery)?;
    let slot = Slot::seal(&*env, &operation, user, 1, &admin.keys, passphrase, cost)?;
    vault.put_slot(&*env, slot.clone(), &admin.keys, recovery.public(), &db_key)?;

    let seeds = DeviceSeeds::random(&*env)?;
    let conn = schema::open_writer(&dir.join(FILE_NAME), &db_key)?;
    put_identity(&conn, &vault, &root.verifying_key(), recovery.public(), &seeds)?;
    drop(conn);
    let journal = assemble(dir, env, lock, vault, db_key)?;
    first_entries(&journal, &admin, &root, &seeds, permission_bits)?;
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
    let journal = assemble(dir, env, lock, vault, db_key)?;
    journal.repair_vault()?;
    Ok((journal, Unlocked { user, keys }))
}

/// Opens the journal of `dir` with the printed recovery key: nobody is logged in until [`Journal::recover`].
///
/// # Errors
/// As [`open`].
pub fn open_with_recovery(dir: &Path, env: Arc<dyn Env>, recovery: &RecoveryKey) -> Result<Journal, Error> {
    let (lock, vault) = lock_and_load(dir)?;
    let db_key = vault.open_with_recovery(recovery)?;
    let journal = assemble(dir, env, lock, vault, db_key)?;
    journal.repair_vault()?;
    Ok(journal)
}

fn lock_and_load(dir: &Path) -> Result<(File, Vault), Error> {
    if !dir.join(vault::FILE_NAME).exists() {
        return Err(Error::NotFound(dir.to_owned()));
    }
    let lock = take_lock(dir)?;
    end_founding(dir)?;
    let vault = Vault::load(dir)?;
    if dir.join(FILE_NAME).exists() { Ok((lock, vault)) } else { Err(Error::NotFound(dir.to_owned())) }
}

/// This device's secrets, as made at the beginning.
struct DeviceSeeds {
    log: Secret32,
    act: Secret32,
    tls: Secret32,
    cosigner: Secret32,
    wrap: WrapKeys,
    op_key: OpKey,
}

impl DeviceSeeds {
    fn random(env: &dyn Env) -> Result<Self, Error> {
        Ok(Self {
            log: Secret32::random(env),
            act: Secret32::random(env),
            tls: Secret32::random(env),
            cosigner: Secret32::random(env),
            wrap: WrapKeys::from_secret(Secret32::random(env))?,
            op_key: OpKey::new(Secret32::random(env)),
        })
    }
}

/// Writes who this device is into the fresh database.
fn put_identity(
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
    let log = schema::put_log(&tx, &origin(&vault.operation, &vault.device, &vault.incarnation), &log_public)?;
    let sql = "INSERT INTO op_key (id, log, idx, key) VALUES (?1, ?2, 2, ?3)";
    tx.execute(sql, params![seeds.op_key.id(), log, seeds.op_key.secret().expose()])?;
    Ok(tx.commit()?)
}

/// The administrator's and the device's certificates, and the first operation key's wrap.
fn first_entries(
    journal: &Journal,
    admin: &Unlocked,
    root: &SigningKey,
    seeds: &DeviceSeeds,
    bits: u32,
) -> Result<(), Error> {
    let (env, operation, device) = (journal.env(), journal.operation(), journal.device());
    let author = AuthorRef { kind: AuthorKind::User, id: admin.user, certificate: [0; 32] };
    let context = WrapContext { purpose: Purpose::OpKey, operation, recipient: device, key: seeds.op_key.id() };
    let wrapped = wrap(env, seeds.wrap.public(), &context, seeds.op_key.secret())?;
    let build = |tx: &mut Tx<'_>| {
        let by_admin = [Issuer::User(admin.user, &admin.keys.signing)];
        let user = user_fields(&admin.user, &admin.keys.signing_public(), admin.keys.wrap_public(), bits);
        tx.append_certificate(admin.user, certificate::USER_CERT, user, &[Issuer::Root(operation, root)])?;
        let mut fields = vec![cbor(|e| e.bytes(&device))];
        for key in [&seeds.log, &seeds.act, &seeds.tls, &seeds.cosigner] {
            fields.push(cbor(|e| e.bytes(&public_of(key))));
        }
        fields.push(cbor(|e| e.bytes(seeds.wrap.public())));
        tx.append_certificate(device, certificate::DEVICE_CERT, fields, &by_admin)?;
        let id = seeds.op_key.id();
        let fields =
            vec![cbor(|e| e.bytes(&id)), cbor(|e| e.bytes(&device)), cbor(|e| e.bytes(&wrapped)), cbor(|e| e.array(0))];
        tx.append_certificate(tx.new_id(), certificate::OP_KEY_WRAP, fields, &by_admin)
    };
    journal.write_as(author, &admin.keys.signing, build, |_, _, _| Ok::<_, Error>(())).map(|_| ())
}

/// Opens the database, reads who this device is, and checks that head, tree and log agree.
fn assemble(dir: &Path, env: Arc<dyn Env>, lock: File, mut vault: Vault, db_key: DbKey) -> Result<Journal, Error> {
    let path = dir.join(FILE_NAME);
    let mut writer = schema::open_writer(&path, &db_key)?;
    for (name, expected) in [("operation", vault.operation), ("device", vault.device)] {
        if schema::local::<16>(&writer, name)? != expected {
            return Err(Error::Mismatch(name));
        }
    }
    let root = VerifyingKey::from_bytes(&schema::local(&writer, "root_public")?);
    let root = root.map_err(|_| Error::whole(Fault::Local("root_public")))?;
    let recovery = schema::local(&writer, "recovery_public")?;
    let (operation, device) = (vault.operation, vault.device);
    let log_key = SigningKey::from_bytes(schema::local_secret(&writer, "log_seed")?.expose());
    let act_key = SigningKey::from_bytes(schema::local_secret(&writer, "act_seed")?.expose());
    let (op_key, op_keys) = load_op_keys(&writer)?;
    let logs: HashMap<i64, Arc<Log>> = schema::logs(&writer)?.into_iter().map(|log| (log.id, Arc::new(log))).collect();
    // The database says which incarnation this is; the vault beside it follows.
    vault.incarnation = schema::local(&writer, "incarnation")?;
    let name = origin(&vault.operation, &vault.device, &vault.incarnation);
    let own = |log: &&Arc<Log>| log.origin == name && log.key == log_key.verifying_key();
    let log = Arc::clone(logs.values().find(own).ok_or(Error::Mismatch("log"))?);
    let identity = Identity { operation, device, log, root, recovery };
    let (head, note, _) = schema::verified_head(&writer, &identity.log)?;
    check_length(&writer, identity.log.id, head.size)?;
    let standing = Standing { head, note, length: order::length(&writer)? };
    let certificates = RwLock::new(Certificates::load(&writer)?);
    let reader = Mutex::new(schema::open_reader(&path, &db_key)?);
    let token = Token::open(dir, &db_key);
    let carrier = Carrier::follow(&mut writer, &path, &db_key)?;
    let writer = Writer::new(writer, carrier);
    let mut journal = Journal {
        dir: dir.to_owned(),
        env,
        identity,
        secrets: Secrets { db_key, log_key, act_key, op_key, op_keys },
        writer,
        reader,
        certificates,
        logs: RwLock::new(logs),
        standing: RwLock::new(standing),
        groups: Mutex::new(Groups::default()),
        vault: Mutex::new(vault),
        token,
        _lock: lock,
    };
    let remembered = journal.look_for_loss();
    journal.incarnate_if_due(remembered)?;
    Ok(journal)
}

/// The operation keys held here, and which of them writes: the lowest id, until wraps are judged.
fn load_op_keys(conn: &Connection) -> Result<(Id, HashMap<Id, OpKey>), Error> {
    let mut keys = HashMap::new();
    let mut statement = conn.prepare("SELECT id, key FROM op_key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, key): (Id, [u8; 32]) = (row.get(0)?, row.get(1)?);
        let key = OpKey::new(Secret32::new(key));
        if key.id() != id {
            return Err(Error::whole(Fault::Derived("op_key")));
        }
        keys.insert(id, key);
    }
    let writing = keys.keys().min().copied().ok_or(Error::whole(Fault::Derived("op_key")))?;
    Ok((writing, keys))
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
fn begin_founding(dir: &Path) -> Result<(), Error> {
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
fn end_founding(dir: &Path) -> Result<(), Error> {
    let path = dir.join(MARKER_NAME);
    if !path.exists() {
        return Ok(());
    }
    fs::remove_file(&path).map_err(|source| Error::Io { path, source })
}

fn take_lock(dir: &Path) -> Result<File, Error> {
    let path = dir.join(LOCK_NAME);
    let io = |source| Error::Io { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::AlreadyOpen(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}
