//! Certificates that lead nowhere, in a look-up or behind a status, and the check that refuses each.

use pki_types::encoding::{base64, base64_decode};
use pki_types::ocsp::CertStatus;
use pki_types::{Certificate, Reason, sha256};
use rcgen::{BasicConstraints, IsCa, KeyUsagePurpose};
use relying_party::Check;
use serde_json::{Value, json};
use test_country::{EXTENDED_KEY_USAGE, Holder, Key, NOW, Profile, extension, moment, nocheck};

use crate::country::Country;
use crate::forgeries::{Changed, Edited};

const LOGIN: usize = 0;
const DIGEST: usize = 1;
const DOCUMENT: usize = 2;

/// What the look-up says of a person.
pub(crate) const FOUND: &[Edited] = &[
    (LOGIN, "the look-up calls the certificate otherwise", Check::CertificateId, |_, value| {
        value["person"]["certificate_id"] = json!(sha256(b"another"));
    }),
    (LOGIN, "the look-up's certificate is none", Check::CertificateForm, |_, value| {
        value["person"]["certificate"] = json!("MAA=");
    }),
    (DIGEST, "an octet behind the look-up's certificate", Check::CertificateForm, |_, value| {
        let der = base64_decode(value["person"]["certificate"].as_str().unwrap()).unwrap();
        let longer = [der.as_slice(), &[0]].concat();
        value["person"]["certificate_id"] = json!(sha256(&longer));
        value["person"]["certificate"] = json!(base64(&longer));
    }),
    (DIGEST, "an octet behind an issuer's certificate", Check::CertificateForm, |country, value| {
        let longer = [country.world.citizens.certificate.der(), &[0]].concat();
        value["person"]["chain"][0] = json!(base64(&longer));
    }),
    (LOGIN, "the person's certificate for signatures", Check::Purpose, |country, value| {
        found(value, &country.person[1].certificate);
    }),
    (DIGEST, "the person's certificate for logins, from the look-up", Check::Purpose, |country, value| {
        found(value, &country.person[0].certificate);
    }),
    (DIGEST, "a certificate for both purposes", Check::Purpose, |country, value| {
        let both = country.world.citizens.issue_with(Profile::Signature, "BOTH, Purposes", |params| {
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        });
        found(value, &both.certificate);
    }),
    (LOGIN, "a certificate that does not say what it is for", Check::Purpose, |country, value| {
        let none = country.world.citizens.issue_with(Profile::Authentication, "NO, Purpose", |params| {
            params.key_usages = Vec::new();
        });
        found(value, &none.certificate);
    }),
    (LOGIN, "no certificate of the issuer", Check::Chain, |_, value| value["person"]["chain"] = json!([])),
    (LOGIN, "another issuer", Check::Chain, |country, value| {
        value["person"]["chain"] = json!([base64(country.world.services.certificate.der())]);
    }),
    (DIGEST, "issuer and root of a forger, by the same names", Check::Chain, |_, value| {
        let root = Holder::root_of(Key::of("forged root"), "Test Root");
        let citizens = root.issue(Profile::IssuingCa, "Test Citizens CA");
        let person = citizens.issue(Profile::Signature, "FORGED, Person");
        found(value, &person.certificate);
        above(value, &[&citizens, &root]);
    }),
    (LOGIN, "an issuer of a forger, by the same name", Check::Chain, |_, value| {
        let root = Holder::root_of(Key::of("forged root"), "Test Root");
        let citizens = root.issue(Profile::IssuingCa, "Test Citizens CA");
        let person = citizens.issue(Profile::Authentication, "FORGED, Person");
        found(value, &person.certificate);
    }),
    (DIGEST, "a certificate that signs itself", Check::Chain, |_, value| {
        let person = Holder::self_signed(Key::of("forger"), Profile::Signature, "ALONE, Person");
        found(value, &person.certificate);
        above(value, &[&person]);
    }),
    (LOGIN, "a relying party as issuer", Check::Chain, |country, value| {
        let World { bank, services, root } = authorities(country);
        found(value, &bank.issue(Profile::Authentication, "BANKED, Person").certificate);
        above(value, &[bank, services, root]);
    }),
    (LOGIN, "an issuer that is no CA", Check::Chain, |country, value| {
        issued_by(country, value, |params| params.is_ca = IsCa::ExplicitNoCa);
    }),
    (LOGIN, "an issuer that may not sign certificates", Check::Chain, |country, value| {
        issued_by(country, value, |params| params.key_usages = vec![KeyUsagePurpose::CrlSign]);
    }),
    (LOGIN, "an issuer that has expired", Check::Chain, |country, value| {
        issued_by(country, value, |params| params.not_after = moment(NOW.minus(60)));
    }),
    (LOGIN, "an issuer with a critical extension that nobody knows", Check::Chain, |country, value| {
        issued_by(country, value, |params| {
            params.custom_extensions.push(extension(&[1, 3, 6, 1, 4, 1, 55_555, 9], true, &[5, 0]));
        });
    }),
    (LOGIN, "an authority below one that allows none", Check::Chain, |country, value| {
        let World { root, .. } = authorities(country);
        let below = country.world.citizens.issue_with(Profile::IssuingCa, "Below", |params| {
            params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        });
        found(value, &below.issue(Profile::Authentication, "BELOW, Person").certificate);
        above(value, &[&below, &country.world.citizens, root]);
    }),
    // They have more paths than anybody has time for.
    (LOGIN, "authorities that all certify each other", Check::Chain, |_, value| {
        let key = || Key::of("maze");
        let root = Holder::root_of(key(), "Maze");
        let another = |serial: u64| {
            root.issue_to(key(), Profile::Root, "Maze", |params| params.serial_number = Some(serial.into()))
        };
        let maze: Vec<_> = (1..=12).map(another).collect();
        found(value, &root.issue(Profile::Authentication, "LOST, Person").certificate);
        above(value, &maze.iter().collect::<Vec<_>>());
    }),
    (DIGEST, "a certificate with a critical extension that nobody knows", Check::Chain, |country, value| {
        let odd = country.world.citizens.issue_with(Profile::Signature, "ODD, Person", |params| {
            params.custom_extensions.push(extension(&[1, 3, 6, 1, 4, 1, 55_555, 9], true, &[5, 0]));
        });
        found(value, &odd.certificate);
    }),
    (LOGIN, "one bit of the certificate's signature", Check::Chain, |_, value| {
        let mut der = base64_decode(value["person"]["certificate"].as_str().unwrap()).unwrap();
        *der.last_mut().unwrap() ^= 1;
        value["person"]["certificate_id"] = json!(sha256(&der));
        value["person"]["certificate"] = json!(base64(&der));
    }),
    (LOGIN, "another person, whom the request does not name", Check::Certificate, |country, value| {
        found(value, &country.other[0].certificate);
    }),
];

