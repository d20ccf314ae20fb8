//! A further device joins: it makes its keys, an administrator's device certifies them, and the logs that it is given make it one
//! of the operation's. No passphrase travels: whoever has a slot in the journal opens the new device with their own.
//! In scope: the request, the certificate and wraps, the new device's store.  Not here: how the two meet (`sync`), founding.

use super::certificate::{DEVICE_CERT, OP_KEY_WRAP, Wrap};
use super::genesis::{DeviceSeeds, Unlocked, assemble, begin_founding, end_founding, put_identity, take_lock};
use super::ingest::Batch;
use super::journal::{Author, Journal, locked};
use super::membership::Known;
use super::revocation::wrap_op_key;
use super::schema::{self, FILE_NAME};
use super::tx::Tx;
use crate::crypto::keys::DbKey;
use crate::crypto::seal::{OpKey, SealError};
use crate::crypto::vault::Vault;
use crate::error::{Error, Fault, Refusal};
use crate::payload::{AuthorKind, cbor, fixed};
use crate::{Env, Id};
use ed25519_dalek::{SigningKey, VerifyingKey};
use minicbor::Decoder;
use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError};

/// What a device that wants to join shows: its id and public keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinRequest {
    /// The device's id, which it drew.
    pub device: Id,
    /// Ed25519: log, act, TLS, cosigner.
    pub keys: [[u8; 32]; 4],
    /// X25519.
    pub wrap: [u8; 32],
}

/// What the device is given: the operation's public keys, and the operation keys wrapped to it.
#[derive(Debug, Clone)]
pub struct Welcome {
    /// The operation.
    pub operation: Id,
    root: [u8; 32],
    recovery: [u8; 32],
    wraps: Vec<Wrap>,
}

/// A device about to join: its secrets, held in memory until it does.
pub struct Joining {
    device: Id,
    pub(crate) seeds: DeviceSeeds,
}

impl std::fmt::Debug for Joining {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Joining").field("device", &hex::encode(self.device)).finish_non_exhaustive()
    }
}

impl JoinRequest {
    /// Bytes of [`JoinRequest::to_bytes`].
    pub const BYTES: usize = 16 + 5 * 32;

    /// Id and keys, one after another.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.device[..], &self.keys.concat(), &self.wrap].concat()
    }

    /// Reads [`JoinRequest::to_bytes`]; `None` for another length.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (device, rest) = bytes.split_first_chunk()?;
        let (keys, rest) = rest.split_first_chunk::<128>()?;
        let mut request = Self { device: *device, keys: [[0; 32]; 4], wrap: rest.try_into().ok()? };
        for (key, bytes) in request.keys.iter_mut().zip(keys.chunks_exact(32)) {
            key.copy_from_slice(bytes);
        }
        Some(request)
    }
}

impl Welcome {
    /// What two people must agree on before anything of it is believed: operation, root key and recovery key.
    #[must_use]
    pub fn identity(&self) -> Vec<u8> {
        [&self.operation[..], &self.root, &self.recovery].concat()
    }

    /// As CBOR: operation, root, recovery, wraps.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = cbor(|e| e.array(4).bytes(&self.operation).bytes(&self.root).bytes(&self.recovery));
        let wraps = cbor(|e| e.array(self.wraps.len() as u64));
        let fields = |wrap: &Wrap| cbor(|e| e.array(4)).into_iter().chain(wrap.fields().concat()).collect::<Vec<u8>>();
        [head, wraps, self.wraps.iter().flat_map(fields).collect()].concat()
    }

    /// Reads [`Welcome::to_bytes`].
    ///
    /// # Errors
    /// When it is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let parts = |bytes| crate::cbor::elements(bytes).map_err(Error::whole);
        let malformed = || Error::whole(Fault::Local("welcome"));
        let whole = parts(bytes)?;
        let [operation, root, recovery, wraps] = whole[..] else { return Err(malformed()) };
        let wrap = |fields| {
            let fields: Vec<Vec<u8>> = parts(fields)?.into_iter().map(<[u8]>::to_vec).collect();
            Wrap::decode(&fields).map_err(Error::whole)
        };
        Ok(Self {
            operation: fixed(&mut Decoder::new(operation)).map_err(|_| malformed())?,
            root: fixed(&mut Decoder::new(root)).map_err(|_| malformed())?,
            recovery: fixed(&mut Decoder::new(recovery)).map_err(|_| malformed())?,
            wraps: parts(wraps)?.into_iter().map(wrap).collect::<Result<_, _>>()?,
        })
    }
}

