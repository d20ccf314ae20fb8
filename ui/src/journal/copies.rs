//! The store copied: a backup for its administrator, an export for the auditor with or without something to count.

use domain::access::Permission;
use domain::api::copies::{BackedUp, Backup, Disclose, ExportAudit, Exported, Places, PlacesView, Report};
use domain::time::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::desk;
use crate::client::call;
use crate::components::field::{Choice, FieldForm, TextField, field_id};
use crate::components::summary::wrong_of;
use crate::dom;
use crate::errors::Wrong;
use crate::i18n::{current, ta, tr};
use crate::icons::{CHECK, FILE, Mark, SAFE};
use crate::number;
use crate::people::form::needed_day;
use crate::running::{Work, WorkForm};

/// Both panels, each for those who may. `on_kept` follows when a digest was kept.
#[component]
pub(crate) fn Copies(on_kept: Callback<()>) -> impl IntoView {
    let places = RwSignal::new(None::<PlacesView>);
    let look = Callback::new(move |()| {
        spawn_local(async move { _ = places.try_set(call(Places {}).await.ok()) });
    });
    look.run(());
    let administers = desk().may(Permission::Administer);
    view! {
        {administers.then(|| view! { <BackupPanel places=places look=look on_kept=on_kept /> })}
        <ExportPanel places=places look=look />
    }
}

/// A folder's field, filled with what is suggested until something is typed.
#[component]
pub(crate) fn Folder(
    form: &'static str,
    name: &'static str,
    hint: &'static str,
    folder: RwSignal<String>,
    work: Work,
) -> impl IntoView {
    view! {
        <TextField form=form name=name kind="path" wide=true hint=hint value=folder
            on_input=Callback::new(move |v| folder.set(v)) wrong=wrong_of(work.sending.wrongs, name) />
    }
}

/// "12.4 MB".
fn size(bytes: u64) -> String {
    let tenths = i64::try_from(bytes.div_ceil(100_000)).unwrap_or(i64::MAX);
    ta("copy-size", &[("mb", number::show(tenths, 10, 1, current().decimal()).into())])
}

#[component]
fn BackupPanel(places: RwSignal<Option<PlacesView>>, look: Callback<()>, on_kept: Callback<()>) -> impl IntoView {
    const FORM: &str = "backup";
    const DONE: &str = "backup-done";
    let (work, folder) = (Work::new(), RwSignal::new(String::new()));
    let made = RwSignal::new(None::<BackedUp>);
    Effect::new(move |_| folder.set(places.get().map(|p| p.backup).unwrap_or_default()));
    let start = Callback::new(move |()| {
        made.set(None);
        let ask = Backup { folder: folder.get_untracked() };
        work.start(Vec::new(), field_id(FORM, "backup_to"), ask, move |done: BackedUp| {
            made.try_set(Some(done));
            dom::focus_soon(DONE.to_owned());
            look.try_run(());
            on_kept.try_run(());
        });
    });
    let told = move || {
        made.get().map(|made| {
            let args = [("entries", made.size.into()), ("size", size(made.bytes).into())];
            view! {
                <div class="note copied" id=DONE tabindex="-1" data-test="backed-up">
                    <p><Mark icon=CHECK />" "{ta("backup-made", &args)}</p>
                    <p>{tr("copy-where")}" "<code dir="ltr" data-test="backup-folder">{made.folder}</code></p>
                    <p>{tr("copy-digest")}" "<code dir="ltr" data-test="backup-root">{made.root}</code></p>
                    <p>{tr("backup-next")}</p>
                </div>
            }
        })
    };
    view! {
        <details class="panel no-print" data-test="form-backup">
            <summary><h2>{tr("backup-title")}</h2></summary>
            <p>{tr("backup-what")}</p>
            <WorkForm form=FORM work=work doing="phase-backup">
                <FieldForm label=Signal::derive(tr("backup-title")) on_submit=start>
                    <Folder form=FORM name="backup_to" hint="copy-to-hint" folder=folder work=work />
                    <p class="does"><button type="submit" class="button primary" data-test="backup"><Mark icon=SAFE />{tr("backup-verb")}</button></p>
                </FieldForm>
            </WorkForm>
            <div role="status">{told}</div>
        </details>
    }
}

