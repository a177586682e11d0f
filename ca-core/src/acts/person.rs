//! `register_person`: an identified person enters the register.

use pki_types::act::{PersonRegistered, RegisterPerson};
use pki_types::id::Id128;
use store::{Person, PersonId};

use super::OfficersAct;
use crate::authority::Authority;
use crate::naming::check_country;
use crate::problem::{Problem, Stop};
use crate::replies;

impl Authority {
    pub(super) async fn register_person(&self, act: OfficersAct, said: RegisterPerson) -> Result<(), Stop> {
        check_country("country", &said.country)?;
        let id = PersonId::draw(&*self.random);
        self.store
            .transaction("act: register person", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    if transaction.person_by_code(&said.country, &said.code).await?.is_some() {
                        return Err(Problem::PersonExists.into());
                    }
                    let person = Person {
                        id,
                        country: said.country,
                        code: said.code,
                        given_name: said.name.given_name().to_owned(),
                        surname: said.name.surname().to_owned(),
                        act_sha256: act.sha256(),
                        created_at: transaction.now(),
                    };
                    transaction.insert_person(&person).await?;
                    let reply = PersonRegistered { person: Id128::from_bytes(*id.as_bytes()) };
                    act.done(transaction, replies::CREATED, &reply).await
                })
            })
            .await
    }
}
