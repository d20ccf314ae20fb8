//! Writes small exports, from docs/formats/entry-v1.md alone.
//! In scope: well-formed logs and the means to bend them.  Not here: real sealing; a sealed body is noise with a right hash.

use std::collections::BTreeMap;

use audit::{Hash, Memory, Trust, leaf_hash, node_hash, root};
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use minicbor::Encoder;
use sha2::{Digest, Sha256};

pub(crate) const OPERATION: [u8; 16] = [0xA0; 16];
pub(crate) const ADMIN: [u8; 16] = [1; 16];
pub(crate) const NURSE: [u8; 16] = [2; 16];
pub(crate) const DEVICE: [u8; 16] = [0xD1; 16];
pub(crate) const SECOND_DEVICE: [u8; 16] = [0x0D; 16];

/// One fixed key for each name.
pub(crate) fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(name).into())
}

pub(crate) fn public(name: &str) -> [u8; 32] {
    key(name).verifying_key().to_bytes()
}

pub(crate) fn trust() -> Trust {
    Trust { operation: OPERATION, root_key: public("root") }
}

/// A log being written.
#[derive(Clone)]
pub(crate) struct Log {
    device: [u8; 16],
    log_key: &'static str,
    origin: String,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) bodies: Vec<Option<Vec<u8>>>,
}

/// Who signs as author: [kind, id, certificate], and the key.
pub(crate) struct By {
    pub(crate) kind: u8,
    pub(crate) id: [u8; 16],
    pub(crate) certificate: Hash,
    pub(crate) key: &'static str,
}

impl Log {
    pub(crate) fn new(device: [u8; 16], log_key: &'static str) -> Self {
        let origin = format!("fieldchart/{}/{}/{}", hex::encode(OPERATION), hex::encode(device), hex::encode([7; 16]));
        Self { device, log_key, origin, entries: vec![], bodies: vec![] }
    }

    pub(crate) fn name(&self) -> String {
        format!("{}-{}", hex::encode(self.device), hex::encode([7; 16]))
    }

    pub(crate) fn leaf(&self, index: usize) -> Hash {
        leaf_hash(&self.entries[index])
    }

    /// Appends an entry over a body as it is.
    pub(crate) fn push(&mut self, class: u8, body: Vec<u8>, fields_root: Hash) {
        let record = Sha256::digest([class, self.entries.len() as u8]);
        self.push_of(class, &record[..16], body, fields_root);
    }

    /// The same, of a given record.
    pub(crate) fn push_of(&mut self, class: u8, record: &[u8], body: Vec<u8>, fields_root: Hash) {
        let mut entry = vec![1, class];
        entry.extend(hlc(self.entries.len()).to_be_bytes());
        entry.extend(record);
        entry.extend((body.len() as u32).to_be_bytes());
        entry.extend(Sha256::digest(&body));
        entry.extend(if matches!(class, 4 | 5 | 8) { [0; 32] } else { [9; 32] });
        entry.extend(fields_root);
        assert_eq!(entry.len(), 126);
        self.entries.push(entry);
        self.bodies.push(Some(body));
    }

    pub(crate) fn push_sealed(&mut self, class: u8) {
        let seed = self.entries.len() as u8;
        self.push(class, vec![seed; 40 + usize::from(seed % 7)], [seed; 32]);
    }

    /// Appends a public entry of fields 5 and on, its author signature over a group of itself alone.
    pub(crate) fn push_public(&mut self, class: u8, kind: u16, by: &By, fields: &[Vec<u8>]) {
        self.push_payload(class, by.key, &payload(kind, by, fields));
    }

    /// Appends a public entry of a whole payload.
    pub(crate) fn push_payload(&mut self, class: u8, author: &str, payload: &[Vec<u8>]) {
        self.push_first_of(class, author, &[payload]);
    }

