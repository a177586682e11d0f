//! Ten thousand phones that wait: each a connection with a signed poll that is answered when something comes.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use http_kit::{Limits, Listener, Security, StopTrigger};
use mobile_sig_api::{MobileSignature, SessionConfig, phone_routes};
use phone_terminal::{Door, DoorFuture, DoorReply, DoorRequest, HttpDoor};
use pki_types::{SystemClock, SystemRandom};

use crate::measure::{Figures, resident_mebibytes};
use crate::report::{Goal, Report};
use crate::scene::Scene;

/// The process that holds the other ends of the connections has this in its environment.
pub(crate) const CLIENT: &str = "GREATSEAL_BENCH_POLLS";
const POLLS: usize = 10_000;

/// Remembers the last poll of a phone instead of sending it.
struct Recorder {
    door: HttpDoor,
    poll: Mutex<Option<String>>,
}

impl Door for Recorder {
    fn send(&self, request: DoorRequest) -> DoorFuture<'_> {
        if request.path != "/v1/phone/pending" {
            return self.door.send(request);
        }
        *self.poll.lock().unwrap_or_else(PoisonError::into_inner) = request.body;
        Box::pin(async { Ok(DoorReply { status: 200, body: br#"{"sessions":[]}"#.to_vec() }) })
    }
}

/// The memory of this process with and without the polls.
pub(crate) async fn parked(scene: &Scene, report: &mut Report) -> Result<()> {
    let recorder = Arc::new(Recorder { door: HttpDoor::new(None)?, poll: Mutex::default() });
    let (mut phones, _) = scene.phones(1, recorder.clone()).await?;
    phones.first_mut().context("a phone")?.poll(60).await?;
    let poll = recorder.poll.lock().unwrap_or_else(PoisonError::into_inner).take().context("a poll")?;
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let config = SessionConfig::default();
    let doors = MobileSignature::new(
        scene.running.store().door(),
        clock,
        random.clone(),
        &scene.running.config().landing.url,
        &config,
    )?;
    let many = Limits { connections: POLLS + 100, connections_per_address: POLLS + 100, ..Limits::default() };
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = Listener::bind("bench", address, Security::LoopbackOnly, many).await?;
    let address = listener.local_address();
    let (trigger, stop) = StopTrigger::new();
    let serving = scene.runtime.spawn(listener.serve(phone_routes(doors), random, stop));
    let before = resident_mebibytes()?;
    let file = scene.home.path().join("poll.txt");
    std::fs::write(&file, poll)?;
    let mut client = Command::new(std::env::current_exe()?)
        .env(CLIENT, format!("{address} {}", file.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = [0; 1];
    client.stdout.take().context("its output")?.read_exact(&mut said)?;
    // What was accepted is read, checked and parked.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let with = resident_mebibytes()?;
    eprintln!(
        "{POLLS} parked polls: {with:.0} MiB resident in all (load included), {:.0} MiB without them, {:.1} KiB each",
        before,
        (with - before) * 1024.0 / crate::measure::count(POLLS)
    );
    report.promise(
        format!("memory with {POLLS} phones waiting, MiB"),
        Figures::once(with),
        Goal::AtMost(400.0),
    );
    drop(client.stdin.take());
    client.wait()?;
    trigger.stop();
    serving.await?;
    Ok(())
}

/// Holds the other ends: sends a poll on each of many connections and waits until it is told that this is enough.
pub(crate) fn be_the_client(order: &OsStr) -> Result<()> {
    let order = order.to_str().context("an address and a file")?;
    let (address, file) = order.split_once(' ').context("an address and a file")?;
    let poll = std::fs::read_to_string(file)?;
    let head = format!(
        "POST /v1/phone/pending HTTP/1.1\r\nHost: bench\r\nContent-Type: application/jose\r\nContent-Length: {}\r\n\r\n",
        poll.len()
    );
    let message = [head.as_bytes(), poll.as_bytes()].concat();
    let mut held = Vec::new();
    for _ in 0..POLLS {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(&message)?;
        held.push(stream);
    }
    let first = held.first_mut().context("a connection")?;
    first.set_read_timeout(Some(Duration::from_millis(100)))?;
    if first.read(&mut [0; 256]).is_ok_and(|octets| octets > 0) {
        bail!("a poll was answered instead of parked");
    }
    std::io::stdout().write_all(b"!")?;
    std::io::stdout().flush()?;
    std::io::stdin().read_exact(&mut [0; 1]).ok();
    Ok(())
}
