//! A host: one folder's store (open or locked), its sessions, drafts, jobs and events. Every door calls `Host::call`.
//! In scope: opening, locking, sessions, delays after wrong tries, access-log batching.
//! Not here: several people at one screen (host/screen.rs), what a call does (handlers/).

mod joining;
mod screen;

pub use joining::Asked;

use crate::config::Config;
use crate::dispatch;
use crate::fault::Fault;
use crate::floor::Floor;
use crate::handlers::session::suggest_passphrase;
use crate::jobs::Jobs;
use crate::pairing::offer::Offering;
use crate::peers::{Network, Peers};
use crate::pin;
use crate::store::{NewRecord, Store, lock};
use domain::access::{Permissions, Role};
use domain::api::session::UserView;
use domain::api::visit::{BoardRow, Opened};
use domain::api::{ApiError, Envelope, Event, Reply};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::record::{ChartAccess, Kind, Operation, User};
use domain::time::Date;
use ledger::{Author, RecoveryKey, Unlocked, VaultError};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::broadcast;

/// One access entry per user, patient and this long.
const ACCESS_WINDOW_MS: u64 = 15 * 60_000;
/// Access entries wait at most this long before they are journalled; search follows writes at the same beat.
const TICK: Duration = Duration::from_secs(20);
/// Wrong tries before delays grow.
const FREE_TRIES: u32 = 3;

/// A logged-in person.
#[derive(Clone)]
pub struct Session {
    /// Who.
    pub user: UserView,
    /// The keys that sign what they write.
    pub keys: Arc<Unlocked>,
    /// Whether the screen is locked.
    pub locked: bool,
    /// The account's last day.
    ends: Option<Date>,
}

#[derive(Default)]
struct Tries {
    wrong: u32,
    not_before_ms: u64,
}

#[derive(Default)]
struct AccessLog {
    seen: HashMap<(Id, Id), u64>,
    pending: Vec<(Arc<Unlocked>, Id, Id)>,
}

/// One folder and everything open on it.
pub struct Host {
    dir: PathBuf,
    config: Config,
    store: Mutex<Option<Arc<Store>>>,
    sessions: Mutex<HashMap<String, Session>>,
    tries: Mutex<Tries>,
    access: Mutex<AccessLog>,
    floor: Mutex<Floor>,
    events: broadcast::Sender<Event>,
    jobs: Jobs,
    /// Held by whoever writes a whole folder: starting, restoring, joining, backing up, exporting.
    copying: Arc<Mutex<()>>,
    /// How laptops meet over the network, where they may.
    network: Mutex<Option<Network>>,
    peers: Mutex<Option<Arc<Peers>>>,
    /// This laptop's keys while it asks to join, until it has.
    asking: Arc<Mutex<Option<Asked>>>,
    /// The offer to admit another over the network.
    offering: Arc<Mutex<Option<Offering>>>,
}

/// What starting an operation yields once.
pub struct Genesis {
    /// The printed recovery secret.
    pub recovery_text: String,
    /// The printed root secret.
    pub root_text: String,
}

impl Host {
    /// A host of a folder; nothing is opened yet.
    #[must_use]
    pub fn new(dir: PathBuf, config: Config) -> Arc<Host> {
        let (events, _) = broadcast::channel(256);
        let host = Arc::new(Host {
            dir,
            config,
            store: Mutex::default(),
            sessions: Mutex::default(),
            tries: Mutex::default(),
            access: Mutex::default(),
            floor: Mutex::default(),
            jobs: Jobs::new(events.clone()),
            copying: Arc::default(),
            network: Mutex::default(),
            peers: Mutex::default(),
            asking: Arc::default(),
            offering: Arc::default(),
            events,
        });
        let weak = Arc::downgrade(&host);
        std::thread::spawn(move || {
            while let Some(host) = {
                std::thread::sleep(TICK);
                weak.upgrade()
            } {
                host.flush();
                host.settle();
            }
        });
        host
    }

    /// Lets laptops meet over the network from now on, whenever the store is open and there are others.
    pub fn go_online(&self, network: Network) {
        *lock(&self.network) = Some(network);
        self.settle();
    }

