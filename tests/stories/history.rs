//! A person looks back at what they were asked, on all their phones, and keeps evidence of it that anybody can check without the
//! service, with the country's root and the key of its log.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use phone_protocol::{About, Deed, Evidence, HistoryReply, Inquiry, PastSession, RefusalReason};
use phone_terminal::{Automatic, Error, Interaction};
use serde_json::Value;
use words::{SessionId, SessionState};

use crate::testbed::Founded;
use crate::testbed::people::pins;
use crate::testbed::scene::{Holder, Scene, right_pin};
use crate::testbed::wire::{problem, sign_message};

const CAROL: &str = "MU-T0301800000051";
const DAVE: &str = "MU-T0301800000052";

/// A second phone of the same person.
async fn second_phone(scene: &Scene, name: &str) -> Holder {
    // Relying parties are told of the newest.
    scene.clock.advance(60);
    let activation = scene.activation(name).await;
    let (mut phone, wire) = scene.phone(&format!("{name}-second"));
    let enrolled = phone.enrol(&activation, &pins()).await.unwrap().clone();
    Holder { name: name.to_owned(), phone, wire, enrolled }
}

fn id(session: &str) -> SessionId {
    session.parse().unwrap()
}

/// What the person was asked, page by page, the newest first.
async fn all_of(holder: &mut Holder) -> Vec<PastSession> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = holder.phone.history(after).await.unwrap();
        assert_eq!(page.unacceptable, 0);
        all.extend(page.entries);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

fn states(past: &[PastSession]) -> Vec<(SessionId, SessionState)> {
    past.iter().map(|past| (past.statement.session, past.state)).collect()
}

async fn past(holder: &mut Holder, session: SessionId) -> PastSession {
    let mut all = all_of(holder).await.into_iter();
    all.find(|past| past.statement.session == session).expect("the person was asked it")
}

