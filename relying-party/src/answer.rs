//! What a completed session gives, and whether to believe any of it.

use phone_protocol::message::Received;
use phone_protocol::receipt::ReceiptState;
use phone_protocol::request::CLOCK_TOLERANCE;
use phone_protocol::{ExpectedLogin, KeyList, Receipt, Statement, Way};
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::signature::verify_p256_digest;
use pki_types::{Certificate, Sha256Digest, UnixTime, encoding, sha256};
use words::SessionId;
use words::api::relying_parties::ResultBody;

use crate::error::equal;
use crate::person::PERSONS;
use crate::{Check, Error, PersonCertificate, RelyingParty, Request};

/// What a person signed in one session, all of it verified, with its evidence: whoever has it can prove it to others.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Signatures {
    /// Who signed.
    pub person: PersonCertificate,
    /// By which way the person came to a device link.
    pub way: Option<Way>,
    /// The session.
    pub session: SessionId,
    /// By what the browser is known that the phone led back.
    pub(crate) verifier_sha256: Option<Sha256Digest>,
    /// ECDSA, DER, in the order of what was asked; none for a document that the person struck out. There is at least one.
    pub values: Vec<Option<Vec<u8>>>,
    /// The receipt of the service, a compact JWS.
    pub receipt: String,
    /// The statement that the phone was shown, a compact JWS.
    pub statement: String,
    /// An OCSP answer from after the signature, DER: the certificate was good.
    pub ocsp: Vec<u8>,
    /// When the service released it, as the receipt says.
    pub completed_at: UnixTime,
    /// Whether statement and receipt were proven to be signed by the service's keys; false where the folder of the
    /// credentials has no pin of the statement key.
    pub is_by_known_keys: bool,
}

impl Signatures {
    /// The signature of a login, or of a request that had one document; of several the first that the person signed.
    ///
    /// # Panics
    /// Never: somebody who signs nothing has refused.
    #[must_use]
    pub fn first(&self) -> &[u8] {
        self.values.iter().flatten().next().expect("an answer without any signature was not believed")
    }
}

/// What an answer must be about to be believed.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// What was asked, and whom.
    pub request: &'a Request,
    /// The session that the request became.
    pub session: SessionId,
    /// The verification code that was shown to the person beside the request, if the door gave one.
    pub code: Option<&'a str>,
    /// The certificate under which it was asked.
    pub relying_party: &'a Certificate,
    /// The country's root.
    pub root: &'a Certificate,
    /// The service's keys, from its list under the pinned key; none where there is no pin.
    pub keys: Option<&'a KeyList>,
    /// The time.
    pub now: UnixTime,
}

