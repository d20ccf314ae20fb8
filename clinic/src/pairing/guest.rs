//! The laptop that joins over a network: it finds or is told who admits it, proves its code, waits, and takes in the records.
//! In scope: one attempt, from its code to the laptop's store.  Not here: what is typed where (handlers/pairing.rs).

use super::terms;
use crate::config::Config;
use crate::fault::Fault;
use crate::store::{Progress, lock};
use domain::api::ApiError;
use ledger::{Env, Joining, Journal};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use sync::Outcome;
use sync::discovery::{Discovery, Heard};
use sync::introduction::InviteLine;
use sync::pairing::{Invited, PairingError, Proof, ask};
use sync::transport::lan::{Dialler, LanError, Rule, Stream, Talk, only};
use sync::transport::{Control, meet};
use tokio::runtime::{Builder, Runtime};

/// How often whoever waits is asked whether they still do.
const ASKED_EVERY: Duration = Duration::from_millis(200);

/// What somebody typed, scanned or chose.
#[derive(Clone)]
pub struct Invitation {
    /// Where whoever admits may be: the first that answers is asked.
    pub addresses: Vec<SocketAddr>,
    key: Option<[u8; 32]>,
    proof: Proof,
}

/// Why nobody came together.
#[derive(Debug, thiserror::Error)]
pub enum NotInvited {
    /// No connection.
    #[error("{0}")]
    Lan(#[from] LanError),
    /// No agreement.
    #[error("{0}")]
    Pairing(#[from] PairingError),
    /// Threads could not be had.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// A laptop that was invited, while somebody on the other one compares words.
pub struct Guest {
    /// Six words, the same on both screens.
    pub words: String,
    joining: Arc<Joining>,
    invited: Mutex<Option<Invited<Stream>>>,
    runtime: Runtime,
}

impl Invitation {
    /// The text of a QR code.
    #[must_use]
    pub fn scanned(line: InviteLine) -> Self {
        let InviteLine { addresses, key, secret } = line;
        Self { addresses, key: Some(key), proof: Proof::Secret(secret) }
    }

    /// Six digits, and where to say them.
    #[must_use]
    pub fn spoken(proof: Proof, address: SocketAddr) -> Self {
        Self { addresses: vec![address], key: None, proof }
    }
}

/// Where laptops offer to admit another just now, as far as is heard within so long.
///
/// # Errors
/// When threads cannot be had. That nothing can be heard on this network is no error.
pub fn seek(env: &dyn Env, wait: Duration) -> Result<Vec<SocketAddr>, Fault> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let Ok(discovery) = Discovery::start(env, Talk::Join, None) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let look = async {
        while let Some(heard) = discovery.next().await {
            if let Heard::Here(_, addresses) = heard {
                // The first is the one that a person would type.
                found.extend(addresses.into_iter().take(1));
            }
        }
    };
    runtime.block_on(async { _ = tokio::time::timeout(wait, look).await });
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

impl Guest {
    /// Connects, and has both sides prove that their people stand together.
    ///
    /// # Errors
    /// [`NotInvited`].
    pub fn ask(joining: &Arc<Joining>, env: &dyn Env, invitation: &Invitation) -> Result<Self, NotInvited> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("joining").enable_all().build()?;
        let rule: Rule = invitation.key.map_or_else(|| -> Rule { Arc::new(|_| true) }, only);
        let dialler = Dialler::new(joining.tls_seed(), Talk::Join, rule)?;
        let invited = runtime.block_on(async {
            let mut last = None;
            for address in &invitation.addresses {
                match dialler.dial(*address).await {
                    Ok(link) => {
                        let request = joining.request();
                        let line = link.joining(*request.tls_key());
                        return Ok(ask(line, env, &invitation.proof, &request).await?);
                    }
                    Err(error) => last = Some(error),
                }
            }
            Err(last
                .map_or_else(|| std::io::Error::from(std::io::ErrorKind::AddrNotAvailable).into(), NotInvited::from))
        })?;
        let words = invited.words.clone();
        Ok(Self { words, joining: Arc::clone(joining), invited: Mutex::new(Some(invited)), runtime })
    }

    /// Waits for the yes, takes in the records and makes the laptop's store in `dir`; tells how many entries came. Whoever has a
    /// passphrase elsewhere logs in with it. Broken off, nothing was joined, and the next attempt starts over.
    ///
    /// # Errors
    /// `NotFound` where the other laptop said no, or has gone; `Cancelled`; what the journal refuses; what the disk says.
    pub fn complete(&self, dir: &Path, config: &Config, progress: Progress) -> Result<u64, Fault> {
        let invited = lock(&self.invited).take().ok_or(ApiError::NotFound)?;
        let (welcome, stream) = self.runtime.block_on(async {
            let mut answer = std::pin::pin!(invited.welcome());
            loop {
                tokio::select! {
                    answer = &mut answer => return answer.map_err(|_| ApiError::NotFound),
                    () = tokio::time::sleep(ASKED_EVERY) => {
                        if progress(0, 0).is_break() {
                            return Err(ApiError::Cancelled);
                        }
                    }
                }
            }
        })?;
        let journal = self.joining.join_by(dir, config.env.clone(), &welcome, |journal| {
            self.runtime.block_on(take_in(journal, stream, config, progress))
        })?;
        Ok(journal.length())
    }
}

/// Meets whoever admitted this laptop: all that they hold comes, every byte checked.
async fn take_in(journal: &Arc<Journal>, stream: Stream, config: &Config, progress: Progress<'_>) -> Result<(), Fault> {
    let (terms, control) = (terms(&config.env), Control::default());
    let mut meeting = std::pin::pin!(meet(Arc::clone(journal), stream, &terms, &control));
    let met = loop {
        tokio::select! {
            met = &mut meeting => break met,
            () = tokio::time::sleep(ASKED_EVERY) => {
                let seen = control.seen().progress;
                if progress(seen.entries_in.min(seen.entries_in_all), seen.entries_in_all).is_break() {
                    control.stop();
                }
            }
        }
    };
    match met.ended {
        Ok(Outcome::Complete { .. }) => Ok(()),
        Ok(Outcome::Ended { by_peer: false, .. }) => Err(ApiError::Cancelled.into()),
        Err(sync::transport::Cut::Broken(sync::Broken::Store(error))) => Err(error.into()),
        Ok(_) | Err(_) => Err(ApiError::NotFound.into()),
    }
}
