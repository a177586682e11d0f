//! The certificates above a certificate of ours.

use http_kit::Problem;
use pki_types::Certificate;
use store::{IssuedCertificate, Issuer, IssuerId};

/// A citizen's certificate and its issuers up to the root, the issuing CA first.
pub(crate) struct Chained {
    pub(crate) certificate: Certificate,
    pub(crate) issuers: Vec<Certificate>,
}

/// Reads a stored certificate and, of all authorities, those above it.
pub(crate) fn chained(issued: &IssuedCertificate, authorities: &[Issuer]) -> Result<Chained, Problem> {
    Ok(Chained { certificate: stored(&issued.der)?, issuers: issuers(authorities, issued.issuer)? })
}

fn issuers(authorities: &[Issuer], direct: IssuerId) -> Result<Vec<Certificate>, Problem> {
    let mut all = Vec::new();
    for row in authorities {
        all.push((row.id, stored(&row.certificate)?));
    }
    let mut next = all.iter().find(|(id, _)| *id == direct).map(|(_, certificate)| certificate.clone());
    let mut chain: Vec<Certificate> = Vec::new();
    while let Some(certificate) = next {
        let above = all.iter().map(|(_, above)| above).find(|above| {
            above.subject_der() == certificate.issuer_der()
                && !chain.contains(above)
                && **above != certificate
        });
        next = if certificate.is_self_issued() { None } else { above.cloned() };
        chain.push(certificate);
    }
    Ok(chain)
}

fn stored(der: &[u8]) -> Result<Certificate, Problem> {
    Certificate::from_der(der).map_err(|error| Problem::internal("reading a stored certificate", &error))
}
