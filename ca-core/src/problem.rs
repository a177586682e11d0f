//! Why an act, an enrolment or a signer's request is refused (RFC 9457). A refusal is a decision of the service, with a reply and a leaf; it
//! is not a failure of the service (that is [`crate::Error`]).
//!
//! To add one: a variant here, its kind in [`Problem::kind`], and a test that meets it.

use serde_json::{Value, json};

/// A request that was understood well enough to be refused. `Display` gives the first sentence of the problem's `detail`; no variant carries a
/// personal value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    // ---- officers' acts
    /// Not an act, not signed by the key of its certificate, or for somebody else.
    #[error("the act cannot be read: {0}")]
    ActMalformed(String),
    /// Signed in the future or expired.
    #[error("the act's times are not accepted: {0}")]
    ActTimes(String),
    /// The officer has used this `jti` before, in other bytes.
    #[error("another act of this officer has the same jti")]
    ActRepeated,
    /// The certificate is no officer's, or not in force.
    #[error("the certificate of the act is not accepted: {0}")]
    OfficerCertificate(String),
    /// A value of the act that its form does not exclude.
    #[error("{field} {rule}")]
    ActContent {
        /// The member.
        field: &'static str,
        /// What it must be.
        rule: String,
    },
    /// The person is registered.
    #[error("this country and code are registered already")]
    PersonExists,
    /// No such person.
    #[error("no person is registered under this country and code")]
    PersonUnknown,
    /// The activation's id is taken.
    #[error("this activation id was used before")]
    ActivationExists,
    /// Devices of this kind are not activated in this country.
    #[error("devices of kind qscd are not activated here")]
    DeviceKindOff,
    /// The encrypted secret is not for this activation.
    #[error("the activation's secret is not accepted: {0}")]
    ActivationSecret(String),
    /// No such certificate.
    #[error("no certificate has this digest")]
    CertificateUnknown,
    /// No such device of this person.
    #[error("the person has no such device")]
    DeviceUnknown,
    /// Nothing to act on.
    #[error("the person has no certificate that is in force")]
    NoCertificates,
    /// The profile excludes suspension.
    #[error("certificates of profile {0} are revoked, never suspended")]
    NotSuspendable(String),
    /// Release of what is not on hold.
    #[error("none of these certificates is suspended")]
    NotSuspended,
    /// Revocation is terminal.
    #[error(
        "one of these certificates is revoked; a revocation is final, only its reason may be raised to key_compromise"
    )]
    AlreadyRevoked,
    /// The relying party or officer is registered.
    #[error("the id {0} is taken")]
    IdTaken(String),
    /// No such relying party.
    #[error("no relying party has the id {0}")]
    RelyingPartyUnknown(String),

    // ---- keys and certificates
    /// The certificate request is malformed or not signed by its own key.
    #[error("the certificate request is not accepted: {0}")]
    CertificateRequest(String),
    /// The key is weak, blocked, of another kind, or certified before.
    #[error("the key is not accepted: {0}")]
    Key(String),
    /// The certificate that would come out breaks a rule.
    #[error("no certificate can be made of this: {0}")]
    CertificateContent(String),

    // ---- enrolments
    /// Not an enrolment.
    #[error("the enrolment cannot be read: {0}")]
    EnrolmentMalformed(String),
    /// No such activation.
    #[error("there is no such activation")]
    ActivationUnknown,
    /// The activation is over.
    #[error("the activation expired at {0}")]
    ActivationExpired(String),
    /// Another message used it.
    #[error("the activation was used by another enrolment")]
    ActivationUsed,
    /// The phone does not know the activation's secret, or the message was changed on its way.
    #[error("the activation code is wrong, or the message was changed on its way")]
    ActivationWrong,
    /// The phone is of another kind than the officer said.
    #[error("the activation is for a device of kind {activated}, this is one of kind {presented}")]
    OtherDeviceKind {
        /// As the officer's act says.
        activated: &'static str,
        /// As the phone says.
        presented: &'static str,
    },
    /// The officer's act behind the activation does not hold any more.
    #[error("the officer's act behind this activation does not hold: {0}")]
    ActivationRevoked(String),

    // ---- signers' requests
    /// Not a signer's request.
    #[error("the request cannot be read: {0}")]
    SignerRequestMalformed(String),
    /// The certificate is no identity, or not in force.
    #[error("the certificate of the request is not accepted: {0}")]
    Identity(String),
    /// This identity may not ask for such a certificate.
    #[error("{identity} may not ask for {asked}")]
    NotAllowed {
        /// The role of the identity.
        identity: String,
        /// What it asked for.
        asked: String,
    },
}

/// One kind of problem, as its page and its body tell it (RFC 9457 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The stable name, the last segment of `type`.
    pub slug: &'static str,
    /// The status that a door gives, in HTTP's numbers.
    pub status: u16,
    /// What happened, as a sentence without a full stop.
    pub title: &'static str,
    /// What the sender should do, as whole sentences; the end of every `detail`.
    pub remedy: &'static str,
}

const fn kind(slug: &'static str, status: u16, title: &'static str, remedy: &'static str) -> Kind {
    Kind { slug, status, title, remedy }
}

