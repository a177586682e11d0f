//! People who may hold certificates.

use pki_types::{Sha256Digest, UnixTime};
use words::{PersonId, PersonName, PersonalCode};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// A person. No `Debug`: it is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Drawn by the worker.
    pub id: PersonId,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The personal code in that country.
    pub code: PersonalCode,
    /// Given name.
    pub given_name: String,
    /// Surname.
    pub surname: String,
    /// The officer's act by which the name stands: it registered the person, or corrected the name last.
    pub act_sha256: Sha256Digest,
    /// When the person was registered.
    pub created_at: UnixTime,
}
row!(Person { id, country, code, given_name, surname, act_sha256, created_at });

impl Reads {
    /// The person with this identifier.
    pub async fn person(&self, id: &PersonId) -> Result<Option<Person>, Error> {
        self.optional(sql("SELECT * FROM persons WHERE id = $1").with(id)).await
    }

    /// The person with this code of this country.
    pub async fn person_by_code(&self, country: &str, code: &PersonalCode) -> Result<Option<Person>, Error> {
        let select = sql("SELECT * FROM persons WHERE country = $1 AND code = $2");
        self.optional(select.with_text(country).with(code)).await
    }
}

impl Transaction {
    /// Adds a person.
    ///
    /// # Errors
    /// [`Error::Exists`] if the country and code are registered.
    pub async fn insert_person(&mut self, person: &Person) -> Result<(), Error> {
        let insert =
            sql("INSERT INTO persons (id, country, code, given_name, surname, act_sha256, created_at) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&person.id)
            .with_text(&person.country)
            .with(&person.code)
            .with_text(&person.given_name)
            .with_text(&person.surname)
            .with(&person.act_sha256)
            .with(&person.created_at);
        self.insert_new("the person", insert).await
    }

    /// Gives a person another name, by the officer's act with this hash; tells whether it still stood by the act `corrects`.
    pub async fn correct_name(
        &mut self,
        id: &PersonId,
        name: &PersonName,
        corrects: &Sha256Digest,
        act: &Sha256Digest,
    ) -> Result<bool, Error> {
        let update = sql("UPDATE persons SET given_name = $2, surname = $3, act_sha256 = $5 \
             WHERE id = $1 AND act_sha256 = $4");
        let update = update.with(id).with_text(name.given_name()).with_text(name.surname());
        Ok(self.execute(update.with(corrects).with(act)).await? == 1)
    }

    /// Goes on only if the name is still the one that was read before. Certificates were made with it meanwhile: with the
    /// person's lock, none becomes final under a name that was corrected.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if it was corrected since.
    pub async fn require_name_of(&self, person: &Person) -> Result<(), Error> {
        match self.person(&person.id).await? {
            Some(now) if now.act_sha256 == person.act_sha256 => Ok(()),
            _ => Err(Error::MovedOn { what: "the person", condition: "the same name" }),
        }
    }
}
