//! Why an act, an enrolment or a signer's request is refused (RFC 9457). A refusal is a decision of the
//! service, with a reply, and a leaf where the sender is known; it is not a failure of the service (that is
//! [`crate::Error`]).
//!
//! To add one: a variant here, its kind in [`words::problem`], its line in [`Problem::kind`], and a test that meets it.

use serde_json::{Value, json};
use words::act::Role;
use words::problem::{self as kinds, ProblemType};

pub(crate) use crate::stop::Stop;

/// A request that was understood well enough to be refused. `Display` gives the first sentence of the
/// problem's `detail`; no variant carries a personal value.
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
    /// The role of the act is not the officer's, or not one in which it may be done.
    #[error("to {act} {about} takes the role {needed}; the act says {said}, and its officer has: {held}")]
    OfficerRole {
        /// The act.
        act: &'static str,
        /// What it is about.
        about: &'static str,
        /// The roles in which it may be done.
        needed: String,
        /// The role that the act names.
        said: Role,
        /// The roles that the officer has by certificate and store.
        held: String,
    },
    /// No act with this hash waits or waited.
    #[error("no act with this hash waits for a confirmation")]
    NoSuchAct,
    /// It was performed, refused, withdrawn or forgotten.
    #[error("this act does not wait any more")]
    ActNotWaiting,
    /// Too few have confirmed it in time.
    #[error("nobody confirmed this act within a day of its signing")]
    ActExpired,
    /// An officer withdrew it.
    #[error("an officer has withdrawn this act before it was confirmed")]
    ActWithdrawn,
    /// Only another officer can confirm.
    #[error("the officer {id} cannot confirm this act, because this officer {part}")]
    SameOfficer {
        /// The officer.
        id: String,
        /// What the officer has to do with it.
        part: &'static str,
    },
    /// Only the officer who asked withdraws.
    #[error("the officer {id} cannot withdraw this act, because the officer {asker} asked for it")]
    NotAsker {
        /// The officer.
        id: String,
        /// The one who may.
        asker: String,
    },
    /// Who asked may not any more.
    #[error("the officer who asked for this act may not do so any more: {0}")]
    AskerRefused(String),
    /// One officer's acts that wait are limited.
    #[error("{0} acts of this officer wait already")]
    TooManyWaiting(u32),
    /// What takes two security officers could never be done again.
    #[error("the country would have {0} officers of the role security left, and needs two")]
    LastSecurityOfficers(usize),
    /// No such officer.
    #[error("no officer has the id {0}")]
    OfficerUnknown(String),
    /// An officer's certificate is renewed near its end alone.
    #[error("the certificate ends at {until} and can be renewed from {from} on")]
    RenewalEarly {
        /// The first second in which it may be, RFC 3339.
        from: String,
        /// The end of its validity, RFC 3339.
        until: String,
    },
    /// A certificate is renewed once.
    #[error("the certificate of the act was renewed before, for another key than that of csr")]
    CertificateRenewed,
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
    /// The name was corrected since the officer saw it.
    #[error("the name stands by another act than corrects names")]
    NameChanged,
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
    /// Release of the certificates of a phone that was copied, or whose PIN was guessed at.
    #[error("the phone of these certificates is blocked, and a block is final")]
    PhoneBlocked,
    /// Release by the person of what the person did not suspend.
    #[error("none of the person's certificates is suspended by the person alone")]
    NotFrozen,
    /// A person ends and names phones of their own.
    #[error("the person has no such phone, or none other that is in use")]
    PhoneNotTheirs,
    /// Revocation is terminal.
    #[error(
        "one of these certificates is revoked; a revocation is final, only its reason may be raised to key_compromise"
    )]
    AlreadyRevoked,
    /// The relying party or officer is registered.
    #[error("the id {0} is taken")]
    IdTaken(String),
    /// People would take the relying party for another one.
    #[error("the {field} is that of the relying party {by}, or looks like it (UTS #39)")]
    LookTaken {
        /// The member: `name` or `domain`.
        field: &'static str,
        /// The id of the other one.
        by: String,
    },
    /// No such relying party.
    #[error("no relying party has the id {0}")]
    RelyingPartyUnknown(String),

    // ---- keys and certificates
    /// The certificate request is malformed or not signed by its own key.
    #[error("the certificate request is not accepted: {0}")]
    CertificateRequest(String),
    /// The key is weak, blocked, or of another kind.
    #[error("the key is not accepted: {0}")]
    Key(String),
    /// The key was certified before.
    #[error("the key was certified before")]
    KeyUsed,
    /// The certificate that would come out breaks a rule.
    #[error("no certificate can be made of this: {0}")]
    CertificateContent(String),

    // ---- after a restore
    /// It was performed or under way when the service was restored from a backup.
    #[error("the service was restored from a backup from before this was done")]
    LostInRestore,

    // ---- enrolments
    /// Not an enrolment.
    #[error("the enrolment cannot be read: {0}")]
    EnrolmentMalformed(String),
    /// A certificate request of the enrolment is malformed, or two of its keys are one.
    #[error("the keys of the enrolment are not accepted: {0}")]
    EnrolmentKeys(String),
    /// No such activation.
    #[error("there is no such activation")]
    ActivationUnknown,
    /// The activation is over.
    #[error("the activation expired at {0}")]
    ActivationExpired(String),
    /// Too many messages did not prove its secret.
    #[error("the activation has ended: {0} enrolments came for it that did not know its secret")]
    ActivationEnded(u32),
    /// An officer took it back.
    #[error("the activation was cancelled")]
    ActivationCancelled,
    /// Another message used it.
    #[error("the activation was used by another enrolment")]
    ActivationUsed,
    /// The phone does not know the activation's secret, or the message was changed on its way.
    #[error("the activation code is wrong, or the message was changed on its way")]
    ActivationWrong {
        /// How many more of them the activation takes.
        remaining: u32,
    },
    /// The phone is of another kind than the officer said.
    #[error("the activation is for a device of kind {activated}, this is one of kind {presented}")]
    OtherDeviceKind {
        /// As the officer's act says.
        activated: &'static str,
        /// As the phone says.
        presented: &'static str,
    },
    /// The officer's act or the phone's wish behind the activation does not hold any more.
    #[error("what gave this activation does not hold: {0}")]
    ActivationRevoked(String),
    /// The phone may give no activation.
    #[error("this phone may not add another one: {0}")]
    NoFurtherPhone(String),

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

