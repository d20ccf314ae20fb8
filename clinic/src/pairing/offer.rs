//! An administrator's laptop offers to admit another: it listens, shows a code, asks whether the words are the same, sends the records.
//! In scope: one offer from its beginning to its end.  Not here: who may make one (handlers/pairing.rs).

use super::terms;
use crate::fault::Fault;
use crate::peers::{Network, PORT, TOLD_EVERY, end, reachable};
use crate::store::{Store, lock};
use domain::api::pairing::{PairingState, PairingView, Way};
use domain::api::{ApiError, Event};
use domain::id::Id;
use domain::time::Moment;
use ledger::{Env, Unlocked};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use sync::Outcome;
use sync::discovery::Discovery;
use sync::introduction::InviteLine;
use sync::pairing::{Applicant, No, Offer, PairingError, answer};
use sync::transport::lan::{Door, Key, Stream, Talk};
use sync::transport::{Control, meet};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, broadcast, oneshot};

/// How long an offer stands.
const STANDS: Duration = Duration::from_secs(15 * 60);
/// Connections answered at a time.
const CALLERS_MAX: usize = 4;
/// Addresses in a QR code: a machine has one or two that others reach.
const ADDRESSES_MAX: usize = 4;

/// An offer that stands, or stood; it ends when it is dropped.
pub struct Offering {
    shared: Arc<Shared>,
    runtime: Mutex<Option<Runtime>>,
    _found: Option<Discovery>,
}

struct Shared {
    /// The store ends when it is locked, not when this does.
    store: Weak<Store>,
    env: Arc<dyn Env>,
    events: broadcast::Sender<Event>,
    offer: Offer,
    own: Key,
    /// Whose operation it is.
    identity: Vec<u8>,
    addresses: Vec<SocketAddr>,
    until_ms: u64,
    standing: Mutex<Standing>,
    callers: Semaphore,
}

/// Where an offer is.
enum Standing {
    /// Nobody has proved anything yet.
    Waiting,
    /// Somebody has; two people compare words.
    Comparing { words: String, answer: Option<oneshot::Sender<Option<Arc<Unlocked>>>> },
    /// It is admitted, and the records go.
    Sending { laptop: Id, control: Control },
    /// It has them all.
    Admitted { laptop: Id, entries: u64 },
    /// It is over.
    Over { state: PairingState },
}

