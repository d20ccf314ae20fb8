//! The vault: the one small file outside the encrypted database, from which a passphrase reaches the database key.
//! In scope: user slots (Argon2id, RFC 9106), wraps of the database key and, to the recovery key, of users' keys; the file.  Not here: the database, the journal's copies of slots.

pub use super::argon::ArgonCost;
use super::argon::derive;
use super::keys::{DbKey, KeyError, Purpose, RecoveryKey, Secret32, UserKeys, WrapContext, unwrap, wrap};
use super::seal;
use crate::{Env, Id};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The vault's file name.
pub const FILE_NAME: &str = "vault.json";
/// The vault format written here.
const FORMAT: u32 = 1;

/// Why the vault stays closed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no vault.
    #[error("{}: {source}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// The file was written by another Fieldchart.
    #[error("the vault has format {found}; this Fieldchart reads {known}")]
    Format {
        /// The file's format.
        found: u32,
        /// The one that is read.
        known: u32,
    },
    /// No user's slot opens with the passphrase.
    #[error("the passphrase opens no user's keys")]
    WrongPassphrase,
    /// The recovery key is mistyped, or another store's.
    #[error("this is not the recovery key of this store")]
    WrongRecoveryKey,
    /// Argon2 parameters out of range.
    #[error("Argon2 parameters m={m_kib} KiB, t={t}, p={p} are not usable")]
    Cost {
        /// Memory in KiB.
        m_kib: u32,
        /// Passes.
        t: u32,
        /// Lanes.
        p: u32,
    },
    /// No slot of this user.
    #[error("user {} has no slot", hex::encode(.0))]
    NoSuchUser(Id),
    /// A key in the vault is unusable.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A slot could not be sealed.
    #[error(transparent)]
    Seal(#[from] seal::SealError),
}

/// A user's keys under a passphrase, as the vault and the journal both hold them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The user.
    #[serde(with = "hex16")]
    pub user: Id,
    /// Counts a user's slots; the highest wins.
    pub version: u64,
    /// Argon2id parameters.
    pub cost: ArgonCost,
    /// Argon2id salt.
    #[serde(with = "hex16")]
    pub salt: Id,
    /// Nonce of the box.
    #[serde(with = "hexbytes")]
    pub nonce: Vec<u8>,
    /// The sealed Ed25519 seed and X25519 secret.
    #[serde(with = "hexbytes")]
    pub sealed: Vec<u8>,
}

impl Slot {
    /// Seals `keys` under a passphrase.
    ///
    /// # Errors
    /// When the parameters are unusable.
    pub fn seal(
        env: &dyn Env,
        operation: &Id,
        user: Id,
        version: u64,
        keys: &UserKeys,
        passphrase: &str,
        cost: ArgonCost,
    ) -> Result<Self, VaultError> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        env.fill(&mut salt);
        env.fill(&mut nonce);
        let mut plain = Zeroizing::new([0; 64]);
        plain[..32].copy_from_slice(keys.signing.as_bytes());
        plain[32..].copy_from_slice(keys.wrap.secret().expose());
        let mut slot = Self { user, version, cost, salt, nonce: nonce.to_vec(), sealed: Vec::new() };
        let kek = slot.kek(passphrase)?;
        slot.sealed = seal::seal_slot(&kek, &nonce, &slot.aad(operation), &plain)?;
        Ok(slot)
    }

    /// Opens the slot; `None` when the passphrase is another's.
    ///
    /// # Errors
    /// When the parameters are unusable.
    pub fn open(&self, operation: &Id, passphrase: &str) -> Result<Option<UserKeys>, VaultError> {
        let kek = self.kek(passphrase)?;
        let Ok(nonce) = <[u8; 24]>::try_from(&self.nonce[..]) else { return Ok(None) };
        let Ok(plain) = seal::open_slot(&kek, &nonce, &self.aad(operation), &self.sealed) else { return Ok(None) };
        let (Some(seed), Some(x25519)) =
            (plain.first_chunk::<32>(), plain.get(32..).and_then(|r| r.first_chunk::<32>()))
        else {
            return Ok(None);
        };
        Ok(Some(UserKeys::from_secrets(&Secret32::new(*seed), Secret32::new(*x25519))?))
    }

    fn kek(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        derive(&self.cost, passphrase.as_bytes(), &self.salt)
    }

    fn aad(&self, operation: &Id) -> Vec<u8> {
        let mut aad = b"fieldchart/v1/slot".to_vec();
        aad.extend_from_slice(operation);
        aad.extend_from_slice(&self.user);
        aad.extend_from_slice(&self.version.to_be_bytes());
        for parameter in [self.cost.m_kib, self.cost.t, self.cost.p] {
            aad.extend_from_slice(&parameter.to_be_bytes());
        }
        aad
    }
}

