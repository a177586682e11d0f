//! The document security store: certificates, OCSP answers and CRLs for readers without network
//! (EN 319 142-1, 5.4; ISO 32000-2, 12.8.4.3).

use pki_types::{Certificate, HashAlgorithm, UnixTime};

use crate::error::Error;
use crate::pdf::{Dictionary, Document, Object, ObjectId, Update};
use crate::verify::{Indication, Level, verify_pdf};

/// Everything from which a reader can tell, without network, that the certificates were good.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Certificates of all chains up to and including the root; those of the signature itself may be left out.
    pub certificates: Vec<Certificate>,
    /// OCSP answers about the signer and the time-stamping unit: OCSPResponse in DER (RFC 6960, 4.2.1).
    pub ocsp_responses: Vec<Vec<u8>>,
    /// CRLs in DER: the root's, which is the status of the CAs.
    pub crls: Vec<Vec<u8>>,
}

/// Appends the store to a time-stamped document and checks the result.
pub(super) fn add_evidence(
    mut pdf: Vec<u8>,
    chain: &[Certificate],
    evidence: &Evidence,
    now: UnixTime,
) -> Result<Vec<u8>, Error> {
    // 1. Every certificate once: the signature's own chain and the given ones.
    let mut certificates: Vec<&Certificate> = Vec::new();
    for certificate in chain.iter().chain(&evidence.certificates) {
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    let anchors: Vec<Certificate> = certificates
        .iter()
        .filter(|certificate| certificate.is_self_issued())
        .map(|&root| root.clone())
        .collect();
    if anchors.is_empty() {
        return Err(Error::Evidence { what: "the root certificate is not among the certificates".into() });
    }
    // 2. The new version.
    let appended = append_store(&pdf, &certificates, evidence)?;
    pdf.reserve_exact(appended.len());
    pdf.extend_from_slice(&appended);
    // 3. It leaves this crate only if it holds at level LT, which the verifier says of nothing but a time-stamp that counts
    //    and evidence that it accepted.
    let report = verify_pdf(&pdf, &anchors, now);
    let signature = report.signatures.first();
    let level = signature.and_then(|signature| signature.level);
    if report.indication == Indication::TotalPassed && level == Some(Level::Lt) {
        return Ok(pdf);
    }
    let findings = signature.map(|signature| signature.findings.as_slice()).unwrap_or_default();
    let problems = signature.into_iter().flat_map(|signature| &signature.time_stamps);
    let problems = problems.filter_map(|stamp| stamp.problem.as_ref()).chain(findings);
    let what = problems.map(|finding| finding.explanation.clone()).collect::<Vec<_>>().join("; ");
    let level = level.map_or_else(|| "none".into(), |level| level.to_string());
    Err(Error::Evidence { what: format!("{} at level {level}: {what}", report.indication) })
}

/// What the new version adds behind the document.
fn append_store(pdf: &[u8], certificates: &[&Certificate], evidence: &Evidence) -> Result<Vec<u8>, Error> {
    let document = Document::read(pdf)?;
    let view = document.latest();
    let mut update = Update::new(view);
    let mut streams = |ders: Vec<&[u8]>| -> Result<Vec<Object>, Error> {
        let put = |der| Ok(Object::Reference(update.put_stream(Dictionary::new(), der)?));
        ders.into_iter().map(put).collect()
    };
    let certificates = streams(certificates.iter().map(|certificate| certificate.der()).collect())?;
    let ocsp_responses = streams(evidence.ocsp_responses.iter().map(Vec::as_slice).collect())?;
    let crls = streams(evidence.crls.iter().map(Vec::as_slice).collect())?;

    let by_signature = Dictionary::new()
        .with("Cert", Object::Array(certificates.clone()))
        .with("OCSP", Object::Array(ocsp_responses.clone()))
        .with("CRL", Object::Array(crls.clone()));
    let mut related = Dictionary::new();
    for signature in document.survey().signatures() {
        let contents = signature.dictionary.entry("Contents").and_then(Object::as_string).unwrap_or_default();
        related.set(&store_key(contents), Object::Dictionary(by_signature.clone()));
    }
    let store = Dictionary::new()
        .with("Certs", Object::Array(certificates))
        .with("OCSPs", Object::Array(ocsp_responses))
        .with("CRLs", Object::Array(crls))
        .with("VRI", Object::Dictionary(related));
    let store_id = update.allocate()?;
    update.put(store_id, &Object::Dictionary(store));
    set_store(&mut update, &view, store_id)?;
    Ok(update.finish()?.appended)
}

/// The name of a signature in /VRI: the SHA-1 of its whole /Contents, in upper-case hexadecimal
/// (ISO 32000-2, table 261).
fn store_key(contents: &[u8]) -> String {
    pki_types::encoding::hex(&HashAlgorithm::Sha1.digest(contents)).to_uppercase()
}

fn set_store(
    update: &mut Update<'_, '_>,
    view: &crate::pdf::View<'_, '_>,
    store: ObjectId,
) -> Result<(), Error> {
    let mut catalog = view.catalog()?;
    catalog.set("DSS", Object::Reference(store));
    update.put(view.catalog_id()?, &Object::Dictionary(catalog));
    Ok(())
}
