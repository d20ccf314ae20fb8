//! The figures of two stores that meet: a first sync over loopback beside PouchDB replicating the same documents, bytes, round trips,
//! memory. Each side is a process of its own, so that its memory is that of the work.
//! In scope: sync's session over TCP, verified and durable on both sides.  Not here: TLS, which every transport adds alike.

use super::{Figure, PASSPHRASE};
use ::ledger::{ArgonCost, Author, Class, Draft, Error, Joining, Journal, payload};
use ::sync::{Outcome, Session};
use clinic::Config;
use clinic::store::Store;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Instant;

/// What the program is called with to be one side: the word, the store, and the port of the other side where it is there already.
pub(crate) const SIDE: &str = "sync-side";
/// Entries of the first sync, and of the smaller one that memory is held against: its store has filled the database's cache, whose
/// size is set.
const ENTRIES: u64 = 100_000;
const FEWER: u64 = 50_000;
/// Records of a visit: one command, one signature.
const GROUP: u64 = 12;

/// What one side tells of a meeting.
#[derive(Serialize, Deserialize)]
struct Told {
    complete: bool,
    ms: f64,
    entries_in: u64,
    bytes: u64,
    frames_out: u64,
    peak_kb: u64,
}

/// One record of a visit, as a document.
fn document(n: u64) -> Value {
    json!({
        "_id": format!("{:016x}{n:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        "type": "observation",
        "patient": format!("{:032x}", n / GROUP),
        "code": (["8867-4", "9279-1", "8310-5", "2708-6"][(n % 4) as usize]),
        "value": n * 7919 % 1000,
        "unit": "/min",
        "effective": format!("2026-{:02}-{:02}T{:02}:{:02}:00+03:00", n % 12 + 1, n % 28 + 1, n % 24, n % 60),
        "note": format!("taken sitting, after {} minutes of rest; cuff {}", n % 10, n % 4),
    })
}

/// A founded store, and one that joined it and holds no more than its own certificate.
fn two(dir: &Path) -> (Journal, Journal) {
    let env = || Config::default().env;
    let cheap = ArgonCost { m_kib: 64, t: 1, p: 1 };
    let (from, admin, _) = ::ledger::create(&dir.join("from"), env(), PASSPHRASE, cheap, u32::MAX).unwrap();
    let joining = Joining::new(&*env()).unwrap();
    let welcome = from.admit_device(&admin, &joining.request()).unwrap();
    let mut log = [from.batch(&from.head().0, 0).unwrap()].into_iter();
    let to = joining.join(&dir.join("to"), env(), &welcome, &mut log).unwrap();
    (from, to)
}

fn fill(journal: &Journal, count: u64, mut each: impl FnMut(&Value)) {
    let subject = journal.write(&Author::Device, |tx| tx.new_subject_key(), |_, _, key| Ok::<_, Error>(key)).unwrap().0;
    for first in (0..count).step_by(GROUP as usize) {
        let build = |tx: &mut ::ledger::Tx<'_>| {
            for n in first..count.min(first + GROUP) {
                let document = document(n);
                each(&document);
                tx.append(Draft {
                    class: Class::Clinical,
                    record: tx.new_id(),
                    subject: Some(subject),
                    kind: (4, 1),
                    parents: Vec::new(),
                    effective_at: (0, 0, 0),
                    recorded_at: (0, 0, 0),
                    fields: vec![payload::cbor(|e| e.text(&document.to_string()))],
                })?;
            }
            Ok::<_, Error>(())
        };
        journal.write(&Author::Device, build, |_, _, ()| Ok(())).unwrap();
    }
}

