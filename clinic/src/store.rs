//! An open store: the journal, its read models and the search index behind one write path.
//! In scope: open, write, read, follow up search, check, rebuild.  Not here: sessions (host), who may do what (dispatch).

mod follow;

use crate::clock::offset_min_at;
use crate::config::Config;
use crate::fault::Fault;
use crate::projection::{self, Applied};
use crate::search::{SearchDoc, SearchError, SearchIndex};
use domain::id::Id;
use domain::part::Part;
use domain::patient::{Patient, card_number};
use domain::record::{Kind, Payload, Revision, UNTOUCHED};
use domain::time::{Moment, Precision};
use ledger::{Author, BackupSummary, Class, Committed, Draft, Journal, Opened, RecoveryKey, Scope, Tx, Unlocked};
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Progress of a long piece of work: done, total; `Break` cancels.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> ControlFlow<()>;

/// Drafts, request ids, verifications, PINs, meetings: what cannot be rebuilt and never leaves this device.
const LOCAL_TABLES: &str = concat!(
    include_str!("../../migrations/device/0002_local.sql"),
    include_str!("../../migrations/device/0003_people.sql"),
    include_str!("../../migrations/device/0005_digests.sql"),
    include_str!("../../migrations/device/0014_meetings.sql"),
    include_str!("../../migrations/device/0015_hubs.sql"),
    include_str!("../../migrations/device/0016_held.sql")
);

/// Patients whose search text is behind the journal.
#[derive(Default)]
struct Behind {
    patients: BTreeSet<Id>,
    position: u64,
}

/// An open store.
pub struct Store {
    // The readers close first, so that the journal's writer, closing last, carries the WAL over into the database.
    readers: Mutex<Vec<Connection>>,
    journal: Journal,
    search: SearchIndex,
    behind: Mutex<Behind>,
    /// Held by whoever brings read models up to the journal.
    following: Mutex<()>,
    /// Patients in all, while none came or went since they were counted: counting a hundred thousand takes longer than a list.
    counted: Mutex<Option<u64>>,
    config: Config,
    dir: PathBuf,
}

/// A lock whose holder panicked still guards consistent data: every write is a transaction.
pub(crate) fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new or amended record, before it is sealed.
pub struct NewRecord {
    class: Class,
    record: Id,
    kind: (u16, u16),
    parents: Vec<Revision>,
    fields: Vec<Vec<u8>>,
}

impl NewRecord {
    /// A record's first revision.
    #[must_use]
    pub fn first<P: Payload>(record: Id, payload: &P) -> Self {
        NewRecord {
            class: class_of(P::KIND),
            record,
            kind: (P::KIND as u16, P::VERSION),
            parents: vec![],
            fields: payload.to_items(),
        }
    }
    /// A later revision: only what differs from `before`.
    #[must_use]
    pub fn patch<P: Payload>(record: Id, parents: Vec<Revision>, before: &P, after: &P) -> Self {
        NewRecord {
            class: class_of(P::KIND),
            record,
            kind: (P::KIND as u16, P::VERSION),
            parents,
            fields: after.patch_from(before),
        }
    }
    /// A later revision that says every field anew: what several said at once is settled, whichever of them is said again.
    #[must_use]
    pub fn settled<P: Payload>(record: Id, parents: Vec<Revision>, payload: &P) -> Self {
        NewRecord { parents, ..NewRecord::first(record, payload) }
    }
    /// The first revision of a part of a chart.
    #[must_use]
    pub fn part(record: Id, part: &Part) -> Self {
        let (version, fields) = part.to_items();
        let kind = part.kind();
        NewRecord { class: class_of(kind), record, kind: (kind as u16, version), parents: vec![], fields }
    }
    /// A later revision of a part: only what differs from `before`.
    #[must_use]
    pub fn part_patch(record: Id, parents: Vec<Revision>, before: &Part, after: &Part) -> Self {
        let old = before.to_items().1;
        let mut new = NewRecord::part(record, after);
        for (item, before) in new.fields.iter_mut().zip(old) {
            if *item == before {
                *item = UNTOUCHED.to_vec();
            }
        }
        NewRecord { parents, ..new }
    }
    /// A later revision that decides between others: as it stands, field by field.
    #[must_use]
    pub fn decided(record: Id, (kind, version): (Kind, u16), parents: Vec<Revision>, fields: Vec<Vec<u8>>) -> Self {
        NewRecord { class: class_of(kind), record, kind: (kind as u16, version), parents, fields }
    }
    /// Whether this revision would touch nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.iter().all(|f| !projection::is_touched(f))
    }
}

