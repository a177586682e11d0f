//! What a person keeps of a session proves itself, and nothing that was changed in it anywhere.

use phone_protocol::evidence::{LogProof, Logged, ProvenLeaf};
use phone_protocol::fixed::{ForRelyingParty, ForVerifier, VersionOne};
use phone_protocol::receipt::ReceiptState;
use phone_protocol::wire::CertificateBase64;
use phone_protocol::{Evidence, HistoryEntry, HistoryReply, Receipt, Statement};
use pki_types::merkle::{Subtrees, inclusion_proof, leaf_hash, root_of};
use pki_types::{Sha256Digest, sha256};
use serde_json::{Value, json};
use test_country::{NOW, World};
use words::leaf::{self, Leaf};
use words::{SessionId, SessionState};

/// A log in memory: its entries and their hashes.
struct Log(Vec<Vec<u8>>);

impl Log {
    /// Some leaves of others, and these among them.
    fn with(leaves: &[Leaf]) -> Self {
        let other = |number: u32| format!("entry {number}").into_bytes();
        let mut entries: Vec<_> = (0..300).map(other).collect();
        for (at, leaf) in leaves.iter().enumerate() {
            entries.insert(40 + 100 * at, leaf.to_bytes());
        }
        Self(entries)
    }

    fn size(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap()
    }

    fn whole(&self) -> Sha256Digest {
        self.root(0, self.size()).unwrap()
    }

    fn prove(&self, leaf: &Leaf) -> ProvenLeaf {
        let place = self.0.iter().position(|entry| *entry == leaf.to_bytes()).unwrap();
        let place = u64::try_from(place).unwrap();
        let path = inclusion_proof(self, place, self.size()).unwrap();
        ProvenLeaf { leaf: String::from_utf8(leaf.to_bytes()).unwrap(), place, path }
    }
}

impl Subtrees for Log {
    type Error = std::convert::Infallible;

    fn root(&self, start: u64, end: u64) -> Result<Sha256Digest, Self::Error> {
        let (start, end) = (usize::try_from(start).unwrap(), usize::try_from(end).unwrap());
        Ok(root_of(&self.0[start..end].iter().map(|entry| leaf_hash(entry)).collect::<Vec<_>>()))
    }
}

/// A session that was signed, with everything that came of it.
struct Story {
    world: World,
    statement: Statement,
    evidence: Evidence,
    log: Log,
}

impl Story {
    fn new() -> Self {
        let world = World::new();
        let request = world.document_request();
        let request_compact = world.bank.sign_request(&request);
        let statement = world.statement(&request, &request_compact);
        let compact = world.statement.sign_message(&statement);
        let receipt = receipt(&statement, &compact, ReceiptState::Completed);
        let receipt = world.receipt.sign_message(&receipt);
        let (log, proof) = logged(&world, &statement, &compact, Some(&receipt), SessionState::Completed);
        let evidence = Evidence {
            v: VersionOne,
            aud: ForVerifier,
            key_list: world.key_list_compact(),
            statement: compact,
            request: request_compact,
            relying_party_chain: vec![CertificateBase64(world.bank.certificate.clone())],
            receipt: Some(receipt),
            log: Some(proof),
        };
        Self { world, statement, evidence, log }
    }

    /// What whoever has the log's key says of a file: its checkpoint is the one that the key signed, or another.
    fn judge(&self, file: &str) -> Result<Logged, String> {
        let evidence = Evidence::parse(file).map_err(|error| error.to_string())?;
        let checked = evidence.check().map_err(|error| error.to_string())?;
        if checked.checkpoint() != self.evidence.log.as_ref().map(|log| log.checkpoint.as_str()) {
            return Err("the checkpoint is not signed by the log's key".to_owned());
        }
        checked.stands_in(self.log.size(), &self.log.whole()).map_err(|error| error.to_string())
    }

    fn file(&self) -> Value {
        serde_json::to_value(&self.evidence).unwrap()
    }
}

fn receipt(statement: &Statement, compact: &str, state: ReceiptState) -> Receipt {
    Receipt {
        v: VersionOne,
        aud: ForRelyingParty,
        session: statement.session,
        relying_party: "bank".to_owned(),
        request_sha256: statement.request_sha256,
        statement_sha256: sha256(compact.as_bytes()),
        certificate_sha256: statement.certificate_sha256,
        signatures_sha256: (state == ReceiptState::Completed).then(|| vec![Some(sha256(b"signature"))]),
        state,
        completed_at: NOW.plus(30),
        verifier_sha256: None,
    }
}

