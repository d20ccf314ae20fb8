//! What a small form needs to ask the core one thing: what must be mended, what went wrong, that it is under way, that it is done.

use domain::api::ApiError;
use leptos::prelude::*;

use crate::errors::{Wrong, error_text};

/// The signals of a small form that asks the core one thing.
#[derive(Clone, Copy)]
pub(crate) struct Sending {
    pub(crate) wrongs: RwSignal<Vec<Wrong>>,
    pub(crate) trouble: RwSignal<Option<String>>,
    pub(crate) said: RwSignal<bool>,
    pub(crate) busy: RwSignal<bool>,
}

impl Sending {
    pub(crate) fn new() -> Self {
        Sending {
            wrongs: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            said: RwSignal::new(false),
            busy: RwSignal::new(false),
        }
    }

    /// Whether the call may go out: nothing is wrong, and none is under way.
    pub(crate) fn goes(self, wrongs: Vec<Wrong>) -> bool {
        self.said.set(false);
        self.trouble.set(None);
        let goes = wrongs.is_empty() && !self.busy.get_untracked();
        self.wrongs.set(wrongs);
        if goes {
            self.busy.set(true);
        }
        goes
    }

    pub(crate) fn ends<T>(self, outcome: Result<T, ApiError>) {
        self.busy.try_set(false);
        match outcome {
            Ok(_) => _ = self.said.try_set(true),
            Err(ApiError::Invalid { fields }) => {
                _ = self.wrongs.try_set(fields.into_iter().map(Wrong::from).collect());
            }
            Err(error) => _ = self.trouble.try_set(Some(error_text(&error))),
        }
    }
}
