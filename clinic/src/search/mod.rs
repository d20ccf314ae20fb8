//! Search for patients while somebody types: names with typos, accents and swapped order, ids, telephones, birth dates, problems.
//! In scope: `SearchIndex`, a tantivy index in its own encrypted file, derived from the journal and rebuilt from it when damaged.
//! Not here: which patients a user may see (handlers), the file's key (store), duplicates with reasons.

mod directory;
pub(crate) mod fold;
mod query;

use directory::SealedDirectory;
use domain::id::Id;
use fold::{fold, sound, words};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

/// Memory the writer may fill before it starts another segment.
const WRITER_BYTES: usize = 20_000_000;
/// Words indexed of one patient's texts; the rest is found by reading the chart.
const TEXT_WORDS_MAX: usize = 2_000;

/// What can go wrong with the index. It is derived data: nothing is lost with it.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The file is not an index this version reads with this key: delete it and rebuild.
    #[error("the search index cannot be read: {0}")]
    Damaged(String),
    /// The disk or SQLite refused (full, read-only, busy).
    #[error("the search index cannot be stored: {0}")]
    Sql(rusqlite::Error),
    /// tantivy refused.
    #[error("the search index refused: {0}")]
    Index(#[from] tantivy::TantivyError),
}

impl From<rusqlite::Error> for SearchError {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match e.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => SearchError::Damaged(e.to_string()),
            _ => SearchError::Sql(e),
        }
    }
}

/// What search knows of a patient.
#[derive(Clone, Debug, Default)]
pub struct SearchDoc {
    /// The patient's record.
    pub id: Id,
    /// Every name, in any script, one entry a field.
    pub names: Vec<String>,
    /// National and camp ids.
    pub ids: Vec<String>,
    /// Telephone, as written.
    pub phone: Option<String>,
    /// City, camp or village.
    pub place: Option<String>,
    /// Birth date as `yyyymmdd`, or the year where no more is known.
    pub birth: Option<String>,
    /// Complaints and problems.
    pub text: Vec<String>,
    /// Time of the latest entry, ms since the epoch; breaks ties.
    pub last_ms: i64,
}

/// The fields of the index.
#[derive(Clone, Copy)]
struct Fields {
    id: Field,
    high: Field,
    low: Field,
    last: Field,
    name: Field,
    sound: Field,
    number: Field,
    birth: Field,
    word: Field,
}

impl Fields {
    fn schema() -> (Schema, Fields) {
        let mut b = Schema::builder();
        // Terms are made here, not by tantivy: one value a term, no frequencies, no norms.
        let raw = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let term = TextOptions::default().set_indexing_options(raw);
        let fields = Fields {
            id: b.add_bytes_field("id", INDEXED),
            high: b.add_u64_field("high", FAST),
            low: b.add_u64_field("low", FAST),
            last: b.add_i64_field("last", FAST),
            name: b.add_text_field("name", term.clone()),
            sound: b.add_text_field("sound", term.clone()),
            number: b.add_text_field("number", term.clone()),
            birth: b.add_text_field("birth", term.clone()),
            word: b.add_text_field("word", term),
        };
        (b.build(), fields)
    }

    fn of(&self, kind: query::Kind) -> Field {
        match kind {
            query::Kind::Name => self.name,
            query::Kind::Sound => self.sound,
            query::Kind::Number => self.number,
            query::Kind::Birth => self.birth,
            query::Kind::Word => self.word,
        }
    }
}

/// The index of one store. Searches run beside an update and see the last whole one.
pub struct SearchIndex {
    directory: SealedDirectory,
    reader: IndexReader,
    writer: Mutex<IndexWriter>,
    fields: Fields,
    /// Journal position of the last update.
    position: AtomicU64,
    /// `directory.commits()` when the reader was last renewed.
    seen: AtomicU64,
}

