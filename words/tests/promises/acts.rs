use pki_types::strict_json;
use pki_types::{Certificate, Error, JwsHeader, Reason, UnixTime, jws_assemble, jws_signing_input, sha256};
use serde_json::{Value, json};
use test_country::{Key, NOW, Profile, World, twin};
use words::act::{
    ACT_AUDIENCE, ACT_TYP, Act, ActPayload, Activate, ActivationSecret, CancelActivation, ConfirmAct,
    CorrectName, EndOfficer, EndRelyingParty, PersonReference, RegisterOfficer, RegisterPerson,
    RegisterRelyingParty, RenewOfficer, Revoke, Role, Roles, SignedAct, Suspend, Target, WithdrawAct,
};
use words::{ActivationId, DeviceId, DeviceKind, Doors, Id128, PersonName, PersonalCode};

fn officer() -> (Key, Vec<Certificate>) {
    let services = World::new().services;
    let officer = services.issue(Profile::Officer, "first-officer");
    (officer.key, vec![officer.certificate, services.certificate])
}

fn person() -> PersonReference {
    PersonReference { country: "MU".into(), code: PersonalCode::new("A0101").unwrap() }
}

fn payload(act: Act) -> ActPayload {
    ActPayload::new(Id128::from_bytes([7; 16]), NOW, act)
}

fn end() -> Act {
    Act::EndRelyingParty(EndRelyingParty { id: "shop".into() })
}

/// Signs any JSON as an act.
fn sign(json: &Value, header: &JwsHeader, key: &Key) -> Result<SignedAct, Error> {
    let input = jws_signing_input(header, json.to_string().as_bytes());
    SignedAct::parse(&jws_assemble(&input, &key.sign(&input)).unwrap())
}

#[test]
fn an_act_is_signed_and_read() {
    let (key, chain) = officer();
    let payload = payload(end());
    let input = payload.signing_input(&chain);
    let compact = jws_assemble(&input, &key.sign(&input)).unwrap();
    let act = SignedAct::parse(&compact).unwrap();
    assert!(act.act() == &end() && act.payload() == &payload);
    assert_eq!(act.officer_certificate(), &chain[0]);
    assert_eq!(act.intermediates(), &chain[1..]);
    assert_eq!((act.sha256(), act.compact()), (sha256(compact.as_bytes()), compact.as_str()));
}

#[test]
fn acts_have_these_forms_in_json() {
    let form = |act: Act| serde_json::to_value(act).unwrap();
    let digest = sha256(b"certificate");
    let register = RegisterPerson {
        country: "MU".into(),
        code: PersonalCode::new("A0101").unwrap(),
        name: PersonName::new("Marie", "DUPONT").unwrap(),
    };
    assert_eq!(
        form(Act::RegisterPerson(register)),
        json!({"type": "register_person", "country": "MU", "code": "A0101",
               "name": {"given_name": "Marie", "surname": "DUPONT"}})
    );
    let correct = CorrectName {
        person: person(),
        name: PersonName::new("", "DUPOND").unwrap(),
        corrects: sha256(b"registration"),
    };
    assert_eq!(
        form(Act::CorrectName(correct)),
        json!({"type": "correct_name", "person": {"country": "MU", "code": "A0101"},
               "name": {"given_name": "", "surname": "DUPOND"}, "corrects": sha256(b"registration").to_string()})
    );
    let activate = Activate {
        person: person(),
        device_kind: DeviceKind::App,
        expires_at: UnixTime::from_seconds(5),
        phone_number: None,
        activation_id: ActivationId::from_bytes([1; 16]),
        secret: "a.b.c".into(),
    };
    assert_eq!(
        form(Act::Activate(Box::new(activate))),
        json!({"type": "activate", "person": {"country": "MU", "code": "A0101"}, "device_kind": "app",
               "expires_at": 5, "activation_id": "01".repeat(16), "secret": "a.b.c"})
    );
    let cancel = CancelActivation { activation_id: ActivationId::from_bytes([1; 16]) };
    assert_eq!(
        form(Act::CancelActivation(cancel)),
        json!({"type": "cancel_activation", "activation_id": "01".repeat(16)})
    );
    assert_eq!(
        form(Act::Suspend(Suspend { target: Target::Certificate(digest) })),
        json!({"type": "suspend", "target": {"certificate": digest.to_string()}})
    );
    let target = Target::Device { person: person(), device: DeviceId::from_bytes([2; 16]) };
    assert_eq!(
        form(Act::Revoke(Revoke { target, reason: Reason::KeyCompromise, occurred_at: None })),
        json!({"type": "revoke", "reason": "key_compromise", "target": {"device":
               {"person": {"country": "MU", "code": "A0101"}, "device": "02".repeat(16)}}})
    );
    let relying_party = RegisterRelyingParty {
        id: "shop".into(),
        name: "Shop".into(),
        domain: "shop.example".into(),
        country: "MU".into(),
        doors: Doors::default(),
        csr: vec![0xff],
    };
    let form = form(Act::RegisterRelyingParty(relying_party));
    assert_eq!((&form["csr"], &form["doors"]), (&json!("/w=="), &json!(["native"])));
}

