//! Another PIN for a key. The old one grants it, by the unlock and answer of any wish; the key is then kept under both until an unlock
//! shows which of them the service knows, so that nothing lost on the way locks anybody out.

use std::sync::Arc;

use phone_protocol::keys::PinKeys;
use phone_protocol::wire::Secret32;
use phone_protocol::{Choice, Deed, NewPin, Pin, Sign, check_pin};
use words::Purpose;

use crate::enrolment::blocking;
use crate::key::WrappedKey;
use crate::phone::slot;
use crate::state::KeyState;
use crate::{Error, Interaction, KeyPair, Phone, Wished};

impl Phone {
    /// Changes a PIN: asks for the old one when the service has stated the change.
    ///
    /// # Errors
    /// A weak PIN, or the one that there is; otherwise as [`Phone::have_done`]. Only [`Error::Unreachable`] leaves it open whether the
    /// change was made: then either PIN may be the right one, and the next unlock shows it.
    pub async fn change_pin(
        &mut self,
        purpose: Purpose,
        new: &Pin,
        interaction: &Arc<dyn Interaction>,
    ) -> Result<(), Error> {
        check_pin(new, purpose)?;

        // 1. By the salt that there is, so that a proof by either PIN is one and the same computation.
        let (pin, key_state) = (new.clone(), self.state()?.key(purpose).clone());
        let keys = blocking(move || Ok(key_state.pin_keys(&pin))).await?;

        // 2. Told to the inner zone alone.
        let device = self.identity()?.device;
        let opening_key = self.key_list.as_ref().ok_or(Error::NotEnrolled)?.opening_key.0.clone();
        let proof_key = Secret32::new(*keys.proof_key);
        let told = NewPin { device, purpose, proof_key };
        let secret = told.encrypt(&opening_key, self.environment.random.as_ref())?;

        // 3. Stated, granted by the old PIN.
        let Wished::Stated(session) = self.wish(Deed::ChangePin { purpose, secret }).await? else {
            return Err(Error::Unexpected { what: "the wish", reason: "it takes a PIN".to_owned() });
        };
        let all = Choice::all(&session.statement().sign);
        self.sign_with_questions(&session, &all, Some(&keys), interaction).await?;
        if let Some(remembered) = &mut self.remembered[slot(purpose)] {
            *remembered = keys;
        }
        Ok(())
    }
}

/// Is the new PIN there where the statement changes one, and is it another one? Otherwise the key would be kept under a PIN that the
/// service does not know.
pub(crate) fn check_change(sign: &Sign, new: Option<&PinKeys>, old: &PinKeys) -> Result<(), Error> {
    let changes = matches!(sign, Sign::Deed { deed: Deed::ChangePin { .. }, .. });
    if changes != new.is_some() {
        return Err(Error::Unexpected {
            what: "the wish",
            reason: "a PIN is changed with the new one".to_owned(),
        });
    }
    match new {
        Some(new) if *new.wrap_part == *old.wrap_part => Err(Error::SamePin),
        _ => Ok(()),
    }
}

impl KeyState {
    /// Opens the key, which lies under one of two PINs; the one that opens it is the one that holds, and comes first from then on.
    pub(crate) fn open(&mut self, purpose: Purpose, wrap_key: &[u8; 32]) -> Result<KeyPair, Error> {
        match (self.wrapped_key.unwrap(purpose, &self.public_key.0, wrap_key), &mut self.other_key) {
            (Err(Error::WrongShare), Some(other)) => {
                let key = other.unwrap(purpose, &self.public_key.0, wrap_key)?;
                std::mem::swap(&mut self.wrapped_key, other);
                Ok(key)
            }
            (opened, _) => opened,
        }
    }

    /// Keeps the key under another PIN too, in the place of one that was kept before.
    pub(crate) fn keep_under(&mut self, wrapped: WrappedKey) {
        self.other_key = Some(wrapped);
    }
}
