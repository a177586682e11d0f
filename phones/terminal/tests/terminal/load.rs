//! Phones for load: enrolled in memory, answering by themselves until they are stopped.

use phone_terminal::load::{Fleet, enrol};

use crate::support::{Service, pins};
use test_country::World;

#[tokio::test]
async fn a_fleet_answers_what_is_opened_until_it_is_stopped() {
    let service = Service::new();
    let phones = enrol(vec![service.activation()], &pins(), &service.environment()).await.unwrap();
    let fleet = Fleet::answer(phones);
    for _ in 0..3 {
        let session = service.open(World::document_request);
        assert_eq!(service.ended(session).await, "completed");
    }
    // The last answer may still be on its way back to the phone.
    assert!(fleet.stop().await.unwrap() >= 2);
    assert_eq!(service.pin_tries(), 3);
}

#[tokio::test]
async fn an_enrolment_that_fails_is_told() {
    let service = Service::new();
    let mut activation = service.activation();
    activation.secret = phone_protocol::activation::ActivationSecret::new([0; 16]);
    let Err(refused) = enrol(vec![activation], &pins(), &service.environment()).await else {
        panic!("the activation is wrong")
    };
    assert_eq!(refused.slug(), Some("activation-wrong"));
}
