//! The laptops of an operation: listed, brought together by a stick, admitted, revoked; and this one, before it belongs to any.
//! In scope: which folders will do, what is said of a stick that will not.  Not here: what travels (sync), the two files of
//! joining (joining.rs), certificates and keys (ledger).

use super::copies::{not_written, removable, whole, wrong};
use super::journal::new_id;
use super::{refuse, revision, seen_from};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::host::{Asked, Host};
use crate::laptops::{self, laptop_of};
use crate::store::{NewRecord, Store, lock};
use crate::{joining, projection};
use domain::api::ApiError;
use domain::api::laptops::{
    Admit, Admitted, AskToJoin, Asking, CompleteJoin, DropJoin, Joining, JoiningView, Laptops, LaptopsView, NameLaptop,
    Refused, RevokeLaptop, SyncStick, Synced,
};
use domain::api::session::LaptopName;
use domain::id::Id;
use domain::limits::Problem;
use domain::record::{Device, Payload};
use ledger::AuthorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync::{Stick, StickError};

/// The field in which a stick's folder is typed, that of the words, and that of a laptop's name.
const STICK: &str = "stick";
const WORDS: &str = "join_words";
const NAME: &str = "laptop_name";

pub(crate) fn list(ctx: &Ctx, _: Laptops) -> Result<LaptopsView, Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    Ok(LaptopsView { stick: plugged(), exposed: journal.is_op_key_exposed(), laptops: laptops::known(&store)? })
}

fn plugged() -> String {
    removable().map(|path| path.display().to_string()).unwrap_or_default()
}

pub(crate) fn name(ctx: &Ctx, call: NameLaptop) -> Result<(), Fault> {
    let store = ctx.store()?;
    let journal = store.journal();
    if journal.devices().into_iter().all(|(device, _)| device != call.id.0) {
        return Err(ApiError::NotFound.into());
    }
    let after = Device { name: Some(call.name.trim().to_owned()), site: Some(call.site.trim().to_owned()) };
    refuse(after.problems())?;
    ctx.write(|w| {
        let same = |other: &LaptopName| {
            other.id != call.id
                && !other.name.is_empty()
                && after.name.as_ref().is_some_and(|name| name.to_lowercase() == other.name.to_lowercase())
                && !journal.is_revoked(AuthorKind::Device, &other.id.0)
        };
        if laptops::names(w.sql())?.iter().any(same) {
            return Err(wrong(NAME, Problem::NameTaken).into());
        }
        let parents = call.parents.iter().map(|head| revision(head)).collect::<Result<Vec<_>, _>>()?;
        let all = projection::revisions_of(w.sql(), call.id)?;
        if !parents.iter().all(|parent| all.iter().any(|r| r.items.id == *parent)) {
            return Err(ApiError::NotFound.into());
        }
        let before = Device::from_items(&projection::folded(&seen_from(&parents, &all)).items)?;
        let new = match parents.len() {
            0 => NewRecord::first(call.id, &after),
            1 => NewRecord::patch(call.id, parents, &before, &after),
            _ => NewRecord::settled(call.id, parents, &after),
        };
        if !new.is_empty() {
            w.append(None, new, None)?;
        }
        Ok(())
    })
}

pub(crate) fn sync(ctx: &Ctx, call: SyncStick) -> Result<Id, Fault> {
    let store = ctx.store()?;
    let folder = stick(&call.folder, store.dir())?;
    let (env, copying, announce) = (ctx.host.config().env.clone(), ctx.host.copying(), ctx.host.announcer());
    Ok(ctx.host.jobs().start(new_id(ctx), "sync", move |progress| {
        let _alone = lock(&copying);
        if progress(0, 0).is_break() {
            return Err(ApiError::Cancelled);
        }
        let report = store.sync_stick(&folder, progress);
        // What came in before a stick failed is here to be seen.
        announce(&store);
        let report = report.map_err(|fault| not_synced(&folder, fault).tell(&*env))?;
        Ok(synced(&folder, report))
    }))
}

fn synced(folder: &Path, report: sync::Report) -> Synced {
    let sync::Report { logs, entries, bodies, cosignatures, refused, left_out: _ } = report;
    let refused =
        refused.into_iter().map(|(log, why)| Refused { laptop: laptop_of(&log), why: format!("{log}: {why}") });
    Synced { folder: folder.display().to_string(), logs, entries, bodies, cosignatures, refused: refused.collect() }
}

pub(crate) fn admit(ctx: &Ctx, call: Admit) -> Result<Id, Fault> {
    let store = ctx.store()?;
    let folder = stick(&call.folder, store.dir())?;
    said(&call.words)?;
    let (env, copying, keys) = (ctx.host.config().env.clone(), ctx.host.copying(), ctx.user()?.keys.clone());
    Ok(ctx.host.jobs().start(new_id(ctx), "admit", move |_| {
        let _alone = lock(&copying);
        let admitted = admitted(&store, &keys, &folder, &call.words);
        admitted.map_err(|fault| not_synced(&folder, fault).tell(&*env))
    }))
}

fn admitted(store: &Store, keys: &ledger::Unlocked, folder: &Path, words: &str) -> Result<Admitted, Fault> {
    if joining::requests(folder)?.is_empty() {
        return Err(wrong(STICK, Problem::NoRequest).into());
    }
    let (laptop, words) = joining::admit(store, keys, folder, words).map_err(|fault| match fault {
        Fault::Api(ApiError::NotFound) => wrong(WORDS, Problem::OtherWords).into(),
        // What lies on the stick was refused, so nobody was admitted.
        Fault::Api(ApiError::Disk) => wrong(STICK, Problem::StickDamaged).into(),
        other => other,
    })?;
    Ok(Admitted { laptop, words })
}

