//! A newcomer types what the demonstration prints, as it is printed and in that order; and nothing that the newcomer tries
//! with a country that runs destroys it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use relying_party::plain_client;

use crate::testbed::Founded;
use crate::testbed::terminal::Terminal;

/// What stands before a command line on the demonstration's screen.
const COMMAND: &str = "          ";

/// `greatseal demo` in a folder whose name a shell would take apart.
struct Demo {
    founded: Founded,
    child: Child,
    commands: Vec<String>,
}

impl Demo {
    /// Starts it and reads the commands that it prints.
    fn start() -> Self {
        let founded = Founded::nowhere();
        let mut command = of(&founded, &[]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut commands = Vec::new();
        for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
            let line = line.unwrap();
            if line.contains("Control-C stops it") {
                break;
            }
            commands.extend(line.strip_prefix(COMMAND).map(str::to_owned));
        }
        assert_eq!(commands.len(), 4, "{commands:?}");
        Self { founded, child, commands }
    }

    /// Stops it as the person at its terminal does.
    fn stop(mut self) -> Founded {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        self.founded
    }
}

fn folder(founded: &Founded) -> PathBuf {
    founded.home.path().join("our country")
}

/// `greatseal demo` with these words more.
fn of(founded: &Founded, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.current_dir(founded.home.path()).stdin(Stdio::null()).stderr(Stdio::piped());
    command.args(["demo", "--data", "our country", "--ports", &founded.ports.to_string()]);
    if let Some(database) = founded.demo().database {
        command.args(["--database", &database]);
    }
    command.args(words);
    command
}

/// What it complained of.
fn refusal(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    assert_eq!(status.code(), Some(1));
    String::from_utf8(stderr).unwrap()
}

/// Runs a line in a shell; gives what it printed.
fn shell(founded: &Founded, line: &str) -> String {
    let mut shell = Command::new("sh");
    let output =
        shell.args(["-c", line]).current_dir(founded.home.path()).stdin(Stdio::null()).output().unwrap();
    let (said, complaint) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{line}: {said} {complaint}");
    said
}

/// The command behind these words.
fn told<'a>(said: &'a str, words: &str) -> &'a str {
    said.lines().find_map(|line| line.split_once(words)).unwrap_or_else(|| panic!("{words}: {said}")).1
}

#[tokio::test(flavor = "multi_thread")]
async fn each_command_works_as_it_is_printed_and_in_that_order() {
    let demo = Demo::start();
    let [once, phone, sign, verify] = demo.commands.clone().try_into().unwrap();
    let founded = &demo.founded;
    // 1. The whole job, and what it prints at its end.
    let said = shell(founded, &once);
    assert!(shell(founded, told(&said, "Check again: ")).contains("TOTAL-PASSED"));
    // 2. The phone waits in a terminal of its own, 3. while an e-service asks.
    let mut phone = Terminal::run(&phone, founded.home.path());
    phone.until("Waiting for requests.");
    let person = std::thread::spawn(move || {
        phone.answer("Sign? [", b"y\n");
        phone.answer("PIN 2: ", b"60318\n");
        phone.answer("Signed.", b"\x03");
        phone.end();
    });
    let said = shell(founded, &sign);
    person.join().unwrap();
    assert!(shell(founded, told(&said, "certificate: ")).contains("TOTAL-PASSED"));
    // 4. The auditor.
    assert!(shell(founded, &verify).contains("TOTAL-PASSED"));

    // Everybody may have the root: from the folder, and from the page.
    let root = folder(founded).join("root.pem");
    assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o644);
    let get = async |url: &str| plain_client().unwrap().get(url).send().await.unwrap().text().await.unwrap();
    let page = get(&founded.landing()).await;
    let link = page.split("href=\"").find(|rest| rest.contains("/root.pem\"")).expect("the page links it");
    assert_eq!(get(link.split('"').next().unwrap()).await, fs::read_to_string(&root).unwrap());
    // A demonstration says what it is.
    let status = page.split("href=\"").find(|rest| rest.contains("/certificates/")).unwrap();
    let status = status.split("/certificates/").next().unwrap();
    assert!(get(&format!("{status}/cps")).await.contains("This trust service is a demonstration."));
    demo.stop();
}

#[test]
fn a_country_that_runs_is_not_thrown_away_and_none_is_moved() {
    let demo = Demo::start();
    let root = fs::read(folder(&demo.founded).join("root.pem")).unwrap();
    let same = |founded: &Founded| fs::read(folder(founded).join("root.pem")).unwrap() == root;
    let refused = refusal(&mut of(&demo.founded, &["--fresh"]));
    assert!(refused.contains("is running: stop it before --fresh") && same(&demo.founded), "{refused}");
    shell(&demo.founded, &demo.commands[0]);
    let founded = demo.stop();

    // Its addresses stand in its certificates.
    let mut moved = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    moved.args(["demo", "--data", "our country", "--ports", "7700"]).current_dir(founded.home.path());
    let refused = refusal(&mut moved);
    assert!(refused.contains(&format!("its ports begin at {}", founded.ports)), "{refused}");
    assert!(refused.contains("cannot be moved to 7700") && refused.contains("--fresh"), "{refused}");
    let refused = refusal(&mut of(&founded, &["--qualified-devices"]));
    assert!(refused.contains("it was founded without --qualified-devices") && same(&founded), "{refused}");

    // Once it has stopped it is thrown away; but not before there is another one.
    let mut fresh = of(&founded, &["--fresh", "--once"]);
    if founded.database.is_some() {
        let refused = refusal(&mut fresh);
        assert!(refused.contains("needs a database in which there is none") && same(&founded), "{refused}");
    } else {
        assert!(fresh.output().unwrap().status.success());
        assert!(!same(&founded), "another country has another root");
    }
}