impl Offering {
    /// Makes an offer, listens, and is found by laptops that look for one.
    ///
    /// # Errors
    /// When nothing can be listened on, threads cannot be had, or this laptop was revoked.
    pub fn start(
        store: &Arc<Store>,
        network: &Network,
        env: &Arc<dyn Env>,
        events: &broadcast::Sender<Event>,
    ) -> Result<Self, Fault> {
        let journal = store.journal();
        let own = journal.tls_keys()?.into_iter().find(|(device, _)| *device == journal.device());
        let (_, own) = own.ok_or(ApiError::NotAllowed)?;
        let beside = |listen: &SocketAddr| match listen.port() {
            PORT => SocketAddr::new(listen.ip(), PORT + 1),
            _ => SocketAddr::new(listen.ip(), 0),
        };
        let listener = network.listen.iter().find_map(|listen| TcpListener::bind(beside(listen)).ok());
        let listener = listener.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::AddrNotAvailable))?;
        listener.set_nonblocking(true)?;
        let listening = listener.local_addr()?;
        let mut addresses = reachable(listening);
        addresses.truncate(ADDRESSES_MAX);
        // Where it cannot be found, its address is typed.
        let port = Some(listening.port()).filter(|_| network.multicast);
        let found = port.and_then(|port| Discovery::start(&**env, Talk::Join, Some(port)).ok());
        let door = Door::new(&journal.tls_seed()?, Talk::Join, Arc::new(|_| true));
        let door = door.map_err(|error| std::io::Error::other(error.to_string()))?;
        let shared = Arc::new(Shared {
            store: Arc::downgrade(store),
            identity: journal.identity_for_guests(),
            env: env.clone(),
            events: events.clone(),
            offer: Offer::new(&**env),
            own,
            addresses,
            until_ms: env.now_ms() + STANDS.as_millis() as u64,
            standing: Mutex::new(Standing::Waiting),
            callers: Semaphore::new(CALLERS_MAX),
        });
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("pairing").enable_all().build()?;
        runtime.spawn(Arc::clone(&shared).listen(listener, door));
        runtime.spawn(Arc::clone(&shared).expire());
        Ok(Self { shared, runtime: Mutex::new(Some(runtime)), _found: found })
    }

    /// What is to be seen of it.
    #[must_use]
    pub fn view(&self) -> PairingView {
        self.shared.view()
    }

    /// Somebody has compared the words: admits whoever shows the same, or refuses them.
    ///
    /// # Errors
    /// `NotFound` where nobody waits for that.
    pub fn answer(&self, keys: Option<Arc<Unlocked>>) -> Result<(), ApiError> {
        let mut standing = lock(&self.shared.standing);
        let Standing::Comparing { answer, .. } = &mut *standing else { return Err(ApiError::NotFound) };
        let answer = answer.take().ok_or(ApiError::NotFound)?;
        answer.send(keys).map_err(|_| ApiError::NotFound)
    }

    /// Whether nobody will be admitted by it any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(*lock(&self.shared.standing), Standing::Admitted { .. } | Standing::Over { .. })
    }

    /// Ends it; records that are on their way are not waited for.
    pub fn end(&self) {
        let Some(runtime) = lock(&self.runtime).take() else { return };
        if let Standing::Sending { control, .. } = &*lock(&self.shared.standing) {
            control.stop();
        }
        end(runtime);
    }
}

impl Drop for Offering {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn view(&self) -> PairingView {
        let line = InviteLine { addresses: self.addresses.clone(), key: self.own, secret: *self.offer.secret() };
        let text = line.to_string();
        let mut view = PairingView {
            state: PairingState::Waiting,
            code: self.offer.code().to_owned(),
            way: Way { qr: crate::qr::svg(&text), text },
            addresses: self.addresses.iter().map(SocketAddr::to_string).collect(),
            until: Moment::utc(self.until_ms.cast_signed()),
            words: String::new(),
            laptop: None,
            entries: 0,
            entries_all: 0,
        };
        match &*lock(&self.standing) {
            Standing::Waiting => {}
            Standing::Comparing { words, .. } => {
                view.state = PairingState::Comparing;
                view.words.clone_from(words);
            }
            Standing::Sending { laptop, control } => {
                let progress = control.seen().progress;
                view.state = PairingState::Sending;
                view.laptop = Some(*laptop);
                (view.entries, view.entries_all) = (progress.entries_out, progress.entries_out_all);
            }
            Standing::Admitted { laptop, entries } => {
                view.state = PairingState::Admitted;
                view.laptop = Some(*laptop);
                (view.entries, view.entries_all) = (*entries, *entries);
            }
            Standing::Over { state } => view.state = state.clone(),
        }
        view
    }

    fn turns(&self, standing: Standing) {
        *lock(&self.standing) = standing;
        let _ = self.events.send(Event::Peers);
    }

    /// Ends the offer where nobody is about to be admitted.
    async fn expire(self: Arc<Self>) {
        tokio::time::sleep(STANDS).await;
        let idle = matches!(*lock(&self.standing), Standing::Waiting | Standing::Comparing { .. });
        if idle {
            self.turns(Standing::Over { state: PairingState::Expired });
        }
    }

