//! What a host holds while this laptop asks to join, or offers to admit another.
//! In scope: the keys and both attempts.  Not here: what they do (joining.rs, pairing.rs).

use super::Host;
use crate::fault::Fault;
use crate::pairing::guest::Guest;
use crate::pairing::offer::Offering;
use crate::store::lock;
use domain::api::laptops::Asking;
use ledger::Joining;
use std::sync::{Arc, Mutex};

/// A laptop that asks to join: by whatever way, with the same keys.
#[derive(Clone)]
pub struct Asked {
    /// The keys.
    pub joining: Arc<Joining>,
    /// Where a request was left, and its six words.
    pub left: Option<Asking>,
    /// Whoever was found on the network.
    pub guest: Option<Arc<Guest>>,
}

impl Host {
    /// What asks to join and waits for its answer.
    #[must_use]
    pub fn asking(&self) -> Arc<Mutex<Option<Asked>>> {
        Arc::clone(&self.asking)
    }

    /// The keys of this laptop, which asks to join: drawn once, however often and by whatever way it asks.
    ///
    /// # Errors
    /// When a key cannot be made.
    pub fn joining(&self) -> Result<Arc<Joining>, Fault> {
        let mut asking = lock(&self.asking);
        if let Some(asked) = asking.as_ref() {
            return Ok(asked.joining.clone());
        }
        let joining = Arc::new(Joining::new(&*self.config.env)?);
        *asking = Some(Asked { joining: joining.clone(), left: None, guest: None });
        Ok(joining)
    }

    /// The offer to admit a laptop over the network.
    #[must_use]
    pub fn offering(&self) -> Arc<Mutex<Option<Offering>>> {
        Arc::clone(&self.offering)
    }
}
