//! How an operation and a hub are made known to each other: a line each, copied by hand from one machine to the other.
//! In scope: both lines.  Not here: what hub and laptop do with them.

use ledger::Id;
use std::net::SocketAddr;

/// What a hub is told of an operation: `fieldchart-operation+<operation>+<root key>+<first device's TLS key>`, in hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationLine {
    /// The operation.
    pub operation: Id,
    /// The root's public key, under which its certificates are judged.
    pub root: [u8; 32],
    /// The TLS key of the device that comes first: nothing is known yet of any other.
    pub tls: [u8; 32],
}

/// What laptops are told of a hub: `fieldchart-hub+<address>+<key>`, the key in hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubLine {
    /// Where it is met.
    pub address: SocketAddr,
    /// Its TLS key.
    pub key: [u8; 32],
}

/// The line is not whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a whole line: {0}")]
pub struct NotALine(pub String);

impl std::fmt::Display for OperationLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { operation, root, tls } = self;
        write!(f, "fieldchart-operation+{}+{}+{}", hex::encode(operation), hex::encode(root), hex::encode(tls))
    }
}

impl std::fmt::Display for HubLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "fieldchart-hub+{}+{}", self.address, hex::encode(self.key))
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    hex::decode(text).ok()?.try_into().ok()
}

impl std::str::FromStr for OperationLine {
    type Err = NotALine;

    fn from_str(line: &str) -> Result<Self, NotALine> {
        let parts: Vec<&str> = line.trim().split('+').collect();
        let read = || match parts[..] {
            ["fieldchart-operation", operation, root, tls] => {
                Some(Self { operation: bytes(operation)?, root: bytes(root)?, tls: bytes(tls)? })
            }
            _ => None,
        };
        read().ok_or_else(|| NotALine(line.to_owned()))
    }
}

impl std::str::FromStr for HubLine {
    type Err = NotALine;

    fn from_str(line: &str) -> Result<Self, NotALine> {
        let parts: Vec<&str> = line.trim().split('+').collect();
        let read = || match parts[..] {
            ["fieldchart-hub", address, key] => Some(Self { address: address.parse().ok()?, key: bytes(key)? }),
            _ => None,
        };
        read().ok_or_else(|| NotALine(line.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_read_whole_or_refused() {
        let operation = OperationLine { operation: [1; 16], root: [2; 32], tls: [3; 32] };
        let hub = HubLine { address: "[2001:db8::7]:7312".parse().unwrap(), key: [4; 32] };
        assert_eq!(format!(" {operation}\n").parse(), Ok(operation.clone()));
        assert_eq!(hub.to_string().parse(), Ok(hub.clone()));
        for text in [operation.to_string(), hub.to_string()] {
            for cut in 0..text.len() {
                assert!(text[..cut].parse::<OperationLine>().is_err() && text[..cut].parse::<HubLine>().is_err());
            }
        }
        assert!(operation.to_string().parse::<HubLine>().is_err());
    }

    proptest! {
        /// A damaged line is no line, or one that says something else: then the key proves at the first connection that it is wrong.
        #[test]
        fn a_line_scanned_with_any_mistake_is_never_taken_for_another_form(
            text in "(fieldchart-(hub|operation))?[+0-9a-f.:\\[\\]\u{202e}\u{0}é ]{0,120}", at: prop::sample::Index, with: char,
        ) {
            let operation = OperationLine { operation: [1; 16], root: [2; 32], tls: [3; 32] }.to_string();
            let hub = HubLine { address: "192.0.2.7:7312".parse().unwrap(), key: [4; 32] }.to_string();
            let altered = |line: &str| {
                let mut chars: Vec<char> = line.chars().collect();
                let at = at.index(chars.len());
                chars[at] = with;
                chars.into_iter().collect::<String>()
            };
            for line in [altered(&operation), altered(&hub), text] {
                if let Ok(read) = line.parse::<OperationLine>() {
                    prop_assert_eq!(read.to_string(), line.trim().to_lowercase());
                }
                if let Ok(read) = line.parse::<HubLine>() {
                    prop_assert_eq!(read.to_string().to_lowercase(), line.trim().to_lowercase());
                }
            }
        }
    }
}
