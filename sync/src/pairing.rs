//! A further laptop joins over a network: the first words that it and an administrator's laptop exchange (docs/formats/sync-v1.md).
//! In scope: proving to each other that their people stand together, by six digits said aloud or the secret of a QR code; the
//! request, the welcome.  Not here: the connection (`transport::lan`), certificates and keys (ledger), the records, which come by a
//! meeting on the same connection (`transport::meet`).
//!
//! Six digits are little: whoever stands between the two, or just guesses, gets one guess a run (SPAKE2, RFC 9382's elder), and an
//! offer bears [`GUESSES_MAX`] wrong ones. Proofs are bound to both keys and to the connection, so that nobody carries them on.

use crate::stick::six_words;
use crate::transport::lan::{Key, Link, Stream};
use ledger::tlog::hash::sha256;
use ledger::{Env, JoinRequest, Welcome};
use rand_core::{CryptoRng, RngCore};
use spake2::{Ed25519Group, Identity, Password, Spake2};
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// Wrong codes that an offer bears.
pub const GUESSES_MAX: u32 = 3;
/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// The version that is spoken.
const VERSION: u8 = 1;
/// How long each step may take, while nobody has to think.
const STEP_MAX: Duration = Duration::from_secs(60);
/// How long two people may compare words.
const PEOPLE_MAX: Duration = Duration::from_secs(15 * 60);
/// Bytes that a message may have, and a welcome.
const MESSAGE_BYTES_MAX: usize = 1 << 10;
const WELCOME_BYTES_MAX: usize = 1 << 20;
/// Bytes of what says whose operation it is ([`Welcome::identity`]).
const IDENTITY_BYTES: usize = 16 + 32 + 32;

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Tag {
    Hello = 1,
    Element = 2,
    Proof = 3,
    Admits = 4,
    Request = 5,
    Welcome = 6,
    Refused = 7,
}

/// Why whoever offers says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// The two programs speak no common version.
    Version,
    /// The code was another one.
    Code,
    /// The offer is over: too many wrong codes, too late, or somebody else came first.
    Over,
    /// Somebody there said no.
    Person,
}

const NOS: [(u8, No); 4] = [(1, No::Version), (2, No::Code), (3, No::Over), (4, No::Person)];

/// Why two laptops did not come together.
#[derive(Debug, thiserror::Error)]
pub enum PairingError {
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broke(#[from] io::Error),
    /// The other side said nothing for too long.
    #[error("no answer for {0} s")]
    TooSlow(u64),
    /// What came is against the protocol.
    #[error("the other side said what is not expected here: {0}")]
    Malformed(&'static str),
    /// The other side showed that it does not know the code.
    #[error("the code is another one")]
    OtherCode,
    /// The other side said no.
    #[error("the other laptop did not admit this one: {0:?}")]
    Refused(No),
}

/// What the joining person has from the other screen.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// Six digits.
    Code(String),
    /// The secret of the QR code.
    Secret([u8; 32]),
}

/// One offer to admit a laptop: what its two forms prove, and how many wrong ones it still bears.
pub struct Offer {
    code: String,
    secret: [u8; 32],
    guesses: AtomicU32,
}

/// A connection, and what both sides know of it.
pub struct Line<S> {
    /// Its bytes.
    pub stream: S,
    /// The joining laptop's TLS key.
    pub joins: Key,
    /// The offering laptop's.
    pub admits: Key,
    /// What only the two ends of the connection share ([`Link::binding`]).
    pub binding: [u8; 32],
}

/// The joining side, once both have proved themselves: its person compares words, the other's says yes or no.
pub struct Invited<S> {
    /// Six words, the same on both screens.
    pub words: String,
    stream: S,
    identity: Vec<u8>,
}

/// The offering side at that point.
pub struct Applicant<S> {
    /// Who asks.
    pub request: JoinRequest,
    /// Six words, the same on both screens.
    pub words: String,
    stream: S,
}

/// Randomness of the machine, or of a test, in the form that the key exchange wants it.
struct Drawn<'a>(&'a dyn Env);

impl RngCore for Drawn<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_be_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_be_bytes(bytes)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
        self.0.fill(out);
        Ok(())
    }
}

impl CryptoRng for Drawn<'_> {}

