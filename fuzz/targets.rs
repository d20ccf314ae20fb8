//! What is fuzzed: every reader of bytes that come from elsewhere. A target panics where something is wrong.
//! In scope: one function per format, and what must hold beyond not panicking: whatever is accepted is canonical, so
//! that writing it gives the same bytes, and both implementations agree.  Not here: libFuzzer (main.rs), the seeds
//! (tests/it/fuzz.rs, which also runs them through these functions in every test run).

use audit::Memory;
use domain::part::Part;
use domain::record::Kind;
use ed25519_dalek::SigningKey;
use ledger::crypto::vault::Vault;
use ledger::payload::{Head, decode_inner, encode_inner};
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::tile::{place, split_hashes, subtree_root};
use ledger::tlog::tree::{Frontier, TILE_LEVELS_MAX, partial_width};
use ledger::tlog::{hash, proof};
use ledger::{Entry, RecoveryKey};

/// A name, and what is tried under it.
pub type Target = (&'static str, fn(&[u8]));

/// Every target; the seeds lie in corpus/NAME.
pub const TARGETS: [Target; 7] = [
    ("entry", entry),
    ("checkpoint", checkpoint),
    ("proof", proof_),
    ("tile", tile),
    ("payload", payload),
    ("export", export),
    ("vault", vault),
];

/// The key that signs the checkpoints of this target.
pub const CHECKPOINT_SEED: [u8; 32] = [7; 32];

/// The passphrase of the seed vault.
pub const PASSPHRASE: &str = "river lamp seven goat moon";

/// An entry's 126 bytes.
fn entry(bytes: &[u8]) {
    let Ok(entry) = Entry::from_bytes(bytes) else { return };
    assert_eq!(entry.to_bytes(), bytes, "an entry is written as it is read");
    assert_eq!(entry.leaf_hash(), audit::leaf_hash(bytes), "both crates hash alike");
}

/// A signed note, as it is; and its text signed by us, so that what stands behind the signature is reached, too.
fn checkpoint(bytes: &[u8]) {
    let Ok(note) = std::str::from_utf8(bytes) else { return };
    let key = SigningKey::from_bytes(&CHECKPOINT_SEED);
    let origin = note.lines().next().unwrap_or_default();
    if let Ok(read) = Checkpoint::verify(note, origin, &key.verifying_key()) {
        assert_eq!(read.sign(&key), note, "a note has one form");
    }
    let text = note.split_once("\n\n").map_or(note, |(text, _)| text);
    let mut lines = text.split('\n').skip(1);
    let size = lines.next().and_then(|line| line.parse().ok()).unwrap_or(0);
    let ours = Checkpoint { origin: origin.to_owned(), size, root: hash::sha256(&[bytes]) };
    let signed = ours.sign(&key);
    match Checkpoint::verify(&signed, origin, &key.verifying_key()) {
        Ok(read) => assert_eq!(read, ours),
        // Names that no note can carry are refused, never misread.
        Err(_) => {
            let refused = |c: char| c.is_whitespace() || c.is_control() || c == '+';
            assert!(origin.is_empty() || origin.contains(refused));
        }
    }
}

/// [kind, sizes, hashes]: a proof of either kind, judged by both crates.
fn proof_(bytes: &[u8]) {
    let Some((head, rest)) = bytes.split_first_chunk::<17>() else { return };
    let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|i| head[at + i]));
    let (a, b) = (number(1), number(9));
    let (hashes, _) = rest.as_chunks::<32>();
    let [one, two, proof @ ..] = hashes else { return };
    if head[0] & 1 == 0 {
        let ours = proof::verify_inclusion(a, b, one, proof, two).is_ok();
        assert_eq!(ours, audit::verify_inclusion(a, b, one, proof, two).is_ok(), "leaf {a} of {b}");
    } else {
        let ours = proof::verify_consistency(a, b, proof, one, two).is_ok();
        assert_eq!(ours, audit::verify_consistency(a, b, proof, one, two).is_ok(), "{a} to {b}");
    }
}

