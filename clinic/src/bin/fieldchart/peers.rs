//! Other laptops on the network, on the command line: who is there, meeting one.
//! In scope: arguments to words and JSON.  Not here: meeting (clinic's library).

use crate::{Answer, words};
use clinic::Host;
use clinic::peers::{self, Network, Peers};
use clinic::store::Store;
use domain::api::peers::{Meeting, MeetingEnd};
use serde_json::json;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use sync::introduction::HubLine;
use tokio::sync::broadcast;

/// Whether and how others are met while the screens are served.
#[derive(Clone, Debug)]
pub(crate) enum Online {
    On(Network),
    Off,
}

impl Default for Online {
    fn default() -> Self {
        Self::On(Network::default())
    }
}

/// `off`, or an address; on loopback nobody is looked for.
pub(crate) fn network(text: &str) -> Result<Online, String> {
    if text == "off" {
        return Ok(Online::Off);
    }
    let listen: SocketAddr = text.parse().map_err(|_| format!("{text} is neither `off` nor an address with a port"))?;
    Ok(Online::On(Network { listen: vec![listen], multicast: !listen.ip().is_loopback(), by_itself: true }))
}

pub(crate) fn list(host: &Host, store: &Arc<Store>, wait_s: u64) -> Result<Answer, String> {
    let found = peers::in_reach(store, host.config().env.clone(), Duration::from_secs(wait_s)).map_err(words)?;
    let (mut text, mut here) = (Vec::new(), Vec::new());
    for peer in &found {
        let who = match (peer.laptop, &peer.trouble) {
            (Some(laptop), _) => format!("laptop {laptop}"),
            (None, Some(end)) => said(end).to_owned(),
            (None, None) => "not asked".to_owned(),
        };
        text.push(format!("{}  {who}", peer.address));
        here.push(json!({"address": peer.address, "device": peer.laptop, "trouble": peer.trouble}));
    }
    if found.is_empty() {
        text.push(
            "nobody was found on this network; an address can be typed: fieldchart sync --with ADDRESS".to_owned(),
        );
    }
    let meetings = peers::meetings(store).map_err(words)?;
    if !meetings.is_empty() {
        text.push("\nlast meetings:".to_owned());
        text.extend(meetings.iter().map(line));
    }
    Answer::ok(text.join("\n"), json!({"peers": here, "meetings": meetings}))
}

pub(crate) fn hub(store: &Store, line: Option<&HubLine>) -> Result<Answer, String> {
    let Some(hub) = line else {
        let line = peers::operation_line(store).map_err(words)?.to_string();
        return Answer::ok(line.clone(), json!({"line": line}));
    };
    peers::add_hub(store, hub).map_err(words)?;
    let address = hub.address;
    let text = format!("this laptop meets the hub at {address} from now on; now: fieldchart sync --with {address}");
    Answer::ok(text, json!({"address": address}))
}

pub(crate) fn meet(host: &Host, store: &Arc<Store>, address: &str) -> Result<Answer, String> {
    let address = clinic::handlers::peers::address_of(address).map_err(|_| format!("{address} is no address"))?;
    let env = host.config().env.clone();
    let service = Peers::start(store, &Network::asked_only(), env, broadcast::Sender::new(1)).map_err(words)?;
    let met = service.meet_at(address, &mut |_, _| ControlFlow::Continue(())).map_err(words)?;
    let text = if met.why.is_empty() { line(&met) } else { format!("{}\n{}", line(&met), met.why) };
    Ok(Answer { text, json: json!(met), ok: met.end == MeetingEnd::Complete })
}

fn line(met: &Meeting) -> String {
    let who = met.laptop.map(|laptop| format!("laptop {laptop}")).unwrap_or_default();
    let Meeting { at, address, entries_in, entries_out, end, .. } = met;
    format!("{}  {address}  {who}  {entries_in} entries came, {entries_out} went: {}", at.local_date(), said(end))
}

fn said(end: &MeetingEnd) -> &str {
    match end {
        MeetingEnd::Complete => "both hold the same",
        MeetingEnd::Incomplete => "something was refused",
        MeetingEnd::Stopped => "stopped here",
        MeetingEnd::StoppedThere => "stopped by the other laptop",
        MeetingEnd::OtherOperation => "it belongs to another operation",
        MeetingEnd::Version => {
            "the two programs are of versions that do not understand each other: upgrade the older one"
        }
        MeetingEnd::Protocol => "what came made no sense; it was not taken in",
        MeetingEnd::Store => "the store of one of the two failed",
        MeetingEnd::Broke => "the connection broke; the next meeting goes on from there",
        MeetingEnd::Unreachable => "nobody answers there",
        MeetingEnd::Stranger => "not a laptop of this operation, or no longer",
        MeetingEnd::NotLetIn => "it does not know this laptop, or no longer",
        MeetingEnd::Unknown(other) => other,
    }
}
