//! Parts of the screens about the end of an operation: what is announced, which laptops will not come, what was signed.
//! In scope: the signals that they share, who wrote what.  Not here: the screen (screens/closing.rs), the laptops' list (laptops/).

pub(crate) mod announced;
pub(crate) mod laptops;
pub(crate) mod notice;
pub(crate) mod signed;

use domain::api::Call;
use domain::api::closing::{Closing as Ask, ClosingView, Written};
use domain::id::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::{Desk, desk};
use crate::client::call;
use crate::errors::{Wrong, error_text};
use crate::i18n::ta;
use crate::laptops::called;
use crate::sending::Sending;
use crate::{dom, moment};

/// What stands open on the screen: one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// What was announced is amended, or announced.
    Announcement,
    /// It is called off.
    Withdrawal,
    /// A laptop will not come.
    Missing(Id),
}

/// The screen's signals. What is typed stands here: a sheet that is drawn anew must not lose it.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) view: RwSignal<Option<ClosingView>>,
    pub(crate) trouble: RwSignal<Option<String>>,
    pub(crate) open: RwSignal<Option<Open>>,
    pub(crate) last_day: RwSignal<String>,
    pub(crate) keep_until: RwSignal<String>,
    pub(crate) note: RwSignal<String>,
    pub(crate) reason: RwSignal<Option<String>>,
    pub(crate) words: RwSignal<String>,
    pub(crate) sending: Sending,
    desk: Desk,
}

impl State {
    pub(crate) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        State {
            view: RwSignal::new(None),
            trouble: RwSignal::new(None),
            open: RwSignal::new(None),
            last_day: text(),
            keep_until: text(),
            note: text(),
            reason: RwSignal::new(None),
            words: text(),
            sending: Sending::new(),
            desk: desk(),
        }
    }

    /// Asks how the closing stands, and then has the focus go to what has this id.
    pub(crate) async fn look(self, then: Option<String>) {
        match call(Ask {}).await {
            Ok(found) => {
                if self.view.try_with_untracked(|now| now.as_ref() != Some(&found)).unwrap_or_default() {
                    self.view.try_set(Some(found));
                }
                if let Some(then) = then {
                    dom::focus_soon(then);
                }
            }
            Err(error) => _ = self.trouble.try_set(Some(error_text(&error))),
        }
    }

    /// Opens a form, or closes the one that is open.
    pub(crate) fn turns(self, open: Open) {
        self.sending.wrongs.set(Vec::new());
        self.sending.trouble.set(None);
        self.open.update(|now| *now = if *now == Some(open) { None } else { Some(open) });
    }

    /// Sends what a form says unless something is wrong with it; once it is written the form closes, and the focus goes to `then`.
    pub(crate) fn sends<C: Call<Output = ()>>(self, wrongs: Vec<Wrong>, ask: C, then: String) {
        if !self.sending.goes(wrongs) {
            return;
        }
        spawn_local(async move {
            let outcome = call(ask).await;
            let is_written = outcome.is_ok();
            self.sending.ends(outcome);
            if is_written {
                self.open.try_set(None);
                self.desk.refresh();
                self.look(Some(then)).await;
            }
        });
    }
}

/// Who wrote something, when and on which laptop.
pub(crate) fn written_words(written: &Written) -> String {
    let laptop = written.laptop.map(called).unwrap_or_default();
    let when = moment::said(written.at, dom::now());
    ta("closing-by", &[("who", written.by.clone().into()), ("when", when.into()), ("laptop", laptop.into())])
}
