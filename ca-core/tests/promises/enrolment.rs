//! From an officer's act to two certificates on a phone, and every way in which it is refused.

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_two_certificates() {
    let world = World::new().await;
    let (_, reply) = world.enrolled("X1234567890").await;
    println!("{reply:#}");
    println!("{:?}", world.leaf_kinds().await);
}
