//! A PDF from the file to one that lasts: prepared, signed by the phone, time-stamped, with the status of every certificate
//! in it.

use doc_signatures::pades;
use doc_signatures::verify::{Indication, Report, verify_pdf};
use pki_types::Certificate;
use pki_types::tsp::TimeStampToken;

use crate::{Error, PersonCertificate, RelyingParty, evidence};

/// A signed document with its evidence, as files of a demonstration or an archive may want them apart.
pub struct SignedDocument {
    /// The PDF, PAdES B-LT.
    pub pdf: Vec<u8>,
    /// What an auditor's verifier says of it: passed.
    pub report: Report,
    /// The time-stamp token, DER.
    pub time_stamp: Vec<u8>,
    /// OCSP answers by what they speak of, DER.
    pub ocsp: Vec<(String, Vec<u8>)>,
    /// CRLs by name, DER.
    pub crls: Vec<(String, Vec<u8>)>,
    /// The issuing CAs by whose certificate they issued, as the OCSP answers.
    pub issuers: Vec<(String, Certificate)>,
}

impl RelyingParty<'_> {
    /// Prepares a PDF for a person's signature: gives the bytes that the phone is to sign, for [`crate::Document::prepared`].
    /// It is given away, because it may be large. `field` is the full name of an empty signature field that is filled;
    /// without one a new field is made that shows nothing.
    ///
    /// # Errors
    /// The document or the certificate cannot be used, or there is no such field.
    pub fn prepare(
        &self,
        person: &PersonCertificate,
        pdf: Vec<u8>,
        field: Option<&str>,
    ) -> Result<pades::Prepared, Error> {
        let preparation = pades::Preparation {
            certificate: &person.certificate,
            chain: &person.chain,
            signing_time: self.clock.now(),
            name: None,
            reason: None,
            location: None,
            field,
        };
        Ok(pades::prepare(pdf, &preparation)?)
    }

    /// Completes a prepared PDF with the person's signature under it (of [`crate::Signatures`]): time-stamp first, then fresh status of the signer and of the
    /// time-stamping unit, and the root's CRL for the issuing CAs. This order matters: evidence must not seem older than the
    /// stamp. What leaves was verified first, as an auditor will.
    ///
    /// # Errors
    /// The signature is of another document, a door does not answer, or the result does not verify.
    pub async fn complete(
        &self,
        prepared: pades::Prepared,
        signature: &[u8],
    ) -> Result<SignedDocument, Error> {
        let Self { country, clock, random, .. } = *self;
        let (root, client) = (&self.credentials.root, self.plain()?);
        // 1. The signature into the document; one that does not verify stops here.
        let signer = prepared.certificate().clone();
        let mut intermediates = prepared.chain().to_vec();
        let signed = prepared.sign(signature)?;
        // 2. The time-stamp over the signature's value, which brings the certificates above its own.
        let token =
            evidence::time_stamp(client, &country.time_stamp, signed.signature_value(), random).await?;
        let stamped = signed.with_time_stamp(&token)?;
        let unit = stamped.time_stamping_unit().clone();
        let token_read = TimeStampToken::from_der(&token).map_err(Error::format("the time-stamp"))?;
        intermediates.extend_from_slice(token_read.certificates());
        // 3. The status of the signer and of the time-stamping unit, after the stamp.
        let (mut ocsp, mut issuers) = (Vec::new(), Vec::new());
        for (name, certificate) in [("signer", &signer), ("time-stamp", &unit)] {
            let issuer = self.issuer(certificate, &intermediates)?;
            let url = &country.status.ocsp;
            let answer = evidence::ocsp(client, url, certificate, &issuer, clock, random).await?;
            ocsp.push((name.to_owned(), answer));
            issuers.push((name.to_owned(), issuer));
        }
        // 4. The status of the issuing CAs: the root's CRL, which they name.
        let mut crls: Vec<(String, Vec<u8>)> = Vec::new();
        for (_, issuer) in &issuers {
            let url = country.status.list_of(issuer)?;
            let name = list_name(&url);
            if crls.iter().all(|(other, _)| *other != name) {
                crls.push((name, evidence::fetch(client, &url).await?));
            }
        }
        // 5. All of it into the document, which is then looked at as an auditor looks at it.
        let issuing = issuers.iter().map(|(_, issuer)| issuer);
        let contents = pades::Evidence {
            certificates: issuing.chain([root]).cloned().collect(),
            ocsp_responses: ocsp.iter().map(|(_, der)| der.clone()).collect(),
            crls: crls.iter().map(|(_, der)| der.clone()).collect(),
        };
        let pdf = stamped.with_evidence(&contents, clock.now())?;
        let report = verify_pdf(&pdf, std::slice::from_ref(root), clock.now());
        if report.indication != Indication::TotalPassed {
            return Err(Error::NotPassed(Box::new(report)));
        }
        Ok(SignedDocument { pdf, report, time_stamp: token, ocsp, crls, issuers })
    }

    /// The issuing CA of a certificate, by those that came with it; it counts only when the known root issued it.
    fn issuer(&self, certificate: &Certificate, intermediates: &[Certificate]) -> Result<Certificate, Error> {
        let root = &self.credentials.root;
        let is_issuer = |issuer: &&Certificate| {
            certificate.verify_issued_by(issuer).is_ok() && issuer.verify_issued_by(root).is_ok()
        };
        intermediates.iter().find(is_issuer).cloned().ok_or(Error::Missing(
            "no CA of this country issued the certificate of the signer or of the time-stamp",
        ))
    }
}

/// The name of a list: what its address has behind the last slash.
fn list_name(url: &str) -> String {
    url.rsplit('/').next().unwrap_or_default().trim_end_matches(".crl").to_owned()
}
