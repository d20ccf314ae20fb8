//! Calls through the core: authorization, idempotence, amendments with history, drafts, locks, limits.

use crate::support::{PASSPHRASE, call, envelope, fieldchart, host, http, named, register, run, send, served, started};
use domain::api::ApiError;
use domain::api::chart::{AmendPatient, Chart, History, Register, Search, Settle};
use domain::api::journal::{Overview, Verified, Verify};
use domain::api::session::{
    JobStatus, LoadDraft, LockScreen, LockStore, LogIn, LogOut, Recover, SaveDraft, Start, Status, Unlock,
};
use domain::api::visit::{AmendPart, Amends, RecordPart};
use domain::id::Id;
use domain::limits::Problem;
use domain::part::Part;
use domain::vitals::{Reading, Vitals};

#[test]
fn nothing_without_a_session_nor_behind_a_locked_screen() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let search = || Search { query: String::new(), limit: 5 };
    assert_eq!(call(&h, None, search()).unwrap_err(), ApiError::NoSession);
    assert_eq!(call(&h, Some("guess"), search()).unwrap_err(), ApiError::NoSession);
    call(&h, Some(&token), LockScreen {}).unwrap();
    assert_eq!(call(&h, Some(&token), search()).unwrap_err(), ApiError::ScreenLocked);
    assert_eq!(
        call(&h, Some(&token), Unlock { passphrase: "not it at all".into() }).unwrap_err(),
        ApiError::WrongPassphrase
    );
    call(&h, Some(&token), Unlock { passphrase: PASSPHRASE.into() }).unwrap();
    call(&h, Some(&token), search()).unwrap();
    call(&h, Some(&token), LogOut {}).unwrap();
    assert_eq!(call(&h, Some(&token), search()).unwrap_err(), ApiError::NoSession);
    let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    call(&h, Some(&token), LockStore {}).unwrap();
    assert_eq!(call(&h, Some(&token), search()).unwrap_err(), ApiError::NoSession);
    let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    assert_eq!(call(&h, Some(&token), Status {}).unwrap().operation.as_deref(), Some("Test"));
}

#[test]
fn wrong_passphrases_are_slowed() {
    let dir = tempfile::tempdir().unwrap();
    let (h, _) = started(dir.path());
    let tried: Vec<ApiError> =
        (0..6).map(|_| call(&h, None, LogIn { passphrase: "wrong wrong".into() }).unwrap_err()).collect();
    assert_eq!(tried[0], ApiError::WrongPassphrase);
    assert!(matches!(tried[5], ApiError::TooManyTries { wait_s } if wait_s > 0), "{tried:?}");
}

#[test]
fn the_recovery_sheet_gives_a_new_passphrase_and_every_record_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let h = host(dir.path());
    let (operation, site, name) = ("Test".into(), "Tent 1".into(), "Dr Test".into());
    let founded = call(&h, None, Start { operation, site, name, passphrase: PASSPHRASE.into() }).unwrap();
    let (id, _) = register(&h, &founded.token, named("Amina", "Hassan"));
    h.lock_store();
    let recover = |key: &str, user: &str, passphrase: &str| {
        call(&h, None, Recover { key: key.into(), user: user.into(), passphrase: passphrase.into() })
    };
    let (key, new) = (founded.recovery.text.as_str(), "five other words are here");
    let slip = key.replacen(key.chars().next().unwrap(), if key.starts_with('7') { "8" } else { "7" }, 1);
    assert_eq!(recover(&slip, "", new).unwrap_err(), ApiError::WrongRecoveryKey);
    assert_eq!(recover(&founded.root.text, "", new).unwrap_err(), ApiError::WrongRecoveryKey);
    let Err(ApiError::Invalid { fields }) = recover(key, "", "short") else { panic!() };
    assert_eq!(fields[0].field, "passphrase");
    let Err(ApiError::Invalid { fields }) = recover(key, "Somebody Else", new) else { panic!() };
    assert_eq!(fields[0].problem, Problem::NobodyByThisName);
    // Nothing above opened anything.
    assert_eq!(call(&h, None, LogIn { passphrase: new.into() }).unwrap_err(), ApiError::WrongPassphrase);

    let sloppy = key.to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l");
    let token = recover(&sloppy, "dr test", new).unwrap();
    assert_eq!(call(&h, Some(&token), Chart { id }).unwrap().patient.given.as_deref(), Some("Amina"));
    register(&h, &token, named("Peter", "Okello"));
    h.lock_store();
    assert_eq!(call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap_err(), ApiError::WrongPassphrase);
    let token = call(&h, None, LogIn { passphrase: new.into() }).unwrap();
    // The store may be open already when the sheet is used, by the same person or another.
    let newest = "and five more words then";
    recover(key, "", newest).unwrap();
    call(&h, Some(&token), Chart { id }).unwrap();
    drop(h);
    let fsck = |passphrase: &str| run(fieldchart(dir.path()).arg("fsck").env("FIELDCHART_PASSPHRASE", passphrase));
    assert!(fsck(newest).1, "{}", fsck(newest).0);
    // The same on the command line.
    let recovered = |key: &str| run(fieldchart(dir.path()).arg("recover").env("FIELDCHART_RECOVERY_KEY", key));
    let (text, ok) = recovered(&slip);
    assert!(!ok && text.contains("compare every group"), "{text}");
    let (text, ok) = recovered(key);
    assert!(ok && text.contains("Dr Test"), "{text}");
    let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
    assert!(ok, "{text}");
}

