//! People: who may log in, their roles and last day, PINs, handing over the screen, who opened which chart.

use super::{Names, refuse, revision, seen_from, session::suggest_passphrase};
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::store::{NewRecord, Store};
use crate::{pin, projection};
use domain::access::{Permissions, Role};
use domain::api::ApiError;
use domain::api::people::{
    AccessLog, AccessRow, AddPerson, Added, AmendPerson, ChangePassphrase, Deactivate, People, Person, Present, SetPin,
    TakeOver,
};
use domain::api::session::UserView;
use domain::id::Id;
use domain::limits::{FieldError, Problem, check_passphrase, check_pin, check_text};
use domain::record::{Payload, User};
use domain::time::{Date, Moment};
use rusqlite::{Connection, params};

/// Characters of a name.
const NAME_MAX: usize = 120;
/// Why somebody is revoked whose account is closed (docs/formats/entry-v1.md, "Revocations").
const LEFT: u16 = 1;
/// Rows of one page of the access log.
const PAGE: i64 = 100;

pub(crate) fn list(ctx: &Ctx, _: People) -> Result<Vec<Person>, Fault> {
    let store = ctx.store()?;
    store.read(|sql| everybody(&store, sql))
}

pub(crate) fn add(ctx: &Ctx, call: AddPerson) -> Result<Added, Fault> {
    let store = ctx.store()?;
    let record = tidy(call.name, call.roles, call.ends);
    let people = store.read(|sql| everybody(&store, sql))?;
    refuse(problems(&record, None, &people, store.now().local_date()))?;
    let config = ctx.host.config();
    let passphrase = suggest_passphrase(&*config.env);
    let argon = config.argon().map_err(ledger::Error::from)?;
    let bits = Permissions::of_roles(record.roles.as_deref().unwrap_or_default()).0;
    let id = Id(store.journal().add_user(&ctx.user()?.keys, &passphrase, argon, bits)?);
    ctx.write(|w| w.append(None, NewRecord::first(id, &record), None))?;
    Ok(Added { id, passphrase })
}

pub(crate) fn amend(ctx: &Ctx, call: AmendPerson) -> Result<(), Fault> {
    let store = ctx.store()?;
    let after = tidy(call.name, call.roles, call.ends);
    ctx.write(|w| {
        let mut people = everybody(&store, w.sql())?;
        let at = people.iter().position(|p| p.user.id == call.id).ok_or(ApiError::NotFound)?;
        refuse(problems(&after, Some(&people[at]), &people, store.now().local_date()))?;
        let parents = call.parents.iter().map(|h| revision(h)).collect::<Result<Vec<_>, _>>()?;
        let all = projection::revisions_of(w.sql(), call.id)?;
        if !parents.iter().all(|p| all.iter().any(|r| r.items.id == *p)) || parents.is_empty() != all.is_empty() {
            return Err(ApiError::NotFound.into());
        }
        let before = User::from_items(&projection::folded(&seen_from(&parents, &all)).items)?;
        let was = is_administered(&people);
        // What the form left alone stays as it stands now.
        if after.roles != before.roles {
            people[at].user.roles = after.roles.clone().unwrap_or_default();
        }
        if after.ends != before.ends {
            people[at].ends = after.ends;
        }
        if was && !is_administered(&people) {
            return Err(invalid("roles", Problem::LastAdministrator));
        }
        let patch = NewRecord::patch(call.id, parents, &before, &after);
        if !patch.is_empty() {
            w.append(None, patch, None)?;
        }
        Ok(())
    })?;
    // Roles apply on this device at once; the certificate tells the auditor and other devices.
    let now = ctx.host.reread(call.id)?;
    certify(ctx, &store, call.id, now.permissions.0)
}

pub(crate) fn deactivate(ctx: &Ctx, call: Deactivate) -> Result<(), Fault> {
    let store = ctx.store()?;
    if call.id == ctx.user()?.user.id {
        return Err(ApiError::NotAllowed.into());
    }
    let mut people = store.read(|sql| everybody(&store, sql))?;
    let at = people.iter().position(|p| p.user.id == call.id).ok_or(ApiError::NotFound)?;
    let was = is_administered(&people);
    people[at].active = false;
    if was && !is_administered(&people) {
        return Err(invalid("roles", Problem::LastAdministrator));
    }
    if has_slot(&store, call.id) {
        store.journal().remove_slot(&call.id.0)?;
    }
    ctx.host.end_sessions(call.id);
    pin::forget(&store, call.id)?;
    store.journal().revoke(&ctx.user()?.keys, ledger::AuthorKind::User, &call.id.0, LEFT)?;
    grown(ctx, &store)
}

pub(crate) fn change_passphrase(ctx: &Ctx, call: ChangePassphrase) -> Result<(), Fault> {
    let (store, session) = (ctx.store()?, ctx.user()?);
    ctx.host.prove(session, &call.old)?;
    check_passphrase(&call.new).map_err(|problem| invalid("new_passphrase", problem))?;
    // A passphrase says who: one that opens somebody's keys already is refused in words that tell nothing about them.
    if store.journal().unlock(&call.new).is_ok() {
        return Err(invalid("new_passphrase", Problem::PassphraseCommon));
    }
    let argon = ctx.host.config().argon().map_err(ledger::Error::from)?;
    store.journal().change_passphrase(&session.keys, &call.new, argon)?;
    grown(ctx, &store)
}