impl Expected<'_> {
    /// Verifies everything in the `result` of a completed session, none of which is believed before: it touches no network and reads no clock.
    ///
    /// # Errors
    /// [`Error::NotBelieved`]: the first check that fails, with both values of a comparison.
    pub fn verify(&self, result: &ResultBody) -> Result<Signatures, Error> {
        let request = self.request;
        // 1. It is the person who was asked, whose certificate leads to the root and is for this purpose.
        let given = sha256(&binary(&result.certificate)?);
        let person = PersonCertificate::of_answer(request, result)?;
        equal("the certificate of the answer", &given, &person.id).map_err(Check::Certificate.failed())?;
        let issuer = person.check(request.claims().purpose, self.root, self.now)?;
        // 2. The statement says what was asked, for this session and in this relying party's name.
        let (statement, statement_sha256) = self.statement(&result.statement, &person)?;
        // 3. The person's key signed what is stated, each in its place: for a login the statement itself.
        let digests = statement.digests_to_sign(&statement_sha256);
        let values = signatures(&result.signatures, &digests, &person)?;
        // 4. The receipt confirms all of that.
        let receipt = self.receipt(&result.receipt, &statement_sha256, &values, &person)?;
        // 5. The certificate was good afterwards.
        let missing =
            || Check::StatusMissing.failed()(Error::Missing("the answer has no status of the certificate"));
        let ocsp = binary(result.ocsp.as_deref().ok_or_else(missing)?)?;
        self.status(&ocsp, &person, &issuer, receipt.completed_at)?;
        Ok(Signatures {
            person,
            way: statement.link.map(|link| link.way),
            session: self.session,
            verifier_sha256: receipt.verifier_sha256,
            values,
            receipt: result.receipt.clone(),
            statement: result.statement.clone(),
            ocsp,
            completed_at: receipt.completed_at,
            is_by_known_keys: self.keys.is_some(),
        })
    }

    fn statement(
        &self,
        compact: &str,
        person: &PersonCertificate,
    ) -> Result<(Statement, Sha256Digest), Error> {
        let received = Received::<Statement>::parse(compact).map_err(Check::StatementForm.failed())?;
        let (sha256, asked) = (received.sha256(), self.request.claims());
        let statement = match self.keys {
            Some(keys) => received
                .verify(&keys.statement_key.0)
                .map_err(Check::StatementSignature.failed())?
                .into_body(),
            None => received.claims().clone(),
        };
        equal("the session of the statement", &statement.session, &self.session)
            .map_err(Check::StatementSession.failed())?;
        equal("the request of the statement", &statement.request_sha256, &self.request.sha256())
            .map_err(Check::StatementRequest.failed())?;
        let party = statement.asker().map_err(Check::StatementRelyingParty.failed())?;
        let (named, own) = (&party.certificate_sha256, &self.relying_party.sha256());
        equal("the relying party of the statement", &party.id, &asked.iss)
            .and_then(|()| equal("the relying party's certificate in the statement", named, own))
            .map_err(Check::StatementRelyingParty.failed())?;
        statement.check_against(asked).map_err(Check::StatementContent.failed())?;
        equal("the certificate of the statement", &statement.certificate_sha256, &person.id)
            .map_err(Check::StatementContent.failed())?;
        let stated = statement.code.value.as_deref();
        if self.code.is_some() && self.code != stated {
            let mismatch = equal("the code", &stated.unwrap_or("none"), &self.code.unwrap_or("none"));
            mismatch.map_err(Check::Code.failed())?;
        }
        Ok((statement, sha256))
    }

    fn receipt(
        &self,
        compact: &str,
        statement: &Sha256Digest,
        values: &[Option<Vec<u8>>],
        person: &PersonCertificate,
    ) -> Result<Receipt, Error> {
        let received = Received::<Receipt>::parse(compact).map_err(Check::ReceiptForm.failed())?;
        let receipt = match self.keys {
            Some(keys) => {
                received.verify(&keys.receipt_key.0).map_err(Check::ReceiptSignature.failed())?.into_body()
            }
            None => received.claims().clone(),
        };
        equal("the session of the receipt", &receipt.session, &self.session)
            .map_err(Check::ReceiptSession.failed())?;
        equal("the relying party of the receipt", &receipt.relying_party, &self.request.claims().iss)
            .map_err(Check::ReceiptRelyingParty.failed())?;
        equal("the request of the receipt", &receipt.request_sha256, &self.request.sha256())
            .map_err(Check::ReceiptRequest.failed())?;
        equal("the statement of the receipt", &receipt.statement_sha256, statement)
            .map_err(Check::ReceiptStatement.failed())?;
        equal("the certificate of the receipt", &receipt.certificate_sha256, &person.id)
            .map_err(Check::ReceiptCertificate.failed())?;
        let signed: Vec<_> = values.iter().map(|value| value.as_deref().map(sha256)).collect();
        match (receipt.state, &receipt.signatures_sha256) {
            (ReceiptState::Completed, Some(confirmed)) if *confirmed == signed => Ok(()),
            (ReceiptState::Completed, _) => {
                Err(Error::Missing("the receipt confirms other signatures than those of the answer"))
            }
            _ => Err(Error::Missing("the receipt is of a session in which nothing was signed")),
        }
        .map_err(Check::ReceiptOutcome.failed())?;
        Ok(receipt)
    }

    /// Was the certificate good, by an answer that was made when the session had ended? (RFC 6960 §4.2.2.1; clocks of two
    /// parties may differ.)
    fn status(
        &self,
        der: &[u8],
        person: &PersonCertificate,
        issuer: &Certificate,
        completed_at: UnixTime,
    ) -> Result<(), Error> {
        let what = || Error::format("the OCSP answer");
        let answer = OcspResponse::from_der(der).map_err(what()).map_err(Check::StatusForm.failed())?;
        let answer = answer.verify(issuer, self.now).map_err(what()).map_err(Check::StatusSigner.failed())?;
        let other = || {
            Check::StatusCertificate.failed()(Error::Missing("the OCSP answer speaks of another certificate"))
        };
        let single = answer.single_for(&person.certificate).ok_or_else(other)?;
        if single.status != CertStatus::Good {
            let ended = Error::NotInForce { whose: PERSONS, status: single.status };
            return Err(Check::StatusGood.failed()(ended));
        }
        let until = single.next_update.unwrap_or(single.this_update);
        let is_of_this_time = single.this_update.plus(CLOCK_TOLERANCE) >= completed_at
            && single.this_update <= self.now.plus(CLOCK_TOLERANCE)
            && self.now <= until.plus(CLOCK_TOLERANCE);
        if is_of_this_time {
            return Ok(());
        }
        Err(Check::StatusTime.failed()(Error::Stale {
            this_update: single.this_update.rfc3339(),
            completed_at: completed_at.rfc3339(),
            now: self.now.rfc3339(),
        }))
    }
}

