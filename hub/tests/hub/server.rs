//! Servers of one's own in temporary folders: PostgreSQL on a Unix socket alone, NATS on a loopback port from the kernel.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};
use tempfile::TempDir;

pub struct Server {
    dir: TempDir,
    bin: PathBuf,
    running: Mutex<Option<Child>>,
    databases: AtomicU32,
}

impl Server {
    /// The server that this program's tests share for as long as any of them needs it; none where PostgreSQL is not installed.
    pub fn shared() -> Option<Arc<Self>> {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap();
        if let Some(server) = shared.upgrade() {
            return Some(server);
        }
        let server = Self::new("off").map(Arc::new);
        *shared = server.as_ref().map(Arc::downgrade).unwrap_or_default();
        server
    }

    /// Another one. Without `fsync` it forgets nothing while the machine runs, and is quicker.
    pub fn new(fsync: &str) -> Option<Self> {
        let Some(bin) = binaries() else {
            skipped("postgresql");
            return None;
        };
        let dir = folder();
        let data = dir.path().join("data");
        let trust = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
        done(as_postgres(&bin.join("initdb")).args(trust).arg(&data).stdout(Stdio::null()));
        let settings =
            format!("fsync = {fsync}\nlisten_addresses = ''\nmax_connections = 200\nshared_buffers = 64MB\n");
        let path = data.join("postgresql.conf");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{text}\n{settings}")).unwrap();
        let server = Self { dir, bin, running: Mutex::new(None), databases: AtomicU32::new(0) };
        server.start();
        Some(server)
    }

    pub fn start(&self) {
        let log = std::fs::File::create(self.dir.path().join("log")).unwrap();
        let mut command = as_postgres(&self.bin.join("postgres"));
        command.arg("-D").arg(self.dir.path().join("data")).arg("-k").arg(self.dir.path());
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        *self.running.lock().unwrap() = Some(child);
        let ready = || {
            let mut ask = Command::new(self.bin.join("pg_isready"));
            ask.arg("-h").arg(self.dir.path()).arg("-q").status().unwrap().success()
        };
        while !ready() {
            let ended = self.running.lock().unwrap().as_mut().unwrap().try_wait().unwrap();
            assert_eq!(ended, None, "{}", std::fs::read_to_string(self.dir.path().join("log")).unwrap());
            std::thread::yield_now();
        }
    }

    /// Another server that holds whatever this one acknowledges from now on.
    pub fn standby(&self) -> Self {
        let dir = folder();
        let mut copy = as_postgres(&self.bin.join("pg_basebackup"));
        copy.arg("-h").arg(self.dir.path()).args(["-U", "postgres", "-c", "fast", "--no-sync", "-R", "-D"]);
        done(copy.arg(dir.path().join("data")));
        let standby = Self { dir, bin: self.bin.clone(), running: Mutex::new(None), databases: AtomicU32::new(0) };
        standby.start();
        let mut client = self.client();
        client.batch_execute("ALTER SYSTEM SET synchronous_standby_names = '*'").unwrap();
        client.batch_execute("SELECT pg_reload_conf()").unwrap();
        let follows = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        while client.query_one(follows, &[]).unwrap().get::<_, i64>(0) == 0 {
            std::thread::yield_now();
        }
        standby
    }

    /// Has a standby take over.
    pub fn promote(&self) {
        let mut promote = as_postgres(&self.bin.join("pg_ctl"));
        done(promote.args(["promote", "-w", "-D"]).arg(self.dir.path().join("data")).stdout(Stdio::null()));
    }

    /// Where either of two servers is reached, whichever takes writes.
    pub fn or(&self, other: &Self, url: &str) -> String {
        let (own, other) = (self.dir.path().display(), other.dir.path().display());
        url.replace(&format!("host={own}"), &format!("host={own},{other} target_session_attrs=read-write"))
    }

    fn client(&self) -> postgres::Client {
        let url = format!("host={} user=postgres", self.dir.path().display());
        postgres::Client::connect(&url, postgres::NoTls).unwrap()
    }

    /// Ends it at once, as a power cut would.
    pub fn crash(&self) {
        let mut stop = as_postgres(&self.bin.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-w", "-D"]).arg(self.dir.path().join("data")).stdout(Stdio::null());
        let _ = stop.status();
        if let Some(mut child) = self.running.lock().unwrap().take() {
            let _ = child.wait();
        }
    }

    /// An empty database.
    pub fn database(&self) -> String {
        let name = format!("hub{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let host = self.dir.path().display();
        self.client().batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        format!("host={host} user=postgres dbname={name}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
    }
}

/// A stream.
pub struct Nats {
    _dir: TempDir,
    running: Child,
    pub url: String,
}

impl Nats {
    /// None where nats-server is not installed.
    pub fn new() -> Option<Self> {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&paths).collect();
        folders.push("/usr/sbin".into());
        let Some(program) = folders.into_iter().map(|f| f.join("nats-server")).find(|p| p.is_file()) else {
            skipped("nats-server");
            return None;
        };
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        command.args(["-js", "-a", "127.0.0.1", "-p", "-1", "-sd"]).arg(dir.path().join("store"));
        command.arg("--ports_file_dir").arg(dir.path()).arg("-l").arg(dir.path().join("log"));
        // Outliving an aborted test, it must not hold what reads the test's output.
        let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let ports = dir.path().join(format!("nats-server_{}.ports", running.id()));
        let url = loop {
            let text = std::fs::read_to_string(&ports).unwrap_or_default();
            if let Ok(said) = serde_json::from_str::<serde_json::Value>(&text) {
                break said["nats"][0].as_str().unwrap().to_owned();
            }
            assert_eq!(running.try_wait().unwrap(), None, "nats-server ended");
            std::thread::yield_now();
        };
        Some(Self { _dir: dir, running, url })
    }

    /// Says nothing more, and leaves every connection as it is.
    pub fn stall(&self) {
        self.signal("-STOP");
    }

    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, name: &str) {
        done(Command::new("kill").args([name, &self.running.id().to_string()]));
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

/// A folder that a server may use: it refuses to run as root.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    if is_root() {
        done(Command::new("chown").arg("postgres").arg(dir.path()));
    }
    dir
}

/// Says that a test has nothing to run on, which must not be where the tests are told to need it.
fn skipped(package: &str) {
    let required = std::env::var("FIELDCHART_REQUIRE").is_ok_and(|all| all.split(',').any(|w| w == package));
    assert!(!required, "FIELDCHART_REQUIRE names {package}, but it is not installed");
    println!("SKIP: no {package} to test on");
}

/// Where Debian keeps the programs, which it does not put on the path.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut all: Vec<PathBuf> = versions.filter_map(|v| Some(v.ok()?.path().join("bin"))).collect();
    all.sort();
    all.into_iter().rfind(|bin| bin.join("initdb").is_file())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n")
}

fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    command.current_dir("/");
    command
}

#[track_caller]
fn done(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}
