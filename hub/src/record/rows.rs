//! The record's statements, which both databases answer alike.
//! In scope: rows as types, histories and what they share.  Not here: trees (`tiles`), what is verified before (`ingest`),
//! transactions (`store`).

use crate::error::Error;
use crate::store::{Bulk, Row, Tx, Value};
use ed25519_dalek::VerifyingKey;
use ledger::tlog::checkpoint::Checkpoint;
use ledger::tlog::hash::Hash;
use ledger::tlog::tree::{Frontier, FullTile};
use ledger::{Cosigned, Id, Public};
use std::collections::{BTreeMap, HashMap};
use sync::Missing;

/// Cosignatures kept of one log: as many as a `heads` entry carries, and some.
const COSIGNATURES_MAX: u64 = 16;

/// An operation on this hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id.
    pub id: Id,
    /// Its root key.
    pub root: [u8; 32],
    /// The TLS key of its first device, which is let in before its certificate is here.
    pub tls: [u8; 32],
    /// SHA-256 of the token that opens its mirror.
    pub token: Hash,
    /// Bytes of entries and bodies that it may have.
    pub quota_bytes: u64,
}

/// One history of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Log {
    pub(crate) id: i64,
    pub(crate) origin: String,
    pub(crate) key: VerifyingKey,
    /// The history that this one leaves.
    pub(crate) base: Option<i64>,
    /// The first index at which it has entries of its own.
    pub(crate) from: u64,
    pub(crate) size: u64,
    pub(crate) root: Hash,
    pub(crate) note: String,
}

impl Log {
    pub(crate) fn head(&self) -> Checkpoint {
        Checkpoint { origin: self.origin.clone(), size: self.size, root: self.root }
    }
}

/// A stored entry.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) index: u64,
    pub(crate) entry: Vec<u8>,
    pub(crate) body: Option<Vec<u8>>,
}

