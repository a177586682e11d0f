//! Making a statement out of an admitted request.

use phone_protocol::display::Line;
use phone_protocol::message::Verified;
use phone_protocol::request::{MAXIMUM_LIFETIME, session_end};
use phone_protocol::statement::{RelyingParty, StatementGround};
use phone_protocol::{SignatureRequest, Statement};
use pki_types::{Random, Sha256Digest, UnixTime};
use words::Nonce;

use crate::Error;
use crate::code::draw_code;

/// States a request: the words of the relying party as they are, its name and domain from the register, a code and a
/// nonce drawn now, an end that is the earliest of the session's, the request's and
/// ten minutes from now.
pub(crate) fn draw_statement(
    request: &Verified<SignatureRequest>,
    session: &store::Session,
    relying_party: &store::RelyingParty,
    key_list_sha256: Sha256Digest,
    random: &dyn Random,
    now: UnixTime,
) -> Result<Statement, Error> {
    let registered = Error::damaged::<phone_protocol::Error>;
    let ground = StatementGround {
        session: session.id,
        device: session.device,
        relying_party: RelyingParty {
            id: relying_party.id.clone(),
            name: Line::new("name", &relying_party.name).map_err(registered("a relying party"))?,
            country: Line::new("country", &relying_party.country).map_err(registered("a relying party"))?,
            domain: Line::new("domain", &relying_party.domain).map_err(registered("a relying party"))?,
            certificate_sha256: relying_party.certificate_sha256,
        },
        request_sha256: session.request_sha256,
        key_list_sha256,
        code: draw_code(random),
        nonce: Nonce::draw(random),
        issued_at: now,
        expires_at: session_end(request, now, MAXIMUM_LIFETIME).min(session.expires_at),
    };
    Ok(Statement::of(request, ground)?)
}
