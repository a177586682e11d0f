//! What the phone remembers, as one JSON document. Every change is written as a whole.

use phone_protocol::keys::PinKeys;
use phone_protocol::wire::{Jwk, Secret32};
use phone_protocol::{StatementKeyPin, UnlockMemory, keys};
use pki_types::UnixTime;
use serde::{Deserialize, Serialize};
use words::{DeviceId, Purpose, SessionId};
use zeroize::Zeroizing;

use crate::key::WrappedKey;
use crate::{Error, Storage};

/// The version of this document; another is refused.
const VERSION: u32 = 1;
/// How long after a session's end its answer is remembered, in seconds. The phone refuses it by its time as well, and
/// the service has its outcome; this covers a clock that was set back a little.
const REMEMBERED: i64 = 600;

/// The document.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    pub(crate) version: u32,
    /// The phone door's address, without a trailing slash.
    pub(crate) base_url: String,
    /// The pinned statement key.
    pub(crate) statement_key_pin: StatementKeyPin,
    /// The accepted key list, compact.
    pub(crate) key_list: String,
    /// The highest key list number ever accepted.
    pub(crate) key_list_number: u64,
    /// Kd, protected by the file alone.
    pub(crate) device_key: Secret32,
    pub(crate) authentication: KeyState,
    pub(crate) signature: KeyState,
    /// The unlocks that this phone sent.
    #[serde(default)]
    pub(crate) unlocks: UnlockMemory,
    /// The enrolment that was made and not yet answered; the same bytes are sent again after a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) enrolment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) enrolled: Option<EnrolledState>,
    #[serde(default)]
    pub(crate) answered: Vec<AnsweredState>,
    /// Phones that were added after this one, of which its person was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) told_of: Vec<DeviceId>,
}

/// One signing key with the phone's half of what opens it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyState {
    pub(crate) public_key: Jwk,
    pub(crate) salt: Secret32,
    /// PBKDF2 iterations for this PIN.
    pub(crate) iterations: u32,
    pub(crate) client_share: Secret32,
    /// The epoch of `client_share`.
    pub(crate) epoch: u64,
    pub(crate) wrapped_key: WrappedKey,
    /// The same key under the PIN that was to take the place of that one, or that this one took the place of: an unlock shows which
    /// PIN the service knows, and after a restore it may know the one before again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) other_key: Option<WrappedKey>,
}

/// The result of the enrolment.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolledState {
    pub(crate) device: DeviceId,
    /// PEM.
    pub(crate) authentication: String,
    /// PEM.
    pub(crate) signature: String,
    /// PEM, the issuing CA first.
    pub(crate) chain: Vec<String>,
}

/// A session that this phone has answered.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnsweredState {
    pub(crate) session: SessionId,
    pub(crate) expires_at: UnixTime,
    /// The signed answer, until the service has confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) outstanding: Option<String>,
    /// Where the person is led back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) way_back: Option<String>,
}

impl KeyState {
    /// PBKDF2: a fraction of a second of computing, so it is called where blocking is allowed.
    pub(crate) fn pin_keys(&self, pin: &phone_protocol::Pin) -> PinKeys {
        keys::derive_pin_keys(pin, self.salt.expose(), self.iterations)
    }
}

impl State {
    pub(crate) const fn version() -> u32 {
        VERSION
    }

    pub(crate) const fn key(&self, purpose: Purpose) -> &KeyState {
        match purpose {
            Purpose::Authentication => &self.authentication,
            Purpose::Signature => &self.signature,
        }
    }

    pub(crate) const fn key_mut(&mut self, purpose: Purpose) -> &mut KeyState {
        match purpose {
            Purpose::Authentication => &mut self.authentication,
            Purpose::Signature => &mut self.signature,
        }
    }

    pub(crate) fn has_answered(&self, session: SessionId) -> bool {
        self.answered.iter().any(|past| past.session == session)
    }

    /// Forgets answers whose session ended more than ten minutes ago.
    pub(crate) fn forget_old_answers(&mut self, now: UnixTime) {
        self.answered.retain(|past| now.since(past.expires_at) < REMEMBERED);
    }

    pub(crate) fn load(storage: &dyn Storage) -> Result<Option<Self>, Error> {
        let Some(document) = storage.read()? else { return Ok(None) };
        // The reason could quote a key: only the place is told.
        let state: Self = serde_json::from_slice(&document).map_err(|error| {
            Error::State(format!("unexpected at line {}, column {}", error.line(), error.column()))
        })?;
        if state.version != VERSION {
            return Err(Error::State(format!(
                "it has version {}, this program knows {VERSION}",
                state.version
            )));
        }
        Ok(Some(state))
    }

    pub(crate) fn save(&self, storage: &dyn Storage) -> Result<(), Error> {
        let document =
            Zeroizing::new(serde_json::to_vec_pretty(self).map_err(|error| Error::State(error.to_string()))?);
        storage.write(&document)
    }
}
