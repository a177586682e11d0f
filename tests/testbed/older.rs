//! A country's store as an earlier program left it: the same rows, in the schema before the last migration that moved rows.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use scratch_postgres::Cluster;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqlSafeStr as _, SqliteConnection};

use super::Founded;

/// The migration that moved rows.
const MOVED: i64 = 13;

/// What it has put elsewhere, where it stood before, in SQLite's words; `main` is as it was, `newest` as it is.
const BEFORE_ON_SQLITE: &str = "\
    INSERT INTO main.replies (request_sha256, status, body, created_at) \
      SELECT request_sha256, CASE verdict WHEN 'refused' THEN 409 ELSE 200 END, CASE verdict WHEN 'refused' \
        THEN json_set(body, '$.type', '/problems/' || problem, '$.title', 'No', '$.status', 409) ELSE body END, created_at \
      FROM newest.replies \
      UNION ALL SELECT used_sha256, 200, json_object('act_sha256', lower(hex(act_sha256))), created_at FROM newest.act_jtis; \
    INSERT INTO main.jobs (kind, subject, due_at, attempts, created_at) \
      SELECT 'expire', session, ends_at, 0, 0 FROM newest.open_sessions";

/// The same in PostgreSQL's; `public` is as it was.
const BEFORE_ON_POSTGRES: &str = "\
    INSERT INTO public.replies (request_sha256, status, body, created_at) \
      SELECT request_sha256, CASE verdict WHEN 'refused' THEN 409 ELSE 200 END, CASE verdict WHEN 'refused' \
        THEN (body::jsonb || jsonb_build_object('type', '/problems/' || problem, 'title', 'No', 'status', 409))::text \
        ELSE body END, created_at FROM newest.replies \
      UNION ALL SELECT used_sha256, 200, jsonb_build_object('act_sha256', encode(act_sha256, 'hex'))::text, created_at \
      FROM newest.act_jtis; \
    INSERT INTO public.jobs (kind, subject, due_at, attempts, created_at) \
      SELECT 'expire', session, ends_at, 0, 0 FROM newest.open_sessions";

/// What must be the same whatever has been put elsewhere meanwhile, a line each.
pub(crate) async fn kept(founded: &Founded) -> Vec<String> {
    let select = "SELECT 'reply ' || verdict || ' ' || coalesce(problem, '') || ' ' || created_at AS line FROM replies \
                  UNION ALL SELECT 'jti ' || created_at FROM act_jtis \
                  UNION ALL SELECT 'open ' || ends_at FROM open_sessions ORDER BY line";
    let Some(database) = &founded.database else {
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(founded.data().join("country.sqlite"));
        let mut store = SqliteConnection::connect_with(&options).await.unwrap();
        let lines = texts(&mut store, select).await;
        store.close().await.unwrap();
        return lines;
    };
    Cluster::shared().sql(database, select).lines().map(str::to_owned).collect()
}

/// Puts the store back to before that migration; gives the number that the schema has now, and the one that it had. Nobody must serve
/// the country.
pub(crate) async fn set_back(founded: &Founded) -> (i64, i64) {
    match &founded.database {
        Some(database) => set_back_database(database).await,
        None => set_back_file(&founded.data().join("country.sqlite")).await,
    }
}

/// The migrations of an engine that came before it; the number of the last of those, and of the last of all.
fn earlier(engine: &str) -> (Migrator, (i64, i64)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("store/migrations").join(engine);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.file_name().unwrap().to_str().unwrap().starts_with('0'));
    files.sort();
    let number = |file: &Path| {
        let (number, _) = file.file_stem().unwrap().to_str().unwrap().split_once('_').unwrap();
        number.parse::<i64>().unwrap()
    };
    let newest = number(files.last().unwrap());
    files.retain(|file| number(file) < MOVED);
    let migrations = files.iter().map(|file| {
        let (_, name) = file.file_stem().unwrap().to_str().unwrap().split_once('_').unwrap();
        let text = AssertSqlSafe(fs::read_to_string(file).unwrap()).into_sql_str();
        let name = Cow::Owned(name.to_owned());
        Migration::new(number(file), name, MigrationType::Simple, text, false)
    });
    let migrations: Vec<Migration> = migrations.collect();
    let last = migrations.last().expect("there were migrations before it").version;
    (Migrator::with_migrations(migrations), (last, newest))
}

