//! Where laptops meet the record: a port of its own, TLS 1.3 with raw public keys.
//! In scope: letting connections in, one meeting on each, what is said of it in the log.  Not here: who is let in (`door`), what
//! travels and how (`sync`).

use crate::door::Door;
use crate::error::Error;
use crate::lines;
use ledger::{Env, Secret32};
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use sync::Outcome;
use sync::transport::lan::{self, Key, LanError, Talk};
use sync::transport::{Control, QUIET_MAX, Terms, meet};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Handshakes at a time: they cost signatures, and come from anybody.
const HANDSHAKES_MAX: usize = 32;
/// How long to wait where the system gives no more connections.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// Serves meetings until it is dropped; tells the address.
///
/// # Errors
/// When nothing can be listened on, or the hub's own key is unusable.
pub async fn serve(
    address: SocketAddr,
    seed: &Secret32,
    door: Arc<Door>,
    env: Arc<dyn Env>,
    said: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let io = |source| Error::Io { path: PathBuf::from(address.to_string()), source };
    let listener = TcpListener::bind(address).await.map_err(io)?;
    said(listener.local_addr().map_err(io)?);
    let asked = Arc::clone(&door);
    // Looking it up may wait for the store.
    let rule = Arc::new(move |key: &Key| tokio::task::block_in_place(|| asked.knows(key)));
    let lan = lan::Door::new(seed, Talk::Sync, rule).map_err(|error| Error::Damaged(error.to_string()))?;
    let (lan, handshakes) = (Arc::new(lan), Arc::new(Semaphore::new(HANDSHAKES_MAX)));
    loop {
        let Ok((connection, from)) = listener.accept().await else {
            tokio::time::sleep(EXHAUSTED).await;
            continue;
        };
        // Who comes while all are shaking hands waits in the system's queue.
        let Ok(place) = Arc::clone(&handshakes).acquire_owned().await else { return Ok(()) };
        let (lan, door, env) = (Arc::clone(&lan), Arc::clone(&door), Arc::clone(&env));
        tokio::spawn(async move {
            let link = lan.accept(connection).await;
            drop(place);
            match link {
                Ok(link) => converse(link, &door, env).await,
                // Anybody may knock, and need not be told of in the log.
                Err(LanError::Stranger | LanError::Broke(_) | LanError::TooSlow) => {}
                Err(error) => {
                    lines::say(&*env, "a connection failed", json!({"from": from, "error": error.to_string()}))
                }
            }
        });
    }
}

async fn converse(link: lan::Link, door: &Arc<Door>, env: Arc<dyn Env>) {
    let (entering, key) = (Arc::clone(door), link.key);
    let Ok(entered) = tokio::task::spawn_blocking(move || entering.enter(&key)).await else { return };
    let guest = match entered {
        Ok(guest) => guest,
        Err(turned) => {
            // The connection is closed: the laptop comes again by itself.
            lines::say(&*env, "a laptop was turned away", json!({"why": turned.to_string()}));
            return;
        }
    };
    let terms = Terms { env: Arc::clone(&env), program: env!("CARGO_PKG_VERSION").to_owned(), quiet_max: QUIET_MAX };
    let met = meet(Arc::clone(&guest.view), link.stream, &terms, &Control::default()).await;
    let progress = met.seen.progress;
    let ended = match met.ended {
        Ok(Outcome::Complete { .. }) => "both hold the same".to_owned(),
        Ok(Outcome::Incomplete { refused }) => {
            let refused: Vec<String> = refused.into_iter().map(|(log, why)| format!("{log}: {why}")).collect();
            format!("incomplete; {}", refused.join("; "))
        }
        Ok(Outcome::Ended { by_peer, why }) => format!("ended {}: {why:?}", if by_peer { "there" } else { "here" }),
        Err(cut) => cut.to_string(),
    };
    let said = json!({
        "operation": hex::encode(guest.operation), "ended": ended, "entries_in": progress.entries_in,
        "entries_out": progress.entries_out, "bytes_in": progress.bytes_in, "bytes_out": progress.bytes_out,
    });
    lines::say(&*env, "a laptop was met", said);
}
