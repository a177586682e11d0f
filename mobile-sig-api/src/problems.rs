//! The problem types of the mobile-signature doors.
//!
//! Where the inner zone refuses the same thing for the same reason, slug and status are the same: a caller need not
//! know who looked first.

use http_kit::{Problem, ProblemType, problems};
use store::Error;

const fn kind(slug: &'static str, status: u16, title: &'static str, remedy: &'static str) -> ProblemType {
    ProblemType { slug, title, status, remedy }
}

// ---- relying parties: who asks

/// No client certificate on this connection.
pub const CLIENT_CERTIFICATE_MISSING: ProblemType = kind(
    "client-certificate-missing",
    401,
    "This address needs a client certificate",
    "Connect with the certificate that registration gave (mutual TLS).",
);
/// The client certificate is no registered relying party's, or `iss` is another.
pub const RELYING_PARTY_NOT_REGISTERED: ProblemType = kind(
    "relying-party-not-registered",
    403,
    "Not a registered relying party",
    "Connect and sign with the certificate that registration gave, and put your own id into iss.",
);
/// The relying party is not admitted with this door.
pub const DOOR_NOT_USED: ProblemType = kind(
    "door-not-used",
    403,
    "The relying party does not use this door",
    "Ask through a door that you were admitted with, or be admitted anew with this one.",
);
/// The certificate is not in force, or the request is under another than the connection.
pub const RELYING_PARTY_CERTIFICATE: ProblemType = kind(
    "relying-party-certificate",
    403,
    "The relying party's certificate is not accepted",
    "Connect and sign with the certificate that registration gave; if it has ended, register anew.",
);

// ---- relying parties: whom they look for

/// Nobody with a certificate in force has this code.
pub const PERSON_UNKNOWN: ProblemType = kind(
    "person-unknown",
    404,
    "Nobody with this code has a certificate in force",
    "Check country and code with the person; a person without certificates has to see an officer.",
);
/// Too many look-ups in vain.
pub const TOO_MANY_VAIN_LOOKUPS: ProblemType = kind(
    "too-many-vain-lookups",
    429,
    "Too many look-ups of persons who are not there",
    "Look persons up only when they ask you to; look-ups are taken again after the time that Retry-After names.",
);

// ---- relying parties: what they ask for

/// The request cannot be read.
pub const REQUEST_MALFORMED: ProblemType = kind(
    "request-malformed",
    400,
    "The request cannot be read",
    "Send a JWS of type sign-request+jwt with the members that the documentation names.",
);
/// The signature of the request is wrong.
pub const REQUEST_SIGNATURE: ProblemType = kind(
    "request-signature",
    403,
    "The request's signature is wrong",
    "Sign the request with the key of the certificate in its x5c header.",
);
/// The request is from the future.
pub const REQUEST_TIMES: ProblemType = kind(
    "request-times",
    400,
    "The request's times are not accepted",
    "Set iat to the present and exp at most ten minutes later, by a clock that is right.",
);
/// The request's time is over.
pub const REQUEST_EXPIRED: ProblemType =
    kind("request-expired", 400, "The request has expired", "Sign a new request with a new jti.");
/// The idempotency key was used for other bytes.
pub const JTI_USED: ProblemType = kind(
    "jti-used",
    409,
    "Another request has the same jti",
    "Send the very bytes of the first request to get its session, or sign a new request with a new jti.",
);
/// No certificate has this id.
pub const CERTIFICATE_ID_UNKNOWN: ProblemType = kind(
    "certificate-id-unknown",
    404,
    "No such certificate",
    "Look the person up again and use the certificate_id from the answer.",
);
/// The certificate is for the other purpose.
pub const CERTIFICATE_PURPOSE: ProblemType = kind(
    "certificate-purpose",
    400,
    "The certificate is for another purpose",
    "Use the certificate_id that the look-up gives for this purpose.",
);
/// The certificate is suspended, revoked or outside its validity.
pub const CERTIFICATE_NOT_IN_FORCE: ProblemType = kind(
    "certificate-not-in-force",
    409,
    "The certificate is not in force",
    "Look the person up again; if there is no other certificate, the person has to see an officer.",
);
/// This relying party has an open request to this person.
pub const REQUEST_OPEN: ProblemType = kind(
    "request-open",
    429,
    "A request is open already",
    "Wait for the end of the open request, or cancel it.",
);
/// Too many requests wait for this person.
pub const TOO_MANY_REQUESTS_OPEN: ProblemType = kind(
    "too-many-requests-open",
    429,
    "Too many requests wait for this person",
    "Try again when one of them has ended.",
);
/// This relying party has put too many requests before this person lately, or in vain.
pub const ASKED_TOO_OFTEN: ProblemType = kind(
    "asked-too-often",
    429,
    "This person was asked too often",
    "Ask again after the instant that retry_after names, and only when the person wishes it.",
);
/// No such session of this relying party, or of this phone.
pub const SESSION_UNKNOWN: ProblemType = kind(
    "session-unknown",
    404,
    "No such session",
    "A relying party uses the id from its own start; a phone fetches its pending sessions again.",
);

