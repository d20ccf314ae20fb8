//! The simulator: some devices and a hub over the very stores and sessions that ship, everything drawn from one number
//! (`cargo xtask sim --seeds N --first S`, docs/simulator.md). What it finds replays from its seed.
//! In scope: writes, meetings, partitions, cuts at any byte, attacked frames, clock jumps, crashes, restores, clones, equivocation, revocations,
//! redactions, a stick; a slow link; bugs planted on purpose.  Not here: power cuts within a write (tests/vfs), sockets and TLS.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod bugs;
mod care;
mod clock;
mod device;
mod founding;
mod meeting;
mod oracle;
mod peer;
mod random;
mod simulation;
mod slow;
mod steps;
mod stick;
mod writing;

use founding::Founded;
use simulation::{Failure, Tally, run};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Laptops in the operation that seeds begin with.
const LAPTOPS: usize = 4;
/// Seeds of the test command.
const SEEDS: u64 = 1_000;

/// The seeds asked for, as `FIRST+COUNT`.
fn asked() -> Range<u64> {
    let said = std::env::var("FIELDCHART_SIM").unwrap_or_default();
    let numbers = said.split_once('+').and_then(|(first, count)| Some((first.parse().ok()?, count.parse().ok()?)));
    let (first, count): (u64, u64) = numbers.unwrap_or((0, SEEDS));
    first..first + count
}

/// Runs seeds on every core; the lowest that fails, or what they contained.
fn run_all(founded: &Founded, seeds: Range<u64>) -> Result<Tally, Failure> {
    let (next, end) = (AtomicU64::new(seeds.start), AtomicU64::new(seeds.end));
    let (sum, failed) = (Mutex::new(Tally::default()), Mutex::new(None::<Failure>));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= end.load(Ordering::SeqCst) {
                        return;
                    }
                    match run(founded, seed) {
                        Ok(tally) => sum.lock().unwrap().add(&tally),
                        Err(failure) => {
                            end.fetch_min(seed, Ordering::SeqCst);
                            let mut failed = failed.lock().unwrap();
                            if failed.as_ref().is_none_or(|other| seed < other.seed) {
                                *failed = Some(failure);
                            }
                        }
                    }
                }
            });
        }
    });
    match failed.into_inner().unwrap() {
        Some(failure) => Err(failure),
        None => Ok(sum.into_inner().unwrap()),
    }
}

#[test]
fn every_seed_agrees() {
    let (founded, seeds) = (Founded::new(LAPTOPS).unwrap(), asked());
    let count = seeds.end - seeds.start;
    match run_all(&founded, seeds) {
        Ok(tally) => println!("{count} seeds; on average: {}", tally.averages(count)),
        Err(failure) => panic!("{failure}"),
    }
}

#[test]
fn a_seed_is_the_same_twice() {
    let founded = Founded::new(LAPTOPS).unwrap();
    for seed in [3, 15, 44] {
        assert_eq!(run(&founded, seed), run(&founded, seed));
    }
}
