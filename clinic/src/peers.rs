//! Meeting other laptops on a network: by itself when somebody is in reach and after writes, or when somebody asks.
//! In scope: starting and ending the service, where it listens, what is seen of it.
//! Not here: whom to meet and when (peers/service.rs), what is remembered (peers/log.rs), connections and what travels (sync).

pub(crate) mod log;
mod service;

use crate::fault::Fault;
use crate::qr;
use crate::store::{Progress, Store, lock};
use domain::api::peers::{Address, Meeting, Peer, PeersView, SyncState};
use domain::api::{ApiError, Event};
use domain::id::Id;
use ledger::Env;
use service::Service;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use sync::introduction::{HubLine, OperationLine};
use sync::transport::Control;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::broadcast;

/// The port that is tried first, so that an address that somebody typed stays good.
pub const PORT: u16 = 7368;
/// Meetings shown.
const MEETINGS_SHOWN: u32 = 50;
/// How often open screens are told how far meetings are.
pub(crate) const TOLD_EVERY: Duration = Duration::from_millis(500);
/// How long a store may go on with what it was doing when it is locked.
const ENDING_MAX: Duration = Duration::from_secs(60);

/// How a host uses the network.
#[derive(Clone, Debug)]
pub struct Network {
    /// Where to listen: the first that can be had. None: it only dials.
    pub listen: Vec<SocketAddr>,
    /// Whether to look for others by multicast, and to be found by it.
    pub multicast: bool,
    /// Whether to meet others without being asked.
    pub by_itself: bool,
}

impl Default for Network {
    fn default() -> Self {
        let (v4, v6): (IpAddr, IpAddr) = (Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into());
        let listen = [(v6, PORT), (v4, PORT), (v6, 0), (v4, 0)].map(SocketAddr::from).to_vec();
        Self { listen, multicast: true, by_itself: true }
    }
}

impl Network {
    /// Meets only whom it is told to.
    #[must_use]
    pub fn asked_only() -> Self {
        Self { listen: Vec::new(), multicast: false, by_itself: false }
    }
}

/// A running service; it ends when it is dropped.
pub struct Peers {
    service: Arc<Service>,
    runtime: Mutex<Option<Runtime>>,
    listening: Option<SocketAddr>,
}

