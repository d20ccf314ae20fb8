//! The figures of the clinic's work at 100,000 patients.

use super::{Figure, PASSPHRASE, folder_bytes, median, p95};
use ::clinic::{Config, Host};
use domain::api::chart::{Chart, PartView, Register, Search};
use domain::api::session::{LogIn, Start};
use domain::api::visit::{Amends, OpenVisit, Opened, PartWrite, Who, WriteParts};
use domain::api::{Call, Envelope, Reply};
use domain::care::{Narrative, Procedure, Test};
use domain::id::Id;
use domain::part::Part;
use domain::patient::Patient;
use domain::record::Condition;
use domain::time::Moment;
use domain::visit::{Category, Encounter, Outcome, Step, Triage};
use domain::vitals::{Reading, Vitals};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

fn ask<C: Call>(host: &Host, token: Option<&str>, c: C) -> C::Output {
    let e = Envelope {
        method: C::METHOD.into(),
        params: serde_json::to_value(c).unwrap(),
        token: token.map(str::to_owned),
        request: None,
    };
    match host.call(e) {
        Reply::Ok(v) => serde_json::from_value(v).unwrap(),
        Reply::Err(e) => panic!("{e}"),
    }
}

/// The figures of a core that opened a large store: taken in a process of their own, so that the memory is that of the work.
pub(crate) fn figures() -> Vec<Figure> {
    let patients: u32 = std::env::var("FIELDCHART_BENCH_PATIENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("s");
    let host = Host::new(store.clone(), Config::default());
    let start =
        Start { operation: "Bench".into(), site: "Bench".into(), name: "Bench".into(), passphrase: PASSPHRASE.into() };
    ask(&host, None, start);
    let t = Instant::now();
    ::clinic::people::write_demo(&host.store().unwrap(), patients, 1, &mut |_, _| ControlFlow::Continue(())).unwrap();
    println!(
        "{patients} invented people, a visit each, in {:.1} s, {} entries",
        t.elapsed().as_secs_f64(),
        host.store().unwrap().journal().size()
    );
    host.lock_store();
    drop(host);
    println!("disk per visit: {:.1} kB", folder_bytes(&store) as f64 / 1000.0 / f64::from(patients));
    let told = std::process::Command::new(std::env::current_exe().unwrap()).arg(OPENED).arg(&store).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let measured: Measured = serde_json::from_slice(&told.stdout).unwrap();
    println!("misspelt names found among the first 20: {} of {}", measured.found.0, measured.found.1);
    let raw = rusqlite::Connection::open(dir.path().join("raw.db")).unwrap();
    raw.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t(a BLOB)",
        "ab".repeat(32)
    ))
    .unwrap();
    let commit =
        p95((0..100).map(|_| median(1, || drop(raw.execute("INSERT INTO t VALUES(zeroblob(2000))", [])))).collect());
    let plain = |name, value, unit, limit: f64, hold| Figure {
        name,
        value,
        unit,
        yardstick: limit,
        ratio: value / limit,
        hold,
        ok: value <= limit,
    };
    let beside_commit = |name, value, hold| Figure {
        name,
        value,
        unit: "ms",
        yardstick: commit,
        ratio: value / commit,
        hold,
        ok: value <= commit + 5.0,
    };
    vec![
        plain("search, misspelt names, p95", measured.search, "ms", 20.0, "<= 20 ms"),
        plain("log-in (with Argon2id) to first search", measured.open, "ms", 1500.0, "<= 1500 ms"),
        plain("list of 100, p95", measured.list, "ms", 20.0, "<= 20 ms"),
        plain("a chart, p95", measured.chart, "ms", 20.0, "<= 20 ms"),
        beside_commit("register through the API, p95", measured.register, "<= commit + 5 ms"),
        beside_commit("save a visit of 12 records, p95", measured.visit, "<= commit + 5 ms"),
        plain("peak memory of the core", measured.memory, "MB", 250.0, "<= 250 MB"),
    ]
}

/// The argument that asks for the measuring process.
pub(crate) const OPENED: &str = "clinic-opened";

/// What the measuring process tells; times in milliseconds.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Measured {
    open: f64,
    search: f64,
    list: f64,
    chart: f64,
    register: f64,
    visit: f64,
    /// Megabytes.
    memory: f64,
    found: (usize, usize),
}

