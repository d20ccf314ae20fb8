//! The laptops of an operation through their calls: one joins, both meet by a stick, one is lost.
//! In scope: what each refuses and what survives it, what the list says.  Not here: what travels (stick), certificates (ledger).

use crate::copies::{end, path, refused, run};
use crate::stick::copied;
use crate::support::{PASSPHRASE, call, host, named, register, started};
use clinic::Host;
use clinic::fault::Fault;
use domain::api::ApiError;
use domain::api::chart::Search;
use domain::api::journal::Overview;
use domain::api::laptops::{
    Admit, Admitted, AskToJoin, CompleteJoin, DropJoin, Joining, Laptop, LaptopReason, Laptops, LaptopsView,
    NameLaptop, RevokeLaptop, SyncStick, Synced,
};
use domain::api::session::{CancelJob, LogIn, Phase, Start, Status};
use domain::id::Id;
use domain::limits::Problem;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

fn ask(h: &Host, stick: &Path) -> String {
    call(h, None, AskToJoin { folder: path(stick) }).unwrap().words
}

fn admit(h: &Host, token: &str, stick: &Path, words: &str) -> Result<Admitted, ApiError> {
    run(h, Some(token), Admit { folder: path(stick), words: words.to_owned() })
}

fn complete(h: &Host, stick: &Path, words: &str) -> Result<u64, ApiError> {
    let id = call(h, None, CompleteJoin { folder: path(stick), words: words.to_owned() })?;
    end(h, None, id)
}

pub fn sync(h: &Host, token: &str, stick: &Path) -> Result<Synced, ApiError> {
    run(h, Some(token), SyncStick { folder: path(stick) })
}

fn list(h: &Host, token: &str) -> LaptopsView {
    call(h, Some(token), Laptops {}).unwrap()
}

/// The other laptop of two.
pub fn other(h: &Host, token: &str) -> Laptop {
    let all = list(h, token).laptops;
    assert_eq!(all.iter().map(|laptop| laptop.here).collect::<Vec<_>>(), [true, false]);
    all[1].clone()
}

