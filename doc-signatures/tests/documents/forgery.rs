//! Signatures that were made wrongly, or by the wrong person.

use doc_signatures::verify::{Indication, Level, Report, SubIndication, verify_pdf};
use pki_types::cms::{Attribute, Content, SignatureParts, SignedAttributes, assemble};
use pki_types::ess::SigningCertificate;
use pki_types::{Certificate, UnixTime, oid, sha256};
use test_country::{EXTENDED_KEY_USAGE, Holder, Key, NOW, Profile, World, extension, moment};

use crate::edit::{contents, signed_octets, with_contents, with_store};
use crate::story::{JUDGING, STAMPING, evidence, founded, sign, stamp, table_sample};

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
    fn honest(country: &'f World) -> Self {
        let citizen = &country.signature;
        let certificates = vec![citizen.certificate.clone(), country.citizens.certificate.clone()];
        let bound = &citizen.certificate;
        Self { named: bound, bound, signer: citizen, certificates, extra: Vec::new() }
    }

    fn judge(&self, country: &World) -> Report {
        self.judge_at(country, JUDGING)
    }

    fn judge_at(&self, country: &World, at: UnixTime) -> Report {
        self.judge_with(country, at, |digest| {
            let bound = SigningCertificate::sha256_of(self.bound);
            SignedAttributes::new(oid::DATA, digest, &bound, self.extra.clone()).unwrap()
        })
    }

    fn judge_with(
        &self,
        country: &World,
        at: UnixTime,
        attributes: impl Fn(&[u8]) -> SignedAttributes,
    ) -> Report {
        // Prepared by somebody whose certificate is fine: what is wrong comes from the parts alone.
        let pdf = sign(&founded(), &table_sample()).pdf().to_vec();
        let attributes = attributes(&sha256(&signed_octets(&pdf)).0);
        let signature = self.signer.sign(attributes.to_be_signed());
        let stamp = country.unit.time_stamp(&signature, STAMPING);
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
    let country = founded();
    assert_eq!(Forgery::honest(&country).judge(&country).indication, Indication::TotalPassed);
}

/// Key substitution: the victim's certificate is named and bound, the key is the attacker's, whose certificate lies beside.
#[test]
fn another_key_cannot_sign_for_the_victim() {
    let country = founded();
    let attacker = country.citizens.issue(Profile::Signature, "ATTACKER,Carl");
    let mut forgery = Forgery { signer: &attacker, ..Forgery::honest(&country) };
    forgery.certificates.insert(0, attacker.certificate.clone());
    assert_refused("victim named and bound", &forgery.judge(&country), SubIndication::SigCryptoFailure);

    let named = Forgery { named: &attacker.certificate, ..forgery };
    let report = named.judge(&country);
    assert_refused("victim bound, attacker named", &report, SubIndication::NoSigningCertificateFound);
    assert_eq!(report.signatures[0].signer, None, "nobody is shown as the signer");

    // A self-made certificate with the victim's name, issuer and serial number, but another key.
    let twin_ca = Holder::self_signed(Key::of("a twin"), Profile::IssuingCa, &country.citizens.name);
    let twin = twin_ca.issue(Profile::Signature, &country.signature.name);
    let certificates = vec![twin.certificate.clone(), country.citizens.certificate.clone()];
    let honest = Forgery::honest(&country);
    let twin = Forgery { named: &twin.certificate, signer: &country.signature, certificates, ..honest };
    assert_refused("a twin", &twin.judge(&country), SubIndication::NoSigningCertificateFound);
}

