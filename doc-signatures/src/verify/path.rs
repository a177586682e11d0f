//! X.509 validation without status (EN 319 102-1, 5.2.6): a path to a trust anchor at a given time, with its
//! failures in the standard's words.

use pki_types::chain::{ChainError, validate_chain};
use pki_types::display::shown;
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
            ChainError::NotVerifiable { .. } => SubIndication::CryptoConstraintsFailure,
            ChainError::TooLong => SubIndication::CertificateChainGeneralFailure,
            _ => SubIndication::ChainConstraintsFailure,
        };
        let explanation = if sub_indication == SubIndication::NoCertificateChainFound {
            not_trusted(leaf, &problem, material, anchors, at)
        } else {
            explain(leaf, &problem)
        };
        Finding::new(sub_indication, explanation)
    })
}

/// Why no chain leads to an anchor: most often another country's root, which the document brings along; then that is
/// said, because "not known" would send the reader looking for damage.
fn not_trusted(
    leaf: &Certificate,
    problem: &ChainError,
    material: &Material,
    anchors: &[Certificate],
    at: UnixTime,
) -> String {
    let name = display_name(leaf);
    let trusted = names_of(anchors);
    let is_root = |certificate: &&Certificate| certificate.is_self_issued() && certificate.is_ca();
    let roots: Vec<Certificate> = material.certificates.iter().filter(is_root).cloned().collect();
    let path = validate_chain(leaf, &material.certificates, &roots, at);
    match (path.as_ref().ok().and_then(|path| path.last()), problem) {
        (Some(root), _) => format!(
            "the certificate of {name} is signed under another root: {}, SHA-256 {}; {trusted}",
            display_name(root),
            root.sha256()
        ),
        (None, ChainError::NoIssuerFound { issuer, .. }) => format!(
            "no chain leads from the certificate of {name} to a trusted root: the document does not have the \
             certificate of \"{}\"; {trusted}",
            shown(issuer)
        ),
        (None, _) => format!(
            "no chain leads from the certificate of {name} to a trusted root: {}; {trusted}",
            explain(leaf, problem)
        ),
    }
}

/// The most trusted roots that a sentence names.
const NAMED_ROOTS: usize = 3;

fn names_of(anchors: &[Certificate]) -> String {
    let name = |anchor: &Certificate| format!("{}, SHA-256 {}", display_name(anchor), anchor.sha256());
    let named: Vec<String> = anchors.iter().take(NAMED_ROOTS).map(name).collect();
    match anchors.len().saturating_sub(NAMED_ROOTS) {
        _ if anchors.is_empty() => "you trusted no root".into(),
        0 => format!("you trusted {}", named.join(" and ")),
        others => format!("you trusted {} and {others} others", named.join(", ")),
    }
}

fn explain(leaf: &Certificate, problem: &ChainError) -> String {
    let name = display_name(leaf);
    match problem {
        ChainError::Expired { not_after, at, .. } => {
            let (not_after, at) = (not_after.rfc3339(), at.rfc3339());
            format!("a certificate in the chain of {name} ended on {not_after}, before {at}")
        }
        ChainError::NotYetValid { not_before, at, .. } => {
            let (not_before, at) = (not_before.rfc3339(), at.rfc3339());
            format!("a certificate in the chain of {name} begins on {not_before}, after {at}")
        }
        ChainError::NotVerifiable { problem, .. } => {
            format!("a certificate in the chain of {name} cannot be checked: {problem}")
        }
        other => format!("the chain of {name} breaks a rule: {other}"),
    }
}

/// How a certificate is called in sentences: its common name, else its whole subject; shortened and without characters
/// that mislead, since anybody can make a certificate with any name.
pub(super) fn display_name(certificate: &Certificate) -> String {
    shown(certificate.common_name().unwrap_or_else(|| certificate.subject_display()))
}
