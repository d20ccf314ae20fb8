//! Joining over a network: the offer of an administrator's laptop, the asking of a new one.
//! In scope: what is typed, what is said of it.  Not here: connections and codes (pairing.rs), a stick (handlers/laptops.rs).

use super::copies::wrong;
use super::journal::new_id;
use super::laptops::{not_joined, not_started};
use super::peers::address_of;
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::pairing::guest::{self, Guest, Invitation, NotInvited};
use crate::pairing::offer::Offering;
use crate::store::lock;
use domain::api::ApiError;
use domain::api::pairing as call;
use domain::api::pairing::{Asked, PairingView};
use domain::id::Id;
use domain::limits::Problem;
use std::sync::Arc;
use std::time::Duration;
use sync::introduction::InviteLine;
use sync::pairing::{No, PairingError, Proof};
use sync::transport::lan::LanError;

/// The field in which the code is typed, and that of the address.
const CODE: &str = "join_code";
const ADDRESS: &str = "peer_address";
/// How long a new laptop listens for offers.
const SEEK: Duration = Duration::from_millis(1500);

pub(crate) fn offer(ctx: &Ctx, _: call::Offer) -> Result<PairingView, Fault> {
    let (store, offering) = (ctx.store()?, ctx.host.offering());
    let mut offering = lock(&offering);
    if let Some(standing) = offering.as_ref().filter(|offering| !offering.is_over()) {
        return Ok(standing.view());
    }
    let config = ctx.host.config();
    // A program that was told to stay off the network stays off it.
    let network = ctx.host.network().ok_or(ApiError::NotAllowed)?;
    let started = Offering::start(&store, &network, &config.env, &ctx.host.events())?;
    Ok(offering.insert(started).view())
}

pub(crate) fn view(ctx: &Ctx, _: call::Pairing) -> Result<Option<PairingView>, Fault> {
    Ok(lock(&ctx.host.offering()).as_ref().map(Offering::view))
}

pub(crate) fn answer(ctx: &Ctx, call: call::AnswerPairing) -> Result<(), Fault> {
    let keys = call.same.then(|| ctx.user().map(|session| session.keys.clone())).transpose()?;
    Ok(lock(&ctx.host.offering()).as_ref().ok_or(ApiError::NotFound)?.answer(keys)?)
}

pub(crate) fn end(ctx: &Ctx, _: call::EndPairing) -> Result<(), Fault> {
    *lock(&ctx.host.offering()) = None;
    Ok(())
}

pub(crate) fn seek(ctx: &Ctx, _: call::Seek) -> Result<Vec<String>, Fault> {
    not_started(ctx.host)?;
    let found = guest::seek(&*ctx.host.config().env, SEEK)?;
    Ok(found.into_iter().map(|address| address.to_string()).collect())
}

pub(crate) fn ask(ctx: &Ctx, call: call::Ask) -> Result<Asked, Fault> {
    not_started(ctx.host)?;
    let invitation = invitation(&call.code, &call.address)?;
    let joining = ctx.host.joining()?;
    let guest = Guest::ask(&joining, &*ctx.host.config().env, &invitation).map_err(not_invited)?;
    let words = guest.words.clone();
    if let Some(asked) = lock(&ctx.host.asking()).as_mut() {
        asked.guest = Some(Arc::new(guest));
    }
    Ok(Asked { words })
}

/// What somebody typed: digits and an address, or the line of a QR code.
///
/// # Errors
/// `Invalid` where it is neither.
pub fn invitation(code: &str, address: &str) -> Result<Invitation, ApiError> {
    if let Ok(line) = code.parse::<InviteLine>() {
        return Ok(Invitation::scanned(line));
    }
    let problem = if code.trim().is_empty() { Problem::Nothing } else { Problem::NotACode };
    let proof = Proof::typed(code).ok_or_else(|| wrong(CODE, problem))?;
    Ok(Invitation::spoken(proof, address_of(address)?))
}

fn not_invited(why: NotInvited) -> Fault {
    match why {
        NotInvited::Pairing(PairingError::Refused(No::Code) | PairingError::OtherCode) => {
            wrong(CODE, Problem::OtherCode).into()
        }
        NotInvited::Pairing(PairingError::Refused(_)) => wrong(CODE, Problem::OfferOver).into(),
        // Another laptop than the one that showed the QR code.
        NotInvited::Lan(LanError::Stranger) => wrong(CODE, Problem::OtherCode).into(),
        NotInvited::Lan(_) | NotInvited::Pairing(_) => wrong(ADDRESS, Problem::NobodyThere).into(),
        NotInvited::Io(error) => error.into(),
    }
}

pub(crate) fn complete(ctx: &Ctx, _: call::CompletePairing) -> Result<Id, Fault> {
    not_started(ctx.host)?;
    let asking = ctx.host.asking();
    let guest = lock(&asking).as_mut().and_then(|asked| asked.guest.take()).ok_or(ApiError::NotFound)?;
    let (into, config, copying) = (ctx.host.dir().to_owned(), ctx.host.config().clone(), ctx.host.copying());
    Ok(ctx.host.jobs().start_open(new_id(ctx), "join", move |progress| {
        let _alone = lock(&copying);
        let entries = guest.complete(&into, &config, progress).map_err(|fault| match fault {
            // Whoever was asked said no, or has gone.
            Fault::Api(ApiError::NotFound) => wrong(CODE, Problem::OfferOver),
            fault => not_joined(&into, fault).tell(&*config.env),
        })?;
        *lock(&asking) = None;
        Ok(entries)
    }))
}
