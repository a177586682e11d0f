//! A further phone of a person, for which one of theirs gives the activation: who may, and what it leaves behind.

use pki_types::UnixTime;
use store::{Activation, CertificateStatus, Transaction};
use words::profile::purpose_of;
use words::{ActivationId, DeviceId, DeviceKind, PersonId, Purpose};

use crate::country::FurtherPhones;
use crate::error::Error;
use crate::problem::{Problem, Stop};

/// May this phone give an activation for a phone of this kind?
pub(super) async fn may_be_given(
    transaction: &Transaction,
    policy: &FurtherPhones,
    person: PersonId,
    by: &DeviceId,
    kind: DeviceKind,
) -> Result<(), Stop> {
    let refused = |why: String| Stop::Refused(Problem::NoFurtherPhone(why));
    if !policy.allowed {
        return Err(refused("in this country an officer alone gives activations".to_owned()));
    }
    let giver = transaction.device(by).await?.ok_or(Error::Missing("device of a wish"))?;
    // Nobody has seen more of the person than when the first phone was given.
    if kind == DeviceKind::Qscd && giver.kind != DeviceKind::Qscd {
        return Err(refused("it is no qualified device itself".to_owned()));
    }
    let since = giver.created_at.plus(i64::from(policy.after_seconds));
    if transaction.now() < since {
        return Err(refused(format!(
            "it was enrolled a short while ago, and may from {} on",
            since.rfc3339()
        )));
    }
    has_room(transaction, policy, person).await
}

/// Has the person fewer phones than a person may have?
async fn has_room(transaction: &Transaction, policy: &FurtherPhones, person: PersonId) -> Result<(), Stop> {
    let now = transaction.now();
    let mut living = Vec::new();
    for certificate in transaction.certificates_of_person(&person).await? {
        let status = transaction.status(certificate.issuer, certificate.serial.as_bytes()).await?;
        let is_living = matches!(status, CertificateStatus::Final | CertificateStatus::Held { .. });
        if let (true, Some(device)) = (is_living && certificate.not_after >= now, certificate.device)
            && !living.contains(&device)
        {
            living.push(device);
        }
    }
    let most = usize::try_from(policy.most_phones).unwrap_or(usize::MAX);
    if living.len() < most {
        return Ok(());
    }
    let why =
        format!("the person has {} phones, and may have {most} that officers did not give", living.len());
    Err(Problem::NoFurtherPhone(why).into())
}

/// Is the phone that gave an activation still one that may sign for its person? A freeze, a suspension, a block or its end takes the
/// activation along.
pub(crate) async fn giver_stands(
    transaction: &store::Reads,
    by: &DeviceId,
    now: UnixTime,
) -> Result<(), Stop> {
    let revoked = |why: &str| Stop::Refused(Problem::ActivationRevoked(why.to_owned()));
    if transaction.device_block(by).await?.is_some() {
        return Err(revoked("the keys of the phone that gave it are blocked"));
    }
    let all = transaction.certificates_of_device(by).await?;
    let signing = all.iter().find(|one| purpose_of(&one.profile) == Some(Purpose::Signature));
    let signing = signing.ok_or(Error::Missing("certificate of a device"))?;
    match transaction.status(signing.issuer, signing.serial.as_bytes()).await? {
        CertificateStatus::Final if signing.not_after >= now => Ok(()),
        _ => Err(revoked("the certificate of the phone that gave it is not in force")),
    }
}

/// What a phone gave is looked at once more where the certificates become final: a freeze that came meanwhile takes them along, and of
/// two phones that race for the last place one gets it. The person is locked.
pub(crate) async fn still_holds(
    transaction: &Transaction,
    policy: &FurtherPhones,
    activation: &Activation,
) -> Result<(), Stop> {
    let Some(wish) = activation.wish_sha256 else { return Ok(()) };
    let wish = transaction.wish(&wish).await?.ok_or(Error::Missing("wish of the activation"))?;
    giver_stands(transaction, &wish.device, transaction.now()).await?;
    has_room(transaction, policy, activation.person).await
}

/// Gives it: one at a time, for minutes.
pub(super) async fn give(
    transaction: &mut Transaction,
    policy: &FurtherPhones,
    person: PersonId,
    wish: pki_types::Sha256Digest,
    (id, device_kind, secret): (ActivationId, DeviceKind, &[u8]),
) -> Result<(), Stop> {
    if transaction.activation(&id).await?.is_some() {
        return Err(Problem::ActivationExists.into());
    }
    transaction.supersede_activations(&person, &wish).await?;
    let now = transaction.now();
    let activation = Activation {
        id,
        person,
        device_kind,
        phone_number: None,
        secret: secret.to_vec(),
        expires_at: now.plus(i64::from(policy.waits_seconds)),
        act_sha256: None,
        wish_sha256: Some(wish),
        used_by: None,
        failures: 0,
        ended_at: None,
        created_at: now,
    };
    Ok(transaction.insert_activation(&activation).await?)
}