#[test]
fn wrong_recovery_keys_are_slowed() {
    let dir = tempfile::tempdir().unwrap();
    let (h, _) = started(dir.path());
    let ask = || Recover { key: "7".repeat(56), user: String::new(), passphrase: PASSPHRASE.into() };
    let tried: Vec<ApiError> = (0..6).map(|_| call(&h, None, ask()).unwrap_err()).collect();
    assert_eq!(tried[0], ApiError::WrongRecoveryKey);
    assert!(matches!(tried[5], ApiError::TooManyTries { wait_s } if wait_s > 0), "{tried:?}");
}

#[test]
fn a_retried_write_is_written_once() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let mut e = envelope(Some(&token), &Register { patient: named("Amina", "Hassan") });
    e.request = Some(Id([7; 16]));
    let first: Id = send(&h, e.clone()).unwrap();
    let size = call(&h, Some(&token), Overview {}).unwrap().size;
    let second: Id = send(&h, e).unwrap();
    assert_eq!(first, second);
    assert_eq!(call(&h, Some(&token), Overview {}).unwrap().size, size);
}

#[test]
fn an_amendment_keeps_its_history_and_concurrent_ones_both_stay() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (id, _) = register(&h, &token, named("Amina", "Hasan"));
    let chart = call(&h, Some(&token), Chart { id }).unwrap();
    let amend = |family: &str, city: Option<&str>| {
        let mut p = chart.patient.clone();
        p.family = Some(family.into());
        p.city = city.map(str::to_owned);
        AmendPatient { id, parents: chart.heads.clone(), patient: p }
    };
    call(&h, Some(&token), amend("Hassan", None)).unwrap();
    let history = call(&h, Some(&token), History { patient: id, id }).unwrap();
    assert_eq!(history[0].fields, [("family".into(), "Hasan".into(), "Hassan".into())]);
    assert_eq!(history.len(), 2);
    // A second form drawn from the same old chart: stored as concurrent, flagged, nothing lost.
    call(&h, Some(&token), amend("Hassane", Some("Tent B"))).unwrap();
    let now = call(&h, Some(&token), Chart { id }).unwrap();
    let [conflict] = &now.conflicts[..] else { panic!("{:?}", now.conflicts) };
    assert_eq!((conflict.field.as_str(), now.heads.len()), ("family", 2));
    assert_eq!(now.patient.city.as_deref(), Some("Tent B"));
    let rivals: Vec<_> = conflict.values.iter().map(|r| (r.value.as_str().unwrap(), r.by.as_str())).collect();
    assert_eq!(rivals, [("Hassan", "Dr Test"), ("Hassane", "Dr Test")]);
    // Either can be chosen, the one that is shown as well; the rest stays.
    let settle = |field: &str, n: usize| {
        let (field, revision) = (field.to_owned(), conflict.values[n].revision.clone());
        call(&h, Some(&token), Settle { patient: id, id, field, revision })
    };
    assert_eq!(settle("city", 0).unwrap_err(), ApiError::NotFound, "nobody disputes that");
    settle("family", 1).unwrap();
    let now = call(&h, Some(&token), Chart { id }).unwrap();
    assert_eq!((now.conflicts.len(), now.heads.len(), now.patient.family.as_deref()), (0, 1, Some("Hassane")));
    assert_eq!(now.patient.city.as_deref(), Some("Tent B"));
    assert_eq!(call(&h, Some(&token), History { patient: id, id }).unwrap().len(), 4);
    assert_eq!(settle("family", 0).unwrap_err(), ApiError::NotFound, "it is settled");
    // Vitals likewise.
    let (v, before) = chart.all::<Vitals>().next().unwrap();
    let vitals = Vitals { pulse_per_min: Some(Reading::Value(88)), ..before.clone() };
    call(&h, Some(&token), AmendPart { patient: id, amends: Amends::of(v), part: Part::Vitals(vitals), form: None })
        .unwrap();
    let now = call(&h, Some(&token), Chart { id }).unwrap();
    let (v, after) = now.all::<Vitals>().next().unwrap();
    assert!(v.amended && v.by == "Dr Test");
    assert_eq!(after.pulse_per_min, Some(Reading::Value(88)));
}

