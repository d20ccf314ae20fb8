//! The hub's HTTP, asked over a socket, and its command line.

use crate::support::{Base, Laptop, TestEnv, founded, hub_of, meet};
use hub::{Door, Record, http};
use ledger::tlog::hash;
use ledger::tlog::tree::Frontier;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Arc;
use tempfile::tempdir;

/// A hub that answers until this is dropped.
struct Served {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

fn served(record: &Arc<Record>) -> Served {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let door = Door::new(Arc::clone(record), TestEnv::new(1), 8, 100);
    let app = http::router(Arc::clone(record), door, TestEnv::new(2));
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async { axum::serve(listener, app).await.unwrap() });
    Served { address, _runtime: runtime }
}

impl Served {
    /// Status, headers, body.
    fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let authorization = token.map_or(String::new(), |t| format!("Authorization: Bearer {t}\r\n"));
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n{authorization}Content-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap().to_lowercase();
        (head[9..12].parse().unwrap(), head, answer[end + 4..].to_vec())
    }

    fn get(&self, path: &str, token: Option<&str>) -> (u16, Vec<u8>) {
        let (status, _, body) = self.ask("GET", path, token, b"");
        (status, body)
    }
}

fn folder(laptop: &Laptop) -> String {
    format!("/log/{}", laptop.journal.origin().strip_prefix("fieldchart/").unwrap())
}

#[test]
fn an_auditor_with_the_token_rebuilds_the_log_from_its_tiles_and_nobody_else_sees_anything() {
    let base = Base::embedded();
    let dir = tempdir().unwrap();
    let (a, other) = (founded(&dir.path().join("a"), 81), founded(&dir.path().join("o"), 82));
    let record = base.record();
    let (_, token) = record.add_operation(&a.line(), 1 << 30).unwrap();
    let (_, others) = record.add_operation(&other.line(), 1 << 30).unwrap();
    (0..50).for_each(|_| _ = a.add(None, &["text"; 7]));
    meet(&a.journal, &record.view(a.journal.operation()));
    let hub = served(&record);
    let (log, size) = (folder(&a), a.journal.size());
    assert!(size > 256 && size < 512);
    for (file, wrong) in [("checkpoint", None), ("checkpoint", Some("")), ("tile/0/000", Some("no"))] {
        assert_eq!(hub.get(&format!("{log}/{file}"), wrong).0, 401, "{file}");
    }
    assert_eq!(hub.get(&format!("{log}/checkpoint"), Some(&others)).0, 404, "another operation's token");
    let get = |file: &str| hub.get(&format!("{log}/{file}"), Some(&token));
    let (status, note) = get("checkpoint");
    let note = String::from_utf8(note).unwrap();
    assert!(status == 200 && note.starts_with(&a.journal.checkpoint_text()) && note.contains("— fieldchart-hub/"));
    let rest = size - 256;
    let (first, second) = (get("tile/entries/000").1, get(&format!("tile/entries/001.p/{rest}")).1);
    let mut tree = Frontier::new();
    let (records, _) =
        [first, second].concat().as_chunks::<128>().0.to_vec().into_iter().fold((0, ()), |(n, ()), record| {
            assert_eq!(record[..2], [0, 126]);
            tree.push(hash::leaf(&record[2..]), &mut Vec::new());
            (n + 1, ())
        });
    assert_eq!((records, tree.root()), (size, a.journal.root()));
    let level = get("tile/0/000").1;
    assert_eq!((level.len(), get("tile/0/000.p/3").1), (8192, level[..96].to_vec()));
    assert_eq!(get(&format!("tile/0/001.p/{rest}")).1.len() as u64, 32 * rest);
    assert_eq!(get("tile/1/000.p/1").1.len(), 32);
    let body = a.journal.batch(&a.journal.head().0, 0).unwrap().bodies[20].clone().unwrap();
    assert_eq!(get("body/20"), (200, body));
    for none in ["tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2", "tile/entries/002", "body/5000", "tile/x/000", "x"] {
        assert_eq!(get(none).0, 404, "{none}");
    }
    assert_eq!(hub.get(&format!("{log}-1/checkpoint"), Some(&token)).0, 404, "there is one history");
}

