//! A store copied while it is in use, opened elsewhere, and judged by the auditor: nothing lost, nothing contradicted.

use crate::support::{PASSPHRASE, call, host, named, register, started};
use clinic::store::Store;
use domain::api::chart::Search;
use domain::api::session::LogIn;
use std::ops::ControlFlow;
use std::path::Path;

fn names(store: &Store) -> Vec<String> {
    let sql = "SELECT name FROM rm_patient ORDER BY name";
    store.read(|c| Ok(c.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)).unwrap()
}

fn verified(store: &Store, out: &Path) -> audit::Report {
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    store.journal().export(out, true, go_on).unwrap();
    let trust = audit::Trust::parse(&store.journal().trust_key_line()).unwrap();
    audit::verify_export(&crate::disclosure::loaded(out), &trust, &audit::Demands::default()).unwrap()
}

#[test]
fn a_restored_backup_has_every_record_and_goes_on_beside_the_original() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("a"));
    for n in 0..30 {
        register(&h, &token, named(&format!("Amina{n}"), "Hasan"));
    }
    let store = h.store().unwrap();
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    store.backup(&dir.path().join("backup"), go_on).unwrap();
    let before = names(&store);
    register(&h, &token, named("Later", "Hasan"));

    let there = dir.path().join("there");
    ledger::restore(&dir.path().join("backup"), &there, go_on).unwrap();
    let r = host(&there);
    let other = call(&r, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    let restored = r.store().unwrap();
    assert_eq!(names(&restored), before);
    assert_eq!(restored.check_read_models(go_on).unwrap(), None);
    let found = call(&r, Some(&other), Search { query: "amnia17".into(), limit: 5 }).unwrap();
    assert!(found.rows[0].name.contains("Amina17"), "search is made anew");
    register(&r, &other, named("Elsewhere", "Hasan"));
    // The digest of the log now written covers the one before.
    restored.tell_heads().unwrap();

    let report = verified(&restored, &dir.path().join("export"));
    assert!(report.ok, "{report}");
    let own = report.logs.iter().find(|log| log.origin == restored.journal().origin()).unwrap();
    assert_eq!((report.logs.len(), own.by_class.get("heads")), (2, Some(&1)));
    let sizes: u64 = report.logs.iter().map(|log| log.size).sum();
    assert_eq!(sizes, restored.journal().length());
    let report = verified(&store, &dir.path().join("export2"));
    assert!(report.ok && report.logs.len() == 1, "{report}");
}