fn logged(
    world: &World,
    statement: &Statement,
    compact: &str,
    receipt: Option<&str>,
    state: SessionState,
) -> (Log, LogProof) {
    let list = leaf::KeyList {
        number: 7,
        key_list_sha256: sha256(world.key_list_compact().as_bytes()),
        at: NOW.minus(3_600),
    };
    let stated = leaf::Statement {
        session: statement.session.to_string(),
        statement_sha256: sha256(compact.as_bytes()),
        request_sha256: statement.request_sha256,
        at: NOW,
    };
    let ended = leaf::Outcome {
        session: statement.session.to_string(),
        state: state.as_str().to_owned(),
        problem: None,
        statement_sha256: receipt.map(|_| sha256(compact.as_bytes())),
        receipt_sha256: receipt.map(|receipt| sha256(receipt.as_bytes())),
        at: NOW.plus(30),
    };
    let leaves = [Leaf::KeyList(list), Leaf::Statement(stated), Leaf::Outcome(ended)];
    let log = Log::with(&leaves);
    let proven = leaves.iter().map(|leaf| log.prove(leaf)).collect();
    let checkpoint = format!("log.example/log\n{}\n{}\n", log.size(), log.whole());
    (log, LogProof { checkpoint, leaves: proven })
}

/// The page and the file of the vectors.
pub(crate) fn vectors() -> Value {
    let story = Story::new();
    let entry = |state, receipt: Option<String>| HistoryEntry {
        statement: story.evidence.statement.clone(),
        phone: None,
        state,
        problem: None,
        ended_at: state.is_final().then(|| NOW.plus(30)),
        receipt,
    };
    let signed = entry(SessionState::Completed, story.evidence.receipt.clone());
    let entries = vec![signed, entry(SessionState::Expired, None), entry(SessionState::Shown, None)];
    json!({ "page": HistoryReply { entries, more: true }, "evidence": story.evidence })
}

#[test]
fn a_file_says_what_the_log_knows() {
    let story = Story::new();
    let logged = story.judge(&story.file().to_string()).unwrap();
    assert_eq!(logged.stated_at, NOW);
    assert_eq!(logged.ended, Some((SessionState::Completed, None, NOW.plus(30))));

    // Saved while it was open, it says nothing of an end.
    let mut open = story.file();
    open["log"]["leaves"].as_array_mut().unwrap().pop();
    open.as_object_mut().unwrap().remove("receipt");
    assert_eq!(story.judge(&open.to_string()).unwrap().ended, None);
}

/// Every way to change one value of it: another text or number, one element less, one member less.
fn changed(value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::String(text) => {
            let at = text.char_indices().map(|(at, _)| at).nth(text.chars().count() / 2).unwrap();
            let other = if text[at..].starts_with('a') { "b" } else { "a" };
            let next = at + text[at..].chars().next().unwrap().len_utf8();
            vec![(String::new(), json!(format!("{}{other}{}", &text[..at], &text[next..])))]
        }
        Value::Number(number) => vec![(String::new(), json!(number.as_u64().unwrap() + 1))],
        Value::Array(elements) => (0..elements.len())
            .flat_map(|at| {
                let mut less = elements.clone();
                less.remove(at);
                let within = changed(&elements[at]).into_iter().map(move |(path, other)| {
                    let mut with = elements.clone();
                    with[at] = other;
                    (format!("[{at}]{path}"), Value::from(with))
                });
                std::iter::once((format!("[{at}] less"), Value::from(less))).chain(within).collect::<Vec<_>>()
            })
            .collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| {
                let mut less = members.clone();
                less.remove(name);
                let within = changed(member).into_iter().map(|(path, other)| {
                    let mut with = members.clone();
                    with.insert(name.clone(), other);
                    (format!(".{name}{path}"), Value::from(with))
                });
                std::iter::once((format!(".{name} less"), Value::from(less)))
                    .chain(within)
                    .collect::<Vec<_>>()
            })
            .collect(),
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