/// One for each digest, or none where the person struck it out; at least one.
fn signatures(
    given: &[Option<String>],
    digests: &[Sha256Digest],
    person: &PersonCertificate,
) -> Result<Vec<Option<Vec<u8>>>, Error> {
    let values: Vec<_> =
        given.iter().map(|one| one.as_deref().map(binary).transpose()).collect::<Result<_, _>>()?;
    equal("the number of signatures", &values.len(), &digests.len())
        .map_err(Check::SignatureCount.failed())?;
    if values.iter().all(Option::is_none) {
        return Err(Check::SignatureCount.failed()(Error::Missing("nothing was signed")));
    }
    let key = person.certificate.public_key();
    for (digest, value) in digests.iter().zip(&values) {
        let Some(value) = value else { continue };
        verify_p256_digest(key, digest.as_bytes(), value)
            .map_err(Error::format("the person's signature"))
            .map_err(Check::Signature.failed())?;
    }
    Ok(values)
}

/// The list of keys under which the statement of a result was made, as it says itself.
pub(crate) fn key_list_named(result: &ResultBody) -> Result<Sha256Digest, Error> {
    let received = Received::<Statement>::parse(&result.statement).map_err(Check::StatementForm.failed())?;
    Ok(received.claims().key_list_sha256)
}

impl RelyingParty<'_> {
    /// Checks that a signature is this person's login to this relying party, with this challenge: one that was signed for
    /// somebody else is refused. For a login that comes by another way than [`wait`](Self::wait), which has checked it.
    ///
    /// # Errors
    /// It is none, or another one: what differs, with both values.
    pub fn check_login(
        &self,
        person: &PersonCertificate,
        challenge: &[u8],
        signature: &Signatures,
    ) -> Result<(), Error> {
        let expected = ExpectedLogin { relying_party: &self.id, challenge, certificate: &person.certificate };
        expected.check(&signature.statement, signature.first())?;
        Ok(())
    }
}

fn binary(base64: &str) -> Result<Vec<u8>, Error> {
    encoding::base64_decode(base64).map_err(Error::format("the answer")).map_err(Check::AnswerForm.failed())
}