/// A second laptop of the operation, and who is logged in there.
pub fn joined(h: &Host, token: &str, dir: &Path, stick: &Path) -> (Arc<Host>, String) {
    let new = host(dir);
    let admitted = admit(h, token, stick, &ask(&new, stick)).unwrap();
    complete(&new, stick, &admitted.words).unwrap();
    let token = call(&new, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    (new, token)
}

fn finds(h: &Host, token: &str, name: &str) -> bool {
    !call(h, Some(token), Search { query: name.into(), limit: 5 }).unwrap().rows.is_empty()
}

pub fn folder(path: std::path::PathBuf) -> std::path::PathBuf {
    std::fs::create_dir(&path).unwrap();
    path
}

#[test]
fn a_laptop_joins_though_it_was_pressed_too_early_with_another_stick_and_mistyped_words() {
    let dir = tempfile::tempdir().unwrap();
    let (stick, wrong) = (folder(dir.path().join("stick")), folder(dir.path().join("wrong")));
    let (a, at_a) = started(&dir.path().join("a"));
    register(&a, &at_a, named("Amina", "Hassan"));
    let b = host(&dir.path().join("b"));
    let said = "river lamp seven goat moon tree";
    refused(admit(&a, &at_a, &stick, said), "stick", Problem::NoRequest);
    assert_eq!(complete(&b, &stick, said).unwrap_err(), ApiError::NotFound, "nothing was asked yet");
    let words = ask(&b, &stick);
    assert_eq!(words.split(' ').count(), 6);
    refused(complete(&b, &stick, said), "stick", Problem::NoAnswer);
    refused(admit(&a, &at_a, &stick, said), "join_words", Problem::OtherWords);
    refused(admit(&a, &at_a, &stick, " "), "join_words", Problem::Nothing);
    refused(admit(&a, &at_a, &wrong, &words), "stick", Problem::NoRequest);
    // A screen that was loaded anew, and a further stick: the same request.
    assert_eq!(call(&b, None, Joining {}).unwrap().asking.unwrap().words, words);
    assert_eq!(ask(&b, &wrong), words);
    let admitted = admit(&a, &at_a, &stick, &words.to_uppercase()).unwrap();
    refused(complete(&b, &wrong, &admitted.words), "stick", Problem::NoAnswer);
    refused(complete(&b, &stick, &words), "join_words", Problem::OtherWords);
    assert_eq!(call(&b, None, Status {}).unwrap().phase, Phase::New);
    assert!(complete(&b, &stick, &admitted.words).unwrap() > 0);
    assert_eq!(call(&b, None, Status {}).unwrap().phase, Phase::Locked);
    assert_eq!(call(&b, None, Joining {}).unwrap().asking, None);
    assert_eq!(call(&b, None, AskToJoin { folder: path(&stick) }).unwrap_err(), ApiError::OperationExists);
    let at_b = call(&b, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    assert!(finds(&b, &at_b, "Hassan"));
    assert_eq!(other(&a, &at_a).id, admitted.laptop);
    assert_eq!(call(&b, Some(&at_b), Status {}).unwrap().others, 1);
}

#[test]
fn a_request_that_was_dropped_is_another_when_asked_again() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let b = host(&dir.path().join("b"));
    let words = ask(&b, &stick);
    let admitted = admit(&a, &at_a, &stick, &words).unwrap();
    call(&b, None, DropJoin {}).unwrap();
    assert_eq!(complete(&b, &stick, &admitted.words).unwrap_err(), ApiError::NotFound);
    assert_ne!(ask(&b, &stick), words);
    // Somebody went another way meanwhile: nothing is joined into it.
    let start =
        Start { operation: "T".into(), site: "T".into(), name: "T".into(), passphrase: "five other words here".into() };
    call(&b, None, start).unwrap();
    assert_eq!(complete(&b, &stick, &admitted.words).unwrap_err(), ApiError::OperationExists);
}

#[test]
fn a_name_travels_and_two_given_at_once_stand_side_by_side_until_one_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    let name = |h: &Host, token: &str, laptop: &Laptop, name: &str| {
        let (id, parents, site) = (laptop.id, laptop.heads.clone(), "Camp North".to_owned());
        call(h, Some(token), NameLaptop { id, parents, name: name.to_owned(), site })
    };
    let new = other(&a, &at_a);
    assert_eq!((new.name.as_str(), new.heads.len()), ("", 0));
    name(&a, &at_a, &new, " Reception ").unwrap();
    let here = list(&a, &at_a).laptops[0].clone();
    refused(name(&a, &at_a, &here, "reception"), "laptop_name", Problem::NameTaken);
    refused(name(&a, &at_a, &here, &"x".repeat(61)), "laptop_name", Problem::TooLong { length: 61, max: 60 });
    let nobody = Laptop { id: Id([1; 16]), ..here };
    assert_eq!(name(&a, &at_a, &nobody, "Ward").unwrap_err(), ApiError::NotFound);
    // It was named on the other one too, before that heard of it.
    name(&b, &at_b, &list(&b, &at_b).laptops[0], "Ward").unwrap();
    let both_ways = || [(&b, &at_b), (&a, &at_a), (&b, &at_b)].map(|(h, token)| sync(h, token, &stick).unwrap());
    both_ways();
    let (of_a, of_b) = (other(&a, &at_a), list(&b, &at_b).laptops[0].clone());
    assert_eq!((&of_a.name, &of_a.site, &of_a.rivals), (&of_b.name, &of_b.site, &of_b.rivals));
    let mut names = [vec![of_a.name.clone()], of_a.rivals.clone()].concat();
    names.sort();
    assert_eq!((names, of_a.heads.len()), (vec!["Reception".to_owned(), "Ward".to_owned()], 2));
    // Whoever says again what is shown has decided.
    name(&a, &at_a, &of_a, &of_a.name).unwrap();
    both_ways();
    for laptop in [other(&a, &at_a), list(&b, &at_b).laptops[0].clone()] {
        assert_eq!((laptop.name, laptop.rivals, laptop.heads.len()), (of_a.name.clone(), vec![], 1));
    }
    let status = call(&b, Some(&at_b), Status {}).unwrap();
    assert_eq!((status.site.as_deref(), status.names.len()), (Some("Camp North"), 1));
    assert_eq!(call(&a, Some(&at_a), Status {}).unwrap().site.as_deref(), Some("Tent 1"));
    let entries = call(&a, Some(&at_a), Overview {}).unwrap().entries;
    assert!(entries.iter().any(|entry| entry.laptop == Some(new.id)));
    assert!(entries.iter().any(|entry| entry.laptop == Some(list(&a, &at_a).laptops[0].id)));
}

