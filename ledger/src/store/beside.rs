//! Two things at once on two cores, such as opening many entries.
//! In scope: what runs beside what, halves of a list opened side by side.  Not here: what opening one means (`read`).

use super::journal::Journal;
use super::read::{Groups, Opened};
use super::rows::Row;
use crate::error::Error;
use rusqlite::Connection;
use std::panic::resume_unwind;
use std::thread;

/// Rows that are worth a thread.
const ROWS_MIN: usize = 32;

/// Does one thing on another core, and one here.
pub(crate) fn on_two_cores<T: Send, H>(there: impl FnOnce() -> T + Send, here: impl FnOnce() -> H) -> (T, H) {
    thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        (there.join().unwrap_or_else(|panic| resume_unwind(panic)), here)
    })
}

/// What the other core reads keys with.
pub(crate) struct Beside {
    conn: Connection,
    groups: Groups,
}

impl Journal {
    /// A connection of its own for the other core.
    pub(crate) fn beside(&self) -> Result<Beside, Error> {
        Ok(Beside { conn: self.reader()?, groups: Groups::default() })
    }

    /// Opens rows, whether or not a revocation leaves them out. What the other core, whose connection may see another state of the
    /// store, could not open is opened once more here: this connection's word counts.
    pub(crate) fn open_all(
        &self,
        conn: &Connection,
        groups: &mut Groups,
        beside: &mut Beside,
        rows: &[Row],
    ) -> Vec<Result<Opened, Error>> {
        let open = |conn: &Connection, groups: &mut Groups, rows: &[Row]| {
            rows.iter().map(|row| self.open_unjudged(conn, groups, row)).collect::<Vec<_>>()
        };
        if rows.len() < ROWS_MIN {
            return open(conn, groups, rows);
        }
        let (here, there) = rows.split_at(rows.len() / 2);
        let Beside { conn: other, groups: known } = beside;
        let (others, mut opened) = on_two_cores(move || open(other, known, there), || open(conn, groups, here));
        let judged = others.into_iter().zip(there);
        opened.extend(judged.map(|(found, row)| found.or_else(|_| self.open_unjudged(conn, groups, row))));
        opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Author;
    use crate::store::rows::rows_at;
    use crate::store::tests::{found, write_many};
    use crate::tlog::hash::Hash;

    /// What became of each row.
    fn outcomes(opened: Vec<Result<Opened, Error>>) -> Vec<Result<Hash, String>> {
        opened.into_iter().map(|opened| opened.map(|o| o.leaf_hash).map_err(|e| e.to_string())).collect()
    }

    #[test]
    fn two_cores_say_what_one_says_and_what_the_other_cannot_see_is_opened_here() {
        let (_dir, journal, user, _) = found(161);
        let blind = journal.beside().unwrap();
        // It stays where no key of what follows was there yet.
        blind.conn.execute_batch("BEGIN; SELECT count(*) FROM entry").unwrap();
        write_many(&journal, &Author::User(&user), 100);
        let reader = journal.reader().unwrap();
        let mut rows = rows_at(&reader, 0, journal.length()).unwrap();
        let altered = [7, rows.len() - 3];
        altered.iter().for_each(|at| rows[*at].body.as_mut().unwrap()[60] ^= 1);
        let mut groups = Groups::default();
        let expected = outcomes(rows.iter().map(|row| journal.open_unjudged(&reader, &mut groups, row)).collect());
        let failed = |outcomes: &[Result<Hash, String>]| {
            (0..outcomes.len()).filter(|at| outcomes[*at].is_err()).collect::<Vec<_>>()
        };
        assert_eq!(failed(&expected), altered);
        for mut beside in [journal.beside().unwrap(), blind] {
            let opened = journal.open_all(&reader, &mut Groups::default(), &mut beside, &rows);
            assert_eq!(outcomes(opened), expected);
        }
    }
}
