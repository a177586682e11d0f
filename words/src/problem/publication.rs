//! What is published of certificates; what OCSP says is an answer of that protocol and none of these.

problems! { PUBLICATION:
    UNKNOWN_ISSUER: Unknown = "unknown-issuer",
        "There is no such issuer",
        "Use the addresses in the certificate: authority information access for OCSP and the issuer's certificate.";
    NO_SUCH_REVOCATION_LIST: Unknown = "no-such-revocation-list",
        "There is no such revocation list",
        "Use the address in the certificate's CRL distribution point.";
}
