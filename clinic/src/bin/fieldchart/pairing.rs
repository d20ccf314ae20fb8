//! Joining over the network on the command line: one shows a code, one types it, people compare six words.
//! In scope: arguments to words and JSON.  Not here: what the commands do (clinic's library, sync).

use crate::{Answer, words};
use clinic::Host;
use clinic::handlers::pairing::invitation;
use clinic::pairing::guest::Guest;
use clinic::pairing::offer::Offering;
use clinic::peers::Network;
use clinic::store::Store;
use domain::api::Event;
use domain::api::pairing::PairingState;
use ledger::Unlocked;
use serde_json::json;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::broadcast;

pub(crate) fn admit(
    host: &Host,
    store: &Arc<Store>,
    admin: &Arc<Unlocked>,
    listen: SocketAddr,
) -> Result<Answer, String> {
    let (events, mut heard) = broadcast::channel::<Event>(256);
    let network = Network { listen: vec![listen], multicast: !listen.ip().is_loopback(), by_itself: false };
    let offering = Offering::start(store, &network, &host.config().env, &events).map_err(words)?;
    let offered = offering.view();
    eprintln!("The code to say to whoever sits at the new laptop: {}", offered.code);
    eprintln!("This laptop is at: {}", offered.addresses.join(", "));
    eprintln!("Or the whole line: {}", offered.way.text);
    eprintln!("There: fieldchart join --code CODE --at ADDRESS, or fieldchart join --code LINE");
    loop {
        let view = offering.view();
        match view.state {
            PairingState::Waiting | PairingState::Sending => {
                // News that were missed are seen at the next look.
                let _ = heard.blocking_recv();
            }
            PairingState::Comparing => {
                eprintln!("Six words, which the new laptop must show too: {}", view.words);
                eprintln!("Type yes if they are the same:");
                let mut typed = String::new();
                std::io::stdin().read_line(&mut typed).map_err(|e| e.to_string())?;
                let keys = (typed.trim() == "yes").then(|| Arc::clone(admin));
                // Whoever asked may have gone meanwhile.
                let _ = offering.answer(keys);
                while offering.view().state == PairingState::Comparing {
                    let _ = heard.blocking_recv();
                }
            }
            PairingState::Admitted => {
                let laptop = view.laptop.map(|id| id.to_string()).unwrap_or_default();
                let text = format!("admitted laptop {laptop}; it has {} entries", view.entries);
                return Answer::ok(text, json!({"device": laptop, "entries": view.entries}));
            }
            over => return Err(format!("nobody joined as they should: {}", over.code())),
        }
    }
}

pub(crate) fn join(host: &Host, dir: &Path, code: &str, at: &str) -> Result<Answer, String> {
    let (config, invitation) = (host.config(), invitation(code, at).map_err(|e| e.to_string())?);
    let joining = host.joining().map_err(words)?;
    let guest = Guest::ask(&joining, &*config.env, &invitation).map_err(|e| e.to_string())?;
    eprintln!("Six words, which the administrator's laptop must show too: {}", guest.words);
    let entries = guest.complete(dir, config, &mut |_, _| ControlFlow::Continue(())).map_err(words)?;
    let text = format!("joined; {entries} entries are here. Log in with the passphrase you have elsewhere");
    Answer::ok(text, json!({"entries": entries}))
}