/// One operation's rows within a transaction.
pub(crate) struct Rows<'a> {
    pub(super) tx: &'a mut dyn Tx,
    operation: Id,
    bases: HashMap<i64, Option<(i64, u64)>>,
    /// Tiles that were read.
    pub(super) tiles: HashMap<(i64, u8, u64), Vec<u8>>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(tx: &'a mut dyn Tx, operation: Id) -> Self {
        Self { tx, operation, bases: HashMap::new(), tiles: HashMap::new() }
    }

    /// A number drawn anew with every public entry that came: what is kept in memory is of the state with the same number.
    pub(crate) fn heard(&mut self) -> Result<i64, Error> {
        let rows = self.tx.query("SELECT heard FROM operation WHERE id = $1", &[(&self.operation).into()])?;
        let row = rows.into_iter().next().ok_or(Error::UnknownOperation(self.operation))?;
        Row::from(row).int()
    }

    pub(crate) fn hear(&mut self, drawn: i64) -> Result<(), Error> {
        let sql = "UPDATE operation SET heard = $1 WHERE id = $2";
        self.tx.execute(sql, &[drawn.into(), (&self.operation).into()]).map(|_| ())
    }

    pub(crate) fn described(&mut self) -> Result<Operation, Error> {
        let sql = "SELECT id, root, tls, token, quota FROM operation WHERE id = $1";
        let row = self.tx.query(sql, &[(&self.operation).into()])?.into_iter().next();
        operation(row.ok_or(Error::UnknownOperation(self.operation))?)
    }

    /// Bytes of entries and bodies held.
    pub(crate) fn bytes(&mut self) -> Result<u64, Error> {
        let sql = "SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM log WHERE operation = $1";
        let rows = self.tx.query(sql, &[(&self.operation).into()])?;
        rows.into_iter().next().map_or(Ok(0), |row| Row::from(row).uint())
    }

    pub(crate) fn logs(&mut self) -> Result<Vec<Log>, Error> {
        let sql = "SELECT id, origin, log_key, base, at, size, root, note FROM log WHERE operation = $1 ORDER BY origin, history";
        let rows = self.tx.query(sql, &[(&self.operation).into()])?;
        rows.into_iter().map(log).collect()
    }

    /// Every history of a log, the first that came first.
    pub(crate) fn histories(&mut self, origin: &str) -> Result<Vec<Log>, Error> {
        let sql = "SELECT id, origin, log_key, base, at, size, root, note FROM log
                   WHERE operation = $1 AND origin = $2 ORDER BY history";
        let rows = self.tx.query(sql, &[(&self.operation).into(), origin.into()])?;
        rows.into_iter().map(log).collect()
    }

    /// Begins a history, which shares what is before `from` with `base`.
    pub(crate) fn put_log(
        &mut self,
        origin: &str,
        history: usize,
        key: &VerifyingKey,
        base: Option<i64>,
        edge: &Frontier,
    ) -> Result<Log, Error> {
        let sql = "INSERT INTO log (operation, origin, history, log_key, base, at, size, root, note, edge, bytes)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) RETURNING id";
        let (from, root) = (edge.size(), edge.root());
        let row = [
            (&self.operation).into(),
            origin.into(),
            (history as u64).into(),
            key.as_bytes().into(),
            base.map_or(Value::Null, Value::Int),
            from.into(),
            from.into(),
            (&root).into(),
            "".into(),
            Value::Blob(edge_bytes(edge)),
        ];
        let row = self.tx.query(sql, &row)?.into_iter().next();
        let id = row.map_or(Err(Error::Damaged("a row that got no number".to_owned())), |row| Row::from(row).int())?;
        let (origin, note) = (origin.to_owned(), String::new());
        Ok(Log { id, origin, key: *key, base, from, size: from, root, note })
    }

    pub(crate) fn put_head(
        &mut self,
        log: i64,
        head: &Checkpoint,
        note: &str,
        edge: &Frontier,
        added_bytes: i64,
    ) -> Result<(), Error> {
        let sql = "UPDATE log SET size = $1, root = $2, note = $3, edge = $4, bytes = bytes + $5 WHERE id = $6";
        let edge = Value::Blob(edge_bytes(edge));
        let row = [head.size.into(), (&head.root).into(), note.into(), edge, added_bytes.into(), log.into()];
        self.tx.execute(sql, &row)?;
        self.tiles.clear();
        Ok(())
    }

    pub(crate) fn add_bytes(&mut self, log: i64, added: i64) -> Result<(), Error> {
        let sql = "UPDATE log SET bytes = bytes + $1 WHERE id = $2";
        self.tx.execute(sql, &[added.into(), log.into()]).map(|_| ())
    }

    pub(crate) fn put(&mut self, bulk: Bulk, log: i64, rows: &[(u64, &[u8])]) -> Result<(), Error> {
        self.tx.put(bulk, log, rows)
    }

    pub(crate) fn put_tiles(&mut self, log: i64, tiles: &[FullTile]) -> Result<(), Error> {
        for tile in tiles {
            let sql = "INSERT INTO tile (log, level, n, bytes) VALUES ($1, $2, $3, $4)";
            let row = [log.into(), u64::from(tile.level).into(), tile.n.into(), tile.bytes.as_slice().into()];
            self.tx.execute(sql, &row)?;
        }
        Ok(())
    }

    pub(super) fn base(&mut self, log: i64) -> Result<Option<(i64, u64)>, Error> {
        if let Some(known) = self.bases.get(&log) {
            return Ok(*known);
        }
        let row = self.tx.query("SELECT base, at FROM log WHERE id = $1", &[log.into()])?.into_iter().next();
        let mut row = Row::from(row.ok_or(Error::Damaged(format!("there is no row {log}")))?);
        let base = match row.maybe_int()? {
            Some(of) => Some((of, row.uint()?)),
            None => None,
        };
        self.bases.insert(log, base);
        Ok(base)
    }

    /// Where the entries of a history from `first` on stand, piece by piece: those before it leaves another stand with that.
    fn pieces(&mut self, log: i64, first: u64, count: u64) -> Result<Vec<(i64, u64, u64)>, Error> {
        let Some((of, at)) = self.base(log)?.filter(|(_, at)| first < *at) else {
            return Ok(vec![(log, first, count)]);
        };
        let before = count.min(at - first);
        let mut all = self.pieces(of, first, before)?;
        if count > before {
            all.push((log, at, count - before));
        }
        Ok(all)
    }

    /// `count` entries of a history with their bodies, every one of them.
    pub(crate) fn held(&mut self, log: i64, first: u64, count: u64) -> Result<Vec<Held>, Error> {
        let sql = "SELECT e.idx, e.bytes, b.bytes FROM entry e LEFT JOIN body b ON b.log = e.log AND b.idx = e.idx
                   WHERE e.log = $1 AND e.idx >= $2 AND e.idx < $3 ORDER BY e.idx";
        let mut all = Vec::new();
        for (log, first, count) in self.pieces(log, first, count)? {
            for row in self.tx.query(sql, &[log.into(), first.into(), (first + count).into()])? {
                let mut row = Row::from(row);
                all.push(Held { index: row.uint()?, entry: row.blob()?, body: row.maybe_blob()? });
            }
        }
        let whole = all.iter().zip(first..).all(|(held, index)| held.index == index);
        if whole && all.len() as u64 == count { Ok(all) } else { Err(Error::Damaged("an entry is missing".to_owned())) }
    }

    /// The same without bodies.
    pub(crate) fn entries(&mut self, log: i64, first: u64, count: u64) -> Result<Vec<Vec<u8>>, Error> {
        let sql = "SELECT bytes FROM entry WHERE log = $1 AND idx >= $2 AND idx < $3 ORDER BY idx";
        let mut all = Vec::new();
        for (log, first, count) in self.pieces(log, first, count)? {
            for row in self.tx.query(sql, &[log.into(), first.into(), (first + count).into()])? {
                all.push(Row::from(row).blob()?);
            }
        }
        if all.len() as u64 == count { Ok(all) } else { Err(Error::Damaged("an entry is missing".to_owned())) }
    }

    /// Bytes of each entry's body from `first` on, 0 where it is not held.
    pub(crate) fn lengths(&mut self, log: i64, first: u64, count: u64) -> Result<Vec<usize>, Error> {
        let sql = "SELECT coalesce(length(b.bytes), 0) FROM entry e LEFT JOIN body b ON b.log = e.log AND b.idx = e.idx
                   WHERE e.log = $1 AND e.idx >= $2 AND e.idx < $3 ORDER BY e.idx";
        let mut all = Vec::new();
        for (log, first, count) in self.pieces(log, first, count)? {
            for row in self.tx.query(sql, &[log.into(), first.into(), (first + count).into()])? {
                all.push(Row::from(row).uint()? as usize);
            }
        }
        Ok(all)
    }

    /// Entries of one history alone, its own ones, from an index on: for looking through everything.
    pub(crate) fn own_entries(&mut self, log: i64, first: u64, count: u64) -> Result<Vec<(u64, Vec<u8>)>, Error> {
        let sql = "SELECT idx, bytes FROM entry WHERE log = $1 AND idx >= $2 ORDER BY idx LIMIT $3";
        let rows = self.tx.query(sql, &[log.into(), first.into(), count.into()])?.into_iter();
        rows.map(Row::from).map(|mut row| Ok((row.uint()?, row.blob()?))).collect()
    }

    pub(crate) fn body(&mut self, log: i64, index: u64) -> Result<Option<Vec<u8>>, Error> {
        let rows = self.tx.query("SELECT bytes FROM body WHERE log = $1 AND idx = $2", &[log.into(), index.into()])?;
        rows.into_iter().next().map(|row| Row::from(row).blob()).transpose()
    }

    /// Drops a body; tells how many bytes it had.
    pub(crate) fn drop_body(&mut self, log: i64, index: u64) -> Result<u64, Error> {
        let length = self.body(log, index)?.map_or(0, |body| body.len());
        self.tx.execute("DELETE FROM body WHERE log = $1 AND idx = $2", &[log.into(), index.into()])?;
        Ok(length as u64)
    }

    pub(crate) fn put_missing(&mut self, log: i64, index: u64, leaf: &Hash) -> Result<(), Error> {
        let sql = "INSERT INTO missing (log, idx, leaf) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.tx.execute(sql, &[log.into(), index.into(), leaf.into()]).map(|_| ())
    }

    pub(crate) fn not_missing(&mut self, log: i64, index: u64) -> Result<(), Error> {
        self.tx.execute("DELETE FROM missing WHERE log = $1 AND idx = $2", &[log.into(), index.into()]).map(|_| ())
    }

    pub(crate) fn missing(&mut self) -> Result<Vec<Missing>, Error> {
        let sql = "SELECT l.origin, m.idx, m.leaf FROM missing m JOIN log l ON l.id = m.log WHERE l.operation = $1";
        let rows = self.tx.query(sql, &[(&self.operation).into()])?.into_iter().map(Row::from);
        let missing = rows.map(|mut row| Ok(Missing { origin: row.text()?, index: row.uint()?, leaf: row.fixed()? }));
        let mut missing = missing.collect::<Result<Vec<_>, Error>>()?;
        missing.sort_unstable();
        Ok(missing)
    }

    /// Places of one log at which a body is missing, at an index.
    pub(crate) fn missing_at(&mut self, origin: &str, index: u64) -> Result<Vec<(i64, Vec<u8>)>, Error> {
        let sql = "SELECT m.log, e.bytes FROM log l JOIN missing m ON m.log = l.id JOIN entry e ON e.log = m.log AND e.idx = m.idx
                   WHERE l.operation = $1 AND l.origin = $2 AND m.idx = $3 ORDER BY m.log";
        let of = [(&self.operation).into(), origin.into(), index.into()];
        let rows = self.tx.query(sql, &of)?.into_iter().map(Row::from);
        rows.map(|mut row| Ok((row.int()?, row.blob()?))).collect()
    }

    pub(crate) fn put_milestone(&mut self, log: i64, size: u64, note: &str) -> Result<(), Error> {
        let sql = "INSERT INTO milestone (log, size, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.tx.execute(sql, &[log.into(), size.into(), note.into()]).map(|_| ())
    }

    pub(crate) fn last_milestone(&mut self, log: i64) -> Result<u64, Error> {
        let sql = "SELECT size FROM milestone WHERE log = $1 ORDER BY size DESC LIMIT 1";
        let row = self.tx.query(sql, &[log.into()])?.into_iter().next();
        row.map_or(Ok(0), |row| Row::from(row).uint())
    }

    /// A history's milestones above a size, those included that it shares.
    pub(crate) fn milestones(&mut self, log: i64, size: u64, max: u64) -> Result<BTreeMap<u64, String>, Error> {
        let mut notes = match self.base(log)? {
            Some((of, at)) => {
                let mut shared = self.milestones(of, size, max)?;
                shared.retain(|size, _| *size <= at);
                shared
            }
            None => BTreeMap::new(),
        };
        let sql = "SELECT size, note FROM milestone WHERE log = $1 AND size > $2 ORDER BY size LIMIT $3";
        for row in self.tx.query(sql, &[log.into(), size.into(), max.into()])? {
            let mut row = Row::from(row);
            notes.insert(row.uint()?, row.text()?);
        }
        Ok(notes)
    }

    pub(crate) fn put_public(&mut self, log: i64, index: u64) -> Result<(), Error> {
        let sql = "INSERT INTO public (log, idx, void) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING";
        self.tx.execute(sql, &[log.into(), index.into()]).map(|_| ())
    }

    pub(crate) fn void(&mut self, (log, index): (i64, u64)) -> Result<(), Error> {
        self.tx.execute("UPDATE public SET void = 1 WHERE log = $1 AND idx = $2", &[log.into(), index.into()])?;
        Ok(())
    }

    /// Every public entry whose body is here, in the order in which its log has it.
    pub(crate) fn public(&mut self) -> Result<Vec<Public>, Error> {
        let sql =
            "SELECT p.log, l.origin, p.idx, e.bytes, b.bytes FROM log l JOIN public p ON p.log = l.id AND p.void = 0
                   JOIN entry e ON e.log = p.log AND e.idx = p.idx JOIN body b ON b.log = p.log AND b.idx = p.idx
                   WHERE l.operation = $1 ORDER BY p.log, p.idx";
        let mut all = Vec::new();
        for row in self.tx.query(sql, &[(&self.operation).into()])? {
            let mut row = Row::from(row);
            let (log, origin, index) = (row.int()?, row.text()?, row.uint()?);
            all.extend(Public::read(log, &origin, index, &row.blob()?, &row.blob()?));
        }
        Ok(all)
    }

    /// How much of a history the stream took.
    pub(crate) fn streamed(&mut self, log: i64) -> Result<u64, Error> {
        let row = self.tx.query("SELECT size FROM streamed WHERE log = $1", &[log.into()])?.into_iter().next();
        row.map_or(Ok(0), |row| Row::from(row).uint())
    }

    pub(crate) fn put_streamed(&mut self, log: i64, size: u64) -> Result<(), Error> {
        let sql =
            "INSERT INTO streamed (log, size) VALUES ($1, $2) ON CONFLICT (log) DO UPDATE SET size = excluded.size";
        self.tx.execute(sql, &[log.into(), size.into()]).map(|_| ())
    }

    pub(crate) fn put_fork(&mut self, log: &Log, other: &str) -> Result<(), Error> {
        let sql = "INSERT INTO fork (log, held, other) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.tx.execute(sql, &[log.id.into(), log.note.as_str().into(), other.into()]).map(|_| ())
    }

    /// Both signed notes of every fork that was met.
    pub(crate) fn forks(&mut self) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT f.held, f.other FROM fork f JOIN log l ON l.id = f.log WHERE l.operation = $1 ORDER BY f.log, f.other";
        let rows = self.tx.query(sql, &[(&self.operation).into()])?.into_iter().map(Row::from);
        rows.map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }

    pub(crate) fn is_forked(&mut self, origin: &str) -> Result<bool, Error> {
        let sql = "SELECT l.id FROM fork f JOIN log l ON l.id = f.log WHERE l.operation = $1 AND l.origin = $2 LIMIT 1";
        Ok(!self.tx.query(sql, &[(&self.operation).into(), origin.into()])?.is_empty())
    }

    /// What this hub's present key cosigned last of a log.
    pub(crate) fn witnessed(&mut self, origin: &str) -> Result<Option<Checkpoint>, Error> {
        let sql = "SELECT size, root FROM witnessed WHERE operation = $1 AND origin = $2";
        let row = self.tx.query(sql, &[(&self.operation).into(), origin.into()])?.into_iter().next();
        row.map(Row::from)
            .map(|mut row| Ok(Checkpoint { origin: origin.to_owned(), size: row.uint()?, root: row.fixed()? }))
            .transpose()
    }

    /// Logs of which more is held than this hub cosigned.
    pub(crate) fn unwitnessed(&mut self) -> Result<Vec<String>, Error> {
        let sql = "SELECT l.origin FROM log l LEFT JOIN witnessed w ON w.operation = l.operation AND w.origin = l.origin
                   WHERE l.operation = $1 AND l.history = 0 AND l.size > coalesce(w.size, 0) AND NOT EXISTS
                   (SELECT 1 FROM log o JOIN fork f ON f.log = o.id WHERE o.operation = l.operation AND o.origin = l.origin)";
        let rows = self.tx.query(sql, &[(&self.operation).into()])?.into_iter();
        rows.map(|row| Row::from(row).text()).collect()
    }

    pub(crate) fn put_witnessed(&mut self, head: &Checkpoint) -> Result<(), Error> {
        let sql = "INSERT INTO witnessed (operation, origin, size, root) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (operation, origin) DO UPDATE SET size = excluded.size, root = excluded.root";
        let row = [(&self.operation).into(), head.origin.as_str().into(), head.size.into(), (&head.root).into()];
        self.tx.execute(sql, &row).map(|_| ())
    }

    /// Keeps a verified cosignature unless the same cosigner signed more, and lets go of what nobody signed last any more.
    pub(crate) fn put_cosignature(
        &mut self,
        log: i64,
        size: u64,
        note: &str,
        (name, time_s, line): (&str, u64, &str),
    ) -> Result<bool, Error> {
        let sql = "INSERT INTO cosigned (log, size, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.tx.execute(sql, &[log.into(), size.into(), note.into()])?;
        let sql = "INSERT INTO cosignature (log, name, size, time_s, line) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (log, name) DO UPDATE SET size = excluded.size, time_s = excluded.time_s, line = excluded.line
                   WHERE cosignature.size < excluded.size";
        let row = [log.into(), name.into(), size.into(), time_s.into(), line.into()];
        let kept = self.tx.execute(sql, &row)? > 0;
        let sql = "DELETE FROM cosignature WHERE log = $1 AND name NOT IN
                   (SELECT name FROM cosignature WHERE log = $1 ORDER BY size DESC, time_s DESC, name LIMIT $2)";
        self.tx.execute(sql, &[log.into(), COSIGNATURES_MAX.into()])?;
        let sql = "DELETE FROM cosigned WHERE log = $1 AND size NOT IN (SELECT size FROM cosignature WHERE log = $1)";
        self.tx.execute(sql, &[log.into()])?;
        Ok(kept)
    }

    /// Every note that somebody cosigned, with the newest lines first; of one log's history, or of all.
    pub(crate) fn cosigned(&mut self, of: Option<i64>) -> Result<Vec<Cosigned>, Error> {
        let sql = "SELECT c.log, l.origin, c.size, c.note, s.name, s.line FROM log l JOIN cosigned c ON c.log = l.id
                   JOIN cosignature s ON s.log = c.log AND s.size = c.size
                   WHERE l.operation = $1 ORDER BY c.log, c.size DESC, s.time_s DESC, s.name";
        let mut all: Vec<(i64, Cosigned)> = Vec::new();
        for row in self.tx.query(sql, &[(&self.operation).into()])? {
            let mut row = Row::from(row);
            let (log, origin, size, note) = (row.int()?, row.text()?, row.uint()?, row.text()?);
            if of.is_some_and(|of| of != log) {
                continue;
            }
            if all.last().is_none_or(|(of, last)| (*of, last.size) != (log, size)) {
                all.push((log, Cosigned { origin, size, note, by: Vec::new() }));
            }
            let (name, line) = (row.text()?, row.text()?);
            if let Some((_, cosigned)) = all.last_mut() {
                cosigned.note.push_str(&line);
                cosigned.note.push('\n');
                cosigned.by.push(name);
            }
        }
        Ok(all.into_iter().map(|(_, cosigned)| cosigned).collect())
    }
}

