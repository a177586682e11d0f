//! What every door meets, whatever it is asked for.

problems! { HTTP:
    BAD_REQUEST: Malformed = "bad-request",
        "The request could not be understood",
        "Compare the request with the OpenAPI document.";
    NOT_FOUND: Unknown = "not-found",
        "There is nothing at this address",
        "The addresses of this service are listed in /.well-known/greatseal and in the OpenAPI document.";
    METHOD_NOT_ALLOWED: WrongMethod = "method-not-allowed",
        "This address does not take this method",
        "Use one of the methods that the Allow header names.";
    CLIENT_CERTIFICATE_MISSING: Unauthenticated = "client-certificate-missing",
        "This address needs a client certificate",
        "Connect with the certificate that registration gave (mutual TLS).";
    MEDIA_TYPE: WrongMedia = "media-type",
        "The body has another media type than this address takes",
        "Send the body with the Content-Type that the OpenAPI document names.";
    BODY_TOO_LARGE: TooLarge = "body-too-large",
        "The body is too large",
        "Send a smaller body; the limits are in the OpenAPI document.";
    BODY_TIMEOUT: TooSlow = "body-timeout",
        "The body did not arrive in time",
        "Send the whole body at once; the request was not acted upon and may be sent again.";
    BODY_BROKEN: Malformed = "body-broken",
        "The body broke off",
        "Send the request again; it was not acted upon.";
    MALFORMED_JSON: Malformed = "malformed-json",
        "The body is not well-formed JSON",
        "Send one JSON object in UTF-8, each member once, nested no deeper than the limit.";
    MALFORMED_JOSE: Malformed = "malformed-jose",
        "The body is not a compact JOSE message",
        "Send the compact serialisation alone (RFC 7515 §7.1): base64url parts joined by dots.";
    INVALID_MEMBER: Invalid = "invalid-member",
        "A member of the body is missing, unknown or has a value that is not allowed",
        "Correct the member that `field` names; the OpenAPI document describes them all.";
    INVALID_PARAMETER: Malformed = "invalid-parameter",
        "A parameter of the address is unknown or has a value that is not allowed",
        "Correct the parameter that `field` names; the OpenAPI document describes them all.";
    TOO_MANY_REQUESTS: TooMany = "too-many-requests",
        "Too many requests from this network",
        "Ask again after the time that Retry-After names, keep answers for as long as they hold, or ask the operator \
         for a larger limit.";
    INTERNAL: Internal = "internal",
        "The service failed",
        "It is not your fault. Send the same bytes again after a moment; tell the operator the x-request-id.";
    UNAVAILABLE: Unavailable = "unavailable",
        "The service cannot do this at the moment",
        "Send the same bytes again after the time that Retry-After names.";
    NOT_WRITABLE: Unavailable = "not-writable",
        "The service cannot write anything down at the moment",
        "Nothing of the request was kept. Send the same bytes again after the time that Retry-After names.";
}
