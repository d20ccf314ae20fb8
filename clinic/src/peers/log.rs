//! What this laptop remembers of meetings: a table of its own, never journalled, never synced.
//! In scope: keeping and reading meetings and what was held then, typed addresses, whether meeting is paused.  Not here: meeting (peers.rs).

use crate::fault::Fault;
use crate::store::Store;
use domain::api::peers::{Meeting, MeetingEnd};
use domain::id::Id;
use domain::time::Moment;
use ledger::Hash;
use ledger::tlog::checkpoint::Checkpoint;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sync::session::heads_digest;

/// Meetings that are kept; the oldest go beyond this.
const MEETINGS_MAX: i64 = 1_000;

/// What is known of a laptop from the last meeting with it that went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    /// When.
    pub(crate) at: Moment,
    /// The version of its program.
    pub(crate) program: String,
    /// Its clock less this one's.
    pub(crate) clock_offset_ms: i64,
}

/// What a meeting that went through leaves behind.
pub(crate) struct Both {
    /// The digest over the heads that both held.
    pub(crate) digest: Hash,
    /// The heads held here when it began.
    pub(crate) before: Vec<Checkpoint>,
}

/// Writes a meeting down, and what the other holds since: all that is here now, unless somebody wrote meanwhile, else what was here
/// before.
pub(crate) fn write_down(store: &Store, meeting: &Meeting, program: &str, both: Option<Both>) -> Result<(), Fault> {
    let now = store.journal().heads()?;
    let heads = both.map(|both| if heads_digest(&now) == both.digest { now } else { both.before });
    let held = meeting.laptop.zip(heads).map(|(device, heads)| HeldThen { device, at: meeting.at, heads });
    store.local(|sql| {
        keep(sql, meeting, program)?;
        held.as_ref().map_or(Ok(()), |held| keep_held(sql, held))
    })
}

/// Keeps a meeting. One that found nothing new after another such with the same laptop takes its place.
fn keep(sql: &Connection, meeting: &Meeting, program: &str) -> Result<(), Fault> {
    let device = meeting.laptop.map(|laptop| laptop.0);
    if says_nothing(meeting) {
        let last = "SELECT id, device, address, ended_ms, entries_in, entries_out, ended, why, offset_ms FROM meeting \
            WHERE device IS ?1 ORDER BY id DESC LIMIT 1";
        let last = sql.query_row(last, [device], |row| Ok((row.get::<_, i64>(0)?, read(row)?))).optional()?;
        if let Some((id, _)) = last.filter(|(_, last)| says_nothing(last)) {
            sql.execute("DELETE FROM meeting WHERE id = ?1", [id])?;
        }
    }
    sql.execute(
        "INSERT INTO meeting(device, address, ended_ms, entries_in, entries_out, ended, why, offset_ms, program) \
         VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            device,
            meeting.address,
            meeting.at.ms,
            meeting.entries_in.cast_signed(),
            meeting.entries_out.cast_signed(),
            meeting.end.code(),
            meeting.why,
            meeting.clock_offset_ms,
            program
        ],
    )?;
    sql.execute("DELETE FROM meeting WHERE id <= (SELECT max(id) FROM meeting) - ?1", [MEETINGS_MAX])?;
    Ok(())
}

fn says_nothing(meeting: &Meeting) -> bool {
    meeting.end == MeetingEnd::Complete && meeting.entries_in == 0 && meeting.entries_out == 0
}

fn read(row: &Row<'_>) -> rusqlite::Result<Meeting> {
    Ok(Meeting {
        laptop: row.get::<_, Option<[u8; 16]>>(1)?.map(Id),
        address: row.get(2)?,
        at: Moment::utc(row.get(3)?),
        entries_in: row.get::<_, i64>(4)?.cast_unsigned(),
        entries_out: row.get::<_, i64>(5)?.cast_unsigned(),
        end: row.get::<_, String>(6)?.as_str().into(),
        why: row.get(7)?,
        clock_offset_ms: row.get(8)?,
    })
}

