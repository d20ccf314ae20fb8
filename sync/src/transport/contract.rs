//! What every transport must pass: a whole meeting, one cut anywhere, a slow reader, a stop from either side, strangers.
//! In scope: two journals, a connection of either kind, and whoever sits between its ends.  Not here: the protocol's own cases (`session`).

use super::lan::{Dialler, Door, Key, LanError, Rule, Talk, only};
use super::{Control, Cut, Met, QUIET_MAX, Terms, meet, memory};
use crate::message::{Message, Why};
use crate::session::{Outcome, Session};
use ledger::crypto::keys::Secret32;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::sha256;
use ledger::{ArgonCost, Author, AuthorKind, Class, Draft, Env, Error, Journal, Unlocked};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

struct World {
    seed: u64,
    drawn: AtomicU64,
}

impl Env for World {
    fn now_ms(&self) -> u64 {
        1_700_000_000_000 + self.drawn.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.drawn.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&sha256(&[&self.seed.to_be_bytes(), &n.to_be_bytes()])[..chunk.len()]);
        }
    }
}

fn world(seed: u64) -> Arc<World> {
    Arc::new(World { seed, drawn: AtomicU64::new(0) })
}

/// Two devices of one operation.
struct Two {
    here: Arc<Journal>,
    there: Arc<Journal>,
    admin: Unlocked,
    _dir: TempDir,
}

fn founded(dir: &Path, seed: u64) -> (Journal, Unlocked) {
    let cheap = ArgonCost { m_kib: 8, t: 1, p: 1 };
    let (journal, admin, _) = ledger::create(dir, world(seed), "river lamp seven goat", cheap, u32::MAX).unwrap();
    (journal, admin)
}

/// In memory where the machine has such a folder: thousands of meetings here, and none of them is about the disk.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn two() -> Two {
    let dir = folder();
    let (here, admin) = founded(&dir.path().join("here"), 1);
    let joining = ledger::Joining::new(&*world(2)).unwrap();
    let welcome = here.admit_device(&admin, &joining.request()).unwrap();
    let logs: Vec<_> = here.heads().unwrap().iter().map(|head| here.batch(head, 0).unwrap()).collect();
    let there = joining.join(&dir.path().join("there"), world(3), &welcome, &mut logs.into_iter()).unwrap();
    Two { here: Arc::new(here), there: Arc::new(there), admin, _dir: dir }
}

fn write_notes(journal: &Journal, by: &Unlocked, notes: usize, bytes: usize) {
    let at = (1_700_000_000_000, 0, 0);
    let text = vec![b'x'; bytes];
    let field = [&[0x59], &(bytes as u16).to_be_bytes()[..], &text].concat();
    let build = |tx: &mut ledger::Tx<'_>| {
        for _ in 0..notes {
            let record = tx.new_id();
            tx.append(Draft {
                class: Class::Clinical,
                record,
                subject: None,
                kind: (1, 1),
                parents: Vec::new(),
                effective_at: at,
                recorded_at: at,
                fields: vec![field.clone()],
            })?;
        }
        Ok::<_, Error>(())
    };
    journal.write(&Author::User(by), build, |_, _, ()| Ok::<_, Error>(())).unwrap();
}

fn terms() -> Terms {
    Terms { env: world(9), program: "test".to_owned(), quiet_max: QUIET_MAX }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Memory,
    Lan,
}
const KINDS: [Kind; 2] = [Kind::Memory, Kind::Lan];

/// What becomes of the bytes between the ends, both ways counted together.
#[derive(Clone)]
struct Between {
    /// Cut after so many.
    cut: Option<u64>,
    /// Carried so many at a time.
    bite: usize,
    /// Held back after so many, until the gate opens.
    hold: Option<(u64, Arc<Semaphore>)>,
}

impl Between {
    fn nothing() -> Self {
        Self { cut: None, bite: 1 << 16, hold: None }
    }
}

trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    between: &Between,
    carried: &AtomicU64,
) -> Result<(), ()> {
    let mut bytes = vec![0; between.bite];
    loop {
        let before = carried.load(Ordering::Relaxed);
        if let Some((_, gate)) = between.hold.as_ref().filter(|(after, _)| before >= *after) {
            drop(gate.acquire().await);
        }
        let count = from.read(&mut bytes).await.map_err(|_| ())?;
        if count == 0 {
            return to.shutdown().await.map_err(|_| ());
        }
        let before = carried.fetch_add(count as u64, Ordering::Relaxed);
        let left = between.cut.map_or(count, |cut| cut.saturating_sub(before).min(count as u64) as usize);
        to.write_all(&bytes[..left]).await.map_err(|_| ())?;
        to.flush().await.map_err(|_| ())?;
        if left < count {
            return Err(());
        }
    }
}

