//! `greatseal sign`: plays a relying party that wants a person's signature under a PDF.

use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};

use anyhow::{Context, Result, bail};
use clap::Args;
use pki_types::display::shown;
use pki_types::{SystemClock, SystemRandom};
use relying_party::{Content, Credentials, Error, Purpose, RelyingParty, Session, SignedDocument};
use words::SessionState;

use crate::cli::{CountryArguments, PersonName};
use crate::client::discover;
use crate::client::problems::told;
use crate::command_line;
use crate::interrupts::{Interrupted, Interrupts};
use crate::output::{self, say};

/// Arguments of `greatseal sign`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The PDFs, which are not changed; the person signs all of them with one PIN, and may strike some out
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Who is asked to sign, as COUNTRY-CODE
    #[arg(long)]
    person: PersonName,
    /// Where the signed PDF goes, of one; by default FILE.signed.pdf beside it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The full name of an empty signature field of each document, which is filled; by default a new one is made that
    /// shows nothing
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// What the person reads beside the document's name
    #[arg(long, default_value = "Please sign this document")]
    text: String,
    /// The relying party's folder: certificate.pem, key.pem (mode 0600), chain.pem
    #[arg(long = "as", value_name = "FOLDER", default_value = "greatseal-data/relying-party")]
    folder: PathBuf,
    /// The running country.
    #[command(flatten)]
    country: CountryArguments,
}

/// Asks, waits, completes the document and checks it before it is written.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let (documents, outs) = documents(&arguments)?;
    let credentials = Credentials::read(&arguments.folder)?;
    let country = discover(&arguments.country.country).await?;
    let relying_party = RelyingParty::new(&credentials, &country, &SystemClock, &SystemRandom)?;
    let interrupts = Interrupts::listen()?;
    let named: Vec<_> = arguments.files.iter().map(|file| shown(file.display()).to_string()).collect();
    output::promise(&format!("Asking for a signature on {}.", named.join(", ")))?;
    let (person, text) = (&arguments.person, &arguments.text);
    let signed = sign(&relying_party, person, documents, text, progress(), interrupts.first()).await?;
    let root = arguments.folder.join("root.pem");
    let root = if root.exists() { root } else { PathBuf::from("ROOT.pem") };
    let mut verify = None;
    for ((file, out), signed) in arguments.files.iter().zip(&outs).zip(&signed) {
        let Some(signed) = signed else {
            say!("Not signed: {}: the person struck it out.", shown(file.display()));
            continue;
        };
        std::fs::write(out, &signed.pdf).with_context(|| format!("cannot write {}", shown(out.display())))?;
        say!("Signed: {}", shown(out.display()));
        let command = ["verify".as_ref(), out.as_path(), "--trust".as_ref(), &root];
        verify.get_or_insert_with(|| command_line::of_program(command));
    }
    let verify = verify.context("nothing was signed")?;
    say!("Next, as an auditor with the country's root certificate: {}", shown(verify));
    Ok(())
}

/// The documents, and where each goes when it is signed.
fn documents(arguments: &Arguments) -> Result<(Vec<Document>, Vec<PathBuf>)> {
    if arguments.out.is_some() && arguments.files.len() > 1 {
        bail!("--out names one file, and there are {}: leave it out", arguments.files.len());
    }
    let (mut documents, mut outs) = (Vec::new(), Vec::new());
    for file in &arguments.files {
        let out = arguments.out.clone().unwrap_or_else(|| beside(file));
        if out.exists() || outs.contains(&out) {
            bail!("{} exists already: name another file with --out", shown(out.display()));
        }
        let (pdf, field) = (super::pdf_of(file)?, arguments.field.clone());
        documents.push(Document { pdf, name: display_name(file), field });
        outs.push(out);
    }
    Ok((documents, outs))
}

/// Tells the person at this screen how far the request is; the code as soon as it is known, in whichever state.
fn progress() -> impl FnMut(SessionState, Option<&str>) {
    let mut code_told = false;
    move |state, code| {
        if let (Some(code), false) = (code, code_told) {
            code_told = true;
            say!(
                "The code is {}: the phone must show the same one. Compare, then approve there with PIN 2. Ctrl-C takes \
                 the request back.",
                shown(code)
            );
        }
        match state {
            SessionState::Requested => {
                say!("Asked. The code comes as soon as the service has stated the request.")
            }
            SessionState::Shown => say!("The phone shows the request."),
            SessionState::Answered => say!("The phone has answered."),
            _ => {}
        }
    }
}

