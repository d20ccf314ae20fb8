//! Laptops meet on a network: asked to, by themselves after writes, both at once; paused, revoked, locked; on the command line.

use crate::stick::joined;
use crate::support::{PASSPHRASE, call, fieldchart, named, register, run, started};
use clinic::host::Host;
use clinic::peers::Network;
use domain::api::chart::Search;
use domain::api::laptops::{LaptopReason, Laptops, RevokeLaptop};
use domain::api::peers::{ForgetAddress, MeetAt, Meeting, MeetingEnd, PauseSync, Peers, SyncNow, SyncState};
use domain::api::session::{JobStatus, LockStore, LogIn, Status};
use domain::api::{ApiError, Event};
use domain::id::Id;
use domain::limits::Problem;
use std::path::Path;
use std::sync::Arc;

/// A laptop with somebody logged in.
pub struct Laptop {
    pub host: Arc<Host>,
    pub token: String,
}

pub fn on_loopback(by_itself: bool) -> Network {
    Network { listen: vec!["127.0.0.1:0".parse().unwrap()], multicast: false, by_itself }
}

/// Two laptops of one operation, each reached on loopback.
pub fn two(dir: &Path, by_itself: bool) -> [Laptop; 2] {
    let (one, at_one) = started(&dir.join("one"));
    let (other, at_other) = joined(&one, &dir.join("other"), &dir.join("stick"));
    [(one, at_one), (other, at_other)].map(|(host, token)| {
        host.go_online(on_loopback(by_itself));
        Laptop { host, token }
    })
}

impl Laptop {
    pub(crate) fn address(&self) -> String {
        self.host.peers().unwrap().addresses()[0].to_string()
    }

    pub fn begins_to_meet(&self, address: &str) -> Id {
        call(&self.host, Some(&self.token), MeetAt { address: address.to_owned() }).unwrap()
    }

    pub fn meets(&self, other: &Laptop) -> Meeting {
        let id = self.begins_to_meet(&other.address());
        self.result(id)
    }

    /// What a job came to; its events tell when to look.
    pub fn result(&self, id: Id) -> Meeting {
        let mut events = self.host.subscribe();
        loop {
            let job = call(&self.host, Some(&self.token), JobStatus { id }).unwrap();
            if let Some(result) = job.result {
                return serde_json::from_value(result.unwrap()).unwrap();
            }
            events.blocking_recv().unwrap();
        }
    }

    fn finds(&self, query: &str) -> bool {
        let search = Search { query: query.to_owned(), limit: 5 };
        !call(&self.host, Some(&self.token), search).unwrap().rows.is_empty()
    }

    fn meetings(&self) -> Vec<MeetingEnd> {
        call(&self.host, Some(&self.token), Peers {}).unwrap().meetings.into_iter().map(|met| met.end).collect()
    }
}

fn heads(laptop: &Laptop) -> Vec<ledger::tlog::checkpoint::Checkpoint> {
    laptop.host.store().unwrap().journal().heads().unwrap()
}

#[test]
fn an_address_is_typed_and_both_hold_the_same_and_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    register(&one.host, &one.token, named("Zahra", "Nooruddin"));
    register(&other.host, &other.token, named("Yusuf", "Omar"));
    let met = other.meets(&one);
    assert_eq!(
        (&met.end, met.laptop.map(|id| id.0)),
        (&MeetingEnd::Complete, Some(one.host.store().unwrap().journal().device()))
    );
    assert!(met.entries_in > 0 && met.entries_out > 0, "{met:?}");
    assert_eq!(heads(&one), heads(&other));
    assert!(one.finds("Yusuf Omar") && other.finds("Zahra Nooruddin"));

    let view = call(&other.host, Some(&other.token), Peers {}).unwrap();
    assert_eq!((view.state, view.peers.len(), view.meetings.len()), (SyncState::On, 1, 1));
    assert!(view.peers[0].typed && view.peers[0].laptop == met.laptop && view.addresses[0].qr.contains("<svg"));
    let status = call(&other.host, Some(&other.token), Status {}).unwrap();
    assert_eq!(status.met.map(|met| Some(met.laptop)), Some(met.laptop));
    let laptops = call(&other.host, Some(&other.token), Laptops {}).unwrap().laptops;
    let told = laptops.iter().find(|laptop| !laptop.here).unwrap();
    assert_eq!((told.met, told.program.as_str()), (Some(met.at), env!("CARGO_PKG_VERSION")));
    // Both remember it; once more there is nothing to tell, and one line says so.
    for _ in 0..2 {
        assert_eq!(other.meets(&one).entries_in, 0);
    }
    assert_eq!(other.meetings(), [MeetingEnd::Complete, MeetingEnd::Complete]);
    let forget = ForgetAddress { address: one.address() };
    call(&other.host, Some(&other.token), forget).unwrap();
    assert!(call(&other.host, Some(&other.token), Peers {}).unwrap().peers.is_empty());
}

#[test]
fn what_is_written_goes_across_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), true);
    assert_eq!(other.meets(&one).end, MeetingEnd::Complete);
    let mut events = one.host.subscribe();
    register(&other.host, &other.token, named("Amina", "Hasan"));
    while !one.finds("Amina Hasan") {
        while !matches!(events.blocking_recv(), Ok(Event::Board)) {}
    }
}