#[test]
fn an_act_names_the_role_in_which_it_is_done() {
    let (key, chain) = officer();
    let header = JwsHeader::with_chain(ACT_TYP, &chain);
    let json = serde_json::to_value(payload(end())).unwrap();
    assert_eq!(json["role"], "security");
    assert_eq!(serde_json::to_value(payload(end()).in_role(Role::Auditor)).unwrap()["role"], "auditor");
    // One from before there were roles is still read: what came of it is asked for.
    let mut before = json.clone();
    before.as_object_mut().unwrap().remove("role");
    assert_eq!(sign(&before, &header, &key).unwrap().payload().role, None);
    for wrong in [json!("king"), json!("Security"), json!(["security"]), json!(1)] {
        let mut payload = json.clone();
        payload["role"] = wrong;
        assert!(sign(&payload, &header, &key).is_err(), "{payload}");
    }
}

#[test]
fn acts_about_officers_and_acts_have_these_forms() {
    let form = |act: Act| serde_json::to_value(act).unwrap();
    let digest = sha256(b"act");
    let roles = [Role::Security, Role::Registration].into_iter().collect();
    let register = RegisterOfficer { id: "deputy".into(), name: "Deputy".into(), roles, csr: vec![0xff] };
    assert_eq!(
        form(Act::RegisterOfficer(register)),
        json!({"type": "register_officer", "id": "deputy", "name": "Deputy",
               "roles": ["registration", "security"], "csr": "/w=="})
    );
    let renew = RenewOfficer { csr: vec![0xff] };
    assert_eq!(form(Act::RenewOfficer(renew.clone())), json!({"type": "renew_officer", "csr": "/w=="}));
    assert_eq!(payload(Act::RenewOfficer(renew)).role, None, "in any role that the officer has");
    let end = EndOfficer { id: "deputy".into() };
    assert_eq!(form(Act::EndOfficer(end)), json!({"type": "end_officer", "id": "deputy"}));
    assert_eq!(
        form(Act::ConfirmAct(ConfirmAct { act_sha256: digest })),
        json!({"type": "confirm_act", "act_sha256": digest.to_string()})
    );
    assert_eq!(
        form(Act::WithdrawAct(WithdrawAct { act_sha256: digest })),
        json!({"type": "withdraw_act", "act_sha256": digest.to_string()})
    );
}