#[test]
fn the_witness_answers_with_the_protocols_statuses() {
    let base = Base::embedded();
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 83);
    let (record, view) = hub_of(&base, &a);
    meet(&a.journal, &view);
    let hub = served(&record);
    let post = |body: String| hub.ask("POST", "/add-checkpoint", None, body.as_bytes());
    let note = a.journal.checkpoint_text();
    let (status, head, body) = post(format!("old 0\n\n{note}"));
    assert!(status == 409 && head.contains("content-type: text/x.tlog.size"), "{head}");
    assert_eq!(body, format!("{}\n", a.journal.size()).as_bytes());
    let (status, _, body) = post(format!("old {}\n\n{note}", a.journal.size()));
    assert!(status == 200 && body.starts_with("— fieldchart-hub/".as_bytes()) && body.ends_with(b"\n"));
    let size = a.journal.size();
    a.add(None, &["more"]);
    assert_eq!(post(format!("old {size}\n\n{}", a.journal.checkpoint_text())).0, 422);
    assert_eq!(post(format!("old {}\n\n{note}", size + 1)).0, 400);
    assert_eq!(post(format!("old {size}\n\n{}", note.replace("— f", "— g"))).0, 403);
    assert_eq!(post(format!("old 0\n\n{}", note.replace("fieldchart/", "elsewhere/"))).0, 404);
    assert_eq!(post("x".repeat(1 << 20)).0, 413);
}

#[test]
fn health_and_metrics_say_how_the_hub_is_and_name_nobody() {
    let base = Base::embedded();
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 84);
    let (record, view) = hub_of(&base, &a);
    meet(&a.journal, &view);
    let hub = served(&record);
    assert_eq!(hub.get("/health", None), (200, b"ok\n".to_vec()));
    let (status, text) = hub.get("/metrics", None);
    let text = String::from_utf8(text).unwrap();
    assert_eq!(status, 200);
    assert!(text.contains(&format!("fieldchart_hub_entries_taken_total {}\n", a.journal.size())), "{text}");
    assert!(text.contains("# TYPE fieldchart_hub_operations gauge\nfieldchart_hub_operations 1\n"), "{text}");
    assert!(!text.contains(&hex::encode(a.journal.operation())));
}

#[test]
fn places_and_rates_turn_away_who_is_too_many() {
    let base = Base::embedded();
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 85);
    let (record, view) = hub_of(&base, &a);
    meet(&a.journal, &view);
    let tls = a.tls();
    let door = Door::new(Arc::clone(&record), TestEnv::new(1), 2, 3);
    let inside = (door.enter(&tls).unwrap(), door.enter(&tls).unwrap());
    assert!(matches!(door.enter(&tls), Err(hub::Turned::Full(2))));
    drop(inside);
    assert_eq!(door.guests(), 0);
    assert!(door.enter(&tls).is_ok());
    assert!(matches!(door.enter(&tls), Err(hub::Turned::TooOften(3))));
}

#[test]
fn an_operator_adds_lists_copies_and_restores_by_commands() {
    let dir = tempdir().unwrap();
    let a = founded(&dir.path().join("a"), 86);
    let (hub, there) = (dir.path().join("hub"), dir.path().join("there"));
    let run = |dir: &std::path::Path, words: &[&str]| {
        let out =
            Command::new(env!("CARGO_BIN_EXE_fieldchart-hub")).arg("--dir").arg(dir).args(words).output().unwrap();
        let text = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
        (out.status.success(), text)
    };
    let line = a.line();
    let (ok, added) = run(&hub, &["add-operation", &line]);
    assert!(ok && added.contains("mirror token "), "{added}");
    assert!(!run(&hub, &["add-operation", &line]).0 && !run(&hub, &["add-operation", &line[..50]]).0);
    let (ok, listed) = run(&hub, &["operations"]);
    assert!(ok && listed.starts_with(&format!("{} 0 of ", hex::encode(a.journal.operation()))), "{listed}");
    let witness = run(&hub, &["witness"]).1;
    let key = run(&hub, &["key", "192.0.2.1:7312"]).1;
    let told: sync::introduction::HubLine = key.parse().unwrap();
    assert_eq!(told.address, "192.0.2.1:7312".parse().unwrap());
    assert_eq!(run(&hub, &["witness"]).1, witness);
    let copy = dir.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    assert!(run(&hub, &["backup", copy]).0 && !run(&hub, &["backup", copy]).0);
    let (ok, restored) = run(&there, &["restore", copy]);
    assert!(ok && restored.starts_with("new witness key fieldchart-hub/"), "{restored}");
    assert!(restored.ends_with(&run(&there, &["witness"]).1) && !restored.contains(witness.trim()));
    assert_eq!(run(&there, &["operations"]).1, listed);
    assert_eq!(run(&there, &["key", "192.0.2.1:7312"]).1, key, "laptops know it again");
}
