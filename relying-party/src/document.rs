//! A signed document made to last: time-stamped, with the status of every certificate in it.

use anyhow::{Context, Result};
use doc_signatures::pades;
use pki_types::{Certificate, Clock, Random};

use super::{Country, evidence};

/// A signed document with its evidence, as files of a demonstration or an archive may want them apart.
pub struct SignedDocument {
    /// The PDF, PAdES B-LT.
    pub pdf: Vec<u8>,
    /// The time-stamp token, DER.
    pub time_stamp: Vec<u8>,
    /// OCSP answers by what they speak of, DER.
    pub ocsp: Vec<(String, Vec<u8>)>,
    /// CRLs by name, DER.
    pub crls: Vec<(String, Vec<u8>)>,
    /// CA certificates by name.
    pub issuers: Vec<(String, Certificate)>,
}

/// Completes a signed PDF: time-stamp first, then fresh status of the signer and of the time-stamping unit, and the
/// root's CRL for the issuing CAs. This order matters: evidence must not seem older than the stamp.
pub async fn complete(
    signed: pades::Signed,
    signer: &Certificate,
    country: &Country,
    root: &Certificate,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Result<SignedDocument> {
    let client = super::plain_client()?;
    // 1. The CA certificates, from the addresses of the country; they count only when they chain to the known root.
    let mut issuers = Vec::new();
    for name in ["citizens", "services"] {
        let der = evidence::fetch(&client, &format!("{}/{name}.cer", country.status.certificates)).await?;
        let issuer = Certificate::from_der(&der)?;
        issuer
            .verify_issued_by(root)
            .with_context(|| format!("the {name} CA is not issued by the known root"))?;
        issuers.push((name.to_owned(), issuer));
    }
    // 2. The time-stamp over the signature's value.
    let token = evidence::time_stamp(&client, &country.time_stamp, signed.signature_value(), random).await?;
    let stamped = signed.with_time_stamp(&token)?;
    let unit = stamped.time_stamping_unit().clone();
    // 3. The status of the signer and of the time-stamping unit, after the stamp.
    let mut ocsp = Vec::new();
    for (name, certificate) in [("signer", signer), ("time-stamp", &unit)] {
        let issuer = issuers
            .iter()
            .map(|(_, issuer)| issuer)
            .find(|issuer| certificate.verify_issued_by(issuer).is_ok())
            .with_context(|| format!("no CA of this country issued the {name}'s certificate"))?;
        let response =
            evidence::ocsp(&client, &country.status.ocsp, certificate, issuer, clock, random).await?;
        ocsp.push((name.to_owned(), response));
    }
    // 4. The status of the issuing CAs: the root's CRL.
    let crls = vec![(
        "root".to_owned(),
        evidence::fetch(&client, &format!("{}/root.crl", country.status.crl)).await?,
    )];
    // 5. All of it into the document.
    let mut certificates: Vec<Certificate> = issuers.iter().map(|(_, issuer)| issuer.clone()).collect();
    certificates.push(root.clone());
    let pdf = stamped.with_evidence(
        &pades::Evidence {
            certificates,
            ocsp_responses: ocsp.iter().map(|(_, der)| der.clone()).collect(),
            crls: crls.iter().map(|(_, der)| der.clone()).collect(),
        },
        clock.now(),
    )?;
    Ok(SignedDocument { pdf, time_stamp: token, ocsp, crls, issuers })
}
