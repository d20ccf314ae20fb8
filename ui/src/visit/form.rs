//! What the forms of a visit have in common: what is typed, its draft, what is wrong with it, and how it is written.
//! In scope: recording a part and amending it.  Not here: what the fields of a part mean (each form's own module).

use domain::api::ApiError;
use domain::api::chart::{ChartView, PartView};
use domain::api::visit::{AmendPart, Amends, PartWrite, RecordPart, WriteParts};
use domain::id::Id;
use domain::limits::FieldError;
use domain::part::{Part, PartOf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::call;
use crate::components::field::{FieldForm, TextField};
use crate::components::saved::{Restored, Saved};
use crate::components::summary::{ErrorSummary, wrong_of};
use crate::dom;
use crate::errors::{Wrong, error_text};
use crate::i18n::{t, tr};
use crate::wait::Draft;

/// Where a form stands: whose chart, which visit, and whom to tell once something is written.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) patient: Id,
    pub(crate) encounter: Id,
    pub(crate) chart: Signal<Option<ChartView>>,
    pub(crate) on_saved: Callback<()>,
}

impl Place {
    /// The parts of one type, newest first, those marked included.
    pub(crate) fn all<P: PartOf + Clone + 'static>(self) -> Vec<(PartView, P)> {
        let of = |chart: &ChartView| chart.all::<P>().map(|(view, p)| (view.clone(), p.clone())).collect();
        self.chart.with(|c| c.as_ref().map(of).unwrap_or_default())
    }
    /// The same, of this visit alone.
    pub(crate) fn here<P: PartOf + Clone + 'static>(self) -> Vec<(PartView, P)> {
        self.all::<P>().into_iter().filter(|(view, _)| view.part.encounter() == Some(self.encounter)).collect()
    }
    /// The same, where not marked.
    pub(crate) fn standing<P: PartOf + Clone + 'static>(self) -> Vec<(PartView, P)> {
        self.all::<P>().into_iter().filter(|(view, _)| view.mark.is_none()).collect()
    }
}

/// What tells a written row from itself before an amendment or a mark.
pub(crate) fn row_key<P>((view, _): &(PartView, P)) -> (Id, Vec<String>, bool) {
    (view.id, view.heads.clone(), view.mark.is_some())
}

/// What a form holds: what is typed in it, and what it amends if it is not new.
type Held<T> = (T, Option<Amends>);

/// A form of the visit.
pub(crate) struct Form<T: 'static> {
    /// What is typed.
    pub(crate) text: RwSignal<T>,
    /// What it amends.
    pub(crate) amends: RwSignal<Option<Amends>>,
    /// What must be mended.
    pub(crate) wrongs: RwSignal<Vec<Wrong>>,
    /// What went wrong otherwise.
    pub(crate) trouble: RwSignal<Option<String>>,
    /// Whether it is being written.
    pub(crate) busy: RwSignal<bool>,
    /// Said once it is written: a locale key.
    pub(crate) said: RwSignal<Option<&'static str>>,
    /// Its draft.
    pub(crate) draft: Draft,
    /// What it holds while nothing is typed.
    drawn: RwSignal<Held<T>>,
    key: StoredValue<String>,
    page: Option<Unwritten>,
}

impl<T: 'static> Clone for Form<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Form<T> {}

