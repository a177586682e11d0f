//! Certification paths: from a certificate up to an anchor that the reader trusts (RFC 5280 §6).
//!
//! Checked of each certificate: signature, validity, critical extensions; of each CA also basic constraints, path
//! length, key usage, name constraints. Not checked, because they are not the path's business: revocation, purposes and
//! policies of the leaf. Names are compared byte for byte. Policy constraints, policy mappings and inhibitAnyPolicy are not processed, so a path where
//! they are critical is refused.

mod name_constraints;

use const_oid::ObjectIdentifier;

use crate::{Certificate, Error, Sha256Digest, UnixTime};

/// The most certificates in a path, leaf and anchor included. Ours have three.
const MAX_PATH: usize = 8;

/// The most signatures that are verified for one path: hostile intermediates could otherwise make the search long.
const MAX_SIGNATURE_CHECKS: usize = 64;

/// Why no path was found. Certificates are named by their fingerprint: a subject is personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// No certificate at hand has the issuer's name.
    #[error("no certificate of the issuer {issuer} of {certificate} is known")]
    NoIssuerFound {
        /// The certificate whose issuer is missing.
        certificate: Sha256Digest,
        /// The issuer's name, RFC 4514.
        issuer: String,
    },
    /// The certificate with the issuer's name did not sign.
    #[error("the signature of {certificate} does not verify under {issuer}")]
    BadSignature {
        /// The certificate whose signature was checked.
        certificate: Sha256Digest,
        /// The certificate with its issuer's name.
        issuer: Sha256Digest,
    },
    /// The signature of a certificate, or the key that made it, is of a kind that nothing is verified with.
    #[error("{certificate} cannot be verified: {problem}")]
    NotVerifiable {
        /// The certificate whose signature was to be checked.
        certificate: Sha256Digest,
        /// Its algorithm or its issuer's key, by name.
        problem: Error,
    },
    /// A certificate is used before its validity.
    #[error("{certificate} is valid from {not_before}, the time is {at}")]
    NotYetValid {
        /// The certificate.
        certificate: Sha256Digest,
        /// Its first second.
        not_before: UnixTime,
        /// The time in question.
        at: UnixTime,
    },
    /// A certificate is used after its validity.
    #[error("{certificate} was valid until {not_after}, the time is {at}")]
    Expired {
        /// The certificate.
        certificate: Sha256Digest,
        /// Its last second.
        not_after: UnixTime,
        /// The time in question.
        at: UnixTime,
    },
    /// An issuer has no basic constraints that make it a CA (RFC 5280 §6.1.4 k).
    #[error("{issuer} is not a CA")]
    NotACa {
        /// The issuer.
        issuer: Sha256Digest,
    },
    /// More CAs below an issuer than it allows (RFC 5280 §6.1.4 l, m).
    #[error("{issuer} allows {allowed} CAs below it, found {found}")]
    PathLength {
        /// The issuer.
        issuer: Sha256Digest,
        /// What its basic constraints allow.
        allowed: u32,
        /// CAs between it and the leaf that are not self-issued.
        found: u32,
    },
    /// An issuer whose key usage lacks keyCertSign, or that has no key usage (RFC 5280 §4.2.1.3, §6.1.4 n).
    #[error("{issuer} may not sign certificates: its key usage lacks keyCertSign")]
    KeyUsage {
        /// The issuer.
        issuer: Sha256Digest,
    },
    /// A critical extension that is not processed here (RFC 5280 §6.1.4 o).
    #[error("{certificate} has the critical extension {extension}, which is not understood")]
    UnknownCriticalExtension {
        /// The certificate.
        certificate: Sha256Digest,
        /// The extension.
        extension: ObjectIdentifier,
    },
    /// A name that an issuer does not allow below it (RFC 5280 §4.2.1.10).
    #[error("{certificate} has a {kind} that the name constraints of {issuer} do not allow")]
    NameConstraints {
        /// The certificate with the name.
        certificate: Sha256Digest,
        /// The issuer with the constraints.
        issuer: Sha256Digest,
        /// The kind of name.
        kind: &'static str,
    },
    /// The search was given up.
    #[error(
        "the path is longer than {MAX_PATH} certificates, or needs more than {MAX_SIGNATURE_CHECKS} signatures checked"
    )]
    TooLong,
}

