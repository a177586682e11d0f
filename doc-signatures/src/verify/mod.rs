//! The verifier.

mod indication;
mod report;
mod text;

pub use indication::{Finding, Indication, SubIndication};
pub use report::{
    Change, EvidenceKind, EvidenceReport, Integrity, Level, Report, SignatureKind, SignatureReport, Signer,
    TimeStampReport, Until,
};

use pki_types::{Certificate, UnixTime, sha256};

/// Verifies every signature of a PDF file for the time `at`, believing nothing but the file and `anchors`.
pub fn verify_pdf(pdf: &[u8], anchors: &[Certificate], at: UnixTime) -> Report {
    Report {
        indication: Indication::Indeterminate,
        sub_indication: Some(SubIndication::SignedDataNotFound),
        validation_time: at,
        document_sha256: sha256(pdf).to_string(),
        document_octets: pdf.len(),
        unreadable: None,
        revisions: 0,
        trust_anchors: anchors.iter().map(|anchor| anchor.sha256().to_string()).collect(),
        signatures: Vec::new(),
        verifiable_until: None,
    }
}
