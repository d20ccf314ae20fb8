//! Read models: SQL rows folded from the journal's records, in the journal's own database and transaction.
//! In scope: their DDL (versioned: a mismatch drops and rebuilds), applying one entry, dumping rows to compare.
//! Not here: sealing (ledger), search (search/), what screens ask (handlers/).

mod rows;
mod stock;

use crate::fault::Fault;
use crate::store::class_of;
use domain::closing::Closing;
use domain::id::Id;
use domain::part::Part;
use domain::record::{Folded, Kind, Payload, RevisionItems, UNTOUCHED, fold};
use domain::redaction::Hold;
use domain::stock::{Batch, Item, Movement};
use domain::time::Moment;
use domain::{patient, record};
use ledger::Class;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

pub use rows::{dump, first_difference};
pub(crate) use stock::{alike, lot_key};

/// Bump on any change of the DDL or of what rows hold.
pub const VERSION: i64 = 9;

/// The row of `rm_part` that belongs to the record named after it. Parts stand at the position of their first revision: what a visit
/// writes lies together, and a part's random id is looked up in one index alone.
pub(crate) const PART: &str = "SELECT min(pos) FROM rm_revision WHERE record =";

/// Derived tables only; whatever cannot be rebuilt stands in migrations/.
const DDL: &str = "
CREATE TABLE rm_revision(pos INTEGER PRIMARY KEY, record BLOB NOT NULL, leaf BLOB NOT NULL, hlc INTEGER NOT NULL, kind INTEGER NOT NULL,
  author_kind INTEGER NOT NULL, author BLOB NOT NULL, recorded TEXT NOT NULL, effective TEXT NOT NULL, parents BLOB NOT NULL,
  items BLOB NOT NULL);