impl<T> Form<T>
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// A form whose draft is kept under `key`.
    pub(crate) fn new(key: String) -> Self {
        let (text, amends) = (RwSignal::new(T::default()), RwSignal::new(None::<Amends>));
        let drawn = RwSignal::new((T::default(), None));
        let json =
            Signal::derive(move || {
                let held = (text.get(), amends.get());
                drawn.with(|drawn| {
                    if held.0 == drawn.0 { String::new() } else { serde_json::to_string(&held).unwrap_or_default() }
                })
            });
        let draft = Draft::new(key.clone(), json, move |kept| {
            if let Ok((kept, of)) = serde_json::from_str::<Held<T>>(&kept) {
                amends.set(of);
                text.set(kept);
            }
        });
        let said = RwSignal::new(None);
        Effect::new(move |_| {
            if json.with(|j| !j.is_empty()) {
                said.set(None);
            }
        });
        Form {
            text,
            amends,
            said,
            draft,
            drawn,
            wrongs: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            key: StoredValue::new(key),
            page: use_context(),
        }
    }

    /// Whether anything is typed.
    pub(crate) fn touched(self) -> bool {
        self.text.with(|text| self.drawn.with(|drawn| *text != drawn.0))
    }

    /// Draws the form from what stands in the chart, unless somebody is typing in it.
    pub(crate) fn redraw(self, text: T, amends: Option<Amends>) {
        let touched = untrack(|| self.touched());
        self.drawn.set((text, amends));
        if !touched {
            self.reset();
        }
    }

    /// Opens a written part in the form, to amend it. Its first field takes the focus.
    pub(crate) fn open(self, text: T, amends: Amends, first: &'static str) {
        self.wrongs.set(Vec::new());
        self.trouble.set(None);
        self.amends.set(Some(amends));
        self.text.set(text);
        spawn_local(async move {
            dom::sleep(0).await;
            dom::focus(first);
        });
    }

    /// Empties the form.
    pub(crate) fn reset(self) {
        let (text, amends) = self.drawn.get_untracked();
        self.amends.set(amends);
        self.text.set(text);
        self.wrongs.set(Vec::new());
        self.trouble.set(None);
    }

    /// Empties the form and forgets its draft.
    pub(crate) fn discard(self) {
        self.reset();
        spawn_local(self.draft.end());
    }

    /// Writes the part, unless something must be mended; the form keeps what is typed until it is written.
    pub(crate) fn write(self, place: Place, read: Result<Part, Vec<Wrong>>, said: &'static str) {
        self.write_then(place, read, said, || ());
    }

    /// The same, and something more once it is written.
    pub(crate) fn write_then(
        self,
        place: Place,
        read: Result<Part, Vec<Wrong>>,
        said: &'static str,
        then: impl FnOnce() + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.trouble.set(None);
        self.wrongs.set(Vec::new());
        let part = match read {
            Ok(part) => part,
            Err(wrongs) => return self.wrongs.set(wrongs),
        };
        self.busy.set(true);
        let write = PartWrite { amends: self.amends.get_untracked(), part, form: Some(self.key.get_value()) };
        let told = move |written: Result<(), ApiError>| {
            match written {
                Ok(()) => {
                    self.discard();
                    self.said.try_set(Some(said));
                    then();
                }
                Err(error) => self.tell(error),
            }
            self.busy.try_set(false);
        };
        let waiting = Waiting { write, told: Box::new(told) };
        let now = match self.page {
            Some(page) => page.gather(waiting),
            None => Some(waiting),
        };
        let Some(Waiting { write: PartWrite { amends, part, form }, told }) = now else { return };
        spawn_local(async move {
            let written = match amends {
                Some(amends) => call(AmendPart { patient: place.patient, amends, part, form }).await,
                None => call(RecordPart { patient: place.patient, part, form }).await.map(drop),
            };
            let saved = written.is_ok();
            told(written);
            if saved {
                place.on_saved.run(());
            }
        });
    }

    /// Says what the core refused.
    pub(crate) fn tell(self, error: ApiError) {
        tell(error, self.wrongs, self.trouble);
    }
}

/// Says what the core refused: beside its field, or at the top.
pub(crate) fn tell(error: ApiError, wrongs: RwSignal<Vec<Wrong>>, trouble: RwSignal<Option<String>>) {
    match error {
        ApiError::Invalid { fields } => _ = wrongs.try_set(fields.into_iter().map(Wrong::from).collect()),
        error => _ = trouble.try_set(Some(error_text(&error))),
    }
}

/// The part, or what must be mended first.
pub(crate) fn judged(part: impl Into<Part>) -> Result<Part, Vec<Wrong>> {
    let part = part.into();
    let problems: Vec<FieldError> = part.problems();
    if problems.is_empty() { Ok(part) } else { Err(problems.into_iter().map(Wrong::from).collect()) }
}

