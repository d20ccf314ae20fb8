//! Carries a meeting over a connection: reads and writes at once, has the store work on threads of its own, ends cleanly.
//! In scope: one function for any connection, laptop and hub alike; back-pressure, the time-out, stopping, how it ended in words.
//! Not here: what is said (`session`), who may connect (`lan`), whom to meet and when (`clinic`, `hub`).
//!
//! There is no limit to how long a meeting takes, only to how long nothing may move.

#[cfg(test)]
mod contract;
pub mod lan;
pub mod memory;

use crate::message::Why;
use crate::replica::Replica;
use crate::session::{Broken, Outcome, Peer, Progress, Session};
use ledger::Env;
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;

/// How long nothing may move: longer than the five minutes for which a link may be gone and come back.
pub const QUIET_MAX: Duration = Duration::from_secs(360);
/// How long the other side may take to close, once everything was said.
const CLOSING_MAX: Duration = Duration::from_secs(10);
/// Bytes read at a time.
const PIECE_BYTES: usize = 1 << 16;
/// Pieces that wait while the store works; then nothing more is read, and the other side has to wait.
const PIECES_WAITING: usize = 16;
/// Bytes given to the store at a time: between two of them a meeting can be stopped.
const WORK_BYTES: usize = 1 << 20;
/// Frames that wait while the connection is busy.
const FRAMES_WAITING: usize = 4;
/// Small frames travel together up to here.
const TOGETHER_BYTES: usize = 1 << 14;
/// Bytes still read, and thrown away, once everything was said.
const LEFT_OVER_BYTES_MAX: u64 = 1 << 26;

/// What a meeting needs beside a store and a connection.
#[derive(Clone)]
pub struct Terms {
    /// The clock.
    pub env: Arc<dyn Env>,
    /// The version of this program, told to the other side.
    pub program: String,
    /// How long nothing may move before the meeting is given up: [`QUIET_MAX`].
    pub quiet_max: Duration,
}

/// What is seen of a meeting while it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// How far it is.
    pub progress: Progress,
    /// What the other side said of itself.
    pub peer: Option<Peer>,
}

/// A hand on a meeting: stops it and follows it. Copies are of the same meeting.
#[derive(Debug, Clone)]
pub struct Control {
    stop: watch::Sender<bool>,
    seen: watch::Sender<Seen>,
}

impl Default for Control {
    fn default() -> Self {
        Self { stop: watch::Sender::new(false), seen: watch::Sender::new(Seen::default()) }
    }
}

impl Control {
    /// Ends the meeting after what the store is doing just now; the other side is told. What was taken in stays.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// A hand on a further meeting, seen by whoever follows this one; it is stopped by itself.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { stop: watch::Sender::new(false), seen: self.seen.clone() }
    }

    /// Over when the meeting was stopped.
    pub async fn stopped(&self) {
        // The sender lives as long as this does.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// How far it is.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Follows how far it is.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<Seen> {
        self.seen.subscribe()
    }
}

/// How a meeting ended.
#[derive(Debug)]
pub struct Met<E: std::error::Error + 'static> {
    /// What both sides came to, or what cut it short.
    pub ended: Result<Outcome, Cut<E>>,
    /// How far it came, and with whom.
    pub seen: Seen,
}

/// Why a meeting was cut short. What was taken in by then stays, and the next meeting goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Cut<E: std::error::Error + 'static> {
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broke(io::Error),
    /// The other side closed the connection without a word.
    #[error("the other side closed the connection too early")]
    Closed,
    /// The other side does not let this device in.
    #[error("the other side does not know this device, or no longer")]
    NotLetIn,
    /// Nothing moved.
    #[error("nothing came or went for {quiet_s} s")]
    Stalled {
        /// The limit.
        quiet_s: u64,
    },
    /// The store failed, or what came is against the protocol.
    #[error(transparent)]
    Broken(#[from] Broken<E>),
}

impl<E: std::error::Error + 'static> From<io::Error> for Cut<E> {
    fn from(error: io::Error) -> Self {
        if lan::is_turned_away(&error) { Self::NotLetIn } else { Self::Broke(error) }
    }
}

/// Has a store meet another over a connection, and closes it. Dropped, it breaks off where it is; a batch that is being stored
/// meanwhile is stored whole.
pub async fn meet<R, S>(replica: Arc<R>, connection: S, terms: &Terms, control: &Control) -> Met<R::Error>
where
    R: Replica + Send + Sync + 'static,
    S: AsyncRead + AsyncWrite,
{
    let (moved, broke) = (AtomicU64::new(0), Mutex::new(None));
    let (came, inbox) = mpsc::channel(PIECES_WAITING);
    let (outbox, going) = mpsc::channel(FRAMES_WAITING);
    let (reads, writes) = tokio::io::split(connection);
    let mut carrying = pin!(async {
        tokio::join!(async { keep(&broke, read(reads, came, &moved).await) }, async {
            keep(&broke, write(writes, going, &moved).await)
        });
    });
    let mut driving = pin!(drive(replica, inbox, outbox, terms, control));
    let mut carried = false;
    let ended = loop {
        tokio::select! {
            ended = &mut driving => break ended,
            () = &mut carrying, if !carried => carried = true,
            () = stalled(&moved, terms.quiet_max) => break Err(Cut::Stalled { quiet_s: terms.quiet_max.as_secs() }),
        }
    };
    let ended = match ended {
        Err(Cut::Closed) => {
            Err(broke.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Cut::Closed, Cut::from))
        }
        other => other,
    };
    // The rest is sent, and the other side's end is waited for: closed too early, a connection takes back what it carries.
    if !carried && matches!(ended, Ok(_) | Err(Cut::Broken(_))) {
        tokio::select! {
            () = &mut carrying => {}
            () = stalled(&moved, CLOSING_MAX) => {}
        }
    }
    Met { ended, seen: control.seen() }
}

