//! Starting an operation, logging in, locking; drafts and jobs.

use crate::closing;
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::laptops;
use crate::peers;
use crate::qr;
use domain::api::ApiError;
use domain::api::session::{
    CancelJob, JobStatus, JobView, LastMet, LoadDraft, LockScreen, LockStore, LogIn, LogOut, Phase, Recover, SaveDraft,
    Sheet, Start, Started, Status, StatusView, Suggest, Unlock,
};
use domain::limits::{FieldError, Problem, check_passphrase, is_unsafe_char};
use domain::record::{Kind, Operation};
use rusqlite::{OptionalExtension, params};

/// Characters of a name in settings.
const NAME_MAX: usize = 120;
/// Bytes of a draft.
const DRAFT_BYTES_MAX: usize = 1 << 20;

pub(crate) fn status(ctx: &Ctx, _: Status) -> Result<StatusView, Fault> {
    let mut view = StatusView {
        phase: Phase::New,
        operation: None,
        site: None,
        user: None,
        others: 0,
        met: None,
        names: Vec::new(),
        closing: None,
        hubs: Vec::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    if !ctx.host.is_started() {
        return Ok(view);
    }
    view.phase = Phase::Locked;
    if let (Some(session), Ok(store)) = (&ctx.session, ctx.store()) {
        view.phase = if session.locked { Phase::ScreenLocked } else { Phase::Open };
        view.user = Some(session.user.clone());
        let body = store.read(|sql| {
            let query = "SELECT body FROM rm_setting WHERE kind = ?1";
            Ok(sql.query_row(query, [Kind::Operation as u16], |r| r.get::<_, String>(0)).optional()?)
        })?;
        let operation: Operation = body.map(|b| serde_json::from_str(&b)).transpose()?.unwrap_or_default();
        let journal = store.journal();
        view.names = store.read(laptops::names)?;
        view.closing = closing::notice(&store)?;
        let hubs = store.read(peers::log::hubs)?;
        view.hubs = hubs.into_iter().map(|(address, key)| (peers::hub_id(&key), address)).collect();
        let own = view.names.iter().find(|named| named.id.0 == journal.device());
        let own_site = own.map(|named| named.site.clone()).filter(|site| !site.is_empty());
        (view.operation, view.site) = (operation.name, own_site.or(operation.site));
        let others = journal.devices().into_iter().filter(|(device, revoked)| !revoked && *device != journal.device());
        view.others = u32::try_from(others.count()).unwrap_or(u32::MAX);
        view.met = store.read(peers::log::met)?.first().map(|(laptop, met)| LastMet { laptop: *laptop, at: met.at });
    }
    Ok(view)
}

pub(crate) fn suggest(ctx: &Ctx, _: Suggest) -> Result<String, Fault> {
    Ok(suggest_passphrase(&*ctx.host.config().env))
}

/// Five words of the BIP-39 English list (2,048 words: 55 bits before Argon2id).
#[must_use]
pub fn suggest_passphrase(env: &dyn ledger::Env) -> String {
    let words = bip39::Language::English.word_list();
    let mut bytes = [0; 10];
    env.fill(&mut bytes);
    // 2,048 divides 65,536: every word is equally likely.
    bytes
        .chunks_exact(2)
        .map(|c| words[usize::from(u16::from_be_bytes([c[0], c[1]])) % words.len()])
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn start(ctx: &Ctx, call: Start) -> Result<Started, Fault> {
    let mut fields = Vec::new();
    for (name, text) in [("operation", &call.operation), ("site", &call.site), ("name", &call.name)] {
        let length = text.chars().count();
        if text.trim().is_empty() {
            fields.push(FieldError::new(name, Problem::Nothing));
        } else if length > NAME_MAX {
            fields.push(FieldError::new(name, Problem::TooLong { length, max: NAME_MAX }));
        } else if text.chars().any(is_unsafe_char) {
            fields.push(FieldError::new(name, Problem::ControlCharacter));
        }
    }
    if let Err(problem) = check_passphrase(&call.passphrase) {
        fields.push(FieldError::new("passphrase", problem));
    }
    if !fields.is_empty() {
        return Err(ApiError::Invalid { fields }.into());
    }
    let operation = Operation { name: Some(call.operation.trim().to_owned()), site: Some(call.site.trim().to_owned()) };
    let (token, genesis) = ctx.host.start(operation, call.name.trim(), &call.passphrase)?;
    let sheet = |text: String| Sheet { qr_svg: qr::svg(&text), text };
    Ok(Started { token, recovery: sheet(genesis.recovery_text), root: sheet(genesis.root_text) })
}

pub(crate) fn log_in(ctx: &Ctx, call: LogIn) -> Result<String, Fault> {
    ctx.host.log_in(&call.passphrase)
}

pub(crate) fn recover(ctx: &Ctx, call: Recover) -> Result<String, Fault> {
    if let Err(problem) = check_passphrase(&call.passphrase) {
        return Err(ApiError::Invalid { fields: vec![FieldError::new("passphrase", problem)] }.into());
    }
    ctx.host.recover(&call.key, call.user.trim(), &call.passphrase)
}

pub(crate) fn lock_screen(ctx: &Ctx, _: LockScreen) -> Result<(), Fault> {
    ctx.host.set_locked(ctx.token.unwrap_or_default(), true);
    Ok(())
}

pub(crate) fn unlock(ctx: &Ctx, call: Unlock) -> Result<(), Fault> {
    ctx.host.unlock(ctx.token.unwrap_or_default(), &call.passphrase)
}

pub(crate) fn log_out(ctx: &Ctx, _: LogOut) -> Result<(), Fault> {
    ctx.host.log_out(ctx.token.unwrap_or_default());
    Ok(())
}

pub(crate) fn lock_store(ctx: &Ctx, _: LockStore) -> Result<(), Fault> {
    ctx.host.lock_store();
    Ok(())
}

pub(crate) fn save_draft(ctx: &Ctx, call: SaveDraft) -> Result<(), Fault> {
    if call.text.len() > DRAFT_BYTES_MAX || call.form.len() > 200 {
        let problem = Problem::TooLong { length: call.text.len(), max: DRAFT_BYTES_MAX };
        return Err(ApiError::Invalid { fields: vec![FieldError::new("draft", problem)] }.into());
    }
    let user = ctx.user()?.user.id;
    let store = ctx.store()?;
    let at_ms = store.now().ms;
    store.local(|sql| {
        if call.text.is_empty() {
            sql.execute("DELETE FROM draft WHERE user = ?1 AND form = ?2", params![user.0, call.form])?;
        } else {
            sql.execute(
                "INSERT OR REPLACE INTO draft(user, form, text, at_ms) VALUES(?1, ?2, ?3, ?4)",
                params![user.0, call.form, call.text, at_ms],
            )?;
        }
        Ok(())
    })
}

pub(crate) fn load_draft(ctx: &Ctx, call: LoadDraft) -> Result<Option<String>, Fault> {
    let user = ctx.user()?.user.id;
    ctx.store()?.read(|sql| {
        let query = "SELECT text FROM draft WHERE user = ?1 AND form = ?2";
        Ok(sql.query_row(query, params![user.0, call.form], |r| r.get(0)).optional()?)
    })
}

pub(crate) fn job_status(ctx: &Ctx, call: JobStatus) -> Result<JobView, Fault> {
    Ok(ctx.host.jobs().status(call.id, ctx.session.is_some())?)
}

pub(crate) fn cancel_job(ctx: &Ctx, call: CancelJob) -> Result<(), Fault> {
    Ok(ctx.host.jobs().cancel(call.id, ctx.session.is_some())?)
}