pub(crate) fn figures() -> Vec<Figure> {
    let dir = tempfile::tempdir().unwrap();
    let ([few, _], _) = first_sync(&dir.path().join("few"), FEWER, &mut |_| ());
    let mut documents = std::io::BufWriter::new(std::fs::File::create(dir.path().join("documents")).unwrap());
    let ([first, none], reading_ms) =
        first_sync(&dir.path().join("many"), ENTRIES, &mut |document| writeln!(documents, "{document}").unwrap());
    documents.into_inner().unwrap();
    let pouch = |batch: u32| {
        let folder = dir.path().join(format!("pouch {batch}"));
        std::fs::create_dir(&folder).unwrap();
        let script = std::env::var_os("FIELDCHART_BENCH_POUCH").expect("cargo xtask bench sync says where PouchDB is");
        let mut node = Command::new("node");
        node.arg(Path::new(&script).join("replicate.js")).arg(&folder).arg(dir.path().join("documents"));
        let out = node.arg(batch.to_string()).stderr(Stdio::inherit()).output().unwrap();
        assert!(out.status.success());
        ENTRIES as f64 / String::from_utf8(out.stdout).unwrap().trim().parse::<f64>().unwrap() * 1e3
    };
    let (by_default, at_best) = (pouch(0), pouch(1000));
    let rate = first.entries as f64 / first.ms * 1e3;
    let shown = shown(&dir.path().join("shown"));
    let figure =
        |name, value, unit, yardstick: f64, ratio, hold, ok| Figure { name, value, unit, yardstick, ratio, hold, ok };
    let over = first.wire as f64 / first.content as f64;
    let grown = first.peak_kb as f64 / few.peak_kb as f64;
    vec![
        figure(
            "first sync of 100,000 entries; PouchDB as it comes",
            rate,
            "entries/s",
            by_default,
            rate / by_default,
            ">= 20 x its rate",
            rate >= 20.0 * by_default,
        ),
        figure("the same; PouchDB by 1,000 documents", rate, "entries/s", at_best, rate / at_best, "reported", true),
        figure(
            "opening and judging what came, before read models",
            first.entries as f64 / reading_ms * 1e3,
            "entries/s",
            rate,
            first.ms / reading_ms,
            "reported",
            true,
        ),
        figure(
            "the same into read models and search: a clinic of 5,000 patients, taking in alone",
            shown,
            "entries/s",
            rate,
            shown / rate,
            "reported",
            true,
        ),
        figure(
            "bytes on the wire, both ways",
            first.wire as f64 / 1e6,
            "MB",
            first.content as f64 / 1e6,
            over,
            "<= 1.1 x entries and bodies",
            over <= 1.1,
        ),
        figure(
            "a sync with nothing to do: frames each side sends",
            none.frames as f64,
            "frames",
            1.0,
            none.frames as f64,
            "1 (one round trip)",
            none.frames == 1,
        ),
        figure("the same, from connecting to knowing", none.ms, "ms", 1.0, none.ms, "reported", true),
        figure(
            "peak memory of who receives; at half of it",
            first.peak_kb as f64 / 1e3,
            "MB",
            few.peak_kb as f64 / 1e3,
            grown,
            "<= 1.1 x (bounded)",
            grown <= 1.1,
        ),
        figure(
            "peak memory of who sends; at half of it",
            first.sender_peak_kb as f64 / 1e3,
            "MB",
            few.sender_peak_kb as f64 / 1e3,
            first.sender_peak_kb as f64 / few.sender_peak_kb as f64,
            "<= 1.1 x (bounded)",
            first.sender_peak_kb as f64 <= 1.1 * few.sender_peak_kb as f64,
        ),
    ]
}

/// A meeting as both sides saw it.
struct Met {
    ms: f64,
    entries: u64,
    wire: u64,
    content: u64,
    frames: u64,
    peak_kb: u64,
    sender_peak_kb: u64,
}

/// Two stores, one of which has so many entries, meet twice; then the other opens what came, which takes so many milliseconds.
fn first_sync(dir: &Path, count: u64, each: &mut dyn FnMut(&Value)) -> ([Met; 2], f64) {
    let (from, to) = two(dir);
    let before = to.length();
    fill(&from, count, each);
    let content = {
        let sql = "SELECT sum(126 + length(b.bytes)) FROM entry e JOIN body b ON b.log = e.log AND b.idx = e.idx WHERE e.idx >= ?1";
        from.reader().unwrap().query_row(sql, [before as i64], |row| row.get::<_, i64>(0)).unwrap() as u64
    };
    drop((from, to));
    let met = [meet(dir, content), meet(dir, content)];
    let env = Config::default().env;
    let (journal, _) = ::ledger::open(&dir.join("to"), env, PASSPHRASE).unwrap();
    assert!(journal.length() >= before + count);
    let start = Instant::now();
    journal.read_all().unwrap();
    (met, start.elapsed().as_secs_f64() * 1e3)
}

