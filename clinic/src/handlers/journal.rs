//! The journal's digest, entries and verification; demonstration data.

use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::{people, qr};
use domain::api::ApiError;
use domain::api::journal::{EntryView, LoadDemo, Overview, OverviewView, Verified, Verify};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use domain::time::Moment;
use rusqlite::OptionalExtension;

/// Entries shown.
const SHOWN: u64 = 50;

pub(crate) fn overview(ctx: &Ctx, _: Overview) -> Result<OverviewView, Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    let size = journal.size();
    let mut entries: Vec<EntryView> = journal
        .entries(size.saturating_sub(SHOWN), size)?
        .into_iter()
        .map(|e| EntryView {
            index: e.index,
            class: class_code(e.class.byte()).to_owned(),
            at: Moment::utc((e.hlc >> 16).cast_signed()),
            bytes: e.body_len,
            leaf: hex::encode(e.leaf_hash),
        })
        .collect();
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
            let (at, ok) = (serde_json::to_string(&store.now())?, report.is_clean());
            store.local(|sql| {
                sql.execute("INSERT INTO verification(at, ok) VALUES(?1, ?2)", rusqlite::params![at, ok])?;
                Ok(())
            })?;
            Ok(Verified { entries: report.entries, faults: report.findings.iter().map(ToString::to_string).collect() })
        };
        work().map_err(|f| f.tell(&*env))
    }))
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

fn new_id(ctx: &Ctx) -> Id {
    let mut id = [0; 16];
    ctx.host.config().env.fill(&mut id);
    Id(id)
}
