//! An enrolment, opened and checked: everything that must be true before a phone becomes a person's device.

use std::sync::Arc;

use hsm_adapter::{Protector, offload};
use phone_protocol::activation::ActivationSecret;
use phone_protocol::enrolment::{Enrolment, EnrolmentSecrets, ProvenKeys, verify_enrolment};
use phone_protocol::message::{Received, Verified};
use pki_types::{PublicKey, Sha256Digest};
use store::{
    Activation, ActivationFailures, ActivationTerms, ActivationUse, Device, DeviceSecret, Person, Reads,
    Transaction,
};
use words::act::{Act, SignedAct};
use words::leaf::{self, Leaf};
use words::personal::PersonName;
use words::profile::of_citizen;
use words::{ActivationId, DeviceId, Purpose};
use zeroize::Zeroizing;

use crate::acts::acting;
use crate::acts::rules::Rule;
use crate::authority::Authority;
use crate::error::Error;
use crate::issuance::subject::Subject;
use crate::problem::{Problem, Stop};
use crate::replies;

/// Enrolments for one activation that may fail to prove its secret; the last of them ends it. The secret has 128 bits, so
/// nobody guesses it: what is bounded is the work, and the officer and the person hear that somebody tried.
const FAILURES_OF_AN_ACTIVATION: u32 = 5;

/// An enrolment whose form, activation and encryption are in order.
pub(crate) struct OpenedEnrolment {
    enrolment: Verified<Enrolment>,
    pub(crate) activation: Activation,
    secrets: EnrolmentSecrets,
    /// Whether its sender knows the activation's secret.
    pub(crate) proves_activation: bool,
}

/// An enrolment that may be carried out.
pub(crate) struct CheckedEnrolment {
    pub(crate) activation: Activation,
    pub(crate) person: Person,
    pub(crate) keys: ProvenKeys,
    device_key: PublicKey,
    secrets: EnrolmentSecrets,
}

/// Opens an enrolment from its bytes; the door's checks count for nothing here. Nobody has proven anything before it is
/// open.
pub(crate) async fn open(authority: &Authority, sha256: &Sha256Digest) -> Result<OpenedEnrolment, Stop> {
    let store = &authority.store;
    let row = store.enrolment_request(sha256).await?.ok_or(Error::Missing("enrolment"))?;
    // 1. Form, audience, and the signature by the device key that it introduces.
    let enrolment = Received::<Enrolment>::parse(&row.body)
        .and_then(verify_enrolment)
        .map_err(|error| Problem::EnrolmentMalformed(error.to_string()))?;
    let claims: &Enrolment = &enrolment;
    // 2. The activation: there, not ended, for this kind of device, in time, and unused or used by these very bytes.
    let id = claims.activation_id;
    let activation = store.activation(&id).await?.ok_or(Problem::ActivationUnknown)?;
    check_activation(&activation, sha256, authority)?;
    let (activated, presented) = (activation.device_kind, claims.device_kind);
    if activated != presented {
        let (activated, presented) = (activated.as_str(), presented.as_str());
        return Err(Problem::OtherDeviceKind { activated, presented }.into());
    }
    // 3. The secrets are for us, and their sender knows the activation's secret over everything else in the
    // message.
    let secrets = open_secrets(authority, claims).await?;
    let expected = activation_secret(authority, &activation).await?;
    let proves_activation = secrets.check_activation(claims, &expected).is_ok();
    Ok(OpenedEnrolment { enrolment, activation, secrets, proves_activation })
}

/// Checks the rest of an enrolment whose sender knows the activation's secret.
pub(crate) async fn check(
    authority: &Authority,
    opened: OpenedEnrolment,
    sha256: &Sha256Digest,
) -> Result<CheckedEnrolment, Stop> {
    let (store, OpenedEnrolment { enrolment, activation, secrets, .. }) = (&authority.store, opened);
    let claims: &Enrolment = &enrolment;
    // 1. The officer's act still holds, and says what the activation's row says.
    let person = store.person(&activation.person).await?.ok_or(Error::Missing("person of the activation"))?;
    check_act(authority, &activation, &person).await?;
    // 2. Both requests are signed by their own keys; three different keys, none of them certified before.
    let keys = claims.proven_keys().map_err(|error| Problem::EnrolmentKeys(error.to_string()))?;
    let device_key = claims.device_key.0.clone();
    for key in [keys.authentication(), keys.signature(), &device_key] {
        check_new_key(store, key, sha256).await?;
    }
    Ok(CheckedEnrolment { keys, activation, person, device_key, secrets })
}

