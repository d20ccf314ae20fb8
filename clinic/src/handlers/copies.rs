//! The store as a whole, each as a job: checked, its lists made anew, backed up, exported for an auditor, restored before there is one.
//! In scope: which folders will do, what is said of a disk that will not.  Not here: copying (ledger), what a report shows (reports).

use super::journal::{new_id, remember, verified};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::reports::{self, Range};
use crate::store::{Progress, Store, lock};
use domain::api::ApiError;
use domain::api::copies::{
    BackedUp, Backup, CheckStore, Checked, Disclose, ExportAudit, Exported, Places, PlacesView, Rebuild, Restore,
};
use domain::id::Id;
use domain::limits::{FieldError, Problem, is_unsafe_char};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Where desktops mount what is plugged in, each person's in a folder of their name.
const MOUNTS: [&str; 2] = ["/run/media", "/media"];

pub(crate) fn check_store(ctx: &Ctx, _: CheckStore) -> Result<Id, Fault> {
    let store = ctx.store()?;
    let env = ctx.host.config().env.clone();
    Ok(ctx.host.jobs().start(new_id(ctx), "check", move |progress| {
        let mut work = || -> Result<Checked, Fault> {
            let checked = check(&store, progress)?;
            verified(&store, checked.faults.is_empty())?;
            Ok(checked)
        };
        work().map_err(|f| f.tell(&*env))
    }))
}

/// Checks the database's own sums and the journal, then whether the lists made from it are what it says.
///
/// # Errors
/// `Cancelled`; a store that cannot be read at all.
pub fn check(store: &Store, progress: Progress) -> Result<Checked, Fault> {
    let report = store.journal().fsck(&mut pass(progress, 0, 2))?;
    if !report.finished {
        return Err(ApiError::Cancelled.into());
    }
    let faults: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    let list = if faults.is_empty() { store.check_read_models(&mut pass(progress, 1, 2))? } else { None };
    Ok(Checked { entries: report.entries, faults, list })
}

pub(crate) fn rebuild(ctx: &Ctx, _: Rebuild) -> Result<Id, Fault> {
    let store = ctx.store()?;
    let env = ctx.host.config().env.clone();
    Ok(ctx
        .host
        .jobs()
        .start(new_id(ctx), "rebuild", move |progress| store.rebuild(progress).map_err(|f| f.tell(&*env))))
}

/// One of several passes over the same entries, as a part of one progress.
fn pass(progress: Progress<'_>, nth: u64, of: u64) -> impl FnMut(u64, u64) -> ControlFlow<()> {
    move |done, total| progress(nth * total + done, of * total)
}

pub(crate) fn places(ctx: &Ctx, _: Places) -> Result<PlacesView, Fault> {
    let parent = removable().or_else(std::env::home_dir).unwrap_or_else(std::env::temp_dir);
    let day = ctx.store()?.now().local_date();
    let free = |what: &str| {
        let names = (1..).map(|n| if n == 1 { format!("{what}-{day}") } else { format!("{what}-{day}-{n}") });
        let free = names.map(|name| parent.join(name)).find(|path| !path.exists());
        free.unwrap_or_else(|| parent.clone()).display().to_string()
    };
    Ok(PlacesView { backup: free("fieldchart-backup"), export: free("fieldchart-audit") })
}

/// A medium that this machine's user plugged in.
pub(super) fn removable() -> Option<PathBuf> {
    let user = std::env::var_os("USER")?;
    let mounted = |root: &str| std::fs::read_dir(Path::new(root).join(&user)).into_iter().flatten();
    MOUNTS.into_iter().flat_map(mounted).filter_map(Result::ok).map(|e| e.path()).filter(|path| path.is_dir()).min()
}

