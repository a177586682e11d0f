//! Reading what is signed: documents that lie at the relying party are fetched by the phone itself, and held against what the
//! bytes to be signed bind.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use phone_protocol::document::check_file;
use phone_protocol::verification::VerifiedSession;
use phone_protocol::{Content, Location};
use words::SessionId;

use crate::enrolment::blocking;
use crate::{Error, Event, Interaction, Phone};

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A document that is exactly what is signed, to be given to the person.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// The session.
    pub session: SessionId,
    /// Which of its documents, from 1 on.
    pub number: usize,
    /// The file.
    pub file: Vec<u8>,
}

impl Phone {
    /// Gives the person what can be read of a session; says of each document whether it was given. A text stands on the screen
    /// itself.
    ///
    /// # Errors
    /// [`Error::OtherDocument`]: at the location of a document lies another file than what would be signed. That one may not be
    /// fetched is told, and no error.
    pub(crate) async fn read(
        &self,
        session: &VerifiedSession,
        interaction: &Arc<dyn Interaction>,
    ) -> Result<Vec<bool>, Error> {
        let mut opened = Vec::new();
        for (at, content) in session.contents().iter().enumerate() {
            let is_given = match session.location(at) {
                None => matches!(content, Content::Text { .. }),
                Some((location, bound)) => match self.fetch(location).await {
                    Ok(file) => {
                        let number = at + 1;
                        check_file(&file, location, &bound)
                            .map_err(|source| Error::OtherDocument { number, source })?;
                        let read = ReadDocument { session: session.statement().session, number, file };
                        let asked = Arc::clone(interaction);
                        blocking(move || Ok(asked.give(&read))).await?
                    }
                    Err(error) => {
                        interaction.tell(&Event::Failed { reason: error.to_string() });
                        false
                    }
                },
            };
            opened.push(is_given);
        }
        Ok(opened)
    }

    async fn fetch(&self, location: &Location) -> Result<Vec<u8>, Error> {
        // Another's word must not make a phone look around on its own machine, unless its service is there too.
        let is_tried_out = self.state()?.base_url.starts_with("http://");
        if location.is_local() && !is_tried_out {
            return Err(Error::Input("a document on this machine is not read".to_owned()));
        }
        let limit = usize::try_from(location.size).unwrap_or(usize::MAX);
        let reply = self.environment.door.fetch(&location.url, limit, PATIENCE).await?;
        if reply.status != 200 {
            let reason = format!("the status is {}", reply.status);
            return Err(Error::Unexpected { what: "the question for a document", reason });
        }
        Ok(reply.body)
    }
}

/// Writes a document where its person alone can open it, in the place of those of earlier requests; gives the file's path.
///
/// # Errors
/// The folder cannot be written.
pub(crate) fn save(folder: &Path, document: &ReadDocument) -> Result<PathBuf, Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Storage { path, action: "written", source }
    };
    let own = folder.join(document.session.to_string());
    if !own.exists() && folder.exists() {
        fs::remove_dir_all(folder).map_err(failed(folder))?;
    }
    fs::create_dir_all(&own).map_err(failed(&own))?;
    let kind = match &document.file {
        file if file.starts_with(b"%PDF-") => "pdf",
        file if is_text(file) => "txt",
        _ => "bin",
    };
    let path = own.join(format!("{}.{kind}", document.number));
    let options = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).clone();
    options.open(&path).and_then(|mut file| file.write_all(&document.file)).map_err(failed(&path))?;
    Ok(path)
}

fn is_text(file: &[u8]) -> bool {
    std::str::from_utf8(file)
        .is_ok_and(|text| !text.chars().any(|letter| letter.is_control() && !"\n\r\t".contains(letter)))
}
