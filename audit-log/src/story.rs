//! What must hold of the events of a log, whatever they are about: each has what it needs before it, and none is there
//! twice.
//!
//! The log tells the story alone: who reads it needs no store. What the rows of a store must be is what the story leaves
//! at its end, see `reconcile.rs`.

mod renewals;

use std::collections::{HashMap, HashSet};

use pki_types::{Sha256Digest, UnixTime};
use words::leaf::{self, CLOCKS_DIFFER, Leaf};

use renewals::Renewals;

/// The CRLReason to which a revocation may be raised (RFC 5280 §5.3.1).
const KEY_COMPROMISE: u8 = 1;

/// Something that must not be in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which entry, from 0.
    pub position: u64,
    /// What is wrong with it.
    pub problem: String,
}

/// What became of a serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SerialState {
    /// Written down, not yet signed as far as the log knows.
    Intended,
    /// Given up for ever.
    Burnt,
    /// A certificate.
    Final(Sha256Digest),
}

/// The status of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Neither suspended nor revoked.
    Good,
    /// Suspended.
    Held,
    /// Suspended by the person alone.
    Frozen,
    /// A hold has ended for the revocation that is to follow.
    AboutToBeRevoked,
    /// Revoked, with this CRLReason.
    Revoked(u8),
}

/// An act that waits for confirmations.
struct Waiting {
    confirmations: u32,
    /// The officers who asked and who confirmed, each by the first certificate: each acts once.
    by: HashSet<Sha256Digest>,
}

/// The events so far.
#[derive(Default)]
pub struct Story {
    serials: HashMap<(String, String), SerialState>,
    certificates: HashMap<Sha256Digest, Standing>,
    acts: HashSet<Sha256Digest>,
    acts_named: Vec<(u64, Sha256Digest)>,
    /// What persons wanted done about their own keys.
    wishes: HashSet<Sha256Digest>,
    /// Ceremonies whose results came into the country, and where the log says so.
    installed: Vec<(u64, leaf::Ceremony)>,
    renewals: Renewals,
    /// Whose certificate signed each act.
    officers: HashMap<Sha256Digest, Sha256Digest>,
    asked: HashSet<Sha256Digest>,
    waiting: HashMap<Sha256Digest, Waiting>,
    lists: HashMap<(String, u32), u64>,
    key_list: i64,
    statements: HashMap<String, Sha256Digest>,
    outcomes: HashSet<String>,
    devices: HashSet<String>,
    ended_activations: HashSet<String>,
    newest: Option<UnixTime>,
    /// Entries that lie before an earlier one, and when that was; until the log says that the clock went back.
    turned_back: Vec<(UnixTime, Fault)>,
    findings: Vec<Fault>,
}

impl Story {
    /// Goes on with the entry at `position`.
    pub fn read(&mut self, position: u64, entry: &[u8]) {
        let told = match Leaf::from_bytes(entry) {
            Ok(leaf) => self.event(position, leaf),
            Err(error) => Err(format!("it is no leaf: {error}")),
        };
        if let Err(problem) = told {
            self.findings.push(Fault { position, problem });
        }
    }

    /// What was found, in the order of the log; what is named must be there by now.
    #[must_use]
    pub fn findings(&self) -> Vec<Fault> {
        let unknown = self.acts_named.iter().filter(|(_, act)| !self.acts.contains(act));
        let unknown = unknown.map(|(position, act)| Fault {
            position: *position,
            problem: format!("it names the act {act}, which the log does not know"),
        });
        let left = self.certificates.iter().filter(|(_, standing)| **standing == Standing::AboutToBeRevoked);
        let left = left.map(|(certificate, _)| Fault {
            position: 0,
            problem: format!(
                "the hold of the certificate {certificate} ended for a revocation that never came"
            ),
        });
        let turned_back = self.turned_back.iter().map(|(_, finding)| finding.clone());
        let mut all: Vec<_> =
            self.findings.iter().cloned().chain(turned_back).chain(unknown).chain(left).collect();
        all.sort_by_key(|finding| finding.position);
        all
    }

