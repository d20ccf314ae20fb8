//! Two journals meet, byte for byte: nothing lost, nothing twice, whatever is cut, repeated or forged.

#![allow(clippy::unwrap_used)] // in tests a panic is the message

use ledger::tlog::checkpoint::Checkpoint;
use ledger::{AuthorKind, Class, Draft, Env, Error, Joining, Journal, Unlocked, create, open};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use sync::message::{Hello, Message, PROTOCOL, Why};
use sync::session::heads_digest;
use sync::{Outcome, Replica, Session};

const PASSPHRASE: &str = "river lamp seven goat moon";
const CHEAP: ledger::ArgonCost = ledger::ArgonCost { m_kib: 64, t: 1, p: 1 };

/// A clock that ticks by itself, and numbers that only look random.
struct TestEnv(AtomicU64, Mutex<u64>);

impl TestEnv {
    fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(1_790_000_000_000), Mutex::new(seed | 1)))
    }
}

impl Env for TestEnv {
    fn now_ms(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    fn fill(&self, out: &mut [u8]) {
        let mut state = self.1.lock().unwrap();
        for byte in out {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (*state >> 56) as u8;
        }
    }
}

/// In memory where the machine has such a folder: nothing here is about the disk.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

struct Laptop {
    journal: Journal,
    user: Unlocked,
}

impl Laptop {
    fn write(&self, texts: &[String]) {
        let build = |tx: &mut ledger::Tx<'_>| {
            let now = (tx.now_ms() as i64, 0, 0);
            for text in texts {
                let mut field = vec![0x78, text.len() as u8];
                field.extend_from_slice(text.as_bytes());
                tx.append(Draft {
                    class: Class::Clinical,
                    record: tx.new_id(),
                    subject: None,
                    kind: (9_000, 1),
                    parents: Vec::new(),
                    effective_at: now,
                    recorded_at: now,
                    fields: vec![field],
                })?;
            }
            Ok::<_, Error>(())
        };
        self.journal.write(&ledger::Author::User(&self.user), build, |_, _, ()| Ok::<_, Error>(())).unwrap();
    }

    fn write_many(&self, groups: usize) {
        (0..groups).for_each(|n| self.write(&[format!("{n:030}"), format!("{n:040}"), format!("{n:050}")]));
    }

    fn shown(&self) -> usize {
        let mut shown = 0;
        let each = |_| {
            shown += 1;
            Ok::<_, Error>(())
        };
        self.journal.read_all().unwrap();
        self.journal.open_range(0, self.journal.length(), each).unwrap();
        shown
    }
}

fn founded(dir: &Path) -> Laptop {
    let (journal, user, _) = create(&dir.join("a"), TestEnv::new(7), PASSPHRASE, CHEAP, u32::MAX).unwrap();
    Laptop { journal, user }
}

fn joined(to: &Laptop, dir: &Path, name: &str) -> Laptop {
    let env = TestEnv::new(name.bytes().map(u64::from).sum::<u64>() + 1_000);
    let joining = Joining::new(&*env).unwrap();
    let welcome = to.journal.admit_device(&to.user, &joining.request()).unwrap();
    let heads = to.journal.heads().unwrap();
    let mut batches = heads.iter().map(|head| to.journal.batch(head, 0).unwrap());
    drop(joining.join(&dir.join(name), env.clone(), &welcome, &mut batches).unwrap());
    reopened(dir, name, env)
}

fn reopened(dir: &Path, name: &str, env: Arc<TestEnv>) -> Laptop {
    let (journal, user) = open(&dir.join(name), env, PASSPHRASE).unwrap();
    Laptop { journal, user }
}

/// What two sessions said to each other, and how each ended.
struct Meeting {
    outcomes: [Option<Outcome>; 2],
    said: Vec<(usize, Message)>,
    sessions: [Session; 2],
}

