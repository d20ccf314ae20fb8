//! The end of an operation: announced, amended, called off; laptops that will not come; signed, and confirmed by somebody else.
//! In scope: what each call refuses and writes.  Not here: how laptops stand, what heads are held (crate::closing).

use super::conflict::conflicts;
use super::{Names, refuse, revision, seen_from};
use crate::closing::{self, Record};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::projection::{self, StoredRevision};
use crate::qr;
use crate::store::{NewRecord, Writer};
use domain::api::ApiError;
use domain::api::closing::{
    Announce, Announced, Closing as Ask, ClosingLaptop, ClosingView, Confirm, ListMissing, ListedLaptop, Sign,
    SignedView, Unlist, Withdraw, Written,
};
use domain::closing::{Closing, Missing, SignOff, confirmation, confirming, had_seen_all, listed};
use domain::id::Id;
use domain::record::{Kind, Payload};
use ledger::Journal;

pub(crate) fn view(ctx: &Ctx, _: Ask) -> Result<ClosingView, Fault> {
    let (store, user) = (ctx.store()?, ctx.user()?.user.id);
    let journal = store.journal();
    // Who opened which chart so far is an entry too, and this laptop's one note covers what is here of the others.
    ctx.host.flush();
    store.tell_heads()?;
    let record = store.read(|sql| Record::read(sql, journal))?;
    let laptops = closing::laptops(&store, &record)?;
    store.read(|sql| {
        let names = Names { sql, journal };
        let digest = journal.checkpoint_text();
        Ok(ClosingView {
            announced: announced(&names, &record)?,
            counts: closing::counts(sql, &laptops)?,
            laptops: laptops.into_iter().map(|laptop| named(&names, &record, laptop)).collect::<Result<_, _>>()?,
            signed: signed(&names, &record, user)?,
            digest_qr_svg: qr::svg(&digest),
            digest,
        })
    })
}

fn written(names: &Names, said: Option<&StoredRevision>) -> Result<Option<Written>, Fault> {
    let of = |said: &StoredRevision| {
        let by = names.of((said.author_kind, said.author))?;
        Ok(Written { by, at: said.recorded, laptop: names.laptop_of(said.position)? })
    };
    said.map(of).transpose()
}

fn announced(names: &Names, record: &Record) -> Result<Option<Announced>, Fault> {
    let Some(last) = record.announcement() else { return Ok(None) };
    let disputed: Vec<&str> = record.disputed().map(|field| Closing::FIELDS[field]).collect();
    let mut all = conflicts(names.sql, names, record.id)?;
    all.retain(|conflict| disputed.contains(&&conflict.field[..]));
    let closing = &record.closing;
    Ok(Some(Announced {
        last_day: closing.last_day,
        keep_until: closing.keep_until,
        note: closing.note.clone().unwrap_or_default(),
        withdrawn: closing.withdrawn == Some(true),
        written: written(names, Some(last))?,
        heads: record.folded.heads.iter().map(hex::encode).collect(),
        conflicts: all,
    }))
}

fn named(names: &Names, record: &Record, (laptop, lines): closing::Laptop) -> Result<ClosingLaptop, Fault> {
    let line = |(line, by): (Missing, _)| {
        let written = written(names, record.stored(&by))?;
        Ok(ListedLaptop { id: line.id, reason: line.reason, words: line.words, written })
    };
    Ok(ClosingLaptop { listed: lines.into_iter().map(line).collect::<Result<_, Fault>>()?, ..laptop })
}

fn signed(names: &Names, record: &Record, user: Id) -> Result<Option<SignedView>, Fault> {
    let mut all = record.signatures()?;
    let Some((shown, by)) = all.pop() else { return Ok(None) };
    let items = record.items();
    let is_by = |said: &StoredRevision| said.author_kind == 0 && said.author == user.0;
    let first = record.stored(&by);
    let others = confirming(&items, &by)?;
    // Whoever signed cannot confirm it too, whatever a revision says; and who confirmed twice did so once.
    let mut confirming: Vec<&StoredRevision> = Vec::new();
    for said in others.iter().filter_map(|id| record.stored(id)) {
        if said.author_kind == 0
            && first.is_none_or(|first| first.author != said.author)
            && confirming.iter().all(|before| before.author != said.author)
        {
            confirming.push(said);
        }
    }
    let (heads, beyond) = closing::held(names.journal, record, &shown.heads)?;
    let rivals = all.iter().map(|(_, by)| written(names, record.stored(by)));
    Ok(Some(SignedView {
        revision: hex::encode(by),
        written: written(names, first)?,
        own: first.is_some_and(is_by) || confirming.iter().any(|said| is_by(said)),
        confirmed: confirming
            .iter()
            .filter_map(|said| written(names, Some(said)).transpose())
            .collect::<Result<_, _>>()?,
        counts: shown.counts,
        heads,
        beyond,
        amended: !had_seen_all(&items, &by),
        rivals: rivals.filter_map(Result::transpose).collect::<Result<_, _>>()?,
    }))
}

