//! Doors for relying parties: a folder a protocol, thin handlers over [`crate::service`].
//!
//! These doors hold no key, so nothing that they answer is to be believed for its own sake. **What a relying party pins** is
//! H(Rk), the SHA-256 of the statement key's SubjectPublicKeyInfo: `statement-key.sha256` in the folder that the ceremony or
//! `greatseal relying-party register` gave to it. It fetches the list of keys (`key_list` of `/.well-known/greatseal`), accepts it
//! under that pin (`phone_protocol::StatementKeyPin::accept`, `docs/protocol/phone.md` §4), and with its `statement_key` and
//! `receipt_key` verifies the statement and the receipt of a result. The list announces the next Rk before it is used, so the
//! pin moves by itself: `StatementKeyPin::after`.

pub mod mobile_id;
pub mod native;
mod vain;

use http_kit::{PeerCertificate, Problem};
use pki_types::Certificate;
use store::{CertificateStatus, RelyingParty};
use words::Door;
use words::problem;

use crate::MobileSignature;
use crate::unavailable::unavailable;

/// A relying party that has authenticated itself on this connection.
pub(crate) struct Caller {
    /// Its row.
    pub(crate) party: RelyingParty,
    /// The registered certificate, which is the connection's.
    pub(crate) certificate: Certificate,
}

/// The relying party whose registered certificate the connection has: not ended, its certificate in force, admitted with this
/// door.
///
/// The worker checks all of this again for each request; here it keeps those out who may only look and fill the store.
pub(crate) async fn caller(
    doors: &MobileSignature,
    peer: Option<PeerCertificate>,
    door: Door,
) -> Result<Caller, Problem> {
    let Some(PeerCertificate(certificate)) = peer else {
        let wrong = "the connection has no client certificate, expected a relying party's";
        return Err(Problem::new(problem::CLIENT_CERTIFICATE_MISSING, wrong));
    };
    let store = &doors.store;
    let now = doors.clock.now();
    let sha256 = certificate.sha256();
    let scene = store.relying_party_scene(&sha256).await.map_err(unavailable)?;
    let Some(scene) = scene.filter(|scene| scene.party.ended_at.is_none_or(|ended| ended > now)) else {
        let wrong = "no relying party is registered with the certificate of this connection";
        return Err(Problem::new(problem::RELYING_PARTY_NOT_REGISTERED, wrong));
    };
    let refused = |wrong: &str| Problem::new(problem::RELYING_PARTY_CERTIFICATE, wrong);
    if !scene.party.doors.contains(door) {
        let wrong = format!("the relying party is admitted with {}, this is {door}", scene.party.doors);
        return Err(Problem::new(problem::DOOR_NOT_USED, wrong));
    }
    if scene.certificate.is_none() {
        return Err(refused("the certificate of this connection was not issued here"));
    }
    match scene.status {
        CertificateStatus::Final if certificate.valid_at(now) => {
            Ok(Caller { party: scene.party, certificate })
        }
        CertificateStatus::Final => Err(refused("the certificate of this connection is not valid now")),
        _ => Err(refused("the certificate of this connection is suspended or revoked")),
    }
}
