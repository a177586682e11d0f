//! Why something was refused: one variant for each reason, told to the sender as an RFC 9457 problem.
//!
//! A refusal is a decision, written down like any other; it is not a failure of the service (that is [`crate::Error`]).
//! To add one: a variant here, its kind in [`words::problem`], its line in [`Problem::kind`], and a test that meets it.

use phone_protocol::RefusalReason;
use pki_types::clock::UnixTime;
use serde_json::{Map, Value, json};
use words::Door;
use words::problem::{self as kinds, ProblemType};

/// A request or a message that was understood well enough to be refused. `Display` gives the problem's `detail`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    // ---- what a relying party asked for
    /// The request is not a compact JWS of its type with the members it must have.
    #[error("the request cannot be read: {0}")]
    RequestMalformed(String),
    /// The request differs from what the door said about it.
    #[error("the request says {signed} as its {member}, but it was handed in as {handed_in}")]
    RequestMismatch {
        /// The member that differs.
        member: &'static str,
        /// Its value in the signed request.
        signed: String,
        /// Its value in the session.
        handed_in: String,
    },
    /// The relying party is not in the register, or not any more.
    #[error("{0} is not a registered relying party")]
    RelyingPartyUnknown(String),
    /// The certificate of the request is not the registered one, not from a CA of relying parties, or not in force.
    #[error("the certificate of the request is not accepted: {0}")]
    RelyingPartyCertificate(String),
    /// The relying party is not admitted with the door through which this came in its name.
    #[error("the relying party does not use the door {0}, through which this came in its name")]
    DoorNotUsed(Door),
    /// What a door heard is to be signed bare, and is what another statement has this person sign.
    #[error("the digest is that of something else that this person was asked to sign")]
    DigestOfAnother,
    /// The request was not signed by the key of its certificate.
    #[error("the signature of the request does not verify under its certificate")]
    RequestSignature,
    /// The request's instants do not fit: from the future, or valid for too long.
    #[error("the request's times are not accepted: {0}")]
    RequestTimes(String),
    /// The request's time was over before it could be shown to anybody.
    #[error("the request expired at {}", .0.rfc3339())]
    RequestExpired(UnixTime),
    /// No certificate has this `certificate_id`.
    #[error("certificate_id names no certificate of a person's phone")]
    CertificateUnknown,
    /// The certificate is for the other purpose.
    #[error("the certificate is for {certificate}, the request is for {request}")]
    CertificatePurpose {
        /// The purpose of the certificate.
        certificate: String,
        /// The purpose of the request.
        request: String,
    },
    /// The certificate is suspended, revoked, not in force yet or not any more.
    #[error("the certificate is not in force: {0}")]
    CertificateNotInForce(String),
    /// This relying party already has an open request to this person.
    #[error("this relying party already has an open request to this person: wait for its end, or cancel it")]
    RequestOpen,
    /// Too many relying parties wait for this person.
    #[error("the person already has {limit} open requests: try again when one of them has ended")]
    TooManyRequestsOpen {
        /// How many may be open at the same time.
        limit: usize,
    },
    /// This relying party has put too many requests before this person lately, or in vain.
    #[error("this relying party has asked too often or in vain, or this person is left alone for now: it may ask again at {}", .0.rfc3339())]
    AskedTooOften(UnixTime),
    /// The service's memory went back while the session was open.
    #[error("the service was restored from a backup while this session was open")]
    ServiceRestored,

    // ---- what a phone sent
    /// The message is not of its type, or lacks something.
    #[error("the message cannot be read: {0}")]
    MessageMalformed(String),
    /// No such session, or none with a statement that a phone could have seen.
    #[error("there is no such session for this phone")]
    SessionUnknown,
    /// The session has its one outcome already.
    #[error("the session is over: it was {0}")]
    SessionOver(String),
    /// The statement's time is over.
    #[error("the session expired at {}", .0.rfc3339())]
    SessionExpired(UnixTime),
    /// The message was not signed by the key of the device that the statement is for.
    #[error("the message was not signed by the phone that the statement is for")]
    OtherDevice,
    /// The phone has no certificate that is not revoked.
    #[error("the phone was ended, or its enrolment was refused")]
    DeviceEnded,
    /// The message names another session or another statement.
    #[error("the message answers another statement")]
    OtherStatement,
    /// Three PINs were tried on this statement.
    #[error("this statement was unlocked {0} times: no further PIN is compared for it")]
    TooManyUnlocks(u32),
    /// The PIN was wrong; it was counted.
    #[error("the PIN was wrong")]
    PinWrong {
        /// Wrong PINs that may still be entered before a lock, or before the end of the device.
        remaining: u32,
    },
    /// No PIN is compared before this instant.
    #[error("too many wrong PINs: no PIN is accepted before {}", .0.rfc3339())]
    PinLocked(UnixTime),
    /// The ninth wrong PIN: the device is at its end.
    #[error("too many wrong PINs: the certificates of this phone are being revoked")]
    PinExhausted,
    /// The phone is a copy, or was copied.
    #[error(
        "another phone with the same keys was used, or this one was set back to an older state, as from a backup; its \
         certificates are being suspended"
    )]
    PhoneCopied,
    /// The secrets of the device are blocked.
    #[error("the keys of this phone are blocked: {0}")]
    DeviceBlocked(String),
    /// The phone has been answered a later unlock than this one.
    #[error("a later unlock of this phone was answered before this one came")]
    UnlockLate,
    /// The answer comes without a right PIN for this statement before it.
    #[error("this statement was not unlocked with the PIN for this answer")]
    NotUnlocked,
    /// The phone says that it showed something else than was stated.
    #[error("the phone showed something else than was stated, or signed what it must show first and did not")]
    ShownOtherwise,
    /// The signature does not verify over what was stated.
    #[error("the signature does not verify under the certificate over what was stated")]
    SignatureWrong,

    /// No such link, or not any more.
    #[error("no link of this service has this session")]
    LinkUnknown,
    /// The link was not made by who asked.
    #[error("the link was not made by the relying party")]
    LinkWrong,
    /// The link is of another moment.
    #[error("the link is not of this moment: a code lasts {0} seconds")]
    LinkLate(i64),
    /// A phone has claimed it, or its time is over, or it was taken back.
    #[error("the link was used before, has expired or was taken back")]
    LinkOver,
    /// The claim is from the future, or was kept back.
    #[error("the claim's time is not accepted: {0}")]
    ClaimTimes(String),

    /// The wish is from the future, or was kept back.
    #[error("the wish's time is not accepted: {0}")]
    WishTimes(String),
    /// A wish was granted and could not be done.
    #[error("{1}")]
    Undone(&'static ProblemType, String),

    // ---- what a person answered
    /// The person does not want to sign.
    #[error("the person declined")]
    Declined,
    /// The person did not start this.
    #[error("the person says that somebody else started this")]
    NotMine,
    /// The person saw different codes.
    #[error("the person saw different verification codes")]
    WrongCode,
}

