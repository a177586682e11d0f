//! Identifiers in rows.

use words::{ActivationId, DeviceId, PersonId, SessionId, WorkerId};

use crate::engine::sql::scalar;

macro_rules! stored {
    ($($name:ident),+) => {
        $(scalar!($name as Vec<u8>, |id| id.as_bytes().to_vec(), |raw| {
            $name::from_slice(&raw).ok_or_else(|| format!("has {} octets, not 16", raw.len()))
        });)+
    };
}

stored!(ActivationId, DeviceId, PersonId, SessionId, WorkerId);

/// An authority of this store: a row of `issuers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssuerId(pub i64);

scalar!(IssuerId as i64, |id| id.0, |raw| Ok(IssuerId(raw)));
