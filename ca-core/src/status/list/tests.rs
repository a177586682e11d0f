//! The proof before publication: each test has the issuer sign something else than what was to be said.

use pki_types::strict_der::{encode, sequence, split, tag};
use pki_types::{Certificate, SerialNumber, SignatureAlgorithm};
use test_country::{Holder, NOW, World};

use super::*;
use pki_types::Reason;

const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::EcdsaSha256;

fn entry(number: u8, second: i64, reason: Reason) -> RevokedEntry {
    let serial = SerialNumber::from_bytes(&[&[0x41, number][..], &[7; 14]].concat()).unwrap();
    RevokedEntry { serial, revoked_at: NOW.minus(second), reason: Some(reason) }
}

fn contents(issuer: &Certificate) -> CrlContents {
    CrlContents {
        issuer_der: issuer.subject_der().to_vec(),
        authority_key_identifier: issuer.subject_key_identifier().unwrap().to_vec(),
        number: 7,
        this_update: NOW,
        next_update: NOW.plus(LIST_SECONDS),
        shard_url: Some("http://pki.example.org/crl/citizens/0.crl".to_owned()),
        entries: (1..=9).map(|number| entry(number, 60, Reason::Superseded)).collect(),
    }
}

fn signed(to_be_signed: Vec<u8>, by: &Holder) -> Vec<u8> {
    let signature = by.sign(&to_be_signed);
    assemble(to_be_signed, ALGORITHM, &signature)
}

/// The octets of a list that says something else than it was to.
fn refused(what: &str, octets: impl FnOnce(CrlContents, &World) -> Vec<u8>) {
    let world = World::new();
    let issuer = &world.citizens.certificate;
    let der = octets(contents(issuer), &world);
    assert!(proven(der, &contents(issuer), issuer).is_err(), "{what}");
}

fn refused_when_it_says(what: &str, change: impl FnOnce(&mut CrlContents)) {
    refused(what, |mut said, world| {
        change(&mut said);
        signed(to_be_signed(&said, ALGORITHM), &world.citizens)
    });
}

#[test]
fn what_was_to_be_said_is_proven() {
    let world = World::new();
    let (contents, issuer) = (contents(&world.citizens.certificate), &world.citizens.certificate);
    let list = proven(signed(to_be_signed(&contents, ALGORITHM), &world.citizens), &contents, issuer);
    assert!(list.unwrap().entries().eq(contents.entries.iter().copied()));
}

#[test]
fn each_other_entry_is_refused() {
    refused_when_it_says("one more", |said| said.entries.push(entry(10, 60, Reason::Superseded)));
    refused_when_it_says("one less", |said| said.entries.truncate(8));
    refused_when_it_says("none", |said| said.entries.clear());
    refused_when_it_says("one for another", |said| said.entries[8] = entry(10, 60, Reason::Superseded));
    refused_when_it_says("another date", |said| said.entries[4] = entry(5, 61, Reason::Superseded));
    refused_when_it_says("another reason", |said| said.entries[4] = entry(5, 60, Reason::CaCompromise));
    refused_when_it_says("no reason", |said| said.entries[4].reason = None);
    refused_when_it_says("another order", |said| said.entries.swap(3, 4));
    refused_when_it_says("one twice", |said| said.entries[4] = said.entries[3]);
}

#[test]
fn each_other_field_is_refused() {
    refused_when_it_says("another number", |said| said.number += 1);
    refused_when_it_says("made at another time", |said| said.this_update = NOW.plus(1));
    refused_when_it_says("due at another time", |said| said.next_update = NOW.plus(LIST_SECONDS + 1));
    refused_when_it_says("another shard", |said| said.shard_url = said.shard_url.take().map(|url| url + "x"));
    refused_when_it_says("no shard", |said| said.shard_url = None);
    refused_when_it_says("another issuer", |said| said.issuer_der = sequence(&[]));
    refused_when_it_says("another key identifier", |said| said.authority_key_identifier[0] ^= 1);
}

#[test]
fn an_extension_that_was_not_to_be_there_is_refused_critical_or_not() {
    for critical in [&[][..], &encode(tag::BOOLEAN, &[0xff])] {
        refused("an extension", |said, world| {
            let bytes = to_be_signed(&said, ALGORITHM);
            let fields = split("list", &bytes).unwrap().0.content;
            // They are the last field: [0] SEQUENCE OF.
            let fields = pki_types::strict_der::elements("list", fields).unwrap();
            let (last, before) = fields.split_last().unwrap();
            let extensions = split("list", last.content).unwrap().0.content;
            let identifier = encode(tag::OBJECT_IDENTIFIER, &[0x2a, 3, 4]);
            let more = sequence(&[&identifier, critical, &encode(tag::OCTET_STRING, &[5, 0])]);
            let before: Vec<u8> = before.iter().flat_map(|field| field.bytes.to_vec()).collect();
            let changed = sequence(&[&before, &encode(0xa0, &sequence(&[extensions, &more]))]);
            signed(changed, &world.citizens)
        });
    }
}

#[test]
fn another_signature_and_octets_behind_the_end_are_refused() {
    let good = |said: &CrlContents| to_be_signed(said, ALGORITHM);
    refused("signed by another", |said, world| signed(good(&said), &world.services));
    refused("a signature over something else", |said, world| {
        let other = world.citizens.sign(b"something else");
        assemble(good(&said), ALGORITHM, &other)
    });
    refused("a changed octet", |said, world| {
        let mut der = signed(good(&said), &world.citizens);
        let place = der.len() / 2;
        der[place] ^= 1;
        der
    });
    refused("an octet more", |said, world| [&signed(good(&said), &world.citizens)[..], &[0]].concat());
    refused("an octet less", |said, world| {
        let mut der = signed(good(&said), &world.citizens);
        der.pop();
        der
    });
}
