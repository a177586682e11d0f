//! OCSP signers and time-stamping units: what no general linter knows.

use der::Decode;
use pki_types::UnixTime;
use x509_cert::ext::pkix::PrivateKeyUsagePeriod;

use super::{Candidate, Defects};
use crate::issuance::oids;

/// EN 319 421 §7.6.3: a unit's key signs for a year at most.
const YEAR_SECONDS: i64 = 366 * 86_400;

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    let purposes = candidate.certificate.extended_key_usage().unwrap_or(&[]);
    let answers = purposes.contains(&oids::OCSP_SIGNING);
    defects.expect(
        answers == candidate.certificate.has_ocsp_nocheck(),
        "RFC 6960 §4.2.2.2.1",
        "nocheck and OCSPSigning go together",
    );
    if let Some((critical, value)) = candidate.extension(oids::OCSP_NO_CHECK) {
        defects.expect(
            !critical && value == [0x05, 0x00],
            "RFC 6960 §4.2.2.2.1",
            "nocheck is critical or not NULL",
        );
    }
    if purposes.contains(&oids::TIME_STAMPING) {
        check_key_period(candidate, defects);
    }
}

fn check_key_period(candidate: &Candidate<'_>, defects: &mut Defects) {
    let value = candidate.extension(oids::PRIVATE_KEY_USAGE_PERIOD).map(|(_, value)| value);
    let period = value.and_then(|value| PrivateKeyUsagePeriod::from_der(value).ok());
    let ends = period.and_then(|period| Some((period.not_before?, period.not_after?)));
    let kept = ends.is_some_and(|(first, last)| {
        let (first, last) =
            (UnixTime::from_date_time(first.to_date_time()), UnixTime::from_date_time(last.to_date_time()));
        first == candidate.certificate.not_before()
            && last <= candidate.certificate.not_after()
            && last.since(first) < YEAR_SECONDS
    });
    defects.expect(kept, "EN 319 421 §7.6.3", "the unit's key does not stop signing within a year");
}
