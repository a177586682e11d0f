//! Where the issuer's certificate and the status are: authorityInfoAccess and cRLDistributionPoints (EN 319
//! 412-2 §4.3.11, §4.4.1).

use super::{Candidate, Defects, present_not_critical};
use crate::issuance::oids;
use crate::issuance::profile::file::AuthorityInformation;

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    check_authority_information(candidate, defects);
    check_revocation_list(candidate, defects);
}

fn check_authority_information(candidate: &Candidate<'_>, defects: &mut Defects) {
    let wanted = candidate.context.profile.authority_information();
    if wanted.is_empty() {
        return;
    }
    let (issuer, country) = (candidate.context.issuer, candidate.context.issuer.country());
    defects.expect(
        present_not_critical(candidate, oids::AUTHORITY_INFO_ACCESS),
        "EN 319 412-2 GEN-4.4.1-2",
        "authorityInfoAccess is missing or critical",
    );
    let certificates = candidate.certificate.ca_issuers_urls();
    let right = certificates == [country.certificate_url(issuer.name())];
    defects.expect(
        right == wanted.contains(&AuthorityInformation::CaIssuers),
        "EN 319 412-2 GEN-4.4.1-3",
        "the issuer's certificate is not where its address says",
    );
    let responders = candidate.certificate.ocsp_urls();
    let right = responders == [country.ocsp_url(issuer.name())];
    defects.expect(
        right == wanted.contains(&AuthorityInformation::Ocsp),
        "EN 319 412-2 GEN-4.4.1-6",
        "the OCSP responder is not where its address says",
    );
    let plain = certificates.iter().chain(responders).all(|url| url.starts_with("http://"));
    defects.expect(plain, "EN 319 412-2 GEN-4.4.1-8", "an address is not http");
}

fn check_revocation_list(candidate: &Candidate<'_>, defects: &mut Defects) {
    let urls = candidate.certificate.crl_urls();
    if candidate.context.profile.revocation_list().is_none() {
        defects.expect(urls.is_empty(), "own: profile", "a CRL is named that the profile does not want");
        return;
    }
    let issuer = candidate.context.issuer;
    defects.expect(
        present_not_critical(candidate, oids::CRL_DISTRIBUTION_POINTS),
        "EN 319 412-2 GEN-4.3.11-5",
        "cRLDistributionPoints is missing or critical",
    );
    defects.expect(
        urls.iter().any(|url| url.starts_with("http://")),
        "EN 319 412-2 GEN-4.3.11-4",
        "no http address",
    );
    let expected = issuer.list_url(issuer.shard_of(candidate.context.serial));
    defects.expect(
        urls == [expected],
        "own: CRL",
        "the address is not that of the list which tells this serial's status",
    );
}
