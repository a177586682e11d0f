//! How the tests come to a signed document: the usual story, any step of which a test may change.

use doc_signatures::pades::{Evidence, Preparation, Signed, Stamped, prepare};
use pki_types::cms::{Attribute, Content, SignatureParts, SignedAttributes, assemble};
use pki_types::crl::RevokedEntry;
use pki_types::ess::SigningCertificate;
use pki_types::ocsp::CertStatus;
use pki_types::{Certificate, KeyKind, UnixTime, oid, sha256};
use test_country::{Holder, Kinds, NOW, World};

/// A country whose authorities have keys of P-384.
pub(crate) fn founded() -> World {
    founded_with(KeyKind::P256)
}

/// The same, whose person signs with a key of this kind.
pub(crate) fn founded_with(person: KeyKind) -> World {
    World::with(Kinds { authorities: KeyKind::P384, person })
}

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
pub(crate) const SIGNING: UnixTime = NOW;
pub(crate) const STAMPING: UnixTime = UnixTime::from_seconds(NOW.seconds() + 5);
pub(crate) const ANSWERING: UnixTime = UnixTime::from_seconds(NOW.seconds() + 6);
pub(crate) const JUDGING: UnixTime = UnixTime::from_seconds(NOW.seconds() + 10);

/// Level B: prepared and signed by `signer`, whose chain is the citizens' CA.
pub(crate) fn sign_by(country: &World, signer: &Holder, pdf: &[u8]) -> Signed {
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

pub(crate) fn sign(country: &World, pdf: &[u8]) -> Signed {
    sign_by(country, &country.signature, pdf)
}

/// The value of a signature of `signer` over these octets, with a time-stamp.
pub(crate) fn signature_over(country: &World, signer: &Holder, octets: &[u8]) -> Vec<u8> {
    let bound = SigningCertificate::sha256_of(&signer.certificate);
    let attributes = SignedAttributes::new(oid::DATA, &sha256(octets).0, &bound, Vec::new()).unwrap();
    let signature = signer.sign(attributes.to_be_signed());
    let token = country.unit.time_stamp(&signature, STAMPING);
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
pub(crate) fn stamp(country: &World, signed: Signed) -> Stamped {
    let token = country.unit.time_stamp(signed.signature_value(), STAMPING);
    signed.with_time_stamp(&token).unwrap()
}

/// What a complete store holds.
pub(crate) fn evidence(country: &World) -> Evidence {
    Evidence {
        certificates: certificates(country),
        ocsp_responses: vec![
            citizen_status(country, ANSWERING, CertStatus::Good),
            unit_status(country, ANSWERING, CertStatus::Good),
        ],
        crls: vec![root_crl(country, Vec::new())],
    }
}

pub(crate) fn certificates(country: &World) -> Vec<Certificate> {
    let holders = [&country.citizens, &country.services, &country.root];
    holders.map(|holder| holder.certificate.clone()).to_vec()
}

pub(crate) fn citizen_status(country: &World, made: UnixTime, status: CertStatus) -> Vec<u8> {
    let (citizen, issuer) = (&country.signature.certificate, &country.citizens.certificate);
    country.citizens_ocsp.ocsp(citizen, issuer, made, status)
}

pub(crate) fn unit_status(country: &World, made: UnixTime, status: CertStatus) -> Vec<u8> {
    let (unit, issuer) = (&country.unit.certificate, &country.services.certificate);
    country.services_ocsp.ocsp(unit, issuer, made, status)
}

/// The root's CRL of an hour before the tests' day.
pub(crate) fn root_crl(country: &World, entries: Vec<RevokedEntry>) -> Vec<u8> {
    country.root.crl(NOW.minus(3600), entries)
}

/// Level LT.
pub(crate) fn finish(country: &World, pdf: &[u8]) -> Vec<u8> {
    stamp(country, sign(country, pdf)).with_evidence(&evidence(country), JUDGING).unwrap()
}
