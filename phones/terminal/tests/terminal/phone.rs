//! The phone against a service in memory: enrol, sign, refuse, and what it does when something is lost, wrong or copied.

use std::sync::{Arc, Mutex};

use crate::support::{Crash, Disk, Service, Trouble, pins};
use faces::{Catalogue, Language};
use phone_protocol::{
    Answer, Enrolment, Message, PendingSession, Pin, RefusalReason, Shown, Unlock, WrongPins, WrongTries,
};
use phone_terminal::{
    Automatic, Decision, Ending, Error, Event, Interaction, MemoryStorage, Phone, PinPrompt, Prompt,
};
use test_country::{Key, NOW, World};
use words::{Purpose, SessionId};

fn english() -> &'static Catalogue {
    Catalogue::of_terminals(Language::English)
}

async fn enrolled(service: &Arc<Service>, disk: &Disk) -> Phone {
    let mut phone = service.phone(disk.clone());
    phone.enrol(&service.activation(), &pins()).await.unwrap();
    phone
}

/// Polls and signs everything that waits.
async fn sign_all(phone: &mut Phone) -> Vec<Result<String, Error>> {
    let polled = phone.poll(0).await.unwrap();
    assert!(polled.unacceptable.is_empty(), "{:?}", polled.unacceptable);
    let mut results = Vec::new();
    for session in &polled.sessions {
        let pin = pins().of(session.statement().purpose).clone();
        results.push(phone.sign(session, Some(&pin)).await.map(|reply| reply.state));
    }
    results
}

#[tokio::test]
async fn a_phone_enrols_and_signs_each_kind_of_request() {
    let service = Service::new();
    let disk = Disk::default();
    let mut phone = enrolled(&service, &disk).await;
    let sessions = [
        service.open(World::document_request),
        service.open(|world| world.text_request("I agree.")),
        service.open(World::digest_request),
        service.open(World::authentication_request),
    ];
    for result in sign_all(&mut phone).await {
        assert_eq!(result.unwrap(), "completed");
    }
    assert!(sessions.iter().all(|session| service.outcome(*session).as_deref() == Some("completed")));
    assert_eq!(phone.epoch(Purpose::Signature), Some(3));
    assert_eq!(phone.epoch(Purpose::Authentication), Some(1));

    // The state holds neither PIN nor a usable key, and a new process finds the same phone.
    drop(phone);
    let document = String::from_utf8(disk.document().unwrap()).unwrap();
    assert!(!document.contains("73914") && !document.contains("2580"));
    let mut phone = service.phone(disk);
    service.open(World::document_request);
    assert_eq!(sign_all(&mut phone).await[0].as_deref().unwrap(), "completed");
}

#[tokio::test]
async fn a_second_enrolment_and_weak_pins_are_refused() {
    let service = Service::new();
    let mut phone = service.phone(MemoryStorage::default());
    let weak = phone_terminal::Pins { signature: Pin::new("11111").unwrap(), ..pins() };
    assert!(matches!(phone.enrol(&service.activation(), &weak).await, Err(Error::Protocol(_))));
    assert!(matches!(phone.poll(0).await, Err(Error::NotEnrolled)));
    phone.enrol(&service.activation(), &pins()).await.unwrap();
    assert!(matches!(phone.enrol(&service.activation(), &pins()).await, Err(Error::AlreadyEnrolled)));
}

#[tokio::test]
async fn a_key_list_by_another_key_than_the_officers_pin_is_refused() {
    let service = Service::new();
    let mut phone = service.phone(MemoryStorage::default());
    let mut activation = service.activation();
    activation.statement_key_sha256.0[0] ^= 1;
    let refused = phone.enrol(&activation, &pins()).await.unwrap_err();
    assert!(refused.to_string().starts_with("the statement key of the key list"), "{refused}");
}

#[tokio::test]
async fn a_wrong_activation_is_the_services_refusal() {
    let service = Service::new();
    let mut phone = service.phone(MemoryStorage::default());
    let mut activation = service.activation();
    activation.secret = phone_protocol::activation::ActivationSecret::new([0; 16]);
    let refused = phone.enrol(&activation, &pins()).await.unwrap_err();
    assert_eq!(refused.slug(), Some("activation-wrong"));
}