/// Keeps the first error.
fn keep(first: &Mutex<Option<io::Error>>, done: io::Result<()>) {
    if let Err(error) = done {
        first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// Over when nothing moved for so long, or for twice as long at most.
async fn stalled(moved: &AtomicU64, quiet_max: Duration) {
    let mut before = moved.load(Ordering::Relaxed);
    loop {
        tokio::time::sleep(quiet_max).await;
        let now = moved.load(Ordering::Relaxed);
        if now == before {
            return;
        }
        before = now;
    }
}

async fn read(mut from: impl AsyncRead + Unpin, to: mpsc::Sender<Vec<u8>>, moved: &AtomicU64) -> io::Result<()> {
    let mut piece = vec![0; PIECE_BYTES];
    let mut left_over = 0;
    while left_over < LEFT_OVER_BYTES_MAX {
        let count = from.read(&mut piece).await?;
        if count == 0 {
            break;
        }
        moved.fetch_add(count as u64, Ordering::Relaxed);
        if to.send(piece[..count].to_vec()).await.is_err() {
            left_over += count as u64;
        }
    }
    Ok(())
}

async fn write(
    mut to: impl AsyncWrite + Unpin,
    mut from: mpsc::Receiver<Vec<u8>>,
    moved: &AtomicU64,
) -> io::Result<()> {
    while let Some(mut bytes) = from.recv().await {
        while bytes.len() < TOGETHER_BYTES
            && let Ok(more) = from.try_recv()
        {
            bytes.extend(more);
        }
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let count = to.write(rest).await?;
            if count == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            moved.fetch_add(count as u64, Ordering::Relaxed);
            rest = &rest[count..];
        }
        to.flush().await?;
    }
    to.shutdown().await
}

/// The meeting itself, between what came and what goes.
async fn drive<R: Replica + Send + Sync + 'static>(
    replica: Arc<R>,
    mut inbox: mpsc::Receiver<Vec<u8>>,
    outbox: mpsc::Sender<Vec<u8>>,
    terms: &Terms,
    control: &Control,
) -> Result<Outcome, Cut<R::Error>> {
    let (of, now_ms, program) = (Arc::clone(&replica), terms.env.now_ms(), terms.program.clone());
    let begun = at_work(move || Session::new(&*of, now_ms, &program)).await?;
    let mut session = begun.map_err(Broken::Store)?;
    let mut stopping = control.stop.subscribe();
    let (mut next, mut broken) = (None, None);
    loop {
        let handed = hand_out(&mut session, &mut next, &outbox);
        control.seen.send_replace(Seen { progress: session.progress(), peer: session.peer().cloned() });
        let over = session.outcome().is_some();
        if over && next.is_none() {
            break;
        }
        let mut bytes = Vec::new();
        if over || !handed {
            tokio::select! {
                // What cannot be sent any more is noticed where nothing comes any more.
                Ok(room) = outbox.reserve(), if next.is_some() => {
                    if let Some(frame) = next.take() {
                        room.send(frame);
                    }
                }
                came = inbox.recv(), if !over => bytes = came.ok_or(Cut::Closed)?,
                Ok(_) = stopping.wait_for(|stop| *stop), if !over => session.stop(Why::Stopped),
                else => {}
            }
        }
        if session.outcome().is_some() {
            continue;
        }
        while bytes.len() < WORK_BYTES
            && let Ok(more) = inbox.try_recv()
        {
            bytes.extend(more);
        }
        let (of, now_ms) = (Arc::clone(&replica), terms.env.now_ms());
        (session, broken) = at_work(move || {
            let went = session.receive(&*of, &bytes, now_ms);
            (session, went.err())
        })
        .await?;
    }
    match (broken, session.outcome()) {
        (None, Some(outcome)) => Ok(outcome.clone()),
        (None, None) => Err(Cut::Closed),
        (Some(broken), _) => Err(broken.into()),
    }
}

/// Hands frames to the writer while it has room; tells whether it took any.
fn hand_out(session: &mut Session, next: &mut Option<Vec<u8>>, outbox: &mpsc::Sender<Vec<u8>>) -> bool {
    use mpsc::error::TrySendError::Full;
    let mut handed = false;
    while let Some(frame) = next.take().or_else(|| session.output()) {
        match outbox.try_send(frame) {
            Ok(()) => handed = true,
            Err(Full(frame)) => {
                *next = Some(frame);
                break;
            }
            Err(_) => {}
        }
    }
    handed
}

/// Runs what may take long on a thread of its own.
async fn at_work<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    match spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => Err(error.into()),
    }
}
