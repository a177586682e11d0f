//! What authorities say of certificates and of time, signed by whoever a test wants.

use pki_types::crl::{CrlContents, RevokedEntry};
use pki_types::ocsp::{
    CertId, CertStatus, ResponderId, SingleResponse, assemble_response, response_to_be_signed,
};
use pki_types::tsp::{MessageImprint, TokenDraft, TstInfo};
use pki_types::{Certificate, HashAlgorithm, ObjectIdentifier, UnixTime, crl};

use crate::YEAR;
use crate::holder::Holder;

impl Holder {
    /// An OCSP answer about `subject`, whom `issuer` certified.
    pub fn ocsp(
        &self,
        subject: &Certificate,
        issuer: &Certificate,
        made: UnixTime,
        status: CertStatus,
    ) -> Vec<u8> {
        let single = SingleResponse {
            cert_id: CertId::for_certificate(subject, issuer, HashAlgorithm::Sha1),
            status,
            this_update: made,
            next_update: Some(made.plus(60)),
            archive_cutoff: None,
        };
        let responder = ResponderId::by_key(&self.certificate);
        let to_be_signed = response_to_be_signed(responder, made, &[single], None);
        let signature = self.sign(&to_be_signed);
        let certificates = std::slice::from_ref(&self.certificate);
        assemble_response(&to_be_signed, self.key.algorithm(), &signature, certificates).unwrap()
    }

    /// A CRL of this authority, in force for a year.
    pub fn crl(&self, made: UnixTime, entries: Vec<RevokedEntry>) -> Vec<u8> {
        self.crl_until(made, made.plus(YEAR), entries)
    }

    /// A CRL of this authority.
    pub fn crl_until(&self, made: UnixTime, next_update: UnixTime, entries: Vec<RevokedEntry>) -> Vec<u8> {
        let contents = CrlContents {
            issuer_der: self.certificate.subject_der().to_vec(),
            authority_key_identifier: self.certificate.subject_key_identifier().unwrap().to_vec(),
            number: 1,
            this_update: made,
            next_update,
            shard_url: None,
            entries,
        };
        let to_be_signed = crl::to_be_signed(&contents, self.key.algorithm());
        let signature = self.sign(&to_be_signed);
        crl::assemble(to_be_signed, self.key.algorithm(), &signature)
    }

    /// A time-stamp token over `data`, with this unit's certificate in it.
    pub fn time_stamp(&self, data: &[u8], time: UnixTime) -> Vec<u8> {
        let info = TstInfo {
            policy: ObjectIdentifier::new_unwrap("1.3.6.1.4.1.55555.1.4.1"),
            imprint: MessageImprint::of(HashAlgorithm::Sha256, data),
            serial: vec![0x42, 1],
            time,
            accuracy_seconds: Some(1),
            nonce: None,
        };
        let draft = TokenDraft::new(&info, &self.certificate, self.key.algorithm()).unwrap();
        let signature = self.sign(draft.to_be_signed());
        draft.assemble(&signature, std::slice::from_ref(&self.certificate)).unwrap()
    }
}
