//! The status of every certificate of a path but its anchor, judged for one moment.

use pki_types::crl::Reason;
use pki_types::{Certificate, UnixTime};

use super::indication::{Finding, SubIndication};
use super::material::Material;
use super::path::display_name;
use super::report::{EvidenceReport, Until};
use super::status::{Recency, Standing, status};

/// For what a path is checked.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    /// The moment at which the certificates must not have been revoked.
    pub(super) used_at: UnixTime,
    /// Whether that moment is proven by a time-stamp: then later revocations do not matter, and evidence made since
    /// speaks for it. Otherwise the moment is now.
    pub(super) is_proven: bool,
    /// The time of this verification.
    pub(super) now: UnixTime,
}

/// What was found along a path.
pub(super) struct PathStatus {
    pub(super) findings: Vec<Finding>,
    /// Whether an accepted statement tells the status of every certificate, whatever it says.
    pub(super) is_told: bool,
    pub(super) evidence: Vec<EvidenceReport>,
    /// Certificates, and statements without proven time, that end.
    pub(super) ends: Vec<Until>,
}

/// Checks the status of every certificate of `path`, which ends with its anchor.
pub(super) fn path_status(path: &[Certificate], material: &Material, moment: Moment) -> PathStatus {
    let mut found =
        PathStatus { findings: Vec::new(), is_told: true, evidence: Vec::new(), ends: Vec::new() };
    for (depth, pair) in path.windows(2).enumerate() {
        let [certificate, issuer] = pair else { continue };
        let recency = match (depth, moment.is_proven) {
            (0, true) => Recency::MadeSince(moment.used_at),
            _ => Recency::InForceAt(moment.used_at),
        };
        match status(certificate, issuer, material, recency, moment.now) {
            Ok(statement) => {
                found.findings.extend(judge(certificate, statement.standing, depth, moment));
                found.ends.push(end_of(&statement.signer));
                found.ends.push(end_of(issuer));
                if let (false, Some(time)) = (moment.is_proven, statement.next_update) {
                    let because = format!("newer evidence on {} is due", display_name(certificate));
                    found.ends.push(Until { time, because });
                }
                found.evidence.push(statement.evidence);
            }
            Err(finding) => {
                found.is_told = false;
                found.findings.push(finding);
            }
        }
    }
    found
}

/// When a certificate ends, as the end of what relies on it.
pub(super) fn end_of(certificate: &Certificate) -> Until {
    let because = format!("the certificate of {} ends", display_name(certificate));
    Until { time: certificate.not_after(), because }
}

/// What a revocation means for a use at that moment (EN 319 102-1, 5.2.6.4 and 5.5.4).
fn judge(certificate: &Certificate, standing: Standing, depth: usize, moment: Moment) -> Option<Finding> {
    let Standing::Revoked { at, reason } = standing else { return None };
    if at > moment.used_at {
        return None;
    }
    let (name, at) = (display_name(certificate), at.rfc3339());
    let used_at = moment.used_at.rfc3339();
    let proof = if moment.is_proven { "was used at" } else { "is not proven to have been used before" };
    Some(if reason == Some(Reason::CertificateHold) {
        let explanation = format!("the certificate of {name} was suspended since {at} and {proof} {used_at}");
        Finding::new(SubIndication::TryLater, explanation)
    } else {
        let kind = if depth == 0 { SubIndication::RevokedNoPoe } else { SubIndication::RevokedCaNoPoe };
        Finding::new(kind, format!("the certificate of {name} was revoked at {at} and {proof} {used_at}"))
    })
}
