//! The end of an operation on laptops that really meet: announced, listed, signed, confirmed, contradicted, called off.
//! In scope: what each laptop says of it and what it refuses.  Not here: meeting (peers), the fold of the record (domain::closing).

use crate::backup::{clean, pull_log};
use crate::copies::refused;
use crate::laptops::{folder, joined, sync};
use crate::peers::{Laptop, on_loopback, two};
use crate::stick::{self, copied};
use crate::support::{PASSPHRASE, call, host, named, register, started};
use clinic::Host;
use domain::access::Role;
use domain::api::ApiError;
use domain::api::closing::{
    Announce, Closing, ClosingLaptop, ClosingView, Confirm, Held, ListMissing, Sign, SignedView, Standing, Unlist,
    Withdraw,
};
use domain::api::laptops::{LaptopReason, RevokeLaptop};
use domain::api::people::AddPerson;
use domain::api::session::{ClosingNotice, LogIn, Status};
use domain::api::visit::{OpenVisit, Who};
use domain::closing::MissingReason;
use domain::id::Id;
use domain::limits::Problem;
use domain::time::Date;
use std::path::Path;
use std::sync::Arc;

fn day(month: u8, day: u8) -> Option<Date> {
    Date::new(2026, month, day)
}

fn view(h: &Host, token: &str) -> ClosingView {
    call(h, Some(token), Closing {}).unwrap()
}

fn parents(h: &Host, token: &str) -> Vec<String> {
    view(h, token).announced.map(|announced| announced.heads).unwrap_or_default()
}

fn announce(h: &Host, token: &str, last_day: Option<Date>) -> Result<(), ApiError> {
    let (parents, keep_until) = (parents(h, token), Date::new(2036, 11, 30));
    call(h, Some(token), Announce { parents, last_day, keep_until, note: " The hospital takes over. ".into() })
}

fn notice(h: &Host, token: &str) -> Option<ClosingNotice> {
    call(h, Some(token), Status {}).unwrap().closing
}

fn device(h: &Host) -> Id {
    Id(h.store().unwrap().journal().device())
}

fn list(h: &Host, token: &str, laptop: Id, reason: MissingReason, words: &str) -> Result<(), ApiError> {
    call(h, Some(token), ListMissing { laptop, reason, words: words.into() })
}

fn of(h: &Host, token: &str, laptop: Id) -> ClosingLaptop {
    view(h, token).laptops.into_iter().find(|shown| shown.laptop.id == laptop).unwrap()
}

fn signed(h: &Host, token: &str) -> SignedView {
    view(h, token).signed.unwrap()
}

fn is_exact(signed: &SignedView) -> bool {
    signed.beyond.is_empty() && signed.heads.iter().all(|head| head.held == Held::Whole)
}

fn logged_in(h: &Host, passphrase: &str) -> String {
    call(h, None, LogIn { passphrase: passphrase.into() }).unwrap()
}

/// Two laptops as `two` has them, and the passphrase of somebody who has an account on both.
fn two_with(dir: &Path, name: &str, role: Role) -> ([Laptop; 2], String) {
    let (one, at_one) = started(&dir.join("one"));
    let person = AddPerson { name: name.into(), roles: vec![role], ends: None };
    let passphrase = call(&one, Some(&at_one), person).unwrap().passphrase;
    let (other, at_other) = stick::joined(&one, &dir.join("other"), &dir.join("stick"));
    let laptops = [(one, at_one), (other, at_other)].map(|(host, token)| {
        host.go_online(on_loopback(false));
        Laptop { host, token }
    });
    (laptops, passphrase)
}

/// Entries written since the journal had so many; who opened which chart is one too.
fn since(h: &Host, before: u64) -> u64 {
    h.flush();
    h.store().unwrap().journal().length() - before
}

