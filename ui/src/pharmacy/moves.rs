//! Counted otherwise, wasted; and the movements of an item. A movement is never amended: another one puts it right.

use domain::api::stock::{BatchRow, Move, MovementRow, Movements as Ask};
use domain::id::Id;
use domain::prescription::Form as DoseForm;
use domain::stock::{Movement, MovementKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::client::call;
use crate::errors::{Wrong, error_text};
use crate::i18n::{code_words, t, ta, tr};
use crate::pharmacy::shelf::{Pane, Shelf};
use crate::pharmacy::{plain, send, units_words};
use crate::visit::form::{Form, Line, Sheet};
use crate::{dom, moment, number};

/// What is typed; its JSON is the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MoveText {
    change: Option<String>,
    reason: Option<String>,
}

impl MoveText {
    /// Units in or out: waste is typed without a sign and always out.
    fn change(&self, kind: &MovementKind) -> Option<Result<i32, &'static str>> {
        let text = plain(self.change.as_ref())?;
        let out = text.starts_with(['-', '−', '–']);
        let digits = text.trim_start_matches(['-', '−', '–', '+']);
        let signed = |n: i32| if out || *kind == MovementKind::Waste { -n } else { n };
        Some(number::parse(digits, 1).map(signed).map_err(|_| "number-not-whole"))
    }

    fn read(&self, batch: Id, kind: MovementKind) -> Result<Move, Vec<Wrong>> {
        let change = self.change(&kind).transpose();
        let mut wrongs: Vec<Wrong> = change.err().map(|key| Wrong::typed("change", key)).into_iter().collect();
        let (change, reason) = (change.ok().flatten(), plain(self.reason.as_ref()));
        let movement = Movement { kind: Some(kind.clone()), change, reason: reason.clone(), ..Movement::default() };
        let found = movement.problems().into_iter().filter(|e| !wrongs.iter().any(|w| w.field == e.field));
        let found: Vec<Wrong> = found.map(Wrong::from).collect();
        wrongs.extend(found);
        if wrongs.is_empty() {
            Ok(Move { batch, kind, change: change.unwrap_or(0), reason: reason.unwrap_or_default() })
        } else {
            Err(wrongs)
        }
    }
}

/// Adjust or waste, of one batch.
#[component]
pub(crate) fn MoveForm(shelf: Shelf, batch: BatchRow, unit: Option<DoseForm>, kind: MovementKind) -> impl IntoView {
    let waste = kind == MovementKind::Waste;
    let (id, title, test, hint): (&'static str, _, _, _) = if waste {
        ("waste", "waste-title", "waste", "waste-hint")
    } else {
        ("adjust", "adjust-title", "adjust", "adjust-hint")
    };
    let form = Form::<MoveText>::new(format!("{id}/{}", batch.id));
    let (at, left) = (batch.id, batch.units);
    let kind = StoredValue::new(kind);
    let submit = Callback::new(move |()| {
        let ask = form.text.with_untracked(|text| text.read(at, kind.get_value()));
        send(form, ask, move |_| shelf.done(t(if waste { "waste-done" } else { "adjust-done" })));
    });
    let counted = unit.clone();
    let after = move || {
        let change =
            form.text.with(|text| kind.with_value(|k| text.change(k))).and_then(Result::ok).filter(|n| *n != 0)?;
        let words = |n: i64| units_words(counted.as_ref(), n);
        Some(ta("move-after", &[("before", words(left).into()), ("after", words(left + i64::from(change)).into())]))
    };
    let verb = move || {
        let change = form.text.with(|text| kind.with_value(|k| text.change(k))).and_then(Result::ok).filter(|n| *n < 0);
        match change.filter(|_| waste) {
            Some(n) => ta("waste-units-verb", &[("units", units_words(unit.as_ref(), i64::from(n).abs()).into())]),
            None => t(if waste { "waste-verb" } else { "adjust-save" }),
        }
    };
    let usual: &'static [&'static str] =
        if waste { &["why-expired", "why-broken", "why-spoilt"] } else { &["why-counted", "why-typed-wrong"] };
    let buttons = usual.iter().map(|key| {
        view! { <button type="button" class="button small" data-test=*key on:click=move |_| form.text.update(|text| text.reason = Some(t(key)))>{move || t(key)}</button> }
    });
    let buttons = buttons.collect_view();
    let lot = batch.batch.lot.clone().unwrap_or_default();
    view! {
        <Sheet form=form id=id title=title on_submit=submit>
            <p>{tr("lot-word")}" "<bdi class="lot-number">{lot}</bdi></p>
            <div class="grid">
                <div class="field-and">
                    <Line form=form id=id name="change" hint=hint get=|text| &text.change set=|text, v| text.change = v />
                    <p class="hint" aria-live="polite" data-test="after">{after}</p>
                </div>
                <div class="field-and">
                    <Line form=form id=id name="reason" get=|text| &text.reason set=|text, v| text.reason = v />
                    <p class="does usual">{buttons}</p>
                </div>
            </div>
            <p class="does">
                <button type="submit" class="button primary" data-test=test aria-disabled=move || form.busy.get().to_string()>{verb}</button>
                <button type="button" class="button quiet" data-test="leave" on:click=move |_| shelf.pane.set(Pane::Nothing)>{tr("close-verb")}</button>
            </p>
        </Sheet>
    }
}