/// [level, index, size, hashes]: a tile's subtree, and a right edge made of the hashes, grown by one leaf.
fn tile(bytes: &[u8]) {
    let Some((head, rest)) = bytes.split_first_chunk::<17>() else { return };
    let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|i| head[at + i]));
    let (level, index, size) = (u32::from(head[0] % 64), number(1), number(9));
    let place = place(level, index >> level);
    assert!(place.offset + place.count <= 256, "a subtree stands within its tile");
    let _ = subtree_root(place, rest);
    let Some(mut hashes) = split_hashes(rest) else { return };
    let mut levels = Vec::new();
    for level in 0..TILE_LEVELS_MAX {
        let width = partial_width(size, level);
        let rest = hashes.split_off(width.min(hashes.len()));
        levels.push(std::mem::replace(&mut hashes, rest));
    }
    let Ok(mut edge) = Frontier::from_levels(size, levels) else { return };
    let before = edge.root();
    if size < u64::MAX {
        edge.push([1; 32], &mut Vec::new());
        assert!(edge.size() == size + 1 && edge.root() != before, "it grows");
    }
}

/// An opened body, or a public one: the inner array, its head, and the record of every type in it.
fn payload(bytes: &[u8]) {
    let Ok(inner) = decode_inner(bytes) else { return };
    let written = encode_inner(&inner.signature, inner.first_index, inner.count, &inner.payload);
    assert_eq!(written, bytes, "an inner array is written as it is read");
    let Ok(head) = Head::decode(&inner.payload) else { return };
    let (head_items, items) = inner.payload.split_at(5);
    assert_eq!(head.encode(items.len()), head_items, "a head is written as it is read");
    for kind in (0..64).filter_map(Kind::from_number) {
        let Ok(Some(part)) = Part::from_items(kind, items) else { continue };
        let (_, again) = part.to_items();
        assert_eq!(Part::from_items(kind, &again).ok().flatten().as_ref(), Some(&part), "{kind:?}");
    }
}

/// A whole export: the trust line's length and text, then [path length, path, u24 length, bytes] for each file.
fn export(bytes: &[u8]) {
    let Some((trust, files)) = unpack(bytes) else { return };
    let source = Memory { files };
    if let Ok(trust) = audit::Trust::parse(trust) {
        let verified = audit::verify_export(&source, &trust, &audit::Demands::default());
        for report in audit::REPORTS {
            let tally = audit::tally(&source, &trust, report);
            let (Ok(verified), Ok(tally)) = (&verified, tally) else { continue };
            assert!(!tally.ok || verified.ok, "nothing is counted of what does not verify");
        }
    }
    if let Some(key) = source.files.get("vkey").and_then(|key| std::str::from_utf8(key).ok())
        && let Ok(key) = audit::LogKey::parse(key)
    {
        let _ = audit::verify_plain(&source, &key, &audit::Demands::default());
    }
}

type Files = std::collections::BTreeMap<String, Vec<u8>>;

fn unpack(bytes: &[u8]) -> Option<(&str, Files)> {
    let (&length, rest) = bytes.split_first()?;
    let (trust, mut rest) = rest.split_at_checked(length.into())?;
    let mut files = Files::new();
    while let Some((&length, after)) = rest.split_first() {
        let (path, after) = after.split_at_checked(length.into())?;
        let (&[a, b, c], after) = after.split_first_chunk()?;
        let (content, after) = after.split_at_checked(u32::from_be_bytes([0, a, b, c]) as usize)?;
        files.insert(std::str::from_utf8(path).ok()?.to_owned(), content.to_vec());
        rest = after;
    }
    Some((std::str::from_utf8(trust).ok()?, files))
}

/// A vault file. It is opened only where that is cheap: what a passphrase costs is the owner's to say.
fn vault(bytes: &[u8]) {
    let Ok(vault) = serde_json::from_slice::<Vault>(bytes) else { return };
    let written = serde_json::to_vec(&vault).expect("a vault can be written");
    let again: Vault = serde_json::from_slice(&written).expect("and read again");
    assert_eq!(serde_json::to_vec(&again).ok(), Some(written));
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let slots = value["slots"].as_array().map_or(&[][..], Vec::as_slice);
    let number = |slot: &serde_json::Value, name: &str| slot["cost"][name].as_u64().unwrap_or(u64::MAX);
    let cheap = |slot| number(slot, "m_kib") <= 64 && number(slot, "t") <= 2 && number(slot, "p") <= 2;
    if slots.len() <= 4 && slots.iter().all(cheap) {
        let _ = vault.open(PASSPHRASE);
    }
    if let Ok(key) = RecoveryKey::random(&Fixed) {
        let _ = vault.open_with_recovery(&key);
        for user in vault.users() {
            let _ = vault.user_with_recovery(&key, &user);
        }
    }
}

/// A world that stands still.
struct Fixed;

impl ledger::Env for Fixed {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000
    }

    fn fill(&self, out: &mut [u8]) {
        out.fill(9);
    }
}
