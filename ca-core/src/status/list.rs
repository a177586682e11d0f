//! Revocation lists (RFC 5280 §5): what the next one says, and the proof that it says it, before anybody sees
//! it.

use hsm_adapter::Signer;
use pki_types::crl::{Crl, CrlContents, RevokedEntry, assemble, to_be_signed};
use pki_types::{Certificate, UnixTime};
use store::{CrlEntry, CrlShard, Lock, Store, StoredCrl};
use words::leaf::{self, Leaf};

use crate::error::Error;
use crate::issuance;
use crate::issuance::issuer::Issuer;
use crate::issuance::profile::SECONDS_PER_DAY;

/// How long a list of an issuing CA may be used.
pub const LIST_SECONDS: i64 = 7 * SECONDS_PER_DAY;

/// When a list is renewed although nothing changed.
pub const RENEWAL_SECONDS: i64 = SECONDS_PER_DAY;

/// How long the root's list may be used: twelve months, because the root is only brought out for it
/// (CA/Browser Forum Baseline Requirements §7.2).
pub const ROOT_LIST_SECONDS: i64 = 365 * SECONDS_PER_DAY;

/// What the next list of a shard says.
///
/// An entry stays until it stood on one list after the certificate expired (RFC 5280 §3.3): it may go when
/// the last list was made after that, by a clock that did not run ahead. An intent that was given up has no end, so it stays.
/// On the root's list everything stays: it is short, and the running country holds it against all that it knows.
pub(crate) fn contents(
    issuer: &Issuer,
    certificate: &Certificate,
    shard: u32,
    entries: &[CrlEntry],
    last: Option<&StoredCrl>,
    lost: i64,
    now: UnixTime,
) -> Result<CrlContents, issuance::Error> {
    let root = issuer.is_root();
    let still_needed = |entry: &&CrlEntry| match (entry.not_after, last) {
        (Some(not_after), Some(last)) => root || not_after >= last.this_update.min(now),
        _ => true,
    };
    let lasts = if root { ROOT_LIST_SECONDS } else { LIST_SECONDS };
    let identifier = certificate
        .subject_key_identifier()
        .ok_or_else(|| issuance::Error::issuer(issuer.name(), "has no key identifier"))?;
    Ok(CrlContents {
        issuer_der: certificate.subject_der().to_vec(),
        authority_key_identifier: identifier.to_vec(),
        number: next_number(last, lost, now),
        this_update: now,
        next_update: now.plus(lasts).minus(1).min(certificate.not_after()),
        shard_url: (!root).then(|| issuer.list_url(shard)),
        entries: entries.iter().filter(still_needed).map(|entry| revoked(entry, now)).collect(),
    })
}

/// Strictly above the last number, and the time where that is: two stores that were one once do not number
/// alike (RFC 5280 §5.2.3). `lost` is the highest number that a restore of the store lost.
fn next_number(last: Option<&StoredCrl>, lost: i64, now: UnixTime) -> u64 {
    let above = last.map_or(0, |last| last.number).max(lost).saturating_add(1);
    above.max(now.seconds()).max(1).unsigned_abs()
}

/// What has happened has happened by now, whatever the clock said then: nobody is to read "good until tomorrow".
fn revoked(entry: &CrlEntry, now: UnixTime) -> RevokedEntry {
    RevokedEntry {
        serial: entry.serial.as_bytes().to_vec(),
        revoked_at: entry.revoked_at.min(now),
        reason: Some(entry.reason),
    }
}

/// Whether a list is less than a day old (and not from the future, after the clock was set back).
pub(crate) fn is_fresh(list: &StoredCrl, now: UnixTime) -> bool {
    (0..RENEWAL_SECONDS).contains(&now.since(list.this_update))
}

/// Whether the last list already tells what the next one would, and is fresh: then several changes that were
/// ordered one by one need one list.
pub(crate) fn says_the_same(last: &StoredCrl, next: &CrlContents) -> bool {
    let Ok(list) = Crl::from_der(&last.der) else { return false };
    is_fresh(last, next.this_update)
        && list.entries().len() == next.entries.len()
        && next.entries.iter().all(|entry| list.find(&entry.serial) == Some(entry))
}

/// Signs a list and reads it back: it is what was to be said, and it verifies under the issuer's certificate.
///
/// # Errors
/// The signer is another, signing fails, or what comes back is not what was to be said.
pub(crate) fn sign(
    contents: &CrlContents,
    issuer: &Issuer,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Crl, issuance::Error> {
    if signer.public_key() != issuer.public_key() {
        return Err(issuance::Error::OtherSigner { issuer: issuer.name().to_owned(), what: "key" });
    }
    let bytes = to_be_signed(contents, signer.algorithm());
    let signature = signer.sign(&bytes)?;
    let list = Crl::from_der(&assemble(&bytes, signer.algorithm(), &signature))?;
    list.verify(certificate)?;
    check(contents, &list)?;
    Ok(list)
}

/// The list against the intention: number, times, address, and every entry, no more and no less.
fn check(contents: &CrlContents, list: &Crl) -> Result<(), issuance::Error> {
    let same = list.number() == contents.number
        && list.this_update() == contents.this_update
        && list.next_update() == contents.next_update
        && list.distribution_point() == contents.shard_url.as_deref();
    if !same {
        return Err(issuance::Error::OtherResult("the list's number, times or address differ"));
    }
    if list.entries().len() != contents.entries.len() {
        return Err(issuance::Error::OtherResult("the list has another number of entries"));
    }
    let complete = contents.entries.iter().all(|entry| list.find(&entry.serial) == Some(entry));
    if complete { Ok(()) } else { Err(issuance::Error::OtherResult("an entry of the list differs")) }
}

/// Stores a list with its leaf, unless its shard has one with a higher number than `known`, the last one that it was made
/// from.
pub(crate) async fn keep(
    store: &Store,
    shard: CrlShard,
    issuer: &str,
    list: &Crl,
    known: i64,
    label: &'static str,
) -> Result<(), Error> {
    let row = StoredCrl {
        issuer: shard.issuer,
        shard: shard.shard,
        number: i64::try_from(list.number())
            .map_err(|_| Error::Inconsistent("a CRL number beyond 63 bits"))?,
        der: list.der().to_vec(),
        this_update: list.this_update(),
        next_update: list.next_update(),
    };
    let leaf = leaf::Crl {
        issuer: issuer.to_owned(),
        shard: shard.shard,
        number: list.number(),
        crl_sha256: list.sha256(),
        at: list.this_update(),
    };
    store
        .transaction(label, move |transaction| {
            Box::pin(async move {
                transaction.lock(Lock::Lists(shard)).await?;
                transaction.insert_crl_after(&row, known).await?;
                // A root's list that was installed before a restore, and is again: the log has its leaf.
                if transaction.lost_crl_number(row.issuer, row.shard).await? < row.number {
                    transaction.append_leaf(&Leaf::Crl(leaf)).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
}