/// The revision that has the other name is not the newest one: its laptop was given another site since.
#[test]
fn a_name_that_was_given_at_once_is_shown_though_something_else_was_written_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    let name = |h: &Host, token: &str, laptop: &Laptop, name: &str, site: &str| {
        let (id, parents) = (laptop.id, laptop.heads.clone());
        call(h, Some(token), NameLaptop { id, parents, name: name.to_owned(), site: site.to_owned() }).unwrap();
    };
    for site in ["Camp North", "Tent 7"] {
        name(&b, &at_b, &list(&b, &at_b).laptops[0], "Ward", site);
    }
    name(&a, &at_a, &other(&a, &at_a), "Reception", "Camp North");
    for (h, token) in [(&b, &at_b), (&a, &at_a), (&b, &at_b)] {
        sync(h, token, &stick).unwrap();
    }
    for laptop in [other(&a, &at_a), list(&b, &at_b).laptops[0].clone()] {
        let mut all = [vec![laptop.name, laptop.site], laptop.rivals].concat();
        all.sort();
        assert_eq!(all, ["Camp North", "Reception", "Tent 7", "Ward"]);
    }
}

#[test]
fn two_laptops_meet_by_a_stick_and_the_list_says_how_they_stand() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let alone = list(&a, &at_a);
    assert!(!alone.exposed && alone.laptops.len() == 1 && alone.laptops[0].heard.is_some());
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    let new = other(&a, &at_a);
    assert_eq!((new.entries, new.heard, new.signed, new.revoked, new.forked), (0, None, None, false, false));
    register(&b, &at_b, named("Zahra", "Noor"));
    assert!(sync(&b, &at_b, &stick).unwrap().refused.is_empty());
    // It says how far it is, and stops when told to; then it is done again from where it was.
    let mut seen = Vec::new();
    let stopped = a.store().unwrap().sync_stick(&stick, &mut |done, total| {
        seen.push((done, total));
        ControlFlow::Break(())
    });
    assert!(matches!(stopped, Err(Fault::Ledger(ledger::Error::Cancelled))), "{stopped:?}");
    assert!(seen.len() == 1 && seen[0].0 == 0 && seen[0].1 > 0 && !finds(&a, &at_a, "Noor"), "{seen:?}");
    let before = a.store().unwrap().journal().size();
    let report = sync(&a, &at_a, &stick).unwrap();
    assert!(report.entries > 0 && report.cosignatures > 0 && report.refused.is_empty(), "{report:?}");
    assert_eq!(report.folder, path(&stick));
    assert!(finds(&a, &at_a, "Noor"));
    let met = other(&a, &at_a);
    assert_eq!(met.entries, b.store().unwrap().journal().size());
    assert!(met.heard.unwrap() > alone.laptops[0].heard.unwrap());
    let signed = met.signed.unwrap();
    assert!(0 < signed && signed <= before, "{signed} of {before}");
    assert_eq!(sync(&a, &at_a, &stick).unwrap().entries, 0);
}

