//! Type-ahead in a reference list: what is typed counts, a row picked adds its code. A combobox as the ARIA practices have it.
//! Enter picks only the row that the arrow keys are on: it never chooses between medicines by itself.

use domain::api::visit::{Find, List, Suggestion};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::client::call;
use crate::components::field::{FieldWrong, describe, field_id};
use crate::i18n::{t, ta};
use crate::wait::Pause;

/// A pause in the typing after which the core is asked.
const PAUSE_MS: i32 = 90;
const ROWS: u8 = 8;

/// The field.
#[component]
pub(crate) fn Ahead(
    form: &'static str,
    name: &'static str,
    list: List,
    value: Signal<String>,
    on_input: Callback<String>,
    on_pick: Callback<Suggestion>,
    wrong: Signal<Option<String>>,
) -> impl IntoView {
    let id = field_id(form, name);
    let (wrong_id, list_id) = (format!("{id}-wrong"), format!("{id}-list"));
    let rows = RwSignal::new(Vec::<Suggestion>::new());
    let at = RwSignal::new(None::<usize>);
    let pause = Pause::new();
    let close = move || {
        rows.set(Vec::new());
        at.set(None);
    };
    let typed = {
        let pause = pause.clone();
        move |ev| {
            let query = event_target_value(&ev);
            on_input.run(query.clone());
            at.set(None);
            pause.then(PAUSE_MS, move |last| async move {
                let found = if query.trim().is_empty() {
                    Vec::new()
                } else {
                    // Without suggestions the field is still a field.
                    call(Find { list, query, limit: ROWS }).await.unwrap_or_default()
                };
                if last.holds() {
                    rows.try_set(found);
                }
            });
        }
    };
    let pick = move |n: usize| {
        if let Some(row) = rows.with_untracked(|r| r.get(n).cloned()) {
            on_pick.run(row);
            // What is still being asked for would open the list again.
            pause.then(0, |_| async {});
            close();
        }
    };
    let keys = {
        let pick = pick.clone();
        move |ev: KeyboardEvent| {
            let n = rows.with_untracked(Vec::len);
            match ev.key().as_str() {
                "ArrowDown" if n > 0 => {
                    ev.prevent_default();
                    at.update(|at| *at = Some(at.map_or(0, |i| (i + 1) % n)));
                }
                "ArrowUp" if n > 0 => {
                    ev.prevent_default();
                    at.update(|at| *at = Some(at.map_or(n - 1, |i| (i + n - 1) % n)));
                }
                "Enter" => match at.get_untracked() {
                    Some(i) => {
                        ev.prevent_default();
                        ev.stop_propagation();
                        pick(i);
                    }
                    None => close(),
                },
                "Escape" if n > 0 => {
                    ev.prevent_default();
                    ev.stop_propagation();
                    close();
                }
                "Tab" => close(),
                _ => {}
            }
        }
    };
    let option_id = {
        let list_id = list_id.clone();
        move |n: usize| format!("{list_id}-{n}")
    };
    let active = {
        let option_id = option_id.clone();
        move || at.get().map(&option_id)
    };
    let options = move || {
        let pick = pick.clone();
        let option = |(n, row): (usize, Suggestion)| {
            let pick = pick.clone();
            let aside = match row.on_hand {
                Some(units) => Some(ta("ahead-on-hand", &[("n", units.into())])),
                None => row.code.clone().filter(|code| *code != row.label),
            };
            let form = row.form.as_ref().map(|f| crate::i18n::code_words("form", f.code()));
            view! {
                <li role="option" id=option_id(n) data-test="suggestion" aria-selected=move || (at.get() == Some(n)).to_string()
                    on:mousedown=move |ev| { ev.prevent_default(); pick(n); }>
                    <bdi>{row.label.clone()}</bdi>" "<span class="aside-words">{form}" "<bdi>{aside}</bdi></span>
                </li>
            }
        };
        rows.get().into_iter().enumerate().map(option).collect_view()
    };
    let described = describe(None, wrong_id.clone(), wrong);
    let invalid = move || wrong.get().is_some().then_some("true");
    view! {
        <div class="field ahead">
            <label for=id.clone()>{move || t(&format!("field-{name}"))}</label>
            <input id=id class="input" data-test=name name=name type="text" autocomplete="off" role="combobox" aria-autocomplete="list"
                aria-controls=list_id.clone() aria-expanded=move || rows.with(|r| !r.is_empty()).to_string() aria-activedescendant=active
                dir=move || value.with(|v| !v.is_empty()).then_some("auto") aria-invalid=invalid aria-describedby=described
                prop:value=move || value.get() on:input=typed on:keydown=keys on:blur=move |_| close() />
            <ul class="ahead-list" role="listbox" id=list_id aria-label=move || t(&format!("field-{name}")) hidden=move || rows.with(Vec::is_empty)>{options}</ul>
            <FieldWrong id=wrong_id wrong=wrong />
        </div>
    }
}
