//! What the service takes from the machine besides files: the time, and numbers that nobody can guess.

use std::fmt::Debug;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time and chance. Tests bring their own.
pub trait World: Debug + Send + Sync {
    /// The time since 1970.
    fn now(&self) -> Duration;

    /// Bytes that nobody can guess.
    fn random(&self) -> [u8; 16];

    /// Milliseconds since 1970.
    fn milliseconds(&self) -> i64 {
        i64::try_from(self.now().as_millis()).unwrap_or(i64::MAX)
    }

    /// A new identifier, in the form of a UUID of version 4.
    fn identifier(&self) -> String {
        let mut bytes = self.random();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = crate::hex(&bytes);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

/// The machine's clock and its source of chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Machine;

/// The machine, with a clock that is ahead of its own.
#[derive(Clone, Copy, Debug)]
pub struct Shifted {
    /// How many seconds; behind where there are fewer than none.
    pub seconds: i64,
}

impl World for Shifted {
    fn now(&self) -> Duration {
        let (now, shift) = (Machine.now(), Duration::from_secs(self.seconds.unsigned_abs()));
        if self.seconds < 0 { now.saturating_sub(shift) } else { now + shift }
    }

    fn random(&self) -> [u8; 16] {
        Machine.random()
    }
}

impl World for Machine {
    fn now(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if getrandom::fill(&mut bytes).is_err() {
            // Identifiers then repeat those of the same moment only; page tokens are not secrets to a machine's own user.
            bytes = self.now().as_nanos().to_le_bytes();
        }
        bytes
    }
}
