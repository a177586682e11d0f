//! Those who look whether what was acknowledged is so: by OCSP, by the lists, by time-stamps, and by asking again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pki_types::crl::{Crl, Reason};
use pki_types::ocsp::OcspResponse;
use pki_types::tsp::TimeStampToken;
use pki_types::{Clock, SystemClock, SystemRandom, random_array};
use relying_party::evidence;

use crate::dice::Dice;
use crate::ledger::{Answered, Ended, Known, Zero};
use crate::sessions;
use crate::timeline::{Standing, standing};
use crate::world::{World, once};

/// How many of the latest changes are looked at more often than all others.
const LATEST: usize = 40;
const PAUSE: Duration = Duration::from_millis(20);

/// Asks the responder for the status of certificates, mostly of those that were just changed.
pub(crate) async fn keep_asking_for_status(world: Arc<World>, mut dice: Dice) {
    while !world.is_over() {
        let known = {
            let ledger = world.ledger();
            let latest = ledger.changed.len().saturating_sub(LATEST);
            let recent = &ledger.changed[latest..];
            let among = if dice.chance(75) && !recent.is_empty() { recent } else { &ledger.certificates };
            among.get(dice.below(among.len())).cloned()
        };
        let Some(known) = known else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        if !look_at(&world, &known).await {
            tokio::time::sleep(PAUSE).await;
        }
        tokio::time::sleep(dice.milliseconds(0, 10)).await;
    }
}

/// Asks for the status of one certificate and holds it against what was acknowledged; tells whether there was an answer.
pub(crate) async fn look_at(world: &World, known: &Known) -> bool {
    let began = Instant::now();
    let url = &world.country.status.ocsp;
    let (certificate, issuer) = (&known.certificate, &known.issuer);
    let answer = evidence::ocsp(&world.plain, url, certificate, issuer, &SystemClock, &SystemRandom).await;
    let Ok(der) = answer else { return false };
    let ended = Instant::now();
    let answer = OcspResponse::from_der(&der).and_then(|answer| answer.verify(issuer, SystemClock.now()));
    let Ok(answer) = answer else { return false };
    let Some(single) = answer.single_for(certificate) else { return false };
    let (found, possible) = (standing(&single.status), known.timeline().possible(began, ended));
    world.ledger().count("OCSP answer");
    let Some(possible) = possible else { return true };
    if found.is_some_and(|found| possible.contains(&found)) {
        return true;
    }
    let too_good =
        found == Some(Standing::Good) || (found == Some(Standing::Held) && possible == [Standing::Revoked]);
    let zero = if too_good { Zero::GoodAfterRevocation } else { Zero::AcknowledgedAndLost };
    let what =
        format!("a certificate of {} is {:?} and may be one of {possible:?}", known.person, single.status);
    world.fault(zero, what);
    true
}

/// Fetches the revocation lists that the certificates name.
pub(crate) async fn keep_fetching_lists(world: Arc<World>, mut dice: Dice) {
    while !world.is_over() {
        let known = {
            let ledger = world.ledger();
            let place = dice.below(ledger.certificates.len());
            ledger.certificates.get(place).cloned()
        };
        if let Some(known) = known
            && let Some(url) = known.certificate.crl_urls().first()
        {
            let _nobody_answered = list(&world, url, &known).await;
        }
        tokio::time::sleep(dice.milliseconds(100, 400)).await;
    }
}

/// A list, verified under the issuer of a certificate that names it; none while nobody answers.
pub(crate) async fn list(world: &World, url: &str, known: &Known) -> Option<Crl> {
    let der = evidence::fetch(&world.plain, url).await.ok()?;
    let list = Crl::from_der(der).and_then(|list| list.verify(&known.issuer).map(|()| list));
    match list {
        Ok(list) => {
            let mut ledger = world.ledger();
            ledger.count("list fetched");
            ledger.listed(url, list.number());
            Some(list)
        }
        Err(problem) => {
            world.fault(Zero::Unexpected, format!("the list {url} is not good: {problem}"));
            None
        }
    }
}

/// How a list has a certificate.
pub(crate) fn listed(list: &Crl, known: &Known) -> Standing {
    match list.find(known.certificate.serial_bytes()) {
        None => Standing::Good,
        Some(entry) if entry.reason == Some(Reason::CertificateHold) => Standing::Held,
        Some(_) => Standing::Revoked,
    }
}

/// Has things stamped: each token is good, and no two have one serial number.
pub(crate) async fn keep_stamping(world: Arc<World>, mut dice: Dice) {
    while !world.is_over() {
        let data: [u8; 24] = random_array(&SystemRandom);
        let url = &world.country.time_stamp;
        if let Ok(der) = evidence::time_stamp(&world.plain, url, &data, &SystemRandom).await {
            let token = TimeStampToken::from_der(&der);
            let verified = token.and_then(|token| token.verify_data(&data, &[]));
            let mut ledger = world.ledger();
            match verified {
                Ok(verified) => {
                    ledger.count("time-stamp");
                    ledger.signed("time-stamp", &verified.info().serial, &der);
                }
                Err(problem) => {
                    ledger.fault(Zero::Unexpected, format!("a time-stamp is not good: {problem}"));
                }
            }
        }
        tokio::time::sleep(dice.milliseconds(50, 150)).await;
    }
}

/// Sends again what was answered, and asks again what was told: all of it must be the same.
pub(crate) async fn keep_asking_again(world: Arc<World>, mut dice: Dice) {
    while !world.is_over() {
        let (answered, ended) = {
            let ledger = world.ledger();
            let answered = ledger.answered.get(dice.below(ledger.answered.len())).cloned();
            (answered, ledger.ended.get(dice.below(ledger.ended.len())).cloned())
        };
        if let Some(answered) = answered {
            let _nobody_answered = send_again(&world, answered).await;
        }
        if let Some(ended) = ended {
            let _nobody_answered = ask_again(&world, &ended).await;
        }
        tokio::time::sleep(dice.milliseconds(0, 60)).await;
    }
}

/// Sends bytes again that were answered before. Tells whether they were answered.
pub(crate) async fn send_again(world: &World, answered: Answered) -> bool {
    let request = world.client(answered.way).post(&answered.url);
    let request = request.header("content-type", "application/jose").body(answered.body.clone());
    match once(request).await {
        Ok((status, body)) if status != 202 && status < 500 => {
            world.ledger().count("sent again");
            world.note(answered.way, answered.url, answered.body, status, &body);
            true
        }
        _ => false,
    }
}

/// Asks again how a session ended. Tells whether there was an answer.
pub(crate) async fn ask_again(world: &World, ended: &Ended) -> bool {
    let is_answered = sessions::ask_again(world, ended).await;
    if is_answered {
        world.ledger().count("asked again");
    }
    is_answered
}