impl Proof {
    /// A code as somebody typed it: digits of any script, whatever stands between them. `None` for anything else.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let digit = |c: char| match c {
            '0'..='9' => Some(c),
            '\u{660}'..='\u{669}' => char::from_digit(u32::from(c) - 0x660, 10),
            '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(c) - 0x6f0, 10),
            _ => None,
        };
        let apart = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '.' | '·');
        let code: Option<String> = text.chars().filter(apart).map(digit).collect();
        code.filter(|code| code.len() == CODE_DIGITS).map(Self::Code)
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Code(_) => 0,
            Self::Secret(_) => 1,
        }
    }

    fn password(&self) -> Password {
        match self {
            Self::Code(code) => Password::new(code.as_bytes()),
            Self::Secret(secret) => Password::new(secret),
        }
    }
}

impl Offer {
    /// A new offer.
    #[must_use]
    pub fn new(env: &dyn Env) -> Self {
        let mut secret = [0; 32];
        env.fill(&mut secret);
        let number = Drawn(env).next_u64() % 10_u64.pow(CODE_DIGITS as u32);
        Self { code: format!("{number:0CODE_DIGITS$}"), secret, guesses: AtomicU32::new(GUESSES_MAX) }
    }

    /// The digits to be said aloud.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The secret of the QR code.
    #[must_use]
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// Wrong codes that it still bears.
    #[must_use]
    pub fn guesses_left(&self) -> u32 {
        self.guesses.load(Ordering::SeqCst)
    }

    fn proof(&self, kind: u8) -> Option<Proof> {
        [Proof::Code(self.code.clone()), Proof::Secret(self.secret)].into_iter().find(|proof| proof.kind() == kind)
    }

    /// Takes a guess away, to be given back where none was made: several connections at once make no more than there are.
    fn take_guess(&self) -> bool {
        self.guesses.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

impl<S> Line<S> {
    fn exchange(&self, joins: bool, proof: &Proof, env: &dyn Env) -> (Spake2<Ed25519Group>, Vec<u8>) {
        let (a, b) = (Identity::new(&self.joins), Identity::new(&self.admits));
        if joins {
            Spake2::start_a_with_rng(&proof.password(), &a, &b, Drawn(env))
        } else {
            Spake2::start_b_with_rng(&proof.password(), &a, &b, Drawn(env))
        }
    }

    /// What the joining side proves by, and the offering side in turn.
    fn proofs(&self, state: Spake2<Ed25519Group>, element: &[u8]) -> Result<[[u8; 32]; 2], PairingError> {
        let key = state.finish(element).map_err(|_| PairingError::Malformed("element"))?;
        let proof = |who: &[u8]| sha256(&[b"fieldchart/pairing/v1/", who, &key, &self.binding]);
        Ok([proof(b"joins "), proof(b"admits")])
    }
}

impl Link {
    /// The connection as the joining side has it; its own key is this.
    #[must_use]
    pub fn joining(self, own: Key) -> Line<Stream> {
        Line { stream: self.stream, joins: own, admits: self.key, binding: self.binding }
    }

    /// The connection as the offering side has it.
    #[must_use]
    pub fn offering(self, own: Key) -> Line<Stream> {
        Line { stream: self.stream, joins: self.key, admits: own, binding: self.binding }
    }
}

/// The joining side, up to the words. A wrong code ends it, and has to be typed anew.
///
/// # Errors
/// [`PairingError`]; [`PairingError::OtherCode`] where whoever offers does not know the code either: then it is somebody else.
pub async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    mut line: Line<S>,
    env: &dyn Env,
    proof: &Proof,
    request: &JoinRequest,
) -> Result<Invited<S>, PairingError> {
    let (state, element) = line.exchange(true, proof, env);
    send(&mut line.stream, Tag::Hello, &[&[VERSION, proof.kind()], &element[..]].concat()).await?;
    let theirs = next(&mut line.stream, Tag::Element, STEP_MAX).await?;
    let [own, expected] = line.proofs(state, &theirs)?;
    send(&mut line.stream, Tag::Proof, &own).await?;
    let answer = next(&mut line.stream, Tag::Admits, STEP_MAX).await?;
    let Some((theirs, identity)) = answer.split_first_chunk::<32>() else {
        return Err(PairingError::Malformed("proof"));
    };
    if *theirs != expected {
        return Err(PairingError::OtherCode);
    }
    if identity.len() != IDENTITY_BYTES {
        return Err(PairingError::Malformed("identity"));
    }
    let request = request.to_bytes();
    send(&mut line.stream, Tag::Request, &request).await?;
    let words = six_words(&[&request, identity].concat());
    Ok(Invited { words, stream: line.stream, identity: identity.to_vec() })
}

/// The offering side, up to the words; `identity` says whose operation it is.
///
/// # Errors
/// [`PairingError`]; [`PairingError::OtherCode`] where whoever asked guessed.
pub async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    mut line: Line<S>,
    env: &dyn Env,
    offer: &Offer,
    identity: &[u8],
) -> Result<Applicant<S>, PairingError> {
    let hello = next(&mut line.stream, Tag::Hello, STEP_MAX).await?;
    let proof = match hello.get(..2) {
        Some([VERSION, kind]) => offer.proof(*kind).ok_or(PairingError::Malformed("kind of proof"))?,
        Some(_) => return Err(refuse(&mut line.stream, No::Version).await),
        None => return Err(PairingError::Malformed("hello")),
    };
    if !offer.take_guess() {
        return Err(refuse(&mut line.stream, No::Over).await);
    }
    let proved = proved(&mut line, env, &proof, &hello[2..]).await;
    // Whoever went away without a proof has learnt nothing, and whoever gave the right one has not guessed.
    if !matches!(proved, Err(PairingError::OtherCode)) {
        offer.guesses.fetch_add(1, Ordering::SeqCst);
    }
    let own = match proved {
        Err(PairingError::OtherCode) => {
            _ = refuse(&mut line.stream, No::Code).await;
            return Err(PairingError::OtherCode);
        }
        proved => proved?,
    };
    send(&mut line.stream, Tag::Admits, &[&own[..], identity].concat()).await?;
    let bytes = next(&mut line.stream, Tag::Request, STEP_MAX).await?;
    let request = JoinRequest::from_bytes(&bytes).ok_or(PairingError::Malformed("request"))?;
    if request.tls_key() != &line.joins {
        return Err(PairingError::Malformed("another laptop's request"));
    }
    Ok(Applicant { request, words: six_words(&[&bytes, identity].concat()), stream: line.stream })
}