/// Has two meet. Of the bytes that both send, no more than `cut` arrive.
fn meet(a: &Journal, b: &Journal, mut cut: usize) -> Meeting {
    let session = |j| Session::new(j, 5_000, "test").unwrap();
    let mut sessions = [session(a), session(b)];
    let mut said = Vec::new();
    loop {
        let mut went = false;
        for from in [0, 1] {
            let Some(bytes) = sessions[from].output() else { continue };
            went = true;
            said.push((from, Message::read(&bytes[4..]).unwrap()));
            let arriving = bytes.len().min(cut);
            cut -= arriving;
            let (journal, to) = if from == 0 { (b, &mut sessions[1]) } else { (a, &mut sessions[0]) };
            to.receive(journal, &bytes[..arriving], 5_001).unwrap();
            let (journal, of) = if from == 0 { (a, &mut sessions[0]) } else { (b, &mut sessions[1]) };
            of.receive(journal, &[], 5_001).unwrap();
        }
        if !went || cut == 0 {
            return Meeting { outcomes: [0, 1].map(|n| sessions[n].outcome().cloned()), said, sessions };
        }
    }
}

fn equal(a: &Laptop, b: &Laptop) {
    let heads = |laptop: &Laptop| laptop.journal.heads().unwrap();
    assert_eq!(heads(a), heads(b));
    assert_eq!(a.shown(), b.shown());
    for laptop in [a, b] {
        let report = laptop.journal.fsck(&mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
        assert!(report.findings.is_empty(), "{report:?}");
    }
}

fn complete(a: &Laptop, b: &Laptop) -> Meeting {
    let meeting = meet(&a.journal, &b.journal, usize::MAX);
    let digest = heads_digest(&a.journal.heads().unwrap());
    let expected = Some(Outcome::Complete { digest });
    assert_eq!(meeting.outcomes, [expected.clone(), expected]);
    equal(a, b);
    meeting
}

#[test]
fn two_who_wrote_apart_hold_the_same_and_the_next_meeting_is_one_round_trip() {
    let dir = tempfile::tempdir().unwrap();
    let a = founded(dir.path());
    let b = joined(&a, dir.path(), "b");
    a.write_many(100);
    b.write_many(90);
    let meeting = complete(&a, &b);
    // In parts, each stored before the one after the next was asked for, and both signed what the other wrote.
    assert!(meeting.said.iter().filter(|(_, said)| matches!(said, Message::Part(..))).count() > 2);
    for (laptop, other) in [(&a, &b), (&b, &a)] {
        let cosigned = laptop.journal.cosigned().unwrap();
        assert!(cosigned.iter().any(|note| note.origin == other.journal.origin()), "{cosigned:?}");
        assert!(cosigned.iter().any(|note| note.origin == laptop.journal.origin()), "{cosigned:?}");
    }
    let progress = meeting.sessions[0].progress();
    assert!(progress.entries_in >= 270 && progress.entries_out >= 300, "{progress:?}");
    assert_eq!((progress.entries_in, progress.entries_out), (progress.entries_in_all, progress.entries_out_all));
    let again = complete(&a, &b);
    assert_eq!(again.said.len(), 2, "{:?}", again.said);
}

#[test]
fn a_third_who_never_met_the_first_gets_everything_by_way_of_the_second() {
    let dir = tempfile::tempdir().unwrap();
    let a = founded(dir.path());
    let (b, c) = (joined(&a, dir.path(), "b"), joined(&a, dir.path(), "c"));
    a.write_many(150);
    complete(&a, &b);
    c.write_many(3);
    complete(&b, &c);
    complete(&a, &b);
    complete(&a, &c);
}

/// What a store would say of itself at the next meeting.
fn stands(laptop: &Laptop) -> (Vec<Checkpoint>, Vec<sync::Missing>, Vec<ledger::Cosigned>, u64) {
    let Laptop { journal, .. } = laptop;
    (journal.heads().unwrap(), Replica::missing(journal).unwrap(), journal.cosigned().unwrap(), journal.length())
}

/// Every byte arrives by itself. Before the last one of a frame nothing is done, so that a cut at any of them leaves what a cut before
/// the frame leaves; from there the two meet again, as their folders lie at that moment.
#[test]
fn cut_at_every_byte_what_was_stored_stays_and_the_next_meeting_goes_on_from_there() {
    let dir = folder();
    let a = founded(dir.path());
    let b = joined(&a, dir.path(), "b");
    a.write_many(60);
    b.write_many(50);
    let (whole, laptops) = ((a.journal.length(), b.journal.length()), [&a, &b]);
    let mut sessions = laptops.map(|laptop| Session::new(&laptop.journal, 5_000, "test").unwrap());
    let (mut cuts, mut meetings, mut midway) = (0, 0, 0);
    loop {
        let so_far = meetings;
        for (from, to) in [(0, 1), (1, 0)] {
            let Some(frame) = sessions[from].output() else { continue };
            let (last, within) = frame.split_last().unwrap();
            let before = stands(laptops[to]);
            for byte in within {
                sessions[to].receive(&laptops[to].journal, &[*byte], 5_001).unwrap();
            }
            assert_eq!(stands(laptops[to]), before);
            cuts += frame.len();
            sessions[to].receive(&laptops[to].journal, &[*last], 5_001).unwrap();
            sessions[from].receive(&laptops[from].journal, &[], 5_001).unwrap();
            let progress = sessions.each_ref().map(Session::progress);
            // What the other side was told is stored is stored.
            let came = (a.journal.length() - whole.0, b.journal.length() - whole.1);
            assert!(came.1 >= progress[0].entries_out && came.0 >= progress[1].entries_out, "{came:?} {progress:?}");
            midway += usize::from((1..150).contains(&came.0) || (1..180).contains(&came.1));
            meetings += 1;
            let names = ["a", "b"].map(|name| format!("{name} {meetings}"));
            ["a", "b"].iter().zip(&names).for_each(|(of, name)| copy(&dir.path().join(of), &dir.path().join(name)));
            let [a, b] = names.map(|name| reopened(dir.path(), &name, TestEnv::new(1_000 + meetings)));
            complete(&a, &b);
        }
        if meetings == so_far {
            break;
        }
    }
    equal(&a, &b);
    assert!(cuts > 60_000 && midway > 2, "{cuts} cuts, {midway} of {meetings} with some of the entries there");
}

#[test]
fn bodies_that_one_lacks_are_asked_for_and_shown() {
    let dir = tempfile::tempdir().unwrap();
    let a = founded(dir.path());
    let b = joined(&a, dir.path(), "b");
    a.write_many(10);
    let head = a.journal.heads().unwrap().remove(0);
    let first = a.journal.shared(&head, &b.journal.heads().unwrap()).unwrap();
    let mut batch = a.journal.batch(&head, first).unwrap();
    batch.bodies.iter_mut().for_each(|body| *body = None);
    b.journal.take(&batch).unwrap().unwrap();
    assert!(!Replica::missing(&b.journal).unwrap().is_empty());
    let meeting = complete(&a, &b);
    assert_eq!(meeting.sessions[1].progress().bodies_in, batch.bodies.len() as u64);
    assert!(Replica::missing(&b.journal).unwrap().is_empty());
}

#[test]
fn two_histories_of_one_log_are_both_handed_on() {
    let dir = tempfile::tempdir().unwrap();
    let a = founded(dir.path());
    let b = joined(&a, dir.path(), "b");
    complete(&a, &b);
    drop(b);
    copy(&dir.path().join("b"), &dir.path().join("clone"));
    let b = reopened(dir.path(), "b", TestEnv::new(21));
    let clone = reopened(dir.path(), "clone", TestEnv::new(22));
    b.write_many(60);
    clone.write_many(45);
    complete(&a, &b);
    complete(&a, &clone);
    assert!(!a.journal.forks().unwrap().is_empty());
    // Opened anew, either goes on in a log of its own.
    drop(clone);
    let clone = reopened(dir.path(), "clone", TestEnv::new(23));
    complete(&a, &clone);
    drop(b);
    let b = reopened(dir.path(), "b", TestEnv::new(24));
    complete(&a, &b);
    complete(&b, &clone);
    for laptop in [&a, &b, &clone] {
        assert!(!laptop.journal.forks().unwrap().is_empty());
    }
}

#[test]
fn what_a_revoked_laptop_writes_travels_and_is_not_shown() {
    let dir = tempfile::tempdir().unwrap();
    let a = founded(dir.path());
    let (b, c) = (joined(&a, dir.path(), "b"), joined(&a, dir.path(), "c"));
    complete(&a, &b);
    a.journal.revoke(&a.user, AuthorKind::Device, &c.journal.device(), 1).unwrap();
    a.journal.rotate_op_key(&a.user).unwrap();
    c.write_many(5);
    let shown = a.shown();
    complete(&b, &c);
    let meeting = meet(&a.journal, &b.journal, usize::MAX);
    assert!(matches!(meeting.outcomes[0], Some(Outcome::Complete { .. })), "{:?}", meeting.outcomes);
    assert_eq!(a.shown(), b.shown());
    assert!(a.shown() < shown + 15, "the lost laptop's entries are held, and not shown");
}

#[test]
fn who_speaks_another_language_or_belongs_elsewhere_is_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let a = founded(dir.path());
    let (other, ..) = create(&dir.path().join("other"), TestEnv::new(99), PASSPHRASE, CHEAP, u32::MAX).unwrap();
    let meeting = meet(&a.journal, &other, usize::MAX);
    assert_eq!(meeting.outcomes[0], Some(Outcome::Ended { by_peer: false, why: Why::OtherOperation }));
    let hello = |lowest, highest| {
        Message::Hello(Hello {
            lowest,
            highest,
            operation: a.journal.operation(),
            heads: [0; 32],
            missing: [0; 32],
            now_ms: 0,
            program: String::new(),
        })
    };
    let said = |messages: &[Message]| {
        let mut session = Session::new(&a.journal, 0, "test").unwrap();
        let bytes: Vec<u8> = messages.iter().flat_map(Message::frame).collect();
        let went = session.receive(&a.journal, &bytes, 0);
        (went.is_ok(), session.outcome().cloned())
    };
    let newer = said(&[hello(PROTOCOL.1 + 1, PROTOCOL.1 + 9)]);
    assert_eq!(newer, (true, Some(Outcome::Ended { by_peer: false, why: Why::Version })));
    // Against the protocol, in as many ways as there are messages.
    let place = sync::message::Place { origin: a.journal.origin().into(), index: 0, leaf: [0; 32] };
    let part = sync::message::Part { first: 0, entries: vec![], bodies: vec![], note: String::new(), earlier: vec![] };
    for wrong in [
        hello(1, 1),
        Message::Part(0, part),
        Message::Stored(0),
        Message::Refused(0, String::new()),
        Message::Ended(0, None),
        Message::Body(place, None),
        Message::Want(vec![sync::message::Head { origin: "x".into(), size: 1, root: [0; 32] }; 9], true),
    ] {
        let (ok, outcome) = said(&[hello(1, 1), wrong.clone()]);
        assert_eq!((ok, outcome), (false, Some(Outcome::Ended { by_peer: false, why: Why::Protocol })), "{wrong:?}");
    }
    assert_eq!(said(&[Message::Stored(0)]).1, Some(Outcome::Ended { by_peer: false, why: Why::Protocol }));
}

