//! Every story is also true on PostgreSQL: this program tells them all again there.

use std::process::{Command, Stdio};

use crate::testbed::{ENGINE, on_postgres};

#[test]
fn every_story_is_also_true_on_postgres() {
    if on_postgres() {
        return;
    }
    let program = std::env::current_exe().expect("this program knows where it is");
    let told = Command::new(program)
        .args(["stories::", "--test-threads", "4"])
        .env(ENGINE, "postgres")
        .stdin(Stdio::null())
        .output()
        .expect("this program can be run again");
    let report = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.success(), "on PostgreSQL:\n{report}\n{}", String::from_utf8_lossy(&told.stderr));
    // A filter that finds nothing would succeed too.
    let stories =
        report.lines().filter(|line| line.starts_with("test stories::") && line.ends_with("ok")).count();
    assert!(stories > 10, "only {stories} stories were told on PostgreSQL:\n{report}");
}
