//! What others sign with: OpenSSL makes it, we verify it or name it, and nothing that we cannot verify passes.

use std::path::Path;
use std::process::Command;

use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use pki_types::signature::{SignatureScheme, verify};
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{Certificate, ChainError, Error, HashAlgorithm, KeyKind, PublicKey, validate_chain};

use crate::issuing::unhex;

/// OpenSSL's digest of the same name.
pub(crate) fn openssl_digest(hash: HashAlgorithm) -> MessageDigest {
    let name = match hash {
        HashAlgorithm::Sha512Of256 => "SHA512-256".to_owned(),
        other => other.to_string().replace("SHA-", "SHA"),
    };
    MessageDigest::from_name(&name).unwrap_or_else(|| panic!("OpenSSL has no {name}"))
}

fn reliable() -> impl Iterator<Item = HashAlgorithm> {
    HashAlgorithm::ALL.into_iter().filter(|hash| !hash.is_broken())
}

fn public(key: &PKey<Private>) -> PublicKey {
    PublicKey::from_spki_der(&key.public_key_to_der().unwrap()).unwrap()
}

fn curve(nid: Nid) -> PKey<Private> {
    PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap()).unwrap()
}

/// The signature verifies, and neither does another one nor this one over something else.
fn holds(key: &PublicKey, scheme: SignatureScheme, signature: &[u8]) {
    assert_eq!(verify(key, scheme, b"message", signature), Ok(()), "{scheme} with {}", key.kind());
    let invalid = |outcome| assert_eq!(outcome, Err(Error::SignatureInvalid { what: "message" }), "{scheme}");
    invalid(verify(key, scheme, b"another", signature));
    for place in [0, signature.len() / 2, signature.len() - 1] {
        let mut changed = signature.to_vec();
        changed[place] ^= 1;
        invalid(verify(key, scheme, b"message", &changed));
    }
    invalid(verify(key, scheme, b"message", &[]));
}

#[test]
fn digests_are_those_of_openssl() {
    for hash in HashAlgorithm::ALL {
        let digest = openssl::hash::hash(openssl_digest(hash), b"message").unwrap();
        assert_eq!(hash.digest(b"message"), digest.as_ref(), "{hash}");
        assert_eq!((hash.length(), HashAlgorithm::from_oid(hash.oid())), (digest.len(), Ok(hash)));
    }
    let md5 = HashAlgorithm::from_oid(pki_types::ObjectIdentifier::new_unwrap("1.2.840.113549.2.5"));
    assert!(md5.unwrap_err().to_string().contains("md5"), "it is named");
}

/// Every curve with every digest, longer and shorter than the curve.
#[test]
fn ecdsa_holds_on_every_curve_with_every_digest() {
    for (nid, kind) in [
        (Nid::X9_62_PRIME256V1, KeyKind::P256),
        (Nid::SECP384R1, KeyKind::P384),
        (Nid::SECP521R1, KeyKind::P521),
        (Nid::BRAINPOOL_P256R1, KeyKind::BrainpoolP256),
        (Nid::BRAINPOOL_P384R1, KeyKind::BrainpoolP384),
    ] {
        let key = curve(nid);
        assert_eq!(public(&key).kind(), kind);
        for hash in reliable() {
            let mut signer = Signer::new(openssl_digest(hash), &key).unwrap();
            let signature = signer.sign_oneshot_to_vec(b"message").unwrap();
            holds(&public(&key), SignatureScheme::Ecdsa(hash), &signature);
        }
    }
}

#[test]
fn pkcs1_holds_with_every_digest() {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    for hash in reliable() {
        let mut signer = Signer::new(openssl_digest(hash), &key).unwrap();
        holds(
            &public(&key),
            SignatureScheme::RsaPkcs1(hash),
            &signer.sign_oneshot_to_vec(b"message").unwrap(),
        );
    }
}

/// Hash, hash of the mask and length of the salt are three choices; moduli whose last octet is full and is not.
#[test]
fn pss_holds_with_every_hash_mask_and_salt() {
    for bits in [2048, 2049, 2055] {
        let key = PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap();
        for hash in reliable() {
            for mask in reliable().filter(|mask| *mask == hash || bits == 2048) {
                for salt in [0, 20, hash.length(), 100] {
                    let mut signer = Signer::new(openssl_digest(hash), &key).unwrap();
                    signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
                    signer.set_rsa_mgf1_md(openssl_digest(mask)).unwrap();
                    let length = RsaPssSaltlen::custom(i32::try_from(salt).unwrap());
                    signer.set_rsa_pss_saltlen(length).unwrap();
                    let signature = signer.sign_oneshot_to_vec(b"message").unwrap();
                    let (public, scheme) = (public(&key), SignatureScheme::RsaPss { hash, mask, salt });
                    assert_eq!(verify(&public, scheme, b"message", &signature), Ok(()), "{scheme}, {bits}");
                    let other = SignatureScheme::RsaPss { hash, mask, salt: salt + 1 };
                    assert!(verify(&public, other, b"message", &signature).is_err(), "{other}, {bits}");
                    if salt == 20 && mask == hash {
                        holds(&public, scheme, &signature);
                    }
                }
            }
        }
    }
}

