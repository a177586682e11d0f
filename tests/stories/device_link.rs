//! Who comes by a link names nobody: a code that changes each second on another screen, or a link on the phone itself that leads back to
//! the browser that asked. Whoever relays one gains a second, or nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use phone_protocol::{Claim, Deed, DeviceLink, RefusalReason, Statement};
use phone_terminal::{Automatic, Ending, Error, Interaction};
use pki_types::Clock as _;
use relying_party::{Content, Link, Signatures, Way, Ways};
use words::{Purpose, SessionState};

use crate::testbed::people::pins;
use crate::testbed::scene::{Holder, Scene};
use crate::testbed::wire::remade;

const CHALLENGE: [u8; 32] = [7; 32];
const BACK: &str = "http://127.0.0.1:9/back";

/// The person at the phone, who knows the PINs.
fn person() -> Arc<dyn Interaction> {
    Arc::new(Automatic { pins: Some(pins()) })
}

async fn started(scene: &Scene, ways: &Ways) -> Link {
    // What came before is forgotten by the limits of the person.
    scene.clock.advance(600);
    begun(scene, ways).await
}

async fn begun(scene: &Scene, ways: &Ways) -> Link {
    scene.party(0).start_link(&Content::Challenge(&CHALLENGE), "Log in", ways).await.unwrap()
}

/// What the screen, or the page, shows now.
fn shown(scene: &Scene, link: &Link, way: Way) -> DeviceLink {
    let address = link.address(way, scene.clock.now(), Some("https://phone.example"));
    assert!(address.starts_with("https://phone.example/#sign-link:1:"), "{address}");
    DeviceLink::parse(&address).unwrap()
}

async fn state(scene: &Scene, link: &Link) -> String {
    scene.session(0, &link.session.session.to_string()).await["state"].as_str().unwrap().to_owned()
}

async fn result(scene: &Scene, link: &Link) -> Signatures {
    scene.party(0).wait(&link.session, |_, _| {}).await.unwrap()
}

fn slug(result: Result<impl Sized, Error>) -> String {
    let error = result.err().expect("it is refused");
    error.slug().unwrap_or_else(|| panic!("{error}")).to_owned()
}

fn code_of(holder: &Holder) -> (String, String) {
    let (country, code) = holder.name.split_once('-').unwrap();
    (country.to_owned(), code.to_owned())
}

/// A code on another screen: the relying party learns who came from the certificate.
async fn scanned(scene: &Scene, holder: &mut Holder) {
    let link = started(scene, &Ways::scanned()).await;
    assert_eq!((link.session.state, link.session.code.clone()), (SessionState::Requested, None));
    assert!(holder.phone.poll(0).await.unwrap().sessions.is_empty(), "nobody is asked before somebody comes");
    scene.clock.advance(70);
    let code = shown(scene, &link, Way::Qr);
    let session = holder.phone.claim(&code).await.unwrap();
    assert_eq!(state(scene, &link).await, "stated");
    assert_eq!((session.callback(), session.statement().code.value.as_ref()), (None, None));
    let ending = holder.phone.handle(&session, &person()).await.unwrap();
    assert_eq!(ending, Ending::Signed("completed".to_owned()));
    assert_eq!(holder.phone.way_back(link.session.session), None);
    let login = result(scene, &link).await;
    assert_eq!((login.person.identifier(), login.way), (Some(code_of(holder)), Some(Way::Qr)));
    assert!(login.is_by_known_keys);
    scene.party(0).check_login(&login.person, &CHALLENGE, &login).unwrap();
    assert!(login.check_callback(&link.session.session.to_string(), &"A".repeat(43)).is_err());
}

/// An e-service, as `docs/integrate.md` has one: each browser that asks has a cookie, and who comes back is known by it.
#[derive(Default)]
struct EService {
    asked: BTreeMap<String, Link>,
}

impl EService {
    /// A browser asks; it gets a cookie and a link.
    async fn begin(&mut self, scene: &Scene, cookie: &str) -> Link {
        let link = started(scene, &Ways::led_back_to(BACK.to_owned())).await;
        self.asked.insert(cookie.to_owned(), link.clone());
        link
    }

    /// A browser comes to the callback: who it is, or nobody.
    async fn back(&mut self, scene: &Scene, cookie: &str, address: &str) -> Option<(String, String)> {
        let query = address.strip_prefix(BACK)?.strip_prefix('?')?;
        let members: BTreeMap<_, _> = query.split('&').filter_map(|member| member.split_once('=')).collect();
        let link = self.asked.remove(cookie)?;
        if link.session.session.to_string() != members["session"] {
            return None;
        }
        let login = result(scene, &link).await;
        login.check_callback(members["session"], members["verifier"]).ok()?;
        login.person.identifier()
    }
}