/// The last movements of an item, newest first.
#[component]
pub(crate) fn Movements(shelf: Shelf, item: Id, unit: Option<DoseForm>) -> impl IntoView {
    let found = RwSignal::new(None::<Result<Vec<MovementRow>, String>>);
    spawn_local(async move {
        let rows = call(Ask { item }).await.map_err(|e| error_text(&e));
        found.try_set(Some(rows));
    });
    let row = move |m: MovementRow| {
        view! {
            <tr data-test="movement">
                <td title=moment::exact(m.at)>{moment::said(m.at, dom::now())}</td>
                <td><bdi class="lot-number">{m.lot}</bdi></td>
                <td>{code_words("movement", m.kind.code())}</td>
                <td class="number">{if m.change > 0 { "+" } else { "" }}{units_words(unit.as_ref(), m.change.into())}</td>
                <td><bdi>{m.reason}</bdi></td>
                <td><bdi>{m.by}</bdi></td>
            </tr>
        }
    };
    let table = move || {
        match found.get() {
        None => ().into_any(),
        Some(Err(text)) => view! { <p class="alert" role="alert">{text}</p> }.into_any(),
        Some(Ok(rows)) if rows.is_empty() => view! { <p class="empty">{tr("movements-none")}</p> }.into_any(),
        Some(Ok(rows)) => view! {
            <div class="scroll" tabindex="0" role="region" aria-label=tr("movements-title")>
                <table data-test="movements">
                    <thead><tr>
                        <th scope="col">{tr("movement-when")}</th><th scope="col">{tr("field-lot")}</th><th scope="col">{tr("movement-what")}</th>
                        <th scope="col" class="number">{tr("field-units")}</th><th scope="col">{tr("field-reason")}</th><th scope="col">{tr("movement-who")}</th>
                    </tr></thead>
                    <tbody>{rows.into_iter().map(row.clone()).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <section class="panel" id="movements" tabindex="-1" aria-labelledby="movements-title">
            <header>
                <h3 id="movements-title">{tr("movements-title")}</h3>
                <button type="button" class="button quiet" data-test="leave" on:click=move |_| shelf.pane.set(Pane::Nothing)>{tr("close-verb")}</button>
            </header>
            {table}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(change: &str, reason: &str) -> MoveText {
        MoveText { change: Some(change.into()), reason: Some(reason.into()) }
    }
    fn change(typed: &str, kind: MovementKind) -> Option<i32> {
        text(typed, "counted").read(Id([1; 16]), kind).ok().map(|m| m.change)
    }

    #[test]
    fn signs_as_people_type_them_and_waste_is_always_out() {
        use MovementKind::{Adjust, Waste};
        for (typed, kind, units) in [
            ("5", Adjust, 5),
            ("+5", Adjust, 5),
            ("-3", Adjust, -3),
            ("−3", Adjust, -3),
            ("4", Waste, -4),
            ("-4", Waste, -4),
        ] {
            assert_eq!(change(typed, kind), Some(units), "{typed}");
        }
        assert_eq!(change("0", Adjust), None);
        assert_eq!(change("2.5", Waste), None);
    }

    #[test]
    fn each_wrong_is_told_once() {
        let wrong = text("x", " ").read(Id([1; 16]), MovementKind::Waste).unwrap_err();
        assert_eq!(wrong.iter().map(|w| w.field.as_str()).collect::<Vec<_>>(), ["change", "reason"]);
    }
}
