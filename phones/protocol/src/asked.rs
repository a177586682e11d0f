//! What was asked of a person, and who answers for it.
//!
//! The inner zone judges, states and releases what was asked by this type, whatever the protocol through which it came.

use pki_types::{Sha256Digest, UnixTime};
use words::{CodeMode, Door, Purpose};

use crate::Error;
use crate::device_link::LinkAsked;
use crate::facts::DoorFacts;
use crate::message::{Received, Verified};
use crate::request::SignatureRequest;
use crate::statement::{Statement, StatementGround};

/// What was asked. `R` is how far a signed request was looked at: [`Received`] or [`Verified`].
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one is made for each session, and handed on by reference")]
pub enum Asked<R = Verified<SignatureRequest>> {
    /// By a request that its relying party signed.
    Signed(R),
    /// Through a door that alone vouches for it.
    DoorAttested(DoorFacts),
}

/// What is the same of everything that is asked.
#[derive(Clone, Copy, Debug)]
pub struct AskedClaims<'a> {
    /// Through which door.
    pub door: Door,
    /// Who asks.
    pub relying_party: &'a str,
    /// The idempotency key.
    pub jti: &'a str,
    /// Which key signs.
    pub purpose: Purpose,
    /// SHA-256 of the person's certificate; none where a device link asks whoever claims it.
    pub certificate_id: Option<Sha256Digest>,
    /// How the verification code is used.
    pub code_mode: CodeMode,
    /// After this nobody starts or finishes a session for it.
    pub expires_at: UnixTime,
}

impl Asked<Received<SignatureRequest>> {
    /// Reads what the row of a session that came through this door holds.
    ///
    /// # Errors
    /// As [`Received::parse`] and [`DoorFacts::parse`].
    pub fn parse(door: Door, text: &str) -> Result<Self, Error> {
        match door {
            Door::Native => Received::parse(text).map(Self::Signed),
            Door::MobileId => DoorFacts::parse(text).map(Self::DoorAttested),
            Door::Own => Err(Error::Field { field: "door", rule: "must be one of relying parties" }),
        }
    }
}

impl Asked {
    /// The bytes that say it, as a session's row holds them.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Signed(request) => request.compact().to_owned(),
            Self::DoorAttested(facts) => facts.to_text(),
        }
    }

    /// SHA-256 of those bytes.
    #[must_use]
    pub fn sha256(&self) -> Sha256Digest {
        match self {
            Self::Signed(request) => request.sha256(),
            Self::DoorAttested(facts) => facts.sha256(),
        }
    }

    /// Is it alive at `now`?
    ///
    /// # Errors
    /// As [`SignatureRequest::check_time`] and [`DoorFacts::check_time`].
    pub fn check_time(&self, now: UnixTime) -> Result<(), Error> {
        match self {
            Self::Signed(request) => request.check_time(now),
            Self::DoorAttested(facts) => facts.check_time(now),
        }
    }
}

impl<R: AsRef<SignatureRequest>> Asked<R> {
    /// What it says, whoever answers for it.
    #[must_use]
    pub fn claims(&self) -> AskedClaims<'_> {
        match self {
            Self::Signed(request) => {
                let request = request.as_ref();
                AskedClaims {
                    door: Door::Native,
                    relying_party: &request.iss,
                    jti: &request.jti,
                    purpose: request.purpose,
                    certificate_id: request.certificate_id,
                    code_mode: request.code_mode(),
                    expires_at: request.exp,
                }
            }
            Self::DoorAttested(facts) => AskedClaims {
                door: facts.door,
                relying_party: &facts.relying_party,
                jti: &facts.jti,
                purpose: facts.purpose,
                certificate_id: Some(facts.certificate_id),
                code_mode: CodeMode::Compare,
                expires_at: facts.expires_at,
            },
        }
    }

    /// The device link by which it asks, where it names nobody.
    #[must_use]
    pub fn link(&self) -> Option<&LinkAsked> {
        match self {
            Self::Signed(request) => request.as_ref().link.as_ref(),
            Self::DoorAttested(_) => None,
        }
    }

    /// States it.
    ///
    /// # Errors
    /// It breaks one of its rules.
    pub fn state(&self, ground: StatementGround) -> Result<Statement, Error> {
        match self {
            Self::Signed(request) => Statement::of(request.as_ref(), ground),
            Self::DoorAttested(facts) => Statement::of_facts(facts, ground),
        }
    }

    /// Does this statement say exactly what was asked?
    ///
    /// # Errors
    /// The first field that differs, with both values.
    pub fn check_stated(&self, statement: &Statement) -> Result<(), Error> {
        match self {
            Self::Signed(request) => statement.check_against(request.as_ref()),
            Self::DoorAttested(facts) => statement.check_against_facts(facts),
        }
    }
}
