//! Keys: users', devices', the operation's, the database's, and the printed ones (docs/formats/entry-v1.md).
//! In scope: making, wrapping (RFC 9180 HPKE) and printing keys.  Not here: sealing bodies, where keys are kept.

use crate::payload::push_piece;
use crate::{Env, Id};
use ed25519_dalek::{SigningKey, VerifyingKey};
use hkdf::Hkdf;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, inout::InOutBuf};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::fmt;
use zeroize::Zeroizing;

type HpkeKem = hpke::kem::X25519HkdfSha256;
type HpkeKdf = hpke::kdf::HkdfSha256;
type HpkeAead = hpke::aead::ChaCha20Poly1305;

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text is no printed key.
    #[error("a printed key has 56 letters and digits; {0} were read")]
    TextLength(usize),
    /// A character outside the printed alphabet.
    #[error("{0:?} does not occur in a printed key")]
    TextCharacter(char),
    /// A slip of the pen: the checksum does not fit.
    #[error("the key was mistyped: its checksum does not fit")]
    TextChecksum,
    /// A wrapped key did not open.
    #[error("the {purpose} wrap does not open with this key")]
    Unwrap {
        /// What the wrapped key is for.
        purpose: &'static str,
    },
    /// Bytes that are no public key.
    #[error("{} is no usable public key", hex::encode(.0))]
    PublicKey([u8; 32]),
}

/// 32 secret bytes; zeroized when dropped, never printed or copied.
pub struct Secret32(Zeroizing<[u8; 32]>);

impl Secret32 {
    /// Takes the bytes over.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Fresh random bytes.
    #[must_use]
    pub fn random(env: &dyn Env) -> Self {
        let mut secret = Self::new([0; 32]);
        env.fill(&mut *secret.0);
        secret
    }

    /// The bytes; whoever copies them answers for the copy.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret32(…)")
    }
}

/// The raw SQLCipher key.
#[derive(Debug)]
pub struct DbKey(pub(crate) Secret32);

impl DbKey {
    /// Fresh and random.
    #[must_use]
    pub fn random(env: &dyn Env) -> Self {
        Self(Secret32::random(env))
    }

    /// A key of its own for another local file, such as the search index, derived from this one.
    #[must_use]
    pub fn derive(&self, label: &str) -> Secret32 {
        let mut out = Zeroizing::new([0u8; 32]);
        let hkdf = Hkdf::<Sha256>::new(None, self.0.expose());
        // 32 bytes are always a valid length for HKDF-SHA256.
        let _ = hkdf.expand(&[b"fieldchart/v1/local/", label.as_bytes()].concat(), &mut *out);
        Secret32(out)
    }
}

/// An X25519 key pair.
pub struct WrapKeys {
    secret: Secret32,
    public: [u8; 32],
}

impl WrapKeys {
    /// The pair of a secret.
    ///
    /// # Errors
    /// Never for 32 bytes; the library's own check is passed on.
    pub fn from_secret(secret: Secret32) -> Result<Self, KeyError> {
        let unusable = |_| KeyError::PublicKey([0; 32]);
        let private = <HpkeKem as Kem>::PrivateKey::from_bytes(secret.expose()).map_err(unusable)?;
        let mut public = [0; 32];
        public.copy_from_slice(&HpkeKem::sk_to_pk(&private).to_bytes());
        Ok(Self { secret, public })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &[u8; 32] {
        &self.public
    }

    pub(crate) fn secret(&self) -> &Secret32 {
        &self.secret
    }
}

impl fmt::Debug for WrapKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrapKeys").field("public", &hex::encode(self.public)).finish_non_exhaustive()
    }
}

/// A user's Ed25519 and X25519 keys.
pub struct UserKeys {
    pub(crate) signing: SigningKey,
    pub(crate) wrap: WrapKeys,
}

impl UserKeys {
    /// Fresh keys.
    ///
    /// # Errors
    /// See [`WrapKeys::from_secret`].
    pub fn random(env: &dyn Env) -> Result<Self, KeyError> {
        Self::from_secrets(&Secret32::random(env), Secret32::random(env))
    }

    /// Keys from an Ed25519 seed and an X25519 secret.
    ///
    /// # Errors
    /// See [`WrapKeys::from_secret`].
    pub fn from_secrets(seed: &Secret32, x25519: Secret32) -> Result<Self, KeyError> {
        Ok(Self { signing: SigningKey::from_bytes(seed.expose()), wrap: WrapKeys::from_secret(x25519)? })
    }

    /// The Ed25519 public key.
    #[must_use]
    pub fn signing_public(&self) -> VerifyingKey {
        self.signing.verifying_key()
    }

