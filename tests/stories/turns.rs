//! An owner and a copy of the phone take turns, drawn at random, through the front door: whoever comes second is noticed at
//! once, and whatever gets lost on the way, an honest phone never is. The search over all turns is in consent-core.

use std::fs;

use phone_protocol::verification::VerifiedSession;
use phone_protocol::{Answer, Pin, Unlock};
use pki_types::{Random, SeededRandom, random_array};
use relying_party::Content;
use words::Purpose;

use crate::testbed::people::{phone_folder, pins};
use crate::testbed::scene::{Holder, Scene};

/// As often as a phone sends the same bytes by itself before it gives up.
const ATTEMPTS: u32 = 5;
const PEOPLE: usize = 8;
const TURNS: usize = 8;

/// Whose unlock was answered last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Common,
    Owner,
    Copy,
}

/// What gets lost in a turn.
#[derive(Clone, Copy, Debug)]
enum Loss {
    Nothing,
    UnlockRequest,
    UnlockReply,
    Answer,
    AnswerReply,
}

const LOSSES: [Loss; 5] =
    [Loss::Nothing, Loss::UnlockRequest, Loss::UnlockReply, Loss::Answer, Loss::AnswerReply];

fn draw(random: &dyn Random, below: usize) -> usize {
    usize::from(random_array::<1>(random)[0]) % below
}

/// A session of the given purpose, as the phone fetched it, and the PIN for it.
async fn asked(scene: &Scene, holder: &mut Holder, purpose: Purpose) -> (VerifiedSession, Pin) {
    let person = scene.looked_up(&holder.name, purpose).await;
    let content = match purpose {
        Purpose::Authentication => Content::Challenge(&[7; 32]),
        Purpose::Signature => Content::digest(pki_types::sha256(b"a document")),
    };
    scene.party(0).start(&person, &content, "Go on").await.expect("the session starts");
    let session = holder.waiting(1).await.remove(0);
    (session, pins().of(purpose).clone())
}

/// What came of a turn: whether its unlock arrived, was answered, and betrayed a copy.
#[derive(Clone, Copy, Debug)]
struct Turn {
    arrived: bool,
    answered: bool,
    noticed: bool,
}

async fn turn(scene: &Scene, holder: &mut Holder, purpose: Purpose, loss: Loss) -> Turn {
    let (session, pin) = asked(scene, holder, purpose).await;
    match loss {
        Loss::Nothing => {}
        Loss::UnlockRequest => holder.wire.lose_requests::<Unlock>(ATTEMPTS * 2),
        Loss::UnlockReply => holder.wire.lose_replies::<Unlock>(ATTEMPTS * 2),
        Loss::Answer => holder.wire.lose_requests::<Answer>(ATTEMPTS),
        Loss::AnswerReply => holder.wire.lose_replies::<Answer>(ATTEMPTS),
    }
    let before = scene.census().await;
    let signed = holder.phone.sign(&session, Some(&pin)).await;
    holder.wire.repair();
    let after = scene.census().await;
    if let Ok(reply) = signed {
        assert_eq!(reply.state, "completed");
    }
    let more = |name| after.count(name) > before.count(name);
    let turn = Turn { arrived: more("unlocks"), answered: more("shares"), noticed: more("device blocks") };
    assert!(!turn.arrived || turn.answered != turn.noticed, "a right PIN is answered, or notices a copy");
    turn
}

/// Stops a phone in the middle of whatever it does and starts it from its folder.
fn restarted(scene: &Scene, holder: Holder, folder: &str) -> Holder {
    let Holder { name, phone, enrolled, .. } = holder;
    drop(phone);
    let (phone, wire) = scene.phone(folder);
    Holder { name, phone, wire, enrolled }
}

/// A phone with everything that the owner's has now. A liar says that it stands where it does not, or sent nothing.
fn copied(scene: &Scene, owner: &Holder, number: usize, lie: usize) -> (Holder, String) {
    let folder = format!("{}-copy-{number}", owner.name);
    let copied = phone_folder(&scene.testbed.founded, &folder);
    fs::create_dir_all(&copied).unwrap();
    let document = fs::read(phone_folder(&scene.testbed.founded, &owner.name).join("phone.json")).unwrap();
    let mut document: serde_json::Value = serde_json::from_slice(&document).unwrap();
    if lie == 1 {
        let epoch = document["signature"]["epoch"].as_u64().unwrap();
        document["signature"]["epoch"] = (epoch + 1).into();
    }
    if lie == 2 {
        document["unlocks"] = serde_json::json!({"sent": [], "authentication": {}, "signature": {}});
    }
    fs::write(copied.join("phone.json"), document.to_string()).unwrap();
    let (phone, wire) = scene.phone(&folder);
    (Holder { name: owner.name.clone(), phone, wire, enrolled: owner.enrolled.clone() }, folder)
}

/// The turns of one person; gives whether a copy was noticed.
async fn turns_of(scene: &Scene, name: &str, random: &dyn Random) -> bool {
    let mut owner = scene.enrolled(name).await;
    let mut copy: Option<(Holder, bool)> = None;
    let mut last = Last::Common;
    for number in 0..TURNS {
        // The session before is over, whatever came of it.
        scene.clock.advance(3_601);
        let purpose = if draw(random, 3) == 0 { Purpose::Authentication } else { Purpose::Signature };
        let loss = LOSSES[draw(random, LOSSES.len())];
        match draw(random, 5) {
            0 => {
                let lie = draw(random, 4);
                copy = Some((copied(scene, &owner, number, lie).0, [1, 2].contains(&lie)));
                if last == Last::Owner {
                    last = Last::Common;
                }
            }
            1 | 2 if copy.is_some() => {
                let (phone, is_liar) = copy.as_mut().unwrap();
                let turn = turn(scene, phone, purpose, loss).await;
                if last == Last::Owner {
                    assert_eq!(turn.noticed, turn.arrived, "{name} {number}: {loss:?}");
                } else {
                    assert!(!turn.noticed || *is_liar, "{name} {number}: nobody had gone on");
                }
                if turn.noticed {
                    return true;
                }
                if turn.answered {
                    last = Last::Copy;
                }
            }
            3 => owner = restarted(scene, owner, name),
            _ => {
                let turn = turn(scene, &mut owner, purpose, loss).await;
                if last == Last::Copy {
                    assert_eq!(turn.noticed, turn.arrived, "{name} {number}: {loss:?}");
                } else {
                    assert!(!turn.noticed, "{name} {number}: an honest phone was blocked after {loss:?}");
                }
                if turn.noticed {
                    return true;
                }
                if turn.answered {
                    last = Last::Owner;
                }
            }
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_and_a_copy_take_turns() {
    let scene = Scene::start().await;
    let random = SeededRandom::new(20_260_301);
    let mut noticed = 0;
    for number in 0..PEOPLE {
        let name = format!("MU-T01{:02}8000000{:02}", number + 1, number + 11);
        noticed += usize::from(turns_of(&scene, &name, &random).await);
    }
    assert!(noticed > 1, "{noticed} of {PEOPLE} copies were noticed");
    scene.stop().await;
}
