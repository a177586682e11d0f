//! What phones encrypt to Ck, opened, and what the inner zone keeps of it.

use phone_protocol::unlock::PinProof;
use phone_protocol::{Deed, NewPin, Unlock, Wish};
use store::Transaction;
use words::{DeviceId, Purpose};

use crate::hear::Heard;
use crate::scene::missing;
use crate::secrets::{PurposeSecrets, associated_data};
use crate::{Consent, Error, Problem};

fn malformed(error: phone_protocol::Error) -> Problem {
    Problem::MessageMalformed(error.to_string())
}

/// The secrets of one key as they are and as they are to be: with another proof key.
pub(crate) struct ChangedPin {
    device: DeviceId,
    purpose: Purpose,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl ChangedPin {
    /// Writes it, in the transaction that grants it.
    pub(crate) async fn write(&self, transaction: &mut Transaction) -> Result<(), Error> {
        Ok(transaction.change_pin(&self.device, self.purpose, &self.before, &self.after).await?)
    }
}

impl Consent {
    /// Opens the proof of an unlock with Ck, and checks what it is for.
    pub(crate) async fn open_proof(
        &self,
        unlock: &Heard<Unlock>,
    ) -> Result<Result<PinProof, Problem>, Error> {
        let encrypted = match unlock.message.encrypted_proof() {
            Ok(encrypted) => encrypted,
            Err(error) => return Ok(Err(malformed(error))),
        };
        let shared = self.keys.agree(&encrypted).await?;
        let statement = &unlock.statement;
        Ok(unlock.message.open_proof(&shared).map_err(malformed).and_then(|proof| {
            proof
                .check_scope(statement.device, statement.purpose, &statement.sha256())
                .map_err(|_| Problem::OtherStatement)
                .map(|()| proof)
        }))
    }

    /// What a wish for another PIN changes; nothing where it is another wish. The seed stays, so shares and epochs go on.
    pub(crate) async fn changed_pin(
        &self,
        wish: &Wish,
    ) -> Result<Result<Option<ChangedPin>, Problem>, Error> {
        let Deed::ChangePin { purpose, secret } = &wish.deed else { return Ok(Ok(None)) };
        let (device, purpose) = (wish.device, *purpose);
        let encrypted = match NewPin::encrypted(secret) {
            Ok(encrypted) => encrypted,
            Err(error) => return Ok(Err(malformed(error))),
        };
        let shared = self.keys.agree(&encrypted).await?;
        let new = match NewPin::open(&encrypted, &shared, device, purpose) {
            Ok(new) => new,
            Err(error) => return Ok(Err(malformed(error))),
        };
        let row = self.store.device_secret(&device, purpose).await?;
        let before = row.ok_or_else(|| missing("the secret of device", device))?.ciphertext;
        let place = associated_data(device, purpose);
        let opened = self.keys.open(before.clone(), place.clone()).await?;
        let seed = PurposeSecrets::from_bytes(&opened)?.seed;
        let after = PurposeSecrets { proof_key: new.proof_key, seed };
        let after = self.keys.protect(after.to_bytes(), place).await?;
        Ok(Ok(Some(ChangedPin { device, purpose, before, after })))
    }
}
