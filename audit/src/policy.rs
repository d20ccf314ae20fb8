//! Trust policies: whose signatures a checkpoint needs (c2sp.org/tlog-policy).
//! In scope: strict parsing, k-of-n evaluation.  Not here: verifying a signature (`note`, `cosignature`), URLs (read, not used).

use crate::cosignature::{Cosigned, WitnessKey};
use crate::fault::{Fault, KeyFault};
use crate::note::{Checkpoint, LogKey, parse_decimal};

/// The longest policy file that is read.
pub const POLICY_BYTES_MAX: u64 = 1 << 18;
/// Logs, witnesses and groups in one policy, each; the specification recommends 32 at least.
const DEFINED_MAX: usize = 1024;
/// The predefined name: no cosignature is needed.
const NONE: &[u8] = b"none";

/// A parsed policy. Its rules refer only to rules before them, so that there is no circle.
#[derive(Clone, Debug)]
pub struct Policy {
    logs: Vec<LogKey>,
    rules: Vec<Named>,
    /// Position of the quorum's rule; `None`: no cosignature is needed.
    quorum: Option<usize>,
}

/// A witness or a group, under its name in the policy.
#[derive(Clone, Debug)]
struct Named {
    name: Vec<u8>,
    rule: Rule,
    is_member: bool,
}

#[derive(Clone, Debug)]
enum Rule {
    Witness(WitnessKey),
    /// At least so many of these, by position.
    Group(usize, Vec<usize>),
}

/// Why a policy was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the policy, line {line}: {reason}")]
pub struct PolicyFault {
    /// The line, from 1; one past the last where something is missing.
    pub line: usize,
    /// What is wrong with it.
    pub reason: PolicyReason,
}

/// What can be wrong with a line of a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyReason {
    /// A byte below 0x20 other than tab and newline, or 0x7F.
    #[error("control byte {byte:#04x}")]
    Control {
        /// The byte.
        byte: u8,
    },
    /// The last line has no newline.
    #[error("the last line does not end")]
    Unended,
    /// The line is none of log, witness, group and quorum, or has too few or too many items.
    #[error("not a line of the form {form:?}")]
    Form {
        /// The form it should have.
        form: &'static str,
    },
    /// A key was refused.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// One public key stands on two lines.
    #[error("the same public key stands on an earlier line")]
    KeyTwice,
    /// A name was defined before, or is predefined.
    #[error("the name {name:?} is taken")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// A name was not defined on an earlier line.
    #[error("{name:?} is not defined on an earlier line")]
    NameUnknown {
        /// The name.
        name: String,
    },
    /// A name is listed as a member twice: one witness would count twice.
    #[error("{name:?} is a member already")]
    MemberTwice {
        /// The name.
        name: String,
    },
    /// The threshold is outside 1 to the number of members.
    #[error("threshold {found:?} is not a number from 1 to {members}")]
    Threshold {
        /// What stands there.
        found: String,
        /// How many members there are.
        members: usize,
    },
    /// There is a second quorum line.
    #[error("a second quorum line")]
    QuorumTwice,
    /// There is no quorum line.
    #[error("there is no quorum line")]
    NoQuorum,
    /// More definitions than are read.
    #[error("more than {DEFINED_MAX} definitions")]
    TooMany,
}