/// The class that entries of a type are of.
pub(crate) fn class_of(kind: Kind) -> Class {
    match kind {
        Kind::Chunk => Class::AttachmentChunk,
        Kind::ChartAccess => Class::Access,
        Kind::Operation | Kind::User | Kind::Hold | Kind::Device | Kind::Closing => Class::Settings,
        Kind::Item | Kind::Batch | Kind::Movement => Class::Stock,
        Kind::Patient
        | Kind::Vitals
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
        | Kind::Mark => Class::Clinical,
    }
}

/// A moment as the journal writes it.
fn wire(m: Moment) -> ledger::Moment {
    (m.ms, m.offset_min, m.precision as u8)
}

/// One command's writes: all of them reach the journal, or none.
pub struct Writer<'a, 'b> {
    tx: &'a mut Tx<'b>,
    at: ledger::Moment,
}

impl Writer<'_, '_> {
    /// A fresh random id.
    pub fn new_id(&self) -> Id {
        let mut id = [0; 16];
        self.tx.fill(&mut id);
        Id(id)
    }
    /// A fresh subject key, itself an entry.
    ///
    /// # Errors
    /// The journal's own.
    pub fn new_subject(&mut self) -> Result<[u8; 16], Fault> {
        Ok(self.tx.new_subject_key()?)
    }
    /// Appends a record under a subject's key (`None`: of no subject), having happened now or at `effective`.
    ///
    /// # Errors
    /// The journal's own.
    pub fn append(
        &mut self,
        subject: Option<[u8; 16]>,
        new: NewRecord,
        effective: Option<Moment>,
    ) -> Result<(), Fault> {
        let effective_at = effective.map_or(self.at, wire);
        self.tx.append(Draft {
            class: new.class,
            record: new.record.0,
            subject,
            kind: new.kind,
            parents: new.parents,
            effective_at,
            recorded_at: self.at,
            fields: new.fields,
        })?;
        Ok(())
    }
    /// The transaction's connection, for local tables and for reading what stands.
    #[must_use]
    pub fn sql(&self) -> &Connection {
        self.tx.sql()
    }
}