/// Where the signed document goes if nobody says otherwise.
pub(super) fn beside(file: &Path) -> PathBuf {
    file.with_extension("signed.pdf")
}

/// The name of a document as a phone can show it.
pub fn display_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let shown: String =
        name.chars().filter(|c| c.is_alphanumeric() || " ._-()".contains(*c)).take(100).collect();
    if shown.trim().is_empty() { "document.pdf".to_owned() } else { shown.trim().to_owned() }
}

/// What is to be signed. It is given away: a document may be as large as a file can be, and is in memory once.
pub struct Document {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// What the phone calls it.
    pub name: String,
    /// The empty signature field that is filled, by its full name; without one a new field is made.
    pub field: Option<String>,
}

/// The whole way of signatures under documents as a relying party goes it, all in one request; none of those that the person
/// struck out. When `stop` is ready before the phone has signed, the request is taken back.
///
/// # Errors
/// What failed or ended the request, and what to do; [`Interrupted`] where `stop` did.
pub async fn sign(
    relying_party: &RelyingParty<'_>,
    person: &PersonName,
    documents: Vec<Document>,
    text: &str,
    on_change: impl FnMut(SessionState, Option<&str>),
    stop: impl Future<Output = Interrupted>,
) -> Result<Vec<Option<SignedDocument>>> {
    let mut stop = pin!(stop);
    // 1. The person's signing certificate: it is bound inside what is signed.
    let looking = relying_party.look_up(&person.country, &person.code, Purpose::Signature);
    let holder = unless(stop.as_mut(), looking, "nobody was asked").await?;
    // 2. The documents with a place for the signature, and the bytes to be signed.
    let (mut names, mut prepared) = (Vec::new(), Vec::new());
    for Document { pdf, name, field } in documents {
        names.push(name);
        prepared.push(relying_party.prepare(&holder, pdf, field.as_deref())?);
    }
    // 3. The phone signs them. A request that is on its way is not given up: whoever knows its session can take it back.
    let asked = prepared.iter().zip(&names);
    let asked = asked.map(|(prepared, name)| relying_party::Document::prepared(prepared, name));
    let content = Content::Documents(asked.collect());
    let session = relying_party.start(&holder, &content, text).await?;
    let signatures = tokio::select! {
        signatures = relying_party.wait(&session, on_change) => signatures.map_err(told)?,
        interrupted = stop.as_mut() => return Err(take_back(relying_party, &session, interrupted).await),
    };
    // 4. Into each document, with time-stamp and evidence; what leaves was checked as an auditor will check it.
    let too_late = "the person has signed, but the document was not finished and is not written";
    let mut signed = Vec::new();
    for (prepared, value) in prepared.into_iter().zip(&signatures.values) {
        signed.push(match value {
            Some(value) => {
                let complete = relying_party.complete(prepared, value);
                Some(unless(stop.as_mut(), complete, too_late).await?)
            }
            None => None,
        });
    }
    Ok(signed)
}

/// Does this work, unless somebody stops it before it is done; `instead` says what that means.
async fn unless<T>(
    stop: Pin<&mut impl Future<Output = Interrupted>>,
    work: impl Future<Output = Result<T, Error>>,
    instead: &'static str,
) -> Result<T> {
    tokio::select! {
        biased;
        interrupted = stop => Err(anyhow::Error::new(interrupted).context(instead)),
        done = work => Ok(done?),
    }
}

/// Takes a request back, so that no phone shows it any more; says what became of it.
async fn take_back(
    relying_party: &RelyingParty<'_>,
    session: &Session,
    interrupted: Interrupted,
) -> anyhow::Error {
    let what = match relying_party.cancel(session).await {
        Ok(ended) if ended.state == SessionState::Cancelled => {
            "the request is taken back, and nothing was signed".to_owned()
        }
        Ok(ended) if ended.state == SessionState::Completed => {
            "it was too late to take the request back: the person has signed. The signature is not used, and no document \
             is written"
                .to_owned()
        }
        Ok(ended) => format!("the request ended otherwise ({}), and no document is written", ended.state),
        Err(problem) => {
            format!("the request could not be taken back and ends by itself: {}", problem.in_full())
        }
    };
    anyhow::Error::new(interrupted).context(what)
}
