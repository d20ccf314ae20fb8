//! `fieldchart`: the core on the command line. Exit 0 done, 1 refused or found wanting, 2 wrong use.
//! In scope: arguments, printing.  Not here: what the commands do (clinic's library).

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
        /// A folder that does not exist yet.
        out: PathBuf,
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
        Command::Serve { listen } => {
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
        Command::ExportAudit { out, no_bodies, disclose, from, to, seed, sample } => {
            let report = disclose.zip(from.zip(to)).map(|(name, (from, to))| (name, Range { from, to }));
            let store = open()?;
            store.tell_heads().map_err(words)?;
            export_audit(&store, &out, !no_bodies, report, seed.zip(sample))
        }
        Command::Report { name, from, to } => {
            let report = reports::named(&name).ok_or("no such report")?;
            let totals = open()?.read(|sql| (report.totals)(sql, Range { from, to })).map_err(words)?;
            Answer::ok(totals.to_string().trim_end().to_owned(), totals.to_json())
        }
        Command::Prove { record, out } => prove(&*open()?, record, out.as_deref()),
        Command::Recover { key_file, user } => recover(&host, key_file.as_ref(), &user, &secret),
        Command::Fsck { accept_loss } => {
            let store = open()?;
            if accept_loss {
                store.journal().accept_loss();
            }
            fsck(&store)
        }
        Command::Backup { out } => {
            let bytes = open()?.backup(&out, &mut |_, _| ControlFlow::Continue(())).map_err(words)?;
            let text =
                format!("copied and checked {bytes} bytes to {}; it opens with the same passphrases", out.display());
            Answer::ok(text, json!({"bytes": bytes, "out": out}))
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
    out: &std::path::Path,
    bodies: bool,
    report: Option<(String, Range)>,
    sample: Option<(String, usize)>,
) -> Result<Answer, String> {
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let s = store.journal().export(out, bodies, go_on).map_err(|e| e.to_string())?;
    let mut text = format!("wrote {} entries, {} bodies, {} bytes to {}", s.entries, s.bodies, s.bytes, out.display());
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
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());
    let report = store.journal().fsck(go_on).map_err(|e| e.to_string())?;
    let mut faults: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    if faults.is_empty()
        && let Some(where_) = store.check_read_models(go_on).map_err(words)?
    {
        faults.push(format!("read models: {where_} differs from the journal; `fieldchart rebuild` mends it"));
    }
    let ok = faults.is_empty();
    let text =
        if ok { format!("{} entries, every byte checked, nothing wrong", report.entries) } else { faults.join("\n") };
    Ok(Answer { text, json: json!({"entries": report.entries, "faults": faults}), ok })
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
