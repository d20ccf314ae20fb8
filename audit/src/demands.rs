//! What an auditor asks of a checkpoint beyond the files agreeing with it: a policy, an older digest.
//! In scope: holding checkpoints against both.  Not here: parsing them (`policy`, `note`), two journals (`compare`).

use crate::cosignature::{self, Cosigned, Known};
use crate::fault::{Fault, Findings};
use crate::note::{self, Checkpoint, LogKey};
use crate::policy::Policy;
use crate::scan::Scan;
use crate::tree;

/// Where a finding about the given digest is.
const DIGEST: &str = "the given digest";

/// What an auditor asks for. Comes from outside the audited folder, as keys do.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// Whose signatures a checkpoint needs.
    pub policy: Option<Policy>,
    /// An older checkpoint of one of the logs, as a signed note.
    pub digest: Option<Vec<u8>>,
    /// Pass over signature lines that no known key verifies, rather than refuse them.
    pub allow_unknown_signatures: bool,
}

impl Demands {
    /// Judges the lines of a checkpoint that are not its log's, and its policy. `certified` gives further cosigners' keys.
    pub(crate) fn judge(
        &self,
        checkpoint: &Checkpoint,
        own: Option<&LogKey>,
        certified: impl Fn(&str) -> Vec<Known>,
    ) -> (Vec<Cosigned>, Vec<Fault>) {
        let (cosigned, mut faults) = self.judge_lines(checkpoint, own, certified);
        if let Some(policy) = &self.policy {
            faults.extend(policy.judge(checkpoint, &cosigned).err());
        }
        (cosigned, faults)
    }

    fn judge_lines(
        &self,
        checkpoint: &Checkpoint,
        own: Option<&LogKey>,
        certified: impl Fn(&str) -> Vec<Known>,
    ) -> (Vec<Cosigned>, Vec<Fault>) {
        let known = |name: &str| {
            let listed = self.policy.iter().flat_map(Policy::witnesses).filter(|key| key.name == name);
            let listed = listed.cloned().map(Known::counting);
            listed.chain(certified(name)).collect()
        };
        cosignature::judge(checkpoint, own, known, self.allow_unknown_signatures)
    }

    /// What it proves that every checkpoint passed the policy; nothing where there is none.
    pub(crate) fn policy_said(&self) -> Vec<String> {
        let said = self
            .policy
            .as_ref()
            .map(|_| "Every checkpoint that is not at fault has the signatures that the policy asks for.");
        said.into_iter().map(str::to_owned).collect()
    }

    /// Holds the older digest, if there is one, against the log it is of. Says what it proves.
    pub(crate) fn hold_digest(
        &self,
        scans: &[Scan<'_>],
        certified: impl Fn(&str) -> Vec<Known>,
        findings: &mut Findings,
    ) -> Option<String> {
        let checkpoint = self.parse_digest(findings)?;
        let mut histories = scans.iter().filter(|scan| scan.folder.origin == checkpoint.origin);
        let holding = histories.clone().find(|scan| holds(&checkpoint, &scan.leaves).is_ok());
        let Some(scan) = holding.or_else(|| histories.next()) else {
            findings.push(None, DIGEST, Fault::DigestLog { origin: checkpoint.origin });
            return None;
        };
        let about = Some(scan.folder.name.clone());
        let Some(own) = scan.log_key.as_ref() else {
            let fault = Fault::Unchecked { what: Fault::CheckpointSignature.to_string() };
            findings.push_about(about, None, DIGEST.to_owned(), fault);
            return None;
        };
        self.hold(&checkpoint, own, &scan.leaves, certified, &mut |fault| {
            findings.push_about(about.clone(), None, DIGEST.to_owned(), fault);
        })
    }

    /// The same for a log that is no export's.
    pub(crate) fn hold_plain_digest(
        &self,
        own: &LogKey,
        leaves: &[tree::Hash],
        findings: &mut Findings,
    ) -> Option<String> {
        let checkpoint = self.parse_digest(findings)?;
        if checkpoint.origin != own.name {
            findings.push(None, DIGEST, Fault::DigestLog { origin: checkpoint.origin });
            return None;
        }
        self.hold(&checkpoint, own, leaves, |_| Vec::new(), &mut |fault| findings.push(None, DIGEST, fault))
    }

    fn parse_digest(&self, findings: &mut Findings) -> Option<Checkpoint> {
        match Checkpoint::parse(self.digest.as_deref()?) {
            Ok(checkpoint) => Some(checkpoint),
            Err(fault) => {
                findings.push(None, DIGEST, fault);
                None
            }
        }
    }

    fn hold(
        &self,
        checkpoint: &Checkpoint,
        own: &LogKey,
        leaves: &[tree::Hash],
        certified: impl Fn(&str) -> Vec<Known>,
        fail: &mut dyn FnMut(Fault),
    ) -> Option<String> {
        if !checkpoint.signed_by(own) {
            fail(Fault::CheckpointSignature);
            return None;
        }
        let (cosigned, faults) = self.judge_lines(checkpoint, Some(own), certified);
        faults.into_iter().for_each(&mut *fail);
        match holds(checkpoint, leaves) {
            Ok(()) => Some(said(checkpoint, &cosigned, leaves.len() as u64)),
            Err(fault) => {
                fail(fault);
                None
            }
        }
    }
}

/// Whether a log of these leaves extends the checkpoint, whose root is computed anew from them.
pub(crate) fn holds(older: &Checkpoint, leaves: &[tree::Hash]) -> Result<(), Fault> {
    let Some(first) = usize::try_from(older.size).ok().and_then(|size| leaves.get(..size)) else {
        return Err(Fault::DigestAhead { digest: older.size, size: leaves.len() as u64 });
    };
    let found = tree::root(first);
    if found == older.root {
        return Ok(());
    }
    let (signed, found) = (note::base64_of(&older.root), note::base64_of(&found));
    Err(Fault::DigestFork { size: older.size, signed, found })
}

fn said(older: &Checkpoint, cosigned: &[Cosigned], size: u64) -> String {
    let since = match cosigned.iter().min_by_key(|by| by.time_s) {
        Some(by) => format!(" That digest was cosigned by {by}."),
        None => String::new(),
    };
    let Checkpoint { origin, size: old, .. } = older;
    format!(
        "The first {old} entries of {origin} are those of the given digest, unchanged; {} came after.{since}",
        size - old
    )
}
