//! Has a person sign a PDF: `cargo run -p relying-party --example sign_pdf -- MU T0101900000017 samples/garden-plot.pdf`.
//!
//! A demonstration country runs beside it (`./scripts/run`), and the citizen's phone waits (the landing page says how).

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use pki_types::{SystemClock, SystemRandom};
use relying_party::{Content, Country, Credentials, Purpose, RelyingParty};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let person_country = arguments.next().ok_or("whose country? Two letters, for example MU")?;
    let code = arguments.next().ok_or("whose code in that country's register?")?;
    let file = PathBuf::from(arguments.next().ok_or("which PDF?")?);
    let name = file.file_name().ok_or("which PDF?")?.to_string_lossy();

    // 1. Who asks, and where: the folder that registration gave, and the country's one page of addresses.
    let credentials = Credentials::read(Path::new("greatseal-data/relying-party"))?;
    let country = Country::discover("http://127.0.0.1:7600").await?;
    let service = RelyingParty::new(&credentials, &country, &SystemClock, &SystemRandom)?;
    // 2. The person's certificate for signatures, which is bound inside what is signed.
    let person = service.look_up(&person_country, &code, Purpose::Signature).await?;
    // 3. The document with a place for the signature, and the phone's signature over it.
    let prepared = service.prepare(&person, fs::read(&file)?, None)?;
    let content = Content::document(&prepared, &name);
    let session = service.start(&person, &content, "Please sign this document").await?;
    let signature = service.wait(&session, |state, code| println!("{state} {}", code.unwrap_or("…"))).await?;
    // 4. Time-stamp and status into the document: it can be checked for years, without a network.
    let document = service.complete(prepared, signature.first()).await?;
    fs::write(file.with_extension("signed.pdf"), &document.pdf)?;
    println!("{}", document.report.to_text());
    Ok(())
}
