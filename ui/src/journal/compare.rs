//! Comparing the journal with a digest from paper, an e-mail or a file, and saying in one sentence what it means.

use domain::api::journal::{Compare, Compared, Outcome};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::client::call;
use crate::components::field::{FieldForm, TextField, never};
use crate::components::file_button::FileButton;
use crate::dom;
use crate::errors::error_text;
use crate::i18n::{t, ta, tr};
use crate::icons::{CHECK, FILE, Mark, WARNING};

/// The panel.
#[component]
pub(crate) fn CompareDigest() -> impl IntoView {
    const FORM: &str = "compare";
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Compared>);
    let trouble = RwSignal::new(None::<String>);
    let ask = Callback::new(move |()| {
        found.set(None);
        trouble.set(None);
        let digest = text.get_untracked();
        spawn_local(async move {
            match call(Compare { digest }).await {
                Ok(compared) => _ = found.try_set(Some(compared)),
                Err(error) => _ = trouble.try_set(Some(error_text(&error))),
            }
        });
    });
    let from_file = Callback::new(move |file: File| {
        spawn_local(async move {
            if let Some(read) = dom::file_text(&file).await {
                text.try_set(read);
                ask.try_run(());
            }
        });
    });
    view! {
        <section class="panel no-print" aria-labelledby="compare-title" data-test="form-compare">
            <h2 id="compare-title">{tr("compare-title")}</h2>
            <p>{tr("compare-what")}</p>
            <FieldForm label=Signal::derive(tr("compare-title")) on_submit=ask>
                <TextField form=FORM name="digest_text" kind="multi" wide=true value=text on_input=Callback::new(move |v| text.set(v)) wrong=never() />
                <div class="does">
                    <button type="submit" class="button" data-test="compare">{tr("compare-verb")}</button>
                    <FileButton words="compare-file" icon=FILE on_file=from_file test="compare-file" />
                </div>
            </FieldForm>
            {move || trouble.get().map(|text| view! { <p class="alert" role="alert">{text}</p> })}
            <div role="status" data-test="compared">{move || found.get().map(|found| view! { <Answer found=found /> })}</div>
        </section>
    }
}

/// The sentence, and the roots for those who ask.
#[component]
fn Answer(found: Compared) -> impl IntoView {
    let good = matches!(found.outcome, Outcome::Same | Outcome::Older);
    let words = ta(&format!("outcome-{}", found.outcome.code()), &[("size", found.size.into())]);
    let class = if good { "note" } else { "alert" };
    let icon = if good { CHECK } else { WARNING };
    let paper = (!found.signed && found.size > 0).then(|| view! { <p class="hint">{t("compare-unsigned")}</p> });
    let roots = found.here.map(|here| {
        view! {
            <details class="more"><summary>{tr("compare-roots")}</summary>
                <p>{tr("compare-theirs")}" "<code dir="ltr">{found.root}</code></p>
                <p>{tr("compare-ours")}" "<code dir="ltr">{here}</code></p>
            </details>
        }
    });
    view! { <p class=class data-test="outcome" data-outcome=found.outcome.code().to_owned()><Mark icon=icon />" "{words}</p>{paper}{roots} }
}
