//! Two devices meet: two sessions and the bytes between them, whatever becomes of those.
//! In scope: delivery in pieces of any size, cuts at any byte, what an attacker or a broken link does to frames, what happens on either
//! device meanwhile.  Not here: what a meeting must lead to in the end (`oracle`).

use crate::device::{Device, Lie, Trouble};
use crate::simulation::{Failure, Simulation};
use std::collections::VecDeque;
use sync::{Broken, Outcome, Session};

/// Deliveries in one meeting. The longest one of a seed takes some thousand; more is a conversation that does not end.
const DELIVERIES_MAX: usize = 100_000;
/// Frames of earlier meetings that an attacker keeps.
const RECORDED_MAX: usize = 64;

/// What a meeting is exposed to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weather {
    /// Bytes after which the connection is cut.
    pub(crate) cut_after: Option<u64>,
    /// Of so many frames, one is attacked.
    pub(crate) attacked_once_in: Option<usize>,
    /// Of so many deliveries, one has something else happen on one of the two devices.
    pub(crate) disturbed_once_in: Option<usize>,
    /// Milliseconds that a delivery takes at most.
    pub(crate) slow_ms: u64,
}

/// Frames on their way in one direction.
#[derive(Debug, Default)]
struct Line(VecDeque<Vec<u8>>);

impl Line {
    /// Takes up to `most` bytes of the first frame.
    fn take(&mut self, most: usize) -> Vec<u8> {
        let Some(first) = self.0.front_mut() else { return Vec::new() };
        let rest = first.split_off(most.min(first.len()));
        let piece = std::mem::replace(first, rest);
        if first.is_empty() {
            self.0.pop_front();
        }
        piece
    }
}

/// A meeting under way.
struct Meeting {
    pair: [usize; 2],
    sessions: [Session; 2],
    /// From the first to the second, and back.
    lines: [Line; 2],
    weather: Weather,
    delivered: u64,
    /// Whether frames were altered, so that either side may complain.
    altered: bool,
    /// Whether a store changed under its session, by other means than this meeting.
    disturbed: bool,
    over: bool,
}

impl Simulation {
    /// Has two devices meet; how many entries and bodies came in on either side.
    pub(crate) fn meet(&mut self, pair: [usize; 2], weather: Weather) -> Result<u64, Failure> {
        let begin = |device: &Device| Session::new(device, device.clock.now_ms(), "simulated");
        let [one, two] = pair.map(|n| begin(&self.devices[n]));
        let sessions = [one.map_err(|e| self.broken(pair[0], &e))?, two.map_err(|e| self.broken(pair[1], &e))?];
        let lies = pair.iter().any(|n| self.devices[*n].lie.get() == Lie::Spoil);
        let lines = [Line::default(), Line::default()];
        let mut meeting =
            Meeting { pair, sessions, lines, weather, delivered: 0, altered: lies, disturbed: false, over: false };
        for _ in 0..DELIVERIES_MAX {
            if !self.go_on(&mut meeting)? {
                return self.met(&meeting);
            }
        }
        Err(self.fails(format!("the meeting of {} and {} does not end", self.name(pair[0]), self.name(pair[1]))))
    }

    /// One thing happens; whether there is more to come.
    fn go_on(&mut self, meeting: &mut Meeting) -> Result<bool, Failure> {
        if let Some(n) = meeting.weather.disturbed_once_in
            && self.chance.once_in(n)
        {
            meeting.disturbed = true;
            let victim = meeting.pair[self.chance.below(2)];
            let third = self.a_third(meeting.pair);
            if !self.disturb(victim, third)? {
                meeting.over = true;
            }
        }
        if meeting.over {
            return Ok(false);
        }
        let from = self.chance.below(2);
        for from in [from, 1 - from] {
            if self.sends(meeting, from)? || self.delivers(meeting, from)? {
                return Ok(true);
            }
        }
        let waits = meeting.sessions.iter().filter(|session| session.outcome().is_none()).count();
        if waits > 0 && !meeting.altered {
            return Err(self.fails(format!("{waits} of two sessions wait for the other")));
        }
        Ok(false)
    }

    /// Somebody else, whom either of two may meet at the same time.
    fn a_third(&mut self, pair: [usize; 2]) -> Option<usize> {
        let place = self.devices[pair[0]].place;
        let near = |n: &usize| !pair.contains(n) && self.devices[*n].place == place;
        let near: Vec<usize> = self.honest().into_iter().filter(near).collect();
        (!near.is_empty()).then(|| *self.chance.pick(&near))
    }

    /// One frame leaves a session; whether there was one.
    fn sends(&mut self, meeting: &mut Meeting, from: usize) -> Result<bool, Failure> {
        // Not all at once: what is on the line and what waits in the session are told apart by it.
        if meeting.lines[from].0.len() > self.chance.below(6) {
            return Ok(false);
        }
        let Some(frame) = meeting.sessions[from].output() else { return Ok(false) };
        let frames = match meeting.weather.attacked_once_in {
            Some(n) if self.chance.once_in(n) => {
                meeting.altered = true;
                self.attack(frame, &mut meeting.lines[from].0)
            }
            _ => vec![frame],
        };
        if self.recorded.len() < RECORDED_MAX {
            self.recorded.extend(frames.first().cloned());
        }
        meeting.lines[from].0.extend(frames);
        if meeting.sessions[from].outcome().is_none() {
            self.hears(meeting, from, &[])?;
        }
        Ok(true)
    }

