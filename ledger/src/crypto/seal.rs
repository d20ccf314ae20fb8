//! Sealed bodies: how a payload becomes ciphertext and back (docs/formats/entry-v1.md, RFC 5869, XChaCha20-Poly1305).
//! In scope: key derivation, commitments, boxes, padding, compression.  Not here: where keys come from, storage, signatures.

use super::keys::Secret32;
use crate::entry::{BODY_BYTES_MAX, INNER_BYTES_MAX};
use crate::payload::push_piece;
use crate::tlog::hash::Hash;
use crate::{Env, Id};
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// The id of "no subject": such bodies open with the operation key alone.
pub const NO_SUBJECT: Id = [0; 16];
/// Smallest plaintext of box 2, in bytes.
pub const PADDED_BYTES_MIN: usize = 256;
/// Stored bytes around box 2's plaintext: key id, nonces, box 1, tag.
const OVERHEAD_BYTES: usize = 16 + 24 + 64 + 24 + 16;
/// Compression level: the fastest ordinary one.
const ZSTD_LEVEL: i32 = 1;

/// Why a body cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The body is too short to hold its boxes.
    #[error("a sealed body of {0} bytes is too short")]
    Truncated(usize),
    /// The body would be larger than an entry may have.
    #[error("the sealed body would have {0} bytes; {BODY_BYTES_MAX} are allowed")]
    TooLarge(usize),
    /// Sealed under an operation key that this device does not hold.
    #[error("operation key {} is not held here", hex::encode(.0))]
    UnknownOpKey(Id),
    /// Sealed under a subject key that this device does not hold.
    #[error("subject key {} is not held here", hex::encode(.0))]
    UnknownSubjectKey(Id),
    /// Box 1 or 2 was altered, or belongs to another entry.
    #[error("box {0} does not open")]
    Box(u8),
    /// The sealing key is not the one the entry commits to.
    #[error("the sealing key is not the one the entry commits to")]
    KeyCommit,
    /// The padding is not the canonical one.
    #[error("the padding of {0} bytes is not canonical")]
    Padding(usize),
    /// The compressed bytes are damaged or expand beyond the limit.
    #[error("the body does not decompress: {0}")]
    Inflate(String),
}

/// An operation key with what is derived from it once.
pub struct OpKey {
    id: Id,
    key: Secret32,
    envelope: XChaCha20Poly1305,
}

impl OpKey {
    /// The operation key of these bytes.
    #[must_use]
    pub fn new(key: Secret32) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, key.expose());
        let mut id = [0; 16];
        expand(&hkdf, b"fieldchart/v1/id", &mut id);
        let mut envelope_key = Zeroizing::new([0; 32]);
        expand(&hkdf, b"fieldchart/v1/env", &mut *envelope_key);
        let envelope = XChaCha20Poly1305::new((&*envelope_key).into());
        Self { id, key, envelope }
    }

    /// The key's id, derived from it.
    #[must_use]
    pub fn id(&self) -> Id {
        self.id
    }

    pub(crate) fn secret(&self) -> &Secret32 {
        &self.key
    }

    /// Seals an earlier operation key under this one: nonce[24] ‖ box[48].
    pub(crate) fn seal_earlier(&self, env: &dyn Env, earlier: &Self) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; 24];
        env.fill(&mut nonce);
        let mut sealed = nonce.to_vec();
        sealed.extend_from_slice(earlier.key.expose());
        encrypt_tail(&self.earlier_cipher(), &nonce, &[self.id, earlier.id].concat(), &mut sealed, 24, 1)?;
        Ok(sealed)
    }

    /// Opens what [`OpKey::seal_earlier`] made.
    pub(crate) fn open_earlier(&self, id: &Id, sealed: &[u8]) -> Result<Self, SealError> {
        let (nonce, sealed) = sealed.split_at_checked(24).ok_or(SealError::Truncated(sealed.len()))?;
        let plain = decrypt(&self.earlier_cipher(), nonce, &[self.id, *id].concat(), sealed, 1)?;
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| SealError::Truncated(plain.len()))?;
        let key = Self::new(Secret32::new(key));
        if key.id == *id { Ok(key) } else { Err(SealError::Box(1)) }
    }

    fn earlier_cipher(&self) -> XChaCha20Poly1305 {
        let mut key = Zeroizing::new([0; 32]);
        expand(&Hkdf::<Sha256>::new(None, self.key.expose()), b"fieldchart/v1/prev", &mut *key);
        XChaCha20Poly1305::new((&*key).into())
    }
}

impl fmt::Debug for OpKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpKey").field("id", &hex::encode(self.id)).finish_non_exhaustive()
    }
}

