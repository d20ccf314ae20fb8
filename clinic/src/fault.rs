//! Why the core could not do something, and what of that a caller is told (`ApiError`).
//! An internal error becomes an opaque id and a log line; neither has patient data.

use domain::api::ApiError;

/// Anything that can go wrong inside.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Something the caller can act upon.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The journal refused.
    #[error("journal: {0}")]
    Ledger(#[from] ledger::Error),
    /// The read models' database refused.
    #[error("database: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The search index refused.
    #[error("search: {0}")]
    Search(#[from] crate::search::SearchError),
    /// A file could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// A record could not be put into words for the wire, or read back.
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
    /// A payload field has a shape this version does not know.
    #[error("payload: {0}")]
    Payload(#[from] domain::record::BadItem),
    /// A stick was refused.
    #[error("{0}")]
    Stick(#[from] sync::StickError),
    /// A file to import was refused.
    #[error("{0}")]
    Import(#[from] crate::interop::fhir::ImportError),
}

impl Fault {
    /// What the caller is told; the rest goes to the log under an id.
    #[must_use]
    pub fn tell(self, env: &dyn ledger::Env) -> ApiError {
        match self {
            Fault::Api(e) => e,
            Fault::Ledger(ledger::Error::Vault(ledger::VaultError::WrongPassphrase)) => ApiError::WrongPassphrase,
            Fault::Ledger(ledger::Error::Vault(ledger::VaultError::WrongRecoveryKey)) => ApiError::WrongRecoveryKey,
            Fault::Ledger(e @ ledger::Error::Corrupt { .. }) => ApiError::Damaged { what: e.to_string() },
            Fault::Ledger(ledger::Error::StoreFormat { found, oldest, newest }) => {
                ApiError::StoreFormat { found, oldest, newest }
            }
            Fault::Ledger(ledger::Error::Vault(ledger::VaultError::Format { found, known })) => {
                ApiError::StoreFormat { found: found.into(), oldest: known.into(), newest: known.into() }
            }
            Fault::Ledger(ledger::Error::Cancelled) => ApiError::Cancelled,
            Fault::Ledger(ledger::Error::RevokedAuthor(_) | ledger::Error::DeviceTaken(_)) => ApiError::NotAllowed,
            other if other.is_disk() => ApiError::Disk,
            other => {
                let mut id = [0; 4];
                env.fill(&mut id);
                let id = hex::encode(id);
                eprintln!("fieldchart: internal error {id}: {other}");
                ApiError::Internal { id }
            }
        }
    }

    fn is_disk(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly, SystemIoFailure};
        use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        // On a read-only disk SQLite cannot open the WAL that it would have to make.
        let sql = |e: &rusqlite::Error| {
            matches!(e.sqlite_error_code(), Some(CannotOpen | DiskFull | ReadOnly | SystemIoFailure))
        };
        match self {
            Fault::Io(e) | Fault::Ledger(ledger::Error::Io { source: e, .. }) => {
                matches!(e.kind(), QuotaExceeded | ReadOnlyFilesystem | StorageFull)
            }
            Fault::Sql(e) | Fault::Ledger(ledger::Error::Sql(e)) => sql(e),
            Fault::Ledger(ledger::Error::Commit(e)) => sql(e),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn a_full_or_read_only_disk_is_called_so() {
        for kind in [ErrorKind::StorageFull, ErrorKind::ReadOnlyFilesystem] {
            assert!(Fault::Io(kind.into()).is_disk());
            let path = std::path::PathBuf::from("journal.lock");
            assert!(Fault::Ledger(ledger::Error::Io { path, source: kind.into() }).is_disk());
        }
        assert!(!Fault::Io(ErrorKind::NotFound.into()).is_disk());
    }
}
