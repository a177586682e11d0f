//! Asking whoever comes: a request that names nobody, as a code that changes each second, or as a link on the phone itself.

use phone_protocol::device_link::{DeviceLink, LinkSecret, STEPS};
use phone_protocol::wire::Secret32;
use phone_protocol::{KeyList, LinkAsked, Way};
use pki_types::{UnixTime, random_array};
use words::SessionId;
use words::api::relying_parties::SessionBody;

use crate::{Check, Content, Error, RelyingParty, Request, Session, Showing, Signatures, http, key_list};

/// By which ways a link may come to a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// As a code on a screen, which a phone scans.
    pub is_scanned: bool,
    /// As a link on the phone itself: where the person is led back to, an https address at the relying party's own domain.
    pub callback: Option<String>,
}

impl Ways {
    /// A code on a screen alone.
    #[must_use]
    pub const fn scanned() -> Self {
        Self { is_scanned: true, callback: None }
    }

    /// A link on the phone itself alone, which leads back to this address.
    #[must_use]
    pub const fn led_back_to(callback: String) -> Self {
        Self { is_scanned: false, callback: Some(callback) }
    }
}

/// A request that names nobody, signed and not sent.
#[derive(Clone)]
pub struct LinkRequest {
    /// The request.
    pub request: Request,
    secret: Secret32,
}

/// A link that was started. Its secret makes the codes: it stays with whoever started it, and goes to no browser.
#[derive(Clone)]
pub struct Link {
    /// The session, which is waited for like any other.
    pub session: Session,
    secret: Secret32,
    step: i64,
    told_at: UnixTime,
}

impl Link {
    /// What a code on a screen holds at this moment, or where a link on the phone leads: to be made anew each second, and for each page.
    #[must_use]
    pub fn line(&self, way: Way, now: UnixTime) -> String {
        self.at(way, now).to_line()
    }

    /// The same as an address, which opens the phone that the country has as a page; the line alone where it has none.
    #[must_use]
    pub fn address(&self, way: Way, now: UnixTime, phone_app: Option<&str>) -> String {
        let link = self.at(way, now);
        phone_app.map_or_else(|| link.to_line(), |app| link.to_address(app))
    }

    fn at(&self, way: Way, now: UnixTime) -> DeviceLink {
        // The service has said which step it is; from then on the own clock counts, however wrong it goes.
        let step = self.step + now.since(self.told_at).max(0);
        DeviceLink::new(self.secret.expose(), self.session.session, way, step)
    }
}

impl RelyingParty<'_> {
    /// Asks whoever claims the link with a phone.
    ///
    /// # Errors
    /// The folder of the credentials has no pin of the country's statement key; the request breaks a rule of the protocol; or the service
    /// refuses it.
    pub async fn start_link<'t>(
        &self,
        content: &Content<'_>,
        showing: impl Into<Showing<'t>>,
        ways: &Ways,
    ) -> Result<Link, Error> {
        const NO_PIN: Error = Error::Missing("a device link needs the pin of the country's statement key");
        let pin = self.credentials.statement_key_pin.ok_or(NO_PIN)?;
        // 1. The request, whose secret the inner zone alone can read.
        let keys = key_list(self.country, &pin).await?;
        let LinkRequest { request, secret } = self.link_request(content, showing, ways, &keys)?;
        // 2. The session, and the step that it is.
        let url = format!("{}/v1/sessions", self.country.relying_party_api);
        let compact = request.compact().to_owned();
        let what = "starting a device link";
        let body: SessionBody = http::post_jws(&self.client, crate::session::API, url, compact, what).await?;
        let told_at = self.clock.now();
        let step = body
            .step
            .filter(|step| STEPS.contains(step))
            .ok_or(Error::Missing("the service does not say which step of the link it is"))?;
        Ok(Link { session: Session::of(body, &request)?, secret, step, told_at })
    }

    /// Writes such a request and signs it; nothing is sent. `keys` is the country's list of keys.
    ///
    /// # Errors
    /// A text or the content breaks a rule of the protocol.
    pub fn link_request<'t>(
        &self,
        content: &Content<'_>,
        showing: impl Into<Showing<'t>>,
        ways: &Ways,
        keys: &KeyList,
    ) -> Result<LinkRequest, Error> {
        let secret = Secret32::new(random_array(self.random));
        let mut claims = self.asked(content, showing.into())?;
        let named = LinkSecret { iss: claims.iss.clone(), jti: claims.jti.clone(), secret: secret.clone() };
        let mut asked = Vec::new();
        asked.extend(ways.is_scanned.then_some(Way::Qr));
        asked.extend(ways.callback.as_ref().map(|_| Way::SameDevice));
        claims.link = Some(LinkAsked {
            ways: asked,
            callback: ways.callback.clone(),
            secret: named.encrypted(&keys.opening_key.0, self.random)?,
        });
        claims.code_mode = None;
        let request = Request::read_link(self.signed(&claims)?)?;
        Ok(LinkRequest { request, secret })
    }
}

impl Signatures {
    /// Is the browser that comes to the callback the one which the phone led back? `session` and `verifier` are the members of the address.
    /// That the browser is the one that *asked*, its cookie has to say: `docs/integrate.md`.
    ///
    /// # Errors
    /// [`Error::NotBelieved`]: it is not, or the phone led nobody anywhere.
    pub fn check_callback(&self, session: &str, verifier: &str) -> Result<(), Error> {
        let led = || {
            let named: SessionId = session.parse().map_err(Error::format("the session of the callback"))?;
            let verifier = phone_protocol::Verifier::parse(verifier)?;
            if (Some(named), Some(verifier.sha256())) == (Some(self.session), self.verifier_sha256) {
                return Ok(());
            }
            Err(Error::Missing("the phone did not lead this browser back"))
        };
        led().map_err(Check::Callback.failed())
    }
}