/// The keys of one entry's body.
pub struct BodyKeys {
    subject: Id,
    entry_salt: [u8; 32],
    hkdf: Hkdf<Sha256>,
    commit: Hash,
}

impl fmt::Debug for BodyKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyKeys").field("subject", &hex::encode(self.subject)).finish_non_exhaustive()
    }
}

impl BodyKeys {
    /// Derives the keys of a body from the operation key, its subject's key (none for [`NO_SUBJECT`]) and its salt.
    #[must_use]
    pub fn derive(op_key: &OpKey, subject: Id, subject_key: Option<&Secret32>, entry_salt: [u8; 32]) -> Self {
        let mut ikm = Zeroizing::new(Vec::with_capacity(66));
        push_piece(&mut ikm, subject_key.map_or(&[][..], |key| &key.expose()[..]));
        ikm.extend_from_slice(op_key.key.expose());
        let hkdf = Hkdf::<Sha256>::new(Some(&entry_salt), &ikm);
        let mut commit = [0; 32];
        expand(&hkdf, b"fieldchart/v1/commit", &mut commit);
        Self { subject, entry_salt, hkdf, commit }
    }

    /// The subject key's id.
    #[must_use]
    pub fn subject(&self) -> Id {
        self.subject
    }

    /// What the entry commits to.
    #[must_use]
    pub fn commit(&self) -> Hash {
        self.commit
    }

    /// The salt of payload element `i`.
    #[must_use]
    pub fn salt(&self, i: u16) -> [u8; 16] {
        let mut info = *b"fieldchart/v1/salt\0\0";
        info[18..].copy_from_slice(&i.to_be_bytes());
        let mut salt = [0; 16];
        expand(&self.hkdf, &info, &mut salt);
        salt
    }

    /// Seals `inner` for the entry, whose first 26 bytes, key commitment and fields root stand already.
    ///
    /// # Errors
    /// When the body would be too large.
    pub fn seal(
        &self,
        op_key: &OpKey,
        place: &Place<'_>,
        nonces: &[u8; 48],
        inner: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        if inner.len() > INNER_BYTES_MAX {
            return Err(SealError::TooLarge(inner.len()));
        }
        let (nonce1, nonce2) = nonces.split_at(24);
        let mut plain = Zeroizing::new(vec![0; 4]);
        let compressed = Zeroizing::new(deflate(inner)?);
        plain[..4].copy_from_slice(&(compressed.len() as u32).to_be_bytes());
        let padded = padded_length(4 + compressed.len());
        if padded + OVERHEAD_BYTES > BODY_BYTES_MAX {
            return Err(SealError::TooLarge(padded + OVERHEAD_BYTES));
        }
        let mut body = Vec::with_capacity(padded + OVERHEAD_BYTES);
        body.extend_from_slice(&op_key.id);
        body.extend_from_slice(nonce1);
        body.extend_from_slice(&self.subject);
        body.extend_from_slice(&self.entry_salt);
        encrypt_tail(&op_key.envelope, nonce1, &place.aad("fieldchart/v1/box1"), &mut body, 40, 1)?;
        body.extend_from_slice(nonce2);
        let start = body.len();
        body.extend_from_slice(&plain);
        body.extend_from_slice(&compressed);
        body.resize(start + padded, 0);
        encrypt_tail(&self.cipher(), nonce2, &place.aad("fieldchart/v1/box2"), &mut body, start, 2)?;
        Ok(body)
    }

    /// Opens box 2 of `body` and gives the inner array's bytes.
    ///
    /// # Errors
    /// When the keys are not those the entry commits to, or the body was altered.
    pub fn open(&self, place: &Place<'_>, body: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if &self.commit != place.key_commit {
            return Err(SealError::KeyCommit);
        }
        let sealed = body.get(104..).filter(|rest| rest.len() > 40).ok_or(SealError::Truncated(body.len()))?;
        let (nonce, sealed) = sealed.split_at(24);
        let plain = decrypt(&self.cipher(), nonce, &place.aad("fieldchart/v1/box2"), sealed, 2)?;
        let padding = || SealError::Padding(plain.len());
        let (length, rest) = plain.split_first_chunk::<4>().ok_or_else(padding)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > rest.len() || plain.len() != padded_length(4 + length) || rest[length..].iter().any(|b| *b != 0) {
            return Err(padding());
        }
        inflate(&rest[..length]).map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        let mut key = Zeroizing::new([0; 32]);
        expand(&self.hkdf, b"fieldchart/v1/aead", &mut *key);
        XChaCha20Poly1305::new((&*key).into())
    }
}

