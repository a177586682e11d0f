//! What status, time and api processes say when they ask for a certificate of a key that they made.
//!
//! A JWS of kind [`SIGNER_REQUEST_TYP`] under the process's identity certificate (in `x5c`), which the ceremony made. The
//! private key never leaves the process; the certificate that comes back is for that key alone. Who may ask for what is
//! decided in ca-core.

use pki_types::jws::{JwsHeader, jws_signing_input};
use pki_types::{Certificate, UnixTime};
use serde::{Deserialize, Serialize};

/// `typ` of a signer's request.
pub const SIGNER_REQUEST_TYP: &str = "sign-signer-request+jwt";
/// The largest request, in octets.
pub const MAXIMUM_OCTETS: usize = 16 * 1024;

/// What a process asks for: the payload.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerRequest {
    /// What the key is for.
    pub kind: SignerKind,
    /// For an OCSP signer: the name of the CA that it will speak for. All others are of the CA that their profile asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The key's SubjectPublicKeyInfo, DER in base64.
    #[serde(with = "pki_types::encoding::as_base64")]
    pub spki: Vec<u8>,
    /// For a door's TLS: its host names and addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// When it was signed.
    pub iat: UnixTime,
    /// Names the request.
    pub jti: String,
}

impl SignerRequest {
    /// The bytes that the process signs with its identity key; `chain` is its certificate and what is above
    /// it.
    pub fn signing_input(&self, chain: &[Certificate]) -> Vec<u8> {
        let payload = serde_json::to_vec(self)
            .expect("a request is a struct of strings and integers, which JSON can always hold");
        jws_signing_input(&JwsHeader::with_chain(SIGNER_REQUEST_TYP, chain), &payload)
    }
}

words!(
    /// What a key of a process is for; the word is the profile's name too.
    SignerKind {
        /// Signs OCSP answers for one CA.
        OcspSigner = "ocsp-signer",
        /// Signs time-stamps.
        Tsu = "tsu",
        /// Opens a door.
        TlsServer = "tls-server",
    }
);

/// The reply: a certificate and what is above it, PEM, the issuer first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerReply {
    /// The certificate, PEM.
    pub certificate: String,
    /// The certificates above it, PEM, the issuer first.
    pub chain: Vec<String>,
}