/// What the authority says of the certificate.
pub(crate) const IN_FORCE: &[Changed] = &[
    (LOGIN, "no status", Check::StatusMissing, |_, parts| parts.status = None),
    (LOGIN, "the certificate is revoked", Check::StatusGood, |_, parts| {
        parts.status = Some(CertStatus::Revoked { at: NOW, reason: Some(Reason::KeyCompromise) });
    }),
    (DIGEST, "the certificate is suspended", Check::StatusGood, |_, parts| {
        parts.status = Some(CertStatus::Revoked { at: NOW, reason: Some(Reason::CertificateHold) });
    }),
    (DOCUMENT, "the authority does not know the certificate", Check::StatusGood, |_, parts| {
        parts.status = Some(CertStatus::Unknown);
    }),
    (LOGIN, "the status of another certificate", Check::StatusCertificate, |country, parts| {
        parts.status_of = &country.other[0].certificate;
    }),
    (DIGEST, "the status by another authority", Check::StatusSigner, |country, parts| {
        parts.responder = &country.world.services;
    }),
    (LOGIN, "a status from before the signature", Check::StatusTime, |_, parts| {
        parts.status_at = NOW.minus(60)
    }),
    (DOCUMENT, "a status from the future", Check::StatusTime, |_, parts| parts.status_at = NOW.plus(100)),
    (DIGEST, "a status of yesterday's news", Check::StatusTime, |_, parts| parts.now = NOW.plus(200)),
];