/// Entries a second that a laptop takes in until its lists and search show them, where the other one is a clinic's.
fn shown(dir: &Path) -> f64 {
    const PATIENTS: u32 = 5_000;
    let (from, to) = two(dir);
    let store = |journal, name| Store::new(journal, &dir.join(name), Config::default()).unwrap();
    let (from, to) = (store(from, "from"), store(to, "to"));
    clinic::people::write_demo(&from, PATIENTS, 1, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let (head, before) = (from.journal().head().0, to.journal().length());
    let mut ms = 0.0;
    while !to.journal().holds(&head).unwrap() {
        let first = from.journal().shared(&head, &to.journal().heads().unwrap()).unwrap();
        let part = from.journal().part(&head, first, 1 << 20).unwrap();
        let start = Instant::now();
        to.ingest(&part).unwrap();
        ms += start.elapsed().as_secs_f64() * 1e3;
    }
    assert_eq!(to.read(|sql| to.patients(sql)).unwrap(), u64::from(PATIENTS));
    (to.journal().length() - before) as f64 / ms * 1e3
}

fn meet(dir: &Path, content: u64) -> Met {
    let side = |store: &str, port: Option<&str>| {
        let mut program = Command::new(std::env::current_exe().unwrap());
        program.arg(SIDE).arg(dir.join(store)).args(port).stdout(Stdio::piped()).spawn().unwrap()
    };
    let mut sender = side("from", None);
    let mut said = BufReader::new(sender.stdout.take().unwrap()).lines();
    let port = said.next().unwrap().unwrap();
    let receiver = side("to", Some(&port)).wait_with_output().unwrap();
    let received: Told = serde_json::from_slice(&receiver.stdout).unwrap();
    let sent: Told = serde_json::from_str(&said.next().unwrap().unwrap()).unwrap();
    assert!(sender.wait().unwrap().success() && sent.complete && received.complete);
    Met {
        ms: received.ms,
        entries: received.entries_in,
        wire: received.bytes,
        content,
        frames: sent.frames_out.max(received.frames_out),
        peak_kb: received.peak_kb,
        sender_peak_kb: sent.peak_kb,
    }
}

/// One side of a meeting: without a port it waits for the other and says where.
pub(crate) fn side(store: &Path, port: Option<&str>) {
    let (journal, _) = ::ledger::open(store, Config::default().env, PASSPHRASE).unwrap();
    let stream = match port {
        Some(port) => TcpStream::connect(("127.0.0.1", port.parse::<u16>().unwrap())).unwrap(),
        None => {
            let door = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            println!("{}", door.local_addr().unwrap().port());
            door.accept().unwrap().0
        }
    };
    let told = talk(&journal, stream);
    println!("{}", serde_json::to_string(&told).unwrap());
}

fn talk(journal: &Journal, mut stream: TcpStream) -> Told {
    stream.set_nodelay(true).unwrap();
    let start = Instant::now();
    let now_ms = || journal.env().now_ms();
    // Two reads at most wait to be heard: what more there is waits with whoever sends it.
    let (came, heard) = mpsc::sync_channel::<Vec<u8>>(2);
    let mut ear = stream.try_clone().unwrap();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 18];
        while let Ok(count @ 1..) = ear.read(&mut buffer) {
            if came.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut session = Session::new(journal, now_ms(), "bench").unwrap();
    let mut frames_out = 0;
    loop {
        while let Some(frame) = session.output() {
            stream.write_all(&frame).unwrap();
            frames_out += 1;
            session.receive(journal, &[], now_ms()).unwrap();
        }
        if session.outcome().is_some() {
            break;
        }
        session.receive(journal, &heard.recv().unwrap(), now_ms()).unwrap();
    }
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let progress = session.progress();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    Told {
        complete: matches!(session.outcome(), Some(Outcome::Complete { .. })),
        ms,
        entries_in: progress.entries_in,
        bytes: progress.bytes_in + progress.bytes_out,
        frames_out,
        peak_kb: peak.trim().trim_end_matches(" kB").parse().unwrap(),
    }
}
