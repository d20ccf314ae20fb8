//! One "Saved 14:02" a form, and the note that an earlier draft is back.

use leptos::prelude::*;

use crate::i18n::{ta, tr};
use crate::icons::{CHECK, Mark};
use crate::wait::Draft;

/// Says when the draft was last kept.
#[component]
pub(crate) fn Saved(draft: Draft) -> impl IntoView {
    let words =
        move || draft.kept_at.get().map(|time| view! { <Mark icon=CHECK />{ta("saved-at", &[("time", time.into())])} });
    view! { <p class="saved" role="status" data-test="saved">{words}</p> }
}

/// Says that what was typed before is back, and offers to empty the form.
#[component]
pub(crate) fn Restored(draft: Draft, on_discard: Callback<()>) -> impl IntoView {
    view! {
        <div class="note" role="status" data-test="restored" hidden=move || !draft.restored.get()>
            <p>{tr("draft-restored")}</p>
            <button type="button" class="button quiet" data-test="discard-draft" on:click=move |_| on_discard.run(())>{tr("draft-discard")}</button>
        </div>
    }
}
