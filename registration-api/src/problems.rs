//! The problem types of the registration doors.

use http_kit::ProblemType;

/// No client certificate on this connection.
pub const CLIENT_CERTIFICATE_MISSING: ProblemType = ProblemType {
    slug: "client-certificate-missing",
    title: "This address needs a client certificate",
    status: 401,
    remedy: "Connect with the certificate that registration gave (mutual TLS).",
};
/// The client certificate is not that of an officer in office.
pub const NOT_AN_OFFICER: ProblemType = ProblemType {
    slug: "not-an-officer",
    title: "The client certificate is not that of an officer in office",
    status: 403,
    remedy: "Connect with the officer's current certificate; if it has ended, another officer must appoint you anew.",
};
/// The act cannot be read, or its signature is wrong.
pub const ACT_MALFORMED: ProblemType = ProblemType {
    slug: "act-malformed",
    title: "The body is not an officer's signed act",
    status: 400,
    remedy: "Send a JWS of type sign-act+jwt, signed under the officer's certificate, as the documentation describes.",
};
/// The act is under another certificate than the connection.
pub const ACT_BY_ANOTHER: ProblemType = ProblemType {
    slug: "act-by-another",
    title: "The act was signed under another certificate than the connection's",
    status: 403,
    remedy: "Sign the act with the certificate with which you connect.",
};
/// The act is too old, or from the future.
pub const ACT_TIMES: ProblemType = ProblemType {
    slug: "act-times",
    title: "The act may not be sent at this time",
    status: 400,
    remedy: "Sign the act anew, with iat at the present and exp at most ten minutes later, by a clock that is right.",
};
/// The act waited for other officers until its time was over.
pub const ACT_EXPIRED: ProblemType = ProblemType {
    slug: "act-expired",
    title: "The act was not confirmed in time",
    status: 410,
    remedy: "Sign the act anew, and have another officer confirm it within a day.",
};
/// The officer has not the role that it takes.
pub const OFFICER_ROLE: ProblemType = ProblemType {
    slug: "officer-role",
    title: "Not in this role",
    status: 403,
    remedy: "Name a role that the officer has and in which this may be done, or have an officer do it who has that role.",
};
/// No person with this code.
pub const PERSON_NOT_REGISTERED: ProblemType = ProblemType {
    slug: "person-not-registered",
    title: "Nobody with this code is registered",
    status: 404,
    remedy: "Check country and code with the person, or register the person first.",
};
/// No such act of this officer.
pub const ACT_UNKNOWN: ProblemType = ProblemType {
    slug: "act-unknown",
    title: "No such act",
    status: 404,
    remedy: "Send the act again: the same bytes are the same act.",
};
/// The enrolment cannot be read.
pub const ENROLMENT_MALFORMED: ProblemType = ProblemType {
    slug: "enrolment-malformed",
    title: "The body is not a phone's enrolment",
    status: 400,
    remedy: "Send a JWS of type sign-enrolment+jwt as the phone protocol describes.",
};
/// The enrolment was not signed by the device key that it introduces.
pub const ENROLMENT_SIGNATURE: ProblemType = ProblemType {
    slug: "enrolment-signature",
    title: "The enrolment is not signed by the device key that it introduces",
    status: 400,
    remedy: "Sign with the device key, and name the same key in the header and in device_key.",
};
/// A key or certificate request is not acceptable.
pub const ENROLMENT_KEYS: ProblemType = ProblemType {
    slug: "enrolment-keys",
    title: "The keys of the enrolment are not acceptable",
    status: 400,
    remedy: "Make three different P-256 keys and sign each certificate request with its own key.",
};
/// A key was certified before.
pub const KEY_USED: ProblemType = ProblemType {
    slug: "key-used",
    title: "A key of the enrolment was certified before",
    status: 409,
    remedy: "Make new keys for this enrolment; a key is certified once.",
};
/// No such activation.
pub const ACTIVATION_UNKNOWN: ProblemType = ProblemType {
    slug: "activation-unknown",
    title: "No such activation",
    status: 404,
    remedy: "Read the activation code again, or ask the officer for a new one.",
};
/// The activation's time is over.
pub const ACTIVATION_EXPIRED: ProblemType = ProblemType {
    slug: "activation-expired",
    title: "The activation has expired",
    status: 410,
    remedy: "Ask the officer for a new activation code.",
};
/// An officer took the activation back.
pub const ACTIVATION_CANCELLED: ProblemType = ProblemType {
    slug: "activation-cancelled",
    title: "The activation was cancelled",
    status: 410,
    remedy: "Ask the officer for a new activation code.",
};
/// Too many enrolments did not prove the activation's secret.
pub const ACTIVATION_ENDED: ProblemType = ProblemType {
    slug: "activation-ended",
    title: "The activation has ended",
    status: 410,
    remedy: "Tell the officer that somebody tried to guess it, and ask for a new activation code.",
};
/// More enrolments than are taken for one activation, or in vain from one address.
pub const TOO_MANY_ENROLMENTS: ProblemType = ProblemType {
    slug: "too-many-enrolments",
    title: "Too many enrolments",
    status: 429,
    remedy: "Try again after the time that Retry-After names; if you did not send them, tell the officer.",
};
/// The activation was used by another enrolment.
pub const ACTIVATION_USED: ProblemType = ProblemType {
    slug: "activation-used",
    title: "The activation was used before",
    status: 409,
    remedy: "If you did not use it, tell the officer at once; else ask for a new activation code.",
};
/// The activation is for another kind of device.
pub const ACTIVATION_DEVICE_KIND: ProblemType = ProblemType {
    slug: "activation-device-kind",
    title: "The activation is for another kind of device",
    status: 409,
    remedy: "Enrol the kind of device that the officer activated.",
};
/// No such enrolment.
pub const ENROLMENT_UNKNOWN: ProblemType = ProblemType {
    slug: "enrolment-unknown",
    title: "No such enrolment",
    status: 404,
    remedy: "Send the enrolment again: the same bytes are the same enrolment.",
};
/// The inner zone has not signed a key list yet.
pub const KEY_LIST_MISSING: ProblemType = ProblemType {
    slug: "key-list-missing",
    title: "There is no key list yet",
    status: 503,
    remedy: "Try again in a minute; if it stays so, tell the operator that the worker does not run.",
};

/// The types above.
pub const ALL: &[ProblemType] = &[
    CLIENT_CERTIFICATE_MISSING,
    NOT_AN_OFFICER,
    ACT_MALFORMED,
    ACT_BY_ANOTHER,
    ACT_TIMES,
    ACT_EXPIRED,
    OFFICER_ROLE,
    PERSON_NOT_REGISTERED,
    ACT_UNKNOWN,
    ENROLMENT_MALFORMED,
    ENROLMENT_SIGNATURE,
    ENROLMENT_KEYS,
    KEY_USED,
    ACTIVATION_UNKNOWN,
    ACTIVATION_EXPIRED,
    ACTIVATION_CANCELLED,
    ACTIVATION_ENDED,
    TOO_MANY_ENROLMENTS,
    ACTIVATION_USED,
    ACTIVATION_DEVICE_KIND,
    ENROLMENT_UNKNOWN,
    KEY_LIST_MISSING,
];
