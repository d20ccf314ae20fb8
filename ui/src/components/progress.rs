//! How far a job is, in words and as a bar, with a way out.

use leptos::prelude::*;

use crate::dom;
use crate::i18n::{ta, tr};

/// Progress of a job: (done, total); a total of 0 is not known yet. Its way out takes the focus, since what was pressed
/// to start it is gone; every tenth is spoken.
#[component]
pub(crate) fn Progress(
    /// Tells it from others on the page.
    name: &'static str,
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
    let tenth = Memo::new(move |_| match at.get() {
        (_, 0) => None,
        (done, total) => Some((done * 10 / total).min(10) * 10),
    });
    let spoken = move || tenth.get().map(|percent| ta("progress-spoken", &[("percent", percent.into())]));
    let (label_id, cancel_id) = (format!("{name}-progress"), format!("{name}-cancel"));
    let way_out = on_cancel.map(|cancel| {
        dom::focus_soon(cancel_id.clone());
        view! { <button type="button" class="button" id=cancel_id data-test="cancel" on:click=move |_| cancel.run(())>{tr("cancel-verb")}</button> }
    });
    view! {
        <div class="progress" data-test="progress">
            <p id=label_id.clone() role="status">{move || label.get()}</p>
            <progress aria-labelledby=label_id value=value max=most></progress>
            <p class="count">{words}</p>
            <p class="visually-hidden" aria-live="polite" data-test="progress-spoken">{spoken}</p>
            {way_out}
        </div>
    }
}
