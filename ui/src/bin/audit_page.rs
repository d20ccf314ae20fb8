//! The auditor's page: an export chosen in the browser is judged there, by the library behind `fieldchart-audit`.
//! In scope: holding the files in memory, asking the library, showing its answer in ui/audit.html, which has the page's own
//! words.  Not here: any judgement (audit), the single file all this is put into (xtask).
//! Browsers do not say which folders are empty: the command names such a folder as stray, the page does not see it.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use audit::{Demands, Finding, LogReport, Memory, POLICY_BYTES_MAX, Policy, REPORTS, Report, Tally, Trust};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Element, Event, File, FileList, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// What a page holds at most: a module's memory ends at 4 GiB, and while a file is read it is there twice.
const BYTES_MAX: f64 = 2_147_483_648.0;

/// How long a browser is given to show that work has begun, in milliseconds.
const PAINT_MS: i32 = 50;

/// The export judged last, for what is counted after.
type Judged = Rc<RefCell<Option<(Memory, Trust)>>>;

fn main() {
    std::panic::set_hook(Box::new(|panic| broken(&panic.to_string())));
    let judged = Judged::default();
    set_text("version", env!("CARGO_PKG_VERSION"));
    apply_theme();
    keep_drops_off_the_page();
    on("form", "input", |_| forget());
    on("folder", "change", |_| tell_chosen());
    for report in REPORTS {
        let judged = Rc::clone(&judged);
        on(report, "click", move |_| count(report, &judged));
    }
    on("form", "submit", move |event| {
        event.prevent_default();
        spawn_local(verify(Rc::clone(&judged)));
    });
    busy(false);
}

/// Judges what was chosen and shows the answer.
async fn verify(judged: Judged) {
    forget();
    judged.replace(None);
    busy(true);
    if let Some((files, trust, demands)) = asked().await {
        match audit::verify_export(&files, &trust, &demands) {
            Ok(report) => show_report(&report, &files),
            Err(error) => broken(&error.to_string()),
        }
        judged.replace(Some((files, trust)));
    }
    busy(false);
    move_to("verdict");
}

/// What the auditor gave; `None`, and said why, where it cannot be used.
async fn asked() -> Option<(Memory, Trust, Demands)> {
    let trust = match Trust::parse(typed("trust").trim()) {
        Ok(trust) => trust,
        Err(fault) => return refused("trust-wrong", &fault.to_string()),
    };
    let policy = match read_policy().await? {
        Some(bytes) => match Policy::parse(&bytes) {
            Ok(policy) => Some(policy),
            Err(fault) => return refused("policy-wrong", &fault.to_string()),
        },
        None => None,
    };
    // A digest ends with a line break, which is easily lost where it is copied.
    let digest = Some(typed("digest")).filter(|text| !text.trim().is_empty());
    let digest = digest.map(|text| format!("{}\n", text.trim()).into_bytes());
    let allow_unknown_signatures = by_id::<HtmlInputElement>("allow-unknown").is_some_and(|tick| tick.checked());
    let files = read_folder().await?;
    Some((files, trust, Demands { policy, digest, allow_unknown_signatures }))
}

async fn read_policy() -> Option<Option<Vec<u8>>> {
    match chosen("policy").and_then(|files| files.get(0)) {
        Some(file) if file.size() > POLICY_BYTES_MAX as f64 => {
            refused("policy-wrong", "the file is too long to be a policy")
        }
        Some(file) => read(&file, &file.name()).await.map(Some),
        None => Some(None),
    }
}

/// Reads every file of the folder chosen, under its path inside that folder.
async fn read_folder() -> Option<Memory> {
    let list = chosen("folder")?;
    if size(&list) > BYTES_MAX {
        show("too-large", true);
        return None;
    }
    let mut files = Memory::default();
    for (at, file) in all(&list).enumerate() {
        if at % 64 == 0 {
            progress(at, list.length());
        }
        let path = path(&file);
        let bytes = read(&file, &path).await?;
        files.files.insert(path, bytes);
    }
    progress(files.files.len(), list.length());
    // The judgement leaves the browser no time to draw.
    pause(PAINT_MS).await;
    Some(files)
}