/// What a body's boxes are bound to.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The log.
    pub origin: &'a str,
    /// The entry's first 26 bytes.
    pub prefix: &'a [u8; 26],
    /// The entry's key commitment.
    pub key_commit: &'a Hash,
    /// The entry's fields root.
    pub fields_root: &'a Hash,
}

impl Place<'_> {
    fn aad(&self, label: &str) -> Vec<u8> {
        let mut aad = Vec::with_capacity(4 + label.len() + self.origin.len() + 26 + 64);
        push_piece(&mut aad, label.as_bytes());
        push_piece(&mut aad, self.origin.as_bytes());
        aad.extend_from_slice(self.prefix);
        aad.extend_from_slice(self.key_commit);
        aad.extend_from_slice(self.fields_root);
        aad
    }
}

/// The id of the operation key that a body is sealed under.
///
/// # Errors
/// When the body is too short.
pub fn op_key_id(body: &[u8]) -> Result<Id, SealError> {
    body.first_chunk::<16>().copied().ok_or(SealError::Truncated(body.len()))
}

/// Opens box 1: the subject key's id and the entry's salt.
///
/// # Errors
/// When the body is too short or altered.
pub fn open_envelope(op_key: &OpKey, place: &Place<'_>, body: &[u8]) -> Result<(Id, [u8; 32]), SealError> {
    let truncated = || SealError::Truncated(body.len());
    let (nonce, sealed) = (body.get(16..40).ok_or_else(truncated)?, body.get(40..104).ok_or_else(truncated)?);
    let plain = decrypt(&op_key.envelope, nonce, &place.aad("fieldchart/v1/box1"), sealed, 1)?;
    let (subject, salt) = plain.split_first_chunk::<16>().ok_or_else(truncated)?;
    Ok((*subject, salt.try_into().map_err(|_| truncated())?))
}

/// Seals the two secrets of a user under a key-encryption key.
pub(crate) fn seal_slot(kek: &[u8; 32], nonce: &[u8; 24], aad: &[u8], plain: &[u8; 64]) -> Result<Vec<u8>, SealError> {
    let mut sealed = plain.to_vec();
    encrypt_tail(&XChaCha20Poly1305::new(kek.into()), nonce, aad, &mut sealed, 0, 1)?;
    Ok(sealed)
}

/// Opens what [`seal_slot`] made.
pub(crate) fn open_slot(
    kek: &[u8; 32],
    nonce: &[u8; 24],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    decrypt(&XChaCha20Poly1305::new(kek.into()), nonce, aad, sealed, 1)
}

/// The Padmé length of `length`, at least [`PADDED_BYTES_MIN`]: reveals only the order of magnitude.
#[must_use]
pub fn padded_length(length: usize) -> usize {
    let length = length.max(PADDED_BYTES_MIN);
    let exponent = length.ilog2();
    let significant = exponent.ilog2() + 1;
    length.next_multiple_of(1 << (exponent - significant))
}

fn expand(hkdf: &Hkdf<Sha256>, info: &[u8], out: &mut [u8]) {
    // Outputs of 16 or 32 bytes are always a valid length for HKDF-SHA256.
    let valid = hkdf.expand(info, out);
    debug_assert!(valid.is_ok());
}

/// Encrypts `buffer[start..]` in place and appends the tag.
fn encrypt_tail(
    cipher: &XChaCha20Poly1305,
    nonce: &[u8],
    aad: &[u8],
    buffer: &mut Vec<u8>,
    start: usize,
    which: u8,
) -> Result<(), SealError> {
    let nonce = XNonce::try_from(nonce).map_err(|_| SealError::Box(which))?;
    let tail = InOutBuf::from(&mut buffer[start..]);
    let tag = cipher.encrypt_inout_detached(&nonce, aad, tail).map_err(|_| SealError::Box(which))?;
    buffer.extend_from_slice(&tag);
    Ok(())
}

fn decrypt(
    cipher: &XChaCha20Poly1305,
    nonce: &[u8],
    aad: &[u8],
    sealed: &[u8],
    which: u8,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let closed = || SealError::Box(which);
    let (text, tag) = sealed.split_last_chunk::<16>().ok_or_else(closed)?;
    let nonce = XNonce::try_from(nonce).map_err(|_| closed())?;
    let mut plain = Zeroizing::new(text.to_vec());
    let buffer = InOutBuf::from(&mut plain[..]);
    cipher.decrypt_inout_detached(&nonce, aad, buffer, &Tag::from(*tag)).map_err(|_| closed())?;
    Ok(plain)
}

