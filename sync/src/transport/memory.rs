//! A connection within one process, for tests and rehearsals.
//! In scope: a pair of ends.  Not here: faults, which the tests put between them.

use tokio::io::DuplexStream;

/// Two ends of a connection that holds so many bytes each way before whoever writes has to wait.
#[must_use]
pub fn pair(bytes_max: usize) -> (DuplexStream, DuplexStream) {
    tokio::io::duplex(bytes_max)
}
