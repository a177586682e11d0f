//! Was a certificate revoked? Told from embedded evidence alone (EN 319 102-1, 5.2.6 and the freshness of 5.2.5).

use pki_types::crl::{Crl, Reason};
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{Certificate, Sha256Digest, UnixTime};

use super::indication::{Finding, SubIndication};
use super::material::{Material, Testimony};
use super::path::display_name;
use super::report::{EvidenceKind, EvidenceReport};

/// How far ahead of the verifier's clock evidence may be, in seconds: clocks of honest machines differ a little.
pub(super) const CLOCK_TOLERANCE: i64 = 300;

/// How recent a statement must be.
#[derive(Clone, Copy)]
pub(super) enum Recency {
    /// Made at or after this moment: an answer from before a signature says nothing about the moment of signing.
    MadeSince(UnixTime),
    /// In force at this moment or made later: CRLs of CAs come once a year.
    InForceAt(UnixTime),
}

/// A believable statement about one certificate.
pub(super) struct StatusProof {
    pub(super) standing: Standing,
    pub(super) evidence: EvidenceReport,
    /// The certificate whose key made the statement; when it ends, so does its word.
    pub(super) signer: Certificate,
    /// Until when the statement itself claims to be current.
    pub(super) next_update: Option<UnixTime>,
}

/// What a statement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    Revoked { at: UnixTime, reason: Option<Reason> },
}

/// The newest statement on `certificate`, issued by `issuer`, that can be believed at `at`.
pub(super) fn status(
    certificate: &Certificate,
    issuer: &Certificate,
    material: &Material,
    recency: Recency,
    at: UnixTime,
) -> Result<StatusProof, Finding> {
    let answers = material.ocsp_responses.iter();
    let answers = answers.filter_map(|answer| by_ocsp(certificate, issuer, answer, recency, at));
    let lists = material.crls.iter().filter_map(|list| by_crl(certificate, issuer, list, recency, at));
    let mut newest: Option<StatusProof> = None;
    let mut failure = None;
    for outcome in answers.chain(lists) {
        match outcome {
            Ok(statement) => {
                let made = |statement: &StatusProof| statement.evidence.this_update;
                if newest.as_ref().is_none_or(|newest| made(newest) < made(&statement)) {
                    newest = Some(statement);
                }
            }
            Err(finding) => failure = failure.or(Some(finding)),
        }
    }
    newest.ok_or_else(|| {
        failure.unwrap_or_else(|| {
            let name = display_name(certificate);
            let explanation =
                format!("the document has no evidence on whether the certificate of {name} was revoked");
            Finding::new(SubIndication::CertificateChainGeneralFailure, explanation)
        })
    })
}

/// What an OCSP answer says; `None` when it is about something else.
fn by_ocsp(
    certificate: &Certificate,
    issuer: &Certificate,
    testimony: &Testimony<OcspResponse>,
    recency: Recency,
    at: UnixTime,
) -> Option<Result<StatusProof, Finding>> {
    let answer = &testimony.said;
    let single = answer.responses().iter().find(|single| single.cert_id.names(certificate, issuer))?;
    let name = display_name(certificate);
    let general = |explanation| Err(Finding::new(SubIndication::CertificateChainGeneralFailure, explanation));
    // 1. Signed by the issuer or its delegate, whose certificate was valid then and is still.
    let signer = match testimony.signer_for(issuer) {
        Ok(signer) => signer,
        Err(problem) => {
            return Some(general(format!("the OCSP answer about {name} cannot be believed: {problem}")));
        }
    };
    if let Err(finding) = signer_still_valid(&signer, issuer, at) {
        return Some(Err(finding));
    }
    // 2. Made at the right time.
    let next_update = single.next_update.unwrap_or(single.this_update);
    let made = single.this_update.min(answer.produced_at());
    if let Err(finding) = check_recency(certificate, "OCSP answer", made, next_update, recency, at) {
        return Some(Err(finding));
    }
    // 3. It says something.
    let standing = match single.status {
        CertStatus::Good => Standing::Good,
        CertStatus::Revoked { at, reason } => Standing::Revoked { at, reason },
        CertStatus::Unknown => {
            return Some(general(format!("the OCSP answer says that {name} was never issued")));
        }
    };
    let digest = testimony.sha256;
    let evidence = evidence(certificate, EvidenceKind::Ocsp, digest, single.this_update, standing, &signer);
    Some(Ok(StatusProof { standing, evidence, signer, next_update: single.next_update }))
}