impl Journal {
    /// Certifies a device that asks to join and wraps every operation key it needs to it. The caller has checked that `admin`
    /// may, and that the request is the device's own.
    ///
    /// # Errors
    /// [`Error::RevokedAuthor`], [`Error::DeviceTaken`]; when a key is unusable, or the store cannot be written.
    pub fn admit_device(&self, admin: &Unlocked, request: &JoinRequest) -> Result<Welcome, Error> {
        if self.is_revoked(AuthorKind::Device, &request.device) {
            return Err(Error::RevokedAuthor(request.device));
        }
        let known = self.membership().newest_of(AuthorKind::Device, &request.device).map(|c| c.wrap_key);
        if known.is_some_and(|key| key != request.wrap) {
            return Err(Error::DeviceTaken(request.device));
        }
        for key in &request.keys {
            VerifyingKey::from_bytes(key).map_err(|_| crate::crypto::keys::KeyError::PublicKey(*key))?;
        }
        let keys: Vec<(Arc<OpKey>, Vec<Arc<OpKey>>)> = {
            let membership = self.membership();
            let latest = membership.latest_op_keys().into_iter().cloned();
            latest.map(|key| (Arc::clone(&key), membership.earlier_than(&key.id()))).collect()
        };
        let mut wraps = Vec::new();
        for (key, earlier) in &keys {
            let sealed = earlier.iter().map(|old| Ok((old.id(), key.seal_earlier(self.env(), old)?)));
            let sealed = sealed.collect::<Result<Vec<_>, SealError>>().map_err(Error::whole)?;
            wraps.push(wrap_op_key(self, key, request.device, &request.wrap, &sealed)?);
        }
        let build = |tx: &mut Tx<'_>| {
            let mut fields = vec![cbor(|e| e.bytes(&request.device))];
            fields.extend(request.keys.iter().chain([&request.wrap]).map(|key| cbor(|e| e.bytes(key))));
            tx.append_certificate(request.device, DEVICE_CERT, fields, &[admin.issuer()])?;
            for wrap in &wraps {
                tx.append_certificate(tx.new_id(), OP_KEY_WRAP, wrap.fields(), &[admin.issuer()])?;
            }
            Ok::<_, Error>(())
        };
        self.write(&Author::User(admin), build, |_, _, ()| Ok::<_, Error>(()))?;
        Ok(Welcome { operation: self.operation(), root: self.root_public(), recovery: self.identity.recovery, wraps })
    }

    /// Gives everybody who has a slot in the journal, and was not revoked, a slot on this device.
    ///
    /// # Errors
    /// When a slot does not open as the journal has it, or the vault cannot be written.
    pub fn adopt_users(&self) -> Result<(), Error> {
        let newest = self.newest_slots(&|_, _| true)?;
        let mut vault = locked(&self.vault);
        for slot in newest {
            let public = self.membership().newest_of(AuthorKind::User, &slot.user).map(|c| c.wrap_key);
            if let Some(public) = public.filter(|_| !self.is_revoked(AuthorKind::User, &slot.user)) {
                vault.adopt_slot(self.env(), slot, &public, &self.secrets.db_key)?;
            }
        }
        Ok(vault.save(&self.dir)?)
    }
}

impl Joining {
    /// Makes a device's keys.
    ///
    /// # Errors
    /// When a key cannot be made.
    pub fn new(env: &dyn Env) -> Result<Self, Error> {
        Ok(Self { device: env.new_id(), seeds: DeviceSeeds::random(env)? })
    }

    /// What to show to an administrator's device.
    #[must_use]
    pub fn request(&self) -> JoinRequest {
        let public =
            |seed: &crate::crypto::keys::Secret32| SigningKey::from_bytes(seed.expose()).verifying_key().to_bytes();
        let DeviceSeeds { log, act, tls, cosigner, wrap } = &self.seeds;
        JoinRequest { device: self.device, keys: [log, act, tls, cosigner].map(public), wrap: *wrap.public() }
    }

    /// Makes the device's store in `dir` and takes in the logs it is given, which must hold its certificate. As long as they do
    /// not, nothing was joined, and the next attempt starts over.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`]; what the logs are refused for; [`Error::UnknownAuthor`] where the certificate is not among them.
    pub fn join(
        &self,
        dir: &Path,
        env: Arc<dyn Env>,
        welcome: &Welcome,
        logs: &mut dyn Iterator<Item = Batch>,
    ) -> Result<Journal, Error> {
        self.join_by(dir, env, welcome, |journal| take_in(journal, logs))
    }

    /// The same, with logs that `take_in` takes in as it likes.
    ///
    /// # Errors
    /// As [`Joining::join`], and the closure's.
    pub fn join_by<E: From<Error>>(
        &self,
        dir: &Path,
        env: Arc<dyn Env>,
        welcome: &Welcome,
        take_in: impl FnOnce(&Journal) -> Result<(), E>,
    ) -> Result<Journal, E> {
        let journal = self.begin(dir, env, welcome)?;
        take_in(&journal)?;
        let certified = journal.membership().newest_of(AuthorKind::Device, &self.device).is_some();
        if !certified {
            return Err(Error::UnknownAuthor(self.device).into());
        }
        journal.adopt_users()?;
        end_founding(dir)?;
        Ok(journal)
    }

