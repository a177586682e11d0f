//! `activate`, `cancel_activation`: a person may enrol one device, or may not any more. The officer's client drew the secret;
//! only the inner zone can read it.

use hsm_adapter::offload;
use phone_protocol::activation::kept_secret_associated_data;
use pki_types::jwe::Jwe;
use store::Activation;
use words::act::{
    ACTIVATION_SECRET_TYP, Activate, Activated, ActivationCancelled, ActivationSecret, CancelActivation,
    MAX_ACTIVATION_SECRET_OCTETS,
};
use words::{ActivationId, DeviceKind};

use super::OfficersAct;
use crate::acts::naming::content;
use crate::authority::Authority;
use crate::enrolment::check::spent;
use crate::error::Error;
use crate::issuance::profile::SECONDS_PER_DAY;
use crate::problem::{Problem, Stop};

/// The longest life of an activation.
const MAXIMUM_SECONDS: i64 = 7 * SECONDS_PER_DAY;

impl Authority {
    pub(super) async fn activate(&self, act: OfficersAct, said: Activate) -> Result<(), Stop> {
        if said.device_kind == DeviceKind::Qscd && !self.country.qscd() {
            return Err(Problem::DeviceKindOff.into());
        }
        let lasts = said.expires_at.since(self.clock.now());
        if !(1..=MAXIMUM_SECONDS).contains(&lasts) {
            return Err(content("expires_at", "must lie in the next 7 days").into());
        }
        let id = said.activation_id;
        let secret = self.open_activation_secret(&said).await?;
        let secret = self.protect_activation_secret(secret, id).await?;
        self.store
            .transaction("act: activate", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    let person = transaction.person_by_code(&said.person.country, &said.person.code).await?;
                    let person = person.ok_or(Problem::PersonUnknown)?;
                    if transaction.activation(&id).await?.is_some() {
                        return Err(Problem::ActivationExists.into());
                    }
                    let activation = Activation {
                        id,
                        person: person.id,
                        device_kind: said.device_kind,
                        phone_number: said.phone_number,
                        secret,
                        expires_at: said.expires_at,
                        act_sha256: Some(act.sha256()),
                        wish_sha256: None,
                        used_by: None,
                        failures: 0,
                        ended_at: None,
                        created_at: transaction.now(),
                    };
                    transaction.insert_activation(&activation).await?;
                    let reply = Activated { activation: said.activation_id };
                    act.done(transaction, &reply).await
                })
            })
            .await
    }

    pub(super) async fn cancel_activation(
        &self,
        act: OfficersAct,
        said: CancelActivation,
    ) -> Result<(), Stop> {
        let id = said.activation_id;
        self.store
            .transaction("act: cancel activation", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    // The update itself is the check: of this and an enrolment that race one is the first.
                    if !transaction.cancel_activation(&id, &act.sha256()).await? {
                        let terms = transaction.activation_terms(&id).await?;
                        return Err(terms.as_ref().map_or(Problem::ActivationUnknown, spent).into());
                    }
                    let recorded_at = transaction.now();
                    let reply = ActivationCancelled { cancelled: said.activation_id, recorded_at };
                    act.done(transaction, &reply).await
                })
            })
            .await
    }

    /// Decrypts the secret and checks that it belongs to this very activation, so that it cannot be moved
    /// into another act.
    async fn open_activation_secret(&self, said: &Activate) -> Result<ActivationSecret, Stop> {
        let refused = |reason: &str| Stop::Refused(Problem::ActivationSecret(reason.to_owned()));
        let message = Jwe::parse(&said.secret, ACTIVATION_SECRET_TYP, MAX_ACTIVATION_SECRET_OCTETS)
            .map_err(|error| refused(&error.to_string()))?;
        let (opening, sender) = (self.opening.clone(), message.ephemeral_key().clone());
        let shared = offload(move || opening.agree(&sender)).await.map_err(Error::from)?;
        let plaintext = message.decrypt(&shared).map_err(|error| refused(&error.to_string()))?;
        // The parser's reason could quote the plain text, which is secret and personal.
        let secret: ActivationSecret =
            serde_json::from_slice(&plaintext).map_err(|_| refused("it is not the expected JSON"))?;
        if secret.activation_id != said.activation_id {
            return Err(refused("it is for another activation"));
        }
        if secret.device_kind != said.device_kind {
            return Err(refused("it is for another kind of device"));
        }
        if secret.person != said.person.code {
            return Err(refused("it is for another person"));
        }
        if secret.secret.len() != 16 {
            return Err(refused("it has not 16 octets"));
        }
        Ok(secret)
    }

    async fn protect_activation_secret(
        &self,
        secret: ActivationSecret,
        id: ActivationId,
    ) -> Result<Vec<u8>, Error> {
        let protector = self.protector.clone();
        Ok(offload(move || protector.protect(&secret.secret, &kept_secret_associated_data(&id))).await?)
    }
}