/// The vault file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Vault {
    format: u32,
    /// The operation.
    #[serde(with = "hex16")]
    pub operation: Id,
    /// This device.
    #[serde(with = "hex16")]
    pub device: Id,
    /// This device's incarnation: a restored backup gets a new one.
    #[serde(with = "hex16")]
    pub incarnation: Id,
    #[serde(with = "hex16")]
    db_key_id: Id,
    #[serde(with = "hexbytes")]
    recovery: Vec<u8>,
    slots: Vec<VaultSlot>,
    /// The database's next key, while the database may have this one or that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<NextKey>,
}

/// What every vault says of itself.
#[derive(Deserialize)]
struct Formatted {
    format: u32,
}

/// A database key that is about to take the place of the present one.
#[derive(Debug, Serialize, Deserialize)]
struct NextKey {
    #[serde(with = "hex16")]
    db_key_id: Id,
    #[serde(with = "hexbytes")]
    recovery: Vec<u8>,
    wraps: Vec<NextWrap>,
}

/// The next database key wrapped to a user.
#[derive(Debug, Serialize, Deserialize)]
struct NextWrap {
    #[serde(with = "hex16")]
    user: Id,
    #[serde(with = "hexbytes")]
    db_key: Vec<u8>,
}

/// A user's slot with the database key wrapped to that user.
#[derive(Debug, Serialize, Deserialize)]
struct VaultSlot {
    #[serde(flatten)]
    slot: Slot,
    #[serde(with = "hexbytes")]
    db_key: Vec<u8>,
    /// The user's seed and secret, each wrapped to the recovery key.
    #[serde(with = "hexbytes")]
    recovery: Vec<u8>,
}

impl Vault {
    /// A vault without users, whose database key opens with the recovery key alone.
    ///
    /// # Errors
    /// When the recovery key is unusable.
    pub fn new(
        env: &dyn Env,
        operation: Id,
        device: Id,
        incarnation: Id,
        db_key: &DbKey,
        recovery: &[u8; 32],
    ) -> Result<Self, VaultError> {
        let mut db_key_id = [0; 16];
        env.fill(&mut db_key_id);
        let mut vault = Self {
            format: FORMAT,
            operation,
            device,
            incarnation,
            db_key_id,
            recovery: Vec::new(),
            slots: Vec::new(),
            next: None,
        };
        vault.recovery = wrap(env, recovery, &vault.context(Purpose::Recovery, [0; 16]), &db_key.0)?;
        Ok(vault)
    }

    /// Reads the vault of a folder.
    ///
    /// # Errors
    /// When the file is missing, malformed or of another format.
    pub fn load(dir: &Path) -> Result<Self, VaultError> {
        let path = dir.join(FILE_NAME);
        let text = fs::read(&path).map_err(|source| VaultError::Io { path: path.clone(), source })?;
        let malformed = |source| VaultError::Malformed { path: path.clone(), source };
        // First: what else stands in a file depends on it.
        let Formatted { format } = serde_json::from_slice(&text).map_err(malformed)?;
        if format != FORMAT {
            return Err(VaultError::Format { found: format, known: FORMAT });
        }
        serde_json::from_slice(&text).map_err(malformed)
    }

