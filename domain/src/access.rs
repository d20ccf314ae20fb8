//! Who may do what: permissions, role presets, and what a call demands (CLINIC.md, Roles).

use crate::code::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// A role preset; roles combine.
    Role {
        /// Triage, medical, pharmacy.
        Nurse = "nurse",
        /// Triage, medical, pharmacy.
        Physician = "physician",
        /// Triage, medical, pharmacy.
        Pharmacist = "pharmacist",
        /// De-identified reports only.
        Researcher = "researcher",
        /// Flow board and daily report.
        Manager = "manager",
        /// Sync, devices, pairing, hub.
        Coordinator = "coordinator",
        /// Digests, verification, disclosures, access log; no clinical content.
        Auditor = "auditor",
        /// Users, operation, sites, settings.
        Administrator = "administrator",
    }
}

/// One thing a person may do. The bit position is public in certificates and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read charts and search patients.
    ReadChart = 0,
    /// Register, measure, treat, amend.
    WriteChart = 1,
    /// See the journal's digest and verify it.
    Audit = 2,
    /// Users, operation, settings, demonstration data, import.
    Administer = 3,
    /// Sign redactions.
    Redact = 4,
    /// Devices, pairing and sync.
    Coordinate = 5,
    /// Formulary, receiving, adjusting and wasting stock.
    ManageStock = 6,
}

/// A set of permissions, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Permissions(pub u32);

impl Permissions {
    /// Whether the set has `p`.
    #[must_use]
    pub fn has(self, p: Permission) -> bool {
        self.0 & (1 << p as u32) != 0
    }
    /// The union of what the presets grant; unknown roles grant nothing.
    #[must_use]
    pub fn of_roles(roles: &[Role]) -> Self {
        use Permission as P;
        let bits = |ps: &[P]| ps.iter().fold(0, |a, p| a | 1 << *p as u32);
        Permissions(roles.iter().fold(0, |a, r| {
            a | match r {
                Role::Nurse | Role::Physician | Role::Pharmacist => {
                    bits(&[P::ReadChart, P::WriteChart, P::ManageStock])
                }
                Role::Coordinator => bits(&[P::Coordinate, P::Audit]),
                Role::Auditor => bits(&[P::Audit]),
                Role::Administrator => bits(&[P::Administer, P::Coordinate, P::Audit, P::Redact, P::ManageStock]),
                Role::Researcher | Role::Manager | Role::Unknown(_) => 0,
            }
        }))
    }
}

/// What a call demands before its handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone at the keyboard, even before log-in.
    Anyone,
    /// A logged-in user, even at a locked screen.
    LoggedIn,
    /// A logged-in user, whatever their roles, with an unlocked screen.
    Unlocked,
    /// A logged-in user with this permission and an unlocked screen.
    Needs(Permission),
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn auditors_read_no_charts() {
        let p = Permissions::of_roles(&[Role::Auditor]);
        assert!(p.has(Permission::Audit) && !p.has(Permission::ReadChart));
        assert!(!Permissions::of_roles(&[Role::Administrator]).has(Permission::ReadChart));
    }
}