/// A newer Fieldchart that still speaks ours, and an older one whose newest is ours: the other's hello says so, and nothing else differs.
#[test]
fn who_speaks_one_of_our_versions_among_others_is_met_whole() {
    let (lowest, highest) = PROTOCOL;
    for (range, meets) in [
        ((lowest, highest + 5), true),
        ((0, lowest), true),
        ((highest + 1, highest + 5), false),
        ((0, lowest - 1), false),
    ] {
        let dir = folder();
        let a = founded(dir.path());
        let b = joined(&a, dir.path(), "b");
        a.write_many(3);
        let [mut here, mut there] = [&a, &b].map(|l| Session::new(&l.journal, 5_000, "test").unwrap());
        let frame = here.output().unwrap();
        let Message::Hello(hello) = Message::read(&frame[4..]).unwrap() else { panic!("no hello") };
        let other = Message::Hello(Hello { lowest: range.0, highest: range.1, ..hello });
        there.receive(&b.journal, &other.frame(), 5_001).unwrap();
        while let Some(frame) = there.output() {
            here.receive(&a.journal, &frame, 5_001).unwrap();
            while let Some(frame) = here.output() {
                there.receive(&b.journal, &frame, 5_001).unwrap();
            }
        }
        let complete = |session: &Session| matches!(session.outcome(), Some(Outcome::Complete { .. }));
        assert_eq!((complete(&here), complete(&there)), (meets, meets), "{range:?}: {:?}", there.outcome());
        if !meets {
            assert_eq!(there.outcome(), Some(&Outcome::Ended { by_peer: false, why: Why::Version }));
            assert_eq!(here.outcome(), Some(&Outcome::Ended { by_peer: true, why: Why::Version }));
        }
    }
}

