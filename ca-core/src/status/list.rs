//! Revocation lists (RFC 5280 §5): what the next one says, and the proof that it says it, before anybody sees
//! it.

use hsm_adapter::Signer;
use pki_types::crl::{Crl, CrlContents, CrlScope, RevokedEntry, assemble, to_be_signed};
use pki_types::{Certificate, UnixTime};
use store::{CrlEntry, CrlShard, Lock, Reads, Store, StoredCrl};
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

/// What the next list of a shard says. Whatever the `last` list does not tell must have been committed before that was read.
///
/// An entry stays until it stood on one list after the certificate expired (RFC 5280 §3.3): it may go when
/// the last list was made after that, by a clock that did not run ahead. An intent that was given up has no end, so it stays.
/// On the root's list everything stays: it is short, and the running country holds it against all that it knows.
pub(crate) async fn next(
    reads: &Reads,
    shard: CrlShard,
    issuer: &Issuer,
    certificate: &Certificate,
    last: Option<&StoredCrl>,
    now: UnixTime,
) -> Result<CrlContents, Error> {
    let root = issuer.is_root();
    let identifier = certificate
        .subject_key_identifier()
        .ok_or_else(|| issuance::Error::issuer(issuer.name(), "has no key identifier"))?;
    let lost = reads.lost_crl_number(shard.issuer, shard.shard).await?;
    let lasts = if root { ROOT_LIST_SECONDS } else { LIST_SECONDS };
    let mut contents = CrlContents {
        issuer_der: certificate.subject_der().to_vec(),
        authority_key_identifier: identifier.to_vec(),
        number: next_number(last, lost, now),
        this_update: now,
        next_update: now.plus(lasts).minus(1).min(certificate.not_after()),
        shard_url: (!root).then(|| issuer.list_url(shard.shard)),
        entries: Vec::new(),
    };
    let told_at = last.map(|last| last.this_update.min(now));
    let still_needed = |entry: &CrlEntry| match (entry.not_after, told_at) {
        (Some(not_after), Some(told_at)) => root || not_after >= told_at,
        _ => true,
    };
    let (first, end) = issuer.serials_of(shard.shard);
    let add = |entry| {
        if still_needed(&entry) {
            contents.entries.push(revoked(&entry, now));
        }
    };
    reads.each_crl_entry(shard.issuer, &first, &end, add).await?;
    Ok(contents)
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
        serial: entry.serial.into(),
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
pub(crate) fn says_the_same(last: StoredCrl, next: &CrlContents) -> bool {
    is_fresh(&last, next.this_update)
        && Crl::from_der(last.der).is_ok_and(|list| list.entries().eq(next.entries.iter().copied()))
}

/// Signs a list and reads it back: it is what was to be said, and it verifies under the issuer's certificate.
///
/// # Errors
/// The signer is another, signing fails, or what comes back is not what was to be said.
pub fn sign(
    contents: &CrlContents,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Crl, issuance::Error> {
    if signer.public_key() != certificate.public_key() {
        let issuer = certificate.subject_display();
        return Err(issuance::Error::OtherSigner { issuer, what: "key" });
    }
    let bytes = to_be_signed(contents, signer.algorithm());
    let signature = signer.sign(&bytes)?;
    proven(assemble(bytes, signer.algorithm(), &signature), contents, certificate)
}

/// The octets as the list that was to be made: every field and every entry, in its place, no more and no less, under a signature
/// that verifies.
fn proven(der: Vec<u8>, contents: &CrlContents, certificate: &Certificate) -> Result<Crl, issuance::Error> {
    let list = Crl::from_der(der)?;
    list.verify(certificate)?;
    let scope = if contents.shard_url.is_some() { CrlScope::UserCertificates } else { CrlScope::All };
    let same = list.number() == contents.number
        && list.this_update() == contents.this_update
        && list.next_update() == contents.next_update
        && list.distribution_point() == contents.shard_url.as_deref()
        && list.scope() == scope
        && list.authority_key_identifier() == Some(&contents.authority_key_identifier)
        && !list.has_other_extensions();
    if !same {
        return Err(issuance::Error::OtherResult("the list's number, times, address or extensions differ"));
    }
    if list.len() != contents.entries.len() {
        return Err(issuance::Error::OtherResult("the list has another number of entries"));
    }
    if !list.entries().eq(contents.entries.iter().copied()) {
        return Err(issuance::Error::OtherResult("an entry of the list differs"));
    }
    Ok(list)
}

/// Stores a list with its leaf, unless its shard has one with a higher number than `known`, the last one that it was made
/// from.
pub(crate) async fn keep(
    store: &Store,
    shard: CrlShard,
    issuer: &str,
    list: Crl,
    known: i64,
    label: &'static str,
) -> Result<(), Error> {
    let leaf = leaf::Crl {
        issuer: issuer.to_owned(),
        shard: shard.shard,
        number: list.number(),
        crl_sha256: list.sha256(),
        at: list.this_update(),
    };
    let row = StoredCrl {
        issuer: shard.issuer,
        shard: shard.shard,
        number: i64::try_from(list.number())
            .map_err(|_| Error::Inconsistent("a CRL number beyond 63 bits"))?,
        this_update: list.this_update(),
        next_update: list.next_update(),
        der: list.into_der(),
    };
    let number = row.number;
    store
        .transaction(label, move |transaction| {
            Box::pin(async move {
                transaction.lock(Lock::Lists(shard)).await?;
                transaction.insert_crl_after(row, known).await?;
                // A root's list that was installed before a restore, and is again: the log has its leaf.
                if transaction.lost_crl_number(shard.issuer, shard.shard).await? < number {
                    transaction.append_leaf(&Leaf::Crl(leaf)).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
}

#[cfg(test)]
mod tests;
