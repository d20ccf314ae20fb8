//! The record in PostgreSQL 15 or newer, which several hub processes may share.
//! In scope: connecting, migrations, transactions, row locks, COPY.  Not here: statements.
//!
//! The server's certificate is not checked here: the connection is a Unix socket or loopback, or runs through what the operator trusts
//! (docs/hub.md).

use super::{Bulk, Lock, Store, Tx, Value, Work};
use crate::error::Error;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement, Transaction};
use std::collections::{HashMap, VecDeque};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};

const MIGRATIONS: [&str; 1] = [include_str!("../../../migrations/hub/0001_record.sql")];
/// Connections at a time; more callers wait for one, which is quicker than to open another.
const CONNECTIONS_MAX: usize = 24;
/// The lock under which one process migrates: "fieldch" in ASCII.
const MIGRATING: i64 = 0x0066_6965_6c64_6368;

/// See the module.
pub struct Postgres {
    config: Config,
    pool: Mutex<Pool>,
}

struct Pool {
    idle: Vec<Connected>,
    /// Connections that may still be opened.
    left: usize,
    /// Who waits for one, in the order in which they came: nobody is passed over.
    waiting: VecDeque<Sender<Option<Connected>>>,
}

/// A place in the pool; given back on the way out, also where the work panics.
struct Lent<'a> {
    of: &'a Postgres,
    connected: Option<Connected>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let connected = self.connected.take().filter(|connected| !connected.client.is_closed());
        let mut pool = self.of.pool.lock().unwrap_or_else(PoisonError::into_inner);
        match (pool.waiting.pop_front(), connected) {
            // Whoever waits is there: it does nothing else.
            (Some(next), connected) => _ = next.send(connected),
            (None, Some(connected)) => pool.idle.push(connected),
            (None, None) => pool.left += 1,
        }
    }
}

struct Connected {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl Postgres {
    /// Connects, and brings the database to this hub's version.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses, or the database was written by a newer hub.
    pub fn open(url: &str) -> Result<Self, Error> {
        Self::with_tables(url, "hub_version", &MIGRATIONS)
    }

    /// The same with other tables, whose version stands in a table of its own.
    ///
    /// # Errors
    /// As [`Postgres::open`].
    pub(crate) fn with_tables(url: &str, version: &str, migrations: &[&str]) -> Result<Self, Error> {
        let config: Config = url.parse()?;
        let mut client = config.connect(NoTls)?;
        migrate(&mut client, version, migrations)?;
        let pool = Pool { idle: vec![connected(client)?], left: CONNECTIONS_MAX - 1, waiting: VecDeque::new() };
        Ok(Self { config, pool: Mutex::new(pool) })
    }

    /// Gives a connection to `work`, which asks for no second one. One that broke is not kept.
    fn with<T>(&self, work: impl FnOnce(&mut Connected) -> Result<T, Error>) -> Result<T, Error> {
        let mut lent = self.lend();
        let connected = match &mut lent.connected {
            Some(idle) if !idle.client.is_closed() => idle,
            other => other.insert(connected(self.config.connect(NoTls)?)?),
        };
        work(connected)
    }

    /// Waits for a place; it may have no connection yet.
    fn lend(&self) -> Lent<'_> {
        let turn = {
            let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(idle) = pool.idle.pop() {
                return Lent { of: self, connected: Some(idle) };
            }
            if pool.left > 0 {
                pool.left -= 1;
                return Lent { of: self, connected: None };
            }
            let (given, turn) = channel();
            pool.waiting.push_back(given);
            turn
        };
        Lent { of: self, connected: turn.recv().ok().flatten() }
    }
}

fn connected(mut client: Client) -> Result<Connected, Error> {
    // What is acknowledged is on this server's disk, and on that of its synchronous standby where it has one.
    client.batch_execute(
        "SET synchronous_commit = on; SET client_min_messages = warning;
         CREATE TEMPORARY TABLE staging (log BIGINT, idx BIGINT, bytes BYTEA) ON COMMIT DELETE ROWS;",
    )?;
    Ok(Connected { client, prepared: HashMap::new() })
}

fn migrate(client: &mut Client, version: &str, migrations: &[&str]) -> Result<(), Error> {
    let mut tx = client.transaction()?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATING])?;
    tx.batch_execute(&format!(
        "SET LOCAL client_min_messages = warning; CREATE TABLE IF NOT EXISTS {version} (version BIGINT NOT NULL);"
    ))?;
    let found: i64 = tx.query_one(&format!("SELECT coalesce(max(version), 0) FROM {version}"), &[])?.get(0);
    let known = migrations.len() as i64;
    if !(0..=known).contains(&found) {
        return Err(Error::NewerStore { found, known });
    }
    for (n, sql) in migrations.iter().enumerate().skip(found as usize) {
        tx.batch_execute(sql)?;
        tx.execute(&format!("INSERT INTO {version} (version) VALUES ($1)"), &[&(n as i64 + 1)])?;
    }
    Ok(tx.commit()?)
}

