//! What a document brings along for its own verification: the evidence store of EN 319 102-1, 5.1.2.

use std::cell::RefCell;

use pki_types::crl::Crl;
use pki_types::ocsp::OcspResponse;
use pki_types::{Certificate, Sha256Digest, sha256};

use crate::error::Error;
use crate::limits;
use crate::pdf::{Dictionary, Object, View};

/// Certificates, OCSP answers and CRLs, none of them believed yet.
#[derive(Default)]
pub(super) struct Material {
    pub(super) certificates: Vec<Certificate>,
    pub(super) ocsp_responses: Vec<Testimony<OcspResponse>>,
    pub(super) crls: Vec<Testimony<Crl>>,
    /// Whether there is a document security store at all.
    pub(super) has_store: bool,
}

/// What somebody says of certificates. Many questions are put to it, and each needs to know that the signature verifies: that
/// is found out once for each issuer on whose behalf it might speak.
pub(super) struct Testimony<T> {
    pub(super) said: T,
    pub(super) sha256: Sha256Digest,
    found: RefCell<Vec<(Certificate, Signer)>>,
}

/// Whose key signed, or why that cannot be believed.
pub(super) type Signer = Result<Certificate, pki_types::Error>;

impl<T> Testimony<T> {
    fn new(said: T, sha256: Sha256Digest) -> Self {
        Self { said, sha256, found: RefCell::default() }
    }

    fn signer(&self, issuer: &Certificate, verify: impl FnOnce(&T) -> Signer) -> Signer {
        let known =
            self.found.borrow().iter().find(|(asked, _)| asked == issuer).map(|(_, signer)| signer.clone());
        known.unwrap_or_else(|| {
            let signer = verify(&self.said);
            self.found.borrow_mut().push((issuer.clone(), signer.clone()));
            signer
        })
    }
}

impl Testimony<OcspResponse> {
    /// The issuer or its delegate, whose certificate was valid when it answered.
    pub(super) fn signer_for(&self, issuer: &Certificate) -> Signer {
        self.signer(issuer, |answer| Ok(answer.verify(issuer, answer.produced_at())?.signer().clone()))
    }
}

impl Testimony<Crl> {
    /// The issuer.
    pub(super) fn signer_for(&self, issuer: &Certificate) -> Signer {
        self.signer(issuer, |list| list.verify(issuer).map(|()| issuer.clone()))
    }
}

impl Material {
    /// Reads the document security store of one version. What cannot be read there proves nothing and is passed over.
    pub(super) fn of_store(view: &View<'_, '_>) -> Result<Self, Error> {
        let mut material = Self::default();
        let Some(store) = view.resolve_entry(&view.catalog()?, "DSS")? else { return Ok(material) };
        let Some(store) = store.as_dictionary() else { return Ok(material) };
        material.has_store = true;
        let certificates = entries(view, store, "Certs")?;
        material.certificates.extend(certificates.iter().filter_map(|der| Certificate::from_der(der).ok()));
        let responses = entries(view, store, "OCSPs")?;
        for response in responses.iter().filter_map(|der| OcspResponse::from_der(der).ok()) {
            material.add_certificates(response.certificates());
            let digest = sha256(response.der());
            material.ocsp_responses.push(Testimony::new(response, digest));
        }
        let crls = entries(view, store, "CRLs")?;
        for list in crls.into_iter().filter_map(|der| Crl::from_der(der).ok()) {
            let digest = list.sha256();
            material.crls.push(Testimony::new(list, digest));
        }
        Ok(material)
    }

    /// Adds certificates that are not there yet.
    pub(super) fn add_certificates(&mut self, certificates: &[Certificate]) {
        for certificate in certificates {
            if !self.certificates.contains(certificate) {
                self.certificates.push(certificate.clone());
            }
        }
    }
}

/// The octets of the streams in the array under `key`; a stream that cannot be unpacked is passed over.
fn entries(view: &View<'_, '_>, store: &Dictionary, key: &str) -> Result<Vec<Vec<u8>>, Error> {
    let items = view.resolve_entry(store, key)?;
    let items = items.as_ref().and_then(Object::as_array).unwrap_or_default();
    if items.len() > limits::EVIDENCE_ENTRIES {
        return Err(Error::Limit { what: "pieces of evidence", limit: limits::EVIDENCE_ENTRIES });
    }
    let mut octets = Vec::new();
    for item in items {
        if let Object::Stream(stream) = view.resolve(item)? {
            octets.extend(view.document().unpacked(&stream).ok());
        }
    }
    Ok(octets)
}