impl Policy {
    /// Parses a policy file.
    ///
    /// # Errors
    /// The line and what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyFault> {
        let mut policy = Self { logs: Vec::new(), rules: Vec::new(), quorum: None };
        let mut quorum = None;
        let mut count = 0;
        for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            let at = |reason| PolicyFault { line: number, reason };
            let line = line.strip_suffix(b"\n").ok_or(at(PolicyReason::Unended))?;
            policy.read_line(line, &mut quorum).map_err(at)?;
            count = number;
        }
        let missing = PolicyFault { line: count + 1, reason: PolicyReason::NoQuorum };
        policy.quorum = quorum.ok_or(missing)?;
        Ok(policy)
    }

    fn read_line(&mut self, line: &[u8], quorum: &mut Option<Option<usize>>) -> Result<(), PolicyReason> {
        if let Some(byte) = line.iter().find(|byte| matches!(byte, 0..=8 | 10..=31 | 127)) {
            return Err(PolicyReason::Control { byte: *byte });
        }
        let items: Vec<&[u8]> = line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|i| !i.is_empty()).collect();
        let form = |form| Err(PolicyReason::Form { form });
        if self.logs.len() + self.rules.len() >= DEFINED_MAX {
            return Err(PolicyReason::TooMany);
        }
        match items[..] {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", vkey] | [b"log", vkey, _] => self.add_log(vkey),
            [b"log", ..] => form("log VKEY [URL]"),
            [b"witness", name, vkey] | [b"witness", name, vkey, _] => self.add_witness(name, vkey),
            [b"witness", ..] => form("witness NAME VKEY [URL]"),
            [b"group", name, threshold, ref members @ ..] if !members.is_empty() => {
                self.add_group(name, threshold, members)
            }
            [b"group", ..] => form("group NAME all|any|K NAME…"),
            [b"quorum", name] => {
                let found = if name == NONE { None } else { Some(self.position(name)?) };
                if quorum.replace(found).is_some() { Err(PolicyReason::QuorumTwice) } else { Ok(()) }
            }
            [b"quorum", ..] => form("quorum NAME"),
            _ => form("log|witness|group|quorum …"),
        }
    }

    fn add_log(&mut self, vkey: &[u8]) -> Result<(), PolicyReason> {
        let log = LogKey::parse(&lossy(vkey))?;
        if self.logs.iter().any(|other| other.key == log.key) {
            return Err(PolicyReason::KeyTwice);
        }
        self.logs.push(log);
        Ok(())
    }

    fn add_witness(&mut self, name: &[u8], vkey: &[u8]) -> Result<(), PolicyReason> {
        let witness = WitnessKey::parse(&lossy(vkey))?;
        if self.witnesses().any(|other| other.key == witness.key) {
            return Err(PolicyReason::KeyTwice);
        }
        self.define(name, Rule::Witness(witness))
    }

    fn add_group(&mut self, name: &[u8], threshold: &[u8], members: &[&[u8]]) -> Result<(), PolicyReason> {
        let least = match threshold {
            b"all" => Some(members.len()),
            b"any" => Some(1),
            number => parse_decimal(&lossy(number)).and_then(|k| usize::try_from(k).ok()),
        };
        let out_of_range = PolicyReason::Threshold { found: lossy(threshold), members: members.len() };
        let least = least.filter(|k| (1..=members.len()).contains(k)).ok_or(out_of_range)?;
        let mut positions = Vec::new();
        for member in members {
            let position = self.position(member)?;
            if std::mem::replace(&mut self.rules[position].is_member, true) {
                return Err(PolicyReason::MemberTwice { name: lossy(member) });
            }
            positions.push(position);
        }
        self.define(name, Rule::Group(least, positions))
    }

    fn define(&mut self, name: &[u8], rule: Rule) -> Result<(), PolicyReason> {
        if name == NONE || self.rules.iter().any(|other| other.name == name) {
            return Err(PolicyReason::NameTaken { name: lossy(name) });
        }
        self.rules.push(Named { name: name.to_vec(), rule, is_member: false });
        Ok(())
    }

    fn position(&self, name: &[u8]) -> Result<usize, PolicyReason> {
        let unknown = || PolicyReason::NameUnknown { name: lossy(name) };
        self.rules.iter().position(|rule| rule.name == name).ok_or_else(unknown)
    }

    /// The keys of the witnesses it lists.
    pub(crate) fn witnesses(&self) -> impl Iterator<Item = &WitnessKey> {
        self.rules.iter().filter_map(|rule| match &rule.rule {
            Rule::Witness(key) => Some(key),
            Rule::Group(..) => None,
        })
    }

    /// Judges a checkpoint and its verified cosignatures: signed by a listed log, where any is listed, and by the quorum.
    pub(crate) fn judge(&self, checkpoint: &Checkpoint, cosigned: &[Cosigned]) -> Result<(), Fault> {
        if !self.logs.is_empty() && !self.logs.iter().any(|log| checkpoint.signed_by(log)) {
            return Err(Fault::PolicyLog { origin: checkpoint.origin.clone() });
        }
        let witnessed = self.witnessed(cosigned);
        match self.quorum {
            Some(quorum) if !witnessed[quorum] => Err(Fault::PolicyQuorum {
                quorum: lossy(&self.rules[quorum].name),
                cosigned: self.witnesses().filter(|key| signed(key, cosigned)).count(),
                witnesses: self.witnesses().count(),
            }),
            _ => Ok(()),
        }
    }

    /// Whether each rule is met; a group's members all stand before it.
    fn witnessed(&self, cosigned: &[Cosigned]) -> Vec<bool> {
        let mut met = Vec::with_capacity(self.rules.len());
        for named in &self.rules {
            met.push(match &named.rule {
                Rule::Witness(key) => signed(key, cosigned),
                Rule::Group(least, members) => members.iter().filter(|member| met[**member]).count() >= *least,
            });
        }
        met
    }
}

fn signed(key: &WitnessKey, cosigned: &[Cosigned]) -> bool {
    cosigned.iter().any(|by| by.name == key.name && by.key == key.key)
}

