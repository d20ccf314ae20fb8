//! What a passphrase costs whoever tries it: Argon2id (RFC 9106), its parameters measured on the device.
//! In scope: parameters, calibration, the derivation.  Not here: what is sealed under it (`vault`).

use super::vault::VaultError;
use crate::{Env, Id};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Upper bounds for what a vault may ask of this machine.
const M_KIB_MAX: u32 = 4 << 20;
const T_MAX: u32 = 64;
const P_MAX: u32 = 64;

/// Argon2id parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgonCost {
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

impl ArgonCost {
    /// The least that a passphrase is worth: 128 MiB, three passes.
    pub const LEAST: Self = Self { m_kib: 128 * 1024, t: 3, p: 1 };
    /// What a passphrase is to cost on the device it is set on, in milliseconds.
    pub const AIM_MS: u64 = 700;

    /// The cost for this device: memory stays as it is, so that a small laptop can pay it; passes are added until one try takes
    /// [`ArgonCost::AIM_MS`]. Takes about as long as one try.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub fn calibrated(env: &dyn Env) -> Result<Self, VaultError> {
        let before = env.now_ms();
        derive(&Self::LEAST, b"calibration", &[0; 16])?;
        let took = env.now_ms().saturating_sub(before);
        Ok(Self { t: passes(took), ..Self::LEAST })
    }
}

/// Passes that take long enough, where the least number took so long.
fn passes(took_ms: u64) -> u32 {
    let least = u64::from(ArgonCost::LEAST.t);
    let needed = (ArgonCost::AIM_MS * least).div_ceil(took_ms.max(1));
    needed.clamp(least, u64::from(T_MAX)) as u32
}

/// Argon2id.
pub(crate) fn derive(cost: &ArgonCost, passphrase: &[u8], salt: &Id) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let ArgonCost { m_kib, t, p } = *cost;
    let unusable = |_| VaultError::Cost { m_kib, t, p };
    if m_kib > M_KIB_MAX || t > T_MAX || p > P_MAX {
        return Err(VaultError::Cost { m_kib, t, p });
    }
    let params = argon2::Params::new(m_kib, t, p, Some(32)).map_err(unusable)?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut kek = Zeroizing::new([0; 32]);
    argon.hash_password_into(passphrase, salt, &mut *kek).map_err(unusable)?;
    Ok(kek)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_device_pays_more_passes_and_a_slow_one_never_fewer_than_three() {
        assert_eq!([1, 70, 350, 699, 700, 5_000].map(passes), [T_MAX, 30, 6, 4, 3, 3]);
        assert_eq!(passes(0), T_MAX);
    }
}
