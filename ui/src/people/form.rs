//! The form of a person: name, role presets, last day; what each role may do stands behind a disclosure.
//! In scope: what is typed, and reading it.  Not here: writing it (screens/people.rs).

use domain::access::{Permission, Permissions, Role};
use domain::api::people::Person;
use domain::limits::{FieldError, Problem};
use domain::time::Date;
use leptos::prelude::*;

use crate::components::field::{FieldForm, FieldWrong, TextField, describe, field_id};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::errors::Wrong;
use crate::i18n::{code_words, tr};
use crate::icons::{CHECK, Mark};

const FORM: &str = "person";

/// Every permission, as the matrix shows them.
const PERMISSIONS: [(Permission, &str); 7] = [
    (Permission::ReadChart, "permission-read-chart"),
    (Permission::WriteChart, "permission-write-chart"),
    (Permission::ManageStock, "permission-manage-stock"),
    (Permission::Audit, "permission-audit"),
    (Permission::Coordinate, "permission-coordinate"),
    (Permission::Administer, "permission-administer"),
    (Permission::Redact, "permission-redact"),
];

/// What the form holds.
#[derive(Clone, Copy)]
pub(crate) struct PersonText {
    pub(crate) name: RwSignal<String>,
    pub(crate) roles: RwSignal<Vec<Role>>,
    pub(crate) ends: RwSignal<String>,
    pub(crate) wrongs: RwSignal<Vec<Wrong>>,
    pub(crate) trouble: RwSignal<Option<String>>,
    pub(crate) busy: RwSignal<bool>,
}