impl SearchIndex {
    /// Opens the index in an encrypted file, or makes an empty one.
    ///
    /// # Errors
    /// `SearchError::Damaged` where the key is another one, bytes were changed or the version differs: delete the file and
    /// rebuild. `SearchError::Sql` where the disk refuses.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self, SearchError> {
        Self::over(SealedDirectory::open(path, key)?)
    }

    /// An empty index without a file.
    ///
    /// # Errors
    /// tantivy's own, where threads or memory are lacking.
    pub fn in_memory() -> Result<Self, SearchError> {
        Self::over(SealedDirectory::in_memory())
    }

    fn over(directory: SealedDirectory) -> Result<Self, SearchError> {
        let damaged = |e: tantivy::TantivyError| SearchError::Damaged(e.to_string());
        let (schema, fields) = Fields::schema();
        let index = Index::open_or_create(directory.clone(), schema).map_err(damaged)?;
        let payload = index.load_metas().map_err(damaged)?.payload;
        let position = match payload {
            None => 0,
            Some(p) => p.parse().map_err(|_| SearchError::Damaged("no journal position".to_owned()))?,
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(damaged)?;
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(WRITER_BYTES)
            .build();
        let writer = Mutex::new(index.writer_with_options(options)?);
        let seen = AtomicU64::new(directory.commits());
        Ok(SearchIndex { directory, reader, writer, fields, position: AtomicU64::new(position), seen })
    }

    /// The journal position up to which the index holds everything.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    /// Bytes of the index, all held in memory while open.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.directory.bytes()
    }

    /// Replaces the documents given, removes others, and moves to a journal position: all of it or nothing.
    ///
    /// # Errors
    /// Where the disk refuses; the index then stays where it was.
    pub fn update(&self, docs: Vec<SearchDoc>, remove: &[Id], position: u64) -> Result<(), SearchError> {
        let mut writer = self.lock();
        for id in remove.iter().chain(docs.iter().map(|d| &d.id)) {
            writer.delete_term(Term::from_field_bytes(self.fields.id, &id.0));
        }
        for doc in docs {
            let doc = self.document(&doc);
            if let Err(e) = writer.add_document(doc) {
                writer.rollback()?;
                return Err(e.into());
            }
        }
        self.commit(&mut writer, position)
    }

    /// As [`SearchIndex::update`], and writes the index anew without what was removed, so that no file and no freed page keeps it.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn purge(&self, docs: Vec<SearchDoc>, remove: &[Id], position: u64) -> Result<(), SearchError> {
        self.update(docs, remove, position)?;
        let mut writer = self.lock();
        let segments = self.reader.searcher().index().searchable_segment_ids()?;
        if !segments.is_empty() {
            writer.merge(&segments).wait()?;
        }
        // What a merge replaced is let go of by the commit after it.
        writer.garbage_collect_files().wait()?;
        self.commit(&mut writer, position)?;
        drop(writer);
        Ok(self.directory.empty_wal()?)
    }

    /// Removes everything and goes back to position 0.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn clear(&self) -> Result<(), SearchError> {
        let mut writer = self.lock();
        writer.delete_all_documents()?;
        self.commit(&mut writer, 0)
    }

    /// The patients a query means, best first, with their scores; ties by the latest entry, then by id.
    ///
    /// # Errors
    /// tantivy's own, where the index is damaged in memory.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<(Id, f32)>, SearchError> {
        self.renew()?;
        Ok(query::run(&self.reader.searcher(), &self.fields, query, limit)?)
    }

    fn lock(&self) -> MutexGuard<'_, IndexWriter> {
        // An update that panicked left uncommitted documents; the next commit replaces them by id.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn commit(&self, writer: &mut IndexWriter, position: u64) -> Result<(), SearchError> {
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&position.to_string());
        if let Err(e) = prepared.commit() {
            writer.rollback()?;
            return Err(e.into());
        }
        self.position.store(position, Ordering::Release);
        self.renew()
    }

    /// Shows readers the last commit, and lets go of segments that a merge replaced.
    fn renew(&self) -> Result<(), SearchError> {
        let commits = self.directory.commits();
        if self.seen.swap(commits, Ordering::AcqRel) != commits {
            self.reader.reload()?;
        }
        Ok(())
    }

    fn document(&self, d: &SearchDoc) -> TantivyDocument {
        let f = &self.fields;
        let mut out = TantivyDocument::new();
        let half = |bytes: &[u8]| bytes.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
        out.add_bytes(f.id, &d.id.0);
        out.add_u64(f.high, half(&d.id.0[..8]));
        out.add_u64(f.low, half(&d.id.0[8..]));
        out.add_i64(f.last, d.last_ms);
        let mut add = |field: Field, mut terms: Vec<String>| {
            terms.sort_unstable();
            terms.dedup();
            for t in terms.iter().filter(|t| !t.is_empty()) {
                out.add_text(field, t);
            }
        };
        let names: Vec<Vec<String>> = d.names.iter().map(|n| words(&fold(n))).collect();
        add(f.sound, names.iter().flatten().map(|w| sound(w)).collect());
        let joined = names.iter().flat_map(|n| n.windows(2).map(|w| w.concat()));
        add(f.name, names.iter().flatten().cloned().chain(joined).collect());
        add(
            f.number,
            d.ids.iter().flat_map(|i| id_terms(i)).chain(d.phone.iter().flat_map(|p| phone_terms(p))).collect(),
        );
        add(f.birth, d.birth.iter().map(|b| b.chars().filter(char::is_ascii_digit).collect()).collect());
        add(f.word, d.text.iter().chain(&d.place).flat_map(|t| words(&fold(t))).take(TEXT_WORDS_MAX).collect());
        out
    }
}

/// An id whole and without separators, and its parts that have digits.
fn id_terms(id: &str) -> Vec<String> {
    let folded = fold(id);
    let mut out = vec![folded.chars().filter(|c| c.is_alphanumeric()).take(60).collect()];
    out.extend(words(&folded).into_iter().filter(|w| w.bytes().any(|b| b.is_ascii_digit())));
    out
}

/// A telephone number whole, without leading zeros, and its last nine and four digits.
fn phone_terms(phone: &str) -> Vec<String> {
    let digits: String = fold(phone).chars().filter(char::is_ascii_digit).take(40).collect();
    let mut out = vec![digits.trim_start_matches('0').to_owned()];
    for n in [9, 4] {
        out.extend(digits.len().checked_sub(n).map(|from| digits[from..].to_owned()));
    }
    out.push(digits);
    out
}

#[cfg(test)]
mod tests;
