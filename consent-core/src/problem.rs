//! Why something was refused: one variant for each reason, told to the sender as an RFC 9457 problem.
//!
//! A refusal is a decision, written down like any other; it is not a failure of the service (that is [`crate::Error`]).
//! To add one: a variant here, its [`Kind`] below and in [`KINDS`], its line in [`Problem::kind`], and a test that meets it.

use phone_protocol::RefusalReason;
use pki_types::clock::UnixTime;
use serde_json::{Map, Value, json};
use words::Door;

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
    #[error("this relying party has asked this person too often, or in vain: it may ask again at {}", .0.rfc3339())]
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
    #[error("the phone showed something else than was stated")]
    ShownOtherwise,
    /// The signature does not verify over what was stated.
    #[error("the signature does not verify under the certificate over what was stated")]
    SignatureWrong,

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

/// One kind of problem, as its page and its body tell it (RFC 9457 clause 3.1).
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

const REQUEST_MALFORMED: Kind = kind(
    "request-malformed",
    400,
    "The request cannot be read",
    "Sign a request as the protocol describes it, with what is to be signed and nothing that the purpose excludes.",
);
const REQUEST_MISMATCH: Kind = kind(
    "request-mismatch",
    400,
    "The request is not what was handed in",
    "Send the request again; if it happens twice, tell the operator.",
);
const RELYING_PARTY_UNKNOWN: Kind = kind(
    "relying-party-not-registered",
    403,
    "Not a registered relying party",
    "Sign with the certificate that registration gave, and put your own id into iss.",
);
const RELYING_PARTY_CERTIFICATE: Kind = kind(
    "relying-party-certificate",
    403,
    "The relying party's certificate is not accepted",
    "Sign with the certificate that registration gave; if it has ended, register anew.",
);
const DOOR_NOT_USED: Kind = kind(
    "door-not-used",
    403,
    "The relying party does not use this door",
    "Ask through a door that you were admitted with, or be admitted anew with this one.",
);
const DIGEST_OF_ANOTHER: Kind = kind(
    "digest-of-another",
    403,
    "The digest is that of something else",
    "Draw the octets to be signed for this login alone.",
);
const REQUEST_SIGNATURE: Kind = kind(
    "request-signature",
    403,
    "The request's signature is wrong",
    "Sign the request with the key of the certificate in its x5c header.",
);
const REQUEST_TIMES: Kind = kind(
    "request-times",
    400,
    "The request's times are not accepted",
    "Set iat to the present and exp at most ten minutes later, by a clock that is right.",
);
const REQUEST_EXPIRED: Kind =
    kind("request-expired", 400, "The request has expired", "Sign a new request with a new jti.");
const CERTIFICATE_UNKNOWN: Kind = kind(
    "certificate-id-unknown",
    404,
    "No such certificate",
    "Look the person up again and use the certificate_id from the answer.",
);
const CERTIFICATE_PURPOSE: Kind = kind(
    "certificate-purpose",
    400,
    "The certificate is for another purpose",
    "Use the certificate_id that the look-up gives for this purpose.",
);
const CERTIFICATE_NOT_IN_FORCE: Kind = kind(
    "certificate-not-in-force",
    409,
    "The certificate is not in force",
    "Look the person up again; if there is no other certificate, the person has to see an officer.",
);
const REQUEST_OPEN: Kind = kind(
    "request-open",
    429,
    "A request is open already",
    "Wait for the end of the open request, or cancel it.",
);
const TOO_MANY_REQUESTS_OPEN: Kind = kind(
    "too-many-requests-open",
    429,
    "Too many requests wait for this person",
    "Try again when one of them has ended.",
);
const ASKED_TOO_OFTEN: Kind = kind(
    "asked-too-often",
    429,
    "This person was asked too often",
    "Ask again after the instant that retry_after names, and only when the person wishes it.",
);
const SERVICE_RESTORED: Kind = kind(
    "service-restored",
    503,
    "The service was restored from a backup",
    "Send a new request with a new jti.",
);
const MESSAGE_MALFORMED: Kind = kind(
    "message-malformed",
    400,
    "The message cannot be read",
    "Send a message as the phone protocol describes it.",
);
const SESSION_UNKNOWN: Kind =
    kind("session-unknown", 404, "No such session", "Fetch the pending sessions of this phone again.");