    /// Whether laptops may meet over the network.
    #[must_use]
    pub fn is_online(&self) -> bool {
        lock(&self.network).is_some()
    }

    /// What meets other laptops, while it runs.
    #[must_use]
    pub fn peers(&self) -> Option<Arc<Peers>> {
        lock(&self.peers).clone()
    }

    /// Starts to meet others once there are any: a laptop alone opens no port.
    pub fn settle(&self) {
        let mut peers = lock(&self.peers);
        let (Some(network), Ok(store)) = (lock(&self.network).clone(), self.store()) else { return };
        if peers.is_some() || store.journal().devices().len() < 2 {
            return;
        }
        match Peers::start(&store, &network, self.config.env.clone(), self.events.clone()) {
            Ok(started) => *peers = Some(Arc::new(started)),
            Err(fault) => eprintln!("fieldchart: laptops cannot meet over the network: {fault}"),
        }
    }

    /// Answers one call; with [`Host::call_with`] the only way in.
    #[must_use]
    pub fn call(&self, envelope: Envelope) -> Reply {
        self.call_with(envelope, &[])
    }

    /// Answers one call that bytes come with: an upload.
    #[must_use]
    pub fn call_with(&self, envelope: Envelope, bytes: &[u8]) -> Reply {
        match dispatch::dispatch(self, envelope, bytes) {
            Ok(v) => Reply::Ok(v),
            Err(e) => Reply::Err(e),
        }
    }

