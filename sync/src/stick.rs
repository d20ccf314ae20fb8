//! A stick: a folder, in which `fieldchart` has the form of an export (docs/formats/entry-v1.md, "Export"). Every laptop it visits
//! takes it in and brings it up to date. Anybody's auditor can judge it as it lies there.
//! In scope: a visit: taking in what is new, passing over what is damaged and saying so, then bringing it up to date.
//! Not here: how it is written (ledger's export).

use crate::replica::{Refused, Replica};
use ledger::entry::{ENTRY_BYTES, Entry};
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::cosignature::split_cosigned;
use ledger::tlog::hash::sha256;
use ledger::tlog::tile::{number_path, tile_path};
use ledger::tlog::tree::TILE_WIDTH;
use ledger::{Batch, Error, Id, Journal, NOT_HELD, Taken, is_litter};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Entries in a bundle.
const BUNDLE: u64 = TILE_WIDTH as u64;
/// Bytes that a note with its cosignatures may have.
const NOTE_BYTES_MAX: u64 = 1 << 16;
/// Bytes that the file with the operation's id may have.
const OPERATION_BYTES_MAX: u64 = 64;
/// Bytes of entries and bodies after which a part ends.
pub const PART_BYTES: usize = 1 << 22;
/// Bytes of bodies that a part has at most; the others are taken in one by one.
const PART_BODY_BYTES_MAX: usize = 1 << 26;
/// Lines of a note up to its log's own signature.
const OWN_LINES: usize = 5;

/// Why something on a stick cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum StickError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is cut off, or not what its name says.
    #[error("{} is damaged or cut off", .0.display())]
    Damaged(PathBuf),
    /// The stick belongs to other people.
    #[error("the stick carries another operation's records")]
    OtherOperation,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Stick {
    root: PathBuf,
}

/// A log, or one history of it, that a stick carries.
#[derive(Debug, Clone)]
pub struct Carried {
    folder: PathBuf,
    /// Its head as the note on the stick says it; verified when it is taken in.
    pub head: Checkpoint,
    /// The log's own note, and cosignatures below.
    cosigned: String,
}

/// A log's folder that says nothing readable.
#[derive(Debug)]
pub struct Unread {
    /// Which.
    pub folder: PathBuf,
    /// Why.
    pub error: StickError,
}

/// What became of a stick's contents.
#[derive(Debug, Default)]
pub struct Report {
    /// Logs on the stick.
    pub logs: u64,
    /// Entries that were new here.
    pub entries: u64,
    /// Bodies that were missing here.
    pub bodies: u64,
    /// Cosignatures that were new here.
    pub cosignatures: u64,
    /// What could not be taken in: the log, and why.
    pub refused: Vec<(String, String)>,
    /// Cosignatures that do not verify; whoever writes the stick leaves them out.
    pub left_out: Vec<(String, String)>,
}

impl Stick {
    /// Where the records are in a stick's folder.
    #[must_use]
    pub fn records(folder: &Path) -> PathBuf {
        folder.join("fieldchart")
    }

    /// The stick in a folder; `None` where nothing is on it yet.
    ///
    /// # Errors
    /// [`StickError::OtherOperation`]; what the disk says.
    pub fn open(folder: &Path, operation: &Id) -> Result<Option<Self>, StickError> {
        let root = Self::records(folder);
        let path = root.join("operation");
        let said = match read_to(&path, OPERATION_BYTES_MAX) {
            Err(StickError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            said => said?,
        };
        if said.trim_ascii_end() == hex::encode(operation).as_bytes() {
            Ok(Some(Self { root }))
        } else {
            Err(StickError::OtherOperation)
        }
    }

    /// The logs on it, and the folders whose notes are damaged.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn logs(&self) -> Result<(Vec<Carried>, Vec<Unread>), StickError> {
        let path = self.root.join("logs");
        let io = |source| StickError::Io { path: path.clone(), source };
        let mut folders = Vec::new();
        for item in fs::read_dir(&path).map_err(io)? {
            let item = item.map_err(io)?;
            if !item.file_name().to_str().is_some_and(is_litter) {
                folders.push(item.path());
            }
        }
        folders.sort();
        let (mut logs, mut unread) = (Vec::new(), Vec::new());
        for folder in folders {
            match Carried::read(&folder) {
                Ok(log) => logs.push(log),
                Err(error) => unread.push(Unread { folder, error }),
            }
        }
        Ok((logs, unread))
    }
}

impl Carried {
    fn read(folder: &Path) -> Result<Self, StickError> {
        let path = folder.join("checkpoint");
        let text = String::from_utf8(read_to(&path, NOTE_BYTES_MAX)?).map_err(|_| StickError::Damaged(path.clone()))?;
        let head = Checkpoint::claimed(split_cosigned(&text).0).map_err(|_| StickError::Damaged(path))?;
        Ok(Self { folder: folder.to_owned(), head, cosigned: text })
    }

