//! Signatures that were made wrongly, or by the wrong person.

use doc_signatures::verify::{Indication, Level, Report, SubIndication, verify_pdf};
use pki_types::cms::{Attribute, Content, SignatureParts, SignedAttributes, assemble};
use pki_types::ess::SigningCertificate;
use pki_types::{Certificate, KeyKind, UnixTime, oid, sha256};

use crate::country::{Country, DAY, Holder, Role, time_stamp};
use crate::edit::{contents, signed_octets, with_contents, with_store};
use crate::story::{JUDGING, STAMPING, evidence, sign, stamp, table_sample};

/// A signature of the sample in all its parts, so that a test can change one of them.
struct Forgery<'f> {
    /// Who is named in SignerInfo.
    named: &'f Certificate,
    /// Whom the signing-certificate attribute binds.
    bound: &'f Certificate,
    /// Whose key signs.
    signer: &'f Holder,
    certificates: Vec<Certificate>,
    extra: Vec<Attribute>,
}

impl<'f> Forgery<'f> {
    fn honest(country: &'f Country) -> Self {
        let citizen = &country.citizen;
        let certificates = vec![citizen.certificate.clone(), country.citizens.certificate.clone()];
        let bound = &citizen.certificate;
        Self { named: bound, bound, signer: citizen, certificates, extra: Vec::new() }
    }

    fn judge(&self, country: &Country) -> Report {
        self.judge_at(country, JUDGING)
    }

    fn judge_at(&self, country: &Country, at: UnixTime) -> Report {
        self.judge_with(country, at, |digest| {
            let bound = SigningCertificate::sha256_of(self.bound);
            SignedAttributes::new(oid::DATA, digest, &bound, self.extra.clone()).unwrap()
        })
    }

    fn judge_with(
        &self,
        country: &Country,
        at: UnixTime,
        attributes: impl Fn(&[u8]) -> SignedAttributes,
    ) -> Report {
        // Prepared by somebody whose certificate is fine: what is wrong comes from the parts alone.
        let pdf = sign(&Country::new(), &table_sample()).pdf().to_vec();
        let attributes = attributes(&sha256(&signed_octets(&pdf)).0);
        let signature = self.signer.sign(attributes.to_be_signed());
        let stamp = time_stamp(&country.unit, &signature, STAMPING);
        let der = assemble(&SignatureParts {
            content: Content::Detached,
            signer: self.named,
            certificates: &self.certificates,
            signed_attributes: &attributes,
            algorithm: self.signer.key.algorithm(),
            signature: &signature,
            unsigned_attributes: &[Attribute::new(oid::SIGNATURE_TIME_STAMP, &stamp)],
        });
        let pdf = with_store(&with_contents(&pdf, &der.unwrap()), &evidence(country));
        verify_pdf(&pdf, &country.anchors(), at)
    }
}

fn assert_refused(name: &str, report: &Report, reason: SubIndication) {
    assert_eq!(report.sub_indication, Some(reason), "{name}: {report:#?}");
    assert_ne!(report.exit_code(), 0, "{name}");
}

#[test]
fn the_harness_makes_good_signatures() {
    let country = Country::new();
    assert_eq!(Forgery::honest(&country).judge(&country).indication, Indication::TotalPassed);
}