impl From<RefusalReason> for Problem {
    fn from(reason: RefusalReason) -> Self {
        match reason {
            RefusalReason::Declined => Self::Declined,
            RefusalReason::NotMine => Self::NotMine,
            RefusalReason::WrongCode => Self::WrongCode,
        }
    }
}

impl Problem {
    /// The stable name of the problem, the last part of its `type`.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        self.kind().slug
    }

    /// What the reply says of it beside what its kind says: the `detail` of RFC 9457 clause 3, and the extension members
    /// `remaining`, `locked_until`, `expired_at`, `retry_after` (seconds since 1970), `state` and `field` where the reason has
    /// them.
    #[must_use]
    pub fn told(&self) -> Value {
        let mut body = Map::new();
        body.insert("detail".to_owned(), json!(format!("{self}. {}", self.kind().remedy)));
        match self {
            Self::PinWrong { remaining } => body.insert("remaining".to_owned(), json!(remaining)),
            Self::PinLocked(until) => body.insert("locked_until".to_owned(), json!(until.seconds())),
            Self::SessionExpired(at) | Self::RequestExpired(at) => {
                body.insert("expired_at".to_owned(), json!(at.seconds()))
            }
            Self::AskedTooOften(until) => body.insert("retry_after".to_owned(), json!(until.seconds())),
            Self::SessionOver(state) => body.insert("state".to_owned(), json!(state)),
            _ => None,
        };
        if let Some(field) = self.field() {
            body.insert("field".to_owned(), json!(field));
        }
        Value::Object(body)
    }

    /// The member of the request or message that is at fault, where it is one alone.
    const fn field(&self) -> Option<&'static str> {
        match self {
            Self::RequestMismatch { member, .. } => Some(member),
            Self::RequestExpired(_) => Some("exp"),
            Self::CertificateUnknown => Some("certificate_id"),
            Self::CertificatePurpose { .. } => Some("purpose"),
            Self::SessionUnknown => Some("session"),
            Self::WishTimes(_) | Self::ClaimTimes(_) => Some("iat"),
            Self::LinkWrong => Some("code"),
            Self::LinkLate(_) => Some("step"),
            Self::OtherStatement => Some("statement_sha256"),
            Self::ShownOtherwise => Some("shown"),
            Self::SignatureWrong => Some("signature"),
            _ => None,
        }
    }

    /// Which kind of problem it is.
    #[must_use]
    pub fn kind(&self) -> &'static ProblemType {
        match self {
            Self::RequestMalformed(_) => kinds::REQUEST_MALFORMED,
            Self::RequestMismatch { .. } => kinds::REQUEST_MISMATCH,
            Self::RelyingPartyUnknown(_) => kinds::RELYING_PARTY_NOT_REGISTERED,
            Self::RelyingPartyCertificate(_) => kinds::RELYING_PARTY_CERTIFICATE,
            Self::DoorNotUsed(_) => kinds::DOOR_NOT_USED,
            Self::DigestOfAnother => kinds::DIGEST_OF_ANOTHER,
            Self::RequestSignature => kinds::REQUEST_SIGNATURE,
            Self::RequestTimes(_) => kinds::REQUEST_TIMES,
            Self::RequestExpired(_) => kinds::REQUEST_EXPIRED,
            Self::CertificateUnknown => kinds::CERTIFICATE_ID_UNKNOWN,
            Self::CertificatePurpose { .. } => kinds::CERTIFICATE_PURPOSE,
            Self::CertificateNotInForce(_) => kinds::CERTIFICATE_NOT_IN_FORCE,
            Self::RequestOpen => kinds::REQUEST_OPEN,
            Self::TooManyRequestsOpen { .. } => kinds::TOO_MANY_REQUESTS_OPEN,
            Self::AskedTooOften(_) => kinds::ASKED_TOO_OFTEN,
            Self::ServiceRestored => kinds::SERVICE_RESTORED,
            Self::MessageMalformed(_) => kinds::MESSAGE_MALFORMED,
            Self::SessionUnknown => kinds::SESSION_UNKNOWN,
            Self::SessionOver(_) => kinds::SESSION_OVER,
            Self::SessionExpired(_) => kinds::SESSION_EXPIRED,
            Self::OtherDevice => kinds::OTHER_DEVICE,
            Self::DeviceEnded => kinds::DEVICE_ENDED,
            Self::OtherStatement => kinds::OTHER_STATEMENT,
            Self::TooManyUnlocks(_) => kinds::TOO_MANY_UNLOCKS,
            Self::PinWrong { .. } => kinds::PIN_WRONG,
            Self::PinLocked(_) => kinds::PIN_LOCKED,
            Self::PinExhausted => kinds::PIN_EXHAUSTED,
            Self::PhoneCopied => kinds::PHONE_COPIED,
            Self::DeviceBlocked(_) => kinds::DEVICE_BLOCKED,
            Self::UnlockLate => kinds::UNLOCK_LATE,
            Self::NotUnlocked => kinds::NOT_UNLOCKED,
            Self::ShownOtherwise => kinds::SHOWN_OTHERWISE,
            Self::SignatureWrong => kinds::SIGNATURE_WRONG,
            Self::LinkUnknown => kinds::LINK_UNKNOWN,
            Self::LinkWrong => kinds::LINK_WRONG,
            Self::LinkLate(_) => kinds::LINK_LATE,
            Self::LinkOver => kinds::LINK_OVER,
            Self::ClaimTimes(_) => kinds::CLAIM_TIMES,
            Self::WishTimes(_) => kinds::WISH_TIMES,
            Self::Undone(kind, _) => kind,
            Self::Declined => kinds::DECLINED,
            Self::NotMine => kinds::NOT_MINE,
            Self::WrongCode => kinds::WRONG_CODE,
        }
    }
}