/// Sits between two ends until both closed, or cuts.
async fn relay(one: impl Connection, other: impl Connection, between: Between, carried: Arc<AtomicU64>) {
    let ((one_reads, one_writes), (other_reads, other_writes)) = (split(one), split(other));
    let _ = tokio::try_join!(
        carry(one_reads, other_writes, &between, &carried),
        carry(other_reads, one_writes, &between, &carried)
    );
}

fn known(journal: &Arc<Journal>) -> Rule {
    let journal = Arc::clone(journal);
    Arc::new(move |key: &Key| journal.tls_keys().unwrap().iter().any(|(_, known)| known == key))
}

/// The two ends of a connection over a network, where there is one.
async fn on_network(
    dialler: Dialler,
    door: Door,
    between: Between,
    carried: Arc<AtomicU64>,
) -> (Result<Box<dyn Connection>, LanError>, Result<Box<dyn Connection>, LanError>) {
    let (inner, outer) =
        (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let (inside, outside) = (inner.local_addr().unwrap(), outer.local_addr().unwrap());
    tokio::spawn(async move {
        let one = outer.accept().await.unwrap().0;
        relay(one, TcpStream::connect(inside).await.unwrap(), between, carried).await;
    });
    let boxed = |link: super::lan::Link| Box::new(link.stream) as Box<dyn Connection>;
    let listen = async { door.accept(inner.accept().await.unwrap().0).await.map(boxed) };
    tokio::join!(async { dialler.dial(outside).await.map(boxed) }, listen)
}

/// A meeting of two journals over a connection; none where it was cut before there was one.
async fn met_with(
    kind: Kind,
    (here, there): (&Arc<Journal>, &Arc<Journal>),
    between: Between,
    (control_here, control_there): (&Control, &Control),
    carried: &Arc<AtomicU64>,
) -> Option<(Met<Error>, Met<Error>)> {
    let ends: (Box<dyn Connection>, Box<dyn Connection>) = match kind {
        Kind::Memory => {
            let ((one, two), (three, four)) = (memory::pair(100), memory::pair(100));
            tokio::spawn(relay(two, three, between, Arc::clone(carried)));
            (Box::new(one), Box::new(four))
        }
        Kind::Lan => {
            let (seed, of_there) = (here.tls_seed().unwrap(), there.tls_keys().unwrap());
            let key = of_there.iter().find(|(device, _)| *device == there.device()).unwrap().1;
            let dialler = Dialler::new(&seed, Talk::Sync, only(key)).unwrap();
            let anyone: Rule = Arc::new(|_: &Key| true);
            let rule = if here.operation() == there.operation() { known(there) } else { anyone };
            let door = Door::new(&there.tls_seed().unwrap(), Talk::Sync, rule).unwrap();
            let (one, two) = on_network(dialler, door, between, Arc::clone(carried)).await;
            match (one, two) {
                (Ok(one), Ok(two)) => (one, two),
                // A client is done with its handshake before the server is.
                _ => return None,
            }
        }
    };
    let terms = terms();
    let meetings =
        (meet(Arc::clone(here), ends.0, &terms, control_here), meet(Arc::clone(there), ends.1, &terms, control_there));
    Some(tokio::join!(meetings.0, meetings.1))
}

async fn met(
    kind: Kind,
    here: &Arc<Journal>,
    there: &Arc<Journal>,
    between: Between,
) -> Option<(Met<Error>, Met<Error>)> {
    met_with(kind, (here, there), between, (&Control::default(), &Control::default()), &Arc::default()).await
}

async fn met_whole(kind: Kind, two: &Two) {
    let (here, there) = met(kind, &two.here, &two.there, Between::nothing()).await.unwrap();
    let [here, there] = [here.ended.unwrap(), there.ended.unwrap()];
    assert!(matches!(here, Outcome::Complete { .. }), "{here:?}");
    assert_eq!((here, two.here.heads().unwrap()), (there, two.there.heads().unwrap()));
}

fn fsck(journal: &Journal) {
    let report = journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}

/// Entries held of the first device's log.
fn held(two: &Two) -> u64 {
    let heads = two.there.heads().unwrap();
    heads.iter().filter(|head| head.origin == two.here.origin()).map(|head| head.size).max().unwrap_or(0)
}

#[tokio::test]
async fn both_hold_the_same_after_a_whole_meeting_and_the_next_takes_one_round_trip() {
    for kind in KINDS {
        let two = two();
        write_notes(&two.here, &two.admin, 300, 900);
        met_whole(kind, &two).await;
        let (here, there) = met(kind, &two.here, &two.there, Between::nothing()).await.unwrap();
        let (progress, peer) = (here.seen.progress, here.seen.peer.unwrap());
        assert_eq!((progress.entries_in, progress.entries_out, peer.program.as_str()), (0, 0, "test"));
        let hello_bytes = there.seen.progress.bytes_out;
        assert!(hello_bytes < 200 && progress.bytes_in == hello_bytes, "{progress:?}");
        fsck(&two.there);
    }
}

/// Each cut is of the same meeting: where the one before moved anything, both hold the same again, and then the first writes something.
fn one_to_tell(two: &Two, told: &mut Vec<Checkpoint>) {
    let heads = || [&two.here, &two.there].map(|store| store.heads().unwrap()).concat();
    if *told != heads() {
        pumped(two);
        write_notes(&two.here, &two.admin, 1, 300);
        *told = heads();
    }
}

/// Two sessions by themselves, to their end.
fn pumped(two: &Two) {
    let stores = [&*two.here, &*two.there];
    let mut sessions = stores.map(|store| Session::new(store, 0, "test").unwrap());
    while sessions.iter().any(|session| session.outcome().is_none()) {
        for (from, to) in [(0, 1), (1, 0)] {
            while let Some(frame) = sessions[from].output() {
                sessions[to].receive(stores[to], &frame, 0).unwrap();
                sessions[from].receive(stores[from], &[], 0).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn cut_anywhere_what_was_acknowledged_stays_and_the_next_meeting_completes() {
    for kind in KINDS {
        let two = two();
        let (mut cut, mut most, mut told) = (0, 0, Vec::new());
        loop {
            one_to_tell(&two, &mut told);
            let (before, carried) = (held(&two), Arc::default());
            let between = Between { cut: Some(cut), ..Between::nothing() };
            let controls = (&Control::default(), &Control::default());
            let met = met_with(kind, (&two.here, &two.there), between, controls, &carried).await;
            let now = held(&two);
            if let Some((here, there)) = &met {
                let sent = here.seen.progress.entries_out;
                assert!(now >= before + sent, "cut at {cut}: {sent} entries acknowledged, {} held", now - before);
                most = most.max(sent);
                if [here, there].iter().all(|met| matches!(met.ended, Ok(Outcome::Complete { .. }))) {
                    break;
                }
            }
            // A step that falls on every place of a frame in turn. Each cut takes threads and, on a network, a handshake: at every byte that would
            // be minutes. The sessions themselves are cut at every byte (tests/session.rs); here it is whether a connection that ends is noticed.
            cut += 37;
        }
        assert!(most > 0, "{kind:?}: {cut} bytes");
        fsck(&two.there);
    }
}

#[tokio::test]
async fn a_slow_reader_and_both_sending_at_once_hold_nobody_up() {
    for kind in KINDS {
        let two = two();
        let user = two.there.unlock("river lamp seven goat").unwrap();
        write_notes(&two.here, &two.admin, 200, 900);
        write_notes(&two.there, &user, 200, 900);
        let between = Between { bite: 61, ..Between::nothing() };
        let (here, there) = met(kind, &two.here, &two.there, between).await.unwrap();
        let (here, there) = (here.ended.unwrap(), there.ended.unwrap());
        assert!(matches!(here, Outcome::Complete { .. }) && here == there, "{here:?} {there:?}");
    }
}

#[tokio::test]
async fn either_side_stops_it_and_the_other_is_told() {
    for kind in KINDS {
        for stops_here in [true, false] {
            let two = two();
            write_notes(&two.here, &two.admin, 300, 900);
            let (controls, gate) = ((Control::default(), Control::default()), Arc::new(Semaphore::new(0)));
            let between = Between { hold: Some((60_000, Arc::clone(&gate))), ..Between::nothing() };
            let mut seen = controls.1.follow();
            let stop = async {
                // The gate stands in the middle of the first parts.
                seen.wait_for(|seen| seen.progress.bytes_in > 10_000).await.unwrap();
                if stops_here {
                    controls.0.stop()
                } else {
                    controls.1.stop()
                }
                gate.add_permits(Semaphore::MAX_PERMITS);
            };
            let carried = Arc::default();
            let meeting = met_with(kind, (&two.here, &two.there), between, (&controls.0, &controls.1), &carried);
            let (met, ()) = tokio::join!(meeting, stop);
            let (here, there) = met.unwrap();
            let ended = |by_peer| Outcome::Ended { by_peer, why: Why::Stopped };
            assert_eq!((here.ended.unwrap(), there.ended.unwrap()), (ended(!stops_here), ended(stops_here)));
            met_whole(kind, &two).await;
        }
    }
}

#[tokio::test]
async fn another_operation_is_refused_with_words_on_both_sides() {
    for kind in KINDS {
        let dir = folder();
        let [one, other] = [("one", 5), ("other", 6)].map(|(name, seed)| founded(&dir.path().join(name), seed).0);
        let (one, other) = (Arc::new(one), Arc::new(other));
        let (here, there) = met(kind, &one, &other, Between::nothing()).await.unwrap();
        for met in [here, there] {
            let ended = met.ended.unwrap();
            assert!(matches!(ended, Outcome::Ended { why: Why::OtherOperation, .. }), "{ended:?}");
            assert_eq!(met.seen.progress.entries_in, 0);
        }
        assert_eq!((one.heads().unwrap().len(), other.heads().unwrap().len()), (1, 1));
    }
}

#[tokio::test]
async fn what_is_against_the_protocol_ends_it_and_a_dead_connection_is_given_up() {
    let two = two();
    let (here, mut there) = memory::pair(1 << 16);
    let (terms, control) = (terms(), Control::default());
    let (met, ()) = tokio::join!(meet(Arc::clone(&two.here), here, &terms, &control), async {
        there.write_all(&Message::Stored(3).frame()).await.unwrap();
        let mut all = Vec::new();
        there.read_to_end(&mut all).await.unwrap();
        assert!(all.ends_with(&Message::Bye(Why::Protocol).frame()));
        drop(there);
    });
    assert!(matches!(met.ended, Err(Cut::Broken(_))), "{:?}", met.ended);
    let (here, there) = memory::pair(1 << 16);
    let impatient = Terms { quiet_max: std::time::Duration::from_millis(1), ..terms };
    let met = meet(Arc::clone(&two.here), here, &impatient, &control).await;
    assert!(matches!(met.ended, Err(Cut::Stalled { .. })), "{:?}", met.ended);
    drop(there);
}

/// Dials a door; what the listener, and the dialler at its first read, make of it, and the bytes that the listener said.
async fn knocks(dialler: Dialler, door: Door) -> (Option<LanError>, Cut<Error>) {
    let two = two();
    let (dialled, accepted) = on_network(dialler, door, Between::nothing(), Arc::default()).await;
    let met = match dialled {
        Ok(connection) => meet(Arc::clone(&two.here), connection, &terms(), &Control::default()).await,
        Err(LanError::NotLetIn) => return (accepted.err(), Cut::NotLetIn),
        Err(error) => return (accepted.err(), Cut::Broke(std::io::Error::other(error))),
    };
    assert_eq!(met.seen.progress.bytes_in, 0);
    (accepted.err(), met.ended.unwrap_err())
}

#[tokio::test]
async fn an_unknown_a_forged_and_a_revoked_key_are_refused_before_a_word_is_said() {
    let two = two();
    let door = || Door::new(&two.here.tls_seed().unwrap(), Talk::Sync, known(&two.here)).unwrap();
    let key_of = |of: &Journal| two.here.tls_keys().unwrap().into_iter().find(|(id, _)| *id == of.device()).unwrap().1;
    let here = key_of(&two.here);
    let unknown = Dialler::new(&Secret32::new([7; 32]), Talk::Sync, only(here)).unwrap();
    let (told, cut) = knocks(unknown, door()).await;
    assert!(matches!((&told, &cut), (Some(LanError::Stranger), Cut::NotLetIn)), "{told:?} {cut:?}");

    let own = || two.there.tls_seed().unwrap();
    let forged = Door::new(&Secret32::new([8; 32]), Talk::Sync, known(&two.here)).unwrap();
    let (told, cut) = knocks(Dialler::new(&own(), Talk::Sync, only(here)).unwrap(), forged).await;
    assert!(matches!((&told, &cut), (Some(LanError::NotLetIn), Cut::Broke(_))), "{told:?} {cut:?}");
    assert!(cut.to_string().contains("not a laptop of this operation"), "{cut}");

    let other_talk = Dialler::new(&own(), Talk::Join, only(here)).unwrap();
    assert!(matches!(knocks(other_talk, door()).await, (Some(LanError::Broke(_)), _)));

    two.here.revoke(&two.admin, AuthorKind::Device, &two.there.device(), 2).unwrap();
    let (told, cut) = knocks(Dialler::new(&own(), Talk::Sync, only(here)).unwrap(), door()).await;
    assert!(matches!((&told, &cut), (Some(LanError::Stranger), Cut::NotLetIn)), "{told:?} {cut:?}");
}