async fn read(file: &File, path: &str) -> Option<Vec<u8>> {
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => Some(Uint8Array::new(&buffer).to_vec()),
        Err(why) => {
            let why = why.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default();
            set_text("unread-why", &format!("{path}: {why}"));
            show("unread", true);
            None
        }
    }
}

fn show_report(report: &Report, files: &Memory) {
    let verdict = match (report.faults.is_empty(), report.incomplete.is_empty()) {
        (true, true) => "complete",
        (true, false) => "incomplete",
        (false, _) => "wrong",
    };
    for name in ["complete", "incomplete", "wrong"] {
        show(name, name == verdict);
    }
    show("wrong-means", verdict == "wrong");
    if let Some(result) = by_id::<Element>("result") {
        let _ = result.set_attribute("data-verdict", verdict);
    }
    set_text("claim", &report.claim());
    list_findings("faults", &report.faults);
    list_findings("gaps", &report.incomplete);
    list("proven", report.proven.iter().map(|said| ("", said.clone())));
    show_logs(&report.logs);
    let disclosed = |report: &str| files.files.contains_key(&format!("disclosures/{report}.cbor"));
    for report in REPORTS {
        show(report, disclosed(report));
    }
    show("counts", REPORTS.into_iter().any(disclosed));
    set_text("report", &report.to_string());
    show("result", true);
}

/// Lists findings, the file of each first.
fn list_findings(id: &str, findings: &[Finding]) {
    let told = findings.iter().map(|finding| {
        let words = finding.to_string();
        (finding.file.as_str(), words.strip_prefix(&finding.file).unwrap_or(&words).to_owned())
    });
    list(id, told);
}

/// Fills a section's list; the section is seen where there is anything in it.
fn list<'a>(id: &str, items: impl Iterator<Item = (&'a str, String)>) {
    let Some(list) = by_id::<Element>(&format!("{id}-list")) else { return };
    list.set_text_content(None);
    for (file, words) in items {
        if let Some(item) = add(&list, "li", "") {
            if !file.is_empty() {
                add(&item, "code", file);
            }
            add(&item, "span", &words);
        }
    }
    show(id, list.child_element_count() > 0);
}

fn show_logs(logs: &[LogReport]) {
    let rows = logs.iter().map(|log| {
        let cosigned: Vec<String> = log.cosigned.iter().map(ToString::to_string).collect();
        vec![log.origin.clone(), log.size.to_string(), log.root.clone(), cosigned.join(", ")]
    });
    fill("logs", "td", 1..2, rows);
}

/// Counts a report that the export discloses.
fn count(report: &'static str, judged: &Judged) {
    let judged = Rc::clone(judged);
    busy(true);
    spawn_local(async move {
        pause(PAINT_MS).await;
        if let Some((files, trust)) = judged.borrow().as_ref() {
            match audit::tally(files, trust, report) {
                Ok(tally) => show_tally(&tally),
                Err(error) => broken(&error.to_string()),
            }
        }
        busy(false);
    });
}

fn show_tally(tally: &Tally) {
    set_text("count-claim", &tally.claim);
    set_text("count-report", &tally.to_string());
    let totals = &tally.totals;
    let heads: Vec<String> = totals.keys.iter().chain(totals.counts).map(ToString::to_string).collect();
    let numbers = totals.keys.len()..heads.len();
    fill("totals-head", "th", numbers.clone(), std::iter::once(heads));
    let rows = totals
        .rows
        .iter()
        .map(|(keys, counts)| keys.iter().cloned().chain(counts.iter().map(i64::to_string)).collect());
    fill("totals", "td", numbers, rows);
    show("count", true);
}

/// Fills a part of a table; the columns of `numbers` hold numbers.
fn fill(id: &str, cell: &str, numbers: Range<usize>, rows: impl Iterator<Item = Vec<String>>) {
    let Some(part) = by_id::<Element>(id) else { return };
    part.set_text_content(None);
    for words in rows {
        let Some(row) = add(&part, "tr", "") else { return };
        for (at, word) in words.iter().enumerate() {
            if let Some(cell) = add(&row, cell, word).filter(|_| numbers.contains(&at)) {
                cell.set_class_name("number");
            }
        }
    }
}

/// Takes back a verdict: it holds for what was asked then.
fn forget() {
    for id in ["result", "count", "unread", "too-large", "trust-wrong", "policy-wrong"] {
        show(id, false);
    }
}