const SESSION_OVER: Kind =
    kind("session-over", 409, "The session is over", "Nothing more can be done in this session.");
const SESSION_EXPIRED: Kind = kind(
    "session-expired",
    410,
    "The session has expired",
    "Ask the relying party to send its request again.",
);
const OTHER_DEVICE: Kind =
    kind("other-device", 403, "Another phone", "Use the phone whose certificate the request names.");
const OTHER_STATEMENT: Kind = kind(
    "other-statement",
    409,
    "Another statement",
    "Fetch the pending sessions of this phone again and answer the statement that they carry.",
);
const TOO_MANY_UNLOCKS: Kind = kind(
    "too-many-unlocks",
    429,
    "Too many PINs for one statement",
    "If that was not you, somebody else has what is on this phone: see an officer. If it was, ask the relying party to \
     send its request again.",
);
const PIN_WRONG: Kind =
    kind("pin-wrong", 403, "Wrong PIN", "Enter the PIN for this purpose; the number of tries is limited.");
const PIN_LOCKED: Kind = kind("pin-locked", 423, "The PIN is locked", "Wait until the lock has ended.");
const PIN_EXHAUSTED: Kind = kind(
    "pin-exhausted",
    403,
    "The phone's certificates are revoked",
    "See an officer and enrol the phone anew.",
);
const PHONE_COPIED: Kind =
    kind("phone-copied", 403, "The phone was copied", "See an officer at once and enrol the phone anew.");
const DEVICE_BLOCKED: Kind =
    kind("device-blocked", 403, "The phone is blocked", "See an officer and enrol the phone anew.");
const UNLOCK_LATE: Kind =
    kind("unlock-late", 409, "The unlock came too late", "Go on with the later one; this one has no effect.");
const NOT_UNLOCKED: Kind =
    kind("not-unlocked", 403, "Not unlocked with the PIN", "Unlock this statement with the PIN first.");
const SHOWN_OTHERWISE: Kind = kind(
    "shown-otherwise",
    400,
    "Something else was shown",
    "Show exactly what the statement says, and answer with that.",
);
const SIGNATURE_WRONG: Kind = kind(
    "signature-wrong",
    400,
    "The signature is wrong",
    "Sign exactly what the statement names, with the key of the certificate that it names.",
);

const DECLINED: Kind =
    kind("declined", 403, "The person declined", "Do not ask again without the person's wish.");
const NOT_MINE: Kind = kind(
    "not-mine",
    403,
    "The person did not start this",
    "Look for whoever started the session in the person's name.",
);
const WRONG_CODE: Kind = kind(
    "wrong-code",
    403,
    "The verification codes differ",
    "Show the code of this session, and look for whoever showed another one.",
);