#[test]
fn what_is_announced_is_said_on_every_laptop_until_it_is_called_off() {
    let dir = tempfile::tempdir().unwrap();
    let ([one, other], nurse) = two_with(dir.path(), "Nadia", Role::Nurse);
    let (a, at_a) = (&one.host, &one.token[..]);
    assert_eq!((view(a, at_a).announced, notice(a, at_a)), (None, None));
    let early = Announce { parents: vec![], last_day: day(11, 30), keep_until: day(11, 29), note: String::new() };
    let before = Problem::BeforeLastDay { last: day(11, 30).unwrap() };
    refused(call(a, Some(at_a), early), "closing_keep_until", before);
    refused(announce(a, at_a, None), "closing_last_day", Problem::Nothing);
    for refused in [call(a, Some(at_a), Withdraw {}), call(a, Some(at_a), Sign {})] {
        assert_eq!(refused, Err(ApiError::NotAnnounced));
    }
    announce(a, at_a, day(11, 30)).unwrap();
    let told =
        ClosingNotice { last_day: day(11, 30), note: "The hospital takes over.".into(), with: None, signed: false };
    assert_eq!(notice(a, at_a), Some(told.clone()));
    assert_eq!(notice(&other.host, &other.token), None, "nothing has reached it");
    one.meets(&other);
    // Whoever works there is told with which laptop to come together, and may not change it.
    let at_b = logged_in(&other.host, &nurse);
    assert_eq!(notice(&other.host, &at_b), Some(ClosingNotice { with: Some(device(a)), ..told }));
    assert_eq!(call(&other.host, Some(&at_b), Withdraw {}), Err(ApiError::NotAllowed));
    register(&other.host, &other.token, named("Amina", "Hasan"));
    // Amended there, the laptop to come together with is that one.
    announce(&other.host, &other.token, day(12, 5)).unwrap();
    one.meets(&other);
    let told = notice(a, at_a).unwrap();
    assert_eq!((told.last_day, told.with), (day(12, 5), Some(device(&other.host))));
    let said = view(a, at_a).announced.unwrap();
    assert_eq!((said.keep_until, said.conflicts.len(), said.heads.len()), (Date::new(2036, 11, 30), 0, 1));
    assert_eq!(said.written.unwrap().laptop, Some(device(&other.host)));
    call(a, Some(at_a), Withdraw {}).unwrap();
    one.meets(&other);
    for laptop in [&one, &other] {
        assert_eq!(notice(&laptop.host, &laptop.token), None);
        let said = view(&laptop.host, &laptop.token).announced.unwrap();
        assert!(said.withdrawn && said.written.unwrap().laptop == Some(device(a)));
        assert_eq!(call(&laptop.host, Some(&laptop.token), Sign {}), Err(ApiError::NotAnnounced));
    }
    announce(&other.host, &other.token, day(12, 24)).unwrap();
    one.meets(&other);
    assert_eq!(notice(a, at_a).unwrap().last_day, day(12, 24));
}

