//! The certificates above a certificate of ours, and what a citizen's certificate is for.

use http_kit::Problem;
use pki_types::Certificate;
use store::{IssuedCertificate, Issuer, IssuerId};
use words::Purpose;

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

/// What the key of a certificate signs, by the certificate's profile; none for everybody's but citizens'.
pub(crate) fn purpose_of(certificate: &IssuedCertificate) -> Option<Purpose> {
    match certificate.profile.as_str() {
        "citizen-authentication" => Some(Purpose::Authentication),
        "citizen-signature" | "citizen-signature-qscd" => Some(Purpose::Signature),
        _ => None,
    }
}
