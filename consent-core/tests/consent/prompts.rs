//! How often one relying party may put a request before one person: decided by the worker, whatever a door lets through.

use consent_core::PromptPolicy;
use phone_protocol::RefusalReason;
use pki_types::{Clock as _, UnixTime};
use store::Verdict;
use store::{JobKind, OpenLimits, SessionInsertion};
use test_country::Holder;
use words::{MessageKind, SessionId, SessionState};

use crate::country::{Country, consent_with, run};
use crate::phone::Phone;

/// A country whose people are left alone as by default, a bank and a person's phone.
async fn scene() -> (Country, Holder, Phone) {
    let country = Country::with(PromptPolicy::default()).await;
    let bank = country.relying_party("bank").await;
    let phone = country.phone("100").await;
    (country, bank, phone)
}

/// A session that a door lets through now, whatever the limits are when the worker comes to it.
async fn slip_in(country: &Country, from: &Holder, to: &Phone) -> SessionId {
    let request = country.text_request(from, to);
    let session = country.session(&request, &country.sign(from, &request), to);
    let id = session.id;
    let limits = OpenLimits { with_relying_party: 99, of_person: 99 };
    let inserted = country.store.door().insert_session(session, limits).await.unwrap();
    assert!(inserted == SessionInsertion::New, "the door was to let it through");
    id
}

/// Runs the one job that states a session, and tells how far the session is.
async fn state(country: &Country, id: SessionId) -> SessionState {
    for job in country.store.jobs_about(JobKind::State, id.as_bytes()).await.unwrap() {
        run(&country.consent, &job).await;
    }
    country.view(&id).await.state
}

async fn cancel(country: &Country, id: SessionId) {
    country.store.door().insert_cancellation(id).await.unwrap();
    country.consent.cancel(id).await.unwrap();
}

/// When the door takes the next request of this relying party to this person; none if at once.
async fn paused(country: &Country, from: &Holder, to: &Phone) -> Option<i64> {
    let request = country.text_request(from, to);
    let session = country.session(&request, &country.sign(from, &request), to);
    let limits = OpenLimits { with_relying_party: 99, of_person: 99 };
    match country.store.door().insert_session(session, limits).await.unwrap() {
        SessionInsertion::Paused { until } => Some(until.since(country.now())),
        SessionInsertion::New => None,
        _ => panic!("neither paused nor taken"),
    }
}

/// How a session that was refused by the worker ended, and from when on the relying party may ask again.
async fn refused(country: &Country, id: SessionId) -> UnixTime {
    let view = country.view(&id).await;
    assert!(view.statement.is_none(), "nothing was shown");
    let outcome = view.outcome.expect("the session has an end");
    assert_eq!((outcome.state, outcome.problem.as_deref()), (SessionState::Failed, Some("asked-too-often")));
    outcome.retry_at.expect("it is told when to ask again")
}

#[tokio::test]
async fn a_loop_of_starts_and_cancellations_puts_three_prompts_on_a_phone() {
    let (country, bank, phone) = scene().await;
    let court = country.relying_party("court").await;
    let began = country.now();
    let mut slipped = Vec::new();
    for _ in 0..40 {
        slipped.push(slip_in(&country, &bank, &phone).await);
    }
    let mut shown = 0;
    for id in slipped {
        // So slowly that none of the first pauses is in the way, and soon enough that twenty seconds are left to look.
        country.clock.set(began.plus([0, 39, 99, 99][shown.min(3)]));
        match state(&country, id).await {
            SessionState::Stated => {
                shown += 1;
                cancel(&country, id).await;
            }
            SessionState::Failed => assert_eq!(refused(&country, id).await, began.plus(399)),
            other => panic!("{other}"),
        }
    }
    assert_eq!(shown, 3);
    // Somebody else still reaches the person.
    let other = slip_in(&country, &court, &phone).await;
    assert_eq!(state(&country, other).await, SessionState::Stated);
    let neighbour = country.phone("101").await;
    let neighbours = slip_in(&country, &bank, &neighbour).await;
    assert_eq!(state(&country, neighbours).await, SessionState::Stated, "and the bank reaches somebody else");
}