#[tokio::test]
async fn lost_messages_and_replies_are_harmless_and_count_nothing() {
    for typ in [Enrolment::TYP, Unlock::TYP, Answer::TYP] {
        for trouble in [Trouble::LoseReply(typ), Trouble::LoseMessage(typ)] {
            let service = Service::new();
            if typ == Enrolment::TYP {
                service.cause(trouble);
            }
            let mut phone = enrolled(&service, &Disk::default()).await;
            let session = service.open(World::document_request);
            service.cause(trouble);
            assert_eq!(sign_all(&mut phone).await[0].as_deref().unwrap(), "completed", "{trouble:?}");
            assert_eq!(service.outcome(session).as_deref(), Some("completed"));
            assert_eq!(service.pin_tries(), 1, "{trouble:?}");
        }
    }
}

#[tokio::test]
async fn an_unlock_whose_reply_was_lost_is_sent_again_and_named_before_the_next_one() {
    let service = Service::new();
    let disk = Disk::default();
    let mut phone = enrolled(&service, &disk).await;
    service.open(World::document_request);
    // The reply is written down nowhere, and the phone is started anew.
    disk.fail_after(1, Crash::Before);
    assert!(sign_all(&mut phone).await.remove(0).is_err());
    drop(phone);
    disk.repair();
    let state = String::from_utf8(disk.document().unwrap()).unwrap();
    assert!(state.contains("outstanding"), "{state}");
    let mut phone = service.phone(disk.clone());
    assert_eq!(sign_all(&mut phone).await[0].as_deref().unwrap(), "completed");
    assert_eq!((service.pin_tries(), phone.epoch(Purpose::Signature)), (2, Some(1)));

    // What the service cannot be asked about stops the next unlock: it could overtake this one.
    service.open(World::document_request);
    let polled = phone.poll(0).await.unwrap();
    disk.fail_after(1, Crash::Before);
    assert!(phone.sign(&polled.sessions[0], Some(&pins().signature)).await.is_err());
    disk.repair();
    service.cause(Trouble::Away);
    let away = phone.sign(&polled.sessions[0], Some(&pins().signature)).await;
    assert!(matches!(away, Err(Error::Unreachable { .. })), "{away:?}");
    assert_eq!(service.pin_tries(), 3, "nothing new was tried");
    service.end_trouble();
    assert_eq!(phone.sign(&polled.sessions[0], Some(&pins().signature)).await.unwrap().state, "completed");
}

#[tokio::test]
async fn a_session_is_answered_once() {
    let service = Service::new();
    let mut phone = enrolled(&service, &Disk::default()).await;
    service.open(World::document_request);
    let polled = phone.poll(0).await.unwrap();
    let session = &polled.sessions[0];
    phone.sign(session, Some(&pins().signature)).await.unwrap();
    assert!(matches!(phone.sign(session, Some(&pins().signature)).await, Err(Error::AlreadyAnswered)));

    let pending = PendingSession {
        statement: session.statement().compact().to_owned(),
        request: session.request().map(|request| request.compact().to_owned()),
        relying_party_chain: vec![phone_protocol::wire::CertificateBase64(
            service.world.lock().unwrap().bank.certificate.clone(),
        )],
    };
    assert!(matches!(phone.verify(&pending).await, Err(Error::AlreadyAnswered)));
}

#[tokio::test]
async fn a_session_that_expired_meanwhile_is_not_signed() {
    let service = Service::new();
    let mut phone = enrolled(&service, &Disk::default()).await;
    service.open(World::document_request);
    let polled = phone.poll(0).await.unwrap();
    service.clock.set(NOW.plus(120));
    let refused = phone.sign(&polled.sessions[0], Some(&pins().signature)).await.unwrap_err();
    assert!(refused.to_string().starts_with("the statement expired"), "{refused}");
    assert_eq!(service.pin_tries(), 0);
}

