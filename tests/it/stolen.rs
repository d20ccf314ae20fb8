//! A session's token in other hands (fault 18): whoever has it gets no further than its owner would at that moment, and a browser
//! elsewhere gets nowhere with or without it.
//! In scope: the doors as somebody on the same laptop or network finds them.  Not here: guessing passphrases and PINs (doors.rs, people.rs).

use crate::support::{PASSPHRASE, call, envelope, fieldchart, host, http, named, register, run, served, started};
use domain::access::Role;
use domain::api::chart::{Chart, Search};
use domain::api::people::{AddPerson, Deactivate, SetPin, TakeOver};
use domain::api::session::{LoadDraft, LockScreen, LockStore, LogIn, LogOut, SaveDraft, Unlock};
use domain::api::visit::{Find, List};
use domain::api::{ApiError, Call, Reply};
use domain::id::Id;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

const PIN: &str = "604913";

/// What a thief reads with a token, each time over a connection of its own: the first refusal, or none.
fn refused(address: &str, token: &str, patient: Id, note: &str) -> Option<ApiError> {
    fn ask<C: Call>(address: &str, token: &str, c: &C) -> Option<ApiError> {
        let body = serde_json::to_vec(&envelope(Some(token), c)).unwrap();
        match serde_json::from_slice(&http(address, "POST", "/api/call", "", &body).body).unwrap() {
            Reply::Ok(_) => None,
            Reply::Err(error) => Some(error),
        }
    }
    let blob = http(address, "GET", &format!("/api/blob/{note}?token={token}"), "", b"");
    let put = http(address, "PUT", &format!("/api/blob?token={token}&patient={patient}&title=x"), "", b"a note");
    let asked = [
        ask(address, token, &Chart { id: patient }),
        ask(address, token, &Search { query: String::new(), limit: 5 }),
        ask(address, token, &LoadDraft { form: "register".into() }),
        ask(address, token, &Find { list: List::Medicines, query: "amox".into(), limit: 5 }),
        ask(address, token, &SetPin { passphrase: PASSPHRASE.into(), pin: PIN.into() }),
        match serde_json::from_slice(&put.body).unwrap() {
            Reply::Ok(_) => None,
            Reply::Err(error) => Some(error),
        },
    ];
    assert_eq!(blob.head.contains(" 200 "), asked[0].is_none(), "{}", blob.head);
    assert!(asked.iter().all(|told| *told == asked[0]), "{asked:?}");
    asked[0].clone()
}

