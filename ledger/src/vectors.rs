//! The byte formats' vectors (docs/formats/vectors.json): what this crate writes from known keys, and reads back.
//! In scope: one of each frozen construction.  Not here: trees and proofs, whose vectors are public ones.

use crate::crypto::keys::{
    Purpose, Secret32, UserKeys, WrapContext, WrapKeys, secret_from_text, secret_to_text, unwrap, wrap,
};
use crate::crypto::seal::{BodyKeys, OpKey, Place, open_envelope};
use crate::crypto::vault::Slot;
use crate::entry::{Class, Entry};
use crate::payload::{AuthorKind, AuthorRef, Head, cbor, decode_inner, encode_inner, fields_root, group_message};
use crate::store::incarnation;
use crate::testing::{CHEAP, TestEnv};
use crate::tlog::checkpoint::Checkpoint;
use crate::tlog::cosignature::{Cosignature, Cosigner, cosigner_name};
use crate::tlog::hash::sha256;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

const OPERATION: [u8; 16] = [0xa0; 16];
const DEVICE: [u8; 16] = [0xd0; 16];
const INCARNATION: [u8; 16] = [0x10; 16];
const USER: [u8; 16] = [0xe0; 16];
const SUBJECT: [u8; 16] = [0x5b; 16];
const RECORD: [u8; 16] = [0x4e; 16];
const PASSPHRASE: &str = "river lamp seven goat moon";

fn secret(n: u8) -> Secret32 {
    Secret32::new(std::array::from_fn(|i| n ^ i as u8))
}

fn of(n: u8) -> SigningKey {
    SigningKey::from_bytes(secret(n).expose())
}

fn origin() -> String {
    incarnation::origin(&OPERATION, &DEVICE, &INCARNATION)
}

/// A sealed entry with everything that leads to it.
fn sealed() -> Value {
    let (op_key, subject_key, salt, nonces) = (OpKey::new(secret(1)), secret(2), [0x77; 32], [0x99; 48]);
    let keys = BodyKeys::derive(&op_key, SUBJECT, Some(&subject_key), salt);
    let author = AuthorRef { kind: AuthorKind::User, id: USER, certificate: [0xce; 32] };
    let moment = (1_700_000_000_000, 60, 1);
    let head =
        Head { kind: 9, version: 1, author, parents: vec![[0x11; 32]], effective_at: moment, recorded_at: moment };
    let mut payload = head.encode(3);
    payload.extend([cbor(|e| e.bytes(&[0x9a; 16])), cbor(|e| e.text("fièvre")), vec![0xf7]]);
    let fields_root = fields_root(&payload, &|i| keys.salt(i));
    let (class, hlc) = (Class::Clinical, (1_700_000_000_000 << 16) | 3);
    let mut entry =
        Entry { class, hlc, record: RECORD, body_len: 0, body_hash: [0; 32], key_commit: keys.commit(), fields_root };
    let message = group_message(&origin(), 41, std::slice::from_ref(&entry));
    let inner = encode_inner(&of(3).sign(&message).to_bytes(), 41, 1, &payload);
    let place =
        Place { origin: &origin(), prefix: &entry.prefix(), key_commit: &keys.commit(), fields_root: &fields_root };
    let body = keys.seal(&op_key, &place, &nonces, &inner).unwrap();
    (entry.body_len, entry.body_hash) = (body.len() as u32, sha256(&[&body]));
    json!({
        "origin": origin(), "op_key": hex::encode(op_key.secret().expose()), "op_key_id": hex::encode(op_key.id()),
        "subject_key_id": hex::encode(SUBJECT), "subject_key": hex::encode(subject_key.expose()),
        "entry_salt": hex::encode(salt), "nonces": hex::encode(nonces), "payload": payload.iter().map(hex::encode).collect::<Vec<_>>(),
        "salts": (0..3).map(|i| hex::encode(keys.salt(i))).collect::<Vec<_>>(), "fields_root": hex::encode(fields_root),
        "key_commit": hex::encode(keys.commit()), "group_message": hex::encode(message),
        "author_public_key": hex::encode(of(3).verifying_key().to_bytes()), "inner": hex::encode(&inner),
        "body": hex::encode(&body), "entry": hex::encode(entry.to_bytes()), "leaf_hash": hex::encode(entry.leaf_hash()),
    })
}

fn wrapped() -> Value {
    let keys = WrapKeys::from_secret(secret(4)).unwrap();
    let context = WrapContext { purpose: Purpose::OpKey, operation: OPERATION, recipient: DEVICE, key: [0x0f; 16] };
    let wrapped = wrap(&TestEnv::new(1), keys.public(), &context, &secret(1)).unwrap();
    json!({
        "x25519_secret": hex::encode(secret(4).expose()), "x25519_public": hex::encode(keys.public()), "purpose": "op-key",
        "operation": hex::encode(OPERATION), "recipient": hex::encode(DEVICE), "key_id": hex::encode([0x0f; 16]),
        "secret": hex::encode(secret(1).expose()), "wrap": hex::encode(wrapped),
    })
}