thread_local! {
    // A context costs more to make than a small body costs to compress.
    static DEFLATE: std::cell::RefCell<Option<zstd::bulk::Compressor<'static>>> = const { std::cell::RefCell::new(None) };
    static INFLATE: std::cell::RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { std::cell::RefCell::new(None) };
}

fn deflate(bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let fault = |e: std::io::Error| SealError::Inflate(e.to_string());
    DEFLATE.with_borrow_mut(|slot| {
        let context = match slot {
            Some(context) => context,
            None => slot.insert(zstd::bulk::Compressor::new(ZSTD_LEVEL).map_err(fault)?),
        };
        context.compress(bytes).map_err(fault)
    })
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let fault = |e: std::io::Error| SealError::Inflate(e.to_string());
    INFLATE.with_borrow_mut(|slot| {
        let context = match slot {
            Some(context) => context,
            None => slot.insert(zstd::bulk::Decompressor::new().map_err(fault)?),
        };
        context.decompress(bytes, INNER_BYTES_MAX).map_err(fault)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn op_key() -> OpKey {
        OpKey::new(Secret32::new([1; 32]))
    }

    fn keys(subject_key: Option<&Secret32>) -> BodyKeys {
        BodyKeys::derive(&op_key(), [7; 16], subject_key, [3; 32])
    }

    fn round_trip(inner: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let secret = Secret32::new([2; 32]);
        let keys = keys(Some(&secret));
        let commit = keys.commit();
        let place = Place { origin: "o", prefix: &[4; 26], key_commit: &commit, fields_root: &[5; 32] };
        let body = keys.seal(&op_key(), &place, &[6; 48], inner).unwrap();
        assert_eq!(op_key_id(&body).unwrap(), op_key().id());
        assert_eq!(open_envelope(&op_key(), &place, &body).unwrap(), ([7; 16], [3; 32]));
        (keys.open(&place, &body).unwrap().to_vec(), body)
    }

    #[test]
    fn padme_lengths_are_those_of_the_paper() {
        assert_eq!([1, 256, 257, 1000, 5000].map(padded_length), [256, 256, 272, 1024, 5120]);
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let secret = Secret32::new([2; 32]);
        let keys = keys(Some(&secret));
        let commit = keys.commit();
        let place = Place { origin: "o", prefix: &[4; 26], key_commit: &commit, fields_root: &[5; 32] };
        let body = keys.seal(&op_key(), &place, &[6; 48], b"abc").unwrap();
        for at in 16..body.len() {
            let mut altered = body.clone();
            altered[at] ^= 1;
            let opened =
                open_envelope(&op_key(), &place, &altered).and_then(|_| keys.open(&place, &altered).map(|_| ()));
            assert!(opened.is_err(), "byte {at}");
        }
        let elsewhere = Place { origin: "p", ..place };
        assert_eq!(keys.open(&elsewhere, &body), Err(SealError::Box(2)));
    }

    #[test]
    fn another_key_is_named_before_a_box_is_tried() {
        let (_, body) = round_trip(b"abc");
        let commit = keys(Some(&Secret32::new([2; 32]))).commit();
        let place = Place { origin: "o", prefix: &[4; 26], key_commit: &commit, fields_root: &[5; 32] };
        assert_eq!(keys(None).open(&place, &body), Err(SealError::KeyCommit));
    }

    #[test]
    fn a_body_over_a_mebibyte_is_refused() {
        let noise: Vec<u8> =
            (0..1u32 << 19).flat_map(|i| crate::tlog::hash::sha256(&[&i.to_be_bytes()])[..4].to_vec()).collect();
        let commit = [0; 32];
        let place = Place { origin: "o", prefix: &[4; 26], key_commit: &commit, fields_root: &[5; 32] };
        assert!(matches!(keys(None).seal(&op_key(), &place, &[6; 48], &noise), Err(SealError::TooLarge(_))));
    }

    #[test]
    fn a_compression_bomb_is_refused_at_four_mebibytes() {
        let whole = vec![0; INNER_BYTES_MAX];
        assert_eq!(inflate(&deflate(&whole).unwrap()), Ok(whole));
        for bytes in [INNER_BYTES_MAX + 1, 64 << 20] {
            let bomb = deflate(&vec![0; bytes]).unwrap();
            assert!(bomb.len() < 10_000, "{} bytes fit a body", bomb.len());
            assert!(matches!(inflate(&bomb), Err(SealError::Inflate(_))), "{bytes}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn bodies_round_trip(inner in proptest::collection::vec(any::<u8>(), 0..5_000)) {
            let (opened, body) = round_trip(&inner);
            prop_assert_eq!(opened, inner);
            prop_assert!(body.len() >= PADDED_BYTES_MIN + OVERHEAD_BYTES);
        }
    }
}
