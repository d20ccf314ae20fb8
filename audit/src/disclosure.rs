//! A disclosure: what an export shows of its sealed entries (docs/formats/disclosure-v1.md).
//! In scope: holding every item against the entry it is about, and every clinical and stock entry against its item.  Not here:
//! folding what is shown (`fold`), counting it (`tally`).

mod fault;
mod items;
mod leaves;

pub use fault::DisclosureFault;

use std::collections::BTreeMap;

use crate::body::{Author, fixed, parse_author, uint};
use crate::cbor;
use crate::entry::Entry;
use crate::export::Judged;
use crate::fault::{Fault, Findings};
use crate::kinds::{self, Form, Time, parse_date, parse_time};
use crate::note::Id;
use crate::sample;
use crate::scan::Scan;
use crate::tile;
use crate::tree::Hash;
use items::Items;
use leaves::Proven;
use minicbor::Decoder;

/// First element of a header.
const LABEL: &str = "fieldchart/disclosure/v1";

/// Categories of items.
const DISCLOSED: u64 = 0;
const REDACTED: u64 = 1;
const SEALED: u64 = 2;
const NOT_HELD: u64 = 3;

/// What a disclosure shows of one entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Which of the export's logs, in their order.
    pub(crate) log: usize,
    pub(crate) index: u64,
    pub(crate) leaf: Hash,
    pub(crate) hlc: u64,
    pub(crate) record: Id,
    pub(crate) kind: u64,
    /// Seconds since the Unix epoch by the clock of whoever last cosigned before it in its log; 0 where nobody did.
    pub(crate) after_s: u64,
    /// Elements 1 to 4, where they are shown.
    pub(crate) head: Option<Head>,
    /// Position and CBOR of each shown field.
    pub(crate) fields: Vec<(u16, Vec<u8>)>,
    /// Whether no revocation leaves it out; what one does is counted in [`Summary::left_out`] and nowhere else.
    pub(crate) stands: bool,
}

/// Elements 1 to 4 of a payload.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) author: Author,
    pub(crate) parents: Vec<Hash>,
    pub(crate) effective: Time,
    pub(crate) recorded: Time,
}

impl Shown {
    /// A shown field's CBOR.
    pub(crate) fn value(&self, position: u16) -> Option<&[u8]> {
        self.fields.iter().find(|(field, _)| *field == position).map(|(_, value)| value.as_slice())
    }

    pub(crate) fn parents(&self) -> impl Iterator<Item = &Hash> {
        self.head.iter().flat_map(|head| &head.parents)
    }
}

/// A disclosure's header, and how many entries are of which category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// First and last local date, as written.
    pub(crate) range: Option<(String, String)>,
    /// The seed and how many records it was to draw.
    pub(crate) sample: Option<(String, u64)>,
    pub(crate) disclosed: u64,
    pub(crate) redacted: u64,
    pub(crate) sealed: u64,
    pub(crate) not_held: u64,
    /// Shown, and not among what revocations accept.
    pub(crate) left_out: u64,
}

/// The report's name, of a path that is a disclosure's.
pub(crate) fn name_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix("disclosures/")?.strip_suffix(".cbor")?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!name.is_empty() && name.bytes().all(plain)).then_some(name)
}

/// Where a report's disclosure stands.
pub(crate) fn path_of(name: &str) -> String {
    format!("disclosures/{name}.cbor")
}

/// Judges a disclosure, adding to the findings, and calls `each` with what it shows of every entry. `None` where it cannot be read.
pub(crate) fn judge(judged: &mut Judged<'_>, name: &str, each: &mut dyn FnMut(Shown)) -> Option<Summary> {
    let mut findings = Findings::of_folder();
    let summary = match kinds::form(name) {
        Some(form) => Reader::open(judged, form).and_then(|mut reader| {
            reader.read_logs(each, &mut findings)?;
            reader.judge_draw(&mut findings);
            Ok(reader.summary)
        }),
        None => Err(DisclosureFault::NewerReport),
    };
    let summary = summary.map_err(|fault| findings.push(None, &path_of(name), fault.into())).ok();
    judged.findings.append(findings);
    summary
}

/// An item about an entry, not yet held against it.
struct Item {
    log: usize,
    index: u64,
    bytes: Vec<u8>,
}

impl Item {
    /// That of an entry for which there is none.
    fn of(log: usize, index: u64) -> Self {
        Self { log, index, bytes: Vec::new() }
    }
}

/// An entry of a record that could be drawn.
struct Drawable {
    record: Id,
    log: usize,
    index: u64,
    is_shown: bool,
}

