//! The only table of calls. Authorization, idempotence and the access log live here, so that no door goes round them.

use crate::fault::Fault;
use crate::handlers::{
    attachment, chart, closing, conflict, coordinator, copies, journal, laptops, pairing, part, peers, people,
    pharmacy, prescription, redaction, reference, session, stock, visit,
};
use crate::host::{Host, Session};
use crate::store::{Store, Writer};
use domain::access::Access;
use domain::api::attachment as a;
use domain::api::chart as c;
use domain::api::closing as n;
use domain::api::coordinator as o;
use domain::api::copies as y;
use domain::api::journal as j;
use domain::api::laptops as l;
use domain::api::pairing as i;
use domain::api::peers as e;
use domain::api::people as p;
use domain::api::redaction as r;
use domain::api::session as s;
use domain::api::stock as k;
use domain::api::visit as v;
use domain::api::{ApiError, Call, Envelope};
use domain::id::Id;
use ledger::Author;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// What a handler may use.
pub struct Ctx<'a> {
    /// The host.
    pub host: &'a Host,
    /// Who asks, where somebody is logged in.
    pub session: Option<Session>,
    /// Their token.
    pub token: Option<&'a str>,
    /// Bytes that came beside the JSON; empty for all but uploads.
    pub bytes: &'a [u8],
    request: Option<Id>,
}

impl Ctx<'_> {
    /// The open store.
    ///
    /// # Errors
    /// `Locked`, `NoOperation`.
    pub fn store(&self) -> Result<Arc<Store>, ApiError> {
        self.host.store()
    }

    /// Who asks.
    ///
    /// # Errors
    /// `NoSession`.
    pub fn user(&self) -> Result<&Session, ApiError> {
        self.session.as_ref().ok_or(ApiError::NoSession)
    }

    /// Writes as the logged-in user; a retry of the same request answers as before and writes nothing.
    ///
    /// # Errors
    /// What `build` refuses, or the journal's own.
    pub fn write<T: Serialize>(&self, build: impl FnOnce(&mut Writer) -> Result<T, Fault>) -> Result<T, Fault> {
        let store = self.store()?;
        let out = store.write(&Author::User(&self.user()?.keys), self.request, build)?;
        self.host.announce(&store);
        Ok(out)
    }

    fn answered(&self) -> Result<Option<Value>, Fault> {
        use rusqlite::OptionalExtension;
        let Some(request) = self.request else { return Ok(None) };
        let text = self.store()?.read(|sql| {
            Ok(sql
                .query_row("SELECT answer FROM request WHERE id = ?1", [request.0], |r| r.get::<_, String>(0))
                .optional()?)
        })?;
        Ok(text.map(|t| serde_json::from_str(&t)).transpose()?)
    }
}

/// Answers an envelope and the bytes beside it.
///
/// # Errors
/// What the caller is told.
pub fn dispatch(host: &Host, envelope: Envelope, bytes: &[u8]) -> Result<Value, ApiError> {
    let Table::Answer { answer: Some(answer), .. } =
        table(Table::Answer { host, envelope: &envelope, bytes, answer: None })
    else {
        let method = envelope.method.chars().filter(|c| c.is_ascii_graphic()).take(64).collect();
        return Err(ApiError::UnknownCall { method });
    };
    answer
}

/// Every call there is, and what it demands.
#[must_use]
pub fn calls() -> Vec<(&'static str, Access)> {
    match table(Table::List(Vec::new())) {
        Table::List(calls) => calls,
        Table::Answer { .. } => Vec::new(),
    }
}

