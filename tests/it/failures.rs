//! What other verifiers were found to let pass, tried on ours: the ledger's, the auditor's and the second one, in Python.
//! In scope: proofs and keys.  Not here: damage at random (auditor.rs, damage.rs), disclosures (disclosure/tampering.rs).

use crate::demands::handed;
use crate::python::{Probes, both, line, verdict};
use crate::support::{fieldchart, named, register, run, started};
use audit::{Demands, LogKey, WitnessKey, judge_receipt, root};
use base64::{Engine, engine::general_purpose::STANDARD};
use ledger::tlog::hash::{Hash, leaf, node};
use ledger::tlog::proof::{self, ProofError};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

/// Trees of up to so many leaves are tried whole.
const LEAVES: u64 = 33;

/// The leaves of a log; those of another from `from` on.
fn leaves(from: u64, count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf(&[u8::from(n >= from), n as u8])).collect()
}

fn subtree(leaves: &[Hash]) -> impl FnMut(u32, u64) -> Result<Hash, ProofError> {
    |level, i| Ok(root(&leaves[(i << level) as usize..((i + 1) << level) as usize]))
}

fn coded(hash: &Hash) -> Value {
    STANDARD.encode(hash).into()
}

/// Whether the verifiers accept; they must agree, the second one when it is asked about all that was tried.
impl Probes {
    fn is_inside(&mut self, index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> bool {
        let ours = proof::verify_inclusion(index, size, leaf, proof, root).is_ok();
        assert_eq!(ours, audit::verify_inclusion(index, size, leaf, proof, root).is_ok(), "{index} of {size}");
        let (leaf, root, proof) = (coded(leaf), coded(root), proof.iter().map(coded).collect::<Vec<_>>());
        self.keep(json!({"leafIdx": index, "treeSize": size, "leafHash": leaf, "root": root, "proof": proof}), ours);
        ours
    }

    fn extends(&mut self, old: u64, new: u64, proof: &[Hash], old_root: &Hash, new_root: &Hash) -> bool {
        let ours = proof::verify_consistency(old, new, proof, old_root, new_root).is_ok();
        assert_eq!(ours, audit::verify_consistency(old, new, proof, old_root, new_root).is_ok(), "{old} to {new}");
        let (root1, root2, proof) = (coded(old_root), coded(new_root), proof.iter().map(coded).collect::<Vec<_>>());
        self.keep(json!({"size1": old, "size2": new, "root1": root1, "root2": root2, "proof": proof}), ours);
        ours
    }
}

/// CVE-2022-36111 (immudb): a "linear" part of the consistency proof could hold entries that were in no tree, so that one
/// client was shown another history. Nothing beside the tree proves anything here: a chain behind a proof makes it wrong.
#[test]
fn a_linear_part_behind_a_proof_hides_no_other_history() {
    let mut tried = Probes::new();
    for shared in 1..LEAVES - 2 {
        let (ours, theirs) = (leaves(LEAVES, LEAVES), leaves(shared, LEAVES));
        for old in shared + 1..LEAVES {
            let (old_root, new_root) = (root(&ours[..old as usize]), root(&theirs));
            let honest = proof::consistency(old, LEAVES, &mut subtree(&theirs)).unwrap();
            assert!(tried.extends(old, LEAVES, &honest, &root(&theirs[..old as usize]), &new_root));
            assert!(!tried.extends(old, LEAVES, &honest, &old_root, &new_root), "{shared} shared, {old} to {LEAVES}");
            // The part that is shared, and behind it a chain up to what the client remembers.
            let mut fake = proof::consistency(shared, LEAVES, &mut subtree(&theirs)).unwrap();
            assert!(!tried.extends(old, LEAVES, &fake, &old_root, &new_root));
            let mut chained = root(&ours[..shared as usize]);
            for link in &ours[shared as usize..old as usize] {
                chained = node(&chained, link);
                fake.push(*link);
                assert!(!tried.extends(old, LEAVES, &fake, &old_root, &new_root));
                assert!(!tried.extends(old, LEAVES, &fake, &chained, &new_root));
            }
        }
    }
    tried.judged();
}

/// rs_merkle's verifier takes indices beyond the tree, one index twice, and hashes left over.
#[test]
fn indices_beyond_the_tree_and_hashes_left_over_prove_nothing() {
    let (all, mut tried) = (leaves(LEAVES, LEAVES), Probes::new());
    for size in 1..=LEAVES {
        let held = &all[..size as usize];
        let head = root(held);
        for index in 0..size {
            let proof = proof::inclusion(index, size, &mut subtree(held)).unwrap();
            let leaf = &held[index as usize];
            assert!(tried.is_inside(index, size, leaf, &proof, &head));
            for beyond in [size, size + index, index + (1 << 6), index + (1 << 32), u64::MAX] {
                assert!(!tried.is_inside(beyond, size, leaf, &proof, &head));
            }
            for other in (0..size).filter(|other| *other != index) {
                assert!(!tried.is_inside(other, size, leaf, &proof, &head), "{leaf:?} is {index}, not {other}");
            }
            let more = [&proof[..], &[head]].concat();
            assert!(!tried.is_inside(index, size, leaf, &more, &head));
            if let Some((last, fewer)) = proof.split_last() {
                assert!(!tried.is_inside(index, size, leaf, fewer, &head));
                assert!(!tried.is_inside(index, size, leaf, &[&proof[..], &[*last]].concat(), &head), "a hash twice");
            }
        }
        for old in 1..size {
            let proof = proof::consistency(old, size, &mut subtree(held)).unwrap();
            let old_root = root(&all[..old as usize]);
            assert!(tried.extends(old, size, &proof, &old_root, &head));
            assert!(!tried.extends(old, size, &[&proof[..], &[head]].concat(), &old_root, &head));
            assert!(!tried.extends(old, size, &proof[..proof.len() - 1], &old_root, &head));
            assert!(!tried.extends(0, size, &proof, &root(&[]), &head), "the empty tree proves nothing");
            assert!(!tried.extends(size, old, &proof, &head, &old_root));
        }
    }
    tried.judged();
}

/// A proof counts for the size and the root of one and the same signed checkpoint.
#[test]
fn a_proof_is_not_held_against_a_size_from_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    let store = h.store().unwrap();
    let journal = store.journal();
    let (mut receipts, mut heads) = (Vec::new(), Vec::new());
    for n in 0..6 {
        register(&h, &token, named(&format!("Amina{n}"), "Hasan"));
        receipts.push(journal.prove(journal.length() - 2).unwrap());
        heads.push(journal.head());
    }
    let key = LogKey::parse(&journal.vkey()).unwrap();
    let (none, mut tried) = (|_: &str| Vec::<WitnessKey>::new(), Probes::new());
    for (n, receipt) in receipts.iter().enumerate() {
        let text = receipt.to_text();
        let (proof, _) = text.split_once("\n\n").unwrap();
        for (m, (head, note)) in heads.iter().enumerate() {
            let judged = judge_receipt(
                format!("{proof}\n\n{note}").as_bytes(),
                &receipt.leaf_hash,
                &key,
                &Demands::default(),
                none,
            );
            assert_eq!(judged.unwrap().ok, n == m, "the proof of {n} under the checkpoint of {m}");
            assert_eq!(
                tried.is_inside(receipt.index, head.size, &receipt.leaf_hash, &receipt.proof, &head.root),
                n == m
            );
        }
    }
    tried.judged();
}

