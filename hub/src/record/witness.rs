//! The hub as a witness: it signs what it verified, once for each size of a log, and never two histories of one
//! (c2sp.org/tlog-witness, c2sp.org/tlog-cosignature).
//! In scope: its key, cosigning what is held, `add-checkpoint`, others' cosignatures.  Not here: HTTP.

use super::rows::{self, Rows};
use super::{Record, operation_in};
use crate::error::Error;
use crate::store::{self, Lock};
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::SigningKey;
use ledger::store::incarnation;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::cosignature::{COSIGNATURES_MAX, Cosignature, Cosigner, split_cosigned};
use ledger::tlog::hash::Hash;
use ledger::tlog::proof;
use ledger::tlog::tree::Frontier;
use ledger::{Env, Id};
use std::sync::atomic::Ordering;

/// Consistency proof lines that a client may send.
const PROOF_LINES_MAX: usize = 63;

/// What the witness answers, each with the status that the protocol gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 200: the cosignature, a signature line with its end.
    Cosigned(String),
    /// 400: the request is no request, or its old size is above the checkpoint's.
    Malformed(&'static str),
    /// 403: no signature by a key known for the log.
    NotSigned,
    /// 404: no log of that name may be witnessed here.
    Unknown,
    /// 409: what was cosigned last has this size.
    Conflict(u64),
    /// 422: the proof does not verify.
    NoProof,
}

/// A request to cosign.
struct Request<'a> {
    old: u64,
    proof: Vec<Hash>,
    note: &'a str,
    head: Checkpoint,
}

impl Record {
    /// The name and key under which this hub cosigns, as policies name it.
    ///
    /// # Errors
    /// The store's.
    pub fn witness_vkey(&self) -> Result<String, Error> {
        let (name, key) = self.witness_key()?;
        Ok(Cosigner { name, key: key.verifying_key() }.vkey())
    }

    /// Takes a new key to cosign with, since what the old one signed is not known any more; gives its line for policies.
    ///
    /// # Errors
    /// The store's.
    pub fn renew_witness(&self) -> Result<String, Error> {
        let (env, renew) = (&*self.env, true);
        store::write(&*self.store, Lock::Hub, |tx| witness_key(tx, env, renew))?;
        self.witness_vkey()
    }

    /// The key, made where there is none yet.
    fn witness_key(&self) -> Result<(String, SigningKey), Error> {
        if let Some((_, name, seed)) = store::read(&*self.store, rows::witness)? {
            return Ok((name, SigningKey::from_bytes(&seed)));
        }
        let env = &*self.env;
        store::write(&*self.store, Lock::Hub, |tx| witness_key(tx, env, false))
    }

    /// Signs the head of a log that grew. Nothing is signed of a log that contradicts itself, or what was signed of it before.
    pub(super) fn cosign(&self, operation: Id, origin: &str) -> Result<(), Error> {
        let (name, key) = self.witness_key()?;
        let time_s = self.env.now_ms() / 1000;
        let signed = self.writing(operation, Lock::Log(&operation, origin), |rows| {
            let Some(log) = rows.histories(origin)?.into_iter().next() else { return Ok(false) };
            let last = rows.witnessed(origin)?;
            let goes_on = match &last {
                Some(last) => log.size > last.size && rows.contains(&log, last)?,
                None => log.size > 0,
            };
            if !goes_on || rows.is_forked(origin)? {
                return Ok(false);
            }
            let cosignature = Cosignature::new(&log.head(), &name, &key, time_s);
            rows.put_witnessed(&log.head())?;
            let line = cosignature.to_string();
            rows.put_cosignature(log.id, log.size, &log.note, (&name, time_s, &line))
        })?;
        self.counts.cosigned.fetch_add(u64::from(signed), Ordering::Relaxed);
        Ok(())
    }

    /// Takes the cosignatures below a log's signed note, each verified by the certificate of the device it names. Those of
    /// strangers, and of notes that cover what is not held here, are passed over.
    pub(super) fn take_cosigned(&self, operation: Id, cosigned: &str) -> Result<usize, Error> {
        let refused = |why: &dyn std::fmt::Display| Error::Refused(why.to_string());
        let (note, lines) = split_cosigned(cosigned);
        let origin = note.lines().next().unwrap_or_default();
        self.writing(operation, Lock::Log(&operation, origin), |rows| {
            let histories = rows.histories(origin)?;
            let first = histories.first().ok_or_else(|| refused(&format!("there is no log {origin} here")))?;
            let head = Checkpoint::verify(note, origin, &first.key).map_err(|e| refused(&e))?;
            let Some(log) = rows.history_with(&head)? else { return Ok(0) };
            let roster = self.roster(rows)?;
            let mut kept = 0;
            for line in lines.lines().take(COSIGNATURES_MAX) {
                let cosignature = Cosignature::parse(line).map_err(|e| refused(&e))?;
                let name = cosignature.name.clone();
                let keys = roster.cosigner_keys(&name);
                if keys.is_empty() {
                    continue;
                }
                let mut cosigners = keys.into_iter().map(|key| Cosigner { name: name.clone(), key });
                if !cosigners.any(|cosigner| cosignature.verify(&head, &cosigner).is_ok()) {
                    return Err(refused(&format!("the cosignature by {name} does not verify")));
                }
                let new = rows.put_cosignature(log.id, head.size, note, (&name, cosignature.time_s, line))?;
                kept += usize::from(new);
            }
            Ok(kept)
        })
    }