/// A payload with the spaces around its texts gone, and empty texts gone with them.
pub(crate) fn tidy<P: Serialize + DeserializeOwned + Clone>(payload: &P) -> P {
    fn trim(value: &mut Value) {
        match value {
            Value::String(text) if text.trim().is_empty() => *value = Value::Null,
            Value::String(text) => *text = text.trim().to_owned(),
            Value::Object(fields) => fields.values_mut().for_each(trim),
            _ => {}
        }
    }
    let tidied = serde_json::to_value(payload).ok().and_then(|mut value| {
        trim(&mut value);
        serde_json::from_value(value).ok()
    });
    tidied.unwrap_or_else(|| payload.clone())
}

/// The forms of a page, so that what is typed in one is not left behind when the patient is sent on.
#[derive(Clone, Copy)]
pub(crate) struct Unwritten {
    forms: StoredValue<Vec<OpenForm>>,
    /// While all are written: what they would write, so that one call does.
    gathered: StoredValue<Option<Vec<Waiting>>, LocalStorage>,
}

/// A form of the page: its title, whether anything is typed in it, how it is written.
#[derive(Clone, Copy)]
struct OpenForm {
    title: &'static str,
    touched: Signal<bool>,
    submit: Callback<()>,
}

/// What a form would write, and its way to hear what became of it.
struct Waiting {
    write: PartWrite,
    told: Box<dyn FnOnce(Result<(), ApiError>)>,
}

impl Unwritten {
    /// Has the forms below find each other.
    pub(crate) fn provide() {
        provide_context(Unwritten { forms: StoredValue::new(Vec::new()), gathered: StoredValue::new_local(None) });
    }

    fn touched(self) -> Vec<OpenForm> {
        let all = self.forms.try_get_value().unwrap_or_default();
        all.into_iter().filter(|form| form.touched.try_get().unwrap_or(false)).collect()
    }

    /// Titles of the forms in which something is typed, as locale keys.
    pub(crate) fn titles(self) -> Vec<&'static str> {
        self.touched().iter().map(|form| form.title).collect()
    }

    /// Writes them all, in one call; what must be mended first says so in its form. A prescription is checked before it is
    /// signed, so it goes alone.
    pub(crate) fn write_all(self, place: Place) {
        self.gathered.set_value(Some(Vec::new()));
        for form in untrack(|| self.touched()) {
            form.submit.run(());
        }
        let gathered = self.gathered.try_update_value(Option::take).flatten().unwrap_or_default();
        if gathered.is_empty() {
            return;
        }
        let (parts, told): (Vec<_>, Vec<_>) = gathered.into_iter().map(|w| (w.write, w.told)).unzip();
        spawn_local(async move {
            let written = call(WriteParts { patient: place.patient, parts }).await.map(drop);
            for (n, told) in told.into_iter().enumerate() {
                told(written.clone().map_err(|error| of_part(error, n)));
            }
            if written.is_ok() {
                place.on_saved.run(());
            }
        });
    }

    /// Takes what a form would write, while all are gathered; gives it back otherwise.
    fn gather(self, waiting: Waiting) -> Option<Waiting> {
        let mut left = Some(waiting);
        self.gathered.try_update_value(|gathered| {
            if let Some(gathered) = gathered {
                gathered.extend(left.take());
            }
        });
        left
    }
}

/// What a refusal of several parts says of one.
fn of_part(error: ApiError, n: usize) -> ApiError {
    let ApiError::Invalid { fields } = error else { return error };
    let of = format!("{n}/");
    let own = |e: FieldError| Some(FieldError { field: e.field.strip_prefix(&of)?.to_owned(), problem: e.problem });
    ApiError::Invalid { fields: fields.into_iter().filter_map(own).collect() }
}

/// The frame of a form: title, "Saved 14:02", what must be mended, its fields.
#[component]
pub(crate) fn Sheet<T>(
    form: Form<T>,
    /// Ids within it begin so.
    id: &'static str,
    /// A locale key.
    title: &'static str,
    on_submit: Callback<()>,
    /// What stands between the title and the fields: rows have forms of their own.
    #[prop(optional, into)]
    above: ViewFn,
    children: Children,
) -> impl IntoView
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    if let Some(page) = use_context::<Unwritten>() {
        let touched = Signal::derive(move || form.touched());
        page.forms.update_value(|all| all.push(OpenForm { title, touched, submit: on_submit }));
    }
    view! {
        <section class="panel sheet-form" aria-labelledby=labelled data-test=format!("form-{id}")>
            <header>
                <h2 id=heading>{tr(title)}</h2>
                <p class="said" role="status" data-test="said">{move || form.said.get().map(t)}</p>
                <Saved draft=form.draft />
            </header>
            {above.run()}
            <Restored draft=form.draft on_discard=Callback::new(move |()| form.discard()) />
            <ErrorSummary form=id wrongs=form.wrongs trouble=form.trouble />
            <FieldForm label=Signal::derive(tr(title)) on_submit=on_submit>{children()}</FieldForm>
        </section>
    }
}