/// immudb #2063: values changed under a tree that was left as it was, and its verifier looked at the tree alone.
#[test]
fn a_value_changed_under_an_intact_tree_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let (h, token) = started(&dir.path().join("store"));
    register(&h, &token, named("Amina", "Hasan"));
    let whole = handed(&h, &dir.path().join("out"));
    let report = audit::verify_export(&whole.export, &whole.trust, &Demands::default()).unwrap();
    assert!(report.ok, "{report}");
    let mut altered = whole.export.clone();
    let bodies = altered.files.iter_mut().find(|(path, _)| path.contains("/bodies/")).unwrap();
    *bodies.1.last_mut().unwrap() ^= 1;
    let report = audit::verify_export(&altered, &whole.trust, &Demands::default()).unwrap();
    assert!(!report.ok && report.faults.iter().any(|fault| fault.file.contains("/bodies/")), "{report}");
    assert_eq!([&whole.export, &altered].map(|files| verdict(files, &line(&whole.trust))), [0, 1]);
    // In the store: entries, tiles and checkpoint stay, one body is another's.
    let store = h.store().unwrap();
    let (journal, last) = (store.journal(), store.journal().length() - 1);
    let swap = "UPDATE body SET bytes = (SELECT bytes FROM body WHERE idx = ?1 - 2) WHERE idx = ?1";
    let swapped = journal.local(|sql| Ok::<_, ledger::Error>(sql.execute(swap, [last.cast_signed()])?)).unwrap();
    assert_eq!(swapped, 1);
    let report = journal.verify(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.findings.iter().any(|finding| finding.index == Some(last)), "{:?}", report.findings);
    assert!(journal.open_entry(last).is_err(), "and it is never shown");
}

/// A key that comes from the folder it is to judge judges nothing, by whatever path.
#[test]
fn nothing_that_lies_in_the_audited_folder_is_trusted() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    let (h, token) = started(&store);
    register(&h, &token, named("Amina", "Hasan"));
    h.lock_store();
    drop(h);
    let (out, key) = (dir.path().join("out"), dir.path().join("root.key"));
    for (words, file) in [(&["export-audit", out.to_str().unwrap()][..], None), (&["trust-keys"], Some(&key))] {
        let (text, ok) = run(fieldchart(&store).args(words));
        assert!(ok, "{text}");
        if let Some(file) = file {
            std::fs::write(file, text).unwrap();
        }
    }
    let inside = out.join("operation");
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(&inside, &link).unwrap();
    let code = |words: &[(&str, &Path)]| {
        let mut c = Command::new(tests::bin("fieldchart-audit"));
        c.arg("verify").arg(&out);
        words.iter().for_each(|(option, path)| _ = c.arg(option).arg(path));
        c.output().unwrap().status.code().unwrap()
    };
    assert_eq!(code(&[("--trust", &key)]), 0);
    for path in [&inside, &link, &out.join("logs/../operation")] {
        assert_eq!(code(&[("--trust", path)]), 2, "{}", path.display());
        assert_eq!(both(&["verify", out.to_str().unwrap(), "--trust", path.to_str().unwrap()]).0, 2);
        for option in ["--digest", "--policy"] {
            assert_eq!(code(&[("--trust", &key), (option, path)]), 2, "{option} {}", path.display());
        }
    }
}