/// Every operation on this hub.
pub(crate) fn operations(tx: &mut dyn Tx) -> Result<Vec<Operation>, Error> {
    let rows = tx.query("SELECT id, root, tls, token, quota FROM operation ORDER BY id", &[])?;
    rows.into_iter().map(operation).collect()
}

/// The stream is empty: everything is to be told again.
pub(crate) fn forget_streamed(tx: &mut dyn Tx) -> Result<(), Error> {
    tx.execute("DELETE FROM streamed", &[]).map(|_| ())
}

/// Adds an operation.
pub(crate) fn put_operation(tx: &mut dyn Tx, new: &Operation) -> Result<(), Error> {
    let sql = "INSERT INTO operation (id, root, tls, token, quota, heard) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING";
    let row = [(&new.id).into(), (&new.root).into(), (&new.tls).into(), (&new.token).into(), new.quota_bytes.into()];
    if tx.execute(sql, &row)? == 1 { Ok(()) } else { Err(Error::OperationExists(new.id)) }
}

/// The seed of the key by which laptops know this hub; one that was drawn for it where there is none yet.
pub(crate) fn identity(tx: &mut dyn Tx, drawn: &[u8; 32]) -> Result<zeroize::Zeroizing<[u8; 32]>, Error> {
    tx.execute("INSERT INTO identity (one, seed) VALUES (1, $1) ON CONFLICT DO NOTHING", &[drawn.into()])?;
    let row = tx.query("SELECT seed FROM identity", &[])?.into_iter().next();
    let row = row.ok_or_else(|| Error::Damaged("the hub's own key is missing".to_owned()))?;
    Ok(zeroize::Zeroizing::new(Row::from(row).fixed()?))
}