#[test]
fn the_sheet_tells_who_is_in_behind_missing_and_why_and_what_is_open() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    let (a, at_a) = (&one.host, &one.token[..]);
    let (here, there) = (device(a), device(&other.host));
    let stands = || (of(a, at_a, there).stands, of(a, at_a, there).behind);
    assert_eq!((view(a, at_a).laptops[0].laptop.id, of(a, at_a, here).stands), (here, Standing::In));
    assert_eq!(stands(), (Standing::Unheard, 0));
    register(&other.host, &other.token, named("Yusuf", "Omar"));
    let (who, complaints) = (Who::New(Box::new(named("Maryam", "Ali"))), vec!["cough".into()]);
    call(&other.host, Some(&other.token), OpenVisit { who, complaints, category: None, form: None }).unwrap();
    for _ in 0..2 {
        one.meets(&other);
    }
    // What is said about the closing itself keeps nobody from being in.
    announce(a, at_a, day(11, 30)).unwrap();
    assert_eq!(stands(), (Standing::In, 0));
    let there_head = other.host.store().unwrap().journal().heads().unwrap();
    let there_head = there_head.iter().find(|head| head.origin.contains(&there.to_string())).unwrap();
    let digests = of(a, at_a, there).digests;
    assert_eq!((digests.len(), digests[0].size, &digests[0].root), (1, there_head.size, &hex::encode(there_head.root)));
    let shown = view(a, at_a);
    let counts = shown.counts;
    assert_eq!((counts.patients, counts.visits, counts.open_visits, counts.behind, counts.forks), (2, 1, 1, 0, 0));
    // The one note is of this laptop's log, whose newest entry names the other's.
    assert_eq!(shown.digest, a.store().unwrap().journal().checkpoint_text());
    let before = a.store().unwrap().journal().length();
    register(a, at_a, named("Zahra", "Noor"));
    let n = since(a, before);
    assert_eq!((stands(), view(a, at_a).counts.behind), ((Standing::Behind, n), 1));
    assert_eq!(call(a, Some(at_a), Sign {}), Err(ApiError::LaptopsUnaccounted { laptops: 1 }));

    for nobody in [here, Id([1; 16])] {
        assert_eq!(list(a, at_a, nobody, MissingReason::Lost, ""), Err(ApiError::NotFound));
    }
    refused(list(a, at_a, there, MissingReason::Other, " "), "missing_words", Problem::Nothing);
    refused(list(a, at_a, there, MissingReason::from("newer"), ""), "missing_reason", Problem::Nothing);
    list(a, at_a, there, MissingReason::InUse, "with the mobile team").unwrap();
    list(a, at_a, there, MissingReason::Stolen, " ").unwrap();
    let listed = of(a, at_a, there);
    assert_eq!((listed.stands, listed.behind, listed.listed.len()), (Standing::Listed, n, 1));
    let line = &listed.listed[0];
    assert_eq!((&line.reason, line.words.as_str()), (&MissingReason::Stolen, ""));
    let by = line.written.as_ref().unwrap();
    assert_eq!((by.by.as_str(), by.laptop), ("Dr Test", Some(here)));
    call(a, Some(at_a), Unlist { laptop: there }).unwrap();
    assert_eq!((stands(), of(a, at_a, there).listed), ((Standing::Behind, n), vec![]));
    let revoke = RevokeLaptop { id: there, reason: LaptopReason::Lost, passphrase: PASSPHRASE.into() };
    call(a, Some(at_a), revoke).unwrap();
    assert_eq!((of(a, at_a, there).stands, view(a, at_a).counts.behind), (Standing::Revoked, 0));
    call(a, Some(at_a), Sign {}).unwrap();
    assert!(is_exact(&signed(a, at_a)));
    clean(a);
}

#[test]
fn what_comes_in_after_it_was_signed_is_told_by_laptop_and_a_second_person_confirms() {
    let dir = tempfile::tempdir().unwrap();
    let ([one, other], sara) = two_with(dir.path(), "Sara", Role::Coordinator);
    let (a, at_a) = (&one.host, &one.token[..]);
    let (b, at_b) = (&other.host, &other.token[..]);
    register(a, at_a, named("Amina", "Hasan"));
    one.meets(&other);
    announce(a, at_a, day(11, 30)).unwrap();
    register(a, at_a, named("Zahra", "Noor"));
    list(a, at_a, device(b), MissingReason::Broken, "since Monday").unwrap();
    let heads = || a.store().unwrap().journal().heads().unwrap();
    call(a, Some(at_a), Closing {}).unwrap();
    let before = heads();
    call(a, Some(at_a), Sign {}).unwrap();
    let sheet = signed(a, at_a);
    assert!(is_exact(&sheet) && sheet.own && sheet.confirmed.is_empty() && !sheet.amended, "{sheet:?}");
    assert_eq!((sheet.counts.patients, sheet.counts.behind), (2, 1));
    let told: Vec<_> = sheet.heads.iter().map(|head| (head.digest.size, head.digest.root.clone())).collect();
    assert_eq!(told, before.iter().map(|head| (head.size, hex::encode(head.root))).collect::<Vec<_>>());
    let confirm = |h: &Host, token: &str, revision: String| call(h, Some(token), Confirm { revision });
    assert_eq!(confirm(a, at_a, sheet.revision.clone()), Err(ApiError::OwnSignature));
    assert_eq!(confirm(a, at_a, hex::encode([1; 32])), Err(ApiError::NotFound));

    // The laptop that was broken starts once more, and was used meanwhile.
    let before = b.store().unwrap().journal().length();
    register(b, at_b, named("Yusuf", "Omar"));
    let n = since(b, before);
    for _ in 0..2 {
        other.meets(&one);
    }
    for (h, token) in [(a, at_a), (b, at_b)] {
        let sheet = signed(h, token);
        assert!(sheet.heads.iter().all(|head| head.held == Held::Whole), "{sheet:?}");
        let beyond: Vec<_> = sheet.beyond.iter().map(|beyond| (beyond.laptop, beyond.entries)).collect();
        assert_eq!(beyond, [(Some(device(b)), n)]);
        assert!(notice(h, token).unwrap().signed);
    }
    let came = of(a, at_a, device(b));
    assert_eq!((came.stands, came.listed.len()), (Standing::In, 1));
    // Somebody else confirms it there.
    let at_b_too = logged_in(b, &sara);
    assert!(!signed(b, &at_b_too).own);
    for _ in 0..2 {
        confirm(b, &at_b_too, sheet.revision.clone()).unwrap();
    }
    one.meets(&other);
    let both = signed(a, at_a);
    let confirmed: Vec<_> = both.confirmed.iter().map(|by| (by.by.as_str(), by.laptop)).collect();
    assert_eq!((confirmed, both.revision, both.own), (vec![("Sara", Some(device(b)))], sheet.revision, true));
    // Signed again, the sheet takes in what came; nobody has confirmed that yet.
    call(a, Some(at_a), Sign {}).unwrap();
    let again = signed(a, at_a);
    assert!(is_exact(&again) && again.confirmed.is_empty() && again.counts.patients == 3, "{again:?}");
    // What is amended afterwards was not signed.
    announce(a, at_a, day(11, 30)).unwrap();
    assert_eq!(signed(a, at_a).revision, again.revision, "nothing was amended");
    announce(a, at_a, day(12, 1)).unwrap();
    assert!(view(a, at_a).signed.is_none());
    one.meets(&other);
    for h in [a, b] {
        clean(h);
    }
}