/// The newest meetings, newest first.
pub(crate) fn newest(sql: &Connection, count: u32) -> Result<Vec<Meeting>, Fault> {
    let mut query = sql.prepare_cached(
        "SELECT id, device, address, ended_ms, entries_in, entries_out, ended, why, offset_ms FROM meeting \
         ORDER BY id DESC LIMIT ?1",
    )?;
    let rows = query.query_map([count], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest meeting with a laptop or a hub, whatever came of it.
pub(crate) fn last_with(sql: &Connection, device: Id) -> Result<Option<Meeting>, Fault> {
    let mut query = sql.prepare_cached(
        "SELECT id, device, address, ended_ms, entries_in, entries_out, ended, why, offset_ms FROM meeting \
         WHERE device = ?1 ORDER BY id DESC LIMIT 1",
    )?;
    Ok(query.query_row([device.0], read).optional()?)
}

/// The last meeting with each laptop after which both held the same; the newest first.
pub(crate) fn met(sql: &Connection) -> Result<Vec<(Id, Met)>, Fault> {
    let mut query = sql.prepare_cached(
        "SELECT device, ended_ms, program, offset_ms FROM meeting WHERE id IN \
         (SELECT max(id) FROM meeting WHERE ended = 'complete' AND device IS NOT NULL GROUP BY device) ORDER BY id DESC",
    )?;
    let rows = query.query_map([], |row| {
        let met = Met { at: Moment::utc(row.get(1)?), program: row.get(2)?, clock_offset_ms: row.get(3)? };
        Ok((Id(row.get(0)?), met))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a laptop or a hub held when it was last met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldThen {
    /// Whom.
    pub(crate) device: Id,
    /// When.
    pub(crate) at: Moment,
    /// The heads of every log.
    pub(crate) heads: Vec<Checkpoint>,
}

/// Keeps what was held when a meeting went through, in place of what was known from the one before.
fn keep_held(sql: &Connection, held: &HeldThen) -> Result<(), Fault> {
    sql.execute("DELETE FROM meeting_held WHERE device = ?1", [held.device.0])?;
    let mut insert = sql.prepare_cached("INSERT INTO meeting_held VALUES(?1, ?2, ?3, ?4, ?5)")?;
    for head in &held.heads {
        insert.execute(params![held.device.0, head.origin, head.size.cast_signed(), head.root, held.at.ms])?;
    }
    Ok(())
}

/// What everybody held who was ever met.
pub(crate) fn held(sql: &Connection) -> Result<Vec<HeldThen>, Fault> {
    let mut query =
        sql.prepare_cached("SELECT device, ended_ms, log, size, root FROM meeting_held ORDER BY device, log, size")?;
    let mut rows = query.query([])?;
    let mut all: Vec<HeldThen> = Vec::new();
    while let Some(row) = rows.next()? {
        let (device, at) = (Id(row.get(0)?), Moment::utc(row.get(1)?));
        if all.last().is_none_or(|last| last.device != device) {
            all.push(HeldThen { device, at, heads: Vec::new() });
        }
        let head = Checkpoint { origin: row.get(2)?, size: row.get::<_, i64>(3)?.cast_unsigned(), root: row.get(4)? };
        if let Some(last) = all.last_mut() {
            last.heads.push(head);
        }
    }
    Ok(all)
}

/// Addresses that somebody typed.
pub(crate) fn addresses(sql: &Connection) -> Result<Vec<String>, Fault> {
    let mut query = sql.prepare_cached("SELECT address FROM meeting_address ORDER BY address")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers an address, or forgets it.
pub(crate) fn put_address(sql: &Connection, address: &str, typed: bool) -> Result<(), Fault> {
    let change = if typed {
        "INSERT OR IGNORE INTO meeting_address(address) VALUES(?1)"
    } else {
        "DELETE FROM meeting_address WHERE address = ?1"
    };
    sql.execute(change, [address])?;
    Ok(())
}

/// The keys of hubs that somebody made known here, by where they are.
pub(crate) fn hubs(sql: &Connection) -> Result<Vec<(String, [u8; 32])>, Fault> {
    let mut query = sql.prepare_cached("SELECT address, key FROM meeting_hub ORDER BY address")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers a hub's key, and its address with those that were typed.
pub(crate) fn put_hub(sql: &Connection, address: &str, key: &[u8; 32]) -> Result<(), Fault> {
    sql.execute("INSERT OR REPLACE INTO meeting_hub(address, key) VALUES(?1, ?2)", params![address, key])?;
    put_address(sql, address, true)
}

/// Whether somebody paused meeting here.
pub(crate) fn is_paused(sql: &Connection) -> Result<bool, Fault> {
    let value =
        sql.query_row("SELECT value FROM meeting_setting WHERE name = 'paused'", [], |row| row.get(0)).optional()?;
    Ok(value.unwrap_or(false))
}

/// Pauses meeting, or lets it go on.
pub(crate) fn pause(sql: &Connection, paused: bool) -> Result<(), Fault> {
    sql.execute("INSERT OR REPLACE INTO meeting_setting(name, value) VALUES('paused', ?1)", [paused])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_that_found_nothing_new_are_one_line_and_the_last_whole_one_counts() {
        let sql = Connection::open_in_memory().unwrap();
        sql.execute_batch(include_str!("../../../migrations/device/0014_meetings.sql")).unwrap();
        let meeting = |laptop, ms, entries_in, end| Meeting {
            at: Moment::utc(ms),
            laptop: Some(Id([laptop; 16])),
            address: "192.0.2.7:7368".to_owned(),
            entries_in,
            entries_out: 0,
            end,
            why: String::new(),
            clock_offset_ms: -5,
        };
        let all = [
            meeting(1, 1_000, 7, MeetingEnd::Complete),
            meeting(1, 2_000, 0, MeetingEnd::Complete),
            meeting(2, 3_000, 0, MeetingEnd::Complete),
            meeting(1, 4_000, 0, MeetingEnd::Complete),
            meeting(1, 5_000, 3, MeetingEnd::Broke),
        ];
        for meeting in &all {
            keep(&sql, meeting, "1.2.3").unwrap();
        }
        let shown: Vec<i64> = newest(&sql, 10).unwrap().iter().map(|meeting| meeting.at.ms).collect();
        assert_eq!(shown, [5_000, 4_000, 3_000, 1_000]);
        let met: Vec<(Id, i64)> = met(&sql).unwrap().into_iter().map(|(laptop, met)| (laptop, met.at.ms)).collect();
        assert_eq!(met, [(Id([1; 16]), 4_000), (Id([2; 16]), 3_000)]);
    }

    #[test]
    fn what_each_held_is_known_from_the_last_meeting_alone() {
        let sql = Connection::open_in_memory().unwrap();
        sql.execute_batch(include_str!("../../../migrations/device/0016_held.sql")).unwrap();
        let held = |device, ms, sizes: &[u64]| HeldThen {
            device: Id([device; 16]),
            at: Moment::utc(ms),
            heads: sizes.iter().map(|n| Checkpoint { origin: "a".to_owned(), size: *n, root: [1; 32] }).collect(),
        };
        let now = [held(1, 3_000, &[9]), held(2, 2_000, &[5, 7])];
        for one in [&held(1, 1_000, &[4, 5]), &now[1], &now[0]] {
            keep_held(&sql, one).unwrap();
        }
        assert_eq!(super::held(&sql).unwrap(), now);
    }
}