pub(crate) fn backup(ctx: &Ctx, call: Backup) -> Result<Id, Fault> {
    const FIELD: &str = "backup_to";
    let store = ctx.store()?;
    let out = target(FIELD, &call.folder, store.dir())?;
    let (env, copying) = (ctx.host.config().env.clone(), ctx.host.copying());
    Ok(ctx.host.jobs().start(new_id(ctx), "backup", move |progress| {
        let _alone = lock(&copying);
        let mut work = || -> Result<BackedUp, Fault> {
            let made = store.backup(&out, progress)?;
            store.local(|sql| remember(&store, sql, &made.head, "backup"))?;
            let (size, root) = (made.head.size, hex::encode(made.head.root));
            Ok(BackedUp { folder: out.display().to_string(), bytes: made.bytes, size, root })
        };
        work().map_err(|f| not_written(FIELD, &out, f).tell(&*env))
    }))
}

pub(crate) fn export(ctx: &Ctx, call: ExportAudit) -> Result<Id, Fault> {
    const FIELD: &str = "export_to";
    let store = ctx.store()?;
    let out = target(FIELD, &call.folder, store.dir())?;
    if let Some(Disclose { report, from, to }) = &call.disclose {
        reports::named(report.code()).ok_or_else(|| wrong("disclose", Problem::Gone))?;
        if from > to {
            return Err(wrong("report_to", Problem::BeforeFirstDay).into());
        }
    }
    let (env, copying) = (ctx.host.config().env.clone(), ctx.host.copying());
    Ok(ctx.host.jobs().start(new_id(ctx), "export", move |progress| {
        let _alone = lock(&copying);
        let written = write_export(&store, &out, call.disclose.as_ref(), progress);
        written.map_err(|f| not_written(FIELD, &out, f).tell(&*env))
    }))
}

/// The export and what it discloses: both, or nothing.
fn write_export(store: &Store, out: &Path, disclose: Option<&Disclose>, progress: Progress) -> Result<Exported, Fault> {
    store.tell_heads()?;
    let passes = if disclose.is_some() { 2 } else { 1 };
    let summary = store.journal().export(out, true, &mut pass(progress, 0, passes))?;
    let mut told = Exported {
        folder: out.display().to_string(),
        entries: summary.entries,
        bytes: summary.bytes,
        trust: store.journal().trust_key_line().trim_end().to_owned(),
        disclosed: None,
        hidden: 0,
    };
    if let Some(Disclose { report, from, to }) = disclose {
        let report = reports::named(report.code()).ok_or(ApiError::NotFound)?;
        let range = Range { from: *from, to: *to };
        let shown = reports::disclose(store, out, &summary, report, range, &mut pass(progress, 1, passes));
        let shown = shown.inspect_err(|_| {
            // Written a moment ago, by this very call. The first error is the one to tell.
            let _ = std::fs::remove_dir_all(out);
        })?;
        told.bytes += shown.bytes;
        told.disclosed = Some(shown.disclosed);
        told.hidden = shown.redacted + shown.sealed + shown.not_held;
    }
    Ok(told)
}

pub(crate) fn restore(ctx: &Ctx, call: Restore) -> Result<Id, Fault> {
    const FIELD: &str = "restore_from";
    let host = ctx.host;
    if host.is_started() {
        return Err(ApiError::OperationExists.into());
    }
    let from = whole(FIELD, &call.folder)?;
    if !from.is_dir() {
        return Err(wrong(FIELD, Problem::FolderMissing { folder: from.display().to_string() }).into());
    }
    let (into, env, copying) = (host.dir().to_owned(), host.config().env.clone(), host.copying());
    Ok(host.jobs().start_open(new_id(ctx), "restore", move |progress| {
        let _alone = lock(&copying);
        ledger::restore(&from, &into, progress).map_err(|e| not_restored(FIELD, &from, &into, e).tell(&*env))
    }))
}

pub(super) fn wrong(field: &str, problem: Problem) -> ApiError {
    ApiError::Invalid { fields: vec![FieldError::new(field, problem)] }
}

