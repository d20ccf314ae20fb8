//! A laptop is shut out: why, the administrator's own passphrase, and what to do next.

use domain::api::laptops::{LaptopReason, RevokeLaptop};
use domain::id::Id;
use domain::limits::{FieldError, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::{Choice, FieldForm};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::errors::Wrong;
use crate::i18n::tr;
use crate::icons::{Mark, WARNING};
use crate::people::own::secret;
use crate::sending::Sending;

/// The form, for administrators.
#[component]
pub(crate) fn RevokeForm(laptop: Id, on_done: Callback<()>) -> impl IntoView {
    const FORM: &str = "lost";
    let state = Sending::new();
    let (reason, passphrase) = (RwSignal::new(None::<String>), RwSignal::new(String::new()));
    let revoke = Callback::new(move |()| {
        let mut wrongs: Vec<Wrong> = Vec::new();
        let missing = |name| FieldError::new(name, Problem::Nothing).into();
        if reason.with_untracked(Option::is_none) {
            wrongs.push(missing("laptop_reason"));
        }
        if passphrase.with_untracked(|typed| typed.trim().is_empty()) {
            wrongs.push(missing("passphrase"));
        }
        if !state.goes(wrongs) {
            return;
        }
        let ask = RevokeLaptop {
            id: laptop,
            reason: LaptopReason::from(reason.get_untracked().unwrap_or_default().as_str()),
            passphrase: passphrase.get_untracked().trim().to_owned(),
        };
        spawn_local(async move {
            let outcome = call(ask).await;
            passphrase.try_set(String::new());
            let gone = outcome.is_ok();
            state.ends(outcome);
            if gone {
                on_done.try_run(());
            }
        });
    });
    let codes = LaptopReason::ALL.iter().map(|r| r.code().to_owned()).collect::<Vec<_>>();
    view! {
        <ErrorSummary form=FORM wrongs=state.wrongs trouble=state.trouble />
        <FieldForm label=Signal::derive(tr("lost-verb")) on_submit=revoke>
            <Choice form=FORM name="laptop_reason" codes=codes prefix="laptop-reason" value=reason on_choose=Callback::new(move |v| reason.set(v)) wrong=wrong_of(state.wrongs, "laptop_reason") />
            {secret(FORM, "passphrase", Some("lost-passphrase-hint"), passphrase, state)}
            <div class="does">
                <button type="submit" class="button danger" data-test="revoke" aria-disabled=move || state.busy.get().to_string()><Mark icon=WARNING />{tr("lost-now")}</button>
            </div>
        </FieldForm>
    }
}
