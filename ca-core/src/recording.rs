//! What issuing does to the store, inside a transaction: record, finalise, burn. Each with its leaf.

use std::sync::Arc;

use hsm_adapter::{Signer, offload};
use pki_types::{Certificate, Serial, Sha256Digest, SignatureAlgorithm, UnixTime, sha256};
use store::{CrlShard, IntentReceipt, IssuedCertificate, IssuerId, JobKind, NewIntent, Store, Transaction};
use words::leaf::{self, Leaf};
use words::{DeviceId, PersonId};

use crate::country::Country;
use crate::error::Error;
use crate::issuance;
use crate::issuance::issuer::Issuer;
use crate::issuance::prepare::Prepared;
use crate::problem::{Problem, Stop};

/// An issuer with its number in the store and, unless it is the root's in a running service, its key.
#[derive(Clone)]
pub(crate) struct OpenIssuer {
    pub(crate) id: IssuerId,
    pub(crate) issuer: Issuer,
    pub(crate) signer: Option<Arc<dyn Signer>>,
}

impl OpenIssuer {
    /// The issuer of a row, whose key is elsewhere: the algorithm is that of its own certificate's kind.
    pub(crate) fn without_key(row: &store::Issuer, country: Arc<Country>) -> Result<Self, Error> {
        let certificate = Certificate::from_der(&row.certificate)?;
        let algorithm = certificate.signature_algorithm()?;
        Self::of_row(row, certificate, algorithm, country)
    }

    /// The issuer of a row, whose key is this one.
    ///
    /// # Errors
    /// [`issuance::Error::OtherSigner`] if it is not the key of the issuer's certificate.
    pub(crate) fn with_key(
        row: &store::Issuer,
        signer: Arc<dyn Signer>,
        country: Arc<Country>,
    ) -> Result<Self, Error> {
        let certificate = Certificate::from_der(&row.certificate)?;
        if signer.public_key() != certificate.public_key() {
            return Err(issuance::Error::OtherSigner { issuer: row.name.clone(), what: "key" }.into());
        }
        let open = Self::of_row(row, certificate, signer.algorithm(), country)?;
        Ok(Self { signer: Some(signer), ..open })
    }

    fn of_row(
        row: &store::Issuer,
        certificate: Certificate,
        algorithm: SignatureAlgorithm,
        country: Arc<Country>,
    ) -> Result<Self, Error> {
        let (generation, shards) = (row.generation, row.crl_shards);
        let issuer = Issuer::new(&row.role, generation, certificate, algorithm, shards, country)?;
        Ok(Self { id: row.id, issuer, signer: None })
    }

    /// The key.
    ///
    /// # Errors
    /// [`issuance::Error::Issuer`] when this process does not hold it.
    pub(crate) fn signer(&self) -> Result<Arc<dyn Signer>, Error> {
        let missing = || issuance::Error::issuer(self.issuer.name(), "its key is not held here").into();
        self.signer.clone().ok_or_else(missing)
    }

    /// The certificate, which every issuer of a store has.
    ///
    /// # Errors
    /// [`Error::Missing`] for a root that is about to sign its own.
    pub(crate) fn certificate(&self) -> Result<&Certificate, Error> {
        self.issuer.certificate().ok_or(Error::Missing("certificate of the issuer"))
    }

    /// The shard whose list tells the status of this serial.
    pub(crate) fn shard_of(&self, serial: &Serial) -> CrlShard {
        CrlShard { issuer: self.id, shard: self.issuer.shard_of(serial) }
    }

    /// Whether its lists are made here, until its certificate ends. The root's is made where its key is, beside no worker
    /// (`root-list` brings it, and the doctor says when it is due).
    pub(crate) fn publishes_at(&self, now: UnixTime) -> bool {
        !self.issuer.is_root() && self.issuer.certificate().is_some_and(|own| !own.is_over(now))
    }

    /// Every shard of its list.
    pub(crate) fn shards(&self) -> impl Iterator<Item = CrlShard> {
        let issuer = self.id;
        (0..self.issuer.crl_shards()).map(move |shard| CrlShard { issuer, shard })
    }

    /// Orders its first lists. Without that they wait for a round of the worker, whose turn may be another's that has stopped.
    pub(crate) async fn order_first_lists(&self, transaction: &mut Transaction) -> Result<(), Error> {
        for shard in self.shards() {
            transaction.enqueue_once(JobKind::Crl, &shard.to_subject()).await?;
        }
        Ok(())
    }

    /// Orders the next list that tells the status of this serial.
    pub(crate) async fn order_list(
        &self,
        transaction: &mut Transaction,
        serial: &Serial,
    ) -> Result<(), Error> {
        if self.publishes_at(transaction.now()) {
            transaction.enqueue(JobKind::Crl, &self.shard_of(serial).to_subject()).await?;
        }
        Ok(())
    }
}

/// Whose certificate it is.
#[derive(Clone, Default)]
pub(crate) struct IssuedTo {
    pub(crate) person: Option<PersonId>,
    pub(crate) device: Option<DeviceId>,
    pub(crate) relying_party: Option<String>,
}

