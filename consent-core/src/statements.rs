//! Making a statement out of what was admitted.

use phone_protocol::display::Line;
use phone_protocol::request::session_end;
use phone_protocol::statement::{RelyingParty, StatementGround};
use phone_protocol::{Asked, Statement, Way};
use pki_types::{Random, Sha256Digest, UnixTime};
use words::Nonce;

use crate::Error;
use crate::code::draw_codes;
use crate::config::Policy;

/// What a statement is drawn with.
pub(crate) struct Drawn<'a> {
    /// SHA-256 of the key list in force.
    pub(crate) key_list_sha256: Sha256Digest,
    /// By which way the phone claimed what names nobody.
    pub(crate) way: Option<Way>,
    pub(crate) random: &'a dyn Random,
    pub(crate) now: UnixTime,
}

/// States what was asked: the words of the relying party as they are, its name and domain from the register, a code and a
/// nonce drawn now, an end that is the earliest of the session's, of what was asked, and
/// of what the policy lets anything last that comes through its door.
pub(crate) fn draw_statement(
    asked: &Asked,
    session: &store::Session,
    relying_party: &store::RelyingParty,
    drawn: &Drawn<'_>,
    policy: &Policy,
) -> Result<Statement, Error> {
    let Drawn { key_list_sha256, way, random, now } = *drawn;
    let registered = Error::damaged::<phone_protocol::Error>;
    let ground = StatementGround {
        session: session.id,
        device: session.device,
        certificate_sha256: session.certificate_sha256,
        way,
        relying_party: RelyingParty {
            id: relying_party.id.clone(),
            name: Line::new("name", &relying_party.name).map_err(registered("a relying party"))?,
            country: Line::new("country", &relying_party.country).map_err(registered("a relying party"))?,
            domain: Line::new("domain", &relying_party.domain).map_err(registered("a relying party"))?,
            certificate_sha256: relying_party.certificate_sha256,
        },
        request_sha256: session.request_sha256,
        key_list_sha256,
        codes: draw_codes(random),
        nonce: Nonce::draw(random),
        issued_at: now,
        expires_at: session_end(asked.claims().expires_at, now, policy.lifetime(session.door))
            .min(session.expires_at),
        all_opened: policy.documents_opened,
    };
    Ok(asked.state(ground)?)
}
