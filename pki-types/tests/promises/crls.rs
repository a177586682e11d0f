use der::Encode as _;
use openssl::x509::X509Crl;
use pki_types::crl::{CrlContents, CrlScope, RevokedEntry, assemble, to_be_signed};
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{
    Certificate, Crl, Error, Reason, SerialNumber, SignatureAlgorithm, UnixTime, oid, strict_der,
};

use crate::issuing::{DAY, NOW, Recipe, key_of, name, unhex};
use test_country::Key;

const URL: &str = "http://crl.example/c1/17.crl";

fn ca() -> (Key, Certificate) {
    let (root, key) = (key_of(50), key_of(51));
    let certificate = Recipe::ca("Issuing CA", "Root", key.public_key(), Some(0)).sign(&root);
    (key, certificate)
}

fn contents(issuer: &Certificate, entries: Vec<RevokedEntry>) -> CrlContents {
    CrlContents {
        issuer_der: issuer.subject_der().to_vec(),
        authority_key_identifier: issuer.subject_key_identifier().unwrap().to_vec(),
        number: 1_795_500_000_123_456_789,
        this_update: NOW,
        next_update: NOW.plus(DAY),
        shard_url: Some(URL.to_owned()),
        entries,
    }
}

fn entry(first: u8, reason: Option<Reason>) -> RevokedEntry {
    let mut serial = [0x11; 16];
    serial[0] = first;
    RevokedEntry { serial: SerialNumber::from_bytes(&serial).unwrap(), revoked_at: NOW.minus(60), reason }
}

fn sign(contents: &CrlContents, key: &Key) -> Vec<u8> {
    sign_bytes(to_be_signed(contents, SignatureAlgorithm::EcdsaSha256), key)
}

fn sign_bytes(to_be_signed: Vec<u8>, key: &Key) -> Vec<u8> {
    let signature = key.sign(&to_be_signed);
    assemble(to_be_signed, SignatureAlgorithm::EcdsaSha256, &signature)
}

#[test]
fn what_is_written_is_read_back() {
    let (key, issuer) = ca();
    let contents = contents(&issuer, vec![entry(0x41, Some(Reason::KeyCompromise)), entry(0x42, None)]);
    let crl = Crl::from_der(sign(&contents, &key)).unwrap();
    assert_eq!(crl.verify(&issuer), Ok(()));
    assert_eq!((crl.number(), crl.this_update(), crl.next_update()), (contents.number, NOW, NOW.plus(DAY)));
    assert_eq!((crl.distribution_point(), crl.scope()), (Some(URL), CrlScope::UserCertificates));
    assert_eq!(crl.issuer_der(), issuer.subject_der());
    assert!(crl.entries().eq(contents.entries.iter().copied()));
    assert_eq!(crl.find(contents.entries[0].serial.as_bytes()), Some(contents.entries[0]));
    assert_eq!(crl.find(&[0x43; 16]), None);
}

#[test]
fn openssl_reads_and_verifies_the_list() {
    let (key, issuer) = ca();
    let entries = Reason::ALL
        .into_iter()
        .map(Some)
        .chain([None])
        .zip(0x41..)
        .map(|(reason, first)| entry(first, reason));
    let der = sign(&contents(&issuer, entries.collect()), &key);
    let theirs = X509Crl::from_der(&der).unwrap();
    let issuer_key = openssl::pkey::PKey::public_key_from_der(key.public_key().spki_der()).unwrap();
    assert!(theirs.verify(&issuer_key).unwrap());
    assert_eq!(theirs.get_revoked().unwrap().len(), 8);
    assert_eq!(theirs.issuer_name().to_der().unwrap(), issuer.subject_der());
}

/// RFC 5280 §5.1.2.6, §5.3.1, §5.2.5: no empty list, no reason 0, the distribution point critical and exact.
#[test]
fn the_octets_are_those_of_rfc_5280() {
    let (_, issuer) = ca();
    let bytes = |entries| to_be_signed(&contents(&issuer, entries), SignatureAlgorithm::EcdsaSha384);
    let empty = pki_types::encoding::hex(&bytes(vec![]));
    let point = "0603551d1c0101ff042730\
        25a020a01e861c687474703a2f2f63726c2e6578616d706c652f63312f31372e63726c8101ff";
    assert!(empty.contains(point), "{empty}");
    let times = "170d3236313132343036303030305a170d3236313132353036303030305a";
    assert!(empty.contains(&format!("{times}a0")), "extensions follow the dates: {empty}");
    let one = pki_types::encoding::hex(&bytes(vec![entry(0x41, None)]));
    let serial = format!("021041{}", "11".repeat(15));
    assert!(one.contains(&format!("{times}30233021{serial}170d3236313132343035353930305aa0")), "{one}");
    let held = pki_types::encoding::hex(&bytes(vec![entry(0x41, Some(Reason::CertificateHold))]));
    assert!(held.contains("300c300a0603551d1504030a0106"), "{held}");
    let root = CrlContents { shard_url: None, ..contents(&issuer, vec![]) };
    assert!(
        !pki_types::encoding::hex(&to_be_signed(&root, SignatureAlgorithm::EcdsaSha384))
            .contains("0603551d1c")
    );
}