#[test]
fn whatever_is_changed_in_a_file_is_found() {
    let story = Story::new();
    let changes = changed(&story.file());
    assert!(changes.len() > 40, "{}", changes.len());
    for (path, file) in changes {
        let judged = story.judge(&file.to_string());
        assert!(judged.is_err(), "{path}: {judged:?}");
    }
    let file = story.file().to_string();
    for end in [0, 1, file.len() / 2, file.len() - 1] {
        assert!(story.judge(&file[..end]).is_err(), "cut at {end}");
    }
    assert!(story.judge(&format!("{file}{file}")).is_err());
    assert!(story.judge(&" ".repeat(600 * 1024)).is_err());
}

#[test]
fn the_proof_of_one_is_none_of_another() {
    let story = Story::new();
    // Another session, with the same request: its leaves prove nothing of this one.
    let other = Statement { session: SessionId::from_bytes([9; 16]), ..story.statement.clone() };
    let compact = story.world.statement.sign_message(&other);
    let ended = SessionState::Expired;
    let (log, proof) = logged(&story.world, &other, &compact, None, ended);
    let mut mixed = story.evidence.clone();
    mixed.log = Some(proof.clone());
    let checked = mixed.check().unwrap();
    let refused = checked.stands_in(log.size(), &log.whole()).unwrap_err().to_string();
    assert!(refused.contains("the session of the log"), "{refused}");

    // The log says that it expired; the receipt, which is of another statement, says that it was signed.
    mixed.statement = compact;
    assert!(mixed.check().unwrap_err().to_string().contains("receipt"));
    mixed.receipt = None;
    let checked = mixed.check().unwrap();
    assert_eq!(checked.stands_in(log.size(), &log.whole()).unwrap().ended.unwrap().0, SessionState::Expired);

    // A checkpoint from before it happened, and one of another log.
    assert!(checked.stands_in(100, &log.whole()).is_err());
    assert!(checked.stands_in(log.size(), &story.log.whole()).is_err());
    // A country of its own making: everything fits together, and the log knows nothing of it.
    let stranger = World::with(test_country::Kinds::default());
    let receipt = receipt(&other, &mixed.statement, ReceiptState::Completed);
    mixed.receipt = Some(stranger.statement.sign_message(&receipt));
    assert!(mixed.check().is_err(), "by another key than the one for receipts");
}

#[test]
fn an_entry_is_shown_as_the_inner_zone_signed_it_or_not_at_all() {
    let story = Story::new();
    let keys = story.world.key_list();
    let signed = HistoryEntry {
        statement: story.evidence.statement.clone(),
        phone: None,
        state: SessionState::Completed,
        problem: None,
        ended_at: Some(NOW.plus(30)),
        receipt: story.evidence.receipt.clone(),
    };
    assert_eq!(signed.check(&keys).unwrap().receipt.unwrap().state, ReceiptState::Completed);
    assert_eq!(signed.claimed_session(), Some(story.statement.session));

    let other = Statement { session: SessionId::from_bytes([9; 16]), ..story.statement.clone() };
    let refused = receipt(&story.statement, &signed.statement, ReceiptState::Refused);
    let crooked: [(&str, HistoryEntry); 8] = [
        ("refused", HistoryEntry { state: SessionState::Refused, ..signed.clone() }),
        ("expired", HistoryEntry { state: SessionState::Expired, ..signed.clone() }),
        ("no receipt", HistoryEntry { receipt: None, ..signed.clone() }),
        ("no end", HistoryEntry { ended_at: None, ..signed.clone() }),
        ("an end too soon", HistoryEntry { state: SessionState::Shown, receipt: None, ..signed.clone() }),
        (
            "another receipt",
            HistoryEntry { receipt: Some(story.world.receipt.sign_message(&refused)), ..signed.clone() },
        ),
        (
            "another session",
            HistoryEntry { statement: story.world.statement.sign_message(&other), ..signed.clone() },
        ),
        (
            "another key",
            HistoryEntry { statement: story.world.device.sign_message(&story.statement), ..signed.clone() },
        ),
    ];
    for (what, entry) in crooked {
        assert!(entry.check(&keys).is_err(), "{what}");
    }
    let named = HistoryEntry { problem: Some("Not a slug".to_owned()), ..signed };
    assert!(named.check(&keys).is_err());
}