/// A disclosure being read in step with the export's entries.
struct Reader<'j, 's> {
    judged: &'j Judged<'s>,
    form: &'static Form,
    items: Items<'j>,
    /// The next item, once it was looked at.
    next: Option<Item>,
    /// Every entry of the type that is drawn, whoever wrote it: what stands is asked of those drawn, not before.
    population: Vec<Drawable>,
    /// Whether it was told that authors could not be checked.
    is_unchecked: bool,
    summary: Summary,
}

impl<'j, 's> Reader<'j, 's> {
    /// Opens the file and reads its header, which must be of this export.
    fn open(judged: &'j Judged<'s>, form: &'static Form) -> Result<Self, DisclosureFault> {
        let file = judged.source.open(&path_of(form.name));
        let file = file.map_err(|error| DisclosureFault::Unreadable { reason: error.to_string() })?;
        let mut items = Items::new(file);
        let header = items.next()?.ok_or(DisclosureFault::Malformed { what: "it has no header" })?;
        let summary = parse_header(&header, judged, form)?;
        Ok(Self { judged, form, items, next: None, population: Vec::new(), is_unchecked: false, summary })
    }

    fn read_logs(&mut self, each: &mut dyn FnMut(Shown), findings: &mut Findings) -> Result<(), DisclosureFault> {
        self.advance()?;
        let judged = self.judged;
        for (log, scan) in judged.scans.iter().enumerate() {
            for piece in tile::pieces("tile/entries", scan.checkpoint.size) {
                // A bundle that cannot be read is a finding of the scan.
                let read = |entries: &[&[u8]]| {
                    for (bytes, index) in entries.iter().zip(piece.number * tile::WIDTH..) {
                        match Entry::parse(bytes) {
                            // What a history shares with another one is shown there.
                            _ if scan.shared.is_some_and(|shared| index < shared) => {}
                            Ok(Some(entry)) if kinds::CLASSES.contains(&entry.class) => {
                                self.read_entry(log, scan, index, &entry, each, findings)?;
                            }
                            Ok(None) => self.tell(&Item::of(log, index), DisclosureFault::NewerEntry, findings),
                            _ => {}
                        }
                    }
                    Ok(())
                };
                scan.folder.entries(&piece, |_| (), read).unwrap_or(Ok(()))?;
            }
        }
        while let Some(item) = self.next.take() {
            self.tell(&item, DisclosureFault::Misplaced, findings);
            self.advance()?;
        }
        Ok(())
    }

    /// Finds the entry's item, naming those before it that belong to no entry, and judges it.
    fn read_entry(
        &mut self,
        log: usize,
        scan: &Scan<'_>,
        index: u64,
        entry: &Entry<'_>,
        each: &mut dyn FnMut(Shown),
        findings: &mut Findings,
    ) -> Result<(), DisclosureFault> {
        while let Some(item) = self.next.take_if(|item| (item.log, item.index) < (log, index)) {
            self.tell(&item, DisclosureFault::Misplaced, findings);
            self.advance()?;
        }
        let Some(item) = self.next.take_if(|item| (item.log, item.index) == (log, index)) else {
            self.tell(&Item::of(log, index), DisclosureFault::Omitted, findings);
            return Ok(());
        };
        let leaf = scan.leaves[index as usize];
        match self.judge_item(&item, entry, &leaf, findings) {
            Ok(Some(shown)) => {
                let stands = self.stands(log, index, &leaf, shown.head.as_ref());
                self.summary.left_out += u64::from(!stands);
                let before = scan.witnessed.partition_point(|(at, _)| *at < index);
                let after_s = before.checked_sub(1).map_or(0, |last| scan.witnessed[last].1);
                each(Shown { log, index, leaf, after_s, hlc: entry.hlc, record: *entry.record, stands, ..shown });
            }
            Ok(None) => {}
            Err(fault) => self.tell(&item, fault, findings),
        }
        self.advance()
    }

    /// Whether no revocation leaves an entry out; who wrote it is known where its head is shown.
    fn stands(&self, log: usize, index: u64, leaf: &Hash, head: Option<&Head>) -> bool {
        let standing = &self.judged.registry.standing;
        let author = head.map(|head| head.author);
        author.is_none_or(|author| standing.is_certified(&author.certificate))
            && standing.holds(log, index, leaf, author.map(|author| (author.id, author.is_device)).into_iter())
    }