/// A salt that is longer than the modulus has room for is nobody's signature, and no panic.
#[test]
fn pss_of_any_length_never_panics() {
    let key = public(&PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap());
    for salt in [190, 222, 223, 224, 65_535] {
        for length in [0, 1, 255, 256, 257] {
            let scheme =
                SignatureScheme::RsaPss { hash: HashAlgorithm::Sha256, mask: HashAlgorithm::Sha384, salt };
            assert!(verify(&key, scheme, b"message", &vec![0x5a; length]).is_err());
            assert!(verify(&key, scheme, b"message", &vec![0xff; length]).is_err());
        }
    }
}

/// OpenSSL signs with SHA-1, and rightly; nothing here believes it.
#[test]
fn what_relies_on_sha1_is_named_and_not_believed() {
    let rsa = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let sha1 = HashAlgorithm::Sha1;
    let mask = SignatureScheme::RsaPss { hash: HashAlgorithm::Sha256, mask: sha1, salt: 32 };
    for (key, scheme) in [
        (&rsa, SignatureScheme::RsaPkcs1(sha1)),
        (&rsa, mask),
        (&curve(Nid::X9_62_PRIME256V1), SignatureScheme::Ecdsa(sha1)),
    ] {
        let mut signer = Signer::new(openssl_digest(scheme.hash().unwrap()), key).unwrap();
        if scheme == mask {
            signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            signer.set_rsa_mgf1_md(MessageDigest::sha1()).unwrap();
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(32)).unwrap();
        }
        let signature = signer.sign_oneshot_to_vec(b"message").unwrap();
        let problem = verify(&public(key), scheme, b"message", &signature).unwrap_err();
        assert!(matches!(problem, Error::NotVerifiable { .. }), "{problem}");
        assert!(problem.to_string().contains("SHA-1"), "{problem}");
    }
}

#[test]
fn identifiers_of_others_are_read() {
    let read = |hex: &str| {
        let identifier = spki::AlgorithmIdentifierOwned::try_from(unhex(hex).as_slice());
        SignatureScheme::from_identifier(&identifier.unwrap())
    };
    let sha256 = HashAlgorithm::Sha256;
    assert_eq!(read("300a06082a8648ce3d040302"), Ok(SignatureScheme::Ecdsa(sha256)));
    assert_eq!(read("300c06082a8648ce3d0403020500"), Ok(SignatureScheme::Ecdsa(sha256)), "with NULL");
    assert_eq!(read("300b06092a864886f70d01010b"), Ok(SignatureScheme::RsaPkcs1(sha256)), "without NULL");
    assert_eq!(read("300b060960864801650304030a"), Ok(SignatureScheme::Ecdsa(HashAlgorithm::Sha3Of256)));
    let bare = SignatureScheme::RsaPss { hash: HashAlgorithm::Sha1, mask: HashAlgorithm::Sha1, salt: 20 };
    assert_eq!(read("300b06092a864886f70d01010a"), Ok(bare), "all defaults are of SHA-1");
    assert_eq!(read("300d06092a864886f70d01010a3000"), Ok(bare));
    for (hex, name) in [
        ("300506032b6571", "Ed448"),
        ("300d06092a864886f70d0101040500", "md5WithRSAEncryption"),
        ("300b0609608648016503040312", "ml-dsa-65"),
        ("300806062a0304050607", "1.2.3.4.5.6.7"),
        ("300d06082a8648ce3d0403020201ff", "with parameters"),
    ] {
        let problem = read(hex).unwrap_err();
        assert!(matches!(problem, Error::NotVerifiable { .. }), "{problem}");
        assert!(problem.to_string().to_lowercase().contains(&name.to_lowercase()), "{name}: {problem}");
    }
}

fn openssl(folder: &Path, arguments: &str) {
    let ran =
        Command::new("openssl").current_dir(folder).args(arguments.split_whitespace()).output().unwrap();
    assert!(ran.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&ran.stderr));
}

fn self_signed(folder: &Path, new_key: &str, sign: &str) -> Certificate {
    openssl(folder, &format!("genpkey {new_key} -out key.pem"));
    openssl(folder, &format!("req -new -x509 -key key.pem {sign} -days 3650 -subj /CN=Other -out it.pem"));
    Certificate::from_pem(&std::fs::read_to_string(folder.join("it.pem")).unwrap()).unwrap()
}