    /// Its entries from an index on, in parts.
    ///
    /// # Errors
    /// When the file of its milestones cannot be opened.
    pub fn parts(&self, first: u64) -> Result<Parts<'_>, StickError> {
        let path = self.folder.join("milestones");
        let notes = match open(&path) {
            Err(StickError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => None,
            notes => Some(BufReader::new(notes?)),
        };
        let milestones = Milestones { path, notes };
        Ok(Parts { carried: self, milestones, first, bundle: None })
    }

    /// The body of an entry, if the stick holds it.
    ///
    /// # Errors
    /// When a file is missing, damaged or cut off.
    pub fn body(&self, index: u64) -> Result<Option<Vec<u8>>, StickError> {
        if index >= self.head.size {
            return Ok(None);
        }
        let mut bundle = Bundle::open(self, index / BUNDLE)?;
        for _ in 0..index % BUNDLE {
            bundle.pass()?;
        }
        Ok(bundle.next()?.and_then(|(_, body)| body))
    }

    fn entries(&self, n: u64, width: u64) -> Result<Vec<Vec<u8>>, StickError> {
        let path = self.folder.join("tile/entries").join(tile_path(n, width as usize));
        let bytes = read_to(&path, BUNDLE * (2 + ENTRY_BYTES as u64))?;
        let records = bytes.chunks(2 + ENTRY_BYTES).map(|record| {
            let (length, entry) = record.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)) == ENTRY_BYTES && entry.len() == ENTRY_BYTES)
                .then(|| entry.to_vec())
        });
        let entries = records.collect::<Option<Vec<_>>>().filter(|entries| entries.len() as u64 == width);
        entries.ok_or(StickError::Damaged(path))
    }
}

/// An entry, and its body if the stick holds it.
type Row = (Vec<u8>, Option<Vec<u8>>);

/// A log's entries in parts that end at its milestones: no more than one part is in memory, however long the log.
#[derive(Debug)]
pub struct Parts<'a> {
    carried: &'a Carried,
    milestones: Milestones,
    /// Index of the first entry of the next part.
    first: u64,
    bundle: Option<Bundle>,
}

impl Parts<'_> {
    /// The next part; `None` behind the last one. It ends at the first milestone, or the head, with which it has [`PART_BYTES`].
    ///
    /// # Errors
    /// When a file is missing, damaged or cut off.
    pub fn next_part(&mut self) -> Result<Option<Batch>, StickError> {
        let head = &self.carried.head;
        let (first, mut bytes, mut body_bytes) = (self.first, 0, 0);
        let (mut entries, mut bodies, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        while self.first < head.size && bytes + body_bytes < PART_BYTES {
            let (end, note) = self.milestone()?;
            while self.first < end {
                let (entry, body) = self.row()?;
                self.first += 1;
                let fits = |body: &Vec<u8>| body_bytes + body.len() <= PART_BODY_BYTES_MAX;
                let body = body.filter(fits);
                bytes += entry.len();
                body_bytes += body.as_ref().map_or(0, Vec::len);
                entries.push(entry);
                bodies.push(body);
            }
            notes.push(note);
        }
        let Some(note) = notes.pop() else { return Ok(None) };
        Ok(Some(Batch { origin: head.origin.clone(), first, entries, bodies, note, earlier: notes }))
    }

    /// The first milestone above what was handed out, or the head.
    fn milestone(&mut self) -> Result<(u64, String), StickError> {
        let head = self.carried.head.size;
        loop {
            match self.milestones.next()? {
                Some((size, _)) if size <= self.first => {}
                Some((size, note)) if size < head => return Ok((size, note)),
                _ => return Ok((head, split_cosigned(&self.carried.cosigned).0.to_owned())),
            }
        }
    }

    /// The first row that was not handed out.
    fn row(&mut self) -> Result<Row, StickError> {
        loop {
            if let Some(row) = self.bundle.as_mut().map(Bundle::next).transpose()?.flatten() {
                return Ok(row);
            }
            let bundle = self.bundle.insert(Bundle::open(self.carried, self.first / BUNDLE)?);
            for _ in 0..self.first % BUNDLE {
                bundle.pass()?;
            }
        }
    }
}

/// The notes in a log's file of milestones, one after another.
#[derive(Debug)]
struct Milestones {
    path: PathBuf,
    notes: Option<BufReader<fs::File>>,
}

