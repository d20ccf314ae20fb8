//! The journal's digest, entries and verification; demonstration data.

use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::laptops::laptop_of;
use crate::store::Store;
use crate::{people, projection, qr};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::api::ApiError;
use domain::api::journal::{
    Compare, Compared, DigestRow, Digests, EntryView, KeepDigest, LoadDemo, Outcome, Overview, OverviewView, Receipt,
    ReceiptView, Receipts, Verified, Verify,
};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::time::Moment;
use ledger::EntryRow;
use ledger::tlog::checkpoint::{Checkpoint, CheckpointError};
use rusqlite::{Connection, OptionalExtension, params};

/// Entries shown.
const SHOWN: u64 = 50;

pub(crate) fn overview(ctx: &Ctx, _: Overview) -> Result<OverviewView, Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    let (size, length) = (journal.size(), journal.length());
    let mut entries: Vec<EntryView> =
        journal.entries(length.saturating_sub(SHOWN), length)?.into_iter().map(entry_view).collect();
    entries.reverse();
    let verified = store.read(|sql| {
        let row = sql.query_row("SELECT at, ok FROM verification ORDER BY rowid DESC LIMIT 1", [], |r| {
            Ok((r.get::<_, String>(0)?, r.get(1)?))
        });
        Ok(row.optional()?)
    })?;
    let digest = journal.checkpoint_text();
    Ok(OverviewView {
        size,
        root: hex::encode(journal.root()),
        digest_qr_svg: qr::svg(&digest),
        digest,
        entries,
        verified: verified.map(|(at, ok)| Ok::<_, Fault>((serde_json::from_str(&at)?, ok))).transpose()?,
    })
}

fn entry_view(e: EntryRow) -> EntryView {
    // Of an entry of a version to come even the class may mean something else.
    let class = e.hlc.map_or("newer", |_| class_code(e.class.byte()));
    EntryView {
        index: e.position,
        laptop: laptop_of(&e.origin),
        class: class.to_owned(),
        at: e.hlc.map(|hlc| Moment::utc((hlc >> 16).cast_signed())),
        bytes: e.body_len,
        leaf: hex::encode(e.leaf_hash),
    }
}

fn class_code(class: u8) -> &'static str {
    match class {
        1 => "clinical",
        2 => "stock",
        3 => "access",
        4 => "membership",
        5 => "redaction",
        6 => "settings",
        7 => "key",
        8 => "heads",
        9 => "chunk",
        _ => "newer",
    }
}

pub(crate) fn verify(ctx: &Ctx, _: Verify) -> Result<Id, Fault> {
    let store = ctx.store()?;
    let env = ctx.host.config().env.clone();
    Ok(ctx.host.jobs().start(new_id(ctx), "verify", move |progress| {
        let mut work = || -> Result<Verified, Fault> {
            let report = store.journal().verify(progress)?;
            if !report.finished {
                return Err(ApiError::Cancelled.into());
            }
            verified(&store, report.is_clean())?;
            Ok(Verified { entries: report.entries, faults: report.findings.iter().map(ToString::to_string).collect() })
        };
        work().map_err(|f| f.tell(&*env))
    }))
}

/// Remembers that the journal was verified now, and the digest where it was whole.
pub(crate) fn verified(store: &Store, ok: bool) -> Result<(), Fault> {
    let at = serde_json::to_string(&store.now())?;
    store.local(|sql| {
        sql.execute("INSERT INTO verification(at, ok) VALUES(?1, ?2)", params![at, ok])?;
        if ok { remember(store, sql, &store.journal().head().0, "verified") } else { Ok(()) }
    })
}

pub(crate) fn compare(ctx: &Ctx, call: Compare) -> Result<Compared, Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    let (origin, key) = (journal.origin(), journal.log_public());
    let told = |outcome, size, root: [u8; 32], here, signed| {
        Ok(Compared { outcome, size, root: hex::encode(root), here, signed })
    };
    // As it was printed: lines may have lost their ends, or gained some.
    let text = call.digest.trim().replace("\r\n", "\n") + "\n";
    let (size, root, signed) = match Checkpoint::verify(&text, origin, &key) {
        Ok(note) => (note.size, note.root, true),
        Err(CheckpointError::WrongOrigin { .. }) => return told(Outcome::OtherLog, 0, [0; 32], None, false),
        Err(CheckpointError::Malformed { .. }) => match from_paper(&text) {
            Some((size, root)) => (size, root, false),
            None => return told(Outcome::NotADigest, 0, [0; 32], None, false),
        },
        Err(_) => return told(Outcome::NotSigned, 0, [0; 32], None, false),
    };
    let now = journal.size();
    if size > now {
        return told(Outcome::Ahead, size, root, None, signed);
    }
    let here = journal.root_at(size)?;
    let outcome = match (here == root, size == now) {
        (true, true) => Outcome::Same,
        (true, false) => Outcome::Older,
        (false, _) => Outcome::Fork,
    };
    told(outcome, size, root, Some(hex::encode(here)), signed)
}

