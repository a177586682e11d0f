//! No statement's cost grows with the number of certificates, sessions or leaves: the plan of each is read, on each engine.

use std::fs;
use std::path::{Path, PathBuf};

use scratch_postgres::Cluster;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

use crate::engines::{Engine, Scratch};

on_both_engines! {
    no_statement_reads_a_table_that_grows,
}

/// Tables that stay short, whatever the country has lived through. Every other one grows.
const SHORT: &[&str] = &[
    // One row each for what is set up by people, or by time.
    "push_keys",
    "crls",
    "issuers",
    "key_lists",
    "leases",
    "log_checkpoint",
    "meta",
    "officers",
    "relying_parties",
    "_sqlx_migrations",
    // What waits, and is deleted when it is done or over.
    "attempts",
    "outbox",
    "clock_readings",
    "jobs",
    "leaf_queue",
    "open_sessions",
    "prompt_pauses",
    "person_pauses",
    "report_pauses",
    "relying_party_looks",
    "status_changes",
    // What takes two officers, or a disaster.
    "act_confirmations",
    "lost_serials",
    "pending_acts",
];

/// Statements that read a whole table because that is their purpose.
const WHOLE: &[(&str, &str)] = &[
    ("SELECT count(*) AS count FROM leaves", "asked by tests alone"),
    ("SELECT * FROM certificates WHERE profile = $1", "asked by tests alone"),
    ("SELECT * FROM certificates WHERE issuer = $1 AND profile = $2", "asked of a root, which issues little"),
    ("UPDATE activations SET used_by = $1 WHERE used_by IS NULL", "a restore ends all of them"),
    ("UPDATE device_secrets SET restore_grace_at = $1", "a restore gives it to all of them"),
    (
        "INSERT INTO pin_tries (device, purpose, tries, counted_at) SELECT c.device",
        "a restore counts for all of them",
    ),
    ("UPDATE pin_tries SET counted_at = $1", "once after a clock that was wrong"),
];

/// Indexes over the few rows that are still open: whoever reads all of one reads little.
const OF_FEW: &[&str] = &["intents_open"];

/// So many statements are understood on each engine at least: if the sources are no longer found, nothing is proven.
const UNDERSTOOD: usize = 140;

async fn no_statement_reads_a_table_that_grows(engine: Engine) {
    let scratch = engine.scratch().await;
    let mut connection = Planner::connect(&scratch).await;
    let (tables, statements) = (connection.tables().await, statements());
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let (mut understood, mut faults) = (0, Vec::new());
    for statement in &statements {
        // Parts of statements, and those of the other engine, are none here.
        let Some(plan) = connection.plan(statement).await else { continue };
        understood += 1;
        let read_whole = plan.iter().filter(|step| grows(step, &plan, statement, &tables));
        faults.extend(read_whole.map(|step| (statement, format!("{step}: {statement}"))));
    }
    let may = |statement: &str| WHOLE.iter().any(|(begins, _)| statement.starts_with(begins));
    let unforeseen: Vec<_> =
        faults.iter().filter(|(statement, _)| !may(statement)).map(|(_, fault)| fault.as_str()).collect();
    assert!(unforeseen.is_empty(), "{}", unforeseen.join("\n"));
    // Nothing here is blind, and no exception outlives its cause.
    assert!(understood >= UNDERSTOOD, "only {understood} of {} statements are understood", statements.len());
    assert!(SHORT.iter().all(|table| tables.contains(table)), "{tables:?}");
    if matches!(connection, Planner::Sqlite(_)) {
        for (begins, _) in WHOLE {
            assert!(faults.iter().any(|(statement, _)| statement.starts_with(begins)), "no need: {begins}");
        }
    }
}