#[tokio::test]
async fn a_share_that_opens_nothing_changes_nothing() {
    let service = Service::new();
    let disk = Disk::default();
    let mut phone = enrolled(&service, &disk).await;
    service.open(World::document_request);
    let before = disk.document();
    service.cause(Trouble::OtherShare);
    let polled = phone.poll(0).await.unwrap();
    let refused = phone.sign(&polled.sessions[0], Some(&pins().signature)).await;
    assert!(matches!(refused, Err(Error::WrongShare)));
    // The unlock was written down before it was sent; keys, shares and epochs are as they were.
    let keys = |document: Option<Vec<u8>>| {
        let mut state: serde_json::Value = serde_json::from_slice(&document.unwrap()).unwrap();
        state.as_object_mut().unwrap().remove("unlocks").unwrap();
        state
    };
    assert_eq!(keys(disk.document()), keys(before));
    assert_eq!(phone.sign(&polled.sessions[0], Some(&pins().signature)).await.unwrap().state, "completed");
}

#[tokio::test]
async fn a_copied_phone_is_noticed_at_its_first_use() {
    let service = Service::new();
    let disk = Disk::default();
    let mut phone = enrolled(&service, &disk).await;
    let mut copy = service.phone(disk.copy());
    service.open(World::document_request);
    assert_eq!(sign_all(&mut phone).await[0].as_deref().unwrap(), "completed");
    service.open(World::document_request);
    let refused = sign_all(&mut copy).await.remove(0).unwrap_err();
    assert_eq!(refused.slug(), Some("phone-copied"));
}

#[tokio::test]
async fn a_copy_that_answers_before_its_owner_is_told_to_the_owner() {
    let service = Service::new();
    let disk = Disk::default();
    let mut phone = enrolled(&service, &disk).await;
    let mut copy = service.phone(disk.copy());
    // The copy answers what its owner has started, each time before the owner has typed a PIN.
    service.open(World::document_request);
    let polled = phone.poll(0).await.unwrap();
    assert_eq!(sign_all(&mut copy).await[0].as_deref().unwrap(), "completed");
    let over = phone.sign(&polled.sessions[0], Some(&pins().signature)).await.unwrap_err();
    assert!(matches!(over, Error::SignedElsewhere) && over.slug() == Some("session-over"), "{over}");
    assert!(over.to_string().contains("not by this phone"), "{over}");
}

#[tokio::test]
async fn an_unacceptable_session_is_told_once_and_never_signed() {
    let service = Service::new();
    let mut phone = enrolled(&service, &Disk::default()).await;
    let session = service.open(World::document_request);
    service.replace(session, |world, pending| {
        let request = world.document_request();
        let statement = world.statement(&request, pending.request.as_ref().unwrap());
        pending.statement = Key::of("a door").sign_message(&statement);
    });
    let polled = phone.poll(0).await.unwrap();
    assert!(polled.sessions.is_empty());
    assert!(polled.unacceptable[0].reason.to_string().contains("does not verify"));
    let again = phone.poll(0).await.unwrap();
    assert!(again.sessions.is_empty() && again.unacceptable.is_empty());
}

/// A person by script.
#[derive(Default)]
struct Script {
    decision: Option<Decision>,
    pins: Mutex<Vec<&'static str>>,
    events: Mutex<Vec<String>>,
    prompts: Mutex<Vec<Prompt>>,
}

impl Interaction for Script {
    fn decide(&self, prompt: &Prompt) -> Decision {
        self.prompts.lock().unwrap().push(prompt.clone());
        self.decision.clone().unwrap_or(Decision::Sign)
    }

    fn pin(&self, prompt: &PinPrompt) -> Option<Pin> {
        let expected_first = self.events.lock().unwrap().is_empty();
        assert_eq!(prompt.first, expected_first);
        let mut pins = self.pins.lock().unwrap();
        (!pins.is_empty()).then(|| Pin::new(pins.remove(0)).unwrap())
    }

    fn tell(&self, event: &Event) {
        self.events.lock().unwrap().push(format!("{event:?}"));
    }
}

async fn handle(service: &Arc<Service>, script: &Arc<Script>) -> (SessionId, Result<Ending, Error>) {
    let mut phone = enrolled(service, &Disk::default()).await;
    let session = service.open(World::document_request);
    let polled = phone.poll(0).await.unwrap();
    let interaction: Arc<dyn Interaction> = Arc::<Script>::clone(script);
    (session, phone.handle(&polled.sessions[0], &interaction).await)
}

