//! What officers' acts are about: persons, officers, relying parties, activations, certificates.

problems! { REGISTER:
    PERSON_EXISTS: Conflict = "person-exists",
        "The person is registered already",
        "Give the person an activation instead.";
    PERSON_NOT_REGISTERED: Unknown = "person-not-registered",
        "Nobody with this code is registered",
        "Check country and code with the person, or register the person first.";
    NAME_CHANGED: Conflict = "name-changed",
        "The name was corrected meanwhile",
        "Look the person up again, and sign the correction anew if it is still wanted.";
    NO_SUCH_OFFICER: Unknown = "no-such-officer",
        "No such officer",
        "Look the officer's id up again.";
    RENEWAL_EARLY: Conflict = "renewal-early",
        "The certificate cannot be renewed yet",
        "Sign the renewal when that time has come.";
    CERTIFICATE_RENEWED: Conflict = "certificate-renewed",
        "The certificate was renewed before",
        "Work with the certificate that came of it. If you did not renew it, somebody else has your key: have two \
         security officers revoke it at once.";
    ID_TAKEN: Conflict = "id-taken",
        "The id is taken",
        "Choose another id; an id is never given twice.";
    LOOK_TAKEN: Conflict = "look-taken",
        "Another relying party looks like this",
        "Choose a name and a domain that nobody takes for another's, or end the admission of the other one first.";
    NO_SUCH_RELYING_PARTY: Unknown = "no-such-relying-party",
        "No such relying party",
        "Look its id up again.";
    ACTIVATION_EXISTS: Conflict = "activation-exists",
        "The activation id is taken",
        "Draw a new activation id and secret.";
    DEVICE_KIND_OFF: Forbidden = "device-kind-off",
        "This kind of device is not activated here",
        "Activate a device of kind app, or have the country's configuration changed.";
    ACTIVATION_SECRET: Malformed = "activation-secret",
        "The activation's secret is not accepted",
        "Encrypt the secret with activation id, device kind and personal code to the opening key of the current key \
         list.";
    NO_SUCH_CERTIFICATE: Unknown = "no-such-certificate",
        "No such certificate",
        "Look the certificate's digest up again.";
    NO_SUCH_DEVICE: Unknown = "no-such-device",
        "No such device",
        "Look the person's devices up again.";
    NO_CERTIFICATES: Unknown = "no-certificates",
        "Nothing to act on",
        "Look the person's certificates up again.";
    NOT_SUSPENDABLE: Conflict = "not-suspendable",
        "The certificate cannot be suspended",
        "Revoke it if it must not be trusted any more.";
    NOT_SUSPENDED: Conflict = "not-suspended",
        "The certificate is not suspended",
        "Nothing needs to be released.";
    PHONE_BLOCKED: Conflict = "phone-blocked",
        "The phone is blocked",
        "Revoke its certificates, and have the person enrol a phone anew.";
    ALREADY_REVOKED: Conflict = "already-revoked",
        "The certificate is revoked",
        "A new certificate needs a new enrolment.";
    LOST_IN_RESTORE: Conflict = "lost-in-restore",
        "Lost in a restore",
        "See what is there and sign a new act, or ask the officer for a new activation code.";
}
