//! What a laptop is called and where it is used, typed in its row of the list; what two people wrote at once is shown, and one decides.

use domain::api::laptops::{Laptop, NameLaptop};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::call;
use crate::components::field::{FieldForm, TextField, field_id};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::dom;
use crate::i18n::tr;
use crate::icons::{CHECK, Mark};
use crate::sending::Sending;

/// The form. Its first field takes the focus when it appears.
#[component]
pub(crate) fn NameForm(laptop: Laptop, on_done: Callback<()>, on_cancel: Callback<()>) -> impl IntoView {
    const FORM: &str = "name";
    let state = Sending::new();
    let Laptop { id, heads, name, site, .. } = laptop;
    let (name, site) = (RwSignal::new(name), RwSignal::new(site));
    dom::focus_soon(field_id(FORM, "laptop_name"));
    let save = Callback::new(move |()| {
        if !state.goes(Vec::new()) {
            return;
        }
        let (name, site) = (name.get_untracked(), site.get_untracked());
        let ask = NameLaptop { id, parents: heads.clone(), name, site };
        spawn_local(async move {
            let outcome = call(ask).await;
            let written = outcome.is_ok();
            state.ends(outcome);
            if written {
                on_done.try_run(());
            }
        });
    });
    view! {
        <div class="note ask" data-test="name-ask">
            <ErrorSummary form=FORM wrongs=state.wrongs trouble=state.trouble />
            <FieldForm label=Signal::derive(tr("name-verb")) on_submit=save>
                <TextField form=FORM name="laptop_name" hint="laptop-name-hint" value=name on_input=Callback::new(move |v| name.set(v)) wrong=wrong_of(state.wrongs, "laptop_name") />
                <TextField form=FORM name="laptop_site" hint="laptop-site-hint" value=site on_input=Callback::new(move |v| site.set(v)) wrong=wrong_of(state.wrongs, "laptop_site") />
                <div class="does">
                    <button type="submit" class="button primary" data-test="name-save" aria-disabled=move || state.busy.get().to_string()><Mark icon=CHECK />{tr("name-save")}</button>
                    <button type="button" class="button" data-test="name-not" on:click=move |_| on_cancel.run(())>{tr("cancel-verb")}</button>
                </div>
            </FieldForm>
        </div>
    }
}