#[test]
fn a_signature_must_bind_its_certificate() {
    let country = founded();
    let report = Forgery::honest(&country).judge_with(&country, JUDGING, |digest| {
        let full = SignedAttributes::new(
            oid::DATA,
            digest,
            &SigningCertificate::sha256_of(&country.signature.certificate),
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
    let country = founded();
    let time = [&[0x17, 13], &b"261101090000Z"[..]].concat();
    let extra = vec![Attribute::new(oid::SIGNING_TIME, &time)];
    let report = Forgery { extra, ..Forgery::honest(&country) }.judge(&country);
    assert_refused("signing-time", &report, SubIndication::SigConstraintsFailure);
    assert_eq!(report.signatures[0].level, Some(Level::NotEtsi));
}

#[test]
fn a_stamp_of_another_signature() {
    let country = founded();
    let signed = sign(&country, &table_sample());
    let token = country.unit.time_stamp(signed.signature_value(), STAMPING);
    // ECDSA signatures vary in length by an octet or two; take one that fits the place.
    let foreign = (0..64_u8).map(|other| country.unit.time_stamp(&[other], STAMPING));
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

/// timeStamping and clientAuth (RFC 5280 §4.2.1.12).
const TIME_STAMPING_AND_CLIENT: &[u8] =
    &[0x30, 0x14, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 8, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 2];

/// Whoever may not stamp proves no time.
#[test]
fn stamps_of_units_that_are_none() {
    let foreign = Holder::root("Foreign Root").issue(Profile::TimeStampingUnit, "Test,Unit");
    let services = founded().services;
    let more_purposes = services.issue_with(Profile::TimeStampingUnit, "Test,Unit", |params| {
        params.custom_extensions[0] = extension(EXTENDED_KEY_USAGE, true, TIME_STAMPING_AND_CLIENT);
    });
    let units = [
        ("under an unknown root", foreign),
        ("for more than time-stamps", more_purposes),
        ("for no purpose", services.issue(Profile::Authentication, "Test,Unit")),
    ];
    for (name, unit) in units {
        let country = World { unit, ..founded() };
        let report = Forgery::honest(&country).judge_at(&country, JUDGING.plus(86_400));
        assert_refused(name, &report, SubIndication::TryLater);
        assert!(!report.signatures[0].time_stamps[0].counts, "{name}");
        assert_eq!(report.signatures[0].level, Some(Level::B), "{name}");
    }
}

#[test]
fn an_authentication_certificate_signs_no_document() {
    let country = founded();
    let login = &country.authentication;
    let certificates = vec![login.certificate.clone(), country.citizens.certificate.clone()];
    let certificate = &login.certificate;
    let forgery =
        Forgery { named: certificate, bound: certificate, signer: login, certificates, extra: Vec::new() };
    let report = forgery.judge(&country);
    let reasons: Vec<_> =
        report.signatures[0].findings.iter().map(|finding| finding.sub_indication).collect();
    assert!(reasons.contains(&SubIndication::ChainConstraintsFailure), "{report:#?}");
    assert_ne!(report.exit_code(), 0);
}

#[test]
fn a_root_that_nobody_trusts() {
    let country = founded();
    let pdf = with_store(stamp(&country, sign(&country, &table_sample())).pdf(), &evidence(&country));
    let other = Holder::root("Other Root");
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
    let mut country = founded();
    // The claim is of the tests' day, when this certificate is not valid yet; its stamp is.
    let begins = NOW.plus(2);
    country.signature = country.citizens.issue_with(Profile::Signature, "SPECIMEN,Late", |params| {
        params.not_before = moment(begins);
    });
    let report = Forgery::honest(&country).judge(&country);
    assert_refused("claimed too early", &report, SubIndication::SigConstraintsFailure);
}

/// Stamped before the certificate was valid: it could not have been used, which is a failure.
#[test]
fn a_stamp_from_before_the_certificate() {
    let mut country = founded();
    country.signature = country.citizens.issue_with(Profile::Signature, "SPECIMEN,Late", |params| {
        params.not_before = moment(STAMPING.plus(1));
    });
    let report = Forgery::honest(&country).judge(&country);
    assert_refused("stamped too early", &report, SubIndication::NotYetValid);
    assert_eq!(report.indication, Indication::TotalFailed);
}
