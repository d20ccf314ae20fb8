//! `fieldchart-hub`: the command line.
//! In scope: commands and their words.  Not here: what they do (the library).

use clap::{Parser, Subcommand};
use ed25519_dalek::SigningKey;
use hub::project::{Projector, Round};
use hub::store::Store;
use hub::store::postgres::Postgres;
use hub::store::sqlite::Sqlite;
use hub::stream::{self, Follower, Publisher};
use hub::{Door, Error, Record, SystemEnv, http, lines, meetings};
use ledger::{Env, Id, Secret32};
use serde_json::json;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use sync::introduction::HubLine;

/// How often what redactions dropped is tried again to be overwritten, where readers were in the way.
const SCRUB_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked where no stream says when to, or tried again to reach one.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The blind meeting point of Fieldchart's devices.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The folder of the embedded record.
    #[arg(long, global = true, default_value = "/var/lib/fieldchart-hub", env = "FIELDCHART_HUB_DIR")]
    dir: PathBuf,
    /// PostgreSQL as the record instead: postgres://…
    #[arg(long, global = true, env = "FIELDCHART_HUB_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves laptops, witness, mirror, health and metrics until it is stopped.
    Serve {
        /// Where laptops meet this hub: TLS 1.3 of its own, no proxy in front.
        #[arg(long, default_value = "[::]:7312")]
        meet: SocketAddr,
        /// Where; a proxy in front ends TLS.
        #[arg(long, default_value = "127.0.0.1:7311")]
        listen: SocketAddr,
        /// Peers that may be here at a time.
        #[arg(long, default_value_t = 256)]
        peers: usize,
        /// Meetings of each operation within a minute.
        #[arg(long, default_value_t = 600)]
        meetings_per_minute: u32,
        /// NATS with JetStream, which is told what was committed: nats://…
        #[arg(long, env = "FIELDCHART_HUB_NATS", hide_env_values = true)]
        nats: Option<String>,
    },
    /// Writes reporting tables of one operation, whose key a coordinator gave: everything but confidential sections, in the clear.
    Project {
        /// The operation.
        operation: String,
        /// A file with the operation key, 64 hex digits.
        #[arg(long)]
        key_file: PathBuf,
        /// The PostgreSQL database of the reports, which is not the record's.
        #[arg(long, env = "FIELDCHART_HUB_REPORTS", hide_env_values = true)]
        reports: String,
        /// NATS, which says when to look; without it, it is looked every half minute.
        #[arg(long, env = "FIELDCHART_HUB_NATS", hide_env_values = true)]
        nats: Option<String>,
        /// Ends when the tables are what the record is.
        #[arg(long)]
        once: bool,
    },
    /// Adds an operation by the line that an administrator's laptop shows; prints the token of its mirror, once.
    AddOperation {
        /// fieldchart-operation+…
        line: String,
        /// Gigabytes that it may have.
        #[arg(long, default_value_t = 50)]
        quota_gb: u64,
    },
    /// Lists the operations and what they hold.
    Operations,
    /// Prints the line by which laptops know this hub: fieldchart-hub+ADDRESS+KEY.
    Key {
        /// Where laptops reach it: an address and the port of `serve --meet`.
        address: SocketAddr,
    },
    /// Prints the key under which this hub cosigns, for auditors' policies.
    Witness,
    /// Copies the embedded record to a file while it is in use.
    Backup {
        /// The file, which must not exist.
        out: PathBuf,
    },
    /// Puts a copy back into an empty folder, or after PostgreSQL was put back by its own tools; a new witness key is taken.
    Restore {
        /// The copy; none with --postgres.
        copy: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fieldchart-hub: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Error> {
    let env: Arc<dyn Env> = Arc::new(SystemEnv);
    let (dir, postgres) = (arguments.dir, arguments.postgres);
    let record = || -> Result<Record, Error> {
        let store: Box<dyn Store> = match &postgres {
            Some(url) => Box::new(Postgres::open(url)?),
            None => Box::new(Sqlite::open(&dir)?),
        };
        Ok(Record::new(store, Arc::clone(&env)))
    };
    match arguments.command {
        Command::Serve { meet, listen, peers, meetings_per_minute, nats } => {
            let record = Arc::new(record()?);
            let door = Door::new(Arc::clone(&record), Arc::clone(&env), peers, meetings_per_minute);
            serve(record, &env, (listen, meet), door, nats)?;
        }
        Command::Project { operation, key_file, reports, nats, once } => {
            let operation = hex::decode(&operation).ok().and_then(|id| id.try_into().ok());
            let operation = operation.ok_or(Error::Line("the operation's id is none"))?;
            let key = operation_key(&key_file)?;
            let projector = Projector::open(Arc::new(record()?), &reports, operation, key)?;
            project(projector, operation, &env, nats, once)?;
        }
        Command::AddOperation { line, quota_gb } => {
            let (id, token) = record()?.add_operation(&line, quota_gb.saturating_mul(1 << 30))?;
            println!("operation {}\nmirror token {token}", hex::encode(id));
        }
        Command::Operations => {
            let record = record()?;
            for operation in record.operations()? {
                let (bytes, forks) = (record.bytes_of(operation.id)?, record.forks(operation.id)?.len());
                let quota = operation.quota_bytes;
                println!("{} {bytes} of {quota} bytes, {forks} forks", hex::encode(operation.id));
            }
        }
        Command::Key { address } => {
            let key = SigningKey::from_bytes(&*record()?.tls_seed()?).verifying_key().to_bytes();
            println!("{}", HubLine { address, key });
        }
        Command::Witness => println!("{}", record()?.witness_vkey()?),
        Command::Backup { out } => {
            if postgres.is_some() {
                return Err(Error::Line("PostgreSQL is backed up by its own tools (docs/hub.md)"));
            }
            hub::back_up(&dir, &out)?;
        }
        Command::Restore { copy } => {
            let vkey = match copy {
                Some(copy) => hub::restore(&copy, &dir, env)?,
                None => record()?.renew_witness()?,
            };
            println!("new witness key {vkey}");
        }
    }
    Ok(())
}

fn operation_key(file: &Path) -> Result<Secret32, Error> {
    let text = std::fs::read_to_string(file).map_err(|source| Error::Io { path: file.to_owned(), source })?;
    let text = zeroize::Zeroizing::new(text);
    let key = hex::decode(text.trim()).ok().and_then(|key| key.try_into().ok());
    key.map(Secret32::new).ok_or(Error::Line("the operation key is not 64 hex digits"))
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|source| Error::Io { path: PathBuf::from("threads"), source })
}