/// Key substitution: the victim's certificate is named and bound, the key is the attacker's, whose certificate lies beside.
#[test]
fn another_key_cannot_sign_for_the_victim() {
    let country = Country::new();
    let attacker = Holder::new(Role::Citizen, KeyKind::P256, "ATTACKER,Carl", Some(&country.citizens), 3);
    let mut forgery = Forgery { signer: &attacker, ..Forgery::honest(&country) };
    forgery.certificates.insert(0, attacker.certificate.clone());
    assert_refused("victim named and bound", &forgery.judge(&country), SubIndication::SigCryptoFailure);

    let named = Forgery { named: &attacker.certificate, ..forgery };
    let report = named.judge(&country);
    assert_refused("victim bound, attacker named", &report, SubIndication::NoSigningCertificateFound);
    assert_eq!(report.signatures[0].signer, None, "nobody is shown as the signer");

    // A self-made certificate with the victim's name, issuer and serial number, but another key.
    let twin_ca = Holder::new(Role::IssuingCa, KeyKind::P384, "Test Citizens CA", None, 10);
    let twin = Holder::with(Role::Citizen, KeyKind::P384, "SPECIMEN,Anjali", Some(&twin_ca), |_| {});
    let certificates = vec![twin.certificate.clone(), country.citizens.certificate.clone()];
    let honest = Forgery::honest(&country);
    let twin = Forgery { named: &twin.certificate, signer: &country.citizen, certificates, ..honest };
    assert_refused("a twin", &twin.judge(&country), SubIndication::NoSigningCertificateFound);
}

#[test]
fn a_signature_must_bind_its_certificate() {
    let country = Country::new();
    let report = Forgery::honest(&country).judge_with(&country, JUDGING, |digest| {
        let full = SignedAttributes::new(
            oid::DATA,
            digest,
            &SigningCertificate::sha256_of(&country.citizen.certificate),
            Vec::new(),
        );
        // The two shorter attributes come first in the DER order: cut the third off.
        let der = full.unwrap().to_be_signed().to_vec();
        let start = if der[1] < 0x80 { 2 } else { 3 };
        let mut position = start;
        for _ in 0..2 {
            position += 2 + usize::from(der[position + 1]);
        }
        let two = [&[0x31, u8::try_from(position - start).unwrap()], &der[start..position]].concat();
        SignedAttributes::from_der(&two).unwrap()
    });
    assert_refused("no signing-certificate", &report, SubIndication::NoSigningCertificateFound);
    assert_eq!(report.signatures[0].level, Some(Level::NotEtsi));
}

#[test]
fn pades_has_no_signing_time() {
    let country = Country::new();
    let time = [&[0x17, 13], &b"261101090000Z"[..]].concat();
    let extra = vec![Attribute::new(oid::SIGNING_TIME, &time)];
    let report = Forgery { extra, ..Forgery::honest(&country) }.judge(&country);
    assert_refused("signing-time", &report, SubIndication::SigConstraintsFailure);
    assert_eq!(report.signatures[0].level, Some(Level::NotEtsi));
}

#[test]
fn a_stamp_of_another_signature() {
    let country = Country::new();
    let signed = sign(&country, &table_sample());
    let token = time_stamp(&country.unit, signed.signature_value(), STAMPING);
    // ECDSA signatures vary in length by an octet or two; take one that fits the place.
    let foreign = (0..64_u8).map(|other| time_stamp(&country.unit, &[other], STAMPING));
    let foreign = foreign.into_iter().find(|foreign| foreign.len() == token.len()).unwrap();
    assert!(signed.clone().with_time_stamp(&foreign).is_err(), "it is not even put in");

    let good = stamp(&country, signed);
    let der = contents(good.pdf());
    let place = der.windows(token.len()).position(|octets| octets == token).unwrap();
    let swapped = [&der[..place], &foreign, &der[place + token.len()..]].concat();
    let pdf = with_store(&with_contents(good.pdf(), &swapped), &evidence(&country));
    let report = verify_pdf(&pdf, &country.anchors(), JUDGING);
    // It stands beside the signature, and speaks neither for it nor against it.
    assert_refused("swapped stamp", &report, SubIndication::SigConstraintsFailure);
    assert!(report.to_text().contains("over something else"), "{}", report.to_text());
}