    /// What became of each serial number, by issuer and serial.
    #[must_use]
    pub fn serials(&self) -> &HashMap<(String, String), SerialState> {
        &self.serials
    }

    /// The status of each certificate.
    #[must_use]
    pub fn certificates(&self) -> &HashMap<Sha256Digest, Standing> {
        &self.certificates
    }

    /// The sessions that have ended.
    #[must_use]
    pub fn outcomes(&self) -> &HashSet<String> {
        &self.outcomes
    }

    /// The enrolled devices.
    #[must_use]
    pub fn devices(&self) -> &HashSet<String> {
        &self.devices
    }

    /// The ceremonies whose results came into the country, and where the log says so.
    pub(crate) fn installed(&self) -> &[(u64, leaf::Ceremony)] {
        &self.installed
    }

    /// The acts that wait to be confirmed.
    pub fn waiting(&self) -> impl Iterator<Item = Sha256Digest> {
        self.waiting.keys().copied()
    }

    /// Whether this act waits to be confirmed.
    #[must_use]
    pub fn waits(&self, act: &Sha256Digest) -> bool {
        self.waiting.contains_key(act)
    }

    /// The certificate that has taken the place of this one of an officer.
    #[must_use]
    pub fn renewed_to(&self, certificate: &Sha256Digest) -> Option<Sha256Digest> {
        self.renewals.replaced(certificate)
    }

    fn event(&mut self, position: u64, leaf: Leaf) -> Result<(), String> {
        self.time(position, leaf.at());
        match leaf {
            Leaf::Refusal(_) | Leaf::WrongPin(_) | Leaf::DeviceBlocked(_) => Ok(()),
            Leaf::Ceremony(ceremony) => {
                if ceremony.event == leaf::INSTALLED {
                    self.installed.push((position, ceremony));
                }
                Ok(())
            }
            Leaf::Act(act) => self.act(&act),
            Leaf::ActAsked(asked) => {
                let by = HashSet::from([self.renewals.officer_of(asked.officer_certificate_sha256)]);
                let waiting = Waiting { confirmations: asked.confirmations, by };
                let is_first = self.asked.insert(asked.act_sha256);
                self.waiting.insert(asked.act_sha256, waiting);
                first(is_first, "the asking for the act", asked.act_sha256)
            }
            Leaf::ActConfirmed(confirmed) => self.act_confirmed(&confirmed),
            Leaf::ActEnded(ended) => {
                let waits = self.waiting.remove(&ended.act_sha256).is_some();
                needs(waits, "the end of an act", "the asking for", &ended.act_sha256.to_string())
            }
            Leaf::Device(device) if self.ended_activations.contains(&device.activation) => {
                Err(format!("a device by the activation {}, which had ended", device.activation))
            }
            Leaf::Device(device) => {
                first(self.devices.insert(device.device.clone()), "the device", device.device)
            }
            Leaf::ActivationEnded(ended) => {
                let is_first = self.ended_activations.insert(ended.activation.clone());
                first(is_first, "the end of the activation", ended.activation)
            }
            Leaf::Intent(intent) => self.intent(intent),
            Leaf::Burnt(burnt) => self.end(burnt.issuer, burnt.serial, SerialState::Burnt),
            Leaf::Certificate(certificate) => self.certificate(certificate),
            Leaf::Wish(wish) => first(self.wishes.insert(wish.wish_sha256), "the wish", wish.wish_sha256),
            Leaf::Suspension(change) => self.suspension(position, &change),
            Leaf::Release(change) => self.release(position, &change),
            Leaf::HoldRevoked(change) => self.change(position, &change, |standing| {
                is_suspended(standing).then_some(Standing::AboutToBeRevoked)
            }),
            Leaf::Revocation(change) => self.revocation(position, &change),
            Leaf::Crl(list) => self.list(list),
            Leaf::KeyList(list) => {
                let before = std::mem::replace(&mut self.key_list, list.number);
                rises("the number of the key list", before, list.number)
            }
            Leaf::Statement(statement) => {
                let known = self.statements.insert(statement.session.clone(), statement.statement_sha256);
                first(known.is_none(), "the statement of the session", statement.session)
            }
            Leaf::Unlock(unlock) => {
                let stated = self.statements.contains_key(&unlock.session);
                needs(stated, "an unlock", "the statement of the session", &unlock.session)
            }
            Leaf::Outcome(outcome) => self.outcome(outcome),
            Leaf::Restore(restore) => self.restore(position, &restore),
            Leaf::Clock(clock) => {
                self.turned_back.retain(|(newest, _)| *newest > clock.was);
                Ok(())
            }
        }
    }

