//! A backup brought to a device on which nothing was started; then somebody logs in.
//! In scope: the form, the copying.  Not here: what a folder must be (core).

use domain::api::copies::Restore as Ask;
use leptos::prelude::*;

use crate::app::desk;
use crate::components::field::{FieldForm, field_id};
use crate::dom;
use crate::frame::LanguageMenu;
use crate::i18n::tr;
use crate::icons::{Mark, SAFE};
use crate::journal::copies::Folder;
use crate::running::{Work, WorkForm};

/// The screen.
#[component]
pub(crate) fn Restore(on_back: Callback<()>) -> impl IntoView {
    const FORM: &str = "restore";
    let desk = desk();
    let (work, folder) = (Work::new(), RwSignal::new(String::new()));
    let id = || field_id(FORM, "restore_from");
    dom::to_top();
    dom::focus_soon(id());
    let start = Callback::new(move |()| {
        let ask = Ask { folder: folder.get_untracked() };
        work.start(Vec::new(), id(), ask, move |()| desk.refresh());
    });
    view! {
        <main class="door" data-screen="restore">
            <header><p class="brand">{tr("app-name")}</p><LanguageMenu /></header>
            <h1>{tr("restore-title")}</h1>
            <p>{tr("restore-what")}</p>
            <WorkForm form=FORM work=work doing="phase-restore">
                <FieldForm label=Signal::derive(tr("restore-title")) on_submit=start>
                    <Folder form=FORM name="restore_from" hint="restore-from-hint" folder=folder work=work />
                    <div class="does">
                        <button type="submit" class="button primary" data-test="restore-do"><Mark icon=SAFE />{tr("restore-verb")}</button>
                        <button type="button" class="button" data-test="restore-back" on:click=move |_| on_back.run(())>{tr("restore-back")}</button>
                    </div>
                </FieldForm>
            </WorkForm>
        </main>
    }
}