async fn set_back_file(path: &Path) -> (i64, i64) {
    let newest = path.with_extension("newest");
    for suffix in ["", "-wal", "-shm"] {
        let beside = |file: &Path| {
            let mut name = file.as_os_str().to_owned();
            name.push(suffix);
            name
        };
        let moved = fs::rename(beside(path), beside(&newest));
        assert!(moved.is_ok() || !suffix.is_empty(), "the store is a file");
    }
    greatseal::secrets::write_private(path, b"").unwrap();
    fs::write(path, b"").unwrap();
    let (migrator, numbers) = earlier("sqlite");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut store = SqliteConnection::connect_with(&options.foreign_keys(false)).await.unwrap();
    migrator.run(&mut store).await.unwrap();
    let attach = format!("ATTACH '{}' AS newest", newest.display());
    run(&mut store, &attach).await;
    // What the rows set off when they were written was written too.
    let triggers = texts(&mut store, "SELECT sql FROM main.sqlite_master WHERE type = 'trigger'").await;
    for name in texts(&mut store, "SELECT name FROM main.sqlite_master WHERE type = 'trigger'").await {
        run(&mut store, &format!("DROP TRIGGER {name}")).await;
    }
    let tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
                  AND name NOT IN ('_sqlx_migrations', 'replies')";
    for table in texts(&mut store, tables).await {
        let columns = format!(
            "SELECT a.name FROM pragma_table_info('{table}', 'main') a JOIN pragma_table_info('{table}', 'newest') b \
             ON a.name = b.name"
        );
        let columns = texts(&mut store, &columns).await.join(", ");
        run(&mut store, &format!("DELETE FROM main.{table}")).await;
        let copy = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newest.{table}");
        run(&mut store, &copy).await;
    }
    run(&mut store, BEFORE_ON_SQLITE).await;
    for trigger in triggers {
        run(&mut store, &trigger).await;
    }
    store.close().await.unwrap();
    fs::remove_file(newest).unwrap();
    numbers
}

async fn run(store: &mut SqliteConnection, statement: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(store).await;
    done.unwrap_or_else(|problem| panic!("{statement}: {problem}"));
}

async fn texts(store: &mut SqliteConnection, select: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(select.to_owned())).fetch_all(store).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Copies every column that both schemas have, without the triggers, and the counters.
const COPY: &str = "\
    SET session_replication_role = replica; \
    DO $$ DECLARE t RECORD; columns TEXT; counter RECORD; BEGIN \
      FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' \
        AND relname NOT IN ('_sqlx_migrations', 'replies') LOOP \
        SELECT string_agg(quote_ident(a.column_name), ', ') INTO columns FROM information_schema.columns a \
          JOIN information_schema.columns b USING (table_name, column_name) \
          WHERE a.table_schema = 'public' AND b.table_schema = 'newest' AND a.table_name = t.relname; \
        EXECUTE format('DELETE FROM public.%I', t.relname); \
        EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM newest.%I', \
          t.relname, columns, columns, t.relname); \
      END LOOP; \
      FOR counter IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP \
        EXECUTE format('SELECT setval(''public.%I'', last_value, is_called) FROM newest.%I', counter.relname, \
          counter.relname); \
      END LOOP; \
    END $$";

async fn set_back_database(database: &str) -> (i64, i64) {
    let server = Cluster::shared();
    server.sql(database, "ALTER SCHEMA public RENAME TO newest; CREATE SCHEMA public");
    let (migrator, numbers) = earlier("postgres");
    let mut store = sqlx::PgConnection::connect(&server.url("greatseal", database)).await.unwrap();
    migrator.run(&mut store).await.unwrap();
    store.close().await.unwrap();
    server.sql(database, COPY);
    server.sql(
        database,
        &format!("SET session_replication_role = replica; {BEFORE_ON_POSTGRES}; DROP SCHEMA newest CASCADE"),
    );
    numbers
}
