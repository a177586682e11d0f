//! A unit of work on its way: a closure, its result while the commit is awaited, and its caller.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use crate::Error;
use crate::error::EngineError;
use crate::tables::intents::IntentReceipt;
use crate::transaction::Transaction;

tokio::task_local! {
    /// Set while a unit runs: a transaction inside it would wait for itself.
    static IN_A_UNIT: ();
}

/// Whether the caller is inside a unit of this or another store.
pub(crate) fn in_a_unit() -> bool {
    IN_A_UNIT.try_with(|()| ()).is_ok()
}

/// A unit that is to be run.
pub(crate) struct Submission {
    pub(crate) label: &'static str,
    /// Whether its caller is told only when it survives a power cut.
    pub(crate) durable: bool,
    pub(crate) work: Box<dyn Work>,
}

/// A unit's closure, its result while the commit is awaited, and its caller.
pub(crate) trait Work: Send {
    /// Runs the closure; tells whether its effects are to be kept.
    fn run<'t>(&'t mut self, transaction: &'t mut Transaction) -> BoxFuture<'t, bool>;
    /// Gives the receipts of what was just run and kept; they are passed on only if the commit succeeds.
    fn keep(&mut self, receipts: Vec<IntentReceipt>);
    /// Tells the caller.
    fn settle(self: Box<Self>, committed: Result<(), Error>);
}

/// The unit of a closure.
pub(crate) struct Unit<T, E, F> {
    pub(crate) label: &'static str,
    pub(crate) body: Option<F>,
    pub(crate) result: Option<Result<T, E>>,
    pub(crate) receipts: Vec<IntentReceipt>,
    pub(crate) caller: oneshot::Sender<Result<(T, Vec<IntentReceipt>), E>>,
}

impl<T, E, F> Work for Unit<T, E, F>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    fn run<'t>(&'t mut self, transaction: &'t mut Transaction) -> BoxFuture<'t, bool> {
        async move {
            let Some(body) = self.body.take() else { return false };
            let unit = std::panic::AssertUnwindSafe(async move {
                let value = body(transaction).await?;
                // What the unit has left waiting may fail too, and then nothing of it is kept.
                transaction.finish().await?;
                Ok(value)
            });
            let result = IN_A_UNIT.scope((), unit.catch_unwind()).await;
            let result = result.unwrap_or_else(|_| Err(Error::Panicked { label: self.label }.into()));
            let keep = result.is_ok();
            self.result = Some(result);
            keep
        }
        .boxed()
    }

    fn keep(&mut self, receipts: Vec<IntentReceipt>) {
        self.receipts = receipts;
    }

    fn settle(self: Box<Self>, committed: Result<(), Error>) {
        let Self { result, receipts, caller, .. } = *self;
        let result = match (committed, result) {
            (Ok(()), Some(result)) => result.map(|value| (value, receipts)),
            (Ok(()), None) => Err(Error::Closed.into()),
            (Err(failure), _) => Err(failure.into()),
        };
        // A caller that went away does not undo what was committed.
        let _gone = caller.send(result);
    }
}

/// Lets a test stop the process around a commit, at `before:<label>` and `after:<label>` of each unit in it: the
/// action `return` aborts the process, as a power cut would; `return(refuse)` gives the callers a failed commit, which
/// after the commit is the ambiguous one that a broken connection to a server would give.
pub(crate) fn fail_points(side: &str, labels: &[&'static str]) -> Result<(), Error> {
    if fail::has_failpoints() {
        labels.iter().try_for_each(|label| fail_point(&format!("{side}:{label}")))?;
    }
    Ok(())
}

fn fail_point(name: &str) -> Result<(), Error> {
    fail::fail_point!(name, |action| match action.as_deref() {
        Some("refuse") => Err(Error::Database { statement: "COMMIT", source: EngineError::FailPoint }),
        _ => std::process::abort(),
    });
    Ok(())
}
