//! A laptop joins over the network: by six digits or a QR code, six words on two screens, and the records come at once.
//! In scope: both laptops through their calls, and the two commands.  Not here: what is said (sync::pairing), a stick (laptops, stick).

use crate::copies::{end, refused};
use crate::support::{PASSPHRASE, call, fieldchart, host, named, register, started};
use clinic::Host;
use clinic::peers::Network;
use domain::api::ApiError;
use domain::api::chart::Search;
use domain::api::laptops::{DropJoin, Laptops};
use domain::api::pairing::{
    AnswerPairing, Ask, CompletePairing, EndPairing, Offer, Pairing, PairingState, PairingView, Seek,
};
use domain::api::session::{LockStore, LogIn, Phase, Status};
use domain::id::Id;
use domain::limits::Problem;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

/// An administrator's laptop that is reached on loopback, with one patient.
fn here(dir: &Path) -> (Arc<Host>, String) {
    let (host, token) = started(&dir.join("here"));
    register(&host, &token, named("Amina", "Hasan"));
    let listen = vec!["127.0.0.1:0".parse().unwrap()];
    host.go_online(Network { listen, multicast: false, by_itself: false });
    (host, token)
}

fn offer(h: &Host, token: &str) -> PairingView {
    call(h, Some(token), Offer {}).unwrap()
}

fn view(h: &Host, token: &str) -> PairingView {
    call(h, Some(token), Pairing {}).unwrap().unwrap()
}

fn ask(new: &Host, code: &str, offer: &PairingView) -> Result<String, ApiError> {
    let address = offer.addresses[0].clone();
    call(new, None, Ask { code: code.to_owned(), address }).map(|asked| asked.words)
}

/// Waits until the offer stands somewhere; every change of it is an event.
fn until(h: &Host, token: &str, state: &PairingState) -> PairingView {
    let mut events = h.subscribe();
    loop {
        let view = view(h, token);
        if view.state == *state {
            return view;
        }
        events.blocking_recv().unwrap();
    }
}

fn answers(h: &Host, token: &str, same: bool) -> Result<(), ApiError> {
    call(h, Some(token), AnswerPairing { same })
}

fn completes(new: &Host) -> Id {
    call(new, None, CompletePairing {}).unwrap()
}

#[test]
fn a_laptop_joins_by_the_code_or_the_line_and_has_the_records_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = here(dir.path());
    for (n, by_line) in [(1, false), (2, true)] {
        let offered = offer(&a, &at_a);
        assert_eq!((offered.state.clone(), offered.code.len()), (PairingState::Waiting, 6));
        assert!(offered.way.qr.contains("<svg"));
        let new = host(&dir.path().join(format!("new {n}")));
        let words = if by_line {
            call(&new, None, Ask { code: format!(" {} ", offered.way.text), address: String::new() }).unwrap().words
        } else {
            ask(&new, &format!("{} {}", &offered.code[..3], &offered.code[3..]), &offered).unwrap()
        };
        let compared = until(&a, &at_a, &PairingState::Comparing);
        assert_eq!((words.split(' ').count(), &compared.words), (6, &words));
        let job = completes(&new);
        assert_eq!(call(&a, Some(&at_a), Laptops {}).unwrap().laptops.len(), n, "nobody is admitted before the yes");
        answers(&a, &at_a, true).unwrap();
        let entries: u64 = end(&new, None, job).unwrap();
        let admitted = until(&a, &at_a, &PairingState::Admitted);
        assert!(entries > 0 && admitted.entries > 0);
        assert_eq!(answers(&a, &at_a, true).unwrap_err(), ApiError::NotFound, "answered once");
        assert_eq!(call(&new, None, Status {}).unwrap().phase, Phase::Locked);
        let token = call(&new, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
        let found = call(&new, Some(&token), Search { query: "amnia".into(), limit: 5 }).unwrap();
        assert_eq!(found.rows.len(), 1);
        let device = new.store().unwrap().journal().device();
        assert_eq!(admitted.laptop, Some(Id(device)));
        crate::backup::clean(&new);
        assert_eq!(call(&new, None, Seek {}).unwrap_err(), ApiError::OperationExists);
    }
    crate::backup::clean(&a);
}

