//! No parser panics, whatever the network brings: random octets, and good messages with changes anywhere.

use std::sync::LazyLock;

use phone_protocol::verification::verify_pending;
use phone_protocol::{
    Activation, Answer, Claim, DeviceLink, Enrolment, Evidence, HistoryReply, Inquiry, KeyList, Message,
    Pending, PendingReply, PendingSession, PhoneProblem, Receipt, Received, Refusal, Share, Shown,
    SignatureRequest, StateReply, Statement, Subscription, Unlock, UnlockReply, Wish,
};
use pki_types::encoding::{base64url, base64url_decode};
use proptest::prelude::*;
use test_country::World;

static WORLD: LazyLock<World> = LazyLock::new(World::new);

/// Reads `text` as every message; success or failure are both fine.
fn read_as_everything(text: &str) {
    fn read<T: Message>(text: &str) {
        let _either =
            Received::<T>::parse(text).map(|received| received.verify(WORLD.device.public_key()).is_ok());
    }
    read::<SignatureRequest>(text);
    read::<KeyList>(text);
    read::<Statement>(text);
    read::<Enrolment>(text);
    read::<Pending>(text);
    read::<Subscription>(text);
    read::<Shown>(text);
    read::<Unlock>(text);
    read::<Share>(text);
    read::<Answer>(text);
    read::<Refusal>(text);
    read::<Claim>(text);
    read::<Wish>(text);
    read::<Inquiry>(text);
    read::<Receipt>(text);
    let _either = Activation::parse(text);
    let _either = DeviceLink::parse(text);
    if let Ok(unlock) = Received::<Unlock>::parse(text) {
        let _either = unlock.claims().encrypted_proof();
    }
    if let Ok(enrolment) = Received::<Enrolment>::parse(text) {
        let _either = enrolment.claims().encrypted_secrets();
        let _either = enrolment.claims().proven_keys();
    }
    let _either = serde_json::from_str::<PendingReply>(text);
    let _either = serde_json::from_str::<HistoryReply>(text);
    let _either = Evidence::parse(text).and_then(|evidence| evidence.check());
    let _either = serde_json::from_str::<StateReply>(text);
    let _either = serde_json::from_str::<PhoneProblem>(text);
    let reply = UnlockReply { reply: text.to_owned() };
    let _either = reply.encrypted_share().and_then(|jwe| {
        jwe.decrypt(&[0; 32]).map_err(|source| phone_protocol::Error::Format { what: "reply", source })
    });
}

/// A good session, and its request with a payload that was changed and signed again.
fn with_payload(change: impl FnOnce(&mut Vec<u8>), kind: &str) -> PendingSession {
    let good = WORLD.pending(&WORLD.document_request());
    let (compact, key) = match kind {
        "statement" => (&good.statement, &WORLD.statement),
        _ => (good.request.as_ref().unwrap(), &WORLD.bank.key),
    };
    let parts: Vec<&str> = compact.split('.').collect();
    let mut payload = base64url_decode(parts[1]).unwrap();
    change(&mut payload);
    let input = format!("{}.{}", parts[0], base64url(&payload));
    let compact = pki_types::jws_assemble(input.as_bytes(), &key.sign(input.as_bytes())).unwrap();
    match kind {
        "statement" => PendingSession { statement: compact, ..good },
        _ => PendingSession { request: Some(compact), ..good },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_text(text in ".{0,300}") {
        read_as_everything(&text);
    }

    #[test]
    fn random_parts(parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 1..6)) {
        let text: Vec<String> = parts.iter().map(|part| base64url(part)).collect();
        read_as_everything(&text.join("."));
    }

    #[test]
    fn changed_payloads(place in any::<prop::sample::Index>(), octet in any::<u8>(), kind in "statement|request") {
        let list = WORLD.verified_key_list();
        let pending = with_payload(|payload| { let at = place.index(payload.len()); payload[at] = octet; }, &kind);
        let _either = verify_pending(&pending, &WORLD.knowledge(&list));
        read_as_everything(&pending.statement);
        read_as_everything(pending.request.as_deref().unwrap_or_default());
    }

    #[test]
    fn truncated_payloads(place in any::<prop::sample::Index>(), kind in "statement|request") {
        let list = WORLD.verified_key_list();
        let pending = with_payload(|payload| { let at = place.index(payload.len()); payload.truncate(at); }, &kind);
        prop_assert!(verify_pending(&pending, &WORLD.knowledge(&list)).is_err());
    }
}