CREATE INDEX rm_revision_record ON rm_revision(record);
CREATE TABLE rm_patient(id BLOB PRIMARY KEY, subject BLOB NOT NULL, body TEXT NOT NULL, name TEXT NOT NULL, heads TEXT NOT NULL, conflicts TEXT NOT NULL,
  last_ms INTEGER NOT NULL, last TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX rm_patient_last ON rm_patient(last_ms);
CREATE TABLE rm_identifier(system TEXT NOT NULL, value TEXT NOT NULL, patient BLOB NOT NULL, PRIMARY KEY(system, value, patient)) WITHOUT ROWID;
CREATE INDEX rm_identifier_patient ON rm_identifier(patient);
CREATE TABLE rm_part(pos INTEGER PRIMARY KEY, id BLOB NOT NULL, patient BLOB NOT NULL, kind INTEGER NOT NULL, at_ms INTEGER NOT NULL, source TEXT, encounter BLOB, body TEXT NOT NULL, heads TEXT NOT NULL,
  conflicts TEXT NOT NULL, revisions INTEGER NOT NULL, recorded TEXT NOT NULL, author_kind INTEGER NOT NULL, author BLOB NOT NULL);
CREATE INDEX rm_part_patient ON rm_part(patient, kind, at_ms);
CREATE INDEX rm_part_encounter ON rm_part(encounter, kind, at_ms) WHERE encounter IS NOT NULL;
CREATE TABLE rm_mark(record BLOB NOT NULL, mark BLOB NOT NULL, reason TEXT NOT NULL, moved_to BLOB, PRIMARY KEY(record, mark)) WITHOUT ROWID;
CREATE TABLE rm_encounter(id BLOB PRIMARY KEY, patient BLOB NOT NULL, number INTEGER, day INTEGER NOT NULL, step TEXT NOT NULL, since_ms INTEGER NOT NULL,
  opened_ms INTEGER NOT NULL, closed_ms INTEGER) WITHOUT ROWID;
CREATE INDEX rm_encounter_open ON rm_encounter(since_ms) WHERE closed_ms IS NULL;
CREATE INDEX rm_encounter_closed ON rm_encounter(closed_ms) WHERE closed_ms IS NOT NULL;
CREATE INDEX rm_encounter_day ON rm_encounter(day, number);
CREATE TABLE rm_chunk(attachment BLOB NOT NULL, n INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY(attachment, n)) WITHOUT ROWID;
CREATE TABLE rm_setting(id BLOB PRIMARY KEY, kind INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rm_access(pos INTEGER PRIMARY KEY, user BLOB NOT NULL, patient BLOB NOT NULL, at_ms INTEGER NOT NULL);
CREATE TABLE rm_cursor(version INTEGER NOT NULL, position INTEGER NOT NULL);
";

/// Every read-model table and its key order.
pub const TABLES: [(&str, &str); 14] = [
    ("rm_revision", "pos"),
    ("rm_patient", "id"),
    ("rm_identifier", "system, value, patient"),
    ("rm_part", "pos"),
    ("rm_mark", "record, mark"),
    ("rm_encounter", "id"),
    ("rm_chunk", "attachment, n"),
    ("rm_setting", "id"),
    ("rm_access", "pos"),
    ("rm_item", "id"),
    ("rm_batch", "id"),
    ("rm_movement", "id"),
    ("rm_request", "id"),
    ("rm_cursor", "version"),
];

/// One readable entry, as projection needs it.
#[derive(Debug)]
pub struct Applied<'a> {
    /// Its position among all entries held here.
    pub position: u64,
    /// The entry's class.
    pub class: Class,
    /// Hybrid logical clock.
    pub hlc: u64,
    /// The record.
    pub record: Id,
    /// Leaf hash.
    pub leaf: [u8; 32],
    /// The subject's key, if sealed to one.
    pub subject: Option<[u8; 16]>,
    /// Raw CBOR items, common elements first.
    pub payload: &'a [Vec<u8>],
}

/// Makes empty tables.
///
/// # Errors
/// The database's own.
pub fn create(sql: &Connection) -> Result<(), Fault> {
    for (table, _) in TABLES {
        sql.execute_batch(&format!("DROP TABLE IF EXISTS {table};"))?;
    }
    sql.execute_batch(DDL)?;
    sql.execute_batch(stock::DDL)?;
    sql.execute("INSERT INTO rm_cursor VALUES(?1, 0)", [VERSION])?;
    Ok(())
}

/// The position up to which read models stand; `None` where they are absent, damaged or of another version.
pub fn position(sql: &Connection) -> Option<u64> {
    let (version, position): (i64, i64) =
        sql.query_row("SELECT version, position FROM rm_cursor", [], |r| Ok((r.get(0)?, r.get(1)?))).ok()?;
    (version == VERSION).then_some(u64::try_from(position).ok()?)
}

/// Moves the cursor to a position.
///
/// # Errors
/// The database's own.
pub fn set_position(sql: &Connection, position: u64) -> Result<(), Fault> {
    sql.prepare_cached("UPDATE rm_cursor SET position = ?1")?.execute([position.cast_signed()])?;
    Ok(())
}

/// Applies one entry, unless its class is not that of its type, where no auditor would look for it, or it is not one that this Fieldchart
/// can read; names the patients whose search text changed.
///
/// # Errors
/// The database's own.
pub fn apply(sql: &Connection, entry: &Applied, touched: &mut BTreeSet<Id>) -> Result<(), Fault> {
    let Some(common) = Common::read(entry.payload) else { return Ok(()) };
    let items = &entry.payload[5..];
    let fits = |kind: &Kind| class_of(*kind) == entry.class && common.version == 1 && is_readable(*kind, items);
    let Some(kind) = Kind::from_number(common.kind).filter(fits) else {
        return Ok(());
    };
    match kind {
        Kind::Chunk => {
            let chunk = record::Chunk::from_items(items)?;
            if let (Some(a), Some(n)) = (chunk.attachment, chunk.index) {
                sql.prepare_cached("INSERT OR IGNORE INTO rm_chunk VALUES(?1, ?2, ?3)")?.execute(params![
                    a.0,
                    n,
                    entry.position.cast_signed()
                ])?;
            }
            return Ok(());
        }
        Kind::ChartAccess => {
            let seen = record::ChartAccess::from_items(items)?;
            if let (Some(u), Some(p)) = (seen.user, seen.patient) {
                sql.prepare_cached("INSERT OR IGNORE INTO rm_access VALUES(?1, ?2, ?3, ?4)")?.execute(params![
                    entry.position.cast_signed(),
                    u.0,
                    p.0,
                    common.recorded.ms
                ])?;
            }
            return Ok(());
        }
        _ => {}
    }
    sql.prepare_cached("INSERT OR IGNORE INTO rm_revision VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)")?.execute(
        params![
            entry.position.cast_signed(),
            entry.record.0,
            entry.leaf,
            entry.hlc.cast_signed(),
            kind as u16,
            common.author_kind,
            common.author,
            serde_json::to_string(&common.recorded)?,
            serde_json::to_string(&common.effective)?,
            common.parents.concat(),
            join(items),
        ],
    )?;
    show(sql, entry.record, kind, entry.subject, touched)
}

/// Puts a record's rows as its revisions make them.
fn show(
    sql: &Connection,
    record: Id,
    kind: Kind,
    subject: Option<[u8; 16]>,
    touched: &mut BTreeSet<Id>,
) -> Result<(), Fault> {
    // In the order of their positions.
    let revisions = revisions_of(sql, record)?;
    let Some(held) = revisions.first() else { return Ok(()) };
    let folded = fold(&revisions.iter().map(|r| r.items.clone()).collect::<Vec<_>>());
    let first = revisions.iter().min_by_key(|r| (r.items.hlc, r.items.id)).unwrap_or(held);
    let row = rows::Row {
        id: record,
        position: held.position,
        kind,
        folded: &folded,
        revisions: revisions.len(),
        recorded: first.recorded,
        author: (first.author_kind, first.author),
    };
    match kind {
        Kind::Patient => {
            let last = revisions.iter().map(|r| r.recorded).max().unwrap_or(first.recorded);
            rows::patient(sql, &row, &patient::Patient::from_items(&folded.items)?, subject.unwrap_or_default(), last)?;
            touched.insert(record);
        }
        Kind::Operation => rows::setting(sql, &row, &record::Operation::from_items(&folded.items)?)?,
        Kind::Hold => rows::setting(sql, &row, &Hold::from_items(&folded.items)?)?,
        Kind::User => rows::setting(sql, &row, &record::User::from_items(&folded.items)?)?,
        Kind::Device => rows::setting(sql, &row, &record::Device::from_items(&folded.items)?)?,
        Kind::Closing => rows::setting(sql, &row, &Closing::from_items(&folded.items)?)?,
        Kind::Item => stock::item(sql, &row, &Item::from_items(&folded.items)?)?,
        Kind::Batch => stock::batch(sql, &row, &Batch::from_items(&folded.items)?)?,
        Kind::Movement => stock::movement(sql, &row, &Movement::from_items(&folded.items)?)?,
        Kind::Chunk | Kind::ChartAccess => {}
        Kind::Vitals
        | Kind::Condition
        | Kind::Observation
        | Kind::Attachment
        | Kind::Encounter
        | Kind::Triage
        | Kind::Narrative
        | Kind::Background
        | Kind::AllergyIntolerance
        | Kind::MedicationRequest
        | Kind::MedicationDispense
        | Kind::Test
        | Kind::Procedure
        | Kind::Mark => {
            if let Some(part) = Part::from_items(kind, &folded.items)? {
                rows::part(sql, &row, &part)?;
                // Search knows a patient's problems.
                touched.extend(part.patient().filter(|_| kind == Kind::Condition));
            }
        }
    }
    Ok(())
}

/// Takes out the rows of entries that are not shown any more, as if they had never been: of a record that was amended by one of them,
/// what the others make of it stays.
///
/// # Errors
/// The database's own.
pub fn forget(sql: &Connection, dropped: &[u64]) -> Result<(), Fault> {
    let mut records = BTreeSet::new();
    for position in dropped.iter().map(|position| position.cast_signed()) {
        let of = "SELECT record FROM rm_revision WHERE pos = ?1";
        records.extend(sql.prepare_cached(of)?.query_row([position], |r| r.get(0).map(Id)).optional()?);
    }
    let subjects: Vec<_> = records.iter().map(|record| subject_of(sql, *record).ok()).collect();
    for record in &records {
        // While its revisions say where it stands.
        let part = "DELETE FROM rm_part WHERE pos IN (SELECT pos FROM rm_revision WHERE record = ?1)";
        sql.prepare_cached(part)?.execute([record.0])?;
        for (table, column) in OF_RECORD {
            sql.prepare_cached(&format!("DELETE FROM {table} WHERE {column} = ?1"))?.execute([record.0])?;
        }
    }
    for position in dropped.iter().map(|position| position.cast_signed()) {
        for table in ["rm_revision", "rm_chunk", "rm_access"] {
            sql.prepare_cached(&format!("DELETE FROM {table} WHERE pos = ?1"))?.execute([position])?;
        }
    }
    for (record, subject) in records.into_iter().zip(subjects) {
        if let Some(kind) = revisions_of(sql, record)?.first().and_then(|revision| revision.kind) {
            show(sql, record, kind, subject, &mut BTreeSet::new())?;
        }
    }
    Ok(())
}

/// Whether a revision's fields have the shapes of its type. One that has not stays in the journal, and spoils no other.
fn is_readable(kind: Kind, items: &[Vec<u8>]) -> bool {
    match kind {
        Kind::Chunk => record::Chunk::from_items(items).is_ok(),
        Kind::ChartAccess => record::ChartAccess::from_items(items).is_ok(),
        Kind::Patient => patient::Patient::from_items(items).is_ok(),
        Kind::Operation => record::Operation::from_items(items).is_ok(),
        Kind::Hold => Hold::from_items(items).is_ok(),
        Kind::User => record::User::from_items(items).is_ok(),
        Kind::Device => record::Device::from_items(items).is_ok(),
        Kind::Closing => Closing::from_items(items).is_ok(),
        Kind::Item => Item::from_items(items).is_ok(),
        Kind::Batch => Batch::from_items(items).is_ok(),
        Kind::Movement => Movement::from_items(items).is_ok(),
        part => Part::from_items(part, items).is_ok(),
    }
}

/// Rows that a record has beside its part of a chart: the table, and the column that names the record.
const OF_RECORD: [(&str, &str); 9] = [
    ("rm_patient", "id"),
    ("rm_identifier", "patient"),
    ("rm_mark", "mark"),
    ("rm_encounter", "id"),
    ("rm_request", "id"),
    ("rm_setting", "id"),
    ("rm_item", "id"),
    ("rm_batch", "id"),
    ("rm_movement", "id"),
];

/// The five common payload elements.
struct Common {
    kind: u16,
    version: u16,
    author_kind: u8,
    author: [u8; 16],
    parents: Vec<[u8; 32]>,
    effective: Moment,
    recorded: Moment,
}

impl Common {
    fn read(payload: &[Vec<u8>]) -> Option<Common> {
        use minicbor::bytes::ByteArray;
        if payload.len() < 5 {
            return None;
        }
        let (kind, version, _length): (u16, u16, u32) = minicbor::decode(&payload[0]).ok()?;
        let (author_kind, author, _cert): (u8, ByteArray<16>, ByteArray<32>) = minicbor::decode(&payload[1]).ok()?;
        let parents: Vec<ByteArray<32>> = minicbor::decode(&payload[2]).ok()?;
        Some(Common {
            kind,
            version,
            author_kind,
            author: author.into(),
            parents: parents.into_iter().map(Into::into).collect(),
            effective: minicbor::decode(&payload[3]).ok()?,
            recorded: minicbor::decode(&payload[4]).ok()?,
        })
    }
}

/// A stored revision with its author.
#[derive(Clone, Debug)]
pub struct StoredRevision {
    /// Its position among all entries held here.
    pub position: u64,
    /// Its type.
    pub kind: Option<Kind>,
    /// 0 a user, 1 a device.
    pub author_kind: u8,
    /// Who.
    pub author: [u8; 16],
    /// When it was written.
    pub recorded: Moment,
    /// Identity, parents and fields.
    pub items: RevisionItems,
}

/// Every revision of a record.
///
/// # Errors
/// The database's own.
pub fn revisions_of(sql: &Connection, record: Id) -> Result<Vec<StoredRevision>, Fault> {
    let mut q = sql.prepare_cached(
        "SELECT leaf, hlc, parents, items, author_kind, author, recorded, pos, kind FROM rm_revision WHERE record = ?1 ORDER BY pos",
    )?;
    let mut rows = q.query([record.0])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let parents: Vec<u8> = r.get(2)?;
        let items: Vec<u8> = r.get(3)?;
        out.push(StoredRevision {
            position: r.get::<_, i64>(7)?.cast_unsigned(),
            kind: Kind::from_number(r.get(8)?),
            author_kind: r.get(4)?,
            author: r.get(5)?,
            recorded: serde_json::from_str(&r.get::<_, String>(6)?)?,
            items: RevisionItems {
                id: r.get(0)?,
                hlc: r.get::<_, i64>(1)?.cast_unsigned(),
                parents: parents.chunks_exact(32).filter_map(|c| c.try_into().ok()).collect(),
                items: split(&items),
            },
        });
    }
    Ok(out)
}