#[test]
fn a_stolen_token_reads_nothing_once_its_owner_locked_the_screen_handed_it_over_left_or_locked_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let address = served(&h);
    let (patient, _) = register(&h, &token, named("Amina", "Hassan"));
    call(&h, Some(&token), SaveDraft { form: "register".into(), text: "{\"given\":\"Za".into() }).unwrap();
    let put = http(&address, "PUT", &format!("/api/blob?token={token}&patient={patient}&title=note"), "", b"a note");
    let Reply::Ok(note) = serde_json::from_slice(&put.body).unwrap() else { panic!("{}", put.head) };
    let note = note.as_str().unwrap();
    let stolen = |token: &str| refused(&address, token, patient, note);
    // A token is all a session is: while its owner works, whoever has it works, too.
    assert_eq!(stolen(&token), None);

    call(&h, Some(&token), LockScreen {}).unwrap();
    assert_eq!(stolen(&token), Some(ApiError::ScreenLocked));
    call(&h, Some(&token), Unlock { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!(stolen(&token), None);

    let nurse = AddPerson { name: "Nurse Test".into(), roles: vec![Role::Nurse], ends: None };
    let nurse = call(&h, Some(&token), nurse).unwrap();
    let hers = call(&h, None, LogIn { passphrase: nurse.passphrase.clone() }).unwrap();
    call(&h, Some(&hers), SetPin { passphrase: nurse.passphrase.clone(), pin: PIN.into() }).unwrap();
    assert_eq!(call(&h, Some(&token), TakeOver { user: nurse.id, pin: PIN.into() }).unwrap(), hers);
    assert_eq!(stolen(&token), Some(ApiError::ScreenLocked));
    call(&h, Some(&hers), LogOut {}).unwrap();
    assert_eq!(stolen(&hers), Some(ApiError::NoSession));

    // Nor whose account an administrator closes.
    let hers = call(&h, None, LogIn { passphrase: nurse.passphrase }).unwrap();
    call(&h, Some(&token), Unlock { passphrase: PASSPHRASE.into() }).unwrap();
    call(&h, Some(&token), Deactivate { id: nurse.id }).unwrap();
    assert_eq!(stolen(&hers), Some(ApiError::NoSession));

    call(&h, Some(&token), LockStore {}).unwrap();
    assert_eq!(stolen(&token), Some(ApiError::NoSession));
    // Nor does it come back to life with the store, or with the program.
    let again = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!((stolen(&token), stolen(&again)), (Some(ApiError::NoSession), None));
    h.lock_store();
    let restarted = host(dir.path());
    drop(h);
    call(&restarted, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!(call(&restarted, Some(&again), Chart { id: patient }).unwrap_err(), ApiError::NoSession);
}

#[test]
fn a_stream_of_events_ends_with_its_session() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let address = served(&h);
    let other = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let mut stream = TcpStream::connect(&address).unwrap();
    let ask = format!("GET /api/events?token={token} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let mut lines = BufReader::new(stream);
    let mut hear = |what: &str| {
        let mut line = String::new();
        while !line.contains(what) {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "it ended before {what}");
        }
    };
    // Its head comes when it listens; what is written from then on is heard.
    hear("text/event-stream");
    register(&h, &other, named("Amina", "Hassan"));
    hear("grown");
    call(&h, Some(&token), LogOut {}).unwrap();
    register(&h, &other, named("Peter", "Okello"));
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    let told = rest.matches("grown").count();
    // Of the first registration its second write may be left.
    assert!(told <= 1, "it is told on: {rest}");
}

/// One request whose Host is somebody's choice: a name that was made to lead here.
fn named_host(address: &str, host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_name_that_was_made_to_lead_here_is_refused_at_every_address() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let address = served(&h);
    let port = address.rsplit_once(':').unwrap().1;
    for path in ["/", &format!("/api/events?token={token}"), &format!("/api/blob/{}?token={token}", Id([1; 16]))] {
        for host in ["evil.example", "127.0.0.1.evil.example", "192.168.1.7", ""] {
            let answer = named_host(&address, &format!("{host}:{port}"), path);
            assert!(answer.starts_with("HTTP/1.1 403"), "{host} {path}: {answer}");
        }
    }
    let own = named_host(&address, &address, &format!("/api/blob/{}?token={token}", Id([1; 16])));
    assert!(own.starts_with("HTTP/1.1 404"), "{own}");
}

#[test]
fn a_browser_elsewhere_on_the_network_finds_no_door() {
    let dir = tempfile::tempdir().unwrap();
    // The screens are served to this machine alone.
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.7:0"] {
        let served = clinic::serve::serve(host(dir.path()), address.parse().unwrap(), |_| panic!("it listens"));
        assert!(served.unwrap_err().to_string().contains("loopback"), "{address}");
    }
    let (text, ok) = run(fieldchart(dir.path()).args(["serve", "--listen", "0.0.0.0:0"]));
    assert!(!ok && text.contains("loopback"), "{text}");
    // Where laptops meet, somebody without a certified key is told nothing, in plain words or in TLS.
    let [one, other] = crate::peers::two(dir.path(), false);
    register(&one.host, &one.token, named("Zahra", "Nooruddin"));
    let address = one.address();
    for first in
        [&b"GET / HTTP/1.1\r\nHost: laptop\r\n\r\n"[..], b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", b"\0\0\0"]
    {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(first).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // Whether it is closed or reset is the system's business.
        let _ = stream.read_to_end(&mut answer);
        // A TLS alert is seven bytes.
        assert!(answer.len() <= 7 && !answer.starts_with(b"HTTP"), "{answer:?}");
    }
    assert_eq!(other.meets(&one).end, domain::api::peers::MeetingEnd::Complete);
}
