//! FHIR R4 bundles (hl7.org/fhir/R4): International Patient Summaries and other records of one patient, as JSON or gzipped JSON.
//! In scope: whose record it is; which resources become parts of the chart; everything else kept whole and counted.
//! Not here: how a resource is mapped (fhir/{patient,words,care}), writing to the journal (people), exporting.
//!
//! Nothing is refused for what is merely not understood: an unknown field, code or odd date is left out of the mapped record,
//! and stays in `Bundle::original`. Only bytes that are no bundle of one identifiable patient are refused, and then whole.

mod care;
mod patient;
mod words;

use super::json::Node;
use domain::part::Part;
use domain::patient::Patient;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;

/// Largest bundle read, decompressed.
pub const BYTES_MAX: usize = 64 * 1024 * 1024;

/// Why a file is not imported. The words never quote the file's content.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ImportError {
    /// Larger than `BYTES_MAX`.
    #[error("the file has {bytes} bytes; at most {max} are read")]
    TooLarge {
        /// Bytes of the file.
        bytes: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Gzip that grows past `BYTES_MAX`.
    #[error("the gzip file grows past {max} bytes")]
    GzipBomb {
        /// Bytes allowed.
        max: usize,
    },
    /// Gzip that is cut off or damaged.
    #[error("the gzip file is damaged after {bytes} decompressed bytes")]
    Gzip {
        /// Bytes that could be read.
        bytes: usize,
    },
    /// Not UTF-8.
    #[error("the file is not UTF-8 text: byte {offset}")]
    NotText {
        /// Position of the first wrong byte.
        offset: usize,
    },
    /// Not JSON.
    #[error("{what} at line {line}, column {column}")]
    Json {
        /// What is wrong.
        what: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Nested deeper than any record is.
    #[error("nested more than {max} deep at line {line}")]
    TooDeep {
        /// Levels allowed.
        max: usize,
        /// Line, from 1.
        line: usize,
    },
    /// More entries than any record has.
    #[error("more than {max} entries at line {line}")]
    TooManyEntries {
        /// Entries allowed.
        max: usize,
        /// Line, from 1.
        line: usize,
    },
    /// JSON, but not a FHIR bundle.
    #[error("not a FHIR bundle: resourceType is {found}")]
    NotABundle {
        /// The resource type found, or "missing".
        found: String,
    },
    /// No Patient in the bundle.
    #[error("the bundle has no Patient among its {entries} entries")]
    NoPatient {
        /// Entries in the bundle.
        entries: usize,
    },
    /// Several Patients, and no Composition says which one the record is of.
    #[error("the bundle has {count} Patients and no Composition whose subject is one of them")]
    SeveralPatients {
        /// How many.
        count: usize,
    },
}

/// A resource kept whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// FHIR resource type.
    pub kind: String,
    /// The resource's id in its source, `#`, and eight hex digits of its content: equal for equal content only, so that
    /// a second import recognises what it has and does not take two systems' "1" for one.
    pub id: String,
    /// The resource's JSON as it came.
    pub json: Vec<u8>,
}

/// A resource that becomes a part of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The part.
    pub part: Part,
    /// The visit it belongs to: its position among `Bundle::parts`.
    pub visit: Option<usize>,
}

/// A bundle read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    /// Whose record it is. Identifiers stand in `ids`.
    pub patient: Patient,
    /// Parts of the patient's chart, visits first; `patient` and `encounter` are empty, `source` as `Resource::id` after the type.
    pub parts: Vec<Mapped>,
    /// Every other resource, whole: also other Patients and what is said of them, and what was entered in error.
    pub others: Vec<Resource>,
    /// How many resources of each type the bundle has.
    pub counts: BTreeMap<String, u32>,
    /// The whole bundle as it came, decompressed: what of the mapped resources has no field of ours.
    pub original: Vec<u8>,
}

/// One entry of the bundle.
struct Entry<'a> {
    url: String,
    kind: String,
    id: Option<String>,
    node: Node<'a>,
}

