//! The coordinator's pages through their calls: how far others are behind, a lost laptop, several histories, hubs.
//! In scope: that what is said of others is true and never more than is known.  Not here: meeting (peers), revoking (laptops).

use crate::laptops::{folder, joined, other, sync};
use crate::peers::{Laptop, on_loopback, two};
use crate::stick::copied;
use crate::support::{PASSPHRASE, call, host, named, register, run, started};
use audit::Pair;
use clinic::{Config, Host};
use domain::access::Role;
use domain::api::ApiError;
use domain::api::chart::Chart;
use domain::api::coordinator::{AboutLost, Forks, HubView, Hubs, LostView, Share};
use domain::api::laptops::{Known, KnownBy, LaptopReason, Laptops, RevokeLaptop};
use domain::api::peers::MeetingEnd;
use domain::api::people::AddPerson;
use domain::api::session::LogIn;
use domain::id::Id;
use ledger::{Class, EntryRow};
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

fn size(h: &Host) -> u64 {
    h.store().unwrap().journal().length()
}

fn now() -> i64 {
    ledger::Env::now_ms(&clinic::clock::SystemEnv).cast_signed()
}

fn entries(h: &Host) -> Vec<EntryRow> {
    h.store().unwrap().journal().entries(0, size(h)).unwrap()
}

/// Entries held here that the other does not hold, in truth.
fn behind(here: &Host, there: &Host) -> u64 {
    let held: HashSet<_> = entries(there).into_iter().map(|entry| entry.leaf_hash).collect();
    let lacking =
        entries(here).into_iter().filter(|entry| entry.class != Class::Heads && !held.contains(&entry.leaf_hash));
    lacking.count() as u64
}

#[test]
fn how_far_another_laptop_is_behind_is_known_from_sticks_and_never_too_little() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    assert_eq!((other(&a, &at_a).known, other(&b, &at_b).known.map(|known| known.behind)), (None, Some(0)));
    for (n, (h, token)) in [(&b, &at_b), (&a, &at_a), (&a, &at_a), (&b, &at_b), (&a, &at_a)].into_iter().enumerate() {
        register(h, token, named("Zahra", &format!("Noor {n}")));
        sync(h, token, &stick).unwrap();
        for (here, at_here, there) in [(&a, &at_a, &b), (&b, &at_b, &a)] {
            let known = other(here, at_here).known.map_or(size(here), |known| known.behind);
            let truly = behind(here, there);
            assert!(known >= truly, "{n}: {known}, truly {truly}");
        }
    }
    // Both have brought everything to the other; only what was written about that is missing.
    sync(&b, &at_b, &stick).unwrap();
    sync(&a, &at_a, &stick).unwrap();
    let known = other(&a, &at_a).known.unwrap();
    assert!(known.how != KnownBy::Met && (known.at.ms - now()).abs() < 3_600_000, "{known:?}");
    assert!(known.behind < 10 && size(&a) > 20, "{known:?} of {}", size(&a));
}

/// A clock that is ahead.
struct Ahead(u64);

impl ledger::Env for Ahead {
    fn now_ms(&self) -> u64 {
        clinic::clock::SystemEnv.now_ms() + self.0
    }
    fn fill(&self, out: &mut [u8]) {
        clinic::clock::SystemEnv.fill(out);
    }
}

#[test]
fn on_a_network_it_is_known_to_the_entry_and_a_clock_that_is_off_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    let id = Id(other.host.store().unwrap().journal().device());
    let seen = |one: &Laptop| {
        let all = call(&one.host, Some(&one.token), Laptops {}).unwrap().laptops;
        all.into_iter().find(|laptop| laptop.id == id).unwrap()
    };
    assert_eq!(seen(&one).known, None);
    register(&other.host, &other.token, named("Yusuf", "Omar"));
    assert_eq!(one.meets(&other).end, MeetingEnd::Complete);
    let Known { how, behind, .. } = seen(&one).known.unwrap();
    assert_eq!((how, behind), (KnownBy::Met, 0));
    let before = size(&one.host);
    register(&one.host, &one.token, named("Zahra", "Noor"));
    assert_eq!(seen(&one).known.unwrap().behind, size(&one.host) - before);
    assert_eq!(seen(&one).clock_offset_ms / 60_000, 0);
    // The other's clock is set two days ahead; what it writes then is older than it says.
    let folder = other.host.dir().to_owned();
    drop(other);
    let argon = clinic::Cost::Fixed(ledger::ArgonCost { m_kib: 64, t: 1, p: 1 });
    let ahead = Host::new(folder, Config { env: Arc::new(Ahead(2 * 86_400_000)), argon });
    let token = call(&ahead, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    ahead.go_online(on_loopback(false));
    let ahead = Laptop { host: ahead, token };
    register(&ahead.host, &ahead.token, named("Maryam", "Ali"));
    assert_eq!(one.meets(&ahead).end, MeetingEnd::Complete);
    let laptop = seen(&one);
    assert!((laptop.clock_offset_ms - 2 * 86_400_000).abs() < 60_000, "{laptop:?}");
    let known = laptop.known.unwrap();
    assert!(known.behind == 0 && (known.at.ms - now()).abs() < 3_600_000, "{known:?}");
    assert!(laptop.heard.unwrap().ms > now() + 86_400_000);
}