#[tokio::test]
async fn the_person_sees_who_asks_for_what_and_may_mistype() {
    let service = Service::new();
    let script = Arc::new(Script { pins: Mutex::new(vec!["99999", "73914"]), ..Script::default() });
    let (session, ending) = handle(&service, &script).await;
    assert_eq!(ending.unwrap(), Ending::Signed("completed".to_owned()));
    assert!(service.was_shown(session));
    assert_eq!(service.pin_tries(), 2);
    let events = script.events.lock().unwrap();
    assert!(events[0].contains("WrongPin { remaining: Some(2) }"), "{events:?}");
    assert!(events[1].contains("signature: WrongTries { since_last_use: 1, last_30_days: 1 }"), "{events:?}");
    assert_eq!(
        phone_terminal::wrong_pins_lines(
            english(),
            &WrongPins {
                authentication: WrongTries { since_last_use: 0, last_30_days: 4 },
                signature: WrongTries { since_last_use: 2, last_30_days: 5 },
            }
        ),
        [
            "2 wrong PINs since your last use (PIN 2). 5 in the last 30 days; the ninth ends this phone.",
            "If that was not you, somebody else has what is on this phone: see an officer.",
        ]
    );

    let prompts = script.prompts.lock().unwrap();
    let lines = prompts[0].lines(english()).join("\n");
    let digest = prompts[0].displayed.documents[0].document_sha256.unwrap().to_string();
    for part in [
        "Bank of Examples (bank.example, MU) asks you to sign (PIN 2)",
        "Loan of 1,000 rupees",
        "loan.pdf",
        "4711",
        "120 s",
        &digest[..8],
        &digest[56..],
    ] {
        assert!(lines.contains(part), "{part} is missing in\n{lines}");
    }
}

#[tokio::test]
async fn the_person_may_refuse_stop_or_wait() {
    let service = Service::new();
    let decision = Some(Decision::Refuse(RefusalReason::NotMine));
    let script = Arc::new(Script { decision, ..Script::default() });
    let (session, ending) = handle(&service, &script).await;
    assert_eq!(ending.unwrap(), Ending::Refused);
    assert_eq!(service.outcome(session).as_deref(), Some("refused"));

    let service = Service::new();
    let (session, ending) = handle(&service, &Arc::new(Script::default())).await;
    assert!(matches!(ending, Err(Error::Stopped)));
    assert_eq!(service.outcome(session), None);

    let service = Service::new();
    let script = Arc::new(Script { decision: Some(Decision::Later), ..Script::default() });
    let (session, ending) = handle(&service, &script).await;
    assert_eq!(ending.unwrap(), Ending::Left);
    assert_eq!(service.outcome(session), None);
}

#[tokio::test]
async fn a_locked_pin_ends_the_questions() {
    let service = Service::new();
    let pins = Mutex::new(vec!["99999", "99998", "99997", "73914"]);
    let script = Arc::new(Script { pins, ..Script::default() });
    let (_, ending) = handle(&service, &script).await;
    assert_eq!(ending.unwrap_err().slug(), Some("pin-locked"));
    assert_eq!(service.pin_tries(), 3);
}

#[tokio::test]
async fn an_automatic_phone_signs_with_its_pins_or_with_remembered_ones() {
    let service = Service::new();
    let mut phone = enrolled(&service, &Disk::default()).await;
    service.open(World::document_request);
    let with_pins: Arc<dyn Interaction> = Arc::new(Automatic { pins: Some(pins()) });
    assert_eq!(phone.handle_pending(&with_pins, 0).await.unwrap(), 1);

    service.open(World::document_request);
    phone.remember_pin(Purpose::Signature, &pins().signature).unwrap();
    let without: Arc<dyn Interaction> = Arc::new(Automatic { pins: None });
    assert_eq!(phone.handle_pending(&without, 0).await.unwrap(), 1);

    // A lost "shown" is of no importance.
    let session = service.open(World::document_request);
    service.cause(Trouble::LoseMessage(Shown::TYP));
    assert_eq!(phone.handle_pending(&without, 0).await.unwrap(), 1);
    assert_eq!(service.outcome(session).as_deref(), Some("completed"));
}
