//! The kinds of problems: what each page and each body tells.

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
        $(pub(super) const $name: Kind = Kind { slug: $slug, status: $status, title: $title, remedy: $remedy };)*

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
    NOT_ASKER = "not-asker", 403,
        "Only who asked for an act withdraws it",
        "Have it withdrawn by the officer who asked for it. If it should not be done, nobody confirms it: it ends by itself, a \
         day after its signing.";
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