// ---- phones

/// The message cannot be read.
pub const MESSAGE_MALFORMED: ProblemType = kind(
    "message-malformed",
    400,
    "The message cannot be read",
    "Send a message as the phone protocol describes it.",
);
/// The message was not signed by the device.
pub const OTHER_DEVICE: ProblemType = kind(
    "other-device",
    403,
    "Another phone",
    "Use the phone whose certificate the request names, and sign with its device key.",
);
/// The message is about another statement.
pub const OTHER_STATEMENT: ProblemType = kind(
    "other-statement",
    409,
    "Another statement",
    "Fetch the pending sessions of this phone again and answer the statement that they carry.",
);
/// The session has its outcome.
pub const SESSION_OVER: ProblemType =
    kind("session-over", 409, "The session is over", "Nothing more can be done in this session.");
/// The session's time is over.
pub const SESSION_EXPIRED: ProblemType = kind(
    "session-expired",
    410,
    "The session has expired",
    "Ask the relying party to send its request again.",
);
/// More messages than a session can need.
pub const TOO_MANY_MESSAGES: ProblemType = kind(
    "too-many-messages",
    429,
    "Too many messages about one session",
    "Ask the relying party to send its request again.",
);
/// The poll is too old, or from the future.
pub const POLL_TIMES: ProblemType = kind(
    "poll-times",
    400,
    "The poll may not be sent at this time",
    "Sign a new poll; if this happens again, set the phone's clock right.",
);
/// No such device.
pub const DEVICE_UNKNOWN: ProblemType = kind(
    "device-unknown",
    404,
    "No such phone is enrolled",
    "Enrol the phone with an activation code from an officer.",
);
/// The device's secrets are blocked.
pub const DEVICE_BLOCKED: ProblemType =
    kind("device-blocked", 403, "The phone is blocked", "See an officer and enrol the phone anew.");

/// The types above.
pub const ALL: &[ProblemType] = &[
    CLIENT_CERTIFICATE_MISSING,
    RELYING_PARTY_NOT_REGISTERED,
    DOOR_NOT_USED,
    RELYING_PARTY_CERTIFICATE,
    PERSON_UNKNOWN,
    TOO_MANY_VAIN_LOOKUPS,
    REQUEST_MALFORMED,
    REQUEST_SIGNATURE,
    REQUEST_TIMES,
    REQUEST_EXPIRED,
    JTI_USED,
    CERTIFICATE_ID_UNKNOWN,
    CERTIFICATE_PURPOSE,
    CERTIFICATE_NOT_IN_FORCE,
    REQUEST_OPEN,
    TOO_MANY_REQUESTS_OPEN,
    ASKED_TOO_OFTEN,
    SESSION_UNKNOWN,
    MESSAGE_MALFORMED,
    OTHER_DEVICE,
    OTHER_STATEMENT,
    SESSION_OVER,
    SESSION_EXPIRED,
    TOO_MANY_MESSAGES,
    POLL_TIMES,
    DEVICE_UNKNOWN,
    DEVICE_BLOCKED,
];

/// How soon a caller should try again while nothing can be written: somebody has to make room first.
const NOT_WRITABLE_SECONDS: u32 = 30;

/// The store cannot be used: what was asked for is not stored, and may be sent again.
pub(crate) fn unavailable(error: Error) -> Problem {
    if error.is_not_writable() {
        tracing::error!(%error, "the store cannot write");
        return Problem::new(&problems::NOT_WRITABLE, "its disk is full, or its database is read-only")
            .retry_after(NOT_WRITABLE_SECONDS);
    }
    if error.is_passing() {
        tracing::error!(%error, "the store cannot be used");
        return Problem::new(&problems::UNAVAILABLE, "the store cannot be used").retry_after(5);
    }
    Problem::internal("using the store", &error)
}