    /// Appends the first of several public entries, over whose group its author signs.
    pub(crate) fn push_first_of(&mut self, class: u8, author: &str, payloads: &[&[Vec<u8>]]) {
        let index = self.entries.len() as u64;
        let mut group = Vec::new();
        for (at, payload) in (self.entries.len()..).zip(payloads) {
            group.push(class);
            group.extend(hlc(at).to_be_bytes());
            group.extend(&Sha256::digest([class, at as u8])[..16]);
            group.extend(fields_root(payload));
        }
        let mut message = b"fieldchart/author/v1".to_vec();
        message.extend((self.origin.len() as u16).to_be_bytes());
        message.extend(self.origin.as_bytes());
        message.extend(index.to_be_bytes());
        message.extend((payloads.len() as u32).to_be_bytes());
        message.extend(Sha256::digest(group));
        let signature = key(author).sign(&message).to_bytes();
        let body = array(&[bytes(&signature), uint(index), uint(payloads.len() as u64), array(payloads[0])]);
        self.push(class, body, fields_root(payloads[0]));
    }

    /// Appends a certificate or wrap: fields 5 and on without the signatures, then those.
    pub(crate) fn push_issued(&mut self, kind: u16, by: &By, fields: &[Vec<u8>], issuer: (u8, [u8; 16], &str)) {
        self.push_issued_by(4, kind, by, fields, &[issuer]);
    }

    /// Appends a redaction of these entries, whose bodies it drops.
    pub(crate) fn redact(&mut self, by: &By, indexes: &[usize], signers: &[(u8, [u8; 16], &str)]) {
        let mut leaves: Vec<Hash> = indexes.iter().map(|index| self.leaf(*index)).collect();
        leaves.sort_unstable();
        let leaves = array(&leaves.iter().map(|leaf| bytes(leaf)).collect::<Vec<_>>());
        self.push_issued_by(5, 301, by, &[bytes(&[0x55; 16]), leaves, uint(2)], signers);
        for index in indexes {
            self.bodies[*index] = None;
        }
    }

    pub(crate) fn push_issued_by(
        &mut self,
        class: u8,
        kind: u16,
        by: &By,
        fields: &[Vec<u8>],
        issuers: &[(u8, [u8; 16], &str)],
    ) {
        let label = match kind {
            101 => "user-cert",
            102 => "device-cert",
            103 => "op-key-wrap",
            104 => "revocation",
            105 => "admission",
            301 => "redaction",
            _ => "newer",
        };
        let mut all = fields.to_vec();
        all.push(vec![0]);
        let signed = payload(kind, by, &all);
        let mut message = format!("fieldchart/{label}/v1").into_bytes();
        message.extend(OPERATION);
        message.extend(array(&signed[..signed.len() - 1]));
        let signed = |(kind, id, name): &(u8, [u8; 16], &str)| {
            array(&[uint((*kind).into()), bytes(id), bytes(&key(name).sign(&message).to_bytes())])
        };
        *all.last_mut().unwrap() = array(&issuers.iter().map(signed).collect::<Vec<_>>());
        self.push_public(class, kind, by, &all);
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn root(&self) -> Hash {
        root(&self.entries.iter().map(|entry| leaf_hash(entry)).collect::<Vec<_>>())
    }

    pub(crate) fn checkpoint(&self) -> String {
        let text = format!("{}\n{}\n{}\n", self.origin, self.entries.len(), STANDARD.encode(self.root()));
        sign_note(&text, &self.origin, self.log_key)
    }

    /// Writes the log's files, `bodies/` too if asked.
    pub(crate) fn write(&self, files: &mut BTreeMap<String, Vec<u8>>, with_bodies: bool) {
        let folder = format!("logs/{}", self.name());
        files.insert(format!("{folder}/checkpoint"), self.checkpoint().into_bytes());
        for (n, entries) in self.entries.chunks(256).enumerate() {
            let framed = entries.iter().flat_map(|entry| [&(entry.len() as u16).to_be_bytes()[..], entry].concat());
            files.insert(format!("{folder}/tile/entries/{}", tile_name(n, entries.len())), framed.collect());
        }
        let mut hashes: Vec<Hash> = self.entries.iter().map(|entry| leaf_hash(entry)).collect();
        for level in 0.. {
            if hashes.is_empty() {
                break;
            }
            for (n, tile) in hashes.chunks(256).enumerate() {
                files.insert(format!("{folder}/tile/{level}/{}", tile_name(n, tile.len())), tile.concat());
            }
            hashes = hashes.chunks_exact(256).map(subtree).collect();
        }
        for (n, bodies) in self.bodies.chunks(256).enumerate().filter(|_| with_bodies) {
            let framed = bodies.iter().flat_map(|body| match body {
                Some(body) => [&(body.len() as u32).to_be_bytes()[..], body].concat(),
                None => vec![0xFF; 4],
            });
            files.insert(format!("{folder}/bodies/{n:03}"), framed.collect());
        }
    }
}

/// The clock of an entry by its index.
fn hlc(index: usize) -> u64 {
    (1_700_000_000_000 << 16) + index as u64
}

/// Root of 256 hashes, halving: another way than the verifier's.
fn subtree(hashes: &[Hash]) -> Hash {
    match hashes {
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            node_hash(&subtree(left), &subtree(right))
        }
    }
}

