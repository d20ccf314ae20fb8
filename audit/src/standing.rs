//! What stands although, or because, somebody was revoked (docs/formats/entry-v1.md, "Revocations").
//! In scope: how far each revocation accepts each log, admissions, which public entries are left out.  Not here: whose signatures
//! a revocation needs (`member`), which does not hang on who was revoked.

use std::collections::{HashMap, HashSet};

use crate::body::{Act, Public};
use crate::member::Registry;
use crate::note::{Id, Trust};
use crate::scan::Scan;
use crate::tree::{self, Hash};

/// A user or a device, as authors name them.
pub(crate) type Writer = (Id, bool);

/// How far one revocation lets each log stand, by the log's position.
type Accepted = HashMap<usize, u64>;

#[derive(Default)]
pub(crate) struct Standing {
    revoked: HashMap<Writer, Vec<Accepted>>,
    /// Leaf hashes that an admission lists.
    let_in: HashSet<Hash>,
    /// Leaf hashes of public entries that are left out.
    left_out: HashSet<Hash>,
    /// The device of each log.
    devices: Vec<Id>,
}

impl Standing {
    /// Weighs every revocation and admission that `registry` admitted.
    pub(crate) fn of(scans: &[Scan<'_>], registry: &Registry, trust: &Trust) -> Self {
        let mut standing = Self { devices: scans.iter().map(|scan| scan.folder.device).collect(), ..Self::default() };
        let mut roots = HashMap::new();
        for (_, public) in publics(scans, registry) {
            if let Some(Act::Revoke { of, heads }) = act(public) {
                let mut accepted = Accepted::new();
                for (origin, size, root) in heads {
                    let histories: Vec<usize> =
                        (0..scans.len()).filter(|log| scans[*log].checkpoint.origin == *origin).collect();
                    let reached = |log: &usize| scans[*log].leaves.len() as u64 >= *size;
                    let reached = histories.iter().any(reached);
                    let mut contains = |log: &usize| {
                        let size_of = usize::try_from(*size).ok();
                        let root_at = || scans[*log].leaves.get(..size_of?).map(tree::root);
                        *roots.entry((*log, *size)).or_insert_with(root_at) == Some(*root)
                    };
                    let containing: Vec<usize> = histories.iter().copied().filter(|log| contains(log)).collect();
                    for log in histories {
                        // What another history shares with one that contains the head is accepted there as well. As long as
                        // none reaches so far, each is taken for one that will.
                        let shared = containing.iter().map(|other| shared(&scans[log].leaves, &scans[*other].leaves));
                        let none = if reached { 0 } else { *size };
                        let reach = shared.max().map_or(none, |shared| shared.min(*size));
                        let known = accepted.entry(log).or_default();
                        *known = reach.max(*known);
                    }
                }
                standing.revoked.entry(*of).or_default().push(accepted);
            }
        }
        if !standing.revoked.is_empty() {
            standing.settle(scans, registry, trust);
        }
        standing
    }

    /// Lets public entries stand until no more can: from those that need no other upwards, so that no two hold each other up.
    fn settle(&mut self, scans: &[Scan<'_>], registry: &Registry, trust: &Trust) {
        let leaf = |log: usize, public: &Public| scans[log].leaves[public.index as usize];
        let mut waiting: Vec<(usize, &Public)> =
            publics(scans, registry).filter(|(_, public)| !matches!(act(public), Some(Act::Revoke { .. }))).collect();
        self.left_out = waiting.iter().map(|(log, public)| leaf(*log, public)).collect();
        loop {
            let before = waiting.len();
            waiting.retain(|(log, public)| {
                let leaf = leaf(*log, public);
                let holds = self.holds_public(*log, public, &leaf, registry, trust);
                if holds {
                    self.left_out.remove(&leaf);
                    if let Some(Act::Admit { leaves }) = act(public) {
                        self.let_in.extend(leaves);
                    }
                }
                !holds
            });
            if waiting.len() == before {
                return;
            }
        }
    }

    fn holds_public(&self, log: usize, public: &Public, leaf: &Hash, registry: &Registry, trust: &Trust) -> bool {
        let author = (public.author.id, public.author.is_device);
        let issuers = public.issued.iter().flat_map(|issued| &issued.signatures).filter(|signature| !signature.by_root);
        let issuers: Vec<Id> = issuers.map(|signature| signature.issuer).collect();
        self.is_certified(&public.author.certificate)
            && registry.is_certified(log, public, trust, &self.left_out)
            && self.holds(log, public.index, leaf, issuers.iter().map(|issuer| (*issuer, false)).chain([author]))
    }

    /// Whether a certificate was not left out.
    pub(crate) fn is_certified(&self, certificate: &Hash) -> bool {
        !self.left_out.contains(certificate)
    }

    /// Whether an entry stands that these wrote: every revocation of each of them, and of the log's device, accepts it, or an
    /// administrator admitted it.
    pub(crate) fn holds(&self, log: usize, index: u64, leaf: &Hash, writers: impl Iterator<Item = Writer>) -> bool {
        if self.revoked.is_empty() {
            return true;
        }
        let device = self.devices.get(log).map(|device| (*device, true));
        let mut revocations = writers.chain(device).filter_map(|writer| self.revoked.get(&writer)).flatten();
        let accepts = |accepted: &Accepted| accepted.get(&log).is_some_and(|size| index < *size);
        revocations.all(accepts) || self.let_in.contains(leaf)
    }

    /// Whether a public entry is left out.
    pub(crate) fn leaves_out(&self, leaf: &Hash) -> bool {
        self.left_out.contains(leaf)
    }

    /// How many of a log's entries are known to be left out, without looking into sealed bodies.
    pub(crate) fn count(&self, log: usize, leaves: &[Hash]) -> u64 {
        let out = |(index, leaf): (u64, &Hash)| {
            self.left_out.contains(leaf) || !self.holds(log, index, leaf, std::iter::empty())
        };
        if self.revoked.is_empty() { 0 } else { (0..).zip(leaves).filter(|entry| out(*entry)).count() as u64 }
    }
}

/// How many entries two histories begin with alike.
fn shared(one: &[Hash], other: &[Hash]) -> u64 {
    one.iter().zip(other).take_while(|(a, b)| a == b).count() as u64
}

/// Every public entry that is to be weighed: what is issued, where its issuers are trusted, and heads.
fn publics<'s>(scans: &'s [Scan<'_>], registry: &'s Registry) -> impl Iterator<Item = (usize, &'s Public)> {
    let all = scans.iter().enumerate().flat_map(|(log, scan)| scan.publics.iter().map(move |public| (log, public)));
    all.filter(|(log, public)| public.issued.is_none() || registry.admitted(*log, public.index))
}

fn act(public: &Public) -> Option<&Act> {
    public.issued.as_ref().map(|issued| &issued.act)
}
