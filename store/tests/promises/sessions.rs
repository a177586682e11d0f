//! The state of a session is its furthest row.

use futures_util::FutureExt as _;
use pki_types::sha256;
use store::{Message, Outcome, Reply, Session, SessionView, Signatures, Store, StoredStatement, Verdict};
use words::problem;
use words::{MessageKind, SessionId, SessionState};

use crate::country::{DEVICE, PLENTY, START, country, leaf, session, write};
use crate::engines::Engine;

on_both_engines!(
    from_requested_to_completed,
    the_first_outcome_wins_and_has_the_only_leaf,
    a_message_that_was_refused_changes_nothing,
    an_expired_statement_does_not_wait_for_its_phone,
    time_ends_a_session_with_its_statement_and_what_has_ended_is_looked_at_no_more,
    the_most_overdue_are_found_first_and_no_more_than_were_asked_for,
);

const ID: SessionId = SessionId::from_bytes([5; 16]);
const REFUSED: Verdict = Verdict::Refused(problem::OTHER_DEVICE);

async fn view(store: &Store) -> SessionView {
    store.door().session_view(&ID).await.unwrap().unwrap()
}

fn statement() -> StoredStatement {
    StoredStatement {
        session: ID,
        jws: "statement".to_owned(),
        sha256: sha256(b"statement"),
        code: Some("0042".to_owned()),
        expires_at: START.plus(60),
        created_at: START,
    }
}

async fn state(store: &Store) -> bool {
    write(store, |transaction| {
        async move { transaction.insert_statement(&statement(), &DEVICE).await }.boxed()
    })
    .await
}

async fn say(store: &Store, kind: MessageKind) -> Message {
    let body = format!("{kind} {}", store.message_count(&ID).await.unwrap());
    let message = Message { sha256: sha256(body.as_bytes()), session: ID, kind, body, created_at: START };
    store.door().insert_message(message.clone()).await.unwrap();
    message
}

async fn reply(store: &Store, message: &Message, verdict: Verdict) {
    let reply = Reply { request_sha256: message.sha256, verdict, body: "{}".to_owned(), created_at: START };
    write(store, move |transaction| async move { transaction.insert_reply(&reply).await }.boxed()).await;
}

fn outcome(state: SessionState) -> Outcome {
    let completed = state == SessionState::Completed;
    Outcome {
        session: ID,
        state,
        problem: None,
        signatures: completed.then(|| Signatures(vec![Some(vec![0x30, 1, 7]), None])),
        algorithm: completed.then(|| "ES256".to_owned()),
        receipt: completed.then(|| "receipt".to_owned()),
        retry_at: None,
        created_at: START,
    }
}

async fn end(store: &Store, state: SessionState) -> bool {
    write(store, move |transaction| {
        async move { transaction.insert_outcome(&outcome(state), &leaf("outcome")).await }.boxed()
    })
    .await
}

async fn from_requested_to_completed(engine: Engine) {
    let (store, _) = country(engine).await;
    assert!(store.session_view(&ID).await.unwrap().is_none());
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    assert!(view(&store).await.state == SessionState::Requested);
    assert!(store.open_statements_of_device(&DEVICE, START).await.unwrap().is_empty());
    assert!(state(&store).await);
    assert!(!state(&store).await, "one statement a session");
    let stated = view(&store).await;
    assert!(stated.state == SessionState::Stated && stated.statement == Some(statement()));
    let open = store.open_statements_of_device(&DEVICE, START).await.unwrap();
    assert!(open.len() == 1 && open[0].session == session(5) && open[0].statement == statement());
    say(&store, MessageKind::Shown).await;
    assert!(view(&store).await.state == SessionState::Shown);
    say(&store, MessageKind::Unlock).await;
    assert!(view(&store).await.state == SessionState::Shown);
    say(&store, MessageKind::Answer).await;
    assert!(view(&store).await.state == SessionState::Answered);
    assert!(store.open_statements_of_device(&DEVICE, START).await.unwrap().is_empty());
    assert!(end(&store, SessionState::Completed).await);
    let completed = view(&store).await;
    assert!(completed.state == SessionState::Completed && completed.state.is_final());
    assert!(completed.outcome == Some(outcome(SessionState::Completed)));
}

async fn the_first_outcome_wins_and_has_the_only_leaf(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let leaves = store.leaf_count().await.unwrap();
    assert!(end(&store, SessionState::Expired).await);
    assert!(!end(&store, SessionState::Completed).await);
    assert!(view(&store).await.state == SessionState::Expired);
    assert_eq!(store.leaf_count().await.unwrap(), leaves + 1);
    assert!(!state(&store).await, "an ended session is not stated any more");
}

async fn a_message_that_was_refused_changes_nothing(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    state(&store).await;
    let forged = say(&store, MessageKind::Answer).await;
    assert!(view(&store).await.state == SessionState::Answered);
    reply(&store, &forged, REFUSED).await;
    assert!(view(&store).await.state == SessionState::Stated);
    assert_eq!(store.open_statements_of_device(&DEVICE, START).await.unwrap().len(), 1);
    let right = say(&store, MessageKind::Answer).await;
    reply(&store, &right, Verdict::Done).await;
    assert!(view(&store).await.state == SessionState::Answered);
}

async fn an_expired_statement_does_not_wait_for_its_phone(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    state(&store).await;
    assert_eq!(store.open_statements_of_device(&DEVICE, START.plus(59)).await.unwrap().len(), 1);
    assert!(store.open_statements_of_device(&DEVICE, START.plus(60)).await.unwrap().is_empty());
    assert!(store.statement_by_hash(&statement().sha256).await.unwrap() == Some(statement()));
}

async fn time_ends_a_session_with_its_statement_and_what_has_ended_is_looked_at_no_more(engine: Engine) {
    let (store, _) = country(engine).await;
    store.door().insert_session(session(5), PLENTY).await.unwrap();
    let (own, stated) = (session(5).expires_at, statement().expires_at);
    assert!(stated < own);
    assert!(store.overdue_sessions(stated, 9).await.unwrap().is_empty());
    assert!(state(&store).await);
    assert!(store.overdue_sessions(stated.minus(1), 9).await.unwrap().is_empty());
    assert_eq!(store.overdue_sessions(stated, 9).await.unwrap(), [ID]);
    assert!(end(&store, SessionState::Cancelled).await);
    assert!(store.overdue_sessions(own.plus(1_000), 9).await.unwrap().is_empty());
}

async fn the_most_overdue_are_found_first_and_no_more_than_were_asked_for(engine: Engine) {
    let (store, _) = country(engine).await;
    for (number, seconds) in [(7, 3), (6, 2), (5, 1)] {
        let late = Session { expires_at: START.plus(seconds), ..session(number) };
        store.door().insert_session(late, PLENTY).await.unwrap();
    }
    let overdue = async |after, limit| store.overdue_sessions(START.plus(after), limit).await.unwrap();
    let [five, six, seven] = [5, 6, 7].map(|number| session(number).id);
    assert_eq!(overdue(9, 9).await, [five, six, seven]);
    assert_eq!(overdue(9, 2).await, [five, six]);
    assert_eq!(overdue(1, 9).await, [five]);
}