impl Problem {
    /// The stable name of the problem, the last part of its `type`.
    pub fn slug(&self) -> &'static str {
        self.kind().slug
    }

    /// What the reply says of it beside what its kind says: the `detail` of RFC 9457 §3, and the extension members `remaining`
    /// where a wrong activation code may still be corrected, and `field` where one member is at fault.
    pub fn told(&self) -> Value {
        let mut body = json!({ "detail": format!("{self}. {}", self.kind().remedy) });
        if let Self::ActivationWrong { remaining } = self {
            body["remaining"] = json!(remaining);
        }
        if let Some(field) = self.field() {
            body["field"] = json!(field);
        }
        body
    }

    /// The member of the message that is at fault, where it is one alone.
    fn field(&self) -> Option<String> {
        let of_act = |name: &str| Some(format!("act.{name}"));
        match self {
            Self::OfficerRole { .. } | Self::ActContent { field: "role", .. } => Some("role".to_owned()),
            Self::ActRepeated => Some("jti".to_owned()),
            Self::ActContent { field, .. } | Self::LookTaken { field, .. } => of_act(field),
            Self::IdTaken(_) | Self::OfficerUnknown(_) | Self::RelyingPartyUnknown(_) => of_act("id"),
            Self::NoSuchAct | Self::ActNotWaiting => of_act("act_sha256"),
            Self::ActivationExists => of_act("activation_id"),
            Self::ActivationSecret(_) => of_act("secret"),
            Self::DeviceKindOff => of_act("device_kind"),
            Self::CertificateRequest(_) => of_act("csr"),
            Self::OtherDeviceKind { .. } => Some("device_kind".to_owned()),
            _ => None,
        }
    }

    /// Which kind of problem it is.
    pub fn kind(&self) -> &'static ProblemType {
        match self {
            Self::ActMalformed(_) => kinds::ACT_MALFORMED,
            Self::ActTimes(_) => kinds::ACT_TIMES,
            Self::ActRepeated => kinds::ACT_REPEATED,
            Self::OfficerCertificate(_) => kinds::OFFICER_CERTIFICATE,
            Self::OfficerRole { .. } => kinds::OFFICER_ROLE,
            Self::NoSuchAct => kinds::NO_SUCH_ACT,
            Self::ActNotWaiting => kinds::ACT_NOT_WAITING,
            Self::ActExpired => kinds::ACT_EXPIRED,
            Self::ActWithdrawn => kinds::ACT_WITHDRAWN,
            Self::SameOfficer { .. } => kinds::SAME_OFFICER,
            Self::NotAsker { .. } => kinds::NOT_ASKER,
            Self::AskerRefused(_) => kinds::ASKER_REFUSED,
            Self::TooManyWaiting(_) => kinds::TOO_MANY_WAITING,
            Self::LastSecurityOfficers(_) => kinds::LAST_SECURITY_OFFICERS,
            Self::OfficerUnknown(_) => kinds::NO_SUCH_OFFICER,
            Self::RenewalEarly { .. } => kinds::RENEWAL_EARLY,
            Self::CertificateRenewed => kinds::CERTIFICATE_RENEWED,
            Self::ActContent { .. } => kinds::ACT_CONTENT,
            Self::PersonExists => kinds::PERSON_EXISTS,
            Self::PersonUnknown => kinds::PERSON_NOT_REGISTERED,
            Self::NameChanged => kinds::NAME_CHANGED,
            Self::ActivationExists => kinds::ACTIVATION_EXISTS,
            Self::DeviceKindOff => kinds::DEVICE_KIND_OFF,
            Self::ActivationSecret(_) => kinds::ACTIVATION_SECRET,
            Self::CertificateUnknown => kinds::NO_SUCH_CERTIFICATE,
            Self::DeviceUnknown => kinds::NO_SUCH_DEVICE,
            Self::NoCertificates => kinds::NO_CERTIFICATES,
            Self::NotSuspendable(_) => kinds::NOT_SUSPENDABLE,
            Self::NotSuspended => kinds::NOT_SUSPENDED,
            Self::PhoneBlocked => kinds::PHONE_BLOCKED,
            Self::NotFrozen => kinds::NOT_FROZEN,
            Self::PhoneNotTheirs => kinds::PHONE_NOT_THEIRS,
            Self::AlreadyRevoked => kinds::ALREADY_REVOKED,
            Self::IdTaken(_) => kinds::ID_TAKEN,
            Self::LookTaken { .. } => kinds::LOOK_TAKEN,
            Self::RelyingPartyUnknown(_) => kinds::NO_SUCH_RELYING_PARTY,
            Self::CertificateRequest(_) => kinds::CERTIFICATE_REQUEST,
            Self::Key(_) => kinds::KEY_REFUSED,
            Self::KeyUsed => kinds::KEY_USED,
            Self::CertificateContent(_) => kinds::CERTIFICATE_CONTENT,
            Self::LostInRestore => kinds::LOST_IN_RESTORE,
            Self::EnrolmentMalformed(_) => kinds::ENROLMENT_MALFORMED,
            Self::EnrolmentKeys(_) => kinds::ENROLMENT_KEYS,
            Self::ActivationUnknown => kinds::ACTIVATION_UNKNOWN,
            Self::ActivationExpired(_) => kinds::ACTIVATION_EXPIRED,
            Self::ActivationCancelled => kinds::ACTIVATION_CANCELLED,
            Self::ActivationUsed => kinds::ACTIVATION_USED,
            Self::ActivationEnded(_) => kinds::ACTIVATION_ENDED,
            Self::ActivationWrong { .. } => kinds::ACTIVATION_WRONG,
            Self::OtherDeviceKind { .. } => kinds::ACTIVATION_DEVICE_KIND,
            Self::ActivationRevoked(_) => kinds::ACTIVATION_REVOKED,
            Self::NoFurtherPhone(_) => kinds::NO_FURTHER_PHONE,
            Self::SignerRequestMalformed(_) => kinds::SIGNER_REQUEST_MALFORMED,
            Self::Identity(_) => kinds::IDENTITY_CERTIFICATE,
            Self::NotAllowed { .. } => kinds::SIGNER_NOT_ALLOWED,
        }
    }
}