/// A path as somebody typed it, from the root of its disk on or from `~`.
pub(super) fn whole(field: &str, typed: &str) -> Result<PathBuf, ApiError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(wrong(field, Problem::Nothing));
    }
    if typed.chars().any(is_unsafe_char) {
        return Err(wrong(field, Problem::ControlCharacter));
    }
    let home = typed.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
    let path = home.unwrap_or_else(|| PathBuf::from(typed));
    if path.is_absolute() { Ok(path) } else { Err(wrong(field, Problem::PathNotWhole)) }
}

/// A folder that may be made: not there or empty, in one that is there, outside the store's own.
fn target(field: &str, typed: &str, store: &Path) -> Result<PathBuf, ApiError> {
    let path = whole(field, typed)?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(wrong(field, Problem::FolderInUse));
    };
    let missing = |_| wrong(field, Problem::FolderMissing { folder: parent.display().to_string() });
    let really = parent.canonicalize().map_err(missing)?.join(name);
    if store.canonicalize().is_ok_and(|store| really.starts_with(store)) {
        return Err(wrong(field, Problem::FolderOfStore));
    }
    let taken = |mut entries: std::fs::ReadDir| entries.next().is_some();
    if path.is_file() || std::fs::read_dir(&path).is_ok_and(taken) {
        return Err(wrong(field, Problem::FolderInUse));
    }
    Ok(path)
}

/// What kept a folder from being written, as something wrong with the folder where it is that.
pub(super) fn not_written(field: &str, out: &Path, fault: Fault) -> Fault {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let problem = match &fault {
        Fault::Ledger(ledger::Error::AlreadyExists(_)) => Problem::FolderInUse,
        Fault::Ledger(ledger::Error::Io { path, source }) if out.parent().is_some_and(|p| path.starts_with(p)) => {
            match source.kind() {
                StorageFull | QuotaExceeded | FileTooLarge => Problem::FolderFull,
                _ => Problem::FolderNotWritable,
            }
        }
        _ => return fault,
    };
    wrong(field, problem).into()
}

/// What kept a backup from being restored, as something wrong with its folder where it is that.
fn not_restored(field: &str, from: &Path, into: &Path, error: ledger::Error) -> Fault {
    let problem = match &error {
        ledger::Error::NotFound(_) => Problem::NoBackup,
        ledger::Error::Vault(ledger::VaultError::Malformed { .. } | ledger::VaultError::Format { .. }) => {
            Problem::NoBackup
        }
        ledger::Error::AlreadyExists(_) if into.join(ledger::crypto::vault::FILE_NAME).exists() => {
            return ApiError::OperationExists.into();
        }
        ledger::Error::Io { path, .. } | ledger::Error::Vault(ledger::VaultError::Io { path, .. })
            if path.starts_with(from) =>
        {
            Problem::FolderUnreadable
        }
        _ => return error.into(),
    };
    wrong(field, problem).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use io::ErrorKind::{Other, PermissionDenied, ReadOnlyFilesystem, StorageFull};

    #[test]
    fn a_disk_that_will_not_is_told_as_something_wrong_with_the_folder() {
        let out = Path::new("/stick/backup");
        let cases = [
            ("/stick/backup.partial/journal.db", StorageFull, Some(Problem::FolderFull)),
            ("/stick/backup.partial", PermissionDenied, Some(Problem::FolderNotWritable)),
            ("/stick/backup.partial/journal.db", ReadOnlyFilesystem, Some(Problem::FolderNotWritable)),
            ("/stick/backup.partial/journal.db", Other, Some(Problem::FolderNotWritable)),
            // The store's own disk is another matter.
            ("/store/journal.db", StorageFull, None),
        ];
        for (path, kind, problem) in cases {
            let fault = Fault::Ledger(ledger::Error::Io { path: path.into(), source: kind.into() });
            let told = match not_written("backup_to", out, fault) {
                Fault::Api(error) => Some(error),
                _ => None,
            };
            assert_eq!(told, problem.map(|problem| wrong("backup_to", problem)), "{path} {kind:?}");
        }
    }
}
