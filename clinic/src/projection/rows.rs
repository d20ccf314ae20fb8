//! Writing the rows of each read model, and dumping them in key order so that two can be compared.

use super::TABLES;
use crate::fault::Fault;
use domain::care::Mark;
use domain::id::Id;
use domain::part::Part;
use domain::patient::Patient;
use domain::record::{Folded, Kind, Payload};
use domain::time::Moment;
use domain::visit::{Encounter, Step};
use rusqlite::types::Value;
use rusqlite::{Connection, ToSql, params};
use serde::Serialize;

/// What every row needs of its record.
pub(super) struct Row<'a> {
    pub(super) id: Id,
    /// Where its first revision stands.
    pub(super) position: u64,
    pub(super) kind: Kind,
    pub(super) folded: &'a Folded,
    pub(super) revisions: usize,
    /// When the first revision was written, and by whom.
    pub(super) recorded: Moment,
    pub(super) author: (u8, [u8; 16]),
}

impl Row<'_> {
    pub(super) fn heads(&self) -> String {
        self.folded.heads.iter().map(hex::encode).collect::<Vec<_>>().join(" ")
    }

    /// Names of the fields with several current values.
    fn conflicts(&self, fields: &[&str]) -> String {
        self.folded.conflicts.keys().filter_map(|i| fields.get(*i).copied()).collect::<Vec<_>>().join(" ")
    }
}

/// Puts a record's row in place of the one before. Not by INSERT OR REPLACE: where a table has a second index, SQLite keeps what that
/// statement alone would undo, and letting go of it takes as long as the whole command has been.
pub(super) fn put(sql: &Connection, table: &str, id: Id, row: &[&dyn ToSql]) -> Result<(), Fault> {
    sql.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([id.0])?;
    insert(sql, table, row)
}

fn insert(sql: &Connection, table: &str, row: &[&dyn ToSql]) -> Result<(), Fault> {
    let places = vec!["?"; row.len()].join(",");
    sql.prepare_cached(&format!("INSERT INTO {table} VALUES({places})"))?.execute(row)?;
    Ok(())
}

pub(super) fn patient(sql: &Connection, row: &Row, p: &Patient, subject: [u8; 16], last: Moment) -> Result<(), Fault> {
    put(
        sql,
        "rm_patient",
        row.id,
        params![
            row.id.0,
            subject,
            serde_json::to_string(p)?,
            p.display_name(),
            row.heads(),
            row.conflicts(Patient::FIELDS),
            last.ms,
            serde_json::to_string(&last)?,
        ],
    )?;
    sql.prepare_cached("DELETE FROM rm_identifier WHERE patient = ?1")?.execute([row.id.0])?;
    for i in p.ids.iter().flatten() {
        sql.prepare_cached("INSERT OR IGNORE INTO rm_identifier VALUES(?1,?2,?3)")?
            .execute(params![i.system, i.value, row.id.0])?;
    }
    Ok(())
}

pub(super) fn part(sql: &Connection, row: &Row, part: &Part) -> Result<(), Fault> {
    // Where another revision was the first one held, the row stood there.
    let old = "DELETE FROM rm_part WHERE pos IN (SELECT pos FROM rm_revision WHERE record = ?1)";
    sql.prepare_cached(old)?.execute([row.id.0])?;
    insert(
        sql,
        "rm_part",
        params![
            row.position.cast_signed(),
            row.id.0,
            part.patient().unwrap_or_default().0,
            row.kind as u16,
            part.at().map_or(row.recorded.ms, |m| m.ms),
            part.source(),
            part.encounter().map(|e| e.0),
            serde_json::to_string(part)?,
            row.heads(),
            row.conflicts(Part::fields(row.kind)),
            row.revisions,
            serde_json::to_string(&row.recorded)?,
            row.author.0,
            row.author.1,
        ],
    )?;
    match part {
        Part::Encounter(e) => encounter(sql, row, e),
        Part::Mark(m) => mark(sql, row, m),
        Part::MedicationRequest(r) => super::stock::request(sql, row, r),
        _ => Ok(()),
    }
}

/// The board's row of a visit.
fn encounter(sql: &Connection, row: &Row, e: &Encounter) -> Result<(), Fault> {
    let at = e.at.unwrap_or(row.recorded);
    put(
        sql,
        "rm_encounter",
        row.id,
        params![
            row.id.0,
            e.patient.unwrap_or_default().0,
            e.number,
            at.local_date().days(),
            e.step.as_ref().map_or("", Step::code),
            e.step_since.unwrap_or(at).ms,
            at.ms,
            e.closed.map(|m| m.ms),
        ],
    )?;
    Ok(())
}

/// A mark counts while it stands.
fn mark(sql: &Connection, row: &Row, m: &Mark) -> Result<(), Fault> {
    let target = m.record.unwrap_or_default();
    match m.stands {
        Some(true) => sql.prepare_cached("INSERT OR REPLACE INTO rm_mark VALUES(?1,?2,?3,?4)")?.execute(params![
            target.0,
            row.id.0,
            m.reason.as_deref().unwrap_or_default(),
            m.moved_to.map(|i| i.0)
        ])?,
        _ => sql
            .prepare_cached("DELETE FROM rm_mark WHERE record = ?1 AND mark = ?2")?
            .execute(params![target.0, row.id.0])?,
    };
    Ok(())
}

pub(super) fn setting<T: Serialize>(sql: &Connection, row: &Row, body: &T) -> Result<(), Fault> {
    sql.prepare_cached("INSERT OR REPLACE INTO rm_setting VALUES(?1,?2,?3)")?.execute(params![
        row.id.0,
        row.kind as u16,
        serde_json::to_string(body)?
    ])?;
    Ok(())
}

/// Calls `each` with every row of a table, in key order.
///
/// # Errors
/// The database's own.
pub fn dump(sql: &Connection, table: &str, key: &str, each: &mut dyn FnMut(Vec<Value>)) -> Result<(), Fault> {
    let mut q = sql.prepare(&format!("SELECT * FROM {table} ORDER BY {key}"))?;
    let width = q.column_count();
    let mut rows = q.query([])?;
    while let Some(r) = rows.next()? {
        each((0..width).map(|i| r.get::<_, Value>(i)).collect::<Result<_, _>>()?);
    }
    Ok(())
}

/// The first table and row at which two sets of read models differ; `None` where they are equal.
///
/// # Errors
/// The database's own.
pub fn first_difference(a: &Connection, b: &Connection) -> Result<Option<String>, Fault> {
    for (table, key) in TABLES {
        let query = format!("SELECT * FROM {table} ORDER BY {key}");
        let (mut qa, mut qb) = (a.prepare(&query)?, b.prepare(&query)?);
        let width = qa.column_count();
        if width != qb.column_count() {
            return Ok(Some(format!("{table}: columns")));
        }
        let (mut ra, mut rb) = (qa.query([])?, qb.query([])?);
        for n in 0u64.. {
            let row = |r: Option<&rusqlite::Row>| -> Result<Option<Vec<Value>>, rusqlite::Error> {
                r.map(|r| (0..width).map(|i| r.get::<_, Value>(i)).collect()).transpose()
            };
            let (x, y) = (row(ra.next()?)?, row(rb.next()?)?);
            if x != y {
                return Ok(Some(format!("{table}: row {n}")));
            }
            if x.is_none() {
                break;
            }
        }
    }
    Ok(None)
}
