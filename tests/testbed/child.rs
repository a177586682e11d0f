//! The program as a process of its own, which a story may kill.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use relying_party::Country;

use super::Founded;

/// How long something may take with a death on its way.
const PATIENCE: Duration = Duration::from_secs(60);

/// `greatseal serve --all` of a founded country, or one of its parts.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts it; with a fail point it ends abruptly where that is reached.
    pub(crate) fn start(founded: &Founded, fail_point: Option<&str>, log: &Path) -> Self {
        let points = fail_point.map(|point| ("FAILPOINTS", format!("{point}=panic").into()));
        Self::start_with(founded, log, points)
    }

    /// Starts it with these variables in its environment.
    pub(crate) fn start_with(
        founded: &Founded,
        log: &Path,
        variables: impl IntoIterator<Item = (&'static str, OsString)>,
    ) -> Self {
        let mut command = command(&["serve", "--all"], &founded.data().join("greatseal.toml"), log);
        command.envs(variables);
        Self { child: command.spawn().expect("the program starts") }
    }

    /// Starts this command line.
    pub(crate) fn start_as(mut command: Command, log: &Path) -> Self {
        let log = std::fs::File::create(log).expect("the log can be made");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        Self { child: command.spawn().expect("the program starts") }
    }

    /// Starts one part of it on PostgreSQL, under a role, with the keys of that part alone; `number` tells its files from
    /// those of the others.
    pub(crate) fn part(founded: &Founded, words: &[&str], role: &str, number: u8) -> Self {
        let data = founded.data();
        let whole = std::fs::read_to_string(data.join("greatseal.toml")).expect("it was founded");
        let part = whole
            .replace("postgres://greatseal@", &format!("postgres://{role}@"))
            .replace("copy = \"log\"", &format!("copy = \"log-{number}\""))
            .replace("folder = \"keys\"", &format!("folder = \"keys-{number}\""));
        assert!(part.contains(role) && part.contains("keys-"), "the country is on PostgreSQL");
        let config = data.join(format!("part-{number}.toml"));
        std::fs::write(&config, part).expect("the configuration can be written");
        let name = words.last().expect("a part has a name");
        let mut install = Command::new(env!("CARGO_BIN_EXE_greatseal"));
        install.arg("install").arg(data.join("ceremony")).args(["--part", name, "--config"]).arg(&config);
        install.arg("--passphrase-file").arg(data.join("key-store.passphrase"));
        let installed = install.output().expect("the program starts");
        assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
        let log = founded.home.path().join(format!("part-{number}.log"));
        Self { child: command(words, &config, &log).spawn().expect("the program starts") }
    }

    /// Sends it a signal, as `kill` names it.
    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill is there").success(), "{signal}");
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child can be asked").is_some()
    }

    /// Waits until the country answers; tells whether it does.
    pub(crate) async fn is_ready(&mut self, founded: &Founded) -> bool {
        self.country(founded).await.is_some()
    }

    /// Waits until the country says where everything is; none if the program has ended before.
    pub(crate) async fn country(&mut self, founded: &Founded) -> Option<Country> {
        for _ in 0..200 {
            if let Ok(country) = Country::discover(&founded.landing()).await {
                return Some(country);
            }
            if self.has_ended() {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the country neither starts nor ends");
    }

    /// Asks it to end, as `systemctl stop` does; tells with which code it did, within half a minute.
    pub(crate) async fn stop(&mut self) -> Option<i32> {
        self.signal("-TERM");
        for _ in 0..600 {
            if let Some(status) = self.child.try_wait().expect("a child can be asked") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the country does not end when it is asked to");
    }

    /// Ends it as a power cut would: no line of the program runs any more.
    pub(crate) fn kill(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait().expect("a child can be waited for");
    }
}

/// Has a country die once at a fail point while something is done, which is tried until it is done; then the country is
/// stopped.
pub(crate) async fn survived(founded: &Founded, fail_point: &str, mut step: impl FnMut() -> bool) {
    let log = |name: &str| founded.home.path().join(name);
    let mut process = Process::start(founded, Some(fail_point), &log("first.log"));
    assert!(process.is_ready(founded).await, "{fail_point}: the country starts");
    let (mut has_died, until) = (false, Instant::now() + PATIENCE);
    while !step() {
        assert!(Instant::now() < until, "{fail_point}: it is still not done");
        tokio::time::sleep(Duration::from_millis(200)).await;
        if process.has_ended() {
            assert!(!has_died, "{fail_point}: it died again");
            has_died = true;
            process = Process::start(founded, None, &log("second.log"));
            assert!(process.is_ready(founded).await, "{fail_point}: the country starts again");
        }
    }
    assert!(has_died, "{fail_point}: nobody died there");
    process.stop().await;
}

fn command(words: &[&str], config: &Path, log: &Path) -> Command {
    let log = std::fs::File::create(log).expect("the log can be made");
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).arg("--config").arg(config);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).env_remove("FAILPOINTS");
    command
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
