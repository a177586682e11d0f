//! People who enrol, and phones that answer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use phone_terminal::{Automatic, Environment, Error, Interaction, MemoryStorage, Phone};
use pki_types::{Clock, SystemClock};
use words::DeviceKind;
use words::act::{Act, RegisterPerson};
use words::personal::PersonName;

use crate::dice::Dice;
use crate::ledger::{Known, Zero};
use crate::testbed::people::{ITERATIONS, pins, reference};
use crate::world::{PATIENCE, World};

/// How long a phone waits before it sends the same bytes again: five times as long is more than a restart.
const PAUSE: Duration = Duration::from_millis(150);
/// How long one poll lasts, in seconds.
const POLL_SECONDS: u8 = 5;

/// A person with certificates for both purposes.
pub(crate) struct Citizen {
    /// As COUNTRY-CODE.
    pub(crate) name: String,
    /// Both certificates.
    pub(crate) certificates: [Arc<Known>; 2],
}

/// Citizens with whom nobody is busy: the officers take them from here and bring them back.
pub(crate) type Pool = Mutex<Vec<Citizen>>;

/// Registers a person, has a phone activated, and enrols it. None, and a fault, if that cannot be done.
pub(crate) async fn enrol(world: &World, name: &str) -> Option<(Citizen, Phone)> {
    // 1. The person, and what the officer hands over.
    let person = reference(name);
    let name_given = PersonName::new("ADA", "EXAMPLE").expect("the name is well-formed");
    let register = RegisterPerson { country: person.country, code: person.code, name: name_given };
    world.perform(Act::RegisterPerson(register)).await?;
    let (act, activation) = loop {
        let officer = world.officer();
        let expires_at = SystemClock.now().plus(3600);
        match officer.activation(reference(name), DeviceKind::App, expires_at, None).await {
            Ok(drawn) => break drawn,
            Err(_away) => tokio::time::sleep(PAUSE).await,
        }
    };
    world.perform(act).await?;

    // 2. The phone, which sends the same enrolment until it is answered.
    let environment = Environment { pause: PAUSE, ..world.environment() };
    let mut phone = Phone::open(MemoryStorage::default(), environment).ok()?.with_iterations(ITERATIONS);
    while phone.enrolled().is_none() {
        let tried = if phone.enrolment_is_outstanding() {
            phone.resume_enrolment().await.map(|_| ())
        } else {
            phone.enrol(&activation, &pins()).await.map(|_| ())
        };
        match tried {
            Err(Error::Refused { status, problem }) if status != 202 && status < 500 => {
                let what = format!("an acknowledged activation was refused: {status}, {}", problem.title);
                world.fault(Zero::AcknowledgedAndLost, what);
                return None;
            }
            Err(problem) if world.is_out_of(PATIENCE) => {
                world.fault(Zero::WithoutEnd, format!("an enrolment does not end: {problem}"));
                return None;
            }
            _ => {}
        }
    }

    // 3. What it became.
    for purpose in words::Purpose::ALL {
        phone.remember_pin(purpose, pins().of(purpose)).expect("the phone has its keys");
    }
    let enrolled = phone.enrolled()?;
    let issuer = enrolled.chain.first()?;
    let mut ledger = world.ledger();
    ledger.count("enrolment");
    let certificates = [&enrolled.authentication, &enrolled.signature]
        .map(|certificate| ledger.enrolled(name, certificate, issuer));
    drop(ledger);
    Some((Citizen { name: name.to_owned(), certificates }, phone))
}

/// Enrols one person after the other; `queue` tells their names from those of another queue.
pub(crate) async fn keep_enrolling(world: Arc<World>, pool: Arc<Pool>, queue: u32, mut dice: Dice) {
    let mut number = 0_u32;
    while !world.is_closing() {
        number += 1;
        if let Some((citizen, _phone)) = enrol(&world, &format!("MU-E{queue}{number:06}")).await {
            pool.lock().expect("no client panics while it holds this").push(citizen);
        }
        tokio::time::sleep(dice.milliseconds(0, 300)).await;
    }
}

/// A phone that signs whatever it is asked, until nobody asks any more.
pub(crate) async fn keep_answering(world: Arc<World>, mut phone: Phone) {
    let person: Arc<dyn Interaction> = Arc::new(Automatic { pins: None });
    while !world.is_over() {
        if let Err(problem) = phone.handle_pending(&person, POLL_SECONDS).await {
            return world.fault(Zero::Unexpected, format!("a phone cannot go on: {problem}"));
        }
    }
}
