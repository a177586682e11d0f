//! Why an act, an enrolment or a signer's request is refused (RFC 9457). A refusal is a decision of the
//! service, with a reply, and a leaf where the sender is known; it is not a failure of the service (that is
//! [`crate::Error`]).
//!
//! To add one: a variant here, its kind in [`KINDS`] below, its line in [`Problem::kind`], and a test that
//! meets it. A kind that a door may find too has the door's name, status and words.

use pki_types::act::Role;
use serde_json::{Value, json};

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
    #[error("an officer has cancelled the activation")]
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

macro_rules! kinds {
    ($($name:ident = $slug:literal, $status:literal, $title:literal, $remedy:literal;)*) => {
        $(const $name: Kind = Kind { slug: $slug, status: $status, title: $title, remedy: $remedy };)*

        /// All kinds, for the pages that explain them.
        pub const KINDS: &[Kind] = &[$($name),*];
    };
}

kinds! {
    ACT_MALFORMED = "act-malformed", 400,
        "The body is not an officer's signed act",
        "Send a JWS of type sign-act+jwt, signed under the officer's certificate, as the documentation describes.";
    ACT_TIMES = "act-times", 400,
        "The act may not be sent at this time",
        "Sign the act anew, with iat at the present and exp at most ten minutes later, by a clock that is right.";
    ACT_REPEATED = "act-repeated", 409,
        "The jti was used before",
        "Sign the act again with a new jti.";
    OFFICER_CERTIFICATE = "officer-certificate", 403,
        "The officer's certificate is not accepted",
        "Sign with an officer's certificate that is in force.";
    OFFICER_ROLE = "officer-role", 403,
        "Not in this role",
        "Name a role that the officer has and in which this may be done, or have an officer do it who has that role.";
    NO_SUCH_ACT = "no-such-act", 404,
        "No such act waits",
        "Look at the acts that wait, and give the hash of one of them.";
    ACT_NOT_WAITING = "act-not-waiting", 409,
        "The act does not wait any more",
        "Ask what became of it; sign it anew if it is still wanted.";
    ACT_EXPIRED = "act-expired", 410,
        "The act was not confirmed in time",
        "Sign the act anew, and have another officer confirm it within a day.";
    ACT_WITHDRAWN = "act-withdrawn", 409,
        "The act was withdrawn",
        "Sign it anew if it is still wanted.";
    SAME_OFFICER = "same-officer", 403,
        "Another officer must confirm",
        "Have it confirmed by an officer who has not asked for it, has not confirmed it, and is not the one whom it is about.";
    ASKER_REFUSED = "asker-refused", 403,
        "Who asked for the act may not any more",
        "Have an officer in force sign the act anew.";
    TOO_MANY_WAITING = "too-many-waiting", 409,
        "Too many acts wait",
        "Have those that wait confirmed or withdrawn first.";
    LAST_SECURITY_OFFICERS = "last-security-officers", 409,
        "Too few security officers would be left",
        "Appoint another officer of the role security first.";
    NO_SUCH_OFFICER = "no-such-officer", 404,
        "No such officer",
        "Look the officer's id up again.";
    RENEWAL_EARLY = "renewal-early", 409,
        "The certificate cannot be renewed yet",
        "Sign the renewal when that time has come.";
    CERTIFICATE_RENEWED = "certificate-renewed", 409,
        "The certificate was renewed before",
        "Work with the certificate that came of it. If you did not renew it, somebody else has your key: have two security \
         officers revoke it at once.";
    ACT_CONTENT = "act-content", 400,
        "A value of the act is not accepted",
        "Correct the value and sign the act again.";
    PERSON_EXISTS = "person-exists", 409,
        "The person is registered already",
        "Give the person an activation instead.";
    PERSON_UNKNOWN = "person-unknown", 404,
        "No such person",
        "Register the person first.";
    NAME_CHANGED = "name-changed", 409,
        "The name was corrected meanwhile",
        "Look the person up again, and sign the correction anew if it is still wanted.";
    ACTIVATION_EXISTS = "activation-exists", 409,
        "The activation id is taken",
        "Draw a new activation id and secret.";
    DEVICE_KIND_OFF = "device-kind-off", 403,
        "This kind of device is not activated here",
        "Activate a device of kind app, or have the country's configuration changed.";
    ACTIVATION_SECRET = "activation-secret", 400,
        "The activation's secret is not accepted",
        "Encrypt the secret with activation id, device kind and personal code to the opening key of the current key list.";
    NO_SUCH_CERTIFICATE = "no-such-certificate", 404,
        "No such certificate",
        "Look the certificate's digest up again.";
    NO_SUCH_DEVICE = "no-such-device", 404,
        "No such device",
        "Look the person's devices up again.";
    NO_CERTIFICATES = "no-certificates", 404,
        "Nothing to act on",
        "Look the person's certificates up again.";
    NOT_SUSPENDABLE = "not-suspendable", 409,
        "The certificate cannot be suspended",
        "Revoke it if it must not be trusted any more.";
    NOT_SUSPENDED = "not-suspended", 409,
        "The certificate is not suspended",
        "Nothing needs to be released.";
    PHONE_BLOCKED = "phone-blocked", 409,
        "The phone is blocked",
        "Revoke its certificates, and have the person enrol a phone anew.";
    ALREADY_REVOKED = "already-revoked", 409,
        "The certificate is revoked",
        "A new certificate needs a new enrolment.";
    ID_TAKEN = "id-taken", 409,
        "The id is taken",
        "Choose another id; an id is never given twice.";
    LOOK_TAKEN = "look-taken", 409,
        "Another relying party looks like this",
        "Choose a name and a domain that nobody takes for another's, or end the admission of the other one first.";
    NO_SUCH_RELYING_PARTY = "no-such-relying-party", 404,
        "No such relying party",
        "Look its id up again.";
    CERTIFICATE_REQUEST = "certificate-request", 400,
        "The certificate request is not accepted",
        "Make a PKCS#10 request signed by its own key.";
    KEY_REFUSED = "key-refused", 400,
        "The key is not accepted",
        "Make a new P-256 key.";
    KEY_USED = "key-used", 409,
        "A key of the enrolment was certified before",
        "Make new keys for this enrolment; a key is certified once.";
    CERTIFICATE_CONTENT = "certificate-content", 400,
        "No certificate can be made of this",
        "Correct the names and sign the act again.";
    LOST_IN_RESTORE = "lost-in-restore", 409,
        "Lost in a restore",
        "See what is there and sign a new act, or ask the officer for a new activation code.";
    ENROLMENT_MALFORMED = "enrolment-malformed", 400,
        "The body is not a phone's enrolment",
        "Send a JWS of type sign-enrolment+jwt as the phone protocol describes.";
    ENROLMENT_KEYS = "enrolment-keys", 400,
        "The keys of the enrolment are not acceptable",
        "Make three different P-256 keys and sign each certificate request with its own key.";
    ACTIVATION_UNKNOWN = "activation-unknown", 404,
        "No such activation",
        "Read the activation code again, or ask the officer for a new one.";
    ACTIVATION_EXPIRED = "activation-expired", 410,
        "The activation has expired",
        "Ask the officer for a new activation code.";
    ACTIVATION_ENDED = "activation-ended", 410,
        "The activation has ended",
        "Tell the officer that somebody tried to guess it, and ask for a new activation code.";
    ACTIVATION_CANCELLED = "activation-cancelled", 410,
        "The activation was cancelled",
        "Ask the officer for a new activation code.";
    ACTIVATION_USED = "activation-used", 409,
        "The activation was used before",
        "If you did not use it, tell the officer at once; else ask for a new activation code.";
    ACTIVATION_WRONG = "activation-wrong", 403,
        "The activation code is wrong",
        "Read the activation code again.";
    ACTIVATION_DEVICE_KIND = "activation-device-kind", 409,
        "The activation is for another kind of device",
        "Enrol the kind of device that the officer activated.";
    ACTIVATION_REVOKED = "activation-revoked", 403,
        "The activation does not hold any more",
        "Ask an officer for a new activation code.";
    SIGNER_REQUEST_MALFORMED = "signer-request-malformed", 400,
        "The body is not a process's signed request",
        "Sign a request of type sign-signer-request+jwt again, by a clock that is right.";
    IDENTITY_CERTIFICATE = "identity-certificate", 403,
        "The identity is not accepted",
        "Sign with the identity key that the ceremony made.";
    SIGNER_NOT_ALLOWED = "signer-not-allowed", 403,
        "Not for this identity",
        "Ask with the identity of the process that needs the key, for names that the configuration allows.";
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

    /// The problem details object of RFC 9457 §3, with the extension members `remaining` where a wrong activation code may
    /// still be corrected, and `field` where one member is at fault.
    pub fn to_json(&self) -> Value {
        let kind = self.kind();
        let mut body = json!({
            "type": format!("/problems/{}", kind.slug),
            "title": kind.title,
            "status": kind.status,
            "detail": format!("{self}. {}", kind.remedy),
        });
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
    pub fn kind(&self) -> &'static Kind {
        match self {
            Self::ActMalformed(_) => &ACT_MALFORMED,
            Self::ActTimes(_) => &ACT_TIMES,
            Self::ActRepeated => &ACT_REPEATED,
            Self::OfficerCertificate(_) => &OFFICER_CERTIFICATE,
            Self::OfficerRole { .. } => &OFFICER_ROLE,
            Self::NoSuchAct => &NO_SUCH_ACT,
            Self::ActNotWaiting => &ACT_NOT_WAITING,
            Self::ActExpired => &ACT_EXPIRED,
            Self::ActWithdrawn => &ACT_WITHDRAWN,
            Self::SameOfficer { .. } => &SAME_OFFICER,
            Self::AskerRefused(_) => &ASKER_REFUSED,
            Self::TooManyWaiting(_) => &TOO_MANY_WAITING,
            Self::LastSecurityOfficers(_) => &LAST_SECURITY_OFFICERS,
            Self::OfficerUnknown(_) => &NO_SUCH_OFFICER,
            Self::RenewalEarly { .. } => &RENEWAL_EARLY,
            Self::CertificateRenewed => &CERTIFICATE_RENEWED,
            Self::ActContent { .. } => &ACT_CONTENT,
            Self::PersonExists => &PERSON_EXISTS,
            Self::PersonUnknown => &PERSON_UNKNOWN,
            Self::NameChanged => &NAME_CHANGED,
            Self::ActivationExists => &ACTIVATION_EXISTS,
            Self::DeviceKindOff => &DEVICE_KIND_OFF,
            Self::ActivationSecret(_) => &ACTIVATION_SECRET,
            Self::CertificateUnknown => &NO_SUCH_CERTIFICATE,
            Self::DeviceUnknown => &NO_SUCH_DEVICE,
            Self::NoCertificates => &NO_CERTIFICATES,
            Self::NotSuspendable(_) => &NOT_SUSPENDABLE,
            Self::NotSuspended => &NOT_SUSPENDED,
            Self::PhoneBlocked => &PHONE_BLOCKED,
            Self::AlreadyRevoked => &ALREADY_REVOKED,
            Self::IdTaken(_) => &ID_TAKEN,
            Self::LookTaken { .. } => &LOOK_TAKEN,
            Self::RelyingPartyUnknown(_) => &NO_SUCH_RELYING_PARTY,
            Self::CertificateRequest(_) => &CERTIFICATE_REQUEST,
            Self::Key(_) => &KEY_REFUSED,
            Self::KeyUsed => &KEY_USED,
            Self::CertificateContent(_) => &CERTIFICATE_CONTENT,
            Self::LostInRestore => &LOST_IN_RESTORE,
            Self::EnrolmentMalformed(_) => &ENROLMENT_MALFORMED,
            Self::EnrolmentKeys(_) => &ENROLMENT_KEYS,
            Self::ActivationUnknown => &ACTIVATION_UNKNOWN,
            Self::ActivationExpired(_) => &ACTIVATION_EXPIRED,
            Self::ActivationCancelled => &ACTIVATION_CANCELLED,
            Self::ActivationUsed => &ACTIVATION_USED,
            Self::ActivationEnded(_) => &ACTIVATION_ENDED,
            Self::ActivationWrong { .. } => &ACTIVATION_WRONG,
            Self::OtherDeviceKind { .. } => &ACTIVATION_DEVICE_KIND,
            Self::ActivationRevoked(_) => &ACTIVATION_REVOKED,
            Self::SignerRequestMalformed(_) => &SIGNER_REQUEST_MALFORMED,
            Self::Identity(_) => &IDENTITY_CERTIFICATE,
            Self::NotAllowed { .. } => &SIGNER_NOT_ALLOWED,
        }
    }
}