    /// The X25519 public key.
    #[must_use]
    pub fn wrap_public(&self) -> &[u8; 32] {
        self.wrap.public()
    }
}

impl fmt::Debug for UserKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserKeys").field("public", &hex::encode(self.signing_public())).finish_non_exhaustive()
    }
}

/// The printed recovery key: an X25519 secret that opens the database key when every passphrase is lost.
#[derive(Debug)]
pub struct RecoveryKey(pub(crate) WrapKeys);

impl RecoveryKey {
    /// Fresh and random.
    ///
    /// # Errors
    /// See [`WrapKeys::from_secret`].
    pub fn random(env: &dyn Env) -> Result<Self, KeyError> {
        Ok(Self(WrapKeys::from_secret(Secret32::random(env))?))
    }

    /// The public half, to which a store wraps what recovery must reach.
    #[must_use]
    pub fn public(&self) -> &[u8; 32] {
        self.0.public()
    }

    /// Reads the printed form.
    ///
    /// # Errors
    /// Names the slip: length, character or checksum.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Ok(Self(WrapKeys::from_secret(secret_from_text(text)?)?))
    }

    /// The printed form.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        secret_to_text(self.0.secret())
    }
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 32 secret bytes and a 24-bit checksum as 14 groups of four Crockford base32 characters.
#[must_use]
pub fn secret_to_text(secret: &Secret32) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0u8; 35]);
    bytes[..32].copy_from_slice(secret.expose());
    bytes[32..].copy_from_slice(&text_checksum(secret.expose()));
    let mut text = Zeroizing::new(String::with_capacity(70));
    for (i, digit) in (0..56).map(|i| (i, digit_at(&bytes, i))) {
        if i > 0 && i % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(digit)]));
    }
    text
}

/// Reads [`secret_to_text`]'s form; case, spaces and hyphens do not matter, O is 0, I and L are 1.
///
/// # Errors
/// Names the slip: length, character or checksum.
pub fn secret_from_text(text: &str) -> Result<Secret32, KeyError> {
    let mut digits = Zeroizing::new(Vec::with_capacity(56));
    for character in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let canonical = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let digit = ALPHABET.iter().position(|a| char::from(*a) == canonical);
        digits.push(digit.ok_or(KeyError::TextCharacter(character))? as u8);
    }
    if digits.len() != 56 {
        return Err(KeyError::TextLength(digits.len()));
    }
    let mut bytes = Zeroizing::new([0u8; 35]);
    for (i, digit) in digits.iter().enumerate() {
        for bit in 0..5 {
            let at = i * 5 + bit;
            bytes[at / 8] |= (digit >> (4 - bit) & 1) << (7 - at % 8);
        }
    }
    let mut secret = Secret32::new([0; 32]);
    secret.0.copy_from_slice(&bytes[..32]);
    if bytes[32..] == text_checksum(secret.expose()) { Ok(secret) } else { Err(KeyError::TextChecksum) }
}

fn digit_at(bytes: &[u8; 35], i: usize) -> u8 {
    (0..5).fold(0, |digit, bit| {
        let at = i * 5 + bit;
        digit << 1 | (bytes[at / 8] >> (7 - at % 8) & 1)
    })
}

fn text_checksum(secret: &[u8; 32]) -> [u8; 3] {
    let hash = Sha256::new().chain_update(b"fieldchart/v1/key-text").chain_update(secret).finalize();
    [hash[0], hash[1], hash[2]]
}

/// What a wrapped key is for; part of what the wrap is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An operation key, wrapped to a device.
    OpKey,
    /// A database key, wrapped to a user.
    DbKey,
    /// A database key, wrapped to the recovery key.
    Recovery,
    /// A user's Ed25519 seed, wrapped to the recovery key.
    UserSeed,
    /// A user's X25519 secret, wrapped to the recovery key.
    UserSecret,
    /// A confidential section's key, wrapped to a person.
    Confidential,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::OpKey => "op-key",
            Self::DbKey => "db-key",
            Self::Recovery => "recovery",
            Self::UserSeed => "user-seed",
            Self::UserSecret => "user-secret",
            Self::Confidential => "confidential",
        }
    }
}

/// What an HPKE wrap is bound to, beside its purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapContext {
    /// What the key is for.
    pub purpose: Purpose,
    /// The operation.
    pub operation: Id,
    /// Who may unwrap: a user or a device; zeros for the recovery key.
    pub recipient: Id,
    /// The wrapped key's id; a user's keys have the user's.
    pub key: Id,
}

