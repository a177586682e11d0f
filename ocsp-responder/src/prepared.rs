//! Answers to plain questions, each made when it was first asked for and given again for a while: to whoever asks without a nonce, about
//! one certificate of an issuer of which the configuration says so.
//!
//! An answer is given again only while the certificate's status, read for this very question, is the one that it tells, and while its
//! signer still signs: what is revoked takes its answer along. So only its thisUpdate is old, and by how much is bounded.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::HeaderValue;
use pki_types::UnixTime;
use pki_types::ocsp::{CertId, CertStatus};

use crate::{Answer, Cacheable, DelegatedSigner};

/// How old an answer's thisUpdate may be, in seconds: documents whose evidence it is were signed before it was made, or within that.
const OLDEST_SECONDS: i64 = 60;
/// Answers that are kept of a while, about a kilobyte each; with those of the while before, twice as many.
const MOST: usize = 32_768;

/// An answer that may be given again.
pub(crate) struct Prepared {
    pub(crate) der: Bytes,
    pub(crate) entity_tag: HeaderValue,
    pub(crate) status: CertStatus,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: UnixTime,
    pub(crate) signer: Arc<DelegatedSigner>,
}

impl Prepared {
    /// The answer; caches may keep it as long as it holds.
    pub(crate) fn answer(&self, outcome: &'static str) -> Answer {
        let Self { this_update, next_update, .. } = *self;
        let entity_tag = Some(self.entity_tag.clone());
        let cacheable = Some(Cacheable { this_update, until: next_update, entity_tag });
        Answer { der: self.der.clone(), cacheable, outcome }
    }

    /// Whether it says what is to be said now: before half of its life is over, and a minute.
    fn holds(&self, status: CertStatus, signer: &Arc<DelegatedSigner>, now: UnixTime) -> bool {
        let (age, life) = (now.since(self.this_update), self.next_update.since(self.this_update));
        self.status == status
            && Arc::ptr_eq(&self.signer, signer)
            && (0..OLDEST_SECONDS.min(life / 2)).contains(&age)
    }
}

/// Those of this while and of the one before, by the CertID, octet for octet as it was asked for and must be repeated.
#[derive(Default)]
pub(crate) struct PreparedAnswers(Mutex<Whiles>);

#[derive(Default)]
struct Whiles {
    this: HashMap<Box<[u8]>, Arc<Prepared>>,
    last: HashMap<Box<[u8]>, Arc<Prepared>>,
    began: Option<UnixTime>,
}

impl PreparedAnswers {
    /// The answer that may be given again.
    pub(crate) fn of(
        &self,
        cert_id: &CertId,
        status: CertStatus,
        signer: &Arc<DelegatedSigner>,
        now: UnixTime,
    ) -> Option<Arc<Prepared>> {
        let whiles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = whiles.this.get(cert_id.der()).or_else(|| whiles.last.get(cert_id.der()))?;
        found.holds(status, signer, now).then(|| found.clone())
    }

    /// Keeps an answer; those that nobody may be given any more are forgotten.
    pub(crate) fn keep(&self, cert_id: &CertId, answer: Prepared, now: UnixTime) -> Arc<Prepared> {
        let answer = Arc::new(answer);
        let mut whiles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = whiles.began.is_none_or(|began| !(0..OLDEST_SECONDS).contains(&now.since(began)));
        if is_over || whiles.this.len() >= MOST {
            whiles.last = std::mem::take(&mut whiles.this);
            whiles.began = Some(now);
        }
        whiles.this.insert(cert_id.der().into(), answer.clone());
        answer
    }
}
