//! The keys by which devices of one operation know each other on a network.
//! In scope: this device's secret, and the public keys of all that stand.  Not here: connections (`sync`).

use super::join::Joining;
use super::journal::{Journal, locked};
use super::order;
use super::schema;
use crate::Id;
use crate::crypto::keys::Secret32;
use crate::error::{Error, Fault};
use crate::payload::{AuthorKind, HEAD_ELEMENTS, fixed};
use minicbor::Decoder;

/// Where a device's certificate has its TLS key: after its id, log key and act key.
const TLS_FIELD: usize = 3;

impl Journal {
    /// The Ed25519 seed by which this device proves who it is to others.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tls_seed(&self) -> Result<Secret32, Error> {
        schema::local_secret(&locked(&self.reader), "tls_seed")
    }

    /// Every device that is certified and was not revoked, this one included, with its Ed25519 TLS key; in the order of their
    /// newest certificates.
    ///
    /// # Errors
    /// When the store cannot be read, or a certificate that stands has no such key.
    pub fn tls_keys(&self) -> Result<Vec<(Id, [u8; 32])>, Error> {
        let standing: Vec<_> = {
            let membership = self.membership();
            let devices = membership.all(AuthorKind::Device).into_iter();
            let devices = devices.filter(|device| !membership.is_revoked(AuthorKind::Device, &device.id));
            devices.map(|device| (device.id, device.at)).collect()
        };
        let conn = locked(&self.reader);
        let mut keys = Vec::with_capacity(standing.len());
        for (device, at) in standing {
            let malformed = || Error::whole(Fault::Local("TLS key of a device"));
            let position = order::position(&conn, at)?.ok_or_else(malformed)?;
            let payload = self.open_unjudged_on(&conn, position)?.payload;
            let field = payload.get(HEAD_ELEMENTS + TLS_FIELD).ok_or_else(malformed)?;
            keys.push((device, fixed(&mut Decoder::new(field)).map_err(|_| malformed())?));
        }
        Ok(keys)
    }
}

impl Joining {
    /// The seed of the TLS key that the request names.
    #[must_use]
    pub fn tls_seed(&self) -> &Secret32 {
        &self.seeds.tls
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::join::tests::joined;
    use crate::store::tests::found;
    use ed25519_dalek::SigningKey;

    #[test]
    fn every_device_that_stands_is_known_by_its_key_until_it_is_revoked() {
        let (dir, here, admin, _) = found(171);
        let (there, _) = joined(&here, &admin, dir.path(), "there");
        let public = |journal: &Journal| {
            let seed = journal.tls_seed().unwrap();
            SigningKey::from_bytes(seed.expose()).verifying_key().to_bytes()
        };
        let all = vec![(here.device(), public(&here)), (there.device(), public(&there))];
        assert_eq!((here.tls_keys().unwrap(), there.tls_keys().unwrap()), (all.clone(), all));
        here.revoke(&admin, AuthorKind::Device, &there.device(), 2).unwrap();
        assert_eq!(here.tls_keys().unwrap(), [(here.device(), public(&here))]);
    }
}