#[test]
fn amended_or_signed_by_two_at_once_both_are_kept_until_one_settles_it() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two(dir.path(), false);
    announce(&one.host, &one.token, day(11, 30)).unwrap();
    for _ in 0..2 {
        one.meets(&other);
    }
    let laptops = [&one, &other];
    announce(&one.host, &one.token, day(12, 1)).unwrap();
    announce(&other.host, &other.token, day(12, 2)).unwrap();
    for _ in 0..2 {
        one.meets(&other);
    }
    for laptop in laptops {
        let said = view(&laptop.host, &laptop.token).announced.unwrap();
        let [conflict] = &said.conflicts[..] else { panic!("{said:?}") };
        assert_eq!((conflict.field.as_str(), said.heads.len()), ("last_day", 2));
        // The same person wrote both: only the laptop tells them apart.
        let on: Vec<_> = conflict.values.iter().map(|rival| (rival.by.as_str(), rival.laptop)).collect();
        assert_eq!(on, [("Dr Test", Some(device(&one.host))), ("Dr Test", Some(device(&other.host)))]);
        let days: Vec<Option<Date>> =
            conflict.values.iter().map(|rival| serde_json::from_value(rival.value.clone()).unwrap()).collect();
        assert_eq!(days, [day(12, 1), day(12, 2)]);
        assert_eq!(call(&laptop.host, Some(&laptop.token), Sign {}), Err(ApiError::ClosingDisputed));
    }
    // Whoever says again what is shown has decided.
    let shown = view(&one.host, &one.token).announced.unwrap().last_day;
    announce(&one.host, &one.token, shown).unwrap();
    for _ in 0..2 {
        one.meets(&other);
    }
    for laptop in laptops {
        let said = view(&laptop.host, &laptop.token).announced.unwrap();
        assert_eq!((said.conflicts.len(), said.heads.len(), said.last_day), (0, 1, shown));
        call(&laptop.host, Some(&laptop.token), Sign {}).unwrap();
    }
    one.meets(&other);
    let rivals = |laptop: &Laptop| signed(&laptop.host, &laptop.token).rivals;
    for laptop in laptops {
        assert_eq!(rivals(laptop).len(), 1);
    }
    call(&other.host, Some(&other.token), Sign {}).unwrap();
    one.meets(&other);
    for laptop in laptops {
        assert_eq!((rivals(laptop), is_exact(&signed(&laptop.host, &laptop.token))), (vec![], true));
    }
    // One amends what another signs at the same time: the signature says what it had not seen.
    announce(&one.host, &one.token, day(12, 24)).unwrap();
    call(&other.host, Some(&other.token), Sign {}).unwrap();
    one.meets(&other);
    for laptop in laptops {
        let sheet = signed(&laptop.host, &laptop.token);
        assert!(sheet.amended, "{sheet:?}");
    }
}