    async fn listen(self: Arc<Self>, listener: TcpListener, door: Door) {
        let (door, listener) = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => (Arc::new(door), listener),
            Err(error) => return eprintln!("fieldchart: no laptop can be admitted over the network: {error}"),
        };
        loop {
            let Ok((connection, _)) = listener.accept().await else {
                // Out of files or memory: later again.
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            };
            let (shared, door) = (Arc::clone(&self), Arc::clone(&door));
            tokio::spawn(async move {
                let Ok(_one) = shared.callers.try_acquire() else { return };
                if let Ok(link) = door.accept(connection).await {
                    let line = link.offering(shared.own);
                    match answer(line, &*shared.env, &shared.offer, &shared.identity).await {
                        Ok(applicant) => Arc::clone(&shared).compare(applicant).await,
                        Err(PairingError::OtherCode) if shared.offer.guesses_left() == 0 => {
                            shared.turns(Standing::Over { state: PairingState::Guessed });
                        }
                        // Whoever went away, or spoke something else, may try again.
                        Err(_) => {}
                    }
                }
            });
        }
    }

    /// Waits until somebody has compared the words, and does what they say.
    async fn compare(self: Arc<Self>, mut applicant: Applicant<Stream>) {
        let (sender, receiver) = oneshot::channel();
        let words = applicant.words.clone();
        let free = {
            let mut standing = lock(&self.standing);
            let free = matches!(*standing, Standing::Waiting);
            if free {
                *standing = Standing::Comparing { words, answer: Some(sender) };
            }
            free
        };
        // Somebody else came first, or too late.
        if !free {
            return applicant.refuse(No::Over).await;
        }
        let _ = self.events.send(Event::Peers);
        let said = tokio::select! {
            said = receiver => said.ok(),
            () = applicant.gone() => return self.turns(Standing::Waiting),
        };
        match said {
            // The offer ended meanwhile.
            None => applicant.refuse(No::Over).await,
            Some(None) => {
                applicant.refuse(No::Person).await;
                self.turns(Standing::Over { state: PairingState::Refused });
            }
            Some(Some(keys)) => self.admit(&keys, applicant).await,
        }
    }

    async fn admit(self: Arc<Self>, keys: &Arc<Unlocked>, applicant: Applicant<Stream>) {
        let laptop = Id(applicant.request.device);
        let (store, keys, request) = (self.store.upgrade(), Arc::clone(keys), applicant.request.clone());
        let admitted = tokio::task::spawn_blocking(move || -> Result<_, Fault> {
            let store = store.ok_or(ApiError::Locked)?;
            let welcome = store.journal().admit_device(&keys, &request)?;
            store.pass_keys()?;
            Ok((welcome, store))
        });
        let (welcome, store) = match admitted.await {
            Ok(Ok(admitted)) => admitted,
            failed => {
                if let Ok(Err(fault)) = failed {
                    let _ = fault.tell(&*self.env);
                }
                applicant.refuse(No::Over).await;
                return self.turns(Standing::Over { state: PairingState::Failed });
            }
        };
        let control = Control::default();
        self.turns(Standing::Sending { laptop, control: control.clone() });
        let ended = match applicant.welcome(&welcome).await {
            Ok(stream) => self.send(&store, stream, &control).await,
            Err(_) => false,
        };
        let entries = control.seen().progress.entries_out;
        let size = store.journal().size();
        let _ = self.events.send(Event::Grown { size });
        self.turns(if ended {
            Standing::Admitted { laptop, entries }
        } else {
            Standing::Over { state: PairingState::Broke }
        });
    }

    /// Sends the records; whether both held the same at the end.
    async fn send(&self, store: &Arc<Store>, stream: Stream, control: &Control) -> bool {
        let terms = terms(&self.env);
        let mut meeting = std::pin::pin!(meet(Arc::clone(store), stream, &terms, control));
        loop {
            tokio::select! {
                met = &mut meeting => return matches!(met.ended, Ok(Outcome::Complete { .. })),
                () = tokio::time::sleep(TOLD_EVERY) => { let _ = self.events.send(Event::Peers); }
            }
        }
    }
}