#[tokio::test]
async fn each_prompt_in_vain_makes_the_pause_longer_and_a_completed_one_ends_it() {
    let (country, bank, mut phone) = scene().await;
    let rested = async |seconds: i64| {
        assert_eq!(paused(&country, &bank, &phone).await, Some(seconds));
        country.clock.advance(600.max(seconds));
        country.work().await;
    };
    // 1. Refused: ten seconds.
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    let refusal = phone.message(&phone.refusal(&country, &view, RefusalReason::Declined));
    assert_eq!(country.send(&view.session.id, MessageKind::Refusal, &refusal).await.verdict, Verdict::Done);
    let outcome = country.view(&view.session.id).await.outcome.unwrap();
    assert_eq!(outcome.retry_at, Some(country.now().plus(10)));
    rested(10).await;
    // 2. Expired: a minute.
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    country.clock.set(view.statement.unwrap().expires_at);
    country.work().await;
    let outcome = country.view(&view.session.id).await.outcome.unwrap();
    assert_eq!((outcome.state, outcome.retry_at), (SessionState::Expired, Some(country.now().plus(60))));
    rested(60).await;
    // 3. Cancelled: five minutes; then a quarter of an hour, an hour, and an hour again.
    for seconds in [300, 900, 3_600, 3_600] {
        let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
        assert_eq!(view.state, SessionState::Stated);
        cancel(&country, view.session.id).await;
        rested(seconds).await;
    }
    // 4. Completed: whatever was before is forgiven.
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let outcome = country.view(&view.session.id).await.outcome.unwrap();
    assert_eq!((outcome.state, outcome.retry_at), (SessionState::Completed, None));
    country.clock.advance(600);
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    cancel(&country, view.session.id).await;
    assert_eq!(paused(&country, &bank, &phone).await, Some(10));
}

#[tokio::test]
async fn completed_ones_count_in_the_rate_alone() {
    let (country, bank, mut phone) = scene().await;
    for _ in 0..3 {
        let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
        assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
        country.clock.advance(1);
    }
    assert_eq!(paused(&country, &bank, &phone).await, Some(297));
    country.clock.advance(297);
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(view.state, SessionState::Stated);
}

#[tokio::test]
async fn what_was_shown_to_nobody_does_not_count() {
    let (country, bank, phone) = scene().await;
    for _ in 0..5 {
        let id = slip_in(&country, &bank, &phone).await;
        cancel(&country, id).await;
        let outcome = country.view(&id).await.outcome.unwrap();
        assert_eq!((outcome.state, outcome.retry_at), (SessionState::Cancelled, None));
    }
    assert_eq!(paused(&country, &bank, &phone).await, None);
}

#[tokio::test]
async fn asking_while_a_pause_lasts_does_not_make_it_longer() {
    let (country, bank, phone) = scene().await;
    let first = slip_in(&country, &bank, &phone).await;
    let late: Vec<_> =
        [slip_in(&country, &bank, &phone).await, slip_in(&country, &bank, &phone).await].into();
    assert_eq!(state(&country, first).await, SessionState::Stated);
    cancel(&country, first).await;
    let until = country.now().plus(10);
    for id in late {
        country.clock.advance(4);
        assert_eq!(state(&country, id).await, SessionState::Failed);
        assert_eq!(refused(&country, id).await, until);
    }
    assert_eq!(paused(&country, &bank, &phone).await, Some(2));
}

/// Twenty relying parties that ask a thousand times within a minute, whose requests end at once or stay open: three reach the phone.
#[tokio::test]
async fn a_thousand_requests_in_a_minute_reach_a_phone_three_times() {
    let (country, _, phone) = scene().await;
    let mut parties = Vec::new();
    for number in 0..20 {
        parties.push(country.relying_party(&format!("party-{number}")).await);
    }
    let (began, mut shown) = (country.now(), 0);
    for number in 0..1_000 {
        country.clock.set(began.plus(number * 59 / 1_000));
        let from = &parties[usize::try_from(number).unwrap() % parties.len()];
        let request = country.text_request(from, &phone);
        let session = country.session(&request, &country.sign(from, &request), &phone);
        let id = session.id;
        // Also where a door lets everything through that the worker has not paused.
        let limits = OpenLimits { with_relying_party: 99, of_person: 999 };
        match country.store.door().insert_session(session, limits).await.unwrap() {
            SessionInsertion::New => {}
            SessionInsertion::Paused { .. } => continue,
            _ => panic!("neither paused nor taken"),
        }
        if state(&country, id).await == SessionState::Stated {
            shown += 1;
            if shown % 2 == 0 {
                cancel(&country, id).await;
            }
        }
    }
    assert_eq!(shown, 3);
}