/// A laptop whose folder was copied; both went on.
fn forked(dir: &Path, b: Arc<Host>) -> [(Arc<Host>, String); 2] {
    drop(b);
    copied(&dir.join("b"), &dir.join("clone"));
    ["b", "clone"].map(|name| {
        let h = host(&dir.join(name));
        let token = logged_in(&h, PASSPHRASE);
        for n in 0..2 {
            register(&h, &token, named("Zahra", &format!("{name} {n}")));
        }
        (h, token)
    })
}

#[test]
fn a_head_that_was_signed_is_held_against_what_is_here_by_its_root() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let (c, at_c) = joined(&a, &at_a, &dir.path().join("c"), &stick);
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    register(&b, &at_b, named("Amina", "Hasan"));
    for (h, token) in [(&b, &at_b), (&a, &at_a), (&c, &at_c), (&a, &at_a)] {
        sync(h, token, &stick).unwrap();
    }
    let (of_b, laptop_b) = (b.store().unwrap().journal().origin().to_owned(), device(&b));
    let [(b, at_b), (clone, _)] = forked(dir.path(), b);
    let own = folder(dir.path().join("stick of b"));
    sync(&b, &at_b, &own).unwrap();
    sync(&a, &at_a, &own).unwrap();
    announce(&a, &at_a, day(11, 30)).unwrap();
    for laptop in [laptop_b, device(&c)] {
        list(&a, &at_a, laptop, MissingReason::InUse, "").unwrap();
    }
    call(&a, Some(&at_a), Sign {}).unwrap();
    assert!(is_exact(&signed(&a, &at_a)));

    // The third laptop hears of what was signed, but has less of that log.
    let of_a = a.store().unwrap().journal().origin().to_owned();
    pull_log(&c, &a, &of_a);
    let held = || {
        let sheet = signed(&c, &at_c);
        let head = sheet.heads.into_iter().find(|head| head.laptop == Some(laptop_b)).unwrap();
        (head.held, sheet.beyond.into_iter().filter(|beyond| beyond.laptop == Some(laptop_b)).count())
    };
    let signed_size = b.store().unwrap().journal().size();
    let here = || c.store().unwrap().journal().heads().unwrap();
    let shorter = here().iter().find(|head| head.origin == of_b).unwrap().size;
    assert_eq!(held(), (Held::Behind { entries: signed_size - shorter }, 0));
    // Then the copy's history comes, which is as long and says something else.
    pull_log(&c, &clone, &of_b);
    assert!(here().iter().any(|head| head.origin == of_b && head.size >= signed_size));
    assert_eq!(held(), (Held::Contradicts, 0));
    // With both histories here, what was signed is held, and the copy's is beyond it.
    sync(&c, &at_c, &own).unwrap();
    assert_eq!(held(), (Held::Whole, 1));
    // On the first laptop both come in: it has two histories, is not in, and both are signed.
    let copy = folder(dir.path().join("stick of c"));
    sync(&c, &at_c, &copy).unwrap();
    sync(&a, &at_a, &copy).unwrap();
    let two = of(&a, &at_a, laptop_b);
    assert_eq!((two.stands, two.digests.len(), view(&a, &at_a).counts.forks), (Standing::Forked, 2, 1));
    call(&a, Some(&at_a), Sign {}).unwrap();
    assert!(is_exact(&signed(&a, &at_a)));
    // Whoever has one of the two lacks the other.
    pull_log(&b, &a, &of_a);
    let sheet = signed(&b, &at_b);
    let held: Vec<_> = sheet.heads.iter().filter(|head| head.laptop == Some(laptop_b)).map(|head| head.held).collect();
    assert!(held.contains(&Held::Whole) && held.contains(&Held::Absent), "{held:?}");
}
