//! Calls about starting an operation, logging in, locking; drafts and jobs of the session.

use super::call;
use crate::access::{Access, Permissions, Role};
use crate::id::Id;
use crate::time::{Date, Moment};
use serde::{Deserialize, Serialize};

/// What the first screen must know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Status {}
call!(Status, "session.status", Access::Anyone, StatusView);

/// Where this device stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// No operation yet: first run.
    New,
    /// The store is locked, or nobody is logged in: log in.
    Locked,
    /// Logged in, screen locked.
    ScreenLocked,
    /// Logged in.
    Open,
}

/// The answer to `Status`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatusView {
    /// Where we stand, for this session.
    pub phase: Phase,
    /// The operation's name, once open.
    pub operation: Option<String>,
    /// Where this laptop is used, once open: its own site, or the operation's.
    pub site: Option<String>,
    /// Who is logged in.
    pub user: Option<UserView>,
    /// How many other laptops belong to the operation, once open.
    pub others: u32,
    /// The last meeting after which this laptop and another held the same, once open.
    pub met: Option<LastMet>,
    /// What the operation's laptops are called, as far as anybody said, once open.
    pub names: Vec<LaptopName>,
    /// That the operation closes, once open and where it was announced.
    pub closing: Option<ClosingNotice>,
    /// The hubs that this laptop knows: what stands for each where laptops have an id, and where it is.
    pub hubs: Vec<(Id, String)>,
    /// Fieldchart's version.
    pub version: String,
}

/// What a laptop is called, and where it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaptopName {
    /// Which.
    pub id: Id,
    /// Its name; empty where it has none.
    pub name: String,
    /// Its site; empty where nobody said.
    pub site: String,
}

/// What everybody is told of the end of the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingNotice {
    /// The last day of care.
    pub last_day: Option<Date>,
    /// A sentence for everybody; may be empty.
    pub note: String,
    /// The laptop on which it was announced, with which others come together; `None` on that laptop itself.
    pub with: Option<Id>,
    /// Whether it was signed.
    pub signed: bool,
}

/// A meeting after which two laptops held the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMet {
    /// The other one.
    pub laptop: Id,
    /// When.
    pub at: Moment,
}

/// A user as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserView {
    /// The user's id.
    pub id: Id,
    /// The name shown.
    pub name: String,
    /// Presets.
    pub roles: Vec<Role>,
    /// What they grant.
    pub permissions: Permissions,
}

/// Start an operation: makes the root key, the first administrator and device, and the first operation key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Start {
    /// The operation's name.
    pub operation: String,
    /// The site's name.
    pub site: String,
    /// The first administrator's name.
    pub name: String,
    /// Their passphrase.
    pub passphrase: String,
}
call!(Start, "session.start", Access::Anyone, Started);

/// The answer to `Start`: logged in, and two sheets to print now. They are shown once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Started {
    /// The new session.
    pub token: String,
    /// Recovery sheet.
    pub recovery: Sheet,
    /// Root-key sheet.
    pub root: Sheet,
}

/// A printable secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// The secret in groups of characters.
    pub text: String,
    /// The same as a QR code, SVG.
    pub qr_svg: String,
}

/// Propose a generated five-word passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Suggest {}
call!(Suggest, "session.suggest", Access::Anyone, String);

/// Log in, opening the store where it is locked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogIn {
    /// The passphrase; it says who.
    pub passphrase: String,
}
call!(LogIn, "session.log_in", Access::Anyone, String);

/// Every passphrase is lost: the recovery sheet opens the store and gives a person a new passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recover {
    /// The recovery key as printed; case, spaces and hyphens do not matter.
    pub key: String,
    /// Whose passphrase: a name or an id. Empty where one person alone uses this device.
    pub user: String,
    /// The new passphrase.
    pub passphrase: String,
}
call!(Recover, "session.recover", Access::Anyone, String);

/// Lock the screen; keys stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LockScreen {}
call!(LockScreen, "session.lock_screen", Access::LoggedIn, ());

/// Unlock the screen (by passphrase until the PIN comes).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unlock {
    /// The same user's passphrase.
    pub passphrase: String,
}
call!(Unlock, "session.unlock", Access::LoggedIn, ());

/// End this session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogOut {}
call!(LogOut, "session.log_out", Access::LoggedIn, ());

/// Lock the store: every key and every session goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LockStore {}
call!(LockStore, "session.lock_store", Access::LoggedIn, ());

/// Keep what is typed in a form. An empty text ends the draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveDraft {
    /// Which form: `register`, `vitals/<patient>`, `amend/<patient>`.
    pub form: String,
    /// The form's own JSON.
    pub text: String,
}
call!(SaveDraft, "draft.save", Access::LoggedIn, ());

/// What was typed in a form before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LoadDraft {
    /// Which form.
    pub form: String,
}
call!(LoadDraft, "draft.load", Access::Unlocked, Option<String>);

/// A job's state. What somebody logged in started, nobody else is told; a restore runs before anybody can log in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobStatus {
    /// Which.
    pub id: Id,
}
call!(JobStatus, "job.status", Access::Anyone, JobView);

/// Ask a job to stop; as `JobStatus` says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CancelJob {
    /// Which.
    pub id: Id,
}
call!(CancelJob, "job.cancel", Access::Anyone, ());

/// The answer to `JobStatus`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobView {
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 while unknown.
    pub total: u64,
    /// What it is doing: a locale key (`phase-…`).
    pub phase: String,
    /// The result, once ended.
    pub result: Option<Result<serde_json::Value, super::ApiError>>,
}