    /// What an attacker makes of a frame.
    fn attack(&mut self, mut frame: Vec<u8>, line: &mut VecDeque<Vec<u8>>) -> Vec<Vec<u8>> {
        self.tally.attacks += 1;
        match self.chance.below(6) {
            0 => vec![frame.clone(), frame],
            1 => Vec::new(),
            2 => {
                let before = line.pop_back();
                [Some(frame), before].into_iter().flatten().collect()
            }
            3 if !self.recorded.is_empty() => {
                let old = self.chance.pick(&self.recorded).clone();
                vec![old, frame]
            }
            4 => {
                frame.truncate(self.chance.below(frame.len()));
                vec![frame]
            }
            _ => {
                let (at, bit) = (self.chance.below(frame.len()), self.chance.below(8));
                frame[at] ^= 1 << bit;
                vec![frame]
            }
        }
    }

    /// A piece of any size arrives; whether there was anything to arrive.
    fn delivers(&mut self, meeting: &mut Meeting, from: usize) -> Result<bool, Failure> {
        let to = 1 - from;
        if meeting.sessions[to].outcome().is_some() || meeting.lines[from].0.is_empty() {
            return Ok(false);
        }
        let most = 1 + self.chance.magnitude(1 << 20) as usize;
        let left = meeting.weather.cut_after.map_or(usize::MAX, |cut| (cut - meeting.delivered) as usize);
        let piece = meeting.lines[from].take(most.min(left));
        meeting.delivered += piece.len() as u64;
        self.time.pass(self.chance.magnitude(meeting.weather.slow_ms));
        if !piece.is_empty() {
            self.hears(meeting, to, &piece)?;
        }
        if meeting.weather.cut_after == Some(meeting.delivered) {
            self.tally.cuts += 1;
            meeting.over = true;
        }
        Ok(true)
    }

    fn hears(&mut self, meeting: &mut Meeting, side: usize, bytes: &[u8]) -> Result<(), Failure> {
        let device = &self.devices[meeting.pair[side]];
        match meeting.sessions[side].receive(device, bytes, device.clock.now_ms()) {
            Ok(()) | Err(Broken::Store(Trouble::Full)) => Ok(()),
            Err(Broken::Malformed(_)) if meeting.altered => Ok(()),
            Err(Broken::Malformed(why)) => {
                Err(self.fails(format!("{} is told by an honest peer what is malformed: {why}", device.name)))
            }
            Err(Broken::Store(trouble)) => Err(self.broken(meeting.pair[side], &trouble)),
        }
    }

    /// What came of it. Whoever says that both hold the same is right.
    fn met(&mut self, meeting: &Meeting) -> Result<u64, Failure> {
        let outcomes = meeting.sessions.each_ref().map(|session| session.outcome().cloned());
        let came: u64 = meeting.sessions.iter().map(|s| s.progress().entries_in + s.progress().bodies_in).sum();
        let [one, two] = meeting.pair;
        let said = outcomes.each_ref().map(|outcome| match outcome {
            Some(Outcome::Complete { .. }) => "complete".to_owned(),
            Some(Outcome::Incomplete { refused }) => {
                let why = refused.iter().map(|(origin, why)| why.replace(origin.as_str(), &short(origin)));
                format!("incomplete, {:?}", why.collect::<Vec<_>>())
            }
            Some(Outcome::Ended { why, .. }) => format!("ended, {why:?}"),
            None => "cut".to_owned(),
        });
        self.tells(format!(
            "{} and {} met: {} bytes, {came} new; {}; {}",
            self.name(one),
            self.name(two),
            meeting.delivered,
            said[0],
            said[1]
        ));
        let says = |outcome: &Option<Outcome>| matches!(outcome, Some(Outcome::Complete { .. }));
        let complete = outcomes.iter().filter(|outcome| says(outcome)).count();
        self.tally.meetings += 1;
        self.tally.complete += u64::from(complete == 2);
        if complete > 0 && !meeting.altered && !meeting.disturbed {
            match (self.devices[one].stand(), self.devices[two].stand()) {
                (Ok(here), Ok(there)) if here == there => {}
                (Err(trouble), _) | (_, Err(trouble)) => return Err(self.broken(one, &trouble)),
                _ => return Err(self.fails("a meeting is called complete, and they do not hold the same".to_owned())),
            }
        }
        Ok(came)
    }
}

/// The last part of a log's name, which tells one from another.
pub(crate) fn short(origin: &str) -> String {
    origin.rsplit('/').next().unwrap_or_default().chars().take(8).collect()
}