/// Whoever may not stamp proves no time.
#[test]
fn stamps_of_units_that_are_none() {
    let foreign_root = Holder::new(Role::Root, KeyKind::P384, "Foreign Root", None, 20);
    let issuers = [
        ("under an unknown root", Role::TimeStampingUnit, Some(&foreign_root)),
        ("for more than time-stamps", Role::TimeStampingUnitWithMorePurposes, None),
        ("for no purpose", Role::Authentication, None),
    ];
    for (name, role, issuer) in issuers {
        let mut country = Country::new();
        let issuer = issuer.unwrap_or(&country.services);
        country.unit = Holder::new(role, KeyKind::P256, "Test,Unit", Some(issuer), 5);
        let report = Forgery::honest(&country).judge_at(&country, JUDGING.plus(86_400));
        assert_refused(name, &report, SubIndication::TryLater);
        assert!(!report.signatures[0].time_stamps[0].counts, "{name}");
        assert_eq!(report.signatures[0].level, Some(Level::B), "{name}");
    }
}

#[test]
fn an_authentication_certificate_signs_no_document() {
    let country = Country::new();
    let login =
        Holder::new(Role::Authentication, KeyKind::P256, "SPECIMEN,Anjali", Some(&country.citizens), 3);
    let certificates = vec![login.certificate.clone(), country.citizens.certificate.clone()];
    let certificate = &login.certificate;
    let forgery =
        Forgery { named: certificate, bound: certificate, signer: &login, certificates, extra: Vec::new() };
    let report = forgery.judge(&country);
    let reasons: Vec<_> =
        report.signatures[0].findings.iter().map(|finding| finding.sub_indication).collect();
    assert!(reasons.contains(&SubIndication::ChainConstraintsFailure), "{report:#?}");
    assert_ne!(report.exit_code(), 0);
}

#[test]
fn a_root_that_nobody_trusts() {
    let country = Country::new();
    let pdf = with_store(stamp(&country, sign(&country, &table_sample())).pdf(), &evidence(&country));
    let other = Holder::new(Role::Root, KeyKind::P384, "Other Root", None, 20);
    for anchors in [vec![], vec![other.certificate]] {
        let report = verify_pdf(&pdf, &anchors, JUDGING);
        assert_refused("unknown root", &report, SubIndication::NoCertificateChainFound);
        let trusted = anchors.first().map(|anchor| format!("Other Root, SHA-256 {}", anchor.sha256()));
        let words = format!(
            "signed under another root: Test Root, SHA-256 {}; you trusted {}",
            country.root.certificate.sha256(),
            trusted.unwrap_or_else(|| "no root".into())
        );
        assert!(report.to_text().contains(&words), "{}", report.to_text());
        assert_eq!(report.signatures[0].trusted_root, None);
        let text = report.to_text();
        assert!(
            text.contains("The signature of somebody who claims to be Anjali SPECIMEN may hold"),
            "{text}"
        );
        assert!(text.contains("\n  Claims to be    Anjali SPECIMEN, PNOMU-T9901011\n"), "{text}");
        assert!(!text.contains("Signed by") && !text.contains("Vouched for by"), "{text}");
    }
}

/// The claimed time must lie within the certificate's, even if the stamp does.
#[test]
fn a_claimed_time_outside_the_certificate() {
    let mut country = Country::new();
    // The claim is of the tests' day, when this certificate is not valid yet; its stamp is.
    let begins = DAY.plus(2);
    country.citizen =
        Holder::with(Role::Citizen, KeyKind::P256, "SPECIMEN,Late", Some(&country.citizens), |params| {
            params.not_before = time::OffsetDateTime::from_unix_timestamp(begins.seconds()).unwrap();
        });
    let report = Forgery::honest(&country).judge(&country);
    assert_refused("claimed too early", &report, SubIndication::SigConstraintsFailure);
}

/// Stamped before the certificate was valid: it could not have been used, which is a failure.
#[test]
fn a_stamp_from_before_the_certificate() {
    let mut country = Country::new();
    country.citizen =
        Holder::with(Role::Citizen, KeyKind::P256, "SPECIMEN,Late", Some(&country.citizens), |params| {
            params.not_before =
                time::OffsetDateTime::from_unix_timestamp(STAMPING.plus(1).seconds()).unwrap();
        });
    let report = Forgery::honest(&country).judge(&country);
    assert_refused("stamped too early", &report, SubIndication::NotYetValid);
    assert_eq!(report.indication, Indication::TotalFailed);
}
