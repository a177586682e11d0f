//! A PDF from the file to one that lasts: prepared, signed by the phone, time-stamped, with the status of every certificate
//! in it.

use doc_signatures::pades;
use doc_signatures::verify::{Indication, Report, verify_pdf};
use pki_types::Certificate;

use crate::{Error, PersonCertificate, RelyingParty, Signature, evidence, plain_client};

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
    /// CA certificates by name.
    pub issuers: Vec<(String, Certificate)>,
}

impl RelyingParty<'_> {
    /// Prepares a PDF for a person's signature: gives the bytes that the phone is to sign, for [`crate::Content::document`].
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

    /// Completes a prepared PDF with the person's signature: time-stamp first, then fresh status of the signer and of the
    /// time-stamping unit, and the root's CRL for the issuing CAs. This order matters: evidence must not seem older than the
    /// stamp. What leaves was verified first, as an auditor will.
    ///
    /// # Errors
    /// The signature is of another document, a door does not answer, or the result does not verify.
    pub async fn complete(
        &self,
        prepared: pades::Prepared,
        signature: &Signature,
    ) -> Result<SignedDocument, Error> {
        let Self { country, clock, random, .. } = *self;
        let (root, client) = (&self.credentials.root, plain_client()?);
        // 1. The signature into the document; one that does not verify stops here.
        let signer = prepared.certificate().clone();
        let signed = prepared.sign(&signature.value)?;
        // 2. The CA certificates, and the time-stamp over the signature's value.
        let issuers = self.issuers(&client).await?;
        let token =
            evidence::time_stamp(&client, &country.time_stamp, signed.signature_value(), random).await?;
        let stamped = signed.with_time_stamp(&token)?;
        let unit = stamped.time_stamping_unit().clone();
        // 3. The status of the signer and of the time-stamping unit, after the stamp.
        let mut ocsp = Vec::new();
        for (name, certificate) in [("signer", &signer), ("time-stamp", &unit)] {
            let issuer = issuers
                .iter()
                .map(|(_, issuer)| issuer)
                .find(|issuer| certificate.verify_issued_by(issuer).is_ok())
                .ok_or(Error::Missing(
                    "no CA of this country issued the certificate of the signer or of the time-stamp",
                ))?;
            let url = &country.status.ocsp;
            let answer = evidence::ocsp(&client, url, certificate, issuer, clock, random).await?;
            ocsp.push((name.to_owned(), answer));
        }
        // 4. The status of the issuing CAs: the root's CRL.
        let list = evidence::fetch(&client, &format!("{}/root.crl", country.status.crl)).await?;
        let crls = vec![("root".to_owned(), list)];
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

    /// The issuing CAs, from the addresses of the country; they count only when they are issued by the known root.
    async fn issuers(&self, client: &reqwest::Client) -> Result<Vec<(String, Certificate)>, Error> {
        let mut issuers = Vec::new();
        for (name, what) in [
            ("citizens", "the certificate of the citizens CA"),
            ("services", "the certificate of the services CA"),
        ] {
            let url = format!("{}/{name}.cer", self.country.status.certificates);
            let der = evidence::fetch(client, &url).await?;
            let issuer =
                Certificate::from_der(&der).map_err(Error::format("the certificate of an issuing CA"))?;
            issuer.verify_issued_by(&self.credentials.root).map_err(Error::format(what))?;
            issuers.push((name.to_owned(), issuer));
        }
        Ok(issuers)
    }
}
