//! `cargo xtask bench [ledger|clinic]`: each figure beside its yardstick, measured in the same run; JSON to target/bench.
//! In scope: the figures of the first slice.  Not here: pass or fail in a test (timings are judged by eye, as ratios).

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use clinic::{Config, Host};
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
use ledger::{Author, Class, Draft, Journal};
use serde_json::json;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const PASSPHRASE: &str = "river lamp seven goat moon";

/// One figure.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    yardstick: f64,
    /// Value over yardstick, or yardstick over value where larger is better.
    ratio: f64,
    hold: &'static str,
    ok: bool,
}

fn main() {
    let which = std::env::args().nth(1).unwrap_or_else(|| "all".into());
    if which == OPENED {
        let store = std::env::args_os().nth(2).unwrap();
        println!("{}", serde_json::to_string(&measure_opened(Path::new(&store))).unwrap());
        return;
    }
    for (name, run) in [("ledger", ledger_figures as fn() -> Vec<Figure>), ("clinic", clinic_figures)] {
        if which != "all" && which != name {
            continue;
        }
        let figures = run();
        for f in &figures {
            println!(
                "{:<44} {:>12.3} {:<10} yardstick {:>12.3}  ratio {:>7.3}  hold {:<24} {}",
                f.name,
                f.value,
                f.unit,
                f.yardstick,
                f.ratio,
                f.hold,
                if f.ok { "ok" } else { "SHORT" }
            );
        }
        let list: Vec<_> = figures
            .iter()
            .map(|f| json!({"name": f.name, "value": f.value, "unit": f.unit, "yardstick": f.yardstick, "ratio": f.ratio, "hold": f.hold, "ok": f.ok}))
            .collect();
        std::fs::create_dir_all("target/bench").unwrap();
        std::fs::write(format!("target/bench/{name}.json"), serde_json::to_vec_pretty(&list).unwrap()).unwrap();
    }
}