    /// What an item shows; `None` where it shows nothing, or what was to be said of it is said.
    fn judge_item(
        &mut self,
        item: &Item,
        entry: &Entry<'_>,
        leaf: &Hash,
        findings: &mut Findings,
    ) -> Result<Option<Shown>, DisclosureFault> {
        let parts = cbor::split_array(&item.bytes).unwrap_or_default();
        let category = parts.get(2).and_then(|part| uint(part));
        let dropped = self.judged.dropped.contains_key(leaf);
        match (category, &parts[..]) {
            (Some(DISCLOSED), [_, _, _, elements, hashes]) => {
                if dropped {
                    return Err(DisclosureFault::RedactedShown);
                }
                self.summary.disclosed += 1;
                let proven = leaves::prove(elements, hashes, entry.fields_root)?;
                if !kinds::fits(entry.class, proven.kind) {
                    return Err(DisclosureFault::Class { kind: kinds::name(proven.kind) });
                }
                if self.form.drawn == Some(proven.kind) {
                    let is_shown = proven.elements.len() > 1;
                    self.population.push(Drawable {
                        record: *entry.record,
                        log: item.log,
                        index: item.index,
                        is_shown,
                    });
                }
                self.read_shown(item, &proven, findings)
            }
            (Some(REDACTED), [_, _, _]) => {
                self.summary.redacted += 1;
                match dropped {
                    true => Ok(None),
                    false if self.judged.scans.iter().any(|scan| !scan.has_bodies) => {
                        Err(DisclosureFault::RedactionUnchecked)
                    }
                    false => Err(DisclosureFault::RedactionUnknown),
                }
            }
            (Some(SEALED), [_, _, _]) => {
                self.summary.sealed += 1;
                Ok(None)
            }
            (Some(NOT_HELD), [_, _, _]) => {
                self.summary.not_held += 1;
                Err(DisclosureFault::NotHeld)
            }
            _ => Err(DisclosureFault::Malformed { what: "an entry's item" }),
        }
    }

    /// The proven elements, which must be exactly those of the report, each of its shape.
    fn read_shown(
        &mut self,
        item: &Item,
        proven: &Proven<'_>,
        findings: &mut Findings,
    ) -> Result<Option<Shown>, DisclosureFault> {
        let counted = self.form.fields(proven.kind);
        let optional = self.form.drawn == Some(proven.kind) && proven.elements.len() == 1;
        let heads = (counted.is_some() && !optional) || self.form.all_heads;
        let fields = counted.filter(|_| !optional).unwrap_or_default();
        let wanted = |position: u16| {
            position == 0 || (heads && position < 5) || fields.iter().any(|(field, _)| *field == position)
        };
        let within = |position: &u16| u64::from(*position) < proven.length;
        let needed = (0..5).chain(fields.iter().map(|(field, _)| *field)).filter(|at| wanted(*at)).filter(within);
        for position in needed {
            if !proven.elements.contains_key(&position) {
                return Err(DisclosureFault::NotShown { position });
            }
        }
        if let Some(position) = proven.elements.keys().find(|position| !wanted(**position)) {
            return Err(DisclosureFault::ShownTooMuch { position: *position });
        }
        if counted.is_some() && proven.version != 1 {
            let (kind, version) = (kinds::name(proven.kind), proven.version);
            self.tell(item, DisclosureFault::NewerType { kind, version }, findings);
            return Ok(None);
        }
        let mut shown = Shown { kind: proven.kind, ..Shown::default() };
        if heads {
            let head = parse_head(&proven.elements)?;
            match self.judged.registry.judge_disclosed(&head.author, &self.judged.scans[item.log]) {
                // Told once: without certificates it is so of every entry.
                Err(gap) if gap.is_gap() => {
                    if !std::mem::replace(&mut self.is_unchecked, true) {
                        self.tell(item, gap, findings);
                    }
                }
                judged => judged?,
            }
            shown.head = Some(head);
        }
        for (position, shape) in fields {
            let Some(value) = proven.elements.get(position) else { continue };
            if !shape.fits(value) {
                return Err(DisclosureFault::Shape { position: *position });
            }
            shown.fields.push((*position, value.to_vec()));
        }
        Ok(Some(shown))
    }

    /// Whether exactly those records are shown that the header's seed draws.
    fn judge_draw(&self, findings: &mut Findings) {
        let Some((seed, count)) = &self.summary.sample else { return };
        let drawn = sample::draw(self.population.iter().map(|entry| entry.record), seed, *count);
        for Drawable { record, log, index, is_shown } in &self.population {
            let fault = match (drawn.contains(record), is_shown) {
                (true, false) => DisclosureFault::DrawnNotShown,
                (false, true) => DisclosureFault::ShownNotDrawn,
                _ => continue,
            };
            self.tell(&Item::of(*log, *index), fault, findings);
        }
    }

