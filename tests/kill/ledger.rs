//! What the clients were told, and what of it turned out not to be so.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use pki_types::{Certificate, Sha256Digest, encoding, sha256};

use crate::timeline::Timeline;

/// Faults that are told in full; of more of a kind only the number is told.
const TOLD: usize = 20;

/// What must be zero at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Zero {
    /// Something was acknowledged, and is not there or not the same any more.
    AcknowledgedAndLost,
    /// One serial number in two certificates or two time-stamps.
    SerialTwice,
    /// One session released two signatures.
    ReleasedTwice,
    /// A status that is too good, more than a second after it was worsened.
    GoodAfterRevocation,
    /// A session, an act or an issuance that does not come to an end.
    WithoutEnd,
    /// Everything else that a client should never see.
    Unexpected,
}

impl Zero {
    /// All of them, as the summary tells them.
    pub(crate) const ALL: [(Self, &str); 6] = [
        (Self::AcknowledgedAndLost, "acknowledged and lost"),
        (Self::SerialTwice, "serial signed twice"),
        (Self::ReleasedTwice, "released twice"),
        (Self::GoodAfterRevocation, "\"good\" a second after an acknowledged revocation"),
        (Self::WithoutEnd, "without an end"),
        (Self::Unexpected, "otherwise wrong"),
    ];
}

/// A certificate that somebody was given.
pub(crate) struct Known {
    /// Whose, as COUNTRY-CODE.
    pub(crate) person: String,
    /// The certificate.
    pub(crate) certificate: Certificate,
    /// Its issuer.
    pub(crate) issuer: Certificate,
    timeline: Mutex<Timeline>,
}

impl Known {
    /// What its status was and may be.
    pub(crate) fn timeline(&self) -> MutexGuard<'_, Timeline> {
        self.timeline.lock().expect("no client panics while it holds this")
    }
}

/// How a session ended, as its relying party was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// The session, hexadecimal.
    pub(crate) session: String,
    /// Its final state.
    pub(crate) state: String,
    /// Signature (base64) and receipt, of a completed one.
    pub(crate) result: Option<(String, String)>,
}

/// By which way a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The registration API, by mutual TLS.
    Officer,
    /// The phone API.
    Phone,
}

/// A request that was answered: the same bytes again must be answered in the same way.
#[derive(Clone)]
pub(crate) struct Answered {
    /// Where it was sent.
    pub(crate) way: Way,
    /// The address.
    pub(crate) url: String,
    /// A compact JWS.
    pub(crate) body: String,
    /// The HTTP status of the answer.
    pub(crate) status: u16,
    /// The SHA-256 of the answer's body.
    pub(crate) answer: Sha256Digest,
}

/// Everything that was acknowledged, and every fault.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Certificates of enrolments.
    pub(crate) certificates: Vec<Arc<Known>>,
    /// Those whose status was changed, latest last.
    pub(crate) changed: Vec<Arc<Known>>,
    /// Sessions that have ended.
    pub(crate) ended: Vec<Ended>,
    /// Requests that have been answered.
    pub(crate) answered: Vec<Answered>,
    /// How much of each kind was acknowledged or asked.
    pub(crate) counts: BTreeMap<&'static str, usize>,
    /// Every fault.
    pub(crate) faults: Vec<(Zero, String)>,
    by_body: HashMap<Sha256Digest, usize>,
    serials: HashMap<(String, Vec<u8>), Sha256Digest>,
    numbers: HashMap<String, u64>,
}

impl Ledger {
    /// One more of a kind.
    pub(crate) fn count(&mut self, kind: &'static str) {
        *self.counts.entry(kind).or_default() += 1;
    }

    /// Something is wrong.
    pub(crate) fn fault(&mut self, zero: Zero, what: String) {
        if self.faults.iter().filter(|(kind, _)| *kind == zero).count() < TOLD {
            eprintln!("FAULT, {zero:?}: {what}");
        }
        self.faults.push((zero, what));
    }

    /// An enrolment was acknowledged with this certificate.
    pub(crate) fn enrolled(
        &mut self,
        person: &str,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Arc<Known> {
        self.signed("certificate", certificate.serial_bytes(), certificate.der());
        let known = Arc::new(Known {
            person: person.to_owned(),
            certificate: certificate.clone(),
            issuer: issuer.clone(),
            timeline: Mutex::new(Timeline::new()),
        });
        self.certificates.push(known.clone());
        known
    }

    /// Something signed was seen under a serial number of its kind.
    pub(crate) fn signed(&mut self, kind: &str, serial: &[u8], der: &[u8]) {
        let digest = sha256(der);
        let before = self.serials.insert((kind.to_owned(), serial.to_vec()), digest);
        if before.is_some_and(|before| before != digest) {
            let what = format!("the serial {} of a {kind} was seen twice", encoding::hex(serial));
            self.fault(Zero::SerialTwice, what);
        }
    }

    /// A list was fetched: its number never goes down.
    pub(crate) fn listed(&mut self, url: &str, number: u64) {
        let before = self.numbers.insert(url.to_owned(), number).unwrap_or(0);
        if number < before {
            let what = format!("the list {url} has the number {number} after {before}");
            self.fault(Zero::AcknowledgedAndLost, what);
        }
    }

    /// Where lists were fetched.
    pub(crate) fn lists(&self) -> Vec<String> {
        self.numbers.keys().cloned().collect()
    }

    /// A request was answered, for the first time or again.
    pub(crate) fn answer(&mut self, new: Answered) {
        let body = sha256(new.body.as_bytes());
        let Some(before) = self.by_body.get(&body) else {
            self.by_body.insert(body, self.answered.len());
            self.answered.push(new);
            return;
        };
        let before = &self.answered[*before];
        if (before.status, before.answer) != (new.status, new.answer) {
            let what = format!(
                "the same bytes sent to {} were answered with {} and then otherwise with {}",
                new.url, before.status, new.status
            );
            self.fault(Zero::AcknowledgedAndLost, what);
        }
    }

    /// A relying party was told how a session ended, for the first time or again.
    pub(crate) fn end(&mut self, new: &Ended, before: Option<&Ended>) {
        let Some(before) = before else { return self.ended.push(new.clone()) };
        if new == before {
            return;
        }
        let both = new.result.is_some() && before.result.is_some();
        let zero = if both { Zero::ReleasedTwice } else { Zero::AcknowledgedAndLost };
        let what = format!("the session {} was {} and is then {}", new.session, before.state, new.state);
        self.fault(zero, what);
    }
}