fn lost(h: &Host, token: &str, id: Id) -> Result<LostView, ApiError> {
    call(h, Some(token), AboutLost { id })
}

#[test]
fn of_a_lost_laptop_is_told_what_it_held_what_never_came_and_who_used_it() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let person = |name: &str| AddPerson { name: name.into(), roles: vec![Role::Nurse], ends: None };
    let nurse = call(&a, Some(&at_a), person("Nadia")).unwrap();
    call(&a, Some(&at_a), person("Basma")).unwrap();
    let (first, _) = register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    let id = other(&a, &at_a).id;
    // Of a laptop that was never heard of nothing is claimed, though it may hold all.
    let new = lost(&a, &at_a, id).unwrap();
    assert_eq!((new.patients, new.entries.known), (Share { known: 0, all: 1 }, 0));
    assert!(new.missing_since.is_some() && new.users.iter().all(|user| user.used.is_none()));
    // A nurse only reads there.
    let as_nurse = call(&b, None, LogIn { passphrase: nurse.passphrase }).unwrap();
    call(&b, Some(&as_nurse), Chart { id: first }).unwrap();
    b.flush();
    sync(&b, &at_b, &stick).unwrap();
    sync(&a, &at_a, &stick).unwrap();
    sync(&b, &at_b, &stick).unwrap();
    sync(&a, &at_a, &stick).unwrap();
    let before = size(&a);
    register(&a, &at_a, named("Zahra", "Noor"));
    register(&b, &at_b, named("Yusuf", "Omar"));
    let view = lost(&a, &at_a, id).unwrap();
    assert_eq!((view.patients, view.entries.all), (Share { known: 1, all: 2 }, size(&a)));
    assert!(view.entries.known >= before - 10 && view.entries.known <= before, "{view:?} {before}");
    assert_eq!(view.entries.all - view.entries.known, view.laptop.known.clone().unwrap().behind);
    assert!(view.missing_since.unwrap().ms <= now() && view.laptop.heard.is_some());
    let used: Vec<(&str, bool, bool)> =
        view.users.iter().map(|user| (user.name.as_str(), user.used.is_some(), user.active)).collect();
    assert_eq!(used, [("Nadia", true, true), ("Basma", false, true), ("Dr Test", false, true)]);
    assert!(!view.laptop.revoked);
    let here = call(&a, Some(&at_a), Laptops {}).unwrap().laptops[0].id;
    for nobody in [here, Id([1; 16])] {
        assert_eq!(lost(&a, &at_a, nobody).unwrap_err(), ApiError::NotFound);
    }
    let revoke = RevokeLaptop { id, reason: LaptopReason::Lost, passphrase: PASSPHRASE.into() };
    call(&a, Some(&at_a), revoke).unwrap();
    let out = lost(&a, &at_a, id).unwrap();
    assert!(out.laptop.revoked && !out.exposed);
    // It is found again: what came later changes nothing of what is counted.
    sync(&b, &at_b, &stick).unwrap();
    sync(&a, &at_a, &stick).unwrap();
    assert_eq!(lost(&a, &at_a, id).unwrap().patients.all, 2);
}

