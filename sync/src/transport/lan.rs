//! Connections on a network: TLS 1.3 with raw public keys (RFC 7250), Ed25519, both sides known by their key alone.
//! In scope: listening and dialling, who is let in, telling why not.  Not here: which keys those are (`ledger`, `hub`), finding
//! each other (`discovery`), what travels (`meet`).
//!
//! No certificate authority and no names: nothing in a handshake tells a bystander whose operation this is. A listener refuses a
//! key before it says a word; a dialler has judged the listener's key before it says one. No session is resumed, so that a key that
//! was revoked is refused at the next connection.

use ledger::crypto::keys::Secret32;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{AlwaysResolvesServerRawPublicKeys, NoServerSessionStorage};
use rustls::sign::CertifiedKey;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error,
    PeerIncompatible, ServerConfig, SignatureScheme,
};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

/// An Ed25519 public key, as certificates name it.
pub type Key = [u8; 32];

/// Which keys will do: asked at every connection, before anything is told.
pub type Rule = Arc<dyn Fn(&Key) -> bool + Send + Sync>;

/// How long a connection and its handshake may take: many times over what a link of 20 kbit/s with lost packets needs.
const HANDSHAKE_MAX: Duration = Duration::from_secs(60);
/// An Ed25519 public key's SubjectPublicKeyInfo (RFC 8410), up to the key.
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// An Ed25519 private key's PKCS#8 (RFC 8410), up to the seed.
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// What a connection is for: sides that mean different things part in the handshake (RFC 7301).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// Two stores of one operation meet.
    Sync,
    /// A laptop asks to join.
    Join,
}

/// A connection's bytes.
pub type Stream = TlsStream<TcpStream>;

/// A connection whose other side proved its key.
#[derive(Debug)]
pub struct Link {
    /// Its bytes.
    pub stream: Stream,
    /// The other side's key.
    pub key: Key,
    /// 32 bytes that both sides share and nobody between them (RFC 9266's exporter, a label of our own): proofs are bound to it.
    pub binding: [u8; 32],
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum LanError {
    /// Nobody listens there, or the network is not there.
    #[error("{address} cannot be reached: {source}")]
    Unreachable {
        /// Where.
        address: SocketAddr,
        /// The system's words.
        source: io::Error,
    },
    /// The other side's key is not one that is let in.
    #[error("whoever is there is not a laptop of this operation, or no longer")]
    Stranger,
    /// The other side did not let this one in.
    #[error("the other side does not know this device, or no longer")]
    NotLetIn,
    /// It took longer than a minute.
    #[error("no answer within a minute")]
    TooSlow,
    /// It is something else that listens there, or was cut.
    #[error("no Fieldchart answered: {0}")]
    Broke(io::Error),
    /// This device's own key is unusable.
    #[error("this device's key: {0}")]
    OwnKey(Error),
}

/// A listener's side: who it is, and whom it lets in.
pub struct Door {
    acceptor: TlsAcceptor,
    talk: Talk,
}

/// A dialler's side.
pub struct Dialler {
    connector: TlsConnector,
    talk: Talk,
}

/// The one key that will do.
#[must_use]
pub fn only(key: Key) -> Rule {
    Arc::new(move |of: &Key| *of == key)
}

/// Whether an error that came from a connection says that the other side did not let this one in: it tells so at the first read.
#[must_use]
pub fn is_turned_away(error: &io::Error) -> bool {
    matches!(tls_error(error), Some(Error::AlertReceived(AlertDescription::AccessDenied)))
}

impl Talk {
    fn name(self) -> Vec<u8> {
        match self {
            Self::Sync => b"fieldchart-sync".to_vec(),
            Self::Join => b"fieldchart-join".to_vec(),
        }
    }
}

impl Door {
    /// A door of the device with this seed.
    ///
    /// # Errors
    /// [`LanError::OwnKey`].
    pub fn new(seed: &Secret32, talk: Talk, rule: Rule) -> Result<Self, LanError> {
        let judge = Judge::new(rule);
        let config = ServerConfig::builder_with_provider(Arc::clone(&judge.provider))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(LanError::OwnKey)?
            .with_client_cert_verifier(Arc::new(judge));
        let mut config = config.with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(own_key(seed)?)));
        config.alpn_protocols = vec![talk.name()];
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), talk })
    }

    /// Lets a connection in that somebody made.
    ///
    /// # Errors
    /// [`LanError`]; a stranger has then been told nothing but this device's key.
    pub async fn accept(&self, connection: TcpStream) -> Result<Link, LanError> {
        // Small frames must not wait for each other; where this fails they do.
        let _ = connection.set_nodelay(true);
        let shaken = timeout(HANDSHAKE_MAX, self.acceptor.accept(connection)).await;
        link(shaken.map_err(|_| LanError::TooSlow)?.map_err(not_shaken)?.into(), self.talk)
    }
}