#[test]
fn two_that_dial_each_other_at_once_agree_on_one_meeting() {
    let dir = tempfile::tempdir().unwrap();
    let laptops = two(dir.path(), false);
    let [one, other] = &laptops;
    for n in 0..5 {
        register(&one.host, &one.token, named("Zahra", &format!("Nooruddin{n}")));
        register(&other.host, &other.token, named("Yusuf", &format!("Omar{n}")));
        let jobs = (one.begins_to_meet(&other.address()), other.begins_to_meet(&one.address()));
        for met in [one.result(jobs.0), other.result(jobs.1)] {
            assert_eq!(met.end, MeetingEnd::Complete, "{met:?}");
        }
        one.meets(other);
        assert_eq!(heads(one), heads(other));
    }
    for laptop in &laptops {
        assert!(laptop.meetings().iter().all(|end| *end == MeetingEnd::Complete), "{:?}", laptop.meetings());
    }
}

#[test]
fn paused_nobody_gets_in_until_somebody_asks_again() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    register(&one.host, &one.token, named("Zahra", "Nooruddin"));
    call(&one.host, Some(&one.token), PauseSync { paused: true }).unwrap();
    assert_eq!(call(&one.host, Some(&one.token), Peers {}).unwrap().state, SyncState::Paused);
    let met = other.meets(&one);
    assert_eq!((met.end, met.laptop), (MeetingEnd::Broke, None));
    assert!(!other.finds("Zahra Nooruddin"));
    call(&one.host, Some(&one.token), SyncNow {}).unwrap();
    assert_eq!(other.meets(&one).end, MeetingEnd::Complete);
    assert!(other.finds("Zahra Nooruddin"));
}

#[test]
fn a_revoked_laptop_is_not_let_in_and_a_locked_store_opens_again() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), true);
    assert_eq!(other.meets(&one).end, MeetingEnd::Complete);
    // Locked, nothing holds the store open; logged in again, it is reached again.
    call(&one.host, Some(&one.token), LockStore {}).unwrap();
    assert!(one.host.peers().is_none());
    let token = call(&one.host, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let one = Laptop { token, ..one };
    assert_eq!(other.meets(&one).end, MeetingEnd::Complete);
    let id = Id(other.host.store().unwrap().journal().device());
    let revoke = RevokeLaptop { id, reason: LaptopReason::Lost, passphrase: PASSPHRASE.into() };
    call(&one.host, Some(&one.token), revoke).unwrap();
    register(&one.host, &one.token, named("Zahra", "Nooruddin"));
    let met = other.meets(&one);
    assert!(matches!(met.end, MeetingEnd::NotLetIn), "{met:?}");
    assert!(!other.finds("Zahra Nooruddin"));
    assert_eq!(one.meets(&other).end, MeetingEnd::Stranger);
}

#[test]
fn a_laptop_alone_opens_no_port_and_an_address_is_checked() {
    let dir = tempfile::tempdir().unwrap();
    let (alone, token) = started(dir.path());
    let ask = |address: &str| call(&alone, Some(&token), MeetAt { address: address.to_owned() });
    assert_eq!(call(&alone, Some(&token), Peers {}).unwrap().state, SyncState::Off);
    alone.go_online(on_loopback(true));
    assert!(alone.peers().is_none());
    assert_eq!(call(&alone, Some(&token), Peers {}).unwrap().state, SyncState::Alone);
    assert_eq!(ask("127.0.0.1:9").unwrap_err(), ApiError::NotFound);
    let dir = tempfile::tempdir().unwrap();
    let [one, _other] = two(dir.path(), false);
    let wrong = call(&one.host, Some(&one.token), MeetAt { address: "the other laptop".to_owned() });
    let Err(ApiError::Invalid { fields }) = wrong else { panic!("{wrong:?}") };
    assert_eq!(fields[0].problem, Problem::NotAnAddress);
    // Nobody listens there any more.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let met = one.result(one.begins_to_meet(&port.to_string()));
    assert_eq!((met.end, met.laptop), (MeetingEnd::Unreachable, None));
}

#[test]
fn at_another_address_a_laptop_is_met_there_and_silence_at_the_old_one_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    let old = one.address();
    assert_eq!(other.meets(&one).end, MeetingEnd::Complete);
    // The network gives it another address; another port does the same on loopback, and somebody silent has the old one.
    call(&one.host, Some(&one.token), LockStore {}).unwrap();
    let silent = std::net::TcpListener::bind(&old).unwrap();
    let token = call(&one.host, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let one = Laptop { token, ..one };
    assert_ne!(one.address(), old);
    drop(silent);
    register(&one.host, &one.token, named("Zahra", "Nooruddin"));
    let met = other.result(other.begins_to_meet(&old));
    assert_eq!((met.end, met.laptop), (MeetingEnd::Unreachable, None));
    assert!(!other.finds("Zahra Nooruddin"));
    // Known by its key and not by its place, it is the same laptop at the new one.
    let met = other.meets(&one);
    assert_eq!((met.end, met.laptop), (MeetingEnd::Complete, Some(Id(one.host.store().unwrap().journal().device()))));
    assert!(other.finds("Zahra Nooruddin"));
    assert_eq!(call(&other.host, Some(&other.token), Laptops {}).unwrap().laptops.len(), 2);
}

#[test]
fn the_command_line_meets_whoever_is_at_an_address() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    register(&one.host, &one.token, named("Zahra", "Nooruddin"));
    let address = one.address();
    let folder = other.host.dir().to_owned();
    drop(other);
    let (text, ok) = run(fieldchart(&folder).args(["sync", "--with", &address]));
    assert!(ok && text.contains("both hold the same"), "{text}");
    let (text, ok) = run(fieldchart(&folder).args(["search", "Nooruddin"]));
    assert!(ok && text.contains("Nooruddin"), "{text}");
    let (text, ok) = run(fieldchart(&folder).args(["peers", "--wait-s", "0"]));
    assert!(ok && text.contains("both hold the same"), "{text}");
    let (text, ok) = run(fieldchart(&folder).args(["sync", "--with", "127.0.0.1:9"]));
    assert!(!ok && text.contains("nobody answers there"), "{text}");
}