#[test]
fn a_list_speaks_of_its_own_certificates_only() {
    let (key, issuer) = ca();
    let crl = Crl::from_der(sign(&contents(&issuer, vec![]), &key)).unwrap();
    let of_shard = "30243022a020a01e861c687474703a2f2f63726c2e6578616d706c652f63312f31372e63726c";
    let of_other = "30243022a020a01e861c687474703a2f2f63726c2e6578616d706c652f63312f31382e63726c";
    let leaf = Recipe::leaf("Citizen", "Issuing CA", key_of(52).public_key());
    let covers = |recipe: Recipe| crl.covers(&recipe.sign(&key));
    assert!(covers(leaf.clone().with(oid::CRL_DISTRIBUTION_POINTS, false, of_shard)));
    assert!(!covers(leaf.clone().with(oid::CRL_DISTRIBUTION_POINTS, false, of_other)), "another shard");
    assert!(!covers(leaf.clone()), "no distribution point");
    let mut foreign = leaf.with(oid::CRL_DISTRIBUTION_POINTS, false, of_shard);
    foreign.issuer = name("Other CA");
    assert!(!covers(foreign), "another issuer");
    let sub_ca = Recipe::ca("Sub CA", "Issuing CA", key.public_key(), None);
    assert!(!covers(sub_ca.with(oid::CRL_DISTRIBUTION_POINTS, false, of_shard)), "a CA");
}

#[test]
fn only_its_issuer_verifies_a_list() {
    let (key, issuer) = ca();
    let der = sign(&contents(&issuer, vec![entry(0x41, None)]), &key);
    let crl = Crl::from_der(der).unwrap();
    let issuer_with = |change: &dyn Fn(Recipe) -> Recipe| {
        change(Recipe::ca("Issuing CA", "Root", key.public_key(), Some(0))).sign(&key_of(50))
    };
    assert!(crl.verify(&issuer_with(&|recipe| recipe)).is_ok());
    let renamed = |recipe: Recipe| Recipe { subject: name("Other CA"), ..recipe };
    assert!(matches!(crl.verify(&issuer_with(&renamed)), Err(Error::Mismatch { .. })));
    let other_identifier = |recipe: Recipe| recipe.with(oid::SUBJECT_KEY_IDENTIFIER, false, "0401ff");
    assert!(matches!(crl.verify(&issuer_with(&other_identifier)), Err(Error::Mismatch { .. })));
    let no_crl_sign = |recipe: Recipe| recipe.with(oid::KEY_USAGE, true, "03020204");
    assert!(matches!(crl.verify(&issuer_with(&no_crl_sign)), Err(Error::Mismatch { .. })));
    let by_other = Crl::from_der(sign(&contents(&issuer, vec![]), &key_of(53))).unwrap();
    assert_eq!(by_other.verify(&issuer), Err(Error::SignatureInvalid { what: "CRL" }));
}

#[test]
fn each_wrong_list_is_refused() {
    let (key, issuer) = ca();
    let good = contents(&issuer, vec![entry(0x41, None)]);
    let refused =
        |contents: &CrlContents| Crl::from_der(sign(contents, &key)).expect_err("it must be refused");
    refused(&CrlContents { entries: vec![entry(0x41, None), entry(0x41, None)], ..good.clone() });
    refused(&CrlContents {
        entries: vec![entry(0x41, None), entry(0x40, None), entry(0x41, None)],
        ..good.clone()
    });
    let der = sign(&good, &key);
    assert!(Crl::from_der(der.as_slice()).is_ok());
    assert!(Crl::from_der([der.as_slice(), &[0]].concat()).is_err());
    assert!(Crl::from_der(&der[..der.len() - 1]).is_err());
    let inner = to_be_signed(&good, SignatureAlgorithm::EcdsaSha384);
    assert!(Crl::from_der(sign_bytes(inner, &key)).is_err(), "another algorithm inside");
}