/// Whether a step reads all of a table that grows, or sorts all that one issuer issued.
fn grows(step: &str, plan: &[String], statement: &str, tables: &[&str]) -> bool {
    let step = step.trim_start().trim_start_matches("-> ").trim_start();
    // SQLite: `SCAN s USING INDEX …`, by the name that the statement gives the table; PostgreSQL: `Seq Scan on sessions s`.
    let scanned = step.strip_prefix("SCAN ").or_else(|| step.strip_prefix("Seq Scan on "));
    let sorts = plan.iter().any(|step| step.starts_with("USE TEMP B-TREE"));
    let of_one_issuer = || step.strip_prefix("SEARCH ").filter(|rest| sorts && rest.ends_with("(issuer=?)"));
    let Some(read) = scanned.or_else(of_one_issuer) else { return false };
    let words: Vec<&str> = read.split_whitespace().collect();
    let table = table_of(words[0], statement);
    // What a part of the statement gives has a name too, and is no table.
    tables.contains(&table) && !SHORT.contains(&table) && !OF_FEW.iter().any(|index| words.contains(index))
}

/// The table that a statement calls so: `FROM sessions s` is one of sessions.
fn table_of<'a>(name: &'a str, statement: &'a str) -> &'a str {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let named = words.windows(3).find(|three| {
        ["FROM", "JOIN", "(FROM"].contains(&three[0]) && three[2].trim_end_matches([',', ')']) == name
    });
    named.map_or(name, |three| three[1])
}

/// A connection that explains statements instead of running them.
enum Planner {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

impl Planner {
    async fn connect(scratch: &Scratch) -> Self {
        match scratch {
            Scratch::File(_) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(scratch.path());
                Self::Sqlite(sqlx::SqliteConnection::connect_with(&options).await.unwrap())
            }
            Scratch::Database(name) => {
                let url = Cluster::shared().url("greatseal", name);
                let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
                // Empty tables are best read whole: what is asked is whether an index could serve.
                let settings = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";
                sqlx::raw_sql(settings).execute(&mut connection).await.unwrap();
                Self::Postgres(connection)
            }
        }
    }

    /// The names of all tables.
    async fn tables(&mut self) -> Vec<String> {
        match self {
            Self::Sqlite(connection) => {
                let select = "SELECT name FROM sqlite_master WHERE type = 'table'";
                sqlx::query_scalar(select).fetch_all(connection).await.unwrap()
            }
            Self::Postgres(connection) => {
                let select = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
                sqlx::query_scalar(select).fetch_all(connection).await.unwrap()
            }
        }
    }

    /// The steps of its plan; none if this engine does not understand it.
    async fn plan(&mut self, statement: &str) -> Option<Vec<String>> {
        match self {
            Self::Sqlite(connection) => {
                let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
                let steps = sqlx::query(explain).fetch_all(connection).await.ok()?;
                Some(steps.iter().map(|step| step.get("detail")).collect())
            }
            Self::Postgres(connection) => {
                let prepare = AssertSqlSafe(format!("DEALLOCATE ALL; PREPARE asked AS {statement}"));
                sqlx::raw_sql(prepare).execute(&mut *connection).await.ok()?;
                let places = (1..).take_while(|place| statement.contains(&format!("${place}"))).count();
                let values = match places {
                    0 => String::new(),
                    places => format!("({})", vec!["NULL"; places].join(", ")),
                };
                let explain = AssertSqlSafe(format!("EXPLAIN (COSTS OFF) EXECUTE asked{values}"));
                let steps = sqlx::raw_sql(explain).fetch_all(connection).await.ok()?;
                Some(steps.iter().map(|step| step.get(0)).collect())
            }
        }
    }
}

/// Every text in the store's sources that begins like a statement, without those of its tests.
fn statements() -> Vec<String> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.iter().flat_map(|file| statements_in(&fs::read_to_string(file).unwrap())).collect()
}

fn statements_in(source: &str) -> Vec<String> {
    let production = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for begins in ["SELECT ", "UPDATE ", "DELETE ", "INSERT ", "WITH "] {
        found.extend(production.split(&format!("\"{begins}")).skip(1).filter_map(|rest| {
            // No statement has a quotation mark within; a line that ends with a backslash goes on with the next word.
            let text = rest.split('"').next().unwrap_or_default();
            let lines: String = text.split("\\\n").map(str::trim_start).collect();
            if lines.ends_with("= ") {
                // A macro completes it by a value.
                Some(format!("{begins}{lines}$1"))
            } else {
                // What ends with a blank is a beginning alone.
                (!lines.ends_with(' ')).then(|| format!("{begins}{lines}"))
            }
        }));
    }
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
