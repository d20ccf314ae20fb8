//! One changed byte anywhere is named: in the store's file, by SQL in any journal or read-model table.

use crate::support::{call, fieldchart, named, register, run, started};
use domain::api::chart::Search;
use domain::api::session::LogIn;
use domain::api::visit::{MarkPart, OpenVisit, Who};
use proptest::prelude::*;
use std::path::Path;
use std::sync::OnceLock;

/// A small store, made once and copied for each case.
fn template() -> &'static Path {
    static DIR: OnceLock<tempfile::TempDir> = OnceLock::new();
    DIR.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let (h, token) = started(dir.path());
        for n in 0..24 {
            let (patient, set) = register(&h, &token, named(&format!("Given{n}"), "Family"));
            if n % 4 == 0 {
                let visit = OpenVisit {
                    who: Who::Known(patient),
                    complaints: vec!["cough".into()],
                    category: None,
                    form: None,
                };
                call(&h, Some(&token), visit).unwrap();
                call(&h, Some(&token), MarkPart { patient, id: set, reason: Some("wrong cuff".into()) }).unwrap();
            }
        }
        h.lock_store();
        // What a page holds is then in the file alone, and no copy in the WAL can mend what is damaged there.
        assert!(!dir.path().join("journal.db-wal").exists(), "a locked store is one file");
        dir
    })
    .path()
}

fn copy() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for e in std::fs::read_dir(template()).unwrap() {
        let e = e.unwrap();
        std::fs::copy(e.path(), dir.path().join(e.file_name())).unwrap();
    }
    dir
}

#[test]
fn an_unharmed_copy_is_clean() {
    let (text, ok) = run(fieldchart(copy().path()).arg("fsck"));
    assert!(ok && text.contains("nothing wrong"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn any_flipped_byte_of_the_file_is_named(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let dir = copy();
        let file = dir.path().join("journal.db");
        let mut bytes = std::fs::read(&file).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        std::fs::write(&file, &bytes).unwrap();
        let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
        prop_assert!(!ok, "byte {at} of {}: {text}", bytes.len());
    }
}

#[test]
fn an_older_database_put_back_is_named_until_it_is_accepted_and_works_on() {
    let dir = copy();
    let database = dir.path().join("journal.db");
    let older = std::fs::read(&database).unwrap();
    let log_in = LogIn { passphrase: crate::support::PASSPHRASE.into() };
    let h = crate::support::host(dir.path());
    let token = call(&h, None, log_in.clone()).unwrap();
    register(&h, &token, named("Zebunnisa", "Lost"));
    assert_eq!(call(&h, Some(&token), Search { query: "Zebunnisa".into(), limit: 5 }).unwrap().rows.len(), 1);
    h.lock_store();
    drop(h);
    std::fs::write(&database, older).unwrap();
    let (text, ok) = run(fieldchart(dir.path()).arg("digest"));
    assert!(ok && text.contains("--accept-loss"), "whoever opens it is told: {text}");
    for _ in 0..2 {
        let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
        assert!(!ok && text.contains("are lost"), "{text}");
    }
    let (text, ok) = run(fieldchart(dir.path()).args(["fsck", "--accept-loss"]));
    assert!(ok, "{text}");
    // What is lost is found no more, and what is written from now on is.
    let h = crate::support::host(dir.path());
    let token = call(&h, None, log_in).unwrap();
    assert!(call(&h, Some(&token), Search { query: "Zebunnisa".into(), limit: 5 }).unwrap().rows.is_empty());
    register(&h, &token, named("Zebunnisa", "Again"));
    assert_eq!(call(&h, Some(&token), Search { query: "Zebunnisa".into(), limit: 5 }).unwrap().rows.len(), 1);
    drop(h);
    let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
    assert!(ok, "{text}");
}

#[test]
fn every_table_changed_by_sql_is_named() {
    let tables =
        ["log", "stretch", "entry", "body", "tile", "frontier", "checkpoint", "milestone", "subject_key", "op_key"]
            .into_iter()
            .chain(clinic::projection::TABLES.into_iter().map(|(t, _)| t));
    let mut tried = 0;
    for table in tables {
        let columns: Vec<(String, String)> = {
            let dir = copy();
            with_sql(dir.path(), |sql| {
                let mut q = sql.prepare(&format!("SELECT name, type FROM pragma_table_info('{table}')")).unwrap();
                q.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
            })
        };
        for (column, _) in columns {
            let dir = copy();
            let changed = with_sql(dir.path(), |sql| {
                // The first non-empty value of the column gets another last byte, or another number.
                let update = format!(
                    "UPDATE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 1 WHEN 'text' THEN {column} || 'x'
                     ELSE CAST(substr({column}, 1, length({column}) - 1) || x'00' || substr({column}, length({column})) AS BLOB) END
                     WHERE rowid IN (SELECT rowid FROM {table} WHERE {column} IS NOT NULL AND length({column}) > 0 LIMIT 1)"
                );
                let keyed = update.replace("rowid IN (SELECT rowid", &format!("{column} IN (SELECT {column}"));
                sql.execute(&update, []).or_else(|_| sql.execute(&keyed, [])).unwrap_or(0)
            });
            if changed == 0 {
                continue;
            }
            tried += 1;
            let (text, ok) = run(fieldchart(dir.path()).arg("fsck"));
            // A cursor that is off is mended at open by folding anew: nothing false is served.
            let healed = table == "rm_cursor" && ok;
            assert!(!ok || healed, "{table}.{column}: {text}");
        }
    }
    assert!(tried > 30, "{tried} columns");
}

/// Every read model's rows in key order.
fn dump(dir: &Path) -> Vec<String> {
    with_sql(dir, |sql| {
        let rows = clinic::projection::TABLES.into_iter().flat_map(|(table, key)| {
            let mut q = sql.prepare(&format!("SELECT * FROM {table} ORDER BY {key}")).unwrap();
            let columns = q.column_count();
            let row = |r: &rusqlite::Row<'_>| {
                (0..columns).map(|c| r.get::<_, rusqlite::types::Value>(c)).collect::<Result<Vec<_>, _>>()
            };
            let rows = q.query_map([], row).unwrap().map(|r| format!("{table} {:?}", r.unwrap()));
            rows.collect::<Vec<_>>()
        });
        rows.collect()
    })
}

#[test]
fn what_was_deleted_beside_the_journal_comes_back_equal() {
    let dir = copy();
    let found = |dir: &Path| run(fieldchart(dir).args(["search", "gven3 famly"]));
    let (before, answer) = (dump(dir.path()), found(dir.path()));
    assert!(before.len() > 40 && answer.1 && answer.0.contains("Given3"), "{} rows, {answer:?}", before.len());
    with_sql(dir.path(), |sql| {
        for (table, _) in clinic::projection::TABLES {
            sql.execute_batch(&format!("DELETE FROM {table}")).unwrap();
        }
    });
    for index in ["search.db", "search.db-wal"] {
        let _ = std::fs::remove_file(dir.path().join(index));
    }
    let (text, ok) = run(fieldchart(dir.path()).arg("rebuild"));
    assert!(ok, "{text}");
    assert_eq!(dump(dir.path()), before);
    assert_eq!(found(dir.path()), answer);
}

/// Opens the store's database with its key, as somebody who holds the passphrase could.
fn with_sql<T>(dir: &Path, f: impl FnOnce(&rusqlite::Connection) -> T) -> T {
    let env = clinic::Config::default().env;
    let (journal, _) = ledger::open(dir, env, crate::support::PASSPHRASE).unwrap();
    journal.local(|sql| -> Result<T, ledger::Error> { Ok(f(sql)) }).unwrap()
}
