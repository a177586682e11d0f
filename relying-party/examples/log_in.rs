//! Logs a person in, as an e-service does: `cargo run -p relying-party --example log_in -- MU T0101900000017`.
//!
//! A demonstration country runs beside it (`./scripts/run`), and the citizen's phone waits (the landing page says how).

use std::error::Error;
use std::path::Path;

use pki_types::{SystemClock, SystemRandom, random_array};
use relying_party::{Content, Country, Credentials, Purpose, RelyingParty};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let person_country = arguments.next().ok_or("whose country? Two letters, for example MU")?;
    let code = arguments.next().ok_or("whose code in that country's register?")?;

    // 1. Who asks, and where: the folder that registration gave, and the country's one page of addresses.
    let credentials = Credentials::read(Path::new("greatseal-data/relying-party"))?;
    let country = Country::discover("http://127.0.0.1:7600").await?;
    let service = RelyingParty::new(&credentials, &country, &SystemClock, &SystemRandom)?;
    // 2. The person's certificate for logins.
    let person = service.look_up(&person_country, &code, Purpose::Authentication).await?;
    // 3. A challenge of this login alone. The person compares the code on this screen with the one on the phone.
    let challenge: [u8; 32] = random_array(&SystemRandom);
    let session = service.start(&person, &Content::Challenge(&challenge), "Log in").await?;
    let login = service.wait(&session, |state, code| println!("{state} {}", code.unwrap_or("…"))).await?;
    // 4. Everything that came back is verified: let the person in, and keep the evidence.
    println!("logged in since {}: {}", login.completed_at.rfc3339(), person.certificate.subject_display());
    println!("evidence: {}", login.receipt);
    Ok(())
}