impl PersonText {
    /// The text of a person; empty for a new one.
    pub(crate) fn of(person: Option<&Person>) -> Self {
        PersonText {
            name: RwSignal::new(person.map(|p| p.user.name.clone()).unwrap_or_default()),
            roles: RwSignal::new(person.map(|p| p.user.roles.clone()).unwrap_or_default()),
            ends: RwSignal::new(person.and_then(|p| p.ends).map(|d| d.to_string()).unwrap_or_default()),
            wrongs: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Name, roles and last day, where nothing is wrong with them.
    pub(crate) fn read(self) -> Option<(String, Vec<Role>, Option<Date>)> {
        let (name, roles) = (self.name.get_untracked().trim().to_owned(), self.roles.get_untracked());
        let mut wrongs: Vec<Wrong> = Vec::new();
        if name.is_empty() {
            wrongs.push(FieldError::new("person_name", Problem::Nothing).into());
        }
        if roles.is_empty() {
            wrongs.push(FieldError::new("roles", Problem::Nothing).into());
        }
        let ends = read_day(&self.ends.get_untracked());
        if ends.is_none() {
            wrongs.push(Wrong::typed("ends", "ends-wrong"));
        }
        let ends = ends.filter(|_| wrongs.is_empty());
        self.wrongs.set(wrongs);
        ends.map(|ends| (name, roles, ends))
    }
}

/// The day that a field holds, which has to be one; what is wrong with it otherwise.
pub(crate) fn needed_day(name: &str, text: &str, wrongs: &mut Vec<Wrong>) -> Option<Date> {
    let wrong = match read_day(text) {
        Some(Some(day)) => return Some(day),
        Some(None) => FieldError::new(name, Problem::Nothing).into(),
        None => Wrong::typed(name, "ends-wrong"),
    };
    wrongs.push(wrong);
    None
}

/// A day as the browser's date field writes it, year-month-day; `Some(None)` where nothing is typed.
pub(crate) fn read_day(text: &str) -> Option<Option<Date>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    parts.next().is_none().then_some(Some(date))
}

/// The form.
#[component]
pub(crate) fn PersonForm(
    text: PersonText,
    #[prop(into)] label: Signal<String>,
    on_save: Callback<()>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let (name, ends) = (text.name, text.ends);
    view! {
        <ErrorSummary form=FORM wrongs=text.wrongs trouble=text.trouble />
        <FieldForm label=label on_submit=on_save>
            <TextField form=FORM name="person_name" value=name on_input=Callback::new(move |v| name.set(v)) wrong=wrong_of(text.wrongs, "person_name") />
            <Roles text=text />
            <TextField form=FORM name="ends" kind="date" hint="ends-hint" value=ends on_input=Callback::new(move |v| ends.set(v)) wrong=wrong_of(text.wrongs, "ends") />
            <Matrix roles=text.roles />
            <div class="does">
                <button type="submit" class="button primary" data-test="save-person" aria-disabled=move || text.busy.get().to_string()><Mark icon=CHECK />{tr("person-save")}</button>
                <button type="button" class="button" data-test="cancel-person" on:click=move |_| on_cancel.run(())>{tr("cancel-verb")}</button>
            </div>
        </FieldForm>
    }
}

/// The role presets; several may be ticked.
#[component]
fn Roles(text: PersonText) -> impl IntoView {
    let wrong = wrong_of(text.wrongs, "roles");
    let wrong_id = format!("{}-wrong", field_id(FORM, "roles"));
    let ticks = Role::ALL
        .iter()
        .enumerate()
        .map(|(i, role)| {
            let code = role.code().to_owned();
            let id = if i == 0 { field_id(FORM, "roles") } else { field_id(FORM, &format!("roles-{code}")) };
            let (shown, words, what, test) = (role.clone(), code.clone(), code.clone(), format!("role-{code}"));
            let change = move |ev| {
                let ticked = event_target_checked(&ev);
                text.roles.update(|all| {
                    all.retain(|r| r != role);
                    if ticked {
                        all.push(role.clone());
                    }
                });
            };
            view! {
                <div class="tick role">
                    <input type="checkbox" id=id.clone() data-test=test prop:checked=move || text.roles.with(|all| all.contains(&shown)) on:change=change />
                    <label for=id>{move || code_words("role", &words)}<span class="hint">{move || code_words("role-what", &what)}</span></label>
                </div>
            }
        })
        .collect_view();
    let described = describe(None, wrong_id.clone(), wrong);
    view! {
        <fieldset class="field wide" data-test="roles" aria-describedby=described>
            <legend>{tr("field-roles")}</legend>
            <div class="roles">{ticks}</div>
            <FieldWrong id=wrong_id wrong=wrong />
        </fieldset>
    }
}

/// What each role may do, and what the ticked ones add up to.
#[component]
fn Matrix(roles: RwSignal<Vec<Role>>) -> impl IntoView {
    let heads = PERMISSIONS.map(|(_, key)| view! { <th scope="col">{tr(key)}</th> });
    let row = |granted: Signal<Permissions>| {
        PERMISSIONS.map(|(p, _)| {
            let mark = move || {
                if granted.get().has(p) {
                    view! { <Mark icon=CHECK /><span class="visually-hidden">{tr("answer-yes")}</span> }.into_any()
                } else {
                    view! { <span class="visually-hidden">{tr("answer-no")}</span> }.into_any()
                }
            };
            view! { <td class="grant">{mark}</td> }
        })
    };
    let rows = Role::ALL
        .iter()
        .map(|role| {
            let granted = Permissions::of_roles(std::slice::from_ref(role));
            let code = role.code().to_owned();
            view! { <tr><th scope="row">{move || code_words("role", &code)}</th>{row(Signal::derive(move || granted))}</tr> }
        })
        .collect_view();
    let together = row(Signal::derive(move || roles.with(|all| Permissions::of_roles(all))));
    view! {
        <details class="more" data-test="matrix">
            <summary>{tr("matrix-title")}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=tr("matrix-title")>
                <table class="matrix">
                    <thead><tr><th scope="col">{tr("matrix-role")}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                    <tfoot><tr><th scope="row">{tr("matrix-ticked")}</th>{together}</tr></tfoot>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_the_browser_writes_them() {
        assert_eq!(read_day("2026-08-31"), Some(Date::new(2026, 8, 31)));
        assert_eq!(read_day(" "), Some(None));
        for wrong in ["31.8.2026", "2026-02-30", "2026-08", "2026-08-31-1", "soon"] {
            assert_eq!(read_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_matrix_shows_every_permission() {
        let all = PERMISSIONS.iter().fold(0, |bits, (p, _)| bits | 1 << *p as u32);
        assert_eq!(Permissions::of_roles(Role::ALL).0 & !all, 0);
    }
}