    /// Events for open screens.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// How this host runs.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The jobs.
    #[must_use]
    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// What is held while a whole folder is written: one at a time.
    #[must_use]
    pub fn copying(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.copying)
    }

    /// How laptops meet over the network; `None` where they do not.
    #[must_use]
    pub fn network(&self) -> Option<Network> {
        lock(&self.network).clone()
    }

    /// Where open screens are told of news.
    #[must_use]
    pub fn events(&self) -> broadcast::Sender<Event> {
        self.events.clone()
    }

    /// Whether an operation was started in this folder.
    #[must_use]
    pub fn is_started(&self) -> bool {
        self.dir.join(ledger::crypto::vault::FILE_NAME).exists()
    }

    /// The open store.
    ///
    /// # Errors
    /// `NoOperation` or `Locked`.
    pub fn store(&self) -> Result<Arc<Store>, ApiError> {
        lock(&self.store).clone().ok_or(if self.is_started() { ApiError::Locked } else { ApiError::NoOperation })
    }

    /// The session of a token. An account past its last day ends here.
    ///
    /// # Errors
    /// `NoSession`.
    pub fn session(&self, token: Option<&str>) -> Result<Session, ApiError> {
        let token = token.ok_or(ApiError::NoSession)?;
        let session = lock(&self.sessions).get(token).cloned().ok_or(ApiError::NoSession)?;
        if session.ends.is_some_and(|last| self.today() > last) {
            self.log_out(token);
            return Err(ApiError::NoSession);
        }
        Ok(session)
    }

    /// Starts an operation: keys, first administrator and device, first settings.
    ///
    /// # Errors
    /// `OperationExists`; whatever keeps the folder from being written.
    pub fn start(&self, operation: Operation, name: &str, passphrase: &str) -> Result<(String, Genesis), Fault> {
        let _alone = lock(&self.copying);
        let mut open = lock(&self.store);
        if self.is_started() {
            return Err(ApiError::OperationExists.into());
        }
        std::fs::create_dir_all(&self.dir)?;
        let roles = vec![Role::Administrator, Role::Physician];
        let bits = Permissions::of_roles(&roles).0;
        let argon = self.config.argon().map_err(ledger::Error::from)?;
        let (journal, unlocked, genesis) = ledger::create(&self.dir, self.config.env.clone(), passphrase, argon, bits)?;
        let store = Arc::new(Store::new(journal, &self.dir, self.config.clone())?);
        let keys = Arc::new(unlocked);
        let user = User { name: Some(name.to_owned()), roles: Some(roles), ends: None };
        store.write(&Author::User(&keys), None, |w| {
            let record = Id(store.journal().operation());
            w.append(None, NewRecord::first(record, &operation), None)?;
            w.append(None, NewRecord::first(Id(keys.user), &user), None)
        })?;
        let token = self.open_session(&store, keys)?;
        *open = Some(store);
        Ok((
            token,
            Genesis {
                recovery_text: genesis.recovery_text.to_string(),
                root_text: genesis.root_secret_text.to_string(),
            },
        ))
    }

    /// Opens the store (where locked) and a session.
    ///
    /// # Errors
    /// `WrongPassphrase`, `TooManyTries`, `AccountEnded`, `NoOperation`; a damaged store.
    pub fn log_in(&self, passphrase: &str) -> Result<String, Fault> {
        if !self.is_started() {
            return Err(ApiError::NoOperation.into());
        }
        self.check_delay()?;
        let mut open = lock(&self.store);
        let (store, unlocked) = match open.as_ref() {
            Some(store) => (store.clone(), self.count(store.journal().unlock(passphrase))?),
            None => {
                let (journal, unlocked) = self.count(ledger::open(&self.dir, self.config.env.clone(), passphrase))?;
                (Arc::new(Store::new(journal, &self.dir, self.config.clone())?), unlocked)
            }
        };
        // An account that is over leaves a locked store locked.
        let token = self.open_session(&store, Arc::new(unlocked))?;
        *open = Some(store);
        drop(open);
        self.settle();
        Ok(token)
    }

    /// Makes somebody an administrator by the printed root key, while the store is open; tells who, and their passphrase.
    ///
    /// # Errors
    /// A key that was mistyped or is another operation's; the journal's own.
    pub fn appoint(&self, root: &str, name: &str) -> Result<(Id, String), Fault> {
        let store = self.store()?;
        let root = ledger::crypto::keys::secret_from_text(root).map_err(ledger::Error::from)?;
        let passphrase = suggest_passphrase(&*self.config.env);
        let argon = self.config.argon().map_err(ledger::Error::from)?;
        let roles = vec![Role::Administrator];
        let keys = store.journal().appoint(&root, &passphrase, argon, Permissions::of_roles(&roles).0)?;
        let user = User { name: Some(name.to_owned()), roles: Some(roles), ends: None };
        store.write(&Author::User(&keys), None, |w| w.append(None, NewRecord::first(Id(keys.user), &user), None))?;
        store.pass_keys()?;
        Ok((Id(keys.user), passphrase))
    }

    /// Opens the store by the printed recovery key, gives a person of this device a new passphrase, and opens a session.
    ///
    /// # Errors
    /// `WrongRecoveryKey`, `TooManyTries`, `NoOperation`; `Invalid` where `user` must say who; a damaged store.
    pub fn recover(&self, key: &str, user: &str, passphrase: &str) -> Result<String, Fault> {
        if !self.is_started() {
            return Err(ApiError::NoOperation.into());
        }
        self.check_delay()?;
        let key = RecoveryKey::from_text(key).map_err(|_| ledger::Error::from(VaultError::WrongRecoveryKey));
        let mut open = lock(&self.store);
        let (key, store) = match open.as_ref() {
            Some(store) => {
                let checked = key.and_then(|key| store.journal().check_recovery(&key).map(|()| key));
                (self.count(checked)?, store.clone())
            }
            None => {
                let opened = key.and_then(|key| {
                    ledger::open_with_recovery(&self.dir, self.config.env.clone(), &key).map(|journal| (key, journal))
                });
                let (key, journal) = self.count(opened)?;
                (key, Arc::new(Store::new(journal, &self.dir, self.config.clone())?))
            }
        };
        let user = person(&store, user)?;
        let keys = store.recover(&key, user, passphrase)?;
        *open = Some(store.clone());
        drop(open);
        self.settle();
        self.announce(&store);
        self.open_session(&store, Arc::new(keys))
    }

    /// Unlocks a locked screen.
    ///
    /// # Errors
    /// `WrongPassphrase`, `TooManyTries`.
    pub fn unlock(&self, token: &str, passphrase: &str) -> Result<(), Fault> {
        self.prove(&self.session(Some(token))?, passphrase)?;
        self.set_locked(token, false);
        Ok(())
    }

    /// The keys of a second person who gives their passphrase at somebody else's screen, to sign beside them.
    ///
    /// # Errors
    /// `WrongPassphrase`, `TooManyTries`, `AccountEnded`.
    pub fn witness(&self, passphrase: &str) -> Result<Unlocked, Fault> {
        self.check_delay()?;
        let store = self.store()?;
        let keys = self.count(store.journal().unlock(passphrase))?;
        let (_, ends) = store.read(|sql| screen::account(sql, Id(keys.user)))?;
        match ends.filter(|last| self.today() > *last) {
            Some(on) => Err(ApiError::AccountEnded { on }.into()),
            None => Ok(keys),
        }
    }

    /// Locks or unlocks a session's screen.
    pub fn set_locked(&self, token: &str, locked: bool) {
        if let Some(s) = lock(&self.sessions).get_mut(token) {
            s.locked = locked;
        }
    }

    /// Ends a session.
    pub fn log_out(&self, token: &str) {
        self.flush();
        if let Some(session) = lock(&self.sessions).remove(token) {
            lock(&self.floor).leave(session.user.id);
        }
    }

    /// Drops the store, every key and every session.
    pub fn lock_store(&self) {
        self.flush();
        lock(&self.sessions).clear();
        *lock(&self.access) = AccessLog::default();
        *lock(&self.floor) = Floor::default();
        *lock(&self.store) = None;
        let offering = lock(&self.offering).take();
        drop(offering);
        // What others brought is stored to its end; then nothing holds the store open.
        let peers = lock(&self.peers).take();
        if let Some(peers) = peers {
            peers.stop();
        }
    }

    /// Notes that a chart is opened, once per user, patient and window.
    pub fn note_access(&self, session: &Session, patient: Id) {
        let now = self.config.env.now_ms();
        let mut log = lock(&self.access);
        let key = (session.user.id, patient);
        if log.seen.get(&key).is_some_and(|at| now.saturating_sub(*at) < ACCESS_WINDOW_MS) {
            return;
        }
        log.seen.insert(key, now);
        log.pending.push((session.keys.clone(), session.user.id, patient));
    }

    /// Journals waiting access entries and brings search up to date. Charts stay readable where this fails, loudly.
    pub fn flush(&self) {
        let Ok(store) = self.store() else { return };
        let pending = std::mem::take(&mut lock(&self.access).pending);
        for (keys, user, patient) in pending {
            let entry = ChartAccess { user: Some(user), patient: Some(patient) };
            let written = store.write(&Author::User(&keys), None, |w| {
                let subject = crate::projection::subject_of(w.sql(), patient)?;
                let record = w.new_id();
                w.append(Some(subject), NewRecord::first(record, &entry), None)
            });
            // A chart asked for by an id that is nobody's has no subject to log under.
            if let Err(e) = written
                && !matches!(e, Fault::Api(ApiError::NotFound))
            {
                eprintln!("fieldchart: an opened chart could not be journalled: {e}");
            }
        }
        if let Err(e) = store.index_pending() {
            eprintln!("fieldchart: search is behind the journal: {e}");
        }
    }

    /// Who called whom and who is writing where, now.
    #[must_use]
    pub fn floor(&self, now_ms: i64) -> Floor {
        let mut floor = lock(&self.floor);
        floor.settle(now_ms);
        floor.clone()
    }

    /// Claims the first of the waiting whom nobody has called; two callers never get the same patient.
    pub fn claim(&self, session: &Session, waiting: &[BoardRow]) -> Option<Opened> {
        let mut floor = lock(&self.floor);
        let row = waiting.iter().find(|row| !floor.called.contains_key(&row.encounter))?;
        floor.called.insert(row.encounter, (session.user.id, session.user.name.clone()));
        Some(Opened { patient: row.patient, encounter: row.encounter, number: row.number })
    }

    /// Notes who is writing in a visit; answers who else is, and whether the board changed.
    pub fn write_here(&self, session: &Session, visit: Id, writes: bool, now_ms: i64) -> (Vec<String>, bool) {
        let mut floor = lock(&self.floor);
        let changed = floor.write_here(visit, session.user.id, &session.user.name, writes, now_ms);
        (floor.others(visit, session.user.id), changed)
    }

    /// Ends a claim: the visit moved on.
    pub fn release(&self, visit: Id) {
        lock(&self.floor).called.remove(&visit);
    }

    /// Tells open screens that the board changed.
    pub fn announce_board(&self) {
        let _ = self.events.send(Event::Board);
    }

    /// Tells open screens how long the journal is now.
    pub fn announce(&self, store: &Store) {
        let _ = self.events.send(Event::Grown { size: store.journal().size() });
    }

    /// What tells open screens, after a job, that the journal grew and the board with it.
    pub fn announcer(&self) -> impl Fn(&Store) + Send + 'static {
        let events = self.events.clone();
        move |store| {
            let _ = events.send(Event::Grown { size: store.journal().size() });
            let _ = events.send(Event::Board);
        }
    }

    fn open_session(&self, store: &Store, keys: Arc<Unlocked>) -> Result<String, Fault> {
        let (user, ends) = store.read(|sql| screen::account(sql, Id(keys.user)))?;
        if let Some(on) = ends.filter(|last| self.today() > *last) {
            return Err(ApiError::AccountEnded { on }.into());
        }
        pin::revive(store, user.id)?;
        let mut token = [0; 32];
        self.config.env.fill(&mut token);
        let token = hex::encode(token);
        lock(&self.sessions).insert(token.clone(), Session { user, keys, locked: false, ends });
        Ok(token)
    }

    fn check_delay(&self) -> Result<(), ApiError> {
        let now = self.config.env.now_ms();
        let tries = lock(&self.tries);
        // A clock set back must not lock anyone out for longer than the longest delay.
        let left = tries.not_before_ms.saturating_sub(now).min(delay_ms(u32::MAX));
        if left > 0 {
            Err(ApiError::TooManyTries { wait_s: u32::try_from(left.div_ceil(1000)).unwrap_or(u32::MAX) })
        } else {
            Ok(())
        }
    }

    fn count<T>(&self, result: Result<T, ledger::Error>) -> Result<T, Fault> {
        match &result {
            Ok(_) => self.count_right(),
            Err(ledger::Error::Vault(VaultError::WrongPassphrase | VaultError::WrongRecoveryKey)) => self.count_wrong(),
            Err(_) => {}
        }
        Ok(result?)
    }

    fn count_right(&self) {
        *lock(&self.tries) = Tries::default();
    }

    fn count_wrong(&self) {
        let mut tries = lock(&self.tries);
        tries.wrong += 1;
        tries.not_before_ms = self.config.env.now_ms() + delay_ms(tries.wrong);
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// A user's name and roles.
fn user_record(store: &Store, id: Id) -> Result<User, Fault> {
    let found = store.read(|sql| {
        use rusqlite::OptionalExtension;
        let query = "SELECT body FROM rm_setting WHERE id = ?1 AND kind = ?2";
        Ok(sql.query_row(query, rusqlite::params![id.0, Kind::User as u16], |r| r.get::<_, String>(0)).optional()?)
    })?;
    Ok(found.map(|b| serde_json::from_str(&b)).transpose()?.unwrap_or_default())
}

/// The person of this device whom a name or an id means; without one, the only person there is.
fn person(store: &Store, named: &str) -> Result<Id, Fault> {
    let mut meant = Vec::new();
    for user in store.journal().users().into_iter().filter(|u| u.has_slot) {
        let id = Id(user.id);
        let name = user_record(store, id)?.name.unwrap_or_default();
        if named.is_empty() || id.to_string() == named || name.to_lowercase() == named.to_lowercase() {
            meant.push(id);
        }
    }
    match meant[..] {
        [one] => Ok(one),
        _ => Err(ApiError::Invalid { fields: vec![FieldError::new("user", Problem::NobodyByThisName)] }.into()),
    }
}

/// The pause after so many wrong tries: none, then 2 s, doubling up to five minutes.
fn delay_ms(wrong: u32) -> u64 {
    match wrong.checked_sub(FREE_TRIES) {
        None | Some(0) => 0,
        Some(n) => (1000u64 << n.min(10)).min(300_000),
    }
}

#[cfg(test)]
mod tests {
    use super::delay_ms;
    #[test]
    fn delays_grow_and_end() {
        assert_eq!([1, 3, 4, 5, 40].map(delay_ms), [0, 0, 2000, 4000, 300_000]);
        assert_eq!(delay_ms(u32::MAX), 300_000);
    }
}