    /// A store with nothing in it, for which the welcome's keys are known.
    fn begin(&self, dir: &Path, env: Arc<dyn Env>, welcome: &Welcome) -> Result<Journal, Error> {
        fs::create_dir_all(dir).map_err(|source| Error::Io { path: dir.to_owned(), source })?;
        let lock = take_lock(dir)?;
        begin_founding(dir)?;
        let db_key = DbKey::random(&*env);
        let (operation, incarnation) = (welcome.operation, env.new_id());
        let vault = Vault::new(&*env, operation, self.device, incarnation, &db_key, &welcome.recovery)?;
        let root = VerifyingKey::from_bytes(&welcome.root).map_err(|_| Error::whole(Fault::Local("root_public")))?;
        let conn = schema::open_writer(&dir.join(FILE_NAME), &db_key)?;
        put_identity(&conn, &vault, &root, &welcome.recovery, &self.seeds)?;
        drop(conn);
        let journal = assemble(dir, env, lock, vault, db_key)?;
        // The entries that bring the keys come late in some log; what comes before them is opened all the same.
        for wrap in &welcome.wraps {
            let keys = journal.unopened(|conn| journal.unwrap_op_keys(conn, wrap))?.map_err(Error::whole)?;
            let known = Known::Wrap(wrap.clone(), keys);
            journal.membership.write().unwrap_or_else(PoisonError::into_inner).learn(known);
        }
        Ok(journal)
    }
}