impl Problem {
    /// The stable name of the problem, the last part of its `type`.
    pub fn slug(&self) -> &'static str {
        self.kind().slug
    }

    /// The status that a door gives, in HTTP's numbers.
    pub fn status(&self) -> u16 {
        self.kind().status
    }

    /// The problem details object of RFC 9457 §3.
    pub fn to_json(&self) -> Value {
        let kind = self.kind();
        json!({
            "type": format!("/problems/{}", kind.slug),
            "title": kind.title,
            "status": kind.status,
            "detail": format!("{self}. {}", kind.remedy),
        })
    }

    /// Which kind of problem it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::ActMalformed(_) => kind(
                "act-malformed",
                400,
                "The act cannot be read",
                "Sign an act as the registration API describes it.",
            ),
            Self::ActTimes(_) => kind(
                "act-times",
                400,
                "The act's times are not accepted",
                "Sign the act again, by a clock that is right.",
            ),
            Self::ActRepeated => {
                kind("act-repeated", 409, "The jti was used before", "Sign the act again with a new jti.")
            }
            Self::OfficerCertificate(_) => kind(
                "officer-certificate",
                403,
                "The officer's certificate is not accepted",
                "Sign with an officer's certificate that is in force.",
            ),
            Self::ActContent { .. } => kind(
                "act-content",
                400,
                "A value of the act is not accepted",
                "Correct the value and sign the act again.",
            ),
            Self::PersonExists => kind(
                "person-exists",
                409,
                "The person is registered already",
                "Give the person an activation instead.",
            ),
            Self::PersonUnknown => {
                kind("person-unknown", 404, "No such person", "Register the person first.")
            }
            Self::ActivationExists => kind(
                "activation-exists",
                409,
                "The activation id is taken",
                "Draw a new activation id and secret.",
            ),
            Self::DeviceKindOff => kind(
                "device-kind-off",
                403,
                "This kind of device is not activated here",
                "Activate a device of kind app, or have the country's configuration changed.",
            ),
            Self::ActivationSecret(_) => kind(
                "activation-secret",
                400,
                "The activation's secret is not accepted",
                "Encrypt the secret with activation id, device kind and personal code to the opening key of the current key list.",
            ),
            Self::CertificateUnknown => kind(
                "certificate-unknown",
                404,
                "No such certificate",
                "Look the certificate's digest up again.",
            ),
            Self::DeviceUnknown => {
                kind("device-unknown", 404, "No such device", "Look the person's devices up again.")
            }
            Self::NoCertificates => {
                kind("no-certificates", 404, "Nothing to act on", "Look the person's certificates up again.")
            }
            Self::NotSuspendable(_) => kind(
                "not-suspendable",
                409,
                "The certificate cannot be suspended",
                "Revoke it if it must not be trusted any more.",
            ),
            Self::NotSuspended => kind(
                "not-suspended",
                409,
                "The certificate is not suspended",
                "Nothing needs to be released.",
            ),
            Self::AlreadyRevoked => kind(
                "already-revoked",
                409,
                "The certificate is revoked",
                "A new certificate needs a new enrolment.",
            ),
            Self::IdTaken(_) => {
                kind("id-taken", 409, "The id is taken", "Choose another id; an id is never given twice.")
            }
            Self::RelyingPartyUnknown(_) => {
                kind("relying-party-unknown", 404, "No such relying party", "Look its id up again.")
            }
            Self::CertificateRequest(_) => kind(
                "certificate-request",
                400,
                "The certificate request is not accepted",
                "Make a PKCS#10 request signed by its own key.",
            ),
            Self::Key(_) => kind(
                "key-refused",
                409,
                "The key is not accepted",
                "Make a new P-256 key that nobody has used before.",
            ),
            Self::CertificateContent(_) => kind(
                "certificate-content",
                400,
                "No certificate can be made of this",
                "Correct the names and sign the act again.",
            ),
            Self::EnrolmentMalformed(_) => kind(
                "enrolment-malformed",
                400,
                "The enrolment cannot be read",
                "Enrol as the phone protocol describes it.",
            ),
            Self::ActivationUnknown => {
                kind("activation-unknown", 404, "No such activation", "Ask the officer for a new activation.")
            }
            Self::ActivationExpired(_) => kind(
                "activation-expired",
                410,
                "The activation has expired",
                "Ask the officer for a new activation.",
            ),
            Self::ActivationUsed => kind(
                "activation-used",
                409,
                "The activation was used",
                "If it was not you, tell the officer at once; else ask for a new activation.",
            ),
            Self::ActivationWrong => kind(
                "activation-wrong",
                403,
                "The activation code is wrong",
                "Read the activation code again.",
            ),
            Self::OtherDeviceKind { .. } => kind(
                "other-device-kind",
                400,
                "Another kind of device",
                "Enrol the device that the activation is for.",
            ),
            Self::ActivationRevoked(_) => kind(
                "activation-revoked",
                403,
                "The activation does not hold any more",
                "Ask the officer for a new activation.",
            ),
            Self::SignerRequestMalformed(_) => {
                kind("signer-request-malformed", 400, "The request cannot be read", "Sign the request again.")
            }
            Self::Identity(_) => kind(
                "identity-certificate",
                403,
                "The identity is not accepted",
                "Sign with the identity key that the ceremony made.",
            ),
            Self::NotAllowed { .. } => kind(
                "signer-not-allowed",
                403,
                "Not for this identity",
                "Ask with the identity of the process that needs the key.",
            ),
        }
    }
}

/// Why a story stopped: the request is refused, or the service failed and may try again.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Decided: no.
    Refused(Problem),
    /// Undecided.
    Failed(crate::Error),
}

impl Stop {
    /// As an error, where nothing could have been refused.
    pub(crate) fn into_error(self) -> crate::Error {
        match self {
            Self::Failed(error) => error,
            Self::Refused(problem) => crate::Error::Refused(problem),
        }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<crate::Error> for Stop {
    fn from(error: crate::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}
