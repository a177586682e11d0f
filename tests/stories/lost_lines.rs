//! The log cannot be written: its disk is full, or nobody reads the pipe. No answer and no job depends on it, and what was
//! lost is counted.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use relying_party::{Country, plain_client};
use tempfile::TempDir;

use crate::testbed::Founded;
use crate::testbed::child::Process;
use crate::testbed::people::{officer, register};

/// O_NONBLOCK of Linux: a full pipe is told instead of waited for.
const NON_BLOCKING: i32 = 0o4000;

/// A country does its work while its log goes there, and `reader` goes away; gives how many lines were lost.
async fn work_without_a_log(log: &Path, reader: Option<File>) -> u64 {
    let founded = Founded::new().await;
    founded.show_metrics();
    let config = founded.data().join("greatseal.toml");
    let text = fs::read_to_string(&config).unwrap();
    let talkative = text.replace("filter = \"info\"", "filter = \"trace\"");
    assert_ne!(talkative, text);
    fs::write(&config, talkative).unwrap();
    let mut process = Process::start(&founded, None, log);
    assert!(process.is_ready(&founded).await, "it starts without a log");
    drop(reader);
    let country = Country::discover(&founded.landing()).await.unwrap();
    let credentials = founded.credentials("officer");
    for number in 0..20 {
        let code = format!("MU-T01018{number:08}");
        register(&officer(&credentials, &country), &code, "ADA", "EXAMPLE").await.unwrap();
    }
    let client = plain_client().unwrap();
    let metrics = client.get(founded.metrics()).send().await.unwrap().text().await.unwrap();
    assert_eq!(process.stop().await, Some(0), "it ends as it was asked to");
    let lost = metrics.lines().find_map(|line| line.strip_prefix("greatseal_log_lines_lost_total "));
    lost.unwrap().parse().unwrap()
}

/// A pipe, open at both ends.
fn pipe(folder: &TempDir) -> (PathBuf, File) {
    let pipe = folder.path().join("log");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let ends = OpenOptions::new().read(true).write(true).custom_flags(NON_BLOCKING).open(&pipe).unwrap();
    (pipe, ends)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_on_a_full_disk_stops_nothing() {
    assert!(work_without_a_log(Path::new("/dev/full"), None).await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_that_nobody_reads_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (pipe, mut ends) = pipe(&folder);
    while ends.write(&[b'\n'; 4096]).is_ok() {}
    // Lines wait in the process, as many as there is room for.
    work_without_a_log(&pipe, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_whose_reader_went_away_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (pipe, ends) = pipe(&folder);
    assert!(work_without_a_log(&pipe, Some(ends)).await > 0);
}
