//! How an operation and a hub are made known to each other, and a laptop is invited: a line each, copied or scanned.
//! In scope: the three lines.  Not here: what hub and laptops do with them.

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

/// What a laptop is invited by: `fieldchart-join+<addresses>+<key>+<secret>`, the addresses with commas between, the others in hex.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteLine {
    /// Where whoever invites listens.
    pub addresses: Vec<SocketAddr>,
    /// The TLS key of whoever invites.
    pub key: [u8; 32],
    /// The secret of this one invitation.
    pub secret: [u8; 32],
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

impl std::fmt::Display for InviteLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let addresses: Vec<String> = self.addresses.iter().map(SocketAddr::to_string).collect();
        let (key, secret) = (hex::encode(self.key), hex::encode(self.secret));
        write!(f, "fieldchart-join+{}+{key}+{secret}", addresses.join(","))
    }
}

/// Without its secret.
impl std::fmt::Debug for InviteLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InviteLine").field("addresses", &self.addresses).finish_non_exhaustive()
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

impl std::str::FromStr for InviteLine {
    type Err = NotALine;

    fn from_str(line: &str) -> Result<Self, NotALine> {
        let parts: Vec<&str> = line.trim().split('+').collect();
        let read = || match parts[..] {
            ["fieldchart-join", addresses, key, secret] => {
                let addresses = addresses.split(',').map(|one| one.parse().ok()).collect::<Option<_>>()?;
                Some(Self { addresses, key: bytes(key)?, secret: bytes(secret)? })
            }
            _ => None,
        };
        // What was nearly a secret is not repeated in an error.
        read().ok_or_else(|| NotALine("fieldchart-join".to_owned()))
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
        let addresses = vec![hub.address, "192.0.2.7:7369".parse().unwrap()];
        let invite = InviteLine { addresses, key: [5; 32], secret: [6; 32] };
        assert!(invite.to_string().parse() == Ok(invite.clone()) && !format!("{invite:?}").contains("0606"));
        for text in [operation.to_string(), hub.to_string(), invite.to_string()] {
            for cut in 0..text.len() {
                let cut = &text[..cut];
                assert!(cut.parse::<OperationLine>().is_err() && cut.parse::<HubLine>().is_err());
                assert!(cut.parse::<InviteLine>().is_err());
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