pub(crate) fn set_pin(ctx: &Ctx, call: SetPin) -> Result<(), Fault> {
    check_pin(&call.pin).map_err(|problem| invalid("pin", problem))?;
    let session = ctx.user()?;
    ctx.host.prove(session, &call.passphrase)?;
    pin::set(&*ctx.store()?, session.user.id, &call.pin)
}

pub(crate) fn present(ctx: &Ctx, _: Present) -> Result<Vec<UserView>, Fault> {
    ctx.host.present()
}

pub(crate) fn take_over(ctx: &Ctx, call: TakeOver) -> Result<String, Fault> {
    ctx.host.take_over(ctx.token.unwrap_or_default(), call.user, &call.pin)
}

pub(crate) fn access_log(ctx: &Ctx, call: AccessLog) -> Result<Vec<AccessRow>, Fault> {
    ctx.host.flush();
    let store = ctx.store()?;
    let before = call.before.map_or(i64::MAX, u64::cast_signed);
    store.read(|sql| {
        let names = Names { sql, journal: store.journal() };
        let mut query = sql.prepare_cached(
            "SELECT pos, at_ms, user, patient FROM rm_access WHERE pos < ?1 ORDER BY pos DESC LIMIT ?2",
        )?;
        let mut rows = query.query(params![before, PAGE])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(AccessRow {
                index: r.get::<_, i64>(0)?.cast_unsigned(),
                at: Moment::utc(r.get(1)?),
                by: names.of((0, r.get(2)?))?,
                patient: Id(r.get(3)?),
            });
        }
        Ok(out)
    })
}

/// Everybody with a certificate, by name. One whose record was never written (a power cut) goes by the short id.
fn everybody(store: &Store, sql: &Connection) -> Result<Vec<Person>, Fault> {
    let today = store.now().local_date();
    let mut people = Vec::new();
    for user in store.journal().users() {
        let all = projection::revisions_of(sql, Id(user.id))?;
        let folded = projection::folded(&all);
        let record = User::from_items(&folded.items)?;
        let roles = record.roles.unwrap_or_default();
        let permissions = Permissions::of_roles(&roles);
        let name = record.name.unwrap_or_else(|| hex::encode(&user.id[..4]));
        people.push(Person {
            user: UserView { id: Id(user.id), name, roles, permissions },
            ends: record.ends,
            active: user.has_slot && record.ends.is_none_or(|last| today <= last),
            heads: folded.heads.iter().map(hex::encode).collect(),
        });
    }
    people.sort_by_cached_key(|p| (!p.active, p.user.name.to_lowercase(), p.user.id));
    Ok(people)
}

/// Whether somebody can still add users once every account with a last day is over.
fn is_administered(people: &[Person]) -> bool {
    people.iter().any(|p| p.active && p.ends.is_none() && p.user.roles.contains(&Role::Administrator))
}

fn tidy(name: String, mut roles: Vec<Role>, ends: Option<Date>) -> User {
    roles.sort();
    roles.dedup();
    User { name: Some(name.trim().to_owned()), roles: Some(roles), ends }
}

/// What keeps a user's record from being written; `before` is the same user as they stand.
fn problems(record: &User, before: Option<&Person>, people: &[Person], today: Date) -> Vec<FieldError> {
    let mut out = Vec::new();
    let name = record.name.as_deref().unwrap_or_default();
    if name.is_empty() {
        out.push(FieldError::new("person_name", Problem::Nothing));
    }
    check_text("person_name", Some(name), NAME_MAX, &mut out);
    let id = before.map(|p| p.user.id);
    let same = |p: &&Person| p.active && Some(p.user.id) != id && p.user.name.to_lowercase() == name.to_lowercase();
    if people.iter().any(|p| same(&p)) {
        out.push(FieldError::new("person_name", Problem::NameTaken));
    }
    if record.roles.as_ref().is_none_or(Vec::is_empty) {
        out.push(FieldError::new("roles", Problem::Nothing));
    }
    if record.ends != before.and_then(|p| p.ends) && record.ends.is_some_and(|last| last < today) {
        out.push(FieldError::new("ends", Problem::InThePast));
    }
    out
}

fn has_slot(store: &Store, id: Id) -> bool {
    store.journal().users().iter().any(|u| u.id == id.0 && u.has_slot)
}

/// Certifies a user's permissions anew where they changed. Without a slot there are none.
fn certify(ctx: &Ctx, store: &Store, id: Id, bits: u32) -> Result<(), Fault> {
    if store.journal().is_revoked(ledger::AuthorKind::User, &id.0) {
        return Ok(());
    }
    let bits = if has_slot(store, id) { bits } else { 0 };
    if store.journal().users().iter().any(|u| u.id == id.0 && u.permission_bits != bits) {
        store.journal().set_permissions(&ctx.user()?.keys, &id.0, bits)?;
    }
    grown(ctx, store)
}

/// The journal wrote by itself: read models pass over it, open screens are told.
fn grown(ctx: &Ctx, store: &Store) -> Result<(), Fault> {
    store.pass_keys()?;
    ctx.host.announce(store);
    Ok(())
}

fn invalid(field: &str, problem: Problem) -> Fault {
    ApiError::Invalid { fields: vec![FieldError::new(field, problem)] }.into()
}
