//! Great Seal's own protocol: the relying party signs its request, and everybody down to the phone checks it.

pub(crate) mod cancel;
pub(crate) mod lookup;
pub(crate) mod start;
pub(crate) mod status;

use store::SessionView;
use words::api::relying_parties::{OutcomeProblem, SessionBody};

/// The session as its relying party sees it, without its result.
fn body(view: &SessionView) -> SessionBody {
    let problem = view.outcome.as_ref().and_then(|outcome| outcome.problem.as_ref());
    SessionBody {
        session: view.session.id,
        state: view.state,
        code: view.statement.as_ref().and_then(|statement| statement.code.clone()),
        expires_at: view.session.expires_at,
        result: None,
        problem: problem.map(|slug| OutcomeProblem { r#type: format!("/problems/{slug}") }),
        retry_after: view.outcome.as_ref().and_then(|outcome| outcome.retry_at),
    }
}
