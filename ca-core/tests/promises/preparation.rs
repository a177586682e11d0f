//! What is prepared, when it is refused, and that only a committed intent is signed, once, by its own issuer.

use std::sync::Arc;

use ca_core::country::Country;
use ca_core::issuance::Error;
use ca_core::issuance::issuer::Issuer;
use ca_core::issuance::prepare::{BACKDATE_SECONDS, Prepared, prepare};
use ca_core::issuance::profile::Profile;
use ca_core::issuance::request::{AlternativeName, Request};
use ca_core::issuance::subject::Subject;
use ca_core::{AuthorityConfig, Profiles};
use der::Decode;
use hsm_adapter::{KeyStore as _, Signer};
use pki_types::serial::Serial;
use pki_types::{Certificate, PublicKey, SeededRandom, SignatureAlgorithm, UnixTime, sha256};
use proptest::prelude::*;
use store::{IntentReceipt, IssuerId};
use words::act::Roles;
use words::leaf::{self, Leaf};
use words::profile::names;
use x509_cert::TbsCertificate;

use crate::world::*;

fn country(config: AuthorityConfig) -> Arc<Country> {
    Arc::new(Country::new(config).unwrap())
}

async fn services(config: AuthorityConfig) -> Issuer {
    let pem = std::fs::read_to_string(ceremony_folder().await.join("public/services.pem")).unwrap();
    let certificate = Certificate::from_pem(&pem).unwrap();
    Issuer::new("services", 1, certificate, SignatureAlgorithm::EcdsaSha384, 1, country(config)).unwrap()
}

fn member() -> Subject {
    Subject::Member {
        country: "MU".to_owned(),
        organization: "Example Bank".to_owned(),
        common_name: "bank.example.org".to_owned(),
        identifier: "example-bank".to_owned(),
    }
}

fn request(public_key: PublicKey) -> Request {
    Request { subject: member(), public_key, alternative_names: Vec::new(), roles: Roles::default() }
}

fn prepared(profile: &str, request: &Request, issuer: &Issuer, now: UnixTime) -> Result<Prepared, Error> {
    let profiles = Profiles::built_in().unwrap();
    prepare(profiles.named(profile).unwrap(), request, issuer, Serial::draw(&SeededRandom::new(5)), now)
}

