//! The root's revocation list lapses after twelve months: before that, the root is brought out of its safe,
//! signs the next one, and the list alone travels to the country.

use std::path::Path;
use std::sync::Arc;

use hsm_adapter::{KeyStore, labels, offload};
use pki_types::crl::Crl;
use pki_types::{Certificate, Clock};
use store::{CrlShard, Store};

use crate::ceremony::output;
use crate::directory::root_row;
use crate::error::Error;
use crate::signers::root_signer::root;
use crate::status::list;
use crate::status::root_revocations::{self, RootRevocations};

/// Signs the root's next list with the root's key and the store of its ceremony in `directory`, and puts it into
/// `public/root.crl` there. What the running country says to be `revoked` is written into that store first: it is on every
/// list from then on.
///
/// # Errors
/// The folder is not a ceremony's, the key is not that of its root, what is said to be revoked is none of that root's, or the
/// list could not be signed.
pub async fn renew(
    directory: &Path,
    keys: &dyn KeyStore,
    revoked: Option<&RootRevocations>,
    clock: Arc<dyn Clock>,
) -> Result<Crl, Error> {
    // 1. The ceremony's own store, and the root's key.
    let store = Store::open(directory.join("store.sqlite"), clock.clone()).await?;
    let root = root(&store, keys.signer(labels::ROOT)?).await?;
    // 2. What the country has revoked since.
    if let Some(revoked) = revoked {
        revoked.write_into(&store).await?;
    }
    let (certificate, signer) = (root.certificate()?.clone(), root.signer()?);
    let (id, name, issuer) = (root.id, root.issuer.name().to_owned(), root.issuer);
    // 3. What the next list says.
    let last = store.latest_crl(id, 0).await?;
    let shard = CrlShard { issuer: id, shard: 0 };
    let contents = list::next(&store, shard, &issuer, &certificate, last.as_ref(), clock.now()).await?;
    // 4. Sign it, read it back, keep it, publish it.
    let list = offload(move || list::sign(&contents, &certificate, signer.as_ref())).await?;
    let known = last.map_or(0, |last| last.number);
    list::keep(&store, shard, &name, list.clone(), known, "root list: renew").await?;
    output::replace(&directory.join("public").join("root.crl"), list.der())?;
    store.close().await;
    Ok(list)
}

/// Brings a list of the root into the country's store; the same list again changes nothing.
///
/// # Errors
/// It is not this root's list, an older one than the store has, or one that does not tell of everything that the store knows
/// to be revoked under the root.
pub async fn install(der: &[u8], store: &Store) -> Result<Crl, Error> {
    let list = Crl::from_der(der)?;
    let root = root_row(store).await?;
    list.verify(&Certificate::from_der(&root.certificate)?)?;
    if let Some(untold) = root_revocations::untold_by(&list, store).await?.first() {
        return Err(Error::Ceremony(format!(
            "the list does not tell that the certificate with the serial {} is revoked ({:?} since {}): \
             `greatseal root-list request FILE` here, then `greatseal root-list renew FOLDER --revoked FILE` beside the \
             root's key, and bring that list",
            untold.serial,
            untold.reason,
            untold.revoked_at.rfc3339()
        )));
    }
    let shard = CrlShard { issuer: root.id, shard: 0 };
    match store.latest_crl(root.id, 0).await? {
        Some(last) if last.der == der => {}
        _ => {
            // The ceremony counts by itself; what it made last has the highest number.
            let below = i64::try_from(list.number().saturating_sub(1))
                .map_err(|_| Error::Inconsistent("a CRL number beyond 63 bits"))?;
            list::keep(store, shard, &root.name, list.clone(), below, "root list: install").await?;
        }
    }
    Ok(list)
}