    /// An act that was asked for needs its confirmations before it is performed; once it has ended it is not performed.
    fn act(&mut self, act: &leaf::Act) -> Result<(), String> {
        let sha256 = act.act_sha256;
        match self.waiting.remove(&sha256) {
            Some(Waiting { confirmations, by })
                if by.len() <= usize::try_from(confirmations).unwrap_or(usize::MAX) =>
            {
                return Err(format!(
                    "the act {sha256} needs {confirmations} confirmations and has {}",
                    by.len() - 1
                ));
            }
            None if self.asked.contains(&sha256) => {
                return Err(format!("the act {sha256} is performed, and did not wait any more"));
            }
            _ => {}
        }
        self.officers.insert(sha256, act.officer_certificate_sha256);
        first(self.acts.insert(sha256), "the act", sha256)?;
        self.renewals.act(act)
    }

    /// A confirmation is an act of another officer than those who asked and confirmed before, whatever certificate it is under.
    fn act_confirmed(&mut self, confirmed: &leaf::ActConfirmed) -> Result<(), String> {
        let by = self.officers.get(&confirmed.confirmation_sha256).copied();
        let by = by.ok_or_else(|| {
            format!("a confirmation by the act {}, which is not before it", confirmed.confirmation_sha256)
        })?;
        let waiting = self.waiting.get_mut(&confirmed.act_sha256);
        let waiting = waiting.ok_or_else(|| {
            format!("a confirmation of the act {}, which does not wait", confirmed.act_sha256)
        })?;
        let officer = self.renewals.officer_of(by);
        first(waiting.by.insert(officer), "the confirmation by", by)
    }

    /// Time goes on, or an entry that follows says that the clock had run ahead: a log can neither leave out nor alter what
    /// was dated wrongly.
    fn time(&mut self, position: u64, at: UnixTime) {
        let newest = self.newest.unwrap_or(at).max(at);
        if newest.since(at) <= CLOCKS_DIFFER {
            self.newest = Some(newest);
            return;
        }
        let problem =
            format!("its time {} lies {} s before an entry before it", at.rfc3339(), newest.since(at));
        self.turned_back.push((newest, Fault { position, problem }));
        self.newest = Some(at);
    }

    fn intent(&mut self, intent: leaf::Intent) -> Result<(), String> {
        self.renewals.intent(&intent);
        let serial = intent.serial.clone();
        let before = self.serials.insert((intent.issuer, intent.serial), SerialState::Intended);
        first(before.is_none(), "the intent of the serial", serial)
    }

    fn end(&mut self, issuer: String, serial: String, end: SerialState) -> Result<(), String> {
        match self.serials.get_mut(&(issuer, serial.clone())) {
            Some(state @ SerialState::Intended) => {
                *state = end;
                Ok(())
            }
            Some(SerialState::Burnt) => Err(format!("the serial {serial} was given up before")),
            Some(SerialState::Final(_)) => Err(format!("the serial {serial} is a certificate already")),
            None => Err(format!("the serial {serial} has no intent before it")),
        }
    }

    fn certificate(&mut self, certificate: leaf::Certificate) -> Result<(), String> {
        self.renewals.certificate(&certificate);
        let digest = certificate.certificate_sha256;
        self.end(certificate.issuer, certificate.serial, SerialState::Final(digest))?;
        first(self.certificates.insert(digest, Standing::Good).is_none(), "the certificate", digest)
    }