#[test]
fn a_lie_about_a_million_entries_costs_the_liar_alone() {
    let dir = tempfile::tempdir().unwrap();
    let a = founded(dir.path());
    let b = joined(&a, dir.path(), "b");
    a.write_many(3);
    // A peer that holds what `b` holds, and says more.
    struct Liar<'a>(&'a Journal);
    impl Replica for Liar<'_> {
        type Error = Error;
        fn operation(&self) -> [u8; 16] {
            self.0.operation()
        }
        fn heads(&self) -> Result<Vec<Checkpoint>, Error> {
            let mut heads = self.0.heads()?;
            heads.iter_mut().for_each(|head| head.size += 1_000_000);
            Ok(heads)
        }
        fn holds(&self, head: &Checkpoint) -> Result<bool, Error> {
            self.0.holds(head)
        }
        fn shared(&self, _: &Checkpoint, _: &[Checkpoint]) -> Result<u64, Error> {
            Ok(0)
        }
        fn part(&self, head: &Checkpoint, first: u64, room: usize) -> Result<ledger::Batch, Error> {
            let real = self.0.heads()?.into_iter().find(|real| real.origin == head.origin).unwrap();
            let mut part = self.0.part(&real, first.min(real.size - 1), room)?;
            part.entries.resize(part.entries.len() + 1_000, vec![7; 126]);
            part.bodies.resize(part.entries.len(), None);
            Ok(part)
        }
        fn take(&self, batch: &ledger::Batch) -> Result<Result<ledger::Taken, sync::Refused>, Error> {
            self.0.take(batch)
        }
        fn missing(&self) -> Result<Vec<sync::Missing>, Error> {
            Replica::missing(self.0)
        }
        fn body(&self, missing: &sync::Missing) -> Result<Option<Vec<u8>>, Error> {
            self.0.body(missing)
        }
        fn take_bodies(&self, o: &str, bodies: &[(u64, Vec<u8>)]) -> Result<Result<(), sync::Refused>, Error> {
            self.0.take_bodies(o, bodies)
        }
        fn witness(&self) -> Result<(), Error> {
            Ok(())
        }
        fn cosigned(&self) -> Result<Vec<ledger::Cosigned>, Error> {
            Ok(Vec::new())
        }
        fn take_cosigned(&self, _: &str) -> Result<Result<usize, sync::Refused>, Error> {
            Ok(Ok(0))
        }
    }
    let before = a.journal.heads().unwrap();
    let liar = Liar(&b.journal);
    let mut sessions = (Session::new(&a.journal, 0, "test").unwrap(), Session::new(&liar, 0, "liar").unwrap());
    let mut exchanged = 0;
    loop {
        let out = (sessions.0.output(), sessions.1.output());
        if out == (None, None) {
            break;
        }
        exchanged += out.0.as_ref().map_or(0, Vec::len) + out.1.as_ref().map_or(0, Vec::len);
        let _ = sessions.1.receive(&liar, &out.0.unwrap_or_default(), 0);
        let _ = sessions.0.receive(&a.journal, &out.1.unwrap_or_default(), 0);
        let _ = sessions.1.receive(&liar, &[], 0);
    }
    assert!(!matches!(sessions.0.outcome(), Some(Outcome::Complete { .. })), "{:?}", sessions.0.outcome());
    assert!(exchanged < 5_000_000, "{exchanged}");
    assert_eq!(a.journal.heads().unwrap(), before);
    // And an honest one is served as ever.
    complete(&a, &b);
}

fn copy(from: &PathBuf, to: &PathBuf) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