#[test]
fn sticks_that_will_not_do_are_refused_with_the_reason_and_damage_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, at_b) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    let (stranger, at_stranger) = started(&dir.path().join("stranger"));
    refused(sync(&stranger, &at_stranger, &stick), "stick", Problem::OtherOperation);
    let missing = dir.path().join("missing");
    let cases = [
        (String::new(), Problem::Nothing),
        ("stick".into(), Problem::PathNotWhole),
        (path(&missing), Problem::FolderMissing { folder: path(&missing) }),
        (path(&dir.path().join("a")), Problem::FolderOfStore),
        // Nobody writes there, not even root.
        ("/proc".into(), Problem::FolderNotWritable),
    ];
    for (folder, problem) in cases {
        refused(run::<Synced>(&a, Some(&at_a), SyncStick { folder }), "stick", problem);
    }
    assert!(!missing.exists());
    // Its records are cut off: they are named, and the stick stays as it is.
    register(&b, &at_b, named("Zahra", "Noor"));
    sync(&b, &at_b, &stick).unwrap();
    let laptop = other(&a, &at_a).id;
    let logs = std::fs::read_dir(sync::Stick::records(&stick).join("logs")).unwrap().map(|log| log.unwrap().path());
    let of_b = logs.into_iter().find(|log| log.to_string_lossy().contains(&laptop.to_string())).unwrap();
    let note = of_b.join("checkpoint");
    let text = std::fs::read_to_string(&note).unwrap();
    std::fs::write(&note, text.replacen('\n', "\n1", 1)).unwrap();
    let report = sync(&a, &at_a, &stick).unwrap();
    assert_eq!(report.refused.iter().map(|refused| refused.laptop).collect::<Vec<_>>(), [Some(laptop)], "{report:?}");
    assert!(!finds(&a, &at_a, "Noor"));
    // Nobody is admitted over such a stick either.
    let c = host(&dir.path().join("c"));
    let words = ask(&c, &stick);
    refused(admit(&a, &at_a, &stick, &words), "stick", Problem::StickDamaged);
    assert_eq!(list(&a, &at_a).laptops.len(), 2);
    // Cancelled before its turn, nothing is read or written.
    let turn = a.copying();
    let held = turn.lock().unwrap();
    let id = call(&a, Some(&at_a), SyncStick { folder: path(&stick) }).unwrap();
    call(&a, Some(&at_a), CancelJob { id }).unwrap();
    drop(held);
    assert_eq!(end::<Synced>(&a, Some(&at_a), id).unwrap_err(), ApiError::Cancelled);
}

#[test]
fn a_laptop_that_was_copied_shows_as_two_histories_and_a_lost_one_is_revoked_by_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let stick = folder(dir.path().join("stick"));
    let (a, at_a) = started(&dir.path().join("a"));
    let (b, _) = joined(&a, &at_a, &dir.path().join("b"), &stick);
    drop(b);
    copied(&dir.path().join("b"), &dir.path().join("clone"));
    for (name, patient) in [("b", "Noor"), ("clone", "Salim")] {
        let h = host(&dir.path().join(name));
        let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
        register(&h, &token, named("Zahra", patient));
        let own = folder(dir.path().join(format!("stick of {name}")));
        sync(&h, &token, &own).unwrap();
        sync(&a, &at_a, &own).unwrap();
    }
    let lost = other(&a, &at_a);
    let heads = a.store().unwrap().journal().heads().unwrap();
    let sizes: Vec<u64> =
        heads.iter().filter(|head| head.origin.contains(&lost.id.to_string())).map(|head| head.size).collect();
    assert_eq!((sizes.len(), Some(&lost.entries)), (2, sizes.iter().max()));
    assert!(lost.forked && finds(&a, &at_a, "Noor") && finds(&a, &at_a, "Salim"));

    let revoke = |id: Id, passphrase: &str| {
        let passphrase = passphrase.to_owned();
        call(&a, Some(&at_a), RevokeLaptop { id, reason: LaptopReason::Lost, passphrase })
    };
    assert_eq!(revoke(lost.id, "not it at all").unwrap_err(), ApiError::WrongPassphrase);
    assert!(!other(&a, &at_a).revoked);
    let here = list(&a, &at_a).laptops[0].id;
    for id in [here, Id([1; 16])] {
        assert_eq!(revoke(id, PASSPHRASE).unwrap_err(), ApiError::NotFound);
    }
    revoke(lost.id, PASSPHRASE).unwrap();
    assert!(other(&a, &at_a).revoked && !list(&a, &at_a).exposed);
    assert_eq!(call(&a, Some(&at_a), Status {}).unwrap().others, 0);
    // What is written afterwards goes on.
    register(&a, &at_a, named("Yusuf", "Omar"));
    assert!(finds(&a, &at_a, "Omar"));
}
