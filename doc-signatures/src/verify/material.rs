//! What a document brings along for its own verification: the evidence store of EN 319 102-1, 5.1.2.

use pki_types::Certificate;
use pki_types::crl::Crl;
use pki_types::ocsp::OcspResponse;

use crate::error::Error;
use crate::limits;
use crate::pdf::{Dictionary, Object, View};

/// Certificates, OCSP answers and CRLs, none of them believed yet.
#[derive(Default)]
pub(super) struct Material {
    pub(super) certificates: Vec<Certificate>,
    pub(super) ocsp_responses: Vec<OcspResponse>,
    pub(super) crls: Vec<Crl>,
    /// Whether there is a document security store at all.
    pub(super) has_store: bool,
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
        material.ocsp_responses.extend(responses.iter().filter_map(|der| OcspResponse::from_der(der).ok()));
        let carried: Vec<_> =
            material.ocsp_responses.iter().flat_map(|response| response.certificates()).cloned().collect();
        material.add_certificates(&carried);
        let crls = entries(view, store, "CRLs")?;
        material.crls.extend(crls.into_iter().filter_map(|der| Crl::from_der(der).ok()));
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
