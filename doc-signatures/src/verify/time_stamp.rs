//! Time-stamp validation (EN 319 102-1, 5.4): a stamp counts when it is over this signature, made by a time-stamping
//! unit whose chain holds now, and whose status is known.

use pki_types::tsp::TimeStampToken;
use pki_types::{Certificate, HashAlgorithm, UnixTime};

use super::chain_status::{Moment, end_of, path_status};
use super::indication::{Finding, SubIndication, cannot_be_checked};
use super::material::Material;
use super::path::{display_name, find_path};
use super::report::{EvidenceReport, TimeStampReport, Until};
use super::status::CLOCK_TOLERANCE;

/// A time-stamp and what it proves.
pub(super) struct Stamp {
    pub(super) report: TimeStampReport,
    pub(super) evidence: Vec<EvidenceReport>,
    pub(super) ends: Vec<Until>,
    /// Whether the imprint is that of what should have been stamped.
    pub(super) imprint_matches: bool,
    /// Whether its own signature verifies, by a time-stamping unit that it binds. Whom one trusts is another question.
    pub(super) verifies: bool,
}

impl Stamp {
    /// The proven time, if the stamp counts.
    pub(super) fn proven(&self) -> Option<UnixTime> {
        self.report.counts.then_some(self.report.time)
    }
}

/// Reads and validates a stamp over `data`; `Err` when it cannot even be read.
pub(super) fn validate_stamp(
    token: &[u8],
    data: &[&[u8]],
    material: &mut Material,
    anchors: &[Certificate],
    now: UnixTime,
) -> Result<Stamp, Finding> {
    let failure = |explanation: String| Finding::new(SubIndication::FormatFailure, explanation);
    let token = TimeStampToken::from_der(token)
        .map_err(|problem| failure(format!("the time-stamp cannot be read: {problem}")))?;
    material.add_certificates(token.certificates());
    let imprint = &token.info().imprint;
    let imprint_matches =
        imprint.hash_algorithm().is_some_and(|hash| hash.digest_parts(data) == imprint.digest());
    let mut stamp = Stamp {
        report: TimeStampReport {
            time: token.info().time,
            authority: String::new(),
            certificate_sha256: None,
            counts: false,
            problem: None,
        },
        evidence: Vec::new(),
        ends: Vec::new(),
        imprint_matches,
        verifies: false,
    };
    match check(&token, data, material, anchors, now, &mut stamp) {
        Ok(()) => stamp.report.counts = true,
        Err(problem) => stamp.report.problem = Some(problem),
    }
    Ok(stamp)
}

fn check(
    token: &TimeStampToken,
    data: &[&[u8]],
    material: &Material,
    anchors: &[Certificate],
    now: UnixTime,
    stamp: &mut Stamp,
) -> Result<(), Finding> {
    // 1. Over this data, signed by a time-stamping unit, which the attribute binds.
    if let Ok(unit) = token.signed_data().signer_certificate(&material.certificates) {
        stamp.report.authority = display_name(unit);
        stamp.report.certificate_sha256 = Some(unit.sha256().to_string());
    }
    if token.info().imprint.hash_algorithm().is_some() && !stamp.imprint_matches {
        let explanation = "the time-stamp is over something else";
        return Err(Finding::new(SubIndication::HashFailure, explanation));
    }
    let verified = token.verify_parts(data, &material.certificates).map_err(|problem| match problem {
        problem @ pki_types::Error::NotVerifiable { .. } => {
            let explanation = cannot_be_checked("the time-stamp", &problem);
            Finding::new(SubIndication::CryptoConstraintsFailure, explanation)
        }
        problem => {
            let explanation = format!("the time-stamp cannot be believed: {problem}");
            Finding::new(SubIndication::SigCryptoFailure, explanation)
        }
    })?;
    stamp.verifies = true;
    if token.info().imprint.hash_algorithm() == Some(HashAlgorithm::Sha1) {
        let explanation = "the time-stamp is over a SHA-1 digest";
        return Err(Finding::new(SubIndication::CryptoConstraintsFailure, explanation));
    }
    // 2. Not from the future.
    let time = verified.time();
    if time > now.plus(CLOCK_TOLERANCE) {
        let explanation = format!("the time-stamp says {}, which is still to come", time.rfc3339());
        return Err(Finding::new(SubIndication::TryLater, explanation));
    }
    // 3. Its chain held then, and holds now: nothing older proves that the stamp was there before.
    let unit = verified.certificate();
    let path = find_path(unit, material, anchors, time)?;
    find_path(unit, material, anchors, now.max(time))?;
    // 4. Nobody revoked it. A revoked unit proves nothing, whatever the date: its key could stamp any time.
    let moment = Moment { used_at: time, is_proven: true, now };
    let status = path_status(&path, material, moment);
    if let Some(finding) = status.findings.into_iter().next() {
        return Err(finding);
    }
    if let Some(revoked) = status.evidence.iter().find(|evidence| evidence.status != "good") {
        let explanation = format!("the time-stamping unit {} is {}", revoked.subject, revoked.status);
        return Err(Finding::new(SubIndication::RevokedNoPoe, explanation));
    }
    stamp.evidence = status.evidence;
    stamp.ends = status.ends;
    stamp.ends.extend(path.iter().map(end_of));
    Ok(())
}