impl Milestones {
    fn next(&mut self) -> Result<Option<(u64, String)>, StickError> {
        let Some(file) = &mut self.notes else { return Ok(None) };
        let mut note = String::new();
        let mut lines = file.take(NOTE_BYTES_MAX);
        for _ in 0..OWN_LINES {
            lines.read_line(&mut note).map_err(|source| StickError::Io { path: self.path.clone(), source })?;
        }
        if note.is_empty() {
            return Ok(None);
        }
        let head = Checkpoint::claimed(&note).map_err(|_| StickError::Damaged(self.path.clone()))?;
        Ok(Some((head.size, note)))
    }
}

/// The entries of one bundle and the file of bodies beside them, one by one.
#[derive(Debug)]
struct Bundle {
    path: PathBuf,
    entries: std::vec::IntoIter<Vec<u8>>,
    bodies: BufReader<fs::File>,
}

impl Bundle {
    fn open(carried: &Carried, n: u64) -> Result<Self, StickError> {
        let width = (carried.head.size - n * BUNDLE).min(BUNDLE);
        let path = carried.folder.join("bodies").join(number_path(n));
        let entries = carried.entries(n, width)?.into_iter();
        Ok(Self { entries, bodies: BufReader::new(open(&path)?), path })
    }

    /// The next entry and its body; `None` behind the last one. A laptop that was broken off may have left more bodies in the
    /// file than the note covers.
    fn next(&mut self) -> Result<Option<Row>, StickError> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        let Some(length) = self.length(&entry)? else { return Ok(Some((entry, None))) };
        let mut body = vec![0; length as usize];
        self.bodies.read_exact(&mut body).map_err(|error| self.cut_off(error))?;
        Ok(Some((entry, Some(body))))
    }

    /// Passes over an entry and its body.
    fn pass(&mut self) -> Result<(), StickError> {
        let Some(entry) = self.entries.next() else { return Ok(()) };
        let length = self.length(&entry)?.unwrap_or(0);
        self.bodies.seek_relative(length.into()).map_err(|error| self.cut_off(error))
    }

    /// The length of an entry's body, if it is held: no more than what the entry names.
    fn length(&mut self, entry: &[u8]) -> Result<Option<u32>, StickError> {
        let mut length = [0; 4];
        self.bodies.read_exact(&mut length).map_err(|error| self.cut_off(error))?;
        let length = u32::from_be_bytes(length);
        let named = Entry::names_body(entry).map_or(0, |(length, _)| length);
        match length {
            NOT_HELD => Ok(None),
            length if length <= named => Ok(Some(length)),
            _ => Err(StickError::Damaged(self.path.clone())),
        }
    }

    fn cut_off(&self, source: std::io::Error) -> StickError {
        let path = self.path.clone();
        if source.kind() == std::io::ErrorKind::UnexpectedEof {
            StickError::Damaged(path)
        } else {
            StickError::Io { path, source }
        }
    }
}

/// A stick visits a laptop: what it carries that is new is taken in, every log that grew is cosigned, and the stick is brought up to
/// date out of the journal that `replica` keeps: the folder is made where there is none. Where anything on it was refused, the report
/// names it and nothing is written there. `progress` is told what of how much is done, and may break it off.
///
/// # Errors
/// A stick of another operation; [`Error::Cancelled`], then what had come in by then stays; what disk and journal say.
pub fn visit<R: Replica>(
    folder: &Path,
    replica: &R,
    journal: &Journal,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Report, R::Error>
where
    R::Error: From<StickError> + From<Error>,
{
    let records = Stick::records(folder);
    let mut report = Report::default();
    let stick = Stick::open(folder, &replica.operation())?;
    if let Some(stick) = &stick {
        let mut total = 0;
        for log in stick.logs()?.0 {
            total += if replica.holds(&log.head)? { 0 } else { log.head.size };
        }
        report = take_in(stick, replica, &mut |done| match progress(done.min(total), total) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled.into()),
        })?;
    }
    replica.witness()?;
    match stick {
        // What was refused stays on the stick as it is: it may be the only copy.
        Some(_) if !report.refused.is_empty() => {}
        Some(_) => _ = journal.update_export(&records, true, progress)?,
        None => _ = journal.export(&records, true, progress)?,
    }
    Ok(report)
}