/// Finds a path from `leaf` over `intermediates` to one of `anchors` in which everything holds at `at`; gives it leaf
/// first, anchor last. A leaf that is itself an anchor is a path of one. Intermediates need no order.
///
/// # Errors
/// The first rule that a candidate for the path breaks; a bad signature or a missing issuer only if nothing better can
/// be said.
pub fn validate_chain(
    leaf: &Certificate,
    intermediates: &[Certificate],
    anchors: &[Certificate],
    at: UnixTime,
) -> Result<Vec<Certificate>, ChainError> {
    check_certificate(leaf, at)?;
    if anchors.contains(leaf) {
        return Ok(vec![leaf.clone()]);
    }
    let mut search = Search { intermediates, anchors, at, checks_left: MAX_SIGNATURE_CHECKS };
    search.extend(vec![leaf.clone()])
}

struct Search<'a> {
    intermediates: &'a [Certificate],
    anchors: &'a [Certificate],
    at: UnixTime,
    checks_left: usize,
}

impl Search<'_> {
    /// Extends a path whose certificates all hold, anchors first.
    fn extend(&mut self, path: Vec<Certificate>) -> Result<Vec<Certificate>, ChainError> {
        let last = path.last().expect("a path begins with its leaf");
        if path.len() >= MAX_PATH {
            return Err(ChainError::TooLong);
        }
        let anchors = self.anchors.iter().map(|anchor| (anchor, true));
        let intermediates = self.intermediates.iter().map(|intermediate| (intermediate, false));
        let candidates = anchors.chain(intermediates).filter(|(candidate, _)| {
            candidate.subject_der() == last.issuer_der() && !path.contains(candidate)
        });
        let mut failure = None;
        for (candidate, is_anchor) in candidates {
            self.checks_left = self.checks_left.checked_sub(1).ok_or(ChainError::TooLong)?;
            let extended = check_issuer(&path, candidate, self.at).and_then(|()| {
                let extended = [path.as_slice(), std::slice::from_ref(candidate)].concat();
                if is_anchor { Ok(extended) } else { self.extend(extended) }
            });
            match extended {
                Ok(path) => return Ok(path),
                // A bad signature says only that another certificate of this name was tried.
                Err(error) if matches!(failure, None | Some(ChainError::BadSignature { .. })) => {
                    failure = Some(error);
                }
                Err(_) => {}
            }
        }
        Err(failure.unwrap_or_else(|| ChainError::NoIssuerFound {
            certificate: last.sha256(),
            issuer: last.issuer_display(),
        }))
    }
}

/// What must hold for every certificate of a path.
fn check_certificate(certificate: &Certificate, at: UnixTime) -> Result<(), ChainError> {
    let name = certificate.sha256();
    if at < certificate.not_before() {
        return Err(ChainError::NotYetValid { certificate: name, not_before: certificate.not_before(), at });
    }
    if at > certificate.not_after() {
        return Err(ChainError::Expired { certificate: name, not_after: certificate.not_after(), at });
    }
    match certificate.unknown_critical_extensions().first() {
        Some(&extension) => Err(ChainError::UnknownCriticalExtension { certificate: name, extension }),
        None => Ok(()),
    }
}

/// What must hold for the issuer of the last certificate of `path`.
fn check_issuer(path: &[Certificate], issuer: &Certificate, at: UnixTime) -> Result<(), ChainError> {
    let (name, last) = (issuer.sha256(), path.last().expect("a path begins with its leaf"));
    match last.verify_issued_by(issuer) {
        Ok(()) => {}
        Err(problem @ Error::NotVerifiable { .. }) => {
            return Err(ChainError::NotVerifiable { certificate: last.sha256(), problem });
        }
        Err(_) => return Err(ChainError::BadSignature { certificate: last.sha256(), issuer: name }),
    }
    if !issuer.is_ca() {
        return Err(ChainError::NotACa { issuer: name });
    }
    if !issuer.key_usage().is_some_and(|usage| usage.key_cert_sign()) {
        return Err(ChainError::KeyUsage { issuer: name });
    }
    let below = path[1..].iter().filter(|ca| !ca.is_self_issued()).count();
    let found = u32::try_from(below).expect("a path is short");
    if let Some(allowed) = issuer.path_length()
        && found > allowed
    {
        return Err(ChainError::PathLength { issuer: name, allowed, found });
    }
    check_certificate(issuer, at)?;
    let Some(constraints) = issuer.name_constraints() else { return Ok(()) };
    for (depth, certificate) in path.iter().enumerate() {
        // RFC 5280 §6.1.3 (b): self-issued certificates are left out, unless one is the leaf.
        if depth > 0 && certificate.is_self_issued() {
            continue;
        }
        name_constraints::check(constraints, certificate).map_err(|kind| ChainError::NameConstraints {
            certificate: certificate.sha256(),
            issuer: name,
            kind,
        })?;
    }
    Ok(())
}
