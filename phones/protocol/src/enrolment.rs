//! How a phone becomes a person's device (`sign-enrolment+jwt`, by the device key Kd, which its header introduces).
//!
//! The outer part is for the door: two certificate requests and the device key. The inner part is encrypted to the
//! opening key Ck: the proof keys, the seed of the service's shares, and the proof that the phone knows the secret of
//! its activation, over everything else in the message.

use pki_types::certificate_request::CertificateRequest;
use pki_types::jwe::{Jwe, jwe_encrypt};
use pki_types::random::Random;
use pki_types::schema::{Enclosed, Encrypted};
use pki_types::{KeyKind, PublicKey, UnixTime, strict_json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{ActivationId, DeviceId, DeviceKind};
use zeroize::Zeroizing;

use crate::Error;
use crate::activation::ActivationSecret;
use crate::fixed::{ForRegistration, VersionOne};
use crate::keys::{activation_proof, check_mac};
use crate::message::{Draft, HeaderKey, Message, Received, Verified, draft_with, empty_header};
use crate::wire::{Jwk, Octets, Secret32};

/// `typ` of the encrypted part.
pub const SECRETS_TYP: &str = "sign-enrolment-secrets+jwe";
const SECRETS_MAXIMUM: usize = 4_096;

/// A PKCS#10 request in DER, at most 4,096 octets.
pub type RequestDer = Octets<1, 4_096>;

/// The payload of an enrolment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// 1.
    pub v: VersionOne,
    /// `registration`.
    pub aud: ForRegistration,
    /// The activation that this uses up.
    pub activation_id: ActivationId,
    /// As in the officer's act.
    pub device_kind: DeviceKind,
    /// The request for the authentication key.
    pub csr_authentication: RequestDer,
    /// The request for the signing key.
    pub csr_signature: RequestDer,
    /// Kd, the same as in the header.
    pub device_key: Jwk,
    /// What the inner zone alone may read.
    #[schema(value_type = EncryptedEnrolmentSecrets)]
    pub secrets: String,
    /// When it was made, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Enrolment {
    const TYP: &'static str = "sign-enrolment+jwt";
    const NAME: &'static str = "enrolment";
    const MAXIMUM_OCTETS: usize = 32 * 1024;
    const HEADER_KEY: HeaderKey = HeaderKey::DeviceKey;

    fn check(&self) -> Result<(), Error> {
        if self.secrets.len() > SECRETS_MAXIMUM {
            return Err(Error::TooLong {
                what: "secrets",
                octets: self.secrets.len(),
                limit: SECRETS_MAXIMUM,
            });
        }
        Ok(())
    }

    fn draft(&self) -> Result<Draft, Error> {
        let mut header = empty_header::<Self>();
        header.jwk = Some(self.device_key.0.clone());
        draft_with(self, header)
    }
}

/// The proof keys of both PINs.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofKeys {
    /// Of PIN 1.
    pub authentication: Secret32,
    /// Of PIN 2.
    pub signature: Secret32,
}

/// The encrypted part of an enrolment, as it stands in it.
pub type EncryptedEnrolmentSecrets = Encrypted<EnrolmentSecrets>;

impl Enclosed for EnrolmentSecrets {
    const TYP: &'static str = SECRETS_TYP;
    const MAXIMUM_OCTETS: usize = SECRETS_MAXIMUM;
    const TO: &'static str = "the opening key of the key list";
}

/// The encrypted part of an enrolment.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentSecrets {
    /// What the inner zone checks PIN proofs with.
    pub proof_keys: ProofKeys,
    /// From which the service's shares are derived.
    pub seed: Secret32,
    /// HMAC with the activation's secret over all the rest: the activation proof of `docs/protocol/phone.md`, §3.
    pub mac: Secret32,
}

impl EnrolmentSecrets {
    /// Does the sender know the activation's secret, and is nothing of the message changed?
    ///
    /// # Errors
    /// The MAC is another.
    pub fn check_activation(&self, enrolment: &Enrolment, secret: &ActivationSecret) -> Result<(), Error> {
        let input = EnrolmentHashInput {
            activation_id: enrolment.activation_id,
            device_kind: enrolment.device_kind,
            csr_authentication: enrolment.csr_authentication.as_bytes(),
            csr_signature: enrolment.csr_signature.as_bytes(),
            device_key: &enrolment.device_key.0,
            proof_keys: &self.proof_keys,
            seed: &self.seed,
            iat: enrolment.iat,
        };
        let expected = activation_proof(secret.expose(), &input);
        check_mac("the activation code", self.mac.expose(), &expected)
    }
}