fn serve(
    record: Arc<Record>,
    env: &Arc<dyn Env>,
    (listen, meet): (SocketAddr, SocketAddr),
    door: Arc<Door>,
    nats: Option<String>,
) -> Result<(), Error> {
    let io = |source| Error::Io { path: PathBuf::from(listen.to_string()), source };
    // Made before anything is served, so that the first cosignature waits for nothing.
    let (vkey, seed) = (record.witness_vkey()?, Secret32::new(*record.tls_seed()?));
    runtime()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(io)?;
        let address = listener.local_addr().map_err(io)?;
        let said = |meet: SocketAddr| {
            let values = json!({ "http": address.to_string(), "meet": meet.to_string(), "witness": vkey });
            lines::say(&**env, "serving", values);
        };
        let app = http::router(Arc::clone(&record), Arc::clone(&door), Arc::clone(env));
        tokio::select! {
            served = async { axum::serve(listener, app).with_graceful_shutdown(stopped()).await } => served.map_err(io)?,
            met = meetings::serve(meet, &seed, door, Arc::clone(env), said) => met?,
            () = scrub(Arc::clone(&record), Arc::clone(env)) => {}
            () = publish(record, Arc::clone(env), nats) => {}
        }
        lines::say(&**env, "stopped", json!({}));
        Ok(())
    })
}

/// Tells the stream, where there is one; a stream that is away keeps nobody from meeting the hub.
async fn publish(record: Arc<Record>, env: Arc<dyn Env>, nats: Option<String>) {
    let Some(url) = nats else { return std::future::pending().await };
    let trouble = |error: &Error| lines::say(&*env, "the stream is not told", json!({ "error": error.to_string() }));
    loop {
        match Publisher::connect(Arc::clone(&record), &url).await {
            Ok(publisher) => publisher.run(trouble).await,
            Err(error) => trouble(&error),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Brings the tables up to date whenever the stream says something, or half a minute passed.
fn project(
    mut projector: Projector,
    operation: Id,
    env: &Arc<dyn Env>,
    nats: Option<String>,
    once: bool,
) -> Result<(), Error> {
    let runtime = runtime()?;
    let name = format!("reports-{}", hex::encode(operation));
    let mut follower: Option<Follower> = None;
    loop {
        let messages = match (&follower, &nats) {
            (Some(follower), _) => runtime.block_on(follower.next(LOOK_EVERY)),
            (None, Some(url)) if !once => {
                follower = runtime.block_on(Follower::connect(url, &operation, &name)).ok();
                Ok(Vec::new())
            }
            _ => Ok(Vec::new()),
        };
        let round = projector.round()?;
        if once || round.revisions + round.dropped > 0 {
            let Round { revisions, dropped, waiting } = round;
            lines::say(&**env, "reports", json!({ "revisions": revisions, "dropped": dropped, "waiting": waiting }));
        }
        if once {
            return Ok(());
        }
        let acknowledged = messages.and_then(|messages| runtime.block_on(stream::done(&messages)));
        if acknowledged.is_err() || follower.is_none() {
            // The record is the truth: without a stream it is only looked at less often.
            follower = None;
            runtime.block_on(tokio::time::sleep(LOOK_EVERY));
        }
    }
}

/// Overwrites what was dropped, for as long as the hub runs.
async fn scrub(record: Arc<Record>, env: Arc<dyn Env>) {
    loop {
        let scrubbed = Arc::clone(&record);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || scrubbed.scrub()).await {
            lines::say(&*env, "what was redacted is not overwritten yet", json!({ "error": error.to_string() }));
        }
        tokio::time::sleep(SCRUB_EVERY).await;
    }
}

/// Until the service manager or a person says so.
async fn stopped() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