fn refusal(profile: &str, request: &Request, issuer: &Issuer) -> String {
    prepared(profile, request, issuer, BEGINNING).err().expect("it is refused").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_must_suit_its_profile() {
    let issuer = services(config()).await;
    let good = request(new_key().public_key().clone());
    let _ = prepared(names::RELYING_PARTY, &good, &issuer, BEGINNING).unwrap();

    assert!(refusal("citizen-signature", &good, &issuer).contains("this issuer does not sign it"));
    assert!(refusal(names::TSU, &good, &issuer).contains("the subject has another shape"));
    let named = Request { alternative_names: vec![AlternativeName::parse("::1")], ..good.clone() };
    assert!(refusal(names::RELYING_PARTY, &named, &issuer).contains("alternative names"));
    let own = request(issuer.public_key().clone());
    assert!(refusal(names::RELYING_PARTY, &own, &issuer).contains("another kind"));
    let blocked = AuthorityConfig { blocked_keys: vec![good.public_key.spki_sha256()], ..config() };
    assert!(refusal(names::RELYING_PARTY, &good, &services(blocked).await).contains("block list"));
}

/// The example keys of RFC 6979, RFC 7515 and RFC 7517 and the generators: their private halves are in print.
#[tokio::test(flavor = "multi_thread")]
async fn keys_that_everybody_knows_are_refused() {
    let issuer = services(config()).await;
    for jwk in [
        serde_json::json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}),
        serde_json::json!({"kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}),
        serde_json::json!({"kty": "EC", "crv": "P-256", "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}),
        serde_json::json!({"kty": "EC", "crv": "P-256", "x": "YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y", "y": "eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk"}),
    ] {
        let key = PublicKey::from_jwk(&jwk).unwrap();
        assert!(refusal(names::RELYING_PARTY, &request(key), &issuer).contains("everybody knows"), "{jwk}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaf_never_outlives_its_issuer_and_is_never_cut_short() {
    let issuer = services(config()).await;
    let good = request(new_key().public_key().clone());
    let ends = issuer.certificate().unwrap().not_after();
    let period = Profiles::built_in().unwrap().named(names::RELYING_PARTY).unwrap().period_seconds();
    let last = ends.minus(period).plus(1 + BACKDATE_SECONDS);
    let _ = prepared(names::RELYING_PARTY, &good, &issuer, last).unwrap();
    let refused = prepared(names::RELYING_PARTY, &good, &issuer, last.plus(1)).err().unwrap();
    assert!(matches!(refused, Error::OutlivesIssuer { .. }), "{refused}");
}

/// An OCSP signer must work to the last day of its CA, and ends with it.
#[tokio::test(flavor = "multi_thread")]
async fn an_ocsp_signer_ends_with_its_issuer() {
    let issuer = services(config()).await;
    let subject = Subject::Service {
        country: "MU".to_owned(),
        organization: "Example Trust Service".to_owned(),
        organization_identifier: "NTRMU-C00000".to_owned(),
        common_name: "Services OCSP".to_owned(),
    };
    let request = Request {
        subject,
        public_key: new_key().public_key().clone(),
        alternative_names: Vec::new(),
        roles: Roles::default(),
    };
    let ends = issuer.certificate().unwrap().not_after();
    let late = prepared(names::OCSP_SIGNER, &request, &issuer, ends.minus(86_400)).unwrap();
    assert_eq!(validity(&late).1, ends);
    assert!(prepared(names::OCSP_SIGNER, &request, &issuer, ends.plus(120)).is_err());
}

fn validity(prepared: &Prepared) -> (UnixTime, UnixTime) {
    let fields = TbsCertificate::from_der(prepared.to_be_signed()).unwrap();
    let end = |time: x509_cert::time::Time| UnixTime::from_date_time(time.to_date_time());
    (end(fields.validity().not_before), end(fields.validity().not_after))
}

/// QcCClegislation is written outside the Union, and only there; QcPDS needs an address.
#[tokio::test(flavor = "multi_thread")]
async fn the_law_of_the_country_shows_in_qualified_certificates() {
    let public = ceremony_folder().await.join("public/citizens.pem");
    let certificate = Certificate::from_pem(&std::fs::read_to_string(public).unwrap()).unwrap();
    let with = |config| {
        let algorithm = SignatureAlgorithm::EcdsaSha384;
        Issuer::new("citizens", 1, certificate.clone(), algorithm, 4, country(config)).unwrap()
    };
    let request = Request {
        subject: Subject::NaturalPerson {
            country: "MU".to_owned(),
            name: words::personal::PersonName::new("Ada", "Example").unwrap(),
            code: words::personal::PersonalCode::new("X1234567890").unwrap(),
        },
        public_key: new_key().public_key().clone(),
        alternative_names: Vec::new(),
        roles: Roles::default(),
    };
    let legislation = [0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x07];
    let names_law = |issuer: &Issuer| {
        let prepared = prepared("citizen-signature-qscd", &request, issuer, BEGINNING).unwrap();
        prepared.to_be_signed().windows(legislation.len()).any(|window| window == legislation)
    };
    assert!(names_law(&with(config())));
    assert!(!names_law(&with(AuthorityConfig { country: "EE".to_owned(), ..config() })));
    let silent = with(AuthorityConfig { disclosure_statement: None, ..config() });
    assert!(refusal("citizen-signature-qscd", &request, &silent).contains("disclosure_statement"));
}

/// T-VAL: both ends belong to the period, and a period is days of 86,400 seconds, whatever the calendar says.
#[test]
fn not_after_is_not_before_plus_the_period_less_one_second() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../profiles/root.toml");
    let text = std::fs::read_to_string(root).unwrap();
    let key = p384_key();
    let issuer = Issuer::self_signed(key.clone(), SignatureAlgorithm::EcdsaSha384, country(config()));
    let subject = Subject::Service {
        country: "MU".to_owned(),
        organization: "Example Trust Service".to_owned(),
        organization_identifier: "NTRMU-C00000".to_owned(),
        common_name: "Example Root".to_owned(),
    };
    let request =
        Request { subject, public_key: key, alternative_names: Vec::new(), roles: Roles::default() };
    proptest!(ProptestConfig::with_cases(2_000), |(now in 1_700_000_000i64..4_000_000_000, days in 1u32..12_000)| {
        let profile = Profile::parse(&text.replace("days = 7305", &format!("days = {days}"))).unwrap();
        let now = UnixTime::from_seconds(now);
        let prepared = prepare(&profile, &request, &issuer, Serial::draw(&SeededRandom::new(6)), now).unwrap();
        let (not_before, not_after) = validity(&prepared);
        prop_assert_eq!(not_before, now.minus(BACKDATE_SECONDS));
        prop_assert_eq!(not_after.since(not_before), i64::from(days) * 86_400 - 1);
    });
}

fn p384_key() -> PublicKey {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    PublicKey::from_spki_der(&rcgen::PublicKeyData::subject_public_key_info(&pair)).unwrap()
}

// ---- signing

async fn receipt(world: &World, prepared: &Prepared) -> IntentReceipt {
    let intent = prepared.intent(IssuerId(3), sha256(prepared.to_be_signed()));
    let leaf = Leaf::Refusal(leaf::Refusal {
        request_sha256: sha256(b"test"),
        problem: "test".to_owned(),
        at: UnixTime::from_seconds(0),
    });
    let (_, mut receipts) = world
        .store
        .transaction_with_intents("test", move |transaction| {
            Box::pin(async move { transaction.record_intent(&intent, &leaf).await })
        })
        .await
        .unwrap();
    receipts.remove(0)
}

fn ready(issuer: &Issuer, seed: u64) -> Prepared {
    let profiles = Profiles::built_in().unwrap();
    let request = request(new_key().public_key().clone());
    let profile = profiles.named(names::RELYING_PARTY).unwrap();
    prepare(profile, &request, issuer, Serial::draw(&SeededRandom::new(seed)), BEGINNING).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_is_what_was_written_down() {
    let world = World::new().await;
    let issuer = services(config()).await;
    let signer = world.keys.signer("ca-services").unwrap();
    let prepared = ready(&issuer, 1);
    let bytes = prepared.to_be_signed().to_vec();
    let receipt = receipt(&world, &prepared).await;
    let certificate = prepared.sign(receipt, &*signer).unwrap();
    assert_eq!(certificate.tbs_der(), bytes);
    certificate.verify_issued_by(issuer.certificate().unwrap()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_intent_s_receipt_signs_nothing() {
    let world = World::new().await;
    let issuer = services(config()).await;
    let signer = world.keys.signer("ca-services").unwrap();
    let (first, second) = (ready(&issuer, 1), ready(&issuer, 2));
    let receipt = receipt(&world, &first).await;
    assert!(matches!(second.sign(receipt, &*signer).unwrap_err(), Error::OtherIntent("serial")));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_issuer_s_own_key_signs() {
    let world = World::new().await;
    let issuer = services(config()).await;
    let prepared = ready(&issuer, 1);
    let receipt = receipt(&world, &prepared).await;
    let other = world.keys.signer("ca-citizens").unwrap();
    assert!(matches!(prepared.sign(receipt, &*other).unwrap_err(), Error::OtherSigner { what: "key", .. }));
}

/// A broken module gives a signature over something else; nobody sees it.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_does_not_verify_is_thrown_away() {
    struct Broken(Arc<dyn Signer>);
    impl Signer for Broken {
        fn public_key(&self) -> &PublicKey {
            self.0.public_key()
        }
        fn algorithm(&self) -> SignatureAlgorithm {
            self.0.algorithm()
        }
        fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, hsm_adapter::Error> {
            self.0.sign(b"something else")
        }
    }
    let world = World::new().await;
    let issuer = services(config()).await;
    let prepared = ready(&issuer, 1);
    let receipt = receipt(&world, &prepared).await;
    let signer = Broken(world.keys.signer("ca-services").unwrap());
    assert!(matches!(prepared.sign(receipt, &signer).unwrap_err(), Error::Pki(_)));
}

#[test]
fn shards_divide_the_serials_without_gap_or_overlap() {
    let key = p384_key();
    let root = Issuer::self_signed(key, SignatureAlgorithm::EcdsaSha384, country(config()));
    assert_eq!(root.serials_of(0).0[..2], [0x40, 0x00]);
    assert_eq!(root.serials_of(0).1, {
        let mut last = [0xff; 16];
        last[0] = 0x7f;
        last
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serial_lies_in_the_range_of_its_shard() {
    let pem = std::fs::read_to_string(ceremony_folder().await.join("public/citizens.pem")).unwrap();
    let certificate = Certificate::from_pem(&pem).unwrap();
    for shards in [1, 2, 4, 512, 16_384] {
        let algorithm = SignatureAlgorithm::EcdsaSha384;
        let issuer =
            Issuer::new("citizens", 1, certificate.clone(), algorithm, shards, country(config())).unwrap();
        let random = SeededRandom::new(3);
        for _ in 0..1_000 {
            let serial = Serial::draw(&random);
            let shard = issuer.shard_of(&serial);
            assert!(shard < shards);
            let (first, last) = issuer.serials_of(shard);
            assert!((first..=last).contains(serial.as_bytes()), "{serial} {shard}");
        }
        for shard in 1..shards {
            let (before, next) = (issuer.serials_of(shard - 1).1, issuer.serials_of(shard).0);
            assert_eq!(u128::from_be_bytes(before) + 1, u128::from_be_bytes(next));
        }
    }
    for shards in [0, 3, 32_768] {
        let algorithm = SignatureAlgorithm::EcdsaSha384;
        assert!(
            Issuer::new("citizens", 1, certificate.clone(), algorithm, shards, country(config())).is_err()
        );
    }
}

#[test]
fn a_country_must_be_able_to_stand_in_a_certificate() {
    let refused = |change: fn(&mut AuthorityConfig)| {
        let mut changed = config();
        change(&mut changed);
        Country::new(changed).unwrap_err().to_string()
    };
    assert!(refused(|config| config.country = "XX".to_owned()).contains("country"));
    assert!(refused(|config| config.country = "mu".to_owned()).contains("country"));
    assert!(
        refused(|config| config.public_url = "https://pki.example.org".to_owned()).contains("public_url")
    );
    assert!(
        refused(|config| config.public_url = "http://pki.example.org/a".to_owned()).contains("public_url")
    );
    assert!(refused(|config| config.public_url = "http://".to_owned()).contains("public_url"));
    assert!(refused(|config| config.policy_arc = "1.3.6.x".to_owned()).contains("policy_arc"));
    assert!(refused(|config| config.policy_arc = "1.3.6.1.4.1.32473.01".to_owned()).contains("policy_arc"));
    assert!(refused(|config| config.policy_arc = "1.03.6.1.4.1.32473.1".to_owned()).contains("policy_arc"));
    assert!(
        refused(|config| config.disclosure_statement = Some("http://x".to_owned())).contains("disclosure")
    );
    assert!(
        refused(|config| {
            config.disclosure_statement = None;
            config.qscd = true;
        })
        .contains("disclosure_statement")
    );
}