    /// `POST /add-checkpoint`: cosigns a checkpoint that extends the one cosigned last, which is on disk before this returns.
    ///
    /// # Errors
    /// The store's; then nothing was cosigned.
    pub fn add_checkpoint(&self, body: &str) -> Result<Answer, Error> {
        let request = match parse(body) {
            Ok(request) => request,
            Err(why) => return Ok(Answer::Malformed(why)),
        };
        let origin = request.head.origin.as_str();
        let Some(operation) = operation_in(origin).filter(|id| self.has(*id)) else { return Ok(Answer::Unknown) };
        let (name, key) = self.witness_key()?;
        let time_s = self.env.now_ms() / 1000;
        let held = self.reading(operation, |rows| Ok(!rows.histories(origin)?.is_empty()))?;
        let lock = if held { Lock::Log(&operation, origin) } else { Lock::Operation(&operation) };
        let answer = self.writing(operation, lock, |rows| {
            if let Some(refusal) = self.judge(rows, &request)? {
                return Ok(refusal);
            }
            let cosignature = Cosignature::new(&request.head, &name, &key, time_s);
            rows.put_witnessed(&request.head)?;
            Ok(Answer::Cosigned(format!("{cosignature}\n")))
        })?;
        self.counts.cosigned.fetch_add(u64::from(matches!(answer, Answer::Cosigned(_))), Ordering::Relaxed);
        Ok(answer)
    }

    fn has(&self, operation: Id) -> bool {
        self.reading(operation, |rows| rows.described()).is_ok()
    }

    /// Why a checkpoint is not cosigned, in the order in which the protocol asks.
    fn judge(&self, rows: &mut Rows<'_>, request: &Request<'_>) -> Result<Option<Answer>, Error> {
        let Request { old, proof, note, head } = request;
        let device = incarnation::parse(&head.origin).map(|(_, device)| device).unwrap_or_default();
        let keys = self.roster(rows)?.log_keys(&device);
        if keys.is_empty() {
            return Ok(Some(Answer::Unknown));
        }
        if !keys.iter().any(|key| is_signed(note, &head.origin, key)) {
            return Ok(Some(Answer::NotSigned));
        }
        if *old > head.size {
            return Ok(Some(Answer::Malformed("the old size is above the checkpoint's")));
        }
        let last = rows.witnessed(&head.origin)?;
        let last_size = last.as_ref().map_or(0, |last| last.size);
        // What is held tells of forks that no checkpoint offered here would.
        if *old != last_size || rows.is_forked(&head.origin)? {
            return Ok(Some(Answer::Conflict(last_size)));
        }
        let proven = match &last {
            Some(last) if last.size == head.size && last.root != head.root => {
                return Ok(Some(Answer::Conflict(last_size)));
            }
            Some(last) if last.size == head.size => proof.is_empty(),
            Some(last) if last.size > 0 => {
                proof::verify_consistency(last.size, head.size, proof, &last.root, &head.root).is_ok()
            }
            _ => proof.is_empty() && (head.size > 0 || head.root == Frontier::new().root()),
        };
        if !proven {
            return Ok(Some(Answer::NoProof));
        }
        // Of a log that is held, no other history may be cosigned than the one that is here.
        match rows.histories(&head.origin)?.into_iter().next() {
            Some(log) if head.size <= log.size && !rows.contains(&log, head)? => Ok(Some(Answer::Conflict(last_size))),
            _ => Ok(None),
        }
    }
}

fn witness_key(tx: &mut dyn store::Tx, env: &dyn Env, renew: bool) -> Result<(String, SigningKey), Error> {
    let known = rows::witness(tx)?;
    let (n, name) = match &known {
        Some((_, name, seed)) if !renew => return Ok((name.clone(), SigningKey::from_bytes(seed))),
        // The hub's own part of the name stays, so that people know it again.
        Some((n, name, _)) => (n + 1, name.rsplit_once('/').map_or(name.as_str(), |(hub, _)| hub).to_owned()),
        None => (1, format!("fieldchart-hub/{}", hex::encode(env.new_id()))),
    };
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    env.fill(&mut *seed);
    let name = format!("{name}/{n}");
    rows::put_witness(tx, n, &name, &seed)?;
    Ok((name, SigningKey::from_bytes(&seed)))
}

/// Whether one of a note's signature lines is the log's; others are passed over.
fn is_signed(note: &str, origin: &str, key: &ed25519_dalek::VerifyingKey) -> bool {
    let Some((text, lines)) = note.split_once("\n\n") else { return false };
    lines
        .lines()
        .take(COSIGNATURES_MAX)
        .any(|line| Checkpoint::verify(&format!("{text}\n\n{line}\n"), origin, key).is_ok())
}

fn parse(body: &str) -> Result<Request<'_>, &'static str> {
    let (lines, note) = body.split_once("\n\n").ok_or("there is no empty line")?;
    let mut lines = lines.split('\n');
    let old_text = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or("there is no old size")?;
    let old: u64 = old_text.parse().map_err(|_| "the old size is none")?;
    if old.to_string() != old_text {
        return Err("the old size is not canonical");
    }
    let hash = |line: &str| STANDARD.decode(line).ok().and_then(|hash| Hash::try_from(hash).ok());
    let proof = lines.map(hash).collect::<Option<Vec<_>>>().ok_or("a proof line is no hash")?;
    if proof.len() > PROOF_LINES_MAX {
        return Err("there are too many proof lines");
    }
    let head = Checkpoint::claimed(note).map_err(|_| "there is no checkpoint")?;
    if !note.ends_with('\n') {
        return Err("the checkpoint does not end");
    }
    Ok(Request { old, proof, note, head })
}
