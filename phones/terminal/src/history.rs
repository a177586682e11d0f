//! What the person was asked, on all their phones, and what they can keep of it.

use phone_protocol::history::MOST_ENTRIES;
use phone_protocol::{About, Evidence, HistoryEntry, HistoryReply, Inquiry, PastSession, Receipt, Verified};
use words::SessionId;

use crate::door::DoorReply;
use crate::phone::{MESSAGE_PATIENCE, read_reply};
use crate::{Error, Phone};

/// A page of what the person was asked.
#[derive(Debug, Default)]
pub struct PastPage {
    /// The newest first.
    pub entries: Vec<PastSession>,
    /// How many more the service told of that failed a check.
    pub unacceptable: usize,
    /// Behind which session the next page begins; none if this is the last one.
    pub next: Option<SessionId>,
}

impl Phone {
    /// A page of what the person was asked: the newest, or behind a session.
    ///
    /// # Errors
    /// Not enrolled, refused, or the service is away. An entry that fails its checks is none: see [`PastPage::unacceptable`].
    pub async fn history(&mut self, after: Option<SessionId>) -> Result<PastPage, Error> {
        let reply = self.inquire(About::History { after }).await?;
        let reply: HistoryReply = read_reply("the inquiry", &reply)?;
        if reply.entries.len() > MOST_ENTRIES {
            return Err(Error::Unexpected {
                what: "the inquiry",
                reason: "it has too many entries".to_owned(),
            });
        }
        // The keys may have changed since this phone looked last.
        if reply.entries.iter().any(|entry| self.check_entry(entry).is_err()) {
            self.refresh_key_list().await?;
        }
        let mut page = PastPage::default();
        for entry in &reply.entries {
            match self.check_entry(entry) {
                Ok(past) => page.entries.push(past),
                Err(error) => {
                    tracing::debug!(%error, "an entry is not shown");
                    page.unacceptable += 1;
                }
            }
        }
        page.next = reply.entries.last().filter(|_| reply.more).and_then(HistoryEntry::claimed_session);
        Ok(page)
    }

    /// Everything about what was shown, as a file that proves itself. It is checked before it is given.
    ///
    /// # Errors
    /// As [`Phone::history`]; [`Error::Protocol`] if it is of something else, or without the receipt that was shown.
    pub async fn evidence(&self, past: &PastSession) -> Result<(String, Evidence), Error> {
        let what = "the evidence";
        let reply = self.inquire(About::Evidence { session: past.statement.session }).await?;
        let text = String::from_utf8(reply.body)
            .map_err(|error| Error::Unexpected { what, reason: error.to_string() })?;
        let evidence = Evidence::parse(&text)?;
        let checked = evidence.check()?;
        let receipt = |receipt: &Option<Verified<Receipt>>| receipt.as_ref().map(Verified::sha256);
        if (checked.statement.sha256(), receipt(&checked.receipt))
            != (past.statement.sha256(), receipt(&past.receipt))
        {
            return Err(Error::Unexpected { what, reason: "it is not of what was shown".to_owned() });
        }
        Ok((text, evidence))
    }

    /// Asks for what this phone's person wants to know.
    pub(crate) async fn inquire(&self, about: About) -> Result<DoorReply, Error> {
        let inquiry = Inquiry::new(self.identity()?.device, about, self.now());
        let message = self.sign_message(&inquiry)?;
        self.send("/v1/phone/inquiries", Some(message), MESSAGE_PATIENCE).await
    }

    fn check_entry(&self, entry: &HistoryEntry) -> Result<PastSession, Error> {
        Ok(entry.check(self.key_list.as_ref().ok_or(Error::NotEnrolled)?)?)
    }
}
