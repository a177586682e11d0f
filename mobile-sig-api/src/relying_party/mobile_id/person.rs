//! Whom a telephone number and a code name together.

use pki_types::UnixTime;
use store::IssuedCertificate;
use words::Purpose;
use words::profile::purpose_of;

use super::members::Named;
use super::refusal::Refusal;
use crate::MobileSignature;
use crate::relying_party::vain::Vain;
use crate::unavailable::unavailable;

/// The newest certificate of this purpose that is in force on the phone with this number, if the code is of the phone's person.
/// Nobody, and somebody else's number, are answered alike, and only so many such questions are taken a day.
pub(super) async fn certificate_of(
    doors: &MobileSignature,
    party: &str,
    named: Named,
    purpose: Purpose,
    now: UnixTime,
) -> Result<Option<IssuedCertificate>, Refusal> {
    let vain = Vain { doors, party, now };
    vain.has_some_left().await?;
    let live = match &named {
        Some((number, code)) => {
            doors.store.live_certificates_at_number(number, code, now).await.map_err(unavailable)?
        }
        None => Vec::new(),
    };
    // The same code in the registers of two countries, on phones with one number: whom it names nobody can tell.
    let is_one_person = live.iter().all(|issued| issued.person == live[0].person);
    let found = live
        .into_iter()
        .find(|issued| purpose_of(&issued.profile) == Some(purpose))
        .filter(|_| is_one_person);
    match found {
        Some(_) => vain.has_some_left().await?,
        None => vain.count().await?,
    }
    Ok(found)
}