/// All of an enrolment that its MAC covers.
#[derive(Clone, Copy)]
pub struct EnrolmentHashInput<'a> {
    /// The activation.
    pub activation_id: ActivationId,
    /// The device's kind.
    pub device_kind: DeviceKind,
    /// The request for the authentication key, DER.
    pub csr_authentication: &'a [u8],
    /// The request for the signing key, DER.
    pub csr_signature: &'a [u8],
    /// Kd.
    pub device_key: &'a PublicKey,
    /// Both proof keys.
    pub proof_keys: &'a ProofKeys,
    /// The seed.
    pub seed: &'a Secret32,
    /// When the message was made.
    pub iat: UnixTime,
}

impl EnrolmentHashInput<'_> {
    /// Every part behind its length in four octets, in the order of the fields. The device key is its uncompressed
    /// point, `iat` eight octets.
    pub(crate) fn to_bytes(self) -> Zeroizing<Vec<u8>> {
        let iat = self.iat.seconds().to_be_bytes();
        let parts: [&[u8]; 9] = [
            self.activation_id.as_bytes(),
            kind_text(self.device_kind).as_bytes(),
            self.csr_authentication,
            self.csr_signature,
            self.device_key.subject_public_key(),
            self.proof_keys.authentication.expose(),
            self.proof_keys.signature.expose(),
            self.seed.expose(),
            &iat,
        ];
        let mut bytes = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum()));
        for part in parts {
            let length = u32::try_from(part.len()).expect("every part is shorter than 4 GiB");
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// What a phone has made before it enrols.
pub struct EnrolmentParts {
    /// From the activation payload.
    pub activation_id: ActivationId,
    /// From the activation payload.
    pub activation_secret: ActivationSecret,
    /// The phone's kind.
    pub device_kind: DeviceKind,
    /// The request for the authentication key, DER.
    pub csr_authentication: Vec<u8>,
    /// The request for the signing key, DER.
    pub csr_signature: Vec<u8>,
    /// Kd.
    pub device_key: PublicKey,
    /// Both proof keys.
    pub proof_keys: ProofKeys,
    /// The seed, which the phone forgets afterwards.
    pub seed: Secret32,
    /// Now.
    pub iat: UnixTime,
}

impl Enrolment {
    /// Composes the message: computes the MAC and encrypts the secrets to Ck.
    ///
    /// # Errors
    /// A request is empty or too long, or encryption fails.
    pub fn compose(
        parts: &EnrolmentParts,
        opening_key: &PublicKey,
        random: &dyn Random,
    ) -> Result<Self, Error> {
        let request = |field, der: &[u8]| {
            RequestDer::new(der.to_vec()).ok_or(Error::Field { field, rule: "must have 1 to 4,096 octets" })
        };
        let mac = activation_proof(
            parts.activation_secret.expose(),
            &EnrolmentHashInput {
                activation_id: parts.activation_id,
                device_kind: parts.device_kind,
                csr_authentication: &parts.csr_authentication,
                csr_signature: &parts.csr_signature,
                device_key: &parts.device_key,
                proof_keys: &parts.proof_keys,
                seed: &parts.seed,
                iat: parts.iat,
            },
        );
        let secrets = EnrolmentSecrets {
            proof_keys: parts.proof_keys.clone(),
            seed: parts.seed.clone(),
            mac: Secret32::new(*mac),
        };
        Ok(Self {
            v: VersionOne,
            aud: ForRegistration,
            activation_id: parts.activation_id,
            device_kind: parts.device_kind,
            csr_authentication: request("csr_authentication", &parts.csr_authentication)?,
            csr_signature: request("csr_signature", &parts.csr_signature)?,
            device_key: Jwk(parts.device_key.clone()),
            secrets: encrypt_json("secrets", SECRETS_TYP, &secrets, opening_key, random)?,
            iat: parts.iat,
        })
    }

    /// The keys that are to be certified, each with its proof of possession verified.
    ///
    /// # Errors
    /// A request is malformed or not signed by its own key, a key is not P-256, or one of the three keys is used twice.
    pub fn proven_keys(&self) -> Result<ProvenKeys, Error> {
        let read = |what, der: &RequestDer| {
            CertificateRequest::from_der(der.as_bytes()).map_err(Error::format(what))
        };
        let authentication = read("csr_authentication", &self.csr_authentication)?;
        let signature = read("csr_signature", &self.csr_signature)?;
        let keys = [
            ("csr_authentication", authentication.public_key()),
            ("csr_signature", signature.public_key()),
            ("device_key", &self.device_key.0),
        ];
        for (at, (field, key)) in keys.into_iter().enumerate() {
            if key.kind() != KeyKind::P256 {
                return Err(Error::Field { field, rule: "must have a key of P-256" });
            }
            if keys[..at].iter().any(|(_, other)| *other == key) {
                return Err(Error::Field { field, rule: "must have another key than the members before it" });
            }
        }
        Ok(ProvenKeys {
            authentication: authentication.public_key().clone(),
            signature: signature.public_key().clone(),
        })
    }

    /// The encrypted part, for the holder of Ck: agree with [`Jwe::ephemeral_key`], then [`Enrolment::open_secrets`].
    ///
    /// # Errors
    /// Not such a JWE.
    pub fn encrypted_secrets(&self) -> Result<Jwe, Error> {
        Jwe::parse(&self.secrets, SECRETS_TYP, SECRETS_MAXIMUM).map_err(Error::format("secrets"))
    }

    /// Decrypts the secrets with the shared secret of Ck and the JWE's ephemeral key.
    ///
    /// # Errors
    /// Not encrypted to Ck, altered, or not the expected JSON.
    pub fn open_secrets(&self, shared_secret: &[u8; 32]) -> Result<EnrolmentSecrets, Error> {
        open_json("secrets", &self.encrypted_secrets()?, shared_secret)
    }
}

/// The two keys of an enrolment that are to be certified: each has signed its own request, and neither is the other one or the
/// device key. Only [`Enrolment::proven_keys`] makes it, so whoever has it need not verify again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenKeys {
    authentication: PublicKey,
    signature: PublicKey,
}