#[test]
fn two_histories_are_told_apart_with_who_signed_which_and_the_proof() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    assert_eq!(call(&a, Some(&at_a), Forks {}).unwrap(), []);
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    register(&b, &at_b, named("Amina", "Hasan"));
    let shared = b.store().unwrap().journal().size();
    drop(b);
    copied(&dir.path().join("b"), &dir.path().join("clone"));
    let mut sizes = Vec::new();
    for (name, people) in [("b", 1), ("clone", 2)] {
        let h = host(&dir.path().join(name));
        let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
        for n in 0..people {
            register(&h, &token, named("Zahra", &format!("{name} {n}")));
        }
        let own = folder(dir.path().join(format!("stick of {name}")));
        sync(&h, &token, &own).unwrap();
        sync(&a, &at_a, &own).unwrap();
        sizes.push(h.store().unwrap().journal().size());
    }
    let laptop = other(&a, &at_a);
    assert!(laptop.forked);
    let forks = call(&a, Some(&at_a), Forks {}).unwrap();
    let [fork] = &forks[..] else { panic!("{forks:?}") };
    assert_eq!((fork.laptop, fork.shared), (Some(laptop.id), shared));
    let told: Vec<u64> = fork.histories.iter().map(|history| history.size).collect();
    assert_eq!(told, sizes);
    assert!(fork.histories.iter().all(|history| history.entries == history.size - shared), "{fork:?}");
    assert!(fork.histories.iter().all(|history| history.newest >= fork.parted && fork.parted.is_some()));
    // This laptop witnessed the one that it met first, and not the other.
    let here = call(&a, Some(&at_a), Laptops {}).unwrap().laptops[0].id;
    let signed: Vec<&[Id]> = fork.histories.iter().map(|history| &history.signed[..]).collect();
    assert_eq!(signed, [&[here][..], &[]]);
    // The proof: two notes, each of this log and of one history.
    let notes: Vec<&str> = fork.proof.lines().filter(|line| *line == fork.log).collect();
    assert_eq!(notes.len(), 2, "{}", fork.proof);
    assert!(sizes.iter().all(|size| fork.proof.lines().any(|line| line == size.to_string())), "{}", fork.proof);
    // An auditor judges it by an export; of notes that one history holds nothing is claimed, nor of altered ones.
    let store = a.store().unwrap();
    let out = dir.path().join("export");
    store.journal().export(&out, true, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let trust = audit::Trust::parse(&store.journal().trust_key_line()).unwrap();
    let judge = |proof: &str| audit::judge_fork(&crate::disclosure::loaded(&out), &trust, proof).unwrap();
    let judged = judge(&fork.proof);
    assert!(judged.export.ok && !judged.ok, "{judged}");
    let [Pair::Fork { origin, index, .. }] = &judged.pairs[..] else { panic!("{judged}") };
    assert_eq!((origin, *index), (&fork.log, Some(shared)));
    let first: String = fork.proof.split_inclusive('\n').take(5).collect();
    let agree = judge(&format!("{first}\n{first}"));
    assert!(agree.ok && matches!(agree.pairs[..], [Pair::Agree { .. }]), "{agree}");
    for wrong in [
        fork.proof.replacen("— ", "— x", 1),
        first.clone(),
        String::new(),
        fork.proof.replace(&sizes[1].to_string(), "9"),
    ] {
        let judged = judge(&wrong);
        assert!(!judged.ok && judged.pairs.iter().all(|pair| matches!(pair, Pair::Undecided { .. })), "{judged}");
    }
}

/// A hub on loopback, killed when dropped.
struct Hub {
    serving: Child,
    key: String,
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.serving.kill();
        let _ = self.serving.wait();
    }
}

fn hub(dir: &Path, operation: &str) -> Hub {
    std::fs::create_dir(dir).unwrap();
    let command = |words: &[&str]| {
        let mut command = Command::new(tests::bin("fieldchart-hub"));
        command.arg("--dir").arg(dir).args(words);
        command
    };
    let (said, ok) = run(&mut command(&["add-operation", operation]));
    assert!(ok, "{said}");
    let address = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let (meet, listen) = (address(), address());
    let (key, ok) = run(&mut command(&["key", &meet]));
    assert!(ok, "{key}");
    let mut serve = command(&["serve", "--meet", &meet, "--listen", &listen]);
    let mut serving = serve.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serving.stderr.take().unwrap()).lines();
    assert!(lines.by_ref().any(|line| line.unwrap().contains("\"serving\"")));
    std::thread::spawn(move || lines.for_each(drop));
    Hub { serving, key: key.trim().to_owned() }
}

#[test]
fn what_a_hub_holds_of_each_laptop_is_told_as_of_the_last_meeting() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    register(&other.host, &other.token, named("Zahra", "Noor"));
    one.meets(&other);
    let store = one.host.store().unwrap();
    let hub = hub(&dir.path().join("hub"), &clinic::peers::operation_line(&store).unwrap().to_string());
    let line: sync::introduction::HubLine = hub.key.parse().unwrap();
    clinic::peers::add_hub(&store, &line).unwrap();
    let seen = || -> HubView {
        let mut all = call(&one.host, Some(&one.token), Hubs {}).unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    };
    let new = seen();
    assert_eq!((new.met, new.last, new.entries), (None, None, 0));
    assert!(new.behind > 10, "{}", new.behind);
    let address = line.address.to_string();
    let met = one.result(one.begins_to_meet(&address));
    assert_eq!(met.end, MeetingEnd::Complete, "{met:?}");
    let equal = seen();
    assert_eq!((equal.address.as_str(), equal.behind, equal.entries), (&address[..], 0, store.journal().length()));
    assert!(equal.met.is_some() && equal.laptops.iter().all(|(_, share)| share.known == share.all && share.all > 0));
    let before = entries(&one.host);
    register(&other.host, &other.token, named("Yusuf", "Omar"));
    one.meets(&other);
    let later = seen();
    let came = entries(&one.host).into_iter().filter(|entry| entry.class != Class::Heads && !before.contains(entry));
    assert_eq!((later.behind, later.entries, later.met), (came.count() as u64, before.len() as u64, equal.met));
    let theirs = Id(other.host.store().unwrap().journal().device());
    let (_, share) = later.laptops.iter().find(|(laptop, _)| *laptop == theirs).unwrap();
    assert!(share.known < share.all, "{later:?}");
    drop(hub);
    let gone = one.result(one.begins_to_meet(&address));
    assert_eq!(gone.end, MeetingEnd::Unreachable);
    assert_eq!(seen().behind, later.behind);
}