impl Store {
    /// Wraps a journal, bringing read models and search up to it.
    ///
    /// # Errors
    /// Whatever keeps the store from being whole.
    pub fn new(journal: Journal, dir: &Path, config: Config) -> Result<Self, Fault> {
        if let Some(loss) = journal.loss() {
            eprintln!("fieldchart: {loss}; once everybody knows, `fieldchart fsck --accept-loss`");
        }
        journal.local(|sql| -> Result<(), Fault> { Ok(sql.execute_batch(LOCAL_TABLES)?) })?;
        let search = open_search(&journal, dir)?;
        let store = Store {
            journal,
            readers: Mutex::default(),
            search,
            behind: Mutex::default(),
            following: Mutex::default(),
            counted: Mutex::default(),
            config,
            dir: dir.to_owned(),
        };
        store.catch_up()?;
        Ok(store)
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Now, where this device stands.
    #[must_use]
    pub fn now(&self) -> Moment {
        let ms = self.config.env.now_ms();
        Moment { ms: ms.cast_signed(), offset_min: offset_min_at(ms), precision: Precision::Exact }
    }

    /// The one write path: records appended by `build`, their read-model rows, and the answer to `request`, in one transaction.
    ///
    /// # Errors
    /// What `build` refuses, or the journal's own; then nothing was written.
    pub fn write<T: Serialize>(
        &self,
        author: &Author<'_>,
        request: Option<Id>,
        build: impl FnOnce(&mut Writer) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let now = self.now();
        let mut touched = BTreeSet::new();
        let (out, _) = self.journal.write(
            author,
            |tx| build(&mut Writer { tx, at: wire(now) }),
            |sql, committed: &[Committed], out: T| -> Result<T, Fault> {
                for c in committed {
                    projection::apply(sql, &applied(c), &mut touched)?;
                }
                follow::step(sql, committed)?;
                if let Some(request) = request {
                    sql.execute(
                        "INSERT INTO request(id, at_ms, answer) VALUES(?1, ?2, ?3)",
                        rusqlite::params![request.0, now.ms, serde_json::to_string(&out)?],
                    )?;
                }
                Ok(out)
            },
        )?;
        let mut behind = lock(&self.behind);
        if !touched.is_empty() {
            *lock(&self.counted) = None;
        }
        behind.patients.append(&mut touched);
        behind.position = self.journal.length();
        Ok(out)
    }

    /// Patients in all.
    ///
    /// # Errors
    /// The database's own.
    pub fn patients(&self, sql: &Connection) -> Result<u64, Fault> {
        // Held while counting, so that whoever registers in between has it counted anew.
        let mut counted = lock(&self.counted);
        if let Some(n) = *counted {
            return Ok(n);
        }
        let n = sql.query_row("SELECT count(*) FROM rm_patient", [], |r| r.get::<_, i64>(0))?.cast_unsigned();
        *counted = Some(n);
        Ok(n)
    }

    /// Drops what `scope` names of a subject under two signatures, with its rows, drafts and kept answers; then search lets go
    /// of it too. Tells the journal's answer: how many entries, and the first entry that says so.
    ///
    /// # Errors
    /// What the journal refuses; then nothing was dropped.
    pub fn redact(
        &self,
        signers: [&Unlocked; 2],
        subject: [u8; 16],
        scope: Scope<'_>,
        reason: u16,
        ids: &[Id],
    ) -> Result<(u64, u64), Fault> {
        let project = |sql: &Connection, committed: &[Committed], dropped: &[u64]| -> Result<u64, Fault> {
            follow::let_go(sql, dropped, ids)?;
            follow::step(sql, committed)?;
            Ok(dropped.len() as u64)
        };
        let (entries, commit) = self.journal.redact(signers[0], signers[1], &subject, scope, reason, project)?;
        self.purge_search(ids)?;
        Ok((entries, commit.first))
    }

    /// Gives a person a new passphrase by the recovery key. A slot changes no read model; only the cursor follows.
    ///
    /// # Errors
    /// A wrong recovery key; the journal's own.
    pub fn recover(&self, key: &RecoveryKey, user: Id, passphrase: &str) -> Result<Unlocked, Fault> {
        let argon = self.config.argon().map_err(ledger::Error::from)?;
        let keys = self.journal.recover(key, &user.0, passphrase, argon)?;
        self.local(|sql| projection::set_position(sql, self.journal.length()))?;
        lock(&self.behind).position = self.journal.length();
        Ok(keys)
    }

    /// Writes local-only or derived tables; the journal stays as it is.
    ///
    /// # Errors
    /// What `f` returns; then nothing was written.
    pub fn local<T>(&self, f: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        self.journal.local(f)
    }

    /// Has this device's digest cover the other logs held here.
    ///
    /// # Errors
    /// The journal's own.
    pub fn tell_heads(&self) -> Result<(), Fault> {
        self.journal.tell_heads()?;
        self.pass_keys()
    }

    /// Copies the store, search excepted, to a folder that appears whole or not at all.
    ///
    /// # Errors
    /// The journal's own.
    pub fn backup(&self, out: &Path, progress: Progress) -> Result<BackupSummary, Fault> {
        Ok(self.journal.backup(out, progress)?)
    }

    /// Moves the read models past entries they take nothing from (certificates, slots), which the journal wrote by itself.
    ///
    /// # Errors
    /// The database's own.
    pub fn pass_keys(&self) -> Result<(), Fault> {
        // The journal cannot grow meanwhile: `local` holds its one writer.
        self.local(|sql| projection::set_position(sql, self.journal.length()))
    }

    /// Runs `f` on a reading connection.
    ///
    /// # Errors
    /// What `f` returns; the database's own where no connection can be made.
    pub fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let pooled = lock(&self.readers).pop();
        let sql = match pooled {
            Some(c) => c,
            None => self.journal.reader()?,
        };
        let out = f(&sql);
        lock(&self.readers).push(sql);
        out
    }

