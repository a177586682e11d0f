//! What was said in a country, read beside its running services: every message and reply as it was stored.

use scratch_postgres::Cluster;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};

use super::Founded;

/// Messages under `message`, replies under the kind of what they answer, refusals under `problem` and its slug.
const SAID: &str = "
    SELECT 'message' AS kind, body FROM acts
    UNION ALL SELECT 'message', body FROM enrolment_requests
    UNION ALL SELECT 'message', body FROM messages
    UNION ALL SELECT 'message', request FROM sessions
    UNION ALL SELECT 'message', jws FROM statements
    UNION ALL SELECT 'message', receipt FROM outcomes WHERE receipt IS NOT NULL
    UNION ALL SELECT 'message', jws FROM key_lists
    UNION ALL SELECT 'act', r.body FROM replies r JOIN acts a ON a.sha256 = r.request_sha256 WHERE r.verdict <> 'refused'
    UNION ALL SELECT 'enrolment', r.body FROM replies r JOIN enrolment_requests e ON e.sha256 = r.request_sha256 WHERE r.verdict <> 'refused'
    UNION ALL SELECT 'phone', r.body FROM replies r JOIN messages m ON m.sha256 = r.request_sha256 WHERE r.verdict <> 'refused'
    UNION ALL SELECT 'problem ' || r.problem, r.body FROM replies r WHERE r.verdict = 'refused'";

/// All of it, each with its kind.
pub(crate) async fn said(founded: &Founded) -> Vec<(String, String)> {
    if let Some(database) = &founded.database {
        let rows = Cluster::shared().sql(database, SAID);
        let rows = rows.lines().filter_map(|row| row.split_once('|'));
        return rows.map(|(kind, body)| (kind.to_owned(), body.to_owned())).collect();
    }
    let file = founded.data().join("country.sqlite");
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = options.connect().await.expect("the store can be read beside its owner");
    let rows = sqlx::query(SAID).fetch_all(&mut connection).await.expect("the tables are there");
    rows.iter().map(|row| (row.get("kind"), row.get("body"))).collect()
}
