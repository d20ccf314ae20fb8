//! Several people at one screen: who they are, proving it again, handing the screen over, ending their sessions.
//! In scope: sessions by user.  Not here: opening the store and the first log-in (host.rs), what a PIN is (pin.rs).

use super::{Host, Session, lock};
use crate::clock::offset_min_at;
use crate::fault::Fault;
use crate::pin;
use domain::access::Permissions;
use domain::api::ApiError;
use domain::api::session::UserView;
use domain::id::Id;
use domain::record::{Kind, User};
use domain::time::{Date, Moment, Precision};
use rusqlite::{Connection, OptionalExtension, params};

/// A user's record in words, and the account's last day.
pub(super) fn account(sql: &Connection, id: Id) -> Result<(UserView, Option<Date>), Fault> {
    let query = "SELECT body FROM rm_setting WHERE id = ?1 AND kind = ?2";
    let found = sql.query_row(query, params![id.0, Kind::User as u16], |r| r.get::<_, String>(0)).optional()?;
    let record: User = found.map(|b| serde_json::from_str(&b)).transpose()?.unwrap_or_default();
    let roles = record.roles.unwrap_or_default();
    let permissions = Permissions::of_roles(&roles);
    Ok((UserView { id, name: record.name.unwrap_or_default(), roles, permissions }, record.ends))
}

impl Host {
    /// The civil date here.
    pub(super) fn today(&self) -> Date {
        let ms = self.config.env.now_ms();
        Moment { ms: ms.cast_signed(), offset_min: offset_min_at(ms), precision: Precision::Exact }.local_date()
    }

    /// Checks that a passphrase is this session's user's; then their PIN works again.
    ///
    /// # Errors
    /// `WrongPassphrase`, `TooManyTries`.
    pub fn prove(&self, session: &Session, passphrase: &str) -> Result<(), Fault> {
        self.check_delay()?;
        let store = self.store()?;
        self.count(store.journal().unlock_as(&session.user.id.0, passphrase))?;
        pin::revive(&store, session.user.id)
    }

    /// Those logged in here whose PIN takes the screen over, by name.
    ///
    /// # Errors
    /// The store's own.
    pub fn present(&self) -> Result<Vec<UserView>, Fault> {
        let able = pin::able(&*self.store()?)?;
        let today = self.today();
        let sessions = lock(&self.sessions);
        let here = sessions.values().filter(|s| s.ends.is_none_or(|last| today <= last));
        let mut users: Vec<UserView> = here.filter(|s| able.contains(&s.user.id)).map(|s| s.user.clone()).collect();
        users.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        users.dedup_by_key(|u| u.id);
        Ok(users)
    }

    /// Hands the screen to a logged-in user by PIN: their session unlocks, another caller's locks. Answers their token.
    ///
    /// # Errors
    /// `WrongPin`, `NoPin`, `TooManyTries`.
    pub fn take_over(&self, caller: &str, user: Id, typed: &str) -> Result<String, Fault> {
        self.check_delay()?;
        let own = self.session(Some(caller))?.user.id == user;
        let token = if own { Some(caller.to_owned()) } else { self.token_of(user) };
        let token = token.filter(|t| self.session(Some(t)).is_ok()).ok_or(ApiError::NoPin)?;
        let outcome = pin::check(&*self.store()?, user, typed);
        match &outcome {
            Ok(()) => self.count_right(),
            Err(Fault::Api(ApiError::WrongPin { .. })) => self.count_wrong(),
            Err(_) => {}
        }
        outcome?;
        self.set_locked(caller, true);
        self.set_locked(&token, false);
        Ok(token)
    }

    /// Reads a user's record again into their sessions: roles or last day were amended. Answers it.
    ///
    /// # Errors
    /// The store's own.
    pub fn reread(&self, user: Id) -> Result<UserView, Fault> {
        let (view, ends) = self.store()?.read(|sql| account(sql, user))?;
        for session in lock(&self.sessions).values_mut().filter(|s| s.user.id == user) {
            (session.user, session.ends) = (view.clone(), ends);
        }
        Ok(view)
    }

    /// Ends every session of a user.
    pub fn end_sessions(&self, user: Id) {
        self.flush();
        lock(&self.sessions).retain(|_, s| s.user.id != user);
        lock(&self.floor).leave(user);
    }

    fn token_of(&self, user: Id) -> Option<String> {
        lock(&self.sessions).iter().find(|(_, s)| s.user.id == user).map(|(token, _)| token.clone())
    }
}