#[tokio::test]
async fn different_ones_in_vain_keep_everybody_away_until_one_is_completed() {
    let (country, bank, mut phone) = scene().await;
    for name in ["tax", "post", "court"] {
        let from = country.relying_party(name).await;
        assert_eq!(paused(&country, &from, &phone).await, None);
        country.clock.advance(600);
        country.work().await;
        let view = country.ask(&from, &country.text_request(&from, &phone), &phone).await;
        cancel(&country, view.session.id).await;
    }
    assert_eq!(paused(&country, &bank, &phone).await, Some(60));
    country.clock.advance(60);
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let school = country.relying_party("school").await;
    let view = country.ask(&school, &country.text_request(&school, &phone), &phone).await;
    cancel(&country, view.session.id).await;
    assert_eq!(paused(&country, &country.relying_party("clinic").await, &phone).await, None, "a new row");
}

#[tokio::test]
async fn who_is_reported_by_many_waits_between_two_prompts_whomever_it_asks() {
    let (country, bank, _) = scene().await;
    let report = async |phone: &Phone| {
        let view = country.ask(&bank, &country.text_request(&bank, phone), phone).await;
        assert_eq!(view.state, SessionState::Stated);
        let refusal = phone.message(&phone.refusal(&country, &view, RefusalReason::NotMine));
        assert_eq!(
            country.send(&view.session.id, MessageKind::Refusal, &refusal).await.verdict,
            Verdict::Done
        );
    };
    // 1. One person alone slows nobody down, however often it reports.
    let first = country.phone("110").await;
    for _ in 0..6 {
        report(&first).await;
        country.clock.advance(3_600);
    }
    // 2. Five persons do.
    for code in ["111", "112", "113", "114"] {
        report(&country.phone(code).await).await;
    }
    let next = country.phone("120").await;
    let slow = slip_in(&country, &bank, &next).await;
    assert_eq!(state(&country, slow).await, SessionState::Stated, "slowed down, not shut out");
    let other = country.phone("121").await;
    assert_eq!(paused(&country, &bank, &other).await, Some(60), "doors know it");
    country.clock.advance(60);
    let again = slip_in(&country, &bank, &other).await;
    assert_eq!(state(&country, again).await, SessionState::Stated);
    // 3. Others are not held up.
    let court = country.relying_party("court").await;
    let theirs = slip_in(&country, &court, &country.phone("122").await).await;
    assert_eq!(state(&country, theirs).await, SessionState::Stated);
    // 4. And it is forgotten.
    country.clock.advance(86_400);
    for code in ["130", "131"] {
        let id = slip_in(&country, &bank, &country.phone(code).await).await;
        assert_eq!(state(&country, id).await, SessionState::Stated);
    }
}

#[tokio::test]
async fn the_limits_survive_a_restart_and_a_decision_that_is_made_twice() {
    let (country, bank, phone) = scene().await;
    let first = slip_in(&country, &bank, &phone).await;
    let second = slip_in(&country, &bank, &phone).await;
    assert_eq!(state(&country, first).await, SessionState::Stated);
    cancel(&country, first).await;
    // Another process, the same store; the end is told once more, as after a crash.
    let again =
        consent_with(PromptPolicy::default(), &country.store, &country.keys, &country.clock, &country.random);
    again.cancel(first).await.unwrap();
    assert_eq!(paused(&country, &bank, &phone).await, Some(10), "one prompt in vain, not two");
    again.state(second).await.unwrap();
    assert_eq!(refused(&country, second).await, country.now().plus(10));
    let clock = country.clock.now();
    again.state(second).await.unwrap();
    assert_eq!(country.view(&second).await.outcome.unwrap().created_at, clock);
}