#[test]
fn impossible_values_are_refused_with_the_limit_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (id, _) = register(&h, &token, named("Amina", "Hassan"));
    let size = || call(&h, Some(&token), Overview {}).unwrap().size;
    let before = size();
    let vitals = Vitals { temperature_mc: Some(Reading::Value(377_000)), ..Vitals::default() };
    let Err(ApiError::Invalid { fields }) =
        call(&h, Some(&token), RecordPart { patient: id, part: Part::Vitals(vitals), form: None })
    else {
        panic!()
    };
    assert_eq!(fields[0].problem, Problem::TooHigh { value: 377_000, limit: 46_000 });
    assert!(call(&h, Some(&token), Register { patient: named("\u{202e}evil", "x") }).is_err());
    assert_eq!(size(), before);
}

#[test]
fn search_finds_misspelt_swapped_and_accented_names() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (amina, _) = register(&h, &token, named("Amina", "Hassan"));
    let (jose, _) = register(&h, &token, named("José", "Muñoz"));
    register(&h, &token, named("Peter", "Okello"));
    for (query, want) in [("amnia hasan", amina), ("hassan amina", amina), ("jose munoz", jose), ("hass", amina)] {
        let found = call(&h, Some(&token), Search { query: query.into(), limit: 5 }).unwrap();
        assert_eq!(found.rows.first().map(|r| r.id), Some(want), "{query}");
    }
}

#[test]
fn drafts_survive_a_lock_and_end_with_their_record() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    call(&h, Some(&token), SaveDraft { form: "register".into(), text: "{\"given\":\"Am".into() }).unwrap();
    h.lock_store();
    let token = call(&h, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let load = || call(&h, Some(&token), LoadDraft { form: "register".into() }).unwrap();
    assert_eq!(load().as_deref(), Some("{\"given\":\"Am"));
    call(&h, Some(&token), Register { patient: named("Amina", "") }).unwrap();
    assert_eq!(load(), None);
}

#[test]
fn verification_is_a_job_and_charts_opened_are_journalled() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let (id, _) = register(&h, &token, named("Amina", "Hassan"));
    h.flush();
    let before = call(&h, Some(&token), Overview {}).unwrap();
    call(&h, Some(&token), Chart { id }).unwrap();
    call(&h, Some(&token), Chart { id }).unwrap();
    h.flush();
    let after = call(&h, Some(&token), Overview {}).unwrap();
    // Recording vitals opened the chart already: one entry for all three, within 15 minutes.
    assert_eq!(after.size, before.size);
    assert_eq!(before.entries[0].class, "access");
    let job = call(&h, Some(&token), Verify {}).unwrap();
    let value = loop {
        if let Some(r) = call(&h, Some(&token), JobStatus { id: job }).unwrap().result {
            break r.unwrap();
        }
        std::thread::yield_now();
    };
    let found: Verified = serde_json::from_value(value).unwrap();
    assert_eq!((found.entries, found.faults.len()), (after.size, 0));
    assert!(call(&h, Some(&token), Overview {}).unwrap().verified.unwrap().1);
}

#[test]
fn a_page_of_another_origin_is_refused_at_every_address() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(dir.path());
    let address = served(&h);
    let body = serde_json::to_vec(&envelope(Some(&token), &Search { query: String::new(), limit: 5 })).unwrap();
    let size = h.store().unwrap().journal().size();
    let events = format!("/api/events?token={token}");
    let blob = format!("/api/blob?token={token}&patient={}&title=x", Id([1; 16]));
    // With a token that was stolen, from a page that the browser names, or hides.
    for origin in ["https://evil.example", "http://127.0.0.1:1", "null"] {
        let more = format!("Origin: {origin}\r\nContent-Type: text/plain\r\n");
        for (method, path) in [("POST", "/api/call"), ("GET", &*events), ("PUT", &*blob), ("GET", "/")] {
            let answer = http(&address, method, path, &more, &body);
            assert!(answer.head.starts_with("http/1.1 403"), "{origin} {path}: {}", answer.head);
            assert!(!answer.head.contains("access-control-allow"), "{}", answer.head);
        }
    }
    assert_eq!(h.store().unwrap().journal().size(), size);
    // The app's own page, and a stolen token once its owner left.
    let own = format!("Origin: http://{address}\r\n");
    assert!(http(&address, "POST", "/api/call", &own, &body).head.starts_with("http/1.1 200"));
    call(&h, Some(&token), LogOut {}).unwrap();
    assert!(http(&address, "GET", &events, "", b"").head.starts_with("http/1.1 401"));
    assert!(String::from_utf8_lossy(&http(&address, "POST", "/api/call", &own, &body).body).contains("no-session"));
}
