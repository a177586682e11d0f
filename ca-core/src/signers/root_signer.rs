//! The root's signer of OCSP answers is used for 400 days: before they are over, the status service makes the next key, the
//! root is brought out of its safe and certifies it, and the certificate alone travels back.

use std::path::Path;
use std::sync::Arc;

use hsm_adapter::{KeyStore, Signer, labels};
use pki_types::{Certificate, CertificateRequest, Clock, Random, Serial, Sha256Digest, sha256};
use store::{NewIntent, Reads, Store, Transaction};
use words::act::Roles;
use words::profile::names;

use crate::ceremony::install::CountryFacts;
use crate::ceremony::output;
use crate::country::Country;
use crate::directory::root_row;
use crate::error::Error;
use crate::issuance::prepare::prepare;
use crate::issuance::profile::Profiles;
use crate::issuance::request::Request;
use crate::problem::Stop;
use crate::recording::{self, IssuedTo, OpenIssuer};
use crate::signers::signer_request::service_subject;

/// The file of its certificate, in a ceremony's folder `public`.
const FILE_NAME: &str = "root-ocsp.pem";

/// The CN of a signer that was made on this day.
pub(crate) fn common_name(day: &str) -> String {
    format!("Root OCSP {day}")
}

/// Certifies the key of a request with the root's key and the store of its ceremony in `directory`, and puts the certificate
/// into `public/root-ocsp.pem` there. Of the request only the key counts.
///
/// # Errors
/// The folder is not a ceremony's, the key is not that of its root, or is one that no certificate may be for.
pub async fn certify(
    directory: &Path,
    keys: &dyn KeyStore,
    request: &CertificateRequest,
    clock: Arc<dyn Clock>,
    random: &dyn Random,
) -> Result<Certificate, Error> {
    let store = Store::open(directory.join("store.sqlite"), clock.clone()).await?;
    let certified = certify_in(&store, keys, request, clock.as_ref(), random).await;
    store.close().await;
    let certificate = certified.map_err(Stop::into_error)?;
    output::replace(&directory.join("public").join(FILE_NAME), certificate.pem().as_bytes())?;
    Ok(certificate)
}

async fn certify_in(
    store: &Store,
    keys: &dyn KeyStore,
    request: &CertificateRequest,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Result<Certificate, Stop> {
    // 1. The root, with its key.
    let root = root(store, keys.signer(labels::ROOT).map_err(Error::from)?).await?;
    // 2. Serial, bytes, lint.
    let subject = service_subject(root.certificate()?, common_name(&clock.now().rfc3339()[..10]))?;
    let asked = Request {
        subject,
        public_key: request.public_key().clone(),
        alternative_names: Vec::new(),
        roles: Roles::default(),
    };
    let profiles = Profiles::built_in()?;
    let profile = profiles.named(names::ROOT_OCSP_SIGNER)?;
    let prepared = prepare(profile, &asked, &root.issuer, Serial::draw(random), clock.now())?;
    // 3. First commit: the intent; then sign exactly those bytes. The same request again burns what came of the last try.
    let certificate =
        recording::commit_and_sign(store, "root signer: intent", &root, prepared, sha256(request.der()))
            .await?;
    // 4. Second commit.
    let finished = certificate.clone();
    store
        .transaction("root signer: certificate", move |transaction| {
            Box::pin(async move { finalise(transaction, &root, &finished).await })
        })
        .await?;
    Ok(certificate)
}

/// Brings a certificate of the root's signer into the country's store; the same again changes nothing.
///
/// # Errors
/// It is not this root's, or no signer's.
pub async fn install(certificate: &Certificate, store: &Store) -> Result<(), Error> {
    // 1. Of this root, and what its profile makes.
    let row = root_row(store).await?;
    let own = Certificate::from_der(&row.certificate)?;
    certificate.verify_issued_by(&own)?;
    let is_signer = certificate.extended_key_usage() == Some(&[crate::issuance::oids::OCSP_SIGNING][..])
        && certificate.has_ocsp_nocheck()
        && !certificate.is_ca();
    if !is_signer {
        return Err(Error::Ceremony("the certificate is none of a signer of OCSP answers".to_owned()));
    }
    if store.certificate_by_hash(&certificate.sha256()).await?.is_some() {
        return Ok(());
    }
    // 2. The intent and its end, as the ceremony's own store has them.
    let country = Arc::new(Country::new(CountryFacts::read(store).await?.into_config())?);
    let root = OpenIssuer::without_key(&row, country)?;
    let intent = NewIntent {
        issuer: root.id,
        serial: Serial::from_bytes(certificate.serial_bytes())?,
        request_sha256: certificate.sha256(),
        profile: names::ROOT_OCSP_SIGNER.to_owned(),
        tbs: certificate.tbs_der().to_vec(),
        spki_sha256: certificate.public_key().spki_sha256(),
        spki_may_repeat: false,
        profile_digest: Profiles::built_in()?.named(names::ROOT_OCSP_SIGNER)?.digest(),
    };
    let certificate = certificate.clone();
    let installed = store.transaction("root signer: install", move |transaction| {
        Box::pin(async move {
            recording::record(transaction, &root, &[intent]).await?;
            finalise(transaction, &root, &certificate).await
        })
    });
    installed.await.map_err(Stop::into_error)
}

/// Whether this country's root has, or had, a signer: one of its ceremony, or one that an operator brought later.
///
/// # Errors
/// The store cannot be read, or holds no country.
pub async fn is_expected(reads: &Reads) -> Result<bool, Error> {
    Ok(newest(reads).await?.is_some())
}

/// The hash of the certificate of the root's signer that came last, in force or not.
///
/// # Errors
/// The store cannot be read, or holds no country.
pub async fn newest(reads: &Reads) -> Result<Option<Sha256Digest>, Error> {
    let root = root_row(reads).await?;
    let newest = reads.newest_certificate_of(root.id, names::ROOT_OCSP_SIGNER).await?;
    Ok(newest.map(|certificate| certificate.sha256))
}

/// The root of a store, with its key.
pub(crate) async fn root(store: &Store, signer: Arc<dyn Signer>) -> Result<OpenIssuer, Error> {
    let row = root_row(store).await?;
    let country = Arc::new(Country::new(CountryFacts::read(store).await?.into_config())?);
    OpenIssuer::with_key(&row, signer, country)
}

async fn finalise(
    transaction: &mut Transaction,
    root: &OpenIssuer,
    certificate: &Certificate,
) -> Result<(), Stop> {
    recording::finalise(transaction, root, names::ROOT_OCSP_SIGNER, certificate, &IssuedTo::default()).await
}