#[test]
fn roles_are_a_set_that_is_written_in_one_way() {
    let roles: Roles = [Role::Security, Role::Registration, Role::Security].into_iter().collect();
    assert_eq!(roles.to_string(), "registration security");
    assert_eq!("security registration".parse::<Roles>().unwrap(), roles);
    assert!("".parse::<Roles>().unwrap().is_empty());
    assert!("king".parse::<Roles>().is_err());
    let der = roles.to_der();
    assert_eq!(der, [&[0x30, 24, 0x0c, 12][..], b"registration", &[0x0c, 8], b"security"].concat());
    assert_eq!(Roles::from_der(&der).unwrap(), roles);
    for wrong in [
        vec![0x30, 0x00],
        vec![0x05, 0x00],
        [&[0x30, 24, 0x0c, 8][..], b"security", &[0x0c, 12], b"registration"].concat(),
        [&[0x30, 20, 0x0c, 8][..], b"security", &[0x0c, 8], b"security"].concat(),
        [&[0x30, 6, 0x0c, 4][..], b"king"].concat(),
        [&[0x30, 10, 0x13, 8][..], b"security"].concat(),
        [&der[..], &[0x00]].concat(),
    ] {
        assert!(Roles::from_der(&wrong).is_err(), "{wrong:02x?}");
    }
    let read = |json: &str| serde_json::from_str::<Roles>(json);
    assert_eq!(read(r#"["security", "registration"]"#).unwrap(), roles);
    assert!(read("[]").is_err(), "no role");
    assert!(read(r#"["security", "security"]"#).is_err(), "one twice");
}

#[test]
fn each_wrong_payload_is_refused() {
    let (key, chain) = officer();
    let header = JwsHeader::with_chain(ACT_TYP, &chain);
    let good = serde_json::to_value(payload(end())).unwrap();
    assert!(sign(&good, &header, &key).is_ok());
    let now = NOW.seconds();
    for (member, value, why) in [
        ("aud", json!("mobile-signature"), "another audience"),
        ("jti", json!("07"), "a short identifier"),
        ("exp", json!(now + 601), "a life of more than ten minutes"),
        ("exp", json!(now), "no life"),
        ("exp", json!("soon"), "not a number"),
        ("iat", json!(-1), "before 1970"),
        ("sub", json!("x"), "an unknown member"),
        ("act", json!({"type": "end_relying_party"}), "a missing member"),
        ("act", json!({"type": "end_relying_party", "id": "shop", "more": 1}), "an unknown member inside"),
        ("act", json!({"type": "forget_everything"}), "an unknown act"),
        ("act", json!({"type": "suspend", "target": {"certificate": "00"}}), "a short digest"),
        ("act", json!({"type": "suspend", "target": {"nobody": {}}}), "an unknown target"),
        (
            "act",
            json!({"type": "register_person", "country": "MU", "code": "a", "name": {"surname": "X"}}),
            "a code",
        ),
    ] {
        let mut wrong = good.clone();
        wrong[member] = value;
        assert!(sign(&wrong, &header, &key).is_err(), "{why}");
    }
}

#[test]
fn short_texts_have_their_forms() {
    let (key, chain) = officer();
    let header = JwsHeader::with_chain(ACT_TYP, &chain);
    let mut payload = serde_json::to_value(payload(end())).unwrap();
    payload["act"] = json!({"type": "register_relying_party", "id": "shop-1", "name": "Café Léon",
                            "domain": "shop.example", "country": "MU", "csr": ""});
    assert!(sign(&payload, &header, &key).is_ok());
    for (member, wrong) in [
        ("id", ["", "Shop", "-shop", "a b"]),
        ("name", ["", " Shop", "Sh\u{202e}op", "Sh\nop"]),
        ("domain", ["", "shop..example", "Shop.example", "https://shop"]),
        ("country", ["", "mu", "MUS", "M"]),
    ] {
        for text in wrong {
            let mut payload = payload.clone();
            payload["act"][member] = json!(text);
            let error = sign(&payload, &header, &key).expect_err(text).to_string();
            assert!(error.contains("malformed"), "{member} {text:?}: {error}");
        }
    }
}

#[test]
fn an_activation_secret_has_16_octets() {
    let json = |secret: &str| {
        let (id, secret) = ("01".repeat(16), secret.to_owned());
        let json = json!({"activation_id": id, "secret": secret, "device_kind": "app", "person": "A0101"});
        serde_json::from_value::<ActivationSecret>(json)
    };
    assert_eq!(json("AAAAAAAAAAAAAAAAAAAAAA").unwrap().secret, [0; 16]);
    assert!(json("AAAAAAAAAAAAAAAAAAAA").is_err(), "15 octets");
    assert!(json("AAAAAAAAAAAAAAAAAAAAAB").is_err(), "trailing bits");
}

#[test]
fn an_act_needs_its_officers_certificate_and_signature() {
    let (key, chain) = officer();
    let good = serde_json::to_value(payload(end())).unwrap();
    assert!(sign(&good, &JwsHeader::with_key(ACT_TYP, key.public_key()), &key).is_err(), "a bare key");
    assert!(sign(&good, &JwsHeader::with_chain("sign-request+jwt", &chain), &key).is_err(), "another kind");
    let by_other = sign(&good, &JwsHeader::with_chain(ACT_TYP, &chain), &Key::of("another"));
    assert_eq!(by_other.unwrap_err(), Error::SignatureInvalid { what: "JWS" });
    // The door must not be able to make a second act of the first.
    let input = payload(end()).signing_input(&chain);
    let compact = jws_assemble(&input, &key.sign(&input)).unwrap();
    assert!(SignedAct::parse(&compact).is_ok());
    assert!(SignedAct::parse(&twin(&compact)).is_err(), "the twin signature");
}

#[test]
fn an_act_can_be_sent_for_ten_minutes() {
    let (key, chain) = officer();
    let json = serde_json::to_value(payload(end())).unwrap();
    let act = sign(&json, &JwsHeader::with_chain(ACT_TYP, &chain), &key).unwrap();
    for (seconds, allowed) in [(-61, false), (-60, true), (0, true), (600, true), (601, false)] {
        assert_eq!(act.check_time(NOW.plus(seconds)).is_ok(), allowed, "after {seconds} s");
    }
}

#[test]
fn an_act_says_which_member_and_which_character() {
    let act = |name: &str| {
        serde_json::json!({
            "aud": ACT_AUDIENCE, "jti": "00000000000000000000000000000001", "iat": 1, "exp": 2,
            "act": { "type": "register_relying_party", "id": "bank", "name": name, "domain": "bank.example",
                     "country": "MU", "csr": "AA==" },
        })
    };
    let read = |name: &str| strict_json::from_slice::<ActPayload>("act", act(name).to_string().as_bytes());
    let said = read("The\u{2800}Bank").expect_err("refused").to_string();
    assert!(
        said.contains("malformed name: it must not have U+2800 (its character 4), which shows as blank"),
        "{said}"
    );
}
