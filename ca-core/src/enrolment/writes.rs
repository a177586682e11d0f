//! What an enrolment writes, each inside the transaction of its story.

use pki_types::Sha256Digest;
use store::{Activation, ActivationFailures, ActivationUse, Device, DeviceSecret, Store, Transaction};
use words::leaf::{self, Leaf};
use words::{DeviceId, Purpose};

use super::check::{CheckedEnrolment, spent};
use crate::problem::{Problem, Stop};
use crate::replies;

/// Enrolments for one activation that may fail to prove its secret; the last of them ends it. The secret has 128 bits, so
/// nobody guesses it: what is bounded is the work, and the officer and the person hear that somebody tried.
const FAILURES_OF_AN_ACTIVATION: u32 = 5;

/// Counts an enrolment that did not prove the activation's secret, ends the activation if it was the last that it takes, and
/// answers: one commit, so a message that was answered was counted, once.
pub(crate) async fn count_failure(
    store: &Store,
    activation: Activation,
    sha256: Sha256Digest,
) -> Result<(), Stop> {
    store
        .transaction("enrol: failure", move |transaction| {
            Box::pin(async move {
                if transaction.reply(&sha256).await?.is_some() {
                    return Ok(());
                }
                let id = activation.id;
                let counted = transaction.count_activation_failure(&id, FAILURES_OF_AN_ACTIVATION).await?;
                let problem = match counted {
                    Some(ActivationFailures { failures, ended_at: None }) => {
                        Problem::ActivationWrong { remaining: FAILURES_OF_AN_ACTIVATION - failures }
                    }
                    Some(ActivationFailures { failures, ended_at: Some(at) }) => {
                        let leaf = leaf::ActivationEnded { activation: id.to_string(), failures, at };
                        transaction.append_leaf(&Leaf::ActivationEnded(leaf)).await?;
                        Problem::ActivationEnded(failures)
                    }
                    // It was used or ended since the message was opened.
                    None => match transaction.activation_terms(&id).await? {
                        Some(terms) => spent(&terms),
                        None => Problem::ActivationUnknown,
                    },
                };
                replies::dismissal(transaction, sha256, &problem).await
            })
        })
        .await
}

/// A device about to be written.
pub(crate) struct NewDevice {
    id: DeviceId,
    person: words::PersonId,
    kind: words::DeviceKind,
    key_spki: Vec<u8>,
    enrolment_sha256: Sha256Digest,
}

impl NewDevice {
    /// The device that a checked enrolment makes.
    pub(crate) fn of(checked: &CheckedEnrolment, id: DeviceId, enrolment_sha256: Sha256Digest) -> Self {
        Self {
            id,
            person: checked.person.id,
            kind: checked.activation.device_kind,
            key_spki: checked.device_key.spki_der().to_vec(),
            enrolment_sha256,
        }
    }
}

/// Uses the activation up for this message; the update itself is the check.
pub(crate) async fn use_activation(
    transaction: &mut Transaction,
    activation: &Activation,
    sha256: &Sha256Digest,
) -> Result<(), Stop> {
    match transaction.use_activation(&activation.id, sha256).await? {
        ActivationUse::Used | ActivationUse::UsedBefore => Ok(()),
        ActivationUse::UsedByAnother => Err(Problem::ActivationUsed.into()),
        ActivationUse::Cancelled => Err(Problem::ActivationCancelled.into()),
        ActivationUse::Ended => Err(Problem::ActivationEnded(FAILURES_OF_AN_ACTIVATION).into()),
        ActivationUse::Expired => Err(Problem::ActivationExpired(activation.expires_at.rfc3339()).into()),
        ActivationUse::Unknown => Err(Problem::ActivationUnknown.into()),
    }
}

/// Writes the device, its secrets and its leaf.
pub(crate) async fn insert_device(
    transaction: &mut Transaction,
    device: NewDevice,
    secrets: [(Purpose, Vec<u8>); 2],
    activation: &Activation,
) -> Result<(), Stop> {
    let now = transaction.now();
    let row = Device {
        id: device.id,
        person: device.person,
        kind: device.kind,
        key_spki: device.key_spki,
        enrolment_sha256: device.enrolment_sha256,
        created_at: now,
        name: None,
    };
    transaction.insert_device(&row).await?;
    for (purpose, ciphertext) in secrets {
        let secret = DeviceSecret {
            device: device.id,
            purpose,
            ciphertext,
            epoch: 0,
            lineage: Vec::new(),
            told_through: None,
            restore_grace_at: None,
            updated_at: now,
        };
        transaction.insert_device_secret(&secret).await?;
    }
    let leaf = leaf::Device {
        device: device.id.to_string(),
        activation: activation.id.to_string(),
        enrolment_sha256: device.enrolment_sha256,
        at: now,
    };
    transaction.append_leaf(&Leaf::Device(leaf)).await?;
    Ok(())
}