fn table(start: Table) -> Table {
    start
        .read::<s::Status>(session::status)
        .read::<s::Suggest>(session::suggest)
        .read::<s::Start>(session::start)
        .read::<s::LogIn>(session::log_in)
        .read::<s::Recover>(session::recover)
        .read::<s::LockScreen>(session::lock_screen)
        .read::<s::Unlock>(session::unlock)
        .read::<s::LogOut>(session::log_out)
        .read::<s::LockStore>(session::lock_store)
        .read::<s::SaveDraft>(session::save_draft)
        .read::<s::LoadDraft>(session::load_draft)
        .read::<s::JobStatus>(session::job_status)
        .read::<s::CancelJob>(session::cancel_job)
        .read::<c::Search>(chart::search)
        .read::<c::Chart>(chart::chart)
        .read::<c::ReadCard>(chart::card)
        .read::<c::History>(chart::history)
        .write::<c::Settle>(conflict::settle)
        .write::<c::Register>(chart::register)
        .write::<c::AmendPatient>(chart::amend_patient)
        .read::<v::Duplicates>(chart::duplicates)
        .read::<v::Find>(reference::find)
        .write::<v::OpenVisit>(visit::open)
        .read::<v::Board>(visit::board)
        .read::<v::CallNext>(visit::call_next)
        .read::<v::Writing>(visit::writing)
        .write::<v::RecordPart>(part::record)
        .write::<v::AmendPart>(part::amend)
        .write::<v::WriteParts>(part::write_several)
        .write::<v::MarkPart>(part::mark)
        .write::<v::MoveVisit>(visit::move_visit)
        .read::<v::CheckPrescription>(prescription::check)
        .read::<k::Queue>(pharmacy::queue)
        .read::<k::Suggest>(pharmacy::suggest)
        .write::<k::Dispense>(pharmacy::dispense)
        .write::<k::TakeBack>(pharmacy::take_back)
        .read::<k::Items>(stock::items)
        .write::<k::SaveItem>(stock::save_item)
        .write::<k::AmendBatch>(stock::amend_batch)
        .write::<k::Receive>(stock::receive)
        .write::<k::Move>(stock::move_units)
        .read::<k::Movements>(stock::movements)
        .write::<k::ImportStock>(stock::import)
        .read::<k::ExportStock>(stock::export)
        .read::<a::OpenAttachment>(attachment::open)
        .write::<a::AddAttachment>(attachment::add)
        .read::<j::Overview>(journal::overview)
        .read::<j::Verify>(journal::verify)
        .read::<j::Compare>(journal::compare)
        .write::<j::KeepDigest>(journal::keep_digest)
        .read::<j::Digests>(journal::digests)
        .read::<j::Receipt>(journal::receipt)
        .read::<j::Receipts>(journal::receipts)
        .read::<j::LoadDemo>(journal::load_demo)
        .read::<y::CheckStore>(copies::check_store)
        .read::<y::Rebuild>(copies::rebuild)
        .read::<y::Places>(copies::places)
        .read::<y::Backup>(copies::backup)
        .read::<y::ExportAudit>(copies::export)
        .read::<y::Restore>(copies::restore)
        .read::<l::Laptops>(laptops::list)
        .write::<l::NameLaptop>(laptops::name)
        .read::<o::AboutLost>(coordinator::lost)
        .read::<o::Forks>(coordinator::forks)
        .read::<o::Hubs>(coordinator::hubs)
        .read::<n::Closing>(closing::view)
        .write::<n::Announce>(closing::announce)
        .write::<n::Withdraw>(closing::withdraw)
        .write::<n::ListMissing>(closing::list)
        .write::<n::Unlist>(closing::unlist)
        .write::<n::Sign>(closing::sign)
        .write::<n::Confirm>(closing::confirm)
        .read::<l::SyncStick>(laptops::sync)
        .read::<l::Admit>(laptops::admit)
        // Not kept for a retry: the journal wrote by itself, and a laptop revoked twice is revoked.
        .read::<l::RevokeLaptop>(laptops::revoke)
        .read::<l::Joining>(laptops::joining)
        .read::<l::AskToJoin>(laptops::ask)
        .read::<l::CompleteJoin>(laptops::complete)
        .read::<l::DropJoin>(laptops::drop_request)
        // Not kept for a retry: the journal wrote by itself, and an offer that was answered is answered.
        .read::<i::Offer>(pairing::offer)
        .read::<i::Pairing>(pairing::view)
        .read::<i::AnswerPairing>(pairing::answer)
        .read::<i::EndPairing>(pairing::end)
        .read::<i::Seek>(pairing::seek)
        .read::<i::Ask>(pairing::ask)
        .read::<i::CompletePairing>(pairing::complete)
        .read::<e::Peers>(peers::list)
        .read::<e::SyncNow>(peers::now)
        .read::<e::PauseSync>(peers::pause)
        .read::<e::MeetAt>(peers::meet)
        .read::<e::ForgetAddress>(peers::forget)
        // Not kept for a retry: kept answers are dropped with the rest.
        .read::<r::Redact>(redaction::sign)
        .read::<r::Redactions>(redaction::list)
        .read::<r::Holds>(redaction::holds)
        .write::<r::PutHold>(redaction::hold)
        .write::<r::LiftHold>(redaction::lift)
        .read::<p::People>(people::list)
        // Not kept for a retry: the answer holds a passphrase.
        .read::<p::AddPerson>(people::add)
        .write::<p::AmendPerson>(people::amend)
        .read::<p::Deactivate>(people::deactivate)
        .read::<p::ChangePassphrase>(people::change_passphrase)
        .read::<p::SetPin>(people::set_pin)
        .read::<p::Present>(people::present)
        .read::<p::TakeOver>(people::take_over)
        .read::<p::AccessLog>(people::access_log)
}