pub(crate) fn revoke(ctx: &Ctx, call: RevokeLaptop) -> Result<(), Fault> {
    let (store, session) = (ctx.store()?, ctx.user()?);
    let journal = store.journal();
    let (id, reason) = (call.id.0, call.reason.number());
    let known = journal.devices().into_iter().any(|(device, _)| device == id);
    if reason == 0 || !known || id == journal.device() {
        return Err(ApiError::NotFound.into());
    }
    ctx.host.prove(session, &call.passphrase)?;
    laptops::revoke(&store, &session.keys, call.id, reason)?;
    ctx.host.announce(&store);
    Ok(())
}

pub(crate) fn joining(ctx: &Ctx, _: Joining) -> Result<JoiningView, Fault> {
    if ctx.host.is_started() {
        return Ok(JoiningView { stick: String::new(), asking: None });
    }
    let asking = lock(&ctx.host.asking()).as_ref().map(|asked| asked.told.clone());
    Ok(JoiningView { stick: plugged(), asking })
}

pub(crate) fn ask(ctx: &Ctx, call: AskToJoin) -> Result<Asking, Fault> {
    not_started(ctx.host)?;
    let folder = stick(&call.folder, ctx.host.dir())?;
    let asking = ctx.host.asking();
    let mut asking = lock(&asking);
    let joining = match asking.as_ref() {
        Some(asked) => asked.joining.clone(),
        None => Arc::new(ledger::Joining::new(&*ctx.host.config().env)?),
    };
    let words = joining::ask(&folder, &joining).map_err(|fault| not_synced(&folder, fault))?;
    let told = Asking { folder: folder.display().to_string(), words };
    *asking = Some(Asked { joining, told: told.clone() });
    Ok(told)
}

pub(crate) fn complete(ctx: &Ctx, call: CompleteJoin) -> Result<Id, Fault> {
    not_started(ctx.host)?;
    let folder = stick(&call.folder, ctx.host.dir())?;
    said(&call.words)?;
    let joining = lock(&ctx.host.asking()).as_ref().ok_or(ApiError::NotFound)?.joining.clone();
    if !joining::is_answered(&folder, &joining) {
        return Err(wrong(STICK, Problem::NoAnswer).into());
    }
    let (into, config) = (ctx.host.dir().to_owned(), ctx.host.config().clone());
    let (copying, asking) = (ctx.host.copying(), ctx.host.asking());
    Ok(ctx.host.jobs().start_open(new_id(ctx), "join", move |_| {
        let _alone = lock(&copying);
        let joined = joining::complete(&into, &config, &folder, &joining, &call.words);
        let entries = joined.map_err(|fault| not_joined(&into, fault).tell(&*config.env))?;
        *lock(&asking) = None;
        Ok(entries)
    }))
}

pub(crate) fn drop_request(ctx: &Ctx, _: DropJoin) -> Result<(), Fault> {
    *lock(&ctx.host.asking()) = None;
    Ok(())
}

fn not_started(host: &Host) -> Result<(), ApiError> {
    if host.is_started() { Err(ApiError::OperationExists) } else { Ok(()) }
}

/// A stick's folder, which is there already: a mistyped one must not be made on this machine's own disk.
fn stick(typed: &str, store: &Path) -> Result<PathBuf, ApiError> {
    let path = whole(STICK, typed)?;
    if !path.is_dir() {
        return Err(wrong(STICK, Problem::FolderMissing { folder: path.display().to_string() }));
    }
    let within = |folder: PathBuf| store.canonicalize().is_ok_and(|store| folder.starts_with(store));
    if path.canonicalize().is_ok_and(within) {
        return Err(wrong(STICK, Problem::FolderOfStore));
    }
    Ok(path)
}

/// Words were typed at all.
fn said(words: &str) -> Result<(), ApiError> {
    if words.trim().is_empty() { Err(wrong(WORDS, Problem::Nothing)) } else { Ok(()) }
}

/// What kept a stick from being read or written, as something wrong with its folder where it is that.
fn not_synced(folder: &Path, fault: Fault) -> Fault {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let problem = match &fault {
        Fault::Stick(StickError::OtherOperation) => Problem::OtherOperation,
        Fault::Stick(StickError::Damaged(_))
        | Fault::Ledger(ledger::Error::AlreadyExists(_) | ledger::Error::OtherExport(_)) => Problem::StickDamaged,
        Fault::Stick(StickError::Io { .. }) => Problem::FolderUnreadable,
        Fault::Io(e) if matches!(e.kind(), StorageFull | QuotaExceeded | FileTooLarge) => Problem::FolderFull,
        Fault::Io(_) => Problem::FolderNotWritable,
        _ => return not_written(STICK, &Stick::records(folder), fault),
    };
    wrong(STICK, problem).into()
}

/// What kept this laptop from joining: the words, the stick, or this machine's own disk.
fn not_joined(into: &Path, fault: Fault) -> Fault {
    let (field, problem) = match &fault {
        Fault::Ledger(ledger::Error::AlreadyExists(_)) => return ApiError::OperationExists.into(),
        Fault::Api(ApiError::NotFound) => (WORDS, Problem::OtherWords),
        Fault::Stick(StickError::OtherOperation) => (STICK, Problem::OtherOperation),
        Fault::Ledger(ledger::Error::Io { path, .. }) if path.starts_with(into) => return fault,
        Fault::Stick(_) | Fault::Ledger(_) => (STICK, Problem::StickDamaged),
        _ => return fault,
    };
    wrong(field, problem).into()
}