/// Median of several rounds of `f`, in milliseconds.
fn median(rounds: usize, mut f: impl FnMut()) -> f64 {
    let mut all: Vec<f64> = (0..rounds)
        .map(|_| {
            let t = Instant::now();
            f();
            t.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// The value below which 95 of 100 lie.
fn p95(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[(all.len() * 95 / 100).min(all.len() - 1)]
}

fn cheap() -> Config {
    Config { argon: clinic::Cost::Fixed(ledger::ArgonCost { m_kib: 64, t: 1, p: 1 }), ..Config::default() }
}

fn draft(subject: [u8; 16], n: u64) -> Draft {
    let fields = vec![[0x58, 0x60].into_iter().chain(std::iter::repeat_n(n.to_be_bytes()[7], 96)).collect()];
    let mut record = [0; 16];
    record[..8].copy_from_slice(&n.to_be_bytes());
    Draft {
        class: Class::Clinical,
        record,
        subject: Some(subject),
        kind: (4, 1),
        parents: vec![],
        effective_at: (0, 0, 0),
        recorded_at: (0, 0, 0),
        fields,
    }
}

fn append(journal: &Journal, subject: [u8; 16], count: u64, next: &mut u64) {
    let from = *next;
    *next += count;
    journal
        .write(
            &Author::Device,
            |tx| -> Result<(), ledger::Error> {
                (from..from + count).try_for_each(|n| tx.append(draft(subject, n)).map(|_| ()))
            },
            |_, _, ()| Ok(()),
        )
        .unwrap();
}

fn ledger_figures() -> Vec<Figure> {
    let dir = tempfile::tempdir().unwrap();
    let config = cheap();
    let (journal, _, _) =
        ledger::create(&dir.path().join("j"), config.env.clone(), PASSPHRASE, config.argon().unwrap(), u32::MAX)
            .unwrap();
    let mut next = 0;
    let subject =
        journal.write(&Author::Device, |tx| tx.new_subject_key(), |_, _, k| Ok::<_, ledger::Error>(k)).unwrap().0;
    // Yardstick: SQLCipher, WAL, FULL, the same bytes and rows (an entry, a body, a checkpoint) a commit.
    let raw = rusqlite::Connection::open(dir.path().join("raw.db")).unwrap();
    raw.execute_batch(&format!("PRAGMA key = \"x'{}'\"; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
        CREATE TABLE entry(idx INTEGER PRIMARY KEY, bytes BLOB, hash BLOB); CREATE TABLE body(idx INTEGER PRIMARY KEY, bytes BLOB); CREATE TABLE head(id INTEGER PRIMARY KEY, bytes BLOB)", "ab".repeat(32))).unwrap();
    let mut row = 0i64;
    let mut raw_commit = |count: i64| {
        raw.execute_batch("BEGIN IMMEDIATE").unwrap();
        for _ in 0..count {
            row += 1;
            raw.prepare_cached("INSERT INTO entry VALUES(?1, ?2, ?3)")
                .unwrap()
                .execute(rusqlite::params![row, [7u8; 126], [8u8; 32]])
                .unwrap();
            raw.prepare_cached("INSERT INTO body VALUES(?1, ?2)")
                .unwrap()
                .execute(rusqlite::params![row, vec![row as u8; 472]])
                .unwrap();
        }
        raw.execute("INSERT OR REPLACE INTO head VALUES(1, ?1)", [vec![9u8; 300]]).unwrap();
        raw.execute_batch("COMMIT").unwrap();
    };
    append(&journal, subject, 10, &mut next);
    raw_commit(10);
    let one = median(200, || append(&journal, subject, 1, &mut next));
    let one_raw = median(200, || raw_commit(1));
    let many = median(15, || append(&journal, subject, 1000, &mut next));
    let many_raw = median(15, || raw_commit(1000));
    append(&journal, subject, 20_000, &mut next);
    let out = dir.path().join("out");
    journal.export(&out, true, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let key = dir.path().join("key");
    std::fs::write(&key, journal.trust_key_line()).unwrap();
    let bytes = folder_bytes(&out);
    let verify = median(3, || {
        let done = std::process::Command::new(tests::bin("fieldchart-audit"))
            .arg("verify")
            .arg(&out)
            .arg("--trust")
            .arg(&key)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    });
    let buffer = vec![7u8; 1 << 20];
    let sha = median(5, || {
        for _ in 0..bytes / (1 << 20) {
            std::hint::black_box(ledger::tlog::hash::sha256(&[&buffer]));
        }
    });
    let fsck = median(3, || assert!(journal.fsck(&mut |_, _| ControlFlow::Continue(())).unwrap().is_clean()));
    let pages = median(3, || {
        let sql = journal.reader().unwrap();
        let mut q =
            sql.prepare("SELECT e.bytes, b.bytes FROM entry e JOIN body b ON b.log = e.log AND b.idx = e.idx").unwrap();
        let mut rows = q.query([]).unwrap();
        while let Some(r) = rows.next().unwrap() {
            let (e, b): (Vec<u8>, Vec<u8>) = (r.get(0).unwrap(), r.get(1).unwrap());
            std::hint::black_box((ledger::tlog::hash::sha256(&[&e]), ledger::tlog::hash::sha256(&[&b])));
        }
    });
    vec![
        Figure {
            name: "durable append, 1 sealed entry",
            value: one,
            unit: "ms",
            yardstick: one_raw,
            ratio: one / one_raw,
            hold: "<= 1.5",
            ok: one <= 1.5 * one_raw,
        },
        Figure {
            name: "durable append, 1,000 sealed entries",
            value: 1e6 / many,
            unit: "entries/s",
            yardstick: 1e6 / many_raw,
            ratio: many_raw / many,
            hold: ">= 0.6",
            ok: many_raw / many >= 0.6,
        },
        Figure {
            name: "verify an export, every byte",
            value: verify,
            unit: "ms",
            yardstick: sha,
            ratio: sha / verify,
            hold: ">= 0.7 of a core",
            ok: sha / verify >= 0.7,
        },
        Figure {
            name: "fsck of a store (with signatures, opening)",
            value: fsck,
            unit: "ms",
            yardstick: pages,
            ratio: pages / fsck,
            hold: ">= 0.8",
            ok: pages / fsck >= 0.8,
        },
    ]
}

fn folder_bytes(dir: &Path) -> u64 {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|e| {
            let e = e.unwrap();
            if e.path().is_dir() { folder_bytes(&e.path()) } else { e.metadata().unwrap().len() }
        })
        .sum()
}

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
fn clinic_figures() -> Vec<Figure> {
    let patients: u32 = std::env::var("FIELDCHART_BENCH_PATIENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("s");
    let host = Host::new(store.clone(), Config::default());
    let start =
        Start { operation: "Bench".into(), site: "Bench".into(), name: "Bench".into(), passphrase: PASSPHRASE.into() };
    ask(&host, None, start);
    let t = Instant::now();
    clinic::people::write_demo(&host.store().unwrap(), patients, 1, &mut |_, _| ControlFlow::Continue(())).unwrap();
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
const OPENED: &str = "clinic-opened";

/// What the measuring process tells; times in milliseconds.
#[derive(serde::Serialize, serde::Deserialize)]
struct Measured {
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

fn measure_opened(store: &Path) -> Measured {
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