/// The table being gone through, to answer one call or to list them all.
enum Table<'a> {
    Answer { host: &'a Host, envelope: &'a Envelope, bytes: &'a [u8], answer: Option<Result<Value, ApiError>> },
    List(Vec<(&'static str, Access)>),
}

type Handler<C> = fn(&Ctx, C) -> Result<<C as Call>::Output, Fault>;

impl Table<'_> {
    fn read<C: Call>(self, handler: Handler<C>) -> Self {
        self.entry(handler, false)
    }

    fn write<C: Call>(self, handler: Handler<C>) -> Self {
        self.entry(handler, true)
    }

    fn entry<C: Call>(mut self, handler: Handler<C>, writes: bool) -> Self {
        match &mut self {
            Table::List(calls) => calls.push((C::METHOD, C::ACCESS)),
            Table::Answer { host, envelope, bytes, answer } => {
                if answer.is_none() && envelope.method == C::METHOD {
                    *answer = Some(run::<C>(host, envelope, bytes, handler, writes));
                }
            }
        }
        self
    }
}

fn run<C: Call>(
    host: &Host,
    envelope: &Envelope,
    bytes: &[u8],
    handler: Handler<C>,
    writes: bool,
) -> Result<Value, ApiError> {
    let token = envelope.token.as_deref();
    let session = authorise(host, C::ACCESS, token)?;
    let unknown = || ApiError::UnknownCall { method: C::METHOD.to_owned() };
    let call: C = serde_json::from_value(envelope.params.clone()).map_err(|_| unknown())?;
    if let (Some(session), Some(patient)) = (&session, call.subject()) {
        host.note_access(session, patient);
    }
    let ctx = Ctx { host, session, token, bytes, request: envelope.request.filter(|_| writes) };
    let tell = |f: Fault| f.tell(&*host.config().env);
    if let Some(before) = ctx.answered().map_err(tell)? {
        return Ok(before);
    }
    let out = handler(&ctx, call).map_err(tell)?;
    serde_json::to_value(out).map_err(|e| tell(e.into()))
}

fn authorise(host: &Host, access: Access, token: Option<&str>) -> Result<Option<Session>, ApiError> {
    let session = host.session(token);
    let unlocked = |session: Session| if session.locked { Err(ApiError::ScreenLocked) } else { Ok(session) };
    match access {
        Access::Anyone => Ok(session.ok()),
        Access::LoggedIn => session.map(Some),
        Access::Unlocked => session.and_then(unlocked).map(Some),
        Access::Needs(permission) => {
            let session = session.and_then(unlocked)?;
            if session.user.permissions.has(permission) { Ok(Some(session)) } else { Err(ApiError::NotAllowed) }
        }
    }
}
