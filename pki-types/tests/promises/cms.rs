//! Signatures in CMS: made in two phases, read back, judged by openssl; each negative changes one thing.

use pki_types::cms::{Attribute, Content, SignatureParts, SignedAttributes, SignedData, assemble};
use pki_types::ess::SigningCertificate;
use pki_types::{HashAlgorithm, SignatureAlgorithm, oid, sha256, strict_der};
use proptest::prelude::*;
use test_country::judges::{openssl, said};
use test_country::{Holder, NOW, Profile, YEAR, moment};

const DOCUMENT: &[u8] = b"the octets of a document";

struct Signature {
    authority: Holder,
    signer: Holder,
    attributes: SignedAttributes,
    der: Vec<u8>,
}

fn attributes(signer: &Holder, extra: Vec<Attribute>) -> SignedAttributes {
    let digest = sha256(DOCUMENT);
    let certificate = SigningCertificate::sha256_of(&signer.certificate);
    SignedAttributes::new(oid::DATA, digest.as_bytes(), &certificate, extra).unwrap()
}

fn sign() -> Signature {
    let authority = Holder::root("Authority of a test");
    let signer = authority.issue(Profile::Signature, "Person of a test");
    let attributes = attributes(&signer, Vec::new());
    let der = assembled(
        &signer,
        &attributes,
        &signer.sign(attributes.to_be_signed()),
        &[signer.certificate.clone(), authority.certificate.clone()],
    );
    Signature { authority, signer, attributes, der }
}

fn assembled(
    signer: &Holder,
    attributes: &SignedAttributes,
    signature: &[u8],
    certificates: &[pki_types::Certificate],
) -> Vec<u8> {
    assemble(&SignatureParts {
        content: Content::Detached,
        signer: &signer.certificate,
        certificates,
        signed_attributes: attributes,
        algorithm: SignatureAlgorithm::EcdsaSha256,
        signature,
        unsigned_attributes: &[],
    })
    .unwrap()
}

fn verified(der: &[u8]) -> Result<pki_types::Certificate, String> {
    let read = SignedData::from_der(der).map_err(|error| error.to_string())?;
    read.verify(&sha256(DOCUMENT).0, &[]).map_err(|error| error.to_string())
}

fn assert_refused<T: std::fmt::Debug>(found: Result<T, String>, why: &str) {
    assert!(found.as_ref().is_err_and(|error| error.contains(why)), "{found:?} should say {why}");
}

#[test]
fn a_signature_verifies_and_names_its_signer() {
    let made = sign();
    assert_eq!(verified(&made.der).unwrap(), made.signer.certificate);
    let read = SignedData::from_der(&made.der).unwrap();
    assert_eq!(read.version(), 1);
    assert_eq!(read.signed_attributes(), &made.attributes);
    assert_eq!(read.certificates().len(), 2);
    assert_eq!(read.content(), None);
}

#[test]
fn openssl_verifies_it_as_cades() {
    let made = sign();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("signature.der"), &made.der).unwrap();
    std::fs::write(folder.path().join("document"), DOCUMENT).unwrap();
    std::fs::write(folder.path().join("root.pem"), made.authority.certificate.pem()).unwrap();
    let arguments = format!(
        "cms -verify -inform DER -in signature.der -content document -binary -CAfile root.pem -purpose any \
         -cades -out /dev/null -attime {}",
        NOW.seconds()
    );
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    let Some(output) = openssl(folder.path(), &arguments) else { return };
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("CAdES Verification successful"), "{}", said(&output));

    std::fs::write(folder.path().join("document"), b"another document").unwrap();
    assert!(!openssl(folder.path(), &arguments).unwrap().status.success());
}

#[test]
fn the_attributes_are_a_sorted_set_under_tag_0x31() {
    let made = sign();
    assert_eq!(made.attributes.to_be_signed()[0], 0x31);
    let stored = [&[0xa0], &made.attributes.to_be_signed()[1..]].concat();
    assert!(
        made.der.windows(stored.len()).any(|window| window == stored),
        "stored under the implicit tag [0]"
    );
    assert_eq!(SignedAttributes::from_der(made.attributes.to_be_signed()).unwrap(), made.attributes);
    assert_eq!(made.attributes.signing_certificate_sha256(), Some(made.signer.certificate.sha256()));
    assert!(!made.attributes.has_signing_time());
}

/// RFC 5035 §3: SHA-256 is the DEFAULT, so DER leaves hashAlgorithm out.
#[test]
fn the_signing_certificate_leaves_sha256_out() {
    let made = sign();
    let value = SigningCertificate::sha256_of(&made.signer.certificate).to_v2_der();
    let mut expected = vec![0x30, 0x26, 0x30, 0x24, 0x30, 0x22, 0x04, 0x20];
    expected.extend_from_slice(made.signer.certificate.sha256().as_bytes());
    assert_eq!(value, expected);
}

