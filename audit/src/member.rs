//! Who may sign what: from the root key to administrators, devices, checkpoints and authors (docs/formats/entry-v1.md,
//! "Public payloads of class 4", "Author signature").
//! In scope: the chain of certificates over all logs, checkpoint signatures, authors of public entries, which certificate a
//! disclosed author names.  Not here: signatures inside sealed bodies, what revocations leave of it (`standing`).

use std::collections::{HashMap, HashSet};

use crate::body::{ADMINISTER, Act, Author, Issued, IssuerSignature, Public, REDACT};
use crate::cosignature::{Known, WitnessKey};
use crate::demands::Demands;
use crate::disclosure::DisclosureFault;
use crate::entry::{MEMBERSHIP, REDACTION};
use crate::fault::{Fault, Findings};
use crate::milestones;
use crate::note::{self, Checkpoint, Id, LogKey, Trust, parse_decimal, parse_id};
use crate::scan::Scan;
use crate::standing::Standing;
use crate::tile::{WIDTH, body_path};
use crate::tree::Hash;

/// Entries at the start of a founding log whose author no certificate can name yet.
const UNNAMED_AUTHORS: u64 = 3;

/// Judges every signature in the scanned logs, adding to their findings. Returns whom it trusts, and what concerns no single log.
pub(crate) fn judge(scans: &mut [Scan<'_>], trust: &Trust, demands: &Demands) -> (Registry, Findings) {
    let certificates_absent = scans.iter().any(|scan| scan.tally.certificates_absent > 0);
    let mut registry = Registry { operation: trust.operation, certificates_absent, ..Registry::default() };
    registry.admit_all(scans, trust);
    registry.standing = Standing::of(scans, &registry, trust);
    let mut folder = Findings::of_folder();
    if !scans.is_empty() && !scans.iter().any(is_founding) {
        folder.push(None, "logs", registry.or_unchecked(Fault::NoFoundingLog));
    }
    for (log, scan) in scans.iter_mut().enumerate() {
        let mut findings = std::mem::take(&mut scan.findings);
        registry.judge_refused(log, scan, trust, &mut findings);
        registry.judge_founding(log, scan, &mut findings);
        registry.judge_checkpoint(scan, demands, &mut findings);
        registry.judge_authors(log, scan, &mut findings);
        scan.findings = findings;
    }
    (registry, folder)
}

/// A log that starts with a user's certificate by the root key.
fn is_founding(scan: &Scan<'_>) -> bool {
    scan.publics.first().is_some_and(|public| {
        public.index == 0
            && public.issued.as_ref().is_some_and(|issued| {
                matches!(issued.act, Act::User { .. }) && issued.signatures.iter().any(|signature| signature.by_root)
            })
    })
}

/// Every entry of class 4 or 5 whose issuers are trusted.
#[derive(Default)]
pub(crate) struct Registry {
    operation: Id,
    users: HashMap<Id, Vec<UserCert>>,
    devices: HashMap<Id, Vec<DeviceCert>>,
    /// (log, index) of every admitted entry.
    admitted: HashSet<(usize, u64)>,
    certificates_absent: bool,
    /// What revocations leave of it all.
    pub(crate) standing: Standing,
}

struct UserCert {
    log: usize,
    index: u64,
    leaf: Hash,
    key: [u8; 32],
    bits: u64,
}

struct DeviceCert {
    leaf: Hash,
    log_key: [u8; 32],
    act_key: [u8; 32],
    cosigner_key: [u8; 32],
}

impl Registry {
    /// Admits certificates until no more can be: an issuer's may stand in another log, whose clock may be off.
    fn admit_all(&mut self, scans: &[Scan<'_>], trust: &Trust) {
        let mut waiting: Vec<(usize, &Public, &Issued)> = Vec::new();
        for (log, scan) in scans.iter().enumerate() {
            waiting.extend(scan.publics.iter().filter_map(|public| Some((log, public, public.issued.as_ref()?))));
        }
        waiting.sort_by_key(|(log, public, _)| (public.hlc, *log));
        loop {
            let before = waiting.len();
            waiting.retain(|(log, public, issued)| {
                let trusted = self.judge_issuers(*log, public, issued, trust).is_ok();
                if trusted {
                    self.admit(*log, public, issued, scans[*log].leaves[public.index as usize]);
                }
                !trusted
            });
            if waiting.len() == before {
                return;
            }
        }
    }

    fn admit(&mut self, log: usize, public: &Public, issued: &Issued, leaf: Hash) {
        self.admitted.insert((log, public.index));
        match issued.act {
            Act::User { id, key, bits } => {
                self.users.entry(id).or_default().push(UserCert { log, index: public.index, leaf, key, bits });
            }
            Act::Device { id, log_key, act_key, cosigner_key } => {
                let certificate = DeviceCert { leaf, log_key, act_key, cosigner_key };
                self.devices.entry(id).or_default().push(certificate);
            }
            Act::Wrap { .. } | Act::Redact { .. } | Act::Revoke { .. } | Act::Admit { .. } => {}
        }
    }

    /// Whether the issuers of an entry are trusted.
    pub(crate) fn admitted(&self, log: usize, index: u64) -> bool {
        self.admitted.contains(&(log, index))
    }

    /// Whether every signature verifies under a certificate that is not among those left out.
    pub(crate) fn is_certified(&self, log: usize, public: &Public, trust: &Trust, left_out: &HashSet<Hash>) -> bool {
        public.issued.as_ref().is_none_or(|issued| self.judge_issued(log, public, issued, trust, left_out).is_ok())
    }

    /// Every signature must be by the root key or by an administrator certified before; a redaction's, by two who may redact.
    fn judge_issuers(&self, log: usize, public: &Public, issued: &Issued, trust: &Trust) -> Result<(), Fault> {
        self.judge_issued(log, public, issued, trust, &HashSet::new())
    }

    fn judge_issued(
        &self,
        log: usize,
        public: &Public,
        issued: &Issued,
        trust: &Trust,
        left_out: &HashSet<Hash>,
    ) -> Result<(), Fault> {
        let mut message = format!("fieldchart/{}/v1", issued.kind).into_bytes();
        message.extend(trust.operation);
        message.extend(&issued.unsigned_cbor);
        let bit = match issued.act {
            Act::Redact { .. } => REDACT,
            _ => ADMINISTER,
        };
        let judge = |signed| self.judge_issuer((log, public.index), signed, bit, &message, trust, left_out);
        issued.signatures.iter().try_for_each(judge)?;
        let signers: HashSet<Id> = issued.signatures.iter().map(|signed| signed.issuer).collect();
        let two = signers.len() == issued.signatures.len() && signers.len() >= 2;
        if bit == REDACT && !two { Err(Fault::RedactionSigners) } else { Ok(()) }
    }

    fn judge_issuer(
        &self,
        (log, index): (usize, u64),
        signed: &IssuerSignature,
        bit: u64,
        message: &[u8],
        trust: &Trust,
        left_out: &HashSet<Hash>,
    ) -> Result<(), Fault> {
        let issuer = hex::encode(signed.issuer);
        if signed.by_root {
            if bit != ADMINISTER || signed.issuer != trust.operation {
                return Err(Fault::IssuerNotPermitted { issuer });
            }
            let holds = note::verify(&trust.root_key, message, &signed.signature);
            return if holds { Ok(()) } else { Err(Fault::IssuerSignature { issuer: "the root key".to_owned() }) };
        }
        let earlier = |cert: &&UserCert| cert.log != log || cert.index < index;
        let certs: Vec<_> = self.users.get(&signed.issuer).into_iter().flatten().filter(earlier).collect();
        if certs.is_empty() {
            return Err(self.or_unchecked(Fault::IssuerUnknown { issuer }));
        }
        // A redaction is judged by the newest certificate: a right that was taken away redacts nothing.
        let newest = certs.iter().filter(|cert| cert.log == log).map(|cert| cert.index).max();
        let stands = |cert: &&&UserCert| bit == ADMINISTER || cert.log != log || Some(cert.index) == newest;
        let fit = |cert: &&&UserCert| cert.bits & bit != 0 && !left_out.contains(&cert.leaf);
        let mut permitted = certs.iter().filter(stands).filter(fit).peekable();
        if permitted.peek().is_none() {
            return Err(Fault::IssuerNotPermitted { issuer });
        }
        let holds = permitted.any(|cert| note::verify(&cert.key, message, &signed.signature));
        if holds { Ok(()) } else { Err(Fault::IssuerSignature { issuer }) }
    }

    fn judge_refused(&self, log: usize, scan: &Scan<'_>, trust: &Trust, findings: &mut Findings) {
        for public in &scan.publics {
            let Some(issued) = &public.issued else { continue };
            if let Err(fault) = self.judge_issuers(log, public, issued, trust) {
                findings.push(public.index, &file_of(public.index), fault);
            }
        }
    }

    /// Index 1 certifies this log's device, index 2 wraps the operation key to it.
    fn judge_founding(&self, log: usize, scan: &Scan<'_>, findings: &mut Findings) {
        if !is_founding(scan) {
            return;
        }
        let device = scan.folder.device;
        let wanted = [(1, "the certificate of this log's device"), (2, "an operation key for this log's device")];
        for (index, expected) in wanted.into_iter().filter(|(index, _)| *index < scan.checkpoint.size) {
            let public = scan.publics.iter().find(|public| public.index == index);
            let fits = public.and_then(|public| public.issued.as_ref()).is_some_and(|issued| match issued.act {
                Act::Device { id, .. } => index == 1 && id == device,
                Act::Wrap { device: to } => index == 2 && to == device,
                Act::User { .. } | Act::Redact { .. } | Act::Revoke { .. } | Act::Admit { .. } => false,
            });
            if !(fits && self.admitted.contains(&(log, index))) {
                findings.push(index, &file_of(index), self.or_unchecked(Fault::Founding { expected }));
            }
        }
    }

    fn judge_checkpoint(&self, scan: &mut Scan<'_>, demands: &Demands, findings: &mut Findings) {
        let Scan { folder, checkpoint, .. } = &*scan;
        let signed = self.log_key(folder.device, checkpoint).filter(|(key, _)| key.name == folder.origin);
        let device = || hex::encode(folder.device);
        match &signed {
            Some((_, true)) => {}
            Some((_, false)) => findings.push(None, "checkpoint", Fault::DeviceNotStanding { device: device() }),
            None if self.devices.contains_key(&folder.device) => {
                findings.push(None, "checkpoint", Fault::CheckpointSignature);
            }
            None => findings.push(None, "checkpoint", self.or_unchecked(Fault::DeviceUncertified { device: device() })),
        }
        let (cosigned, faults) =
            demands.judge(checkpoint, signed.as_ref().map(|(key, _)| key), |name| self.cosigners(name));
        for fault in faults {
            let is_unknown = matches!(fault, Fault::SignatureUnknown { .. });
            findings.push(None, "checkpoint", if is_unknown { self.or_unchecked(fault) } else { fault });
        }
        // One key signs all of a log.
        let others = |(key, _): &(LogKey, bool)| milestones::by_others(&scan.milestones, key);
        if let Some(note) = signed.as_ref().and_then(others) {
            let what = "it is not signed by the key that signed the checkpoint";
            findings.push(None, milestones::FILE, Fault::Milestone { size: note.size, what });
        }
        (scan.log_key, scan.cosigned) = (signed.filter(|(_, stands)| *stands).map(|(key, _)| key), cosigned);
    }

    /// The log key of a device that signed a checkpoint, if any certified one did, and whether a certificate of it stands.
    pub(crate) fn log_key(&self, device: Id, checkpoint: &Checkpoint) -> Option<(LogKey, bool)> {
        let certificates = self.devices.get(&device).into_iter().flatten();
        let key = |cert: &DeviceCert| LogKey { name: checkpoint.origin.clone(), key: cert.log_key };
        let signed = certificates.map(|cert| (key(cert), self.standing.is_certified(&cert.leaf)));
        signed.filter(|(key, _)| checkpoint.signed_by(key)).max_by_key(|(_, stands)| *stands)
    }

    /// Keys that may cosign under a name: those certified for its device, `fieldchart/<operation>/<device>/cosigner/<n>`.
    pub(crate) fn cosigners(&self, name: &str) -> Vec<Known> {
        let device = || {
            let rest =
                name.strip_prefix("fieldchart/")?.strip_prefix(&hex::encode(self.operation))?.strip_prefix('/')?;
            let (device, n) = rest.split_once("/cosigner/")?;
            parse_decimal(n)?;
            self.devices.get(&parse_id(device)?)
        };
        let known = |cert: &DeviceCert| Known {
            key: WitnessKey { name: name.to_owned(), key: cert.cosigner_key },
            counts: self.standing.is_certified(&cert.leaf),
        };
        device().into_iter().flatten().map(known).collect()
    }

    fn judge_authors(&self, log: usize, scan: &Scan<'_>, findings: &mut Findings) {
        // Groups may not overlap, so each entry is hashed for one group at most, whatever the bodies claim.
        let mut group: (u64, u32, Option<Hash>) = (0, 0, None);
        for public in &scan.publics {
            let (first, count) = (public.first, public.count);
            let end = first.saturating_add(count.into());
            let known = (group.0, group.1) == (first, count);
            let overlaps = !known && first < group.0 + u64::from(group.1);
            let too_many = matches!(public.class, MEMBERSHIP | REDACTION) && count != 1;
            let file = file_of(public.index);
            if !(first..end).contains(&public.index) || end > scan.checkpoint.size || overlaps || too_many {
                findings.push(public.index, &file, Fault::Group { first, count: count.into() });
                continue;
            }
            if !known {
                group = (first, count, scan.group_digest(first, count));
            }
            let judged = match group.2 {
                Some(digest) => self.judge_author(log, scan, public, &digest),
                None => Err(Fault::Unchecked { what: "an entry of the author's group cannot be read".to_owned() }),
            };
            if let Err(fault) = judged {
                findings.push(public.index, &file, fault);
            }
        }
    }

    fn judge_author(&self, log: usize, scan: &Scan<'_>, public: &Public, digest: &Hash) -> Result<(), Fault> {
        let author = hex::encode(public.author.id);
        let Some(key) = self.author_key(log, scan, public) else {
            return Err(self.or_unchecked(Fault::AuthorUnknown { author }));
        };
        let origin = scan.folder.origin.as_bytes();
        let mut message = b"fieldchart/author/v1".to_vec();
        message.extend((origin.len() as u16).to_be_bytes());
        message.extend(origin);
        message.extend(public.first.to_be_bytes());
        message.extend(public.count.to_be_bytes());
        message.extend(digest);
        if note::verify(&key, &message, &public.signature) { Ok(()) } else { Err(Fault::AuthorSignature { author }) }
    }

    /// The key of the certificate the author names: a user's own, or this log's device's act key.
    fn author_key(&self, log: usize, scan: &Scan<'_>, public: &Public) -> Option<[u8; 32]> {
        let author = &public.author;
        if public.index < UNNAMED_AUTHORS && is_founding(scan) {
            let first = self.users.get(&author.id)?.iter().find(|cert| (cert.log, cert.index) == (log, 0))?;
            return (!author.is_device && author.certificate == [0; 32]).then_some(first.key);
        }
        self.key_of(author, scan)
    }

    /// The key of the certificate that a log's author names, once any certificate is there to name.
    fn key_of(&self, author: &Author, scan: &Scan<'_>) -> Option<[u8; 32]> {
        if author.is_device {
            let certs = self.devices.get(&author.id).filter(|_| author.id == scan.folder.device)?;
            return certs.iter().find(|cert| cert.leaf == author.certificate).map(|cert| cert.act_key);
        }
        let certs = self.users.get(&author.id)?;
        certs.iter().find(|cert| cert.leaf == author.certificate).map(|cert| cert.key)
    }

    /// Whether the author of an entry that is disclosed names a certificate of theirs. Their signature is sealed with the rest.
    pub(crate) fn judge_disclosed(&self, author: &Author, scan: &Scan<'_>) -> Result<(), DisclosureFault> {
        let named = hex::encode(author.id);
        match (self.key_of(author, scan), self.certificates_absent) {
            (Some(_), _) => Ok(()),
            (None, true) => Err(DisclosureFault::AuthorUnchecked { author: named }),
            (None, false) => Err(DisclosureFault::Author { author: named }),
        }
    }

    /// With certificates among the absent bodies, an unknown signer proves nothing.
    pub(crate) fn or_unchecked(&self, fault: Fault) -> Fault {
        if self.certificates_absent { Fault::Unchecked { what: fault.to_string() } } else { fault }
    }
}

fn file_of(index: u64) -> String {
    body_path(index / WIDTH)
}