/// A list with this content in the place of its one entry's.
fn with_entry(content: &str) -> Result<Crl, Error> {
    let (key, issuer) = ca();
    let bytes = to_be_signed(&contents(&issuer, vec![entry(0x41, None)]), SignatureAlgorithm::EcdsaSha256);
    let (outer, _) = strict_der::split("list", &bytes).unwrap();
    let mut fields: Vec<Vec<u8>> =
        strict_der::elements("list", outer.content).unwrap().iter().map(|one| one.bytes.to_vec()).collect();
    fields[5] = sequence(&[&sequence(&[&unhex(content)])]);
    Crl::from_der(sign_bytes(sequence(&[&fields.concat()]), &key))
}

const SERIAL: &str = "020141";
const DATE: &str = "170d3236313132343035353930305a";

/// These octets as the content of an extension list, and what stands around it.
fn listed(content: &str) -> String {
    pki_types::encoding::hex(&sequence(&[&unhex(content)]))
}

#[test]
fn entries_of_others_are_read() {
    let only = |content: &str| with_entry(content).unwrap().entries().next().unwrap();
    let plain = only(&format!("{SERIAL}{DATE}"));
    assert_eq!((plain.serial.as_bytes(), plain.revoked_at, plain.reason), (&[0x41][..], NOW.minus(60), None));
    let reason = |extensions: &str| only(&format!("{SERIAL}{DATE}{}", listed(extensions))).reason;
    assert_eq!(reason("300a0603551d1504030a0101"), Some(Reason::KeyCompromise));
    assert_eq!(reason("300a0603551d1504030a0100"), None, "unspecified, written out");
    assert_eq!(reason("300d0603551d150101ff04030a0104"), Some(Reason::Superseded), "critical");
    assert_eq!(reason("300d0603551d1501010004030a0104"), Some(Reason::Superseded), "FALSE written out");
    let with_date = "300a0603551d1504030a0101\
                     30180603551d180411180f32303236313132343035353930305a";
    assert_eq!(reason(with_date), Some(Reason::KeyCompromise), "and an invalidity date");
    let of = |date: &str| only(&format!("{SERIAL}{date}")).revoked_at.seconds();
    assert_eq!(of("170d3639313132343035353930305a"), 0, "1969");
    assert_eq!(of("180f32303530303130313030303030305a"), 2_524_608_000);
}

#[test]
fn each_wrong_entry_is_refused() {
    let many: String = (1..=17).map(|last| format!("300706032a03{last:02x}0400")).collect();
    for (what, content) in [
        ("a negative serial", format!("020180{DATE}")),
        ("the serial 0", format!("020100{DATE}")),
        ("21 octets of serial", format!("021541{}{DATE}", "11".repeat(20))),
        ("no date", SERIAL.to_owned()),
        ("month 13", format!("{SERIAL}170d3236313332343035353930305a")),
        ("30 February", format!("{SERIAL}170d3236303233303035353930305a")),
        ("second 60", format!("{SERIAL}170d3236313132343035353936305a")),
        ("an integer for a date", format!("{SERIAL}020101")),
        ("reason 7", format!("{SERIAL}{DATE}{}", listed("300a0603551d1504030a0107"))),
        ("an integer for a reason", format!("{SERIAL}{DATE}{}", listed("300a0603551d150403020101"))),
        ("the reason twice", format!("{SERIAL}{DATE}{}", listed(&"300a0603551d1504030a0101".repeat(2)))),
        ("an unknown critical extension", format!("{SERIAL}{DATE}{}", listed("300a06032a03040101ff0400"))),
        ("fields after the last", format!("{SERIAL}{DATE}{}0500", listed("300a0603551d1504030a0101"))),
        ("many extensions", format!("{SERIAL}{DATE}{}", listed(&many))),
    ] {
        assert!(with_entry(&content).is_err(), "{what}");
    }
}

#[test]
fn an_entry_is_found_wherever_it_stands() {
    let (key, issuer) = ca();
    let shuffled = [0x55, 0x41, 0x7f, 0x42].map(|first| entry(first, Some(Reason::Superseded))).to_vec();
    let crl = Crl::from_der(sign(&contents(&issuer, shuffled.clone()), &key)).unwrap();
    assert_eq!(crl.len(), 4);
    assert!(crl.entries().eq(shuffled.iter().copied()), "in the order of the list");
    for one in shuffled {
        assert_eq!(crl.find(one.serial.as_bytes()), Some(one));
    }
    assert_eq!(crl.find(entry(0x43, None).serial.as_bytes()), None);
}