/// All kinds, for the pages that explain them.
pub const KINDS: &[Kind] = &[
    REQUEST_MALFORMED,
    REQUEST_MISMATCH,
    RELYING_PARTY_UNKNOWN,
    RELYING_PARTY_CERTIFICATE,
    DOOR_NOT_USED,
    DIGEST_OF_ANOTHER,
    REQUEST_SIGNATURE,
    REQUEST_TIMES,
    REQUEST_EXPIRED,
    CERTIFICATE_UNKNOWN,
    CERTIFICATE_PURPOSE,
    CERTIFICATE_NOT_IN_FORCE,
    REQUEST_OPEN,
    TOO_MANY_REQUESTS_OPEN,
    ASKED_TOO_OFTEN,
    SERVICE_RESTORED,
    MESSAGE_MALFORMED,
    SESSION_UNKNOWN,
    SESSION_OVER,
    SESSION_EXPIRED,
    OTHER_DEVICE,
    OTHER_STATEMENT,
    TOO_MANY_UNLOCKS,
    PIN_WRONG,
    PIN_LOCKED,
    PIN_EXHAUSTED,
    PHONE_COPIED,
    DEVICE_BLOCKED,
    UNLOCK_LATE,
    NOT_UNLOCKED,
    SHOWN_OTHERWISE,
    SIGNATURE_WRONG,
    DECLINED,
    NOT_MINE,
    WRONG_CODE,
];

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

    /// The status that a door gives, in HTTP's numbers.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.kind().status
    }

    /// The problem details object of RFC 9457 clause 3, with the extension members `remaining`, `locked_until`,
    /// `expired_at`, `retry_after` (seconds since 1970), `state` and `field` where the reason has them.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let kind = self.kind();
        let mut body = Map::new();
        body.insert("type".to_owned(), json!(format!("/problems/{}", kind.slug)));
        body.insert("title".to_owned(), json!(kind.title));
        body.insert("status".to_owned(), json!(kind.status));
        body.insert("detail".to_owned(), json!(format!("{self}. {}", kind.remedy)));
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
            Self::OtherStatement => Some("statement_sha256"),
            Self::ShownOtherwise => Some("shown"),
            Self::SignatureWrong => Some("signature"),
            _ => None,
        }
    }

    /// Which kind of problem it is.
    #[must_use]
    pub fn kind(&self) -> &'static Kind {
        match self {
            Self::RequestMalformed(_) => &REQUEST_MALFORMED,
            Self::RequestMismatch { .. } => &REQUEST_MISMATCH,
            Self::RelyingPartyUnknown(_) => &RELYING_PARTY_UNKNOWN,
            Self::RelyingPartyCertificate(_) => &RELYING_PARTY_CERTIFICATE,
            Self::DoorNotUsed(_) => &DOOR_NOT_USED,
            Self::DigestOfAnother => &DIGEST_OF_ANOTHER,
            Self::RequestSignature => &REQUEST_SIGNATURE,
            Self::RequestTimes(_) => &REQUEST_TIMES,
            Self::RequestExpired(_) => &REQUEST_EXPIRED,
            Self::CertificateUnknown => &CERTIFICATE_UNKNOWN,
            Self::CertificatePurpose { .. } => &CERTIFICATE_PURPOSE,
            Self::CertificateNotInForce(_) => &CERTIFICATE_NOT_IN_FORCE,
            Self::RequestOpen => &REQUEST_OPEN,
            Self::TooManyRequestsOpen { .. } => &TOO_MANY_REQUESTS_OPEN,
            Self::AskedTooOften(_) => &ASKED_TOO_OFTEN,
            Self::ServiceRestored => &SERVICE_RESTORED,
            Self::MessageMalformed(_) => &MESSAGE_MALFORMED,
            Self::SessionUnknown => &SESSION_UNKNOWN,
            Self::SessionOver(_) => &SESSION_OVER,
            Self::SessionExpired(_) => &SESSION_EXPIRED,
            Self::OtherDevice => &OTHER_DEVICE,
            Self::OtherStatement => &OTHER_STATEMENT,
            Self::TooManyUnlocks(_) => &TOO_MANY_UNLOCKS,
            Self::PinWrong { .. } => &PIN_WRONG,
            Self::PinLocked(_) => &PIN_LOCKED,
            Self::PinExhausted => &PIN_EXHAUSTED,
            Self::PhoneCopied => &PHONE_COPIED,
            Self::DeviceBlocked(_) => &DEVICE_BLOCKED,
            Self::UnlockLate => &UNLOCK_LATE,
            Self::NotUnlocked => &NOT_UNLOCKED,
            Self::ShownOtherwise => &SHOWN_OTHERWISE,
            Self::SignatureWrong => &SIGNATURE_WRONG,
            Self::Declined => &DECLINED,
            Self::NotMine => &NOT_MINE,
            Self::WrongCode => &WRONG_CODE,
        }
    }
}