fn slot() -> (Slot, Value) {
    let keys = UserKeys::from_secrets(&secret(3), secret(4)).unwrap();
    let slot = Slot::seal(&TestEnv::new(2), &OPERATION, USER, 7, &keys, PASSPHRASE, CHEAP).unwrap();
    let json = json!({
        "operation": hex::encode(OPERATION), "user": hex::encode(USER), "version": 7, "passphrase": PASSPHRASE,
        "m_kib": slot.cost.m_kib, "t": slot.cost.t, "p": slot.cost.p, "salt": hex::encode(slot.salt),
        "nonce": hex::encode(&slot.nonce), "sealed": hex::encode(&slot.sealed),
        "ed25519_seed": hex::encode(secret(3).expose()), "x25519_secret": hex::encode(secret(4).expose()),
    });
    (slot, json)
}

fn witnessed() -> Value {
    let head = Checkpoint { origin: origin(), size: 300, root: [0x21; 32] };
    let name = cosigner_name(&OPERATION, &[0xd1; 16], 2);
    let cosignature = Cosignature::new(&head, &name, &of(6), 1_700_000_123);
    let vkey = Cosigner { name, key: of(6).verifying_key() }.vkey();
    json!({
        "log_public_key": hex::encode(of(5).verifying_key().to_bytes()), "note": head.sign(&of(5)),
        "cosigner_vkey": vkey, "cosignature": cosignature.to_string(),
    })
}

fn earlier() -> Value {
    let (old, new) = (OpKey::new(secret(7)), OpKey::new(secret(8)));
    json!({
        "key": hex::encode(new.secret().expose()), "key_id": hex::encode(new.id()),
        "earlier": hex::encode(old.secret().expose()), "earlier_id": hex::encode(old.id()),
        "sealed": hex::encode(new.seal_earlier(&TestEnv::new(3), &old).unwrap()),
    })
}

fn made() -> Value {
    json!({
        "sealed_entry": sealed(), "hpke_wrap": wrapped(), "user_slot": slot().1, "checkpoint": witnessed(),
        "earlier_op_key": earlier(),
        "printed_key": {"secret": hex::encode(secret(9).expose()), "text": secret_to_text(&secret(9)).as_str()},
    })
}

fn bytes(value: &Value, name: &str) -> Vec<u8> {
    hex::decode(value[name].as_str().unwrap()).unwrap()
}

fn array<const N: usize>(value: &Value, name: &str) -> [u8; N] {
    bytes(value, name).try_into().unwrap()
}

#[test]
fn what_is_written_and_read_is_what_the_frozen_vectors_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/formats/vectors.json");
    if std::env::var_os("FIELDCHART_WRITE_VECTORS").is_some() {
        std::fs::write(path, serde_json::to_string_pretty(&made()).unwrap() + "\n").unwrap();
    }
    let frozen: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(made(), frozen);
    // Read from the file alone.
    let v = &frozen["sealed_entry"];
    let op_key = OpKey::new(Secret32::new(array(v, "op_key")));
    let entry = Entry::from_bytes(&bytes(v, "entry")).unwrap();
    let (key_commit, root) = (array(v, "key_commit"), array(v, "fields_root"));
    let place = Place {
        origin: v["origin"].as_str().unwrap(),
        prefix: &entry.prefix(),
        key_commit: &key_commit,
        fields_root: &root,
    };
    let body = bytes(v, "body");
    let (subject, salt) = open_envelope(&op_key, &place, &body).unwrap();
    let keys = BodyKeys::derive(&op_key, subject, Some(&Secret32::new(array(v, "subject_key"))), salt);
    let inner = keys.open(&place, &body).unwrap();
    assert_eq!(*inner, bytes(v, "inner"));
    let inner = decode_inner(&inner).unwrap();
    assert_eq!(fields_root(&inner.payload, &|i| keys.salt(i)), root);
    let message = group_message(place.origin, inner.first_index, &[entry]);
    let signature = ed25519_dalek::Signature::from_bytes(&inner.signature);
    let key = ed25519_dalek::VerifyingKey::from_bytes(&array(v, "author_public_key")).unwrap();
    key.verify_strict(&message, &signature).unwrap();

    let v = &frozen["hpke_wrap"];
    let keys = WrapKeys::from_secret(Secret32::new(array(v, "x25519_secret"))).unwrap();
    let context =
        WrapContext { purpose: Purpose::OpKey, operation: OPERATION, recipient: DEVICE, key: array(v, "key_id") };
    assert_eq!(unwrap(&keys, &context, &bytes(v, "wrap")).unwrap().expose().to_vec(), bytes(v, "secret"));
    let opened = slot().0.open(&OPERATION, PASSPHRASE).unwrap().unwrap();
    assert_eq!(opened.signing_public(), of(3).verifying_key());
    let v = &frozen["earlier_op_key"];
    let key = OpKey::new(Secret32::new(array(v, "key")));
    let earlier = key.open_earlier(&array(v, "earlier_id"), &bytes(v, "sealed")).unwrap();
    assert_eq!(earlier.secret().expose().to_vec(), bytes(v, "earlier"));
    let v = &frozen["printed_key"];
    assert_eq!(secret_from_text(v["text"].as_str().unwrap()).unwrap().expose().to_vec(), bytes(v, "secret"));
}