/// Gives this side's proof once the other side's is right.
async fn proved<S: AsyncRead + AsyncWrite + Unpin>(
    line: &mut Line<S>,
    env: &dyn Env,
    proof: &Proof,
    element: &[u8],
) -> Result<[u8; 32], PairingError> {
    let (state, own) = line.exchange(false, proof, env);
    let [expected, proof] = line.proofs(state, element)?;
    send(&mut line.stream, Tag::Element, &own).await?;
    let theirs = next(&mut line.stream, Tag::Proof, STEP_MAX).await?;
    if theirs == expected { Ok(proof) } else { Err(PairingError::OtherCode) }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Invited<S> {
    /// Waits until somebody on the other laptop has said yes, and gives the connection back, on which the records come.
    ///
    /// # Errors
    /// [`PairingError::Refused`]; a welcome to another operation than the words were about.
    pub async fn welcome(mut self) -> Result<(Welcome, S), PairingError> {
        let bytes = next(&mut self.stream, Tag::Welcome, PEOPLE_MAX).await?;
        let welcome = Welcome::from_bytes(&bytes).map_err(|_| PairingError::Malformed("welcome"))?;
        if welcome.identity() == self.identity {
            Ok((welcome, self.stream))
        } else {
            Err(PairingError::Malformed("another operation's welcome"))
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Applicant<S> {
    /// Somebody said yes, and the journal has admitted it: the connection, on which the records go.
    ///
    /// # Errors
    /// When it broke.
    pub async fn welcome(mut self, welcome: &Welcome) -> Result<S, PairingError> {
        send(&mut self.stream, Tag::Welcome, &welcome.to_bytes()).await?;
        Ok(self.stream)
    }

    /// Somebody said no, or the offer is over.
    pub async fn refuse(mut self, no: No) {
        _ = refuse(&mut self.stream, no).await;
    }

    /// Over when the other side has gone, or says what it should not.
    pub async fn gone(&mut self) {
        let mut byte = [0; 1];
        _ = self.stream.read(&mut byte).await;
    }
}

async fn refuse<S: AsyncWrite + Unpin>(stream: &mut S, no: No) -> PairingError {
    let code = NOS.into_iter().find(|(_, known)| *known == no).map_or(0, |(code, _)| code);
    // Whoever does not hear it any more has gone.
    let _ = send(stream, Tag::Refused, &[code]).await;
    let _ = stream.shutdown().await;
    PairingError::Refused(no)
}

/// A message: four bytes of length, one that says what it is, the rest.
async fn send<S: AsyncWrite + Unpin>(stream: &mut S, tag: Tag, content: &[u8]) -> Result<(), PairingError> {
    let length = u32::try_from(content.len() + 1).map_err(|_| PairingError::Malformed("length"))?;
    let bytes = [&length.to_be_bytes()[..], &[tag as u8], content].concat();
    let sent = timeout(STEP_MAX, async {
        stream.write_all(&bytes).await?;
        stream.flush().await
    });
    Ok(sent.await.map_err(|_| PairingError::TooSlow(STEP_MAX.as_secs()))??)
}

async fn next<S: AsyncRead + Unpin>(stream: &mut S, tag: Tag, within: Duration) -> Result<Vec<u8>, PairingError> {
    let max = if tag == Tag::Welcome { WELCOME_BYTES_MAX } else { MESSAGE_BYTES_MAX };
    let read = timeout(within, async {
        let length = stream.read_u32().await? as usize;
        if length == 0 || length > max {
            return Err(PairingError::Malformed("length"));
        }
        let mut bytes = vec![0; length];
        stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    });
    let mut bytes = read.await.map_err(|_| PairingError::TooSlow(within.as_secs()))??;
    match bytes.remove(0) {
        came if came == tag as u8 => Ok(bytes),
        came if came == Tag::Refused as u8 => {
            let no = bytes.first().and_then(|code| NOS.into_iter().find(|(known, _)| known == code));
            Err(no.map_or(PairingError::Malformed("refusal"), |(_, no)| PairingError::Refused(no)))
        }
        _ => Err(PairingError::Malformed("order")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::memory;
    use std::sync::atomic::AtomicU64;
    use tokio::io::DuplexStream;

    struct World(AtomicU64);

    impl Env for World {
        fn now_ms(&self) -> u64 {
            1_700_000_000_000
        }

        fn fill(&self, out: &mut [u8]) {
            for chunk in out.chunks_mut(32) {
                let n = self.0.fetch_add(1, Ordering::Relaxed);
                chunk.copy_from_slice(&sha256(&[&n.to_be_bytes()])[..chunk.len()]);
            }
        }
    }

    fn world(seed: u64) -> World {
        World(AtomicU64::new(seed << 32))
    }

    const IDENTITY: [u8; IDENTITY_BYTES] = [7; IDENTITY_BYTES];

    fn line(stream: DuplexStream, joins: Key, binding: u8) -> Line<DuplexStream> {
        Line { stream, joins, admits: [2; 32], binding: [binding; 32] }
    }

    fn request() -> JoinRequest {
        JoinRequest { device: [9; 16], keys: [[3; 32], [4; 32], [1; 32], [5; 32]], wrap: [6; 32] }
    }

    type Both = (Result<Invited<DuplexStream>, PairingError>, Result<Applicant<DuplexStream>, PairingError>);

    /// Both sides with connections that end where `bindings` say.
    async fn run(offer: &Offer, proof: &Proof, joins: Key, bindings: (u8, u8)) -> Both {
        let (there, here) = memory::pair(1 << 16);
        let (a, b) = (world(1), world(2));
        let asks = line(there, [1; 32], bindings.0);
        let answers = line(here, joins, bindings.1);
        let asked = request();
        tokio::join!(ask(asks, &a, proof, &asked), answer(answers, &b, offer, &IDENTITY))
    }

    #[tokio::test]
    async fn both_proofs_bring_two_together_with_the_same_words_and_a_no_is_heard() {
        let offer = Offer::new(&world(3));
        assert_eq!(offer.code().len(), CODE_DIGITS);
        let spoken = format!(" {} - {} ", &offer.code()[..3], &offer.code()[3..]);
        for proof in [Proof::typed(&spoken).unwrap(), Proof::Secret(*offer.secret())] {
            let (invited, applicant) = run(&offer, &proof, [1; 32], (8, 8)).await;
            let (invited, applicant) = (invited.unwrap(), applicant.unwrap());
            assert_eq!((&invited.words, &applicant.request), (&applicant.words, &request()));
            assert_eq!(invited.words.split(' ').count(), 6);
            applicant.refuse(No::Person).await;
            assert!(matches!(invited.welcome().await, Err(PairingError::Refused(No::Person))));
            assert_eq!(offer.guesses_left(), GUESSES_MAX);
        }
    }

    #[tokio::test]
    async fn a_wrong_code_is_a_guess_and_after_three_the_right_one_is_refused_too() {
        let offer = Offer::new(&world(4));
        let right = Proof::Code(offer.code().to_owned());
        let other = if offer.code() == "000000" { "000001" } else { "000000" };
        for left in (0..GUESSES_MAX).rev() {
            let (asked, answered) = run(&offer, &Proof::Code(other.to_owned()), [1; 32], (8, 8)).await;
            assert!(matches!(asked, Err(PairingError::Refused(No::Code))));
            assert!(matches!(answered, Err(PairingError::OtherCode)));
            assert_eq!(offer.guesses_left(), left);
        }
        let (asked, answered) = run(&offer, &right, [1; 32], (8, 8)).await;
        assert!(matches!(asked, Err(PairingError::Refused(No::Over))));
        assert!(matches!(answered, Err(PairingError::Refused(No::Over))));
    }

    /// Whoever stands between two connections has the words of neither, though both ends know the code.
    #[tokio::test]
    async fn what_is_carried_on_from_another_connection_proves_nothing() {
        let offer = Offer::new(&world(5));
        let proof = Proof::Code(offer.code().to_owned());
        let (asked, answered) = run(&offer, &proof, [1; 32], (8, 9)).await;
        assert!(asked.is_err() && matches!(answered, Err(PairingError::OtherCode)));
        // The key of whoever connected is another one than the joining side's.
        let (asked, answered) = run(&offer, &proof, [11; 32], (8, 8)).await;
        assert!(asked.is_err() && matches!(answered, Err(PairingError::OtherCode)));
    }

    /// Whoever offers must know the code as well: a stranger who only listens learns that somebody joins, and no more.
    #[tokio::test]
    async fn who_does_not_know_the_code_gets_no_request() {
        let (mine, theirs) = (Offer::new(&world(6)), Offer::new(&world(7)));
        assert!(mine.code() != theirs.code());
        let (asked, answered) = run(&theirs, &Proof::Code(mine.code().to_owned()), [1; 32], (8, 8)).await;
        assert!(asked.is_err() && answered.is_err());
    }

    /// Cut anywhere, flipped anywhere: an error on both sides, and at most one guess spent.
    #[tokio::test]
    async fn whatever_comes_instead_is_refused_and_nothing_panics() {
        let offer = Offer::new(&world(8));
        for seed in 0..300_u64 {
            let (mut there, here) = memory::pair(1 << 16);
            let noise = sha256(&[&seed.to_be_bytes()]);
            let length = (usize::from(noise[0]) % 31 + 1) as u32;
            let frame = [&length.to_be_bytes()[..], &noise[..length as usize]].concat();
            there.write_all(&frame[..(frame.len() * (seed as usize % 4 + 1) / 4)]).await.unwrap();
            there.shutdown().await.unwrap();
            let left = offer.guesses_left();
            assert!(answer(line(here, [1; 32], 8), &world(9), &offer, &IDENTITY).await.is_err());
            assert!(offer.guesses_left() + 1 >= left);
        }
        assert_eq!(offer.guesses_left(), GUESSES_MAX, "noise is no guess");
    }

    #[test]
    fn digits_of_any_script_are_a_code() {
        for typed in ["123456", "123 456", "123-456", "١٢٣٤٥٦", "۱۲۳ ۴۵۶"] {
            assert!(Proof::typed(typed) == Some(Proof::Code("123456".to_owned())), "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a", "fieldchart-join+"] {
            assert!(Proof::typed(typed).is_none(), "{typed}");
        }
    }
}
