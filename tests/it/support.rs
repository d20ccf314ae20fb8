//! A clinic in a temporary folder, driven by its calls.

use clinic::{Config, Host};
use domain::api::chart::Register;
use domain::api::session::Start;
use domain::api::visit::RecordPart;
use domain::api::{ApiError, Call, Envelope, Reply};
use domain::id::Id;
use domain::part::Part;
use domain::patient::Patient;
use domain::vitals::{Reading, Vitals};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

pub const PASSPHRASE: &str = "river lamp seven goat moon";

/// A host whose passphrases are cheap to derive.
pub fn host(dir: &Path) -> Arc<Host> {
    let config =
        Config { argon: clinic::Cost::Fixed(ledger::ArgonCost { m_kib: 64, t: 1, p: 1 }), ..Config::default() };
    Host::new(dir.to_owned(), config)
}

/// A started operation and its session's token.
pub fn started(dir: &Path) -> (Arc<Host>, String) {
    let host = host(dir);
    let start = Start {
        operation: "Test".into(),
        site: "Tent 1".into(),
        name: "Dr Test".into(),
        passphrase: PASSPHRASE.into(),
    };
    let token = call(&host, None, start).unwrap().token;
    (host, token)
}

pub fn call<C: Call>(host: &Host, token: Option<&str>, c: C) -> Result<C::Output, ApiError> {
    send(host, envelope(token, &c))
}

pub fn envelope<C: Call>(token: Option<&str>, c: &C) -> Envelope {
    Envelope {
        method: C::METHOD.into(),
        params: serde_json::to_value(c).unwrap(),
        token: token.map(str::to_owned),
        request: None,
    }
}

pub fn send<T: serde::de::DeserializeOwned>(host: &Host, e: Envelope) -> Result<T, ApiError> {
    match host.call(e) {
        Reply::Ok(v) => Ok(serde_json::from_value(v).unwrap()),
        Reply::Err(e) => Err(e),
    }
}

pub fn named(given: &str, family: &str) -> Patient {
    Patient { given: Some(given.into()), family: Some(family.into()), ..Patient::default() }
}

/// Registers somebody with one set of vitals.
pub fn register(host: &Host, token: &str, p: Patient) -> (Id, Id) {
    let id = call(host, Some(token), Register { patient: p }).unwrap();
    let vitals = Vitals { pulse_per_min: Some(Reading::Value(80)), ..Vitals::default() };
    let set = call(host, Some(token), RecordPart { patient: id, part: Part::Vitals(vitals), form: None }).unwrap();
    (id, set)
}

/// A picture (PNG) of so many pixels a side that is whole as far as can be told without drawing it, around any bytes.
pub fn picture(side: u32, inside: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(name);
        crc.update(data);
        [&(data.len() as u32).to_be_bytes()[..], name, data, &crc.sum().to_be_bytes()].concat()
    };
    let header = chunk(b"IHDR", &[&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 0, 0, 0, 0]].concat());
    [b"\x89PNG\r\n\x1a\n".to_vec(), header, chunk(b"IDAT", inside), chunk(b"IEND", b"")].concat()
}

/// The command line on a folder, with the test's passphrase.
pub fn fieldchart(dir: &Path) -> Command {
    let mut c = Command::new(tests::bin("fieldchart"));
    c.arg("--dir").arg(dir).env("FIELDCHART_PASSPHRASE", PASSPHRASE).env("FIELDCHART_TEST_CHEAP_ARGON", "1");
    c
}

/// Runs to the end; standard output and whether it exited 0.
pub fn run(c: &mut Command) -> (String, bool) {
    let out = c.output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    (text, out.status.success())
}

/// Serves a host over loopback HTTP until the tests end, and tells where.
pub fn served(host: &Arc<Host>) -> String {
    let (say, hear) = std::sync::mpsc::channel();
    let host = Arc::clone(host);
    std::thread::spawn(move || {
        clinic::serve::serve(host, "127.0.0.1:0".parse().unwrap(), |a| say.send(a.to_string()).unwrap()).unwrap();
    });
    hear.recv().unwrap()
}

/// An HTTP answer: status line and headers in lower case, and the body.
pub struct Answer {
    pub head: String,
    pub body: Vec<u8>,
}

/// One request; `more` are header lines, each with its line's end.
pub fn http(address: &str, method: &str, path: &str, more: &str, body: &[u8]) -> Answer {
    let mut s = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{more}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    s.write_all(head.as_bytes()).unwrap();
    // A server that refuses a large body may close before it has read all of it.
    let _ = s.write_all(body);
    let mut all = Vec::new();
    let _ = s.read_to_end(&mut all);
    let at = all.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    Answer { head: String::from_utf8_lossy(&all[..at]).to_lowercase(), body: all[at + 4..].to_vec() }
}
