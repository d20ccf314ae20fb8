//! Two laptops of one operation witness each other: what one signed of the other is in the export, and an auditor's policy can ask for it.

use crate::backup::{clean, pull};
use crate::support::{PASSPHRASE, call, host, named, register, started};
use audit::{Demands, Policy, Trust};
use clinic::host::Host;
use domain::api::chart::Search;
use domain::api::session::LogIn;
use ledger::Joining;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// A further laptop of the operation, joined by way of `h`, and a session there.
pub(crate) fn joined(h: &Host, dir: &Path) -> (Arc<Host>, String) {
    let store = h.store().unwrap();
    let journal = store.journal();
    let admin = journal.unlock(PASSPHRASE).unwrap();
    let new = host(dir);
    let env = || new.config().env.clone();
    let joining = Joining::new(&*env()).unwrap();
    let welcome = journal.admit_device(&admin, &joining.request()).unwrap();
    store.pass_keys().unwrap();
    let mut logs = journal.heads().unwrap().into_iter().map(|head| journal.batch(&head, 0).unwrap());
    drop(joining.join(dir, env(), &welcome, &mut logs).unwrap());
    let token = call(&new, None, LogIn { passphrase: PASSPHRASE.into() }).unwrap();
    (new, token)
}

#[test]
fn what_another_laptop_signed_is_exported_and_a_policy_may_demand_it() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = joined(&a, &dir.path().join("b"));
    let found = call(&b, Some(&at_b), Search { query: "amnia".into(), limit: 5 }).unwrap();
    assert_eq!(found.rows.len(), 1, "what was there before it joined is there");
    register(&b, &at_b, named("Zahra", "Noor"));
    let (store, there) = (a.store().unwrap(), b.store().unwrap());
    let given = |journal: &ledger::Journal| journal.cosign(there.journal().origin()).unwrap();
    there.tell_heads().unwrap();
    pull(&a, &b);
    let cosigned = given(store.journal()).unwrap();
    assert_eq!(there.journal().take_cosigned(&cosigned.note).unwrap(), 1);
    let judged = |out: &str, policy: Option<&str>| {
        let out = dir.path().join(out);
        there.journal().export(&out, true, &mut |_, _| ControlFlow::Continue(())).unwrap();
        let trust = Trust::parse(&there.journal().trust_key_line()).unwrap();
        let policy = policy.map(|policy| Policy::parse(policy.as_bytes()).unwrap());
        let demands = Demands { policy, ..Demands::default() };
        audit::verify_export(&crate::disclosure::loaded(&out), &trust, &demands).unwrap()
    };
    let report = judged("1", None);
    assert!(report.ok, "{report}");
    let log = report.logs.iter().find(|log| log.origin == cosigned.origin).unwrap();
    assert_eq!(log.cosigned.iter().map(|by| &by.name).collect::<Vec<_>>(), cosigned.by.iter().collect::<Vec<_>>());
    // The policy asks of every log for a witness; nobody signed the first laptop's.
    let vkey = store.journal().cosigner_vkey().unwrap().unwrap();
    let logs = [store.journal().vkey(), there.journal().vkey()].map(|vkey| format!("log {vkey}\n")).concat();
    let policy = format!("{logs}witness a {vkey}\nquorum a\n");
    let report = judged("2", Some(&policy));
    let wrong: Vec<_> = report.faults.iter().filter_map(|fault| fault.log.as_deref()).collect();
    let first = store.journal().origin().split('/').skip(2).collect::<Vec<_>>().join("-");
    assert_eq!(wrong, [first], "{report}");
    // Told in the log itself, it dates what comes after.
    there.tell_heads().unwrap();
    register(&b, &at_b, named("Later", "Noor"));
    let report = judged("3", None);
    assert!(report.ok, "{report}");
    pull(&a, &b);
    pull(&b, &a);
    for h in [&a, &b] {
        clean(h);
        crate::python::both_accept(&h.store().unwrap());
    }
}
