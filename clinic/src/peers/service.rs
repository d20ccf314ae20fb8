//! Whom to meet and when: one meeting with a laptop at a time, whoever dialled; after writes once it is calm, and every minute.
//! In scope: listening, places where laptops may be, dialling, what becomes of a meeting.  Not here: threads and addresses (peers.rs).

use super::TOLD_EVERY;
use super::log::{self, Both};
use crate::fault::Fault;
use crate::store::{Store, lock};
use domain::api::peers::{Meeting, MeetingEnd, Peer, Running};
use domain::api::{ApiError, Event};
use domain::id::Id;
use domain::time::Moment;
use ledger::Env;
use ledger::crypto::keys::Secret32;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use sync::discovery::{Discovery, Heard};
use sync::message::Why;
use sync::transport::lan::{Dialler, Door, Key, LanError, Link, Rule, Talk};
use sync::transport::{Control, Cut, Met, QUIET_MAX, Terms, meet};
use sync::{Broken, Outcome};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, Semaphore, broadcast, watch};
use tokio::time::{sleep, timeout};

/// After a write it waits until nobody has written for so long,
const CALM: Duration = Duration::from_secs(2);
/// but no longer than this: where people always write, it still goes on.
const CALM_MAX: Duration = Duration::from_secs(15);
/// Everybody in reach is met this often, though nothing was written here: they may not know where this laptop is.
const EVERY: Duration = Duration::from_secs(60);
/// Handshakes, and dials, at a time.
const HANDSHAKES_MAX: usize = 8;
/// Places where somebody may be: on a network of strangers many may answer.
const PLACES_MAX: usize = 256;
/// How often an address that somebody asked for is dialled again where the meeting gave way to another.
const TRIES_MAX: u32 = 4;

/// See the module.
pub(super) struct Service {
    /// The store ends when it is locked, not when this does.
    store: Weak<Store>,
    seed: Secret32,
    own: Id,
    terms: Terms,
    events: broadcast::Sender<Event>,
    by_itself: bool,
    state: Mutex<State>,
    woken: Notify,
    /// Counts meetings that ended.
    ended: watch::Sender<u64>,
    handshakes: Semaphore,
}

#[derive(Default)]
struct State {
    paused: bool,
    over: bool,
    /// By the name under which somebody was found, or the address that was typed.
    places: BTreeMap<String, Place>,
    running: HashMap<Id, Meets>,
    numbered: u64,
    /// Meetings that go on, or have just ended, for which another one came.
    replaced: HashSet<u64>,
}

/// Where somebody may be.
#[derive(Default)]
struct Place {
    addresses: Vec<SocketAddr>,
    typed: bool,
    laptop: Option<Id>,
    trouble: Option<MeetingEnd>,
    tried_now: bool,
}

/// A meeting that goes on.
struct Meets {
    number: u64,
    control: Control,
    dialled: bool,
    began_ms: u64,
    address: String,
}

/// The TLS keys of the other laptops that stand, and of hubs.
type Known = Arc<HashMap<Key, Id>>;

fn rule(known: &Known) -> Rule {
    let known = Arc::clone(known);
    Arc::new(move |key: &Key| known.contains_key(key))
}

impl Service {
    pub(super) fn new(
        store: &Arc<Store>,
        env: Arc<dyn Env>,
        events: broadcast::Sender<Event>,
        by_itself: bool,
    ) -> Result<Self, Fault> {
        let (typed, paused) = store.read(|sql| Ok((log::addresses(sql)?, log::is_paused(sql)?)))?;
        let places = typed.into_iter().filter_map(|text| {
            let addresses = vec![text.parse().ok()?];
            Some((text, Place { addresses, typed: true, ..Place::default() }))
        });
        let state = State { paused, places: places.collect(), ..State::default() };
        Ok(Self {
            store: Arc::downgrade(store),
            seed: store.journal().tls_seed()?,
            own: Id(store.journal().device()),
            terms: Terms { env, program: env!("CARGO_PKG_VERSION").to_owned(), quiet_max: QUIET_MAX },
            events,
            by_itself,
            state: Mutex::new(state),
            woken: Notify::new(),
            ended: watch::Sender::new(0),
            handshakes: Semaphore::new(HANDSHAKES_MAX),
        })
    }

    fn store(&self) -> Result<Arc<Store>, Fault> {
        Ok(self.store.upgrade().ok_or(ApiError::Locked)?)
    }

