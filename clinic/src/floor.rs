//! The floor of the clinic as it is this minute: who called whom, who is writing where. In memory only: never journalled.

use domain::id::Id;
use std::collections::HashMap;

/// How long "is writing here" is believed without being said again.
const WRITING_MS: i64 = 60_000;

/// Claims and presence, by visit.
#[derive(Clone, Default)]
pub struct Floor {
    /// Who called the patient: user and name.
    pub called: HashMap<Id, (Id, String)>,
    /// Who is writing: visit and user to name and when last said.
    writing: HashMap<(Id, Id), (String, i64)>,
}

impl Floor {
    /// Forgets who has not said for a minute that they write; tells whether anybody was forgotten.
    pub fn settle(&mut self, now_ms: i64) -> bool {
        let before = self.writing.len();
        // A clock set back must not keep anybody writing forever.
        self.writing.retain(|_, (_, at)| (0..WRITING_MS).contains(&(now_ms - *at)));
        before != self.writing.len()
    }

    /// Notes that a user writes in a visit, or no longer does; tells whether the board changed.
    pub fn write_here(&mut self, visit: Id, user: Id, name: &str, writes: bool, now_ms: i64) -> bool {
        let settled = self.settle(now_ms);
        let before = if writes {
            self.writing.insert((visit, user), (name.to_owned(), now_ms))
        } else {
            self.writing.remove(&(visit, user))
        };
        settled || before.is_some() != writes
    }

    /// Names of those writing in a visit, in order.
    #[must_use]
    pub fn writing(&self, visit: Id) -> Vec<String> {
        let here = self.writing.iter().filter(|((v, _), _)| *v == visit);
        let mut names: Vec<String> = here.map(|(_, (name, _))| name.clone()).collect();
        names.sort();
        names
    }

    /// Names of the others writing in a visit.
    #[must_use]
    pub fn others(&self, visit: Id, user: Id) -> Vec<String> {
        let here = self.writing.iter().filter(|((v, u), _)| *v == visit && *u != user);
        let mut names: Vec<String> = here.map(|(_, (name, _))| name.clone()).collect();
        names.sort();
        names
    }

    /// Ends what a user claimed or wrote: they logged out.
    pub fn leave(&mut self, user: Id) {
        self.called.retain(|_, (u, _)| *u != user);
        self.writing.retain(|(_, u), _| *u != user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_ends_by_itself_and_by_leaving() {
        let (visit, amina, ben) = (Id([1; 16]), Id([2; 16]), Id([3; 16]));
        let mut floor = Floor::default();
        assert!(floor.write_here(visit, amina, "Amina", true, 0));
        assert!(!floor.write_here(visit, amina, "Amina", true, 20_000));
        assert!(floor.write_here(visit, ben, "Ben", true, 30_000));
        assert_eq!(floor.others(visit, ben), ["Amina"]);
        assert!(floor.settle(85_000));
        assert_eq!(floor.writing(visit), ["Ben"]);
        floor.leave(ben);
        assert!(floor.writing(visit).is_empty());
    }
}