/// A witness key: its number, its name, its seed.
pub(crate) type WitnessKey = (u64, String, zeroize::Zeroizing<[u8; 32]>);

/// The newest key that this hub cosigns with.
pub(crate) fn witness(tx: &mut dyn Tx) -> Result<Option<WitnessKey>, Error> {
    let row = tx.query("SELECT n, name, seed FROM witness ORDER BY n DESC LIMIT 1", &[])?.into_iter().next();
    row.map(Row::from).map(|mut row| Ok((row.uint()?, row.text()?, zeroize::Zeroizing::new(row.fixed()?)))).transpose()
}

/// Takes another key to cosign with, which knows nothing of what an earlier one signed.
pub(crate) fn put_witness(tx: &mut dyn Tx, n: u64, name: &str, seed: &[u8; 32]) -> Result<(), Error> {
    tx.execute("INSERT INTO witness (n, name, seed) VALUES ($1, $2, $3)", &[n.into(), name.into(), seed.into()])?;
    tx.execute("DELETE FROM witnessed", &[]).map(|_| ())
}

fn operation(row: Vec<Value>) -> Result<Operation, Error> {
    let mut row = Row::from(row);
    let (id, root, tls, token) = (row.fixed()?, row.fixed()?, row.fixed()?, row.fixed()?);
    Ok(Operation { id, root, tls, token, quota_bytes: row.uint()? })
}

fn log(row: Vec<Value>) -> Result<Log, Error> {
    let mut row = Row::from(row);
    let (id, origin, key) = (row.int()?, row.text()?, row.fixed()?);
    let key = VerifyingKey::from_bytes(&key).map_err(|_| Error::Damaged(format!("the key of {origin}")))?;
    let (base, from, size) = (row.maybe_int()?, row.uint()?, row.uint()?);
    Ok(Log { id, origin, key, base, from, size, root: row.fixed()?, note: row.text()? })
}

fn edge_bytes(frontier: &Frontier) -> Vec<u8> {
    frontier.levels().iter().flatten().flatten().copied().collect()
}
