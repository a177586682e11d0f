//! What phones encrypt to Ck, opened, and what the inner zone keeps of it.

use phone_protocol::activation::kept_secret_associated_data;
use phone_protocol::unlock::PinProof;
use phone_protocol::{Deed, FurtherPhone, NewPin, Unlock, Wish};
use pki_types::jwe::Jwe;
use store::{ReleasedShare, Transaction};
use words::{DeviceId, Purpose};
use zeroize::Zeroizing;

use crate::hear::Heard;
use crate::lineage::is_moved;
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
    /// Whether the phone unlocked nothing since it was given this share. If it did, it may have another PIN by now, and the proof key
    /// of this one, brought late, would open nothing that the phone still has.
    pub(crate) async fn follows(
        &self,
        transaction: &Transaction,
        share: &ReleasedShare,
    ) -> Result<bool, Error> {
        let row = transaction.device_secret(&self.device, self.purpose).await?;
        let row = row.ok_or_else(|| missing("the secret of device", self.device))?;
        Ok(is_moved(u64::from(row.epoch), u64::from(share.epoch)))
    }

    /// Writes it, in the transaction that grants it.
    pub(crate) async fn write(&self, transaction: &mut Transaction) -> Result<(), Error> {
        Ok(transaction.change_pin(&self.device, self.purpose, &self.before, &self.after).await?)
    }
}

/// What a granted wish needs that is encrypted to the inner zone, made ready before the transaction that does it.
pub(crate) enum Ready {
    /// Another PIN.
    Pin(ChangedPin),
    /// The secret of an activation, as it is kept.
    Activation(Vec<u8>),
}

impl Consent {
    /// Opens the proof of an unlock with Ck, and checks what it is for.
    pub(crate) async fn open_proof(
        &self,
        unlock: &Heard<Unlock>,
    ) -> Result<Result<PinProof, Problem>, Error> {
        let opened =
            self.open(unlock.message.encrypted_proof(), |_, shared| unlock.message.open_proof(shared));
        let statement = &unlock.statement;
        Ok(opened.await?.and_then(|proof| {
            proof
                .check_scope(statement.device, statement.purpose, &statement.sha256())
                .map_err(|_| Problem::OtherStatement)
                .map(|()| proof)
        }))
    }

    /// What a wish encrypts to the inner zone, opened and made ready to be kept; nothing where it encrypts nothing.
    pub(crate) async fn ready(&self, wish: &Wish) -> Result<Result<Option<Ready>, Problem>, Error> {
        match &wish.deed {
            Deed::ChangePin { purpose, secret } => {
                let opened = self
                    .open(NewPin::encrypted(secret), |jwe, shared| {
                        NewPin::open(jwe, shared, wish.device, *purpose)
                    })
                    .await?;
                match opened {
                    Ok(new) => self.changed_pin(new).await.map(|changed| Ok(Some(Ready::Pin(changed)))),
                    Err(problem) => Ok(Err(problem)),
                }
            }
            Deed::Activate { activation_id, secret, .. } => {
                let opened = self
                    .open(FurtherPhone::encrypted(secret), |jwe, shared| {
                        FurtherPhone::open(jwe, shared, wish.device, *activation_id)
                    })
                    .await?;
                match opened {
                    Ok(secret) => {
                        let plaintext = Zeroizing::new(secret.expose().to_vec());
                        let place = kept_secret_associated_data(activation_id);
                        Ok(Ok(Some(Ready::Activation(self.keys.protect(plaintext, place).await?))))
                    }
                    Err(problem) => Ok(Err(problem)),
                }
            }
            _ => Ok(Ok(None)),
        }
    }

    async fn open<T>(
        &self,
        encrypted: Result<Jwe, phone_protocol::Error>,
        open: impl FnOnce(&Jwe, &[u8; 32]) -> Result<T, phone_protocol::Error>,
    ) -> Result<Result<T, Problem>, Error> {
        let encrypted = match encrypted {
            Ok(encrypted) => encrypted,
            Err(error) => return Ok(Err(malformed(error))),
        };
        let shared = self.keys.agree(&encrypted).await?;
        Ok(open(&encrypted, &shared).map_err(malformed))
    }

    /// The seed stays, so shares and epochs go on.
    async fn changed_pin(&self, new: NewPin) -> Result<ChangedPin, Error> {
        let (device, purpose) = (new.device, new.purpose);
        let row = self.store.device_secret(&device, purpose).await?;
        let before = row.ok_or_else(|| missing("the secret of device", device))?.ciphertext;
        let place = associated_data(device, purpose);
        let opened = self.keys.open(before.clone(), place.clone()).await?;
        let seed = PurposeSecrets::from_bytes(&opened)?.seed;
        let after = PurposeSecrets { proof_key: new.proof_key, seed };
        let after = self.keys.protect(after.to_bytes(), place).await?;
        Ok(ChangedPin { device, purpose, before, after })
    }
}
