//! What a person was asked, from all their phones, and what they can keep of it.
//!
//! This door reads no leaf: it knows from the rows what the leaves must be, and proves them by the hashes of the log's tiles. If it lied,
//! nobody who checks would believe it; it can leave out what it will.

use http_kit::Problem;
use phone_protocol::evidence::{LogProof, ProvenLeaf};
use phone_protocol::fixed::{ForVerifier, VersionOne};
use phone_protocol::history::MOST_ENTRIES;
use phone_protocol::{Evidence, HistoryEntry, HistoryReply, Received, Statement};
use pki_types::{Sha256Digest, sha256};
use store::{HistoryPlace, KeyListRow, SessionView, StoredStatement};
use words::leaf::Leaf;
use words::{Door, PersonId, SessionId, SessionState, problem};

use crate::MobileSignature;
use crate::phone::inquiries::name_of;
use crate::phone::pending::relying_party_chain;
use crate::unavailable::unavailable;

/// A page, the newest first: from the beginning, or behind a session of the person.
pub(crate) async fn page(
    doors: &MobileSignature,
    person: &PersonId,
    after: Option<SessionId>,
) -> Result<HistoryReply, Problem> {
    let after = match after {
        Some(session) => {
            let (_, statement) = own(doors, person, &session).await?;
            Some(HistoryPlace { stated_at: statement.created_at, session })
        }
        None => None,
    };
    // One more than is told says whether there are more.
    let wanted = u32::try_from(MOST_ENTRIES + 1).unwrap_or(u32::MAX);
    let mut views = doors.store.history(person, after, wanted).await.map_err(unavailable)?;
    let more = views.len() > MOST_ENTRIES;
    views.truncate(MOST_ENTRIES);
    let devices = doors.store.devices_of_person(person).await.map_err(unavailable)?;
    let mut entries = Vec::new();
    for view in views {
        let phone = devices.iter().find(|device| device.id == view.session.device);
        let phone = phone.map(name_of).transpose()?.flatten();
        let Some(statement) = view.statement else { continue };
        let (ended_at, problem, receipt) = match view.outcome {
            Some(outcome) => (Some(outcome.created_at), outcome.problem, outcome.receipt),
            None => (None, None, None),
        };
        entries.push(HistoryEntry {
            statement: statement.jws,
            phone,
            state: view.state,
            problem,
            ended_at,
            receipt,
        });
    }
    Ok(HistoryReply { entries, more })
}

/// Everything about a session of the person.
pub(crate) async fn evidence(
    doors: &MobileSignature,
    person: &PersonId,
    session: &SessionId,
) -> Result<Evidence, Problem> {
    let (view, statement) = own(doors, person, session).await?;
    let claims = Received::<Statement>::parse(&statement.jws)
        .map_err(|error| Problem::internal("reading a stored statement", &error))?;
    let key_list =
        doors.store.key_list_by_hash(&claims.claims().key_list_sha256).await.map_err(unavailable)?;
    // A restore may have lost it; what was stated under it cannot be proven any more.
    let key_list = key_list.ok_or_else(unknown)?;
    let chain = match view.session.door {
        Door::Native => relying_party_chain(doors, &view.session.request).await?,
        Door::MobileId | Door::Own => Vec::new(),
    };
    let log = log_proof(doors, &view, &statement, &key_list).await?;
    Ok(Evidence {
        v: VersionOne,
        aud: ForVerifier,
        key_list: key_list.jws,
        statement: statement.jws,
        request: view.session.request,
        relying_party_chain: chain,
        receipt: view.outcome.and_then(|outcome| outcome.receipt),
        log,
    })
}

/// A session of this person that was stated. Others' are unknown here, whether there are such or not.
async fn own(
    doors: &MobileSignature,
    person: &PersonId,
    session: &SessionId,
) -> Result<(SessionView, StoredStatement), Problem> {
    let view = doors.store.session_view(session).await.map_err(unavailable)?;
    let view = view.filter(|view| view.session.person == *person).ok_or_else(unknown)?;
    let statement = view.statement.clone().ok_or_else(unknown)?;
    Ok((view, statement))
}

fn unknown() -> Problem {
    Problem::new(problem::SESSION_UNKNOWN, "the person was asked nothing in such a session")
        .with("field", "session")
}

/// Where the leaves of a session stand in the log; none until the newest checkpoint covers all of them.
async fn log_proof(
    doors: &MobileSignature,
    view: &SessionView,
    statement: &StoredStatement,
    key_list: &KeyListRow,
) -> Result<Option<LogProof>, Problem> {
    let Some(checkpoint) = doors.store.log_checkpoint().await.map_err(unavailable)? else { return Ok(None) };
    let size = u64::try_from(checkpoint.size).unwrap_or(0);
    let mut leaves = Vec::new();
    for leaf in leaves_of(view, statement, key_list) {
        let Some(proven) = proven(doors, &leaf, size).await? else { return Ok(None) };
        leaves.push(proven);
    }
    Ok(Some(LogProof { checkpoint: checkpoint.note, leaves }))
}

/// What the leaves of a session are, by its rows.
fn leaves_of(view: &SessionView, statement: &StoredStatement, key_list: &KeyListRow) -> Vec<Leaf> {
    let stated = statement.leaf(view.session.request_sha256);
    let answered = |state| matches!(state, SessionState::Completed | SessionState::Refused);
    let ended = view.outcome.as_ref().map(|end| end.leaf(answered(end.state).then_some(statement.sha256)));
    [key_list.leaf(), stated].into_iter().chain(ended).collect()
}

async fn proven(doors: &MobileSignature, leaf: &Leaf, size: u64) -> Result<Option<ProvenLeaf>, Problem> {
    let bytes = leaf.to_bytes();
    let digest: Sha256Digest = sha256(&bytes);
    let Some(place) = doors.store.place_of_leaf(&digest).await.map_err(unavailable)? else { return Ok(None) };
    let Some(path) = doors.store.inclusion_proof(place, size).await.map_err(unavailable)? else {
        return Ok(None);
    };
    let leaf = String::from_utf8(bytes).map_err(|error| Problem::internal("reading a leaf", &error))?;
    Ok(Some(ProvenLeaf { leaf, place, path }))
}
