//! The stream: committed entries, not bodies, in NATS JetStream for whoever follows an operation. It is fan-out alone: the record is
//! the truth, and the stream may be wiped, stalled or told twice.
//! In scope: publishing what was committed, following it.  Not here: what followers make of it (`project`).
//!
//! One message holds entries of one history, one behind another; its subject names operation, device, incarnation and history, its
//! id follows from what is in it, so that a message published twice within the stream's window falls out.

use crate::error::Error;
use crate::record::Record;
use crate::record::rows::Log;
use async_nats::jetstream::consumer::{PullConsumer, pull};
use async_nats::jetstream::stream::Config;
use async_nats::jetstream::{self, Context, Message};
use async_nats::{HeaderMap, header};
use ledger::Id;
use ledger::store::incarnation;
use ledger::tlog::hash;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_stream::StreamExt;

/// The stream's name.
pub const STREAM: &str = "FIELDCHART";
/// What every subject begins with.
const SUBJECTS: &str = "fieldchart.entries";
/// Entries in one message: 126 KiB.
const ENTRIES_MAX: u64 = 1024;
/// How long the server remembers what it was told.
const WINDOW: Duration = Duration::from_secs(600);
/// How long entries stay: who was away longer reads the record, as always.
const AGE_MAX: Duration = Duration::from_secs(7 * 86_400);
/// How often it is looked for entries that another process committed, and died before it told.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// Messages taken at a time.
const MESSAGES_MAX: usize = 256;

fn wrong(error: impl std::fmt::Display) -> Error {
    Error::Stream(error.to_string())
}

async fn connect(url: &str) -> Result<Context, Error> {
    Ok(jetstream::new(async_nats::connect(url).await.map_err(wrong)?))
}

/// Tells the stream what the record holds.
pub struct Publisher {
    record: Arc<Record>,
    context: Context,
}

/// Entries to be told.
struct Telling {
    operation: Id,
    log: i64,
    subject: String,
    id: String,
    entries: Vec<u8>,
    end: u64,
}

impl Publisher {
    /// Connects, and makes the stream where there is none.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses; the store's.
    pub async fn connect(record: Arc<Record>, url: &str) -> Result<Self, Error> {
        let publisher = Self { record, context: connect(url).await? };
        publisher.prepare().await?;
        Ok(publisher)
    }

    /// A stream that is not there, or holds nothing, has been wiped: all is told again.
    async fn prepare(&self) -> Result<(), Error> {
        let config = Config {
            name: STREAM.to_owned(),
            subjects: vec![format!("{SUBJECTS}.>")],
            duplicate_window: WINDOW,
            max_age: AGE_MAX,
            ..Config::default()
        };
        let mut stream = self.context.get_or_create_stream(config).await.map_err(wrong)?;
        if stream.info().await.map_err(wrong)?.state.messages == 0 {
            let record = Arc::clone(&self.record);
            blocking(move || record.forget_streamed()).await?;
        }
        Ok(())
    }

    /// Tells whatever was not told yet; gives how many messages that took.
    ///
    /// # Errors
    /// When the stream does not confirm, or the store fails; what was confirmed is not told again.
    pub async fn tell(&self) -> Result<u64, Error> {
        let mut told = 0;
        loop {
            let record = Arc::clone(&self.record);
            let tellings = blocking(move || untold(&record)).await?;
            if tellings.is_empty() {
                return Ok(told);
            }
            for Telling { operation, log, subject, id, entries, end } in tellings {
                let mut headers = HeaderMap::new();
                headers.insert(header::NATS_MESSAGE_ID, id.as_str());
                let sent = self.context.publish_with_headers(subject, headers, entries.into()).await.map_err(wrong)?;
                sent.await.map_err(wrong)?;
                told += 1;
                let record = Arc::clone(&self.record);
                // Only once it is confirmed: what is told twice falls out, what is never told would be lost.
                let keep = move || {
                    let lock = crate::store::Lock::Nothing;
                    record.writing(operation, lock, |rows| rows.put_streamed(log, end))
                };
                blocking(keep).await?;
            }
        }
    }

