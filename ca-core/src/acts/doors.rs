//! `change_doors`: through which doors a relying party asks.

use store::Lock;
use words::act::{ChangeDoors, DoorsChanged};

use super::OfficersAct;
use crate::authority::Authority;
use crate::problem::{Problem, Stop};

impl Authority {
    /// What was asked through a door before it was closed goes on to its end; nothing new comes in by it.
    pub(super) async fn change_doors(&self, act: OfficersAct, said: ChangeDoors) -> Result<(), Stop> {
        self.store
            .transaction("act: change doors", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    transaction.lock(Lock::Members).await?;
                    if !transaction.set_doors(&said.id, &said.doors).await? {
                        return Err(Problem::RelyingPartyUnknown(said.id).into());
                    }
                    let recorded_at = transaction.now();
                    let changed = DoorsChanged { relying_party: said.id, doors: said.doors, recorded_at };
                    act.done(transaction, &changed).await
                })
            })
            .await
    }
}