/// Items as one blob: each a u32 length and its bytes.
fn join(items: &[Vec<u8>]) -> Vec<u8> {
    items
        .iter()
        .flat_map(|i| u32::try_from(i.len()).unwrap_or(u32::MAX).to_be_bytes().into_iter().chain(i.iter().copied()))
        .collect()
}

fn split(mut blob: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    while let Some((head, rest)) = blob.split_first_chunk::<4>() {
        let Some((item, rest)) = rest.split_at_checked(u32::from_be_bytes(*head) as usize) else { break };
        out.push(item.to_vec());
        blob = rest;
    }
    out
}

/// The subject key of a patient.
///
/// # Errors
/// The database's own; not found.
pub fn subject_of(sql: &Connection, patient: Id) -> Result<[u8; 16], Fault> {
    let found = sql.query_row("SELECT subject FROM rm_patient WHERE id = ?1", [patient.0], |r| r.get(0)).optional()?;
    found.ok_or(Fault::Api(domain::api::ApiError::NotFound))
}

/// Whether an item was touched by its revision.
#[must_use]
pub fn is_touched(item: &[u8]) -> bool {
    item != UNTOUCHED
}

/// The shown items and heads of a record.
#[must_use]
pub fn folded(revisions: &[StoredRevision]) -> Folded {
    fold(&revisions.iter().map(|r| r.items.clone()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn items_survive_joining() {
        let items = vec![vec![1, 2], vec![], vec![0xf7]];
        assert_eq!(split(&join(&items)), items);
        assert_eq!(split(&join(&items)[..5]), Vec::<Vec<u8>>::new());
    }
}