/// What a CRL says; `None` when it is about something else.
fn by_crl(
    certificate: &Certificate,
    issuer: &Certificate,
    testimony: &Testimony<Crl>,
    recency: Recency,
    at: UnixTime,
) -> Option<Result<StatusProof, Finding>> {
    let list = &testimony.said;
    if !list.covers(certificate) {
        return None;
    }
    let name = display_name(certificate);
    let signer = match testimony.signer_for(issuer) {
        Ok(signer) => signer,
        Err(problem) => {
            let explanation = format!("the CRL about {name} cannot be believed: {problem}");
            return Some(Err(Finding::new(SubIndication::CertificateChainGeneralFailure, explanation)));
        }
    };
    if let Err(finding) = signer_still_valid(&signer, issuer, at) {
        return Some(Err(finding));
    }
    if let Err(finding) =
        check_recency(certificate, "CRL", list.this_update(), list.next_update(), recency, at)
    {
        return Some(Err(finding));
    }
    let standing = match list.find(certificate.serial_bytes()) {
        None => Standing::Good,
        Some(entry) => Standing::Revoked { at: entry.revoked_at, reason: entry.reason },
    };
    let digest = testimony.sha256;
    let evidence = evidence(certificate, EvidenceKind::Crl, digest, list.this_update(), standing, &signer);
    Some(Ok(StatusProof { standing, evidence, signer, next_update: Some(list.next_update()) }))
}

/// Nothing proves that the statement existed before its signer's certificate ended, so its word ends with that
/// (EN 319 102-1, 5.6: it takes an archive time-stamp to go on).
fn signer_still_valid(signer: &Certificate, issuer: &Certificate, at: UnixTime) -> Result<(), Finding> {
    match [signer, issuer].into_iter().find(|certificate| at > certificate.not_after()) {
        None => Ok(()),
        Some(ended) => Err(Finding::new(
            SubIndication::RevocationOutOfBoundsNoPoe,
            format!("the certificate of {} ended on {}", display_name(ended), ended.not_after().rfc3339()),
        )),
    }
}

fn check_recency(
    certificate: &Certificate,
    kind: &str,
    made: UnixTime,
    next_update: UnixTime,
    recency: Recency,
    at: UnixTime,
) -> Result<(), Finding> {
    let try_later = |explanation| Err(Finding::new(SubIndication::TryLater, explanation));
    let (name, made_text) = (display_name(certificate), made.rfc3339());
    if made < certificate.not_before() {
        let explanation =
            format!("the {kind} about {name} is of {made_text}, before that certificate begins");
        return Err(Finding::new(SubIndication::CertificateChainGeneralFailure, explanation));
    }
    if made > at.plus(CLOCK_TOLERANCE) {
        return try_later(format!(
            "the {kind} about {name} is of {made_text}, after the time of this verification"
        ));
    }
    match recency {
        Recency::MadeSince(since) if made < since => try_later(format!(
            "the {kind} about {name} is of {made_text}, before {}: it does not tell what was so then",
            since.rfc3339()
        )),
        Recency::InForceAt(moment) if next_update < moment => try_later(format!(
            "the {kind} about {name} was in force until {}, not at {}",
            next_update.rfc3339(),
            moment.rfc3339()
        )),
        _ => Ok(()),
    }
}

fn evidence(
    certificate: &Certificate,
    kind: EvidenceKind,
    sha256: Sha256Digest,
    this_update: UnixTime,
    standing: Standing,
    signer: &Certificate,
) -> EvidenceReport {
    let status = match standing {
        Standing::Good => "good".into(),
        Standing::Revoked { at, reason: Some(Reason::CertificateHold) } => {
            format!("suspended since {}", at.rfc3339())
        }
        Standing::Revoked { at, .. } => format!("revoked since {}", at.rfc3339()),
    };
    EvidenceReport {
        subject: display_name(certificate),
        certificate_sha256: certificate.sha256().to_string(),
        kind,
        sha256: sha256.to_string(),
        this_update,
        status,
        signer_not_after: signer.not_after(),
    }
}