/// Bytes for people; names may be any octets. A key that is not UTF-8 turns into one that does not parse.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use ed25519_dalek::SigningKey;

    use super::*;
    use crate::note;

    fn vkey(kind: u8, seed: u8) -> String {
        let key = SigningKey::from_bytes(&[seed; 32]).verifying_key().to_bytes();
        let name = format!("w{seed}.example");
        let id = hex::encode(note::key_id(&name, kind, &key));
        format!("{name}+{id}+{}", STANDARD.encode([&[kind][..], &key].concat()))
    }

    /// `L5` and `W5` stand for the verifier keys of log and witness 5.
    fn parse(text: &str) -> Result<Policy, PolicyFault> {
        let words = text.split_inclusive([' ', '\n']).map(|word| {
            let (bare, end) = word.split_at(word.trim_end().len());
            let key = |kind, prefix| Some(vkey(kind, bare.strip_prefix(prefix)?.parse().ok()?));
            key(1, "L").or_else(|| key(4, "W")).unwrap_or(bare.to_owned()) + end
        });
        Policy::parse(words.collect::<String>().as_bytes())
    }

    fn reached(policy: &Policy, by: &[u8]) -> bool {
        let cosigned = |seed: &u8| {
            let key = WitnessKey::parse(&vkey(4, *seed)).unwrap();
            Cosigned { name: key.name, time_s: 5, key: key.key }
        };
        let cosigned: Vec<_> = by.iter().map(cosigned).collect();
        policy.quorum.is_none_or(|quorum| policy.witnessed(&cosigned)[quorum])
    }

    const TWO_LEVELS: &str = "# two of X, one of Y\n\t log L1 https://log.example\nwitness X1 W11\nwitness X2 W12\nwitness X3 W13\n\
        group X 2 X1 X2 X3\nwitness Y1 W21\nwitness Y2 W22\ngroup Y any Y1 Y2\n\ngroup X-and-Y all X Y\nquorum X-and-Y\n";

    #[test]
    fn the_specifications_example_is_evaluated_as_it_says() {
        let policy = parse(TWO_LEVELS).unwrap();
        for (by, enough) in [
            (&[11, 12, 21][..], true),
            (&[13, 12, 22], true),
            (&[11, 12, 13, 21, 22], true),
            (&[11, 12], false),
            (&[11, 21, 22], false),
            (&[11, 11, 21], false),
            (&[31, 32, 33, 21], false),
            (&[], false),
        ] {
            assert_eq!(reached(&policy, by), enough, "{by:?}");
        }
        assert!(reached(&parse("quorum none\n").unwrap(), &[]));
        assert!(!reached(&parse("witness a W1\nquorum a\n").unwrap(), &[2]));
    }

    #[test]
    fn every_deviation_is_refused_at_its_line() {
        let long = "witness a W1\n".repeat(3);
        for (text, line, said) in [
            ("", 1, "no quorum line"),
            ("log L1\n", 2, "no quorum line"),
            ("quorum none", 1, "does not end"),
            ("quorum none\r\n", 1, "0x0d"),
            ("quorum none\nquorum none\n", 2, "second quorum"),
            ("quorum\n", 1, "quorum NAME"),
            ("quorum none none\n", 1, "quorum NAME"),
            ("quorum a\nwitness a W1\n", 1, "not defined"),
            ("Quorum none\n", 1, "log|witness"),
            ("log\nquorum none\n", 1, "log VKEY"),
            ("log L1 u v\nquorum none\n", 1, "log VKEY"),
            ("log W1\nquorum none\n", 1, "kind 4, not 1"),
            ("witness a L1\nquorum a\n", 1, "kind 1, not 4"),
            ("log L1\nlog L1\nquorum none\n", 2, "same public key"),
            ("witness a W1\nwitness b W1\nquorum a\n", 2, "same public key"),
            (&long, 2, "same public key"),
            ("witness a W1\nwitness a W2\nquorum a\n", 2, "taken"),
            ("witness none W1\nquorum none\n", 1, "taken"),
            ("witness a W1\ngroup a any a\nquorum a\n", 2, "taken"),
            ("witness a W1\ngroup g any\nquorum a\n", 2, "group NAME"),
            ("witness a W1\ngroup g 0 a\nquorum g\n", 2, "threshold"),
            ("witness a W1\ngroup g 2 a\nquorum g\n", 2, "threshold"),
            ("witness a W1\ngroup g 01 a\nquorum g\n", 2, "threshold"),
            ("witness a W1\ngroup g most a\nquorum g\n", 2, "threshold"),
            ("witness a W1\ngroup g any none\nquorum g\n", 2, "not defined"),
            ("witness a W1\ngroup g 2 a a\nquorum g\n", 2, "member already"),
            ("witness a W1\ngroup g any a\ngroup h any a\nquorum h\n", 3, "member already"),
            ("group g any g\nquorum g\n", 1, "not defined"),
        ] {
            let fault = parse(text).expect_err(text);
            assert!(fault.line == line && fault.to_string().contains(said), "{text:?}: {fault}");
        }
    }

    #[test]
    fn thirty_two_of_each_are_read_and_names_are_octets() {
        let mut text = String::new();
        for n in 0..32 {
            text += &format!("log L{n}\nwitness w{n} W{n}\ngroup g{n} any w{n}\n");
        }
        let policy = parse(&format!(
            "{text}group all 32 {}\nquorum all\n",
            (0..32).map(|n| format!("g{n} ")).collect::<String>()
        ));
        assert!(reached(&policy.unwrap(), &(0..32).collect::<Vec<_>>()));
        let octets = [b"witness \xFF\xFE ", vkey(4, 1).as_bytes(), b"\nquorum \xFF\xFE\n"].concat();
        assert!(reached(&Policy::parse(&octets).unwrap(), &[1]));
        let kelvin = ["witness K ", &vkey(4, 1), "\nquorum \u{212A}\n"].concat();
        assert!(Policy::parse(kelvin.as_bytes()).is_err());
    }
}
