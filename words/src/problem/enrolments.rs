//! A phone becomes a person's device.

problems! { ENROLMENTS:
    ENROLMENT_MALFORMED: Malformed = "enrolment-malformed",
        "The body is not a phone's enrolment",
        "Send a JWS of type sign-enrolment+jwt as the phone protocol describes.";
    ENROLMENT_SIGNATURE: Malformed = "enrolment-signature",
        "The enrolment is not signed by the device key that it introduces",
        "Sign with the device key, and name the same key in the header and in device_key.";
    ENROLMENT_KEYS: Malformed = "enrolment-keys",
        "The keys of the enrolment are not acceptable",
        "Make three different P-256 keys and sign each certificate request with its own key.";
    ENROLMENT_UNKNOWN: Unknown = "enrolment-unknown",
        "No such enrolment",
        "Send the enrolment again: the same bytes are the same enrolment.";
    TOO_MANY_ENROLMENTS: TooMany = "too-many-enrolments",
        "Too many enrolments",
        "Try again after the time that Retry-After names; if you did not send them, tell the officer.";
    ACTIVATION_UNKNOWN: Unknown = "activation-unknown",
        "No such activation",
        "Read the activation code again, or ask the officer for a new one.";
    ACTIVATION_EXPIRED: Over = "activation-expired",
        "The activation has expired",
        "Ask the officer for a new activation code.";
    ACTIVATION_CANCELLED: Over = "activation-cancelled",
        "The activation was cancelled",
        "Ask the officer for a new activation code.";
    ACTIVATION_ENDED: Over = "activation-ended",
        "The activation has ended",
        "Tell the officer that somebody tried to guess it, and ask for a new activation code.";
    ACTIVATION_USED: Conflict = "activation-used",
        "The activation was used before",
        "If you did not use it, tell the officer at once; else ask for a new activation code.";
    ACTIVATION_WRONG: Forbidden = "activation-wrong",
        "The activation code is wrong",
        "Read the activation code again.";
    ACTIVATION_DEVICE_KIND: Conflict = "activation-device-kind",
        "The activation is for another kind of device",
        "Enrol the kind of device that the officer activated.";
    ACTIVATION_REVOKED: Forbidden = "activation-revoked",
        "The activation does not hold any more",
        "Ask an officer for a new activation code.";
    KEY_LIST_MISSING: Unavailable = "key-list-missing",
        "There is no key list yet",
        "Try again in a minute; if it stays so, tell the operator that the worker does not run.";
}
