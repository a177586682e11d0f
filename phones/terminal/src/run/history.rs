//! `greatseal phone history`: what the person was asked, in lines; and files of it.

use std::path::Path;

use faces::Catalogue;
use phone_protocol::{PastSession, Sign};
use words::SessionId;

use crate::terminal::say;
use crate::{Error, Phone};

/// A page of what the person was asked; everything about each into a folder, where one is named.
pub(super) async fn tell(
    phone: &mut Phone,
    after: Option<SessionId>,
    save: Option<&Path>,
    words: &Catalogue,
) -> Result<(), Error> {
    let page = phone.history(after).await?;
    if page.entries.is_empty() {
        say(&words.say("terminal-past-none"));
    }
    for past in &page.entries {
        tell_past(past, words);
        let Some(folder) = save else { continue };
        let session = past.statement.session;
        let (text, evidence) = phone.evidence(past).await?;
        let path = folder.join(format!("{session}.json"));
        write(folder, &path, &text)?;
        let id = if evidence.log.is_some() { "terminal-past-saved" } else { "terminal-past-unproven" };
        say(&format!("  {}", words.say_of(id, [("file", path.display().to_string().into())])));
    }
    if page.unacceptable > 0 {
        let count = i64::try_from(page.unacceptable).unwrap_or(i64::MAX);
        say(&words.say_of("terminal-past-unacceptable", [("count", count.into())]));
    }
    if let Some(next) = page.next {
        say(&words.say_of("terminal-past-more", [("session", next.to_string().into())]));
    }
    Ok(())
}

fn write(folder: &Path, path: &Path, text: &str) -> Result<(), Error> {
    let failed = |action| move |source| Error::Storage { path: path.to_owned(), action, source };
    std::fs::create_dir_all(folder).map_err(failed("created"))?;
    std::fs::write(path, text).map_err(failed("written"))
}

fn tell_past(past: &PastSession, words: &Catalogue) {
    let statement = &past.statement;
    let who = statement.relying_party.as_ref().map_or_else(
        || words.say("terminal-past-own"),
        |party| format!("{} ({})", party.name.as_str(), party.domain.as_str()),
    );
    let what = match &statement.sign {
        Sign::Deed { deed, .. } => deed.kind().to_owned(),
        _ => statement.purpose.to_string(),
    };
    let values = [
        ("at", statement.issued_at.rfc3339().into()),
        ("who", who.into()),
        ("what", what.into()),
        ("state", past.state.to_string().into()),
        ("problem", past.problem.clone().unwrap_or_else(|| "-".to_owned()).into()),
        ("session", statement.session.to_string().into()),
    ];
    say(&words.say_of("terminal-past", values));
    let phone =
        past.phone.as_ref().map_or_else(|| statement.device.to_string(), |name| name.as_str().to_owned());
    say(&format!("  {}", words.say_of("terminal-past-phone", [("phone", phone.into())])));
    if let Some(text) = &statement.display.text {
        say(&format!("  {}", text.as_str()));
    }
    for name in statement.sign.documents().iter().filter_map(|document| document.document_name.as_ref()) {
        say(&format!("  {}", name.as_str()));
    }
}
