//! The keys of the inner zone, and the only lines that use them: whatever may wait for a device that answers slowly goes
//! through the bounded offload.

use std::sync::Arc;

use hsm_adapter::{Agreement, Protector, Signer, offload};
use phone_protocol::Draft;
use pki_types::PublicKey;
use pki_types::jwe::Jwe;
use zeroize::Zeroizing;

use crate::Error;

/// The keys that decide what a phone may sign and what may leave. None of them has a second use.
#[derive(Clone)]
pub struct ConsentKeys {
    /// Rk, P-256: signs statements, shares and key lists; phones pin it.
    pub statement: Arc<dyn Signer>,
    /// Ck, P-256: PIN proofs are encrypted to it.
    pub opening: Arc<dyn Agreement>,
    /// P-256: signs receipts.
    pub receipt: Arc<dyn Signer>,
    /// Encrypts the secrets of devices at rest.
    pub protector: Arc<dyn Protector>,
}

impl ConsentKeys {
    /// Signs a message by Rk.
    pub(crate) async fn sign_statement(&self, draft: Draft) -> Result<String, Error> {
        sign("statement", Arc::clone(&self.statement), draft).await
    }

    /// Signs a receipt.
    pub(crate) async fn sign_receipt(&self, draft: Draft) -> Result<String, Error> {
        sign("receipt", Arc::clone(&self.receipt), draft).await
    }

    /// The secret shared with the sender of a JWE to Ck.
    pub(crate) async fn agree(&self, jwe: &Jwe) -> Result<Zeroizing<[u8; 32]>, Error> {
        let (opening, peer): (_, PublicKey) = (Arc::clone(&self.opening), jwe.ephemeral_key().clone());
        offload(move || opening.agree(&peer)).await.map_err(Error::key("opening"))
    }

    /// Encrypts what is kept.
    pub(crate) async fn protect(
        &self,
        plaintext: Zeroizing<Vec<u8>>,
        associated_data: Vec<u8>,
    ) -> Result<Vec<u8>, Error> {
        let protector = Arc::clone(&self.protector);
        offload(move || protector.protect(&plaintext, &associated_data))
            .await
            .map_err(Error::key("protection"))
    }

    /// Decrypts what is protected at rest.
    pub(crate) async fn open(
        &self,
        ciphertext: Vec<u8>,
        associated_data: Vec<u8>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let protector = Arc::clone(&self.protector);
        offload(move || protector.open(&ciphertext, &associated_data)).await.map_err(Error::key("protection"))
    }
}

async fn sign(key: &'static str, signer: Arc<dyn Signer>, draft: Draft) -> Result<String, Error> {
    let signature = hsm_adapter::sign(signer, draft.signing_input()).await.map_err(Error::key(key))?;
    Ok(draft.assemble(&signature)?)
}
