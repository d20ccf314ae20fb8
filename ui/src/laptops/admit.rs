//! A further laptop admitted: the words that it shows are typed here, and those shown here are typed on it.

use domain::api::laptops::{Admit, Admitted};
use domain::limits::{FieldError, Problem};
use leptos::prelude::*;

use crate::components::field::{FieldForm, field_id};
use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{ta, tr};
use crate::icons::{ADD, CHECK, Mark};
use crate::journal::copies::Folder;
use crate::laptops::{SixWords, WordsField, called, offer};
use crate::running::{Work, WorkForm};

/// The panel, for administrators. `on_done` follows when a laptop was admitted.
#[component]
pub(crate) fn AdmitPanel(stick: Signal<String>, on_done: Callback<()>) -> impl IntoView {
    const FORM: &str = "admit";
    const ANSWER: &str = "answer-words";
    let (work, folder, words) = (Work::new(), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let admitted = RwSignal::new(None::<Admitted>);
    offer(stick, folder);
    let start = Callback::new(move |()| {
        admitted.set(None);
        let wrongs = missing(words);
        let ask = Admit { folder: folder.get_untracked(), words: words.get_untracked() };
        work.start(wrongs, field_id(FORM, "stick"), ask, move |done: Admitted| {
            words.try_set(String::new());
            admitted.try_set(Some(done));
            dom::focus_soon(ANSWER.to_owned());
            on_done.try_run(());
        });
    });
    let told = move || {
        admitted.get().map(|admitted| {
            view! {
                <div class="note copied" data-test="admitted">
                    <p><Mark icon=CHECK />" "{move || ta("admit-made", &[("name", called(admitted.laptop).into())])}</p>
                    <SixWords id=ANSWER label="admit-words" words=admitted.words />
                    <p>{tr("admit-next")}</p>
                </div>
            }
        })
    };
    view! {
        <details class="panel" data-test="form-admit">
            <summary><h2>{tr("admit-title")}</h2></summary>
            <p>{tr("admit-what")}</p>
            <WorkForm form=FORM work=work doing="phase-admit" stops=false>
                <FieldForm label=Signal::derive(tr("admit-title")) on_submit=start>
                    <Folder form=FORM name="stick" hint="stick-hint" folder=folder work=work />
                    <WordsField form=FORM hint="admit-words-hint" words=words work=work />
                    <p class="does"><button type="submit" class="button primary" data-test="admit"><Mark icon=ADD />{tr("admit-verb")}</button></p>
                </FieldForm>
            </WorkForm>
            <div role="status">{told}</div>
        </details>
    }
}

/// What is wrong where no words were typed.
pub(crate) fn missing(words: RwSignal<String>) -> Vec<Wrong> {
    let empty = words.with_untracked(|typed| typed.trim().is_empty());
    empty.then(|| FieldError::new("join_words", Problem::Nothing).into()).into_iter().collect()
}