    /// Writes the vault: all of it or nothing, even when the power fails.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, dir: &Path) -> Result<(), VaultError> {
        let (path, temporary) = (dir.join(FILE_NAME), dir.join("vault.json.new"));
        let text =
            serde_json::to_vec_pretty(self).map_err(|source| VaultError::Malformed { path: path.clone(), source })?;
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&temporary)?;
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            sync_dir(dir)
        };
        write().map_err(|source| VaultError::Io { path: path.clone(), source })
    }

    /// Tries the passphrase against every slot, whoever opened this device last first: each try costs what it costs.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] when none opens.
    pub fn open(&self, passphrase: &str) -> Result<(Id, UserKeys, DbKey), VaultError> {
        for VaultSlot { slot, db_key, .. } in self.slots.iter().rev() {
            if let Some(keys) = slot.open(&self.operation, passphrase)? {
                let secret = unwrap(&keys.wrap, &self.context(Purpose::DbKey, slot.user), db_key)?;
                return Ok((slot.user, keys, DbKey(secret)));
            }
        }
        Err(VaultError::WrongPassphrase)
    }

    /// Tries the passphrase against one user's slot.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`]; [`VaultError::NoSuchUser`].
    pub fn open_as(&self, user: &Id, passphrase: &str) -> Result<UserKeys, VaultError> {
        let slot = self.slot(user).ok_or(VaultError::NoSuchUser(*user))?;
        slot.open(&self.operation, passphrase)?.ok_or(VaultError::WrongPassphrase)
    }

    /// Has this user's slot tried first from now on; whether that changes anything.
    pub(crate) fn prefer(&mut self, user: &Id) -> bool {
        match self.slots.iter().position(|held| held.slot.user == *user) {
            Some(at) if at + 1 < self.slots.len() => {
                let held = self.slots.remove(at);
                self.slots.push(held);
                true
            }
            _ => false,
        }
    }

    /// The database key, by the printed recovery key.
    ///
    /// # Errors
    /// [`VaultError::WrongRecoveryKey`] when it is another vault's.
    pub fn open_with_recovery(&self, recovery: &RecoveryKey) -> Result<DbKey, VaultError> {
        let opened = unwrap(&recovery.0, &self.context(Purpose::Recovery, [0; 16]), &self.recovery);
        Ok(DbKey(opened.map_err(|_| VaultError::WrongRecoveryKey)?))
    }

    /// A user's keys, by the printed recovery key.
    ///
    /// # Errors
    /// [`VaultError::WrongRecoveryKey`], [`VaultError::NoSuchUser`].
    pub fn user_with_recovery(&self, recovery: &RecoveryKey, user: &Id) -> Result<UserKeys, VaultError> {
        let held = self.slots.iter().find(|held| held.slot.user == *user).ok_or(VaultError::NoSuchUser(*user))?;
        let (seed, secret) = held.recovery.split_at(held.recovery.len() / 2);
        let open = |purpose, wrapped| unwrap(&recovery.0, &self.user_context(purpose, *user), wrapped);
        let keys = (open(Purpose::UserSeed, seed), open(Purpose::UserSecret, secret));
        let (Ok(seed), Ok(secret)) = keys else { return Err(VaultError::WrongRecoveryKey) };
        Ok(UserKeys::from_secrets(&seed, secret)?)
    }

    /// Adds a user's slot, or puts it in the place of the user's older one, wrapping the database key to the user and
    /// the user's keys to the recovery key.
    ///
    /// # Errors
    /// When a public key is unusable.
    pub fn put_slot(
        &mut self,
        env: &dyn Env,
        slot: Slot,
        keys: &UserKeys,
        recovery_public: &[u8; 32],
        db_key: &DbKey,
    ) -> Result<(), VaultError> {
        let user = slot.user;
        let db_key = wrap(env, keys.wrap_public(), &self.context(Purpose::DbKey, user), &db_key.0)?;
        let seed = Secret32::new(keys.signing.to_bytes());
        let to_recovery = |purpose, secret| wrap(env, recovery_public, &self.user_context(purpose, user), secret);
        let recovery =
            [to_recovery(Purpose::UserSeed, &seed)?, to_recovery(Purpose::UserSecret, keys.wrap.secret())?].concat();
        self.slots.retain(|other| other.slot.user != user);
        self.slots.push(VaultSlot { slot, db_key, recovery });
        Ok(())
    }

    /// Gives a user a slot as the journal has it, wrapping the database key to the user. The user's keys are wrapped to the
    /// recovery key when they are known, which is at the next change of passphrase here.
    ///
    /// # Errors
    /// When the public key is unusable.
    pub(crate) fn adopt_slot(
        &mut self,
        env: &dyn Env,
        slot: Slot,
        public: &[u8; 32],
        db_key: &DbKey,
    ) -> Result<(), VaultError> {
        if self.slot(&slot.user).is_some_and(|held| held.version >= slot.version) {
            return Ok(());
        }
        let db_key = wrap(env, public, &self.context(Purpose::DbKey, slot.user), &db_key.0)?;
        self.slots.retain(|other| other.slot.user != slot.user);
        self.slots.push(VaultSlot { slot, db_key, recovery: Vec::new() });
        Ok(())
    }

    /// Whether the database may have another key already.
    pub(crate) fn is_between_keys(&self) -> bool {
        self.next.is_some()
    }

    /// Wraps the database's next key to the recovery key and to every user of this device who has a public key.
    ///
    /// # Errors
    /// When a public key is unusable.
    pub(crate) fn prepare_key(
        &mut self,
        env: &dyn Env,
        key: &DbKey,
        recovery: &[u8; 32],
        public: &dyn Fn(&Id) -> Option<[u8; 32]>,
    ) -> Result<(), VaultError> {
        let mut db_key_id = [0; 16];
        env.fill(&mut db_key_id);
        let context = |purpose, recipient| WrapContext { key: db_key_id, ..self.context(purpose, recipient) };
        let wrapped = wrap(env, recovery, &context(Purpose::Recovery, [0; 16]), &key.0)?;
        let mut next = NextKey { db_key_id, recovery: wrapped, wraps: Vec::new() };
        for user in self.users() {
            let Some(public) = public(&user) else { continue };
            let db_key = wrap(env, &public, &context(Purpose::DbKey, user), &key.0)?;
            next.wraps.push(NextWrap { user, db_key });
        }
        self.next = Some(next);
        Ok(())
    }

    /// The database's next key, by a user's keys.
    pub(crate) fn next_key(&self, user: &Id, keys: &UserKeys) -> Option<DbKey> {
        let next = self.next.as_ref()?;
        let wrapped = next.wraps.iter().find(|wrap| wrap.user == *user)?;
        let context = WrapContext { key: next.db_key_id, ..self.context(Purpose::DbKey, *user) };
        unwrap(&keys.wrap, &context, &wrapped.db_key).ok().map(DbKey)
    }

    /// The database's next key, by the recovery key.
    pub(crate) fn next_key_with_recovery(&self, recovery: &RecoveryKey) -> Option<DbKey> {
        let next = self.next.as_ref()?;
        let context = WrapContext { key: next.db_key_id, ..self.context(Purpose::Recovery, [0; 16]) };
        unwrap(&recovery.0, &context, &next.recovery).ok().map(DbKey)
    }

    /// The database has its next key, or else kept the one it had: the other is forgotten, and so is whoever has no wrap of it.
    pub(crate) fn settle_key(&mut self, moved: bool) {
        let Some(next) = self.next.take().filter(|_| moved) else { return };
        self.db_key_id = next.db_key_id;
        self.recovery = next.recovery;
        self.slots.retain_mut(|held| {
            let wrapped = next.wraps.iter().find(|wrap| wrap.user == held.slot.user);
            wrapped.map(|wrap| held.db_key.clone_from(&wrap.db_key)).is_some()
        });
    }

    /// Whether the recovery key does not reach this user's keys yet: the slot came from the journal.
    pub(crate) fn is_beyond_recovery(&self, user: &Id) -> bool {
        self.slots.iter().any(|held| held.slot.user == *user && held.recovery.is_empty())
    }

    /// Puts the journal's newer slot in the place of the user's older one: the same keys under another passphrase.
    pub(crate) fn renew_slot(&mut self, slot: Slot) {
        if let Some(held) = self.slots.iter_mut().find(|held| held.slot.user == slot.user) {
            held.slot = slot;
        }
    }

    /// Takes a user's slot away from this device.
    ///
    /// # Errors
    /// When the user has none.
    pub fn remove_slot(&mut self, user: &Id) -> Result<(), VaultError> {
        let before = self.slots.len();
        self.slots.retain(|other| other.slot.user != *user);
        if self.slots.len() == before { Err(VaultError::NoSuchUser(*user)) } else { Ok(()) }
    }

    /// The slot of a user.
    #[must_use]
    pub fn slot(&self, user: &Id) -> Option<&Slot> {
        self.slots.iter().map(|entry| &entry.slot).find(|slot| slot.user == *user)
    }

    /// The users who can open this device.
    pub fn users(&self) -> impl Iterator<Item = Id> + '_ {
        self.slots.iter().map(|entry| entry.slot.user)
    }

    fn context(&self, purpose: Purpose, recipient: Id) -> WrapContext {
        WrapContext { purpose, operation: self.operation, recipient, key: self.db_key_id }
    }

    fn user_context(&self, purpose: Purpose, user: Id) -> WrapContext {
        WrapContext { purpose, operation: self.operation, recipient: [0; 16], key: user }
    }
}

