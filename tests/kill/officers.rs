//! An officer who suspends, releases and revokes, and writes down when each was asked for and acknowledged.

use std::sync::Arc;
use std::time::Duration;

use pki_types::Sha256Digest;
use pki_types::crl::Reason;
use words::act::{Act, Release, Revoke, StatusChanged, Suspend, Target};

use crate::dice::Dice;
use crate::ledger::Zero;
use crate::people::{Citizen, Pool};
use crate::testbed::people::reference;
use crate::timeline::Standing;
use crate::world::World;

/// Changes the status of somebody, again and again.
pub(crate) async fn keep_changing(world: Arc<World>, pool: Arc<Pool>, mut dice: Dice) {
    while !world.is_closing() {
        let Some(citizen) = taken(&pool, &mut dice) else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let standing = citizen.certificates[0].timeline().last();
        let to = match standing {
            Some(Standing::Good) if dice.chance(60) => Standing::Held,
            Some(Standing::Held) if dice.chance(60) => Standing::Good,
            _ => Standing::Revoked,
        };
        let is_done = change(&world, &citizen, to).await;
        // Nothing follows a revocation, and nobody knows what follows an act that was never answered.
        if is_done && to != Standing::Revoked {
            pool.lock().expect("no client panics while it holds this").push(citizen);
        }
        tokio::time::sleep(dice.milliseconds(0, 60)).await;
    }
}

fn taken(pool: &Pool, dice: &mut Dice) -> Option<Citizen> {
    let mut pool = pool.lock().expect("no client panics while it holds this");
    let place = dice.below(pool.len());
    (!pool.is_empty()).then(|| pool.swap_remove(place))
}

/// One act, sent until it is answered.
async fn change(world: &World, citizen: &Citizen, to: Standing) -> bool {
    let target = Target::Person(reference(&citizen.name));
    let act = match to {
        Standing::Held => Act::Suspend(Suspend { target }),
        Standing::Good => Act::Release(Release { target }),
        Standing::Revoked => {
            Act::Revoke(Revoke { target, reason: Reason::CessationOfOperation, occurred_at: None })
        }
    };
    for known in &citizen.certificates {
        known.timeline().ask(to);
    }
    let answer = world.perform(act).await;
    let Some(answer) = answer else { return false };
    for known in &citizen.certificates {
        known.timeline().acknowledge();
    }
    world.ledger().changed.extend(citizen.certificates.iter().cloned());
    // The answer names what it was acknowledged for.
    let named = serde_json::from_slice::<StatusChanged>(&answer).map(|changed| changed.certificates);
    let is_named = |digest: Sha256Digest| named.as_ref().is_ok_and(|named| named.contains(&digest));
    if !citizen.certificates.iter().all(|known| is_named(known.certificate.sha256())) {
        world.fault(Zero::Unexpected, format!("{to:?} did not reach both certificates of {}", citizen.name));
    }
    true
}