/// Enough for these tests: fewer than 1000 tiles a row.
fn tile_name(number: usize, width: usize) -> String {
    if width == 256 { format!("{number:03}") } else { format!("{number:03}.p/{width}") }
}

pub(crate) fn sign_note(text: &str, origin: &str, log_key: &str) -> String {
    let id = Sha256::digest([origin.as_bytes(), b"\n\x01", &public(log_key)].concat());
    let signature = key(log_key).sign(text.as_bytes()).to_bytes();
    format!("{text}\n— {origin} {}\n", STANDARD.encode([&id[..4], &signature].concat()))
}

/// A device's line below a checkpoint (c2sp.org/tlog-cosignature): its name, its cosigner key, when in seconds.
pub(crate) fn cosignature(checkpoint: &str, device: [u8; 16], cosigner: &str, time_s: u64) -> String {
    let name = format!("fieldchart/{}/{}/cosigner/1", hex::encode(OPERATION), hex::encode(device));
    let id = Sha256::digest([name.as_bytes(), b"\n\x04", &public(cosigner)].concat());
    let text = &checkpoint[..=checkpoint.find("\n\n").unwrap()];
    let signature = key(cosigner).sign(format!("cosignature/v1\ntime {time_s}\n{text}").as_bytes()).to_bytes();
    format!("— {name} {}\n", STANDARD.encode([&id[..4], &time_s.to_be_bytes(), &signature].concat()))
}

pub(crate) fn export(logs: &[&Log], with_bodies: bool) -> Memory {
    let mut files = BTreeMap::from([("operation".to_owned(), format!("{}\n", hex::encode(OPERATION)).into_bytes())]);
    logs.iter().for_each(|log| log.write(&mut files, with_bodies));
    Memory { files }
}

pub(crate) const FOUNDER: By = By { kind: 0, id: ADMIN, certificate: [0; 32], key: "admin" };

/// The three entries every operation starts with.
pub(crate) fn founded() -> Log {
    let mut log = Log::new(DEVICE, "device log");
    log.push_issued(101, &FOUNDER, &user_fields(ADMIN, "admin", 1 << 3), (2, OPERATION, "root"));
    log.push_issued(102, &FOUNDER, &device_fields(DEVICE, "device log", "device act"), (0, ADMIN, "admin"));
    log.push_issued(103, &FOUNDER, &wrap_fields(DEVICE), (0, ADMIN, "admin"));
    log
}

/// The administrator, once certified.
pub(crate) fn admin(log: &Log) -> By {
    By { certificate: log.leaf(0), ..FOUNDER }
}

