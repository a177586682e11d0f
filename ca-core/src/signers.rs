//! Certificates of the services' own keys: what a process asks for by itself, and the root's OCSP signer, which people bring.

pub mod root_signer;
pub mod signer_request;
