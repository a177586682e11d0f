//! An enrolment, read, opened and checked: everything that must be true before a phone becomes a person's device.
//!
//! What reads is here; what decides over what was read is pure, in [`check`]; what is written is in [`writes`].

pub(crate) mod check;
pub(crate) mod writes;

use std::sync::Arc;

use hsm_adapter::{Agreement, Protector, offload};
use phone_protocol::activation::{ActivationSecret, kept_secret_associated_data};
use phone_protocol::enrolment::EnrolmentSecrets;
use pki_types::{PublicKey, Sha256Digest, UnixTime};
use store::{Activation, NO_RELYING_PARTY, Person, Store};
use words::act::SignedAct;
use words::{DeviceId, Purpose};
use zeroize::Zeroizing;

use crate::acts::acting::OfficerStanding;
use crate::acts::rules::Rule;
use crate::directory::Directory;
use crate::error::Error;
use crate::problem::{Problem, Stop};
use crate::wishes::further_phone::giver_stands;
use check::{ActFacts, AdmittedEnrolment, CheckedEnrolment, OpenedEnrolment, WishFacts};

/// What an enrolment is read with.
pub(crate) struct Reading<'a> {
    pub(crate) store: &'a Store,
    pub(crate) directory: &'a Directory,
    pub(crate) opening: &'a Arc<dyn Agreement>,
    pub(crate) protector: &'a Arc<dyn Protector>,
    pub(crate) now: UnixTime,
}

