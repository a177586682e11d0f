//! Which certificates are one officer's: a renewal gives the officer who signs it another one.

use std::collections::HashMap;

use pki_types::Sha256Digest;
use words::leaf;

/// The act that renews, and the profile of what comes of it.
const RENEWAL: (&str, &str) = ("renew_officer", "officer");

/// The renewals so far.
#[derive(Default)]
pub(super) struct Renewals {
    /// What asked for each intent of an officer's certificate, by issuer and serial.
    requests: HashMap<(String, String), Sha256Digest>,
    /// The certificate that came of a request.
    issued: HashMap<Sha256Digest, Sha256Digest>,
    /// The first certificate of the officer of each one that came of a renewal.
    first: HashMap<Sha256Digest, Sha256Digest>,
    /// What each certificate was renewed to.
    replaced: HashMap<Sha256Digest, Sha256Digest>,
}

impl Renewals {
    pub(super) fn intent(&mut self, intent: &leaf::Intent) {
        if intent.profile == RENEWAL.1 {
            self.requests.insert((intent.issuer.clone(), intent.serial.clone()), intent.request_sha256);
        }
    }

    pub(super) fn certificate(&mut self, certificate: &leaf::Certificate) {
        let key = (certificate.issuer.clone(), certificate.serial.clone());
        if let Some(request) = self.requests.remove(&key) {
            self.issued.insert(request, certificate.certificate_sha256);
        }
    }

    /// An act that renews may also have asked once more for what was there; a certificate is renewed once.
    pub(super) fn act(&mut self, act: &leaf::Act) -> Result<(), String> {
        let Some(next) = self.issued.get(&act.act_sha256).copied() else { return Ok(()) };
        if act.act_type != RENEWAL.0 {
            return Ok(());
        }
        let renewed = act.officer_certificate_sha256;
        self.first.insert(next, self.officer_of(renewed));
        match self.replaced.insert(renewed, next) {
            None => Ok(()),
            Some(before) => Err(format!("it renews the certificate {renewed}, which {before} has replaced")),
        }
    }

    /// What stands for the officer of this certificate: the first one.
    pub(super) fn officer_of(&self, certificate: Sha256Digest) -> Sha256Digest {
        self.first.get(&certificate).copied().unwrap_or(certificate)
    }

    /// What a certificate was renewed to.
    pub(super) fn replaced(&self, certificate: &Sha256Digest) -> Option<Sha256Digest> {
        self.replaced.get(certificate).copied()
    }

    /// A restore may have lost a renewal; then the certificate from before may be renewed again. Whose it is stays.
    pub(super) fn restore(&mut self) {
        self.replaced.clear();
    }
}