impl ProvenKeys {
    /// The authentication key.
    #[must_use]
    pub const fn authentication(&self) -> &PublicKey {
        &self.authentication
    }

    /// The signing key.
    #[must_use]
    pub const fn signature(&self) -> &PublicKey {
        &self.signature
    }
}

/// Verifies an enrolment under the device key that it introduces.
///
/// # Errors
/// No key in the header, another in the payload, or the signature does not verify.
pub fn verify_enrolment(enrolment: Received<Enrolment>) -> Result<Verified<Enrolment>, Error> {
    let key = enrolment
        .header_key()
        .cloned()
        .ok_or(Error::Field { field: "jwk", rule: "must be in the header" })?;
    if enrolment.claims().device_key.0 != key {
        return Err(Error::mismatch(
            "device_key",
            enrolment.claims().device_key.0.spki_sha256(),
            key.spki_sha256(),
        ));
    }
    enrolment.verify(&key)
}

/// What the service answers when the certificates are there.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentReply {
    /// The device's id, which every later message carries.
    pub device: DeviceId,
    /// The person's certificates.
    pub certificates: DeviceCertificates,
    /// The issuing CA and the root, PEM.
    pub chain: Vec<String>,
}

/// One certificate for each purpose, PEM.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceCertificates {
    /// For logging in.
    pub authentication: String,
    /// For signing.
    pub signature: String,
}

/// Serialises a secret and encrypts it to a key; the plain text is wiped.
pub(crate) fn encrypt_json<T: Serialize>(
    what: &'static str,
    typ: &str,
    value: &T,
    recipient: &PublicKey,
    random: &dyn Random,
) -> Result<String, Error> {
    let plaintext = Zeroizing::new(
        serde_json::to_vec(value).map_err(|error| Error::Json { what, reason: error.to_string() })?,
    );
    jwe_encrypt(recipient, typ, &plaintext, random).map_err(Error::format(what))
}

/// Decrypts and reads a secret.
pub(crate) fn open_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    jwe: &Jwe,
    shared_secret: &[u8; 32],
) -> Result<T, Error> {
    let plaintext = jwe.decrypt(shared_secret).map_err(Error::format(what))?;
    // Its errors name the place and never a value, which here would be a secret.
    strict_json::from_slice(what, &plaintext).map_err(Error::format(what))
}

/// The word of a device kind, as in JSON.
const fn kind_text(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::App => "app",
        DeviceKind::Qscd => "qscd",
    }
}