impl Reading<'_> {
    /// Opens an enrolment from its bytes; the door's checks count for nothing here. Nobody has proven anything before it is
    /// open.
    pub(crate) async fn open(&self, sha256: &Sha256Digest) -> Result<OpenedEnrolment, Stop> {
        let row = self.store.enrolment_request(sha256).await?.ok_or(Error::Missing("enrolment"))?;
        // 1. Form, audience, and the signature by the device key that it introduces.
        let message = check::message(&row.body)?;
        // 2. The activation: there, not ended, for this kind of device, in time, and unused or used by these very bytes.
        let activation = self.store.activation(&message.activation_id).await?;
        let admitted = check::admit(message, activation, sha256, self.now)?;
        // 3. The secrets are for us, and their sender knows the activation's secret over everything else in the message.
        let secrets = self.secrets(&admitted).await?;
        let expected = self.activation_secret(admitted.activation()).await?;
        Ok(check::opened(admitted, secrets, &expected))
    }

    /// Checks the rest of an enrolment whose sender knows the activation's secret.
    pub(crate) async fn check(
        &self,
        opened: OpenedEnrolment,
        sha256: &Sha256Digest,
    ) -> Result<CheckedEnrolment, Stop> {
        // 1. What gave the activation still holds, and says what the activation's row says.
        let person = self.given_to(&opened.activation).await?;
        // 2. Both requests are signed by their own keys; three different keys, none of them certified before.
        let checked = check::keys(opened, person)?;
        for key in checked.new_keys() {
            check::new_key(self.user_of(key).await?, sha256)?;
        }
        Ok(checked)
    }

    /// Proof key and seed of each purpose, encrypted for the device and the purpose, as they are kept.
    pub(crate) async fn protect(
        &self,
        checked: &CheckedEnrolment,
        device: DeviceId,
    ) -> Result<[(Purpose, Vec<u8>); 2], Error> {
        let (protector, secrets) = (self.protector.clone(), checked.secrets.clone());
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

    async fn secrets(&self, admitted: &AdmittedEnrolment) -> Result<EnrolmentSecrets, Stop> {
        let (opening, sender) = (self.opening.clone(), admitted.sender()?);
        let shared = offload(move || opening.agree(&sender)).await.map_err(Error::from)?;
        Ok(admitted.open_secrets(&shared)?)
    }

    async fn activation_secret(&self, activation: &Activation) -> Result<ActivationSecret, Stop> {
        let (protector, ciphertext) = (self.protector.clone(), activation.secret.clone());
        let associated = kept_secret_associated_data(&activation.id);
        let secret = offload(move || protector.open(&ciphertext, &associated)).await.map_err(Error::from)?;
        let octets: [u8; 16] = secret
            .as_slice()
            .try_into()
            .map_err(|_| Error::Inconsistent("an activation secret of another length"))?;
        Ok(ActivationSecret::new(octets))
    }

    /// Whose phone it will be, by whatever gave the activation: an officer's act, or a wish of a phone that may sign for the person still.
    async fn given_to(&self, activation: &Activation) -> Result<Person, Stop> {
        let person: Option<Person> = self.store.person(&activation.person).await?;
        let person = person.ok_or(Error::Missing("person of the activation"))?;
        match (activation.act_sha256, activation.wish_sha256) {
            (Some(act), None) => {
                let facts = self.act_facts(person, &act).await?;
                check::act(activation, &facts)?;
                Ok(facts.person)
            }
            (None, Some(wish)) => {
                let facts = self.wish_facts(person, &wish).await?;
                check::wish(activation, &facts)?;
                giver_stands(self.store, &facts.giver.id, self.now).await?;
                Ok(facts.person)
            }
            _ => Err(Error::Inconsistent("an activation that nobody gave, or two").into()),
        }
    }

    /// The activation's row was written when the person granted a wish; what they signed for that is still there.
    async fn wish_facts(&self, person: Person, wish: &Sha256Digest) -> Result<WishFacts, Stop> {
        let missing = Error::Missing;
        let row = self.store.wish(wish).await?.ok_or(missing("wish of the activation"))?;
        let giver = self.store.device(&row.device).await?.ok_or(missing("device of a wish"))?;
        let session = self.store.session_by_jti(NO_RELYING_PARTY, &wish.to_string()).await?;
        let session = session.ok_or(missing("session of a wish"))?;
        let view = self.store.session_view(&session.id).await?;
        let (statement, outcome) = view
            .and_then(|view| view.statement.zip(view.outcome))
            .ok_or(missing("grant of the activation"))?;
        let signature = outcome.signatures.and_then(|all| all.0.into_iter().next().flatten());
        let certificate = self.store.certificate_by_hash(&session.certificate_sha256).await?;
        Ok(WishFacts {
            person,
            wish: row.body,
            giver,
            statement: statement.jws,
            signature: signature.ok_or(missing("signature under a wish"))?,
            certificate: certificate.ok_or(missing("certificate of a wish"))?,
        })
    }

    /// The activation's row was written from an officer's signed act; whoever changed the row could not change the act.
    async fn act_facts(&self, person: Person, act: &Sha256Digest) -> Result<ActFacts, Stop> {
        let row = self.store.act(act).await?;
        let row = row.ok_or(Error::Missing("act of the activation"))?;
        let act =
            SignedAct::parse(&row.body).map_err(|error| Problem::ActivationRevoked(error.to_string()))?;
        let rule = Rule::of(self.store, act.act()).await?;
        let standing =
            OfficerStanding::read(self.store, self.directory, &act).await.map_err(no_longer_holds)?;
        Ok(ActFacts { person, act, allowed: rule.roles, standing })
    }

    /// The request that certified this key, or is about to.
    async fn user_of(&self, key: &PublicKey) -> Result<Option<Sha256Digest>, Error> {
        let intent = self.store.intent_of_key(&key.spki_sha256()).await?;
        Ok(intent.map(|intent| intent.request_sha256))
    }
}

/// What is no officer's certificate now was none under the act either.
fn no_longer_holds(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(problem) => Stop::Refused(Problem::ActivationRevoked(problem.to_string())),
        other => other,
    }
}

/// What a device's secrets are bound to while they are kept: the device's 16 octets and the purpose's word.
fn device_data(device: &DeviceId, purpose: Purpose) -> Vec<u8> {
    [device.as_bytes().as_slice(), purpose.as_str().as_bytes()].concat()
}
