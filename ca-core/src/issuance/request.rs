//! What somebody asks a certificate for, after every check of who may ask.

use std::net::IpAddr;

use pki_types::key::PublicKey;
use words::act::Roles;

use crate::issuance::subject::Subject;

/// Everything in a certificate that does not come from the profile, the issuer or the clock.
#[derive(Clone)]
pub struct Request {
    /// Whom the certificate names, from the officer's record and never from the applicant.
    pub subject: Subject,
    /// The applicant's key: the one thing that a certificate request contributes.
    pub public_key: PublicKey,
    /// Host names and addresses; empty unless the profile demands them.
    pub alternative_names: Vec<AlternativeName>,
    /// What an officer may be trusted with; none unless the profile demands them.
    pub roles: Roles,
}

/// A name in subjectAltName (RFC 5280 §4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlternativeName {
    /// A host name.
    Dns(String),
    /// An address.
    Address(IpAddr),
}

impl AlternativeName {
    /// An address where it can be read as one, else a host name.
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Dns(text.to_owned()), Self::Address)
    }
}
