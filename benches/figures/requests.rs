//! The same request again and again to a server in threads of this process, and what it costs that server.

use anyhow::Result;
use futures_util::future::try_join_all;
use reqwest::RequestBuilder;

use crate::measure::{count, processor_seconds_of_threads};

const A_ROUND: usize = 3_200;
const CONNECTIONS: usize = 32;

/// Requests for each processor second of the server's threads.
pub(crate) async fn per_processor_second(
    threads: &[&str],
    request: impl Fn() -> RequestBuilder,
) -> Result<f64> {
    let before = processor_seconds_of_threads(threads)?;
    try_join_all((0..CONNECTIONS).map(async |_| {
        for _ in 0..A_ROUND / CONNECTIONS {
            request().send().await?.error_for_status()?.bytes().await?;
        }
        Ok::<_, reqwest::Error>(())
    }))
    .await?;
    Ok(count(A_ROUND) / (processor_seconds_of_threads(threads)? - before))
}