    fn change(
        &mut self,
        position: u64,
        change: &leaf::StatusChange,
        step: impl Fn(Standing) -> Option<Standing>,
    ) -> Result<(), String> {
        self.acts_named.extend(change.act_sha256.map(|act| (position, act)));
        if let Some(wish) = change.wish_sha256 {
            needs(self.wishes.contains(&wish), "a change of status", "the wish", &wish.to_string())?;
        }
        let certificate = change.certificate_sha256;
        let standing = self
            .certificates
            .get_mut(&certificate)
            .ok_or_else(|| format!("the log knows no certificate {certificate} before it"))?;
        *standing = step(*standing).ok_or_else(|| {
            format!("it cannot follow for the certificate {certificate}, which is {standing:?}")
        })?;
        Ok(())
    }

    /// Of an officer also what the person has frozen: from then on the officer's.
    fn suspension(&mut self, position: u64, change: &leaf::StatusChange) -> Result<(), String> {
        let (by_wish, by_act) = (change.wish_sha256.is_some(), change.act_sha256.is_some());
        self.change(position, change, |standing| match standing {
            Standing::Good if by_wish => Some(Standing::Frozen),
            Standing::Good => Some(Standing::Held),
            Standing::Frozen if by_act => Some(Standing::Held),
            _ => None,
        })
    }

    /// A person releases what the person alone has suspended, and nothing else.
    fn release(&mut self, position: u64, change: &leaf::StatusChange) -> Result<(), String> {
        let by_wish = change.wish_sha256.is_some();
        self.change(position, change, |standing| match standing {
            Standing::Frozen => Some(Standing::Good),
            Standing::Held if !by_wish => Some(Standing::Good),
            _ => None,
        })
    }

    fn revocation(&mut self, position: u64, change: &leaf::StatusChange) -> Result<(), String> {
        let reason = change.reason.ok_or("it has no reason")?;
        self.change(position, change, |standing| match standing {
            Standing::Good | Standing::AboutToBeRevoked => Some(Standing::Revoked(reason)),
            Standing::Revoked(before) if before != KEY_COMPROMISE && reason == KEY_COMPROMISE => {
                Some(Standing::Revoked(reason))
            }
            Standing::Held | Standing::Frozen | Standing::Revoked(_) => None,
        })
    }

    fn list(&mut self, list: leaf::Crl) -> Result<(), String> {
        let before = self.lists.insert((list.issuer, list.shard), list.number).unwrap_or(0);
        rises("the number of the revocation list", before, list.number)
    }

    /// After a restore no session from before it goes on: none is unlocked, none completed. No act waits any more.
    fn restore(&mut self, position: u64, restore: &leaf::Restore) -> Result<(), String> {
        self.statements.clear();
        self.waiting.clear();
        self.renewals.restore();
        if restore.backup_size <= restore.known_size && restore.known_size <= position {
            return Ok(());
        }
        Err(format!(
            "a backup of {} entries was brought up to {} entries, but this is entry {position}",
            restore.backup_size, restore.known_size
        ))
    }

    fn outcome(&mut self, outcome: leaf::Outcome) -> Result<(), String> {
        let stated = self.statements.get(&outcome.session);
        if outcome.state == "completed" && (stated.is_none() || stated != outcome.statement_sha256.as_ref()) {
            return Err(format!(
                "the session {} was completed without its statement before it",
                outcome.session
            ));
        }
        first(self.outcomes.insert(outcome.session.clone()), "the end of the session", outcome.session)
    }
}

fn is_suspended(standing: Standing) -> bool {
    matches!(standing, Standing::Held | Standing::Frozen)
}

fn first(is_first: bool, what: &str, which: impl std::fmt::Display) -> Result<(), String> {
    if is_first { Ok(()) } else { Err(format!("{what} {which} is there before")) }
}

fn needs(there: bool, what: &str, needed: &str, which: &str) -> Result<(), String> {
    if there { Ok(()) } else { Err(format!("{what} without {needed} {which} before it")) }
}

fn rises<N: PartialOrd + std::fmt::Display>(what: &str, before: N, now: N) -> Result<(), String> {
    if now > before { Ok(()) } else { Err(format!("{what} is {now} after {before}")) }
}