/// Who says that the certificate is good.
pub(crate) const STATUS: &[Edited] = &[
    (DIGEST, "a status that the person signed", Check::StatusSigner, |country, value| {
        value["result"]["ocsp"] = status_by(country, &country.person[0]);
    }),
    (DIGEST, "a status by somebody whom nobody certified", Check::StatusSigner, |country, value| {
        let signer = Holder::self_signed(Key::of("forger"), Profile::OcspSigner, "Forger");
        value["result"]["ocsp"] = status_by(country, &signer);
    }),
    (DIGEST, "a status by the signer of another authority", Check::StatusSigner, |country, value| {
        value["result"]["ocsp"] = status_by(country, &country.world.services_ocsp);
    }),
    (
        DIGEST,
        "a status by a certificate of the authority for something else",
        Check::StatusSigner,
        |country, value| {
            let signer = country.world.citizens.issue_with(Profile::OcspSigner, "No purpose", |params| {
                params.custom_extensions = vec![nocheck()];
            });
            value["result"]["ocsp"] = status_by(country, &signer);
        },
    ),
    (DIGEST, "a status by a signer of whom one would have to ask", Check::StatusSigner, |country, value| {
        let signer = country.world.citizens.issue_with(Profile::OcspSigner, "To be asked", |params| {
            params
                .custom_extensions
                .retain(|extension| extension.oid_components().eq(EXTENDED_KEY_USAGE.iter().copied()));
        });
        value["result"]["ocsp"] = status_by(country, &signer);
    }),
    (DIGEST, "a status by a signer that has expired", Check::StatusSigner, |country, value| {
        let signer = country.world.citizens.issue_with(Profile::OcspSigner, "Expired", |params| {
            params.not_after = moment(NOW.minus(60));
        });
        value["result"]["ocsp"] = status_by(country, &signer);
    }),
    (DIGEST, "a status by whoever shows the signer's certificate", Check::StatusSigner, |country, value| {
        let impostor = country.world.citizens_ocsp.impostor(Key::of("forger"));
        value["result"]["ocsp"] = status_by(country, &impostor);
    }),
    (DIGEST, "a status by an algorithm that nobody knows", Check::StatusSigner, |country, value| {
        value["result"]["ocsp"] = status_with(country, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], 7, 0x42);
    }),
    // The signature would verify over what a lenient reader writes anew.
    (DIGEST, "a status whose responder has a tag that nobody knows", Check::StatusForm, |country, value| {
        value["result"]["ocsp"] = status_with(country, &[0xa2, 0x16, 0x04, 0x14], 0, 0xa6);
    }),
    (DIGEST, "one bit of the status's signature", Check::StatusSigner, |country, value| {
        let signer = &country.world.citizens;
        let mut der = status(country, signer);
        // The last element is the signer's certificate; the signature ends before it.
        let certificate = signer.certificate.der().len() + 8;
        let place = der.len() - certificate - 4;
        der[place] ^= 1;
        value["result"]["ocsp"] = json!(base64(&der));
    }),
];

/// The authorities of a country, and a relying party.
struct World<'a> {
    bank: &'a Holder,
    services: &'a Holder,
    root: &'a Holder,
}

fn authorities(country: &Country) -> World<'_> {
    let world = &country.world;
    World { bank: &world.bank, services: &world.services, root: &world.root }
}

/// Puts this certificate into the look-up, with its right id.
pub(crate) fn found(value: &mut Value, certificate: &Certificate) {
    value["person"]["certificate_id"] = json!(certificate.sha256());
    value["person"]["certificate"] = json!(base64(certificate.der()));
}

fn above(value: &mut Value, holders: &[&Holder]) {
    let chain: Vec<_> = holders.iter().map(|holder| base64(holder.certificate.der())).collect();
    value["person"]["chain"] = json!(chain);
}

/// Has a person certified by an authority of the root whose certificate is changed.
fn issued_by(country: &Country, value: &mut Value, change: impl FnOnce(&mut rcgen::CertificateParams)) {
    let root = &country.world.root;
    let issuer = root.issue_with(Profile::IssuingCa, "Odd CA", change);
    found(value, &issuer.issue(Profile::Authentication, "ODD, Person").certificate);
    above(value, &[&issuer, root]);
}

fn status(country: &Country, signer: &Holder) -> Vec<u8> {
    let issuer = &country.world.citizens.certificate;
    signer.ocsp(&country.person[1].certificate, issuer, NOW.plus(10), CertStatus::Good)
}

/// The same by the issuer itself, with another octet at `place` in the first of these.
fn status_with(country: &Country, these: &[u8], place: usize, octet: u8) -> Value {
    let mut der = status(country, &country.world.citizens);
    let found = der.windows(these.len()).position(|window| window == these).unwrap();
    der[found + place] = octet;
    json!(base64(&der))
}

/// The status of the person's certificate for signatures, good, by this signer.
pub(crate) fn status_by(country: &Country, signer: &Holder) -> Value {
    json!(base64(&status(country, signer)))
}
