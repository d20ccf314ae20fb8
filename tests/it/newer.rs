//! What a newer Fieldchart wrote, or a broken one: kept, handed on and proven by this one, and shown to nobody as something else.

use crate::backup::{clean, pull, verified};
use crate::support::{call, named, register, started};
use crate::witnessed::joined;
use domain::api::chart::{Chart, Search};
use domain::api::journal::Overview;
use ledger::{Author, Class, Draft, Error, Opened};
use std::ops::ControlFlow;

#[test]
fn types_and_versions_to_come_travel_whole_and_disturb_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (a, at_a) = started(&dir.path().join("a"));
    let (patient, _) = register(&a, &at_a, named("Amina", "Hasan"));
    let (b, at_b) = joined(&a, &dir.path().join("b"));
    let (c, at_c) = joined(&a, &dir.path().join("c"));
    let chart = serde_json::to_value(call(&b, Some(&at_b), Chart { id: patient }).unwrap()).unwrap();
    // A type that nobody knows, known ones in a version that nobody knows or with a field of another shape, among what is known.
    let subject = {
        let (store, mut subject) = (a.store().unwrap(), None);
        let journal = store.journal();
        let see = |opened: Opened| {
            subject = subject.or(opened.subject.filter(|_| opened.kind.0 == 1));
            Ok::<_, Error>(())
        };
        journal.open_range(0, journal.length(), see).unwrap();
        subject
    };
    for (class, kind) in
        [(Class::Clinical, (999, 1)), (Class::Clinical, (2, 9)), (Class::Clinical, (2, 1)), (Class::Stock, (998, 3))]
    {
        let build = |tx: &mut ledger::Tx<'_>| {
            let (record, moment) = (tx.new_id(), (tx.now_ms() as i64, 60, 1));
            let subject = subject.filter(|_| class == Class::Clinical);
            let (parents, fields) = (Vec::new(), vec![vec![0x18, 0x2a], vec![0xf6]]);
            tx.append(Draft {
                class,
                record,
                subject,
                kind,
                parents,
                effective_at: moment,
                recorded_at: moment,
                fields,
            })
        };
        a.store().unwrap().journal().write(&Author::Device, build, |_, _, _| Ok::<_, Error>(())).unwrap();
    }
    // They were written behind the read models' back.
    a.store().unwrap().rebuild(&mut |_, _| ControlFlow::Continue(())).unwrap();
    register(&a, &at_a, named("Zahra", "Noor"));
    pull(&b, &a);
    // Whoever cannot read them hands them on.
    pull(&c, &b);
    for (h, token) in [(&a, &at_a), (&b, &at_b), (&c, &at_c)] {
        let found = call(h, Some(token), Search { query: "zahra".into(), limit: 5 }).unwrap();
        assert_eq!(found.rows.len(), 1, "what comes behind them is there");
        assert_eq!(serde_json::to_value(call(h, Some(token), Chart { id: patient }).unwrap()).unwrap(), chart);
        call(h, Some(token), Overview {}).unwrap();
        clean(h);
        let out = dir.path().join(hex::encode(h.store().unwrap().journal().device()));
        let report = verified(&h.store().unwrap(), &out);
        assert!(report.ok, "{report}");
    }
    let heads = a.store().unwrap().journal().heads().unwrap();
    for h in [&b, &c] {
        assert!(heads.iter().all(|head| h.store().unwrap().journal().holds(head).unwrap()));
    }
}