/// Reads a bundle, plain or gzipped.
///
/// # Errors
/// What is wrong and where; see `ImportError`. Never for content that is merely unknown.
pub fn parse(bytes: &[u8]) -> Result<Bundle, ImportError> {
    let original = unpack(bytes)?;
    let text = std::str::from_utf8(&original).map_err(|e| ImportError::NotText { offset: e.valid_up_to() })?;
    let root = Node::root(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    let found = root.string("resourceType");
    if found.as_deref() != Some("Bundle") {
        let name = found.filter(|f| f.len() <= 40 && f.bytes().all(|b| b.is_ascii_alphabetic()));
        return Err(ImportError::NotABundle { found: name.unwrap_or_else(|| "missing".to_owned()) });
    }
    let entries: Vec<Entry> = root.list("entry").into_iter().filter_map(entry).collect();
    let subject = subject(&entries)?;
    let mut out = Bundle { patient: patient::map(subject.node), ..Bundle::default() };
    for e in &entries {
        *out.counts.entry(e.kind.clone()).or_default() += 1;
    }
    // Visits first, so that what belongs to one can name it.
    let (visits, rest): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().filter(|e| !std::ptr::eq(*e, subject)).partition(|e| e.kind == "Encounter");
    let mut named: Vec<&Entry> = Vec::new();
    for e in visits.into_iter().chain(rest) {
        let source = source(e);
        let ours = is_about(e, subject, &entries) && !words::is_error(e.node);
        let resolve = |reference: &str| entries.iter().find(|e| is_named(e, reference)).map(|e| e.node);
        match ours.then(|| care::map(&e.kind, e.node, format!("{}/{source}", e.kind), &resolve)).flatten() {
            Some(part) => {
                let reference = care::visit_of(e.node);
                let visit = reference.and_then(|r| named.iter().position(|visit| is_named(visit, &r)));
                if e.kind == "Encounter" {
                    named.push(e);
                }
                out.parts.push(Mapped { part, visit });
            }
            None => {
                out.others.push(Resource { kind: e.kind.clone(), id: source, json: e.node.raw().as_bytes().to_vec() })
            }
        }
    }
    out.original = original;
    Ok(out)
}

/// Decompresses where the bytes begin as gzip does.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, ImportError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return if bytes.len() > BYTES_MAX {
            Err(ImportError::TooLarge { bytes: bytes.len(), max: BYTES_MAX })
        } else {
            Ok(bytes.to_vec())
        };
    }
    let mut out = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(BYTES_MAX as u64 + 1).read_to_end(&mut out);
    if out.len() > BYTES_MAX {
        return Err(ImportError::GzipBomb { max: BYTES_MAX });
    }
    read.map_err(|_| ImportError::Gzip { bytes: out.len() })?;
    Ok(out)
}

fn entry(node: Node<'_>) -> Option<Entry<'_>> {
    let resource = node.get("resource").filter(|r| r.raw().starts_with('{'))?;
    let kind =
        resource.string("resourceType").and_then(|k| words::clean(&k, 64)).unwrap_or_else(|| "Resource".to_owned());
    let id = resource.string("id").and_then(|i| words::clean(&i, 128));
    Some(Entry { url: node.string("fullUrl").unwrap_or_default(), kind, id, node: resource })
}

/// The id of a resource in its source, with the mark of its content.
fn source(e: &Entry) -> String {
    let digest = Sha256::digest(e.node.compact());
    let id =
        e.id.clone()
            .or_else(|| words::clean(e.url.rsplit(['/', ':']).next().unwrap_or_default(), 128))
            .unwrap_or_default();
    format!("{id}#{}", hex::encode(&digest[..4]))
}

/// The Patient the record is of: `Composition.subject`, else the only one.
fn subject<'a, 'b>(entries: &'b [Entry<'a>]) -> Result<&'b Entry<'a>, ImportError> {
    let patients: Vec<&Entry> = entries.iter().filter(|e| e.kind == "Patient").collect();
    let named = entries
        .iter()
        .filter(|e| e.kind == "Composition")
        .filter_map(|c| c.node.at(&["subject", "reference"])?.text())
        .find_map(|r| patients.iter().find(|p| is_named(p, &r)));
    match (named, patients.as_slice()) {
        (Some(p), _) | (None, [p]) => Ok(p),
        (None, []) => Err(ImportError::NoPatient { entries: entries.len() }),
        (None, several) => Err(ImportError::SeveralPatients { count: several.len() }),
    }
}

/// Whether a reference names an entry: by its full URL, by type and id, or by a UUID that is its id.
fn is_named(e: &Entry, reference: &str) -> bool {
    let reference = reference.split("/_history/").next().unwrap_or_default();
    if reference.is_empty() {
        return false;
    }
    if reference == e.url || e.url.ends_with(&format!("/{reference}")) {
        return true;
    }
    let Some(id) = e.id.as_deref() else {
        return e.url.strip_prefix("urn:uuid:").is_some_and(|u| reference == format!("{}/{u}", e.kind));
    };
    let typed = format!("{}/{id}", e.kind);
    let is_relative = reference.matches('/').count() == 1;
    // An absolute reference to another server names another resource, unless the entry does not say where it comes from.
    reference == format!("urn:uuid:{id}")
        || (reference == typed && is_relative)
        || (!e.url.starts_with("http") && reference.ends_with(&format!("/{typed}")))
}

/// Whether a finding is about the subject. One that names nobody is about the only patient there is.
fn is_about(e: &Entry, subject: &Entry, entries: &[Entry]) -> bool {
    let reference = e.node.get("subject").or_else(|| e.node.get("patient")).and_then(|s| s.string("reference"));
    match reference {
        Some(r) => is_named(subject, &r),
        None => entries.iter().filter(|e| e.kind == "Patient").count() == 1,
    }
}

#[cfg(test)]
mod tests;
