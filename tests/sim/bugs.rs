//! Bugs planted on purpose (`ledger::planted`): each must be found within a tenth of the seeds that the test command runs.
//! In scope: finding them.  Not here: what they are.

use crate::LAPTOPS;
use crate::founding::Founded;
use crate::simulation::run;
use ledger::planted::{ALL, plant};
use std::sync::Mutex;

/// Seeds within which each is found.
const SEEDS: u64 = 100;

#[test]
fn every_bug_that_was_planted_is_found() {
    let founded = Founded::new(LAPTOPS).unwrap();
    let (left, missed) = (Mutex::new(ALL.into_iter()), Mutex::new(Vec::new()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let hunt = || {
        loop {
            let Some(bug) = left.lock().unwrap().next() else { return };
            plant(Some(bug));
            let found = (0..SEEDS).find_map(|seed| run(&founded, seed).err());
            plant(None);
            match found {
                Some(failure) => println!("{bug:?}: found by seed {}: {}", failure.seed, failure.what),
                None => missed.lock().unwrap().push(bug),
            }
        }
    };
    std::thread::scope(|scope| (0..cores).for_each(|_| _ = scope.spawn(hunt)));
    let missed = missed.into_inner().unwrap();
    assert!(missed.is_empty(), "not found within {SEEDS} seeds: {missed:?}");
}
