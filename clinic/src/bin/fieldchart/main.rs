//! `fieldchart`: the core on the command line. Exit 0 done, 1 refused or found wanting, 2 wrong use.
//! In scope: arguments, printing.  Not here: what the commands do (clinic's library).

mod laptops;
mod pairing;
mod peers;

use clap::{Parser, Subcommand};
use clinic::fault::Fault;
use clinic::reports::{self, Range};
use clinic::store::Store;
use clinic::{Config, Host, people};
use domain::record::Operation;
use domain::time::Date;
use ledger::disclosure::DisclosureSummary;
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Offline medical record whose every change can be proven.
#[derive(Parser)]
#[command(name = "fieldchart", version)]
struct Args {
    /// Folder of the store.
    #[arg(long, global = true, env = "FIELDCHART_DIR", default_value = "fieldchart-data")]
    dir: PathBuf,
    /// File whose first line is the passphrase (else FIELDCHART_PASSPHRASE, else a prompt).
    #[arg(long, global = true)]
    passphrase_file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start an operation: root key, first administrator and device, first operation key.
    Init {
        /// The operation's name.
        #[arg(long)]
        operation: String,
        /// The site's name.
        #[arg(long)]
        site: String,
        /// The first administrator's name.
        #[arg(long)]
        name: String,
    },
    /// Make a store of invented people to look around in.
    Demo {
        /// How many.
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        patients: u32,
        /// The same seed makes the same people.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Import FHIR R4 bundles, plain or gzip.
    Import {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Serve the UI over loopback HTTP.
    Serve {
        /// Where to listen; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// Where other laptops reach this one; `off`: nowhere, and it reaches nobody by itself.
        #[arg(long, value_name = "ADDRESS", value_parser = peers::network)]
        peers: Option<peers::Online>,
        /// Open the store with the passphrase at once, so that other laptops are met before anybody logs in.
        #[arg(long)]
        open: bool,
    },
    /// Find patients.
    Search {
        /// What to look for.
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Print the journal's digest: its signed checkpoint.
    Digest,
    /// Print the operation's root public key, for the auditor.
    TrustKeys,
    /// Prove every revision of a record: receipts that `fieldchart-audit receipt` judges.
    Prove {
        /// The record's id, 32 hex digits.
        record: domain::id::Id,
        /// A folder for one file each, `<index>.tlog-proof`; else they are printed.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Write the journal for an auditor.
    ExportAudit {
        /// A folder that does not exist yet; with --update, an earlier export.
        out: PathBuf,
        /// Bring an earlier export up to date, writing only what came since.
        #[arg(long)]
        update: bool,
        /// Leave bodies out (the verifier then says that it is incomplete).
        #[arg(long)]
        no_bodies: bool,
        /// Show an auditor what this report counts, and nothing that names a patient.
        #[arg(long, value_name = "REPORT", requires = "from", requires = "to", value_parser = reports::NAMES)]
        disclose: Option<String>,
        /// The report's first day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE", requires = "disclose")]
        from: Option<Date>,
        /// The report's last day.
        #[arg(long, value_name = "DATE", requires = "disclose")]
        to: Option<Date>,
        /// The auditor's seed, named after the digest: draws dispensings to be looked at one by one.
        #[arg(long, requires = "sample")]
        seed: Option<String>,
        /// How many are drawn.
        #[arg(long, value_name = "N", requires = "seed")]
        sample: Option<usize>,
    },
    /// Count a report over a range of days.
    Report {
        /// Which.
        #[arg(value_parser = reports::NAMES)]
        name: String,
        /// The first day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        from: Date,
        /// The last day.
        #[arg(long, value_name = "DATE")]
        to: Date,
    },
    /// List the operation's laptops.
    Devices,
    /// A laptop was lost or stolen: what it wrote stands as far as it is held here, and everything new is under a key it never gets.
    RevokeDevice {
        /// Its id, 32 hex digits.
        device: domain::id::Id,
    },
    /// Print the line by which a hub is told of this operation; with a hub's line, meet that hub from now on.
    Hub {
        /// fieldchart-hub+ADDRESS+KEY, as `fieldchart-hub key` prints it.
        line: Option<sync::introduction::HubLine>,
    },
    /// List the other laptops on this network, and the last meetings.
    Peers {
        /// Seconds to look around.
        #[arg(long, default_value_t = 4)]
        wait_s: u64,
    },
    /// Exchange records by way of a stick, taking in what is new on it and bringing it up to date, or with a laptop on the network.
    Sync {
        /// A folder on the stick; made where there is none.
        #[arg(required_unless_present = "with")]
        folder: Option<PathBuf>,
        /// The address that the other laptop shows, such as 192.168.1.7:7368.
        #[arg(long, value_name = "ADDRESS", conflicts_with = "folder")]
        with: Option<String>,
    },
    /// Join an operation: over the network by a code, or by way of a stick, where it leaves a request and waits for the answer.
    Join {
        /// A folder on the stick.
        #[arg(required_unless_present = "code")]
        folder: Option<PathBuf>,
        /// The six digits that an administrator's laptop shows, or the line of its QR code.
        #[arg(long, conflicts_with = "folder")]
        code: Option<String>,
        /// Where that laptop is, as it shows; not needed beside a line.
        #[arg(long, requires = "code", default_value = "")]
        at: String,
    },
    /// Admit a laptop: over the network by a code, or the one whose request is on a stick, where the records are written.
    Admit {
        /// The folder.
        #[arg(required_unless_present = "online")]
        folder: Option<PathBuf>,
        /// The six words that the other laptop shows.
        #[arg(long, default_value = "", conflicts_with = "online")]
        words: String,
        /// Show a code, and listen here for whoever has it.
        #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "[::]:7368", conflicts_with = "folder")]
        online: Option<SocketAddr>,
    },
    /// Make somebody an administrator by the root key on paper: when all others left or were revoked.
    Appoint {
        /// File whose first line is the root key (else FIELDCHART_ROOT_KEY, else a prompt).
        #[arg(long)]
        key_file: Option<PathBuf>,
        /// The person's name.
        #[arg(long)]
        name: String,
    },
    /// Give a person a new passphrase by the printed recovery key.
    Recover {
        /// File whose first line is the recovery key (else FIELDCHART_RECOVERY_KEY, else a prompt).
        #[arg(long)]
        key_file: Option<PathBuf>,
        /// Whose passphrase, by name or id; needed where several people use this device.
        #[arg(long, default_value = "")]
        user: String,
    },
    /// Copy the store, while it is in use or not, to a folder; checks every page of the copy.
    Backup {
        /// A folder that does not exist yet.
        out: PathBuf,
    },
    /// Copy a backup to --dir, which must not hold a store, and open it: it goes on in a log of its own.
    Restore {
        /// The backup.
        backup: PathBuf,
    },
    /// Check every stored byte, signature and read-model row.
    Fsck {
        /// Take what is there for the whole journal, after a loss at its end was named: it is not named again.
        #[arg(long)]
        accept_loss: bool,
    },
    /// Drop and rebuild read models and search from the journal.
    Rebuild,
}

/// What a command prints, and whether all was well.
struct Answer {
    text: String,
    json: Value,
    ok: bool,
}

impl Answer {
    fn ok(text: String, json: Value) -> Result<Answer, String> {
        Ok(Answer { text, json, ok: true })
    }
}

fn main() -> ExitCode {
    clinic::dumps::forbid();
    let args = Args::parse();
    let json = args.json;
    match run(args) {
        Ok(a) => {
            if json {
                println!("{}", a.json);
            } else if !a.text.is_empty() {
                println!("{}", a.text);
            }
            if a.ok { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(e) => {
            eprintln!("fieldchart: {e}");
            ExitCode::from(1)
        }
    }
}

fn run(args: Args) -> Result<Answer, String> {
    let passphrase_file = args.passphrase_file.as_ref();
    let secret = || secret(passphrase_file, "FIELDCHART_PASSPHRASE", "passphrase", "--passphrase-file");
    let host = Host::new(args.dir.clone(), Config::default());
    let open = || -> Result<std::sync::Arc<Store>, String> {
        if !host.is_started() {
            return Err(format!(
                "there is no operation in {}. Start one with `fieldchart --dir {0} init`.",
                args.dir.display()
            ));
        }
        host.log_in(&secret()?).map_err(words)?;
        host.store().map_err(|e| e.to_string())
    };
    match args.command {
        Command::Init { operation, site, name } => init(&host, operation, site, &name, &secret()?),
        Command::Demo { patients, seed } => demo(&host, &secret, patients, seed),
        Command::Import { files } => import(&*open()?, &files, args.json),
        Command::Serve { listen, peers, open: at_once } => {
            if at_once {
                open()?;
            }
            if let peers::Online::On(network) = peers.unwrap_or_default() {
                host.go_online(network);
            }
            let said = |a: SocketAddr| println!("http://{a}/");
            clinic::serve::serve(host, listen, said).map_err(|e| format!("cannot serve on {listen}: {e}"))?;
            Answer::ok(String::new(), Value::Null)
        }
        Command::Search { words: query } => search(&*open()?, &query.join(" ")),
        Command::Digest => {
            let store = open()?;
            store.tell_heads().map_err(words)?;
            let text = store.journal().checkpoint_text();
            let json =
                json!({"size": store.journal().size(), "root": hex::encode(store.journal().root()), "digest": text});
            Answer::ok(text.trim_end().to_owned(), json)
        }
        Command::TrustKeys => {
            let line = open()?.journal().trust_key_line();
            Answer::ok(line.trim_end().to_owned(), json!({"root": line.trim_end()}))
        }
        Command::ExportAudit { out, update, no_bodies, disclose, from, to, seed, sample } => {
            let report = disclose.zip(from.zip(to)).map(|(name, (from, to))| (name, Range { from, to }));
            let store = open()?;
            store.tell_heads().map_err(words)?;
            export_audit(&store, (&out, update), !no_bodies, report, seed.zip(sample))
        }
        Command::Report { name, from, to } => {
            let report = reports::named(&name).ok_or("no such report")?;
            let totals = open()?.read(|sql| (report.totals)(sql, Range { from, to })).map_err(words)?;
            Answer::ok(totals.to_string().trim_end().to_owned(), totals.to_json())
        }
        Command::Prove { record, out } => prove(&*open()?, record, out.as_deref()),
        Command::Recover { key_file, user } => recover(&host, key_file.as_ref(), &user, &secret),
        Command::Devices => laptops::devices(&*open()?),
        Command::RevokeDevice { device } => {
            let (store, admin) = laptops::administrator(&host, &secret()?)?;
            laptops::revoke_device(&store, &admin, device)
        }
        Command::Hub { line } => peers::hub(&*open()?, line.as_ref()),
        Command::Peers { wait_s } => peers::list(&host, &open()?, wait_s),
        Command::Sync { with: Some(address), .. } => peers::meet(&host, &open()?, &address),
        Command::Sync { folder, with: None } => {
            let folder = folder.unwrap_or_default();
            let report = open()?.sync_stick(&folder, &mut |_, _| ControlFlow::Continue(())).map_err(words)?;
            laptops::synced(&report, &folder)
        }
        Command::Join { code: Some(code), at, .. } => pairing::join(&host, &args.dir, &code, &at),
        Command::Join { folder, .. } => laptops::join(&host, &args.dir, &folder.unwrap_or_default()),
        Command::Admit { folder, words: said, online } => {
            let (store, admin) = laptops::administrator(&host, &secret()?)?;
            match online {
                Some(listen) => pairing::admit(&host, &store, &admin, listen),
                None => laptops::admit(&store, &admin, &folder.unwrap_or_default(), &said),
            }
        }
        Command::Appoint { key_file, name } => {
            let _store = open()?;
            appoint(&host, key_file.as_ref(), &name)
        }
        Command::Fsck { accept_loss } => {
            let store = open()?;
            if accept_loss {
                store.journal().accept_loss();
            }
            fsck(&store)
        }
        Command::Backup { out } => {
            let made = open()?.backup(&out, &mut |_, _| ControlFlow::Continue(())).map_err(words)?;
            let (bytes, size, root) = (made.bytes, made.head.size, hex::encode(made.head.root));
            let text = format!(
                "copied and checked {bytes} bytes to {}; it opens with the same passphrases\n{size} entries, root {root}",
                out.display()
            );
            Answer::ok(text, json!({"bytes": bytes, "out": out, "size": size, "root": root}))
        }
        Command::Restore { backup } => {
            let passphrase = secret()?;
            ledger::restore(&backup, &args.dir, &mut |_, _| ControlFlow::Continue(())).map_err(|e| e.to_string())?;
            host.log_in(&passphrase).map_err(words)?;
            let store = host.store().map_err(|e| e.to_string())?;
            let (length, origin) = (store.journal().length(), store.journal().origin().to_owned());
            let text = format!(
                "restored {length} entries to {}; this device goes on in a log of its own, {origin}",
                args.dir.display()
            );
            Answer::ok(text, json!({"entries": length, "origin": origin}))
        }
        Command::Rebuild => {
            let n = open()?.rebuild(&mut |_, _| ControlFlow::Continue(())).map_err(words)?;
            Answer::ok(format!("rebuilt read models and search from {n} entries"), json!({"entries": n}))
        }
    }
}

fn init(host: &Host, operation: String, site: String, name: &str, passphrase: &str) -> Result<Answer, String> {
    check_passphrase(passphrase)?;
    let settings = Operation { name: Some(operation), site: Some(site) };
    let (_, genesis) = host.start(settings, name, passphrase).map_err(words)?;
    let text = format!(
        "Started. Write both down on paper now; they are not shown again.\nrecovery key  {}\nroot key      {}",
        genesis.recovery_text, genesis.root_text
    );
    Answer::ok(text, json!({"recovery": genesis.recovery_text, "root": genesis.root_text}))
}

fn check_passphrase(passphrase: &str) -> Result<(), String> {
    domain::limits::check_passphrase(passphrase)
        .map_err(|p| format!("this passphrase will not do ({p:?}): take at least 12 characters, or five words"))
}

/// The export, and the disclosures asked for beside it.
fn export_audit(
    store: &Store,
    (out, update): (&std::path::Path, bool),
    bodies: bool,
    report: Option<(String, Range)>,
    sample: Option<(String, usize)>,
) -> Result<Answer, String> {
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let journal = store.journal();
    let written = if update { journal.update_export(out, bodies, go_on) } else { journal.export(out, bodies, go_on) };
    let s = written.map_err(|e| e.to_string())?;
    let (held, verb) =
        (format!("{} entries, {} bodies", s.entries, s.bodies), if update { "brought up to" } else { "wrote" });
    let mut text = format!("{verb} {held}, {} bytes written, in {}", s.bytes, out.display());
    let mut json = json!({"entries": s.entries, "bodies": s.bodies, "bytes": s.bytes});
    let mut tell = |name: &str, d: &DisclosureSummary| {
        let hidden = [("redacted", d.redacted), ("sealed to others", d.sealed), ("not held", d.not_held)];
        let hidden: String = hidden.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!(", {n} {what}")).collect();
        text += &format!("\ndisclosed {name}: {} entries{hidden}", d.disclosed);
        json["disclosed"][name] = json!({
            "entries": d.disclosed, "redacted": d.redacted, "sealed": d.sealed, "not_held": d.not_held, "bytes": d.bytes,
        });
    };
    if let Some((name, range)) = report {
        let report = reports::named(&name).ok_or("no such report")?;
        tell(&name, &reports::disclose(store, out, &s, report, range, go_on).map_err(words)?);
    }
    if let Some((seed, count)) = sample {
        let drawn = reports::sample::disclose(store, out, &s, &seed, count, go_on).map_err(words)?;
        tell(reports::sample::NAME, &drawn);
    }
    Answer::ok(text, json)
}

fn prove(store: &Store, record: domain::id::Id, out: Option<&std::path::Path>) -> Result<Answer, String> {
    let revisions = store.read(|sql| clinic::projection::revisions_of(sql, record)).map_err(words)?;
    if revisions.is_empty() {
        return Err(format!("no record {record} is here"));
    }
    let (mut printed, mut told) = (Vec::new(), Vec::new());
    for revision in &revisions {
        let receipt = store.journal().prove(revision.position).map_err(|e| e.to_string())?;
        let (text, leaf) = (receipt.to_text(), hex::encode(receipt.leaf_hash));
        match out {
            Some(folder) => {
                let path = folder.join(format!("{}.tlog-proof", revision.position));
                let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, &text));
                written.map_err(|e| format!("cannot write {}: {e}", path.display()))?;
                let path = path.display().to_string();
                printed.push(format!("{path}\n  --leaf {leaf}\n  --vkey {}", receipt.vkey));
                told.push(json!({"path": path, "leaf": leaf, "vkey": receipt.vkey}));
            }
            None => {
                printed.push(format!("leaf {leaf}, log key {}\n{text}", receipt.vkey));
                told.push(json!({"receipt": text, "leaf": leaf, "vkey": receipt.vkey}));
            }
        }
    }
    Answer::ok(printed.join("\n"), json!({"record": record, "receipts": told}))
}

/// A new administrator by the root key.
fn appoint(host: &Host, key_file: Option<&PathBuf>, name: &str) -> Result<Answer, String> {
    let key = secret(key_file, "FIELDCHART_ROOT_KEY", "root key", "--key-file")?;
    let (user, passphrase) = host.appoint(&key, name).map_err(words)?;
    let text = format!("{name} is an administrator now.\npassphrase  {passphrase}");
    Answer::ok(text, json!({"user": user, "passphrase": passphrase}))
}

fn recover(
    host: &Host,
    key_file: Option<&PathBuf>,
    user: &str,
    new: &dyn Fn() -> Result<String, String>,
) -> Result<Answer, String> {
    let key = secret(key_file, "FIELDCHART_RECOVERY_KEY", "recovery key", "--key-file")?;
    let passphrase = new()?;
    check_passphrase(&passphrase)?;
    let token = host.recover(&key, user.trim(), &passphrase).map_err(words)?;
    let person = host.session(Some(&token)).map_err(|e| e.to_string())?.user;
    let text = format!("{} has a new passphrase; the old one opens nothing any more", person.name);
    Answer::ok(text, json!({"user": person.id, "name": person.name}))
}

fn demo(host: &Host, secret: &dyn Fn() -> Result<String, String>, patients: u32, seed: u64) -> Result<Answer, String> {
    let passphrase = secret()?;
    let sheets = if host.is_started() {
        host.log_in(&passphrase).map_err(words)?;
        None
    } else {
        Some(init(host, "Demonstration".to_owned(), "Invented clinic".to_owned(), "Dr Demo", &passphrase)?.text)
    };
    let store = host.store().map_err(|e| e.to_string())?;
    let n = people::write_demo(&store, patients, seed, &mut |_, _| ControlFlow::Continue(())).map_err(words)?;
    let size = store.journal().length();
    let text = format!(
        "{}wrote {n} invented people; the journal holds {size} entries",
        sheets.map(|s| s + "\n").unwrap_or_default()
    );
    Answer::ok(text, json!({"patients": n, "size": size}))
}

fn import(store: &Store, files: &[PathBuf], json: bool) -> Result<Answer, String> {
    let mut ok = true;
    let mut all = Vec::new();
    for file in files {
        let read = || -> Result<_, Fault> {
            let bundle = clinic::interop::fhir::parse(&std::fs::read(file)?)?;
            Ok((people::write_bundle(store, &bundle)?, bundle.counts))
        };
        let path = file.display().to_string();
        match read() {
            Ok((done, counts)) => {
                let types: Vec<String> = counts.iter().map(|(k, n)| format!("{k}={n}")).collect();
                let parts: String = done.parts.iter().map(|(kind, n)| format!(" {kind}={n}")).collect();
                let line = format!(
                    "imported {path} patient={} {}{parts} attachments={} unchanged={} ({})",
                    done.patient,
                    if done.known { "known" } else { "new" },
                    done.attachments,
                    done.unchanged,
                    types.join(" ")
                );
                all.push(json!({"file": path, "imported": done, "types": counts}));
                if !json {
                    println!("{line}");
                }
            }
            Err(e) => {
                ok = false;
                all.push(json!({"file": path, "refused": e.to_string()}));
                if !json {
                    println!("refused {path} {e}");
                }
            }
        }
    }
    store.index_pending().map_err(words)?;
    Ok(Answer { text: String::new(), json: Value::Array(all), ok })
}

fn search(store: &Store, query: &str) -> Result<Answer, String> {
    let ids = store.search(query, 20).map_err(words)?;
    let rows: Vec<(String, String)> = store
        .read(|sql| {
            let mut q = sql.prepare("SELECT name FROM rm_patient WHERE id = ?1")?;
            ids.iter().map(|id| Ok((id.to_string(), q.query_row([id.0], |r| r.get(0))?))).collect()
        })
        .map_err(words)?;
    let text = rows.iter().map(|(id, name)| format!("{id}  {name}")).collect::<Vec<_>>().join("\n");
    let list: Vec<Value> = rows.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    Answer::ok(if text.is_empty() { "nobody found".to_owned() } else { text }, Value::Array(list))
}

fn fsck(store: &Store) -> Result<Answer, String> {
    let checked = clinic::handlers::copies::check(store, &mut |_, _| ControlFlow::Continue(())).map_err(words)?;
    let mut faults = checked.faults;
    let mends = |list| format!("read models: {list} differs from the journal; `fieldchart rebuild` mends it");
    faults.extend(checked.list.map(mends));
    let (ok, entries) = (faults.is_empty(), checked.entries);
    let text = if ok { format!("{entries} entries, every byte checked, nothing wrong") } else { faults.join("\n") };
    Ok(Answer { text, json: json!({"entries": entries, "faults": faults}), ok })
}

fn words(fault: Fault) -> String {
    use domain::api::ApiError as E;
    match fault {
        Fault::Api(E::WrongPassphrase) | Fault::Ledger(ledger::Error::Vault(ledger::VaultError::WrongPassphrase)) => {
            "this passphrase opens nothing here".to_owned()
        }
        Fault::Ledger(ledger::Error::Vault(ledger::VaultError::WrongRecoveryKey)) => {
            "this is not the recovery key of this store: compare every group with the sheet, and check that the sheet \
             names this operation"
                .to_owned()
        }
        Fault::Api(E::Invalid { fields }) if fields.iter().any(|f| f.field == "user") => {
            "say whose passphrase: --user NAME, as the name stands in Fieldchart".to_owned()
        }
        Fault::Api(E::OperationExists) => "an operation exists in this folder already; choose another --dir".to_owned(),
        other => other.to_string(),
    }
}

/// A secret from a file's first line, the environment, or a prompt.
fn secret(file: Option<&PathBuf>, variable: &str, what: &str, option: &str) -> Result<String, String> {
    if let Some(f) = file {
        let text = std::fs::read_to_string(f).map_err(|e| format!("cannot read {}: {e}", f.display()))?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    if let Ok(p) = std::env::var(variable) {
        return Ok(p);
    }
    if !std::io::stdin().is_terminal() {
        return Err(format!("no {what}: give {option} FILE, or set {variable}"));
    }
    rpassword::prompt_password(format!("{what}: ")).map_err(|e| e.to_string())
}
