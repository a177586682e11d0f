use openssl::x509::X509;
use pki_types::memory::fact_counts;
use pki_types::signed::assemble_signed;
use pki_types::{Certificate, Error, KeyKind, PublicKey, SignatureAlgorithm, UnixTime, oid, sha256, verify};

use crate::issuing::{DAY, NOW, Recipe, key_of, name, unhex};
use test_country::Key;

fn leaf() -> (Recipe, Key) {
    let (leaf, issuer) = (key_of(10), key_of(11));
    (Recipe::leaf("Citizen", "Issuing CA", leaf.public_key()), issuer)
}

fn refusal(recipe: &Recipe, issuer: &Key) -> Error {
    Certificate::from_der(&recipe.der(issuer)).expect_err("it must be refused")
}

/// OpenSSL reads the same certificate and agrees on what it says.
#[test]
fn openssl_sees_the_same_certificate() {
    let (recipe, issuer) = leaf();
    let ours = recipe.sign(&issuer);
    let theirs = X509::from_der(ours.der()).unwrap();
    assert_eq!(theirs.serial_number().to_bn().unwrap().to_vec(), ours.serial_bytes());
    assert_eq!(theirs.subject_name().to_der().unwrap(), ours.subject_der());
    assert_eq!(theirs.issuer_name().to_der().unwrap(), ours.issuer_der());
    assert_eq!(theirs.public_key().unwrap().public_key_to_der().unwrap(), ours.public_key().spki_der());
    assert_eq!(theirs.signature().as_slice(), ours.signature());
    assert_eq!(theirs.to_pem().unwrap(), ours.pem().into_bytes());
    let issuer_key = openssl::pkey::PKey::public_key_from_der(issuer.public_key().spki_der()).unwrap();
    assert!(theirs.verify(&issuer_key).unwrap());
}

#[test]
fn the_fields_are_read() {
    let (recipe, issuer) = leaf();
    let certificate = recipe.sign(&issuer);
    assert_eq!(certificate.serial_bytes(), [0x41; 16]);
    assert_eq!(certificate.signature_algorithm(), Ok(SignatureAlgorithm::EcdsaSha256));
    assert_eq!(certificate.tbs_der(), recipe.to_be_signed());
    assert_eq!(certificate.sha256(), sha256(certificate.der()));
    assert_eq!((certificate.not_before(), certificate.not_after()), (NOW.minus(DAY), NOW.plus(DAY)));
    assert_eq!(certificate.common_name().as_deref(), Some("Citizen"));
    assert_eq!(certificate.organization().as_deref(), Some("Great Seal"));
    assert_eq!(certificate.country().as_deref(), Some("MU"));
    assert_eq!(certificate.given_name(), None);
    assert_eq!(certificate.subject_display(), "CN=Citizen,O=Great Seal,C=MU");
    assert!(!certificate.is_ca());
    assert!(!certificate.is_self_issued());
    // Validity includes both ends.
    assert!(certificate.valid_at(NOW.minus(DAY)) && certificate.valid_at(NOW.plus(DAY)));
    assert!(!certificate.valid_at(NOW.minus(DAY + 1)) && !certificate.valid_at(NOW.plus(DAY + 1)));
}

/// The values of extensions as ETSI and RFC 5280 want them, octet by octet.
#[test]
fn the_extensions_are_read() {
    let (recipe, issuer) = leaf();
    let recipe = recipe
        .with(oid::EXTENDED_KEY_USAGE, true, "300a06082b06010505070308")
        .with(oid::CERTIFICATE_POLICIES, false, "300a3008060604008f7a0102")
        .with(
            oid::CRL_DISTRIBUTION_POINTS,
            false,
            "30243022a020a01e861c687474703a2f2f63726c2e6578616d706c652f63312f31372e63726c",
        )
        .with(
            oid::AUTHORITY_INFO_ACCESS,
            false,
            "3030301506082b060105050730018609687474703a2f2f6f2f\
             301706082b06010505073002860b687474703a2f2f612f6361",
        )
        .with(oid::AUTHORITY_KEY_IDENTIFIER, false, "30058003010203")
        .with(oid::SUBJECT_KEY_IDENTIFIER, false, "0403040506")
        .with(oid::OCSP_NO_CHECK, false, "0500")
        .with(oid::QC_STATEMENTS, false, "300a3008060604008e460101");
    let certificate = recipe.sign(&issuer);
    let usage = certificate.key_usage().unwrap();
    assert!(usage.content_commitment() && !usage.digital_signature() && !usage.key_cert_sign());
    assert_eq!(usage.bits(), [1]);
    assert_eq!(certificate.extended_key_usage(), Some([oid::TIME_STAMPING].as_slice()));
    assert!(certificate.extended_key_usage_is_critical());
    assert_eq!(certificate.policies(), [oid::NCP_PLUS]);
    assert_eq!(certificate.crl_urls(), ["http://crl.example/c1/17.crl"]);
    assert_eq!(certificate.ocsp_urls(), ["http://o/"]);
    assert_eq!(certificate.ca_issuers_urls(), ["http://a/ca"]);
    assert_eq!(certificate.authority_key_identifier(), Some([1, 2, 3].as_slice()));
    assert_eq!(certificate.subject_key_identifier(), Some([4, 5, 6].as_slice()));
    assert!(certificate.has_ocsp_nocheck());
    assert_eq!(certificate.extension(oid::QC_STATEMENTS).map(|(critical, _)| critical), Some(false));
    assert!(certificate.unknown_critical_extensions().is_empty());
    assert_eq!(certificate.extensions().count(), recipe.extensions.len());
}