async fn approved(scene: &Scene, holder: &mut Holder, link: &Link) -> String {
    let followed = holder.phone.follow(&shown(scene, link, Way::SameDevice), &person()).await.unwrap();
    assert_eq!(followed, Ending::Signed("completed".to_owned()));
    holder.phone.way_back(link.session.session).unwrap().to_owned()
}

/// A link on the phone itself: the browser that asked is the one that comes back.
async fn on_the_same_device(scene: &Scene, holder: &mut Holder) {
    let mut service = EService::default();
    let link = service.begin(scene, "asha").await;
    // However slowly the person goes on: this link does not change.
    let address = approved(scene, holder, &link).await;
    assert_eq!(service.back(scene, "asha", &address).await, Some(code_of(holder)));
    assert_eq!(service.back(scene, "asha", &address).await, None, "once");
}

/// A page in between starts a login at the e-service and gives its link to somebody else. That person approves, and arrives at the
/// honest callback without the cookie; and whoever has the cookie never gets what the phone drew.
async fn relayed_link(scene: &Scene, victim: &mut Holder) {
    let mut service = EService::default();
    let link = service.begin(scene, "attacker").await;
    let address = approved(scene, victim, &link).await;
    assert_eq!(service.back(scene, "victim", &address).await, None);
    assert!(service.asked.contains_key("attacker"), "nothing is used up by strangers");
    let guessed = format!("{BACK}?session={}&verifier={}", link.session.session, "A".repeat(43));
    assert_eq!(service.back(scene, "attacker", &guessed).await, None);
}

/// Codes that are relayed come late; those that were used, altered, or are of something else, are none.
async fn relayed_codes(scene: &Scene, holder: &mut Holder, other: &mut Holder) {
    let link = started(scene, &Ways::scanned()).await;
    let code = shown(scene, &link, Way::Qr);
    scene.clock.advance(4);
    assert_eq!(slug(holder.phone.claim(&code).await), "link-late");
    // Nor one of a second that has not come.
    let ahead = link.line(Way::Qr, scene.clock.now().plus(3));
    assert_eq!(slug(holder.phone.claim(&DeviceLink::parse(&ahead).unwrap()).await), "link-late");

    // One octet, another way, another step, another session.
    let fresh = || shown(scene, &link, Way::Qr);
    let mut octets = *fresh().code.expose();
    octets[31] ^= 1;
    let code = phone_protocol::wire::Secret32::new(octets);
    assert_eq!(slug(holder.phone.claim(&DeviceLink { code, ..fresh() }).await), "link-wrong");
    let way = DeviceLink { way: Way::SameDevice, ..fresh() };
    assert_eq!(slug(holder.phone.claim(&way).await), "link-wrong");
    let step = DeviceLink { step: fresh().step - 1, ..fresh() };
    assert_eq!(slug(holder.phone.claim(&step).await), "link-wrong");
    let elsewhere = begun(scene, &Ways::scanned()).await;
    let session = DeviceLink { session: elsewhere.session.session, ..shown(scene, &link, Way::Qr) };
    assert_eq!(slug(holder.phone.claim(&session).await), "link-wrong");
    let nowhere = DeviceLink { session: words::SessionId::from_bytes([9; 16]), ..fresh() };
    assert_eq!(slug(holder.phone.claim(&nowhere).await), "link-unknown");
    // The relying party itself cannot go by a way that its request does not let.
    let unasked = DeviceLink::parse(&elsewhere.line(Way::SameDevice, scene.clock.now())).unwrap();
    assert_eq!(slug(holder.phone.claim(&unasked).await), "link-wrong");

    // The first phone has it; the same code again is over, and so is a newer one.
    let code = shown(scene, &elsewhere, Way::Qr);
    let session = holder.phone.claim(&code).await.unwrap();
    assert_eq!(slug(other.phone.claim(&code).await), "link-over");
    assert_eq!(slug(other.phone.claim(&shown(scene, &elsewhere, Way::Qr)).await), "link-over");
    assert!(other.phone.poll(0).await.unwrap().sessions.is_empty());
    holder.phone.refuse(&session, RefusalReason::NotMine).await.unwrap();
    assert_eq!(state(scene, &elsewhere).await, "refused");
}

/// Two phones scan the same code at once.
async fn a_race(scene: &Scene, holder: &mut Holder, other: &mut Holder) {
    let link = started(scene, &Ways::scanned()).await;
    let code = shown(scene, &link, Way::Qr);
    let (one, two) = tokio::join!(holder.phone.claim(&code), other.phone.claim(&code));
    let lost = match (one, two) {
        (Ok(_), lost) | (lost, Ok(_)) => lost,
        (one, two) => panic!("{one:?} {two:?}"),
    };
    assert_eq!(slug(lost), "link-over");
}