#[test]
fn a_signing_time_is_noticed() {
    let made = sign();
    let time = Attribute::new(oid::SIGNING_TIME, b"\x17\x0d260101000000Z");
    assert!(attributes(&made.signer, vec![time]).has_signing_time());
}

#[test]
fn a_changed_document_is_refused() {
    let made = sign();
    let read = SignedData::from_der(&made.der).unwrap();
    let found = read.verify(&sha256(b"another document").0, &[]).map_err(|error| error.to_string());
    assert_refused(found, "message-digest");
}

#[test]
fn a_changed_signature_is_refused() {
    let made = sign();
    let other = made.signer.sign(b"something else");
    assert_refused(
        verified(&assembled(
            &made.signer,
            &made.attributes,
            &other,
            std::slice::from_ref(&made.signer.certificate),
        )),
        "does not verify",
    );
}

#[test]
fn a_missing_signer_is_refused_unless_it_comes_beside() {
    let made = sign();
    let der =
        assembled(&made.signer, &made.attributes, &made.signer.sign(made.attributes.to_be_signed()), &[]);
    assert_refused(verified(&der), "absent");
    let read = SignedData::from_der(&der).unwrap();
    assert!(read.certificates().is_empty());
    read.verify(&sha256(DOCUMENT).0, &[made.signer.certificate]).unwrap();
}

/// The attack that ESS is against: another certificate for the same key, same issuer and serial.
#[test]
fn a_substituted_certificate_is_refused() {
    let made = sign();
    let (name, key) = ("Person of a test", made.signer.key.clone());
    let longer = |params: &mut rcgen::CertificateParams| params.not_after = moment(NOW.plus(5 * YEAR));
    let substitute = made.authority.issue_to(key, Profile::Signature, name, longer).certificate;
    assert_eq!(substitute.serial_bytes(), made.signer.certificate.serial_bytes());
    let signature = made.signer.sign(made.attributes.to_be_signed());
    assert_refused(
        verified(&assembled(&made.signer, &made.attributes, &signature, &[substitute])),
        "signing-certificate",
    );
}

#[test]
fn a_digest_of_another_length_is_refused() {
    let made = sign();
    let digest = HashAlgorithm::Sha384.digest(DOCUMENT);
    let certificate = SigningCertificate::sha256_of(&made.signer.certificate);
    let attributes = SignedAttributes::new(oid::DATA, &digest, &certificate, Vec::new()).unwrap();
    let parts = SignatureParts {
        content: Content::Detached,
        signer: &made.signer.certificate,
        certificates: &[],
        signed_attributes: &attributes,
        algorithm: SignatureAlgorithm::EcdsaSha256,
        signature: &[],
        unsigned_attributes: &[],
    };
    assert_refused(assemble(&parts).map_err(|error| error.to_string()), "expected 32");
}

#[test]
fn other_spellings_of_the_attributes_are_refused() {
    let made = sign();
    let good = made.attributes.to_be_signed();
    let read = |der: &[u8]| SignedAttributes::from_der(der).map_err(|error| error.to_string());
    assert_refused(read(&[good, &[0]].concat()), "after its end");
    assert_refused(read(&[&[0xa0], &good[1..]].concat()), "");

    let content = strict_der::split("attributes", good).unwrap().0.content;
    let mut elements: Vec<_> = strict_der::elements("attributes", content).unwrap();
    elements.reverse();
    let reversed: Vec<_> = elements.iter().map(|element| element.bytes).collect();
    assert_refused(read(&strict_der::encode(strict_der::tag::SET, &reversed.concat())), "not in DER order");

    let repeated = SignedAttributes::new(
        oid::DATA,
        made.attributes.message_digest(),
        &SigningCertificate::sha256_of(&made.signer.certificate),
        vec![Attribute::new(oid::MESSAGE_DIGEST, &[4, 1, 0])],
    );
    assert_refused(repeated.map_err(|error| error.to_string()), "comes twice");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn reading_never_panics(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = SignedData::from_der(&octets);
        let _ = SignedAttributes::from_der(&octets);
        let _ = SigningCertificate::from_v1_der(&octets);
        let _ = SigningCertificate::from_v2_der(&octets);
    }

    /// One changed octet anywhere: never a panic, and never accepted as this document's signature by another signer.
    #[test]
    fn a_changed_octet_never_changes_the_signer(position in 0usize..2_000, change in 1u8..=255) {
        use std::sync::OnceLock;
        static MADE: OnceLock<(Vec<u8>, pki_types::Certificate)> = OnceLock::new();
        let (der, signer) = MADE.get_or_init(|| { let made = sign(); (made.der, made.signer.certificate) });
        let mut der = der.clone();
        let position = position % der.len();
        der[position] ^= change;
        if let Ok(found) = verified(&der) {
            prop_assert_eq!(&found, signer);
        }
    }
}
