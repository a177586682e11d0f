//! The one way from asynchronous code to a key that blocks.

use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;

use crate::{Error, Signer};

/// One permit for each core: more threads that compute would only push each other aside.
static PERMITS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, Into::into)));

/// Lets so many more closures run at a time: with a token they wait for an answer, and compute nothing meanwhile.
pub(crate) fn allow_waiting(more: usize) {
    PERMITS.add_permits(more);
}

/// Signs a message: at once if the signer is quick, else beside the asynchronous threads.
///
/// # Errors
/// As for [`Signer::sign`].
pub async fn sign(signer: Arc<dyn Signer>, message: &[u8]) -> Result<Vec<u8>, Error> {
    if signer.is_quick() {
        return signer.sign(message);
    }
    let message = message.to_vec();
    offload(move || signer.sign(&message)).await
}

/// Runs a blocking closure beside the asynchronous threads, at most one for each core (and each
/// session with a token) at a time; others wait for
/// their turn in the order in which they came. A closure that panics panics here.
///
/// A caller that goes away while its closure runs does not stop it.
pub async fn offload<T>(work: impl FnOnce() -> T + Send + 'static) -> T
where
    T: Send + 'static,
{
    let permit = PERMITS.acquire().await.expect("the semaphore is never closed");
    let done = tokio::task::spawn_blocking(move || {
        let _held_until_done = permit;
        work()
    });
    match done.await {
        Ok(value) => value,
        Err(failure) => match failure.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => unreachable!("a blocking closure that has begun is not cancelled"),
        },
    }
}
