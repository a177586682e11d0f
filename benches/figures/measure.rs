//! How everything is measured: rounds, their spread, processor seconds, and what the disk does in the same minute.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};

/// Rounds of everything that alternates.
pub(crate) const ROUNDS: usize = 5;

/// Threads of the service: its own, and those of its databases.
pub(crate) const SERVICE: [&str; 2] = ["service", "store-writer"];

/// One figure of each round.
#[derive(Clone, Default)]
pub(crate) struct Figures(Vec<f64>);

impl Figures {
    pub(crate) fn add(&mut self, figure: f64) {
        self.0.push(figure);
    }

    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The figure below which this part of all lies.
    pub(crate) fn at(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        let place = (0..=last).find(|place| count(*place) >= part * count(last));
        place.and_then(|place| sorted.get(place)).copied().unwrap_or(f64::NAN)
    }

    /// What was measured once.
    pub(crate) fn once(figure: f64) -> Self {
        Self(vec![figure])
    }

    /// Each figure divided by that of the same round.
    pub(crate) fn beside(&self, other: &Self) -> Self {
        self.with(other, |one, other| one / other)
    }

    /// Each figure and that of the same round.
    pub(crate) fn with(&self, other: &Self, both: impl Fn(f64, f64) -> f64) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| both(*one, *other)).collect())
    }
}

/// Median, least and most.
impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.median() < 20.0 { 2 } else { 0 };
        write!(out, "{:.digits$} [{:.digits$}..{:.digits$}]", self.median(), self.at(0.0), self.at(1.0))
    }
}

/// A count, to calculate with.
pub(crate) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::NAN, f64::from)
}

/// How often the disk under `folder` makes 4 KiB durable, per second: half a second of it.
pub(crate) fn flushes(folder: &Path) -> Result<f64> {
    let mut file = File::create(folder.join("flush"))?;
    let (began, mut done) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_millis(500) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        done += 1;
    }
    Ok(count(done) / began.elapsed().as_secs_f64())
}

/// Processor seconds that this process has used, in all its threads.
pub(crate) fn processor_seconds() -> Result<f64> {
    processor_seconds_of(std::process::id())
}

/// Processor seconds that a process has used: `utime` and `stime` of proc(5), in hundredths.
pub(crate) fn processor_seconds_of(process: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = text.rsplit_once(')').context("a process has a name in parentheses")?;
    let mut times = fields.split_whitespace().skip(11).take(2);
    let mut ticks =
        || times.next().and_then(|field| field.parse::<f64>().ok()).context("a time of a process");
    Ok((ticks()? + ticks()?) / 100.0)
}

/// Processor seconds of the threads of this process whose names begin like that.
pub(crate) fn processor_seconds_of_threads(names: &[&str]) -> Result<f64> {
    let mut sum = 0.0;
    for thread in fs::read_dir("/proc/self/task")? {
        let thread = thread?.path();
        // A thread may end between the two reads.
        let Ok(name) = fs::read_to_string(thread.join("comm")) else { continue };
        if names.iter().any(|beginning| name.starts_with(beginning)) {
            let text = fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
            let ran = text.split_whitespace().next().and_then(|field| field.parse::<f64>().ok());
            sum += ran.unwrap_or(0.0) / 1e9;
        }
    }
    Ok(sum)
}

/// How often this can be done in a processor second, by doing it for a fifth of a second on all processors at once: a
/// service that is busy has no idle neighbour either, and two processors may share one core.
pub(crate) fn rate_of(work: impl Fn() -> Result<()> + Sync) -> Result<f64> {
    let threads = std::thread::available_parallelism()?.get();
    let rates = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| rate_on_this_thread(&work))).collect();
        let ended =
            running.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?);
        ended.collect::<Result<Vec<f64>>>()
    })?;
    Ok(rates.iter().sum::<f64>() / count(threads))
}

fn rate_on_this_thread(work: &impl Fn() -> Result<()>) -> Result<f64> {
    let (began, mut done) = (Instant::now(), 0);
    let before = thread_seconds()?;
    while began.elapsed() < Duration::from_millis(200) {
        for _ in 0..16 {
            work()?;
        }
        done += 16;
    }
    Ok(count(done) / (thread_seconds()? - before))
}

fn thread_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let ran = text.split_whitespace().next().and_then(|field| field.parse::<f64>().ok());
    Ok(ran.context("a thread's time")? / 1e9)
}

/// What a process of this program says that finds `value` in this variable of its environment: so many figures, in a line.
pub(crate) fn figures_of_a_process<const COUNT: usize>(
    variable: &str,
    value: impl AsRef<OsStr>,
) -> Result<[f64; COUNT]> {
    let output = Command::new(std::env::current_exe()?).env(variable, value).output()?;
    let text = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "{variable}: {}", String::from_utf8_lossy(&output.stderr));
    let figures: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    figures.try_into().map_err(|_| anyhow!("{variable}: {text}"))
}

/// The memory of this process that is in use, in MiB: VmRSS of proc(5).
pub(crate) fn resident_mebibytes() -> Result<f64> {
    mebibytes("VmRSS:")
}

/// The most that it was, in MiB: VmHWM of proc(5).
pub(crate) fn peak_mebibytes() -> Result<f64> {
    mebibytes("VmHWM:")
}

fn mebibytes(field: &'static str) -> Result<f64> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(field)).context(field)?;
    let kibibytes = line.split_whitespace().next().and_then(|field| field.parse::<f64>().ok());
    Ok(kibibytes.context("a number of KiB")? / 1024.0)
}