/// Writes intents down; what an earlier try of the same request left behind is burnt first, because it may
/// have been signed.
pub(crate) async fn record(
    transaction: &mut Transaction,
    issuer: &OpenIssuer,
    intents: &[NewIntent],
) -> Result<(), Stop> {
    if let Some(first) = intents.first() {
        burn_request(transaction, issuer, &first.request_sha256).await?;
    }
    for intent in intents {
        let leaf = leaf::Intent {
            issuer: issuer.issuer.name().to_owned(),
            serial: intent.serial.to_string(),
            profile: intent.profile.clone(),
            profile_digest: intent.profile_digest,
            request_sha256: intent.request_sha256,
            to_be_signed_sha256: sha256(&intent.tbs),
            at: transaction.now(),
        };
        let leaf = Leaf::Intent(leaf);
        transaction.record_intent(intent, &leaf).await.map_err(|error| match error {
            store::Error::KeyUsed => Stop::Refused(Problem::KeyUsed),
            other => Stop::Failed(other.into()),
        })?;
    }
    Ok(())
}

/// Burns every live intent of a request under this issuer.
pub(crate) async fn burn_request(
    transaction: &mut Transaction,
    issuer: &OpenIssuer,
    request: &Sha256Digest,
) -> Result<(), Stop> {
    for intent in transaction.intents_of_request(request).await? {
        if intent.issuer == issuer.id {
            burn(transaction, issuer, &intent.serial).await?;
        }
    }
    Ok(())
}

/// Gives a serial up for ever, unless its intent has ended before: revoked to OCSP at once, and in the next
/// list, which is ordered here.
pub(crate) async fn burn(
    transaction: &mut Transaction,
    issuer: &OpenIssuer,
    serial: &Serial,
) -> Result<bool, Stop> {
    let leaf = leaf::Burnt {
        issuer: issuer.issuer.name().to_owned(),
        serial: serial.to_string(),
        at: transaction.now(),
    };
    let leaf = Leaf::Burnt(leaf);
    let burnt = transaction.burn_intent(issuer.id, serial, &leaf).await?;
    if burnt {
        issuer.order_list(transaction, serial).await?;
    }
    Ok(burnt)
}

/// Asks whether the issuer's key is there, before a serial is used up.
pub(crate) async fn await_key(issuer: &OpenIssuer) -> Result<(), Error> {
    let signer = issuer.signer()?;
    Ok(offload(move || signer.ready()).await?)
}

/// The first half of every issuance of one certificate: a commit that writes it down, then its signature.
pub(crate) async fn commit_and_sign(
    store: &Store,
    label: &'static str,
    issuer: &OpenIssuer,
    prepared: Prepared,
    request_sha256: Sha256Digest,
) -> Result<Certificate, Stop> {
    await_key(issuer).await?;
    let (intents, recording) = ([prepared.intent(issuer.id, request_sha256)], issuer.clone());
    let (_, receipts) = store
        .transaction_with_intents(label, move |transaction| {
            Box::pin(async move { record(transaction, &recording, &intents).await })
        })
        .await?;
    let [receipt] = exactly(receipts)?;
    Ok(sign(prepared, receipt, issuer.signer()?).await?)
}

/// One receipt for each intent that was recorded, in order.
pub(crate) fn exactly<const COUNT: usize>(
    receipts: Vec<IntentReceipt>,
) -> Result<[IntentReceipt; COUNT], Error> {
    receipts.try_into().map_err(|_| Error::Inconsistent("another number of receipts than of intents"))
}

/// Signs what was written down; key operations never happen inside a transaction.
pub(crate) async fn sign(
    prepared: Prepared,
    receipt: IntentReceipt,
    signer: Arc<dyn Signer>,
) -> Result<Certificate, Error> {
    Ok(offload(move || prepared.sign(receipt, signer.as_ref())).await?)
}

/// Makes a certificate final. An intent that somebody burnt meanwhile stays burnt: the certificate is thrown
/// away.
pub(crate) async fn finalise(
    transaction: &mut Transaction,
    issuer: &OpenIssuer,
    profile: &str,
    certificate: &Certificate,
    holder: &IssuedTo,
) -> Result<(), Stop> {
    let serial = Serial::from_bytes(certificate.serial_bytes()).map_err(Error::from)?;
    let leaf = leaf::Certificate {
        issuer: issuer.issuer.name().to_owned(),
        serial: serial.to_string(),
        certificate_sha256: certificate.sha256(),
        at: transaction.now(),
    };
    let row = IssuedCertificate {
        issuer: issuer.id,
        serial,
        sha256: certificate.sha256(),
        der: certificate.der().to_vec(),
        profile: profile.to_owned(),
        person: holder.person,
        device: holder.device,
        relying_party: holder.relying_party.clone(),
        subject_key_sha256: certificate.public_key().spki_sha256(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        created_at: transaction.now(),
    };
    let leaf = Leaf::Certificate(leaf);
    transaction.finalise_intent(&row, &leaf).await?;
    Ok(())
}