/// Takes logs in whatever order they come: a device's certificate may stand in a later one.
fn take_in(journal: &Journal, logs: &mut dyn Iterator<Item = Batch>) -> Result<(), Error> {
    let mut waiting = Vec::new();
    for batch in logs {
        match journal.ingest(&batch, |_, _| Ok::<_, Error>(())) {
            Err(Error::Refused { why: Refusal::UnknownDevice(_), .. }) => waiting.push(batch),
            other => _ = other?,
        }
        waiting.retain(|batch| journal.ingest(batch, |_, _| Ok::<_, Error>(())).is_err());
    }
    // Whatever still waits says why.
    waiting.iter().try_for_each(|batch| journal.ingest(batch, |_, _| Ok::<_, Error>(())).map(|_| ()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::ingest::tests::{add, each_of, own_batch, pull};
    use crate::store::tests::{PASSPHRASE, check, found, write_many};
    use crate::testing::{CHEAP, TestEnv};
    use crate::{Error, open};
    use std::collections::BTreeSet;

    /// A further device of the journal's operation, and its first administrator there.
    pub(crate) fn joined(journal: &Journal, admin: &Unlocked, dir: &Path, name: &str) -> (Journal, Unlocked) {
        let env = || Arc::new(TestEnv::at(name.bytes().map(u64::from).sum(), journal.env().now_ms()));
        let joining = Joining::new(&*env()).unwrap();
        let request = JoinRequest::from_bytes(&joining.request().to_bytes()).unwrap();
        let welcome = Welcome::from_bytes(&journal.admit_device(admin, &request).unwrap().to_bytes()).unwrap();
        let mut logs: Vec<Batch> = Vec::new();
        for head in journal.heads().unwrap() {
            logs.push(journal.batch(&head, 0).unwrap());
        }
        let there = dir.join(name);
        let journal = joining.join(&there, env(), &welcome, &mut logs.into_iter()).unwrap();
        drop(journal);
        open(&there, env(), PASSPHRASE).unwrap()
    }

    #[test]
    fn a_request_or_an_answer_cut_off_joins_nobody_and_an_altered_one_nobody_by_halves() {
        let (dir, here, admin, _) = found(130);
        let env = || Arc::new(TestEnv::at(7, here.env().now_ms()));
        let joining = Joining::new(&*env()).unwrap();
        let request = joining.request().to_bytes();
        assert!((0..request.len()).all(|end| JoinRequest::from_bytes(&request[..end]).is_none()));
        assert!(JoinRequest::from_bytes(&[&request[..], &[0]].concat()).is_none());
        let welcome = here.admit_device(&admin, &joining.request()).unwrap();
        let bytes = welcome.to_bytes();
        assert!((0..bytes.len()).all(|end| Welcome::from_bytes(&bytes[..end]).is_err()));
        let batch = here.batch(&here.head().0, 0).unwrap();
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            let Ok(read) = Welcome::from_bytes(&altered) else { continue };
            // What people compare by six words is judged by them.
            if read.identity() != welcome.identity() {
                continue;
            }
            let there = dir.path().join(at.to_string());
            match joining.join(&there, env(), &read, &mut std::iter::once(batch.clone())) {
                Err(_) => assert!(open(&there, env(), PASSPHRASE).is_err(), "byte {at}"),
                // A key wrapped to another device is passed over: this one's comes with the log.
                Ok(journal) => assert!(check(&journal).is_clean() && journal.length() == here.length(), "byte {at}"),
            }
        }
        joining.join(&dir.path().join("there"), env(), &welcome, &mut std::iter::once(batch)).unwrap();
    }

    #[test]
    fn a_joined_device_reads_what_was_is_opened_by_who_had_a_slot_and_writes_its_own_log() {
        let (dir, here, admin, _) = found(131);
        let (old, _) = write_many(&here, &Author::User(&admin), 5);
        here.rotate_op_key(&admin).unwrap();
        let (new, _) = write_many(&here, &Author::User(&admin), 5);
        let nurse = here.add_user(&admin, "nurse words", CHEAP, 3).unwrap();
        let (there, _) = joined(&here, &admin, dir.path(), "there");
        assert_ne!(there.device(), here.device());
        assert_eq!((there.operation(), there.length(), there.size()), (here.operation(), here.length(), 0));
        let mut seen = BTreeSet::new();
        each_of(&there, |opened| _ = seen.insert(opened.leaf_hash));
        assert!(old.iter().chain(&new).all(|entry| seen.contains(&entry.leaf_hash)));
        let unlocked = there.unlock("nurse words").unwrap();
        assert_eq!(unlocked.user, nurse);
        let written = add(&there, &unlocked, new.last().unwrap().subject, &["from there"]);
        for journal in [&here, &there] {
            let report = check(journal);
            assert!(report.is_clean() && report.parked == 0, "{:?}", report.findings);
        }
        pull(&here, &there);
        assert!(here.open_entry(here.length() - 1).unwrap().leaf_hash == written[0].leaf_hash);
        assert!(check(&here).is_clean());
        // A third joins by way of the second.
        let admin_there = there.unlock(PASSPHRASE).unwrap();
        let (third, _) = joined(&there, &admin_there, dir.path(), "third");
        pull(&here, &there);
        assert_eq!(third.heads().unwrap(), here.heads().unwrap());
        assert!(check(&third).is_clean());
    }

    #[test]
    fn without_its_certificate_nothing_was_joined() {
        let (dir, here, admin, _) = found(132);
        let env = || Arc::new(TestEnv::new(1321));
        let joining = Joining::new(&*env()).unwrap();
        let before: Vec<Batch> = vec![own_batch(&here, 0)];
        let welcome = here.admit_device(&admin, &joining.request()).unwrap();
        let there = dir.path().join("there");
        let refused = joining.join(&there, env(), &welcome, &mut before.into_iter());
        assert!(matches!(refused, Err(Error::UnknownAuthor(id)) if id == joining.device));
        let mut logs = [own_batch(&here, 0)].into_iter();
        let journal = joining.join(&there, env(), &welcome, &mut logs).unwrap();
        assert!(check(&journal).is_clean(), "{:?}", check(&journal).findings);
        drop(journal);
        assert!(matches!(joining.join(&there, env(), &welcome, &mut logs), Err(Error::AlreadyExists(_))));
        // Somebody else names themselves as that device.
        let posing = Joining::new(&TestEnv::new(1323)).unwrap();
        let request = JoinRequest { device: joining.device, ..posing.request() };
        assert!(matches!(here.admit_device(&admin, &request), Err(Error::DeviceTaken(_))));
        here.admit_device(&admin, &joining.request()).unwrap();
        // What was meant for one device opens nothing on another.
        let other = Joining::new(&TestEnv::new(1322)).unwrap();
        let mut logs = [own_batch(&here, 0)].into_iter();
        assert!(other.join(&dir.path().join("other"), env(), &welcome, &mut logs).is_err());
    }

    /// Found by the simulator: of the keys before the newest, only the one before it came along.
    #[test]
    fn a_device_that_joins_after_several_new_keys_reads_what_was_under_each() {
        let (dir, here, admin, _) = found(135);
        let mut written = Vec::new();
        for _ in 0..4 {
            written.extend(write_many(&here, &Author::User(&admin), 1).0);
            here.rotate_op_key(&admin).unwrap();
        }
        let (there, _) = joined(&here, &admin, dir.path(), "there");
        let mut seen = BTreeSet::new();
        each_of(&there, |opened| _ = seen.insert(opened.leaf_hash));
        assert!(written.iter().all(|entry| seen.contains(&entry.leaf_hash)));
        assert!(check(&there).is_clean() && check(&there).parked == 0);
    }
}
