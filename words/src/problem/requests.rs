//! What relying parties look for and ask for.

problems! { REQUESTS:
    RELYING_PARTY_NOT_REGISTERED: Forbidden = "relying-party-not-registered",
        "Not a registered relying party",
        "Connect and sign with the certificate that registration gave, and put your own id into iss.";
    RELYING_PARTY_CERTIFICATE: Forbidden = "relying-party-certificate",
        "The relying party's certificate is not accepted",
        "Connect and sign with the certificate that registration gave; if it has ended, register anew.";
    DOOR_NOT_USED: Forbidden = "door-not-used",
        "The relying party does not use this door",
        "Ask through a door that you were admitted with, or be admitted anew with this one.";
    DIGEST_OF_ANOTHER: Forbidden = "digest-of-another",
        "The digest is that of something else",
        "Draw the octets to be signed for this login alone.";
    PERSON_UNKNOWN: Unknown = "person-unknown",
        "Nobody with this code has a certificate in force",
        "Check country and code with the person; a person without certificates has to see an officer.";
    TOO_MANY_VAIN_LOOKUPS: TooMany = "too-many-vain-lookups",
        "Too many look-ups of persons who are not there",
        "Look persons up only when they ask you to; look-ups are taken again after the time that Retry-After names.";
    REQUEST_MALFORMED: Malformed = "request-malformed",
        "The request cannot be read",
        "Send a JWS of type sign-request+jwt as the documentation describes it, with what is to be signed and \
         nothing that the purpose excludes.";
    REQUEST_MISMATCH: Malformed = "request-mismatch",
        "The request is not what was handed in",
        "Send the request again; if it happens twice, tell the operator.";
    REQUEST_SIGNATURE: Forbidden = "request-signature",
        "The request's signature is wrong",
        "Sign the request with the key of the certificate in its x5c header.";
    REQUEST_TIMES: Malformed = "request-times",
        "The request's times are not accepted",
        "Set iat to the present and exp at most ten minutes later, by a clock that is right.";
    REQUEST_EXPIRED: Malformed = "request-expired",
        "The request has expired",
        "Sign a new request with a new jti.";
    JTI_USED: Conflict = "jti-used",
        "Another request has the same jti",
        "Send the very bytes of the first request to get its session, or sign a new request with a new jti.";
    CERTIFICATE_ID_UNKNOWN: Unknown = "certificate-id-unknown",
        "No such certificate",
        "Look the person up again and use the certificate_id from the answer.";
    CERTIFICATE_PURPOSE: Malformed = "certificate-purpose",
        "The certificate is for another purpose",
        "Use the certificate_id that the look-up gives for this purpose.";
    CERTIFICATE_NOT_IN_FORCE: Conflict = "certificate-not-in-force",
        "The certificate is not in force",
        "Look the person up again; if there is no other certificate, the person has to see an officer.";
    TOO_MANY_LINKS: TooMany = "too-many-links",
        "Too many device links of one relying party",
        "Start one only when a person asks for it; another is taken after the time that Retry-After names.";
    REQUEST_OPEN: TooMany = "request-open",
        "A request is open already",
        "Wait for the end of the open request, or cancel it.";
    TOO_MANY_REQUESTS_OPEN: TooMany = "too-many-requests-open",
        "Too many requests wait for this person",
        "Try again when one of them has ended.";
    ASKED_TOO_OFTEN: TooMany = "asked-too-often",
        "This person was asked too often",
        "Ask again after the instant that retry_after names, and only when the person wishes it.";
    SERVICE_RESTORED: Unavailable = "service-restored",
        "The service was restored from a backup",
        "Send a new request with a new jti.";
}