/// Counts an enrolment that did not prove the activation's secret, ends the activation if it was the last that it takes, and
/// answers: one commit, so a message that was answered was counted, once.
pub(crate) async fn count_failure(
    authority: &Authority,
    activation: Activation,
    sha256: Sha256Digest,
) -> Result<(), Stop> {
    authority
        .store
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

/// Why an activation that was used, cancelled or ended is good for nothing more.
pub(crate) fn spent(terms: &ActivationTerms) -> Problem {
    match (terms.used_by, terms.ended_at) {
        (Some(_), Some(_)) => Problem::ActivationCancelled,
        (None, Some(_)) => Problem::ActivationEnded(terms.failures),
        (_, None) => Problem::ActivationUsed,
    }
}

fn check_activation(
    activation: &Activation,
    sha256: &Sha256Digest,
    authority: &Authority,
) -> Result<(), Stop> {
    match activation.used_by {
        Some(by) if by == *sha256 => Ok(()),
        Some(_) if activation.ended_at.is_some() => Err(Problem::ActivationCancelled.into()),
        Some(_) => Err(Problem::ActivationUsed.into()),
        None if activation.ended_at.is_some() => Err(Problem::ActivationEnded(activation.failures).into()),
        None if authority.clock.now() >= activation.expires_at => {
            Err(Problem::ActivationExpired(activation.expires_at.rfc3339()).into())
        }
        None => Ok(()),
    }
}

async fn open_secrets(authority: &Authority, claims: &Enrolment) -> Result<EnrolmentSecrets, Stop> {
    let malformed = |error: phone_protocol::Error| Problem::EnrolmentMalformed(error.to_string());
    let sender = claims.encrypted_secrets().map_err(malformed)?.ephemeral_key().clone();
    let opening = authority.opening.clone();
    let shared = offload(move || opening.agree(&sender)).await.map_err(Error::from)?;
    Ok(claims.open_secrets(&shared).map_err(malformed)?)
}

async fn activation_secret(authority: &Authority, activation: &Activation) -> Result<ActivationSecret, Stop> {
    let (protector, ciphertext) = (authority.protector.clone(), activation.secret.clone());
    let associated = activation_data(&activation.id);
    let secret = offload(move || protector.open(&ciphertext, &associated)).await.map_err(Error::from)?;
    let octets: [u8; 16] = secret
        .as_slice()
        .try_into()
        .map_err(|_| Error::Inconsistent("an activation secret of another length"))?;
    Ok(ActivationSecret::new(octets))
}

/// What an activation's secret is bound to while it is kept.
pub(crate) fn activation_data(id: &ActivationId) -> Vec<u8> {
    [b"sign-activation\0".as_slice(), id.as_bytes()].concat()
}

/// The activation's row was written from an officer's signed act; whoever changed the row could not change
/// the act.
async fn check_act(authority: &Authority, activation: &Activation, person: &Person) -> Result<(), Stop> {
    let row =
        authority.store.act(&activation.act_sha256).await?.ok_or(Error::Missing("act of the activation"))?;
    let act = SignedAct::parse(&row.body).map_err(|error| Problem::ActivationRevoked(error.to_string()))?;
    let Act::Activate(said) = act.act() else {
        return Err(Error::Inconsistent("an activation by an act of another kind").into());
    };
    let rule = Rule::of(&authority.store, act.act()).await?;
    acting::still_holds(&authority.store, &authority.directory, &act, rule.roles).await?;
    let same = said.activation_id == activation.id
        && said.device_kind == activation.device_kind
        && said.expires_at == activation.expires_at
        && said.person.country == person.country
        && said.person.code == person.code;
    if same { Ok(()) } else { Err(Error::Inconsistent("an activation that differs from its act").into()) }
}

async fn check_new_key(reads: &Reads, key: &PublicKey, sha256: &Sha256Digest) -> Result<(), Stop> {
    // What another try of this very message wrote down does not count, however late it was written: one of the two
    // becomes final.
    let user = reads.intent_of_key(&key.spki_sha256()).await?;
    if user.is_some_and(|intent| intent.request_sha256 != *sha256) {
        return Err(Problem::KeyUsed.into());
    }
    Ok(())
}

impl CheckedEnrolment {
    /// Whom the certificates name: the register's record, and nothing that the phone said.
    pub(crate) fn subject(&self) -> Result<Subject, Stop> {
        let name = PersonName::new(&self.person.given_name, &self.person.surname).map_err(Error::from)?;
        Ok(Subject::NaturalPerson {
            country: self.person.country.clone(),
            name,
            code: self.person.code.clone(),
        })
    }

    /// The profile of the certificate for this purpose: the officer's act alone has chosen it.
    pub(crate) fn profile(&self, purpose: Purpose) -> &'static str {
        of_citizen(purpose, self.activation.device_kind)
    }

    /// The device's row.
    pub(crate) fn device_row(&self, id: DeviceId, enrolment_sha256: Sha256Digest) -> NewDevice {
        NewDevice {
            id,
            person: self.person.id,
            kind: self.activation.device_kind,
            key_spki: self.device_key.spki_der().to_vec(),
            enrolment_sha256,
        }
    }

    /// Proof key and seed of each purpose, encrypted for the device and the purpose.
    pub(crate) async fn protect_secrets(
        &self,
        protector: Arc<dyn Protector>,
        device: DeviceId,
    ) -> Result<[(Purpose, Vec<u8>); 2], Error> {
        let secrets = self.secrets.clone();
        offload(move || {
            let protect = |purpose, proof_key: &[u8; 32]| {
                let plaintext = Zeroizing::new([proof_key.as_slice(), secrets.seed.expose()].concat());
                let ciphertext = protector.protect(&plaintext, &device_data(&device, purpose))?;
                Ok::<_, Error>((purpose, ciphertext))
            };
            Ok([
                protect(Purpose::Authentication, secrets.proof_keys.authentication.expose())?,
                protect(Purpose::Signature, secrets.proof_keys.signature.expose())?,
            ])
        })
        .await
    }
}

/// What a device's secrets are bound to while they are kept: the device's 16 octets and the purpose's word.
fn device_data(device: &DeviceId, purpose: Purpose) -> Vec<u8> {
    [device.as_bytes().as_slice(), purpose.as_str().as_bytes()].concat()
}

/// A device about to be written.
pub(crate) struct NewDevice {
    id: DeviceId,
    person: words::PersonId,
    kind: words::DeviceKind,
    key_spki: Vec<u8>,
    enrolment_sha256: Sha256Digest,
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