pub(crate) fn measure_opened(store: &Path) -> Measured {
    let host: Arc<Host> = Host::new(store.to_owned(), Config::default());
    let t = Instant::now();
    let token = ask(&host, None, LogIn { passphrase: PASSPHRASE.into() });
    let token = Some(token.as_str());
    ask(&host, token, Search { query: "amina".into(), limit: 20 });
    let open = t.elapsed().as_secs_f64() * 1000.0;
    let many =
        |rounds: usize, mut f: Box<dyn FnMut(usize) + '_>| p95((0..rounds).map(|n| median(1, || f(n))).collect());
    let rows = ask(&host, token, Search { query: String::new(), limit: 100 }).rows;
    let queries: Vec<String> = rows.iter().map(|r| misspell(&r.name)).collect();
    let find = |n: usize| ask(&host, token, Search { query: queries[n % queries.len()].clone(), limit: 20 }).rows;
    let search = many(300, Box::new(|n| drop(find(n))));
    let found = rows.iter().enumerate().filter(|(n, r)| find(*n).iter().any(|f| f.id == r.id)).count();
    let list = many(100, Box::new(|_| drop(ask(&host, token, Search { query: String::new(), limit: 100 }))));
    let chart = many(100, Box::new(|n| drop(ask(&host, token, Chart { id: rows[n % rows.len()].id }))));
    let new = |n: usize| Register { patient: Patient { given: Some(format!("Save{n}")), ..Patient::default() } };
    let register = many(100, Box::new(|n| _ = ask(&host, token, new(n))));
    let visits: Vec<_> = rows.iter().map(|row| opened_visit(&host, token, row.id)).collect();
    let save = |n: usize| {
        let (visit, encounter) = &visits[n % visits.len()];
        a_visit(&host, token, rows[n % rows.len()].id, visit, encounter);
    };
    let visit = many(100, Box::new(save));
    let memory = std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:")?.trim().trim_end_matches(" kB").trim().parse::<f64>().ok())
        .unwrap()
        / 1024.0;
    Measured { open, search, list, chart, register, visit, memory, found: (found, rows.len()) }
}

/// A visit as the door leaves it, and its encounter as the chart shows it.
fn opened_visit(host: &Host, token: Option<&str>, patient: Id) -> (Opened, (PartView, Encounter)) {
    let (who, complaints) = (Who::Known(patient), vec!["Fever".into()]);
    let visit = ask(host, token, OpenVisit { who, complaints, category: None, form: None });
    let chart = ask(host, token, Chart { id: patient });
    let found = chart.all::<Encounter>().find(|(view, _)| view.id == visit.encounter).unwrap();
    let encounter = (found.0.clone(), found.1.clone());
    (visit, encounter)
}

/// Twelve records of a visit, written as "Write it all" does, in one call.
fn a_visit(host: &Host, token: Option<&str>, patient: Id, visit: &Opened, encounter: &(PartView, Encounter)) {
    let new = |mut part: Part| {
        part.set_encounter(visit.encounter);
        PartWrite { amends: None, part, form: None }
    };
    let note = |history: &str| Part::from(Narrative { history: Some(history.into()), ..Narrative::default() });
    let problem = |text: &str| Part::from(Condition { text: Some(text.into()), ..Condition::default() });
    let test = |name: &str| Part::from(Test { name: Some(name.into()), ..Test::default() });
    let procedure = |text: &str| Part::from(Procedure { text: Some(text.into()), ..Procedure::default() });
    let pulse = Some(Reading::Value(96));
    let parts = [
        Part::from(Vitals { pulse_per_min: pulse, at: Some(Moment::utc(0)), ..Vitals::default() }),
        Part::from(Triage { category: Some(Category::Yellow), ..Triage::default() }),
        note("Fever since Tuesday"),
        note("Cough"),
        note("Looks tired"),
        problem("Malaria"),
        problem("Cough"),
        test("Malaria rapid test"),
        test("Haemoglobin"),
        procedure("Counselling"),
        procedure("Dressing"),
    ];
    let (view, before) = encounter;
    let after = Encounter { step: Some(Step::Pharmacy), outcome: Some(Outcome::Treated), ..before.clone() };
    let sent_on = PartWrite { amends: Some(Amends::of(view)), part: after.into(), form: None };
    let parts: Vec<_> = parts.into_iter().map(new).chain([sent_on]).collect();
    assert_eq!(ask(host, token, WriteParts { patient, parts }).len(), 12);
}

/// Two letters of the longest word change places.
fn misspell(name: &str) -> String {
    let mut words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    if let Some(w) = words.iter_mut().max_by_key(|w| w.chars().count()) {
        let mut c: Vec<char> = w.chars().collect();
        if c.len() >= 5 {
            c.swap(2, 3);
        }
        *w = c.into_iter().collect();
    }
    words.join(" ")
}
