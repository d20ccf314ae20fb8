//! Calls about people: users, roles, PINs, who looked at what.

use super::call;
use super::session::UserView;
use crate::access::{Access, Permission, Role};
use crate::id::Id;
use crate::time::{Date, Moment};
use serde::{Deserialize, Serialize};

const ADMINISTER: Access = Access::Needs(Permission::Administer);

/// Everybody who may log in on this operation, by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct People {}
call!(People, "people.list", ADMINISTER, Vec<Person>);

/// A user as an administrator sees one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub user: UserView,
    /// Last day of the account.
    pub ends: Option<Date>,
    /// Whether they can log in.
    pub active: bool,
    /// Parents for an amendment.
    pub heads: Vec<String>,
}

/// Add a user. The answer holds the passphrase, shown once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddPerson {
    /// The name shown.
    pub name: String,
    /// Role presets.
    pub roles: Vec<Role>,
    /// Last day of the account.
    pub ends: Option<Date>,
}
call!(AddPerson, "people.add", ADMINISTER, Added);

/// The answer to `AddPerson` and `ResetPassphrase`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Added {
    /// Who.
    pub id: Id,
    /// Their passphrase, to be told to them and changed at will.
    pub passphrase: String,
}

/// Amend a user's name, roles or last day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AmendPerson {
    /// Who.
    pub id: Id,
    /// The revisions the form was drawn from.
    pub parents: Vec<String>,
    /// The name shown.
    pub name: String,
    /// Role presets.
    pub roles: Vec<Role>,
    /// Last day of the account.
    pub ends: Option<Date>,
}
call!(AmendPerson, "people.amend", ADMINISTER, ());

/// End a user's access on this device: their slot is removed and their sessions end. Their records stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deactivate {
    /// Who; never oneself.
    pub id: Id,
}
call!(Deactivate, "people.deactivate", ADMINISTER, ());

/// Change one's own passphrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangePassphrase {
    /// The one in use.
    pub old: String,
    /// The new one.
    pub new: String,
}
call!(ChangePassphrase, "people.change_passphrase", Access::Unlocked, ());

/// Set one's own screen-lock PIN: six digits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetPin {
    /// The passphrase, so that a passer-by cannot.
    pub passphrase: String,
    /// Six digits.
    pub pin: String,
}
call!(SetPin, "people.set_pin", Access::Unlocked, ());

/// Who is logged in on this device and can take the screen over by PIN.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Present {}
call!(Present, "people.present", Access::LoggedIn, Vec<UserView>);

/// Take the locked screen over by PIN: the same user's session unlocks, another's logged-in session is handed the screen.
/// Three wrong tries end the PIN until the passphrase is given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TakeOver {
    /// Who.
    pub user: Id,
    /// Their PIN.
    pub pin: String,
}
call!(TakeOver, "people.take_over", Access::LoggedIn, String);

/// Who opened which chart, newest first: at most 100 rows before an index.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessLog {
    /// Rows before this entry, by its number on this device; empty for the newest.
    pub before: Option<u64>,
}
call!(AccessLog, "people.access_log", Access::Needs(Permission::Audit), Vec<AccessRow>);

/// One line of the access log. It names the chart by its record, never by the patient's name: auditors read no charts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessRow {
    /// The entry's number on this device.
    pub index: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// Whose chart.
    pub patient: Id,
}