impl Peers {
    /// Starts to listen, to look and to meet.
    ///
    /// # Errors
    /// When the store cannot be read, or threads cannot be had. That nothing can be listened on is no error: others are dialled.
    pub fn start(
        store: &Arc<Store>,
        network: &Network,
        env: Arc<dyn Env>,
        events: broadcast::Sender<Event>,
    ) -> Result<Self, Fault> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("peers").enable_all().build()?;
        let service = Arc::new(Service::new(store, env, events, network.by_itself)?);
        let listener = network.listen.iter().find_map(|address| TcpListener::bind(address).ok());
        let listening = listener.as_ref().and_then(|listener| listener.local_addr().ok());
        if let Some(listener) = listener {
            listener.set_nonblocking(true)?;
            runtime.spawn(Arc::clone(&service).listen(listener));
        }
        if network.multicast {
            runtime.spawn(Arc::clone(&service).look(listening.map(|address| address.port())));
        }
        if network.by_itself {
            runtime.spawn(Arc::clone(&service).attend());
        }
        Ok(Self { service, runtime: Mutex::new(Some(runtime)), listening })
    }

    /// Where others reach this laptop; where there is no network, only from itself.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listening.map(reachable).unwrap_or_default()
    }

    /// Who is in reach, what goes on and what went on.
    ///
    /// # Errors
    /// The database's own.
    pub fn view(&self, store: &Store) -> Result<PeersView, Fault> {
        let addresses = self.addresses().into_iter().map(|address| {
            let text = address.to_string();
            Address { qr: qr::svg(&text), text }
        });
        let state = if self.service.is_paused() { SyncState::Paused } else { SyncState::On };
        Ok(PeersView { state, addresses: addresses.collect(), peers: self.service.peers(), meetings: meetings(store)? })
    }

    /// Meets everybody in reach now; what was paused goes on.
    ///
    /// # Errors
    /// The database's own.
    pub fn meet_all(&self) -> Result<(), Fault> {
        self.service.pause(false)?;
        self.service.wake();
        Ok(())
    }

    /// Stops what goes on, and lets nobody meet this laptop until it is let go on.
    ///
    /// # Errors
    /// The database's own.
    pub fn pause(&self, paused: bool) -> Result<(), Fault> {
        self.service.pause(paused)?;
        self.service.wake();
        Ok(())
    }

    /// Meets whoever is at an address. Reports entries done and in all; stops when told to.
    ///
    /// # Errors
    /// `Locked` where the store is closed meanwhile; the database's own. How the meeting ended is no error.
    pub fn meet_at(&self, address: SocketAddr, progress: Progress) -> Result<Meeting, Fault> {
        self.service.pause(false)?;
        let (handle, control) = (self.handle()?, Control::default());
        let mut task = handle.spawn(Arc::clone(&self.service).meet_asked(address, control.clone()));
        let mut seen = control.follow();
        handle.block_on(async move {
            loop {
                tokio::select! {
                    done = &mut task => return done.map_err(|_| ApiError::Locked)?,
                    Ok(()) = seen.changed() => {
                        let now = seen.borrow_and_update().progress;
                        let (done, all) = (now.entries_in + now.entries_out, now.entries_in_all + now.entries_out_all);
                        if progress(done.min(all), all).is_break() {
                            control.stop();
                        }
                    }
                }
            }
        })
    }

    /// Tries an address again from now on, or no more.
    ///
    /// # Errors
    /// The database's own.
    pub fn remember(&self, address: SocketAddr, remembered: bool) -> Result<(), Fault> {
        self.service.remember(address, remembered)
    }

    /// Ends everything; what the store is doing meanwhile is done before this returns.
    pub fn stop(&self) {
        self.service.end();
        let Some(runtime) = lock(&self.runtime).take() else { return };
        end(runtime);
    }

    fn handle(&self) -> Result<Handle, ApiError> {
        lock(&self.runtime).as_ref().map(|runtime| runtime.handle().clone()).ok_or(ApiError::Locked)
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ends what runs: what the store is doing meanwhile is done before this returns.
pub(crate) fn end(runtime: Runtime) {
    // Not on this thread, which may itself be one of a runtime.
    if std::thread::spawn(move || runtime.shutdown_timeout(ENDING_MAX)).join().is_err() {
        eprintln!("fieldchart: meetings did not end as they should");
    }
}

/// Under which addresses others reach whoever listens there; where there is no network, only this machine does.
pub(crate) fn reachable(listening: SocketAddr) -> Vec<SocketAddr> {
    if !listening.ip().is_unspecified() {
        return vec![listening];
    }
    // An address of one link alone means nothing without the name of an interface there: it is found, not typed.
    let can_be_typed = |ip: &IpAddr| match ip {
        IpAddr::V4(_) => true,
        IpAddr::V6(v6) => listening.is_ipv6() && !v6.is_unicast_link_local(),
    };
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut all: Vec<_> = interfaces.iter().map(if_addrs::Interface::ip).filter(can_be_typed).collect();
    if all.iter().any(|ip| !ip.is_loopback()) {
        all.retain(|ip| !ip.is_loopback());
    }
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|ip| SocketAddr::new(ip, listening.port())).collect()
}

/// What stands for a hub where laptops have an id: the beginning of its key.
#[must_use]
pub fn hub_id(key: &[u8; 32]) -> Id {
    Id(std::array::from_fn(|n| key[n]))
}

/// Makes a hub known to this laptop, which meets it from then on like another laptop.
///
/// # Errors
/// The database's own.
pub fn add_hub(store: &Store, hub: &HubLine) -> Result<(), Fault> {
    store.local(|sql| log::put_hub(sql, &hub.address.to_string(), &hub.key))
}

/// The line by which a hub is told of this operation; this laptop comes to it first.
///
/// # Errors
/// When the journal cannot be read, or this laptop was revoked.
pub fn operation_line(store: &Store) -> Result<OperationLine, Fault> {
    let journal = store.journal();
    let own = journal.tls_keys()?.into_iter().find(|(device, _)| *device == journal.device());
    let (_, tls) = own.ok_or(ApiError::NotAllowed)?;
    Ok(OperationLine { operation: journal.operation(), root: journal.root_public(), tls })
}

/// The newest meetings, newest first.
///
/// # Errors
/// The database's own.
pub fn meetings(store: &Store) -> Result<Vec<Meeting>, Fault> {
    store.read(|sql| log::newest(sql, MEETINGS_SHOWN))
}

/// Looks around for so long, and tells which laptops of the operation are where, without meeting them.
///
/// # Errors
/// When the store cannot be read, or threads cannot be had.
pub fn in_reach(store: &Arc<Store>, env: Arc<dyn Env>, wait: Duration) -> Result<Vec<Peer>, Fault> {
    let peers = Peers::start(store, &Network::asked_only(), env, broadcast::Sender::new(1))?;
    let look = Arc::clone(&peers.service).look(None);
    peers.handle()?.block_on(async { _ = tokio::time::timeout(wait, look).await });
    peers.handle()?.block_on(peers.service.ask_who());
    Ok(peers.service.peers())
}
