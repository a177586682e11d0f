//! `signet sign`: plays a relying party that wants a person's signature under a PDF.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use doc_signatures::pades;
use doc_signatures::verify::{Indication, Report, verify_pdf};
use phone_protocol::Purpose;
use pki_types::display::shown;
use pki_types::{SystemClock, SystemRandom};

use crate::cli::{CountryArguments, PersonName};
use crate::client::completion::{SignedDocument, complete};
use crate::client::relying_party::{Content, RelyingParty};
use crate::client::{Country, Credentials};
use crate::output::{self, say};

/// Arguments of `signet sign`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The PDF; it is not changed
    file: PathBuf,
    /// Who is asked to sign, as COUNTRY-CODE
    #[arg(long)]
    person: PersonName,
    /// Where the signed PDF goes; by default FILE.signed.pdf beside it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The full name of an empty signature field of the document, which is filled; by default a new one is made that
    /// shows nothing
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// What the person reads beside the document's name
    #[arg(long, default_value = "Please sign this document")]
    text: String,
    /// The relying party's folder: certificate.pem, key.pem (mode 0600), chain.pem
    #[arg(long = "as", value_name = "FOLDER", default_value = "signet-data/relying-party")]
    folder: PathBuf,
    /// The running country.
    #[command(flatten)]
    country: CountryArguments,
}

/// Asks, waits, completes the document and checks it before it is written.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let pdf = super::pdf_of(&arguments.file)?;
    let out = arguments.out.clone().unwrap_or_else(|| arguments.file.with_extension("signed.pdf"));
    if out.exists() {
        bail!("{} exists already: name another file with --out", shown(out.display()));
    }
    let credentials = Credentials::read(&arguments.folder)?;
    let country = Country::discover(&arguments.country.country).await?;
    let relying_party = RelyingParty::new(&credentials, &country, &SystemClock, &SystemRandom)?;
    let name = display_name(&arguments.file);
    output::promise(&format!("Asking for a signature on {}.", shown(arguments.file.display())))?;
    let document = Document { pdf: &pdf, name: &name, field: arguments.field.as_deref() };
    let (signed, _) =
        sign(&relying_party, &arguments.person, &document, &arguments.text, |state, code| {
            match (state, code) {
                ("stated", Some(code)) => {
                    say!(
                        "Asked. The phone must show the code {}; compare it, then approve there.",
                        shown(code)
                    )
                }
                ("shown", _) => say!("The phone shows the request."),
                ("answered", _) => say!("The phone has answered."),
                _ => {}
            }
        })
        .await?;
    std::fs::write(&out, &signed.pdf).with_context(|| format!("cannot write {}", shown(out.display())))?;
    say!("Signed: {}", shown(out.display()));
    say!(
        "Next: `signet verify {} --trust ROOT.pem`, with the country's root certificate.",
        shown(out.display())
    );
    Ok(())
}

/// The name of a document as a phone can show it.
pub fn display_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let shown: String =
        name.chars().filter(|c| c.is_alphanumeric() || " ._-()".contains(*c)).take(100).collect();
    if shown.trim().is_empty() { "document.pdf".to_owned() } else { shown.trim().to_owned() }
}

/// What is to be signed.
pub struct Document<'a> {
    /// The PDF.
    pub pdf: &'a [u8],
    /// What the phone calls it.
    pub name: &'a str,
    /// The empty signature field that is filled, by its full name; without one a new field is made.
    pub field: Option<&'a str>,
}

/// The whole way of one signature as a relying party goes it.
pub async fn sign(
    relying_party: &RelyingParty<'_>,
    person: &PersonName,
    document: &Document<'_>,
    text: &str,
    on_change: impl FnMut(&str, Option<&str>),
) -> Result<(SignedDocument, Report)> {
    // 1. The person's signing certificate: it is bound inside what is signed.
    let holder = relying_party.look_up(&person.country, &person.code, Purpose::Signature).await?;
    // 2. The document with a place for the signature, and the bytes to be signed.
    let now = relying_party.clock.now();
    let preparation = pades::Preparation {
        certificate: &holder.certificate,
        chain: &holder.chain,
        signing_time: now,
        name: None,
        reason: None,
        location: None,
        field: document.field,
    };
    let prepared = pades::prepare(document.pdf, &preparation)?;
    // 3. The phone signs them.
    let content = Content::Document {
        to_be_signed: prepared.to_be_signed(),
        sha256: prepared.document_sha256(),
        name: document.name,
    };
    let session = relying_party.start(&holder, &content, text).await?;
    let signature = relying_party.wait(&session, on_change).await?;
    // 4. Into the document; a signature that does not verify stops here.
    let signed = prepared.sign(&signature.value)?;
    // 5. Time-stamp and evidence.
    let root = &relying_party.credentials.root;
    let document = complete(
        signed,
        &holder.certificate,
        relying_party.country,
        root,
        relying_party.clock,
        relying_party.random,
    )
    .await?;
    // 6. What leaves was checked first, as an auditor will check it.
    let report = verify_pdf(&document.pdf, std::slice::from_ref(root), relying_party.clock.now());
    if report.indication != Indication::TotalPassed {
        bail!("the signed document does not pass its own verification:\n{}", report.to_text());
    }
    Ok((document, report))
}
