//! What persons want done about their own keys, once it is granted: done in the transaction that grants it, with its leaf before those
//! of its effects.
//!
//! Whether it is granted (by the phone's signature, and by the PIN where one is needed) was decided by whoever calls.

pub(crate) mod further_phone;

use phone_protocol::{Deed, Wish};
use pki_types::{Reason, Sha256Digest};
use store::{IssuedCertificate, Transaction};
use words::leaf::{self, Leaf};
use words::{DeviceId, PersonId};

use crate::authority::Authority;
use crate::error::Error;
use crate::problem::{Problem, Stop};
use crate::status::change::{Change, StatusWriter};

impl Authority {
    /// Does what a person's phone asked for, or says why it cannot be done, and then has written nothing. The person is locked.
    /// `activation_secret` is that of the activation that the wish gives, as it is kept.
    ///
    /// # Errors
    /// [`Error`] when nothing was decided: the transaction is to be given up.
    pub async fn grant(
        &self,
        transaction: &mut Transaction,
        person: PersonId,
        wish: &Wish,
        wish_sha256: Sha256Digest,
        activation_secret: Option<&[u8]>,
    ) -> Result<Result<(), Problem>, Error> {
        match self.deed(transaction, person, wish, wish_sha256, activation_secret).await {
            Ok(()) => Ok(Ok(())),
            Err(Stop::Refused(problem)) => Ok(Err(problem)),
            Err(stop) => Err(stop.into_error()),
        }
    }

    async fn deed(
        &self,
        transaction: &mut Transaction,
        person: PersonId,
        wish: &Wish,
        wish_sha256: Sha256Digest,
        activation_secret: Option<&[u8]>,
    ) -> Result<(), Stop> {
        // 1. What it is about, and that it can be done.
        let certificates = match &wish.deed {
            Deed::Freeze {} => not_released_since(transaction, person, &wish_sha256).await?,
            Deed::Unfreeze {} => frozen(transaction, person).await?,
            Deed::EndDevice { device } => {
                theirs(transaction, person, device).await?;
                if *device == wish.device || transaction.device_is_ended(device).await? {
                    return Err(Problem::PhoneNotTheirs.into());
                }
                transaction.certificates_of_device(device).await?
            }
            // What it changes the inner zone writes beside this.
            Deed::ChangePin { .. } => Vec::new(),
            Deed::Activate { device_kind, .. } => {
                let policy = &self.country.config().further_phones;
                further_phone::may_be_given(transaction, policy, person, &wish.device, *device_kind).await?;
                Vec::new()
            }
            Deed::NameDevice { device, .. } => {
                theirs(transaction, person, device).await?;
                Vec::new()
            }
        };

        // 2. The log knows who wanted it.
        let leaf = leaf::Wish {
            wish_sha256,
            deed: wish.deed.kind().to_owned(),
            device: wish.device.to_string(),
            at: transaction.now(),
        };
        transaction.append_leaf(&Leaf::Wish(leaf)).await?;

        // 3. Its effects. What is at its end already needs nothing.
        let writer = StatusWriter { wish_sha256: Some(wish_sha256), ..self.status_writer(None) };
        let change = match &wish.deed {
            Deed::NameDevice { device, name } => {
                return Ok(transaction.name_device(device, name.as_str()).await?);
            }
            Deed::ChangePin { .. } => return Ok(()),
            Deed::Activate { activation_id, device_kind, .. } => {
                let secret = activation_secret.ok_or(Error::Missing("secret of the activation"))?;
                let policy = &self.country.config().further_phones;
                let given = (*activation_id, *device_kind, secret);
                return further_phone::give(transaction, policy, person, wish_sha256, given).await;
            }
            Deed::Freeze {} => {
                // Also what waits to become another phone, for good.
                transaction.supersede_activations(&person, &wish_sha256).await?;
                Change::Suspend
            }
            Deed::Unfreeze {} => Change::Release,
            Deed::EndDevice { .. } => {
                Change::Revoke { reason: Reason::CessationOfOperation, occurred_at: None }
            }
        };
        match writer.apply(transaction, &certificates, change).await {
            Ok(_) | Err(Stop::Refused(Problem::AlreadyRevoked | Problem::NoCertificates)) => Ok(()),
            Err(Stop::Refused(_)) => {
                Err(Error::Inconsistent("a wish that could be granted and was not").into())
            }
            Err(stop) => Err(stop),
        }
    }
}

/// The certificates of a person but for those that the person has released by a later wish than this one: a freeze that was kept back,
/// or whose worker died, does not undo that.
async fn not_released_since(
    transaction: &Transaction,
    person: PersonId,
    wish_sha256: &Sha256Digest,
) -> Result<Vec<IssuedCertificate>, Stop> {
    let wish = transaction.wish(wish_sha256).await?.ok_or(Error::Missing("wish that is done"))?;
    let mut certificates = Vec::new();
    for certificate in transaction.certificates_of_person(&person).await? {
        let mut is_released = false;
        for hold in transaction.holds_of(certificate.issuer, certificate.serial.as_bytes()).await? {
            let Some(release) = hold.ended_by_wish else { continue };
            let release = transaction.wish(&release).await?;
            is_released |= release.is_some_and(|release| release.created_at > wish.created_at);
        }
        if !is_released {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}

/// The certificates of a person that the person has frozen, and that can be released.
async fn frozen(transaction: &Transaction, person: PersonId) -> Result<Vec<IssuedCertificate>, Stop> {
    let mut frozen = Vec::new();
    for certificate in transaction.certificates_of_person(&person).await? {
        let is_blocked = match &certificate.device {
            Some(device) => transaction.device_block(device).await?.is_some(),
            None => false,
        };
        if !is_blocked && transaction.is_frozen(certificate.issuer, &certificate.serial).await? {
            frozen.push(certificate);
        }
    }
    if frozen.is_empty() { Err(Problem::NotFrozen.into()) } else { Ok(frozen) }
}

/// Is this a phone of the person?
async fn theirs(transaction: &Transaction, person: PersonId, device: &DeviceId) -> Result<(), Stop> {
    match transaction.device(device).await? {
        Some(found) if found.person == person => Ok(()),
        _ => Err(Problem::PhoneNotTheirs.into()),
    }
}
