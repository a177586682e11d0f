//! What a prompt writes: whether a session may be put before its person, its statement, and what comes of one that was in vain.

use store::{Prompts, Reported, Session, StoredStatement, Transaction};
use words::Door;

use crate::config::Policy;
use crate::prompts::{self, Next};
use crate::writes::{Ending, append, end_session};
use crate::{Error, Problem, PromptPolicy, limits};

/// The statement of a session, its leaf and its end, unless too many requests wait for the person already or the relying
/// party has asked it too often.
pub(crate) async fn statement(
    transaction: &mut Transaction,
    session: &Session,
    row: &StoredStatement,
    policy: &Policy,
) -> Result<(), Error> {
    transaction.lock(store::Lock::Person(session.person)).await?;
    let scene = match prompt(transaction, session, false, policy).await? {
        Prompt::Stated => return Ok(()),
        Prompt::Admitted(scene) => scene,
        Prompt::Refused(problem) => {
            return end_session(transaction, Ending::for_problem(session.id, problem)).await.map(|_| ());
        }
    };
    if stated(transaction, session, row, &scene, policy).await? {
        transaction.wake(&session.device, &session.id, row.expires_at).await;
    }
    Ok(())
}

/// What the limits of a person say to one more statement.
pub(crate) enum Prompt {
    /// The session has one already.
    Stated,
    /// It may be put before the person, whose earlier prompts these are.
    Admitted(Prompts),
    /// It may not.
    Refused(Problem),
}

/// Whether a session may be put before its person, who is locked. Who waits is counted in the transaction that adds one, so that
/// requests that race cannot slip past together. `is_claimed` is what the person's own phone came for by a link: what others asked in
/// vain, or still ask, keeps nobody from that.
pub(crate) async fn prompt(
    transaction: &mut Transaction,
    session: &Session,
    is_claimed: bool,
    policy: &Policy,
) -> Result<Prompt, Error> {
    let now = transaction.now();
    let prompts = policy.prompts_through(session.door);
    let reports = (prompts.reports_since(now), prompts.reports_at_most);
    let scene = transaction.statements_scene(session, &prompts.span(now), reports).await?;
    if scene.statement.is_some() {
        return Ok(Prompt::Stated);
    }
    if is_claimed {
        return Ok(Prompt::Admitted(scene.prompts));
    }
    let next = prompts::next_prompt(&prompts, &scene.prompts, &session.relying_party, now);
    let mut admitted = limits::admit(&session.relying_party, &scene.open, policy.open_in_all(session.door))
        .and(next.for_party().map_or(Ok(()), |until| Err(Problem::AskedTooOften(until))));
    if admitted.is_ok() && scene.reported.persons >= prompts.reports_at_most {
        admitted = slowed_down(transaction, session, &scene.reported, &prompts).await?;
    }
    if let Err(problem) = admitted {
        pause(transaction, session, next).await?;
        return Ok(Prompt::Refused(problem));
    }
    Ok(Prompt::Admitted(scene.prompts))
}

/// A statement, its leaf, and what it makes of the next prompt; false if there is one already.
pub(crate) async fn stated(
    transaction: &mut Transaction,
    session: &Session,
    row: &StoredStatement,
    before: &Prompts,
    policy: &Policy,
) -> Result<bool, Error> {
    let now = transaction.now();
    // The leaf is as the row: whoever has the row alone finds the leaf by its digest.
    let row = StoredStatement { created_at: now, ..row.clone() };
    if !transaction.insert_statement(&row, &session.device).await? {
        return Ok(false);
    }
    append(transaction, row.leaf(session.request_sha256)).await?;
    let prompts = policy.prompts_through(session.door);
    let next = prompts::next_after_prompt(&prompts, before, &session.relying_party, now);
    pause(transaction, session, next).await?;
    Ok(true)
}

/// Has a relying party that is often reported wait between two prompts, whomever it asks.
async fn slowed_down(
    transaction: &mut Transaction,
    session: &Session,
    reported: &Reported,
    policy: &PromptPolicy,
) -> Result<Result<(), Problem>, Error> {
    let now = transaction.now();
    let until = now.plus(i64::from(policy.reported_pause_seconds));
    if transaction.slow_down(&session.relying_party, until).await? {
        return Ok(Ok(()));
    }
    // Another prompt of it was stated since this was read, if it does not say when the pause ends.
    let ends = reported.paused_until.filter(|ends| *ends > now).unwrap_or(until);
    Ok(Err(Problem::AskedTooOften(ends)))
}

/// Ends a session, and has its relying party leave the person alone for a while if it put a prompt before it in vain.
pub(crate) async fn end_prompt(
    transaction: &mut Transaction,
    session: &Session,
    mut ending: Ending,
    policy: &Policy,
) -> Result<(), Error> {
    // What a person wants of themselves is nobody's prompt.
    let prompted = session.door != Door::Own && transaction.statement(&session.id).await?.is_some();
    if prompted && prompts::was_in_vain(ending.state) && transaction.outcome(&session.id).await?.is_none() {
        let now = transaction.now();
        let prompts = policy.prompts_through(session.door);
        let before = transaction.prompts(&session.person, &prompts.span(now)).await?;
        let next = prompts::next_after_end(&prompts, before, &session.relying_party, ending.state, now);
        ending.retry_at = next.for_party();
        pause(transaction, session, next).await?;
        if ending.problem == Some(Problem::NotMine) {
            transaction.report(&session.relying_party, &session.person).await?;
        }
    }
    end_session(transaction, ending).await.map(|_| ())
}

/// Has doors refuse what the relying party of a session, or anybody, asks of its person until then.
async fn pause(transaction: &mut Transaction, session: &Session, next: Next) -> Result<(), Error> {
    if let Some(until) = next.by_party {
        transaction.pause_prompts(&session.person, &session.relying_party, until).await?;
    }
    if let Some(until) = next.by_all {
        transaction.pause_all_prompts(&session.person, until).await?;
    }
    Ok(())
}