    fn tell(&self, item: &Item, fault: DisclosureFault, findings: &mut Findings) {
        let log = self.judged.scans.get(item.log).map(|scan| scan.folder.name.clone());
        findings.push_about(log, Some(item.index), path_of(self.form.name), Fault::from(fault));
    }

    /// Looks at the next item: which entry it says it is about.
    fn advance(&mut self) -> Result<(), DisclosureFault> {
        let bad = DisclosureFault::Malformed { what: "an item does not begin with a log and an index" };
        if let Some(bytes) = self.items.next()? {
            let start = cbor::split_array(&bytes).and_then(|parts| match parts[..] {
                [log, index, ..] => Some((usize::try_from(uint(log)?).ok()?, uint(index)?)),
                _ => None,
            });
            let (log, index) = start.ok_or(bad)?;
            self.next = Some(Item { log, index, bytes });
        }
        Ok(())
    }
}

/// Reads a header, which must be of this export and this report.
fn parse_header(header: &[u8], judged: &Judged<'_>, form: &Form) -> Result<Summary, DisclosureFault> {
    let bad = DisclosureFault::Malformed { what: "the header" };
    let text = |item: &[u8]| Decoder::new(item).str().ok().map(str::to_owned);
    let parts = cbor::split_array(header).ok_or(bad.clone())?;
    let [label, operation, report, version, from, to, sample, logs] = parts[..] else { return Err(bad) };
    let is_null = |item: &[u8]| item == [0xF6];
    let names = (text(label), fixed::<16>(operation), text(report), uint(version));
    let (Some(label), Some(operation), Some(report), Some(version)) = names else { return Err(bad) };
    for (expected, found) in [
        (LABEL.to_owned(), label),
        (hex::encode(judged.operation), hex::encode(operation)),
        (form.name.to_owned(), report),
        (format!("version {}", form.version), format!("version {version}")),
    ] {
        if expected != found {
            return Err(DisclosureFault::Header { expected, found });
        }
    }
    let mut summary = Summary::default();
    if form.drawn.is_some() {
        let parts = cbor::split_array(sample).filter(|_| is_null(from) && is_null(to)).ok_or(bad.clone())?;
        let [seed, count] = parts[..] else { return Err(bad) };
        let seed = text(seed).filter(|seed| u16::try_from(seed.len()).is_ok()).ok_or(bad.clone())?;
        summary.sample = Some((seed, uint(count).ok_or(bad.clone())?));
    } else {
        let (from, to) = text(from).zip(text(to)).filter(|_| is_null(sample)).ok_or(bad.clone())?;
        if parse_date(&from).zip(parse_date(&to)).is_none_or(|(from, to)| from > to) {
            return Err(bad);
        }
        summary.range = Some((from, to));
    }
    let mut against = Vec::new();
    for log in cbor::split_array(logs).ok_or(bad.clone())? {
        let parts = cbor::split_array(log).ok_or(bad.clone())?;
        let [origin, size, root] = parts[..] else { return Err(bad) };
        let log = text(origin).zip(uint(size)).zip(fixed::<32>(root)).ok_or(bad.clone())?;
        against.push(log);
    }
    let checkpoints = judged.scans.iter().map(|scan| &scan.checkpoint);
    let ours: Vec<_> = checkpoints.map(|head| ((head.origin.clone(), head.size), head.root)).collect();
    if against == ours { Ok(summary) } else { Err(DisclosureFault::Checkpoints) }
}

/// Reads elements 1 to 4.
fn parse_head(elements: &BTreeMap<u16, &[u8]>) -> Result<Head, DisclosureFault> {
    let element = |position: u16| elements.get(&position).copied().unwrap_or_default();
    let shape = |position| DisclosureFault::Shape { position };
    let time = |position| parse_time(element(position)).ok_or(shape(position));
    let author = parse_author(element(kinds::AUTHOR)).map_err(|_| shape(kinds::AUTHOR))?;
    let parents = cbor::split_array(element(kinds::PARENTS)).ok_or(shape(kinds::PARENTS))?;
    let parents: Option<Vec<Hash>> = parents.into_iter().map(fixed).collect();
    Ok(Head {
        author,
        parents: parents.filter(|list| list.is_sorted_by(|a, b| a < b)).ok_or(shape(kinds::PARENTS))?,
        effective: time(kinds::EFFECTIVE)?,
        recorded: time(kinds::RECORDED)?,
    })
}