impl WrapContext {
    fn info(&self) -> Vec<u8> {
        let mut info = b"fieldchart/v1/hpke".to_vec();
        push_piece(&mut info, self.purpose.label().as_bytes());
        for id in [&self.operation, &self.recipient, &self.key] {
            info.extend_from_slice(id);
        }
        info
    }
}

/// Wraps 32 secret bytes to an X25519 public key: `encapsulated key[32] ‖ ciphertext[48]`.
///
/// # Errors
/// When the public key is unusable.
pub fn wrap(env: &dyn Env, public: &[u8; 32], context: &WrapContext, secret: &Secret32) -> Result<Vec<u8>, KeyError> {
    let unusable = |_| KeyError::PublicKey(*public);
    let recipient = <HpkeKem as Kem>::PublicKey::from_bytes(public).map_err(unusable)?;
    let mut buffer = Zeroizing::new(*secret.expose());
    let (encapped, tag) = hpke::single_shot_seal_inout_detached_with_rng::<HpkeAead, HpkeKdf, HpkeKem>(
        &OpModeS::Base,
        &recipient,
        &context.info(),
        InOutBuf::from(&mut buffer[..]),
        b"",
        &mut EnvRng(env),
    )
    .map_err(unusable)?;
    Ok([&encapped.to_bytes()[..], &buffer[..], &tag.to_bytes()[..]].concat())
}

/// Opens what [`wrap`] made.
///
/// # Errors
/// When the wrap is for another key or context, or was altered.
pub fn unwrap(keys: &WrapKeys, context: &WrapContext, wrapped: &[u8]) -> Result<Secret32, KeyError> {
    let closed = |_| KeyError::Unwrap { purpose: context.purpose.label() };
    let wrapped: &[u8; 80] = wrapped.try_into().map_err(|_| KeyError::Unwrap { purpose: context.purpose.label() })?;
    let private = <HpkeKem as Kem>::PrivateKey::from_bytes(keys.secret.expose()).map_err(closed)?;
    let encapped = <HpkeKem as Kem>::EncappedKey::from_bytes(&wrapped[..32]).map_err(closed)?;
    let tag = hpke::aead::AeadTag::<HpkeAead>::from_bytes(&wrapped[64..]).map_err(closed)?;
    let mut secret = Secret32::new([0; 32]);
    secret.0.copy_from_slice(&wrapped[32..64]);
    hpke::single_shot_open_inout_detached::<HpkeAead, HpkeKdf, HpkeKem>(
        &OpModeR::Base,
        &private,
        &encapped,
        &context.info(),
        InOutBuf::from(&mut secret.0[..]),
        b"",
        &tag,
    )
    .map_err(closed)?;
    Ok(secret)
}

/// The injected randomness in the shape HPKE asks for.
struct EnvRng<'a>(&'a dyn Env);

impl TryRng for EnvRng<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for EnvRng<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestEnv;

    #[test]
    fn printed_keys_survive_sloppy_typing_but_no_slip() {
        let text = secret_to_text(&Secret32::new([0xa5; 32]));
        assert_eq!(text.len(), 56 + 13);
        let sloppy = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(secret_from_text(&sloppy).unwrap().expose(), &[0xa5; 32]);
        let first = text.chars().next().unwrap();
        let slip = text.replacen(first, if first == '7' { "8" } else { "7" }, 1);
        assert_eq!(secret_from_text(&slip).unwrap_err(), KeyError::TextChecksum);
        assert_eq!(secret_from_text("U").unwrap_err(), KeyError::TextCharacter('U'));
        assert_eq!(secret_from_text("A-B").unwrap_err(), KeyError::TextLength(2));
    }

    #[test]
    fn wraps_open_only_in_their_context() {
        let env = TestEnv::new(1);
        let keys = WrapKeys::from_secret(Secret32::random(&env)).unwrap();
        let context = WrapContext { purpose: Purpose::OpKey, operation: [1; 16], recipient: [2; 16], key: [3; 16] };
        let wrapped = wrap(&env, keys.public(), &context, &Secret32::new([9; 32])).unwrap();
        assert_eq!(wrapped.len(), 80);
        assert_eq!(unwrap(&keys, &context, &wrapped).unwrap().expose(), &[9; 32]);
        for other in [
            WrapContext { purpose: Purpose::DbKey, ..context },
            WrapContext { operation: [0; 16], ..context },
            WrapContext { recipient: [0; 16], ..context },
            WrapContext { key: [0; 16], ..context },
        ] {
            assert!(unwrap(&keys, &other, &wrapped).is_err());
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let keys = UserKeys::random(&TestEnv::new(2)).unwrap();
        let printed = format!("{keys:?} {:?}", keys.wrap.secret());
        assert!(!printed.contains(&hex::encode(keys.wrap.secret().expose())));
    }
}