pub(crate) fn user_fields(id: [u8; 16], name: &str, bits: u64) -> Vec<Vec<u8>> {
    vec![bytes(&id), bytes(&public(name)), bytes(&[3; 32]), uint(bits)]
}

pub(crate) fn device_fields(id: [u8; 16], log_key: &str, act_key: &str) -> Vec<Vec<u8>> {
    let mut fields = vec![bytes(&id), bytes(&public(log_key)), bytes(&public(act_key))];
    fields.extend([4, 5, 6].map(|n| bytes(&[n; 32])));
    fields
}

/// Of a revocation: who (0 a user, 1 a device), and what of these logs is accepted as they are.
pub(crate) fn revocation_fields(kind: u64, id: [u8; 16], accepted: &[&Log]) -> Vec<Vec<u8>> {
    let head = |log: &&Log| array(&[text(&log.origin), uint(log.entries.len() as u64), bytes(&log.root())]);
    vec![uint(kind), bytes(&id), array(&accepted.iter().map(head).collect::<Vec<_>>()), uint(2)]
}

pub(crate) fn admission_fields(leaves: &[Hash]) -> Vec<Vec<u8>> {
    vec![array(&leaves.iter().map(|leaf| bytes(leaf)).collect::<Vec<_>>())]
}

pub(crate) fn wrap_fields(device: [u8; 16]) -> Vec<Vec<u8>> {
    vec![bytes(&[8; 16]), bytes(&device), bytes(&[9; 80]), array(&[])]
}

/// Two logs, sealed and public entries, the second device and a nurse certified in the first log. `size` entries in the
/// first.
pub(crate) fn operation(size: usize) -> (Log, Log) {
    let mut first = founded();
    let admin = admin(&first);
    first.push_issued(101, &admin, &user_fields(NURSE, "nurse", 3), (0, ADMIN, "admin"));
    first.push_issued(102, &admin, &device_fields(SECOND_DEVICE, "second log", "second act"), (0, ADMIN, "admin"));
    let by_device = By { kind: 1, id: DEVICE, certificate: first.leaf(1), key: "device act" };
    first.push_public(8, 401, &by_device, &[vec![0xF6], array(&[])]);
    while first.entries.len() < size {
        first.push_sealed([1, 2, 3, 6, 7, 9][first.entries.len() % 6]);
    }
    let mut second = Log::new(SECOND_DEVICE, "second log");
    second.push_sealed(1);
    let nurse = By { kind: 0, id: NURSE, certificate: first.leaf(3), key: "nurse" };
    second.push_issued(103, &nurse, &wrap_fields(SECOND_DEVICE), (0, ADMIN, "admin"));
    (first, second)
}

pub(crate) fn payload(kind: u16, by: &By, fields: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let time = array(&[uint(1_700_000_000_000), vec![0x18, 120], uint(1)]);
    let header = array(&[uint(kind.into()), uint(1), uint(5 + fields.len() as u64)]);
    let author = array(&[uint(by.kind.into()), bytes(&by.id), bytes(&by.certificate)]);
    [vec![header, author, array(&[]), time.clone(), time], fields.to_vec()].concat()
}

fn fields_root(payload: &[Vec<u8>]) -> Hash {
    let leaf = |(i, field): (usize, &Vec<u8>)| leaf_hash(&[&[0; 16], &(i as u16).to_be_bytes()[..], field].concat());
    root(&payload.iter().enumerate().map(leaf).collect::<Vec<_>>())
}

pub(crate) fn uint(value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    Encoder::new(&mut out).u64(value).unwrap();
    out
}

pub(crate) fn bytes(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Encoder::new(&mut out).bytes(value).unwrap();
    out
}

pub(crate) fn text(value: &str) -> Vec<u8> {
    let mut out = Vec::new();
    Encoder::new(&mut out).str(value).unwrap();
    out
}

pub(crate) fn array(items: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    Encoder::new(&mut out).array(items.len() as u64).unwrap();
    out.extend(items.concat());
    out
}
