//! Whose signatures count: certificates from the root key down (docs/formats/entry-v1.md, "Public payloads of class 4").
//! In scope: issuers' and authors' signatures of public entries.  Not here: parsing them (`body`).

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::body::{Act, IssuerSignature, Public};
use crate::entry::MEMBERSHIP;
use crate::fault::Fault;
use crate::note::{Id, Trust, verify};
use crate::tree::Hash;

/// What the first entries of the operation's first log must be.
const FOUNDING: [&str; 3] = ["an administrator's certificate", "a device's certificate", "an operation key's wrap"];

struct User {
    key: [u8; 32],
    administers: bool,
    certificate: Hash,
}

struct Device {
    log_key: [u8; 32],
    act_key: [u8; 32],
    certificate: Hash,
}

/// The certificates that stand so far.
pub(crate) struct Members<'t> {
    trust: &'t Trust,
    users: BTreeMap<Id, User>,
    devices: BTreeMap<Id, Device>,
}

impl<'t> Members<'t> {
    /// Nobody but the root key.
    pub(crate) fn new(trust: &'t Trust) -> Self {
        Self { trust, users: BTreeMap::new(), devices: BTreeMap::new() }
    }

    /// The key that signs a certified device's checkpoints.
    pub(crate) fn log_key(&self, device: &Id) -> Option<[u8; 32]> {
        self.devices.get(device).map(|d| d.log_key)
    }

    /// Judges a public entry and, where it certifies somebody, takes them in. `authored` is what the author's signature
    /// covers of each entry of its group.
    pub(crate) fn judge(&mut self, origin: &str, p: &Public, leaf: Hash, authored: &[Vec<u8>]) -> Result<(), Fault> {
        let group = usize::try_from(p.count) == Ok(authored.len()) && p.first <= p.index;
        if !group || p.index - p.first >= u64::from(p.count) || (p.class == MEMBERSHIP && p.count != 1) {
            return Err(Fault::Group { first: p.first, count: p.count.into() });
        }
        let founding = usize::try_from(p.index).ok().and_then(|i| FOUNDING.get(i)).filter(|_| p.index < 3);
        if let Some(issued) = &p.issued {
            let rightly = matches!(
                (p.index, &issued.act),
                (0, Act::User { administers: true, .. }) | (1, Act::Device { .. }) | (2, Act::Wrap { .. }) | (3.., _)
            );
            if !rightly {
                return Err(Fault::Founding { expected: founding.copied().unwrap_or_default() });
            }
            let mut message = format!("fieldchart/{}/v1", issued.kind).into_bytes();
            message.extend(self.trust.operation);
            message.extend(&issued.unsigned_cbor);
            if issued.signatures.is_empty() || (p.index == 0 && !issued.signatures.iter().all(|s| s.by_root)) {
                return Err(Fault::IssuerUnknown { issuer: "nobody".to_owned() });
            }
            issued.signatures.iter().try_for_each(|s| self.issuer(s, &message))?;
            match issued.act {
                Act::User { id, key, administers } => {
                    self.users.insert(id, User { key, administers, certificate: leaf });
                }
                Act::Device { id, log_key, act_key } => {
                    self.devices.insert(id, Device { log_key, act_key, certificate: leaf });
                }
                Act::Wrap { device } if !self.devices.contains_key(&device) => {
                    return Err(Fault::DeviceUncertified { device: hex::encode(device) });
                }
                Act::Wrap { .. } => {}
            }
        } else if let Some(expected) = founding {
            return Err(Fault::Founding { expected });
        }
        self.author(origin, p, authored)
    }

    fn issuer(&self, s: &IssuerSignature, message: &[u8]) -> Result<(), Fault> {
        let issuer = if s.by_root { "root".to_owned() } else { hex::encode(s.issuer) };
        let key = match self.users.get(&s.issuer) {
            _ if s.by_root => self.trust.root_key,
            None => return Err(Fault::IssuerUnknown { issuer }),
            Some(user) if !user.administers => return Err(Fault::IssuerNotPermitted { issuer }),
            Some(user) => user.key,
        };
        if verify(&key, message, &s.signature) { Ok(()) } else { Err(Fault::IssuerSignature { issuer }) }
    }

    fn author(&self, origin: &str, p: &Public, authored: &[Vec<u8>]) -> Result<(), Fault> {
        let author = || hex::encode(p.author.id);
        let known = if p.author.is_device {
            self.devices.get(&p.author.id).map(|d| (d.act_key, d.certificate))
        } else {
            self.users.get(&p.author.id).map(|u| (u.key, u.certificate))
        };
        let (key, certificate) = known.ok_or_else(|| Fault::AuthorUnknown { author: author() })?;
        let expected = if p.index < 3 { [0; 32] } else { certificate };
        if p.author.certificate != expected {
            return Err(Fault::AuthorUnknown { author: author() });
        }
        let mut message = b"fieldchart/author/v1".to_vec();
        message.extend(u16::try_from(origin.len()).unwrap_or(u16::MAX).to_be_bytes());
        message.extend(origin.as_bytes());
        message.extend(p.first.to_be_bytes());
        message.extend(p.count.to_be_bytes());
        let mut hash = Sha256::new();
        authored.iter().for_each(|a| hash.update(a));
        message.extend(hash.finalize());
        if verify(&key, &message, &p.signature) { Ok(()) } else { Err(Fault::AuthorSignature { author: author() }) }
    }
}