/// What is chosen of a disclosure.
#[derive(Clone, Copy)]
struct Chosen {
    report: RwSignal<Option<String>>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Chosen {
    /// Nothing disclosed; this month so far, should something be.
    fn nothing() -> Self {
        let today = dom::today();
        let first = Date::new(today.year, today.month, 1).unwrap_or(today);
        Chosen {
            report: RwSignal::new(None),
            from: RwSignal::new(first.to_string()),
            to: RwSignal::new(today.to_string()),
        }
    }

    /// The disclosure asked for, and what is wrong with it.
    fn read(self) -> (Option<Disclose>, Vec<Wrong>) {
        let Some(report) = self.report.get_untracked() else { return (None, Vec::new()) };
        let mut wrongs = Vec::new();
        let mut day = |name: &str, text: RwSignal<String>| needed_day(name, &text.get_untracked(), &mut wrongs);
        let days = (day("report_from", self.from), day("report_to", self.to));
        let (Some(from), Some(to)) = days else { return (None, wrongs) };
        (Some(Disclose { report: Report::from(report.as_str()), from, to }), wrongs)
    }
}

#[component]
fn ExportPanel(places: RwSignal<Option<PlacesView>>, look: Callback<()>) -> impl IntoView {
    const FORM: &str = "export";
    const DONE: &str = "export-done";
    let (work, folder) = (Work::new(), RwSignal::new(String::new()));
    let chosen = Chosen::nothing();
    let made = RwSignal::new(None::<Exported>);
    Effect::new(move |_| folder.set(places.get().map(|p| p.export).unwrap_or_default()));
    let start = Callback::new(move |()| {
        made.set(None);
        let (disclose, wrongs) = chosen.read();
        let ask = ExportAudit { folder: folder.get_untracked(), disclose };
        work.start(wrongs, field_id(FORM, "export_to"), ask, move |done: Exported| {
            made.try_set(Some(done));
            dom::focus_soon(DONE.to_owned());
            look.try_run(());
        });
    });
    let wrong = move |name| wrong_of(work.sending.wrongs, name);
    let codes = Report::ALL.iter().map(|r| r.code().to_owned()).collect::<Vec<_>>();
    let told = move || {
        made.get().map(|made| {
            let args = [("entries", made.entries.into()), ("size", size(made.bytes).into())];
            let disclosed = made
                .disclosed
                .map(|n| view! { <p data-test="disclosed">{ta("export-disclosed", &[("n", n.into())])}</p> });
            let hidden =
                (made.hidden > 0).then(|| view! { <p>{ta("export-hidden", &[("n", made.hidden.into())])}</p> });
            view! {
                <div class="note copied" id=DONE tabindex="-1" data-test="exported">
                    <p><Mark icon=CHECK />" "{ta("export-made", &args)}</p>
                    {disclosed}{hidden}
                    <p>{tr("copy-where")}" "<code dir="ltr" data-test="export-folder">{made.folder}</code></p>
                    <p>{tr("export-root-key")}" "<code dir="ltr">{made.trust}</code></p>
                    <p>{tr("export-next")}</p>
                </div>
            }
        })
    };
    view! {
        <details class="panel no-print" data-test="form-export">
            <summary><h2>{tr("export-title")}</h2></summary>
            <p>{tr("export-what")}</p>
            <WorkForm form=FORM work=work doing="phase-export">
                <FieldForm label=Signal::derive(tr("export-title")) on_submit=start>
                    <Folder form=FORM name="export_to" hint="copy-to-hint" folder=folder work=work />
                    <Choice form=FORM name="disclose" codes=codes prefix="report" value=chosen.report on_choose=Callback::new(move |v| chosen.report.set(v)) wrong=wrong("disclose") />
                    <p class="hint">{tr("disclose-hint")}</p>
                    <div class="grid" hidden=move || chosen.report.with(Option::is_none)>
                        <TextField form=FORM name="report_from" kind="date" value=chosen.from on_input=Callback::new(move |v| chosen.from.set(v)) wrong=wrong("report_from") />
                        <TextField form=FORM name="report_to" kind="date" value=chosen.to on_input=Callback::new(move |v| chosen.to.set(v)) wrong=wrong("report_to") />
                    </div>
                    <p class="does"><button type="submit" class="button" data-test="export"><Mark icon=FILE />{tr("export-audit-verb")}</button></p>
                </FieldForm>
            </WorkForm>
            <div role="status">{told}</div>
        </details>
    }
}
