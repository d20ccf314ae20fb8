//! Who changed what and when, newest first: opened from any value.

use domain::api::chart::Change;
use domain::patient::{Birth, Identifier};
use domain::time::Moment;
use leptos::prelude::*;
use serde_json::Value;

use crate::age::birth_words;
use crate::components::patient_fields::answer_words;
use crate::errors::shown;
use crate::i18n::{code_words, t, ta, tr};
use crate::{dom, moment};

/// The changes of one record.
#[component]
pub(crate) fn HistoryPanel(
    changes: Vec<Change>,
    #[prop(into)] of: String,
    on_close: Callback<()>,
    /// Shows the proofs of all revisions.
    #[prop(optional)]
    on_prove: Option<Callback<()>>,
    /// The proofs, once asked for.
    #[prop(optional)]
    proofs: Option<AnyView>,
) -> impl IntoView {
    let last = changes.len().saturating_sub(1);
    let items = changes
        .into_iter()
        .enumerate()
        .map(|(i, change)| view! { <ChangeItem change=change first=i == last /> })
        .collect_view();
    view! {
        <section class="panel history" id="history" tabindex="-1" aria-labelledby="history-title" data-test="history">
            <header>
                <h2 id="history-title">{tr("history-title")}": "<bdi>{of}</bdi></h2>
                <button type="button" class="button" data-test="close-history" on:click=move |_| on_close.run(())>{tr("close-verb")}</button>
            </header>
            <ol>{items}</ol>
            {on_prove.map(|run| view! { <p class="does"><button type="button" class="button small" data-test="prove" on:click=move |_| run.run(())>{tr("prove-verb")}</button></p> })}
            {proofs}
        </section>
    }
}

#[component]
fn ChangeItem(change: Change, first: bool) -> impl IntoView {
    let args = [("when", moment::said(change.recorded_at, dom::now()).into()), ("who", change.by.clone().into())];
    let line = if first { ta("history-written", &args) } else { ta("history-amended", &args) };
    let rows = change
        .fields
        .iter()
        .map(|(field, before, after)| {
            let (before, after) = (value_view(field, before), value_view(field, after));
            let was = (!first).then(|| view! { <td class="before">{before}</td> });
            view! { <tr data-test="change"><th scope="row">{t(&format!("field-{field}"))}</th>{was}<td class="after">{after}</td></tr> }
        })
        .collect_view();
    let heads = (!first).then(|| view! { <th scope="col">{tr("history-before")}</th> });
    view! {
        <li>
            <p title=moment::exact(change.recorded_at)>{line}" "<span class="index">{ta("history-entry", &[("index", change.index.into())])}</span></p>
            <table>
                <thead><tr><th scope="col">{tr("history-field")}</th>{heads}<th scope="col">{tr("history-after")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </li>
    }
}

/// A value in the direction it has: what people typed has its own, our words the page's.
pub(crate) fn value_view(field: &str, value: &Value) -> AnyView {
    let words = value_words(field, value);
    match (field, value) {
        ("birth" | "sex" | "status" | "acvpu" | "at" | "died" | "photo", _) | (_, Value::Null | Value::Bool(_)) => {
            words.into_any()
        }
        _ => view! { <bdi>{words}</bdi> }.into_any(),
    }
}

/// A payload field's JSON in words.
fn value_words(field: &str, value: &Value) -> String {
    let read = || serde_json::from_value::<Birth>(value.clone()).ok().map(|b| birth_words(&b));
    let ids = || serde_json::from_value::<Vec<Identifier>>(value.clone()).ok().map(|ids| ids_words(&ids));
    let at = || serde_json::from_value::<Moment>(value.clone()).ok().map(moment::exact);
    match (field, value) {
        (_, Value::Null) => t("history-empty"),
        ("photo", _) => t("photo-of"),
        ("birth", _) => read().unwrap_or_else(|| value.to_string()),
        ("ids", _) => ids().unwrap_or_else(|| value.to_string()),
        ("at" | "died", _) => at().unwrap_or_else(|| value.to_string()),
        ("sex" | "status" | "acvpu", Value::String(code)) => code_words(field, code),
        (_, Value::Bool(yes)) => answer_words(*yes),
        (_, Value::Number(n)) => n.as_i64().map_or_else(|| n.to_string(), |n| shown(field, n)),
        (_, Value::String(s)) if domain::vitals::SIGNS.iter().any(|sign| sign.field == field) => {
            code_words("absence", s)
        }
        (_, Value::String(s)) => s.clone(),
        (_, Value::Array(all)) => {
            all.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect::<Vec<_>>().join(", ")
        }
        (_, other) => other.to_string(),
    }
}

/// Ids as one line.
pub(crate) fn ids_words(ids: &[Identifier]) -> String {
    ids.iter().map(|i| i.value.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_in_words_and_units() {
        assert_eq!(value_words("temperature_mc", &json!(37_400)), "37.4\u{a0}°C");
        assert_eq!(value_words("spo2_pct", &json!("refused")), "refused");
        assert_eq!(value_words("given", &json!("Amina")), "Amina");
        assert_eq!(value_words("sex", &json!("female")), "Female");
        assert_eq!(value_words("phone_safe", &json!(true)), "Yes");
        assert_eq!(value_words("given", &Value::Null), "empty");
    }
}