    /// Tells what is committed, for as long as the hub runs; `trouble` is told why it could not.
    pub async fn run(&self, trouble: impl Fn(&Error)) {
        loop {
            let told = match self.tell().await {
                Ok(told) => Ok(told),
                // Wiped while the hub runs: the stream is made anew.
                Err(error) => self.prepare().await.and(Err(error)),
            };
            if let Err(error) = told {
                trouble(&error);
            }
            tokio::select! {
                () = self.record.grew() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(wrong)?
}

/// The next entries of every history that the stream was not told of.
fn untold(record: &Record) -> Result<Vec<Telling>, Error> {
    let mut all = Vec::new();
    for operation in record.operations()? {
        record.reading(operation.id, |rows| {
            let mut histories: HashMap<String, u64> = HashMap::new();
            for log in rows.logs()? {
                let history = histories.entry(log.origin.clone()).or_default();
                let n = *history;
                *history += 1;
                let first = rows.streamed(log.id)?.max(log.from);
                if first < log.size {
                    let entries = rows.entries(log.id, first, ENTRIES_MAX.min(log.size - first))?;
                    all.extend(telling(operation.id, &log, n, first, &entries));
                }
            }
            Ok(())
        })?;
    }
    Ok(all)
}

fn telling(operation: Id, log: &Log, history: u64, first: u64, entries: &[Vec<u8>]) -> Option<Telling> {
    let last = entries.last()?;
    incarnation::parse(&log.origin)?;
    let path = log.origin.split('/').skip(1).collect::<Vec<_>>().join(".");
    let end = first + entries.len() as u64;
    Some(Telling {
        operation,
        log: log.id,
        subject: format!("{SUBJECTS}.{path}.{history}"),
        id: format!("{}/{history}/{first}-{end}/{}", log.origin, hex::encode(hash::leaf(last))),
        entries: entries.concat(),
        end,
    })
}

/// Follows one operation's entries.
pub struct Follower {
    consumer: PullConsumer,
}

impl Follower {
    /// Connects as a follower of this name; several of one name share the messages among them.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses, or there is no stream.
    pub async fn connect(url: &str, operation: &Id, name: &str) -> Result<Self, Error> {
        let stream = connect(url).await?.get_stream(STREAM).await.map_err(wrong)?;
        let config = pull::Config {
            durable_name: Some(name.to_owned()),
            filter_subject: format!("{SUBJECTS}.{}.>", hex::encode(operation)),
            ..pull::Config::default()
        };
        let consumer = stream.get_or_create_consumer(name, config).await.map_err(wrong)?;
        Ok(Self { consumer })
    }

    /// The next messages, within some time; each is told again until it is done with.
    ///
    /// # Errors
    /// When the stream is gone.
    pub async fn next(&self, within: Duration) -> Result<Vec<Message>, Error> {
        let fetch = self.consumer.fetch().max_messages(1).expires(within);
        let mut messages = Vec::new();
        let mut first = fetch.messages().await.map_err(wrong)?;
        while let Some(message) = first.next().await {
            messages.push(message.map_err(wrong)?);
        }
        if !messages.is_empty() {
            // Whatever else is there already, without waiting for more; nor for a server that fell silent, whose messages come again.
            let mut rest = self.consumer.fetch().max_messages(MESSAGES_MAX).messages().await.map_err(wrong)?;
            while let Ok(Some(message)) = timeout(within, rest.next()).await {
                messages.push(message.map_err(wrong)?);
            }
        }
        Ok(messages)
    }
}

/// Tells the stream that messages are done with.
///
/// # Errors
/// When the stream is gone; then they come again, which does no harm.
pub async fn done(messages: &[Message]) -> Result<(), Error> {
    for message in messages {
        message.ack().await.map_err(wrong)?;
    }
    Ok(())
}