    /// Runs what asks the store on a thread for it.
    async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Store) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let store = self.store()?;
        let asked = tokio::task::spawn_blocking(move || ask(&store)).await;
        asked.map_err(|_| ApiError::Locked)?
    }

    async fn known(&self) -> Result<Known, Fault> {
        let own = self.own.0;
        self.ask(move |store| {
            let others = store.journal().tls_keys()?.into_iter().filter(|(device, _)| *device != own);
            let hubs = store.read(log::hubs)?.into_iter().map(|(_, key)| (key, super::hub_id(&key)));
            Ok(Arc::new(others.map(|(device, key)| (key, Id(device))).chain(hubs).collect()))
        })
        .await
    }

    pub(super) fn is_paused(&self) -> bool {
        lock(&self.state).paused
    }

    pub(super) fn pause(&self, paused: bool) -> Result<(), Fault> {
        if self.is_paused() != paused {
            self.store()?.local(|sql| log::pause(sql, paused))?;
        }
        let mut state = lock(&self.state);
        state.paused = paused;
        if paused {
            state.running.values().for_each(|meets| meets.control.stop());
        }
        Ok(())
    }

    pub(super) fn wake(&self) {
        self.woken.notify_one();
        let _ = self.events.send(Event::Peers);
    }

    /// Nothing begins any more, and what goes on ends.
    pub(super) fn end(&self) {
        let mut state = lock(&self.state);
        state.over = true;
        state.running.values().for_each(|meets| meets.control.stop());
    }

    pub(super) fn remember(&self, address: SocketAddr, remembered: bool) -> Result<(), Fault> {
        let text = address.to_string();
        self.store()?.local(|sql| log::put_address(sql, &text, remembered))?;
        let places = &mut lock(&self.state).places;
        if remembered {
            places.entry(text).or_insert_with(|| Place { addresses: vec![address], ..Place::default() }).typed = true;
        } else {
            places.retain(|name, place| !place.typed || *name != text);
        }
        Ok(())
    }

    /// Whoever is in reach or is to be met, and whoever meets this laptop just now.
    pub(super) fn peers(&self) -> Vec<Peer> {
        let (state, now_ms) = (lock(&self.state), self.terms.env.now_ms());
        let mut peers: Vec<Peer> = Vec::new();
        for (name, place) in &state.places {
            // Found and typed, or found on two networks: one line.
            if place.laptop.is_some() && peers.iter().any(|peer| peer.laptop == place.laptop) {
                continue;
            }
            let running = place.laptop.and_then(|laptop| state.running.get(&laptop));
            peers.push(Peer {
                laptop: place.laptop,
                address: place.addresses.first().map_or_else(|| name.clone(), SocketAddr::to_string),
                typed: place.typed,
                running: running.map(|meets| meets.view(now_ms)),
                trouble: place.trouble.clone(),
            });
        }
        for (laptop, meets) in &state.running {
            if !peers.iter().any(|peer| peer.laptop == Some(*laptop)) {
                let running = Some(meets.view(now_ms));
                let address = meets.address.clone();
                peers.push(Peer { laptop: Some(*laptop), address, typed: false, running, trouble: None });
            }
        }
        peers
    }

    /// Lets others in, for as long as the listener lives.
    pub(super) async fn listen(self: Arc<Self>, listener: std::net::TcpListener) {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
        loop {
            let Ok((connection, from)) = listener.accept().await else {
                // Out of descriptors: others may be closed meanwhile.
                sleep(TOLD_EVERY).await;
                continue;
            };
            let service = Arc::clone(&self);
            tokio::spawn(async move {
                let shaken = async {
                    let _one = service.handshakes.try_acquire().ok()?;
                    let known = service.known().await.ok().filter(|_| !service.is_paused())?;
                    let door = Door::new(&service.seed, Talk::Sync, rule(&known)).ok()?;
                    let link = door.accept(connection).await.ok()?;
                    known.get(&link.key).map(|laptop| (link, *laptop))
                };
                if let Some((link, laptop)) = shaken.await {
                    let address = from.ip().to_canonical().to_string();
                    service.converse(link, laptop, address, false, Control::default()).await;
                }
            });
        }
    }

    /// Hears who comes and goes, for as long as the search lives.
    pub(super) async fn look(self: Arc<Self>, port: Option<u16>) {
        let discovery = match Discovery::start(&*self.terms.env, Talk::Sync, port) {
            Ok(discovery) => discovery,
            Err(error) => return eprintln!("fieldchart: {error}; type the address that the other laptop shows"),
        };
        while let Some(heard) = discovery.next().await {
            match heard {
                Heard::Here(name, addresses) => {
                    let mut state = lock(&self.state);
                    if state.places.len() < PLACES_MAX || state.places.contains_key(&name) {
                        let place = state.places.entry(name.clone()).or_default();
                        let new = place.addresses != addresses;
                        place.addresses = addresses;
                        drop(state);
                        if new && self.by_itself {
                            tokio::spawn(Arc::clone(&self).meet_there(name));
                        }
                    }
                }
                Heard::Gone(name) => _ = lock(&self.state).places.remove(&name),
            }
            let _ = self.events.send(Event::Peers);
        }
    }

    /// Meets everybody: now, when asked, after writes, and every minute.
    pub(super) async fn attend(self: Arc<Self>) {
        let mut events = self.events.subscribe();
        loop {
            self.let_go_of_revoked().await;
            let names: Vec<String> = lock(&self.state).places.keys().cloned().collect();
            for name in names {
                tokio::spawn(Arc::clone(&self).meet_there(name));
            }
            tokio::select! {
                () = self.woken.notified() => {}
                () = sleep(EVERY) => {}
                wrote = written(&mut events) => {
                    if !wrote {
                        return;
                    }
                    let calm = async { while matches!(timeout(CALM, written(&mut events)).await, Ok(true)) {} };
                    _ = timeout(CALM_MAX, calm).await;
                }
            }
        }
    }

    /// A laptop that was revoked meanwhile is not told more.
    async fn let_go_of_revoked(&self) {
        let Ok(known) = self.known().await else { return };
        for (laptop, meets) in &lock(&self.state).running {
            if !known.values().any(|known| known == laptop) {
                meets.control.stop();
            }
        }
    }

    /// Meets whoever is at a place, unless that is going on.
    async fn meet_there(self: Arc<Self>, name: String) {
        let addresses = {
            let mut state = lock(&self.state);
            let State { paused, over, places, running, .. } = &mut *state;
            let Some(place) = places.get_mut(&name) else { return };
            let meets = place.laptop.is_some_and(|laptop| running.contains_key(&laptop));
            if *paused || *over || meets || std::mem::replace(&mut place.tried_now, true) {
                return;
            }
            place.addresses.clone()
        };
        let dialled = self.dial(&addresses).await;
        if let Some(place) = lock(&self.state).places.get_mut(&name) {
            place.tried_now = false;
            place.trouble = dialled.as_ref().err().map(|(end, _)| end.clone());
            place.laptop = dialled.as_ref().ok().map(|(_, laptop, _)| *laptop).or(place.laptop);
        }
        if let Ok((link, laptop, address)) = dialled {
            let met = self.converse(link, laptop, address.to_string(), true, Control::default()).await;
            if let (Some((met, false)), Some(place)) = (met, lock(&self.state).places.get_mut(&name)) {
                place.trouble = Some(met.end).filter(|end| *end != MeetingEnd::Complete);
            }
        }
        let _ = self.events.send(Event::Peers);
    }

    /// Meets whoever is at an address, after what goes on with them already.
    pub(super) async fn meet_asked(self: Arc<Self>, address: SocketAddr, control: Control) -> Result<Meeting, Fault> {
        let (mut ended, mut tries) = (self.ended.subscribe(), 0);
        loop {
            ended.mark_unchanged();
            let (link, laptop, _) = match self.dial(&[address]).await {
                Ok(dialled) => dialled,
                Err((end, why)) => {
                    let meeting = self.meeting(None, &address.to_string(), end, why, &control);
                    self.keep(meeting.clone(), String::new(), None).await?;
                    return Ok(meeting);
                }
            };
            tries += 1;
            let current = control.again();
            let mut meeting = pin!(self.converse(link, laptop, address.to_string(), true, current.clone()));
            let met = tokio::select! {
                met = &mut meeting => met,
                () = control.stopped() => {
                    current.stop();
                    meeting.await
                }
            };
            match met {
                Some((_, true)) if tries < TRIES_MAX => continue,
                Some((meeting, _)) => {
                    if let Some(place) = lock(&self.state).places.get_mut(&address.to_string()) {
                        place.laptop = Some(laptop);
                    }
                    return Ok(meeting);
                }
                None => {}
            }
            let (over, paused) = {
                let state = lock(&self.state);
                (state.over, state.paused)
            };
            if over || paused {
                return Err(if over { ApiError::Locked } else { ApiError::Cancelled }.into());
            }
            let _ = ended.changed().await;
        }
    }

    /// Asks everybody who was found who they are.
    pub(super) async fn ask_who(&self) {
        let places: Vec<_> =
            lock(&self.state).places.iter().map(|(n, place)| (n.clone(), place.addresses.clone())).collect();
        for (name, addresses) in places {
            let dialled = self.dial(&addresses).await;
            if let Some(place) = lock(&self.state).places.get_mut(&name) {
                place.trouble = dialled.as_ref().err().map(|(end, _)| end.clone());
                place.laptop = dialled.ok().map(|(_, laptop, _)| laptop);
            }
        }
    }

    /// Connects to the first address that answers; else tells why none did.
    async fn dial(&self, addresses: &[SocketAddr]) -> Result<(Link, Id, SocketAddr), (MeetingEnd, String)> {
        let _one = self.handshakes.acquire().await.map_err(|_| (MeetingEnd::Stopped, String::new()))?;
        let known = self.known().await.map_err(|fault| (MeetingEnd::Store, fault.to_string()))?;
        let mut last = (MeetingEnd::Unreachable, String::new());
        for address in addresses {
            let dialler = Dialler::new(&self.seed, Talk::Sync, rule(&known));
            let dialled = async { dialler?.dial(*address).await };
            match dialled.await {
                Ok(link) => {
                    let laptop = known.get(&link.key).copied();
                    return laptop.map(|laptop| (link, laptop, *address)).ok_or((MeetingEnd::Stranger, String::new()));
                }
                Err(error) => last = (not_met(&error), error.to_string()),
            }
        }
        Err(last)
    }

    /// One meeting, from its first byte to what is remembered of it, and whether it only gave way to another one with this laptop; none
    /// where that one goes on already.
    async fn converse(
        &self,
        link: Link,
        laptop: Id,
        address: String,
        dialled: bool,
        control: Control,
    ) -> Option<(Meeting, bool)> {
        let number = self.begin(laptop, &address, dialled, &control)?;
        let before = self.ask(|store| Ok(store.journal().heads()?)).await.unwrap_or_default();
        let met = match self.store() {
            Ok(store) => {
                let mut meeting = pin!(meet(store, link.stream, &self.terms, &control));
                loop {
                    tokio::select! {
                        met = &mut meeting => break Ok(met),
                        () = sleep(TOLD_EVERY) => { let _ = self.events.send(Event::Peers); }
                    }
                }
            }
            Err(fault) => Err(fault),
        };
        let gave_way = {
            let mut state = lock(&self.state);
            state.running.retain(|_, meets| meets.number != number);
            state.replaced.remove(&number)
        };
        self.ended.send_modify(|count| *count += 1);
        let Met { ended, seen } = met.ok()?;
        let both = match &ended {
            Ok(Outcome::Complete { digest }) => Some(Both { digest: *digest, before }),
            _ => None,
        };
        let (end, why) = match ended {
            Ok(outcome) => came_to(outcome),
            Err(cut) => cut_short(&cut),
        };
        let meeting = self.meeting(Some(laptop), &address, end, why, &control);
        // Two dialled each other, and this connection gave way: here, or there before anything was exchanged.
        let nothing = (seen.progress.entries_in, seen.progress.entries_out) == (0, 0);
        let gave_way = match meeting.end {
            MeetingEnd::Broke => gave_way || seen.progress.bytes_in == 0,
            MeetingEnd::StoppedThere => gave_way || nothing,
            _ => gave_way,
        };
        if !gave_way {
            let program = seen.peer.map(|peer| peer.program).unwrap_or_default();
            if let Err(fault) = self.keep(meeting.clone(), program, both).await {
                eprintln!("fieldchart: a meeting could not be written down: {fault}");
            }
        }
        if (seen.progress.entries_in, seen.progress.bodies_in, seen.progress.cosignatures_in) != (0, 0, 0)
            && let Ok(store) = self.store()
        {
            let _ = self.events.send(Event::Grown { size: store.journal().size() });
            let _ = self.events.send(Event::Board);
        }
        let _ = self.events.send(Event::Peers);
        Some((meeting, gave_way))
    }

    /// Notes that a meeting begins. Of two at a time the one stays that the laptop with the smaller id dialled, so that both sides
    /// choose alike; one that the same side dialled again replaces what that side has given up.
    fn begin(&self, laptop: Id, address: &str, dialled: bool, control: &Control) -> Option<u64> {
        let mut state = lock(&self.state);
        if state.paused || state.over {
            return None;
        }
        if let Some(meets) = state.running.get(&laptop) {
            let gives_way = if meets.dialled == dialled { !dialled } else { dialled == (self.own < laptop) };
            if !gives_way {
                return None;
            }
            meets.control.stop();
            let number = meets.number;
            state.replaced.insert(number);
        }
        state.numbered += 1;
        let number = state.numbered;
        let meets = Meets {
            number,
            control: control.clone(),
            dialled,
            began_ms: self.terms.env.now_ms(),
            address: address.to_owned(),
        };
        state.running.insert(laptop, meets);
        Some(number)
    }

    fn meeting(&self, laptop: Option<Id>, address: &str, end: MeetingEnd, why: String, control: &Control) -> Meeting {
        let seen = control.seen().progress;
        Meeting {
            at: Moment::utc(self.terms.env.now_ms().cast_signed()),
            laptop,
            address: address.to_owned(),
            entries_in: seen.entries_in,
            entries_out: seen.entries_out,
            end,
            why,
            clock_offset_ms: seen.clock_offset_ms,
        }
    }

    async fn keep(&self, meeting: Meeting, program: String, both: Option<Both>) -> Result<(), Fault> {
        self.ask(move |store| log::write_down(store, &meeting, &program, both)).await
    }
}

