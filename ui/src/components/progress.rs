//! How far a job is, in words and as a bar, with a way out.

use leptos::prelude::*;

use crate::i18n::{ta, tr};

/// Progress of a job: (done, total); a total of 0 is not known yet.
#[component]
pub(crate) fn Progress(
    #[prop(into)] at: Signal<(u64, u64)>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let value = move || (at.get().1 > 0).then(|| at.get().0.to_string());
    let most = move || at.get().1.max(1).to_string();
    let words = move || match at.get() {
        (_, 0) => String::new(),
        (done, total) => ta("progress-of", &[("done", done.into()), ("total", total.into())]),
    };
    view! {
        <div class="progress" data-test="progress">
            <p id="progress-label">{move || label.get()}</p>
            <progress aria-labelledby="progress-label" value=value max=most></progress>
            <p class="count">{words}</p>
            {on_cancel.map(|cancel| view! { <button type="button" class="button" data-test="cancel" on:click=move |_| cancel.run(())>{tr("cancel-verb")}</button> })}
        </div>
    }
}