/// The button that writes a form; beside it, while something is amended, the one that leaves it as it was.
#[component]
pub(crate) fn Write<T>(form: Form<T>, test: &'static str, words: &'static str) -> impl IntoView
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let amending = move || form.amends.get() != form.drawn.with(|d| d.1.clone());
    let label = move || if amending() { t("amend-save") } else { t(words) };
    view! {
        <p class="does">
            <button type="submit" class="button primary" data-test=test aria-disabled=move || form.busy.get().to_string()>{label}</button>
            <button type="button" class="button quiet" data-test="leave-amend" hidden=move || !amending() on:click=move |_| form.discard()>{tr("cancel-verb")}</button>
        </p>
    }
}

/// A text of what is typed.
#[component]
pub(crate) fn Line<T>(
    form: Form<T>,
    /// Ids begin so.
    id: &'static str,
    name: &'static str,
    get: fn(&T) -> &Option<String>,
    set: fn(&mut T, Option<String>),
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(default = false)] wide: bool,
) -> impl IntoView
where
    T: Send + Sync + 'static,
{
    let value = Signal::derive(move || form.text.with(|t| get(t).clone().unwrap_or_default()));
    let put = Callback::new(move |typed: String| form.text.update(|t| set(t, Some(typed).filter(|s| !s.is_empty()))));
    let wrong = wrong_of(form.wrongs, name);
    match hint {
        Some(hint) => {
            view! { <TextField form=id name=name kind=kind value=value on_input=put wrong=wrong hint=hint wide=wide /> }
                .into_any()
        }
        None => view! { <TextField form=id name=name kind=kind value=value on_input=put wrong=wrong wide=wide /> }
            .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::care::{Background, Narrative};
    use domain::limits::Problem;

    use crate::errors::What;

    #[test]
    fn spaces_are_no_text() {
        let typed = Narrative { history: Some("  ".into()), onset: Some(" two days \n".into()), ..Default::default() };
        assert_eq!(tidy(&typed), Narrative { onset: Some("two days".into()), ..Default::default() });
        let flags =
            Background { flags: Some(vec!["smoker".into()]), no_known_allergies: Some(true), ..Default::default() };
        assert_eq!(tidy(&flags), flags);
    }

    #[test]
    fn a_draft_comes_back_as_it_was_typed_with_what_it_amends() {
        let typed = Narrative { history: Some("Fever since ".into()), severity: Some(7), ..Default::default() };
        let held: Held<Narrative> = (typed, Some(Amends { id: Id([3; 16]), parents: vec!["ab".into()] }));
        let kept = serde_json::to_string(&held).unwrap();
        assert_eq!(serde_json::from_str::<Held<Narrative>>(&kept).unwrap(), held);
    }

    #[test]
    fn a_refusal_of_several_parts_is_shown_in_the_form_it_concerns() {
        let wrong = |field: &str| FieldError::new(field, Problem::Nothing);
        let refused = ApiError::Invalid { fields: vec![wrong("1/history"), wrong("11/text")] };
        assert_eq!(of_part(refused.clone(), 1), ApiError::Invalid { fields: vec![wrong("history")] });
        assert_eq!(of_part(refused, 0), ApiError::Invalid { fields: Vec::new() });
        assert_eq!(of_part(ApiError::Disk, 0), ApiError::Disk);
    }

    #[test]
    fn an_empty_note_is_refused_beside_its_first_field() {
        let wrong = judged(tidy(&Narrative { history: Some(" ".into()), ..Default::default() })).unwrap_err();
        assert_eq!((wrong[0].field.as_str(), &wrong[0].what), ("history", &What::Problem(Problem::Nothing)));
    }
}
