//! Laptops of their own network: namespaces, and a link between two of them that is as slow and lossy as a radio in the field.
//! In scope: making and removing both, a relay of packets over two TUN devices.  Not here: what runs there.
//!
//! The kernel at hand shapes rates and has no `netem`, so that the relay delays and drops by itself.

use rustix::thread::LinkNameSpaceType;
use std::collections::VecDeque;
use std::net::UdpSocket;
use std::os::fd::AsFd;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use tun_rs::{DeviceBuilder, SyncDevice};

/// Packets that wait for the link; what comes beyond them is lost, as in a radio's buffer.
const QUEUE_PACKETS_MAX: usize = 32;

/// Packets with the moment at which they came, and who waits for one.
type Queue = (Mutex<VecDeque<(Instant, Vec<u8>)>>, Condvar);

/// Whether namespaces and TUN devices can be made here; where not, it is said.
pub fn are_possible() -> bool {
    if Namespace::new().is_some() && std::path::Path::new("/dev/net/tun").exists() {
        return true;
    }
    let required = std::env::var("FIELDCHART_REQUIRE").is_ok_and(|r| r.split(',').any(|what| what == "netns"));
    assert!(!required, "FIELDCHART_REQUIRE names netns, and no network namespace can be made");
    println!("SKIP: no network namespaces here (netns)");
    false
}

fn ip(arguments: &[&str]) -> bool {
    let done = Command::new("ip").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    done.is_ok_and(|done| done.success())
}

/// A network namespace, removed when dropped.
pub struct Namespace {
    name: String,
}

impl Namespace {
    pub fn new() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("fc{}n{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let made = ip(&["netns", "add", &name]).then_some(Self { name })?;
        made.ip(&["link", "set", "lo", "up"]).then_some(made)
    }

    fn ip(&self, arguments: &[&str]) -> bool {
        ip(&[&["-n", self.name.as_str()], arguments].concat())
    }

    /// The same command, within.
    pub fn within(&self, command: &Command) -> Command {
        let mut within = Command::new("ip");
        within.args(["netns", "exec", &self.name]).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            value.map(|value| within.env(name, value));
        }
        within
    }
}

impl Namespace {
    /// Has this thread use the namespace's network from now on.
    pub fn enter(&self) {
        let file = std::fs::File::open(format!("/run/netns/{}", self.name)).unwrap();
        rustix::thread::move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        ip(&["netns", "delete", &self.name]);
    }
}

/// What a link is like, each way.
#[derive(Clone, Copy)]
pub struct Like {
    pub bits_per_s: u64,
    pub delay_ms: u64,
    /// Of a hundred packets so many are lost.
    pub loss_percent: u64,
}

/// A link between two namespaces, which have `10.77.0.1` and `10.77.0.2` on it.
pub struct Link {
    up: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
    /// Bytes that went over it, both ways.
    bytes: Arc<AtomicU32>,
}

impl Link {
    pub fn between(a: &Namespace, b: &Namespace, like: Like) -> Self {
        let link = Self { up: Arc::new(true.into()), ended: Arc::default(), bytes: Arc::default() };
        let ends = [(a, "10.77.0.1"), (b, "10.77.0.2")].map(|(namespace, address)| end(namespace, address));
        let [a, b] = ends.map(Arc::new);
        link.one_way(Arc::clone(&a), Arc::clone(&b), like, 1);
        link.one_way(b, a, like, 2);
        link
    }

    /// Waits until so many bytes more went over it.
    pub fn after(&self, bytes: u32) {
        let end = self.bytes.load(Ordering::Relaxed) + bytes;
        while self.bytes.load(Ordering::Relaxed) < end {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Whether packets go over it from now on.
    pub fn set_up(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
    }

    fn one_way(&self, from: Arc<SyncDevice>, to: Arc<SyncDevice>, like: Like, seed: u64) {
        let queue: Arc<Queue> = Arc::default();
        let (filled, up, ended) = (Arc::clone(&queue), Arc::clone(&self.up), Arc::clone(&self.ended));
        let (done, bytes) = (Arc::clone(&self.ended), Arc::clone(&self.bytes));
        std::thread::spawn(move || {
            let (mut state, mut packet) = (seed, vec![0; 2048]);
            while let Ok(length) = from.recv(&mut packet) {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let lost = (state >> 33) % 100 < like.loss_percent || !up.load(Ordering::SeqCst);
                let mut waiting = filled.0.lock().unwrap();
                if !lost && waiting.len() < QUEUE_PACKETS_MAX {
                    waiting.push_back((Instant::now(), packet[..length].to_vec()));
                    filled.1.notify_one();
                }
            }
        });
        std::thread::spawn(move || {
            // When the last bit of the packet before left.
            let mut free = Instant::now();
            loop {
                let mut waiting = queue.0.lock().unwrap();
                let (came, packet) = loop {
                    if done.load(Ordering::SeqCst) {
                        return;
                    }
                    match waiting.pop_front() {
                        Some(next) => break next,
                        None => waiting = queue.1.wait_timeout(waiting, Duration::from_millis(200)).unwrap().0,
                    }
                };
                drop(waiting);
                free = free.max(came) + Duration::from_micros(packet.len() as u64 * 8_000_000 / like.bits_per_s);
                let arrives = free + Duration::from_millis(like.delay_ms);
                std::thread::sleep(arrives.saturating_duration_since(Instant::now()));
                bytes.fetch_add(packet.len() as u32, Ordering::Relaxed);
                let _ = to.send(&packet);
            }
        });
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
    }
}

/// One end of the link: a TUN device that is carried into the namespace while the relay keeps hold of it.
fn end(namespace: &Namespace, address: &str) -> SyncDevice {
    let device = DeviceBuilder::new().inherit_enable_state().build_sync().unwrap();
    let name = device.name().unwrap();
    assert!(ip(&["link", "set", &name, "netns", &namespace.name]));
    assert!(namespace.ip(&["address", "add", &format!("{address}/24"), "dev", &name]));
    assert!(namespace.ip(&["link", "set", &name, "mtu", "1400", "up"]));
    device
}

#[test]
fn the_slow_link_is_as_slow_and_lossy_as_it_says() {
    if !are_possible() {
        return;
    }
    let (a, b) = (Namespace::new().unwrap(), Namespace::new().unwrap());
    let link = Link::between(&a, &b, Like { bits_per_s: 1_000_000, delay_ms: 100, loss_percent: 0 });
    std::thread::scope(|s| {
        let (say, hear) = std::sync::mpsc::channel();
        s.spawn(move || {
            b.enter();
            let echo = UdpSocket::bind("10.77.0.2:0").unwrap();
            say.send(echo.local_addr().unwrap()).unwrap();
            let mut bytes = [0; 64];
            let (length, from) = echo.recv_from(&mut bytes).unwrap();
            echo.send_to(&bytes[..length], from).unwrap();
        });
        s.spawn(move || {
            a.enter();
            let socket = UdpSocket::bind("10.77.0.1:0").unwrap();
            let to = hear.recv().unwrap();
            let mut bytes = [0; 64];
            socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            let began = Instant::now();
            socket.send_to(b"there and back", to).unwrap();
            assert_eq!(socket.recv(&mut bytes).unwrap(), 14);
            assert!(began.elapsed() >= Duration::from_millis(200));
            link.set_up(false);
            socket.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
            socket.send_to(b"nowhere", to).unwrap();
            assert!(socket.recv(&mut bytes).is_err());
        });
    });
}