/// Makes a rename within `dir` last.
#[cfg(unix)]
pub(crate) fn sync_dir(dir: &Path) -> std::io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Windows makes renames last by itself, and cannot open folders.
#[cfg(not(unix))]
pub(crate) fn sync_dir(_dir: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Ids as hex text.
mod hex16 {
    use crate::Id;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(id: &Id, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(id))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let mut id = [0; 16];
        hex::decode_to_slice(String::deserialize(deserializer)?, &mut id).map_err(D::Error::custom)?;
        Ok(id)
    }
}

/// Bytes as hex text.
mod hexbytes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CHEAP, TestEnv};

    #[test]
    fn a_vault_opens_by_passphrase_and_by_recovery_key() {
        let env = TestEnv::new(3);
        let dir = tempfile::tempdir().unwrap();
        let (db_key, recovery) = (DbKey::random(&env), RecoveryKey::random(&env).unwrap());
        let mut vault = Vault::new(&env, [1; 16], [2; 16], [3; 16], &db_key, recovery.public()).unwrap();
        let keys = UserKeys::random(&env).unwrap();
        let slot = Slot::seal(&env, &[1; 16], [4; 16], 1, &keys, "five words", CHEAP).unwrap();
        vault.put_slot(&env, slot, &keys, recovery.public(), &db_key).unwrap();
        vault.save(dir.path()).unwrap();

        let vault = Vault::load(dir.path()).unwrap();
        let (user, opened, key) = vault.open("five words").unwrap();
        assert_eq!((user, opened.signing_public()), ([4; 16], keys.signing_public()));
        assert_eq!(key.0.expose(), db_key.0.expose());
        let printed = RecoveryKey::from_text(&recovery.to_text()).unwrap();
        assert_eq!(vault.open_with_recovery(&printed).unwrap().0.expose(), db_key.0.expose());
        assert!(matches!(vault.open("four words"), Err(VaultError::WrongPassphrase)));
        assert_eq!(vault.user_with_recovery(&printed, &[4; 16]).unwrap().signing_public(), keys.signing_public());
        assert!(matches!(vault.user_with_recovery(&printed, &[5; 16]), Err(VaultError::NoSuchUser(_))));
        assert!(vault.open_as(&[4; 16], "five words").is_ok());
        assert!(matches!(vault.open_as(&[4; 16], "four words"), Err(VaultError::WrongPassphrase)));
        assert!(matches!(vault.open_as(&[5; 16], "five words"), Err(VaultError::NoSuchUser(_))));
        let other = RecoveryKey::random(&env).unwrap();
        assert!(matches!(vault.open_with_recovery(&other), Err(VaultError::WrongRecoveryKey)));
        assert!(matches!(vault.user_with_recovery(&other, &[4; 16]), Err(VaultError::WrongRecoveryKey)));
    }

    #[test]
    fn whoever_was_here_last_is_tried_first() {
        let env = TestEnv::new(5);
        let (db_key, recovery) = (DbKey::random(&env), RecoveryKey::random(&env).unwrap());
        let mut vault = Vault::new(&env, [1; 16], [2; 16], [3; 16], &db_key, recovery.public()).unwrap();
        for user in [[4; 16], [5; 16], [6; 16]] {
            let keys = UserKeys::random(&env).unwrap();
            let slot = Slot::seal(&env, &[1; 16], user, 1, &keys, &hex::encode(user), CHEAP).unwrap();
            vault.put_slot(&env, slot, &keys, recovery.public(), &db_key).unwrap();
        }
        assert!(vault.prefer(&[5; 16]) && !vault.prefer(&[5; 16]) && !vault.prefer(&[9; 16]));
        assert_eq!(vault.users().collect::<Vec<_>>(), [[4; 16], [6; 16], [5; 16]]);
        assert_eq!(vault.open(&hex::encode([4; 16])).unwrap().0, [4; 16]);
    }

    #[test]
    fn absurd_parameters_are_refused_before_they_cost_anything() {
        let env = TestEnv::new(4);
        let keys = UserKeys::random(&env).unwrap();
        let cost = ArgonCost { m_kib: u32::MAX, t: 1, p: 1 };
        assert!(matches!(Slot::seal(&env, &[1; 16], [4; 16], 1, &keys, "x", cost), Err(VaultError::Cost { .. })));
    }
}
