//! How the tests come to a signed document: the usual story, any step of which a test may change.

use doc_signatures::pades::{Evidence, Preparation, Signed, Stamped, prepare};
use pki_types::cms::{Attribute, Content, SignatureParts, SignedAttributes, assemble};
use pki_types::crl::RevokedEntry;
use pki_types::ess::SigningCertificate;
use pki_types::ocsp::CertStatus;
use pki_types::{Certificate, UnixTime, oid, sha256};

use crate::country::{Country, DAY, Holder, crl, ocsp, time_stamp};

/// The sample with a cross-reference table.
pub(crate) fn table_sample() -> Vec<u8> {
    sample("garden-plot.pdf")
}

/// The sample with cross-reference and object streams.
pub(crate) fn stream_sample() -> Vec<u8> {
    sample("garden-plot-object-streams.pdf")
}

/// A document as another program writes it; `made-elsewhere/` says by its names which.
pub(crate) fn made_elsewhere(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/made-elsewhere");
    std::fs::read(folder.join(name)).unwrap()
}

fn sample(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    std::fs::read(folder.join(name)).unwrap()
}

/// When what happens.
pub(crate) const SIGNING: UnixTime = DAY;
pub(crate) const STAMPING: UnixTime = UnixTime::from_seconds(DAY.seconds() + 5);
pub(crate) const ANSWERING: UnixTime = UnixTime::from_seconds(DAY.seconds() + 6);
pub(crate) const JUDGING: UnixTime = UnixTime::from_seconds(DAY.seconds() + 10);

/// Level B: prepared and signed by `signer`, whose chain is the citizens' CA.
pub(crate) fn sign_by(country: &Country, signer: &Holder, pdf: &[u8]) -> Signed {
    let chain = [country.citizens.certificate.clone()];
    let preparation = Preparation {
        certificate: &signer.certificate,
        chain: &chain,
        signing_time: SIGNING,
        name: Some("Anjali Specimen"),
        reason: None,
        location: None,
        field: None,
    };
    let prepared = prepare(pdf, &preparation).unwrap();
    let signature = signer.sign(prepared.to_be_signed());
    prepared.sign(&signature).unwrap()
}

pub(crate) fn sign(country: &Country, pdf: &[u8]) -> Signed {
    sign_by(country, &country.citizen, pdf)
}

/// The value of a signature of `signer` over these octets, with a time-stamp.
pub(crate) fn signature_over(country: &Country, signer: &Holder, octets: &[u8]) -> Vec<u8> {
    let bound = SigningCertificate::sha256_of(&signer.certificate);
    let attributes = SignedAttributes::new(oid::DATA, &sha256(octets).0, &bound, Vec::new()).unwrap();
    let signature = signer.sign(attributes.to_be_signed());
    let token = time_stamp(&country.unit, &signature, STAMPING);
    let parts = SignatureParts {
        content: Content::Detached,
        signer: &signer.certificate,
        certificates: &[signer.certificate.clone(), country.citizens.certificate.clone()],
        signed_attributes: &attributes,
        algorithm: signer.key.algorithm(),
        signature: &signature,
        unsigned_attributes: &[Attribute::new(oid::SIGNATURE_TIME_STAMP, &token)],
    };
    assemble(&parts).unwrap()
}

/// Level T.
pub(crate) fn stamp(country: &Country, signed: Signed) -> Stamped {
    let token = time_stamp(&country.unit, signed.signature_value(), STAMPING);
    signed.with_time_stamp(&token).unwrap()
}

/// What a complete store holds.
pub(crate) fn evidence(country: &Country) -> Evidence {
    Evidence {
        certificates: certificates(country),
        ocsp_responses: vec![
            citizen_status(country, ANSWERING, CertStatus::Good),
            unit_status(country, ANSWERING, CertStatus::Good),
        ],
        crls: vec![root_crl(country, Vec::new())],
    }
}

pub(crate) fn certificates(country: &Country) -> Vec<Certificate> {
    let holders = [&country.citizens, &country.services, &country.root];
    holders.map(|holder| holder.certificate.clone()).to_vec()
}

pub(crate) fn citizen_status(country: &Country, made: UnixTime, status: CertStatus) -> Vec<u8> {
    let (citizen, issuer) = (&country.citizen.certificate, &country.citizens.certificate);
    ocsp(citizen, issuer, &country.citizens_ocsp, made, status)
}

pub(crate) fn unit_status(country: &Country, made: UnixTime, status: CertStatus) -> Vec<u8> {
    let (unit, issuer) = (&country.unit.certificate, &country.services.certificate);
    ocsp(unit, issuer, &country.services_ocsp, made, status)
}

/// The root's CRL of an hour before the tests' day.
pub(crate) fn root_crl(country: &Country, entries: Vec<RevokedEntry>) -> Vec<u8> {
    crl(&country.root, DAY.minus(3600), entries)
}

/// Level LT.
pub(crate) fn finish(country: &Country, pdf: &[u8]) -> Vec<u8> {
    stamp(country, sign(country, pdf)).with_evidence(&evidence(country), JUDGING).unwrap()
}
