//! Meeting other laptops on a network: seen, asked for, paused.
//! In scope: an address as it is typed, what is said while nothing runs.  Not here: meeting (peers.rs).

use super::journal::new_id;
use crate::dispatch::Ctx;
use crate::fault::Fault;
use crate::host::Host;
use crate::peers::{self, PORT, Peers};
use domain::api::ApiError;
use domain::api::peers as call;
use domain::api::peers::{PeersView, SyncState};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The field in which an address is typed.
const ADDRESS: &str = "peer_address";

pub(crate) fn list(ctx: &Ctx, _: call::Peers) -> Result<PeersView, Fault> {
    let store = ctx.store()?;
    if let Some(peers) = ctx.host.peers() {
        return peers.view(&store);
    }
    let state = if ctx.host.is_online() { SyncState::Alone } else { SyncState::Off };
    Ok(PeersView { state, addresses: Vec::new(), peers: Vec::new(), meetings: peers::meetings(&store)? })
}

pub(crate) fn now(ctx: &Ctx, _: call::SyncNow) -> Result<(), Fault> {
    running(ctx.host)?.meet_all()
}

pub(crate) fn pause(ctx: &Ctx, call: call::PauseSync) -> Result<(), Fault> {
    running(ctx.host)?.pause(call.paused)
}

pub(crate) fn meet(ctx: &Ctx, call: call::MeetAt) -> Result<Id, Fault> {
    let (peers, env) = (running(ctx.host)?, ctx.host.config().env.clone());
    let address = address_of(&call.address)?;
    peers.remember(address, true)?;
    Ok(ctx.host.jobs().start(new_id(ctx), "meet", move |progress| {
        peers.meet_at(address, progress).map_err(|fault| fault.tell(&*env))
    }))
}

pub(crate) fn forget(ctx: &Ctx, call: call::ForgetAddress) -> Result<(), Fault> {
    running(ctx.host)?.remember(address_of(&call.address)?, false)
}

fn running(host: &Host) -> Result<Arc<Peers>, ApiError> {
    host.settle();
    host.peers().ok_or(ApiError::NotFound)
}

/// An address as another laptop shows it, or as it is read out: the port may be left out where it is the usual one.
///
/// # Errors
/// `Invalid` for anything else.
pub fn address_of(typed: &str) -> Result<SocketAddr, ApiError> {
    let typed = typed.trim();
    let bare = typed.trim_start_matches('[').trim_end_matches(']');
    let whole = typed.parse().ok().or_else(|| Some(SocketAddr::new(bare.parse::<IpAddr>().ok()?, PORT)));
    let problem = if typed.is_empty() { Problem::Nothing } else { Problem::NotAnAddress };
    whole.ok_or_else(|| ApiError::Invalid { fields: vec![FieldError::new(ADDRESS, problem)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_its_port_or_without() {
        for (typed, read) in [
            (" 192.168.1.7:4000 ", "192.168.1.7:4000"),
            ("192.168.1.7", "192.168.1.7:7368"),
            ("[fd00::7]:4000", "[fd00::7]:4000"),
            ("[fd00::7]", "[fd00::7]:7368"),
            ("fd00::7", "[fd00::7]:7368"),
        ] {
            assert_eq!(address_of(typed).unwrap(), read.parse().unwrap(), "{typed}");
        }
        for wrong in ["", "laptop", "192.168.1", "192.168.1.7:99999", "192.168.1.7:"] {
            assert!(matches!(address_of(wrong), Err(ApiError::Invalid { .. })), "{wrong}");
        }
    }
}