impl Meets {
    fn view(&self, now_ms: u64) -> Running {
        let seen = self.control.seen().progress;
        let (done, all) =
            (seen.entries_in + seen.entries_out, seen.entries_in_all.saturating_add(seen.entries_out_all));
        let took_ms = now_ms.saturating_sub(self.began_ms);
        let left =
            (done > 0).then(|| u128::from(took_ms) * u128::from(all.saturating_sub(done)) / u128::from(done) / 1000);
        Running {
            entries_in: seen.entries_in,
            entries_in_all: seen.entries_in_all,
            entries_out: seen.entries_out,
            entries_out_all: seen.entries_out_all,
            bytes: seen.bytes_in + seen.bytes_out,
            left_s: left.and_then(|left| u64::try_from(left).ok()),
        }
    }
}

/// Whether the journal grew; not, once there is nobody left to tell.
async fn written(events: &mut broadcast::Receiver<Event>) -> bool {
    loop {
        match events.recv().await {
            Ok(Event::Grown { .. }) | Err(RecvError::Lagged(_)) => return true,
            Ok(_) => {}
            Err(RecvError::Closed) => return false,
        }
    }
}

fn not_met(error: &LanError) -> MeetingEnd {
    match error {
        LanError::Unreachable { .. } | LanError::TooSlow => MeetingEnd::Unreachable,
        LanError::Stranger => MeetingEnd::Stranger,
        LanError::NotLetIn => MeetingEnd::NotLetIn,
        LanError::Broke(_) => MeetingEnd::Broke,
        LanError::OwnKey(_) => MeetingEnd::Store,
    }
}

