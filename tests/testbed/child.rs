//! The program as a process of its own, which a story may kill.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use signet::client::Country;

use super::Founded;

/// `signet serve --all` of a founded country.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts it; with a fail point it ends abruptly where that is reached.
    pub(crate) fn start(founded: &Founded, fail_point: Option<&str>, log: &Path) -> Self {
        let log = std::fs::File::create(log).expect("the log can be made");
        let mut command = Command::new(env!("CARGO_BIN_EXE_signet"));
        command.args(["serve", "--all", "--config"]).arg(founded.data().join("signet.toml"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).env_remove("FAILPOINTS");
        if let Some(fail_point) = fail_point {
            command.env("FAILPOINTS", format!("{fail_point}=panic"));
        }
        Self { child: command.spawn().expect("the program starts") }
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child can be asked").is_some()
    }

    /// Waits until the country answers; tells whether it does.
    pub(crate) async fn is_ready(&mut self, founded: &Founded) -> bool {
        for _ in 0..200 {
            if Country::discover(&founded.landing()).await.is_ok() {
                return true;
            }
            if self.has_ended() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the country neither starts nor ends");
    }

    /// Ends it as a power cut would: no line of the program runs any more.
    pub(crate) fn kill(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait().expect("a child can be waited for");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
