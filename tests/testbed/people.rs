//! The people of a story: an officer's acts, a person's phone, a relying party's requests.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use greatseal::client::acts::{Asked, Officer};
use phone_protocol::Pin;
use phone_terminal::{Automatic, Environment, FolderStorage, HttpDoor, Interaction, Phone, Pins};
use pki_types::{Clock, Sha256Digest, SystemClock, SystemRandom};
use relying_party::{Country, Credentials, RelyingParty};
use serde::de::DeserializeOwned;
use words::DeviceKind;
use words::act::{Act, ConfirmAct, PersonReference, PersonRegistered, RegisterPerson, Role, StatusChanged};
use words::personal::{PersonName, PersonalCode};

use super::Founded;

/// PBKDF2 iterations of a story's phones: few, because nobody attacks them.
pub(crate) const ITERATIONS: u32 = 1000;

/// Both PINs of every person of a story.
pub(crate) fn pins() -> Pins {
    Pins {
        authentication: Pin::new("2749").expect("the PIN keeps the rules"),
        signature: Pin::new("60318").expect("the PIN keeps the rules"),
    }
}

/// A person as acts name one; `name` is COUNTRY-CODE.
pub(crate) fn reference(name: &str) -> PersonReference {
    let (country, code) = name.split_once('-').expect("a person is COUNTRY-CODE");
    PersonReference {
        country: country.to_owned(),
        code: PersonalCode::new(code).expect("the code is well-formed"),
    }
}

/// The officer of a country.
pub(crate) fn officer<'a>(credentials: &'a Credentials, country: &'a Country) -> Officer<'a> {
    Officer::new(credentials, country, &SystemClock, &SystemRandom).expect("an HTTP client can be made")
}

/// The relying party of a country.
pub(crate) fn relying_party<'a>(credentials: &'a Credentials, country: &'a Country) -> RelyingParty<'a> {
    RelyingParty::new(credentials, country, &SystemClock, &SystemRandom).expect("an HTTP client can be made")
}

/// Registers a person.
pub(crate) async fn register(officer: &Officer<'_>, name: &str, given: &str, surname: &str) -> Result<()> {
    let person = reference(name);
    let act = Act::RegisterPerson(RegisterPerson {
        country: person.country,
        code: person.code,
        name: PersonName::new(given, surname).expect("the name is well-formed"),
    });
    officer.perform::<PersonRegistered>(act, "registering").await.map(|_| ())
}

/// Performs an act that changes the status of certificates.
pub(crate) async fn change_status(officer: &Officer<'_>, act: Act) -> Result<StatusChanged> {
    officer.perform(act, "changing the status").await
}

/// What one security officer asks for and another confirms; gives the answer that both get.
pub(crate) async fn together<T: DeserializeOwned>(
    asking: &Officer<'_>,
    confirming: &Officer<'_>,
    act: Act,
) -> Result<T> {
    let act_sha256 = asked(asking, act).await?;
    confirming.perform(Act::ConfirmAct(ConfirmAct { act_sha256 }), "confirming").await
}

/// What a security officer asks for and may not do alone; gives the hash of the act, which waits.
pub(crate) async fn asked(asking: &Officer<'_>, act: Act) -> Result<Sha256Digest> {
    let asking = Officer { client: asking.client.clone(), role: Some(Role::Security), ..*asking };
    match asking.ask::<serde_json::Value>(act, "asking").await? {
        Asked::Waits { act, .. } => Ok(act),
        Asked::Done(answer) => bail!("it was done by one officer: {answer}"),
    }
}

/// The folder of a phone, in the country's own.
pub(crate) fn phone_folder(founded: &Founded, folder: &str) -> PathBuf {
    founded.home.path().join("phones").join(folder)
}

/// A phone in the country's folder.
pub(crate) fn phone(founded: &Founded, folder: &str) -> Phone {
    let environment = Environment {
        door: Arc::new(HttpDoor::new(None).expect("an HTTP client can be made")),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        pause: Duration::from_millis(300),
    };
    phone_in(founded, folder, environment)
}

/// Opens a phone's folder. A process that another thread begins has every file of this one open until it runs its own program, and
/// with them the lock of a phone that was here just now.
fn unlocked(folder: &Path) -> Result<FolderStorage, phone_terminal::Error> {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        match FolderStorage::open(folder) {
            Err(phone_terminal::Error::InUse(_)) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(10));
            }
            opened => return opened,
        }
    }
}

/// A phone in the country's folder, by another clock or another way to the service.
pub(crate) fn phone_in(founded: &Founded, folder: &str, environment: Environment) -> Phone {
    let storage = unlocked(&phone_folder(founded, folder)).expect("the phone's folder opens");
    Phone::open(storage, environment).expect("the phone opens").with_iterations(ITERATIONS)
}

/// Registers a person and enrols a phone.
pub(crate) async fn enrolled(
    founded: &Founded,
    country: &Country,
    name: &str,
    given: &str,
    surname: &str,
) -> Phone {
    let credentials = founded.credentials("officer");
    let officer = officer(&credentials, country);
    register(&officer, name, given, surname).await.expect("the person is registered");
    let expires_at = SystemClock.now().plus(3600);
    let activation = officer
        .activate(reference(name), DeviceKind::App, expires_at)
        .await
        .expect("the activation is given");
    let mut phone = phone(founded, name);
    phone.enrol(&activation, &pins()).await.expect("the phone enrols");
    phone
}

/// Lets a phone approve sessions until one has ended; gives the phone back.
pub(crate) async fn approve_one(mut phone: Phone) -> Result<Phone> {
    let person: Arc<dyn Interaction> = Arc::new(Automatic { pins: Some(pins()) });
    phone.deliver_outstanding().await?;
    while phone.handle_pending(&person, 5).await? == 0 {}
    Ok(phone)
}