    /// Patients matching what was typed, best first.
    ///
    /// # Errors
    /// The index's own.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Id>, Fault> {
        self.index_pending()?;
        Ok(self.search.search(query, limit)?.into_iter().map(|(id, _)| id).collect())
    }

    /// Brings the search index up to the journal, a few thousand patients at a time.
    ///
    /// # Errors
    /// The index's or the database's own.
    pub fn index_pending(&self) -> Result<(), Fault> {
        let mut behind = lock(&self.behind);
        if behind.patients.is_empty() {
            return Ok(());
        }
        let ids: Vec<Id> = behind.patients.iter().copied().collect();
        let mut docs = Vec::with_capacity(ids.len());
        self.read(|sql| {
            for id in &ids {
                docs.extend(search_doc(sql, *id)?);
            }
            Ok(())
        })?;
        self.search.update(docs, &[], behind.position)?;
        behind.patients.clear();
        Ok(())
    }
}

fn ids(sql: &Connection, query: &str, from: u64) -> Result<BTreeSet<Id>, Fault> {
    let mut q = sql.prepare(query)?;
    let n = q.parameter_count();
    let from = from.cast_signed();
    let params: &[&dyn rusqlite::ToSql] = if n == 1 { &[&from] } else { &[] };
    let rows = q.query_map(params, |r| r.get::<_, [u8; 16]>(0))?;
    Ok(rows.map(|r| r.map(Id)).collect::<Result<_, _>>()?)
}

fn opened(o: &Opened) -> Applied<'_> {
    Applied {
        position: o.position,
        class: o.entry.class,
        hlc: o.entry.hlc,
        record: Id(o.entry.record),
        leaf: o.leaf_hash,
        subject: o.subject,
        payload: &o.payload,
    }
}

fn applied(c: &Committed) -> Applied<'_> {
    Applied {
        position: c.position,
        class: c.class,
        hlc: c.hlc,
        record: Id(c.record),
        leaf: c.leaf_hash,
        subject: c.subject,
        payload: &c.payload,
    }
}

fn open_search(journal: &Journal, dir: &Path) -> Result<SearchIndex, Fault> {
    let path = dir.join("search.db");
    let key = journal.derived_key("fieldchart/v1/search");
    match SearchIndex::open(&path, key.expose()) {
        Err(SearchError::Damaged { .. }) => {}
        other => return Ok(other?),
    }
    // Derived data: a damaged index is dropped and folded anew.
    for name in ["search.db", "search.db-wal", "search.db-shm"] {
        let file = dir.join(name);
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(SearchIndex::open(&path, key.expose())?)
}

/// What search knows of a patient.
fn search_doc(sql: &Connection, id: Id) -> Result<Option<SearchDoc>, Fault> {
    use rusqlite::OptionalExtension;
    let row: Option<(String, i64)> = sql
        .prepare_cached("SELECT body, last_ms FROM rm_patient WHERE id = ?1")?
        .query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((body, last_ms)) = row else { return Ok(None) };
    let p: Patient = serde_json::from_str(&body)?;
    let birth = match &p.birth {
        Some(domain::patient::Birth::Date { date, known: Precision::Day }) => Some(date.to_string().replace('-', "")),
        Some(b) => b.year().map(|y| y.to_string()),
        None => None,
    };
    let mut q = sql.prepare_cached("SELECT body FROM rm_part WHERE patient = ?1 AND kind = 3")?;
    let bodies = q.query_map([id.0], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut text = Vec::new();
    for b in bodies {
        text.extend(serde_json::from_str::<domain::record::Condition>(&b)?.text);
    }
    Ok(Some(SearchDoc {
        id,
        names: [p.given, p.family, p.other_names, p.script_name, p.label].into_iter().flatten().collect(),
        ids: p.ids.unwrap_or_default().into_iter().map(|i| i.value).chain([card_number(id)]).collect(),
        phone: p.phone,
        place: p.city,
        birth,
        text,
        last_ms,
    }))
}