impl Dialler {
    /// A dialler of the device with this seed.
    ///
    /// # Errors
    /// [`LanError::OwnKey`].
    pub fn new(seed: &Secret32, talk: Talk, rule: Rule) -> Result<Self, LanError> {
        let judge = Judge::new(rule);
        let config = ClientConfig::builder_with_provider(Arc::clone(&judge.provider))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(LanError::OwnKey)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(judge));
        let mut config =
            config.with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(own_key(seed)?)));
        config.alpn_protocols = vec![talk.name()];
        config.resumption = Resumption::disabled();
        config.enable_sni = false;
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), talk })
    }

    /// Connects to whoever listens there.
    ///
    /// # Errors
    /// [`LanError`]; a stranger has then been told nothing but this device's wish.
    pub async fn dial(&self, address: SocketAddr) -> Result<Link, LanError> {
        let connect = async {
            let connection = TcpStream::connect(address).await;
            let connection = connection.map_err(|source| LanError::Unreachable { address, source })?;
            let _ = connection.set_nodelay(true);
            // A name has to be given, and is not sent.
            self.connector.connect(ServerName::from(address.ip()), connection).await.map_err(not_shaken)
        };
        link(timeout(HANDSHAKE_MAX, connect).await.map_err(|_| LanError::TooSlow)??.into(), self.talk)
    }
}

fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

fn not_shaken(error: io::Error) -> LanError {
    match tls_error(&error) {
        Some(Error::InvalidCertificate(_) | Error::NoCertificatesPresented) => LanError::Stranger,
        _ if is_turned_away(&error) => LanError::NotLetIn,
        _ => LanError::Broke(error),
    }
}

fn link(stream: Stream, talk: Talk) -> Result<Link, LanError> {
    let mut binding = [0; 32];
    let label = b"EXPORTER-fieldchart-v1";
    let exported = match &stream {
        TlsStream::Client(side) => side.get_ref().1.export_keying_material(&mut binding, label, None).is_ok(),
        TlsStream::Server(side) => side.get_ref().1.export_keying_material(&mut binding, label, None).is_ok(),
    };
    let (_, state) = stream.get_ref();
    // Who names no purpose is not refused by the handshake.
    let meant = state.alpn_protocol() == Some(&talk.name());
    let key = state.peer_certificates().and_then(|keys| key_of(keys.first()?)).filter(|_| exported && meant);
    let key = key.ok_or_else(|| LanError::Broke(io::ErrorKind::InvalidData.into()))?;
    Ok(Link { stream, key, binding })
}

fn own_key(seed: &Secret32) -> Result<Arc<CertifiedKey>, LanError> {
    let mut pkcs8 = zeroize::Zeroizing::new([0; 48]);
    pkcs8[..16].copy_from_slice(&PKCS8);
    pkcs8[16..].copy_from_slice(seed.expose());
    let key = ring::sign::any_eddsa_type(&PrivatePkcs8KeyDer::from(&pkcs8[..])).map_err(LanError::OwnKey)?;
    let public = key.public_key().ok_or(LanError::OwnKey(Error::NoCertificatesPresented))?;
    let public = CertificateDer::from(public.to_vec());
    Ok(Arc::new(CertifiedKey::new(vec![public], key)))
}

/// The key of a SubjectPublicKeyInfo, where it is one of Ed25519's and nothing else.
fn key_of(info: &CertificateDer<'_>) -> Option<Key> {
    info.strip_prefix(&SPKI)?.try_into().ok()
}

/// Judges the other side by its key.
struct Judge {
    rule: Rule,
    provider: Arc<CryptoProvider>,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").finish_non_exhaustive()
    }
}

impl Judge {
    fn new(rule: Rule) -> Self {
        Self { rule, provider: Arc::new(ring::default_provider()) }
    }

    fn lets_in(&self, info: &CertificateDer<'_>) -> Result<(), Error> {
        match key_of(info) {
            Some(key) if (self.rule)(&key) => Ok(()),
            _ => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

    fn algorithms(&self) -> &WebPkiSupportedAlgorithms {
        &self.provider.signature_verification_algorithms
    }

    fn signed(
        &self,
        message: &[u8],
        info: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let info = SubjectPublicKeyInfoDer::from(info.as_ref());
        verify_tls13_signature_with_raw_key(message, &info, signature, self.algorithms())
    }
}

/// TLS 1.2 is not spoken: its signatures are never asked for.
const OLD: Error = Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered);

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.lets_in(end_entity).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(OLD)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for Judge {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.lets_in(end_entity).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(OLD)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