/// Replies that are lost, the same bytes again, another phone's key, and what a door kept back.
async fn lost_and_forged(scene: &Scene, holder: &mut Holder, other: &Holder) {
    let link = started(scene, &Ways::scanned()).await;
    holder.wire.lose_replies::<Claim>(2);
    holder.phone.claim(&shown(scene, &link, Way::Qr)).await.unwrap();
    let sent = holder.wire.sent::<Claim>();
    let again = sent.last().unwrap();
    let answer = scene.post_to_phone_door("/v1/phone/claims", again).await;
    assert_eq!(
        (answer.status().as_u16(), answer.text().await.unwrap()),
        (200, r#"{"state":"stated"}"#.to_owned())
    );

    let key = scene.device_key(&holder.name);
    let posed = remade::<Claim>(again, &key, |claim| claim.device = other.enrolled.device);
    let old = remade::<Claim>(again, &key, |claim| claim.iat = claim.iat.minus(601));
    let early = remade::<Claim>(again, &key, |claim| claim.iat = claim.iat.plus(61));
    for (body, expected) in [(posed, "other-device"), (old, "claim-times"), (early, "claim-times")] {
        let (_, slug, _) =
            crate::testbed::wire::problem(scene.post_to_phone_door("/v1/phone/claims", &body).await).await;
        assert_eq!(slug, expected);
    }
    // Something else is no claim.
    let (status, slug, _) =
        crate::testbed::wire::problem(scene.post_to_phone_door("/v1/phone/claims", "a.b.c").await).await;
    assert_eq!((status, slug.as_str()), (400, "message-malformed"));
}

/// What holds for whom a relying party names holds for who comes: nobody whose certificates are suspended is asked. But what is open keeps
/// nobody from what they came for; and what was taken back or has expired is over.
async fn limits(scene: &Scene, holder: &mut Holder, other: &mut Holder) {
    let link = started(scene, &Ways::scanned()).await;
    holder.phone.have_done(Deed::Freeze {}, &person()).await.unwrap();
    assert_eq!(slug(holder.phone.claim(&shown(scene, &link, Way::Qr)).await), "certificate-not-in-force");
    assert_eq!(state(scene, &link).await, "requested", "for somebody else it is still there");
    other.phone.claim(&shown(scene, &link, Way::Qr)).await.unwrap();
    let second = begun(scene, &Ways::scanned()).await;
    other.phone.claim(&shown(scene, &second, Way::Qr)).await.unwrap();
    let second = begun(scene, &Ways::scanned()).await;
    holder.phone.have_done(Deed::Unfreeze {}, &person()).await.unwrap();

    scene.party(0).cancel(&second.session).await.unwrap();
    assert_eq!(state(scene, &second).await, "cancelled");
    assert_eq!(slug(holder.phone.claim(&shown(scene, &second, Way::Qr)).await), "link-over");

    let third = started(scene, &Ways::scanned()).await;
    scene.clock.advance(170);
    assert_eq!(
        slug(holder.phone.claim(&shown(scene, &third, Way::Qr)).await),
        "link-over",
        "nobody has less than twenty seconds"
    );
    scene.clock.advance(20);
    assert_eq!(slug(holder.phone.claim(&shown(scene, &third, Way::Qr)).await), "link-over");
    assert_eq!(state(scene, &third).await, "expired");
}

/// A digest is signed by whoever comes, too; signed attributes are not, because they name a certificate.
async fn a_signature(scene: &Scene, holder: &mut Holder) {
    scene.clock.advance(600);
    let content = Content::digest(pki_types::sha256(b"a petition"));
    let link = scene.party(0).start_link(&content, "Sign the petition", &Ways::scanned()).await.unwrap();
    holder.phone.follow(&shown(scene, &link, Way::Qr), &person()).await.unwrap();
    let signed = result(scene, &link).await;
    assert_eq!(signed.person.certificate, holder.enrolled.signature);
    let statement = phone_protocol::Received::<Statement>::parse(&signed.statement).unwrap();
    assert_eq!(statement.claims().purpose, Purpose::Signature);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_claims_a_link_is_asked_and_relaying_it_gains_nothing() {
    let scene = Scene::start().await;
    let mut holder = scene.enrolled("MU-T0101800000141").await;
    let mut other = scene.enrolled("MU-T0101800000142").await;
    scanned(&scene, &mut holder).await;
    on_the_same_device(&scene, &mut holder).await;
    relayed_link(&scene, &mut holder).await;
    relayed_codes(&scene, &mut holder, &mut other).await;
    a_race(&scene, &mut holder, &mut other).await;
    lost_and_forged(&scene, &mut holder, &other).await;
    a_signature(&scene, &mut other).await;
    limits(&scene, &mut holder, &mut other).await;
    scene.stop().await;
}