fn came_to(outcome: Outcome) -> (MeetingEnd, String) {
    match outcome {
        Outcome::Complete { .. } => (MeetingEnd::Complete, String::new()),
        Outcome::Incomplete { refused } => {
            let lines: Vec<String> = refused.into_iter().map(|(log, why)| format!("{log}: {why}")).collect();
            (MeetingEnd::Incomplete, lines.join("\n"))
        }
        Outcome::Ended { by_peer, why } => {
            let end = match (why, by_peer) {
                (Why::Stopped, false) => MeetingEnd::Stopped,
                (Why::Stopped, true) => MeetingEnd::StoppedThere,
                (Why::Version, _) => MeetingEnd::Version,
                (Why::OtherOperation, _) => MeetingEnd::OtherOperation,
                (Why::Protocol, _) => MeetingEnd::Protocol,
                (Why::Store, _) => MeetingEnd::Store,
            };
            (end, String::new())
        }
    }
}

fn cut_short(cut: &Cut<Fault>) -> (MeetingEnd, String) {
    let end = match cut {
        Cut::Broke(_) | Cut::Closed | Cut::Stalled { .. } => MeetingEnd::Broke,
        Cut::NotLetIn => MeetingEnd::NotLetIn,
        Cut::Broken(Broken::Store(_)) => MeetingEnd::Store,
        Cut::Broken(Broken::Malformed(_)) => MeetingEnd::Protocol,
    };
    (end, cut.to_string())
}
