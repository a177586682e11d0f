//! The problem types of this door; OCSP errors are answers of the protocol and not among them.

use http_kit::ProblemType;

/// The address names an issuer that there is not.
pub const UNKNOWN_ISSUER: ProblemType = ProblemType {
    slug: "unknown-issuer",
    title: "There is no such issuer",
    status: 404,
    remedy: "Use the addresses in the certificate: authority information access for OCSP and the issuer's certificate.",
};
/// The address names a revocation list that there is not.
pub const NO_SUCH_LIST: ProblemType = ProblemType {
    slug: "no-such-revocation-list",
    title: "There is no such revocation list",
    status: 404,
    remedy: "Use the address in the certificate's CRL distribution point.",
};

/// The types above.
pub const ALL: &[ProblemType] = &[UNKNOWN_ISSUER, NO_SUCH_LIST];