/// A file of this session, once the log has taken it in.
async fn evidence(holder: &mut Holder, session: SessionId) -> (String, Evidence) {
    let past = past(holder, session).await;
    for _ in 0..200 {
        let (text, evidence) = holder.phone.evidence(&past).await.unwrap();
        if evidence.log.is_some() {
            return (text, evidence);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the log never took it in");
}

struct Verdict {
    code: i32,
    said: String,
}

/// What `greatseal verify` says of a file; nothing of the country need run.
fn verify(founded: &Founded, file: &Path, log_key: Option<&Path>) -> Verdict {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.arg("verify").arg(file).arg("--trust").arg(founded.data().join("root.pem"));
    if let Some(key) = log_key {
        command.arg("--log-key").arg(key);
    }
    let output = command.output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Verdict { code: output.status.code().unwrap(), said }
}

fn log_key(founded: &Founded) -> PathBuf {
    founded.data().join("ceremony/public/log-key.pem")
}

/// One request of each end: signed, refused, reported, cancelled, expired; gives them, the newest first.
async fn every_end(scene: &Scene, first: &mut Holder, second: &mut Holder) -> Vec<(SessionId, SessionState)> {
    let mut ends = Vec::new();
    for (reason, answered) in [
        (None, SessionState::Completed),
        (Some(RefusalReason::Declined), SessionState::Refused),
        (Some(RefusalReason::NotMine), SessionState::Refused),
    ] {
        // The newest phone is asked.
        let session = scene.ask(0, second).await;
        let waiting = second.waiting(1).await.remove(0);
        match reason {
            None => second.try_to_sign(&waiting, &right_pin()).await.unwrap(),
            Some(reason) => drop(second.phone.refuse(&waiting, reason).await.unwrap()),
        }
        ends.insert(0, (id(&session), answered));
        scene.clock.advance(2);
    }
    let session = scene.ask(1, second).await;
    second.waiting(1).await;
    let url = format!("{}/v1/sessions/{session}", scene.testbed.country.relying_party_api);
    assert!(scene.party(1).client.delete(url).send().await.unwrap().status().is_success());
    assert_eq!(scene.ended_session(1, &session).await["state"], "cancelled");
    ends.insert(0, (id(&session), SessionState::Cancelled));
    scene.clock.advance(2);
    let session = scene.ask(0, second).await;
    second.waiting(1).await;
    scene.clock.advance(700);
    assert_eq!(scene.ended_session(0, &session).await["state"], "expired");
    ends.insert(0, (id(&session), SessionState::Expired));

    // What the person wants themselves stands there too.
    let person: Arc<dyn Interaction> = Arc::new(Automatic { pins: Some(pins()) });
    first.phone.have_done(Deed::Freeze {}, &person).await.unwrap();
    first.phone.have_done(Deed::Unfreeze {}, &person).await.unwrap();
    ends
}

fn slug(result: Result<impl Sized, Error>) -> String {
    result.err().expect("it is refused").slug().expect("by the service").to_owned()
}

/// Pages stay as they are while new requests come.
async fn pages(scene: &Scene, first: &mut Holder, second: &mut Holder) {
    for _ in 0..22 {
        let session = scene.ask(0, second).await;
        let waiting = second.waiting(1).await.remove(0);
        assert_eq!(waiting.statement().session, id(&session));
        second.phone.refuse(&waiting, RefusalReason::Declined).await.unwrap();
    }
    let before = states(&all_of(first).await);
    let newest = first.phone.history(None).await.unwrap();
    assert_eq!(newest.entries.len(), 20);
    let next = newest.next.unwrap();
    // What is asked in one second has no order of its own.
    scene.clock.advance(2);
    let session = scene.ask(0, second).await;
    let waiting = second.waiting(1).await.remove(0);
    assert_eq!(
        states(&first.phone.history(None).await.unwrap().entries)[0],
        (id(&session), SessionState::Stated)
    );
    second.phone.refuse(&waiting, RefusalReason::Declined).await.unwrap();
    let older = first.phone.history(Some(next)).await.unwrap();
    assert_eq!([states(&newest.entries), states(&older.entries)].concat(), before);
}

/// Another person is told nothing of it, and a cursor that is none is refused.
async fn nobody_elses(scene: &Scene, first: &mut Holder, session: SessionId) {
    let mut other = scene.enrolled(DAVE).await;
    assert!(all_of(&mut other).await.is_empty());
    assert_eq!(slug(other.phone.history(Some(session)).await), "session-unknown");
    assert_eq!(slug(other.phone.evidence(&past(first, session).await).await), "session-unknown");
    assert_eq!(slug(first.phone.history(Some(SessionId::from_bytes([7; 16]))).await), "session-unknown");

    // Another phone's inquiry, by one's own key; and an old one.
    let key = scene.device_key(DAVE);
    let inquiry = |device, at| Inquiry::new(device, About::History { after: None }, at);
    let now = pki_types::Clock::now(&scene.clock);
    for (inquiry, expected) in [
        (inquiry(first.enrolled.device, now), "other-device"),
        (inquiry(other.enrolled.device, now.minus(61)), "poll-times"),
    ] {
        let response = scene.post_to_phone_door("/v1/phone/inquiries", &sign_message(&inquiry, &key)).await;
        assert_eq!(problem(response).await.1, expected);
    }
    let mine = sign_message(&inquiry(other.enrolled.device, now), &key);
    let page: HistoryReply =
        scene.post_to_phone_door("/v1/phone/inquiries", &mine).await.json().await.unwrap();
    assert!(page.entries.is_empty() && !page.more);
}

/// Everything that may be changed in a file, by whoever has it: each is found.
fn forged(founded: &Founded, good: &str, key: &Path, folder: &Path) {
    let good: Value = serde_json::from_str(good).unwrap();
    let write = |name: &str, file: &Value| {
        let path = folder.join(name);
        fs::write(&path, file.to_string()).unwrap();
        path
    };
    let mut forgeries: Vec<(&str, Value)> = Vec::new();
    let mut forge = |what, change: &dyn Fn(&mut Value)| {
        let mut file = good.clone();
        change(&mut file);
        assert_ne!(file, good, "{what}");
        forgeries.push((what, file));
    };
    fn flipped(value: &mut Value) {
        let text = value.as_str().unwrap();
        let at = text.len() / 2;
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        *value = Value::from(format!("{}{other}{}", &text[..at], &text[at + 1..]));
    }
    for member in ["key_list", "statement", "request", "receipt"] {
        forge(member, &|file| flipped(&mut file[member]));
    }
    forge("chain", &|file| file["relying_party_chain"] = Value::from(Vec::<Value>::new()));
    forge("receipt less", &|file| drop(file.as_object_mut().unwrap().remove("receipt")));
    forge("checkpoint", &|file| flipped(&mut file["log"]["checkpoint"]));
    forge("size", &|file| {
        let note = file["log"]["checkpoint"].as_str().unwrap();
        let mut lines: Vec<_> = note.split('\n').map(str::to_owned).collect();
        lines[1] = (lines[1].parse::<u64>().unwrap() + 1).to_string();
        file["log"]["checkpoint"] = Value::from(lines.join("\n"));
    });
    for leaf in 0..3 {
        forge("place", &|file| {
            let place = &mut file["log"]["leaves"][leaf]["place"];
            *place = Value::from(place.as_u64().unwrap() + 1);
        });
        forge("leaf", &|file| flipped(&mut file["log"]["leaves"][leaf]["leaf"]));
        forge("hash", &|file| {
            file["log"]["leaves"][leaf]["path"][0] = Value::from("0".repeat(64));
        });
        forge("path", &|file| drop(file["log"]["leaves"][leaf]["path"].as_array_mut().unwrap().pop()));
    }
    forge("no end", &|file| drop(file["log"]["leaves"].as_array_mut().unwrap().pop()));
    forge("version", &|file| file["v"] = Value::from(2));
    forge("unknown member", &|file| file["more"] = Value::from("x"));
    for (what, file) in &forgeries {
        let judged = verify(founded, &write("forged.json", file), Some(key));
        assert!([1, 3].contains(&judged.code), "{what}: {} {}", judged.code, judged.said);
        assert!(!judged.said.contains("TOTAL-PASSED"), "{what}: {}", judged.said);
    }
    let text = good.to_string();
    let cut = folder.join("cut.json");
    fs::write(&cut, &text[..text.len() - 7]).unwrap();
    assert_eq!(verify(founded, &cut, Some(key)).code, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_looks_back_and_keeps_what_proves_itself() {
    let scene = Scene::start().await;
    let mut first = scene.enrolled(CAROL).await;
    let mut second = second_phone(&scene, CAROL).await;
    assert!(all_of(&mut first).await.is_empty());
    let ends = every_end(&scene, &mut first, &mut second).await;

    // 1. Both phones tell the same, with what was asked.
    let past = all_of(&mut first).await;
    assert_eq!(states(&past)[0].1, SessionState::Completed, "the end of the freeze");
    assert!(past[0].statement.relying_party.is_none());
    assert_eq!(states(&past)[1..], ends);
    assert_eq!(states(&all_of(&mut second).await), states(&past));
    let signed = past.last().unwrap();
    assert_eq!(signed.statement.relying_party.as_ref().unwrap().id, "city-registry");
    assert_eq!(signed.statement.display.text.as_ref().unwrap().as_str(), "Sign");
    assert_eq!(past[3].problem.as_deref(), Some("not-mine"));

    // 2. Each has its evidence, asked for by a phone that had nothing to do with it.
    let folder = tempfile::tempdir().unwrap();
    let (founded, key) = (&scene.testbed.founded, log_key(&scene.testbed.founded));
    let mut good = String::new();
    for one in &past {
        let (text, _) = evidence(&mut first, one.statement.session).await;
        let path = folder.path().join("good.json");
        fs::write(&path, &text).unwrap();
        let judged = verify(founded, &path, Some(&key));
        assert_eq!(judged.code, 0, "{:?}: {}", one.state, judged.said);
        let told = match one.state {
            SessionState::Completed if one.statement.relying_party.is_none() => "the person's PIN granted it",
            SessionState::Completed => "the person's key signed",
            SessionState::Refused => "the person refused",
            SessionState::Expired => "nobody answered in time",
            _ => "the relying party gave up",
        };
        assert!(judged.said.contains(told), "{}", judged.said);
        let asker = if one.statement.relying_party.is_some() {
            "City Registry|Second Service"
        } else {
            "their own phone"
        };
        assert!(asker.split('|').any(|asker| judged.said.contains(asker)), "{}", judged.said);
        good = text;
    }

    // 3. Without the log's key nothing is proven, by another key or root nothing holds.
    let path = folder.path().join("good.json");
    let unproven = verify(founded, &path, None);
    assert_eq!(unproven.code, 2, "{}", unproven.said);
    assert!(unproven.said.contains("--log-key"), "{}", unproven.said);
    assert_eq!(verify(founded, &path, Some(&path)).code, 4, "a file that is no key");
    let other = Founded::new().await;
    assert_eq!(verify(founded, &path, Some(&log_key(&other))).code, 1);
    assert_eq!(verify(&other, &path, Some(&key)).code, 1);
    forged(founded, &good, &key, folder.path());

    // 4. The proof of one is none of another.
    let newest = evidence(&mut first, past[1].statement.session).await.1;
    let oldest: Evidence = serde_json::from_str(&good).unwrap();
    let mixed = Evidence { log: newest.log, ..oldest.clone() };
    fs::write(&path, serde_json::to_string(&mixed).unwrap()).unwrap();
    let judged = verify(founded, &path, Some(&key));
    assert_eq!(judged.code, 1, "{}", judged.said);

    pages(&scene, &mut first, &mut second).await;
    nobody_elses(&scene, &mut first, past[1].statement.session).await;

    // 5. A checkpoint from before it happened proves nothing of it.
    let last = states(&first.phone.history(None).await.unwrap().entries)[0].0;
    let mut early = evidence(&mut first, last).await.1;
    early.log.as_mut().unwrap().checkpoint = oldest.log.unwrap().checkpoint;
    fs::write(&path, serde_json::to_string(&early).unwrap()).unwrap();
    let judged = verify(founded, &path, Some(&key));
    assert_eq!(judged.code, 1, "{}", judged.said);

    // 6. After a restart everything is there, and a file that was kept before still proves itself.
    let scene = scene.restarted(async |_| ()).await;
    let (text, _) = evidence(&mut first, past.last().unwrap().statement.session).await;
    fs::write(&path, &text).unwrap();
    assert_eq!(verify(&scene.testbed.founded, &path, Some(&key)).code, 0);
    fs::write(&path, &good).unwrap();
    assert_eq!(verify(&scene.testbed.founded, &path, Some(&key)).code, 0, "kept before");
}
