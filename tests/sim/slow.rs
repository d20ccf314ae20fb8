//! A first sync over the slowest link there is: 20 kbit/s each way, a second for a round trip, one packet of ten lost, and every so often five
//! minutes without any. All of it in virtual time.
//! In scope: the link, meeting again after each break, what it costs.  Not here: devices that fail (`steps`).

use crate::clock::{BEGIN_MS, Clock, Time, World};
use crate::device::{ADMIN_WORDS, CHEAP};
use crate::founding::{folder_in_memory, join};
use crate::random::Random;
use ledger::payload::cbor;
use ledger::{Author, Class, Draft, Error, Journal, Unlocked};
use std::collections::VecDeque;
use std::sync::Arc;
use sync::{Outcome, Session};

/// 20 kbit/s.
const BYTES_A_SECOND: u64 = 2_500;
/// Half a round trip.
const ONE_WAY_MS: u64 = 500;
const PACKET_BYTES: usize = 1_200;
/// Of so many packets one is lost, and sent again once nobody acknowledged it.
const LOST_ONCE_IN: usize = 10;
const SENT_AGAIN_AFTER_MS: u64 = 2_000;
/// Bytes that the system takes before they are on their way.
const BUFFER_BYTES: usize = 16_384;
/// How long the link holds, on average, and how long it is gone then.
const HOLDS_MS: u64 = 1_200_000;
const GONE_MS: u64 = 300_000;
/// Entries of the first sync.
const ENTRIES: u64 = 100_000;
/// Entries in one transaction while the log is made.
const AT_ONCE: u64 = 500;

/// Bytes on their way in one direction, in the order in which they were sent.
#[derive(Default)]
struct Way {
    packets: VecDeque<(u64, Vec<u8>)>,
    /// When the last packet so far is sent, and when it arrives.
    free_ms: u64,
    last_ms: u64,
    buffered: usize,
}

impl Way {
    fn send(&mut self, now_ms: u64, bytes: &[u8], chance: &mut Random) {
        for packet in bytes.chunks(PACKET_BYTES) {
            let takes_ms = packet.len() as u64 * 1_000 / BYTES_A_SECOND;
            self.free_ms = self.free_ms.max(now_ms) + takes_ms;
            let mut arrives_ms = self.free_ms + ONE_WAY_MS;
            while chance.once_in(LOST_ONCE_IN) {
                self.free_ms += takes_ms;
                arrives_ms += SENT_AGAIN_AFTER_MS + takes_ms;
            }
            // What comes after a lost one waits for it.
            self.last_ms = self.last_ms.max(arrives_ms);
            self.packets.push_back((self.last_ms, packet.to_vec()));
            self.buffered += packet.len();
        }
    }

    fn receive(&mut self) -> Option<(u64, Vec<u8>)> {
        let (at, packet) = self.packets.pop_front()?;
        self.buffered -= packet.len();
        Some((at, packet))
    }
}

/// What a first sync took.
#[derive(Debug, Default)]
struct Cost {
    sessions: u64,
    bytes: u64,
    took_ms: u64,
}

/// Two stores until both hold the same.
fn first_sync(here: &Journal, there: &Journal, time: &Time, chance: &mut Random) -> Cost {
    let (began, mut cost) = (time.now_ms(), Cost::default());
    let stores = [here, there];
    loop {
        cost.sessions += 1;
        let mut sessions = stores.map(|store| Session::new(store, time.now_ms(), "slow").unwrap());
        let mut ways = [Way::default(), Way::default()];
        let ends_ms = time.now_ms() + HOLDS_MS / 2 + chance.next() % HOLDS_MS;
        loop {
            for side in 0..2 {
                while ways[side].buffered < BUFFER_BYTES {
                    let Some(bytes) = sessions[side].output() else { break };
                    ways[side].send(time.now_ms(), &bytes, chance);
                    sessions[side].receive(stores[side], &[], time.now_ms()).unwrap();
                }
            }
            let next = |way: &Way| way.packets.front().map_or(u64::MAX, |(at, _)| *at);
            let from = usize::from(next(&ways[1]) < next(&ways[0]));
            if next(&ways[from]) > ends_ms {
                break;
            }
            let Some((at, packet)) = ways[from].receive() else { break };
            time.pass(at.saturating_sub(time.now_ms()));
            cost.bytes += packet.len() as u64;
            if sessions[1 - from].outcome().is_none() {
                sessions[1 - from].receive(stores[1 - from], &packet, time.now_ms()).unwrap();
            }
        }
        cost.took_ms = time.now_ms() - began;
        if sessions.iter().all(|session| matches!(session.outcome(), Some(Outcome::Complete { .. }))) {
            return cost;
        }
        assert!(cost.sessions < 1_000, "no session of a thousand brought it to its end");
        time.pass(GONE_MS);
    }
}

/// Many entries, a few hundred at a time, of the size of a set of vital signs.
fn write(journal: &Journal, admin: &Unlocked, count: u64) {
    for first in (0..count).step_by(AT_ONCE as usize) {
        let build = |tx: &mut ledger::Tx<'_>| {
            for n in first..count.min(first + AT_ONCE) {
                let moment = (BEGIN_MS.cast_signed(), 0, 1);
                let (record, noise) = (tx.new_id(), tx.new_id());
                let fields = vec![cbor(|e| e.u64(n)), cbor(|e| e.bytes(&noise.repeat(4)))];
                let (class, subject, kind, parents) = (Class::Clinical, None, (1, 1), Vec::new());
                tx.append(Draft {
                    class,
                    record,
                    subject,
                    kind,
                    parents,
                    effective_at: moment,
                    recorded_at: moment,
                    fields,
                })?;
            }
            Ok::<_, Error>(())
        };
        journal.write(&Author::User(admin), build, |_, _, ()| Ok::<_, Error>(())).unwrap();
    }
}

#[test]
fn a_first_sync_over_the_slowest_link_comes_to_its_end_and_sends_little_twice() {
    let (dir, time) = (folder_in_memory(), Time::new(BEGIN_MS));
    let world = |n| Arc::new(World::new(&Clock::new(&time), 11, "slow", n));
    let (here, admin, _) = ledger::create(&dir.path().join("here"), world(1), ADMIN_WORDS, CHEAP, 0xff).unwrap();
    let there = join(&here, &dir.path().join("there"), world(2)).unwrap();
    write(&here, &admin, ENTRIES);
    let conn = here.reader().unwrap();
    let of = |table: &str| {
        let sql = format!("SELECT sum(length(bytes)) FROM {table}");
        conn.query_row(&sql, [], |row| row.get::<_, u64>(0)).unwrap()
    };
    let content = of("entry") + of("body");
    let cost = first_sync(&here, &there, &time, &mut Random::new(11));
    assert_eq!(here.heads().unwrap(), there.heads().unwrap());
    assert!(there.length() > ENTRIES);
    println!(
        "{ENTRIES} entries, {content} bytes of content: {} bytes in {} sessions, {:.1} hours",
        cost.bytes,
        cost.sessions,
        cost.took_ms as f64 / 3_600_000.0
    );
    // What was under way at each break is sent again: four parts of 16 KiB and what is left of larger ones at the beginning.
    let again = cost.sessions * (8 << 16);
    assert!(cost.bytes < content * 11 / 10 + again, "{cost:?}");
}