#[test]
fn wrong_codes_are_counted_and_the_offer_ends_with_the_third() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = here(dir.path());
    let offered = offer(&a, &at_a);
    let new = host(&dir.path().join("new"));
    for typed in ["12345", "", "no code at all", "fieldchart-join+127.0.0.1:1+00+00"] {
        let problem = if typed.is_empty() { Problem::Nothing } else { Problem::NotACode };
        refused(ask(&new, typed, &offered), "join_code", problem);
    }
    let nowhere = Ask { code: offered.code.clone(), address: "127.0.0.1:1".into() };
    refused(call(&new, None, nowhere), "peer_address", Problem::NobodyThere);
    let other = if offered.code == "000000" { "000001" } else { "000000" };
    for _ in 0..2 {
        refused(ask(&new, other, &offered), "join_code", Problem::OtherCode);
        assert_eq!(view(&a, &at_a).state, PairingState::Waiting);
    }
    refused(ask(&new, other, &offered), "join_code", Problem::OtherCode);
    until(&a, &at_a, &PairingState::Guessed);
    refused(ask(&new, &offered.code, &offered), "join_code", Problem::OfferOver);
    assert_eq!(call(&new, None, CompletePairing {}).unwrap_err(), ApiError::NotFound);
    // The next offer has another code, and the right one still opens it.
    let next = offer(&a, &at_a);
    assert!(next.state == PairingState::Waiting && next.way.text != offered.way.text);
    ask(&new, &next.code, &next).unwrap();
}

#[test]
fn a_no_an_end_and_a_lock_admit_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = here(dir.path());
    let new = host(&dir.path().join("new"));
    let over = |job: Id| refused(end::<u64>(&new, None, job), "join_code", Problem::OfferOver);

    let offered = offer(&a, &at_a);
    ask(&new, &offered.code, &offered).unwrap();
    until(&a, &at_a, &PairingState::Comparing);
    let job = completes(&new);
    answers(&a, &at_a, false).unwrap();
    over(job);
    assert_eq!(view(&a, &at_a).state, PairingState::Refused);

    let offered = offer(&a, &at_a);
    ask(&new, &offered.code, &offered).unwrap();
    let job = completes(&new);
    call(&a, Some(&at_a), EndPairing {}).unwrap();
    over(job);
    assert_eq!(call(&a, Some(&at_a), Pairing {}).unwrap(), None);

    // Who asked went away: the offer stands for the next.
    let offered = offer(&a, &at_a);
    ask(&new, &offered.code, &offered).unwrap();
    until(&a, &at_a, &PairingState::Comparing);
    call(&new, None, DropJoin {}).unwrap();
    until(&a, &at_a, &PairingState::Waiting);

    ask(&new, &offered.code, &offered).unwrap();
    until(&a, &at_a, &PairingState::Comparing);
    let job = completes(&new);
    call(&a, Some(&at_a), LockStore {}).unwrap();
    over(job);
    assert!(!new.is_started());
    let at_a = call(&a, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!(call(&a, Some(&at_a), Laptops {}).unwrap().laptops.len(), 1);
    assert_eq!(call(&a, Some(&at_a), Pairing {}).unwrap(), None);
}

#[test]
fn a_program_that_was_told_to_stay_off_the_network_offers_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    assert_eq!(call(&a, Some(&at_a), Offer {}).unwrap_err(), ApiError::NotAllowed);
}

#[test]
fn two_laptops_come_together_by_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let (a, _) = here(dir.path());
    drop(a);
    let mut admits = fieldchart(&dir.path().join("here"))
        .args(["admit", "--online", "127.0.0.1:0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(admits.stderr.take().unwrap()).lines();
    let mut after = |mark: &str| {
        let line = said.by_ref().map(Result::unwrap).find(|line| line.contains(mark)).unwrap();
        line.rsplit(": ").next().unwrap().to_owned()
    };
    let line = after("line");
    let mut joins = fieldchart(&dir.path().join("new"))
        .args(["join", "--code", &line])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let words = after("Six words");
    let shown = BufReader::new(joins.stderr.take().unwrap()).lines().map(Result::unwrap);
    let shown = shown.take(1).collect::<String>();
    assert!(shown.ends_with(&words), "{shown} / {words}");
    admits.stdin.take().unwrap().write_all(b"yes\n").unwrap();
    assert!(joins.wait().unwrap().success());
    assert!(admits.wait().unwrap().success());
    let devices = fieldchart(&dir.path().join("new")).arg("devices").output().unwrap();
    assert_eq!(String::from_utf8(devices.stdout).unwrap().lines().count(), 2);
}