#[test]
fn basic_constraints_are_read() {
    let (recipe, issuer) = leaf();
    let read = |value: &str| recipe.clone().with(oid::BASIC_CONSTRAINTS, true, value).sign(&issuer);
    assert_eq!((read("30030101ff").is_ca(), read("30030101ff").path_length()), (true, None));
    let limited = read("30060101ff020100");
    assert_eq!((limited.is_ca(), limited.path_length()), (true, Some(0)));
    assert!(!read("3000").is_ca());
}

#[test]
fn extensions_have_one_form() {
    let (recipe, issuer) = leaf();
    for (identifier, value, why) in [
        (oid::BASIC_CONSTRAINTS, "3003010100", "FALSE written out"),
        (oid::BASIC_CONSTRAINTS, "3003020100", "a path length without CA"),
        (oid::BASIC_CONSTRAINTS, "30000500", "octets behind"),
        (oid::BASIC_CONSTRAINTS, "30050101ff0500", "an element too many"),
        (oid::KEY_USAGE, "0303064000", "trailing zeros"),
        (oid::EXTENDED_KEY_USAGE, "3000", "an empty list"),
        (oid::CERTIFICATE_POLICIES, "3000", "an empty list"),
        (oid::SUBJECT_KEY_IDENTIFIER, "0102", "not an OCTET STRING"),
    ] {
        let recipe = recipe.clone().with(identifier, false, value);
        assert!(matches!(refusal(&recipe, &issuer), Error::Malformed { .. }), "{why}");
    }
}

#[test]
fn critical_extensions_that_nobody_knows_are_listed() {
    let (recipe, issuer) = leaf();
    let unknown = pki_types::ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");
    assert!(
        recipe.clone().with(unknown, false, "0500").sign(&issuer).unknown_critical_extensions().is_empty()
    );
    let certificate = recipe.with(unknown, true, "0500").sign(&issuer);
    assert_eq!(certificate.unknown_critical_extensions(), [unknown]);
}

#[test]
fn each_wrong_field_is_refused() {
    let (good, issuer) = leaf();
    assert!(Certificate::from_der(&good.der(&issuer)).is_ok());
    let changed = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = good.clone();
        change(&mut recipe);
        refusal(&recipe, &issuer)
    };
    changed(&|recipe| recipe.version = None);
    changed(&|recipe| recipe.version = Some(1));
    changed(&|recipe| recipe.serial = vec![0]);
    changed(&|recipe| recipe.serial = vec![0x80, 1]);
    changed(&|recipe| recipe.serial = vec![0, 0x41]);
    changed(&|recipe| recipe.serial = vec![0x41; 21]);
    changed(&|recipe| recipe.serial = vec![]);
    changed(&|recipe| recipe.inner_algorithm = SignatureAlgorithm::EcdsaSha384);
    changed(&|recipe| recipe.subject = unhex("3002"));
    changed(&|recipe| recipe.extensions.push(recipe.extensions[0].clone()));
}

/// A key off its curve is no key: the certificate is read like any with a key that we do not know, and proves nothing.
#[test]
fn a_key_off_its_curve_verifies_nothing() {
    let (mut recipe, issuer) = leaf();
    recipe.spki[30] ^= 1;
    let certificate = recipe.sign(&issuer);
    assert_eq!(certificate.public_key().kind(), KeyKind::Other);
    let algorithm = SignatureAlgorithm::EcdsaSha256;
    let problem = verify(certificate.public_key(), algorithm, b"message", &issuer.sign(b"message"));
    assert!(matches!(problem, Err(Error::NotVerifiable { .. })), "{problem:?}");
    assert!(PublicKey::from_spki_der(certificate.public_key().spki_der()).is_err());
}

/// X.690 §11.5: a DEFAULT is not written out. One octet makes `critical TRUE` a `critical FALSE`.
#[test]
fn critical_false_is_not_written_out() {
    let (recipe, issuer) = leaf();
    let good = recipe.to_be_signed();
    let position = good.windows(8).position(|window| window == unhex("0603551d0f0101ff")).unwrap() + 7;
    let mut wrong = good.clone();
    wrong[position] = 0;
    let read = |to_be_signed: &[u8]| {
        let signature = issuer.sign(to_be_signed);
        Certificate::from_der(&assemble_signed(to_be_signed, SignatureAlgorithm::EcdsaSha256, &signature))
    };
    assert!(read(&good).is_ok());
    assert!(matches!(read(&wrong), Err(Error::Malformed { what: "extension", .. })));
}