/// A size and a root, in base64 or hex, as somebody typed them from paper.
fn from_paper(text: &str) -> Option<(u64, [u8; 32])> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [size, root] = words[..] else { return None };
    let root = hex::decode(root).or_else(|_| STANDARD.decode(root)).ok()?;
    Some((size.parse().ok()?, root.try_into().ok()?))
}

/// Remembers a digest of this device's log, and why: a locale key, `digest-why-…`.
pub(crate) fn remember(store: &Store, sql: &Connection, head: &Checkpoint, why: &str) -> Result<(), Fault> {
    let at = serde_json::to_string(&store.now())?;
    let insert = "INSERT INTO digest(at, size, root, why) VALUES(?1, ?2, ?3, ?4)";
    sql.execute(insert, params![at, head.size.cast_signed(), head.root, why])?;
    Ok(())
}

pub(crate) fn keep_digest(ctx: &Ctx, _: KeepDigest) -> Result<(), Fault> {
    let store = ctx.store()?;
    store.tell_heads()?;
    store.local(|sql| remember(&store, sql, &store.journal().head().0, "kept"))
}

pub(crate) fn digests(ctx: &Ctx, _: Digests) -> Result<Vec<DigestRow>, Fault> {
    let store = ctx.store()?;
    let rows = store.read(|sql| {
        let mut q = sql.prepare_cached("SELECT at, size, root, why FROM digest ORDER BY rowid DESC LIMIT ?1")?;
        let rows = q.query_map([SHOWN.cast_signed()], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?.cast_unsigned(), r.get::<_, [u8; 32]>(2)?, r.get(3)?))
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    })?;
    let size_now = store.journal().size();
    let row = |(at, size, root, why): (String, u64, [u8; 32], String)| {
        let holds = size <= size_now && store.journal().root_at(size)? == root;
        Ok(DigestRow { at: serde_json::from_str(&at)?, size, root: hex::encode(root), why, holds })
    };
    rows.into_iter().map(row).collect()
}

pub(crate) fn receipt(ctx: &Ctx, call: Receipt) -> Result<ReceiptView, Fault> {
    receipt_of(&*ctx.store()?, call.index)
}

pub(crate) fn receipts(ctx: &Ctx, call: Receipts) -> Result<Vec<ReceiptView>, Fault> {
    let store = ctx.store()?;
    let mut indexes = store.read(|sql| {
        super::chart::owned(sql, call.patient, call.id)?;
        Ok(projection::revisions_of(sql, call.id)?.into_iter().map(|r| r.position).collect::<Vec<_>>())
    })?;
    indexes.sort_unstable_by(|a, b| b.cmp(a));
    indexes.into_iter().map(|index| receipt_of(&store, index)).collect()
}

fn receipt_of(store: &Store, index: u64) -> Result<ReceiptView, Fault> {
    let journal = store.journal();
    if index >= journal.length() {
        return Err(ApiError::NotFound.into());
    }
    let entry = journal.entries(index, index + 1)?.pop().ok_or(ApiError::NotFound)?;
    let text = journal.prove(index)?.to_text();
    Ok(ReceiptView { entry: entry_view(entry), qr_svg: qr::svg(&text), text })
}

pub(crate) fn load_demo(ctx: &Ctx, call: LoadDemo) -> Result<Id, Fault> {
    if !(1..=100_000).contains(&call.patients) {
        let problem = Problem::TooHigh { value: i64::from(call.patients), limit: 100_000 };
        return Err(ApiError::Invalid { fields: vec![FieldError::new("patients", problem)] }.into());
    }
    let store = ctx.store()?;
    let env = ctx.host.config().env.clone();
    Ok(ctx.host.jobs().start(new_id(ctx), "demo", move |progress| {
        people::write_demo(&store, call.patients, call.seed, progress).map_err(|f| f.tell(&*env))
    }))
}

pub(crate) fn new_id(ctx: &Ctx) -> Id {
    let mut id = [0; 16];
    ctx.host.config().env.fill(&mut id);
    Id(id)
}