/// Takes in whatever a stick has that is new here. What is damaged, or refused, is passed over and named; the rest goes on.
/// `go_on` is told between two parts, and two bodies, how many entries were new, and may end it with an error of its own.
///
/// # Errors
/// The keeper's own; a folder that cannot be listed.
pub fn take_in<R: Replica>(
    stick: &Stick,
    replica: &R,
    go_on: &mut dyn FnMut(u64) -> Result<(), R::Error>,
) -> Result<Report, R::Error>
where
    R::Error: From<StickError>,
{
    let (logs, unread) = stick.logs()?;
    let mut report = Report { logs: (logs.len() + unread.len()) as u64, ..Report::default() };
    report.refused.extend(unread.into_iter().map(|log| (log.folder.display().to_string(), log.error.to_string())));
    // A device's certificate may stand in another log than its own: what is refused is tried again while anything is new.
    let mut waiting: Vec<&Carried> = logs.iter().collect();
    loop {
        let before = (waiting.len(), report.entries);
        let (mut refused, mut again) = (Vec::new(), Vec::new());
        for log in waiting {
            let (entries, taken) = take_log(replica, log, &mut |new| go_on(report.entries + new))?;
            report.entries += entries;
            if let Err(why) = taken {
                refused.push((log.head.origin.clone(), why));
                again.push(log);
            }
        }
        waiting = again;
        if waiting.is_empty() || (waiting.len(), report.entries) == before {
            report.refused.append(&mut refused);
            break;
        }
    }
    for missing in replica.missing()? {
        go_on(report.entries)?;
        for log in logs.iter().filter(|log| log.head.origin == missing.origin) {
            // A damaged bundle was named above, or belongs to what is held already.
            let Ok(Some(body)) = log.body(missing.index) else { continue };
            // Another history's body is refused, and nothing is lost by it.
            report.bodies += u64::from(replica.take_bodies(&missing.origin, &[(missing.index, body)])?.is_ok());
        }
    }
    for log in &logs {
        if replica.holds(&log.head)? {
            match replica.take_cosigned(&log.cosigned)? {
                Ok(kept) => report.cosignatures += kept as u64,
                Err(Refused(why)) => {
                    let own = split_cosigned(&log.cosigned).0;
                    let spoilt =
                        if replica.take_cosigned(own)?.is_ok() { &mut report.left_out } else { &mut report.refused };
                    spoilt.push((log.head.origin.clone(), why));
                }
            }
        }
    }
    Ok(report)
}

/// Takes in one log part by part, and tells how many entries were new; the inner error says why one was refused.
fn take_log<R: Replica>(
    replica: &R,
    log: &Carried,
    go_on: &mut dyn FnMut(u64) -> Result<(), R::Error>,
) -> Result<(u64, Result<(), String>), R::Error> {
    let mut new = 0;
    if replica.holds(&log.head)? {
        return Ok((new, Ok(())));
    }
    let held = replica.heads()?;
    let longest = held.iter().filter(|head| head.origin == log.head.origin && head.size < log.head.size);
    // From the end of what is held; where that does not fit, from the beginning, which shows where they part.
    let mut why = String::new();
    for first in longest.map(|head| head.size).max().into_iter().chain([0]) {
        let mut parts = match log.parts(first) {
            Ok(parts) => parts,
            Err(error) => return Ok((new, Err(error.to_string()))),
        };
        loop {
            go_on(new)?;
            let batch = match parts.next_part() {
                Ok(Some(batch)) => batch,
                Ok(None) if replica.holds(&log.head)? => return Ok((new, Ok(()))),
                Ok(None) => {
                    why = "its parts do not lead to its checkpoint".to_owned();
                    break;
                }
                Err(error) => return Ok((new, Err(error.to_string()))),
            };
            why = match replica.take(&batch)? {
                Ok(Taken::Entries(entries)) => {
                    new += entries;
                    continue;
                }
                Ok(Taken::Nothing) => continue,
                Ok(Taken::Fork) => "its history contradicts itself".to_owned(),
                Err(Refused(why)) => why,
            };
            break;
        }
    }
    Ok((new, Err(why)))
}

/// Six words for two people to compare: 66 bits of a hash.
#[must_use]
pub fn six_words(bytes: &[u8]) -> String {
    let hash = sha256(&[b"fieldchart/six-words/v1", bytes]);
    let list = bip39::Language::English.word_list();
    let bit = |i: usize| usize::from(hash[i / 8] >> (7 - i % 8) & 1);
    let word = |n: usize| list[(0..11).fold(0, |index, i| index << 1 | bit(n * 11 + i))];
    (0..6).map(word).collect::<Vec<_>>().join(" ")
}

/// A file's bytes, of which there may be so many; no link is followed.
///
/// # Errors
/// [`StickError::Damaged`] for a longer one, and for what is not a file; what the disk says.
pub fn read_to(path: &Path, max: u64) -> Result<Vec<u8>, StickError> {
    let mut bytes = Vec::new();
    let io = |source| StickError::Io { path: path.to_owned(), source };
    open(path)?.take(max + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > max { Err(StickError::Damaged(path.to_owned())) } else { Ok(bytes) }
}

fn open(path: &Path) -> Result<fs::File, StickError> {
    let io = |source| StickError::Io { path: path.to_owned(), source };
    if !fs::symlink_metadata(path).map_err(io)?.is_file() {
        return Err(StickError::Damaged(path.to_owned()));
    }
    fs::File::open(path).map_err(io)
}