impl Store for Postgres {
    fn read(&self, work: Work<'_>) -> Result<(), Error> {
        self.with(|Connected { client, prepared }| {
            let builder = client.build_transaction();
            let tx = builder.read_only(true).isolation_level(postgres::IsolationLevel::RepeatableRead).start()?;
            let mut within = Within { tx, prepared };
            work(&mut within)?;
            Ok(within.tx.rollback()?)
        })
    }

    fn write(&self, lock: Lock<'_>, work: Work<'_>) -> Result<(), Error> {
        self.with(|Connected { client, prepared }| {
            let mut within = Within { tx: client.transaction()?, prepared };
            within.lock(lock)?;
            work(&mut within)?;
            within.tx.commit().map_err(|e| Error::Commit(e.to_string()))
        })
    }

    /// Freed rows are overwritten by vacuum, of which the server takes care in its own time (docs/hub.md).
    fn scrub(&self) -> Result<(), Error> {
        self.with(|Connected { client, .. }| Ok(client.batch_execute("VACUUM body")?))
    }
}

struct Within<'a> {
    tx: Transaction<'a>,
    prepared: &'a mut HashMap<&'static str, Statement>,
}

impl Within<'_> {
    fn statement(&mut self, sql: &'static str) -> Result<Statement, Error> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.tx.prepare(sql)?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }

    /// The operation first, then the log, in every transaction: nobody waits in a circle.
    fn lock(&mut self, lock: Lock<'_>) -> Result<(), Error> {
        match lock {
            Lock::Nothing => 0,
            Lock::Hub => self.execute("LOCK TABLE witness IN EXCLUSIVE MODE", &[])?,
            Lock::Operation(id) => {
                self.query("SELECT 1 FROM operation WHERE id = $1 FOR UPDATE", &[id.into()])?.len() as u64
            }
            Lock::Log(id, origin) => {
                let of = [id.into(), origin.into()];
                self.query("SELECT 1 FROM operation WHERE id = $1 FOR SHARE", &of[..1])?;
                let head = "SELECT id FROM log WHERE operation = $1 AND origin = $2 AND history = 0 FOR UPDATE";
                self.query(head, &of)?.len() as u64
            }
        };
        Ok(())
    }
}

impl ToSql for Value {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) => n.to_sql(of, out),
            Self::Text(text) => text.to_sql(of, out),
            Self::Blob(bytes) => bytes.to_sql(of, out),
        }
    }

    fn accepts(of: &Type) -> bool {
        matches!(*of, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

impl Tx for Within<'_> {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Error> {
        let statement = self.statement(sql)?;
        Ok(self.tx.execute(&statement, &values.iter().map(|value| value as _).collect::<Vec<_>>())?)
    }

    fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Vec<Value>>, Error> {
        let statement = self.statement(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let mut all = Vec::new();
        for row in self.tx.query(&statement, &values)? {
            let value = |(n, column): (usize, &postgres::Column)| {
                Ok(match *column.type_() {
                    Type::INT8 => row.try_get::<_, Option<i64>>(n)?.map_or(Value::Null, Value::Int),
                    Type::INT4 => row.try_get::<_, Option<i32>>(n)?.map_or(Value::Null, |n| Value::Int(n.into())),
                    Type::TEXT => row.try_get::<_, Option<String>>(n)?.map_or(Value::Null, Value::Text),
                    Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(n)?.map_or(Value::Null, Value::Blob),
                    ref other => return Err(Error::Damaged(format!("a column of type {other}"))),
                })
            };
            all.push(row.columns().iter().enumerate().map(value).collect::<Result<_, Error>>()?);
        }
        Ok(all)
    }

    fn put(&mut self, bulk: Bulk, log: i64, rows: &[(u64, &[u8])]) -> Result<(), Error> {
        let (put, other) = match bulk {
            Bulk::Entry => (
                "INSERT INTO entry SELECT log, idx, bytes FROM staging ON CONFLICT DO NOTHING",
                "SELECT s.idx FROM staging s JOIN entry t ON t.log = s.log AND t.idx = s.idx WHERE sha256(t.bytes) <> sha256(s.bytes)",
            ),
            Bulk::Body => (
                "INSERT INTO body SELECT log, idx, bytes FROM staging ON CONFLICT DO NOTHING",
                "SELECT s.idx FROM staging s JOIN body t ON t.log = s.log AND t.idx = s.idx WHERE sha256(t.bytes) <> sha256(s.bytes)",
            ),
        };
        if rows.is_empty() {
            return Ok(());
        }
        self.execute("DELETE FROM staging", &[])?;
        let copy = self.tx.copy_in("COPY staging (log, idx, bytes) FROM STDIN BINARY")?;
        let mut copy = BinaryCopyInWriter::new(copy, &[Type::INT8, Type::INT8, Type::BYTEA]);
        for (index, bytes) in rows {
            copy.write(&[&log, &(*index as i64), bytes])?;
        }
        copy.finish()?;
        if self.execute(put, &[])? < rows.len() as u64
            && let Some(row) = self.query(other, &[])?.into_iter().next()
        {
            let index = super::Row::from(row).uint()?;
            return Err(Error::Damaged(format!("another {} stands at {index}", bulk.table())));
        }
        Ok(())
    }
}