/// What is written in one pass is what is written piece by piece, for every length of a serial and both kinds of times.
#[test]
fn the_one_buffer_has_the_octets_of_the_pieces() {
    let (_, issuer) = ca();
    for count in [1_usize, 2, 3, 50, 1_500] {
        let entries = (0..count).map(|number| RevokedEntry {
            serial: SerialNumber::from_bytes(&vec![0x41; number % 20 + 1]).unwrap(),
            revoked_at: UnixTime::from_seconds(2_524_607_999 + i64::from(number % 2 == 0)),
            reason: Reason::ALL.get(number % 9).copied(),
        });
        let entries: Vec<_> = entries.collect();
        let pieces: Vec<u8> = entries.iter().flat_map(piece).collect();
        let bytes = to_be_signed(&contents(&issuer, entries), SignatureAlgorithm::EcdsaSha256);
        strict_der::check("list", &bytes, bytes.len()).unwrap();
        let (outer, _) = strict_der::split("list", &bytes).unwrap();
        assert_eq!(strict_der::elements("list", outer.content).unwrap()[5].content, pieces, "{count}");
    }
}

fn piece(entry: &RevokedEntry) -> Vec<u8> {
    let reason = entry.reason.map_or_else(Vec::new, |reason| {
        let value = encode(tag::OCTET_STRING, &encode(tag::ENUMERATED, &[reason.code()]));
        sequence(&[&sequence(&[&encode(tag::OBJECT_IDENTIFIER, oid::CRL_REASON.as_bytes()), &value])])
    });
    let time = entry.revoked_at.x509_time().to_der().unwrap();
    sequence(&[&encode(tag::INTEGER, entry.serial.as_bytes()), &time, &reason])
}

/// A list with one extension more.
fn with_extension(identifier: &str, critical: bool, value: &str) -> Result<Crl, Error> {
    let (key, issuer) = ca();
    let plain = CrlContents { shard_url: None, ..contents(&issuer, vec![]) };
    let bytes = to_be_signed(&plain, SignatureAlgorithm::EcdsaSha256);
    let (outer, _) = strict_der::split("list", &bytes).unwrap();
    let mut fields: Vec<Vec<u8>> =
        strict_der::elements("list", outer.content).unwrap().iter().map(|one| one.bytes.to_vec()).collect();
    let critical = if critical { unhex("0101ff") } else { vec![] };
    let extension = sequence(&[&unhex(identifier), &critical, &encode(tag::OCTET_STRING, &unhex(value))]);
    let last = fields.pop().unwrap();
    let (explicit, _) = strict_der::split("list", &last).unwrap();
    let (list, _) = strict_der::split("list", explicit.content).unwrap();
    fields.push(encode(0xa0, &encode(tag::SEQUENCE, &[list.content, &extension].concat())));
    Crl::from_der(sign_bytes(encode(tag::SEQUENCE, &fields.concat()), &key))
}

#[test]
fn delta_indirect_and_unknown_lists_are_refused() {
    assert!(with_extension("06032a0304", false, "0500").is_ok(), "unknown, not critical");
    assert!(with_extension("06032a0304", true, "0500").is_err(), "unknown, critical");
    assert!(with_extension("0603551d1b", true, "020101").is_err(), "delta");
    assert!(with_extension("0603551d1c", true, "30038401ff").is_err(), "indirect");
    assert!(with_extension("0603551d1c", true, "300483020640").is_err(), "some reasons");
    assert!(with_extension("0603551d1c", true, "30068101ff8201ff").is_err(), "users and CAs");
    assert!(with_extension("0603551d1c", true, "3003810100").is_err(), "FALSE written out");
    assert!(with_extension("0603551d14", false, "020101").is_err(), "the number twice");
    let for_cas = with_extension("0603551d1c", true, "30038201ff").unwrap();
    assert_eq!(for_cas.scope(), CrlScope::CaCertificates);
}

#[test]
fn reasons_have_the_numbers_of_rfc_5280() {
    for reason in Reason::ALL {
        assert_eq!(Reason::from_code(reason.code()), Ok(reason));
    }
    for code in [0, 7, 8, 10, 255] {
        assert!(Reason::from_code(code).is_err(), "{code}");
    }
    assert_eq!(serde_json::to_string(&Reason::KeyCompromise).unwrap(), "\"key_compromise\"");
}
