//! Keys: each that the country needs is there, opens, and does its work on a test.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use hsm_adapter::{KeyStore, labels, offload};
use pki_types::jwe::{Jwe, jwe_encrypt};
use pki_types::{Certificate, Random, UnixTime, random_array, verify};
use store::Inspection;

use super::Area;
use crate::config::Config;
use crate::issuers::alive_issuers;
use crate::parts::Parts;

/// What test messages begin with. The zero octet is in no certificate's, statement's or checkpoint's signed bytes at
/// this place, so a test's signature is good for nothing else.
const TEST: &[u8] = b"doctor-test-v1\0";
/// The kind of the test's encrypted message.
const TEST_TYPE: &str = "sign-doctor-test+jwe";
/// The longest of them, in octets.
const LONGEST: usize = 4096;

/// The keys that sign, but for the issuers' and for those that change.
const SIGNERS: [&str; 6] = [
    labels::STATEMENT,
    labels::RECEIPT,
    labels::LOG,
    labels::IDENTITY_API,
    labels::IDENTITY_STATUS,
    labels::IDENTITY_TIME,
];

/// Opens the keys as the country would, which knows their public halves from its store.
pub(super) async fn open(
    config: &Config,
    store: Option<&Inspection>,
    area: &mut Area<'_>,
) -> Option<Arc<dyn KeyStore>> {
    let known = match store {
        // Where they cannot be read, the checks of the database say why.
        Some(store) => ca_core::ceremony::install::public_keys(store).await.unwrap_or_default(),
        None => HashMap::new(),
    };
    let places = config.keys.clone();
    let opened = offload(move || places.open(known)).await;
    match opened {
        Ok(opened) => {
            for away in &opened.away {
                let next = "Look after the token: power, network, module. What needs its keys waits, and goes on by itself.";
                area.problem("token", away.to_string(), next);
            }
            if opened.away.is_empty() {
                area.ok("key store", "opens");
            }
            Some(opened.keys)
        }
        Err(problem) => {
            area.interrupted_by(&problem);
            let next = "Give the doctor what the service gets: its passphrase or PIN, and its user.";
            area.problem("key store", format!("{problem:#}"), next);
            None
        }
    }
}

pub(super) async fn examine(
    keys: &Arc<dyn KeyStore>,
    parts: Parts,
    store: &Inspection,
    area: &mut Area<'_>,
    now: UnixTime,
    random: &dyn Random,
) {
    keys_of_others(keys.as_ref(), parts, area);
    let next = "Restore the key from its backup; a key that is lost or altered needs a ceremony.";
    let mut signers = Vec::new();
    match alive_issuers(store, now).await {
        Ok(issuers) => {
            let issuing = issuers.into_iter().filter(|issuer| !issuer.row.is_root());
            signers.extend(issuing.map(|issuer| (labels::ca(&issuer.row.name), Some(issuer.certificate))));
        }
        Err(problem) => area.problem("issuers", format!("{problem:#}"), "See the database above."),
    }
    signers.extend(SIGNERS.map(|label| (label.to_owned(), None)));
    for (label, authority) in signers.into_iter().filter(|(label, _)| parts.hold(label)) {
        let tested = async {
            test_signature(keys, &label, random).await?;
            belongs(keys.as_ref(), store, &label, authority.as_ref()).await
        };
        match tested.await {
            Ok(belongs) => area.ok(label, format!("signs, and the signature verifies{belongs}")),
            Err(problem) => area.problem(label, format!("{problem:#}"), next),
        }
    }
    if !parts.work {
        return;
    }
    match test_agreement(keys, random).await {
        Ok(()) => area.ok(labels::OPENING, "opens what is encrypted to it"),
        Err(problem) => area.problem(labels::OPENING, format!("{problem:#}"), next),
    }
    match test_protection(keys, random).await {
        Ok(()) => area.ok(labels::PROTECTION, "opens what it encrypted"),
        Err(problem) => area.problem(labels::PROTECTION, format!("{problem:#}"), next),
    }
}

/// A machine of a country in zones holds the keys of its parts alone.
fn keys_of_others(keys: &dyn KeyStore, parts: Parts, area: &mut Area<'_>) {
    // A token that is away was told before.
    for label in keys.labels("").unwrap_or_default() {
        if label != labels::ROOT && parts.hold(&label) {
            continue;
        }
        let whose = Parts::home_of_key(&label);
        let next = "Destroy it here, or give this part a key store or tokens of its own (docs/operating.md, \"Keys of each machine\").";
        area.problem(label, format!("is on this machine, but {whose}"), next);
    }
}

fn test_message(random: &dyn Random) -> Vec<u8> {
    [TEST, random_array::<32>(random).as_slice()].concat()
}

/// Signs a test message and verifies the signature.
async fn test_signature(keys: &Arc<dyn KeyStore>, label: &str, random: &dyn Random) -> Result<()> {
    let (keys, label, message) = (keys.clone(), label.to_owned(), test_message(random));
    offload(move || {
        let signer = keys.signer(&label)?;
        let signature = signer.sign(&message)?;
        verify(signer.public_key(), signer.algorithm(), &message, &signature)
            .context("the key's signature does not verify under its own public half")
    })
    .await
}

/// Whether the key is the one that the store knows under this name: the authority's, if it is one's.
async fn belongs(
    keys: &dyn KeyStore,
    store: &Inspection,
    label: &str,
    authority: Option<&Certificate>,
) -> Result<&'static str> {
    let key = keys.signer(label)?;
    if let Some(certificate) = authority {
        ensure!(
            certificate.public_key() == key.public_key(),
            "this is not the key of the issuer's certificate in the store"
        );
        return Ok("; it is the key of its certificate");
    }
    match label {
        labels::IDENTITY_API | labels::IDENTITY_STATUS | labels::IDENTITY_TIME => {
            let certificates = store.certificates_of_key(&key.public_key().spki_sha256()).await?;
            if certificates.is_empty() {
                bail!("no certificate in the store is of this key");
            }
            Ok("; it has its certificate")
        }
        _ => Ok(""),
    }
}

async fn test_agreement(keys: &Arc<dyn KeyStore>, random: &dyn Random) -> Result<()> {
    let opening = {
        let keys = keys.clone();
        offload(move || keys.agreement(labels::OPENING)).await?
    };
    let message = test_message(random);
    let encrypted = jwe_encrypt(opening.public_key(), TEST_TYPE, &message, random)?;
    let encrypted = Jwe::parse(&encrypted, TEST_TYPE, LONGEST)?;
    let peer = encrypted.ephemeral_key().clone();
    let secret = offload(move || opening.agree(&peer)).await?;
    if encrypted.decrypt(&secret)?.as_slice() != message {
        bail!("what was encrypted to it came out as something else");
    }
    Ok(())
}

async fn test_protection(keys: &Arc<dyn KeyStore>, random: &dyn Random) -> Result<()> {
    let (keys, message) = (keys.clone(), test_message(random));
    offload(move || {
        let protector = keys.protector(labels::PROTECTION)?;
        let encrypted = protector.protect(&message, TEST)?;
        if protector.open(&encrypted, TEST)?.as_slice() != message {
            bail!("what it encrypted came out as something else");
        }
        Ok(())
    })
    .await
}