/// A certificate with a key or a signature that we do not verify can be read, has its names, and proves nothing.
#[test]
fn certificates_with_any_key_are_read_and_prove_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (new_key, sign, names) in [
        ("-algorithm ed448", "", "Ed448"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "-sha256", "1.3.132.0.10"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP512r1", "-sha256", "brainpoolP512r1"),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
            "-sha256",
            "parameters",
        ),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "-sha256", "1024 bits"),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3", "-sha256", "exponent"),
    ] {
        let certificate = self_signed(folder.path(), new_key, sign);
        assert_eq!(certificate.public_key().kind(), KeyKind::Other, "{new_key}");
        assert_eq!(certificate.common_name().as_deref(), Some("Other"));
        let problem = certificate.verify_issued_by(&certificate).unwrap_err();
        assert!(matches!(problem, Error::NotVerifiable { .. }), "{new_key}: {problem}");
        assert!(problem.to_string().contains(names), "{new_key}: {problem}");
        assert!(
            PublicKey::from_spki_der(certificate.public_key().spki_der()).is_err(),
            "not for our own use"
        );
    }
    let weak = self_signed(folder.path(), "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-sha1");
    assert_eq!(weak.public_key().kind(), KeyKind::P256, "the key is good");
    assert!(weak.verify_issued_by(&weak).unwrap_err().to_string().contains("SHA-1"));
}

/// Such a key at the top of a chain breaks it, with its name.
#[test]
fn a_chain_names_what_it_cannot_verify() {
    let folder = tempfile::tempdir().unwrap();
    let root = self_signed(folder.path(), "-algorithm ed448", "");
    openssl(folder.path(), "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out leaf.key");
    std::fs::write(folder.path().join("leaf.ext"), "keyUsage=nonRepudiation").unwrap();
    openssl(folder.path(), "req -new -key leaf.key -subj /CN=Leaf -out leaf.csr");
    openssl(
        folder.path(),
        "x509 -req -in leaf.csr -CA it.pem -CAkey key.pem -extfile leaf.ext -days 30 -set_serial 7 -out leaf.pem",
    );
    let leaf = std::fs::read_to_string(folder.path().join("leaf.pem")).unwrap();
    let leaf = Certificate::from_pem(&leaf).unwrap();
    let problem = validate_chain(&leaf, &[], &[root], leaf.not_before()).unwrap_err();
    assert!(matches!(problem, ChainError::NotVerifiable { .. }), "{problem}");
    assert!(problem.to_string().contains("Ed448"), "{problem}");
}

/// Keys for PSS alone (RFC 4055 §1.2): with the parameters that they name, and with no others.
#[test]
fn a_key_for_pss_alone_makes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let bound = "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 \
                 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32";
    let certificate = self_signed(folder.path(), bound, "-sha256");
    assert_eq!(certificate.public_key().kind(), KeyKind::RsaPss);
    assert_eq!(certificate.verify_issued_by(&certificate), Ok(()));
    let (key, sha256) = (certificate.public_key(), HashAlgorithm::Sha256);
    for scheme in [
        SignatureScheme::RsaPkcs1(sha256),
        SignatureScheme::RsaPss { hash: sha256, mask: sha256, salt: 20 },
        SignatureScheme::RsaPss { hash: HashAlgorithm::Sha512, mask: HashAlgorithm::Sha512, salt: 64 },
    ] {
        let problem = verify(key, scheme, certificate.tbs_der(), certificate.signature()).unwrap_err();
        assert!(matches!(problem, Error::Mismatch { .. }), "{scheme}: {problem}");
    }
}

/// No key makes a verification long: a modulus of 65,536 bits or an exponent of thousands is refused before use.
#[test]
fn huge_keys_are_read_and_never_used() {
    let integer = |octets: usize| encode(tag::INTEGER, &[&[1], vec![0xff; octets].as_slice()].concat());
    let folder = tempfile::tempdir().unwrap();
    let small = self_signed(folder.path(), "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-sha256");
    for (modulus, exponent) in [(8_192, 2), (256, 1_000), (8_192, 5_000)] {
        let key = sequence(&[&integer(modulus), &integer(exponent)]);
        let algorithm = unhex("300d06092a864886f70d0101010500");
        let spki = sequence(&[&algorithm, &encode(tag::BIT_STRING, &[&[0], key.as_slice()].concat())]);
        assert!(PublicKey::from_spki_der(&spki).is_err());
        let der = replaced(small.der(), small.public_key().spki_der(), &spki);
        let certificate = Certificate::from_der(&der).unwrap();
        assert_eq!(certificate.public_key().kind(), KeyKind::Other);
        assert!(matches!(certificate.verify_issued_by(&certificate), Err(Error::NotVerifiable { .. })));
    }
}

/// A certificate with another key in it, its lengths set right; its signature is of another one.
fn replaced(certificate: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    use pki_types::strict_der::{elements, split};
    let (outer, _) = split("certificate", certificate).unwrap();
    let parts = elements("certificate", outer.content).unwrap();
    let fields = elements("certificate", parts[0].content).unwrap();
    let fields: Vec<&[u8]> =
        fields.iter().map(|field| if field.bytes == old { new } else { field.bytes }).collect();
    sequence(&[&sequence(&fields), parts[1].bytes, parts[2].bytes])
}