fn refused<T>(id: &str, why: &str) -> Option<T> {
    set_text(id, why);
    show(id, true);
    None
}

/// Says that the page failed: no verdict is better than a wrong one, and than waiting for ever.
fn broken(why: &str) {
    forget();
    set_text("broken-why", why);
    show("broken", true);
    busy(false);
}

/// Whether work is going on: meanwhile nothing that is asked can be changed.
fn busy(is: bool) {
    show("working", is);
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-busy", if is { "1" } else { "0" });
    }
    if let Some(asked) = by_id::<Element>("asked") {
        let _ = asked.toggle_attribute_with_force("disabled", is);
    }
}

fn progress(done: usize, of: u32) {
    if let Some(bar) = by_id::<Element>("read") {
        let _ = bar.set_attribute("max", &of.to_string());
        let _ = bar.set_attribute("value", &done.to_string());
    }
}

fn tell_chosen() {
    let Some(files) = chosen("folder").filter(|files| files.length() > 0) else { return show("chosen", false) };
    let folder = files.get(0).map(|file| whole_path(&file)).unwrap_or_default();
    set_text("chosen-name", folder.split('/').next().unwrap_or_default());
    set_text("chosen-files", &files.length().to_string());
    set_text("chosen-size", &format!("{:.1}", size(&files) / 1e6));
    show("chosen", true);
}

/// A folder dropped beside its place would otherwise be opened instead of the page.
fn keep_drops_off_the_page() {
    let Some(document) = document() else { return };
    for name in ["dragover", "drop"] {
        listen(&document, name, |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.is_none_or(|target| target.id() != "folder") {
                event.prevent_default();
            }
        });
    }
}

/// As the system has it when the page is opened.
fn apply_theme() {
    let asks = |query| web_sys::window()?.match_media(query).ok()?.map(|media| media.matches());
    let theme = match (asks("(prefers-contrast: more)"), asks("(prefers-color-scheme: dark)")) {
        (Some(true), _) => "contrast",
        (_, Some(true)) => "dark",
        _ => "light",
    };
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
    }
}

fn all(list: &FileList) -> impl Iterator<Item = File> {
    (0..list.length()).filter_map(|at| list.get(at))
}

fn size(list: &FileList) -> f64 {
    all(list).map(|file| file.size()).sum()
}

/// The path of a file inside the folder chosen.
fn path(file: &File) -> String {
    let whole = whole_path(file);
    whole.split_once('/').map_or(whole.clone(), |(_, inside)| inside.to_owned())
}

/// The same with the folder's own name before it.
fn whole_path(file: &File) -> String {
    let path = Reflect::get(file, &JsValue::from_str("webkitRelativePath"));
    path.ok().and_then(|path| path.as_string()).filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

fn typed(id: &str) -> String {
    by_id::<HtmlTextAreaElement>(id).map(|field| field.value()).unwrap_or_default()
}

fn chosen(id: &str) -> Option<FileList> {
    by_id::<HtmlInputElement>(id)?.files()
}

fn set_text(id: &str, text: &str) {
    if let Some(element) = by_id::<Element>(id) {
        element.set_text_content(Some(text));
    }
}

fn show(id: &str, is: bool) {
    if let Some(element) = by_id::<HtmlElement>(id) {
        element.set_hidden(!is);
    }
}

/// Moves eyes and keys to a place.
fn move_to(id: &str) {
    if let Some(element) = by_id::<HtmlElement>(id) {
        element.scroll_into_view();
        let _ = element.focus();
    }
}

fn add(to: &Element, name: &str, text: &str) -> Option<Element> {
    let element = document()?.create_element(name).ok()?;
    element.set_text_content(Some(text));
    to.append_child(&element).ok()?;
    Some(element)
}

fn on(id: &str, event: &str, then: impl Fn(Event) + 'static) {
    if let Some(element) = by_id::<Element>(id) {
        listen(&element, event, then);
    }
}

fn listen(target: &web_sys::EventTarget, event: &str, then: impl Fn(Event) + 'static) {
    let then = Closure::<dyn Fn(Event)>::new(then);
    let _ = target.add_event_listener_with_callback(event, then.as_ref().unchecked_ref());
    // It listens as long as the page lives.
    then.forget();
}

async fn pause(ms: i32) {
    let wait = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(wait).await;
}
