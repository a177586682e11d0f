//! Great Seal's own protocol: the relying party signs its request, and everybody down to the phone checks it.

pub(crate) mod cancel;
pub(crate) mod lookup;
pub(crate) mod start;
pub(crate) mod status;

use store::SessionView;
use words::api::relying_parties::{OutcomeProblem, SessionBody};

use crate::links::Watched;

/// What its relying party started, without its result.
fn watched(watched: &Watched) -> SessionBody {
    match watched {
        Watched::Session(view) => body(view),
        Watched::Unclaimed(unclaimed) => SessionBody {
            session: unclaimed.link.session,
            state: unclaimed.state,
            code: None,
            step: Some(unclaimed.step),
            expires_at: unclaimed.link.expires_at,
            result: None,
            problem: None,
            retry_after: None,
        },
    }
}

/// The session as its relying party sees it, without its result.
fn body(view: &SessionView) -> SessionBody {
    let problem = view.outcome.as_ref().and_then(|outcome| outcome.problem.as_ref());
    SessionBody {
        session: view.session.id,
        state: view.state,
        code: view.statement.as_ref().and_then(|statement| statement.code.clone()),
        step: None,
        expires_at: view.session.expires_at,
        result: None,
        problem: problem.map(|slug| OutcomeProblem { r#type: format!("/problems/{slug}") }),
        retry_after: view.outcome.as_ref().and_then(|outcome| outcome.retry_at),
    }
}