pub(crate) fn announce(ctx: &Ctx, call: Announce) -> Result<(), Fault> {
    let store = ctx.store()?;
    let said = Closing {
        last_day: call.last_day,
        keep_until: call.keep_until,
        note: Some(call.note.trim().to_owned()),
        withdrawn: Some(false),
        ..Closing::default()
    };
    refuse(said.problems())?;
    ctx.write(|w| {
        let record = Record::read(w.sql(), store.journal())?;
        let parents = call.parents.iter().map(|head| revision(head)).collect::<Result<Vec<_>, _>>()?;
        if !parents.iter().all(|parent| record.stored(parent).is_some()) {
            return Err(ApiError::NotFound.into());
        }
        let seen = seen_from(&parents, &record.revisions);
        let folded = projection::folded(&seen);
        let before = Closing::from_items(&folded.items)?;
        let disputed = parents.len() > 1 || folded.conflicts.keys().any(|field| Closing::ANNOUNCED.contains(field));
        // Called off and announced anew, it begins anew.
        let goes_on = before.withdrawn != Some(true);
        let items: Vec<_> = seen.into_iter().map(|revision| revision.items).collect();
        let lines = listed(&items)?.into_iter().map(|(line, _)| line).collect();
        let missing = Some(lines).filter(|lines: &Vec<Missing>| goes_on && !lines.is_empty());
        let after = Closing { missing, ..said };
        let is_said =
            Closing { signed: before.signed.clone(), confirms: before.confirms.clone(), ..after.clone() } == before;
        let new = match (parents.is_empty(), disputed) {
            (true, _) => NewRecord::first(record.id, &after),
            (false, true) => NewRecord::settled(record.id, parents, &after),
            // Nothing changes, nor what was signed.
            (false, false) if is_said => return Ok(()),
            (false, false) => NewRecord::patch(record.id, parents, &before, &after),
        };
        w.append(None, new, None)
    })
}

/// Writes what becomes of the record, which must have been announced. What was signed before is signed no longer.
fn amend(
    w: &mut Writer,
    journal: &Journal,
    change: impl FnOnce(&Record, &mut Closing, Id) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let record = Record::read(w.sql(), journal)?;
    if !record.is_announced() {
        return Err(ApiError::NotAnnounced.into());
    }
    let mut after = record.closing.clone();
    change(&record, &mut after, w.new_id())?;
    if after == record.closing {
        return Ok(());
    }
    (after.signed, after.confirms) = (None, None);
    w.append(None, NewRecord::patch(record.id, record.folded.heads.clone(), &record.closing, &after), None)
}

pub(crate) fn withdraw(ctx: &Ctx, _: Withdraw) -> Result<(), Fault> {
    let store = ctx.store()?;
    ctx.write(|w| {
        amend(w, store.journal(), |_, after, _| {
            after.withdrawn = Some(true);
            Ok(())
        })
    })
}

/// The lines of all that are listed, but those of one laptop.
fn others(record: &Record, laptop: Id) -> Result<Vec<Missing>, Fault> {
    let lines = record.listed()?.into_iter().map(|(line, _)| line);
    Ok(lines.filter(|line| line.laptop != laptop).collect())
}

pub(crate) fn list(ctx: &Ctx, call: ListMissing) -> Result<(), Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    let known = journal.devices().into_iter().any(|(device, _)| device == call.laptop.0);
    if !known || call.laptop.0 == journal.device() {
        return Err(ApiError::NotFound.into());
    }
    let words = call.words.trim().to_owned();
    let line = Missing { id: Id::ZERO, laptop: call.laptop, reason: call.reason, words };
    refuse(line.problems())?;
    ctx.write(|w| {
        amend(w, journal, |record, after, id| {
            let mut lines = others(record, line.laptop)?;
            lines.push(Missing { id, ..line });
            after.missing = Some(lines);
            Ok(())
        })
    })
}

pub(crate) fn unlist(ctx: &Ctx, call: Unlist) -> Result<(), Fault> {
    let store = ctx.store()?;
    ctx.write(|w| {
        amend(w, store.journal(), |record, after, _| {
            let lines = others(record, call.laptop)?;
            after.missing = Some(lines).filter(|lines| !lines.is_empty());
            Ok(())
        })
    })
}

pub(crate) fn sign(ctx: &Ctx, _: Sign) -> Result<(), Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    ctx.host.flush();
    store.tell_heads()?;
    let record = store.read(|sql| Record::read(sql, journal))?;
    if !record.is_announced() {
        return Err(ApiError::NotAnnounced.into());
    }
    if record.disputed().next().is_some() {
        return Err(ApiError::ClosingDisputed.into());
    }
    let laptops = closing::laptops(&store, &record)?;
    let out = laptops.iter().filter(|(laptop, _)| !laptop.accounted).count();
    if out > 0 {
        return Err(ApiError::LaptopsUnaccounted { laptops: u32::try_from(out).unwrap_or(u32::MAX) }.into());
    }
    // What is written from here on is beyond these heads.
    let (heads, counts) = (closing::heads(journal)?, store.read(|sql| closing::counts(sql, &laptops))?);
    let after = Closing { signed: Some(SignOff { heads, counts }), confirms: None, ..record.closing.clone() };
    ctx.write(|w| {
        w.append(None, NewRecord::patch(record.id, record.folded.heads.clone(), &record.closing, &after), None)
    })
}

pub(crate) fn confirm(ctx: &Ctx, call: Confirm) -> Result<(), Fault> {
    let (store, user) = (ctx.store()?, ctx.user()?.user.id);
    let chosen = revision(&call.revision)?;
    ctx.write(|w| {
        let record = Record::read(w.sql(), store.journal())?;
        if !record.is_announced() {
            return Err(ApiError::NotAnnounced.into());
        }
        let stands = record.signatures()?.pop().filter(|(_, by)| *by == chosen);
        let (_, by) = stands.ok_or(ApiError::NotFound)?;
        let is_own = |id| record.stored(id).is_some_and(|said| said.author_kind == 0 && said.author == user.0);
        if is_own(&by) {
            return Err(ApiError::OwnSignature.into());
        }
        if confirming(&record.items(), &by)?.iter().any(is_own) {
            return Ok(());
        }
        let kind = (Kind::Closing, Closing::VERSION);
        w.append(None, NewRecord::decided(record.id, kind, record.folded.heads, confirmation(&by)), None)
    })
}