#[test]
fn nothing_may_stand_before_or_behind_and_size_is_limited() {
    let (recipe, issuer) = leaf();
    let der = recipe.der(&issuer);
    assert!(Certificate::from_der(&[der.as_slice(), &[0]].concat()).is_err());
    assert!(Certificate::from_der(&der[..der.len() - 1]).is_err());
    let large = recipe.with(oid::SUBJECT_ALT_NAME, false, "0500");
    let mut large = large;
    large.extensions.last_mut().unwrap().2 = vec![0; 17_000];
    assert!(matches!(refusal(&large, &issuer), Error::TooLarge { limit: 16_384, .. }));
}

#[test]
fn pem_holds_one_certificate_or_many_and_nothing_else() {
    let (recipe, issuer) = leaf();
    let certificate = recipe.sign(&issuer);
    let pem = certificate.pem();
    assert_eq!(Certificate::from_pem(&pem).unwrap(), certificate);
    assert_eq!(Certificate::many_from_pem(&pem.repeat(3)).unwrap().len(), 3);
    assert!(Certificate::from_pem(&pem.repeat(2)).is_err());
    assert!(Certificate::many_from_pem("").is_err());
    let key = pem.replace("CERTIFICATE", "PRIVATE KEY");
    assert!(Certificate::many_from_pem(&[pem, key].concat()).is_err());
}

#[test]
fn an_issuer_is_known_by_name_and_signature() {
    let (recipe, issuer) = leaf();
    let certificate = recipe.sign(&issuer);
    let ca = |subject: &str, key: &Key| Recipe::ca(subject, "Root", key.public_key(), None).sign(&issuer);
    assert_eq!(certificate.verify_issued_by(&ca("Issuing CA", &issuer)), Ok(()));
    let error = certificate.verify_issued_by(&ca("Other CA", &issuer)).unwrap_err();
    assert!(matches!(error, Error::Mismatch { .. }));
    let error = certificate.verify_issued_by(&ca("Issuing CA", &key_of(12))).unwrap_err();
    assert_eq!(error, Error::SignatureInvalid { what: "certificate" });
}

#[test]
fn dates_before_2050_and_after_are_read() {
    let (mut recipe, issuer) = leaf();
    recipe.not_after = UnixTime::parse_rfc3339("2056-01-02T03:04:05Z").unwrap();
    assert_eq!(recipe.sign(&issuer).not_after(), recipe.not_after);
}

#[test]
fn a_certificate_is_shown_by_its_fingerprint() {
    let (recipe, issuer) = leaf();
    let certificate = recipe.sign(&issuer);
    assert_eq!(format!("{certificate:?}"), format!("Certificate({})", certificate.sha256()));
    assert_eq!(name("Citizen"), certificate.subject_der());
}

/// Certificates are remembered by their octets: whoever changes one bit has another certificate, or none.
#[test]
fn two_certificates_that_differ_in_one_bit_are_two() {
    let (recipe, issuer) = leaf();
    let authority = Recipe::ca("Issuing CA", "Issuing CA", issuer.public_key(), None).sign(&issuer);
    let good = recipe.sign(&issuer);
    for _ in 0..3 {
        let again = Certificate::from_der(good.der()).unwrap();
        assert_eq!((&again, again.verify_issued_by(&authority)), (&good, Ok(())));
    }
    let mut read = 0;
    for place in 0..good.der().len() {
        let mut der = good.der().to_vec();
        der[place] ^= 1 << (place % 8);
        for _ in 0..2 {
            let Ok(other) = Certificate::from_der(&der) else { continue };
            assert_eq!((other.der(), other.sha256()), (der.as_slice(), sha256(&der)), "octet {place}");
            assert_ne!(other, good);
            assert!(other.verify_issued_by(&authority).is_err(), "octet {place}");
            read += 1;
        }
    }
    assert!(read > 100, "{read} of the others could be read");
    assert_eq!(Certificate::from_der(good.der()).unwrap().verify_issued_by(&authority), Ok(()));
}

/// Nobody who sends rubbish gets another answer by sending it again.
#[test]
fn what_is_no_certificate_is_refused_each_time() {
    let (recipe, issuer) = leaf();
    let mut der = recipe.der(&issuer);
    der.push(0);
    let refusals: Vec<_> = (0..3).map(|_| Certificate::from_der(&der).unwrap_err()).collect();
    assert!(refusals.windows(2).all(|two| two[0] == two[1]), "{refusals:?}");
    let large = vec![0x30; 16 * 1024 + 1];
    assert!(matches!(Certificate::from_der(&large), Err(Error::TooLarge { .. })));
}

/// What was read is counted as worked out, and as remembered from then on.
#[test]
fn a_certificate_is_read_once() {
    let (recipe, issuer) = leaf();
    let der = recipe.with(oid::SUBJECT_KEY_IDENTIFIER, false, "04020815").der(&issuer);
    let first = Certificate::from_der(&der).unwrap();
    let again = Certificate::from_der(&der).unwrap();
    assert!(std::ptr::eq(first.der(), again.der()), "both are the same octets in memory");
    let [certificates, ..] = fact_counts();
    assert_eq!(certificates.fact, "certificate");
    assert!(certificates.worked_out >= 1 && certificates.remembered >= 1, "{certificates:?}");
}
