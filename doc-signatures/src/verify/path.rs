//! X.509 validation without status (EN 319 102-1, 5.2.6): a path to a trust anchor at a given time, with its
//! failures in the standard's words.

use pki_types::chain::{ChainError, validate_chain};
use pki_types::{Certificate, UnixTime};

use super::indication::{Finding, SubIndication};
use super::material::Material;

/// The path from `leaf` to one of `anchors` at `at`, both included.
pub(super) fn find_path(
    leaf: &Certificate,
    material: &Material,
    anchors: &[Certificate],
    at: UnixTime,
) -> Result<Vec<Certificate>, Finding> {
    validate_chain(leaf, &material.certificates, anchors, at).map_err(|problem| {
        let sub_indication = match &problem {
            ChainError::NoIssuerFound { .. } | ChainError::BadSignature { .. } => {
                SubIndication::NoCertificateChainFound
            }
            ChainError::Expired { .. } | ChainError::NotYetValid { .. } => SubIndication::OutOfBoundsNoPoe,
            ChainError::TooLong => SubIndication::CertificateChainGeneralFailure,
            _ => SubIndication::ChainConstraintsFailure,
        };
        Finding::new(sub_indication, explain(leaf, &problem))
    })
}

fn explain(leaf: &Certificate, problem: &ChainError) -> String {
    let name = display_name(leaf);
    match problem {
        ChainError::NoIssuerFound { issuer, .. } => {
            format!(
                "no chain leads from the certificate of {name} to a trusted root: \"{issuer}\" is not known"
            )
        }
        ChainError::Expired { not_after, at, .. } => {
            let (not_after, at) = (not_after.rfc3339(), at.rfc3339());
            format!("a certificate in the chain of {name} ended on {not_after}, before {at}")
        }
        ChainError::NotYetValid { not_before, at, .. } => {
            let (not_before, at) = (not_before.rfc3339(), at.rfc3339());
            format!("a certificate in the chain of {name} begins on {not_before}, after {at}")
        }
        other => format!("the chain of {name} breaks a rule: {other}"),
    }
}

/// How a certificate is called in sentences: its common name, else its whole subject.
pub(super) fn display_name(certificate: &Certificate) -> String {
    certificate.common_name().unwrap_or_else(|| certificate.subject_display())
}
